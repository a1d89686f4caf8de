import pytest

from domain.facts import Kind
from domain.looking.picture_text import PictureText, TextLine
from domain.moves import AssetState
from domain.people import Role
from domain.reviewing.review import Action, Decision
from service.editor.text_rows import text_row
from storage.catalog_assets import Derivative
from tests.service.editor_desk import Desk
from tests.service.editor_week import KEY, end_jobs, set_job

ASSETS = f"/api/campaigns/{KEY}/assets"


def test_nothing_of_the_api_is_told_to_strangers(door):
    for path in (ASSETS, "/api/campaigns", f"/api/campaigns/{KEY}/jobs", "/media/films/x"):
        answer = door.get(path)
        assert (answer.status_code, answer.json()["code"]) == (401, "not-logged-in")
    assert door.post("/api/decisions", json={"decisions": []}).status_code in (401, 422)


def test_every_asset_is_listed_once_over_the_pages(quiet_desk):
    seen, after = [], ""
    while True:
        page = quiet_desk.get(
            ASSETS, params={"limit": 7, **({"after": after} if after else {})}
        ).json()
        seen += [row["id"] for row in page["assets"]]
        after = page["next"]
        if after is None:
            break
    assert sorted(seen) == sorted(one for ids in quiet_desk.week.ids.values() for one in ids)


def test_a_page_of_assets_is_zipped_for_who_can_unzip(quiet_desk):
    plain = quiet_desk.get(ASSETS, headers={"Accept-Encoding": "identity"})
    zipped = quiet_desk.get(ASSETS, headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert zipped.headers["content-encoding"] == "gzip"
    assert zipped.num_bytes_downloaded * 3 < plain.num_bytes_downloaded
    assert zipped.json() == plain.json() and plain.json()["assets"]
    assert "Accept-Encoding" in plain.headers["vary"]


def test_a_row_says_what_the_page_draws(quiet_desk):
    rows = quiet_desk.get(ASSETS, params={"state": ["held"]}).json()["assets"]
    assert {row["id"] for row in rows} == set(quiet_desk.week.ids["held"])
    row = rows[0]
    assert (row["column"], row["unit"], row["unit_key"]) == ("held", "青石镇中心校", "u2")
    assert (row["activity"], row["activity_key"], row["date"]) == (5, "a5", "2025-05-27")
    assert row["consent"]["minors"] and row["evidence"][0]["text"]
    picture = quiet_desk.get(row["pictures"]["thumb"])
    assert picture.headers["content-type"] == "image/jpeg"
    assert picture.content.startswith(b"\xff\xd8")


def test_one_asset_tells_its_claims_in_the_weeks_own_time(quiet_desk):
    asset = quiet_desk.get(f"/api/assets/{quiet_desk.week.ids['ready'][0]}").json()
    claims = {claim["source"]: claim for claim in asset["claims"]}
    assert claims["exif"]["won"] and claims["exif"]["at"].endswith("+08:00")
    assert claims["exif_digitized"]["doubt"] == "factory"
    assert claims["exif"]["words"] == {"zh": "采信", "en": "believed"}
    assert claims["exif_digitized"]["words"]["zh"] == "像是相机的出厂日期"
    assert 0.5 < asset["time_confidence"] < 1
    assert asset["note"] == "启动仪式，上午九点" and asset["receipt"].startswith("0528-")


def test_the_words_in_a_picture_stand_beside_its_evidence(desk):
    photos = desk.get(ASSETS, params={"activity": "a2"}).json()["assets"]
    read = next(row for row in photos if row["kind"] == "photo")
    text = desk.get(f"/api/assets/{read['id']}").json()["text"]
    assert (text["state"], text["why"], text["cut"]) == ("read", None, True)
    assert text["lines"][0] == {
        "text": "科普大讲堂",
        "confidence": 0.998,
        "box": [83, 125, 917, 292],
        "glyph": 110,
        "at_ms": None,
    }
    assert text["overlay"] == {
        "day": "2025-05-27",
        "time": "09:31:00",
        "place": "云岭县·青石镇中心校",
        "remarks": [],
    }
    other = desk.week.ids["ready"][0]
    unread = desk.get(f"/api/assets/{other}").json()["text"]
    assert (unread["state"], unread["lines"], unread["overlay"]) == ("unread", [], None)
    desk.web.storage.catalog.texts.keep(other, PictureText(recipe=1, fault="slow"))
    failed = desk.get(f"/api/assets/{other}").json()["text"]
    assert (failed["state"], failed["why"]["zh"]) == ("failed", "读画面文字用时太长，没有读")


def test_where_words_are_not_read_nothing_is_said_of_them():
    assert text_row(None, reads=False)["state"] == "off"


def test_a_motion_photo_has_its_clip_and_tells_what_belongs_to_it(desk):
    photo, clip, beside = desk.week.ids["ready"][:3]
    assets = desk.web.storage.catalog.assets
    assets.set_belonging({photo: clip, clip: photo})
    seen = desk.get(f"/api/assets/{photo}").json()
    assert seen["belongs_to"] == clip
    assert seen["belongs_to_name"] == assets.get(clip).original_name
    assert (seen["sidecars"], desk.get(f"/api/assets/{beside}").json()["belongs_to_name"]) == (
        [],
        None,
    )


def test_a_group_is_accepted_whole_or_not_at_all(desk):
    ids = desk.week.ids["ready"][:4]
    asks = [{"asset": one, "action": "accept", "seen_version": 4} for one in ids]
    assert desk.asset(ids[0]).version == 4
    asks[3]["seen_version"] = 3
    refused = desk.post("/api/decisions", decisions=asks)
    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
    assert all(desk.asset(one).state is AssetState.TAGGED for one in ids)
    asks[3]["seen_version"] = 4
    answer = desk.post("/api/decisions", decisions=asks).json()
    assert {row["state"] for row in answer["assets"]} == {"accepted"}
    assert [each["asset"] for each in answer["decided"]] == ids


def test_a_request_holds_a_whole_sending_and_no_more(quiet_desk):
    ask = {"asset": "0" * 16, "action": "star"}
    # Read, and refused for the asset alone.
    assert quiet_desk.post("/api/decisions", decisions=[ask] * 3000).status_code == 404
    assert quiet_desk.post("/api/decisions", decisions=[ask] * 3001).status_code == 422


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"reason": "模糊\x00"}, 400),
        ({"activity": "a\x00"}, 400),
        ({"asset": "\x00"}, 400),
        ({"seen_version": 2**31}, 422),
    ],
)
def test_what_no_database_holds_is_refused(quiet_desk, said, status):
    ask = {"asset": quiet_desk.week.ids["ready"][0], "action": "reject"} | said
    assert quiet_desk.post("/api/decisions", decisions=[ask]).status_code == status


