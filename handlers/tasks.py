"""A member's tasks: what is on their plate, with a button for what is done."""

from handlers.arrivals import Press
from handlers.desk import Desk
from handlers.errors import UnknownRecord
from handlers.recording import finish
from handlers.replies import Reply
from prompts.cards import Card
from prompts.reading.schema import Reading
from storage.records import list_open_tasks
from storage.tables import Client, Task

SHOWN = 10
WITH_BUTTON = 5  # WeCom draws six buttons on a card


def on_tasks(desk: Desk, words: str, reading: Reading) -> list[Reply]:
    """My open tasks, the earliest due first: /crm tasks."""
    return [desk.answer(_draw_tasks(desk))]


def on_done_pressed(desk: Desk, value: str) -> list[Reply]:
    """A task was done from the list: the list is drawn anew in its place."""
    press = desk.arrival
    assert isinstance(press, Press)
    task = desk.session.get(Task, int(value.removeprefix("task:")))
    if task is None or task.agency_id != desk.agency_id or task.deleted_at is not None:
        raise UnknownRecord(record="T-?")
    finish(desk, task)
    return [desk.edit_in_place(_draw_tasks(desk, just_done=task), press.card)]


def _draw_tasks(desk: Desk, just_done: Task | None = None) -> Card:
    tasks = list_open_tasks(desk.session, desk.agency_id, assignee_id=desk.speaker.id)
    lines = []
    for task in tasks[:SHOWN]:
        client = desk.session.get(Client, task.client_id) if task.client_id else None
        lines.append((task, client.name if client else None))
    return desk.card("tasks", lines=lines, count=len(tasks), shown=SHOWN, with_button=WITH_BUTTON, just_done=just_done)
