"""Names: units that are spelt wrong or unknown, and people and numbers that may stand nowhere."""

import re
from collections.abc import Iterator

from domain.crosschecks.parts import Contradiction, Parts, large, said
from domain.crosschecks.private_words import private_in
from domain.packing.asset_list import LIST_HEADER
from domain.timebase import frames_to_ms

_FILM, _REPORT, _PACKAGE = "/film", "/report", "/package"
#: A name shorter than this resembles too many words.
_LEAST_NAME = 4
#: What names of units end with.
_UNIT_ENDS = (
    *("局", "委", "办", "部", "会", "协", "院", "校", "中心", "站", "所", "馆", "镇", "乡"),
    *("学", "园", "队", "公司", "社区", "街道"),
)
_COUNTED = re.compile(r"^(?P<name>.+?)等\s*\d+\s*家单位$")
#: Characters by which true names differ: 第一小学 and 第二小学, 东关 and 西关.
_COUNTERS = (frozenset("一二三四五六七八九十"), frozenset("东南西北中上下前后大小新老"))
#: Bureaus of a county, so that the name of one is no slip of another's.
_BUREAUS = re.compile(
    r"教育|教体|体育|科技|工信|工科|农业|林业|林草|水利|气象|民政|财政|卫健|卫生|文旅|文化|公安|司法|人社|"
    r"住建|交通|商务|审计|统计|医保|信访|应急|环保|宣传|组织|统战|政法|妇联|文联|残联|科协|侨联|工会|团委|"
    r"人民|中医|妇幼|中心|实验|城关|市监|发改|能源|国土|规划|地震|消防"
)


def unknown_unit(parts: Parts) -> Iterator[Contradiction]:
    """Units named under a chapter's title that the list does not have; other words are free."""
    for shot in parts.storyboard.shots:
        for name in _units_of(shot.caption.line) if shot.caption else []:
            if _is_known(parts, name) or not _means_a_unit(parts, name):
                continue
            yield said(
                f"字幕里的“{name}”不在单位名单中，可能写错了",
                f"{name!r} in a caption is not in the list of units",
                _FILM,
                frames_to_ms(shot.starts_at),
            )


def _units_of(line: str) -> list[str]:
    """Names in `5月28日 · 县科协、县工科局` or `县科协等3家单位`; what holds digits is a date."""
    part = line.split(" · ")[-1]
    counted = _COUNTED.match(part)
    names = [counted["name"]] if counted else part.split("、")
    return [name.strip() for name in names if name.strip() and not re.search(r"\d", name)]


def _is_known(parts: Parts, name: str) -> bool:
    """A name or alias, or a short form whose characters stand in a name in their order."""
    if parts.campaign.unit_named(name) is not None:
        return True
    hosts = (*parts.campaign.host_units, parts.campaign.submitter)
    known = (*(each for unit in parts.campaign.units for each in unit.names), *hosts)
    return name in known or any(len(name) > 2 and _is_within(name, each) for each in known)


def _is_within(short: str, name: str) -> bool:
    """县科协 within 云岭县科学技术协会."""
    rest = iter(name)
    return all(char in rest for char in short)


def _means_a_unit(parts: Parts, name: str) -> bool:
    known = (each for unit in parts.campaign.units for each in unit.names)
    return name.endswith(_UNIT_ENDS) or any(_differs_by_one(name, each) for each in known)


def _differs_by_one(name: str, other: str) -> bool:
    same_length = len(name) == len(other) > 2
    return same_length and sum(a != b for a, b in zip(name, other, strict=True)) == 1


def misspelt(parts: Parts) -> Iterator[Contradiction]:
    """What differs from a unit's name by one character where that name should stand.

    A shorter true name inside it (县科协 in 县科协会) is no slip, nor is another unit's name, be
    it in the list or another bureau or school that a county has.
    """
    text = parts.report.text
    known = {name for unit in parts.campaign.units for name in unit.names}
    known |= {*parts.campaign.host_units, parts.campaign.submitter}
    for name in sorted(known):
        if len(name) < _LEAST_NAME:
            continue
        for near, place in _near(name, text):
            if not any(near in other or other in near for other in known if other):
                if _may_be_true(name, near, place):
                    continue
                yield said(
                    f"报告里的“{near}”可能是“{name}”写错了",
                    f"{near!r} in the report may be {name!r} misspelt",
                    _REPORT,
                )


def _near(name: str, text: str) -> list[tuple[str, int]]:
    """Stretches of the name's length that differ in one inner or last character, and where."""
    found: dict[str, int] = {}
    for place in range(1, len(name)):
        pattern = re.escape(name[:place]) + r"([\u4e00-\u9fff])" + re.escape(name[place + 1 :])
        for match in re.finditer(pattern, text):
            if match[1] != name[place]:
                found[match[0]] = place
    return list(found.items())


def _may_be_true(name: str, near: str, place: int) -> bool:
    """Whether `near` is more likely another unit than a slip."""
    pair = {name[place], near[place]}
    if any(pair <= counters for counters in _COUNTERS):
        return True
    # The word of the bureau around the differing character.
    around = near[max(0, place - 1) : place + 2]
    return _BUREAUS.search(around) is not None and _BUREAUS.search(name) is not None


def unnamed(parts: Parts) -> Iterator[Contradiction]:
    """What may stand nowhere, in everything that words are written in."""
    shots = parts.storyboard.shots
    film = [f"{s.caption.title}\n{s.caption.line}" for s in shots if s.caption]
    film += [parts.card(role) or "" for role in ("opening", "closing")]
    photos = "\n".join(f"{p.name}\n{p.caption}" for p in parts.photos)
    for text, zh, en, mend in (
        (parts.report.text, "报告", "the report", _REPORT),
        ("\n".join(film), "成片", "the film", _FILM),
        (photos, "照片的名称或说明", "a photo's name or caption", _REPORT),
        (parts.music_note, "配乐说明", "the note on music", "/storyboard"),
    ):
        for name in private_in(text, parts.unnamed):
            yield said(
                f"{zh}里有不应出现的“{name}”", f"{en} holds {name!r}, which must not appear", mend
            )


def listed_names(parts: Parts) -> Iterator[Contradiction]:
    """The same in the list, which shows files under the names that phones and people gave them."""
    told, sha = LIST_HEADER.index("文件名"), LIST_HEADER.index("SHA-256")
    by_sha = {asset.sha256: asset for asset in parts.assets.values()}
    for row in parts.rows:
        cells = "\n".join(str(cell) for at, cell in enumerate(row) if cell and at != sha)
        for name in private_in(cells, parts.unnamed):
            asset = by_sha.get(str(row[sha]))
            yield said(
                f"清单里“{row[told]}”一行有“{name}”",
                f"the list's row of {row[told]!r} holds {name!r}",
                large(asset) if asset else _PACKAGE,
            )