def test_a_group_is_taken_back_with_one_request(desk):
    ids = desk.week.ids["ready"][:4]
    asks = [{"asset": one, "action": "accept"} for one in ids]
    made = [d["id"] for d in desk.post("/api/decisions", decisions=asks).json()["decided"]]
    desk.decide(ids[0], "reject")
    answer = desk.post("/api/decisions/undo", decisions=made).json()
    assert answer["kept"] == 1
    states = [desk.asset(one).state for one in ids]
    assert states == [AssetState.REJECTED, *[AssetState.TAGGED] * 3]


def test_a_change_makes_the_tag_a_persons(desk):
    asset = desk.week.ids["doubtful"][0]
    row = desk.decide(asset, "change", activity="a4", day="2025-05-25").json()["assets"][0]
    assert (row["activity"], row["date"], row["tag_by"]) == (4, "2025-05-25", "person")
    assert row["column"] == "ready"


def test_an_activity_that_is_not_in_the_plan_is_refused_in_words(quiet_desk):
    answer = quiet_desk.decide(quiet_desk.week.ids["doubtful"][0], "change", activity="a9")
    assert answer.status_code == 404 and "a9" in answer.json()["words"]["zh"]


def test_a_near_shot_is_not_accepted_before_somebody_agreed(desk):
    asset = desk.week.ids["held"][0]
    refused = desk.decide(asset, "accept")
    assert refused.status_code == 409 and "授权" in refused.json()["words"]["zh"]
    granted = desk.decide(asset, "consent_grant", reason="监护人同意").json()["assets"][0]
    assert (granted["state"], granted["consent"]["decision"]) == ("tagged", "granted")
    assert desk.decide(asset, "accept").json()["assets"][0]["state"] == "accepted"


def test_a_withdrawal_takes_pictures_and_film_along(desk):
    asset = desk.week.ids["accepted"][0]
    thumb = desk.get(f"/media/assets/{asset}/thumb")
    assert thumb.status_code == 200
    answer = desk.decide(asset, "withdraw", reason="家长要求撤回")
    assert answer.json()["assets"][0]["column"] is None
    assert desk.get(f"/media/assets/{asset}/thumb").status_code == 404
    assert desk.get(f"/media/films/{desk.week.film}").status_code == 404
    film = desk.get(f"/api/campaigns/{KEY}/film").json()["film"]
    assert film["to_be_replaced"]
    (package,) = desk.get(f"/api/campaigns/{KEY}/packages").json()
    assert package["to_be_replaced"]
    assert desk.get(f"/media/packages/{package['id']}").status_code == 404
    refused = desk.post(f"/api/campaigns/{KEY}/packages")
    assert refused.status_code == 404 and "先" in refused.json()["words"]["zh"]


