"""Any record put right in a form: change request, task, interaction, client."""

from collections.abc import Callable
from datetime import date

from sqlmodel import SQLModel

from handlers.arrivals import CardRef, Command, Press, Submission
from handlers.choosing import get_chosen_client, get_chosen_member, list_client_choices, list_colleagues
from handlers.desk import Desk, row_id
from handlers.errors import BadCommand, UnknownRecord
from handlers.naming import LONGEST_NAME, read_aliases, write_names
from handlers.numbers import get_numbered, split_number
from handlers.proposals import confirm_record
from handlers.proposing import redraw, state_of
from handlers.receiving import say_where_it_belongs
from handlers.recording import change, record_label
from handlers.replies import Reply
from handlers.submitting import ask_approval, refresh
from prompts.cards import Form
from prompts.forms import NOBODY, change_form, client_form, log_form, task_form
from prompts.render import one_line
from storage.clients import list_names_of
from storage.tables import ChangeRequest, Client, Interaction, Message, Task

Editable = ChangeRequest | Task | Interaction | Client
_TABLES: dict[str, type[Editable]] = {
    "change_request": ChangeRequest,
    "task": Task,
    "interaction": Interaction,
    "client": Client,
}


def on_edit_record_pressed(desk: Desk, value: str) -> list[Reply]:
    """Show a record ("task:7") in its form."""
    press = desk.arrival
    assert isinstance(press, Press)
    return [open_editor(desk, get_record(desk, value), trigger_id=press.trigger_id, ref=press.card)]


def on_bare_edit(desk: Desk, words: str) -> list[Reply]:
    """A number with nothing behind it: /crm edit CR-12. Raises BadCommand, UnknownRecord."""
    found = split_number(words)
    command = desk.arrival
    if found is None or (desk.place.platform == "slack" and not isinstance(command, Command)):
        raise BadCommand(verb="edit")
    record = get_numbered(desk, found[0])
    if not isinstance(record, ChangeRequest | Task):
        raise BadCommand(verb="edit")
    trigger_id = command.trigger_id if isinstance(command, Command) else None
    return [open_editor(desk, record, trigger_id=trigger_id, ref=CardRef())]


def open_editor(desk: Desk, record: Editable, *, trigger_id: str | None, ref: CardRef) -> Reply:
    """The form of a record, with what it holds now."""
    return desk.open_form(_form_of(desk, record), trigger_id=trigger_id, ref=ref)


def get_record(desk: Desk, value: str) -> Editable:
    """What "task:7" means. Raises UnknownRecord."""
    kind, _, number = value.partition(":")
    table = _TABLES.get(kind)
    row: Editable | None = None
    if table is not None and number.isdecimal():
        row = desk.session.get(table, int(number))  # type: ignore[assignment]
    if row is None or row.agency_id != desk.agency_id or row.deleted_at is not None:
        raise UnknownRecord(record=value)
    return row


def save(desk: Desk, record: Editable, values: dict[str, str]) -> bool:
    """Write what a form says into the record, and confirm it if it was only proposed. Whether anything changed.

    Raises UnknownClient, UnknownMember, NameTaken.
    """
    fields = _WRITERS[type(record)](desk, record, values)
    is_changed = change(desk, record, "changed", by=desk.speaker, **fields)
    if not isinstance(record, Client) and state_of(record) == "proposed":
        confirm_record(desk, record)
        return True
    return is_changed


def save_record(desk: Desk, submission: Submission) -> list[Reply]:
    """A record's form was sent. Raises UnknownRecord, UnknownClient, UnknownMember, NameTaken."""
    record = get_record(desk, submission.about)
    was_proposed = not isinstance(record, Client) and state_of(record) == "proposed"
    save(desk, record, submission.values)
    return [_tell(desk, record, submission.card), *follow(desk, record, was_proposed=was_proposed)]


def follow(desk: Desk, record: Editable, *, was_proposed: bool) -> list[Reply]:
    """What a record that was saved brings along: its message's card, and those who are to approve it."""
    replies: list[Reply] = []
    message_id = getattr(record, "message_id", None)
    message = desk.session.get(Message, message_id) if message_id is not None else None
    if message is not None and message.card_key is not None:
        replies += redraw(desk, [message])
    if isinstance(record, ChangeRequest):
        replies += ask_approval(desk, record) if was_proposed else refresh(desk, record)
    return replies


