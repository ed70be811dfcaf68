"""Through which states a task goes: which act leads from where to where, and which acts a card offers."""

from handlers.rules.lifecycle import Step

OPEN = ("todo", "doing", "review")
COLUMNS = (*OPEN, "done")  # of the status board, from left to right
_LIVE = ("proposed", *OPEN)

TASK_STEPS: dict[str, Step] = {
    "start": Step(("proposed", "todo", "review"), "doing"),
    "review": Step(("proposed", "todo", "doing"), "review"),
    "done": Step(_LIVE, "done"),
    "cancel": Step(_LIVE, "cancelled"),
    "reopen": Step(("done", "cancelled"), "todo"),
}
# What the audit trail calls each act.
TRACES = {
    "start": "started",
    "review": "sent_for_review",
    "done": "done",
    "cancel": "cancelled",
    "reopen": "reopened",
}
# What a card offers, the likeliest first.
_NEXT = {
    "proposed": ("start", "done", "cancel"),
    "todo": ("start", "done", "cancel"),
    "doing": ("review", "done", "cancel"),
    "review": ("done", "start", "cancel"),
    "done": ("reopen",),
    "cancelled": ("reopen",),
}
_FORWARD = {"todo": "start", "doing": "review", "review": "done"}


def leads_to(act: str, status: str) -> str | None:
    """Where an act leads from a state; None where it can't be done."""
    step = TASK_STEPS[act]
    return step.leads_to if status in step.comes_from else None


def list_acts(status: str) -> tuple[str, ...]:
    """The acts that a task's card offers in this state."""
    return _NEXT.get(status, ())


def forward(status: str) -> str | None:
    """The act that moves a task one column on; None at the end of the board."""
    return _FORWARD.get(status)


def act_towards(status: str, wanted: str) -> str | None:
    """The act that leads from one state to another; None where none does."""
    return next((act for act in TASK_STEPS if leads_to(act, status) == wanted), None)


def may_be_handed_on(status: str) -> bool:
    """Whether somebody can still be asked to do it."""
    return status in _LIVE
