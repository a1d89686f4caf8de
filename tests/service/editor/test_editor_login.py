import itertools
import re
import shutil
import threading
import time
from concurrent.futures import ThreadPoolExecutor, as_completed

import pytest

from domain.people import Role
from service.editor import session
from service.editor.login import own_path
from storage.opening import open_storage
from storage.settings import read_settings
from tests.service.conftest import SLOW_HASH, Clock, Web, environ, plan
from tests.service.editor_desk import PASSWORD, at_home, link_of, log_in

HTML = {"Accept": "text/html", "Accept-Language": "zh"}


def test_a_page_asks_to_log_in_and_comes_back_to_where_one_wanted_to_be(door, filled):
    away = door.get("/review?show=held", headers=HTML)
    assert away.status_code == 303
    assert away.headers["location"] == "/login?next=%2Freview%3Fshow%3Dheld"
    link = link_of(filled, "编辑一")
    door.post(link, data={"password": PASSWORD, "again": PASSWORD})
    door.post("/logout")
    page = door.get(away.headers["location"], headers=HTML)
    assert 'name="next" value="/review?show=held"' in page.text
    back = door.post(
        "/login", data={"name": "编辑一", "password": PASSWORD, "next": "/review?show=held"}
    )
    assert (back.status_code, back.headers["location"]) == (303, "/review?show=held")


@pytest.mark.parametrize(
    "asked", ["", "//evil.example", "https://evil.example", "/\\evil.example", "x", "/a\nb"]
)
def test_after_the_login_nobody_is_sent_to_another_site(asked):
    assert own_path(asked) == "/"


def test_a_one_time_link_sets_the_password_once(door, filled):
    link = link_of(filled, "编辑一")
    assert "编辑一" in door.get(link, headers=HTML).text
    short = door.post(link, data={"password": "short", "again": "short"}, headers=HTML)
    assert short.status_code == 422 and "密码至少 8 位" in short.text
    unlike = door.post(link, data={"password": PASSWORD, "again": PASSWORD + "!"}, headers=HTML)
    assert unlike.status_code == 422 and "不一样" in unlike.text
    assert door.post(link, data={"password": PASSWORD, "again": PASSWORD}).status_code == 303
    assert door.get("/", headers=HTML).status_code == 200
    again = door.get(link, headers=HTML)
    assert again.status_code == 410 and "已用过或已过期" in again.text


def test_an_old_link_is_refused_in_words(door, filled):
    link = link_of(filled, "编辑一")
    filled.clock.move(days=2)
    assert door.get(link, headers=HTML).status_code == 410


def test_a_wrong_password_says_so_and_keeps_the_name(door, filled):
    link = link_of(filled, "编辑一")
    door.post(link, data={"password": PASSWORD, "again": PASSWORD})
    door.post("/logout")
    for name in ("编辑一", "没有这个人"):
        answer = door.post("/login", data={"name": name, "password": "wrong one"}, headers=HTML)
        assert answer.status_code == 403
        assert "用户名或密码不对" in answer.text and f'value="{name}"' in answer.text


def test_logging_out_ends_the_session_itself_and_not_only_the_cookie(desk):
    cookie = desk.client.cookies["weekreel_session"]
    assert desk.client.post("/logout").status_code == 303
    desk.client.cookies.set("weekreel_session", cookie)
    assert desk.get("/", headers=HTML).status_code == 303


def test_a_session_ends_after_a_week(desk):
    desk.web.clock.move(days=8)
    assert desk.get("/", headers=HTML).status_code == 303


def test_the_cookie_cannot_be_read_by_scripts_or_sent_by_other_sites(door, filled):
    link = link_of(filled, "编辑一")
    answer = door.post(link, data={"password": PASSWORD, "again": PASSWORD})
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=lax" in cookie


