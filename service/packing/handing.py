"""What pages and commands do with a finished package: start it for whom, share it, tell its way."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from typing import Any

from domain.campaign import Campaign
from domain.cutting.copies import SMALL_COPY
from domain.errors import Conflict, NotFound, UsageError
from domain.exports.zip_layout import Zipped
from domain.film import Film, FilmState, Package, PackageFile
from domain.handing.difference import Version, difference
from domain.handing.links import LONGEST_LABEL, MOST_DAYS, LinkKind, NewLink, ShareLink
from domain.handing.recipients import checked_recipient, film_for, names_of
from domain.handing.versions import PackageMove, before, shown, zip_name
from domain.recipients import RecipientTerms
from domain.words import Words
from service.packing.packages import sendable
from service.packing.zipped import ZippedFiles
from service.presenting import finding_row, words
from service.weeks.invites import hash_secret, new_secret
from storage.bag import TAG_MANIFEST, seal
from storage.catalog import Catalog
from storage.handing_over import Handed, checksum
from storage.opening import Storage

#: What a zip's files show, whatever zone the campaign has by then: a link told the zip's checksum.
_BEIJING = timezone(timedelta(hours=8))
_NO_FILM = Words(
    zh="还没有检查过的成片，请先生成", en="there is no verified film yet; cut one first"
)
_NOT_MADE = Words(
    zh="这一包还没有生成好，或里面有素材已撤回，不能分享",
    en="this package is not made yet or holds what was withdrawn; it cannot be shared",
)
_DAYS = Words(zh=f"有效期是 1 到 {MOST_DAYS} 天", en=f"a link lasts from 1 to {MOST_DAYS} days")


def film_to_pack(storage: Storage, campaign: Campaign, recipient: str, *, at: datetime) -> Film:
    """The film that a package for this recipient holds.

    A copy that the recipient's terms ask for is started here when nobody has. NotFound without a
    verified film, Conflict while the copy is being made or when it failed.
    """
    terms = checked_recipient(campaign, recipient)
    film = sendable(storage.catalog.films.all(campaign.key))
    if film is None:
        raise NotFound(_NO_FILM)
    found = film_for(film, storage.catalog.films.copies(film.id), terms)
    if found is None and terms is not None and terms.profile is not None:
        found = storage.catalog.films.start_copy(film.id, profile=terms.profile, at=at)
    if found is None or found.state is not FilmState.VERIFIED:
        raise Conflict(_copy_words(found, terms))
    return found


def _copy_words(copy: Film | None, terms: RecipientTerms | None) -> Words:
    who = terms.recipient if terms is not None else ""
    if copy is not None and copy.failed_because is not None:
        why = copy.failed_because
        return Words(
            zh=f"给{who}的成片没有生成：{why.zh}", en=f"the film for {who} failed: {why.en}"
        )
    return Words(
        zh=f"正在生成给{who}的成片，完成后再点一次“生成报送包”",
        en=f"the film for {who} is being made; ask again when it is done",
    )


def start_package(
    storage: Storage,
    campaign: Campaign,
    *,
    recipient: str,
    by: str,
    at: datetime,
    small_copy: bool = False,
) -> Package:
    """A new package of the newest verified film for a recipient, or "" for all; raises as above.

    With `small_copy` the copy for WeChat is started, and the package waits for it.
    """
    film = film_to_pack(storage, campaign, recipient, at=at)
    if small_copy and film.brought is None and film.of is None:
        storage.catalog.films.start_copy(film.id, profile=SMALL_COPY, at=at)
    return storage.catalog.packages.start(
        campaign.key, film=film.id, at=at, by=by, recipient=recipient
    )


@dataclass(frozen=True, kw_only=True)
class Shared:
    """A new link; only here is its secret known."""

    link: ShareLink
    secret: str

    @property
    def path(self) -> str:
        return f"/s/{self.secret}"


def share_package(
    storage: Storage, package: Package, *, label: str, days: int, by: str, at: datetime
) -> Shared:
    """A receiver's link. Reads the package once, for the checksum of its zip.

    Conflict when it is not made or holds what was withdrawn, UsageError for a wrong label or time.
    """
    if not package.files or package.to_be_replaced:
        raise Conflict(_NOT_MADE)
    campaign = storage.catalog.campaigns.get(package.campaign).campaign
    label = _label(label or names_of(campaign, package.recipient))
    zipped = zipped_package(storage, campaign, package)
    new, secret = _new(package.campaign, LinkKind.RECEIVER, label, days, by=by, at=at)
    kept = NewLink(
        **{**new, "package": package.id},
        name=zipped.name,
        size=zipped.size,
        sha256=zipped.sha256(),
    )
    return Shared(link=storage.catalog.handing.add_link(kept, at=at), secret=secret)


def share_with_leader(
    storage: Storage, campaign: str, *, label: str, days: int, by: str, at: datetime
) -> Shared:
    """A link to sign film and report off; UsageError for a wrong label or time."""
    new, secret = _new(campaign, LinkKind.LEADER, _label(label), days, by=by, at=at)
    return Shared(link=storage.catalog.handing.add_link(NewLink(**new), at=at), secret=secret)


def _new(
    campaign: str, kind: LinkKind, label: str, days: int, *, by: str, at: datetime
) -> tuple[dict[str, Any], str]:
    if not 1 <= days <= MOST_DAYS:
        raise UsageError(_DAYS)
    secret = new_secret()
    values = {
        "campaign": campaign,
        "kind": kind,
        "package": None,
        "label": label,
        "by": by,
        "secret_hash": hash_secret(secret),
        "expires_at": at + timedelta(days=days),
    }
    return values, secret


def _label(label: str) -> str:
    label = " ".join(label.split())
    if len(label) > LONGEST_LABEL:
        words = Words(
            zh=f"“给谁”最多 {LONGEST_LABEL} 字",
            en=f"a label has at most {LONGEST_LABEL} characters",
        )
        raise UsageError(words)
    return label


def zipped_package(
    storage: Storage, campaign: Campaign, package: Package, name: str = ""
) -> ZippedFiles:
    """The package's zip under the name that its link told, else under its own."""
    files = [_handed(each) for each in _with_checksums(storage, package)]
    made = package.created_at.astimezone(_BEIJING)
    return ZippedFiles(storage.blobs, name or zip_name(campaign.title, package), files, made)


