"""The owner's pages as they stand in docs/pages, by day and (the first) by night."""

import json
from pathlib import Path

from playwright.sync_api import Browser, Page, expect
from sqlalchemy import text

from domain.people import Role
from domain.reviewing.review import Action, Decision
from domain.words import Words
from service.editor.session import COOKIE, LIFE
from service.keeping.last_backup import BackupState, LastBackup, note_backup
from service.weeks.invites import hash_secret, new_secret
from storage.queue import NewJob
from storage.queues import WorkerCard
from tests.browser.sender_shots import SCREENS
from tests.service.conftest import Web, serving
from tests.service.editor_week import KEY, Filled, fail_job, set_job

OWNER = "县科协 管理员"
WHY = Words(zh="存储服务暂时不可用，原件还在", en="the store is away; the file is kept")
HERE, THERE = "0f0f0f0f-411-a1b2c3d4", "1e1e1e1e-12-b2c3d4e5"


def take(browser: Browser, web: Web, week: Filled, folder: Path) -> None:
    """Every page on both screens; the running page also in the dark."""
    busy(web, week)
    with serving(web.app()) as address:
        for screen, settings in SCREENS.items():
            for scheme in ("light", "dark"):
                context = browser.new_context(locale="zh-CN", color_scheme=scheme, **settings)
                context.add_cookies([{"name": COOKIE, "value": session(web), "url": address}])
                page = context.new_page()
                for executor in (HERE, THERE):
                    web.storage.catalog.leases.beat(executor)
                night = "-dark" if scheme == "dark" else ""
                _walk(
                    page,
                    address,
                    folder,
                    f"{screen}{night}",
                    home=web.settings.home,
                    whole=not night,
                )
                context.close()


def _walk(page: Page, address: str, folder: Path, screen: str, *, home: Path, whole: bool) -> None:
    def shoot(name: str) -> None:
        page.wait_for_timeout(300)
        page.screenshot(path=folder / f"{name}-{screen}.png", full_page=True)

    page.goto(f"{address}/system")
    expect(page.locator(".parts")).to_be_visible(timeout=15_000)
    shoot("system-running")
    if not whole:
        return
    page.goto(f"{address}/system/people")
    page.get_by_role("button", name="新的链接").nth(1).click()
    expect(page.locator("#user-new")).to_be_visible()
    shoot("system-people")
    page.goto(f"{address}/system/log")
    shoot("system-log")
    page.goto(f"{address}/system/settings")
    # Where a home usually lies, instead of the test's own folder.
    page.evaluate(
        "home => document.querySelectorAll('td.subject').forEach("
        "cell => { cell.textContent = cell.textContent.replace(home, '/var/lib/weekreel'); })",
        str(home),
    )
    shoot("system-settings")


def session(web: Web) -> str:
    """A fresh session of the owner, as a login begins it."""
    people, token = web.storage.catalog.people, new_secret()
    people.add_user(OWNER, Role.OWNER, at=web.clock())
    people.add_session(
        OWNER, token_hash=hash_secret(token), at=web.clock(), expires_at=web.clock() + LIFE
    )
    return token


def busy(web: Web, week: Filled) -> None:
    """Two workers, jobs in every state, people, a log, a backup."""
    catalog, now = web.storage.catalog, web.clock()
    for name, role in (("编辑一", Role.EDITOR), ("市科协（查看）", Role.VIEWER)):
        catalog.people.add_user(name, role, at=now)
        if role is Role.EDITOR:
            catalog.people.add_link(name, token_hash="-", expires_at=now + LIFE)
            catalog.people.use_link("-", password_hash="-", at=now)
    workers(web)
    film = catalog.films.start(KEY, at=now)
    set_job(
        web.storage,
        f"film:{film.id}",
        "PENDING",
        json.dumps({"station": "cut", "done": 14, "total": 55}),
    )
    hold(web, f"film:{film.id}", HERE)
    for asset in week.ids["doubtful"][:2]:
        fail_job(web.storage, f"asset:{asset}", WHY)
    web.storage.queue.send(NewJob(kind="retag", subject="s-1", campaign=KEY))
    accept = [
        Decision(asset=a, action=Action.STAR, actor="编辑一") for a in week.ids["accepted"][:3]
    ]
    catalog.assets.decide(accept, at=now)
    note_backup(
        web.settings.home,
        LastBackup(
            state=BackupState.COMPLETE,
            at=now,
            folder="/media/usb/weekreel",
            files=214,
            bytes=5 << 30,
        ),
    )


def workers(web: Web) -> None:
    for executor, host, takes, cannot in (
        (HERE, "kexie-pc", ("intake", "film", "render", "package"), {}),
        (THERE, "rongmei-2", ("render",), {"intake": "libimage-exiftool-perl"}),
    ):
        card = WorkerCard(
            executor_id=executor,
            host=host,
            pid=411,
            version="0.2.0",
            started_ms=round(web.clock().timestamp() * 1000),
            takes=takes,
            cannot=cannot,
        )
        web.storage.catalog.leases.join(card)


def hold(web: Web, job: str, executor: str) -> None:
    _run(
        web,
        "UPDATE workflow_status SET executor_id = :executor WHERE workflow_uuid = :job",
        job=job,
        executor=executor,
    )


def _run(web: Web, statement: str, **values: object) -> None:
    with web.storage._engine.begin() as connection:
        connection.execute(text(statement), values)
