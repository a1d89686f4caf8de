"""Figures by a unit's link: kept as entered, refused in the form's words."""

import pytest

from domain.board.figures import Figure


@pytest.fixture
def secret(web) -> str:
    return web.invite()


def entered(web, unit: str = "u1"):
    key = web.campaign.key
    return [
        (e.activity, dict(e.values)) for e in web.storage.catalog.figures.entries(key, unit=unit)
    ]


def test_the_form_shows_the_units_own_activities_open_and_others_folded(client, secret):
    seen = client.get(f"/u/{secret}/figures").text
    assert seen.count('class="ask figures" open') == 2
    assert seen.index("科技进农村") < seen.index("专家义诊")
    assert f'action="/u/{secret}/figures"' in seen


def test_what_a_unit_enters_is_kept_and_stands_in_the_form_again(web, client, secret):
    written = {"activity": "a1", "sessions": "2", "participants": "1,200", "leaflets": ""}
    answer = client.post(f"/u/{secret}/figures", data=written, follow_redirects=False)
    assert answer.status_code == 303
    assert entered(web) == [("a1", {Figure.SESSIONS: 2, Figure.PARTICIPANTS: 1200})]
    seen = client.get(answer.headers["location"]).text
    assert "已保存" in seen and 'value="1200"' in seen
    (note,) = web.storage.catalog.audit.entries(web.campaign.key)[-1:]
    assert (note.event, note.actor.split()[0]) == ("figures a1 u1", "invite")


def test_saving_the_same_again_makes_no_second_entry(web, client, secret):
    for _ in range(2):
        client.post(f"/u/{secret}/figures", data={"activity": "a1", "sessions": "2"})
    assert len(entered(web)) == 1


def test_a_slip_is_said_beside_the_form_and_nothing_typed_is_lost(web, client, secret):
    written = {"activity": "a3", "sessions": "3", "experts": "约十人"}
    answer = client.post(f"/u/{secret}/figures", data=written)
    assert answer.status_code == 422
    assert "“专家（人次）”请填" in answer.text and "约十人" in answer.text
    assert answer.text.count('class="ask figures" open') == 3
    assert entered(web) == []


def test_an_unknown_link_or_activity_enters_nothing(web, client, secret):
    assert client.post("/u/nobody/figures", data={"activity": "a1"}).status_code == 404
    assert client.post(f"/u/{secret}/figures", data={"activity": "a9"}).status_code == 404
    assert entered(web) == []
