"""The durable workflow that makes a week's cards ahead, among the previews: nobody waits for it."""

from dbos import DBOS

from workers.cards import make_cards
from workers.flow_tools import ATTEMPTS, stoppable, told
from workers.job_log import told_in_log
from workers.patience import PATIENCE


@DBOS.step(name="cards", **PATIENCE)
@told_in_log
def make_weeks_cards(campaign: str) -> int:
    with stoppable() as bench:
        return make_cards(bench, campaign)


@DBOS.workflow(name="cards", max_recovery_attempts=ATTEMPTS)
def cards_flow(campaign: str) -> int:
    """Opening and closing card as a film of now would have them; how many were not there yet."""
    return told(make_weeks_cards, campaign)
