"""What a package says of itself to programs keeps to the schema that is published."""

import datetime
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from domain.asset import Asset, Consent
from domain.campaign import Activity, Campaign, Unit
from domain.facts import Kind
from domain.film import (
    Film,
    FilmState,
    Finding,
    FindingKind,
    Outcome,
    Package,
    Shot,
    ShotKind,
    Storyboard,
)
from domain.judging.requirements import Requirement, Subject, unmeasured
from domain.moves import AssetState
from domain.packing.package_contents import activity_facts, film_file_name
from domain.packing.packaging import Gathered, findings_row
from domain.tagging import Tag
from domain.words import Words

SCHEMA = Path(__file__).parents[2] / "docs/schemas/findings.schema.json"
DAY = datetime.date(2025, 5, 27)
NOW = datetime.datetime(2025, 6, 4, 1, 0, tzinfo=datetime.UTC)

CAMPAIGN = Campaign(
    key="yunling-2025",
    title="云岭县2025年科技活动周",
    theme="矢志创新发展 建设科技强国",
    starts_on=datetime.date(2025, 5, 24),
    ends_on=datetime.date(2025, 5, 31),
    zone="Asia/Shanghai",
    host_units=("县科协",),
    deadline=None,
    deadline_text="",
    recipients=(),
    film_limit_ms=180_000,
    profile="county-science-week",
    submitter="县科协",
    units=(Unit(key="u1", name="县科协"),),
    activities=(
        Activity(key="a1", number=1, title="科普大讲堂", units=("u1",)),
        Activity(key="a2", number=2, title="专家义诊", units=("u1",)),
    ),
    requirements=(
        Requirement(
            id="photos-format",
            about=Subject.PHOTOS,
            says="照片格式为 JPG",
            clause="五、2.",
            quote="照片为JPG格式。",
        ),
    ),
)
ASSET = Asset(
    id="0123456789abcdef",
    campaign=CAMPAIGN.key,
    sha256="a" * 64,
    size=90_000,
    original_name="IMG_20250527_091204.jpg",
    unit="u1",
    sending="s1",
    state=AssetState.ACCEPTED,
    refused=None,
    sender_activity="a1",
    sender_day=DAY,
    invite_activity=None,
    modified_ms=None,
    received_at=NOW,
    late=False,
    consent=Consent(informed=True, minors=False, patients=False, decision=None),
    kind=Kind.PHOTO,
    tag=Tag(activity="a1", day=DAY, by="person", confidence=1000, ready=True, evidence=()),
)
STORYBOARD = Storyboard(
    campaign=CAMPAIGN.key,
    version=1,
    shots=(
        Shot(
            index=0,
            kind=ShotKind.PHOTO,
            frames=75,
            starts_at=0,
            asset=ASSET.id,
            activity="a1",
            why=Words(zh="清晰", en="sharp"),
        ),
    ),
    left_out=(),
)
FINDINGS = (
    Finding(
        rule="film.duration",
        kind=FindingKind.REQUIRED,
        outcome=Outcome.PASS,
        measured="3.000 s",
        wanted="≤ 180.000 s",
        words=Words(zh="成片时长不超过通知规定", en="the film keeps within the limit"),
        source="活动通知：影像资料不超过 3 分钟",
    ),
    Finding(
        rule="film.black",
        kind=FindingKind.ADVISORY,
        outcome=Outcome.FAIL,
        measured="1.200 s",
        wanted="≤ 1.000 s",
        words=Words(zh="没有超过 1 秒的黑场", en="nothing is black for more than a second"),
        source="制作惯例",
        at_ms=1_400,
    ),
)
FILM = Film(
    id="yunling-2025-f1",
    campaign=CAMPAIGN.key,
    number=1,
    state=FilmState.VERIFIED,
    storyboard=1,
    created_at=NOW,
    blob="films/one",
    sha256="b" * 64,
    size=2_539_274,
    findings=FINDINGS,
)


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    return json.loads(SCHEMA.read_text(encoding="utf-8"))


@pytest.fixture
def row() -> dict[str, Any]:
    """What stands in the file: the row as the package's JSON gives it back."""
    package = Package(
        id="yunling-2025-p1", campaign=CAMPAIGN.key, number=1, film=FILM.id, created_at=NOW
    )
    gathered = Gathered(
        package=package, film=FILM, storyboard=STORYBOARD, campaign=CAMPAIGN, assets=[ASSET]
    )
    facts = activity_facts(CAMPAIGN, [ASSET], STORYBOARD, [])
    found = (*FINDINGS, *unmeasured(CAMPAIGN.requirements))
    made = findings_row(gathered, facts, found, f"data/{film_file_name(CAMPAIGN)}")
    return json.loads(json.dumps(made, ensure_ascii=False))


def places_of_faults(row: dict[str, Any], schema: dict[str, Any]) -> list[str]:
    faults = jsonschema.Draft202012Validator(schema).iter_errors(row)
    return sorted(fault.json_path for fault in faults)


def test_the_schema_is_itself_a_schema(schema: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator.check_schema(schema)


def test_the_row_of_a_package_keeps_to_the_schema(
    row: dict[str, Any], schema: dict[str, Any]
) -> None:
    assert places_of_faults(row, schema) == []


def test_what_nothing_measures_is_told_with_the_notices_sentence(row: dict[str, Any]) -> None:
    (last,) = [f for f in row["findings"] if f["rule"] == "notice.photos-format"]
    assert (last["kind"], last["outcome"]) == ("required", "not_checked")
    assert last["source"] == "通知五、2.：“照片为JPG格式。”"


def test_the_row_tells_shown_and_absent_activities_and_where_a_fault_is(
    row: dict[str, Any],
) -> None:
    shown, absent = row["coverage"]
    assert (shown["shots"], shown["days"], shown["remark"]) == (1, ["2025-05-27"], None)
    assert (absent["shots"], absent["remark"]["zh"]) == (0, "没有收到素材")
    assert [finding["at_ms"] for finding in row["findings"][:2]] == [None, 1_400]
    assert row["made"] == "2025-06-04T09:00:00+08:00"
    assert row["film"]["duration_ms"] == 3_000


def test_every_key_of_the_row_is_demanded(row: dict[str, Any], schema: dict[str, Any]) -> None:
    for part in (row, row["film"], row["campaign"], row["findings"][0], row["coverage"][0]):
        for key in list(part):
            value = part.pop(key)
            assert places_of_faults(row, schema), f"{key} may be missing"
            part[key] = value


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda row: row.update(more=1), "$"),
        (lambda row: row["film"].update(path="../film.mp4"), "$.film.path"),
        (lambda row: row["film"].update(duration_ms=3.5), "$.film.duration_ms"),
        (lambda row: row["findings"][0].update(outcome="passed"), "$.findings[0].outcome"),
        (lambda row: row["findings"][1].update(at_ms=-1), "$.findings[1].at_ms"),
        (lambda row: row["coverage"][0].update(remark={"zh": "缺"}), "$.coverage[0].remark"),
    ],
)
def test_a_wrong_value_is_named_by_its_place(
    row: dict[str, Any], schema: dict[str, Any], change: Any, place: str
) -> None:
    change(row)
    assert places_of_faults(row, schema) == [place]
