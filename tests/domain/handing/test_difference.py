from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from domain.film import (
    Card,
    Finding,
    FindingKind,
    Outcome,
    Package,
    PackageFile,
    Shot,
    ShotKind,
    Storyboard,
)
from domain.handing.difference import MOST_NAMED, Version, difference
from domain.words import Words

AT = datetime(2025, 6, 1, tzinfo=UTC)
WHY = Words(zh="清晰", en="sharp")


def file(path: str, sha: str = "a") -> PackageFile:
    return PackageFile(path=path, blob=f"b/{sha}", size=1, sha256=sha * 64)


def finding(rule: str, outcome: Outcome, kind: FindingKind = FindingKind.REQUIRED) -> Finding:
    words = Words(zh=f"{rule} 一条", en=rule)
    return Finding(
        rule=rule, kind=kind, outcome=outcome, measured="", wanted="", words=words, source=""
    )


def board(*assets: str, frames: int = 75) -> Storyboard:
    card = Card(role="opening", title="片头", lines=())
    shots = [Shot(index=0, kind=ShotKind.CARD, frames=100, starts_at=0, card=card, why=WHY)]
    for asset in assets:
        at = shots[-1].starts_at + shots[-1].frames
        shots.append(
            Shot(
                index=len(shots),
                kind=ShotKind.PHOTO,
                frames=frames,
                starts_at=at,
                asset=asset,
                why=WHY,
            )
        )
    return Storyboard(campaign="w", version=1, shots=tuple(shots), left_out=())


def version(number: int = 1, film: int = 1, shown: Storyboard | None = None, **other) -> Version:
    values = {"files": (file("data/a.jpg"),), **other}
    package = Package(
        id=f"w-p{number}", campaign="w", number=number, film=f"w-f{film}", created_at=AT, **values
    )
    names = {"x": "横幅.jpg", "y": "讲座.jpg", "z": "义诊.jpg"}
    return Version(package=package, film=film, storyboard=shown, names=names)


def said(old: Version, new: Version) -> list[str]:
    return [each.zh for each in difference(old, new)]


def test_the_same_is_called_the_same():
    assert said(version(), version(2)) == ["内容与上一包相同"]


def test_shots_in_and_out_are_named_and_the_length_told():
    old, new = version(shown=board("x", "y")), version(2, 2, board("y", "z", frames=50))
    assert said(old, new) == [
        "成片由第 1 版换成第 2 版",
        "片长 0:10.000 → 0:08.000",
        "新增 1 个镜头：义诊.jpg",
        "去掉 1 个镜头：横幅.jpg",
    ]


def test_another_order_is_told_when_nothing_else_changed():
    old, new = version(shown=board("x", "y", "z")), version(2, 2, board("z", "x", "y"))
    assert said(old, new) == ["成片由第 1 版换成第 2 版", "镜头的顺序有调整"]


def test_files_are_added_removed_and_changed_and_what_is_dated_is_not_compared():
    old = version(files=(file("data/照片/1.jpg"), file("data/照片/2.jpg"), file("data/报告.docx")))
    new = version(
        2,
        files=(file("data/照片/1.jpg", "b"), file("data/照片/3.jpg"), file("data/报告.docx", "b")),
    )
    assert said(old, new) == [
        "新增 1 个文件：3.jpg",
        "去掉 1 个文件：2.jpg",
        "更换 1 个文件：1.jpg",
    ]


def test_the_mark_of_a_draft_is_no_other_file():
    failing, passing = finding("r", Outcome.FAIL), finding("r", Outcome.PASS)
    old = version(files=(file("data/草稿-片.mp4"),), findings=(failing,))
    new = version(2, files=(file("data/片.mp4"),), findings=(passing,))
    assert said(old, new) == [
        "不再是草稿：必须条款都通过了",
        "未通过 → 通过：r 一条",
    ]


def test_long_lists_are_counted():
    many = tuple(file(f"data/照片/{n:02d}.jpg") for n in range(9))
    (line,) = said(version(files=()), version(2, files=many))
    assert line.startswith("新增 9 个文件：00.jpg") and line.endswith("……")
    assert line.count("、") == MOST_NAMED - 1


def test_the_report_is_compared_by_its_lines():
    old = version(texts=("总结", "共6项活动，参与群众1200人次。", "旧的一段"))
    new = version(2, texts=("总结", "共6项活动，参与群众1350人次。", "另加一段"))
    (line,) = said(old, new)
    assert line.startswith("报告：“…6项活动，参与群众1") or ("1200" in line and "1350" in line)
    assert said(replace(old, package=replace(old.package, texts=())), new) == ["内容与上一包相同"]


def test_a_line_more_and_a_line_less_are_quoted():
    assert said(version(texts=("a",)), version(2, texts=("a", "问题与下一步"))) == [
        "报告：增加“问题与下一步”"
    ]
    assert said(version(texts=("a", "删了")), version(2, texts=("a",))) == ["报告：删去“删了”"]


def test_a_rule_is_told_by_its_worst_finding():
    good, bad = finding("agree.x", Outcome.PASS), finding("agree.x", Outcome.FAIL)
    advised = FindingKind.ADVISORY
    old = version(findings=(replace(good, kind=advised), replace(bad, kind=advised)))
    new = version(2, findings=(replace(good, kind=advised),))
    assert said(old, new) == ["未通过 → 通过：agree.x 一条"]
    fresh = version(2, findings=(*old.package.findings, finding("new", Outcome.NOT_CHECKED)))
    assert said(old, fresh) == ["新的检查，须人工核对：new 一条"]


names = st.lists(st.sampled_from("abcdef"), unique=True)


@given(old=names, new=names)
def test_every_file_is_in_exactly_one_place(old, new):
    before = version(files=tuple(file(f"data/{name}") for name in old))
    after = version(2, files=tuple(file(f"data/{name}") for name in new))
    lines = " ".join(said(before, after))
    assert (f"新增 {len(set(new) - set(old))} 个文件" in lines) == bool(set(new) - set(old))
    assert (f"去掉 {len(set(old) - set(new))} 个文件" in lines) == bool(set(old) - set(new))
    assert ("相同" in lines) == (set(old) == set(new))
