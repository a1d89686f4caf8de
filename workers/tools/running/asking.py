"""Asks the confined child about a sender's file, and tells a bad file from a broken machine."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from PIL import Image

from domain.arriving.refusals import refusal
from domain.errors import Refused, ToolFailed, WeekReelError
from domain.words import Words
from workers.tools.running.confined import CallResult


class MachineFault(WeekReelError):
    """The tools fail on a file that is known to be good: mend the machine, nothing is refused."""

    code = "machine-fault"


class Confined(Protocol):
    def call(
        self,
        name: str,
        path: Path,
        *,
        params: dict[str, Any] | None = None,
        timeout_s: float,
        cancelled: Callable[[], bool] | None = None,
    ) -> CallResult: ...


@dataclass(frozen=True, kw_only=True)
class Asking:
    """One worker's way to ask; `known_good` is a small photo of our own."""

    confined: Confined
    known_good: Path
    #: Asked now and then whether to stop; then ToolCancelled is raised.
    cancelled: Callable[[], bool] | None = None

    def __call__(
        self, work: str, path: Path, params: dict[str, Any], *, patience_s: float
    ) -> CallResult:
        """The answer to `work` about the file at `path`.

        Refused when the file is not to be taken in, or when two fresh children failed on it while
        they manage `known_good`; MachineFault when they do not.
        """
        try:
            return self._ask(work, path, params, patience_s)
        except ToolFailed:
            pass
        try:
            return self._ask(work, path, params, patience_s)
        except ToolFailed as failed:
            self._check_machine(failed)
            raise refusal("unreadable") from failed

    def _ask(self, work: str, path: Path, params: dict[str, Any], patience_s: float) -> CallResult:
        return self.confined.call(
            work, path, params=params, timeout_s=patience_s, cancelled=self.cancelled
        )

    def _check_machine(self, failed: ToolFailed) -> None:
        try:
            self.confined.call("photo_look", self.known_good, params={}, timeout_s=60)
        except (ToolFailed, Refused) as fault:
            said = f"{fault} {getattr(fault, 'stderr_tail', '')}".strip()
            raise MachineFault(
                Words(
                    zh=f"本机的解码工具不能工作，文件已保留：{said}",
                    en=f"this machine's decoders do not work, the file is kept: {said}",
                )
            ) from failed


def write_known_good(path: Path) -> None:
    """A photo that any working decoder reads."""
    Image.radial_gradient("L").convert("RGB").save(path, "JPEG")
