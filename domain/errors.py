"""The error tree: each class's docstring is the message and its remedy."""

from domain.words import Words


class WeekReelError(Exception):
    """Something the product refuses or cannot do; `code` is stable, `words` are for the person."""

    code = "error"

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words

    @property
    def data(self) -> dict[str, str]:
        """Both tongues, as the engine keeps them beside the message of a job that failed."""
        return {"zh": self.words.zh, "en": self.words.en}


class UsageError(WeekReelError):
    """The call cannot be understood; call again, corrected (exit code 2)."""

    code = "usage"


class NotFound(WeekReelError):
    """Nothing of that name is kept; check the name."""

    code = "not-found"


class Conflict(WeekReelError):
    """Somebody else was first, or the move is not lawful here; look again, then retry."""

    code = "conflict"


class Refused(WeekReelError):
    """A file is not taken in; `code` says why, the words say what to send instead."""

    def __init__(self, code: str, words: Words) -> None:
        super().__init__(words)
        self.code = code


class NotAllowed(WeekReelError):
    """The caller has no right to this; ask for a new link or log in."""

    code = "not-allowed"


class TooMuch(WeekReelError):
    """A limit is reached (bytes, files, rate, space); the words name the limit."""

    code = "too-much"


class BrokenInput(WeekReelError):
    """The owner's own file (notice, campaign.yaml, profile) is faulty; the words name the line."""

    code = "broken-input"


class ToolFailed(WeekReelError):
    """An outside program or a decoder failed; `stderr_tail` holds its last words."""

    code = "tool-failed"

    def __init__(
        self, words: Words, *, stderr_tail: str = "", returncode: int | None = None
    ) -> None:
        super().__init__(words)
        self.stderr_tail = stderr_tail
        self.returncode = returncode


class ToolTimedOut(ToolFailed):
    """An outside program passed its time limit and was killed; the file is treated as hostile."""

    code = "tool-timed-out"


class ToolMissing(WeekReelError):
    """A program cannot be started on this machine; install it. No file is to blame, try again."""

    code = "tool-missing"

    def __init__(self, words: Words, *, stderr_tail: str = "") -> None:
        super().__init__(words)
        self.stderr_tail = stderr_tail


class ToolCancelled(WeekReelError):
    """The caller asked to stop (job cancelled, worker ending); no file is to blame, try again."""

    code = "tool-cancelled"


class NoPlan(WeekReelError):
    """No lawful storyboard exists; the words say whether nothing is accepted or pins exceed it."""

    code = "no-plan"


class StorageFailed(WeekReelError):
    """Blobs or the catalog cannot be reached or are full; nothing was half-written, try again."""

    code = "storage-failed"
