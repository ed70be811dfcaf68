"""One record in full, by its number: /crm show CR-3, or just CR-3."""

from collections.abc import Callable
from typing import Any

from handlers.desk import Desk
from handlers.drawing import draw_change, draw_order
from handlers.errors import BadCommand, UnknownRecord
from handlers.numbers import get_numbered, list_numbers
from handlers.replies import Reply
from handlers.task_cards import draw_task
from prompts.cards import Card
from prompts.reading.schema import Reading
from storage.tables import ChangeRequest, Member, SupplementaryOrder, Task

Draw = Callable[[Desk, Any, Member | None], Card]

# Who draws which kind of record.
DRAWERS: dict[type, Draw] = {ChangeRequest: draw_change, Task: draw_task, SupplementaryOrder: draw_order}
TABLES: dict[str, type] = {"change": ChangeRequest, "task": Task, "order": SupplementaryOrder}


def on_show(desk: Desk, words: str, reading: Reading) -> list[Reply]:
    """All about a record. A bare number means a change request."""
    numbers = list_numbers(words)
    if not numbers:
        raise BadCommand(verb="show")
    record = get_numbered(desk, numbers[0], bare="cr")
    reader = None if desk.is_among_colleagues else desk.speaker
    return [desk.answer(DRAWERS[type(record)](desk, record, reader), key="shown")]


def on_show_pressed(desk: Desk, value: str) -> list[Reply]:
    """A record chosen from a list: "change:3". The list stays."""
    kind, _, number = value.partition(":")
    table = TABLES.get(kind)
    record = desk.session.get(table, int(number)) if table is not None and number.isdigit() else None
    if record is None or record.agency_id != desk.agency_id or record.deleted_at is not None:
        raise UnknownRecord(record=value)
    return [desk.answer(DRAWERS[type(record)](desk, record, desk.speaker), key="shown")]
