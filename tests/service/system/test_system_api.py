"""The owner's API: the same rights as the pages, every step in the log."""

import csv
import io
import json

import pytest

from domain.people import Role
from domain.words import Words
from service.system import exports
from service.system.exports import harmless
from service.weeks.invites import hash_secret
from storage.catalog_people import AuditEntry
from tests.service.conftest import NOW
from tests.service.editor_week import fail_job


@pytest.fixture
def owner(desk_as):
    return desk_as(Role.OWNER)


def log_of(desk) -> list[tuple[str, str, str]]:
    return [(e.actor, e.event, e.subject) for e in desk.web.storage.catalog.audit.entries("")]


def doors(app) -> list[tuple[str, str]]:
    return [
        (method.upper(), path)
        for path, methods in app["paths"].items()
        if path.startswith("/api/system")
        for method in methods
    ]


@pytest.mark.parametrize("role", [None, Role.VIEWER, Role.EDITOR])
def test_every_door_is_described_and_shut_to_all_but_owners(door, desk_as, role):
    if role:
        desk_as(role)
    found = doors(door.get("/api/openapi.json").json())
    assert len(found) >= 17
    for method, path in found:
        path = path.format(job_id="film:x", name="甲", invite_id=1, state="failed")
        body = {"name": "甲", "role": "owner"} if method in ("POST", "PUT") else None
        answer = door.request(method, path, json=body)
        assert answer.status_code == (403 if role else 401), (method, path)


def test_a_failed_job_is_told_with_its_reason_and_started_again(owner):
    jobs = [f"asset:{asset}" for asset in owner.week.ids["doubtful"][:3]]
    for job in jobs:
        fail_job(owner.web.storage, job, Words(zh="没有解码器", en="no decoder"))
    told = owner.get("/api/system/jobs").json()
    assert told["totals"]["failed"] == 3
    listed = owner.get("/api/system/jobs/failed?limit=2").json()
    assert [job["why"]["en"] for job in listed["jobs"]] == ["no decoder"] * 2
    rest = owner.get("/api/system/jobs/failed", params={"after": listed["next"]}).json()
    assert (len(rest["jobs"]), rest["next"]) == (1, None)
    assert owner.post(f"/api/system/jobs/{jobs[0]}/retry").json()["job"]["state"] == "waiting"
    assert owner.post(f"/api/system/jobs/{jobs[0]}/retry").status_code == 409
    assert owner.post("/api/system/jobs/retry").json() == {"retried": 2}
    assert owner.get("/api/system/jobs").json()["totals"]["failed"] == 0
    assert ("用户-owner", "job-retry", jobs[0]) in log_of(owner)


def test_what_waits_is_cancelled_one_by_one_or_all(owner):
    first, second = (f"asset:{asset}" for asset in owner.week.ids["received"])
    assert owner.post(f"/api/system/jobs/{first}/cancel").json()["job"]["state"] == "cancelled"
    assert owner.post("/api/system/jobs/cancel?kind=film").json() == {"cancelled": 0}
    assert owner.post("/api/system/jobs/cancel").json() == {"cancelled": 1}
    assert owner.web.storage.queue.job(second).state == "cancelled"
    assert owner.get("/api/system/jobs").json()["totals"]["waiting"] == 0


def test_workers_tell_of_themselves(owner):
    owner.web.storage.catalog.leases.beat("0123abcd-1-00000000")
    (worker,) = owner.get("/api/system/workers").json()
    assert worker["name"] == "0123abcd-1-00000000" and worker["running"] == 0
    assert "intake" in worker["takes"]


def test_a_user_is_added_with_a_link_that_works_once(owner, filled):
    made = owner.post("/api/system/users", name="审核二", role="viewer")
    assert made.status_code == 201
    link = made.json()["link"]
    assert link.startswith(str(owner.client.base_url).rstrip("/") + "/login/")
    people = filled.storage.catalog.people
    assert people.link_user(hash_secret(link.rpartition("/")[2]), at=NOW).role is Role.VIEWER
    assert owner.post("/api/system/users", name="审核二").status_code == 409
    again = owner.post("/api/system/users/审核二/link").json()["link"]
    assert people.link_user(hash_secret(link.rpartition("/")[2]), at=NOW) is None
    assert people.link_user(hash_secret(again.rpartition("/")[2]), at=NOW) is not None
    assert owner.post("/api/system/users/没有/link").status_code == 404
    assert owner.post("/api/system/users", name="a/b").status_code == 400
    assert "link" not in json.dumps(owner.get("/api/system/users").json())


def test_another_role_and_removal_end_sessions_and_the_last_owner_stays(owner):
    people = owner.web.storage.catalog.people
    people.add_user("甲", Role.EDITOR, at=NOW)
    people.add_session("甲", token_hash="s", at=NOW, expires_at=NOW.replace(year=2030))
    changed = owner.client.put("/api/system/users/甲/role", json={"role": "viewer"})
    assert changed.json()["role"] == "viewer"
    assert people.session_user("s", at=NOW) is None
    assert owner.client.delete("/api/system/users/甲").json() == {"removed": "甲"}
    me = "/api/system/users/用户-owner"
    assert owner.client.delete(me).status_code == 409
    refused = owner.client.put(f"{me}/role", json={"role": "viewer"})
    assert refused.status_code == 409 and "唯一的管理员" in refused.json()["words"]["zh"]
    assert [event for _, event, _ in log_of(owner)] == ["user-role to viewer", "user-remove"]


