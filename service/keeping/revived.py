"""After a restore: links that the backup revived are ended, and the owner is told which."""

from datetime import UTC, datetime

from domain.words import Words
from storage.settings import Settings
from storage.sql.engine import make_engine
from storage.sql.revived import Ended, end_what_was_revived


def end_revived(settings: Settings, *, keep_links: bool) -> Ended:
    """Raises StorageFailed; may run again after a kill."""
    engine = make_engine(settings.database_url)
    try:
        return end_what_was_revived(engine, keep_links=keep_links, at=datetime.now(UTC))
    finally:
        engine.dispose()


def ended_words(ended: Ended) -> list[Words]:
    """What was ended, why, and how each is opened again; nothing when nothing was."""
    told: list[Words] = []
    if ended.shares or ended.invites:
        told.append(
            Words(
                zh="备份不知道它之后停用过哪些链接，所以备份里还开着的全部停用了；"
                "确知没有停用过的，下次恢复可加 --keep-links",
                en="a backup does not know which links were ended after it, so all that were open"
                " in it are ended now; when surely none was, restore with --keep-links",
            )
        )
    if ended.invites:
        ids = " ".join(map(str, ended.invites))
        told.append(
            Words(
                zh=f"  发送链接 {len(ended.invites)} 个。核对后重新启用（二维码不用重印）："
                f"weekreel invite reopen {ids}",
                en=f"  {len(ended.invites)} senders' links; look through them and open them again"
                f" (printed QR codes stay good): weekreel invite reopen {ids}",
            )
        )
    if ended.shares:
        count = len(ended.shares)
        told.append(
            Words(
                zh=f"  给收件方和领导的链接 {count} 个。还要用的请重新生成：weekreel share",
                en=f"  {count} links of receivers and leaders; make new ones: weekreel share",
            )
        )
    return told
