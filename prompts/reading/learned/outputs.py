"""What the classifier answers: one yes or no per output."""

from collections.abc import Iterable
from typing import get_args

from prompts.reading.labels import Example
from prompts.reading.schema import InteractionKind, Kind, SignalKind

KINDS: tuple[Kind, ...] = get_args(Kind)
INTERACTION_KINDS: tuple[InteractionKind, ...] = get_args(InteractionKind)
SIGNALS: tuple[SignalKind, ...] = get_args(SignalKind)

KIND_OUTPUTS = tuple(f"kind_{kind}" for kind in KINDS)
OUTPUTS = (
    *KIND_OUTPUTS,
    *(f"is_{kind}" for kind in INTERACTION_KINDS),
    "positive",
    "negative",
    *(f"signal_{kind}" for kind in SIGNALS),
    "signal_any",
    "urgent",
    "no_rush",
)

_FIELDS = {"is": "interaction_kind", "signal": "churn", "urgent": "priority", "no": "priority"}  # "no_rush"


def holds(output: str, example: Example) -> bool | None:
    """Whether an output is true of a labelled message; None where the question doesn't arise, or nobody judged it."""
    label, (sort, _, name) = example.label, output.partition("_")
    if not example.knows(_FIELDS.get(sort, name if sort == "kind" else "sentiment")):
        return None
    if sort == "kind":
        return name in label.kinds
    if sort == "is":
        return label.interaction_kind == name if "interaction" in label.kinds else None
    if sort == "signal":
        if not example.utterance.is_from_client:
            return None
        return bool(label.churn) if name == "any" else name in label.churn
    if output in ("urgent", "no_rush"):
        return label.priority == ("high" if output == "urgent" else "low") if label.is_work else None
    return label.sentiment == output


def asked_of(output: str, examples: Iterable[Example]) -> tuple[list[int], list[bool]]:
    """The places of the examples of which the question can be asked, and the answers."""
    answers = [(at, is_true) for at, each in enumerate(examples) if (is_true := holds(output, each)) is not None]
    return [at for at, _ in answers], [is_true for _, is_true in answers]
