"""A notice's file becomes a draft of the campaign, or a refusal that says what to do instead."""

import codecs
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from domain.campaign import Campaign
from domain.errors import BrokenInput, TooMuch, UsageError
from domain.notice.doubts import Doubt
from domain.notice.draft import (
    CampaignDraft,
    campaign_json,
    draft_campaign,
    notice_json,
    requirement_json,
    sources_json,
)
from domain.notice.notice import Notice
from domain.notice.reading import read_notice
from domain.notice.scan import PICTURES
from domain.notice.sources import Source, find_sources
from domain.plain_text import spaced
from domain.words import Words
from service.notices.notice_docx import docx_text
from service.notices.notice_pdf import IsScan, pdf_text
from service.weeks.campaign_file import parse_campaign
from service.weeks.campaign_text import dump

MAX_BYTES = 5 * 1024 * 1024
#: Characters; real notices with their appendices have a few thousand.
MAX_CHARACTERS = 100_000

_OLD_WORD = Words(
    zh="不能读取旧版 Word 或 WPS 文件，请用 Word 或 WPS 打开后另存为 .docx，或把正文粘贴为 .txt",
    en="old Word and WPS files cannot be read; save it as .docx, or paste its text as .txt",
)
_OFD = Words(
    zh="不能读取 OFD，请在阅读器里另存为 PDF，或把正文粘贴为 .txt",
    en="OFD cannot be read; save it as PDF, or paste its text as .txt",
)
_BITMAP = Words(
    zh="不能读取 .bmp 图片，请另存为 .jpg 或 .png",
    en=".bmp pictures cannot be read; save it as .jpg or .png",
)
_PICTURE = Words(
    zh="这是图片，要先做文字识别", en="this is a picture, whose text has to be recognised first"
)
_BIG_PDF = Words(
    zh="这个 PDF 超过 5 MB，多半是扫描件，要先做文字识别；也可以把正文粘贴过来",
    en="a PDF over 5 MB is most likely a scan, whose text has to be recognised first; or paste it",
)
_OTHER = Words(
    zh="请使用 .txt、.docx、.pdf 或 .yaml 文件；其他格式请把正文粘贴为 .txt",
    en="use a .txt, .docx, .pdf or .yaml file; of any other format paste the text as .txt",
)
_PLANS = frozenset((".yaml", ".yml"))
_READERS = frozenset((".txt", ".text", ".md", ".docx", ".pdf"))
_REFUSED = {
    **dict.fromkeys((".doc", ".dot", ".wps", ".wpt", ".rtf", ".odt"), _OLD_WORD),
    ".ofd": _OFD,
    ".bmp": _BITMAP,
}
#: First bytes that say what a file is, whatever its name.
_SIGNS = ((b"\xd0\xcf\x11\xe0", _OLD_WORD), (b"{\\rtf", _OLD_WORD))


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What a notice or a hand-written plan gives, for a person to confirm."""

    #: The notice as it was read; None when the file was already a campaign.
    notice: Notice | None
    #: The campaign it makes; its period may still be unknown.
    plan: Campaign | CampaignDraft
    #: Where in the notice each field was read; none when the file was already a campaign.
    sources: tuple[Source, ...] = ()
    #: What recognition was unsure of, for a notice that was read from pictures.
    misread: tuple[Doubt, ...] = ()
    #: Field -> page that it was recognised on, and how sure its least sure character is, per mille.
    recognised: Mapping[str, tuple[int, int]] = field(default_factory=dict[str, tuple[int, int]])

    @property
    def warnings(self) -> tuple[Doubt, ...]:
        """What is unsure, each with its code and words."""
        return (*(self.notice.doubts if self.notice else ()), *self.misread)


def read_draft(path: Path) -> Draft:
    """The draft from a .txt, .docx, .pdf or .yaml file.

    Raises IsScan for a scanned PDF and for pictures; UsageError for another kind of file, an
    unreadable one, or one in which neither a period nor an activity was found; TooMuch over 5 MB;
    BrokenInput with lines for a .yaml.
    """
    kind = path.suffix.lower()
    if kind in PICTURES:
        raise IsScan(_about(path.name, _PICTURE))
    if kind not in _PLANS and kind not in _READERS:
        raise UsageError(_about(path.name, _REFUSED.get(kind, _OTHER)))
    return draft_from(path.name, _read(path))[0]


def draft_from(name: str, data: bytes) -> tuple[Draft, str]:
    """The draft from a file's bytes, and the notice's text (empty for a hand-written plan).

    Raises as `read_draft` does.
    """
    kind = PurePath(name).suffix.lower()
    if kind in PICTURES:
        raise IsScan(_about(name, _PICTURE))
    if len(data) > MAX_BYTES:
        raise too_big(name)
    if kind in _PLANS:
        plan = parse_campaign(_decoded(data, name), name=name, drafting=True)
        return Draft(notice=None, plan=plan), ""
    if kind not in _READERS:
        raise UsageError(_about(name, _REFUSED.get(kind, _OTHER)))
    text = spaced(_text_of(data, name))
    return draft_of(text, name), text


def draft_of(text: str, name: str) -> Draft:
    """The draft of a notice's text; raises as `read_draft` does, naming it `name`."""
    if len(text) > MAX_CHARACTERS:
        raise TooMuch(
            Words(
                zh=f"{name} 的正文超过 {MAX_CHARACTERS} 字，请只留下通知本身",
                en=f"{name} has more than {MAX_CHARACTERS} characters; keep the notice alone",
            )
        )
    notice = _noticed(text, name)
    return Draft(notice=notice, plan=draft_campaign(notice), sources=find_sources(text, notice))


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size <= MAX_BYTES:
            return path.read_bytes()
    except OSError as error:
        raise UsageError(
            Words(zh=f"读不了文件 {path}", en=f"cannot read the file {path}")
        ) from error
    raise too_big(path.name)


