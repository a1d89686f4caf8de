"""match: the shots of a film finished elsewhere are found among the week's assets, by pictures."""

import contextlib
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from domain.asset import Asset
from domain.editing.bringing import CARD, GONE, brought_board, joined, planned_shots
from domain.errors import Conflict, NotFound, Refused, ToolCancelled, ToolFailed
from domain.exports.timeline import Media
from domain.facts import Kind
from domain.film import STALE_BROUGHT, Card, Film, FilmState, Storyboard
from domain.words import Words
from storage.catalog_assets import PROXY
from storage.originals import original_blob, segments_prefix
from storage.planned_here import newest_planned
from workers.bench import Bench
from workers.forgetting import forget_withdrawn
from workers.tools.film.export_stills import still
from workers.tools.matching.film_matching import FilmMatching
from workers.tools.matching.matching_sources import (
    PATIENCE_S,
    clip_frames,
    close_frames,
    film_pieces,
    packed,
    picture_grey,
    still_pictures,
    unpacked,
)
from workers.tools.matching.matching_tables import Frames, Known, known_asset, known_stills
from workers.tools.matching.plain_places import by_plan
from workers.tools.running.confined import CallResult

#: Counts changes of the pictures that are kept of a clip.
RECIPE = 1

Tell = Callable[[int, int], None]
_LOST = Words(
    zh="上传的成片已不在，请重新上传", en="the film that was brought is gone; bring it again"
)


class _Lost(Exception):
    """Pictures of an asset went while they were looked at, as with a withdrawal: it is no shot's
    source then, and the film is searched again without it."""

    def __init__(self, asset: str) -> None:
        super().__init__(asset)
        self.asset = asset


def run(bench: Bench, film_id: str, tell: Tell) -> int:
    """Number of shots. A film that was matched stays as it is.

    Refused when the film does not decode, Conflict when it shows what was withdrawn meanwhile or
    what nobody allowed, NotFound when its bytes are gone.
    """
    film = bench.catalog.films.get(film_id)
    if film.storyboard is None:
        board = _matched(bench, film, tell)
    else:
        board = bench.catalog.films.storyboard(film.campaign, film.storyboard)
    if not film.to_be_replaced:
        board = bench.catalog.films.planned(film_id, board)
        film = bench.catalog.films.get(film_id)
    if film.to_be_replaced:
        raise Conflict(_not_allowed(bench, board))
    if film.state is FilmState.CUTTING:
        blob, sha256, size = _bytes_of(film)
        bench.catalog.films.cut(film_id, blob=blob, sha256=sha256, size=size)
    return len(board.shots)


def _not_allowed(bench: Bench, board: Storyboard) -> Words:
    """Which of them, since a film that is not kept has no findings that would say so."""
    shown = {shot.asset for shot in board.shots if shot.asset is not None}
    assets = bench.catalog.assets.get_all(shown).values()
    names = sorted(a.original_name for a in assets if not a.consent.allows_film and a.original_name)
    if not names:
        return STALE_BROUGHT
    listed = "、".join(names)
    return Words(
        zh=f"成片里有未获同意、或近景还没有人决定的素材：{listed}；请先审核，或换掉后重新上传",
        en=f"the film shows what is denied, or near shots that nobody decided on: {listed}; "
        "review them or replace them, then bring it again",
    )


def _bytes_of(film: Film) -> tuple[str, str, int]:
    if film.blob is None or film.sha256 is None or film.size is None:
        raise NotFound(_LOST)
    return film.blob, film.sha256, film.size


def _matched(bench: Bench, film: Film, tell: Tell) -> Storyboard:
    name = _bytes_of(film)[0]
    if not bench.blobs.exists(name):
        raise NotFound(_LOST)
    lost: set[str] = set()
    with bench.blobs.local(name) as path:
        while True:
            try:
                return _searched(bench, film, path, tell, without=lost)
            except _Lost as gone:
                lost.add(gone.asset)


