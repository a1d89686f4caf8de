"""Who gets a package of their own, which film goes to them, and what only they ask."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from domain.board.deadlines import Deadline, deadline_of
from domain.campaign import Campaign
from domain.errors import NotFound
from domain.film import Film, Finding, FindingKind, Outcome, Package
from domain.recipients import RecipientTerms, terms_for
from domain.timebase import clock
from domain.words import Words


def checked_recipient(campaign: Campaign, recipient: str) -> RecipientTerms | None:
    """The terms of a recipient; None for one without, and for "", which is everybody.

    NotFound for a name that is not among the recipients.
    """
    if recipient and recipient not in campaign.recipients:
        names = "、".join(campaign.recipients) or "（通知没有写明）"
        raise NotFound(
            Words(
                zh=f"报送对象里没有“{recipient}”。已有：{names}",
                en=f"{recipient!r} is not among the recipients: {names}",
            )
        )
    return terms_for(campaign.terms, recipient)


def receivers(campaign: Campaign) -> tuple[str, ...]:
    """Whom packages are made for: "" for all who ask the same, then each who asks otherwise."""
    apart = tuple(each.recipient for each in campaign.terms)
    rest = [name for name in campaign.recipients if name not in apart]
    return (*([""] if rest or not apart else []), *apart)


def names_of(campaign: Campaign, recipient: str) -> str:
    """Whom a package is for, in words; "" when nobody is named."""
    if recipient:
        return recipient
    apart = {each.recipient for each in campaign.terms}
    return "、".join(name for name in campaign.recipients if name not in apart)


def reach_everybody(campaign: Campaign, packages: Iterable[Package]) -> bool:
    """True when everybody whom the notice names is served by one of these, alone or with all."""
    keys = {package.recipient for package in packages}
    apart = {each.recipient for each in campaign.terms}
    return all(name in keys or ("" in keys and name not in apart) for name in campaign.recipients)


def film_for(film: Film, copies: Iterable[Film], terms: RecipientTerms | None) -> Film | None:
    """The film itself or its copy in the recipient's size; None when that is not made yet."""
    if terms is None or terms.profile is None:
        return film
    return next((copy for copy in copies if copy.profile == terms.profile), None)


def deadline_for(campaign: Campaign, recipient: str, today: date) -> Deadline | None:
    """The recipient's own day where it has one."""
    terms = terms_for(campaign.terms, recipient)
    if terms is None or terms.deadline is None:
        return deadline_of(campaign, today)
    own = replace(campaign, deadline=terms.deadline, deadline_text=terms.deadline_text)
    return deadline_of(own, today)


def limit_finding(campaign: Campaign, recipient: str, film_ms: int) -> tuple[Finding, ...]:
    """Whether the film is short enough for a recipient with a limit of its own."""
    terms = terms_for(campaign.terms, recipient)
    limit = terms.film_limit_ms if terms is not None else None
    if limit is None:
        return ()
    fits = film_ms <= limit
    over = Words(
        zh=f"{recipient}要求成片不超过 {clock(limit)}，请另剪一版短的",
        en=f"{recipient} takes films of at most {clock(limit)}: cut a shorter one",
    )
    right = Words(
        zh=f"成片时长符合{recipient}的规定", en=f"the film is short enough for {recipient}"
    )
    return (
        Finding(
            rule="handing.limit",
            kind=FindingKind.REQUIRED,
            outcome=Outcome.PASS if fits else Outcome.FAIL,
            measured=clock(film_ms),
            wanted=f"≤ {clock(limit)}",
            words=right if fits else over,
            source=f"{recipient}的报送要求",
            mend="" if fits else "/storyboard",
        ),
    )
