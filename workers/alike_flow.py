"""The durable workflow that judges a week's clips anew by the rules of this version."""

from dbos import DBOS

from domain.facts import Kind
from workers.flow_tools import ATTEMPTS, progress, stoppable, the_bench, told
from workers.job_log import told_in_log
from workers.likeness import judge_anew, marked_week
from workers.patience import PATIENCE


@DBOS.step(name="clips_to_judge", **PATIENCE)
def clips_to_judge(campaign: str) -> list[str]:
    """By id."""
    return [p.asset for p in the_bench().catalog.likeness.prints(campaign) if p.kind is Kind.CLIP]


@DBOS.step(name="judge_clip", **PATIENCE)
@told_in_log
def judge_clip(asset_id: str) -> int:
    """How many verdicts changed."""
    with stoppable() as bench:
        return judge_anew(bench, asset_id)


@DBOS.step(name="name_best", **PATIENCE)
def name_best_of_week(campaign: str) -> int:
    return len(marked_week(the_bench(), campaign))


@DBOS.workflow(name="alike", max_recovery_attempts=ATTEMPTS)
def alike_flow(campaign: str) -> int:
    """How many verdicts over clips changed."""
    clips = told(clips_to_judge, campaign)
    changed = 0
    for done, clip in enumerate(clips):
        progress("alike", done, len(clips))
        changed += told(judge_clip, clip)
    told(name_best_of_week, campaign)
    return changed
