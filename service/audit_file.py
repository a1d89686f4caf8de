"""The audit log with its chain as a file, and either of both checked."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from domain.errors import BrokenInput
from domain.reviewing.audit_chain import Checked, Link, Logged, Place, check, moment
from domain.words import Words
from service.writing import whole_file
from storage.catalog_people import Audit, AuditChain

#: First line's "format"; another one is another way of hashing.
FORMAT = "weekreel-audit-chain/1"
#: Entries read at once.
PORTION = 1000


def check_log(audit: Audit) -> tuple[AuditChain, Checked]:
    """The log as it is kept, from its anchor to its end, while others write on."""
    chain = audit.chain()
    return chain, check(chain.anchor, _links(audit, chain), chain.end)


def lines(audit: Audit) -> Iterator[str]:
    """The whole chain, oldest first: a line with its ends, then one JSON object an entry."""
    chain = audit.chain()
    anchored = chain.anchored_at
    head = {
        "format": FORMAT,
        "anchor": {**_place(chain.anchor), "at": moment(anchored) if anchored else None},
        "end": _place(chain.end),
    }
    yield json.dumps(head) + "\n"
    for link in _links(audit, chain):
        yield json.dumps(_row(link), ensure_ascii=False) + "\n"


def check_file(path: Path) -> Checked:
    """A file that `lines` wrote, by itself; BrokenInput names the line that cannot be read."""
    try:
        with path.open(encoding="utf-8") as file:
            rows = enumerate(file, 1)
            head = _parsed(*next(rows, (1, "")))
            if head.get("format") != FORMAT:
                raise _broken(1)
            anchor, end = _read_place(1, head.get("anchor")), _read_place(1, head.get("end"))
            return check(anchor, (_read(number, line) for number, line in rows), end)
    except (OSError, UnicodeDecodeError) as error:
        raise BrokenInput(
            Words(zh=f"读不了 {path}：{error}", en=f"{path} cannot be read: {error}")
        ) from error


def _links(audit: Audit, chain: AuditChain) -> Iterator[Link]:
    """Up to the end that was seen first; what is written meanwhile is not waited for."""
    after = chain.anchor.number
    while after < chain.end.number:
        found = audit.links(after=after, limit=min(PORTION, chain.end.number - after))
        if not found:
            return
        yield from (link for link in found if link.number <= chain.end.number)
        after = found[-1].number


def _place(place: Place) -> dict[str, Any]:
    return {"number": place.number, "hash": place.hash}


def _row(link: Link) -> dict[str, Any]:
    said = link.logged
    return {
        "number": link.number,
        "hash": link.hash,
        "campaign": said.campaign,
        "at": moment(said.at),
        "actor": said.actor,
        "event": said.event,
        "subject": said.subject,
        "before": said.before,
        "after": said.after,
    }


def _parsed(number: int, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise _broken(number) from error
    if not isinstance(row, dict):
        raise _broken(number)
    return cast("dict[str, Any]", row)


def _read(number: int, line: str) -> Link:
    row = _parsed(number, line)
    try:
        said = Logged(
            campaign=row["campaign"],
            at=datetime.fromisoformat(row["at"]),
            actor=row["actor"],
            event=row["event"],
            subject=row["subject"],
            before=row["before"],
            after=row["after"],
        )
        return Link(number=row["number"], logged=said, hash=row["hash"])
    except (KeyError, TypeError, ValueError) as error:
        raise _broken(number) from error


def _read_place(number: int, row: object) -> Place:
    if not isinstance(row, dict):
        raise _broken(number)
    place = cast("dict[str, Any]", row)
    return Place(number=place.get("number", -1), hash=str(place.get("hash")))


def _broken(number: int) -> BrokenInput:
    return BrokenInput(
        Words(
            zh=f"第 {number} 行看不懂：请用 weekreel audit export 导出的文件",
            en=f"line {number} is not of a log that was exported with its chain",
        )
    )


def written(path: Path, found: Iterable[str]) -> None:
    """Into a new file, whole or not at all; raises StorageFailed."""
    with whole_file(path) as file:
        file.writelines(line.encode() for line in found)
