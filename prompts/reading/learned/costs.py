"""What mistakes cost, and the thresholds that follow.

A threshold is the probability from which on an answer holds: the one at which mistakes cost least on labelled messages
that the coefficients were not learnt from.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from prompts.reading.labels import Example
from prompts.reading.learned.judgement import WORK, chance_of_work
from prompts.reading.learned.outputs import OUTPUTS, SIGNALS, asked_of
from prompts.reading.learned.weights import Vector, probability


@dataclass(frozen=True)
class Cost:
    """Of not seeing what is there, and of seeing what isn't."""

    missed: float
    false: float


COSTS: Mapping[str, Cost] = {
    # Work that is missed costs the agency money, or leaves a client waiting; work that is none costs a click.
    WORK: Cost(missed=1.8, false=1),
    # Which work it is: one that is called by the other's name is seen, and put right.
    "kind_change_request": Cost(missed=1.4, false=1),
    "kind_task": Cost(missed=1.4, false=1),
    # Business taken for small talk is lost; small talk that is logged only makes the record longer.
    "kind_noise": Cost(missed=1, false=1),
    "kind_interaction": Cost(missed=1, false=1),
    # A signal counts unconfirmed, and a false alarm is one click.
    "signal": Cost(missed=2, false=1),
    "signal_any": Cost(missed=1.5, false=1),
    "negative": Cost(missed=2, false=1),
    "positive": Cost(missed=1.5, false=1),
    "urgent": Cost(missed=1, false=2),
    "no_rush": Cost(missed=1, false=1),
    # A date that is missing has to be typed; one that is wrong stands on the card with its weekday, to be seen.
    "due": Cost(missed=2.65, false=1),
    "assignee": Cost(missed=1, false=1),
}
_STEPS = [step / 100 for step in range(5, 96)]
_SMOOTH = 5  # neighbouring steps that are averaged, so that one message more or less decides nothing
SMOOTH_FEW = 9  # the same for choices: candidates are a third as many as messages


def choose_threshold(
    chances: Sequence[float], truths: Sequence[bool], cost: Cost, *, smooth_over: int = _SMOOTH
) -> float:
    """The cheapest threshold; costs are averaged over so many neighbouring steps."""
    pairs = sorted(zip(chances, truths, strict=True))
    costs = []
    for step in _STEPS:
        total = sum(cost.missed for chance, is_true in pairs if is_true and chance < step)
        total += sum(cost.false for chance, is_true in pairs if not is_true and chance >= step)
        costs.append(total)
    near = smooth_over // 2
    smooth = [
        sum(costs[max(0, at - near) : at + near + 1]) / len(costs[max(0, at - near) : at + near + 1])
        for at in range(len(costs))
    ]
    return _STEPS[min(range(len(smooth)), key=lambda at: smooth[at])]


def choose_thresholds(examples: Sequence[Example], log_odds: Sequence[Vector]) -> dict[str, float]:
    """One per output that has a cost; all signals share theirs, for each alone is too rare."""
    chosen = {}
    for output, cost in COSTS.items():
        if output in ("due", "assignee"):
            continue
        if output == WORK:
            pairs = list(_work(examples, log_odds))
        else:
            names = [f"signal_{kind}" for kind in SIGNALS] if output == "signal" else [output]
            pairs = [pair for name in names for pair in _pairs(name, examples, log_odds)]
        chosen[output] = choose_threshold([chance for chance, _ in pairs], [is_true for _, is_true in pairs], cost)
    return chosen


def _pairs(output: str, examples: Sequence[Example], log_odds: Sequence[Vector]) -> Iterable[tuple[float, bool]]:
    at = OUTPUTS.index(output)
    for place, is_true in zip(*asked_of(output, examples), strict=True):
        yield probability(float(log_odds[place][at])), is_true


def _work(examples: Sequence[Example], log_odds: Sequence[Vector]) -> Iterable[tuple[float, bool]]:
    """How likely a message asks for or promises anything, and whether it does, where somebody judged both kinds."""
    change, task = (OUTPUTS.index(f"kind_{kind}") for kind in ("change_request", "task"))
    for example, odds in zip(examples, log_odds, strict=True):
        if example.knows("change_request", "task"):
            yield (
                chance_of_work(probability(float(odds[change])), probability(float(odds[task]))),
                example.label.is_work,
            )