def too_big(name: str) -> TooMuch | IsScan:
    """What is said of a file over MAX_BYTES; a PDF so large is one of pictures."""
    if PurePath(name).suffix.lower() == ".pdf":
        return IsScan(_about(name, _BIG_PDF))
    return TooMuch(
        Words(
            zh=f"{name} 超过 5 MB，请只留下通知的文字",
            en=f"{name} is over 5 MB; keep the text of the notice alone",
        )
    )


def _noticed(text: str, name: str) -> Notice:
    try:
        return read_notice(text)
    except BrokenInput as error:
        raise UsageError(_about(name, error.words)) from error


def _text_of(data: bytes, name: str) -> str:
    """The text of what the bytes say that it is, whatever its name."""
    for sign, words in _SIGNS:
        if data.startswith(sign):
            raise UsageError(_about(name, words))
    kind = PurePath(name).suffix.lower()
    if data.startswith(b"%PDF") or kind == ".pdf":
        return pdf_text(data)
    if data.startswith(b"PK\x03\x04") or kind == ".docx":
        return docx_text(data)
    return _decoded(data, name)


def _decoded(data: bytes, name: str) -> str:
    """The text in the encoding that its mark says, else UTF-8, else GB 18030."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise UsageError(
        _about(
            name,
            Words(
                zh="看不出文字编码，请用记事本另存为 UTF-8 的 .txt",
                en="its text encoding is unknown; save it as UTF-8 .txt",
            ),
        )
    )


def _about(name: str, words: Words) -> Words:
    return Words(zh=f"{name}：{words.zh}", en=f"{name}: {words.en}")


def draft_row(draft: Draft) -> dict[str, object]:
    """The keys and values of `weekreel new --json`."""
    if draft.notice is not None:
        row = notice_json(draft.notice)
    else:
        row = campaign_json(campaign_from(draft))
    return row | {
        "requirements": [requirement_json(asked) for asked in draft.plan.requirements],
        "sources": {
            name: row | _recognised(draft, name)
            for name, row in sources_json(draft.sources).items()
        },
    }


def _recognised(draft: Draft, name: str) -> dict[str, int]:
    """Nothing for what was written as text."""
    if name not in draft.recognised:
        return {}
    page, sureness = draft.recognised[name]
    return {"page": page, "sureness": sureness}


def campaign_from(draft: Draft) -> Campaign:
    """The campaign; raises BrokenInput while its period is unknown."""
    return draft.plan if isinstance(draft.plan, Campaign) else draft.plan.campaign()


def campaign_text(draft: Draft) -> str:
    """campaign.yaml with what is unsure as comments; an unknown period is left blank in it."""
    return dump(draft.plan, doubts=[warning.words for warning in draft.warnings])
