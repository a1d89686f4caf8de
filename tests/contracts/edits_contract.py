"""What every implementation of the Edits port must do; bring a fixture `catalog`."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.editing.edits import CaptionText, CardText, ChapterOrder, Draft, Edits, Trim
from domain.errors import Conflict, NotFound
from domain.reviewing.review import Action
from domain.words import Words
from storage.catalog import Catalog
from storage.catalog_edits import MOST_KEPT, EditState
from tests.contracts.sample_week import AT, KEY, decide, plan, storyboard, tagged

DID = Words(zh="修剪镜头", en="shot trimmed")
WHOLE = Edits(
    pins=("a1", "a2@4000"),
    bans=("a3",),
    trims=(Trim(shot="a2@4000", frames=80, in_ms=4120), Trim(shot="opening", frames=90)),
    orders=(ChapterOrder(activity="k1", shots=("a1", "a2@4000")),),
    chapters=("k2", "k1"),
    captions=(CaptionText(activity="k1", title="一", line=""),),
    cards=(CardText(role="closing", title="感谢", lines=("甲", "乙")),),
    muted=("a2@4000",),
    music="bed-1",
    style="blue",
    target_ms=90_000,
)


def draft(edits: Edits = WHOLE, *assets: str) -> Draft:
    return Draft(edits=edits, shots=storyboard(list(assets or ("a1", "a2"))).shots)


def opened(catalog: Catalog) -> Catalog:
    catalog.campaigns.save(plan(), merges={}, at=AT)
    return catalog


def keep(catalog: Catalog, seen: int, edits: Edits = WHOLE, **more: object) -> EditState:
    given = {"did": DID, "seen": seen, "actor": "editor", "at": AT, **more}
    return catalog.edits.keep(KEY, draft(edits), **given)  # type: ignore[arg-type]


def events(catalog: Catalog) -> list[tuple[str, str]]:
    return [(entry.event, entry.subject) for entry in catalog.audit.entries(KEY)]


class EditsContract:
    def test_a_draft_comes_back_exactly_as_it_was_kept(self, catalog: Catalog):
        assert opened(catalog).edits.current(KEY) is None
        made = keep(catalog, 0)
        assert (made.line.number, made.line.parent, made.line.frames) == (1, None, 150)
        assert (made.line.did, made.line.actor, made.line.at) == (DID, "editor", AT)
        assert made.draft == draft() and not made.undo and not made.redo
        assert catalog.edits.current(KEY) == catalog.edits.state(KEY, 1) == made
        with pytest.raises(NotFound):
            catalog.edits.state(KEY, 2)
        with pytest.raises(NotFound):
            catalog.edits.keep("nowhere", draft(), did=DID, seen=0, actor="x", at=AT)

    def test_who_saw_an_older_state_changes_nothing(self, catalog: Catalog):
        keep(opened(catalog), 0)
        keep(catalog, 1)
        for seen in (0, 1, 3):
            with pytest.raises(Conflict):
                keep(catalog, seen)
        with pytest.raises(Conflict):
            catalog.edits.step(KEY, back=True, seen=1, actor="editor", at=AT)
        current = catalog.edits.current(KEY)
        assert current is not None and current.line.number == 2

    def test_changes_are_undone_and_redone_whoever_asks_and_logged(self, catalog: Catalog):
        keep(opened(catalog), 0)
        keep(catalog, 1, Edits(music="bed-1"))
        back = catalog.edits.step(KEY, back=True, seen=2, actor="other", at=AT)
        assert (back.line.number, back.draft, back.undo, back.redo) == (1, draft(), False, True)
        with pytest.raises(Conflict):
            catalog.edits.step(KEY, back=True, seen=1, actor="other", at=AT)
        forth = catalog.edits.step(KEY, back=False, seen=1, actor="other", at=AT)
        assert (forth.line.number, forth.undo, forth.redo) == (2, True, False)
        with pytest.raises(Conflict):
            catalog.edits.step(KEY, back=False, seen=2, actor="other", at=AT)
        assert events(catalog) == [
            ("storyboard edited", "1"),
            ("storyboard edited", "2"),
            ("storyboard undone", "1"),
            ("storyboard redone", "2"),
        ]

    def test_a_change_after_an_undo_is_what_is_redone_and_loses_nothing(self, catalog: Catalog):
        keep(opened(catalog), 0)
        keep(catalog, 1)
        catalog.edits.step(KEY, back=True, seen=2, actor="editor", at=AT)
        assert keep(catalog, 1).line.parent == 1
        catalog.edits.step(KEY, back=True, seen=3, actor="editor", at=AT)
        forth = catalog.edits.step(KEY, back=False, seen=1, actor="editor", at=AT)
        assert forth.line.number == 3
        assert catalog.edits.state(KEY, 2).draft == draft()

    def test_versions_have_names_of_their_own(self, catalog: Catalog):
        keep(opened(catalog), 0)
        keep(catalog, 1, at=AT + timedelta(hours=1))
        named = catalog.edits.name(KEY, 1, "初稿", actor="editor", at=AT)
        assert named.name == "初稿"
        with pytest.raises(Conflict):
            catalog.edits.name(KEY, 2, "初稿", actor="editor", at=AT)
        assert catalog.edits.name(KEY, 1, "初稿", actor="editor", at=AT).name == "初稿"
        with pytest.raises(NotFound):
            catalog.edits.name(KEY, 9, "二稿", actor="editor", at=AT)
        assert [line.number for line in catalog.edits.lines(KEY, limit=1)] == [2, 1]
        catalog.edits.name(KEY, 1, None, actor="editor", at=AT)
        assert [line.number for line in catalog.edits.lines(KEY, limit=1)] == [2]
        assert ("storyboard version named", "1") in events(catalog)

    def test_old_states_go_but_not_named_ones_nor_those_that_films_show(self, catalog: Catalog):
        keep(opened(catalog), 0)
        keep(catalog, 1)
        catalog.edits.name(KEY, 1, "初稿", actor="editor", at=AT)
        catalog.films.start(KEY, at=AT)
        for seen in range(2, MOST_KEPT + 4):
            keep(catalog, seen, Edits())
        numbers = [line.number for line in catalog.edits.lines(KEY, limit=MOST_KEPT * 2)]
        assert numbers[-3:] == [5, 2, 1] and len(numbers) == MOST_KEPT + 2
        catalog.edits.step(KEY, back=True, seen=MOST_KEPT + 4, actor="editor", at=AT)
        assert not catalog.edits.state(KEY, 5).undo

    def test_a_merged_activitys_shots_and_words_follow_its_heir(self, catalog: Catalog):
        shots = tuple(
            replace(shot, activity=activity)
            for shot, activity in zip(
                draft(Edits(), "x", "y", "z", "w").shots, ("a1", "a2", "a3", "a3"), strict=True
            )
        )
        edits = Edits(
            captions=(CaptionText(activity="a3", title="讲堂", line=""),),
            orders=(ChapterOrder(activity="a3", shots=("w", "z")),),
            chapters=("a1", "a2", "a3"),
        )
        whole = opened(catalog)
        whole.edits.keep(
            KEY, Draft(edits=edits, shots=shots), did=DID, seen=0, actor="editor", at=AT
        )
        smaller = replace(plan(), activities=plan().activities[:2])
        catalog.campaigns.save(smaller, merges={"a3": "a1"}, at=AT)
        current = catalog.edits.current(KEY)
        assert current is not None and current.undo
        told = [(shot.asset, shot.activity, shot.starts_at) for shot in current.draft.shots]
        assert told == [("x", "a1", 0), ("z", "a1", 75), ("w", "a1", 150), ("y", "a2", 225)]
        assert current.draft.edits.chapters == ("a1", "a2")
        caption = current.draft.edits.caption("a1")
        assert caption is not None and caption.title == "讲堂"
        assert current.draft.edits.order("a1") == ("w", "z")
        # One that has no shots takes none away from its heir.
        none = replace(plan(), activities=plan().activities[:1])
        catalog.edits.keep(
            KEY,
            Draft(edits=Edits(chapters=("a1", "a2")), shots=shots[:1]),
            did=DID,
            seen=current.line.number,
            actor="editor",
            at=AT,
        )
        catalog.campaigns.save(none, merges={"a2": "a1"}, at=AT)
        last = catalog.edits.current(KEY)
        assert last is not None and [shot.asset for shot in last.draft.shots] == ["x"]

    def test_a_film_shows_the_table_when_it_holds_changes(self, catalog: Catalog):
        assert opened(catalog).films.start(KEY, at=AT).draft is None
        keep(catalog, 0, Edits())
        assert catalog.films.start(KEY, at=AT).draft is None
        keep(catalog, 1)
        film = catalog.films.start(KEY, at=AT)
        assert film.draft == 2 and catalog.films.get(film.id).draft == 2
        assert catalog.films.start(KEY, at=AT, draft=1).draft == 1
        with pytest.raises(NotFound):
            catalog.films.start(KEY, at=AT, draft=7)
        catalog.edits.step(KEY, back=True, seen=2, actor="editor", at=AT)
        assert catalog.films.start(KEY, at=AT).draft is None

    def test_a_draft_kept_after_a_withdrawal_tells_no_name_of_it(self, catalog: Catalog):
        one, gone = tagged(opened(catalog), "one", "gone")
        why = Words(zh="原定的“李某“1”.mov”剪辑时读不出来，换成次选", en="stands for “李某“1”.mov”")
        (shot,) = storyboard([one]).shots
        draft = Draft(edits=Edits(), shots=(replace(shot, why=why, names=gone),))
        asked = {"did": DID, "actor": "editor", "at": AT}
        named = catalog.edits.keep(KEY, draft, seen=0, **asked)  # type: ignore[arg-type]
        assert named.draft == draft
        decide(catalog, gone, Action.WITHDRAW, reason="taken back")
        late = catalog.edits.keep(KEY, draft, seen=1, **asked)  # type: ignore[arg-type]
        unnamed = Words(zh="原定的“—”剪辑时读不出来，换成次选", en="stands for “—”")
        assert late.draft.shots[0].why == unnamed and late.draft.shots[0].names is None
