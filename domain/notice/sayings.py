"""What one clause asks of a film, of photos or of the report, in its own words and as bounds."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from domain.judging.requirements import Subject
from domain.notice.bounds import HIGH, LOW, NUMBER, TO, bounds_in, plain, value_of


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a clause asks; fields as those of `domain.judging.requirements.Requirement`."""

    id: str
    says: str
    measure: str = ""
    at_most: Fraction | None = None
    at_least: Fraction | None = None
    one_of: tuple[str, ...] = ()


#: Finds what a clause asks.
Finder = Callable[[str], Iterable[Asked]]


def _film_length(clause: str) -> Iterator[Asked]:
    if not re.search("分钟|秒|时长", clause):
        return
    mixed = re.search(rf"({NUMBER})秒{TO}({NUMBER})分钟", clause)
    if mixed:
        low, high = value_of(mixed[1]), value_of(mixed[2])
        says = f"视频时长 {plain(low)} 秒–{plain(high)} 分钟"
        yield Asked(id="length", says=says, measure="duration", at_least=low, at_most=high * 60)
        return
    for unit, by, shown in (("分钟", 60, "分钟"), ("秒", 1, "秒")):
        bounds = bounds_in(clause, unit)
        if bounds is not None:
            low, high = bounds.times(by)
            says = f"视频时长{bounds.shown(shown)}"
            yield Asked(id="length", says=says, measure="duration", at_least=low, at_most=high)
            return


_CONTAINERS = {"mp4": "mp4", "mpeg-4": "mp4", "mpeg4": "mp4", "mov": "mov", "avi": "avi"} | {
    name: name for name in ("mpg", "wmv", "flv", "mkv")
}


def _film_container(clause: str) -> Iterator[Asked]:
    names = re.findall(r"(?<![a-z])(mp4|mpeg-?4|mov|avi|mpg|wmv|flv|mkv)(?![a-z\d])", clause, re.I)
    kinds = tuple(dict.fromkeys(_CONTAINERS[name.lower()] for name in names))
    if kinds:
        says = "视频格式为 " + " 或 ".join(kind.upper() for kind in kinds)
        yield Asked(id="container", says=says, measure="container", one_of=kinds)


def _film_codec(clause: str) -> Iterator[Asked]:
    found = re.findall(r"H\.?26([45])|(HEVC)|(AVC)", clause, re.I)
    codecs = tuple(dict.fromkeys("h264" if n == "4" or avc else "hevc" for n, _, avc in found))
    if codecs:
        shown = " 或 ".join({"h264": "H.264", "hevc": "H.265"}[codec] for codec in codecs)
        yield Asked(id="codec", says=f"视频编码为 {shown}", measure="video_codec", one_of=codecs)


def _film_picture(clause: str) -> Iterator[Asked]:
    sizes = list(dict.fromkeys(re.findall(r"(\d{3,4})\s?[×xX*✕]\s?(\d{3,4})", clause)))
    lines = re.search(r"(?<!\d)(\d{3,4})[pP](?![a-zA-Z])", clause)
    words = re.search("全高清|高清", clause)
    at_least = bool(re.search(rf"{LOW}|以上", clause))
    if len(sizes) > 1:
        shown = " 或 ".join("×".join(size) for size in sizes)
        yield Asked(id="definition", says=f"视频分辨率 {shown}")
    elif sizes:
        width, height = map(Fraction, sizes[0])
        yield _pixels("width", "宽", width, at_least)
        yield _pixels("height", "高", height, at_least)
    elif lines:
        yield _pixels("height", "高", Fraction(lines[1]), at_least)
    elif words and re.search("画质|画面|清晰|格式|分辨率|拍摄", clause):
        yield Asked(id="definition", says=f"视频为{words.group()}画质")
    shape = re.search(r"(?<!\d)(16|9|4)\s?[:：]\s?(9|16|3)(?!\d)", clause)
    if shape:
        yield Asked(id="aspect", says=f"视频画面比例 {shape[1]}:{shape[2]}")
    elif way := re.search("[横竖][屏版幅]|[横竖](?:向|着)?拍摄", clause):
        yield Asked(id="aspect", says=f"视频{way.group()}")


def _pixels(measure: str, side: str, value: Fraction, at_least: bool) -> Asked:
    says = f"视频画面{side}{'不低于' if at_least else '为'} {value} 像素"
    high = None if at_least else value
    return Asked(id=measure, says=says, measure=measure, at_least=value, at_most=high)


def _film_rates(clause: str) -> Iterator[Asked]:
    frames = bounds_in(clause, r"帧|fps", exact=True)
    if frames is not None:
        says = f"视频每秒{frames.shown('帧')}"
        yield Asked(
            id="frame-rate",
            says=says,
            measure="frame_rate",
            at_least=frames.low,
            at_most=frames.high,
        )
    bits = bounds_in(clause, r"Mbps|Mb/s|Mbit/s|MB?(?![a-z])|兆") if "码" in clause else None
    if bits is not None:
        yield Asked(
            id="bit-rate",
            says=f"视频码率{bits.shown('Mbps')}",
            measure="bit_rate",
            at_least=bits.low,
            at_most=bits.high,
        )


def _film_size(clause: str) -> Iterator[Asked]:
    bounds = bounds_in(clause, r"MB?(?![a-z])|兆|GB?(?![a-z])")
    if bounds is None or "码率" in clause:
        return
    low, high = bounds.times(1000 if bounds.unit[0] in "Gg" else 1)
    says = f"视频文件大小{bounds.shown('GB' if bounds.unit[0] in 'Gg' else 'MB')}"
    yield Asked(id="size", says=says, measure="size", at_least=low, at_most=high)


