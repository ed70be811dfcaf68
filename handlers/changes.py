"""The further life of a change request: started, delivered, withdrawn, submitted again; and the list of open ones."""

from contextlib import suppress

from handlers.arrivals import Command, Press
from handlers.arrivals import Message as Said
from handlers.clientwords import find_client_first
from handlers.counting import round_of
from handlers.desk import Desk, row_id
from handlers.drawing import draw_in_view
from handlers.errors import AlreadyDecided, BadCommand, UnknownClient, UnknownRecord, WrongState
from handlers.evidence import hear
from handlers.linking import DELIVERED, STARTED, WITHDRAWN, link
from handlers.numbers import get_numbered, list_numbers, split_number
from handlers.recording import change, finish, hold, record_label
from handlers.replies import Reply
from handlers.rules.lifecycle import CHANGE_STEPS, ORDER_STEPS, next_state
from handlers.rules.names import list_similar
from handlers.submitting import submit
from handlers.task_cards import draw_task
from prompts.cards import Card
from prompts.reading.schema import NOISE, Reading
from prompts.render import one_line
from storage.audits import list_history
from storage.channels import find_message
from storage.clients import list_client_names
from storage.records import list_open_changes_of
from storage.tables import ChangeRequest, Client, Member, Message, SupplementaryOrder, Task

SHOWN = 8
_ACTIONS = {"start": STARTED, "deliver": DELIVERED, "withdraw": WITHDRAWN}
_BY_STATE = ("submitted", "approved", "in_progress", "delivered", "proposed")


def on_start(desk: Desk, words: str, reading: Reading) -> list[Reply]:
    """Begin with approved change requests, or tasks: /crm start CR-3 T-7."""
    records = [get_numbered(desk, match, bare="cr") for match in list_numbers(words)]
    if not records:
        raise BadCommand(verb="start")
    for record in records:
        _start(desk, record)
    return [_receipt(desk, records)]


def on_deliver(desk: Desk, words: str, reading: Reading) -> list[Reply]:
    """What was asked for was handed over: /crm deliver CR-3 KV v2."""
    found = split_number(words)
    if found is None:
        raise BadCommand(verb="deliver")
    record = get_numbered(desk, found[0], bare="cr")
    if not isinstance(record, ChangeRequest):
        raise UnknownRecord(record=record_label(record))
    _step(desk, record, "deliver")
    said = _words_said(desk, words)
    if said is not None:
        link(desk, record, said, "delivery", words=one_line(found[1] or record.title, 120), by=desk.speaker)
    return [_receipt(desk, [record])]


def on_withdraw_ordered(desk: Desk, words: str, reading: Reading) -> list[Reply]:
    """It is not to be done any more: /crm withdraw CR-3."""
    records = [get_numbered(desk, match, bare="cr") for match in list_numbers(words)]
    if not records:
        raise BadCommand(verb="withdraw")
    for record in records:
        if isinstance(record, Task):
            raise UnknownRecord(record=f"CR-{record.number}")
        _step(desk, record, "withdraw")
    return [_receipt(desk, records)]


def on_start_pressed(desk: Desk, value: str) -> list[Reply]:
    """The button of a record's card: "change:3", "task:7"."""
    press = _press_of(desk)
    if value.startswith("task:"):
        task = desk.session.get(Task, _number(value))
        if task is None or task.agency_id != desk.agency_id or task.deleted_at is not None:
            raise UnknownRecord(record="T-?")
        _start(desk, task)
        return [desk.edit_in_place(draw_task(desk, task, _reader(desk)), press.card)]
    return _answer_step(desk, value, "start")


def on_deliver_pressed(desk: Desk, value: str) -> list[Reply]:
    """The button of a change request's card."""
    return _answer_step(desk, value, "deliver")


def on_taken_back(desk: Desk, value: str) -> list[Reply]:
    """The button of a change request's card by which we withdraw it."""
    return _answer_step(desk, value, "withdraw")


def on_finished(desk: Desk, value: str) -> list[Reply]:
    """The button of a change request's card by which it is done."""
    record, view = _get_change(desk, value)
    finish(desk, record)
    return [_in_place(desk, record, view)]


def on_submitted(desk: Desk, value: str) -> list[Reply]:
    """Submit what was proposed, or what was rejected and put right; whoever may approve is asked anew."""
    record, view = _get_change(desk, value)
    hold(desk, record)
    if next_state(CHANGE_STEPS, "submit", record.status) is None or record.deleted_at is not None:
        return [_in_place(desk, record, view)]
    submit(desk, record, "submitted")
    return [_in_place(desk, record, view)]


def on_changes(desk: Desk, words: str, reading: Reading) -> list[Reply]:
    """Open change requests: /crm changes ACME; without a name, this channel's client's, else everybody's."""
    client: Client | None = None
    if words.strip():
        found = find_client_first(desk, words)
        if found is None or found[1]:
            known = [row.name for row in list_client_names(desk.session, desk.agency_id)]
            raise UnknownClient(name=one_line(words, 80), similar=list_similar(words, known))
        client = found[0]
    elif desk.here.client_id is not None:
        client = desk.session.get(Client, desk.here.client_id)
    return [desk.answer(_draw_list(desk, client, 0))]


