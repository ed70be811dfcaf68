"""How much each person has on their plate."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol


class Work(Protocol):
    """What is to be known of a task."""

    assignee_id: int | None
    status: str
    due_on: date | None
    due_at: datetime | None


@dataclass(frozen=True)
class Load:
    """What one person (None: nobody yet) has to do."""

    person: int | None
    open: int = 0
    overdue: int = 0
    this_week: int = 0  # still to come until Sunday
    in_review: int = 0

    @property
    def weight(self) -> tuple[int, int, int]:
        """The most loaded first."""
        return (-self.open, -self.overdue, -self.this_week)


def measure(
    tasks: Iterable[Work], people: Iterable[int], *, now: datetime, today: Mapping[int | None, date]
) -> list[Load]:
    """The load of everyone, the most loaded first; of the open tasks that nobody has, as that of None, last.

    `today`: the date where each of them is; None: the reader's.
    """
    by_person: dict[int | None, list[Work]] = {person: [] for person in people}
    for task in tasks:
        by_person.setdefault(task.assignee_id if task.assignee_id in by_person else None, []).append(task)
    found = [
        _measure_one(person, theirs, now, today.get(person) or today[None]) for person, theirs in by_person.items()
    ]
    return sorted(found, key=lambda load: (load.person is None, load.weight, load.person or 0))


def _measure_one(person: int | None, tasks: list[Work], now: datetime, today: date) -> Load:
    sunday = today + timedelta(days=6 - today.weekday())
    late = [task for task in tasks if is_late(task, now, today)]
    coming = [task for task in tasks if task not in late and task.due_on is not None and task.due_on <= sunday]
    in_review = sum(task.status == "review" for task in tasks)
    return Load(person, len(tasks), len(late), len(coming), in_review)


def is_late(task: Work, now: datetime, today: date) -> bool:
    """Whether its date has passed where its assignee is."""
    if task.due_at is not None:
        return task.due_at < now
    return task.due_on is not None and task.due_on < today
