"""What every implementation of the Intake port must do; bring fixtures `catalog` and `queue`."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.errors import Conflict, NotFound
from domain.moves import AssetState
from domain.reviewing.review import Action
from domain.sending import UnitTotals, UploadState
from domain.words import Words
from storage.catalog import Catalog
from storage.queue import Queue
from tests.contracts.sample_week import (
    AT,
    KEY,
    arrive,
    decide,
    inspect,
    invited,
    new_upload,
    plan,
    receive,
    received,
    said,
    sha,
    tagged,
)

REASON = Words(zh="不是照片或视频", en="neither photo nor clip")


def opened(catalog: Catalog) -> Catalog:
    catalog.campaigns.save(plan(), merges={}, at=AT)
    return catalog


class InvitesContract:
    def test_an_invite_is_found_by_its_hash_alone(self, catalog: Catalog):
        made = opened(catalog).intake.add_invite(
            campaign=KEY, unit="u2", activity="a3", secret_hash="hash", at=AT
        )
        assert catalog.intake.invite("hash") == made
        assert (made.unit, made.activity, made.created_at) == ("u2", "a3", AT)
        assert catalog.intake.invites(KEY) == [made]
        with pytest.raises(NotFound):
            catalog.intake.invite("other")

    def test_an_invite_needs_a_unit_and_an_activity_of_the_plan(self, catalog: Catalog):
        opened(catalog)
        for unit, activity in (("u9", None), ("u1", "a9")):
            with pytest.raises(NotFound):
                catalog.intake.add_invite(
                    campaign=KEY, unit=unit, activity=activity, secret_hash="h", at=AT
                )
        assert catalog.intake.invites(KEY) == []

    def test_an_ended_invite_opens_again_while_its_unit_is_in_the_plan(self, catalog: Catalog):
        invite = invited(opened(catalog))
        assert catalog.intake.reopen(invite.id) is None
        catalog.intake.revoke(invite.id, at=AT)
        assert catalog.intake.reopen(invite.id) == KEY
        (kept,) = catalog.intake.invites(KEY)
        assert kept.revoked_at is None
        assert catalog.intake.reopen(invite.id + 1) is None

    def test_a_revoked_invite_is_returned_with_its_time(self, catalog: Catalog):
        invite = invited(opened(catalog))
        assert catalog.intake.revoke(invite.id, at=AT) == invite.campaign
        assert catalog.intake.revoke(invite.id, at=AT + timedelta(days=1)) is None
        assert catalog.intake.revoke(999, at=AT) is None
        assert [i.revoked_at for i in catalog.intake.invites(KEY)] == [AT]


class SendingsContract:
    def test_the_same_words_of_one_client_are_one_sending(self, catalog: Catalog):
        words = said(invited(opened(catalog)), activity="a1", day=date(2025, 5, 28), note="三张")
        first = catalog.intake.sending(words, at=AT)
        assert catalog.intake.sending(words, at=AT + timedelta(hours=1)) == first
        assert first.said == words
        assert first.created_at == AT
        assert catalog.intake.sendings(KEY) == [first]
        assert catalog.intake.sending_by_id(first.id) == first
        with pytest.raises(NotFound):
            catalog.intake.sending_by_id("nothing")

    def test_a_changed_choice_makes_a_further_sending(self, catalog: Catalog):
        words = said(invited(opened(catalog)))
        changes: tuple[dict[str, object], ...] = (
            {},
            {"activity": "a1"},
            {"day": date(2025, 5, 29)},
            {"minors": True},
            {"patients": True},
            {"informed": True},
            {"client_id": "phone-2"},
        )
        made = [catalog.intake.sending(replace(words, **c), at=AT) for c in changes]
        assert len({sending.id for sending in made}) == len(changes)
        assert [s.said for s in made] == [replace(words, **c) for c in changes]

    def test_receipts_are_numbered_by_day_in_the_campaigns_zone_within_the_unit(
        self, catalog: Catalog
    ):
        one, two = invited(opened(catalog), unit="u1"), invited(catalog, unit="u2")
        evening = datetime(2025, 5, 28, 15, 59, tzinfo=UTC)
        numbers = [
            catalog.intake.sending(said(invite, client_id=client), at=at).number
            for invite, client, at in (
                (one, "a", AT),
                (two, "a", AT),
                (one, "b", evening),
                (one, "c", evening + timedelta(minutes=1)),
            )
        ]
        assert numbers == ["0528-01", "0528-01", "0528-02", "0529-01"]

    def test_a_sending_needs_unit_and_activity_of_the_plan(self, catalog: Catalog):
        words = said(invited(opened(catalog)))
        for wrong in (replace(words, unit="u9"), replace(words, activity="a9")):
            with pytest.raises(NotFound):
                catalog.intake.sending(wrong, at=AT)

    def test_a_folder_is_a_sending_without_an_invite(self, catalog: Catalog):
        words = replace(said(invited(opened(catalog))), invite=None, via="ingest")
        sending = catalog.intake.sending(words, at=AT)
        assert arrive(catalog, sending, "one").state is UploadState.RECEIVED


class UploadsContract:
    def test_an_upload_starts_as_arriving_with_a_receipt_of_its_own(self, catalog: Catalog):
        sending = catalog.intake.sending(said(invited(opened(catalog))), at=AT)
        new = new_upload(sending, "one")
        upload = catalog.intake.start(new)
        assert (upload.said, upload.state, upload.receipt) == (
            new,
            UploadState.ARRIVING,
            "0528-01-01",
        )
        assert (upload.campaign, upload.unit, upload.invite) == (KEY, "u1", sending.said.invite)
        assert catalog.intake.upload(new.id) == upload
        assert catalog.intake.start(new_upload(sending, "two")).receipt == "0528-01-02"
        assert {u.said.filename for u in catalog.intake.arriving()} == {"one.jpg", "two.jpg"}

    def test_an_upload_id_is_taken_once(self, catalog: Catalog):
        sending = catalog.intake.sending(said(invited(opened(catalog))), at=AT)
        new = new_upload(sending, "one")
        catalog.intake.start(new)
        with pytest.raises(Conflict):
            catalog.intake.start(replace(new, filename="other.jpg"))
        with pytest.raises(NotFound):
            catalog.intake.start(replace(new, id="f" * 32, sending="nothing"))

    def test_a_dropped_upload_is_forgotten_and_its_receipt_not_given_again(self, catalog: Catalog):
        sending = catalog.intake.sending(said(invited(opened(catalog))), at=AT)
        one, two = (catalog.intake.start(new_upload(sending, c)) for c in ("one", "two"))
        assert catalog.intake.drop(two.said.id) is True
        with pytest.raises(NotFound):
            catalog.intake.upload(two.said.id)
        assert catalog.intake.drop(two.said.id) is False
        receive(catalog, one, "one")
        assert catalog.intake.drop(one.said.id) is False
        assert catalog.intake.start(new_upload(sending, "three")).receipt == "0528-01-03"

    def test_a_received_file_is_an_asset_with_one_job(self, catalog: Catalog, queue: Queue):
        words = said(
            invited(opened(catalog)), activity="a1", day=date(2025, 5, 28), note="前排", minors=True
        )
        upload = arrive(catalog, catalog.intake.sending(words, at=AT), "one")
        assert (upload.state, upload.sha256) == (UploadState.RECEIVED, sha("one"))
        assert upload.asset == sha(f"{KEY}/{sha('one')}")[:16]
        asset = catalog.assets.get(upload.asset)
        assert (asset.campaign, asset.unit, asset.sending) == (KEY, "u1", upload.said.sending)
        assert (asset.sha256, asset.size, asset.original_name) == (sha("one"), 3, "one.jpg")
        assert (asset.state, asset.refused, asset.version) == (AssetState.RECEIVED, None, 1)
        assert (asset.sender_activity, asset.sender_day) == ("a1", date(2025, 5, 28))
        assert (asset.received_at, asset.late, asset.modified_ms) == (AT, False, 1_748_394_123_000)
        assert asset.consent.minors and asset.consent.needs_decision
        assert catalog.assets.note(asset.id) == "前排"
        (job,) = queue.jobs(campaign=KEY)
        assert (job.kind, job.subject, job.state) == ("asset", asset.id, "waiting")
        assert catalog.intake.arriving() == []

    def test_late_and_the_invites_own_activity_reach_the_asset(self, catalog: Catalog):
        invite = opened(catalog).intake.add_invite(
            campaign=KEY, unit="u3", activity="a2", secret_hash="h", at=AT
        )
        sending = catalog.intake.sending(said(invite), at=AT)
        upload = catalog.intake.start(new_upload(sending, "one"))
        upload = catalog.intake.receive(upload.said.id, sha256=sha("one"), size=3, at=AT, late=True)
        asset = catalog.assets.get(upload.asset or "")
        assert (asset.late, asset.invite_activity, asset.sender_activity) == (True, "a2", None)

    def test_receiving_twice_changes_nothing_and_answers_the_same(
        self, catalog: Catalog, queue: Queue
    ):
        sending = catalog.intake.sending(said(invited(opened(catalog))), at=AT)
        first = arrive(catalog, sending, "one")
        inspect(catalog, first.asset or "")
        before = catalog.assets.get(first.asset or "")
        assert receive(catalog, first, "one") == first
        assert catalog.assets.get(first.asset or "") == before
        assert len(queue.jobs()) == 1

    def test_the_same_bytes_again_are_a_duplicate_with_its_own_receipt_and_no_job(
        self, catalog: Catalog, queue: Queue
    ):
        sending = catalog.intake.sending(said(invited(opened(catalog))), at=AT)
        first = arrive(catalog, sending, "one")
        for unit in ("u1", "u2"):
            other = catalog.intake.sending(said(invited(catalog, unit=unit), client_id="b"), at=AT)
            again = arrive(catalog, other, "one")
            assert (again.state, again.asset) == (UploadState.DUPLICATE, first.asset)
            assert again.receipt != "" and again.said.id != first.said.id
        assert len(catalog.assets.all(KEY)) == 1
        assert len(queue.jobs()) == 1

    def test_another_campaign_may_receive_the_same_bytes(self, catalog: Catalog, queue: Queue):
        catalog.campaigns.save(plan("yunling-2026"), merges={}, at=AT)
        (one,) = received(opened(catalog), "one")
        next_year = invited(catalog, campaign="yunling-2026")
        upload = arrive(catalog, catalog.intake.sending(said(next_year), at=AT), "one")
        assert upload.state is UploadState.RECEIVED
        assert upload.asset != one
        assert [job.subject for job in queue.jobs(campaign="yunling-2026")] == [upload.asset]

    def test_a_withdrawn_file_is_not_taken_in_again(self, catalog: Catalog, queue: Queue):
        (asset,) = received(opened(catalog), "one")
        decide(catalog, asset, Action.WITHDRAW, reason="家长要求")
        sending = catalog.intake.sending(said(invited(catalog, unit="u2")), at=AT)
        upload = arrive(catalog, sending, "one")
        assert upload.state is UploadState.REFUSED
        assert upload.refused is not None and upload.refused[0] == "withdrawn"
        assert upload.asset is None
        assert len(queue.jobs()) == 1

    def test_a_duplicates_warning_of_a_near_shot_counts(self, catalog: Catalog):
        (asset,) = tagged(opened(catalog), "one", informed=True)
        decide(catalog, asset, Action.ACCEPT)
        warned = catalog.intake.sending(said(invited(catalog, unit="u3"), patients=True), at=AT)
        arrive(catalog, warned, "one")
        held = catalog.assets.get(asset)
        assert (held.state, held.consent.patients) == (AssetState.HELD, True)
        assert not held.in_film

    def test_a_refused_upload_keeps_its_reason(self, catalog: Catalog):
        sending = catalog.intake.sending(said(invited(opened(catalog))), at=AT)
        upload = catalog.intake.start(new_upload(sending, "one"))
        refused = catalog.intake.refuse(upload.said.id, code="type", words=REASON)
        assert (refused.state, refused.refused) == (UploadState.REFUSED, ("type", REASON))
        assert catalog.intake.refuse(upload.said.id, code="x", words=REASON) == refused
        assert receive(catalog, upload, "one") == refused
        with pytest.raises(Conflict):
            kept = arrive(catalog, sending, "two")
            catalog.intake.refuse(kept.said.id, code="type", words=REASON)

    def test_an_archive_that_was_unpacked_is_no_file_of_its_own(self, catalog: Catalog):
        sending = catalog.intake.sending(said(invited(opened(catalog))), at=AT)
        upload = catalog.intake.start(new_upload(sending, "one"))
        unpacked = catalog.intake.unpacked(upload.said.id)
        assert (unpacked.state, unpacked.asset) == (UploadState.UNPACKED, None)
        assert catalog.intake.unpacked(upload.said.id) == unpacked
        assert receive(catalog, upload, "one") == unpacked
        assert upload.invite is not None
        assert catalog.intake.totals(upload.invite).files == 0
        (receipt,) = catalog.intake.receipts(campaign=upload.campaign, unit=upload.unit)
        assert (receipt.state, receipt.sha256) == ("unpacked", None)
        kept = arrive(catalog, sending, "two")
        with pytest.raises(Conflict):
            catalog.intake.unpacked(kept.said.id)
        with pytest.raises(Conflict):
            catalog.intake.refuse(upload.said.id, code="type", words=REASON)

    def test_unknown_uploads_are_not_found(self, catalog: Catalog):
        opened(catalog)
        with pytest.raises(NotFound):
            catalog.intake.receive("0" * 32, sha256=sha(""), size=0, at=AT, late=False)
        with pytest.raises(NotFound):
            catalog.intake.refuse("0" * 32, code="type", words=REASON)


class ReceiptsContract:
    def test_a_unit_sees_its_own_files_newest_sending_first(self, catalog: Catalog):
        invite = invited(opened(catalog))
        older = catalog.intake.sending(said(invite, client_id="a"), at=AT)
        newer = catalog.intake.sending(said(invite, client_id="b"), at=AT + timedelta(minutes=5))
        arrive(catalog, older, "one")
        catalog.intake.start(new_upload(older, "two"))
        arrive(catalog, newer, "three")
        received(catalog, "foreign", unit="u2")
        receipts = catalog.intake.receipts(campaign=KEY, unit="u1")
        assert [(r.receipt, r.filename, r.state) for r in receipts] == [
            ("0528-02-01", "three.jpg", "received"),
            ("0528-01-01", "one.jpg", "received"),
            ("0528-01-02", "two.jpg", "arriving"),
        ]
        assert [r.sha256 for r in receipts] == [sha("three"), sha("one"), None]
        assert all(r.words.zh and r.words.en for r in receipts)

    def test_a_receipt_follows_its_asset_and_a_duplicate_stays_one(self, catalog: Catalog):
        (asset,) = tagged(opened(catalog), "one")
        arrive(catalog, catalog.intake.sending(said(invited(catalog), client_id="b"), at=AT), "one")

        def states() -> list[str]:
            return sorted(r.state for r in catalog.intake.receipts(campaign=KEY, unit="u1"))

        assert states() == ["duplicate", "tagged"]
        decide(catalog, asset, Action.ACCEPT)
        assert states() == ["accepted", "duplicate"]
        decide(catalog, asset, Action.WITHDRAW)
        assert states() == ["withdrawn", "withdrawn"]

    def test_a_refused_asset_says_why(self, catalog: Catalog):
        (asset,) = received(opened(catalog), "one")
        catalog.assets.refuse(asset, code="type", words=REASON)
        (receipt,) = catalog.intake.receipts(campaign=KEY, unit="u1")
        assert (receipt.state, receipt.words) == ("refused", REASON)

    def test_totals_count_what_is_arriving_or_received(self, catalog: Catalog):
        invite = invited(opened(catalog))
        assert catalog.intake.totals(invite.id) == UnitTotals(files=0, bytes=0)
        sending = catalog.intake.sending(said(invite), at=AT)
        arrive(catalog, sending, "one")
        arrive(catalog, sending, "one", nonce="again")
        catalog.intake.start(new_upload(sending, "three"))
        refused = catalog.intake.start(new_upload(sending, "refused"))
        catalog.intake.refuse(refused.said.id, code="type", words=REASON)
        assert catalog.intake.totals(invite.id) == UnitTotals(files=2, bytes=3 + 5)

    def test_files_of_all_links_are_counted_at_once(self, catalog: Catalog):
        opened(catalog)
        used, other = invited(catalog), invited(catalog, unit="u2")
        sending = catalog.intake.sending(said(used), at=AT)
        arrive(catalog, sending, "one")
        catalog.intake.start(new_upload(sending, "arriving"))
        refused = catalog.intake.start(new_upload(sending, "refused"))
        catalog.intake.refuse(refused.said.id, code="x", words=Words(zh="不", en="no"))
        assert catalog.intake.invite_files(KEY) == {used.id: 2}
        assert catalog.intake.totals(used.id).files == 2
        assert catalog.intake.totals(other.id).files == 0
        assert catalog.intake.invite_files("nowhere") == {}

    def test_a_hash_is_known_only_to_the_unit_that_sent_it(self, catalog: Catalog):
        received(opened(catalog), "one", unit="u1")

        def known(unit: str, content: str) -> bool:
            return catalog.intake.has_sha256(campaign=KEY, unit=unit, sha256=sha(content))

        assert known("u1", "one")
        assert not known("u2", "one")
        assert not known("u1", "two")
        assert not catalog.intake.has_sha256(campaign="other", unit="u1", sha256=sha("one"))

    def test_a_moved_sending_takes_its_files_along(self, catalog: Catalog):
        invite = invited(opened(catalog))
        sending = catalog.intake.sending(said(invite), at=AT)
        assets = [arrive(catalog, sending, content).asset for content in ("one", "two")]
        received(catalog, "other", unit="u1", client_id="b")
        moved = catalog.intake.move_sending(sending.id, to_unit="u3", actor="editor", at=AT)
        assert moved is not None and (moved.kind, moved.count) == ("move", 2)
        assert {catalog.assets.get(a or "").unit for a in assets} == {"u3"}
        assert all(catalog.assets.get(a or "").version == 2 for a in assets)
        # Who sent it goes on seeing it, and the other unit's phones never do.
        assert len(catalog.intake.receipts(campaign=KEY, unit="u1")) == 3
        assert catalog.intake.receipts(campaign=KEY, unit="u3") == []
        # A late file of the same phone goes where its sending went, under the number it had.
        late = arrive(catalog, catalog.intake.sending(said(invite), at=AT), "three")
        assert (late.unit, late.receipt) == ("u3", "0528-01-03")
        entry = catalog.audit.entries(KEY)[-1]
        assert (entry.actor, entry.subject) == ("editor", sending.id)

    def test_a_sending_moves_only_to_a_unit_of_the_plan_and_once(self, catalog: Catalog):
        sending = catalog.intake.sending(said(invited(opened(catalog))), at=AT)
        arrive(catalog, sending, "one")
        for wrong in ((sending.id, "u9"), ("nothing", "u2")):
            with pytest.raises(NotFound):
                catalog.intake.move_sending(wrong[0], to_unit=wrong[1], actor="editor", at=AT)
        assert catalog.intake.move_sending(sending.id, to_unit="u1", actor="editor", at=AT) is None


class IntakeContract(InvitesContract, SendingsContract, UploadsContract, ReceiptsContract):
    """All of it."""
