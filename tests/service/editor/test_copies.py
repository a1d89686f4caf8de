"""Copies of a film over the API: asked for once, told with their job, never sent by mistake."""

from domain.people import Role
from service.packing.packages import sendable
from tests.service.editor_week import KEY


def test_an_editor_asks_for_a_copy_and_gets_one_however_often(desk):
    path = f"/api/films/{desk.week.film}/copies"
    before = desk.get(path).json()
    assert [(each["profile"], each["copy"]) for each in before] == [
        ("vertical-1080", None),
        ("wechat-720", None),
    ]
    first, again = (desk.post(f"{path}/wechat-720") for _ in range(2))
    assert first.status_code == again.status_code == 202
    assert first.json()["id"] == again.json()["id"] == f"{desk.week.film}-wechat-720"
    assert first.json()["job"]["state"] == "waiting"
    assert desk.get(path).json()[1]["copy"]["url"] is None


def test_a_copy_is_neither_the_weeks_film_nor_sent(desk):
    desk.post(f"/api/films/{desk.week.film}/copies/wechat-720")
    films = desk.web.storage.catalog.films
    assert [film.id for film in films.all(KEY)] == [desk.week.film]
    assert films.latest(KEY).id == desk.week.film
    assert sendable(films.all(KEY)).id == desk.week.film


def test_the_films_page_offers_copies_and_tells_of_one_being_made(desk):
    assert desk.page("/film").count("data-profile=") == 2
    desk.post(f"/api/films/{desk.week.film}/copies/wechat-720")
    page = desk.page("/film")
    assert page.count("data-profile=") == 1 and "正在生成" in page


def test_unknown_sizes_and_films_are_told(desk):
    assert desk.post(f"/api/films/{desk.week.film}/copies/imax").status_code == 404
    assert desk.post("/api/films/nothing/copies/wechat-720").status_code == 404
    copy = desk.post(f"/api/films/{desk.week.film}/copies/wechat-720").json()["id"]
    assert desk.post(f"/api/films/{copy}/copies/wechat-720").status_code == 404


def test_a_package_has_its_small_copy_made_when_that_is_asked(desk):
    films = desk.web.storage.catalog.films
    path = f"/api/campaigns/{KEY}/packages"
    assert desk.post(path).status_code == desk.client.post(path).status_code == 202
    assert films.copies(desk.week.film) == []
    desk.post(path, small_copy=True)
    assert [copy.profile for copy in films.copies(desk.week.film)] == ["wechat-720"]
    assert desk.post(path, small_copy=True).status_code == 202
    assert len(films.copies(desk.week.film)) == 1


def test_a_viewer_looks_and_asks_for_none(desk_as):
    viewer = desk_as(Role.VIEWER)
    path = f"/api/films/{viewer.week.film}/copies"
    assert viewer.get(path).status_code == 200
    assert viewer.post(f"{path}/wechat-720").status_code == 403