@pytest.mark.parametrize("path", ["/login", "/logout", "/api/decisions"])
def test_a_form_of_another_site_is_refused(door, path):
    answer = door.post(path, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403


def test_pages_with_forms_let_the_browser_say_where_the_form_was_and_no_more(door, filled):
    # Under no-referrer Chromium sends `Origin: null` with a form, which is refused.
    for path in ("/login", link_of(filled, "编辑一")):
        assert door.get(path, headers=HTML).headers["referrer-policy"] == "strict-origin"


def test_before_there_is_a_week_the_page_says_what_to_do(empty_home, tmp_path, client_of):
    home = tmp_path / "empty"
    shutil.copytree(empty_home, home)
    settings = read_settings(environ(home))
    with open_storage(settings) as storage:
        web = Web(settings, storage, Clock(), plan())
        client = at_home(client_of(web.app()))
        log_in(client, web, Role.OWNER)
        page = client.get("/", headers=HTML).text
    assert "还没有活动周" in page and "weekreel open campaign.yaml" in page


def test_the_login_page_has_nothing_inline(door):
    seen = door.get("/login", headers=HTML).text
    assert " style=" not in seen and "<style" not in seen
    assert not re.search(r"\son\w+=", seen) and "<script" not in seen


@pytest.mark.parametrize(("host", "secure"), [("weekreel.gov.cn", True), ("10.0.0.5:8000", False)])
def test_the_cookie_keeps_to_https_where_the_public_address_does(make_web, client_of, host, secure):
    # A tunnel or proxy ends TLS; what comes in here is plain http.
    web = make_web(WEEKREEL_PUBLIC_URL="https://weekreel.gov.cn")
    client = client_of(web.app(), headers={"Host": host, "Origin": "https://weekreel.gov.cn"})
    answer = client.post(link_of(web, "编辑一"), data={"password": PASSWORD, "again": PASSWORD})
    assert answer.status_code == 303
    assert ("; secure" in answer.headers["set-cookie"].lower()) is secure


def test_a_guess_costs_whoever_stole_the_database_as_much_as_the_field_recommends():
    # RFC 9106, section 4, second choice: Argon2id, 64 MiB, three passes, four lanes.
    assert SLOW_HASH.hash(PASSWORD).startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_many_wrong_passwords_at_once_take_the_memory_of_one(monkeypatch):
    running, most = 0, 0

    class Slow:
        def verify(self, _password: str, _hash: str) -> bool:
            nonlocal running, most
            running += 1
            most = max(most, running)
            time.sleep(0.02)
            running -= 1
            return False

    monkeypatch.setattr(session, "PASSWORDS", Slow())
    with ThreadPoolExecutor(8) as pool:
        fits = list(pool.map(lambda _n: session.password_fits(None, "guess"), range(8)))
    assert (fits, most) == ([False] * 8, 1)


def test_a_stranger_behind_the_same_proxy_slows_down_nobody_elses_login(make_web, client_of):
    web = make_web(WEEKREEL_RATE_LIMIT="on")
    client = at_home(client_of(web.app()))
    client.post(link_of(web, "编辑一"), data={"password": PASSWORD, "again": PASSWORD})
    client.post("/logout")

    def log_in_as(name: str, password: str) -> int:
        return client.post("/login", data={"name": name, "password": password}).status_code

    assert [log_in_as("别人", "guess") for _ in range(6)] == [403] * 5 + [429]
    assert log_in_as("编辑一", PASSWORD) == 303


def test_a_person_who_remembers_in_time_starts_anew(make_web, client_of):
    web = make_web(WEEKREEL_RATE_LIMIT="on")
    client = at_home(client_of(web.app()))
    client.post(link_of(web, "编辑一"), data={"password": PASSWORD, "again": PASSWORD})
    for _ in range(2):
        for password in ["wrong"] * 4 + [PASSWORD]:
            answer = client.post("/login", data={"name": "编辑一", "password": password})
        assert answer.status_code == 303
    last = [client.post("/login", data={"name": "编辑一", "password": "x"}) for _ in range(6)][-1]
    assert last.status_code == 429 and int(last.headers["retry-after"]) >= 1


def test_a_flood_of_logins_is_turned_away_and_leaves_threads_for_the_pages(
    door, filled, monkeypatch
):
    go = threading.Event()

    class Slow:
        def verify(self, _password: str, _hash: str) -> bool:
            return not go.wait(20)

    monkeypatch.setattr(session, "PASSWORDS", Slow())
    with ThreadPoolExecutor(12) as pool:
        flood = [
            pool.submit(door.post, "/login", data={"name": str(n), "password": "x"})
            for n in range(12)
        ]
        turned_away = [
            answer.result().status_code for answer in itertools.islice(as_completed(flood), 4)
        ]
        assert turned_away == [429] * 4
        assert door.get("/login", headers=HTML).status_code == 200
        go.set()
        assert sorted(answer.result().status_code for answer in flood) == [403] * 8 + [429] * 4
