"""What may be deleted after some days, and why: one rule a kind of thing."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from domain.words import Words


class Rule(StrEnum):
    """In the order in which a person reads them."""

    #: Bytes of files that were refused; the refusal and its reason stay.
    REFUSED = "refused"
    #: Bytes of films from elsewhere that could not be matched; their rows and reasons stay.
    BROUGHT = "brought"
    #: Rendered shots of campaigns that are over; a new film renders them again.
    SEGMENTS = "segments"
    #: Originals of accepted campaigns; pictures, films and packages stay.
    ORIGINALS = "originals"
    #: Half uploads that nobody finished.
    UPLOADS = "uploads"
    #: The log of who opened and fetched what by secret links.
    FETCHES = "fetches"
    #: Leaders' remarks on films, and the names under their words, of accepted campaigns.
    REMARKS = "remarks"
    #: The engine's rows of jobs that are done.
    JOBS = "jobs"
    #: Entries of the audit log.
    AUDIT = "audit"
    #: Blobs that no row speaks of.
    ORPHANS = "orphans"


#: The audit log and the log of visits are kept this long at least, days: six months by the law on
#: network security.
AUDIT_DAYS = 183
#: A blob is put before its row; one without a row is left alone for this long, hours.
ORPHAN_HOURS = 24

RULE_WORDS: Mapping[Rule, Words] = MappingProxyType(
    {
        Rule.REFUSED: Words(zh="被拒收的文件", en="refused files"),
        Rule.BROUGHT: Words(
            zh="没有匹配成功的外部成片", en="films from elsewhere that failed to be matched"
        ),
        Rule.SEGMENTS: Words(
            zh="已结束活动周的镜头片段（可重新生成）",
            en="rendered shots of campaigns that are over (can be made again)",
        ),
        Rule.ORIGINALS: Words(zh="已通过验收的活动周的原件", en="originals of accepted campaigns"),
        Rule.UPLOADS: Words(zh="过期的半截上传", en="half uploads that expired"),
        Rule.FETCHES: Words(zh="共享链接的访问记录", en="log of visits by shared links"),
        Rule.REMARKS: Words(
            zh="已通过验收的活动周的审签意见和签名",
            en="leaders' remarks and names of accepted campaigns",
        ),
        Rule.JOBS: Words(zh="已完成任务的记录", en="rows of jobs that are done"),
        Rule.AUDIT: Words(zh="审计日志", en="audit log"),
        Rule.ORPHANS: Words(zh="没有记录引用的文件", en="files that no row speaks of"),
    }
)