def _film_sound(clause: str) -> Iterator[Asked]:
    peak = re.search(r"(?:峰值|音量|电平)[^\d]{0,10}-?(\d{1,2})\s?dB", clause, re.I)
    if peak and re.search(rf"{HIGH}|以下|以内", clause):
        value = -Fraction(peak[1])
        says = f"声音峰值不超过 {value} dB"
        yield Asked(id="peak", says=says, measure="true_peak", at_most=value)


def _refuses(clause: str, words: str, within: int) -> bool:
    """True when a refusal stands at most so many characters before the words."""
    shape = (
        rf"(?:不(?:得|要|需|能|可|许|加|带|含|出现|添加)|无|禁止|去除)[^，]{{0,{within}}}?{words}"
    )
    return re.search(shape, clause) is not None


def _film_parts(clause: str) -> Iterator[Asked]:
    for words, measure, name in (
        ("片头", "opening_card", "opening"),
        ("片尾", "closing_card", "closing"),
    ):
        if words not in clause:
            continue
        if _refuses(clause, words, 5):
            yield Asked(id=name, says=f"视频不加{words}")
        else:
            yield Asked(id=name, says=f"视频有{words}", measure=measure, one_of=("yes",))
    if "字幕" in clause:
        yield Asked(
            id="subtitles", says="视频不加字幕" if _refuses(clause, "字幕", 3) else "视频有字幕"
        )
    mark = re.search("水印|(?<!平)台标|角标|LOGO|标识|标志", clause, re.I)
    if mark and _refuses(clause, re.escape(mark.group()), 10):
        yield Asked(id="marks", says=f"视频无{mark.group()}")


def _film_count(clause: str) -> Iterator[Asked]:
    pieces = "个(?!人|月|性|工作)|部(?!分|门|委|位)|条(?!件|例|款)"
    bounds = bounds_in(clause, pieces, exact=True)
    if bounds is not None:
        yield Asked(id="count", says=f"视频{bounds.shown('个')}")


def _photo_format(clause: str) -> Iterator[Asked]:
    names = re.findall(r"(?<![a-z])(jpe?g|png|tiff?|raw|heic)(?![a-z])", clause, re.I)
    kinds = dict.fromkeys("JPG" if n.lower() == "jpeg" else n.upper() for n in names)
    if kinds:
        yield Asked(id="format", says=f"照片格式为 {' 或 '.join(kinds)}")


def _photo_numbers(clause: str) -> Iterator[Asked]:
    for name, unit, shown, words in (
        ("count", "张|幅", "张", "照片"),
        ("pixels", "像素", "像素", "照片边长"),
        ("size", r"MB?(?![a-z])|兆|KB?(?![a-z])", "MB", "照片文件"),
    ):
        bounds = bounds_in(clause, unit, exact=name == "count")
        if bounds is not None:
            unit_shown = "KB" if bounds.unit[0] in "Kk" else shown
            each = "每项活动" if name == "count" and re.search("每[项个次场]", clause) else ""
            yield Asked(id=name, says=f"{words}{each}{bounds.shown(unit_shown)}")


def _photo_words(clause: str) -> Iterator[Asked]:
    for name, shape, says in (
        ("captions", "图片说明|文字说明|照片说明|图说|附.{0,4}说明", "照片附文字说明"),
        ("originals", "原图|原片|原始照片|未经.{0,4}(?:处理|压缩|修改)", "照片用原图"),
        ("marks", "(?:不得|不要|不能|无|禁止)[^，]{0,6}水印", "照片无水印"),
    ):
        if re.search(shape, clause):
            yield Asked(id=name, says=says)


def _report(clause: str) -> Iterator[Asked]:
    named = re.findall(r"(?<![a-z])(word|pdf|docx?|wps)(?![a-z])", clause, re.I)
    kinds = dict.fromkeys(
        "PDF" if name.lower() == "pdf" else "WPS" if name.lower() == "wps" else "Word"
        for name in named
    )
    if kinds:
        both = re.search("[和与及]|同时|各一份", clause)
        says = (" 和 " if both else " 或 ").join(kinds)
        yield Asked(id="format", says=f"总结格式为 {says}")
    words = bounds_in(clause, "字(?!幕|体|号)")
    if words is not None:
        yield Asked(id="length", says=f"总结篇幅{words.shown('字')}")
    if re.search("加?盖.{0,6}章", clause):
        yield Asked(id="stamp", says="总结加盖公章")


#: 文件命名 alone is a heading.
_HEADING = 6
_NAMED = (
    r"“([^”]{2,40})”",
    r"(?:为|：|按|以)([^，。；“”]{2,40}?)(?:的?(?:形式|方式|格式))?命名",
    r"命名(?:格式|方式|规则|要求)?(?:为|：|统一为)([^，。；]{2,40})",
)


def _naming(clause: str) -> Iterator[Asked]:
    if len(clause) <= _HEADING:
        return
    found = next((match for shape in _NAMED if (match := re.search(shape, clause))), None)
    yield Asked(id="naming", says=f"文件命名：{found[1]}" if found else "文件按通知的要求命名")


FINDERS: dict[Subject, tuple[Finder, ...]] = {
    Subject.FILM: (
        _film_length,
        _film_container,
        _film_codec,
        _film_picture,
        _film_rates,
        _film_size,
        _film_sound,
        _film_parts,
        _film_count,
    ),
    Subject.PHOTOS: (_photo_format, _photo_numbers, _photo_words),
    Subject.REPORT: (_report,),
    Subject.PACKAGE: (_naming,),
}
