"""What a package says as a whole, and that one which may not be sent says so in its names."""

from dataclasses import fields, replace
from datetime import UTC, datetime
from fractions import Fraction

import pytest

from domain.film import Film, FilmState, Finding, FindingKind, Outcome, Package
from domain.judging.measures import FilmMeasures
from domain.packing.package_contents import film_file_name, name_photos, select_photos
from domain.packing.packaging import (
    LENGTHS,
    Gathered,
    bag_info,
    caption,
    contents,
    findings_row,
)
from domain.packing.report_edits import TextEdit
from domain.planning.storyboarding import plan
from domain.recipients import RecipientTerms
from domain.words import Words
from tests.domain.judging.test_deciding import FILM

NOW = datetime(2024, 6, 3, 2, tzinfo=UTC)
TOO_LONG = Finding(
    rule="film.duration",
    kind=FindingKind.REQUIRED,
    outcome=Outcome.FAIL,
    measured="181.000 s",
    wanted="≤ 180.000 s",
    words=Words(zh="成片太长", en="too long"),
    source="通知",
)


@pytest.fixture
def gathered(week) -> Gathered:
    campaign = week.campaign()
    assets = [week.accepted(f"p-{a.key}", a.key) for a in campaign.activities if a.media_expected]
    film = Film(
        id="yunling-2024-f1",
        campaign=campaign.key,
        number=1,
        state=FilmState.VERIFIED,
        storyboard=1,
        created_at=NOW,
        sha256="b" * 64,
        size=1,
    )
    return Gathered(
        package=Package(
            id="yunling-2024-p1", campaign=campaign.key, number=1, film=film.id, created_at=NOW
        ),
        film=film,
        storyboard=plan(campaign, assets, version=1),
        campaign=campaign,
        assets=assets,
    )


def made(gathered: Gathered):
    photos = name_photos(gathered.campaign, select_photos(gathered.campaign, gathered.assets))
    return contents(gathered, photos)


def test_a_package_of_which_all_required_holds_is_no_draft(gathered):
    found = made(gathered)
    assert [f.rule for f in found.findings if f.outcome is Outcome.FAIL] == ["agree.report-open"]
    assert (found.draft, found.mark) == (False, "")
    assert bag_info(gathered, found.mark)["External-Description"] == "2024年云岭县科技活动周"


def test_a_package_in_which_something_required_fails_is_a_draft_by_its_names(gathered):
    failing = replace(gathered, film=replace(gathered.film, findings=(TOO_LONG,)))
    found = made(failing)
    name = film_file_name(failing.campaign, draft=found.draft)
    assert name == "草稿-县工信局+2024年云岭县科技活动周.mp4"
    assert bag_info(failing, found.mark)["External-Description"].startswith("草稿-")
    row = findings_row(failing, found.facts, found.findings, f"data/{name}")
    assert row["draft"] is True
    assert replace(failing.package, findings=found.findings).is_draft


@pytest.mark.parametrize(("over", "outcome"), [("0", Outcome.PASS), ("1/48000", Outcome.FAIL)])
def test_a_recipients_limit_is_held_against_the_film_as_it_was_measured(gathered, over, outcome):
    """Longer by one sample of sound than was planned, and than the recipient takes."""
    limit = gathered.film_ms
    lengths = dict.fromkeys(("container_s", "video_s", "last_frame_end_s"), f"{limit}/1000")
    film = replace(
        gathered.film,
        measures={
            **lengths,
            "audio_s": None,
            "sound_end_s": str(Fraction(limit, 1000) + Fraction(over)),
        },
    )
    terms = RecipientTerms(recipient="县政府", film_limit_ms=limit)
    campaign = replace(gathered.campaign, recipients=("县政府",), terms=(terms,))
    package = replace(gathered.package, recipient="县政府")
    found = made(replace(gathered, film=film, campaign=campaign, package=package)).findings
    assert [f.outcome for f in found if f.rule == "handing.limit"] == [outcome]


def test_every_length_that_a_film_has_counts_for_a_limit():
    names = {field.name for field in fields(FilmMeasures)}
    assert set(LENGTHS) <= names
    film = replace(FILM, **{name: Fraction(0) for name in LENGTHS})
    assert all(replace(film, **{name: Fraction(9)}).longest_s == 9 for name in LENGTHS)


def test_a_decision_after_the_film_is_told(gathered):
    later = replace(gathered, decided=NOW.replace(hour=3))
    assert "agree.newer-decision" in {
        f.rule for f in made(later).findings if f.outcome is Outcome.FAIL
    }


def test_what_an_editor_wrote_is_in_report_photos_and_findings(gathered):
    photo = name_photos(gathered.campaign, select_photos(gathered.campaign, gathered.assets))[0]
    written = {
        "leadership.more": "县委高度重视。",
        f"photo.{photo.asset.id}": "院士讲座现场",
    }
    edits = {
        key: TextEdit(
            id=n, campaign="c", paragraph=key, text=text, proposal="", actor="编辑一", at=NOW
        )
        for n, (key, text) in enumerate(written.items(), 1)
    }
    found = made(replace(gathered, edits=edits))
    assert "县委高度重视。" in [block.text for block in found.report.blocks]
    assert "院士讲座现场" in [block.text for block in found.report.blocks]
    assert caption(replace(gathered, edits=edits), photo) == "院士讲座现场"
    told = next(f for f in found.findings if f.rule == "agree.report-open")
    before = next(f for f in made(gathered).findings if f.rule == "agree.report-open")
    assert told.words != before.words, "one place less is open"
