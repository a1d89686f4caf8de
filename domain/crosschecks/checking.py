"""The cross-checks as one list, and what they find as findings with a way to where it is mended."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from domain.crosschecks import (
    film_checks,
    list_checks,
    naming_checks,
    number_checks,
    photo_checks,
    report_checks,
)
from domain.crosschecks.parts import Contradiction, Parts
from domain.film import Finding, FindingKind, Outcome
from domain.words import Words

#: Contradictions of one rule that are told one by one; the rest is counted.
MOST_TOLD = 10
_AGREE = "材料互相核对"
_LAW = "个人信息保护法、未成年人保护法：使用须经同意"
_DECIDED = "审核决定"
_PLAN = "活动计划"


@dataclass(frozen=True, kw_only=True)
class CrossRule:
    """One question to a package."""

    #: Stable id of its findings.
    id: str
    kind: FindingKind
    #: What holds when nothing is found.
    words: Words
    #: Where the rule comes from, as findings show it.
    source: str
    check: Callable[[Parts], Iterable[Contradiction]]


def _rule(
    kind: FindingKind,
    name: str,
    zh: str,
    en: str,
    source: str,
    check: Callable[[Parts], Iterable[Contradiction]],
) -> CrossRule:
    words = Words(zh=zh, en=en)
    return CrossRule(id=f"agree.{name}", kind=kind, words=words, source=source, check=check)


_required = partial(_rule, FindingKind.REQUIRED)
_advised = partial(_rule, FindingKind.ADVISORY)
_F, _P, _R, _L = film_checks, photo_checks, report_checks, list_checks
_N, _W = number_checks, naming_checks

#: In the order in which they are told. What may not leave the house, and numbers that a receiver
#: can add up himself, are required; the rest is advice.
RULES: tuple[CrossRule, ...] = (
    _required("withdrawn", "没有已撤回的素材", "nothing withdrawn is inside", _LAW, _F.withdrawn),
    _required("consent", "出现的人都有同意使用的决定", "consent is decided for all that is inside",
              _LAW, _F.without_consent),
    _required("accepted", "所用素材都通过了审核", "all that is inside was accepted", _DECIDED,
              _F.not_accepted),
    _required("unnamed", "报告、字幕、照片说明、配乐说明里没有电话、证件号和联系人",
              "no telephone or identity number and no contact person was found",
              _LAW, _W.unnamed),
    _required("activity-count", "报告的活动数与实际一致", "the report counts activities right",
              _AGREE, _N.activities_differ),
    _required("counts", "报告的素材数与实际一致", "the report counts material as it is", _AGREE,
              _N.counts_differ),
    _required("length", "报告的成片时长与成片一致", "the report gives the film's length", _AGREE,
              _N.length_differs),
    _required("sums", "报告的数据与填报合计一致", "the report sums up the forms", _AGREE,
              _N.sums_differ),
    _required("activity-figures", "报告各项活动的数据与填报一致",
              "the report tells each activity's figures as entered", _AGREE,
              _N.activity_figures_differ),
    _required("card-figures", "片尾的数据与填报一致", "the closing card's figures are the forms'",
              _AGREE, _N.card_figures_differ),
    _required("table", "报告的数据表与填报一致", "the report's table is what was entered", _AGREE,
              _N.table_differs),
    _required("film-length", "成片与分镜一样长", "the film is as long as its storyboard", _AGREE,
              _N.film_astray),
    _required("listed", "成片所用素材都在清单中", "the list has all that the film shows", _AGREE,
              _L.film_not_listed),
    _required("places", "清单的时间码与成片一致", "the list's time codes are the film's", _AGREE,
              _L.places_differ),
    _required("photos-listed", "照片与清单一致", "photos and list agree", _AGREE,
              _L.photo_not_listed),
    _required("originals", "清单的校验值都属于素材", "the list's checksums are those of assets",
              _AGREE, _L.originals_differ),
    _advised("film-count", "报告写的活动都在成片里", "the film shows what the report counts",
             _AGREE, _N.film_differs),
    _advised("film-activities", "计划中的活动都在成片里", "every activity is shown", _PLAN,
             _F.missing),
    _advised("photo-activities", "计划中的活动都有照片", "every activity has photos", _PLAN,
             _P.missing),
    _advised("report-activities", "计划中的活动都写进了报告", "every activity is told of", _PLAN,
             _R.missing),
    _advised("senders", "每个报送单位都有素材入选", "every unit that sent is shown", _AGREE,
             _F.senders_missing),
    _advised("period", "成片里的素材都在活动期间", "all that is shown is of the period", _PLAN,
             _F.outside_period),
    _advised("newer-decision", "成片之后没有新的审核决定", "nothing was decided after the film",
             _DECIDED, _F.decided_since),
    _advised("moved", "镜头的活动与素材的标签一致", "shots stand under their assets' activities",
             _AGREE, _F.moved_since),
    _advised("units", "字幕里的单位都在名单中", "units in captions are in the list", _PLAN,
             _W.unknown_unit),
    _advised("opening", "片头与计划一致", "the opening card says what the plan says", _PLAN,
             _F.opening_differs),
    _advised("closing", "片尾的数字与收到的一致", "the closing card counts what was received",
             _AGREE, _F.closing_differs),
    _advised("captions", "字幕的序号和名称与计划一致", "captions have the plan's titles", _PLAN,
             _F.caption_differs),
    _advised("caption-days", "字幕的日期与素材一致", "captions have their assets' days", _AGREE,
             _F.caption_day_differs),
    _advised("order", "章节按计划的顺序", "chapters come in the plan's order", _PLAN,
             _F.out_of_order),
    _advised("photo-captions", "照片都有说明", "every photo has a caption", _AGREE,
             _P.without_caption),
    _advised("photo-tags", "照片的活动与标签一致", "photos stand under their activities", _AGREE,
             _P.elsewhere),
    _advised("photo-days", "照片的日期与标签一致", "photos name their days", _AGREE, _P.other_day),
    _advised("photo-period", "照片都是活动期间的", "every photo is of the period", _PLAN,
             _P.outside_period),
    _advised("photo-units", "照片的单位与报送单位一致", "photos name who sent them", _AGREE,
             _P.other_unit),
    _advised("photo-twice", "照片没有重复的画面", "no photo is there twice", _AGREE, _P.twice),
    _advised("photo-number", "每项活动最多五张照片", "five photos of an activity at most",
             "多数通知的要求", _P.too_many),
    _advised("report-plan", "报告的标题、主题和时间与计划一致", "the report has the plan's frame",
             _PLAN, _R.frame_differs),
    _advised("report-days", "报告写的活动日期与素材一致", "the report has the assets' days", _AGREE,
             _R.days_differ),
    _advised("report-period", "报告写的活动日期都在活动期间", "the report's days are of the period",
             _PLAN, _R.days_outside),
    _advised("list-names", "清单里没有电话、证件号和联系人",
             "the list holds no telephone or identity number and no contact person", _LAW,
             _W.listed_names),
    _advised("report-units", "报告里的单位名称没有写错", "the report spells units right", _PLAN,
             _W.misspelt),
    _advised("report-date", "报告的日期在活动结束之后", "the report is dated after the week", _PLAN,
             _R.early),
    _advised("report-open", "报告没有待补充的内容", "nothing in the report is left open", _AGREE,
             _R.to_write),
)  # fmt: skip


def cross_check(parts: Parts) -> tuple[Finding, ...]:
    """For every rule one finding that it holds, or one for each place where it does not.

    The same parts always give the same findings, required rules first.
    """
    return tuple(finding for rule in RULES for finding in _findings(rule, parts))


def _findings(rule: CrossRule, parts: Parts) -> list[Finding]:
    found = list(rule.check(parts))
    if not found:
        return [_finding(rule, Outcome.PASS, rule.words, "一致")]
    told = [
        _finding(rule, Outcome.FAIL, each.words, "不一致", at_ms=each.at_ms, mend=each.mend)
        for each in found[:MOST_TOLD]
    ]
    more = len(found) - len(told)
    if more:
        words = Words(zh=f"同类问题另有 {more} 处", en=f"{more} more of the same kind")
        told.append(_finding(rule, Outcome.FAIL, words, "不一致", mend=found[MOST_TOLD].mend))
    return told


def _finding(
    rule: CrossRule,
    outcome: Outcome,
    words: Words,
    measured: str,
    *,
    at_ms: int | None = None,
    mend: str = "",
) -> Finding:
    return Finding(
        rule=rule.id,
        kind=rule.kind,
        outcome=outcome,
        measured=measured,
        wanted="一致",
        words=words,
        source=rule.source,
        at_ms=at_ms,
        mend=mend,
    )