def seal_of_package(package: Package) -> str:
    """What two offices read to each other on the telephone; "" of one without tag manifest."""
    sums = (file.sha256 for file in package.files if file.path == TAG_MANIFEST)
    return next(map(seal, sums), "")


def _with_checksums(storage: Storage, package: Package) -> tuple[PackageFile, ...]:
    """Packages of earlier versions have no CRC-32: it is read from the bytes once, and kept."""
    lacking = [file for file in package.files if file.crc32 is None]
    if not lacking:
        return package.files
    found = {file.path: int(checksum(storage.blobs, file.blob), 16) for file in lacking}
    storage.catalog.packages.keep_checksums(package.id, found)
    return tuple(replace(file, crc32=found.get(file.path, file.crc32)) for file in package.files)


def _handed(file: PackageFile) -> Handed:
    assert file.crc32 is not None, "counted before"
    zipped = Zipped(path=file.path, size=file.size, crc32=file.crc32)
    return Handed(zipped=zipped, blob=file.blob)


def versions(catalog: Catalog, packages: list[Package]) -> dict[str, Version]:
    """Every finished package with what its film shows, each storyboard read once."""
    boards: dict[str, tuple[int, Any]] = {}
    for film_id in {package.film for package in packages if package.files}:
        film = catalog.films.get(film_id)
        number = catalog.films.get(film.of).number if film.of else film.number
        board = film.storyboard and catalog.films.storyboard(film.campaign, film.storyboard)
        boards[film_id] = number, board or None
    shots = [shot for _, board in boards.values() if board for shot in board.shots]
    names = catalog.assets.names({shot.asset for shot in shots if shot.asset is not None})
    return {
        package.id: Version(
            package=package,
            film=boards[package.film][0],
            storyboard=boards[package.film][1],
            names=names,
        )
        for package in packages
        if package.files
    }


def differences(catalog: Catalog, packages: list[Package]) -> dict[str, tuple[Words, ...]]:
    """Package -> what changed since the one before for the same recipient; no first ones."""
    known = versions(catalog, packages)
    found: dict[str, tuple[Words, ...]] = {}
    for package in packages:
        earlier = before(package, packages)
        if package.id in known and earlier is not None:
            found[package.id] = difference(known[earlier.id], known[package.id])
    return found


def package_row(package: Package, moves: list[PackageMove]) -> dict[str, Any]:
    """A package as `weekreel packages --json` and the API tell it; keys are kept stable."""
    state = shown(package)
    return {
        "id": package.id,
        "number": package.number,
        "film": package.film,
        "created_at": package.created_at.isoformat(),
        "by": package.by,
        "recipient": package.recipient or None,
        "state": state.code,
        "state_words": words(state.words),
        "draft": package.is_draft,
        "to_be_replaced": package.to_be_replaced,
        "bytes": sum(file.size for file in package.files),
        "files": [
            {"path": file.path, "bytes": file.size, "sha256": file.sha256} for file in package.files
        ],
        "findings": [finding_row(found) for found in package.findings],
        "moves": [
            {"to": m.to, "at": m.at.isoformat(), "by": m.by, "reason": m.reason}
            for m in moves
            if m.package == package.id
        ],
    }


def link_row(link: ShareLink, now: datetime) -> dict[str, Any]:
    """A link as `weekreel share list --json` and the API tell it."""
    return {
        "id": link.id,
        "kind": link.kind,
        "package": link.package,
        "label": link.label,
        "by": link.by,
        "created_at": link.created_at.isoformat(),
        "expires_at": link.expires_at.isoformat(),
        "state": link.state(now),
        "bytes": link.size,
        "sha256": link.sha256 or None,
    }
