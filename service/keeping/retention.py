"""weekreel retention: what the days of the settings allow to go, shown first, deleted on demand."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from domain.errors import NotFound
from domain.people import RETENTION
from domain.retention import ORPHAN_HOURS, Rule
from domain.sending import Upload
from domain.words import Words
from service.arriving.unpacking import unpack_upload
from service.keeping.asset_rules import CARDS, AssetRule, after, asset_rules, never
from service.upload.finishing import sweep
from service.upload.spool import Spool
from storage.blobs import Blobs
from storage.catalog_people import AuditEntry
from storage.catalog_retention import Removable
from storage.opening import Storage
from storage.settings import Settings

#: Jobs deleted in one transaction.
_JOBS = 200


@dataclass(frozen=True, kw_only=True)
class Line:
    """What one rule would delete, or has deleted."""

    rule: Rule
    #: Files, or rows.
    count: int
    #: Bytes of files; 0 for rows.
    bytes: int
    why: Words


class Sweeping:
    """One look at everything that is kept, and the deletion of what may go."""

    def __init__(
        self, settings: Settings, storage: Storage, spool: Spool, *, clock: Callable[[], datetime]
    ) -> None:
        self._settings = settings
        self._storage = storage
        self._spool = spool
        self._clock = clock
        self._now = clock()
        #: Blob -> bytes, as the store stands now.
        self._sizes = dict(storage.blobs.sizes())
        self._rules = asset_rules(settings, self._sizes)

    def look(self) -> list[Line]:
        """What would go now; nothing is changed."""
        cards = self._cards()
        lines = [self._look_at(rule, cards) for rule in self._rules]
        kept = (self._fetches(), self._remarks(), self._jobs(), self._audit())
        return [*lines, self._films(), self._uploads(), *kept, self._orphans()]

    def apply(self) -> list[Line]:
        """Delete it; what went. Each is decided once more in the moment of its deletion."""
        lines = [self._apply(rule) for rule in self._rules]
        uploads, jobs, audit = self._uploads(), self._jobs(), self._audit()
        fetches, remarks = self._fetches(), self._remarks()
        unpack = partial(unpack_upload, self._settings, self._storage, clock=self._clock)
        sweep(self._storage, self._spool, clock=self._clock, unpack=unpack)
        self._forget_fetches(fetches)
        self._forget_remarks(remarks)
        self._forget_jobs(jobs)
        self._forget_entries(audit)
        films = self._films_line(
            self._storage.catalog.retention.remove_failed_films(
                before=self._before(self._settings.keep_refused_days),
                at=self._now,
                delete=self._storage.blobs.delete,
            )
        )
        kept = (fetches, remarks, jobs, audit)
        return [*lines, films, uploads, *kept, self._remove_orphans()]

    # -- the bytes of assets

    def _look_at(self, rule: AssetRule, cards: Sequence[str]) -> Line:
        names = {n for one in self._found(rule) for n in rule.names(one) if n in self._sizes}
        names |= set(cards) if rule.rule is Rule.SEGMENTS else set()
        return self._line(rule, names)

    def _line(self, rule: AssetRule, names: Iterable[str]) -> Line:
        sizes = [self._sizes[name] for name in names]
        return Line(rule=rule.rule, count=len(sizes), bytes=sum(sizes), why=rule.why)

    def _found(self, rule: AssetRule) -> list[Removable]:
        if rule.days is None:
            return []
        return rule.find(self._storage.catalog.retention, self._before(rule.days))

    def _before(self, days: float) -> datetime:
        return self._now - timedelta(days=days)

    def _apply(self, rule: AssetRule) -> Line:
        gone: list[str] = []

        def delete(one: Removable) -> int:
            mine = [name for name in rule.names(one) if _delete(self._storage.blobs, name)]
            gone.extend(mine)
            return sum(self._sizes.get(name, 0) for name in mine)

        if rule.days is not None:
            self._storage.catalog.retention.remove(
                rule.rule,
                self._found(rule),
                before=self._before(rule.days),
                at=self._now,
                delete=delete,
            )
        if rule.rule is Rule.SEGMENTS:
            cards = [name for name in self._cards() if _delete(self._storage.blobs, name)]
            self._log(Rule.SEGMENTS, CARDS if cards else "")
            gone += cards
        return self._line(rule, [name for name in gone if name in self._sizes])

    def _cards(self) -> list[str]:
        """Rendered cards are of no asset: they go when all campaigns are over."""
        before = self._before(self._settings.keep_segments_days)
        if not self._storage.catalog.retention.all_finished(before=before):
            return []
        return [name for name in self._sizes if name.startswith(CARDS)]

    # -- the rest

    def _films(self) -> Line:
        before = self._before(self._settings.keep_refused_days)
        return self._films_line(self._storage.catalog.retention.failed_films(before=before))

    def _films_line(self, blobs: Sequence[str]) -> Line:
        return Line(
            rule=Rule.BROUGHT,
            count=len(blobs),
            bytes=sum(self._sizes.get(blob, 0) for blob in blobs),
            why=after(self._settings.keep_refused_days, "收到", "they were brought"),
        )

    def _uploads(self) -> Line:
        expired = [u for u in self._storage.catalog.intake.arriving() if self._has_expired(u)]
        return Line(
            rule=Rule.UPLOADS,
            count=len(expired),
            bytes=sum(map(self._arrived, expired)),
            why=Words(zh="已超过上传期限", en="past their time"),
        )

    def _has_expired(self, upload: Upload) -> bool:
        return upload.said.expires_at < self._now

    def _arrived(self, upload: Upload) -> int:
        """Bytes of it in this machine's spool."""
        try:
            return self._spool.offset(upload.said.id)
        except NotFound:
            return 0

    def _fetches(self) -> Line:
        days = self._settings.keep_fetches_days
        count = self._storage.catalog.retention.old_fetches(before=self._before(days))
        why = after(days, "访问", "the visit")
        return Line(rule=Rule.FETCHES, count=count, bytes=0, why=why)

    def _forget_fetches(self, line: Line) -> None:
        before = self._before(self._settings.keep_fetches_days)
        if line.count:
            self._storage.catalog.retention.forget_fetches(before=before, at=self._now)

    def _remarks(self) -> Line:
        days = self._settings.keep_remarks_days
        count = self._storage.catalog.retention.old_remarks(before=self._before(days))
        why = after(days, "活动周通过验收", "the campaign was accepted")
        return Line(rule=Rule.REMARKS, count=count, bytes=0, why=why)

    def _forget_remarks(self, line: Line) -> None:
        before = self._before(self._settings.keep_remarks_days)
        if line.count:
            self._storage.catalog.retention.forget_remarks(before=before, at=self._now)

    def _jobs(self) -> Line:
        days = self._settings.keep_jobs_days
        count = self._storage.queue.forgettable(before_ms=_ms(self._before(days)))
        why = after(days, "完成", "they were done")
        return Line(rule=Rule.JOBS, count=count, bytes=0, why=why)

    def _forget_jobs(self, line: Line) -> None:
        before_ms = _ms(self._before(self._settings.keep_jobs_days))
        while self._storage.queue.forget(before_ms=before_ms, limit=_JOBS):
            pass
        self._log(Rule.JOBS, str(line.count) if line.count else "")

    def _audit(self) -> Line:
        days = self._settings.keep_audit_days
        if days is None:
            return Line(rule=Rule.AUDIT, count=0, bytes=0, why=never("AUDIT"))
        count = self._storage.catalog.retention.old_entries(before=self._before(days))
        why = after(days, "写入", "they were written")
        return Line(rule=Rule.AUDIT, count=count, bytes=0, why=why)

    def _forget_entries(self, line: Line) -> None:
        days = self._settings.keep_audit_days
        if days is not None and line.count:
            self._storage.catalog.retention.forget_entries(before=self._before(days))
            self._log(Rule.AUDIT, str(line.count))

    def _orphans(self) -> Line:
        return self._orphans_line(self._orphan_names())

    def _orphans_line(self, names: Sequence[str]) -> Line:
        return Line(
            rule=Rule.ORPHANS,
            count=len(names),
            bytes=sum(self._sizes[name] for name in names),
            why=Words(
                zh=f"存入超过 {ORPHAN_HOURS} 小时，仍没有记录引用",
                en=f"kept for over {ORPHAN_HOURS} hours without a row",
            ),
        )

    def _orphan_names(self) -> list[str]:
        """By the store's clock: a blob is put before its row, and the row may be minutes away."""
        unknown = self._storage.catalog.retention.unknown(list(self._sizes))
        return [name for name in unknown if self._is_old(name)]

    def _is_old(self, name: str) -> bool:
        try:
            kept = self._storage.blobs.modified(name)
        except NotFound:
            return False
        return kept < self._now - timedelta(hours=ORPHAN_HOURS)

    def _remove_orphans(self) -> Line:
        removed = self._storage.catalog.retention.remove_unknown(
            self._orphan_names(), at=self._now, delete=self._storage.blobs.delete
        )
        return self._orphans_line(removed)

    def _log(self, rule: Rule, subject: str) -> None:
        """One entry for many things of no asset; none for nothing."""
        if subject:
            entry = AuditEntry(
                at=self._now, actor=RETENTION, event=f"retention {rule}", subject=subject
            )
            self._storage.catalog.audit.add("", entry)


def _delete(blobs: Blobs, name: str) -> bool:
    """False when it was gone already."""
    if not blobs.exists(name):
        return False
    blobs.delete(name)
    return True


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
