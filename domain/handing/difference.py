"""What changed from one package to the next, in sentences."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from domain.film import Finding, Outcome, Package, Shot, Storyboard
from domain.packing.package_contents import DRAFT
from domain.timebase import clock, frames_to_ms
from domain.words import Words

#: Names told of one kind of change; the rest is counted.
MOST_NAMED = 4
#: Letters of a line of the report that are quoted.
MOST_QUOTED = 40
#: Holds dates and checksums, so it differs every time; what it says is compared by what it says.
_WRITTEN_ANEW = (".docx", ".pdf", ".xlsx", ".html", ".json")
_RANK = (Outcome.PASS, Outcome.NOT_CHECKED, Outcome.FAIL)
_OUTCOMES = {
    Outcome.PASS: Words(zh="通过", en="holds"),
    Outcome.FAIL: Words(zh="未通过", en="fails"),
    Outcome.NOT_CHECKED: Words(zh="须人工核对", en="for a person to look at"),
}


@dataclass(frozen=True, kw_only=True)
class Version:
    """One package with what its film shows."""

    package: Package
    #: The film's number within the campaign.
    film: int
    #: None when it is not kept any more.
    storyboard: Storyboard | None
    #: Asset id -> original name, of what the film shows.
    names: Mapping[str, str] = field(default_factory=dict[str, str])


def difference(old: Version, new: Version) -> tuple[Words, ...]:
    """Film, files, report, findings; one sentence when nothing of these changed."""
    said = [
        *_drafts(old.package, new.package),
        *_films(old, new),
        *_files(old.package, new.package),
        *_texts(old.package.texts, new.package.texts),
        *_findings(old.package.findings, new.package.findings),
    ]
    same = Words(zh="内容与上一包相同", en="the same as the package before")
    return tuple(said) or (same,)


def _drafts(old: Package, new: Package) -> list[Words]:
    if old.is_draft == new.is_draft:
        return []
    if new.is_draft:
        return [Words(zh="这一版是草稿，上一版不是", en="this one is a draft, the one before not")]
    return [
        Words(zh="不再是草稿：必须条款都通过了", en="no draft any more: what is required holds")
    ]


def _films(old: Version, new: Version) -> list[Words]:
    if old.film == new.film:
        return []
    said = [
        Words(
            zh=f"成片由第 {old.film} 版换成第 {new.film} 版",
            en=f"film {new.film} takes the place of film {old.film}",
        )
    ]
    if old.storyboard is None or new.storyboard is None:
        return said
    said += _length(old.storyboard, new.storyboard)
    before, after = _shots(old.storyboard), _shots(new.storyboard)
    names = {**old.names, **new.names}
    come = [_shot_name(shot, names) for key, shot in after.items() if key not in before]
    gone = [_shot_name(shot, names) for key, shot in before.items() if key not in after]
    said += _named(come, "新增", "个镜头", "shots are new")
    said += _named(gone, "去掉", "个镜头", "shots are out")
    kept_before = [key for key in before if key in after]
    if kept_before != [key for key in after if key in before]:
        said.append(Words(zh="镜头的顺序有调整", en="the order of the shots changed"))
    return said


def _length(old: Storyboard, new: Storyboard) -> list[Words]:
    if old.frames == new.frames:
        return []
    was, now = clock(frames_to_ms(old.frames)), clock(frames_to_ms(new.frames))
    return [Words(zh=f"片长 {was} → {now}", en=f"length {was} → {now}")]


def _shots(board: Storyboard) -> dict[str, Shot]:
    return {shot.name: shot for shot in board.shots}


def _shot_name(shot: Shot, names: Mapping[str, str]) -> str:
    if shot.card is not None:
        return shot.card.title
    return names.get(shot.asset or "") or shot.name


def _files(old: Package, new: Package) -> list[Words]:
    before, after = _contents(old), _contents(new)
    changed = [
        _plain(path)
        for path in after
        if path in before and after[path] != before[path] and not _differs_anyway(path)
    ]
    return [
        *_named([_plain(p) for p in after if p not in before], "新增", "个文件", "files are new"),
        *_named([_plain(p) for p in before if p not in after], "去掉", "个文件", "files are gone"),
        *_named(changed, "更换", "个文件", "files changed"),
    ]


def _contents(package: Package) -> dict[str, str]:
    """Path without the mark of a draft -> sha256, of what is handed over."""
    payload = (file for file in package.files if file.path.startswith("data/"))
    return {file.path.replace(DRAFT, "", 1): file.sha256 for file in payload}


def _plain(path: str) -> str:
    return path.rpartition("/")[2]


def _differs_anyway(path: str) -> bool:
    return path.endswith(_WRITTEN_ANEW)


def _named(names: Sequence[str], zh: str, what_zh: str, en: str) -> list[Words]:
    if not names:
        return []
    told = "、".join(names[:MOST_NAMED]) + ("……" if len(names) > MOST_NAMED else "")
    return [
        Words(zh=f"{zh} {len(names)} {what_zh}：{told}", en=f"{len(names)} {en}: {told}"),
    ]


def _texts(old: Sequence[str], new: Sequence[str]) -> list[Words]:
    """Lines of the report; nothing when one of the two kept no text."""
    if not old or not new or old == new:
        return []
    blocks = difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes()
    changed = [block for block in blocks if block[0] != "equal"]
    told = [_line(old[a:b], new[c:d]) for _, a, b, c, d in changed[:MOST_NAMED]]
    said = [Words(zh=f"报告：{line.zh}", en=f"report: {line.en}") for line in told]
    more = len(changed) - len(told)
    if more:
        said.append(Words(zh=f"报告另有 {more} 处改动", en=f"{more} more changes of the report"))
    return said


def _line(old: Sequence[str], new: Sequence[str]) -> Words:
    if not new:
        return Words(zh=f"删去“{_quoted(old)}”", en=f"“{_quoted(old)}” is gone")
    if not old:
        return Words(zh=f"增加“{_quoted(new)}”", en=f"“{_quoted(new)}” is new")
    was, now = _apart(" ".join(old), " ".join(new))
    return Words(zh=f"“{was}”改为“{now}”", en=f"“{was}” became “{now}”")


def _quoted(lines: Iterable[str]) -> str:
    return _short(" ".join(line.replace("\t", " ") for line in lines))


def _short(text: str) -> str:
    return text if len(text) <= MOST_QUOTED else f"{text[:MOST_QUOTED]}…"


def _apart(old: str, new: str) -> tuple[str, str]:
    """Both from a little before the place where they begin to differ."""
    same = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), None)
    if same is None:
        same = min(len(old), len(new))
    start = max(0, same - 8)
    lead = "…" if start else ""
    return tuple(_short(lead + text[start:].replace("\t", " ")) for text in (old, new))  # type: ignore[return-value]


def _findings(old: Sequence[Finding], new: Sequence[Finding]) -> list[Words]:
    """Rules whose worst outcome is another one now; purged packages have no findings left."""
    if not old or not new:
        return []
    before, after = _worst(old), _worst(new)
    said: list[Words] = []
    for rule, found in after.items():
        was = before.get(rule)
        if was is None and found.outcome is Outcome.PASS:
            continue
        if was is None or was.outcome is not found.outcome:
            said.append(_outcome(was, found))
    return said


def _worst(findings: Sequence[Finding]) -> dict[str, Finding]:
    found: dict[str, Finding] = {}
    for each in findings:
        known = found.get(each.rule)
        if known is None or _RANK.index(each.outcome) > _RANK.index(known.outcome):
            found[each.rule] = each
    return found


def _outcome(was: Finding | None, now: Finding) -> Words:
    to = _OUTCOMES[now.outcome]
    if was is None:
        return Words(zh=f"新的检查，{to.zh}：{now.words.zh}", en=f"new, {to.en}: {now.words.en}")
    came = _OUTCOMES[was.outcome]
    return Words(
        zh=f"{came.zh} → {to.zh}：{now.words.zh}", en=f"{came.en} → {to.en}: {now.words.en}"
    )
