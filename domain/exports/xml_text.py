"""The text of an XML file that any reader takes, whatever a title was copied from."""

import re
from xml.etree import ElementTree as ET

#: What XML 1.0 has no way to write, not even by number (production 2, Char).
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(root: ET.Element) -> str:
    """The element indented, without its declaration and without what no XML may hold.

    A notice of a PDF and a campaign.yaml may have form feeds and the like in a title.
    """
    for each in root.iter():
        each.text = _UNWRITABLE.sub("", each.text) if each.text else each.text
        for name, value in each.attrib.items():
            each.set(name, _UNWRITABLE.sub("", value))
    ET.indent(root, " ")
    return ET.tostring(root, encoding="unicode")