def test_a_sending_is_moved_whole_and_weighed_again(desk):
    asset = desk.asset(desk.week.ids["doubtful"][0])
    moved = desk.post(f"/api/sendings/{asset.sending}/move", unit="u5").json()
    assert moved["moved"] == 3 and desk.asset(asset.id).unit == "u5"
    jobs = desk.get(f"/api/campaigns/{KEY}/jobs").json()
    assert jobs["kinds"]["retag"] == 1


CHANGES = (
    ("/api/decisions", {"decisions": [{"asset": "x", "action": "accept"}]}),
    ("/api/decisions/undo", {"decisions": [1]}),
    ("/api/strokes/1/undo", {}),
    ("/api/assets/x/split", {}),
    ("/api/assets/x/join", {"with": "y"}),
    ("/api/sendings/x/move", {"unit": "u1"}),
    (f"/api/campaigns/{KEY}/films", {}),
    (f"/api/campaigns/{KEY}/packages", {}),
    (f"/api/campaigns/{KEY}/invites", {"unit": "u1"}),
    (f"/api/campaigns/{KEY}/invites/1/revoke", {}),
    (f"/api/campaigns/{KEY}/state", {"to": "closed", "seen": "open"}),
    ("/api/jobs/x/retry", {}),
    ("/api/jobs/x/cancel", {}),
)


def test_a_viewer_may_look_but_not_change(desk_as):
    desk = desk_as(Role.VIEWER)
    for path, body in CHANGES:
        answer = desk.post(path, **body)
        assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed"), path


def test_a_viewer_may_look_at_everything_drawn_but_not_at_originals(desk_as):
    desk = desk_as(Role.VIEWER)
    asset = desk.week.ids["ready"][0]
    assert desk.get(f"/media/assets/{asset}/view").status_code == 200
    assert desk.get(f"/media/originals/{asset}").status_code == 403
    assert "只能查看" in desk.page("/") and 'id="invite-form"' not in desk.page("/")
    assert "data-move" not in desk.page("/") and "正在收集" in desk.page("/")
    assert 'id="cut"' not in desk.page("/film") and 'id="pack"' not in desk.page("/package")


# -- the week's end


def move(desk, seen: str, to: str):
    return desk.post(f"/api/campaigns/{KEY}/state", to=to, seen=seen)


def test_a_week_is_ended_accepted_and_sent_back_and_each_is_in_the_log(desk):
    for seen, to in (("open", "closed"), ("closed", "accepted"), ("accepted", "returned")):
        assert move(desk, seen, to).json() == {"key": KEY, "state": to}
    catalog = desk.web.storage.catalog
    assert catalog.campaigns.get(KEY).state == "returned"
    log = [entry for entry in catalog.audit.entries(KEY) if entry.event.startswith("campaign")]
    assert [entry.event for entry in log] == [
        "campaign closed", "campaign accepted", "campaign returned",
    ]  # fmt: skip
    assert {(entry.actor, entry.subject) for entry in log} == {("用户-editor", KEY)}


def test_a_move_from_where_the_week_no_longer_is_or_that_is_not_lawful_changes_nothing(desk):
    assert move(desk, "open", "closed").status_code == 200
    for seen, to in (("open", "closed"), ("closed", "late"), ("closed", "draft")):
        refused = move(desk, seen, to)
        assert refused.status_code == 409 and "已结束收集" in refused.json()["words"]["zh"]
    assert desk.web.storage.catalog.campaigns.get(KEY).state == "closed"
    assert move(desk, "closed", "gone").status_code == 422


def test_the_board_offers_what_may_be_done_with_its_dates_to_who_may_do_it(desk):
    seen = desk.page("/")
    assert "正在收集" in seen and "结束收集…" in seen and "市里已收到…" not in seen
    assert "2025年6月27日起" in seen
    move(desk, "open", "closed")
    seen = desk.page("/")
    assert "已结束收集" in seen and "市里已收到…" in seen and "重新打开…" in seen
    assert "原件一直保留" in seen


# -- links


