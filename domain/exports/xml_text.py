"""The text of an XML file that any reader takes, whatever a title was copied from."""

from xml.etree import ElementTree as ET

from domain.plain_text import writable


def xml_text(root: ET.Element) -> str:
    """The element indented, without its declaration and without what no XML may hold.

    A notice of a PDF and a campaign.yaml may have form feeds and the like in a title.
    """
    for each in root.iter():
        each.text = writable(each.text) if each.text else each.text
        for name, value in each.attrib.items():
            each.set(name, writable(value))
    ET.indent(root, " ")
    return ET.tostring(root, encoding="unicode")
