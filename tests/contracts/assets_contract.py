"""What every implementation of the Assets port must do; bring a fixture `catalog`."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.board.tally import Counted, counted, tally
from domain.board.wanted import Marked
from domain.errors import Conflict, NotAllowed, NotFound
from domain.facts import Kind
from domain.moves import AssetState
from domain.reviewing.review import Action
from domain.sending import Sending
from domain.tagging import Tag
from domain.words import Words
from storage.catalog import Catalog
from storage.catalog_assets import AssetQuery, Derivative
from storage.originals import original_blob
from tests.contracts.sample_week import (
    AT,
    CLAIMS,
    FACTS,
    KEY,
    LOOK,
    TAG,
    arrive,
    decide,
    decision,
    derivatives,
    inspect,
    invited,
    plan,
    received,
    said,
    sha,
    storyboard,
    tagged,
)

_S = AssetState
WHY = Words(zh="无法读取", en="cannot be read")


def opened(catalog: Catalog) -> Catalog:
    catalog.campaigns.save(plan(), merges={}, at=AT)
    return catalog


def state(catalog: Catalog, asset: str) -> AssetState:
    return catalog.assets.get(asset).state


class StationsContract:
    def test_what_the_stations_found_comes_back_exactly(self, catalog: Catalog):
        (asset,) = received(opened(catalog), "one")
        assert inspect(catalog, asset) is True
        found = catalog.assets.get(asset)
        assert (found.state, found.kind, found.version) == (_S.INSPECTED, Kind.CLIP, 2)
        assert (found.facts, found.claims) == (FACTS, CLAIMS)
        assert found.taken_at == AT and found.taken_at.utcoffset() is not None
        assert (found.taken_class, found.taken_from) == ("capture", "exif")
        assert catalog.assets.looked(asset, look=LOOK, derivatives=derivatives(asset)) is True
        assert catalog.assets.tagged(asset, tag=TAG, held=False) is True
        found = catalog.assets.get(asset)
        assert (found.state, found.look, found.tag, found.version) == (_S.TAGGED, LOOK, TAG, 4)

    def test_a_station_run_twice_or_too_early_changes_nothing(self, catalog: Catalog):
        (asset,) = received(opened(catalog), "one")
        assert catalog.assets.looked(asset, look=LOOK, derivatives=derivatives(asset)) is False
        assert catalog.assets.tagged(asset, tag=TAG, held=False) is False
        inspect(catalog, asset)
        before = catalog.assets.get(asset)
        assert (
            catalog.assets.inspected(
                asset,
                facts=replace(FACTS, width=1),
                claims=(),
                taken_at=None,
                taken_class="none",
                taken_from=None,
            )
            is False
        )
        assert catalog.assets.get(asset) == before
        catalog.assets.looked(asset, look=LOOK, derivatives=derivatives(asset))
        other = [Derivative(role="view", blob="views/x.webp")]
        assert catalog.assets.looked(asset, look=LOOK, derivatives=other) is False
        assert catalog.assets.derivatives(asset) == {"thumb": f"thumbs/{asset}.webp"}

    def test_what_is_made_later_stands_beside_the_rest_and_not_of_what_is_gone(
        self, catalog: Catalog
    ):
        one, gone = received(opened(catalog), "one", "two")
        proxy = [
            Derivative(role="proxy", blob="p-1.mp4"),
            Derivative(role="peaks", blob="p-1.json"),
        ]
        inspect(catalog, one)
        assert catalog.assets.add_derivatives(one, proxy) is False, "not looked at yet"
        catalog.assets.looked(one, look=LOOK, derivatives=derivatives(one))
        before = catalog.assets.get(one)
        assert catalog.assets.add_derivatives(one, proxy) is True
        again = [Derivative(role="proxy", blob="p-2.mp4")]
        assert catalog.assets.add_derivatives(one, again) is True
        assert catalog.assets.derivatives(one) == {
            "thumb": f"thumbs/{one}.webp",
            "proxy": "p-2.mp4",
            "peaks": "p-1.json",
        }
        assert catalog.assets.get(one) == before
        catalog.assets.refuse(gone, code="unreadable", words=WHY)
        assert catalog.assets.add_derivatives(gone, proxy) is False
        assert catalog.assets.add_derivatives("0" * 16, proxy) is False

    def test_claims_found_out_later_stand_beside_the_state_that_the_asset_has(
        self, catalog: Catalog
    ):
        one, two = received(opened(catalog), "one", "two")
        inspect(catalog, one)
        later = (*CLAIMS, replace(CLAIMS[0], source="watermark"))
        ruling = {"claims": later, "taken_at": AT, "taken_class": "capture"}
        seen = catalog.assets.get(one).version
        ruling["taken_from"] = "watermark"
        stale = catalog.assets.judged(one, **ruling, seen_version=seen - 1)
        assert stale is False, "written by others since"
        assert catalog.assets.judged(one, **ruling, seen_version=seen) is True
        found = catalog.assets.get(one)
        assert (found.state, found.claims) == (_S.INSPECTED, later)
        assert (found.taken_at, found.taken_from, found.version) == (AT, "watermark", 3)
        assert catalog.assets.judged(two, **ruling) is False
        catalog.assets.refuse(one, code="type", words=WHY)
        assert catalog.assets.judged(one, **ruling) is False

    def test_a_sending_is_awaited_until_each_of_its_files_was_inspected_or_refused(
        self, catalog: Catalog
    ):
        one, two, three = received(opened(catalog), "one", "two", "three")
        sending = catalog.assets.get(one).sending
        assert catalog.assets.awaited(sending) is True
        inspect(catalog, one)
        inspect(catalog, two)
        assert catalog.assets.awaited(sending) is True
        catalog.assets.refuse(three, code="type", words=WHY)
        assert catalog.assets.awaited(sending) is False
        members = catalog.assets.members(sending)
        assert [each.id for each in members] == sorted([one, two])
        assert {each.claims for each in members} == {CLAIMS}
        assert members[0].camera == FACTS.camera
        assert catalog.assets.members("nowhere") == []

    def test_a_sidecar_is_a_member_of_its_sending_and_found_beside_its_photo(
        self, catalog: Catalog
    ):
        photo, beside, other = received(opened(catalog), "one", "two", "three")
        inspect(catalog, photo)
        catalog.assets.refuse(beside, code="sidecar", words=WHY)
        catalog.assets.refuse(other, code="document", words=WHY)
        sending = catalog.assets.get(photo).sending
        kinds = {each.id: each.kind for each in catalog.assets.members(sending)}
        assert kinds == {photo: FACTS.kind, beside: None}
        version = catalog.assets.get(beside).version
        catalog.assets.set_belonging({beside: photo, other: photo})
        assert catalog.assets.get(beside).belongs_to == photo
        assert catalog.assets.get(beside).version == version
        assert [each.id for each in catalog.assets.sidecars(photo)] == [beside]
        catalog.assets.set_belonging({beside: None})
        assert catalog.assets.sidecars(photo) == []

    def test_the_sender_of_a_sidecar_reads_that_it_was_received(self, catalog: Catalog):
        (beside,) = received(opened(catalog), "one")
        catalog.assets.refuse(beside, code="sidecar", words=WHY)
        (receipt,) = catalog.intake.receipts(campaign=KEY, unit="u1")
        assert (receipt.state, receipt.words) == ("received", WHY)

    def test_a_sidecar_stays_as_long_as_its_photo(self, catalog: Catalog):
        (photo,) = tagged(opened(catalog), "one")
        lost, beside = received(catalog, "two", "three")
        for each in (lost, beside):
            catalog.assets.refuse(each, code="sidecar", words=WHY)
        catalog.assets.set_belonging({beside: photo})
        late = AT + timedelta(days=400)
        assert [each.asset for each in catalog.retention.refused(before=late)] == [lost]
        decide(catalog, photo, Action.WITHDRAW)
        gone = {each.asset for each in catalog.retention.refused(before=late)}
        assert gone == {lost, beside}

    def test_a_withdrawn_photo_takes_its_sidecar_along(self, catalog: Catalog):
        (photo,) = tagged(opened(catalog), "one")
        (beside,) = received(catalog, "two")
        catalog.assets.refuse(beside, code="sidecar", words=WHY)
        catalog.assets.set_belonging({beside: photo})
        decide(catalog, photo, Action.WITHDRAW)
        gone: list[str] = []
        assert catalog.assets.purge(photo, gone.append)
        assert original_blob(catalog.assets.get(beside).sha256) in gone

    def test_a_machines_tag_is_weighed_again_until_a_person_decides(self, catalog: Catalog):
        (asset,) = tagged(opened(catalog), "one")
        again = replace(TAG, activity="a2", confidence=500, ready=False)
        assert catalog.assets.tagged(asset, tag=again, held=False) is True
        assert catalog.assets.get(asset).tag == again
        decide(catalog, asset, Action.CHANGE, activity="a3")
        before = catalog.assets.get(asset)
        assert catalog.assets.tagged(asset, tag=TAG, held=True) is False
        assert catalog.assets.get(asset) == before
        decide(catalog, asset, Action.ACCEPT)
        assert catalog.assets.tagged(asset, tag=TAG, held=False) is False

    def test_what_an_editor_saw_stays_so_while_activity_and_day_are_the_same(
        self, catalog: Catalog
    ):
        (asset,) = tagged(opened(catalog), "one")
        seen = catalog.assets.get(asset).version
        surer = replace(TAG, confidence=990, evidence=())
        assert catalog.assets.tagged(asset, tag=surer, held=False) is True
        assert catalog.assets.get(asset).tag == surer
        assert catalog.assets.get(asset).version == seen
        other = replace(surer, activity="a2")
        assert catalog.assets.tagged(asset, tag=other, held=False) is True
        assert catalog.assets.get(asset).version == seen + 1
        undated = replace(other, day=None)
        assert catalog.assets.tagged(asset, tag=undated, held=False) is True
        assert catalog.assets.get(asset).version == seen + 2

    def test_a_wanted_shot_is_marked_counted_and_taken_back(self, catalog: Catalog):
        one, two = tagged(opened(catalog), "one", "two")
        decide(catalog, one, Action.CHANGE, activity="a1")
        marked = decide(catalog, one, Action.SHOW, shot="横幅全景")
        assert catalog.assets.get(one).shows == ("横幅全景",)
        assert catalog.assets.shown(KEY) == [Marked(activity="a1", shows=("横幅全景",))]
        # A wanted shot is the plan's own words, and the log forgets nothing: it counts them.
        logged = [link.logged for link in catalog.audit.links(after=0, limit=100)]
        assert logged[-1].after is not None and logged[-1].after["shows"] == 1
        assert "横幅全景" not in str(logged)
        decide(catalog, one, Action.REJECT)
        assert catalog.assets.shown(KEY) == []
        decide(catalog, one, Action.ACCEPT)
        decide(catalog, one, Action.UNSHOW, shot="横幅全景")
        assert catalog.assets.shown(KEY) == [] and marked
        again = decide(catalog, one, Action.SHOW, shot="横幅全景")
        catalog.assets.undo(again, actor="editor", at=AT)
        assert catalog.assets.get(one).shows == () == catalog.assets.get(two).shows

    def test_only_what_its_activity_wants_is_marked(self, catalog: Catalog):
        (asset,) = tagged(opened(catalog), "one")
        decide(catalog, asset, Action.CHANGE, activity="a1")
        with pytest.raises(Conflict):
            decide(catalog, asset, Action.SHOW, shot="火箭升空")
        assert catalog.assets.get(asset).shows == ()

    def test_weighing_again_can_hold_but_never_lets_go(self, catalog: Catalog):
        one, two = tagged(opened(catalog), "one", "two")
        assert catalog.assets.tagged(one, tag=TAG, held=True) is True
        assert state(catalog, one) is _S.HELD
        decide(catalog, two, Action.HOLD)
        assert catalog.assets.tagged(two, tag=TAG, held=False) is True
        assert state(catalog, two) is _S.HELD

    def test_consent_that_was_given_while_it_was_weighed_is_not_held_again(self, catalog: Catalog):
        (asset,) = tagged(opened(catalog), "one", held=True, minors=True)
        read_before = catalog.assets.get(asset).consent.needs_decision
        decide(catalog, asset, Action.CONSENT_GRANT)
        surer = replace(TAG, confidence=990)
        assert catalog.assets.tagged(asset, tag=surer, held=read_before) is True
        assert state(catalog, asset) is _S.TAGGED and catalog.assets.get(asset).tag == surer

    def test_a_tag_may_have_neither_activity_nor_day(self, catalog: Catalog):
        (asset,) = tagged(opened(catalog), "one")
        empty = Tag(activity=None, day=None, by="machine", confidence=0, ready=False, evidence=())
        assert catalog.assets.tagged(asset, tag=empty, held=False)
        assert catalog.assets.get(asset).tag == empty

    def test_a_refused_asset_says_why_and_is_refused_only_before_the_review(self, catalog: Catalog):
        one, two = received(opened(catalog), "one", "two")
        assert catalog.assets.refuse(one, code="type", words=WHY) is True
        refused = catalog.assets.get(one)
        assert (refused.state, refused.refused) == (_S.REFUSED, ("type", WHY))
        assert catalog.assets.refuse(one, code="other", words=WHY) is False
        (three,) = tagged(catalog, "three", unit="u2")
        assert catalog.assets.refuse(three, code="type", words=WHY) is False
        assert catalog.assets.counts(KEY) == {"refused": 1, "received": 1, "tagged": 1}
        assert state(catalog, two) is _S.RECEIVED

    def test_near_duplicates_are_set_and_cleared_without_a_new_version(self, catalog: Catalog):
        one, two = tagged(opened(catalog), "one", "two")
        version = catalog.assets.get(one).version
        catalog.assets.set_near_duplicates({one: two})
        assert catalog.assets.get(one).near_duplicate_of == two
        catalog.assets.set_near_duplicates({one: None})
        assert catalog.assets.get(one).near_duplicate_of is None
        assert catalog.assets.get(one).version == version


class FindingContract:
    def test_assets_are_found_in_id_order_page_by_page(self, catalog: Catalog):
        ids = sorted(received(opened(catalog), *map(str, range(7))))
        assert [a.id for a in catalog.assets.all(KEY)] == ids
        pages: list[list[str]] = []
        after = None
        while page := catalog.assets.find(AssetQuery(campaign=KEY, after=after, limit=3)):
            pages.append([a.id for a in page])
            after = page[-1].id
        assert pages == [ids[:3], ids[3:6], ids[6:]]

    def test_assets_are_found_by_what_is_asked_for(self, catalog: Catalog):
        one, two, three = tagged(opened(catalog), "one", "two", "three", unit="u1")
        (raw,) = received(catalog, "raw", unit="u2")
        decide(catalog, two, Action.CHANGE, activity="a2", day=date(2025, 5, 30))
        decide(catalog, three, Action.REJECT)

        def ids(**wanted: object) -> set[str]:
            query = AssetQuery(campaign=KEY, **wanted)
            return {asset.id for asset in catalog.assets.find(query)}

        assert ids() == {one, two, three, raw}
        assert ids(states=(_S.TAGGED,)) == {one, two}
        assert ids(states=(_S.REJECTED, _S.RECEIVED)) == {three, raw}
        assert ids(activity="a2") == {two}
        assert ids(activity="") == {raw}
        assert ids(day=date(2025, 5, 28)) == {one, three}
        assert ids(unit="u2") == {raw}
        assert ids(sending=catalog.assets.get(raw).sending) == {raw}
        assert ids(unit="u1", activity="a1", states=(_S.REJECTED,)) == {three}
        assert catalog.assets.find(AssetQuery(campaign="other")) == []

    def test_what_is_not_there_is_not_found(self, catalog: Catalog):
        opened(catalog)
        with pytest.raises(NotFound):
            catalog.assets.get("0" * 16)
        with pytest.raises(NotFound):
            catalog.assets.note("0" * 16)
        assert inspect(catalog, "0" * 16) is False
        assert catalog.assets.derivatives("0" * 16) == {}

    def test_the_board_counts_alike_assets_together_and_leaves_none_out(self, catalog: Catalog):
        opened(catalog)
        accepted, _, near = tagged(catalog, "one", "two", "near")
        decide(catalog, accepted, Action.ACCEPT)
        held, allowed = tagged(catalog, "child", "allowed", held=True, minors=True, unit="u2")
        decide(catalog, allowed, Action.CONSENT_GRANT)
        received(catalog, "just come", unit="u3")
        gone = received(catalog, "broken")[0]
        catalog.assets.refuse(gone, code="unreadable", words=WHY)
        board = catalog.assets.board(KEY)
        assert tally(board) == tally(map(counted, catalog.assets.all(KEY)))
        assert sum(group.count for group in board) == 7
        ready = {(g.activity, g.day, g.unit): g.count for g in board if g.column == "ready"}
        assert ready["a1", TAG.day, "u1"] == 2
        alone = counted(catalog.assets.get(held))
        assert alone.undecided and [g for g in board if g == alone] == [alone]
        assert near in {asset.id for asset in catalog.assets.all(KEY)}
        assert catalog.assets.board("nowhere") == []

    def test_a_group_of_the_board_is_what_its_assets_are_one_by_one(self, catalog: Catalog):
        opened(catalog)
        tagged(catalog, "one", "two")
        (group,) = catalog.assets.board(KEY)
        one = counted(catalog.assets.all(KEY)[0])
        assert group == replace(one, count=2)
        assert isinstance(group, Counted) and isinstance(group.ready, bool)

    def test_many_are_read_by_their_ids_at_once(self, catalog: Catalog):
        opened(catalog)
        one, two = tagged(catalog, "one", "two")
        both = {asset.id: asset for asset in catalog.assets.all(KEY)}
        assert catalog.assets.get_all([one, two, "0" * 16]) == both
        assert catalog.assets.names({two, "0" * 16}) == {two: both[two].original_name}
        assert catalog.assets.get_all([]) == {} and catalog.assets.names([]) == {}

    def test_derivatives_are_listed_for_many_at_once(self, catalog: Catalog):
        one, two = tagged(opened(catalog), "one", "two")
        (raw,) = received(catalog, "raw", unit="u2")
        assert catalog.assets.derivatives_of([one, two, raw]) == {
            one: {"thumb": f"thumbs/{one}.webp"},
            two: {"thumb": f"thumbs/{two}.webp"},
        }
        assert catalog.assets.derivatives_of([]) == {}


class DecisionsContract:
    def test_an_accepted_asset_may_be_in_the_film_and_the_trace_stays(self, catalog: Catalog):
        (asset,) = tagged(opened(catalog), "one")
        seen = catalog.assets.get(asset)
        wanted = decision(asset, Action.ACCEPT, seen_version=seen.version, reason="清晰")
        (made,) = catalog.assets.decide([wanted], at=AT)
        accepted = catalog.assets.get(asset)
        assert accepted.in_film and accepted.version == seen.version + 1
        assert accepted.tag == TAG
        assert (made.decision, made.at, made.undone) == (wanted, AT, False)
        assert (made.before["state"], made.after["state"]) == ("tagged", "accepted")
        assert catalog.assets.decisions(KEY) == [made]
        assert catalog.assets.decisions(KEY, asset=asset) == [made]
        assert catalog.assets.decisions(KEY, asset="0" * 16) == []
        assert catalog.assets.decisions("other") == []

    def test_a_changed_tag_is_a_persons_and_stands_on_their_word(self, catalog: Catalog):
        (asset,) = tagged(opened(catalog), "one")
        decide(catalog, asset, Action.ACCEPT, activity="a2")
        tag = catalog.assets.get(asset).tag
        assert tag is not None
        assert (tag.activity, tag.day, tag.by) == ("a2", TAG.day, "person")
        assert (tag.confidence, tag.ready) == (1000, True)
        assert [reason.kind for reason in tag.evidence] == ["sender", "person"]
        assert state(catalog, asset) is _S.ACCEPTED

    def test_an_activity_that_the_plan_does_not_know_is_refused(self, catalog: Catalog):
        (asset,) = tagged(opened(catalog), "one")
        with pytest.raises(NotFound):
            decide(catalog, asset, Action.CHANGE, activity="a9")

    def test_of_two_editors_the_second_is_told(self, catalog: Catalog):
        (asset,) = tagged(opened(catalog), "one")
        seen = catalog.assets.get(asset).version
        decide(catalog, asset, Action.STAR, seen_version=seen)
        with pytest.raises(Conflict):
            decide(catalog, asset, Action.REJECT, seen_version=seen)
        assert catalog.assets.get(asset).star
        assert state(catalog, asset) is _S.TAGGED

    def test_a_group_is_decided_whole_or_not_at_all(self, catalog: Catalog):
        one, two = tagged(opened(catalog), "one", "two")
        (raw,) = received(catalog, "raw", unit="u2")
        group = [decision(asset, Action.ACCEPT) for asset in (one, two, raw)]
        with pytest.raises(Conflict):
            catalog.assets.decide(group, at=AT)
        assert {state(catalog, one), state(catalog, two)} == {_S.TAGGED}
        assert catalog.assets.decisions(KEY) == []
        assert len(catalog.assets.decide(group[:2], at=AT)) == 2

    def test_two_decisions_on_what_was_seen_once_go_together(self, catalog: Catalog):
        (asset,) = tagged(opened(catalog), "one")
        seen = catalog.assets.get(asset).version
        both = [decision(asset, a, seen_version=seen) for a in (Action.ACCEPT, Action.STAR)]
        catalog.assets.decide(both, at=AT)
        found = catalog.assets.get(asset)
        assert (found.state, found.star, found.version) == (_S.ACCEPTED, True, seen + 2)

    def test_a_near_shot_waits_for_consent(self, catalog: Catalog):
        (asset,) = tagged(opened(catalog), "one", held=True, minors=True)
        with pytest.raises(Conflict):
            decide(catalog, asset, Action.ACCEPT)
        assert state(catalog, asset) is _S.HELD
        decide(catalog, asset, Action.CONSENT_GRANT)
        assert state(catalog, asset) is _S.TAGGED
        decide(catalog, asset, Action.ACCEPT)
        assert catalog.assets.get(asset).in_film

    def test_without_consent_it_is_out_until_consent_comes(self, catalog: Catalog):
        (asset,) = tagged(opened(catalog), "one", held=True, patients=True)
        decide(catalog, asset, Action.CONSENT_DENY)
        assert state(catalog, asset) is _S.REJECTED
        with pytest.raises(Conflict):
            decide(catalog, asset, Action.ACCEPT)
        decide(catalog, asset, Action.CONSENT_GRANT)
        assert state(catalog, asset) is _S.TAGGED

    def test_the_machine_accepts_what_is_ready_and_nothing_more(self, catalog: Catalog):
        one, unsure = tagged(opened(catalog), "one", "unsure")
        (held,) = tagged(catalog, "held", held=True, minors=True, unit="u2")
        catalog.assets.tagged(unsure, tag=replace(TAG, ready=False), held=False)
        decide(catalog, one, Action.ACCEPT, actor="machine")
        found = catalog.assets.get(one)
        assert found.in_film and found.tag == TAG
        for asset, action in (
            (held, Action.ACCEPT),
            (held, Action.CONSENT_GRANT),
            (held, Action.CONSENT_DENY),
            (unsure, Action.ACCEPT),
            (unsure, Action.REJECT),
            (one, Action.WITHDRAW),
        ):
            with pytest.raises(NotAllowed):
                decide(catalog, asset, action, actor="machine")
        assert catalog.assets.get(held).consent.decision is None

    def test_a_decision_is_undone_once(self, catalog: Catalog):
        (asset,) = tagged(opened(catalog), "one")
        before = catalog.assets.get(asset)
        made = decide(catalog, asset, Action.ACCEPT, activity="a3", day=date(2025, 5, 30))
        undone = catalog.assets.undo(made, actor="editor", at=AT)
        assert undone.undone
        after = catalog.assets.get(asset)
        assert replace(after, version=before.version) == before
        assert after.version > before.version
        assert [d.undone for d in catalog.assets.decisions(KEY)] == [True]
        with pytest.raises(Conflict):
            catalog.assets.undo(made, actor="editor", at=AT)
        with pytest.raises(NotFound):
            catalog.assets.undo(999, actor="editor", at=AT)

    def test_decisions_are_undone_backwards_and_not_past_a_later_one(self, catalog: Catalog):
        (asset,) = tagged(opened(catalog), "one")
        first = decide(catalog, asset, Action.ACCEPT)
        second = decide(catalog, asset, Action.STAR)
        with pytest.raises(Conflict):
            catalog.assets.undo(first, actor="editor", at=AT)
        catalog.assets.undo(second, actor="editor", at=AT)
        catalog.assets.undo(first, actor="editor", at=AT)
        found = catalog.assets.get(asset)
        assert (found.state, found.star) == (_S.TAGGED, False)


class WithdrawalContract:
    def test_what_is_not_allowed_any_more_leaves_film_and_package(self, catalog: Catalog):
        one, two = tagged(opened(catalog), "one", "two")
        film = _film(catalog, [one, two])
        package = catalog.packages.start(KEY, film=film, at=AT)
        decide(catalog, two, Action.STAR)
        assert not catalog.films.get(film).to_be_replaced
        decide(catalog, one, Action.CONSENT_DENY)
        assert catalog.films.get(film).to_be_replaced
        assert catalog.packages.get(package.id).to_be_replaced
        with pytest.raises(Conflict):
            catalog.packages.start(KEY, film=film, at=AT)

    def test_a_yes_that_is_taken_back_leaves_film_and_package(self, catalog: Catalog):
        (asset,) = tagged(opened(catalog), "one", held=True, minors=True)
        granted = decide(catalog, asset, Action.CONSENT_GRANT)
        film = _film(catalog, [asset])
        assert not catalog.films.get(film).to_be_replaced
        catalog.assets.undo(granted, actor="editor", at=AT)
        assert catalog.films.get(film).to_be_replaced

    def test_a_warning_that_comes_late_leaves_film_and_package(self, catalog: Catalog):
        (asset,) = tagged(opened(catalog), "one")
        decide(catalog, asset, Action.ACCEPT)
        film = _film(catalog, [asset])
        sending = catalog.intake.sending(said(invited(catalog), minors=True), at=AT)
        _receive_again(catalog, sending, "one")
        assert state(catalog, asset) is _S.HELD
        assert catalog.films.get(film).to_be_replaced

    def test_a_film_planned_with_a_near_shot_that_nobody_allowed_is_marked(self, catalog: Catalog):
        (asset,) = tagged(opened(catalog), "one", held=True, patients=True)
        film = catalog.films.start(KEY, at=AT).id
        catalog.films.planned(film, storyboard([asset]))
        assert catalog.films.get(film).to_be_replaced
        assert not catalog.films.cut(film, blob="films/x.mp4", sha256=sha("x"), size=1)
        assert catalog.films.get(film).blob is None

    def test_a_withdrawn_asset_is_marked_in_every_film_and_package(self, catalog: Catalog):
        one, two = tagged(opened(catalog), "one", "two")
        with_it, without = _film(catalog, [one, two]), _film(catalog, [two])
        package = catalog.packages.start(KEY, film=with_it, at=AT)
        catalog.packages.made(package.id, files=(), assets=[two])
        other = catalog.packages.start(KEY, film=without, at=AT)
        catalog.packages.made(other.id, files=(), assets=[one])
        third = catalog.packages.start(KEY, film=without, at=AT)
        decide(catalog, one, Action.WITHDRAW, reason="本人要求")
        assert state(catalog, one) is _S.WITHDRAWN
        assert catalog.films.get(with_it).to_be_replaced
        assert not catalog.films.get(without).to_be_replaced
        assert catalog.packages.get(package.id).to_be_replaced
        assert catalog.packages.get(other.id).to_be_replaced
        assert not catalog.packages.get(third.id).to_be_replaced
        # The third was being made from a list that still had it.
        catalog.packages.made(third.id, files=(), assets=[one])
        assert catalog.packages.get(third.id).to_be_replaced

    def test_a_withdrawal_is_for_good(self, catalog: Catalog):
        (asset,) = tagged(opened(catalog), "one")
        made = decide(catalog, asset, Action.WITHDRAW)
        for action in (Action.ACCEPT, Action.STAR, Action.WITHDRAW, Action.CONSENT_GRANT):
            with pytest.raises(Conflict):
                decide(catalog, asset, action)
        with pytest.raises(Conflict):
            catalog.assets.undo(made, actor="editor", at=AT)

    def test_a_copy_that_stood_back_may_be_used_again(self, catalog: Catalog):
        one, two = tagged(opened(catalog), "one", "two")
        catalog.assets.set_near_duplicates({two: one})
        decide(catalog, one, Action.WITHDRAW)
        assert catalog.assets.get(two).near_duplicate_of is None

    def test_bytes_go_only_when_nobody_else_needs_them(self, catalog: Catalog):
        (asset,) = tagged(opened(catalog), "one")
        assert purged(catalog, asset) == set()
        catalog.campaigns.save(plan("yunling-2026"), merges={}, at=AT)
        invite = invited(catalog, campaign="yunling-2026")
        sending = catalog.intake.sending(said(invite), at=AT)
        other = _receive_again(catalog, sending, "one")
        decide(catalog, asset, Action.WITHDRAW)
        assert purged(catalog, asset) == {f"thumbs/{asset}.webp"}
        decide(catalog, other, Action.WITHDRAW)
        assert purged(catalog, other) == {original_blob(sha("one"))}

    def test_a_purge_that_was_cut_short_is_done_again(self, catalog: Catalog):
        (asset,) = tagged(opened(catalog), "one")
        decide(catalog, asset, Action.WITHDRAW)

        def full(_name: str) -> None:
            raise OSError("the disk is away")

        with pytest.raises(OSError, match="away"):
            catalog.assets.purge(asset, full)
        assert state(catalog, asset) is _S.WITHDRAWN
        both = {original_blob(sha("one")), f"thumbs/{asset}.webp"}
        assert purged(catalog, asset) == both
        # What a late worker wrote is found by the original's name.
        assert purged(catalog, asset) == {original_blob(sha("one"))}

    def test_a_purged_asset_is_settled_and_a_withdrawn_one_is_not(self, catalog: Catalog):
        one, two, three = tagged(opened(catalog), "one", "two", "three")
        for asset in (one, two):
            decide(catalog, asset, Action.WITHDRAW)
        purged(catalog, one)
        assert {(left.asset, left.campaign) for left in catalog.assets.unsettled()} == {
            (one, KEY),
            (two, KEY),
        }
        catalog.assets.settle([one, two, three], at=AT)
        assert [left.asset for left in catalog.assets.unsettled()] == [two]

    def test_films_that_show_it_go_too(self, catalog: Catalog):
        (asset,) = tagged(opened(catalog), "one")
        film = _film(catalog, [asset])
        decide(catalog, asset, Action.WITHDRAW)
        assert f"films/{film}.mp4" in purged(catalog, asset)
        assert catalog.films.get(film).blob is None

    def test_a_purged_asset_says_nothing_but_that_it_was(self, catalog: Catalog):
        (asset,) = tagged(opened(catalog), "one", activity="a1", day=date(2025, 5, 28))
        assert catalog.assets.purge(asset, print) is False
        decide(catalog, asset, Action.WITHDRAW)
        assert catalog.assets.purge(asset, print) is True
        assert catalog.assets.purge(asset, print) is False
        left = catalog.assets.get(asset)
        assert (left.state, left.sha256) == (_S.PURGED, sha("one"))
        assert (left.original_name, left.facts, left.claims, left.look) == ("", None, (), None)
        assert (left.tag, left.taken_at, left.sender_day) == (None, None, None)
        assert catalog.assets.derivatives(asset) == {}
        (receipt,) = catalog.intake.receipts(campaign=KEY, unit="u1")
        assert (receipt.filename, receipt.state) == ("", "purged")
        # The tombstone stays.
        sending = catalog.intake.sending(said(invited(catalog)), at=AT)
        assert _receive_again(catalog, sending, "one") == ""


def purged(catalog: Catalog, asset: str) -> set[str]:
    """Names of the blobs that go with an asset."""
    names: list[str] = []
    catalog.assets.purge(asset, names.append)
    return set(names)


def _film(catalog: Catalog, assets: list[str]) -> str:
    film = catalog.films.start(KEY, at=AT).id
    catalog.films.planned(film, storyboard(assets))
    catalog.films.cut(film, blob=f"films/{film}.mp4", sha256=sha(film), size=9)
    catalog.films.verified(film, measures={}, findings=())
    return film


def _receive_again(catalog: Catalog, sending: Sending, content: str) -> str:
    return arrive(catalog, sending, content, nonce="again").asset or ""


class AssetsContract(StationsContract, FindingContract, DecisionsContract, WithdrawalContract):
    """All of it."""
