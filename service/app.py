"""The web process: every router under one roof, behind the same guards."""

from collections.abc import Callable
from datetime import UTC, datetime

from fastapi import FastAPI
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from service import built_files, csp_reports, health
from service.deps import Deps, prefix_of
from service.i18n import read_translations
from service.logs import RequestLog
from service.metrics import Metrics
from service.pages import Pages
from service.problems import install
from service.rate import TokenBuckets
from service.security import Guard, OriginCheck, SecurityHeaders, origin_of
from storage.opening import Storage
from storage.settings import Settings

#: One invite: a phone that sends small photos two at a time over a fast line stays below this.
INVITE_RATE, INVITE_BURST = 20.0, 200.0
#: One address with links that do not exist.
STRANGER_RATE, STRANGER_BURST = 0.5, 30.0


def utc_now() -> datetime:
    return datetime.now(UTC)


def create_app(
    settings: Settings, storage: Storage, *, clock: Callable[[], datetime] = utc_now
) -> FastAPI:
    """The whole web application over an opened storage, which the caller closes.

    Raises UsageError while the browser parts are not built.
    """
    built = built_files.read_built_files()
    deps = _deps(settings, storage, clock, built)
    app = FastAPI(
        title="WeekReel",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        root_path=deps.prefix,
    )
    app.state.deps = deps
    for router in (built_files.router(built), health.router(deps), csp_reports.router(deps)):
        app.include_router(router)
    install(app, deps.pages.problem)
    _guard(app, deps)
    return app


def _deps(
    settings: Settings,
    storage: Storage,
    clock: Callable[[], datetime],
    built: built_files.BuiltFiles,
) -> Deps:
    limited = settings.rate_limit
    prefix = prefix_of(settings.public_url)
    return Deps(
        settings=settings,
        storage=storage,
        clock=clock,
        pages=Pages(built=built, translations=read_translations(), prefix=prefix),
        metrics=Metrics(),
        invite_knocks=TokenBuckets(rate=INVITE_RATE if limited else 0, burst=INVITE_BURST),
        address_knocks=TokenBuckets(rate=STRANGER_RATE if limited else 0, burst=STRANGER_BURST),
    )


def _guard(app: FastAPI, deps: Deps) -> None:
    """The guards, the last added stands outermost."""
    public = deps.settings.public_url
    app.add_middleware(
        OriginCheck, prefix=deps.prefix, public_origin=origin_of(public) if public else None
    )
    app.add_middleware(Guard, page=deps.pages.problem)
    https = bool(public and public.startswith("https://")) or bool(deps.settings.tls_cert)
    app.add_middleware(SecurityHeaders, prefix=deps.prefix, https=https)
    app.add_middleware(RequestLog, metrics=deps.metrics)
    app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=list(deps.settings.trusted_proxies))
