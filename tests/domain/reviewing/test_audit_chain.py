"""The log's chain: whatever is changed, taken out, put in or cut off shows at its place."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.reviewing.audit_chain import GENESIS, Link, Logged, Place, check, hash_of, linked

AT = datetime(2025, 5, 28, 1, 2, 3, 4, tzinfo=UTC)


def entry(number: int, **more: object) -> Logged:
    said = Logged(campaign="week", at=AT, actor="编辑一", event="accept", subject=f"a{number}")
    return replace(said, **more)  # type: ignore[arg-type]


def chain(count: int) -> list[Link]:
    return linked(Place(), [entry(n) for n in range(count)])


def end(links: list[Link]) -> Place:
    return Place(number=links[-1].number, hash=links[-1].hash)


def test_the_hash_is_of_one_line_that_anybody_can_make_again():
    said = entry(1, before={"state": "tagged", "star": False}, after={"state": "accepted"})
    line = (
        '{"actor":"编辑一","after":{"state":"accepted"},"at":"2025-05-28T01:02:03.000004+00:00",'
        '"before":{"star":false,"state":"tagged"},"campaign":"week","event":"accept","number":7,'
        f'"previous":"{GENESIS}","subject":"a1"}}'
    )
    assert hash_of(GENESIS, 7, said) == hashlib.sha256(line.encode()).hexdigest()
    shanghai = said.at.astimezone(timezone(timedelta(hours=8)))
    assert hash_of(GENESIS, 7, replace(said, at=shanghai)) == hash_of(GENESIS, 7, said)


def test_a_whole_chain_is_whole_also_when_it_was_added_to_in_parts():
    links = chain(5)
    assert linked(end(links[:3]), [each.logged for each in links[3:]]) == links[3:]
    checked = check(Place(), links, end(links))
    assert (checked.entries, checked.end, checked.broken) == (5, end(links), None)


@pytest.mark.parametrize(
    ("harm", "place"),
    [
        (lambda links: links[:2] + links[3:], 3),
        (lambda links: [*links[:2], links[3], links[2], links[4]], 3),
        (lambda links: links[1:], 1),
        (lambda links: links[:-1], 5),
        (lambda links: [], 1),
        (lambda links: [*links, *linked(end(links), [entry(9)])], 7),
    ],
    ids=["one out", "two swapped", "the first out", "the last out", "all out", "one more"],
)
def test_what_is_missing_out_of_order_or_too_much_shows(harm, place):
    links = chain(5)
    broken = check(Place(), harm(links), end(links)).broken
    assert broken is not None and broken.number == place


changes = st.sampled_from(
    [
        {"campaign": "other"},
        {"at": AT + timedelta(microseconds=1)},
        {"actor": "编辑二"},
        {"event": "reject"},
        {"subject": "b"},
        {"before": {}},
        {"after": {"state": "accepted"}},
    ]
)


@given(st.integers(0, 5), changes)
def test_whatever_is_changed_in_whichever_entry_shows_there(place: int, change: dict):
    links = chain(6)
    links[place] = replace(links[place], logged=replace(links[place].logged, **change))
    broken = check(Place(), links, end(links)).broken
    assert broken is not None and broken.number == place + 1


@given(st.integers(0, 5), changes)
def test_a_changed_entry_with_a_hash_of_its_own_shows_at_the_next_or_at_the_end(
    place: int, change: dict
):
    links = chain(6)
    before = links[place - 1].hash if place else GENESIS
    logged = replace(links[place].logged, **change)
    made = Link(number=place + 1, logged=logged, hash=hash_of(before, place + 1, logged))
    whole = end(links)
    links[place] = made
    broken = check(Place(), links, whole).broken
    assert broken is not None and broken.number == place + 2
