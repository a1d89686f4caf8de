"""A home whose restoring has not ended says so to whoever would open it as if it were empty."""

from pathlib import Path

from domain.errors import Conflict
from domain.words import Words

#: In the home, from the first restored file until the database is in place.
MARK = "restoring.json"


def refuse_half_restored(home: Path) -> None:
    """Conflict while the mark is there: what came meanwhile would be lost when it goes on."""
    if (home / MARK).exists():
        raise Conflict(
            Words(
                zh=f"“{home}”里的恢复还没有完成。请再运行一次 weekreel restore，它会接着来；"
                f"不想恢复了，请删掉 {home} 或换一个空的主目录",
                en=f"the restoring into {home} has not ended: run weekreel restore again and it"
                f" goes on; to give it up, delete {home} or use an empty home",
            )
        )
