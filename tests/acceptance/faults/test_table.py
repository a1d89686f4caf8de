"""docs/faults.md says something of every fault, and of where the way was when it was struck."""

import pytest

from tests.acceptance.faults.fault import Fault
from tests.acceptance.faults.table import PAGE, phase, table
from tests.acceptance.faults.test_faults import FAULTS

TRY = {
    "fault": "worker-killed", "place": "embedded", "whole": False, "at": "2026-11-25T20:49Z",
    "machine": "x86_64, 2 cores", "load": 3.0, "moment": "6 of 6 arrived, 2 settled",
    "lost": [], "doubled": [], "stuck": [], "differs": [], "pressed": [], "wrong": [],
    "recovered_s": 1.0,
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_every_fault_has_its_row_for_each_configuration(fault: type[Fault]) -> None:
    page = PAGE.read_text(encoding="utf-8")
    for place in fault.places:
        assert f"| {fault.says} | {place} |" in page


@pytest.mark.parametrize(
    ("moment", "then"),
    [
        ("4 of 6 arrived, 2 settled", "arriving"),
        ("6 of 6 arrived, 2 settled", "looking"),
        ("film at cut, 2 of 7 shots", "film"),
        ("film joined", "film"),
        ("film verified", "package"),
        ("package p1", "package"),
    ],
)
def test_where_the_way_was_is_told_from_its_words(moment: str, then: str) -> None:
    assert phase(moment) == then


def test_what_is_lost_and_what_never_goes_on_is_counted() -> None:
    bad = TRY | {"lost": ["a", "b"], "differs": ["files"], "recovered_s": None}
    row = table([TRY, bad]).splitlines()[2]
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells[1:] == [
        "embedded", "2", "0", "looking 2", "2", "0", "0", "1", "0", "0", "1.0 (1.0), 1 never",
    ]  # fmt: skip
