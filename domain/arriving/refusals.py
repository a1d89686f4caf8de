"""Why a file is not taken in, said to its sender: one sentence a reason, with what to send."""

from collections.abc import Mapping
from types import MappingProxyType

from domain.arriving.file_names import ending
from domain.errors import Refused
from domain.words import Words

#: Stable code to the sentence; scripts and pages rely on the codes.
REFUSALS: Mapping[str, Words] = MappingProxyType(
    {
        "empty": Words(
            zh="这个文件是空的，没有内容。请在手机里确认能打开后重新发送。",
            en="The file is empty. Please check that it opens on the phone and send it again.",
        ),
        "not-media": Words(
            zh="这不是照片或视频，无法使用。请发送手机拍摄的照片（JPG、HEIC）或视频（MP4、MOV）。",
            en="This is neither a photo nor a clip. Please send photos (JPG, HEIC) or clips (MP4, "
            "MOV) as the phone made them.",
        ),
        "playlist": Words(
            zh="这是播放列表，里面没有画面。请发送视频文件本身。",
            en="This is a playlist and holds no picture. Please send the clip itself.",
        ),
        "svg": Words(
            zh="这是矢量图（SVG），不是照片。请发送拍摄的原照片，或把图导出为 JPG、PNG 再发送。",
            en="This is a drawing (SVG), not a photo. Please send the photo itself, or export the "
            "drawing as JPG or PNG.",
        ),
        "archive": Words(
            zh="这是压缩包。请先解压，再直接选择里面的照片和视频发送。",
            en="This is an archive. Please unpack it and send the photos and clips inside.",
        ),
        "document": Words(
            zh="这是文档或网页，不是照片或视频。文字材料请直接交给联系人；这里请发送照片和视频。",
            en="This is a document or web page. Please hand texts to the contact person and send "
            "photos and clips here.",
        ),
        "sidecar": Words(
            zh="这是照片的附属文件（.aae 或 .xmp），里面没有画面。已保存；请照常发送照片本身。",
            en="This is a sidecar file of a photo (.aae or .xmp) and holds no picture. It is kept "
            "beside its photo; please send the photo itself as well.",
        ),
        "truncated": Words(
            zh="文件不完整，可能只复制或传来了一部分。请从拍摄的手机里重新发送原文件。",
            en="The file is incomplete; only a part of it was copied. Please send the original "
            "again from the phone that took it.",
        ),
        "too-large-picture": Words(
            zh="图片的尺寸过大（超过 2 亿像素或单边超过 30000 像素）。请缩小后再发送。",
            en="The picture is too large (over 200 megapixels or 30,000 pixels on a side). Please "
            "send a smaller one.",
        ),
        "no-picture": Words(
            zh="文件里只有声音，没有画面。请发送带画面的视频或照片。",
            en="The file has sound but no picture. Please send a clip with a picture, or photos.",
        ),
        "unsupported-codec": Words(
            zh="这种格式暂时无法使用。请发送手机原片，或另存为 JPG 照片、MP4（H.264）视频再发送。",
            en="This format cannot be used here. Please send the phone's original, or save it as a "
            "JPG photo or an MP4 (H.264) clip.",
        ),
        "unreadable": Words(
            zh="文件已损坏，打不开。请在拍摄的手机里确认能正常打开后，重新发送原文件。",
            en="The file is damaged and does not open. Please check that it opens on the phone "
            "that took it and send the original again.",
        ),
        "too-large": Words(
            zh="文件超过了允许的大小。请截取需要的片段，或分段发送。",
            en="The file is larger than allowed. Please send only the part that matters, or send "
            "it in parts.",
        ),
    }
)


#: The code of files that are kept beside a photo instead of being removed in time.
SIDECAR = "sidecar"


def refusal(code: str) -> Refused:
    """The error to raise for a reason; KeyError for a code that has no sentence."""
    return Refused(code, REFUSALS[code])


#: Endings whose files are never photos or clips, by the reason. A zip is opened, so it is not here.
_BY_ENDING: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(
            [
                ".pdf",
                ".doc",
                ".docx",
                ".wps",
                ".xls",
                ".xlsx",
                ".et",
                ".ppt",
                ".pptx",
                ".dps",
                ".ofd",
                ".rtf",
                ".csv",
                ".html",
                ".htm",
            ],
            "document",
        ),
        **dict.fromkeys(
            [".rar", ".7z", ".gz", ".tar", ".tgz", ".bz2", ".xz", ".iso", ".cab"], "archive"
        ),
        **dict.fromkeys([".m3u", ".m3u8", ".pls", ".xspf", ".mpd", ".cue"], "playlist"),
        **dict.fromkeys([".svg", ".svgz"], "svg"),
        **dict.fromkeys([".mp3", ".wav", ".aac", ".flac", ".amr", ".ogg", ".wma"], "no-picture"),
        **dict.fromkeys(
            [
                ".apk",
                ".exe",
                ".msi",
                ".dll",
                ".bat",
                ".cmd",
                ".ps1",
                ".sh",
                ".js",
                ".vbs",
                ".jar",
                ".lnk",
                ".scr",
            ],
            "not-media",
        ),
    }
)


def refusal_by_name(filename: str, media_type: str) -> Refused | None:
    """Why a file need not be sent at all, told by its ending; None when its bytes decide.

    `media_type` is the browser's guess, "" for none: what it takes for a picture may come under
    any name, for chats rename files.
    """
    if media_type.startswith(("image/", "video/")) and media_type != "image/svg+xml":
        return None
    reason = _BY_ENDING.get(ending(filename))
    return refusal(reason) if reason else None
