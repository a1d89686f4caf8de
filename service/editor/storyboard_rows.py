"""A film on the editors' table as the API tells it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from domain.asset import Asset
from domain.campaign import Campaign
from domain.editing.changing import Table
from domain.editing.draft_changes import Difference
from domain.editing.edits import Draft, Edits
from domain.film import LeftOut, Shot
from domain.planning.candidates import Candidate
from domain.planning.leaving_out import FAULTS
from domain.planning.offering import Offer
from domain.planning.storyboarding import showable
from domain.timebase import frames_to_ms
from domain.wording import unit_name
from service.deps import Deps
from service.editor.rows import pictures
from service.presenting import left_out_row, shot_row, words
from storage.catalog_edits import EditLine, EditState


def draft_row(deps: Deps, state: EditState | None, draft: Draft, table: Table) -> dict[str, Any]:
    """What lies on the table; without a state it is what the newest film shows."""
    limit, longest = table.room(draft.edits), table.room(Edits())
    here = table.offer(draft.edits)
    return {
        "seen": state.line.number if state else 0,
        "line": line_row(state.line) if state else None,
        "undo": bool(state and state.undo),
        "redo": bool(state and state.redo),
        "planned": bool(draft.shots),
        "frames": draft.frames,
        "limit_frames": limit,
        "longest_frames": longest,
        "duration_ms": frames_to_ms(draft.frames),
        "limit_ms": frames_to_ms(limit),
        "gap_percent": draft.gap / 100 if draft.gap is not None else None,
        "shots": _shots(deps, draft, table, here),
        "edits": edits_row(draft.edits),
    }


def edits_row(edits: Edits) -> dict[str, Any]:
    """What the editor changed and what is not told of the shots themselves."""
    return {
        "pins": list(edits.pins),
        "bans": list(edits.bans),
        "trims": [
            {"shot": trim.shot, "frames": trim.frames, "in_ms": trim.in_ms} for trim in edits.trims
        ],
        "captions": [text.activity for text in edits.captions],
        "cards": [text.role for text in edits.cards],
        "orders": [order.activity for order in edits.orders],
        "chapters": list(edits.chapters),
        "muted": list(edits.muted),
        "music": edits.music,
        "style": edits.style,
        "transition": edits.transition,
        "target_ms": edits.target_ms,
    }


def line_row(line: EditLine) -> dict[str, Any]:
    return {
        "number": line.number,
        "parent": line.parent,
        "at": line.at.isoformat(),
        "by": line.actor,
        "did": words(line.did),
        "frames": line.frames,
        "duration_ms": frames_to_ms(line.frames),
        "name": line.name,
    }


def candidate_rows(
    deps: Deps, found: Sequence[Candidate], campaign: Campaign, room: int
) -> list[dict[str, Any]]:
    """Candidates with what they would take; `fits` within `room` frames."""
    roles = deps.storage.catalog.assets.derivatives_of([each.asset.id for each in found])
    return [
        {
            "shot": each.name,
            "asset": each.asset.id,
            "activity": each.activity,
            "kind": each.kind,
            "score": each.score,
            "fault": each.fault,
            "fault_words": words(FAULTS[each.fault]) if each.fault is not None else None,
            "because": words(each.because),
            "frames": each.preferred,
            "shortest": each.shortest,
            "longest": each.longest,
            "from_ms": each.from_ms,
            "to_ms": each.to_ms,
            "fits": each.shortest <= room,
            **_source(deps, each.asset, campaign, roles),
        }
        for each in found
    ]


def left_out_rows(
    deps: Deps, left: Iterable[LeftOut], table: Table, offered: Offer
) -> list[dict[str, Any]]:
    listed = list(left)
    roles = deps.storage.catalog.assets.derivatives_of([each.asset for each in listed])
    bans: dict[str, dict[str, None]] = {}
    for each in offered.candidates:
        bans.setdefault(each.asset.id, {}).update(dict.fromkeys(offered.barred.get(each.name, ())))
    return [
        {
            **left_out_row(each),
            "bans": list(bans.get(each.asset, ())),
            **_source(deps, table.assets[each.asset], table.campaign, roles),
        }
        for each in listed
    ]


def difference_row(difference: Difference) -> dict[str, Any]:
    kind, about, said = difference
    return {"kind": kind, "about": about, "words": words(said)}


def _shots(deps: Deps, draft: Draft, table: Table, here: Offer) -> list[dict[str, Any]]:
    roles = deps.storage.catalog.assets.derivatives_of(sorted(table.assets))
    edits = draft.edits
    return [
        {
            **shot_row(shot),
            "shot": shot.name,
            "focus": list(shot.focus),
            "pinned": shot.name in edits.pins,
            "trimmed": edits.trim(shot.name) is not None,
            "muted": shot.name in edits.muted,
            "own_text": _own_text(shot, edits),
            **_usable(shot, here),
            **_shown(deps, shot, table, roles),
        }
        for shot in draft.shots
    ]


def _own_text(shot: Shot, edits: Edits) -> bool:
    """True when the words on it are the editor's."""
    if shot.card is not None:
        return edits.card(shot.card.role) is not None
    return shot.caption is not None and edits.caption(shot.activity or "") is not None


def _usable(shot: Shot, here: Offer) -> dict[str, Any]:
    if shot.card is not None or showable(here, shot):
        return {"usable": True, "unusable_because": None}
    out = next((each for each in here.able.left_out if each.asset == shot.asset), None)
    zh = out.why.zh if out else "素材换了活动或已经不在"
    en = out.why.en if out else "its asset moved to another activity or is gone"
    return {"usable": False, "unusable_because": {"zh": zh, "en": en}}


def _shown(
    deps: Deps, shot: Shot, table: Table, roles: Mapping[str, dict[str, str]]
) -> dict[str, Any]:
    asset = table.assets.get(shot.asset or "")
    if asset is None:
        gone = dict.fromkeys(("original_name", "unit", "source_ms", "width", "height"))
        return {**gone, "speech": [], "pictures": {}, "original": None}
    return _source(deps, asset, table.campaign, roles)


def _source(
    deps: Deps, asset: Asset, campaign: Campaign, roles: Mapping[str, dict[str, str]]
) -> dict[str, Any]:
    return {
        "original_name": asset.original_name,
        "unit": unit_name(campaign, asset.unit),
        "source_ms": asset.facts.duration_ms if asset.facts else None,
        "width": asset.facts.width if asset.facts else None,
        "height": asset.facts.height if asset.facts else None,
        "speech": [list(span) for span in asset.look.speech] if asset.look else [],
        "pictures": pictures(deps, asset.id, dict(roles.get(asset.id, {}))),
        "original": deps.pages.url(f"/media/originals/{asset.id}"),
    }


def names_of(deps: Deps, *drafts: Draft) -> dict[str, str]:
    """Original names of what the drafts show, by asset id."""
    shown: Collection[str] = {s.asset for d in drafts for s in d.shots if s.asset is not None}
    return deps.storage.catalog.assets.names(sorted(shown))
