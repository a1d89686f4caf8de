"""The page of what was done: by whom, when, to what; ids only, kept for good."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from domain.errors import UsageError
from domain.wording import local_time
from domain.words import Words
from service.deps import Deps
from service.system.desk import page
from service.system.zone import day_begins, zone_of
from storage.catalog_people import AuditQuery, KeptEntry

#: Entries on one page.
MOST_ENTRIES = 100

#: Verb -> what it says; in the order they are offered.
EVENTS: Mapping[str, Words] = {
    "accept": Words(zh="采用", en="accepted"),
    "change": Words(zh="改活动或日期", en="activity or day changed"),
    "reject": Words(zh="不采用", en="rejected"),
    "hold": Words(zh="暂缓", en="held"),
    "star": Words(zh="星标", en="starred"),
    "unstar": Words(zh="取消星标", en="star taken off"),
    "show": Words(zh="标为拍到的镜头", en="marked as a wanted shot"),
    "unshow": Words(zh="取消拍到的镜头", en="no longer a wanted shot"),
    "consent_grant": Words(zh="同意使用近景", en="consent given"),
    "consent_deny": Words(zh="不同意使用近景", en="consent denied"),
    "carry": Words(zh="一并改活动或日期", en="carried over"),
    "alike-split": Words(zh="拆出相近的一组", en="taken out of look-alikes"),
    "alike-join": Words(zh="归为相近的一组", en="put among look-alikes"),
    "inherit": Words(zh="原件沿用副本的审核", en="carried over to the original"),
    "withdraw": Words(zh="撤回", en="withdrawn"),
    "undo": Words(zh="撤销", en="undone"),
    "move-sending": Words(zh="移动一次发送", en="sending moved"),
    "campaign": Words(zh="按通知建立或更新活动周", en="campaign opened from a notice"),
    "invite": Words(zh="新建发送链接", en="link made"),
    "revoke": Words(zh="停用发送链接", en="link ended"),
    "reopen": Words(zh="重新启用发送链接", en="link opened again"),
    "login": Words(zh="登录", en="logged in"),
    "password": Words(zh="设置密码", en="password set"),
    "user-add": Words(zh="新增用户", en="user added"),
    "user-role": Words(zh="修改角色", en="role changed"),
    "user-link": Words(zh="生成设密码链接", en="password link made"),
    "user-remove": Words(zh="移除用户", en="user removed"),
    "original": Words(zh="下载原件", en="original downloaded"),
    "music-brought": Words(zh="上传配乐", en="music brought"),
    "music-removed": Words(zh="删除配乐", en="music removed"),
    "bring": Words(zh="上传外部成片", en="film brought in"),
    "export": Words(zh="导出剪辑工程（含原件）", en="project with originals exported"),
    "job-retry": Words(zh="重试任务", en="job started again"),
    "job-cancel": Words(zh="取消任务", en="job cancelled"),
    "retention": Words(zh="清理", en="cleared away"),
    "audit-export": Words(zh="导出操作记录", en="log exported"),
}


class Narrowed(BaseModel):
    """What a person asks the log for, as it stands in the address; "" asks for everything."""

    kind: Annotated[str, Field(max_length=40)] = ""
    campaign: Annotated[str, Field(max_length=96)] = ""
    start: Annotated[str, Field(max_length=10)] = ""
    end: Annotated[str, Field(max_length=10)] = ""

    def query(self, zone: str) -> AuditQuery:
        """UsageError for a day that is none; both days count whole, in the zone."""
        first, last = _day(self.start), _day(self.end)
        return AuditQuery(
            event=self.kind or None,
            campaign=None if not self.campaign else "" if self.campaign == "-" else self.campaign,
            start=day_begins(first, zone) if first else None,
            end=day_begins(last, zone, days_on=1) if last else None,
            limit=MOST_ENTRIES,
        )

    def asked(self) -> dict[str, str]:
        return {name: value for name, value in self.model_dump().items() if value}


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(
            Words(zh=f"日期“{text}”看不懂，请写成 2025-05-28", en=f"{text!r} is no day: 2025-05-28")
        ) from error
    if not 2000 <= day.year < 9000:
        raise UsageError(Words(zh=f"日期“{text}”不对", en=f"{text!r} is out of range"))
    return day


def router(deps: Deps) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/system/log")
    def log(
        request: Request,
        narrowed: Annotated[Narrowed, Query()],
        before: Annotated[str, Query(max_length=60)] = "",
    ) -> Response:
        return page(deps, request, "system_log.html", lambda _user: _values(deps, narrowed, before))

    return routes


def _values(deps: Deps, narrowed: Narrowed, before: str) -> Mapping[str, Any]:
    campaigns = deps.watching.whole.get().campaigns
    zone = zone_of(campaigns)
    query = replace(narrowed.query(zone), before=before or None)
    found = deps.storage.catalog.audit.page(query)
    return {
        "entries": found,
        "chain": deps.storage.catalog.audit.chain(),
        "narrowed": narrowed,
        "asked": narrowed.asked(),
        "events": EVENTS,
        "event_words": event_words,
        "campaigns": [record.campaign for record in campaigns],
        "titles": {record.campaign.key: record.campaign.title for record in campaigns},
        "next": found[-1].mark if len(found) == query.limit else None,
        "first": not before,
        "zone": zone,
        "when": lambda at: local_time(at, zone),
    }


def event_words(kept: KeptEntry) -> Words:
    """The verb in words, with what stands behind it ("user-role to editor"), else as it is."""
    verb, _, more = kept.entry.event.partition(" ")
    words = EVENTS.get(verb)
    if words is None:
        return Words(zh=kept.entry.event, en=kept.entry.event)
    target = more.removeprefix("to ")
    if not target:
        return words
    return Words(zh=f"{words.zh} → {target}", en=f"{words.en} → {target}")
