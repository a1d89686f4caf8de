import asyncio
import json
import socket
import threading
import time

import httpx
import pytest
import uvicorn

from service.web.http_heads import ShortHeads
from service.web.logs import blanked
from service.web.metrics_token import metrics_token
from service.web.rate import TokenBuckets
from service.web.security import (
    LONGEST_BODY,
    ShortBodies,
    content_security_policy,
    is_from,
    origin_of,
)
from tests.service.tus_client import begin, offset

OURS = {"http://weekreel.local:8000"}


def test_every_answer_carries_the_guarding_headers(client, web):
    for path in ("/healthz", "/nothing-here", f"/u/{web.invite()}", "/static/icon.svg"):
        headers = client.get(path).headers
        assert headers["content-security-policy"] == content_security_policy("")
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-request-id"]


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere():
    policy = content_security_policy("/weekreel")
    assert "unsafe" not in policy and "http" not in policy and "*" not in policy
    assert policy.startswith("default-src 'none'; ")
    assert policy.endswith("report-uri /weekreel/csp-report")


def test_players_alone_may_be_sent_to_the_store_where_browsers_reach_it():
    plain = content_security_policy("").split("; ")
    sent = content_security_policy("", media_origin="https://s3.example.cn").split("; ")
    assert set(sent) - set(plain) == {"media-src 'self' blob: https://s3.example.cn"}
    assert set(plain) - set(sent) == {"media-src 'self' blob:"}


@pytest.mark.parametrize(
    ("origin", "referer", "fetch_site", "allowed"),
    [
        ("http://weekreel.local:8000", None, None, True),
        ("http://WEEKREEL.local:8000", None, "same-origin", True),
        ("http://evil.example", None, None, False),
        ("https://weekreel.local:8000", None, None, False),
        ("null", None, None, False),
        ("http://evil.example", "http://weekreel.local:8000/board", None, False),
        (None, "http://weekreel.local:8000/board", None, True),
        (None, "http://weekreel.local:8000.evil.example/", None, False),
        (None, "http://weekreel.local:8000@evil.example/", None, False),
        (None, None, None, False),
        (None, None, "same-origin", False),
        ("http://weekreel.local:8000", None, "cross-site", False),
        ("http://weekreel.local:8000", None, "none", False),
    ],
)
def test_only_our_own_pages_may_change_something(origin, referer, fetch_site, allowed):
    assert is_from(OURS, origin=origin, referer=referer, fetch_site=fetch_site) is allowed


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://Weekreel.gov.cn/u/1", "https://weekreel.gov.cn"),
        ("https://weekreel.gov.cn:443", "https://weekreel.gov.cn"),
        ("http://10.0.0.5:8000/x", "http://10.0.0.5:8000"),
        ("/only/a/path", None),
        ("weekreel.gov.cn", None),
    ],
)
def test_an_origin_is_scheme_host_and_port(url, origin):
    assert origin_of(url) == origin


def test_an_unsafe_request_of_another_site_is_refused_before_anything_is_looked_up(client):
    answer = client.post("/api/anything", headers={"Origin": "http://evil.example"})
    assert answer.status_code == 403
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "strange-origin"


def test_an_unsafe_request_of_our_own_page_passes_the_check(client):
    answer = client.post("/api/anything", headers={"Origin": str(client.base_url).rstrip("/")})
    assert answer.status_code == 404


def test_the_public_address_counts_as_ours_behind_a_proxy(make_web, client_of):
    client = client_of(make_web(WEEKREEL_PUBLIC_URL="https://week.example.cn/reel").app())
    answer = client.post("/reel/api/x", headers={"Origin": "https://week.example.cn"})
    assert answer.status_code == 404
    assert client.get("/reel/healthz").headers["strict-transport-security"]


def test_uploads_need_no_origin(client, web):
    answer = client.post(f"/u/{web.invite()}/uploads")
    assert answer.json()["code"] == "tus-version"


def test_a_refusal_is_problem_json_with_a_stable_code_and_words_in_both_tongues(client):
    answer = client.get("/u/not-a-secret/receipts", headers={"Accept-Language": "en"})
    problem = answer.json()
    assert answer.status_code == problem["status"] == 404
    assert problem["type"] == "urn:weekreel:problem:invite-unknown"
    assert problem["code"] == "invite-unknown"
    assert problem["detail"] == problem["words"]["en"]
    assert "链接" in problem["words"]["zh"]


def test_a_browser_gets_the_refusal_as_a_page(client):
    answer = client.get("/nothing", headers={"Accept": "text/html", "Accept-Language": "zh-CN"})
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert "没有这个页面" in answer.text


