"""Tasks: lists, the status board, the team's load; and each task moved on from where it is seen."""

from contextlib import suppress

from handlers.arrivals import Press
from handlers.assigning import find_assignee, list_meant_by
from handlers.clientwords import find_client_first
from handlers.desk import Desk, row_id
from handlers.errors import AlreadyDecided, BadCommand, UnknownClient, UnknownMember, UnknownRecord, WrongState
from handlers.numbers import Numbered, get_numbered, list_numbers, split_number
from handlers.proposing import load_proposal, redraw, show_in_place
from handlers.recording import change, hold, record_label
from handlers.replies import Reply
from handlers.rules.names import fold_name, list_similar
from handlers.rules.task_states import COLUMNS
from handlers.rules.task_views import View, read_view
from handlers.task_cards import draw_task
from handlers.task_handing import Work, hand_to, say_handed, tell_handed
from handlers.task_lists import Told, draw_view, own_view
from handlers.task_steps import get_task, put_into, take_step, who_brought
from prompts.reading.schema import Reading
from prompts.render import one_line
from prompts.tasking import read_assignee, read_priority, without
from storage.clients import list_client_names
from storage.people import list_members
from storage.projects import list_projects_of
from storage.tables import Client, Member, Message, SupplementaryOrder, Task


def on_tasks(desk: Desk, words: str, reading: Reading) -> list[Reply]:
    """My open tasks, a client's, or a colleague's: /crm tasks, /crm tasks ACME, /crm tasks @Tom."""
    view = _find_list(desk, words.strip()) if words.strip() else own_view(desk)
    return [desk.answer(draw_view(desk, view))]


def on_board(desk: Desk, words: str, reading: Reading) -> list[Reply]:
    """The status board of a client or project; without a name, of this channel's client, else of everybody."""
    return [desk.answer(draw_view(desk, _find_board(desk, words.strip())))]


def on_team(desk: Desk, words: str, reading: Reading) -> list[Reply]:
    """How much everybody has to do, the most loaded first. Raises NotAllowed."""
    return [desk.answer(draw_view(desk, View("team")))]


def on_assign(desk: Desk, words: str, reading: Reading) -> list[Reply]:
    """Hand tasks or change requests to a colleague: /crm assign T-7 @Tom."""
    found = list_numbers(words)
    name = read_assignee(without(words, [match.span() for match in found]))
    if not found or not name:
        raise BadCommand(verb="assign")
    member = _get_member(desk, name)
    records = [_get_work(desk, get_numbered(desk, match)) for match in found]
    told, redrawn = [], []
    for record in records:
        was_proposed = record.status == "proposed"
        told += tell_handed(desk, record, hand_to(desk, record, member))
        redrawn += _follow(desk, record) if was_proposed else []
    return [say_handed(desk, records), *told, *redrawn]


def on_priority(desk: Desk, words: str, reading: Reading) -> list[Reply]:
    """How urgent it is: /crm priority T-7 urgent."""
    found = split_number(words)
    priority = read_priority(found[1]) if found is not None else None
    if found is None or priority is None:
        raise BadCommand(verb="priority")
    record = _get_work(desk, get_numbered(desk, found[0]))
    hold(desk, record)
    change(desk, record, "prioritised", by=desk.speaker, priority=priority)
    return [_receipt(desk, [record], "prioritised"), *_follow(desk, record)]


def on_review(desk: Desk, words: str, reading: Reading) -> list[Reply]:
    """It is made, and somebody is to look at it: /crm review T-7."""
    return _take_steps(desk, words, "review")


def on_cancel(desk: Desk, words: str, reading: Reading) -> list[Reply]:
    """It is not to be done any more: /crm cancel T-7."""
    return _take_steps(desk, words, "cancel")


def on_reopen(desk: Desk, words: str, reading: Reading) -> list[Reply]:
    """It was closed too early: /crm reopen T-7."""
    return _take_steps(desk, words, "reopen")


# Buttons and selects


def on_list_pressed(desk: Desk, value: str) -> list[Reply]:
    """Another page ("list.m5.10"), in place; with "new:" before it, a list of its own."""
    view = read_view(value.removeprefix("new:"))
    if view is None:
        raise UnknownRecord(record=one_line(value, 40))
    if value.startswith("new:"):
        return [desk.answer(draw_view(desk, view), key="list")]
    return [desk.edit_in_place(draw_view(desk, view), _press_of(desk).card)]


def on_done_pressed(desk: Desk, value: str) -> list[Reply]:
    """Done, from a list ("task:7:list.m5.0"): the same list is drawn anew in its place."""
    _, _, rest = value.removeprefix("task:").partition(":")
    return _step_in_place(desk, get_task(desk, value), "done", read_view(rest) or own_view(desk))


def on_step_pressed(desk: Desk, value: str) -> list[Reply]:
    """A step ("task:7:review:board.c3.0"): what was pressed is drawn anew; without a view it was the task's card."""
    number, _, rest = value.removeprefix("task:").partition(":")
    act, _, written = rest.partition(":")
    if written == "proposal":
        return _step_on_proposal(desk, get_task(desk, f"task:{number}"), act)
    return _step_in_place(desk, get_task(desk, f"task:{number}"), act, read_view(written))


def on_status_chosen(desk: Desk, value: str) -> list[Reply]:
    """A state was chosen from a list: "task:7=doing"."""
    about, _, status = value.partition("=")
    task = get_task(desk, about)
    if status not in COLUMNS:
        raise UnknownRecord(record=record_label(task))
    was_proposed = task.status == "proposed"
    put_into(desk, task, status)
    return [_card_in_place(desk, task), *(_follow(desk, task) if was_proposed else [])]


