"""A week's assets weighed together: what each shows by all that bears on it, and why in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from domain.asset import Asset
from domain.campaign import Campaign
from domain.looking.picture_text import TextLine
from domain.tagging import Tag
from domain.weighing.asset_weighing import opinions_of, tag_of
from domain.weighing.joint_weighing import Believed, JointWeighing
from domain.weighing.known import Known, known, put_right
from domain.weighing.lessons import NO_LESSONS, Lessons
from domain.weighing.long_ago import with_days_beside
from domain.weighing.nearby import Member, Opinions, named_by, with_company
from domain.weighing.occasions import Company, Occasions, companies_in, occasions_of
from domain.weighing.other_years import year_of_another

#: Pictures of an occasion that are asked what they tell, where it has more.
MANY = 100
NOTHING_READ: Mapping[str, Sequence[TextLine]] = MappingProxyType({})


def weigh_together(
    assets: Sequence[Asset],
    campaign: Campaign,
    *,
    notes: Mapping[str, str],
    read: Mapping[str, Sequence[TextLine]] = NOTHING_READ,
    pairs: Iterable[tuple[str, str]] = (),
    decided: Mapping[str, str] | None = None,
    lessons: Lessons = NO_LESSONS,
) -> dict[str, Tag]:
    """Asset id -> its tag, of all assets whose tag is the machine's to give.

    `notes` are the senders' texts by sending, `read` the lines in their pictures, `pairs` join what
    shows the same, `decided` says what activity a person gave to an asset or accepted of it,
    `lessons` what the whole week's decisions teach. No order matters; what a person tagged or
    decided is not tagged anew.
    """
    decided = decided or {}
    occasions = occasions_of(assets, pairs)
    company = companies_in(assets, occasions)
    seen = {
        a.id: known(
            a, campaign, notes.get(a.sending, ""), read.get(a.id, ()), company[a.id], lessons
        )
        for a in assets
    }
    seen = with_days_beside(_of_their_years(seen, occasions), occasions)
    own = {id_: opinions_of(each) for id_, each in seen.items()}
    believed = JointWeighing(campaign, seen, own, decided, occasions, lessons).believed()
    right = _put_right(seen, believed)
    own |= {id_: opinions_of(each) for id_, each in right.items()}
    seen |= right
    members = {asset.id: _member(asset, own[asset.id], decided) for asset in assets}
    telling = _telling(occasions, members)
    found: dict[str, Tag] = {}
    for asset in assets:
        if asset.id in decided or (asset.tag is not None and asset.tag.by == "person"):
            continue
        beside = _asked(asset.id, company[asset.id], telling)
        all_ = with_company(members[asset.id], beside, members, campaign)
        found[asset.id] = tag_of(seen[asset.id], all_, believed[asset.id])
    return found


def _put_right(seen: Mapping[str, Known], believed: Mapping[str, Believed]) -> dict[str, Known]:
    """Those with a wrong clock: what it shows is said of the moment that it was put right to."""
    return {id_: put_right(seen[id_], each.off) for id_, each in believed.items() if each.off}


def _member(asset: Asset, opinions: Opinions, decided: Mapping[str, str]) -> Member:
    return Member(
        id=asset.id,
        sending=asset.sending,
        opinions=opinions,
        decided=decided.get(asset.id),
        named=named_by(opinions),
    )


def _asked(id_: str, company: Company, telling: Mapping[str, Sequence[str]]) -> Company:
    """Whom it is asked beside: of a large occasion those alone that tell something."""
    if id_ not in telling:
        return company
    return replace(company, occasion=tuple(each for each in telling[id_] if each != id_))


def _of_their_years(seen: Mapping[str, Known], occasions: Occasions) -> dict[str, Known]:
    """What a banner of another year's week hangs over is all of that year, unless one of this
    year's hangs there too."""
    found = dict(seen)
    for group in occasions.groups:
        years = frozenset[int]().union(*(seen[id_].years for id_ in group))
        if years:
            other = year_of_another(years, seen[group[0]].campaign)
            found |= {id_: replace(seen[id_], years=years, other_year=other) for id_ in group}
    return found


def _telling(occasions: Occasions, members: Mapping[str, Member]) -> dict[str, Sequence[str]]:
    """Of occasions of many pictures those that tell something, for each of their assets.

    All are weighed together before; here only the sentences are sought, and each of a thousand
    pictures that asks all the others takes a second in all.
    """
    found: dict[str, Sequence[str]] = {}
    for group in occasions.groups:
        if len(group) > MANY:
            senders = {members[id_].sending: id_ for id_ in group}.values()
            told = [id_ for id_ in group if members[id_].named or members[id_].decided]
            few = sorted({*told[:MANY], *senders})
            found |= dict.fromkeys(group, few)
    return found
