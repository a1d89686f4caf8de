"""A sender reads in the receipt what became of each file."""

import re

from service import reviewing
from tests.service.conftest import NOW


def test_what_the_film_shows_is_said_to_be_used_until_it_must_be_replaced(filled, door):
    secret = filled.invite("u1")

    def told() -> set[tuple[str, str]]:
        rows = door.get(f"/u/{secret}/receipts").json()
        return {(row["state"], row["words"]["zh"]) for row in rows}

    before = told()
    assert ("accepted", "已用于成片") in before and ("accepted", "已选用") not in before
    assert {state for state, words in before if words == "已用于成片"} == {"accepted"}
    page = door.get(f"/u/{secret}", headers={"Accept": "text/html", "Accept-Language": "zh"}).text
    assert re.search(r"已收到 \d+ 件，已用于成片 \d+ 件", page)
    (film,) = filled.storage.catalog.films.all(filled.campaign.key)
    board = filled.storage.catalog.films.storyboard(film.campaign, film.storyboard)
    shown = next(shot.asset for shot in board.shots if shot.asset)
    reviewing.withdraw(filled.storage, shown, actor="editor", reason="asked", at=NOW)
    after = told()
    assert ("accepted", "已选用") in after and ("accepted", "已用于成片") not in after
