"""Tasks as lists: somebody's, a client's, the status board, the load of the team. Each card knows what it shows."""

from datetime import date, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from handlers.allowing import check_access
from handlers.desk import Desk, row_id
from handlers.errors import UnknownRecord
from handlers.rules.task_states import COLUMNS, forward
from handlers.rules.task_views import View, turn_to
from handlers.rules.workload import measure
from handlers.task_steps import Brought
from prompts.cards import Card
from storage.people import list_members
from storage.records import list_open_tasks
from storage.tables import Client, Member, Message, Project, Task
from storage.tasks import list_on_board

MOST_LINES = {"slack": 10, "wecom": 5}  # each with a button; one more turns the page, and WeCom draws six
MOST_PEOPLE = {"slack": 20, "wecom": 10}
DONE_FOR = timedelta(days=7)  # so long the board shows what was done


class Line(NamedTuple):
    """One task of a list."""

    task: Task
    client: str | None
    is_altered: bool  # the words it rests on were edited or deleted
    act: str | None  # what moves it on


class Told(NamedTuple):
    """What a press came to: the task, and who was first if it wasn't this press."""

    task: Task
    first: Brought | None


def draw_view(desk: Desk, view: View, *, told: Told | None = None) -> Card:
    """What a view shows by now. Raises UnknownRecord where it is nobody's, NotAllowed."""
    match view.kind:
        case "list":
            return _draw_list(desk, view, told)
        case "board":
            return _draw_board(desk, view, told)
        case _:
            return _draw_team(desk, view)


def own_view(desk: Desk) -> View:
    """The speaker's own tasks."""
    return View("list", "member", row_id(desk.speaker.id))


def _draw_list(desk: Desk, view: View, told: Told | None) -> Card:
    whose = _name_of(desk, view)
    asked = {"assignee_id": view.number} if view.of == "member" else {"client_id": view.number}
    tasks = list_open_tasks(desk.session, desk.agency_id, **asked)
    is_own = view.of == "member" and view.number == desk.speaker.id
    page, turned, left = _cut(desk, tasks, view)
    return desk.card(
        "tasks",
        whose=None if is_own else whose,
        lines=[_line(desk, task) for task in page],
        show_client=view.of != "client",
        count=len(tasks),
        told=told,
        view=turned.written,
        **_turns(turned, left, len(page)),
    )


def _draw_board(desk: Desk, view: View, told: Told | None) -> Card:
    narrowed = {f"{view.of}_id": view.number} if view.of in ("client", "project") else {}
    tasks = list_on_board(desk.session, desk.agency_id, done_since=desk.now - DONE_FOR, **narrowed)
    tasks.sort(key=_board_order)
    page, turned, left = _cut(desk, tasks, view)
    columns = [
        (status, [_line(desk, task) for task in page if task.status == status])
        for status in COLUMNS
        if any(task.status == status for task in page)
    ]
    return desk.card(
        "board",
        of=_name_of(desk, view) if view.of != "all" else None,
        counts=[(status, sum(task.status == status for task in tasks)) for status in COLUMNS],
        columns=columns,
        show_client=view.of == "all",
        days=DONE_FOR.days,
        told=told,
        view=turned.written,
        **_turns(turned, left, len(page)),
    )


def _draw_team(desk: Desk, view: View) -> Card:
    check_access(desk, "command", "team")
    members = {row_id(member.id): member for member in list_members(desk.session, desk.agency_id)}
    tz = desk.readership(desk.speaker).tz
    today: dict[int | None, date] = {None: desk.now.astimezone(ZoneInfo(tz)).date()}
    today |= {
        number: desk.now.astimezone(ZoneInfo(member.tz or desk.agency.tz)).date() for number, member in members.items()
    }
    loads = measure(list_open_tasks(desk.session, desk.agency_id), members, now=desk.now, today=today)
    people = [load for load in loads if load.person is not None]
    most = MOST_PEOPLE[desk.place.platform]
    turned = turn_to(len(people), view, most)
    page = people[turned.first : turned.first + most]
    left = max(0, len(people) - turned.first - len(page))
    return desk.card(
        "workload",
        lines=[(members[load.person].name, load) for load in page if load.person is not None],
        unassigned=next((load for load in loads if load.person is None and load.open), None),
        buttons=[
            (members[load.person].name, View("list", "member", load.person).written)
            for load in page[: MOST_LINES[desk.place.platform]]
            if load.person is not None and load.open
        ],
        **_turns(turned, left, len(page)),
    )


def _cut(desk: Desk, tasks: list[Task], view: View) -> tuple[list[Task], View, int]:
    """The tasks of a page, which page it is, and how many come after it."""
    most = MOST_LINES[desk.place.platform]
    turned = turn_to(len(tasks), view, most)
    page = tasks[turned.first : turned.first + most]
    return page, turned, max(0, len(tasks) - turned.first - len(page))


def _turns(view: View, left: int, shown: int) -> dict[str, object]:
    """Where the button at the end of a list leads: on, or from its end back to the beginning."""
    return {
        "left": left,
        "more": view.from_line(view.first + shown).written if left else None,
        "back": view.from_line(0).written if view.first and not left else None,
    }


def _board_order(task: Task) -> tuple[object, ...]:
    if task.status == "done":
        since = task.done_at.timestamp() if task.done_at is not None else 0.0
        return (COLUMNS.index("done"), False, -since, 0)
    due = task.due_on.toordinal() if task.due_on is not None else 0
    return (COLUMNS.index(task.status), task.due_on is None, due, task.number)


def _line(desk: Desk, task: Task) -> Line:
    client = desk.session.get(Client, task.client_id) if task.client_id else None
    message = desk.session.get(Message, task.message_id) if task.message_id else None
    is_altered = message is not None and (message.edited_at is not None or message.deleted_at is not None)
    return Line(task, client.name if client else None, is_altered, forward(task.status))


def _name_of(desk: Desk, view: View) -> str:
    tables: dict[str, type[Member | Client | Project]] = {"member": Member, "client": Client, "project": Project}
    row: Member | Client | Project | None = None
    if view.of in tables:
        row = desk.session.get(tables[view.of], view.number)  # type: ignore[assignment]
    if row is None or row.agency_id != desk.agency_id:
        raise UnknownRecord(record=view.written)
    return row.name
