"""Every field of a draft says where it was read: the sentence, its place, and how sure it is."""

import contextlib
import json
import re
from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from domain.errors import BrokenInput
from domain.notice.dates import find_spans
from domain.notice.draft import draft_campaign, requirement_json, sources_json
from domain.notice.notice import Notice
from domain.notice.reading import read_notice
from domain.notice.sources import Source, find_sources
from domain.notice.text import folded
from tests.domain.notice_recipe import RECIPES
from tests.domain.test_notice import NAMES, PERSONS, source

TEXTS = {name: source(name) for name in NAMES} | {r.name: r.text for r in RECIPES}
each = pytest.mark.parametrize("name", sorted(TEXTS))
#: Named in the recipes' contacts too.
NOBODY = (*PERSONS, "周某某", "13911112222")


def sources_of(text: str) -> tuple[Notice, dict[str, Source]]:
    notice = read_notice(text)
    return notice, {found.field: found for found in find_sources(text, notice)}


def bare(text: str) -> str:
    """Without blanks, and without the page number that breaks strew in."""
    return re.sub(r"\s", "", folded(text).replace("— 3 —", ""))


def values_of(notice: Notice) -> dict[str, tuple[str, ...]]:
    """What was read in words, by field."""
    asked = notice.submission
    values: dict[str, tuple[str | None, ...]] = {
        "doc_no": (notice.doc_no,),
        "issuers": notice.issuers,
        "theme": (notice.theme,),
        "submitter": (asked.submitter,),
        "deliverables": tuple(item.name for item in asked.deliverables),
        "deadline": (asked.deadline.text if asked.deadline else None,),
        "recipients": asked.recipients,
    }
    for asked_for in notice.requirements:
        values[f"requirements.{asked_for.id}"] = (asked_for.quote,)
    for a in notice.activities:
        values[f"activities.{a.number}.title"] = (a.title,)
        values[f"activities.{a.number}.venue"] = (a.venue,)
        values[f"activities.{a.number}.units"] = a.units
        values[f"activities.{a.number}.partners"] = a.partners
    said = {field: tuple(v for v in some if v) for field, some in values.items()}
    return {field: some for field, some in said.items() if some}


def check_places(text: str) -> None:
    """Every place holds what was read there, and lies within its sentence."""
    notice, found = sources_of(text)
    for field, values in values_of(notice).items():
        place = found[field]
        words = [bare(text[start:stop]) for start, stop in place.read]
        for value in values:
            whole = re.sub(r"\s", "", value)
            # 市科协 after 某市科技局 is read as that city's; a venue of several stands apart.
            assert any(w and (whole.endswith(w) or w in whole.split("、")) for w in words), (
                field,
                value,
                words,
            )
    for place in found.values():
        assert 0 <= place.start <= place.stop <= len(text)
        assert bool(place.quote) == (place.start < place.stop) == bool(place.read)
        for start, stop in place.read:
            assert place.start <= start < stop <= place.stop, place
        if place.quote:
            assert bare(place.quote) in bare(text[place.start : place.stop])
    check_days(text, notice, found)


def check_days(text: str, notice: Notice, found: dict[str, Source]) -> None:
    days = {f"activities.{a.number}.date": a.date for a in notice.activities}
    for field, day in {**days, "issued_on": notice.issued_on, "period": notice.starts_on}.items():
        if day is None:
            continue
        ((start, stop),) = found[field].read
        spans = find_spans(bare(text[start:stop]), day.year, dotted=True)
        assert spans[0].first == day, field


@each
def test_every_place_holds_what_was_read_there(name):
    check_places(TEXTS[name])


# A line that ends before an address: what was read ends there, its sentence in the text does not.
@example(name="main-event-apart", places=[590], noise="\n")
# A day torn by a space within a row: 5月2 7日.
@example(name="table-alone", places=[183], noise=" ")
@settings(deadline=None, max_examples=60)
@given(
    name=st.sampled_from(sorted(TEXTS)),
    places=st.lists(st.integers(min_value=0, max_value=2000), max_size=12),
    noise=st.sampled_from(["\n", "\r\n", " ", "\u200b", "\n\n", "\n— 3 —\n", "\u3000"]),
)
def test_places_hold_what_was_read_however_the_text_is_broken(name, places, noise):
    text = TEXTS[name]
    for place in sorted(places, reverse=True):
        text = text[:place] + noise + text[place:] if place < len(text) else text
    # A digit alone on its line is a page's number, and is left out as that.
    assume(not re.search(r"^\s*\d{1,3}\s*$", text, re.MULTILINE))
    with contextlib.suppress(BrokenInput):  # a break within its only date leaves nothing to read
        check_places(text)


@each
def test_full_width_and_windows_text_keep_their_places(name):
    wide = str.maketrans({str(n): chr(0xFF10 + n) for n in range(10)} | {"(": "（"})
    check_places(TEXTS[name].translate(wide).replace("\n", "\r\n"))


def test_radicals_that_pdf_text_has_for_characters_are_read_as_these():
    text = TEXTS["square-brackets"]
    torn = text.replace("长", "⻓").replace("日", "⽇").replace("青", "⻘").replace("民", "⺠")
    assert read_notice(torn) == read_notice(text)
    check_places(torn)


@each
def test_nobodys_name_or_number_is_quoted(name):
    text = TEXTS[name]
    notice = read_notice(text)
    told = json.dumps(
        [
            sources_json(find_sources(text, notice)),
            [requirement_json(asked) for asked in notice.requirements],
        ],
        ensure_ascii=False,
    )
    assert not [word for word in NOBODY if word in told]
    assert draft_campaign(notice).requirements == notice.requirements


@each
def test_every_doubt_is_shown_at_a_field(name):
    notice, found = sources_of(TEXTS[name])
    for doubt in notice.doubts:
        assert doubt.about, doubt.code
        for field in doubt.about:
            assert doubt in found[field].doubts and not found[field].sure


def test_a_doubt_that_quotes_the_notice_leads_to_its_words():
    text = TEXTS["third-of-a-month"]
    _, found = sources_of(text)
    ((start, stop),) = found["activities.1.date"].read
    assert text[start:stop] == "9月上旬" and "流动科技馆巡展" not in found["period"].quote
    assert found["period"].quote.endswith("2025年9月上旬至下旬")


def test_a_row_of_a_table_is_the_place_of_its_activity():
    text = TEXTS["appendix-table"]
    notice, found = sources_of(text)
    title = notice.activities[1].title
    place = found["activities.2.venue"]
    assert title in text[place.start : place.stop] and "\n" not in text[place.start : place.stop]


def test_where_nothing_is_unsure_the_field_is_sure():
    _, found = sources_of(TEXTS["theme-before-time"])
    assert found["period"].sure and found["deadline"].sure and found["activities.1.units"].sure
    assert not found["activities.3.date"].sure


def test_a_real_notice_has_a_place_for_every_field():
    path = Path(__file__).parents[3] / "shared" / "notices" / "linxian-2024.txt"
    if not path.exists():
        pytest.skip(f"no {path.name} beside the repository")
    text = path.read_text(encoding="utf-8")
    check_places(text)
    notice, found = sources_of(text)
    assert found["video_limit"].quote == found["deadline"].quote + "。"
    assert [asked.clause for asked in notice.requirements] == ["五、（四）"]
    assert all(found[f"activities.{a.number}.title"].read for a in notice.activities)