def test_what_nobody_expected_shows_words_and_no_inside(web, client_of):
    app = web.app()

    def broken() -> None:
        raise RuntimeError("the secret inside")

    app.add_api_route("/broken", broken)
    client = client_of(app)
    page = client.get("/broken", headers={"Accept": "text/html"})
    problem = client.get("/broken")
    for answer in (page, problem):
        assert answer.status_code == 500
        assert "secret inside" not in answer.text and "Traceback" not in answer.text
        assert answer.headers["content-security-policy"]
    assert "系统出了点问题" in page.text
    assert problem.json()["code"] == "unexpected"


def test_a_breach_that_a_browser_reports_is_counted(client):
    report = {"csp-report": {"violated-directive": "script-src", "blocked-uri": "inline"}}
    for body in (json.dumps(report), "no json", "x" * 100_000):
        assert client.post("/csp-report", content=body).status_code == 204
    assert "weekreel_csp_reports_total 3.0" in client.get("/metrics").text


def test_metrics_are_for_this_machine_or_with_the_token(client, web):
    assert client.get("/metrics").status_code == 200
    through = {"X-Forwarded-For": "203.0.113.9"}
    assert client.get("/metrics", headers=through).status_code == 403
    token = httpx.Headers({"Authorization": f"Bearer {metrics_token(web.settings)}"} | through)
    assert client.get("/metrics", headers=token).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Forwarded": "for=203.0.113.9"},
        {"X-Forwarded-Proto": "https"},
        {"X-Real-IP": "203.0.113.9"},
        {"Via": "1.1 tunnel"},
        {"CF-Connecting-IP": "203.0.113.9"},
        {"Host": "week.example.cn"},
        {"Host": "10.0.0.5:8000"},
        {"Host": "localhost.evil.example"},
    ],
)
def test_a_tunnel_that_ends_on_this_machine_opens_the_metrics_to_nobody(
    make_web, client_of, headers
):
    web = make_web(WEEKREEL_PUBLIC_URL="https://week.example.cn")
    client = client_of(web.app())
    assert client.get("/metrics", headers=headers).status_code == 403
    token = {"Authorization": f"Bearer {metrics_token(web.settings)}"}
    assert client.get("/metrics", headers=headers | token).status_code == 200


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1", "[::1]:8000"])
def test_a_program_of_this_machine_needs_no_token(client, host):
    assert client.get("/metrics", headers={"Host": host}).status_code == 200


def test_readiness_names_what_is_missing(client, web):
    answer = client.get("/readyz")
    assert answer.status_code == 503
    nothing = {"database": True, "blobs": True, "worker": False, "untaken": {}}
    assert answer.json() == nothing
    web.storage.catalog.leases.beat("worker-1")
    assert client.get("/readyz").status_code == 200


def test_a_proxy_is_believed_only_when_it_is_trusted(make_web, client_of):
    web = make_web(WEEKREEL_TRUSTED_PROXIES="127.0.0.1/32")
    client = client_of(web.app())
    passed_on = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "198.51.100.7"}
    ours = {"Origin": f"https://{client.base_url.host}:{client.base_url.port}"}
    assert client.post("/api/x", headers=ours | passed_on).status_code == 404
    assert client.post("/api/x", headers=ours).status_code == 403


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/u/abcDEF_-1/uploads/0123", "/u/***/uploads/***"),
        ("/prefix/u/abc", "/prefix/u/***"),
        ("/login/abc", "/login/***"),
        ("/s//abc/zip", "/s/***/zip"),
        ("/u/", "/u/"),
        ("/api/assets/1", "/api/assets/1"),
    ],
)
def test_secrets_in_paths_are_never_written_down(path, shown):
    assert blanked(path) == shown


def test_the_log_of_a_request_holds_no_secret_and_no_query(client, web, capsys):
    secret = web.invite()
    client.get(f"/u/{secret}?lang=en&token=hidden")
    client.get(f"/u/{secret}x")
    said = capsys.readouterr()
    assert "/u/***" in said.out + said.err
    assert secret not in said.out + said.err and "hidden" not in said.out + said.err


def test_a_bucket_lets_a_burst_through_and_then_the_rate():
    now = [0.0]
    buckets = TokenBuckets(rate=2, burst=3, clock=lambda: now[0])
    assert [buckets.take("a") for _ in range(4)] == [0, 0, 0, 0.5]
    assert buckets.take("b") == 0
    now[0] = 0.5
    assert [buckets.take("a"), buckets.take("a")] == [0, 0.5]


def test_no_rate_means_no_limit():
    buckets = TokenBuckets(rate=0, burst=1)
    assert not any(buckets.take("a") for _ in range(100))


