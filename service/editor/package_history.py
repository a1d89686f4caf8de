"""The versions of a week's package as the page shows them: state, way, differences, who fetched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.board.deadlines import Deadline
from domain.campaign import Campaign
from domain.film import Film, Package
from domain.handing.approval import Approval, approval_of
from domain.handing.links import Fetch, LinkKind, LinkState, ShareLink
from domain.handing.reading import report_print
from domain.handing.recipients import deadline_for, names_of, receivers
from domain.handing.versions import PackageMove, Shown, moves_of, shown
from domain.moves import PackageState
from domain.recipients import terms_for
from domain.wording import local_day
from domain.words import Words
from service.deps import Deps
from service.packing.handing import differences
from service.packing.reporting import report_as_read
from storage.queue import Job


@dataclass(frozen=True, kw_only=True)
class Made:
    """One package as it is listed."""

    package: Package
    job: Job | None
    bytes: int
    film: Film | None
    shown: Shown
    #: Whom it is for; "" when the notice names nobody.
    recipients: str
    #: Since the one before it for the same recipient; None for a first one.
    changed: tuple[Words, ...] | None
    moves: tuple[PackageMove, ...]
    may: tuple[tuple[PackageState, Words], ...]
    links: tuple[ShareLink, ...]

    @property
    def failed(self) -> bool:
        return not self.package.files and self.job is not None and self.job.state == "failed"

    @property
    def returned_because(self) -> str:
        """Why it was sent back, while that is what became of it."""
        if self.package.state is not PackageState.RETURNED:
            return ""
        return next((m.reason for m in reversed(self.moves) if m.reason), "")


@dataclass(frozen=True, kw_only=True)
class Receiver:
    """Whom a package can be made for."""

    #: As the package keeps it: "" for all who ask the same.
    key: str
    names: str
    deadline: Deadline | None
    #: Name of the film's copy that goes to it; None for the film itself.
    profile: str | None


@dataclass(frozen=True, kw_only=True)
class LinkLine:
    """A link with its log."""

    link: ShareLink
    state: LinkState
    fetches: tuple[Fetch, ...]


def history(deps: Deps, campaign: Campaign, films: Sequence[Film]) -> list[Made]:
    """Every package, the newest first."""
    catalog = deps.storage.catalog
    packages = catalog.packages.all(campaign.key)
    changed = differences(catalog, packages)
    moves = catalog.handing.moves(campaign.key)
    links = catalog.handing.links(campaign.key)
    return [
        Made(
            package=package,
            job=deps.storage.queue.job(f"package:{package.id}"),
            bytes=sum(file.size for file in package.files),
            film=_film_of(deps, package, films),
            shown=shown(package),
            recipients=names_of(campaign, package.recipient),
            changed=changed.get(package.id),
            moves=tuple(move for move in moves if move.package == package.id),
            may=tuple(moves_of(package)),
            links=tuple(link for link in links if link.package == package.id),
        )
        for package in reversed(packages)
    ]


def _film_of(deps: Deps, package: Package, films: Sequence[Film]) -> Film | None:
    """The film itself, also where the package holds its copy in another size."""
    known = {film.id: film for film in films}
    if package.film in known:
        return known[package.film]
    return known.get(deps.storage.catalog.films.get(package.film).of or "")


def receivers_of(deps: Deps, campaign: Campaign) -> list[Receiver]:
    today = local_day(deps.clock(), campaign.zone)
    found: list[Receiver] = []
    for key in receivers(campaign):
        terms = terms_for(campaign.terms, key)
        found.append(
            Receiver(
                key=key,
                names=names_of(campaign, key),
                deadline=deadline_for(campaign, key, today),
                profile=terms.profile if terms else None,
            )
        )
    return found


def link_lines(deps: Deps, campaign: str) -> Mapping[LinkKind, list[LinkLine]]:
    """Links of both kinds, the newest first, each with what was fetched by it."""
    handing, now = deps.storage.catalog.handing, deps.clock()
    fetches = handing.fetches(campaign)
    lines: dict[LinkKind, list[LinkLine]] = {kind: [] for kind in LinkKind}
    for link in handing.links(campaign):
        mine = tuple(each for each in fetches if each.link == link.id)
        lines[link.kind].append(LinkLine(link=link, state=link.state(now), fetches=mine))
    return lines


def approval_now(deps: Deps, campaign: Campaign, film: Film | None) -> Approval:
    """What leaders said of film and report as they stand; the report is composed only if asked."""
    verdicts = deps.storage.catalog.signing.verdicts(campaign.key)
    report = ""
    if verdicts:
        report = report_print(report_as_read(deps.storage, campaign, at=deps.clock()))
    return approval_of(
        verdicts,
        film_sha256=(film.sha256 or "") if film else "",
        report=report,
        zone=campaign.zone,
    )