def test_a_link_is_told_once_with_its_code_and_reminder(desk):
    made = desk.post(f"/api/campaigns/{KEY}/invites", unit="u5", activity="a6")
    told = made.json()
    assert made.status_code == 201 and told["unit"] == "县气象局"
    secret = told["link"].rsplit("/", 1)[1]
    assert desk.get(f"/u/{secret}", headers={"Accept": "text/html"}).status_code == 200
    assert told["link"] in told["reminder"] and told["qr"].startswith("data:image/svg+xml;base64,")
    assert told["only_here"] is True
    assert secret not in desk.page("/")
    events = desk.web.storage.catalog.audit.entries(KEY)
    assert ("invite", str(told["id"])) in [(e.event, e.subject) for e in events]


def test_an_ended_link_opens_no_more(desk):
    told = desk.post(f"/api/campaigns/{KEY}/invites", unit="u5").json()
    path = f"/api/campaigns/{KEY}/invites/{told['id']}/revoke"
    assert desk.post(path).json() == {"revoked": True}
    assert desk.post(path).json() == {"revoked": False}
    secret = told["link"].rsplit("/", 1)[1]
    assert desk.get(f"/u/{secret}", headers={"Accept": "text/html"}).status_code == 410


def test_a_link_of_another_week_is_not_ended_here(quiet_desk):
    answer = quiet_desk.post(f"/api/campaigns/{KEY}/invites/999/revoke")
    assert answer.json() == {"revoked": False}


def test_a_link_for_a_unit_that_is_not_in_the_plan_is_refused(quiet_desk):
    assert quiet_desk.post(f"/api/campaigns/{KEY}/invites", unit="u9").status_code == 404


# -- film, package, jobs


def test_a_new_film_is_started_watched_and_cancelled(desk):
    made = desk.post(f"/api/campaigns/{KEY}/films").json()
    job = f"film:{made['id']}"
    set_job(desk.web.storage, job, "PENDING", '{"station": "cut", "done": 14, "total": 55}')
    (told,) = desk.get(f"/api/campaigns/{KEY}/jobs").json()["making"]
    assert (told["id"], told["station"], told["done"], told["total"]) == (job, "cut", 14, 55)
    assert desk.get(f"/api/campaigns/{KEY}/film").json()["job"]["state"] == "running"
    assert desk.post(f"/api/jobs/{job}/cancel").json()["job"]["state"] == "cancelled"


def test_while_a_new_film_is_cut_the_one_before_can_still_be_packed(desk):
    desk.post(f"/api/campaigns/{KEY}/films")
    package = desk.post(f"/api/campaigns/{KEY}/packages")
    assert package.status_code == 202 and package.json()["film"] == desk.week.film


def test_a_failed_job_is_told_with_its_reason(desk):
    (asset, _) = desk.week.ids["received"]
    set_job(desk.web.storage, f"asset:{asset}", "ERROR")
    (failed,) = desk.get(f"/api/campaigns/{KEY}/jobs/failed").json()
    assert failed["subject"] == asset and failed["error"]
    assert "1 个任务没有完成" in desk.page("/")


def test_jobs_are_counted_by_kind_and_workers_are_told(desk):
    jobs = desk.get(f"/api/campaigns/{KEY}/jobs").json()
    assert (jobs["kinds"], jobs["workers"]) == ({"asset": 2}, 0)
    desk.web.storage.catalog.leases.beat("worker-1")
    end_jobs(desk.web.storage)
    jobs = desk.get(f"/api/campaigns/{KEY}/jobs").json()
    assert (jobs["unfinished"], jobs["workers"]) == (0, 1)


@pytest.mark.parametrize(
    ("asked", "status", "span"),
    [
        ("bytes=0-99", 206, slice(0, 100)),
        ("bytes=100-", 206, slice(100, None)),
        ("bytes=-50", 206, slice(-50, None)),
        (None, 200, slice(None)),
        ("lines=1-2", 200, slice(None)),
    ],
)
def test_the_film_is_served_by_ranges_for_seeking(quiet_desk, asked, status, span):
    path = f"/media/films/{quiet_desk.week.film}"
    whole = quiet_desk.get(path).content
    answer = quiet_desk.get(path, headers={"Range": asked} if asked else {})
    assert answer.status_code == status and answer.content == whole[span]
    assert answer.headers["accept-ranges"] == "bytes"


def test_a_range_outside_the_film_is_refused(quiet_desk):
    path = f"/media/films/{quiet_desk.week.film}"
    size = len(quiet_desk.get(path).content)
    answer = quiet_desk.get(path, headers={"Range": f"bytes={size}-"})
    assert answer.status_code == 416 and answer.headers["content-range"] == f"bytes */{size}"