def test_buckets_forget_the_quiet_ones_before_they_grow_without_end():
    now = [0.0]
    buckets = TokenBuckets(rate=1, burst=2, clock=lambda: now[0])
    for number in range(10_500):
        now[0] += 0.001
        buckets.take(str(number))
    assert len(buckets._left) <= 10_000
    assert "10499" in buckets._left and "0" not in buckets._left


def test_an_invite_that_knocks_too_often_is_told_when_to_come_again(make_web, client_of):
    web = make_web(WEEKREEL_RATE_LIMIT="on")
    app = web.app()
    knocks = app.state.deps.invite_knocks
    knocks._rate, knocks._burst = 0.01, 2
    client = client_of(app)
    secret = web.invite()
    assert [client.get(f"/u/{secret}/receipts").status_code for _ in range(2)] == [200, 200]
    refused = client.get(f"/u/{secret}/receipts")
    assert refused.status_code == 429 and refused.json()["code"] == "too-fast"
    assert int(refused.headers["retry-after"]) >= 1
    assert client.get(f"/u/{web.invite()}/receipts").status_code == 200


def test_an_address_is_slowed_down_loosely_and_never_when_it_asks_how_far_it_came(
    make_web, client_of
):
    web = make_web(WEEKREEL_RATE_LIMIT="on")
    app = web.app()
    crowd = app.state.deps.crowd_knocks
    assert crowd._rate >= 10 * app.state.deps.invite_knocks._rate
    crowd._rate, crowd._burst = 0.01, 3
    client = client_of(app)
    invites = [web.invite() for _ in range(4)]
    path = begin(client, invites[0], 3)
    codes = [client.get(f"/u/{secret}/receipts").status_code for secret in invites[1:]]
    assert codes == [200, 200, 429]
    assert offset(client, path) == 0


def test_links_that_do_not_exist_are_slowed_down_by_address(make_web, client_of):
    client = client_of(make_web(WEEKREEL_RATE_LIMIT="on").app())
    codes = [client.get(f"/u/guess{number}").status_code for number in range(40)]
    assert codes[0] == 404 and codes[-1] == 429


def test_built_files_have_their_own_types_and_are_kept_for_ever(client, web):
    page = client.get(f"/u/{web.invite()}").text
    script = page.split('src="')[1].split('"')[0]
    answer = client.get(script)
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-encoding"] == "gzip"
    plain = client.get(script, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers and plain.content == answer.content
    assert client.get("/static/../app.py").status_code == 404
    assert client.get("/static/build/manifest.json").status_code == 404


@pytest.mark.parametrize("path", ["/login", "/api/decisions", "/u/unknown/known"])
def test_a_body_that_would_fill_the_memory_is_refused_before_it_is_read(client, path):
    ours = {"Origin": str(client.base_url), "Content-Type": "application/json"}
    told = client.post(path, content=b"x" * (LONGEST_BODY + 1), headers=ours)
    assert (told.status_code, told.json()["code"]) == (413, "too-long")


def test_a_body_that_does_not_say_its_length_is_read_no_further_than_others():
    taken = 0

    async def app(_scope, receive, _send):
        nonlocal taken
        while (message := await receive())["type"] == "http.request":
            taken += len(message["body"])

    async def endless():
        return {"type": "http.request", "body": b"x" * 65_536, "more_body": True}

    scope = {"type": "http", "path": "/api/decisions", "headers": []}
    asyncio.run(ShortBodies(app)(scope, endless, endless))
    assert taken == LONGEST_BODY


def test_a_head_that_never_ends_is_cut_off(web, free_port):
    config = uvicorn.Config(
        web.app(), port=free_port, http=ShortHeads, access_log=False, log_config=None
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        address = f"http://127.0.0.1:{free_port}"
        with httpx.Client(base_url=address) as client:
            for _ in range(10):
                assert client.get("/healthz", headers={"X-Long": "a" * 30_000}).is_success
                told = client.post("/csp-report", content=b"x" * 200_000)
                assert told.status_code == 204
        with socket.create_connection(("127.0.0.1", free_port), timeout=20) as line:
            line.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: ")
            with pytest.raises(ConnectionError):
                for _ in range(400):
                    line.sendall(b"a" * 64_000)
        assert httpx.get(f"{address}/healthz").is_success
    finally:
        server.should_exit = True
        thread.join(timeout=10)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/login", "GET, POST"),
        ("PUT", "/u/abc/uploads", "OPTIONS, POST"),
        ("PUT", "/u/abc/uploads/0123", "DELETE, HEAD, OPTIONS, PATCH, POST"),
    ],
)
def test_an_address_that_does_not_do_that_says_all_that_it_does(client, method, path, allowed):
    answer = client.request(method, path, headers={"Origin": str(client.base_url).rstrip("/")})
    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)
    assert answer.json()["code"] == "method-not-allowed"
