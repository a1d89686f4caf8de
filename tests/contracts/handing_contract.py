"""What every implementation of the Handing and Signing ports must do; bring fixture `catalog`."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.errors import Conflict, NotFound, TooMuch, UsageError
from domain.film import Outcome, PackageFile
from domain.handing.approval import MOST_COMMENTS, MOST_VERDICTS, Verdict
from domain.handing.links import Fetched, LinkKind, LinkState, NewLink
from domain.moves import CampaignState, PackageState
from domain.reviewing.review import Action
from storage.catalog import Catalog
from tests.contracts.films_contract import FINDING, opened, verified_film
from tests.contracts.sample_week import AT, KEY, decide, move_week, sha, tagged

MADE, SENT, RETURNED, ACCEPTED = PackageState
FILE = PackageFile(path="data/a.txt", blob="packaged/a", size=3, sha256=sha("a"), crc32=7)


def packed(catalog: Catalog, film: str, *, recipient: str = "", findings=(FINDING,)) -> str:
    made = catalog.packages.start(KEY, film=film, at=AT, by="编辑一", recipient=recipient)
    catalog.packages.made(
        made.id, files=[FILE], assets=[], findings=findings, texts=["总结报告", "共三项"]
    )
    return made.id


def filmed(catalog: Catalog) -> str:
    return verified_film(catalog, tagged(opened(catalog), "one"))


def say(catalog: Catalog, package: str, seen: PackageState, to: PackageState, reason: str = ""):
    return catalog.handing.move(package, seen=seen, to=to, by="编辑一", at=AT, reason=reason)


def new_link(kind: LinkKind = LinkKind.LEADER, package: str | None = None, secret: str = "s"):
    return NewLink(
        campaign=KEY,
        kind=kind,
        package=package,
        label="市科技局",
        by="编辑一",
        secret_hash=sha(secret),
        expires_at=AT + timedelta(days=7),
        name="报送包-1",
        size=6_000_000_000,
        sha256=sha("zip"),
    )


class HandingContract:
    def test_a_package_keeps_who_made_it_for_whom_and_what_its_report_says(self, catalog: Catalog):
        film = filmed(catalog)
        kept = catalog.packages.get(packed(catalog, film, recipient="县科协"))
        assert (kept.by, kept.recipient, kept.state) == ("编辑一", "县科协", MADE)
        assert kept.texts == ("总结报告", "共三项")
        assert kept.files == (FILE,)

    def test_a_copy_goes_to_one_recipient_and_not_to_all(self, catalog: Catalog):
        film = filmed(catalog)
        copy = catalog.films.start_copy(film, profile="wechat-720", at=AT).id
        catalog.films.planned(copy, catalog.films.storyboard(KEY))
        catalog.films.cut(copy, blob="films/c.mp4", sha256=sha("c"), size=3)
        catalog.films.verified(copy, measures={}, findings=())
        with pytest.raises(NotFound):
            catalog.packages.start(KEY, film=copy, at=AT)
        assert catalog.packages.start(KEY, film=copy, at=AT, recipient="县科协").film == copy

    def test_what_became_of_a_package_is_kept_move_by_move(self, catalog: Catalog):
        package = packed(catalog, filmed(catalog))
        assert say(catalog, package, MADE, SENT).state is SENT
        assert say(catalog, package, SENT, RETURNED, " 片长超了 ").state is RETURNED
        kept = catalog.handing.moves(KEY)
        assert [(each.to, each.reason) for each in kept] == [(SENT, ""), (RETURNED, "片长超了")]
        events = [entry.event for entry in catalog.audit.entries(KEY)]
        assert events[-2:] == ["package sent", "package returned"]

    def test_whoever_saw_it_elsewhere_is_told_so(self, catalog: Catalog):
        package = packed(catalog, filmed(catalog))
        say(catalog, package, MADE, SENT)
        with pytest.raises(Conflict):
            say(catalog, package, MADE, SENT)
        with pytest.raises(Conflict):
            say(catalog, package, SENT, SENT)
        assert len(catalog.handing.moves(KEY)) == 1

    def test_returning_needs_a_reason(self, catalog: Catalog):
        package = packed(catalog, filmed(catalog))
        say(catalog, package, MADE, SENT)
        with pytest.raises(UsageError):
            say(catalog, package, SENT, RETURNED, "  ")

    def test_neither_a_draft_nor_what_shows_the_withdrawn_is_sent(self, catalog: Catalog):
        (asset,) = tagged(opened(catalog), "one")
        film = verified_film(catalog, [asset])
        draft = packed(catalog, film, findings=(replace(FINDING, outcome=Outcome.FAIL),))
        with pytest.raises(Conflict):
            say(catalog, draft, MADE, SENT)
        stale = packed(catalog, film)
        decide(catalog, asset, Action.WITHDRAW)
        with pytest.raises(Conflict):
            say(catalog, stale, MADE, SENT)

    def test_the_week_goes_along_where_its_table_allows(self, catalog: Catalog):
        package = packed(catalog, filmed(catalog))
        say(catalog, package, MADE, SENT)
        say(catalog, package, SENT, ACCEPTED)
        assert catalog.campaigns.get(KEY).state is CampaignState.OPEN
        say(catalog, package, ACCEPTED, SENT)
        move_week(catalog, CampaignState.CLOSED)
        say(catalog, package, SENT, ACCEPTED)
        assert catalog.campaigns.get(KEY).state is CampaignState.ACCEPTED
        say(catalog, package, ACCEPTED, RETURNED, "缺照片说明")
        assert catalog.campaigns.get(KEY).state is CampaignState.RETURNED

    def test_the_week_is_accepted_when_every_recipient_has_accepted(self, catalog: Catalog):
        film = filmed(catalog)
        both = [packed(catalog, film), packed(catalog, film, recipient="县科协")]
        move_week(catalog, CampaignState.CLOSED)
        for package in both:
            assert catalog.campaigns.get(KEY).state is CampaignState.CLOSED
            say(catalog, package, MADE, SENT)
            say(catalog, package, SENT, ACCEPTED)
        assert catalog.campaigns.get(KEY).state is CampaignState.ACCEPTED

    def test_retention_counts_from_the_day_the_package_was_accepted(self, catalog: Catalog):
        package = packed(catalog, filmed(catalog))
        say(catalog, package, MADE, SENT)
        move_week(catalog, CampaignState.CLOSED)
        much_later = datetime.now(UTC) + timedelta(days=400)
        catalog.handing.move(package, seen=SENT, to=ACCEPTED, by="编辑一", at=much_later)
        assert catalog.retention.accepted(before=much_later - timedelta(days=1)) == []
        assert catalog.retention.accepted(before=much_later + timedelta(days=1)) != []

    def test_a_word_taken_back_takes_the_week_back_and_no_original_goes(self, catalog: Catalog):
        package = packed(catalog, filmed(catalog))
        say(catalog, package, MADE, SENT)
        move_week(catalog, CampaignState.CLOSED)
        say(catalog, package, SENT, ACCEPTED)
        assert catalog.retention.accepted(before=AT + timedelta(days=1)) != []
        say(catalog, package, ACCEPTED, SENT)
        assert catalog.campaigns.get(KEY).state is CampaignState.CLOSED
        assert catalog.retention.accepted(before=AT + timedelta(days=1)) == []
        assert [e.event for e in catalog.audit.entries(KEY)][-2:] == [
            "package sent",
            "campaign closed",
        ]
        say(catalog, package, SENT, RETURNED, "缺照片说明")
        say(catalog, package, RETURNED, SENT)
        assert catalog.campaigns.get(KEY).state is CampaignState.CLOSED

    def test_where_a_person_put_the_week_no_package_takes_it_back(self, catalog: Catalog):
        package = packed(catalog, filmed(catalog))
        say(catalog, package, MADE, SENT)
        for state in (CampaignState.CLOSED, CampaignState.ACCEPTED):
            move_week(catalog, state)
        say(catalog, package, SENT, ACCEPTED)
        say(catalog, package, ACCEPTED, SENT)
        assert catalog.campaigns.get(KEY).state is CampaignState.ACCEPTED
        say(catalog, package, SENT, RETURNED, "缺照片说明")
        for state in (CampaignState.CLOSED, CampaignState.RETURNED):
            move_week(catalog, state)
        say(catalog, package, RETURNED, SENT)
        assert catalog.campaigns.get(KEY).state is CampaignState.RETURNED

    def test_a_link_is_found_by_its_secret_until_it_ends(self, catalog: Catalog):
        package = packed(catalog, filmed(catalog))
        made = catalog.handing.add_link(new_link(LinkKind.RECEIVER, package), at=AT)
        found = catalog.handing.link(sha("s"))
        assert found == made
        assert (found.package, found.size, found.kind) == (package, 6_000_000_000, "receiver")
        assert found.state(AT) is LinkState.OPEN
        assert found.state(AT + timedelta(days=7)) is LinkState.EXPIRED
        assert catalog.handing.revoke(found.id, by="编辑一", at=AT)
        assert not catalog.handing.revoke(found.id, by="编辑一", at=AT)
        assert catalog.handing.link(sha("s")).state(AT) is LinkState.REVOKED
        with pytest.raises(NotFound):
            catalog.handing.link(sha("other"))
        with pytest.raises(NotFound):
            catalog.handing.revoke(found.id + 1, by="编辑一", at=AT)

    def test_a_link_is_for_a_package_of_its_own_week(self, catalog: Catalog):
        filmed(catalog)
        with pytest.raises(NotFound):
            catalog.handing.add_link(new_link(LinkKind.RECEIVER, "no-p1"), at=AT)
        with pytest.raises(NotFound):
            catalog.handing.add_link(replace(new_link(), campaign="no-such"), at=AT)

    def test_links_stand_in_the_audit_log_without_their_secret(self, catalog: Catalog):
        filmed(catalog)
        made = catalog.handing.add_link(new_link(), at=AT)
        catalog.handing.revoke(made.id, by="编辑二", at=AT)
        said = [(e.actor, e.event, e.subject) for e in catalog.audit.entries(KEY)][-2:]
        assert said == [
            ("编辑一", "share leader", f"link {made.id}"),
            ("编辑二", "share revoked", f"link {made.id}"),
        ]

    def test_one_visit_is_one_line_of_the_log(self, catalog: Catalog):
        filmed(catalog)
        link = catalog.handing.add_link(new_link(), at=AT).id

        def take(what: Fetched, minutes: int, visitor: str = "192.0.2.*", size: int = 10) -> None:
            at = AT + timedelta(minutes=minutes)
            catalog.handing.fetched(link, what, visitor=visitor, agent="phone", size=size, at=at)

        take(Fetched.FILM, 0)
        take(Fetched.FILM, 9)
        take(Fetched.FILM, 18, size=5_000_000_000)
        take(Fetched.ZIP, 18)
        take(Fetched.FILM, 19, visitor="198.51.100.*")
        take(Fetched.FILM, 40)
        kept = catalog.handing.fetches(KEY)
        assert [(f.what, f.visitor, f.requests) for f in kept] == [
            (Fetched.FILM, "192.0.2.*", 1),
            (Fetched.FILM, "198.51.100.*", 1),
            (Fetched.ZIP, "192.0.2.*", 1),
            (Fetched.FILM, "192.0.2.*", 3),
        ]
        assert kept[-1].bytes == 5_000_000_020
        assert kept[-1].last_at - kept[-1].first_at == timedelta(minutes=18)

    def test_a_link_that_is_opened_without_end_hides_no_other(self, catalog: Catalog):
        filmed(catalog)
        quiet = catalog.handing.add_link(new_link(), at=AT).id
        busy = catalog.handing.add_link(new_link(secret="t"), at=AT).id
        for link, minutes in ((quiet, 0), (busy, 20), (busy, 40), (busy, 60)):
            at = AT + timedelta(minutes=minutes)
            catalog.handing.fetched(
                link, Fetched.PAGE, visitor="192.0.2.*", agent="phone", size=0, at=at
            )
        kept = catalog.handing.fetches(KEY, limit=2)
        assert [(each.link, each.last_at) for each in kept] == [
            (busy, AT + timedelta(minutes=60)),
            (busy, AT + timedelta(minutes=40)),
            (quiet, AT),
        ]


class SigningContract:
    def test_remarks_stand_by_their_place_in_the_film(self, catalog: Catalog):
        film = filmed(catalog)
        link = catalog.handing.add_link(new_link(), at=AT).id
        for at_ms, text in ((12_000, "字太小"), (3_000, "横幅有错字")):
            catalog.signing.comment(link, film=film, at_ms=at_ms, text=text, name="分管领导", at=AT)
        kept = catalog.signing.comments(KEY)
        assert [(each.at_ms, each.text) for each in kept] == [
            (3_000, "横幅有错字"),
            (12_000, "字太小"),
        ]
        entry = catalog.audit.entries(KEY)[-1]
        assert (entry.actor, entry.event) == (f"link {link}", "comment")

    def test_a_remark_is_marked_as_done_and_open_again(self, catalog: Catalog):
        film = filmed(catalog)
        link = catalog.handing.add_link(new_link(), at=AT).id
        made = catalog.signing.comment(link, film=film, at_ms=0, text="换音乐", name="甲", at=AT)

        def mark(done: bool, campaign: str = KEY):
            return catalog.signing.done(made.id, campaign=campaign, done=done, by="编辑一", at=AT)

        assert (mark(True).done_at, mark(True).done_by) == (AT, "编辑一")
        assert mark(False).done_at is None
        events = [e.event for e in catalog.audit.entries(KEY)]
        assert events[-2:] == ["comment done", "comment open"]
        with pytest.raises(NotFound):
            mark(True, "another")

    def test_a_link_leaves_no_more_remarks_than_a_person_would(self, catalog: Catalog):
        film = filmed(catalog)
        link = catalog.handing.add_link(new_link(), at=AT).id
        with pytest.raises(TooMuch):
            for place in range(MOST_COMMENTS + 1):
                catalog.signing.comment(link, film=film, at_ms=place, text="?", name="甲", at=AT)
        assert len(catalog.signing.comments(KEY)) == MOST_COMMENTS

    def test_a_leaders_word_is_kept_and_the_log_has_no_name(self, catalog: Catalog):
        film = filmed(catalog)
        link = catalog.handing.add_link(new_link(), at=AT).id
        word = Verdict(
            campaign=KEY,
            film=film,
            film_sha256=sha(film),
            report=sha("report"),
            approved=True,
            name="分管领导",
            note="",
            at=AT,
        )
        catalog.signing.verdict(link, word)
        catalog.signing.verdict(link, replace(word, approved=False, note="片尾单位不全"))
        assert [v.approved for v in catalog.signing.verdicts(KEY)] == [True, False]
        assert catalog.signing.verdicts(KEY)[0] == word
        said = [(e.actor, e.event) for e in catalog.audit.entries(KEY)][-2:]
        assert said == [(f"link {link}", "approved"), (f"link {link}", "changes asked for")]
        with pytest.raises(NotFound):
            catalog.signing.verdict(link + 1, word)
        with pytest.raises(TooMuch):
            for _ in range(MOST_VERDICTS):
                catalog.signing.verdict(link, word)
        assert len(catalog.signing.verdicts(KEY)) == MOST_VERDICTS
