"""Where an S3 keeps the blobs, as WEEKREEL_BLOBS_URL says it; keys come from the environment."""

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl, urlsplit

from storage.blob_names import is_name

FORM = (
    "use s3://bucket/prefix?endpoint=https://host&region=name, with public_endpoint=https://host "
    "when browsers reach it, and style=path or style=virtual when the store asks for it"
)
Style = Literal["path", "virtual"]
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_REGION = re.compile(r"[a-z0-9-]{1,40}")
_KNOWN = ("endpoint", "region", "public_endpoint", "style")


@dataclass(frozen=True, kw_only=True)
class S3Place:
    """One bucket, or a part of it, of one S3."""

    bucket: str
    #: Start of every key, with "/" at its end; "" for the whole bucket.
    prefix: str
    #: scheme://host[:port] of the store; None for Amazon's own.
    endpoint: str | None
    #: As the store calls it; None: as the environment says, else us-east-1.
    region: str | None
    #: scheme://host[:port] under which browsers reach the store; None: they do not.
    public_endpoint: str | None
    #: Whether the bucket stands in the path or in the host's name.
    style: Style

    @property
    def browser_origin(self) -> str | None:
        """What a page's policy must let players load from; None when browsers get bytes from us."""
        if self.public_endpoint is None or self.style == "path":
            return self.public_endpoint
        scheme, _, host = self.public_endpoint.partition("://")
        return f"{scheme}://{self.bucket}.{host}"


def read_place(url: str) -> S3Place:
    """The place that an s3:// URL names; ValueError says which part of it is wrong."""
    parts = urlsplit(url)
    if not _BUCKET.fullmatch(parts.netloc):
        raise ValueError(f"no bucket's name follows s3:// (keys do not belong here); {FORM}")
    prefix = parts.path.strip("/")
    if parts.fragment or (prefix and not is_name(prefix)):
        raise ValueError(f"{prefix!r} is no prefix: letters, digits, '._-' between '/'; {FORM}")
    asked = _asked(parts.query)
    endpoint = _origin("endpoint", asked)
    style = asked.get("style") or ("path" if endpoint else "virtual")
    if style not in ("path", "virtual"):
        raise ValueError(f"style={style!r} is neither path nor virtual; {FORM}")
    region = asked.get("region")
    if region is not None and not _REGION.fullmatch(region):
        raise ValueError(f"region={region!r} is no region's name; {FORM}")
    return S3Place(
        bucket=parts.netloc,
        prefix=f"{prefix}/" if prefix else "",
        endpoint=endpoint,
        region=region,
        public_endpoint=_origin("public_endpoint", asked),
        style=style,
    )


def _asked(query: str) -> dict[str, str]:
    pairs = parse_qsl(query, keep_blank_values=True)
    for name, _ in pairs:
        if name not in _KNOWN:
            raise ValueError(f"{name!r} is not known here; {FORM}")
    if len(dict(pairs)) != len(pairs):
        raise ValueError(f"something is said twice; {FORM}")
    return dict(pairs)


def _origin(name: str, asked: dict[str, str]) -> str | None:
    value = asked.get(name)
    if value is None:
        return None
    parts = urlsplit(value)
    plain = not (parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc)
    if parts.scheme not in ("http", "https") or not parts.hostname or not plain:
        raise ValueError(f"{name} is no http://host[:port] or https://host[:port]; {FORM}")
    return f"{parts.scheme}://{parts.netloc}"
