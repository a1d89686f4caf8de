"""The Catalog's contract, port by port, on SQLite."""

from tests.contracts.assets_contract import AssetsContract
from tests.contracts.campaigns_contract import CampaignsContract
from tests.contracts.drafts_contract import DraftsContract
from tests.contracts.edits_contract import EditsContract
from tests.contracts.figures_contract import FiguresContract
from tests.contracts.films_contract import FilmsContract
from tests.contracts.handing_contract import HandingContract, SigningContract
from tests.contracts.intake_contract import IntakeContract
from tests.contracts.likeness_contract import InheritContract, LikenessContract
from tests.contracts.music_contract import MusicContract
from tests.contracts.people_contract import (
    AuditChainContract,
    AuditContract,
    LeasesContract,
    PeopleContract,
)
from tests.contracts.reports_contract import ReportsContract
from tests.contracts.scans_contract import ScansContract
from tests.contracts.strokes_contract import StrokesContract
from tests.contracts.texts_contract import TextsContract
from tests.contracts.watch_contract import WatchContract


class TestCampaigns(CampaignsContract):
    pass


class TestIntake(IntakeContract):
    pass


class TestAssets(AssetsContract):
    pass


class TestLikeness(LikenessContract):
    pass


class TestTexts(TextsContract):
    pass


class TestInherit(InheritContract):
    pass


class TestEdits(EditsContract):
    pass


class TestMusic(MusicContract):
    pass


class TestFilms(FilmsContract):
    pass


class TestHanding(HandingContract):
    pass


class TestSigning(SigningContract):
    pass


class TestFigures(FiguresContract):
    pass


class TestReports(ReportsContract):
    pass


class TestPeople(PeopleContract):
    pass


class TestDrafts(DraftsContract):
    pass


class TestScans(ScansContract):
    pass


class TestLeases(LeasesContract):
    pass


class TestAuditChain(AuditChainContract):
    pass


class TestAudit(AuditContract):
    pass


class TestStrokes(StrokesContract):
    pass


class TestWatch(WatchContract):
    pass
