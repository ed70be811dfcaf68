"""What a member makes in a form: a log entry, a change request, a task, a client; from nothing, or from a message.

A message of which such a record is proposed already gives no second one: the form shows that one, and confirms it.
"""

from dataclasses import dataclass, replace
from datetime import date

from handlers.arrivals import CardRef, Command, Press, Shortcut, Submission
from handlers.assigning import find_assignee
from handlers.choosing import get_chosen_client, get_chosen_member, list_client_choices, list_colleagues
from handlers.desk import Desk, row_id
from handlers.editing import follow, open_editor, save, save_record
from handlers.errors import BadCommand, NameTaken, UnknownRecord
from handlers.evidence import find_client_spoken_of, find_contact_who_speaks, hear
from handlers.linking import due_of
from handlers.naming import LONGEST_NAME, read_aliases, write_names
from handlers.originals import ensure_original
from handlers.preparing import Prepared, with_names
from handlers.proposing import state_of
from handlers.receiving import Made, receive, say_where_it_belongs
from handlers.recording import change, create, record_change, record_interaction, record_task
from handlers.replies import Reply
from handlers.rules.names import fold_name
from handlers.submitting import ask_approval
from prompts.cards import Form
from prompts.forms import NOBODY, change_form, client_form, log_form, new_form, task_form
from prompts.reading.schema import NOISE, Due, Kind, Reading
from prompts.render import one_line
from storage.clients import find_client_by_name
from storage.records import list_records_of
from storage.tables import Account, ChangeRequest, Client, Interaction, Member, Message, Task

KINDS: dict[str, Kind] = {"log": "interaction", "change": "change_request", "task": "task"}
TABLES: dict[str, type[Made]] = {"log": Interaction, "change": ChangeRequest, "task": Task}


@dataclass(frozen=True)
class Known:
    """What a form shows at first."""

    title: str = ""
    reading: Reading = NOISE
    client_id: int | None = None


# Opening a form.


def on_shortcut(desk: Desk, prepared: Prepared) -> list[Reply]:
    """A shortcut on a message, or from anywhere: its form, filled in as far as the message is understood."""
    shortcut = desk.arrival
    assert isinstance(shortcut, Shortcut)
    if shortcut.message_id is None:
        form = new_form(desk.readership(desk.speaker).lang)
        return [desk.open_form(form, trigger_id=shortcut.trigger_id, ref=CardRef())]
    message = ensure_original(
        desk,
        message_id=shortcut.message_id,
        text=with_names(shortcut.text, prepared.names),
        author=shortcut.author,
        author_name=prepared.names.get(shortcut.author),
        said_at=shortcut.said_at or shortcut.at,
        thread=desk.place.thread,
        reading=prepared.reading,
    )
    made = find_made(desk, message, shortcut.shortcut)
    if made is not None and state_of(made) != "proposed":
        return [open_editor(desk, made, trigger_id=shortcut.trigger_id, ref=CardRef())]
    form = _draw_form(desk, shortcut.shortcut, _known_of(desk, message, made), about=f"message:{message.id}")
    return [desk.open_form(form, trigger_id=shortcut.trigger_id, ref=CardRef())]


def on_bare_command(desk: Desk, verb: str) -> list[Reply]:
    """A command with nothing behind it asks for what it needs. Raises BadCommand where no form can open."""
    command = desk.arrival
    trigger_id = command.trigger_id if isinstance(command, Command) else None
    if desk.place.platform == "slack" and trigger_id is None:
        raise BadCommand(verb=verb)
    form = _draw_form(desk, verb, Known(client_id=find_client_spoken_of(desk, "")))
    return [desk.open_form(form, trigger_id=trigger_id, ref=CardRef())]


def on_new_pressed(desk: Desk, value: str) -> list[Reply]:
    """A button of the home: make one of these ("task")."""
    press = desk.arrival
    assert isinstance(press, Press)
    if value not in ("log", "change", "task", "client"):
        raise UnknownRecord(record=value)
    return [desk.open_form(_draw_form(desk, value, Known()), trigger_id=press.trigger_id, ref=press.card)]


def on_new_sent(desk: Desk, submission: Submission) -> list[Reply]:
    """It was chosen what to make: the form for it takes the place of the choice."""
    form = _draw_form(desk, submission.values["what"], Known())
    return [desk.open_form(form, trigger_id=None, ref=submission.card)]


def find_made(desk: Desk, message: Message, verb: str) -> Made | None:
    """The record of this kind that the message gave already; what was dismissed doesn't count."""
    found = [row for row in list_records_of(desk.session, row_id(message.id)) if isinstance(row, TABLES[verb])]
    return found[0] if found else None


def read_kept(message: Message) -> Reading:
    """How a message was read when it was heard."""
    return Reading.model_validate(message.reading) if message.reading else NOISE


def _known_of(desk: Desk, message: Message, made: Made | None) -> Known:
    reading = read_kept(message)
    if isinstance(made, ChangeRequest | Task):
        due = Due(on=made.due_on, at=made.due_at) if made.due_on is not None else None
        reading = reading.model_copy(update={"due": due, "priority": made.priority})
        return Known(title=made.title, reading=reading, client_id=made.client_id)
    if isinstance(made, Interaction):
        reading = reading.model_copy(update={"interaction_kind": made.kind})
        return Known(title=made.summary, reading=reading, client_id=made.client_id)
    return Known(title=reading.title or one_line(message.text, 120), reading=reading, client_id=message.client_id)


