"""The part of the seam to rows that concerns packages: what is sent, and what it holds."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from domain.film import Finding, Package, PackageFile


class Packages(Protocol):
    def start(
        self, campaign: str, *, film: str, at: datetime, by: str = "", recipient: str = ""
    ) -> Package:
        """A new package and its job, in one transaction; for one `recipient` or for all.

        Conflict when the film is not verified or is to be replaced, NotFound when the
        campaign has no such film; a film's copy counts as one for a `recipient` alone.
        """
        ...

    def keep_checksums(self, package_id: str, crc32: Mapping[str, int]) -> None:
        """Keep the CRC-32 of files by their paths where the package has none; others stay."""
        ...

    def made(
        self,
        package_id: str,
        *,
        files: Sequence[PackageFile],
        assets: Sequence[str],
        findings: Sequence[Finding] = (),
        texts: Sequence[str] = (),
    ) -> bool:
        """Keep what was made, what was found in it and the report's lines, once.

        Marked *to be replaced* when it holds what was withdrawn or is not allowed any more.
        """
        ...

    def get(self, package_id: str) -> Package: ...

    def all(self, campaign: str) -> list[Package]: ...