def test_a_photos_original_leaves_only_as_a_download(quiet_desk):
    answer = quiet_desk.get(f"/media/originals/{quiet_desk.week.ids['ready'][0]}")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_pictures_and_bytes_of_a_withdrawn_asset_are_not_served_while_they_are_being_deleted(desk):
    asset = desk.week.ids["ready"][0]
    assert desk.get(f"/media/assets/{asset}/thumb").status_code == 200
    withdrawn = Decision(asset=asset, action=Action.WITHDRAW, actor="editor", reason="asked")
    desk.web.storage.catalog.assets.decide([withdrawn], at=desk.web.clock())
    for path in (f"/media/assets/{asset}/thumb", f"/media/originals/{asset}"):
        assert desk.get(path).status_code == 404


@pytest.mark.parametrize("asked", ["bytes=-0", f"bytes={'9' * 18}-"])
def test_a_range_without_a_byte_is_refused(quiet_desk, asked):
    path = f"/media/films/{quiet_desk.week.film}"
    assert quiet_desk.get(path, headers={"Range": asked}).status_code == 416


def test_a_range_of_absurd_digits_is_no_range(quiet_desk):
    path = f"/media/films/{quiet_desk.week.film}"
    assert quiet_desk.get(path, headers={"Range": f"bytes={'9' * 6000}-"}).status_code == 200


def _clip_and_photo(desk: Desk) -> tuple[str, str]:
    found = desk.web.storage.catalog.assets.all(KEY)
    seen = [asset for asset in found if asset.look is not None]
    clip = next(asset.id for asset in seen if asset.kind is Kind.CLIP)
    return clip, next(asset.id for asset in seen if asset.kind is Kind.PHOTO)


def test_a_clip_without_a_preview_says_so_and_is_given_one(desk):
    clip, photo = _clip_and_photo(desk)
    for role in ("proxy", "peaks"):
        answer = desk.get(f"/media/assets/{clip}/{role}")
        assert (answer.status_code, answer.json()["code"]) == (404, "no-preview-yet")
        assert desk.get(f"/media/assets/{photo}/{role}").json()["code"] == "not-found"
    jobs = [job for job in desk.web.storage.queue.jobs(campaign=KEY) if job.kind == "preview"]
    assert [(job.subject, job.state) for job in jobs] == [(clip, "waiting")]


def test_a_preview_is_served_in_ranges_and_its_peaks_as_json(desk):
    clip, _ = _clip_and_photo(desk)
    catalog, blobs = desk.web.storage.catalog, desk.web.storage.blobs
    made = {"proxy": b"0123456789", "peaks": b'{"ms":40,"peaks":[3]}'}
    for role, content in made.items():
        blobs.put(f"derived/p/{role}", content)
    rows = [Derivative(role=role, blob=f"derived/p/{role}") for role in made]
    assert catalog.assets.add_derivatives(clip, rows)
    proxy = desk.get(f"/media/assets/{clip}/proxy", headers={"Range": "bytes=2-4"})
    assert (proxy.status_code, proxy.content) == (206, b"234")
    assert proxy.headers["content-type"] == "video/mp4"
    peaks = desk.get(f"/media/assets/{clip}/peaks")
    assert peaks.headers["content-type"] == "application/json"
    assert peaks.json() == {"ms": 40, "peaks": [3]}


def test_wanted_shots_are_marked_by_a_decision_and_told_with_what_may_be_there(desk):
    first, second, *_ = desk.week.ids["ready"]
    asked = {"asset": first, "action": "show", "shot": "横幅特写"}
    answer = desk.post("/api/decisions", decisions=[asked])
    assert answer.json()["assets"][0]["shows"] == ["横幅特写"]
    lines = (TextLine(text="2025年科技活动周", confidence=990, box=(0, 0, 900, 90), glyph=90),)
    desk.web.storage.catalog.texts.keep(second, PictureText(recipe=1, lines=lines))
    likely = desk.get(f"/api/assets/{second}").json()["likely"]
    assert [each["shot"] for each in likely] == ["横幅特写"]
    assert "科技活动周" in likely[0]["words"]["zh"]
    told = desk.get(f"/api/campaigns/{KEY}/wanted").json()["activities"]["a1"]
    assert told[0] == {"shot": "主席台全景", "shown": 0, "likely": 0}
    assert (told[1]["shot"], told[1]["shown"]) == ("横幅特写", 1) and told[1]["likely"] >= 1
    board = desk.get("/").text
    assert "需要的镜头" in board and 'data-shot="横幅特写"' in board


def test_a_shot_that_nobody_wants_is_refused_in_words(desk):
    asked = {"asset": desk.week.ids["ready"][0], "action": "show", "shot": "火箭升空"}
    answer = desk.post("/api/decisions", decisions=[asked])
    assert answer.status_code == 409 and "火箭升空" in answer.json()["words"]["zh"]
