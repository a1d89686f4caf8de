"""Receipts as senders read them: by sending, with what became of each file."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.film import FilmState
from domain.moves import AssetState
from domain.sending import Receipt, UploadState
from domain.words import Words
from storage.opening import Storage
from storage.originals import asset_id

#: An accepted asset that the newest verified film shows.
USED = Words(zh="已用于成片", en="used in the film")
#: States that do not count as sent; a file that was withdrawn may be sent and refused again.
NOT_SENT = frozenset(
    {
        UploadState.ARRIVING,
        UploadState.REFUSED,
        UploadState.UNPACKED,
        AssetState.WITHDRAWN,
        AssetState.PURGED,
    }
)
#: Storyboards whose assets are remembered.
MOST_BOARDS = 64
#: States whose mark in the list is not a tick, with the mark's kind.
MARKS = {"refused": "bad", "withdrawn": "gone", "purged": "gone", "arriving": "wait"}


@dataclass(frozen=True, kw_only=True)
class SendingReceipt:
    """One receipt: what one phone sent in one go."""

    #: "0528-03".
    number: str
    files: tuple[Receipt, ...]

    @property
    def sent(self) -> int:
        """Files that arrived and are not withdrawn."""
        return sum(file.state not in NOT_SENT for file in self.files)

    @property
    def refused(self) -> int:
        """Files that could not be taken in, or were found not to open."""
        return sum(file.state == UploadState.REFUSED for file in self.files)

    @property
    def used(self) -> int:
        """Files that the film shows."""
        return sum(file.words == USED for file in self.files)


def number_of(receipt: str) -> str:
    """The number of the sending that a file's receipt "0528-03-07" belongs to: "0528-03"."""
    return receipt.rpartition("-")[0]


def by_sending(receipts: Sequence[Receipt]) -> tuple[SendingReceipt, ...]:
    """`receipts` put together by their sending, in the order in which each is first met."""
    found: dict[str, list[Receipt]] = {}
    for receipt in receipts:
        found.setdefault(number_of(receipt.receipt), []).append(receipt)
    return tuple(
        SendingReceipt(number=number, files=tuple(files)) for number, files in found.items()
    )


class Receipts:
    """What a unit has sent, newest sending first; what the film shows is said to be used."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        #: (campaign, version of a storyboard) -> assets in it. A version never changes, and one of
        #: a large week is 231 KB of JSON.
        self._boards: dict[tuple[str, int], frozenset[str]] = {}

    def of(self, *, campaign: str, unit: str) -> list[Receipt]:
        shown = self._shown(campaign)
        return [
            replace(receipt, words=USED) if _is_in(shown, campaign, receipt) else receipt
            for receipt in self._storage.catalog.intake.receipts(campaign=campaign, unit=unit)
        ]

    def _shown(self, campaign: str) -> frozenset[str]:
        """Assets in the newest film that is verified and not to be replaced."""
        for film in reversed(self._storage.catalog.films.all(campaign)):
            if film.state is FilmState.VERIFIED and not film.to_be_replaced and film.storyboard:
                return self._board(campaign, film.storyboard)
        return frozenset()

    def _board(self, campaign: str, version: int) -> frozenset[str]:
        known = self._boards.get((campaign, version))
        if known is None:
            shots = self._storage.catalog.films.storyboard(campaign, version).shots
            known = frozenset(shot.asset for shot in shots if shot.asset is not None)
            if len(self._boards) >= MOST_BOARDS:
                self._boards.clear()
            self._boards[campaign, version] = known
        return known


def _is_in(shown: frozenset[str], campaign: str, receipt: Receipt) -> bool:
    return (
        receipt.state == AssetState.ACCEPTED
        and receipt.sha256 is not None
        and asset_id(campaign, receipt.sha256) in shown
    )
