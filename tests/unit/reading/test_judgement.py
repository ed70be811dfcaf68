"""From chances to a judgement: what counts as work, and which; and which cues stand together."""

import math
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from prompts.reading.learned.cues import cues_of
from prompts.reading.learned.judgement import WORK, Judgement, chance_of_work, judge
from prompts.reading.learned.outputs import OUTPUTS
from prompts.reading.schema import Kind, Utterance
from prompts.reading.stripped import strip

THRESHOLDS = {
    WORK: 0.4,
    "kind_change_request": 0.5,
    "kind_task": 0.5,
    "kind_noise": 0.5,
    "kind_interaction": 0.5,
    "signal": 0.5,
    "signal_any": 0.5,
    "positive": 0.5,
    "negative": 0.5,
    "urgent": 0.5,
    "no_rush": 0.5,
}


def judged(*, is_client: bool = True, thresholds: dict[str, float] = THRESHOLDS, **chances: float) -> Judgement:
    """A message of these chances; of nothing else is there any."""
    odds = {f"kind_{kind}": math.log(chance / (1 - chance)) for kind, chance in chances.items()}
    return judge(np.array([odds.get(each, -8.0) for each in OUTPUTS], np.float32), thresholds, is_client=is_client)


@pytest.mark.parametrize(
    ("change_request", "task", "kinds"),
    [
        (0.9, 0.1, ("interaction", "change_request")),
        (0.9, 0.6, ("interaction", "change_request", "task")),
        (0.1, 0.1, ("interaction",)),
    ],
)
def test_every_kind_of_work_that_is_likely_is_held(change_request: float, task: float, kinds: tuple[Kind, ...]) -> None:
    assert judged(change_request=change_request, task=task).kinds == kinds


@pytest.mark.parametrize(
    ("change_request", "task", "kind"), [(0.35, 0.3, "change_request"), (0.3, 0.35, "task"), (0.01, 0.45, "task")]
)
def test_where_there_seems_to_be_work_the_likelier_kind_is_held(change_request: float, task: float, kind: Kind) -> None:
    assert judged(change_request=change_request, task=task).kinds == ("interaction", kind)


def test_a_colleagues_doubtful_promise_is_work_too() -> None:
    assert judged(is_client=False, change_request=0.1, task=0.45).kinds == ("task",)


def test_small_talk_that_is_likelier_than_work_stays_small_talk() -> None:
    assert judged(change_request=0.3, task=0.35, noise=0.6).kinds == ("noise",)


def test_coefficients_of_before_judge_each_kind_by_itself() -> None:
    older = {name: threshold for name, threshold in THRESHOLDS.items() if name != WORK}

    assert judged(thresholds=older, change_request=0.35, task=0.45).kinds == ("interaction",)


def test_work_is_likelier_than_either_of_its_kinds() -> None:
    assert chance_of_work(0.3, 0.3) == pytest.approx(0.51)
    assert chance_of_work(0.0, 0.4) == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("together", "apart"),
    [
        ("Could you make the logo larger?", "Could you? The logo looks larger."),
        ("能不能把标题改短一点", "能不能，标题改短了"),
    ],
)
def test_cues_of_one_clause_stand_together(together: str, apart: str) -> None:
    def pairs(text: str) -> set[str]:
        utterance = Utterance(
            text=text,
            speaker="Ann",
            role="client",
            said_at=datetime(2026, 11, 18, 10, tzinfo=ZoneInfo("Asia/Shanghai")),
            tz="Asia/Shanghai",
            platform="slack",
        )
        stripped = strip(utterance)
        assert stripped is not None
        return {cue for cue in cues_of(utterance, stripped.plain) if "&" in cue}

    assert "polite&work" in pairs(together)
    assert "polite&work" not in pairs(apart)
