"""Copies of a film that may be asked for: each is a profile of the same name (profiles/*.yaml)."""

from collections.abc import Mapping

from domain.errors import NotFound
from domain.words import Words

#: The copy that goes into a package.
SMALL_COPY = "wechat-720"
COPIES: Mapping[str, Words] = {
    "vertical-1080": Words(zh="竖屏版（手机，1080×1920）", en="Upright, for phones (1080 x 1920)"),
    SMALL_COPY: Words(zh="微信版（720p，不超过 25 MB）", en="WeChat (720p, at most 25 MB)"),
}


def checked_copy(profile: str) -> str:
    """The profile's name itself; NotFound when no such copy is made."""
    if profile not in COPIES:
        raise NotFound(
            Words(zh=f"没有“{profile}”这种尺寸", en=f"there is no copy called {profile!r}")
        )
    return profile
