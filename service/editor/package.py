"""The package's page: whether it may go out, what was made, and the download."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from domain.board.coverage import Coverage, coverage_of
from domain.board.figures import Asked, asked
from domain.cutting.copies import COPIES
from domain.film import (
    Film,
    FilmState,
    Finding,
    FindingKind,
    Outcome,
    fails_what_is_required,
)
from domain.handing.links import AGENT_WORDS, FETCHED_WORDS, USUAL_DAYS
from domain.handing.recipients import receivers
from domain.handing.versions import shown_words
from domain.judging.requirements import unmeasured
from domain.moves import PackageState
from domain.wording import local_day, local_time
from domain.words import Words
from service.deps import Deps
from service.editor.desk import Desk, page
from service.editor.film import ordered
from service.editor.package_history import (
    Made,
    approval_now,
    history,
    link_lines,
    receivers_of,
)
from service.packing.packages import sendable
from service.packing.remarks import remarks_before, remarks_on


@dataclass(frozen=True, kw_only=True)
class Check:
    """One line of what has to be so before the package goes out."""

    #: good, doubt (look at it before it goes out) or bad (it cannot, or would come back).
    mark: str
    words: Words
    #: Where it is mended; None where nothing is to be done.
    path: str | None = None


def router(deps: Deps) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/package")
    def package(request: Request) -> Response:
        return page(deps, request, "editor_package.html", lambda desk: _values(deps, desk))

    return routes


def _values(deps: Deps, desk: Desk) -> Mapping[str, Any]:
    catalog, campaign = deps.storage.catalog, desk.campaign
    films = catalog.films.all(campaign.key)
    film = sendable(films)
    today = local_day(deps.clock(), campaign.zone)
    board = coverage_of(campaign, catalog.assets.board(campaign.key), today=today)
    by_hand = unmeasured(campaign.requirements)
    made = history(deps, campaign, films)
    disagreeing = _between_parts(made, film)
    return {
        "board": board,
        "film": film,
        "checks": checks(
            films,
            film,
            board,
            asked(campaign, catalog.figures.entries(campaign.key)),
            by_hand,
            disagreeing,
        ),
        "findings": ordered((*(film.findings if film else ()), *by_hand, *disagreeing)),
        "made": made,
        "busy": any(not m.package.files and not m.failed for m in made),
        "size": size,
        "receivers": receivers_of(deps, campaign),
        "links": link_lines(deps, campaign.key),
        "approval": approval_now(deps, campaign, film),
        "verdicts": list(reversed(catalog.signing.verdicts(campaign.key))),
        "remarks": open_remarks(deps, film),
        "fetched_words": FETCHED_WORDS,
        "agent_words": AGENT_WORDS,
        "state_words": {state: shown_words(state) for state in PackageState},
        "link_days": USUAL_DAYS,
        "copies": COPIES,
        "when": lambda moment: local_time(moment, campaign.zone),
        "setup": {
            "recipient": receivers(campaign)[0],
            "unmade": [m.package.id for m in made if not m.package.files and not m.failed],
        },
    }


def _between_parts(made: Sequence[Made], film: Film | None) -> tuple[Finding, ...]:
    """Where film, photos, report and list of the newest package disagree; of an older film none."""
    newest = next((each.package for each in made if each.package.files), None)
    if newest is None or film is None or newest.film != film.id:
        return ()
    return tuple(found for found in newest.findings if found.rule.startswith("agree."))


def open_remarks(deps: Deps, film: Film | None) -> int:
    """Remarks of leaders that nobody marked as done."""
    if film is None:
        return 0
    catalog = deps.storage.catalog
    here = [row for row in remarks_on(catalog, film) if not row["done"]]
    return len(here) + len(remarks_before(catalog, film))


def size(count: int) -> str:
    """`1.4 MB`, `12 KB`: as a file manager says it."""
    if count < 1 << 20:
        return f"{max(1, round(count / 1024))} KB"
    return f"{count / (1 << 20):.1f} MB"


def checks(
    films: Sequence[Film],
    film: Film | None,
    board: Coverage,
    figures: Asked,
    by_hand: Sequence[Finding] = (),
    disagreeing: Sequence[Finding] = (),
) -> list[Check]:
    """What stands in the way first, then what should be looked at, then what is done.

    `by_hand` is what the notice asks of photos, report and package, `disagreeing` what the newest
    package was found to say of itself.
    """
    found = [_film_check(films, film)]
    if film is not None:
        found += _finding_checks((*film.findings, *by_hand))
    if disagreeing:
        worst = "bad" if fails_what_is_required(disagreeing) else "doubt"
        found.append(
            _outcome_check(disagreeing, "材料互相核对", "of the agreements", worst, "/package")
        )
    found += [_coverage_check(board), _waiting_check(board), _figures_check(figures)]
    return sorted(found, key=lambda check: ("bad", "doubt", "good").index(check.mark))


def _film_check(films: Sequence[Film], film: Film | None) -> Check:
    if film is not None:
        newest = films[-1]
        words = Words(
            zh=f"成片第 {film.number} 版已生成并检查", en=f"film {film.number} is made and verified"
        )
        if newest.number == film.number:
            return Check(mark="good", words=words, path="/film")
        words = Words(
            zh=f"{words.zh}；更新的第 {newest.number} 版还不能用",
            en=f"{words.en}; the newer one, {newest.number}, cannot be used yet",
        )
        return Check(mark="doubt", words=words, path="/film")
    if any(each.to_be_replaced for each in films):
        words = Words(
            zh="成片里有素材已撤回，请重新剪辑",
            en="the film shows what was withdrawn: cut it again",
        )
    elif films and films[-1].state is not FilmState.FAILED:
        words = Words(zh="成片正在生成，检查后才能打包", en="the film is being made")
    else:
        words = Words(
            zh="还没有检查过的成片，请先剪辑", en="there is no verified film yet: cut one"
        )
    return Check(mark="bad", words=words, path="/film")


def _finding_checks(findings: Sequence[Finding]) -> list[Check]:
    required = [f for f in findings if f.kind is FindingKind.REQUIRED]
    advisory = [f for f in findings if f.kind is FindingKind.ADVISORY]
    return [
        _outcome_check(required, "通知要求", "of the notice's requirements", "bad"),
        _outcome_check(advisory, "自检建议", "of our own checks", "doubt"),
    ]


def _outcome_check(
    findings: Sequence[Finding], zh: str, en: str, worst: str, path: str = "/film"
) -> Check:
    failed = sum(f.outcome is Outcome.FAIL for f in findings)
    open_ = sum(f.outcome is Outcome.NOT_CHECKED for f in findings)
    passed = len(findings) - failed - open_
    said_zh, said_en = f"{zh}：{passed} 条通过", f"{passed} {en} hold"
    if failed:
        said_zh, said_en = f"{said_zh}，{failed} 条未通过", f"{said_en}, {failed} do not"
    if open_:
        said_zh, said_en = f"{said_zh}，{open_} 条须人工核对", f"{said_en}, {open_} are for you"
    mark = worst if failed else "doubt" if open_ else "good"
    return Check(mark=mark, words=Words(zh=said_zh, en=said_en), path=path)


def _coverage_check(board: Coverage) -> Check:
    missing = [gap for gap in board.gaps if gap.activity is not None]
    if not missing:
        return Check(
            mark="good",
            words=Words(zh="每项活动都有已采用的素材", en="every activity has accepted material"),
        )
    words = Words(
        zh=f"{len(missing)} 项活动没有已采用的素材，成片和报告中会缺少",
        en=f"{len(missing)} activities have nothing accepted and will be missing",
    )
    return Check(mark="doubt", words=words, path="/#gaps")


def _waiting_check(board: Coverage) -> Check:
    waiting = board.total.waiting
    if not waiting:
        return Check(mark="good", words=Words(zh="素材全部审核完", en="all material is reviewed"))
    words = Words(
        zh=f"还有 {waiting} 件素材没有审核", en=f"{waiting} assets are still to be reviewed"
    )
    return Check(mark="doubt", words=words, path="/review")


def _figures_check(figures: Asked) -> Check:
    if figures.counted == figures.asked:
        words = Words(zh="每项活动都填了数据", en="figures of every activity are entered")
        return Check(mark="good", words=words, path="/figures")
    words = Words(
        zh=f"{figures.asked - figures.counted} 项活动没有填数据，报告里会标出由您补充",
        en=f"figures of {figures.asked - figures.counted} activities are missing; "
        "the report marks where to write them",
    )
    return Check(mark="doubt", words=words, path="/figures")
