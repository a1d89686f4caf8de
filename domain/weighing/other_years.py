"""The year of another week, where a banner in a picture names one."""

import re
from collections.abc import Sequence

from domain.campaign import Campaign
from domain.looking.picture_text import TextLine, rows
from domain.weighing.keywords import SLOGANS, plain_text

_YEAR = re.compile(r"(?<!\d)(20\d{2})年?")


def year_of_another(lines: Sequence[TextLine], campaign: Campaign) -> int | None:
    """The year that stands beside 科技活动周 in a line, where no line names this week's.

    2035年远景目标 and the like hang at every event and say nothing of when it was.
    """
    mine = {campaign.starts_on.year, campaign.ends_on.year}
    named = {
        int(year)
        for line in rows(lines)
        if any(slogan in (text := plain_text(line.text)) for slogan in SLOGANS)
        for year in _YEAR.findall(text)
    }
    return None if not named or named & mine else max(named)
