"""Through which states a change request goes, and a supplementary order: which act leads from where to where."""

from dataclasses import dataclass

from handlers.rules.conversation import OPEN_CHANGES

LIVE = OPEN_CHANGES  # neither finished, nor refused, nor taken back


@dataclass(frozen=True)
class Step:
    """One act: from which states it leads, and to which."""

    comes_from: tuple[str, ...]
    leads_to: str


CHANGE_STEPS: dict[str, Step] = {
    "submit": Step(("proposed", "rejected"), "submitted"),
    "approve": Step(("submitted",), "approved"),
    "reject": Step(("submitted",), "rejected"),
    "start": Step(("approved", "delivered"), "in_progress"),
    "deliver": Step(("approved", "in_progress"), "delivered"),
    "done": Step(LIVE, "done"),
    "withdraw": Step(LIVE, "withdrawn"),
}
ORDER_STEPS: dict[str, Step] = {
    "approve": Step(("submitted",), "approved"),
    "reject": Step(("submitted",), "rejected"),
    "withdraw": Step(("submitted", "approved"), "withdrawn"),
}
# What a card offers beside approving and rejecting, the likeliest first.
_NEXT = {
    "proposed": ("submit",),
    "submitted": ("approve", "reject", "withdraw"),
    "approved": ("start", "deliver", "withdraw"),
    "in_progress": ("deliver", "done", "withdraw"),
    "delivered": ("done", "start"),
    "rejected": ("submit",),
}


def next_state(steps: dict[str, Step], act: str, status: str) -> str | None:
    """Where an act leads from a state; None where it can't be done."""
    step = steps[act]
    return step.leads_to if status in step.comes_from else None


def list_next(status: str) -> tuple[str, ...]:
    """The acts that a card offers for a change request in this state."""
    return _NEXT.get(status, ())
