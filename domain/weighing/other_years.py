"""The year of another week, where a banner in a picture names one."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from domain.campaign import Campaign
from domain.looking.picture_text import TextLine, rows
from domain.weighing.keywords import SLOGANS, plain_text

_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")


def years_named(lines: Sequence[TextLine]) -> frozenset[int]:
    """The years that stand beside 科技活动周 in a line.

    2035年远景目标 and the like hang at every event and say nothing of when it was.
    """
    return frozenset(
        int(year)
        for line in rows(lines)
        if any(slogan in plain_text(line.text) for slogan in SLOGANS)
        # As it stands there: without its stops 2023.5.20 would be one number.
        for year in _YEAR.findall(unicodedata.normalize("NFKC", line.text))
    )


def year_of_another(years: Iterable[int], campaign: Campaign) -> int | None:
    """The last year before this week's, where this week's own is not named beside it.

    A board that looks back hangs at this year's event too; what looks ahead tells nothing.
    """
    named = set(years)
    before = [year for year in named if year < campaign.starts_on.year]
    ours = {campaign.starts_on.year, campaign.ends_on.year}
    return None if named & ours else max(before, default=None)
