"""The door for a film finished elsewhere: who may, what is kept, what the page says meanwhile."""

import pytest

from domain.film import STALE_BROUGHT
from domain.people import Role
from tests.service.editor_film import tiny_film
from tests.service.editor_week import KEY

API = f"/api/campaigns/{KEY}/films/brought"


@pytest.fixture
def film(tmp_path) -> bytes:
    """A little more than bodies may have that are read whole into memory."""
    padding = (2 << 20).to_bytes(4, "big") + b"free" + bytes((2 << 20) - 8)
    return tiny_film(tmp_path / "film.mp4", seconds=2) + padding


def bring(desk, content: bytes, name: str = "../定稿 终版.mp4"):
    return desk.client.post(API, params={"name": name}, content=content)


@pytest.mark.parametrize("role", [None, Role.VIEWER])
def test_only_editors_bring_films(door, desk_as, film, role) -> None:
    client = door if role is None else desk_as(role).client
    answer = client.post(API, params={"name": "x.mp4"}, content=film)
    assert answer.status_code == (401 if role is None else 403)


def test_a_film_is_kept_under_its_cleaned_name_and_waits_to_be_matched(desk, film) -> None:
    answer = bring(desk, film)
    assert answer.status_code == 202
    made = desk.web.storage.catalog.films.get(answer.json()["id"])
    assert (made.brought, made.size) == ("定稿 终版.mp4", len(film))
    with desk.web.storage.blobs.open(made.blob) as kept:
        assert kept.read() == film
    making = desk.get(f"/api/campaigns/{KEY}/jobs").json()["making"]
    assert f"match:{made.id}" in [job["id"] for job in making]
    entries = desk.web.storage.catalog.audit.entries(KEY)
    assert [e.subject for e in entries if e.event == "bring"] == [made.id]
    assert list(desk.web.settings.home.glob(".film-*")) == []


def test_the_page_goes_on_showing_the_film_before_it_while_it_is_matched(desk, film) -> None:
    bring(desk, film)
    page = desk.page("/film")
    assert 'id="making" class="making">' in page
    assert f"/media/films/{KEY}-f1" in page


@pytest.mark.parametrize("content", [b"", b"no film at all" * 100])
def test_what_is_no_film_is_refused_and_nothing_is_kept(desk, content) -> None:
    before = len(desk.web.storage.catalog.films.all(KEY))
    answer = bring(desk, content)
    assert answer.status_code in (400, 422) and answer.json()["words"]["zh"]
    assert len(desk.web.storage.catalog.films.all(KEY)) == before


def test_a_film_that_failed_says_that_it_is_to_be_mended_where_it_was_made(desk, film) -> None:
    made = bring(desk, film).json()["id"]
    desk.web.storage.catalog.films.failed(made, STALE_BROUGHT)
    seen = desk.page("/film")
    assert "请换掉这些镜头后重新上传" in seen and "可以重新剪辑" not in seen
    assert "外部成片“定稿 终版.mp4”没有处理成" in seen
