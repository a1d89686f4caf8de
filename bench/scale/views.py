"""First page of each editor view over 200,000 assets: alone, and with twenty editors at once."""

import itertools
import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import httpx

from bench.scale.homes import Home
from bench.scale.measures import Row, load, times_of
from bench.scale.web import Answer, Web, editor, get, session_token, web_process
from storage.opening import open_storage

#: What the review's script asks for first; `front/editor/review/start.js` has the same.
REVIEW_STATES = "&".join(f"state={s}" for s in ("tagged", "held", "accepted", "rejected"))
#: Asked by a machine, so not by the twenty editors.
METRICS = "metrics"
#: View -> the address of its first page for one week, ms that 95 of 100 stay below.
VIEWS: dict[str, tuple[Callable[[str], str], float]] = {
    "board": (lambda week: f"/?campaign={week}", 400),
    "review, page": (lambda week: f"/review?campaign={week}", 150),
    "review, first assets": (
        lambda week: f"/api/campaigns/{week}/assets?limit=100&{REVIEW_STATES}", 150,
    ),
    "film": (lambda week: f"/film?campaign={week}", 150),
    "package": (lambda week: f"/package?campaign={week}", 150),
    "assets API": (lambda week: f"/api/campaigns/{week}/assets", 150),
    "jobs API": (lambda week: f"/api/campaigns/{week}/jobs", 150),
    "failed jobs API": (lambda week: f"/api/campaigns/{week}/jobs/failed", 150),
    "weeks API": (lambda _week: "/api/campaigns", 150),
    METRICS: (lambda _week: "/metrics", 100),
}  # fmt: skip
#: Requests that warm a view up, per county; they are not counted.
WARM = 5
EDITORS = 20
#: Seconds between an editor's clicks: between half of it and one and a half times.
THINKING_S = 1.0


def run(home: Home, weeks: Sequence[str], *, requests: int, clicks: int) -> Iterator[Row]:
    """Every view `requests` times, then `clicks` of each of twenty editors.

    `weeks` are the campaigns in the catalog, the largest first.
    """
    with open_storage(home.settings) as storage:
        tokens = [session_token(storage, f"editor-{n}") for n in range(EDITORS)]
    with web_process(home) as web:
        with editor(web.address, tokens[0]) as client:
            for view in VIEWS:
                yield _alone(client, web, home, view, weeks, requests=requests)
        yield from _together(web.address, tokens, home, weeks, clicks)


def _alone(
    client: httpx.Client, web: Web, home: Home, view: str, weeks: Sequence[str], *, requests: int
) -> Row:
    """One view over all counties in turn; first request and largest county by themselves."""
    path, bound = VIEWS[view]
    cold = get(client, path(weeks[-1]))
    for week in itertools.islice(itertools.cycle(weeks), WARM):
        get(client, path(week))
    turns = itertools.islice(itertools.cycle(weeks), requests)
    cpu = web.cpu_ms()
    answers = [get(client, path(week)) for week in turns]
    cpu = (web.cpu_ms() - cpu) / len(answers)
    largest = [get(client, path(weeks[0])) for _ in range(max(3, requests // 5))]
    times = times_of([answer.ms for answer in answers])
    values = {
        "p50": times.p50,
        "p95": times.p95,
        "worst": times.worst,
        "cold": round(cold.ms, 1),
        "largest p95": times_of([answer.ms for answer in largest]).p95,
        "cpu": round(cpu, 1),
        "load": round(load(), 1),
        "wire KB": round(sum(answer.wire for answer in answers) / len(answers) / 1024, 1),
    }
    return Row(
        part="views", what=view, database=home.database, values=values, goal=("p95", "<", bound)
    )


def _together(
    address: str, tokens: Sequence[str], home: Home, weeks: Sequence[str], clicks: int
) -> list[Row]:
    """Twenty editors of different counties, each a click a second, every view in turn."""
    heard: dict[str, list[Answer]] = {view: [] for view in VIEWS}
    lock = threading.Lock()

    def work(number: int) -> None:
        rolls = random.Random(number)
        week = weeks[number % len(weeks)]
        views = [view for view in VIEWS if view != METRICS]
        with editor(address, tokens[number]) as client:
            for click in range(clicks):
                time.sleep(rolls.uniform(0.5, 1.5) * THINKING_S)
                view = views[(number + click) % len(views)]
                answer = get(client, VIEWS[view][0](week))
                with lock:
                    heard[view].append(answer)

    with ThreadPoolExecutor(EDITORS) as pool:
        for done in [pool.submit(work, number) for number in range(EDITORS)]:
            done.result()
    return [
        Row(
            part="views",
            what=f"{view}, {EDITORS} editors",
            database=home.database,
            values={"p50": times.p50, "p95": times.p95, "worst": times.worst},
        )
        for view, answers in heard.items()
        if answers
        for times in (times_of([answer.ms for answer in answers]),)
    ]