def _draw_form(desk: Desk, noun: str, known: Known, *, about: str = "") -> Form:
    lang = desk.readership(desk.speaker).lang
    if noun == "client":
        mine = str(desk.speaker.id)
        return client_form(lang, owner=mine, colleagues=list_colleagues(desk))
    clients = list_client_choices(desk)
    client = NOBODY if known.client_id is None else str(known.client_id)
    reading = known.reading
    if noun == "log":
        kind = reading.interaction_kind or "info"
        return log_form(lang, about=about, summary=known.title, kind=kind, client=client, clients=clients)
    due_on, priority = due_of(reading)[0], reading.priority or "normal"
    if noun == "change":
        return change_form(
            lang, about=about, title=known.title, due_on=due_on, priority=priority, client=client, clients=clients
        )
    return task_form(
        lang,
        about=about,
        title=known.title,
        due_on=due_on,
        priority=priority,
        client=client,
        clients=clients,
        assignee=_guess_assignee(desk, reading, is_new=not about),
        colleagues=list_colleagues(desk),
    )


def _guess_assignee(desk: Desk, reading: Reading, *, is_new: bool) -> str:
    """Whom the message names; a task from nothing is a note to oneself until somebody else is chosen."""
    found = (find_assignee(desk, said) for said in reading.assignees)
    named = next((number for number in found if number is not None), desk.speaker.id if is_new else None)
    return NOBODY if named is None else str(named)


# Taking a form.


def on_sent(desk: Desk, submission: Submission) -> list[Reply]:
    """A form of a noun was sent: for a record that is there, for a message, or for something new.

    Raises UnknownClient, UnknownMember, UnknownRecord, NameTaken.
    """
    kind = submission.about.partition(":")[0]
    if kind not in ("", "message"):
        return save_record(desk, submission)
    if submission.form == "client":
        return [_make_client(desk, submission)]
    message = _get_message(desk, submission.about) if kind else None
    made = find_made(desk, message, submission.form) if message is not None else None
    if message is not None and made is not None:
        was_proposed = state_of(made) == "proposed"
        save(desk, made, submission.values)
        return [receive(desk, message, made), *follow(desk, made, was_proposed=was_proposed)]
    return _make(desk, submission, message)


def _make(desk: Desk, submission: Submission, message: Message | None) -> list[Reply]:
    """A new record, with the message that it came from, or the form's own words, as evidence."""
    values, verb = submission.values, submission.form
    client_id = get_chosen_client(desk, values.get("client", NOBODY))
    title = one_line(values.get("title") or values.get("summary", ""), 120)
    member = get_chosen_member(desk, values["assignee"]) if "assignee" in values else None
    reading = _read_values(verb, title, values, member)
    if message is None:
        message = hear(desk, submission.key, values.get("summary") or title, reading, said_at=submission.at)
        message.client_id = client_id
        desk.session.add(message)
    made = make_record(desk, verb, message, reading, title=title, client_id=client_id)
    if isinstance(made, Task) and "assignee" in values and member is None:
        change(desk, made, "changed", by=desk.speaker, assignee_id=None, assignee=None)
    asked = ask_approval(desk, made) if isinstance(made, ChangeRequest) else []
    return [receive(desk, message, made), *asked]


def make_record(
    desk: Desk, verb: str, message: Message, reading: Reading, *, title: str, client_id: int | None
) -> Made:
    """The record that a member ordered for a message, confirmed at once."""
    # What the member says of the client holds for this record; whose the message is, the channel says.
    told = message if message.client_id == client_id else Message(**{**message.model_dump(), "client_id": client_id})
    if verb == "log":
        author = desk.session.get(Account, message.account_id) if message.account_id is not None else None
        contact_id = find_contact_who_speaks(replace(desk, account=author), message)
        return record_interaction(desk, told, reading, summary=title, contact_id=contact_id, by=desk.speaker)
    if verb == "change":
        return record_change(desk, told, reading, title=title, by=desk.speaker)
    return record_task(desk, told, reading, title=title, by=desk.speaker)


def _read_values(verb: str, title: str, values: dict[str, str], member: Member | None) -> Reading:
    """What a form says, as a reading: nothing of it was guessed."""
    due = Due(on=date.fromisoformat(values["due"])) if values.get("due") else None
    return Reading.model_validate(
        {
            "kinds": (KINDS[verb],),
            "reader": "said",
            "title": title,
            "due": due,
            "priority": values.get("priority") or None,
            "interaction_kind": (values.get("kind") or "info") if verb == "log" else None,
            "assignees": (member.name,) if member is not None else (),
        }
    )


def _make_client(desk: Desk, submission: Submission) -> Reply:
    """A new client, which goes by its name and its aliases. Raises NameTaken, UnknownMember."""
    values = submission.values
    name = one_line(values["name"], LONGEST_NAME)
    other = find_client_by_name(desk.session, desk.agency_id, fold_name(name))
    if other is not None or not fold_name(name):
        raise NameTaken(name=name, client=other.name if other is not None else name)
    owner = get_chosen_member(desk, values.get("owner", NOBODY))
    client = Client(
        agency_id=desk.agency_id,
        name=name,
        owner_id=owner.id if owner is not None else None,
        tier=values.get("tier", "").strip() or None,
        stage=values.get("stage", "").strip() or None,
        created_at=desk.now,
        created_by_id=desk.speaker.id,
    )
    create(desk, client, by=desk.speaker)
    write_names(desk, client, name, read_aliases(values.get("aliases", "")))
    card = desk.record_card(
        "saved",
        record=client,
        kind="client",
        label=client.name,
        client=client.name,
        who=desk.speaker.name,
        act=desk.arrival.key,
    )
    return say_where_it_belongs(desk, card, None)


def _get_message(desk: Desk, value: str) -> Message:
    """What "message:42" means. Raises UnknownRecord."""
    number = value.partition(":")[2]
    message = desk.session.get(Message, int(number)) if number.isdecimal() else None
    if message is None or message.agency_id != desk.agency_id:
        raise UnknownRecord(record=value)
    return message
