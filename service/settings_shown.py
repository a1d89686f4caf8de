"""The settings in force as they may be shown: where each came from, secrets never."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ByteSize, SecretStr

from domain.words import Words
from storage.database_url import HIDDEN, masked
from storage.settings import Settings, origins

#: Setting -> what it is.
MEANINGS: Mapping[str, Words] = {
    "home": Words(zh="数据目录", en="folder of everything kept"),
    "campaign": Words(zh="命令默认的活动周", en="campaign of commands that name none"),
    "database_url": Words(zh="数据库", en="database"),
    "database_connections": Words(
        zh="每个进程最多几个数据库连接", en="connections of one process to a database server"
    ),
    "blobs_url": Words(zh="素材存在哪里", en="where blobs are kept"),
    "secret_key": Words(zh="密钥", en="secret key"),
    "public_url": Words(zh="手机访问的地址", en="where phones reach the pages"),
    "tls_cert": Words(zh="证书", en="TLS certificate"),
    "tls_key": Words(zh="证书私钥文件", en="TLS key file"),
    "web_index": Words(
        zh="第几台网页主机（空：只有一台）", en="which web host this is (empty: the only one)"
    ),
    "trusted_proxies": Words(zh="信任的代理", en="proxies that are believed"),
    "rate_limit": Words(zh="限制访问频率", en="rate limit"),
    "max_file_bytes": Words(zh="单个文件最大", en="largest file"),
    "invite_max_files": Words(zh="每个链接最多文件数", en="files of one link, at most"),
    "invite_max_bytes": Words(zh="每个链接最多字节", en="bytes of one link, at most"),
    "lease_ttl_s": Words(zh="多少秒没有心跳算停止", en="seconds until a silent worker is dead"),
    "log_format": Words(zh="日志格式", en="format of the log"),
    "log_file": Words(zh="日志文件", en="log file"),
    "worker_takes": Words(zh="工作进程处理哪几类", en="what a worker takes"),
    "ocr": Words(zh="读画面文字（横幅、水印）", en="words in pictures are read"),
    "speech_command": Words(
        zh="语音识别程序（空：不识别）", en="program that recognises speech (empty: none)"
    ),
    "keep_jobs_days": Words(zh="完成的任务记录保留天数", en="days that rows of done jobs stay"),
    "blob_copies_bytes": Words(zh="S3 素材的本机副本最多", en="local copies of S3 blobs, at most"),
    "keep_refused_days": Words(zh="被拒收的文件保留天数", en="days that refused files stay"),
    "keep_segments_days": Words(
        zh="活动周结束后镜头片段保留天数", en="days that rendered shots stay after a campaign"
    ),
    "keep_originals_days": Words(
        zh="活动周通过后原件保留天数（空：一直保留）",
        en="days that originals stay after acceptance (empty: for ever)",
    ),
    "keep_audit_days": Words(
        zh="审计日志保留天数（空：一直保留）", en="days that the audit log stays (empty: for ever)"
    ),
    "keep_fetches_days": Words(
        zh="共享链接访问记录保留天数", en="days that the log of visits by shared links stays"
    ),
    "keep_remarks_days": Words(
        zh="活动周通过后审签意见和签名保留天数",
        en="days that leaders' remarks and names stay after acceptance",
    ),
    "worker_concurrency": Words(zh="每个进程同时处理几件", en="jobs of one worker at a time"),
}
ORIGINS: Mapping[str, Words] = {
    "environment": Words(zh="环境变量", en="environment"),
    "file": Words(zh="文件", en="file"),
    "default": Words(zh="默认", en="default"),
}


@dataclass(frozen=True, kw_only=True)
class ShownSetting:
    #: Name of the environment variable.
    variable: str
    value: str
    #: environment, file or default.
    origin: str
    meaning: Words | None


def shown_settings(settings: Settings) -> list[ShownSetting]:
    return [
        ShownSetting(
            variable="WEEKREEL_" + ("LEASE_TTL" if name == "lease_ttl_s" else name.upper()),
            value=shown(getattr(settings, name)),
            origin=origin,
            meaning=MEANINGS.get(name),
        )
        for name, origin in origins(settings).items()
    ]


def shown(value: Any) -> str:
    """A value as text; what is secret, or a password inside an address, is not repeated."""
    if isinstance(value, SecretStr):
        return HIDDEN if value.get_secret_value() else ""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, ByteSize):
        return value.human_readable()
    if isinstance(value, (tuple, list, frozenset)):
        return ", ".join(map(shown, value))
    return masked(str(value))
