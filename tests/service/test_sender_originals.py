"""A unit whose photos came compressed by a chat tool is asked for the originals, by name."""

import pytest

from domain.facts import Facts, Kind, Look
from domain.moves import AssetState
from domain.reviewing.review import Action, Decision
from domain.tagging import Tag
from tests.service.test_sender_page import send

_TAG = Tag(activity="a1", day=None, by="machine", confidence=900, ready=True, evidence=())


def looked_through(web, *, chat_copy: bool) -> dict[str, str]:
    """Name -> asset of what was received and not looked at, walked to the review."""
    assets = web.storage.catalog.assets
    walked: dict[str, str] = {}
    for asset in assets.all(web.campaign.key):
        if asset.state is AssetState.RECEIVED:
            facts = Facts(
                kind=Kind.PHOTO, format="jpeg", width=1080, height=810, chat_copy=chat_copy
            )
            assets.inspected(
                asset.id, facts=facts, claims=(), taken_at=None, taken_class="none", taken_from=None
            )
            look = Look(sharpness=500, exposure=500, black=0, phash=f"{1:016x}")
            assets.looked(asset.id, look=look, derivatives=())
            assets.tagged(asset.id, tag=_TAG, held=False)
            walked[asset.original_name] = asset.id
    return walked


def names(client, secret: str) -> list[str]:
    answer = client.get(f"/u/{secret}/originals")
    assert answer.status_code == 200
    return answer.json()["names"]


@pytest.fixture
def sent(client, web) -> tuple[str, dict[str, str]]:
    """A unit's secret, and its two chat copies among other photos."""
    secret, other = web.invite(), web.invite("u2")
    send(client, secret, b"one", filename="mmexport1716880000123.jpg")
    send(client, secret, b"two", filename="微信图片_20240528101530.jpg")
    send(client, other, b"three", filename="mmexport1716880000999.jpg")
    copies = looked_through(web, chat_copy=True)
    send(client, secret, b"four", filename="IMG_20240528_093012.jpg")
    looked_through(web, chat_copy=False)
    return secret, copies


def test_only_the_units_own_copies_are_asked_for(client, sent):
    secret, _ = sent
    assert sorted(names(client, secret)) == [
        "mmexport1716880000123.jpg",
        "微信图片_20240528101530.jpg",
    ]


def test_what_has_its_original_or_is_not_wanted_is_asked_for_no_more(client, web, sent):
    secret, copies = sent
    original = next(
        asset.id
        for asset in web.storage.catalog.assets.all(web.campaign.key)
        if asset.original_name == "IMG_20240528_093012.jpg"
    )
    web.storage.catalog.assets.set_near_duplicates({copies["mmexport1716880000123.jpg"]: original})
    rejected = Decision(
        asset=copies["微信图片_20240528101530.jpg"], action=Action.REJECT, actor="editor"
    )
    web.storage.catalog.assets.decide([rejected], at=web.clock())
    assert names(client, secret) == []


def test_a_link_that_ended_tells_no_names(client, web, sent):
    secret, _ = sent
    web.revoke(secret)
    assert client.get(f"/u/{secret}/originals").status_code == 410
