"""Music over the API: beds to choose from, and what an editor brings with its rights."""

from domain.people import Role
from tests.service.editor_week import KEY

PATH = f"/api/campaigns/{KEY}/music"
SAID = {"title": "县歌", "rights": "本单位原创，县文化馆授权使用"}
MP3 = b"ID3\x04" + bytes(2000)


def bring(desk, body: bytes = MP3, **said: str):
    return desk.client.post(PATH, params={**SAID, **said}, content=body)


def test_the_beds_none_and_what_was_brought_can_be_chosen(desk):
    told = desk.get(PATH).json()
    assert [bed["key"] for bed in told["beds"]] == ["morning", "water"]
    assert (told["default"], told["none"], told["own"]) == ("morning", "none", [])
    kept = bring(desk)
    assert kept.status_code == 202, kept.text
    own = desk.get(PATH).json()["own"]
    assert [(one["title"], one["rights"], one["state"]) for one in own] == [
        (SAID["title"], SAID["rights"], "received")
    ]
    assert desk.get(own[0]["url"]).content == MP3
    jobs = desk.web.storage.queue.jobs(campaign=KEY, unfinished=True)
    assert [job.subject for job in jobs if job.kind == "music"] == [own[0]["id"]]


def test_music_without_a_word_on_its_rights_or_a_name_is_not_taken(desk):
    for said in ({"rights": ""}, {"rights": "好"}, {"title": " "}):
        refused = bring(desk, **said)
        assert refused.status_code == 422, refused.text
        assert refused.json()["words"]["zh"].startswith("请写")
    assert desk.get(PATH).json()["own"] == []


def test_what_is_no_music_is_refused_and_nothing_of_it_is_kept(desk):
    for body in (b"\xff\xd8\xff\xe0" + bytes(100), b"", b"#EXTM3U\nfile:///etc/passwd"):
        assert bring(desk, body).status_code == 422
    assert list(desk.web.storage.blobs.names("music/")) == []
    assert not list(desk.web.settings.home.glob(".music-*"))


def test_too_large_a_file_is_refused_while_it_comes(desk, monkeypatch):
    monkeypatch.setattr("service.editor.music_api.MUSIC_MOST_BYTES", 1000)
    assert bring(desk).status_code == 413
    assert list(desk.web.storage.blobs.names("music/")) == []


def test_removed_music_takes_its_bytes_along(desk):
    own = bring(desk).json()
    assert desk.client.delete(f"{PATH}/{own['id']}").status_code == 204
    assert desk.client.delete(f"{PATH}/{own['id']}").status_code == 404
    assert list(desk.web.storage.blobs.names("music/")) == []
    assert desk.get(PATH).json()["own"] == []


def test_a_viewer_hears_and_brings_none(desk_as):
    viewer = desk_as(Role.VIEWER)
    assert bring(viewer).status_code == 403
    assert viewer.get(PATH).status_code == 200
