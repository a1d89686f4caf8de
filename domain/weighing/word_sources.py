"""What the words in pictures, names and notes say of one activity, and what was learnt of them.

Weights as domain/weighing/weighing_sources.py has them.
"""

from domain.campaign import Activity
from domain.tagging import Evidence
from domain.weighing.keywords import (
    SLOGANS,
    kind_words_in,
    places_of,
    plain_text,
    telling_part,
    without_slogan,
    without_titles,
)
from domain.weighing.known import Known, evidence_for
from domain.weighing.lessons import counts_beside, words_in
from domain.weighing.likelihood import weight
from domain.wording import unit_name

#: Words that name the activity, its venue or its kind; a note is written with more care.
TITLE, TITLE_PART, VENUE, KIND, SLOGAN = 400, 280, 200, 220, 20
NOTE_MORE = 40


def from_file_name(known: Known, activity: Activity) -> Evidence | None:
    found = _words_of(known, activity, known.asset.original_name)
    if found is None:
        return None
    weight_, word = found
    zh, en = f"文件名里有“{word}”", f"the file name says “{word}”"
    return evidence_for(activity, "file_name", weight_, zh, en)


def from_picture(known: Known, activity: Activity) -> Evidence | None:
    """What banners, backdrops and signs say, see domain/weighing/picture_words.py."""
    found = known.words.get(activity.key)
    if found is None:
        return None
    return evidence_for(activity, "text", found.weight, found.words.zh, found.words.en)


def from_note(known: Known, activity: Activity) -> Evidence | None:
    found = _words_of(known, activity, known.note)
    if found is None:
        return None
    weight_, word = found
    more = NOTE_MORE if weight_ > SLOGAN else 0
    zh, en = f"发送人的说明里有“{word}”", f"the sender's note says “{word}”"
    return evidence_for(activity, "note", weight_ + more, zh, en)


def _words_of(known: Known, activity: Activity, text: str) -> tuple[int, str] | None:
    """The weightiest word of an activity in a text, and its weight."""
    plain = without_slogan(plain_text(text), known.campaign.theme)
    if part := telling_part(plain, activity, known.campaign.activities):
        return (TITLE if len(part) > 3 else TITLE_PART), part
    if place := next((name for name in places_of(activity) if name in plain), None):
        return VENUE, place
    named = without_titles(plain, activity, known.campaign.activities)
    if words := kind_words_in(named, activity.kinds):
        return KIND, words[0]
    slogan = next((word for word in SLOGANS if word in plain), None)
    return (SLOGAN, slogan) if slogan and "main_event" in activity.kinds else None


#: What was learnt of a unit's own sendings weighs against so many; of a word, against so much.
UNIT_EXPECTED, WORD_EXPECTED, LEARNT_MOST = 2.0, 0.3, 300


def from_lessons(known: Known, activity: Activity) -> Evidence | None:
    """What a person decided of other sendings of this unit."""
    unit = known.asset.unit
    counts = counts_beside(known.lessons.units.get(unit, {}), known.asset.sending)
    count = counts.get(activity.key, 0)
    if not count:
        return None
    many = len(known.campaign.activities)
    learnt = weight(1 + count * many / UNIT_EXPECTED / max(1, sum(counts.values())), 1)
    name = unit_name(known.campaign, unit)
    return evidence_for(
        activity,
        "learnt",
        min(LEARNT_MOST, learnt),
        f"您把{name}的 {count} 次发送归入“{activity.title}”",
        f"you put {count} sendings of {name} into “{activity.title}”",
    )


def from_learnt_words(known: Known, activity: Activity) -> Evidence | None:
    """The word of its name or note that people's decisions tie to this activity most."""
    learnt = known.lessons.words
    if not learnt:
        return None
    said = words_in(known.asset.original_name, known.campaign) | words_in(
        known.note, known.campaign
    )
    best: tuple[int, str, int] | None = None
    for word in sorted(said & learnt.keys()):
        counts = counts_beside(learnt[word], known.asset.sending)
        mine = counts.get(activity.key, 0)
        others = sum(counts.values()) - mine
        if mine > others:
            weight_ = weight(mine + WORD_EXPECTED, others + WORD_EXPECTED)
            best = max(best or (0, "", 0), (min(weight_, LEARNT_MOST), word, mine))
    if best is None:
        return None
    weight_, word, count = best
    return evidence_for(
        activity,
        "learnt_words",
        weight_,
        f"您把 {count} 次发送中写有“{word}”的归入“{activity.title}”",
        f"you put what says “{word}” in {count} sendings into “{activity.title}”",
    )