def on_assignee_chosen(desk: Desk, value: str) -> list[Reply]:
    """A colleague was chosen on a task's card: "task:7=5"."""
    about, _, chosen = value.partition("=")
    task = get_task(desk, about)
    member = desk.session.get(Member, int(chosen)) if chosen.isdecimal() and len(chosen) < 10 else None
    if member is None or member.agency_id != desk.agency_id or member.left_on is not None:
        raise UnknownMember(name=one_line(chosen, 40), similar=[])
    was_proposed = task.status == "proposed"
    told = tell_handed(desk, task, hand_to(desk, task, member))
    return [_card_in_place(desk, task), *told, *(_follow(desk, task) if was_proposed else [])]


def _step_in_place(desk: Desk, task: Task, act: str, view: View | None) -> list[Reply]:
    """Whoever comes second finds the card as it is by now, and who was first."""
    was_proposed = task.status == "proposed"
    first = None
    try:
        take_step(desk, task, act)
    except (AlreadyDecided, WrongState):
        first = who_brought(desk, task)
    if view is None:
        shown = _card_in_place(desk, task)
    else:
        shown = desk.edit_in_place(draw_view(desk, view, told=Told(task, first)), _press_of(desk).card)
    return [shown, *(_follow(desk, task) if was_proposed or act == "reopen" else [])]


def _step_on_proposal(desk: Desk, task: Task, act: str) -> list[Reply]:
    """From the card that proposed it, which is drawn anew; if somebody was first, it tells so as well."""
    with suppress(AlreadyDecided, WrongState):
        take_step(desk, task, act)
    message = desk.session.get(Message, task.message_id) if task.message_id else None
    return [show_in_place(desk, load_proposal(desk, message)) if message is not None else _card_in_place(desk, task)]


def _card_in_place(desk: Desk, task: Task) -> Reply:
    reader = None if desk.is_among_colleagues else desk.speaker
    return desk.edit_in_place(draw_task(desk, task, reader), _press_of(desk).card)


def _follow(desk: Desk, record: Work) -> list[Reply]:
    """The card that proposed it, which tells of its state."""
    message = desk.session.get(Message, record.message_id) if record.message_id else None
    return redraw(desk, [message]) if message is not None and message.card_key is not None else []


# Words


def _take_steps(desk: Desk, words: str, act: str) -> list[Reply]:
    found = [get_numbered(desk, match) for match in list_numbers(words)]
    if not found:
        raise BadCommand(verb=act)
    tasks: list[Work] = []
    redrawn = []
    for record in found:
        if not isinstance(record, Task):
            raise UnknownRecord(record=record_label(record).replace("CR-", "T-").replace("SO-", "T-"))
        take_step(desk, record, act)
        tasks.append(record)
        redrawn += _follow(desk, record)
    return [_receipt(desk, tasks, act), *redrawn]


def _receipt(desk: Desk, records: list[Work], act: str) -> Reply:
    lines = []
    for record in records:
        client = desk.session.get(Client, record.client_id) if record.client_id else None
        lines.append((record, record_label(record), client.name if client else None))
    card = desk.record_card("task_stepped", lines=lines, step=act, act=desk.arrival.key, who=desk.speaker.name)
    return desk.answer(card, key="receipt", is_record=True)


def _get_work(desk: Desk, record: Numbered) -> Work:
    if isinstance(record, SupplementaryOrder):
        raise UnknownRecord(record=record_label(record))
    return record


def _get_member(desk: Desk, name: str) -> Member:
    if name == "me":
        return desk.speaker
    number = find_assignee(desk, name)
    member = desk.session.get(Member, number) if number is not None else None
    if member is None:
        names = {row_id(known.id): known.name for known in list_members(desk.session, desk.agency_id)}
        meant = [names[one] for one in list_meant_by(desk, name)]
        raise UnknownMember(name=one_line(name, 40), similar=meant or list_similar(name, list(names.values())))
    return member


def _find_list(desk: Desk, whose: str) -> View:
    """Whose tasks: a colleague's ("@Tom"), a client's, or a colleague's without the @. Raises UnknownClient."""
    if whose.startswith("@"):
        return View("list", "member", row_id(_get_member(desk, whose.lstrip("@").strip()).id))
    client = find_client_first(desk, whose)
    if client is not None and not client[1]:
        return View("list", "client", row_id(client[0].id))
    number = find_assignee(desk, whose)
    if number is not None:
        return View("list", "member", number)
    raise _unknown_client(desk, whose)


def _find_board(desk: Desk, of: str) -> View:
    """Whose board: a client's ("ACME"), a project's ("ACME Spring launch", "Spring launch"). Raises UnknownClient."""
    if not of:
        return View("board", "client", desk.here.client_id) if desk.here.client_id is not None else View("board")
    found = find_client_first(desk, of)
    if found is not None and not found[1]:
        return View("board", "client", row_id(found[0].id))
    name = fold_name(found[1] if found is not None else of)
    clients = [row_id(found[0].id)] if found is not None else _list_client_ids(desk)
    for client_id in clients:
        for project in list_projects_of(desk.session, client_id):
            if fold_name(project.name) == name:
                return View("board", "project", row_id(project.id))
    raise _unknown_client(desk, of)


def _list_client_ids(desk: Desk) -> list[int]:
    return list(dict.fromkeys(row.client_id for row in list_client_names(desk.session, desk.agency_id)))


def _unknown_client(desk: Desk, name: str) -> UnknownClient:
    known = [row.name for row in list_client_names(desk.session, desk.agency_id)]
    return UnknownClient(name=one_line(name, 80), similar=list_similar(name, known))


def _press_of(desk: Desk) -> Press:
    press = desk.arrival
    assert isinstance(press, Press)
    return press
