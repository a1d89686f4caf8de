"""What one key of an editor did, however many assets it touched: the unit that is taken back."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.reviewing.review import Action, Decided, Decision
from domain.words import Words

#: Kinds beside the actions: a sending to another unit, an asset out of its look-alikes or among
#: others, and a request that decided several things.
MOVE, SPLIT, JOIN, MIXED = "move", "split", "join", "mixed"

_WORDS: Mapping[str, Words] = {
    Action.ACCEPT: Words(zh="采用", en="accepted"),
    Action.CHANGE: Words(zh="改活动或日期", en="activity or day changed"),
    Action.CARRY: Words(zh="一并改活动或日期", en="activity or day carried over"),
    Action.REJECT: Words(zh="不采用", en="rejected"),
    Action.HOLD: Words(zh="暂缓", en="held"),
    Action.STAR: Words(zh="加星标", en="starred"),
    Action.UNSTAR: Words(zh="取消星标", en="star taken off"),
    Action.SHOW: Words(zh="标为拍到的镜头", en="marked as a wanted shot"),
    Action.UNSHOW: Words(zh="取消拍到的镜头", en="no longer a wanted shot"),
    Action.CONSENT_GRANT: Words(zh="同意使用近景", en="consent given"),
    Action.CONSENT_DENY: Words(zh="不同意使用近景", en="consent denied"),
    Action.WITHDRAW: Words(zh="撤回", en="withdrawn"),
    MOVE: Words(zh="移到另一单位", en="moved to another unit"),
    SPLIT: Words(zh="从相近的一组里拆出", en="taken out of its look-alikes"),
    JOIN: Words(zh="归为相近的一组", en="put among look-alikes"),
    MIXED: Words(zh="几项操作", en="several things"),
}
#: What cannot be taken back.
FOR_GOOD = frozenset({str(Action.WITHDRAW)})


@dataclass(frozen=True, kw_only=True)
class Stroke:
    id: int
    campaign: str
    at: datetime
    actor: str
    #: An action, or one of MOVE, SPLIT, JOIN, MIXED.
    kind: str
    #: Assets that it touched.
    count: int
    undone: bool = False

    @property
    def words(self) -> Words:
        """What was done, to how many."""
        said = _WORDS[self.kind]
        return Words(zh=f"{said.zh} {self.count} 件", en=f"{said.en}: {self.count}")


@dataclass(frozen=True, kw_only=True)
class Undone:
    """A stroke that was taken back, and what of it was not."""

    stroke: Stroke
    #: Assets that are as they were before.
    assets: tuple[str, ...]
    #: Decisions taken back, last first.
    decided: tuple[Decided, ...] = ()
    #: Assets that somebody has changed since, which stay as they are now.
    kept: tuple[str, ...] = ()
    #: Who changed those; without the machine.
    kept_by: tuple[str, ...] = ()


def kind_of(decisions: Sequence[Decision]) -> str:
    """The kind of the stroke that made these decisions: withdrawal if any, else the one action."""
    actions = Counter(decision.action for decision in decisions)
    if Action.WITHDRAW in actions:
        return Action.WITHDRAW
    return next(iter(actions)) if len(actions) == 1 else MIXED
