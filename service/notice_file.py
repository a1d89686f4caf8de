"""A notice's file becomes a draft of the campaign, or a refusal that says what to do instead."""

import codecs
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from domain.campaign import Campaign
from domain.errors import BrokenInput, TooMuch, UsageError
from domain.notice.doubts import Doubt
from domain.notice.draft import CampaignDraft, campaign_json, draft_campaign, notice_json
from domain.notice.reading import Notice, read_notice
from domain.words import Words
from service.campaign_file import parse_campaign
from service.campaign_text import dump
from service.notice_docx import docx_text

MAX_BYTES = 5 * 1024 * 1024
#: Characters; real notices with their appendices have a few thousand.
MAX_CHARACTERS = 100_000

_OLD_WORD = Words(
    zh="不能读取旧版 Word 或 WPS 文件，请用 Word 或 WPS 打开后另存为 .docx，或把正文粘贴为 .txt",
    en="old Word and WPS files cannot be read; save it as .docx, or paste its text as .txt",
)
_PDF = Words(
    zh="不能读取 PDF，请把正文复制后粘贴为 .txt（扫描件请先用文字识别）",
    en="PDF cannot be read; paste the text as .txt (a scan needs text recognition first)",
)
_PICTURE = Words(
    zh="图片里的文字不能读取，请先用文字识别，再把正文粘贴为 .txt",
    en="text in pictures cannot be read; recognise it first, then paste it as .txt",
)
_OTHER = Words(
    zh="请使用 .txt、.docx 或 .yaml 文件；其他格式请把正文粘贴为 .txt",
    en="use a .txt, .docx or .yaml file; of any other format paste the text as .txt",
)
_REFUSED = {
    **dict.fromkeys((".doc", ".dot", ".wps", ".wpt", ".rtf", ".odt"), _OLD_WORD),
    **dict.fromkeys((".pdf", ".ofd"), _PDF),
    **dict.fromkeys((".jpg", ".jpeg", ".png", ".heic", ".webp", ".bmp", ".tif"), _PICTURE),
}
#: First bytes that say what a file is, whatever its name.
_SIGNS = ((b"%PDF", _PDF), (b"\xd0\xcf\x11\xe0", _OLD_WORD), (b"{\\rtf", _OLD_WORD))


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What a notice or a hand-written plan gives, for a person to confirm."""

    #: The notice as it was read; None when the file was already a campaign.
    notice: Notice | None
    #: The campaign it makes; its period may still be unknown.
    plan: Campaign | CampaignDraft

    @property
    def warnings(self) -> tuple[Doubt, ...]:
        """What is unsure, each with its code and words."""
        return self.notice.doubts if self.notice else ()


def read_draft(path: Path) -> Draft:
    """The draft from a .txt, .docx or .yaml file.

    Raises UsageError for another kind of file, an unreadable one, or one in which neither a
    period nor an activity was found; TooMuch over 5 MB; BrokenInput with lines for a .yaml.
    """
    kind = path.suffix.lower()
    if kind in (".yaml", ".yml"):
        text = _decoded(_read(path), path.name)
        return Draft(notice=None, plan=parse_campaign(text, name=path.name, drafting=True))
    reader = _READERS.get(kind)
    if reader is None:
        raise UsageError(_about(path.name, _REFUSED.get(kind, _OTHER)))
    text = reader(_read(path), path.name)
    if len(text) > MAX_CHARACTERS:
        raise TooMuch(
            Words(
                zh=f"{path.name} 的正文超过 {MAX_CHARACTERS} 字，请只留下通知本身",
                en=f"{path.name} has more than {MAX_CHARACTERS} characters; keep the notice alone",
            )
        )
    notice = _noticed(text, path.name)
    return Draft(notice=notice, plan=draft_campaign(notice))


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size <= MAX_BYTES:
            return path.read_bytes()
    except OSError as error:
        raise UsageError(
            Words(zh=f"读不了文件 {path}", en=f"cannot read the file {path}")
        ) from error
    raise TooMuch(
        Words(
            zh=f"{path.name} 超过 5 MB，请只留下通知的文字",
            en=f"{path.name} is over 5 MB; keep the text of the notice alone",
        )
    )


def _noticed(text: str, name: str) -> Notice:
    try:
        return read_notice(text)
    except BrokenInput as error:
        raise UsageError(_about(name, error.words)) from error


def _text_of_txt(data: bytes, name: str) -> str:
    for sign, words in _SIGNS:
        if data.startswith(sign):
            raise UsageError(_about(name, words))
    if data.startswith(b"PK\x03\x04"):
        return _text_of_docx(data, name)  # a Word file under another name
    return _decoded(data, name)


def _text_of_docx(data: bytes, name: str) -> str:
    for sign, words in _SIGNS:
        if data.startswith(sign):
            raise UsageError(_about(name, words))
    return docx_text(data)


_READERS: dict[str, Callable[[bytes, str], str]] = {
    ".txt": _text_of_txt,
    ".text": _text_of_txt,
    ".md": _text_of_txt,
    ".docx": _text_of_docx,
}


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
        return notice_json(draft.notice)
    return campaign_json(campaign_from(draft))


def campaign_from(draft: Draft) -> Campaign:
    """The campaign; raises BrokenInput while its period is unknown."""
    return draft.plan if isinstance(draft.plan, Campaign) else draft.plan.campaign()


def campaign_text(draft: Draft) -> str:
    """campaign.yaml with what is unsure as comments; an unknown period is left blank in it."""
    return dump(draft.plan, doubts=[warning.words for warning in draft.warnings])
