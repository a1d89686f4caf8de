"""Workers and jobs as the owner's page shows them, and what is wrong with them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.words import Words
from service.system.sizes import span
from service.web.watching import Now
from storage.catalog_watch import WorkerSeen
from storage.queue import JobCount

#: Job kind -> what it does.
KINDS: Mapping[str, Words] = {
    "asset": Words(zh="识别素材", en="reading a file"),
    "retag": Words(zh="重新归类", en="tagging anew"),
    "read": Words(zh="读画面文字", en="reading the words in a picture"),
    "scan": Words(zh="识别通知扫描件", en="reading a scanned notice"),
    "preview": Words(zh="制作预览", en="making a preview"),
    "weigh": Words(zh="按审核结果重新归类", en="tagging anew by what was decided"),
    "film": Words(zh="剪辑成片", en="cutting a film"),
    "package": Words(zh="生成报送包", en="making a package"),
    "export": Words(zh="准备导出", en="preparing an export"),
    "match": Words(zh="匹配外部成片", en="matching a brought film"),
    "alike": Words(zh="重新比对视频", en="comparing clips anew"),
    "cards": Words(zh="预先制作片头片尾", en="making cards ahead"),
    "music": Words(zh="听配乐", en="listening to music"),
    "speech": Words(zh="识别成片语音", en="recognising a film's speech"),
}
#: Word of WEEKREEL_WORKER_TAKES -> what it is.
TAKES: Mapping[str, Words] = {
    "intake": Words(zh="识别", en="intake"),
    "film": Words(zh="成片", en="film"),
    "render": Words(zh="渲染镜头", en="render"),
    "package": Words(zh="报送包", en="package"),
    "ocr": Words(zh="读画面文字", en="words in pictures"),
    "preview": Words(zh="制作预览", en="previews"),
}
STATES: Mapping[str, Words] = {
    "waiting": Words(zh="等待", en="waiting"),
    "running": Words(zh="进行中", en="running"),
    "failed": Words(zh="失败", en="failed"),
    "cancelled": Words(zh="已取消", en="cancelled"),
}
#: Jobs that wait longer than this while workers live are told: something holds them up.
LONG_WAIT_MS = 3600 * 1000


@dataclass(frozen=True, kw_only=True)
class WorkerRow:
    """One living worker; what it did not say of itself (version 0.1.0) is None."""

    name: str
    host: str | None
    version: str | None
    #: Epoch ms.
    started_ms: int | None
    takes: tuple[Words, ...]
    #: What its machine cannot do -> Debian packages that it lacks.
    cannot: Mapping[str, str]
    age_ms: int
    running: int


@dataclass(frozen=True, kw_only=True)
class JobRow:
    """One kind of job of one campaign."""

    campaign: str
    title: str
    kind: str
    words: Words
    #: State -> jobs in it, every state named.
    counts: Mapping[str, int]
    #: How long the one that waits longest waits; None when none does.
    waits_ms: int | None


def kind_words(kind: str) -> Words:
    return KINDS.get(kind, Words(zh=kind, en=kind))


def worker_rows(now: Now) -> list[WorkerRow]:
    return [_worker_row(each, now.running.get(each.executor_id, 0)) for each in now.workers]


def _worker_row(seen: WorkerSeen, running: int) -> WorkerRow:
    card = seen.card
    return WorkerRow(
        name=seen.executor_id,
        host=card.host if card else None,
        version=card.version if card else None,
        started_ms=card.started_ms if card else None,
        takes=tuple(take_words(take) for take in seen.takes),
        cannot=card.cannot if card else {},
        age_ms=seen.age_ms,
        running=running,
    )


def take_words(take: str) -> Words:
    return TAKES.get(take, Words(zh=take, en=take))


def job_rows(now: Now, titles: Mapping[str, str]) -> list[JobRow]:
    """By campaign and kind, in the campaigns' order; a removed campaign keeps its key."""
    groups: dict[tuple[str, str], list[JobCount]] = {}
    for count in now.jobs:
        groups.setdefault((count.campaign, count.kind), []).append(count)
    order = {key: place for place, key in enumerate(titles)}
    return [
        _job_row(campaign, kind, counts, titles, now.at_ms)
        for (campaign, kind), counts in sorted(
            groups.items(), key=lambda group: (order.get(group[0][0], len(order)), group[0])
        )
    ]


def _job_row(
    campaign: str, kind: str, counts: Iterable[JobCount], titles: Mapping[str, str], at_ms: int
) -> JobRow:
    found = {count.state: count for count in counts}
    waiting = found.get("waiting")
    return JobRow(
        campaign=campaign,
        title=titles.get(campaign, campaign),
        kind=kind,
        words=kind_words(kind),
        counts={state: found[state].count if state in found else 0 for state in STATES},
        waits_ms=max(0, at_ms - waiting.since_ms) if waiting else None,
    )


def total(now: Now, state: str) -> int:
    return sum(count.count for count in now.jobs if count.state == state)


def alarms(now: Now) -> list[Words]:
    """What keeps jobs from being done."""
    waiting = total(now, "waiting")
    oldest_ms = now.oldest_waiting_ms or 0
    if not now.workers:
        stands = f"，{waiting} 个任务在等" if waiting else ""
        return [
            Words(
                zh=f"没有工作进程在运行{stands}。启动：weekreel worker，或重启 weekreel serve",
                en=f"no worker runs, {waiting} jobs wait; start one: weekreel worker",
            )
        ]
    found = [
        Words(
            zh=f"没有工作进程处理“{take_words(take).zh}”，{count} 个任务在等",
            en=f"no worker takes {take_words(take).en}; {count} jobs wait for one",
        )
        for take, count in now.untaken.items()
    ]
    if oldest_ms > LONG_WAIT_MS:
        long = span(oldest_ms)
        found.append(
            Words(
                zh=f"有任务已等了 {long.zh}还没有开始，工作进程可能卡住或太少",
                en=f"a job has waited for {long.en}; workers may be stuck or too few",
            )
        )
    return found
