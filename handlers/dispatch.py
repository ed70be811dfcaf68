"""Who serves what: the route table. Everything that comes in is served here, in one transaction; it may run twice."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from handlers import (
    channels,
    clients,
    explicit,
    hearing,
    housekeeping,
    members,
    projects,
    proposals,
    sorting,
    tasks,
    undoing,
)
from handlers.arrivals import (
    AnyArrival,
    ChannelNews,
    Command,
    Deletion,
    Edit,
    Message,
    PersonNews,
    Press,
    Submission,
    Tick,
)
from handlers.desk import Desk, row_id
from handlers.errors import AgencyError, BadCommand, UnknownCommand
from handlers.evidence import hear_order
from handlers.firstsight import ensure_account, ensure_channel, ensure_member, who_did
from handlers.learning import keep_examples
from handlers.preparing import Prepared, with_names
from handlers.replies import Reply
from prompts.commands import BY_VERB, ParsedCommand, nearest_command, parse_command, parse_spoken, unknown_order
from prompts.reading.schema import NOISE, Reading
from storage.agencies import find_agency, find_workspace, lock_agency, remember_workspace
from storage.channels import find_message
from storage.people import find_account
from storage.tables import Agency

OnCommand = Callable[[Desk, str, Reading], list[Reply]]
OnPress = Callable[[Desk, str], list[Reply]]

COMMANDS: dict[str, OnCommand] = {
    "link": clients.on_link,
    "client": clients.on_client,
    "project": projects.on_project,
    "log": explicit.on_log,
    "change": explicit.on_change,
    "task": explicit.on_task,
    "done": explicit.on_done,
    "edit": explicit.on_edit,
    "tasks": tasks.on_tasks,
    "undo": undoing.on_undo,
    "lang": members.on_lang,
    "hours": members.on_hours,
    "help": members.on_help,
}
RECORDING = {"log", "change", "task"}  # they keep their own words as evidence
PRESSES: dict[str, OnPress] = {
    "confirm": proposals.on_confirm,
    "dismiss": proposals.on_dismiss,
    "edit": proposals.on_edit_pressed,
    "done": tasks.on_done_pressed,
    "link": clients.on_link_pressed,
    "undo": undoing.on_undo_pressed,
    "same": sorting.on_same,
    "different": sorting.on_different,
    "split": sorting.on_split,
    "withdraw": sorting.on_withdraw,
    "keep": sorting.on_keep,
    "approves": sorting.on_approves,
}
FORMS: dict[str, Callable[[Desk, Submission], list[Reply]]] = {"edit_proposal": proposals.on_edited}
TICKS: dict[str, Callable[[Desk], list[Reply]]] = {"housekeeping": housekeeping.on_tick}


def serve(session: Session, arrival: AnyArrival, prepared: Prepared, *, now: datetime) -> list[Reply]:
    """Do what an arrival asks for, and return what is to be said. An expected error is said too."""
    desk = _open_desk(session, arrival, prepared, now)
    if _was_obeyed(desk):
        return []
    if isinstance(arrival, Message) and not _is_order(desk, arrival):
        return _route(desk, arrival, prepared)  # is only heard: there is nothing to get wrong
    _hear_plain_command(desk, prepared)
    try:
        with session.begin_nested():  # an expected error leaves nothing half written
            replies = _route(desk, arrival, prepared)
            keep_examples(desk, prepared.reading)
            return replies
    except AgencyError as error:
        return [] if desk.member is None else [_explain(desk, error)]


def _open_desk(session: Session, arrival: AnyArrival, prepared: Prepared, now: datetime) -> Desk:
    """Who speaks and where."""
    agency = _agency_of(session, arrival, now)
    place = arrival.place
    if isinstance(arrival, Tick):
        return Desk(session=session, now=now, agency=agency, arrival=arrival)
    if isinstance(arrival, PersonNews):  # nobody becomes a member by changing their picture
        account = find_account(session, place.platform, place.workspace, arrival.user)
        return Desk(session=session, now=now, agency=agency, arrival=arrival, account=account)
    channel = ensure_channel(session, agency, arrival.place, prepared.channel, now=now)
    account = ensure_account(session, agency, place, who_did(arrival), prepared.person, now=now)
    member = ensure_member(session, agency, account, prepared.person, now=now)
    return Desk(
        session=session, now=now, agency=agency, arrival=arrival, channel=channel, account=account, member=member
    )


def _agency_of(session: Session, arrival: AnyArrival, now: datetime) -> Agency:
    """Whose workspace it is. The door lets in only our own, so one that isn't noted yet is this agency's."""
    place = arrival.place
    workspace = find_workspace(session, place.platform, place.workspace)
    agency = session.get(Agency, workspace.agency_id) if workspace else find_agency(session)
    assert agency is not None  # made when the program starts
    if workspace is None and not isinstance(arrival, Tick):
        lock_agency(session, agency)  # its first conversations run side by side
        remember_workspace(session, agency, place.platform, place.workspace, now=now)
    return agency


def _route(desk: Desk, arrival: AnyArrival, prepared: Prepared) -> list[Reply]:
    match arrival:
        case Message():
            return _serve_message(desk, arrival, prepared)
        case Edit():
            before = with_names(arrival.previous_text, prepared.names) if arrival.previous_text is not None else None
            words = with_names(arrival.text, prepared.names)
            desk.arrival = arrival.model_copy(update={"text": words, "previous_text": before})
            return hearing.on_edit(desk, prepared.reading)
        case Deletion():
            return hearing.on_deletion(desk)
        case ChannelNews():
            return channels.on_channel_news(desk)
        case PersonNews():
            return channels.on_person_news(desk)
        case Tick():
            return TICKS[arrival.name](desk)
    if desk.member is None:
        return []  # outsiders are heard, never answered
    match arrival:
        case Command():
            typed = with_names(arrival.text, prepared.names)
            return _serve_command(desk, parse_command(typed), typed, prepared.reading)
        case Press():
            on_press = PRESSES.get(arrival.action)  # a card that is spent may keep a button without meaning
            return on_press(desk, arrival.value) if on_press else []
        case Submission():
            return FORMS[arrival.form](desk, arrival)
        case _:
            return []


def _serve_message(desk: Desk, message: Message, prepared: Prepared) -> list[Reply]:
    """A member's words to the bot may begin with a command; everything else is heard."""
    named = message
    if prepared.names:
        named = message.model_copy(update={"text": with_names(message.text, prepared.names)})
    desk.arrival = named
    command = parse_spoken(named.text) if message.is_to_bot and desk.member is not None else None
    if command is None and not _is_order(desk, named):
        return hearing.on_message(desk, prepared.reading)
    return _serve_command(desk, command, named.text, prepared.reading)