def on_more_changes(desk: Desk, value: str) -> list[Reply]:
    """The next page of the list: "3:8" is client 3 from the ninth on, "0:8" everybody's."""
    press = _press_of(desk)
    client_id, _, first = value.partition(":")
    if not (client_id.isdigit() and first.isdigit()):
        raise UnknownRecord(record=value)
    client = desk.session.get(Client, int(client_id))
    if client is not None and client.agency_id != desk.agency_id:
        raise UnknownRecord(record=value)
    return [desk.edit_in_place(_draw_list(desk, client, int(first)), press.card)]


def _draw_list(desk: Desk, client: Client | None, first: int) -> Card:
    found = list_open_changes_of(desk.session, desk.agency_id, client_id=client.id if client else None)
    found.sort(key=lambda each: (_BY_STATE.index(each.status), each.due_on is None, each.due_on, each.number))
    page = found[first : first + SHOWN]
    lines = []
    for each in page:
        of = desk.session.get(Client, each.client_id) if each.client_id else None
        lines.append((each, of.name if of else None, round_of(desk, each)))
    return desk.card(
        "changes",
        client=client.name if client else None,
        lines=lines,
        count=len(found),
        left=max(0, len(found) - first - SHOWN),
        next=f"{client.id if client else 0}:{first + SHOWN}",
    )


def _start(desk: Desk, record: ChangeRequest | Task | SupplementaryOrder) -> None:
    if isinstance(record, Task):
        hold(desk, record)
        if record.status not in ("proposed", "todo", "review", "doing"):
            raise WrongState(record=record_label(record), status=record.status, act="start")
        change(desk, record, STARTED, by=desk.speaker, status="doing")
        return
    _step(desk, record, "start")


def _step(desk: Desk, record: ChangeRequest | SupplementaryOrder, act: str) -> None:
    """Take one step, once. Raises AlreadyDecided with who took it before, WrongState."""
    hold(desk, record)
    steps = CHANGE_STEPS if isinstance(record, ChangeRequest) else ORDER_STEPS
    if act not in steps:
        raise UnknownRecord(record=record_label(record))
    leads_to = next_state(steps, act, record.status)
    if leads_to is None or record.deleted_at is not None:
        if record.status == steps[act].leads_to:
            _tell_who_was_first(desk, record)
        raise WrongState(record=record_label(record), status=record.status, act=act)
    change(desk, record, _ACTIONS[act], by=desk.speaker, status=leads_to)


def _tell_who_was_first(desk: Desk, record: ChangeRequest | SupplementaryOrder) -> None:
    lines = list_history(desk.session, [(str(record.__tablename__), row_id(record.id))])
    done = [line for line in lines if (line.after or {}).get("status") == record.status]
    if done:
        raise AlreadyDecided(
            record=record_label(record), verdict=record.status, who=done[-1].who, at=done[-1].at, because=None
        )


def _answer_step(desk: Desk, value: str, act: str) -> list[Reply]:
    """Whoever comes second finds the card as it is by now: it says who did what last."""
    record, view = _get_change(desk, value)
    with suppress(AlreadyDecided):
        _step(desk, record, act)
    return [_in_place(desk, record, view)]


def _in_place(desk: Desk, record: ChangeRequest, view: str) -> Reply:
    desk.session.flush()
    return desk.edit_in_place(draw_in_view(desk, record, view, _reader(desk)), _press_of(desk).card)


def _receipt(desk: Desk, records: list[ChangeRequest | Task | SupplementaryOrder]) -> Reply:
    lines = []
    for record in records:
        client = desk.session.get(Client, record.client_id) if record.client_id else None
        lines.append((record_label(record), record.title, client.name if client else None, record.status))
    card = desk.record_card("steps", lines=lines, because=None, act=desk.arrival.key, who=desk.speaker.name)
    return desk.answer(card, key="receipt", is_record=True)


def _words_said(desk: Desk, words: str) -> Message | None:
    """The order's own words, kept as evidence of what it says."""
    arrival = desk.arrival
    if isinstance(arrival, Said):
        return find_message(desk.session, row_id(desk.here.id), arrival.message_id)
    if isinstance(arrival, Command):
        said = NOISE.model_copy(update={"reader": "said"})
        return hear(desk, arrival.key, words, said, said_at=arrival.at)
    return None


def _get_change(desk: Desk, value: str) -> tuple[ChangeRequest, str]:
    record = desk.session.get(ChangeRequest, _number(value)) if value.startswith("change:") else None
    if record is None or record.agency_id != desk.agency_id:
        raise UnknownRecord(record=value)
    return record, value.split(":")[2] if value.count(":") > 1 else ""


def _number(value: str) -> int:
    number = value.split(":")[1]
    return int(number) if number.isdigit() else 0


def _reader(desk: Desk) -> Member | None:
    return None if desk.is_among_colleagues else desk.speaker


def _press_of(desk: Desk) -> Press:
    press = desk.arrival
    assert isinstance(press, Press)
    return press
