"""What can be concluded from what people decided about a reading, and what can't.

What was shown and let stand is right. What was changed is right as it was changed to. What was thrown away is wrong.
What wasn't shown, nobody judged, and nothing is said about it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from prompts.reading.schema import Reading

STILL_CORRECTING = timedelta(minutes=15)  # what is changed later is news about the work, not about the words
WORK = ("change_request", "task")
_FOR_RIGHT = ("confirmed", "done", "merged", "withdrawn")
_BY_HAND = ("changed", "confirmed")  # other actions that set a field do it for another message's sake
_BETWEEN_NAMES = ",，、"


@dataclass(frozen=True)
class Act:
    """One line of a record's history."""

    action: str
    by_id: int | None  # None: the bot
    at: datetime
    after: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class History:
    """A record that was made from a message, and all that was done to it, oldest first."""

    kind: str  # interaction, change_request, task, signal
    acts: Sequence[Act]
    detail: str = ""  # of a signal: its kind

    @property
    def is_order(self) -> bool:
        """Whether a member ordered it, instead of deciding about what was read."""
        return any(act.action == "created" and act.by_id is not None for act in self.acts)

    @property
    def decisions(self) -> list[Act]:
        """What members decided about it."""
        return [
            act for act in self.acts if act.by_id is not None and act.action in ("created", "dismissed", *_FOR_RIGHT)
        ]

    @property
    def is_right(self) -> bool:
        """Whether it is what the message says. Only for one that is decided."""
        return self.decisions[-1].action != "dismissed"

    @property
    def judged_until(self) -> datetime:
        """The instant until which a change is a correction."""
        return self.decisions[0].at + STILL_CORRECTING


@dataclass(frozen=True)
class Verdict:
    """What is right about a message: fields as labels have them, absent where nobody judged."""

    label: dict[str, Any]
    how: str  # confirmed, edited, dismissed, said
    by_id: int
    at: datetime


@dataclass(frozen=True)
class _Fact:
    """One field that somebody judged."""

    value: Any
    is_corrected: bool


def conclude(read: Reading, histories: Sequence[History], *, tz: str) -> Verdict | None:
    """What is known of a message from its records' histories; None if nobody has decided anything.

    tz: IANA zone in which the speaker's dates are meant.
    """
    judged = [each for each in histories if each.decisions and not _is_hidden(each, histories)]
    if not judged:
        return None
    facts = _facts(read, judged, tz)
    label: dict[str, Any] = {"kinds": _kinds(judged, histories)}
    label |= {name: fact.value for name, fact in facts.items()}
    last = max((each.decisions[-1] for each in judged), key=lambda act: act.at)
    assert last.by_id is not None
    is_corrected = any(fact.is_corrected for fact in facts.values())
    return Verdict(label, _how(judged, is_corrected=is_corrected), last.by_id, last.at)


def _is_hidden(record: History, histories: Sequence[History]) -> bool:
    """A card with work on it shows no interaction: that is decided along with the rest, and by nobody."""
    return record.kind == "interaction" and not record.is_order and any(each.kind in WORK for each in histories)


def _how(judged: Sequence[History], *, is_corrected: bool) -> str:
    if all(each.is_order for each in judged):
        return "said"
    if not any(each.is_right for each in judged if each.kind != "signal"):
        return "dismissed"
    return "edited" if is_corrected else "confirmed"


def _kinds(judged: Sequence[History], histories: Sequence[History]) -> dict[str, bool]:
    """Which kinds a message has and hasn't."""
    known: dict[str, bool] = {}
    for each in judged:
        if each.kind != "signal":
            known[each.kind] = known.get(each.kind, False) or each.is_right
    if any(known.values()):
        return known | {"noise": False}
    if not known:
        return known
    # Whoever throws all of it away has read the words beside it: there is no work in them.
    thrown_away = dict.fromkeys(WORK, False) | known
    if any(each.kind in WORK for each in histories):
        return thrown_away  # it may be small talk, or something worth a note but no work
    return thrown_away | {"noise": True}


def _facts(read: Reading, judged: Sequence[History], tz: str) -> dict[str, _Fact]:
    """The fields that were judged, in the form that labels have."""
    right = [each for each in judged if each.is_right]
    work = sorted((each for each in right if each.kind in WORK), key=lambda each: WORK.index(each.kind))
    tasks = [each for each in work if each.kind == "task"]
    interactions = [each for each in right if each.kind == "interaction"]
    found: dict[str, _Fact | None] = {}
    if work:
        due = read.due.iso if read.due else None
        found["title"] = _judge(work[0], ("title",), read.title, lambda after: after["title"])
        found["due"] = _judge(work[0], ("due_on", "due_at"), due, lambda after: _due(after, tz))
        shown = read.priority if read.priority != "normal" else None  # only what is not normal is shown
        found["priority"] = _judge(work[0], ("priority",), shown, lambda after: after["priority"])
    if tasks:
        found["assignee"] = _judge(
            tasks[0], ("assignee",), list(read.assignees) or None, lambda after: _names(after["assignee"])
        )
    if interactions:
        kind = read.interaction_kind
        found["title"] = found.get("title") or _judge(
            interactions[0], ("summary",), read.title, lambda after: after["summary"]
        )
        found["interaction_kind"] = _judge(interactions[0], ("kind",), kind, lambda after: after["kind"])
    signals = [each for each in judged if each.kind == "signal"]
    if signals:
        kept = [each.detail for each in signals if each.is_right]
        found["churn"] = _Fact(kept, is_corrected=False)
    return {name: fact for name, fact in found.items() if fact is not None}


def _judge(record: History, names: tuple[str, ...], shown: Any, told: Any) -> _Fact | None:
    """A field as a member left it. `shown` None: it wasn't on the card; `told` gives the value of a correction."""
    acts = [act for act in record.acts if act.at <= record.judged_until and names[0] in act.after]
    if any(act.action not in _BY_HAND for act in acts):
        return None  # another message had its part in what was shown
    by_hand = [act for act in acts if act.by_id is not None]
    if by_hand:
        value = told(by_hand[-1].after)
        return _Fact(value, is_corrected=(value or None) != shown)
    if shown is None or record.is_order:
        return None
    return _Fact(shown, is_corrected=False)


def _due(after: Mapping[str, str | None], tz: str) -> str | None:
    """As labels write it: an ISO date, or an instant in the speaker's zone."""
    at = after.get("due_at")
    if at:
        return datetime.fromisoformat(at).astimezone(ZoneInfo(tz)).isoformat()
    return after["due_on"] or None


def _names(said: str | None) -> list[str]:
    for sign in _BETWEEN_NAMES:
        said = (said or "").replace(sign, "\n")
    return [name.strip() for name in (said or "").splitlines() if name.strip()]