def _is_order(desk: Desk, said: AnyArrival) -> bool:
    """Whether a message is a member's command, known or not."""
    if not isinstance(said, Message) or not said.is_to_bot or desk.member is None:
        return False
    return parse_spoken(said.text) is not None or unknown_order(said.text) is not None


def _was_obeyed(desk: Desk) -> bool:
    """Whether this very command was served before."""
    if not _is_order(desk, desk.arrival):
        return False
    assert isinstance(desk.arrival, Message)
    heard = find_message(desk.session, row_id(desk.here.id), desk.arrival.message_id)
    return heard is not None and heard.reader == "said"


def _hear_plain_command(desk: Desk, prepared: Prepared) -> None:
    """A command among the messages was heard too, also one that only asks. Those that record see to it themselves."""
    said = desk.arrival
    if not isinstance(said, Message) or not _is_order(desk, said):
        return
    command = parse_spoken(said.text)
    if command is not None and command.verb in RECORDING and command.rest:
        return
    words = with_names(said.text, prepared.names)
    hear_order(desk, said.message_id, words, NOISE.model_copy(update={"reader": "said"}), said_at=said.at)


def _serve_command(desk: Desk, command: ParsedCommand | None, typed: str, reading: Reading) -> list[Reply]:
    if command is None:
        typed = unknown_order(typed) or typed
        raise UnknownCommand(typed=typed.split()[0][:40], command=nearest_command(typed))
    rest = command.rest
    return COMMANDS[command.verb](desk, rest, reading)


def _explain(desk: Desk, error: AgencyError) -> Reply:
    """An expected error in the member's words: what is wrong, the right form, an example."""
    facts = dict(error.facts)
    if isinstance(error, BadCommand):
        facts["command"] = BY_VERB[str(facts["verb"])]
    return desk.answer(desk.card("errors", code=error.code, **facts), key="error")