def _tell(desk: Desk, record: Editable, ref: CardRef) -> Reply:
    message_id = getattr(record, "message_id", None)
    message = desk.session.get(Message, message_id) if message_id is not None else None
    client = record if isinstance(record, Client) else None
    if client is None and getattr(record, "client_id", None) is not None:
        client = desk.session.get(Client, record.client_id)  # type: ignore[union-attr]
    card = desk.record_card(
        "saved",
        record=record,
        kind=str(record.__tablename__),
        label=record_label(record),
        client=client.name if client else None,
        who=desk.speaker.name,
        act=desk.arrival.key,
    )
    if ref.is_home:
        return desk.edit_in_place(card, ref)
    return say_where_it_belongs(desk, card, message, key="saved")


# What a record's form shows.


def _form_of(desk: Desk, record: Editable) -> Form:
    lang = desk.readership(desk.speaker).lang
    about = f"{record.__tablename__}:{record.id}"
    if isinstance(record, Client):
        names = list_names_of(desk.session, row_id(record.id))
        return client_form(
            lang,
            about=about,
            name=record.name,
            aliases=[name.name for name in names if not name.is_main],
            owner=_chosen(record.owner_id),
            colleagues=list_colleagues(desk),
            tier=record.tier or "",
            stage=record.stage or "",
            status=record.status,
        )
    clients, client = list_client_choices(desk), _chosen(record.client_id)
    if isinstance(record, Interaction):
        return log_form(lang, about=about, summary=record.summary, kind=record.kind, client=client, clients=clients)
    if isinstance(record, ChangeRequest):
        return change_form(
            lang,
            about=about,
            title=record.title,
            due_on=record.due_on,
            priority=record.priority,
            client=client,
            clients=clients,
            intro=record_label(record),
        )
    return task_form(
        lang,
        about=about,
        title=record.title,
        due_on=record.due_on,
        priority=record.priority,
        client=client,
        clients=clients,
        assignee=_chosen(record.assignee_id),
        colleagues=list_colleagues(desk),
        status=None if record.status == "proposed" else record.status,
        intro=record_label(record),
    )


def _chosen(number: int | None) -> str:
    return NOBODY if number is None else str(number)


# What a record's form writes.


def _write_change(desk: Desk, record: SQLModel, values: dict[str, str]) -> dict[str, object]:
    assert isinstance(record, ChangeRequest | Task)
    due_on = date.fromisoformat(values["due"]) if values.get("due") else None
    return {
        "title": one_line(values.get("title", ""), 120) or record.title,
        "due_on": due_on,
        "due_at": record.due_at if due_on == record.due_on else None,
        "priority": values.get("priority") or record.priority,
        "client_id": get_chosen_client(desk, values["client"]) if "client" in values else record.client_id,
    }


def _write_task(desk: Desk, record: SQLModel, values: dict[str, str]) -> dict[str, object]:
    assert isinstance(record, Task)
    fields = _write_change(desk, record, values)
    if "assignee" in values:
        member = get_chosen_member(desk, values["assignee"])
        # A name that is none of ours stays as it was written, unless somebody was chosen.
        kept = record.assignee if record.assignee_id is None and member is None else None
        fields |= {"assignee_id": member.id if member else None, "assignee": member.name if member else kept}
    status = values.get("status")
    if status and status != record.status:
        fields |= {"status": status, "done_at": desk.now if status == "done" else None}
    return fields


def _write_interaction(desk: Desk, record: SQLModel, values: dict[str, str]) -> dict[str, object]:
    assert isinstance(record, Interaction)
    return {
        "summary": values.get("summary", "").strip() or record.summary,
        "kind": values.get("kind") or record.kind,
        "client_id": get_chosen_client(desk, values["client"]) if "client" in values else record.client_id,
    }


def _write_client(desk: Desk, record: SQLModel, values: dict[str, str]) -> dict[str, object]:
    assert isinstance(record, Client)
    name = one_line(values.get("name", ""), LONGEST_NAME) or record.name
    write_names(desk, record, name, read_aliases(values.get("aliases", "")))
    owner = get_chosen_member(desk, values.get("owner", NOBODY))
    return {
        "name": name,
        "owner_id": owner.id if owner else None,
        "tier": values.get("tier", "").strip() or None,
        "stage": values.get("stage", "").strip() or None,
        "status": values.get("status") or record.status,
    }


_WRITERS: dict[type[Editable], Callable[[Desk, SQLModel, dict[str, str]], dict[str, object]]] = {
    ChangeRequest: _write_change,
    Task: _write_task,
    Interaction: _write_interaction,
    Client: _write_client,
}