def test_a_link_of_any_campaign_is_ended(owner):
    listed = owner.get("/api/system/invites?limit=3").json()
    newest = listed["invites"][0]
    assert newest["files"] > 0 and listed["next"] == listed["invites"][-1]["id"]
    assert len(owner.get(f"/api/system/invites?before={listed['next']}").json()["invites"]) == 1
    assert owner.post(f"/api/system/invites/{2**63}/revoke").status_code == 422
    path = f"/api/system/invites/{newest['id']}/revoke"
    assert owner.post(path).json() == {"revoked": True}
    assert owner.post(path).json() == {"revoked": False}
    assert owner.get("/api/system/invites").json()["invites"][0]["revoked"] is True


def test_the_log_is_paged_and_narrowed(owner):
    first = owner.get("/api/system/audit?limit=4").json()
    second = owner.get(f"/api/system/audit?limit=100&before={first['next']}").json()
    assert len(first["entries"]) == 4 and second["next"] is None
    whole = owner.get("/api/system/audit").json()["entries"]
    assert first["entries"] + second["entries"] == whole
    kinds = {
        entry["event"] for entry in owner.get("/api/system/audit?kind=reject").json()["entries"]
    }
    assert kinds == {"reject"}


def test_the_log_is_exported_for_spreadsheets_without_formulas(owner):
    audit = owner.web.storage.catalog.audit
    for subject in ('=HYPERLINK("http://x")', "+1", "@x", "＝1+1", 'say "hi"'):
        audit.add("", AuditEntry(at=NOW, actor="甲", event="login", subject=subject))
    answer = owner.get("/api/system/audit.csv?kind=login")
    assert answer.headers["content-disposition"].startswith("attachment; filename=")
    assert answer.content.startswith(b"\xef\xbb\xbf") and answer.encoding == "utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["subject"] for row in rows] == [
        'say "hi"',
        "'＝1+1",
        "'@x",
        "'+1",
        '\'=HYPERLINK("http://x")',
    ]
    assert rows[0]["at"] == NOW.isoformat() and rows[0]["words"] == "登录"
    assert ("用户-owner", "audit-export", "csv") in log_of(owner)


def test_the_log_is_exported_as_json_lines_whole_however_long(owner, monkeypatch):
    monkeypatch.setattr(exports, "PORTION", 4)
    audit = owner.web.storage.catalog.audit
    for number in range(11):
        audit.add("", AuditEntry(at=NOW, actor="甲", event="login", subject=str(number)))
    lines = owner.get("/api/system/audit.jsonl?kind=login").text.splitlines()
    assert [json.loads(line)["subject"] for line in lines] == [str(n) for n in reversed(range(11))]


def test_the_log_is_exported_with_its_chain_and_the_page_tells_its_end(owner):
    answer = owner.get("/api/system/audit-chain.jsonl")
    assert answer.headers["content-disposition"].endswith('.jsonl"')
    head, *entries = (json.loads(line) for line in answer.text.splitlines())
    assert head["format"] == "weekreel-audit-chain/1"
    assert [entry["number"] for entry in entries] == list(range(1, len(entries) + 1))
    assert entries[-1]["event"] == "audit-export" and entries[-1]["hash"] == head["end"]["hash"]
    assert any(entry["after"] for entry in entries), "decisions tell before and after"
    end = owner.web.storage.catalog.audit.chain().end
    assert end.hash[:12] in owner.page("/system/log")


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@a", "\t=1", "\r", "＋1", "－1", "＠a"])
def test_what_a_spreadsheet_would_run_is_text(cell):
    assert harmless(cell) == f"'{cell}"


def test_storage_backup_and_settings_are_told(owner):
    owner.get("/api/system/storage")
    told = owner.get("/api/system/storage").json()
    assert told["database_bytes"] > 0 and told["disks"][0]["free"] > 0
    assert owner.get("/api/system/backup").json()["concern"] == "bad"
    settings = {s["name"]: s for s in owner.get("/api/system/settings").json()}
    assert settings["WEEKREEL_SECRET_KEY"]["value"] == "***"
    assert settings["WEEKREEL_HOME"]["origin"] == "environment"


def test_logins_and_new_passwords_are_in_the_log(door, filled):
    token = filled.storage.catalog
    token.people.add_user("甲", Role.EDITOR, at=NOW)
    token.people.add_link("甲", token_hash=hash_secret("t"), expires_at=NOW.replace(year=2030))
    password = {"password": "correct horse", "again": "correct horse"}
    assert door.post("/login/t", data=password).status_code == 303
    door.post("/login", data={"name": "甲", "password": "wrong"})
    door.post("/login", data={"name": "甲", "password": "correct horse"})
    kept = [(e.actor, e.event) for e in token.audit.entries("")]
    assert kept == [("甲", "password"), ("甲", "login")]
