"""Assets and storyboards as scripts and the API read them (the keys are a stable contract)."""

from typing import Any

from domain.asset import Asset
from domain.campaign import Campaign
from domain.film import Film, Finding, LeftOut, Shot, Storyboard
from domain.timebase import frames_to_ms
from domain.wording import activity_of, unit_name
from domain.words import Words


def words(said: Words) -> dict[str, str]:
    return {"zh": said.zh, "en": said.en}


def asset_row(asset: Asset, campaign: Campaign) -> dict[str, Any]:
    """One asset as `weekreel assets --json` prints it; times ISO 8601 with offset."""
    return {
        "id": asset.id,
        "sha256": asset.sha256,
        "original_name": asset.original_name,
        "unit": unit_name(campaign, asset.unit),
        "sending": asset.sending,
        "kind": asset.kind,
        "state": asset.state,
        "refused_because": _refusal(asset),
        **_when(asset),
        **_tag(asset, campaign),
        **_media(asset),
        "duplicate_of": asset.duplicate_of,
        "near_duplicate_of": asset.near_duplicate_of,
        "belongs_to": asset.belongs_to,
        "consent": {
            "informed": asset.consent.informed,
            "minors": asset.consent.minors,
            "patients": asset.consent.patients,
            "decision": asset.consent.decision,
        },
        "late": asset.late,
        "star": asset.star,
        "shows": list(asset.shows),
        "version": asset.version,
    }


def _refusal(asset: Asset) -> dict[str, str] | None:
    if asset.refused is None:
        return None
    code, said = asset.refused
    return {"code": code, **words(said)}


def _when(asset: Asset) -> dict[str, Any]:
    day = asset.tag.day if asset.tag else None
    return {
        "taken_at": asset.taken_at.isoformat() if asset.taken_at else None,
        "taken_class": asset.taken_class,
        "taken_from": asset.taken_from,
        "date": day.isoformat() if day else None,
    }


def _tag(asset: Asset, campaign: Campaign) -> dict[str, Any]:
    tag = asset.tag
    activity = activity_of(campaign, tag.activity if tag else None)
    return {
        "activity": activity.number if activity else None,
        "activity_key": tag.activity if tag else None,
        "tag_by": tag.by if tag else None,
        "confidence": tag.confidence / 1000 if tag else None,
        "ready": bool(tag and tag.ready),
        "evidence": [
            {"kind": e.kind, "weight": e.weight / 100, "text": e.words.zh, "text_en": e.words.en}
            for e in (tag.evidence if tag else ())
        ],
    }


def _media(asset: Asset) -> dict[str, Any]:
    facts = asset.facts
    place = facts.place if facts else None
    return {
        "width": facts.width if facts else None,
        "height": facts.height if facts else None,
        "duration_ms": facts.duration_ms if facts else None,
        "fps": round(float(facts.fps), 3) if facts and facts.fps else None,
        "has_audio": bool(facts and facts.audio),
        "camera": facts.camera if facts else None,
        "gps": {"lat": place.lat, "lon": place.lon} if place else None,
    }


def shot_row(shot: Shot) -> dict[str, Any]:
    card = shot.card
    return {
        "index": shot.index,
        "kind": shot.kind,
        "asset": shot.asset,
        "activity": shot.activity,
        "in_ms": shot.in_ms,
        "out_ms": shot.out_ms,
        "starts_at_frame": shot.starts_at,
        "ends_at_frame": shot.starts_at + shot.frames,
        "frames": shot.frames,
        "into": shot.into,
        "starts_at_ms": frames_to_ms(shot.starts_at),
        "sound": shot.sound,
        "caption": [shot.caption.title, shot.caption.line] if shot.caption else None,
        "card": {"role": card.role, "title": card.title, "lines": list(card.lines)}
        if card
        else None,
        "why": words(shot.why),
    }


def left_out_row(left: LeftOut) -> dict[str, Any]:
    return {
        "asset": left.asset,
        "activity": left.activity,
        "code": left.code,
        "why": words(left.why),
    }


def storyboard_row(storyboard: Storyboard) -> dict[str, Any]:
    return {
        "campaign": storyboard.campaign,
        "version": storyboard.version,
        "frames": storyboard.frames,
        "duration_ms": frames_to_ms(storyboard.frames),
        "gap_percent": storyboard.gap / 100 if storyboard.gap is not None else None,
        "music": storyboard.music,
        "style": storyboard.style,
        "shots": [shot_row(shot) for shot in storyboard.shots],
        "left_out": [left_out_row(left) for left in storyboard.left_out],
    }


def finding_row(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "kind": finding.kind,
        "outcome": finding.outcome,
        "measured": finding.measured,
        "wanted": finding.wanted,
        "words": words(finding.words),
        "source": finding.source,
        "at_ms": finding.at_ms,
    }


def film_row(film: Film) -> dict[str, Any]:
    return {
        "id": film.id,
        "number": film.number,
        "state": film.state,
        "storyboard": film.storyboard,
        "sha256": film.sha256,
        "size": film.size,
        "created_at": film.created_at.isoformat(),
        "findings": [finding_row(f) for f in film.findings],
        "measures": film.measures,
        "failed_because": words(film.failed_because) if film.failed_because else None,
        "to_be_replaced": film.to_be_replaced,
    }
