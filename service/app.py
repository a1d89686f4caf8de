"""The web process: every router under one roof, behind the same guards."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from functools import partial

import structlog
from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from domain.sending import Upload, UploadState
from service.arriving.leftovers import settle_leftovers
from service.arriving.unpacking import unpack_upload
from service.deps import Deps, prefix_of
from service.editor.notice import LIFE as DRAFT_LIFE
from service.editor.router import routers as editor_routers
from service.notices.scanning import LIFE as SCAN_LIFE
from service.notices.scanning import forget_lost
from service.sender import figures
from service.sender import router as sender
from service.share import router as share
from service.system.router import routers as system_routers
from service.upload import router as upload
from service.upload.finisher import ANSWER_S, Finisher
from service.upload.finishing import Unpack, finish_if_whole, sweep
from service.upload.spool import Spool
from service.web import built_files, csp_reports, health
from service.web.backoff import BackOff
from service.web.i18n import read_translations
from service.web.logs import RequestLog
from service.web.metrics import Metrics
from service.web.metrics_watched import WatchedCollector
from service.web.pages import Pages
from service.web.plain_requests import PlainRequests
from service.web.problems import install
from service.web.rate import TokenBuckets
from service.web.security import (
    Guard,
    OriginCheck,
    SecurityHeaders,
    ShortBodies,
    WithoutPrefix,
    origin_of,
)
from service.web.watching import Watching
from storage.opening import Storage
from storage.scratch import clear_abandoned, scratch_root
from storage.settings import Settings

#: One invite: a phone that sends small photos two at a time over a fast line stays below this.
INVITE_RATE, INVITE_BURST = 20.0, 200.0
#: One address: phones on 4G share one by the hundred, so ten invites at their limit go through.
CROWD_RATE, CROWD_BURST = 200.0, 2000.0
#: One address with links that do not exist.
STRANGER_RATE, STRANGER_BURST = 0.5, 30.0
#: Wrong passwords for one name from one address before each next one waits twice as long.
LOGIN_TRIES, LOGIN_LONGEST_S = 5, 60.0
#: Seconds between two sweeps of the spool.
SWEEP_S = 600.0

log = structlog.get_logger("weekreel")


def utc_now() -> datetime:
    return datetime.now(UTC)


def create_app(
    settings: Settings,
    storage: Storage,
    *,
    clock: Callable[[], datetime] = utc_now,
    seconds: Callable[[], float] = time.monotonic,
    quiet_s: float = upload.QUIET_S,
    answer_s: float = ANSWER_S,
) -> FastAPI:
    """The whole web application over an opened storage, which the caller closes.

    Who knocks too often waits by `seconds`. An upload's connection may be quiet for `quiet_s`, and
    the answer to its last byte waits for the receipt for `answer_s`. Raises UsageError while the
    browser parts are not built.
    """
    built = built_files.read_built_files()
    deps = _deps(settings, storage, clock, seconds, built)
    spool = Spool(settings.home / "spool")
    finisher = _finisher(deps, spool, answer_s)
    deps.metrics.gauge("weekreel_spool_free_bytes", "Bytes that may come", spool.free_bytes)
    deps.metrics.registry.register(WatchedCollector(deps.watching))
    app = FastAPI(
        title="WeekReel",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        lifespan=_sweeping(deps, spool, finisher),
    )
    app.state.deps = deps
    for router in (
        built_files.router(built),
        health.router(deps),
        csp_reports.router(deps),
        upload.router(deps, spool, finisher, quiet_s=quiet_s),
        sender.router(deps),
        figures.router(deps),
        share.router(deps),
        *editor_routers(deps),
        *system_routers(deps),
    ):
        # As they stand: including a router looks into each of its doors a second time, when the
        # first request comes to it.
        app.router.routes.extend(router.routes)
    install(app, deps.pages.problem)
    _guard(app, deps)
    return app


def _deps(
    settings: Settings,
    storage: Storage,
    clock: Callable[[], datetime],
    seconds: Callable[[], float],
    built: built_files.BuiltFiles,
) -> Deps:
    limited = settings.rate_limit
    buckets = partial(TokenBuckets, clock=seconds)
    prefix = prefix_of(settings.public_url)
    return Deps(
        settings=settings,
        storage=storage,
        clock=clock,
        pages=Pages(built=built, translations=read_translations(), prefix=prefix),
        metrics=Metrics(),
        invite_knocks=buckets(rate=INVITE_RATE if limited else 0, burst=INVITE_BURST),
        crowd_knocks=buckets(rate=CROWD_RATE if limited else 0, burst=CROWD_BURST),
        address_knocks=buckets(rate=STRANGER_RATE if limited else 0, burst=STRANGER_BURST),
        login_knocks=BackOff(
            free=LOGIN_TRIES if limited else 0, longest_s=LOGIN_LONGEST_S, clock=seconds
        ),
        watching=Watching(settings, storage, clock=clock),
    )


def _unpack(deps: Deps) -> Unpack:
    return partial(unpack_upload, deps.settings, deps.storage, clock=deps.clock)


def _finisher(deps: Deps, spool: Spool, answer_s: float) -> Finisher:
    def finish(upload: Upload) -> Upload:
        return finish_if_whole(deps.storage, spool, upload, clock=deps.clock, unpack=_unpack(deps))

    def count(upload: Upload) -> None:
        if upload.state is not UploadState.ARRIVING:
            deps.metrics.uploads.labels(state=upload.state).inc()

    return Finisher(finish, heard=count, answer_s=answer_s)


def _sweeping(
    deps: Deps, spool: Spool, finisher: Finisher
) -> Callable[[FastAPI], contextlib.AbstractAsyncContextManager[None]]:
    """Finish what a killed process left, at start and then every ten minutes."""

    async def again_and_again() -> None:
        while True:
            try:
                await run_in_threadpool(
                    sweep, deps.storage, spool, clock=deps.clock, unpack=_unpack(deps)
                )
                await run_in_threadpool(settle_leftovers, deps.storage, at=deps.clock())
                drafts = deps.storage.catalog.drafts
                await run_in_threadpool(drafts.drop_older, deps.clock() - DRAFT_LIFE)
                await run_in_threadpool(_forget_scans, deps)
                await run_in_threadpool(clear_abandoned, scratch_root(deps.settings.home))
            except Exception:
                log.exception("the sweep failed; the next one tries again")
            await asyncio.sleep(SWEEP_S)

    @contextlib.asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        task = asyncio.create_task(again_and_again())
        yield
        task.cancel()
        await asyncio.wait({task})
        await asyncio.to_thread(finisher.close)

    return lifespan


def _forget_scans(deps: Deps) -> None:
    """Scans that became no draft, and pages that belong to none."""
    deps.storage.catalog.scans.drop_older(deps.clock() - SCAN_LIFE)
    forget_lost(deps.storage)


def _guard(app: FastAPI, deps: Deps) -> None:
    """The guards, the last added stands outermost."""
    public = deps.settings.public_url
    app.add_middleware(PlainRequests, page=deps.pages.problem)
    app.add_middleware(ShortBodies)
    app.add_middleware(OriginCheck, public_origin=origin_of(public) if public else None)
    app.add_middleware(Guard, page=deps.pages.problem)
    https = bool(public and public.startswith("https://")) or bool(deps.settings.tls_cert)
    place = deps.settings.blobs_place
    app.add_middleware(
        SecurityHeaders,
        prefix=deps.prefix,
        https=https,
        media_origin=place.browser_origin if place else None,
    )
    app.add_middleware(RequestLog, metrics=deps.metrics)
    app.add_middleware(WithoutPrefix, prefix=deps.prefix)
    proxies = [str(network) for network in deps.settings.trusted_proxies]
    app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=proxies)
