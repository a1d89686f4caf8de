"""What one recipient asks that the others do not: another size of the film, another day."""

import datetime
from dataclasses import dataclass

from domain.campaign_checks import broken, check_key, check_line


@dataclass(frozen=True, kw_only=True)
class RecipientTerms:
    """A recipient's own terms; what is None is as for everybody. Raises BrokenInput."""

    #: A name among the campaign's recipients.
    recipient: str
    #: Name of the profile of a film's copy that goes to it.
    profile: str | None = None
    #: The longest the film may last for it, in milliseconds.
    film_limit_ms: int | None = None
    #: Its own day for handing in, with the notice's words.
    deadline: datetime.date | None = None
    deadline_text: str = ""

    def __post_init__(self) -> None:
        check_line(self.recipient, "报送对象", "a recipient")
        if self.profile is not None:
            check_key(self.profile)
        if self.film_limit_ms is not None and self.film_limit_ms <= 0:
            raise broken("成片时长上限必须大于零", "the film's limit must be more than zero")

    def __str__(self) -> str:
        return self.recipient


def check_terms(terms: tuple[RecipientTerms, ...], recipients: tuple[str, ...]) -> None:
    """Raises BrokenInput when somebody has terms who receives nothing, or has them twice."""
    names = [each.recipient for each in terms]
    for name in names:
        if name not in recipients:
            raise broken(
                f"“{name}”不在报送对象里", f"{name!r} has terms and is not among the recipients"
            )
        if names.count(name) > 1:
            raise broken(f"“{name}”的要求写了两次", f"{name!r} has terms twice")


def terms_for(terms: tuple[RecipientTerms, ...], recipient: str) -> RecipientTerms | None:
    return next((each for each in terms if each.recipient == recipient), None)
