"""Commands that run: pages with a worker, one more worker, users, settings in force."""

import os
import sys
from typing import Annotated, NoReturn

import typer

from domain.people import TERMINAL, Role
from domain.words import Words
from service import users
from service.cli.common import now, opened, said
from service.settings_shown import shown_settings
from service.supervise import become_worker
from service.web.doors import door_at
from service.web.metrics_token import metrics_token
from service.weeks.invites import LOCAL_URL, page_link
from storage.catalog import Catalog
from storage.settings import Settings, read_settings

#: The first user, made when the pages are served for the first time.
FIRST_USER = "owner"


def add_to(app: typer.Typer) -> None:
    app.command()(serve)
    app.command()(worker)
    app.command()(user)
    app.command("settings")(show_settings)


def serve(
    host: Annotated[str, typer.Option()] = "127.0.0.1",
    port: Annotated[int, typer.Option()] = 8000,
    no_worker: Annotated[bool, typer.Option("--no-worker")] = False,
) -> None:
    """Serve the pages and the API, with one supervised worker.

    Example: weekreel serve --host 0.0.0.0 --port 8000
    """
    with door_at(host, port), opened() as (settings, storage):
        if not storage.catalog.people.users():
            print(said(Words(zh="首次使用，请打开此链接设置密码：", en="set your password at:")))
            link = password_link(storage.catalog, settings, FIRST_USER, Role.OWNER)
            print(link.replace(LOCAL_URL, _here(settings, host, port)), flush=True)
    _become_web(host, port, "--no-worker" if no_worker else "")


def _here(settings: Settings, host: str, port: int) -> str:
    """Where the pages open in a browser on this machine."""
    scheme = "https" if settings.tls_cert else "http"
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"{scheme}://{f'[{here}]' if ':' in here else here}:{port}"


def _become_web(host: str, port: int, *options: str) -> NoReturn:
    """Turn this process into the web process: the same pid, so that init systems see one."""
    command = [sys.executable, "-m", "service", "--host", host, "--port", str(port)]
    sys.stdout.flush()
    os.execv(sys.executable, [*command, *filter(None, options)])


def worker() -> None:
    """Run one more worker until it is stopped.

    Example: weekreel worker
    """
    become_worker()


def user(
    name: Annotated[str, typer.Argument()],
    role: Annotated[
        Role | None, typer.Option(help="viewer, editor (when new) or owner; changes it if given")
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help="remove the user instead")] = False,
) -> None:
    """Print a one-time link to set a password; makes the user when new.

    Example: weekreel user 编辑一 --role editor
    """
    with opened() as (settings, storage):
        if remove:
            users.remove(storage.catalog, name, actor=TERMINAL, at=now())
            print(said(Words(zh=f"{name} 已移除", en=f"{name} is removed")))
            return
        print(password_link(storage.catalog, settings, name, role))


def password_link(catalog: Catalog, settings: Settings, name: str, role: Role | None) -> str:
    """The full address of a fresh one-time link; the user has `role` then, if one is given."""
    token = users.new_link(catalog, name, role, actor=TERMINAL, at=now())
    return page_link(settings, f"/login/{token}")


def show_settings(
    token: Annotated[
        bool, typer.Option("--metrics-token", help="print what a scraper of /metrics brings")
    ] = False,
) -> None:
    """Print every setting in force and where it came from; no secret, but for the token asked for.

    Example: weekreel settings
    """
    settings = read_settings()
    if token:
        print(metrics_token(settings))
        return
    for each in shown_settings(settings):
        meaning = f"  # {said(each.meaning)}" if each.meaning else ""
        print(f"{each.variable}={each.value}\t({each.origin}){meaning}")
