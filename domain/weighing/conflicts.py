"""Evidence that contradicts the tag or itself: it is shown, and makes a question of the tag."""

from collections.abc import Sequence

from domain.campaign import Activity
from domain.tagging import Evidence
from domain.words import Words

#: Evidence so strong against the tag, or for another activity alone, makes it a question.
AGAINST, FOR_ANOTHER = -150, 250


def against_it(mine: Sequence[Evidence], others: Sequence[Evidence]) -> list[Evidence]:
    """What speaks so strongly against the tag, or for another activity, that it must be seen."""
    return [
        *(each for each in mine if each.weight <= AGAINST),
        *(each for each in others if each.weight >= FOR_ANOTHER),
    ]


def conflicts(
    mine: Sequence[Evidence], against: Sequence[Evidence], certain: bool
) -> list[Evidence]:
    """One sentence that sets the strongest reason for the tag against the strongest other."""
    pro = max(mine, key=lambda e: e.weight, default=None)
    if pro is None or not against:
        return []
    contra = max(against, key=lambda e: abs(e.weight))
    return [conflict(pro.words, contra.words, certain)]


def equally(others: Sequence[Activity]) -> Evidence:
    """That nothing parts the tag's activity from others."""
    titles = [each.title for each in others]
    words = Words(
        zh=f"{'、'.join(f'“{title}”' for title in titles)}同样可能，没有依据能分开，请人工确定",
        en=f"{', '.join(f'“{title}”' for title in titles)} as likely: nothing parts them, a person"
        " decides",
    )
    return Evidence(kind="conflict", activity=None, day=None, weight=0, words=words)


def conflict(one: Words, other: Words, certain: bool) -> Evidence:
    words = Words(
        zh=f"依据互相矛盾，请人工确定：{one.zh}；但{other.zh}",
        en=f"the evidence contradicts itself, a person decides: {one.en}; but {other.en}",
    )
    if certain:
        words = Words(
            zh=f"有依据不一致，其余依据有力得多：{one.zh}；但{other.zh}",
            en=f"the evidence differs, the rest is far stronger: {one.en}; but {other.en}",
        )
    return Evidence(kind="conflict", activity=None, day=None, weight=0, words=words)
