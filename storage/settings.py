"""Every setting of the product, read once at the entry point and passed on as one value."""

import os
import re
import secrets
import shlex
from collections.abc import Callable, Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import unquote, urlsplit

from pydantic import AliasChoices, ByteSize, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from domain.errors import UsageError
from domain.retention import AUDIT_DAYS
from domain.words import Words
from storage.database_url import (
    HIDDEN,
    database_file,
    database_url,
    masked,
    refused,
    sqlite_url,
)
from storage.queues import TAKES
from storage.s3.place import S3Place, read_place

PREFIX = "WEEKREEL_"
GIB = 1 << 30
_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
#: Characters of a secret key that is set by hand, at least.
_SECRET_LENGTH = 32
_ON_OFF = {"on": True, "off": False}


class Settings(BaseSettings):
    """All settings in force. Built by `read_settings`; paths are absolute, defaults filled in."""

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", env_prefix=PREFIX, env_ignore_empty=True
    )

    #: Folder of everything that is kept.
    home: Path
    #: Campaign key that commands take when none is given.
    campaign: str | None = None
    #: SQLAlchemy URL of the catalog; may hold a password, so it is not in the repr.
    database_url: str = Field(repr=False)
    #: Connections that one process keeps to a database server for the catalog, at most.
    database_connections: int = Field(default=10, ge=2, le=200)
    #: Where blobs are kept: file:///absolute/folder, or s3:// as storage/s3/place.py reads it.
    blobs_url: str = Field(repr=False)
    #: Bytes of local copies of blobs that lie in an S3, at most, unless more is in use at once.
    blob_copies_bytes: ByteSize = Field(default=ByteSize(8 * GIB), gt=0)
    #: What the token of /metrics is made from; sessions and links are random and kept by hash.
    secret_key: SecretStr
    #: Where phones reach the pages: scheme, host, prefix, no slash at the end. None: as asked.
    public_url: str | None = None
    #: PEM files; both or none.
    tls_cert: Path | None = None
    tls_key: Path | None = None
    #: Which of several web hosts this is; the ids of its uploads begin with it. None: the only one.
    web_index: int | None = Field(default=None, ge=0, le=255)
    #: Networks whose X-Forwarded-* headers are believed.
    trusted_proxies: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = ()
    #: False only for load tests.
    rate_limit: bool = True
    #: Bytes of one file, at most.
    max_file_bytes: ByteSize = Field(default=ByteSize(4 * GIB), gt=0)
    #: Files and bytes that one invite may bring, at most.
    invite_max_files: int = Field(default=2000, gt=0)
    invite_max_bytes: ByteSize = Field(default=ByteSize(50 * GIB), gt=0)
    #: Seconds without a sign of life after which a worker is taken for dead.
    lease_ttl_s: float = Field(
        default=45.0, ge=1, validation_alias=AliasChoices("lease_ttl_s", PREFIX + "LEASE_TTL")
    )
    #: json for programs that collect logs, console for a person's eyes.
    log_format: Literal["json", "console"] = "json"
    #: Log file that is rotated by size; None: stderr.
    log_file: Path | None = None
    #: What a worker takes: `all` that its machine can, or a list of intake, film, render,
    #: package, ocr, preview.
    worker_takes: Annotated[tuple[str, ...], NoDecode] = ("all",)
    #: Whether the words in pictures are read.
    ocr: bool = True
    #: A program of the owner's that recognises speech, with its options; None: nobody listens.
    speech_command: str | None = None
    #: Days after which the engine's rows of jobs that are done or cancelled are deleted.
    keep_jobs_days: int = Field(default=30, gt=0)
    #: Days after which `weekreel retention` deletes the bytes of refused files.
    keep_refused_days: int = Field(default=30, gt=0)
    #: Days after a campaign's end after which it deletes the rendered shots.
    keep_segments_days: int = Field(default=30, gt=0)
    #: Days after a campaign was accepted after which it deletes the originals; None: never.
    keep_originals_days: int | None = Field(default=None, gt=0)
    #: Days that entries of the audit log are kept, six months at least; None: for ever.
    keep_audit_days: int | None = Field(default=None, ge=AUDIT_DAYS)
    #: Days that the log of visits by shared links is kept, six months at least.
    keep_fetches_days: int = Field(default=AUDIT_DAYS, ge=AUDIT_DAYS)
    #: Days after a campaign was accepted after which leaders' remarks and names are deleted.
    keep_remarks_days: int = Field(default=365, gt=0)
    #: Light jobs, and shots, that one worker does at a time.
    worker_concurrency: int = Field(default_factory=lambda: os.cpu_count() or 1, gt=0)

    _origins: Mapping[str, str] = {}

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        # `read_settings` alone looks at the environment, so that a test's is not mixed in.
        return (init_settings,)

    @field_validator("campaign")
    @classmethod
    def _campaign(cls, value: str | None) -> str | None:
        if value is not None and not _KEY.fullmatch(value):
            raise ValueError("a campaign key has lower-case letters, digits and hyphens only")
        return value

    @field_validator("database_url")
    @classmethod
    def _database_url(cls, value: str) -> str:
        return database_url(value)

    @field_validator("blobs_url")
    @classmethod
    def _blobs_url(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme == "s3":
            read_place(value)
            # "S3://" is the same scheme; all who ask later look for it in small letters.
            return f"s3{value[2:]}"
        if parts.scheme != "file" or parts.netloc or not parts.path.startswith("/"):
            raise ValueError("use file:///absolute/folder, or s3://bucket/prefix?endpoint=…")
        return value

    @field_validator("secret_key")
    @classmethod
    def _secret_key(cls, value: SecretStr) -> SecretStr:
        if len(value.get_secret_value()) < _SECRET_LENGTH:
            raise ValueError(f"a secret key has at least {_SECRET_LENGTH} characters")
        return value

    @field_validator("public_url")
    @classmethod
    def _public_url(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("use http://host or https://host, with a prefix when there is one")
        if parts.query or parts.fragment or "@" in parts.netloc:
            raise ValueError("a public URL has no query, fragment or user")
        return value.rstrip("/")

    @field_validator("tls_cert", "tls_key")
    @classmethod
    def _tls_file(cls, value: Path | None) -> Path | None:
        if value is not None and not value.is_file():
            raise ValueError("there is no such file")
        return None if value is None else value.absolute()

    @field_validator("log_file")
    @classmethod
    def _log_file(cls, value: Path | None) -> Path | None:
        return None if value is None else value.expanduser().absolute()

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _trusted_proxies(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(ip_network(part.strip()) for part in value.split(",") if part.strip())

    @field_validator("worker_takes", mode="before")
    @classmethod
    def _worker_takes(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        words = tuple(dict.fromkeys(part.strip() for part in value.split(",") if part.strip()))
        if not words or (words != ("all",) and not set(words) <= set(TAKES)):
            raise ValueError(f"use all, or a comma list of {', '.join(TAKES)}")
        return words

    @field_validator("speech_command")
    @classmethod
    def _speech_command(cls, value: str | None) -> str | None:
        if value is not None and not shlex.split(value):
            raise ValueError("name a program, with its options")
        return value

    @field_validator("rate_limit", "ocr", mode="before")
    @classmethod
    def _on_or_off(cls, value: object) -> object:
        if isinstance(value, str):
            if value not in _ON_OFF:
                raise ValueError("use on or off")
            return _ON_OFF[value]
        return value

    @property
    def database_path(self) -> Path | None:
        """The catalog's SQLite file; None when a server keeps it."""
        return database_file(self.database_url)

    @property
    def blobs_place(self) -> S3Place | None:
        """The S3 that keeps the blobs; None when a folder does."""
        return read_place(self.blobs_url) if self.blobs_url.startswith("s3:") else None

    @property
    def blobs_path(self) -> Path:
        """The folder where this machine has blobs as files: all of them, or copies from the S3."""
        if self.blobs_place is not None:
            return self.home / "blob-copies"
        return Path(unquote(urlsplit(self.blobs_url).path))


class _Environment(EnvSettingsSource):
    """The settings that a given environment names."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        super().__init__(Settings)
        self.env_vars = {name.lower(): value for name, value in environ.items() if value}


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings in force; the environment of the process when none is given.

    Makes WEEKREEL_HOME, and in it `secret.key` (0600) once when WEEKREEL_SECRET_KEY is not set.
    Raises UsageError that names the variable and its value.
    """
    environ = os.environ if environ is None else environ
    given: dict[str, Any] = {
        "lease_ttl_s" if name == PREFIX + "LEASE_TTL" else name: value
        for name, value in _Environment(environ)().items()
    }
    origins = dict.fromkeys(given, "environment")
    home = Path(given.get("home", "weekreel-data")).expanduser().absolute()
    values: dict[str, Any] = {
        "database_url": sqlite_url(home / "catalog.sqlite3"),
        "blobs_url": (home / "blobs").as_uri(),
        **given,
        "home": home,
    }
    if "secret_key" not in given:
        values["secret_key"] = _kept_secret(home)
        origins["secret_key"] = "file"
    try:
        settings = Settings(**values)
    except ValidationError as error:
        raise _refused(error, environ) from None
    _check_tls(settings)
    _check_browsers(settings)
    settings._origins = origins  # pyright: ignore[reportPrivateUsage]
    return settings


def origins(settings: Settings) -> dict[str, str]:
    """Setting -> where its value came from: environment, file (secret.key) or default."""
    named = settings._origins  # pyright: ignore[reportPrivateUsage]
    return {name: named.get(name, "default") for name in Settings.model_fields}


def _kept_secret(home: Path) -> str:
    """The secret of home/secret.key, made by whoever is first."""
    path = home / "secret.key"
    try:
        home.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            # Written whole under another name first: a second process never reads half a key.
            draft = home / f".secret.{secrets.token_hex(8)}"
            draft.touch(mode=0o600, exist_ok=False)
            draft.write_text(secrets.token_urlsafe(48))
            _link_once(draft, path)
        return path.read_text().strip()
    except OSError as error:
        raise UsageError(
            Words(
                zh=f"WEEKREEL_HOME={home} 不可用：{error.strerror}",
                en=f"WEEKREEL_HOME={home} cannot be used: {error.strerror}",
            )
        ) from error


def _link_once(draft: Path, path: Path) -> None:
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _variable(field: str) -> str:
    return PREFIX + ("LEASE_TTL" if field == "lease_ttl_s" else field.upper())


#: How a refused value is told; a database's URL may hold its password anywhere.
_HIDING: Mapping[str, Callable[[str], str]] = {
    "secret_key": lambda _value: HIDDEN,
    "database_url": refused,
}


def _refused(error: ValidationError, environ: Mapping[str, str]) -> UsageError:
    """The first fault by name and value; a secret and a URL's password are not repeated."""
    fault = error.errors()[0]
    field = str(fault["loc"][0]) if fault["loc"] else "?"
    name = next((n for n in environ if n.upper() == _variable(field)), _variable(field))
    value = environ.get(name, "")
    shown = _HIDING.get(field, masked)(value)
    why = fault["msg"].removeprefix("Value error, ")
    return UsageError(
        Words(
            zh=f"设置 {_variable(field)}={shown} 无效：{why}",
            en=f"{_variable(field)}={shown} is not valid: {why}",
        )
    )


def _check_browsers(settings: Settings) -> None:
    place, public = settings.blobs_place, settings.public_url or ""
    if place and (place.public_endpoint or "").startswith("http:") and public.startswith("https:"):
        raise UsageError(
            Words(
                zh="WEEKREEL_BLOBS_URL 的 public_endpoint 必须是 https：页面是 https 时，"
                "浏览器不会播放 http 的视频",
                en="public_endpoint in WEEKREEL_BLOBS_URL must be https, as WEEKREEL_PUBLIC_URL is:"
                " browsers play nothing from http in a page from https",
            )
        )


def _check_tls(settings: Settings) -> None:
    if (settings.tls_cert is None) != (settings.tls_key is None):
        raise UsageError(
            Words(
                zh="WEEKREEL_TLS_CERT 与 WEEKREEL_TLS_KEY 必须同时设置",
                en="WEEKREEL_TLS_CERT and WEEKREEL_TLS_KEY must be set together",
            )
        )
