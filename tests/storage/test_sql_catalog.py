"""The Catalog's contract, port by port, on SQLite."""

from tests.contracts.assets_contract import AssetsContract
from tests.contracts.campaigns_contract import CampaignsContract
from tests.contracts.films_contract import FilmsContract
from tests.contracts.intake_contract import IntakeContract
from tests.contracts.people_contract import AuditContract, LeasesContract, PeopleContract
from tests.contracts.watch_contract import WatchContract


class TestCampaigns(CampaignsContract):
    pass


class TestIntake(IntakeContract):
    pass


class TestAssets(AssetsContract):
    pass


class TestFilms(FilmsContract):
    pass


class TestPeople(PeopleContract):
    pass


class TestLeases(LeasesContract):
    pass


class TestAudit(AuditContract):
    pass


class TestWatch(WatchContract):
    pass