def _searched(
    bench: Bench, film: Film, path: Path, tell: Tell, *, without: Collection[str]
) -> Storyboard:
    """Raises _Lost when pictures are gone that are looked at."""
    campaign = bench.catalog.campaigns.get(film.campaign).campaign
    known_here = bench.catalog.assets.all(film.campaign)
    assets = {a.id: a for a in known_here if a.state not in GONE and a.id not in without}
    planned = newest_planned(bench.catalog, film.campaign)
    cards = _cards(planned) if planned else {}
    style = planned.style if planned else None
    drawn = {CARD + role: still(_card_media(card), style) for role, card in cards.items()}
    known = list(_known(bench, assets, drawn, tell))
    with _clips(bench, assets) as read:
        pieces = film_pieces(
            _asking(bench), path, lambda ms, all_ms: tell(ms // 1000, all_ms // 1000)
        )
        matching = FilmMatching(known, read)
        clips = [each.key for each in known if each.is_clip]
        found = joined(matching.found(pieces), clips)
    if planned is not None:
        found = by_plan(found, planned_shots(planned), matching.unknown, known)
    return brought_board(campaign, assets, found, name=film.brought or film.id, cards=cards)


def _asking(bench: Bench) -> Callable[[Path, dict[str, Any]], CallResult]:
    return lambda path, params: bench.ask("frame_prints", path, params, patience_s=PATIENCE_S)


def _cards(board: Storyboard) -> dict[str, Card]:
    return {shot.card.role: shot.card for shot in board.shots if shot.card is not None}


def _known(
    bench: Bench, assets: dict[str, Asset], drawn: dict[str, bytes], tell: Tell
) -> Iterator[Known]:
    """All that a shot may come from, cards as they were drawn among it; what of an asset cannot
    be read is no shot's source.
    """
    roles = bench.catalog.assets.derivatives_of(sorted(assets))
    for done, (asset_id, asset) in enumerate(sorted(assets.items())):
        tell(done, len(assets))
        if bench.cancelled is not None and bench.cancelled():
            raise ToolCancelled(Words(zh="已取消", en="cancelled"))
        made = roles.get(asset_id, {})
        if asset.kind is Kind.PHOTO and "thumb" in made:
            with contextlib.suppress(NotFound), bench.blobs.open(made["thumb"]) as file:
                yield from known_stills([(asset_id, picture_grey(file.read()))])
        elif asset.kind is Kind.CLIP and asset.facts is not None:
            yield from _known_clip(bench, asset, made.get(PROXY))
    yield from known_stills(still_pictures(drawn).items())


def _card_media(card: Card) -> Media:
    lines = (card.role, card.title, *card.lines)
    return Media(number=1, path="", kind="card", width=0, height=0, lines=lines)


def _known_clip(bench: Bench, asset: Asset, proxy: str | None) -> Iterator[Known]:
    """The clip, when it can be read; its pictures lie in blobs and are read when they are asked."""
    frames = _clip(bench, asset, proxy)
    if frames is not None and len(frames.ms):
        yield known_asset(asset.id, partial(_kept_frames, bench, asset), is_clip=True)


def _frames_blob(asset: Asset) -> str:
    """Pictures of a clip go with the original."""
    return f"{segments_prefix(asset.sha256)}frames-{RECIPE}"


def _kept_frames(bench: Bench, asset: Asset) -> Frames:
    """Raises _Lost."""
    try:
        with bench.blobs.open(_frames_blob(asset)) as file:
            return unpacked(file.read())
    except NotFound as gone:
        raise _Lost(asset.id) from gone


def _clip(bench: Bench, asset: Asset, proxy: str | None) -> Frames | None:
    """Its frames, as they were kept or read anew."""
    kept = _frames_blob(asset)
    if bench.blobs.exists(kept):
        return _kept_frames(bench, asset)
    duration = asset.facts.duration_ms if asset.facts and asset.facts.duration_ms else 0
    try:
        with bench.blobs.local(proxy or original_blob(asset.sha256)) as path:
            frames = clip_frames(_asking(bench), path, duration)
    except (Refused, NotFound, ToolFailed):
        return None
    bench.blobs.put(kept, packed(frames))
    forget_withdrawn(bench, asset.id)
    return frames


@contextmanager
def _clips(bench: Bench, assets: dict[str, Asset]) -> Iterator[Callable[[str, int, int], Frames]]:
    """Reads spans of clips closely, from their small copies where there are any."""
    roles = bench.catalog.assets.derivatives_of(sorted(assets))
    with ExitStack() as stack:
        paths: dict[str, Path] = {}

        def read(asset_id: str, first: int, count: int) -> Frames:
            if asset_id not in paths:
                name = roles.get(asset_id, {}).get(PROXY)
                blob = name or original_blob(assets[asset_id].sha256)
                try:
                    paths[asset_id] = stack.enter_context(bench.blobs.local(blob))
                except NotFound as gone:
                    raise _Lost(asset_id) from gone
            return close_frames(_asking(bench), paths[asset_id], first, count)

        yield read
