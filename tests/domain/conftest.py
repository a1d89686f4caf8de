"""A made-up week and its assets, from which the tests of the pure decisions are built."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.asset import Asset, Consent
from domain.campaign import Activity, Campaign, Unit
from domain.facts import Facts, Kind, Look, Moment, StreamFacts
from domain.moves import AssetState
from domain.tagging import Tag


class Week:
    """Builds plain values; every argument has a sensible default."""

    def campaign(self, **other) -> Campaign:
        plain = Campaign(
            key="yunling-2024",
            title="2024年云岭县科技活动周",
            theme="弘扬科学家精神，激发全社会创新活力",
            starts_on=date(2024, 5, 25),
            ends_on=date(2024, 6, 1),
            host_units=("县工信局", "县委宣传部", "县科协"),
            deadline=date(2024, 6, 5),
            deadline_text="于6月5日前",
            recipients=("市科技局",),
            submitter="县工信局",
            units=(
                Unit(key="u1", name="县工信局", aliases=("县工科局",)),
                Unit(key="u2", name="县科协"),
                Unit(key="u3", name="县委宣传部"),
                Unit(key="u4", name="清泉乡中心校"),
            ),
            activities=self.activities(),
        )
        return replace(plain, **other)

    def activities(self) -> tuple[Activity, ...]:
        return (
            Activity(
                key="a1",
                number=1,
                title="组织科技宣传",
                kinds=("main_event", "publicity"),
                date=date(2024, 5, 28),
                part="am",
                venue="县文化广场",
                units=("u1", "u3"),
            ),
            Activity(
                key="a2",
                number=2,
                title="举办科普大讲堂活动",
                kinds=("lecture",),
                units=("u2",),
            ),
            Activity(
                key="a3",
                number=3,
                title="组织科技进农村活动",
                kinds=("agri_training",),
                venue="农村、移民社区",
                units=("u1",),
                partners=("县农学会",),
            ),
            Activity(
                key="a4",
                number=4,
                title="科技服务进社区活动",
                kinds=("clinic",),
                units=("u2",),
            ),
            Activity(
                key="a5",
                number=5,
                title="开放科普场所",
                kinds=("open_venue", "science_van"),
                units=("u2",),
            ),
            Activity(
                key="a6",
                number=6,
                title="积极参加省市组织的相关活动",
                kinds=("external",),
                media_expected=False,
            ),
        )

    def asset(self, id_: str = "p1", **other) -> Asset:
        """A photo of unit u2, looked at, without claims, choices or tag."""
        plain = Asset(
            id=id_,
            campaign="yunling-2024",
            sha256=id_.encode().hex().ljust(64, "0"),
            size=1_000_000,
            original_name=f"{id_}.jpg",
            unit="u2",
            sending="s1",
            state=AssetState.LOOKED,
            refused=None,
            sender_activity=None,
            sender_day=None,
            invite_activity=None,
            modified_ms=None,
            received_at=datetime(2024, 6, 2, 8, tzinfo=UTC),
            late=False,
            consent=Consent(informed=True),
            kind=Kind.PHOTO,
            facts=Facts(kind=Kind.PHOTO, format="jpeg", width=4000, height=3000),
            look=self.look(),
        )
        return replace(plain, **other)

    def accepted(self, id_: str, activity: str | None = "a2", **other) -> Asset:
        """A photo that a person accepted for an activity on 28 May."""
        tag = self.tag(activity, other.pop("day", date(2024, 5, 28)))
        return self.asset(id_, **{"state": AssetState.ACCEPTED, "tag": tag} | other)

    def clip(self, id_: str, activity: str | None = "a2", **other) -> Asset:
        """An accepted clip of 20 s with two moments and sound."""
        duration = other.pop("duration_ms", 20_000)
        moments = other.pop("moments", (self.moment(1_000, 7_000), self.moment(12_000, 18_000)))
        facts = Facts(
            kind=Kind.CLIP,
            format="mov",
            width=1920,
            height=1080,
            duration_ms=duration,
            audio=StreamFacts(codec="aac", duration_ms=duration),
        )
        look = other.pop("look", self.look(moments=moments))
        return self.accepted(id_, activity, kind=Kind.CLIP, facts=facts, look=look, **other)

    def look(self, **other) -> Look:
        plain = Look(sharpness=600, exposure=700, black=0, phash="0123456789abcdef")
        return replace(plain, **other)

    def moment(self, in_ms: int, out_ms: int, **other) -> Moment:
        plain = Moment(
            in_ms=in_ms,
            out_ms=out_ms,
            sharpness=600,
            exposure=700,
            motion=300,
            loudness=500,
            best_ms=(in_ms + out_ms) // 2,
        )
        return replace(plain, **other)

    def tag(self, activity: str | None, day: date | None = None, **other) -> Tag:
        plain = Tag(
            activity=activity, day=day, by="person", confidence=1000, ready=True, evidence=()
        )
        return replace(plain, **other)


@pytest.fixture(scope="session")
def week() -> Week:
    return Week()
