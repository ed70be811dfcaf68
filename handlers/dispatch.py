"""Who serves what: the route table. Everything that comes in is served here, in one transaction; it may run twice."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from handlers import (
    approving,
    asking,
    capturing,
    changes,
    channels,
    clients,
    colleagues,
    confirming,
    contracts,
    editing,
    explicit,
    hearing,
    helping,
    home,
    housekeeping,
    kf,
    linking_people,
    members,
    ordering,
    pasting,
    projects,
    proposals,
    quoting,
    reactions,
    replying,
    showing,
    sorting,
    tasks,
    undoing,
)
from handlers.allowing import check_access, may_enter
from handlers.arrivals import (
    AnyArrival,
    ChannelNews,
    Command,
    Deletion,
    Edit,
    HomeOpened,
    KfNews,
    Message,
    PersonNews,
    Press,
    Reaction,
    Shortcut,
    Submission,
    Tick,
)
from handlers.desk import Desk, row_id
from handlers.errors import AgencyError, BadCommand, UnknownCommand
from handlers.evidence import hear_order
from handlers.firstsight import ensure_account, ensure_channel, ensure_member, who_did
from handlers.forms import form_wanted_by
from handlers.learning import keep_examples
from handlers.preparing import Prepared, with_names
from handlers.replies import Reply
from handlers.rounding import round_off
from handlers.rules.emoji import order_of
from handlers.rules.suggesting import nearest_command, slip_in
from handlers.submitting import follow_up
from prompts.asking.reading import read_plain
from prompts.commands import BY_VERB
from prompts.grammar import ParsedCommand, parse_command, parse_spoken, unknown_order
from prompts.quoting import parse_quote_order
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
    "promise": explicit.on_promise,
    "paste": pasting.on_nothing_pasted,
    "reply": replying.on_reply,
    "done": explicit.on_done,
    "show": showing.on_show,
    "approve": approving.on_approve,
    "reject": approving.on_reject,
    "start": changes.on_start,
    "deliver": changes.on_deliver,
    "withdraw": changes.on_withdraw_ordered,
    "changes": changes.on_changes,
    "confirm": confirming.on_confirm_text,
    "order": ordering.on_order,
    "contract": contracts.on_contract,
    "edit": explicit.on_edit,
    "tasks": tasks.on_tasks,
    "board": tasks.on_board,
    "team": tasks.on_team,
    "assign": tasks.on_assign,
    "priority": tasks.on_priority,
    "review": tasks.on_review,
    "cancel": tasks.on_cancel,
    "reopen": tasks.on_reopen,
    "undo": undoing.on_undo,
    "lang": members.on_lang,
    "hours": members.on_hours,
    "timezone": members.on_timezone,
    "me": members.on_me,
    "link_me": linking_people.on_link_me,
    "members": colleagues.on_members,
    "role": colleagues.on_role,
    "ask": lambda desk, words, reading: asking.on_ask(desk, words, _obeying(desk)),
    "help": helping.on_help,
}
RECORDING = {"log", "change", "task", "promise"}  # they keep their own words as evidence
PRESSES: dict[str, OnPress] = {
    "confirm": proposals.on_confirm,
    "dismiss": proposals.on_dismiss,
    "edit": proposals.on_edit_pressed,
    "edit_record": editing.on_edit_record_pressed,
    "new": capturing.on_new_pressed,
    "home": home.on_paged,
    "lang": home.on_lang_chosen,
    "task_status": tasks.on_status_chosen,
    "task_step": tasks.on_step_pressed,
    "tasks": tasks.on_list_pressed,
    "assign": tasks.on_assignee_chosen,
    "done": tasks.on_done_pressed,
    "link": clients.on_link_pressed,
    "undo": undoing.on_undo_pressed,
    "same": sorting.on_same,
    "different": sorting.on_different,
    "split": sorting.on_split,
    "withdraw": sorting.on_withdraw,
    "keep": sorting.on_keep,
    "kf_send": replying.on_send_pressed,
    "paste_client": pasting.on_client_chosen,
    "paste_confirm": proposals.on_paste_confirmed,
    "approves": sorting.on_approves,
    "show": showing.on_show_pressed,
    "approve": approving.on_approve_pressed,
    "reject": approving.on_reject_pressed,
    "submit": changes.on_submitted,
    "start": changes.on_start_pressed,
    "deliver": changes.on_deliver_pressed,
    "finish": changes.on_finished,
    "take_back": changes.on_taken_back,
    "changes": changes.on_more_changes,
    "order": ordering.on_order_pressed,
    "client_text": confirming.on_text_pressed,
    "client_post": confirming.on_post_pressed,
    "do": lambda desk, value: asking.on_do(desk, value, _obeying(desk)),
    "leave_it": asking.on_leave_it,
    "ask": asking.on_more,
    "join_people": linking_people.on_join_pressed,
}
FORMS: dict[str, Callable[[Desk, Submission], list[Reply]]] = {
    "log": capturing.on_sent,
    "change": capturing.on_sent,
    "task": capturing.on_sent,
    "client": capturing.on_sent,
    "new": capturing.on_new_sent,
    "edit_proposal": proposals.on_edited,
    "reject": approving.on_rejected,
    "order": ordering.on_ordered,
}
# What outsiders may press: nothing else of theirs is ever answered.
FOR_CLIENTS: dict[str, OnPress] = {"client_confirm": confirming.on_client_confirmed}
TICKS: dict[str, Callable[[Desk], list[Reply]]] = {"housekeeping": housekeeping.on_tick}


def serve(session: Session, arrival: AnyArrival, prepared: Prepared, *, now: datetime) -> list[Reply]:
    """Do what an arrival asks for, and return what is to be said. An expected error is said too."""
    desk = _open_desk(session, arrival, prepared, now)
    if _was_obeyed(desk):
        return []
    if isinstance(arrival, Message) and not _is_order(desk, arrival):
        return round_off(desk, _route(desk, arrival, prepared))  # is only heard: there is nothing to get wrong
    _hear_plain_command(desk, prepared)
    try:
        with session.begin_nested():  # an expected error leaves nothing half written
            replies = _route(desk, arrival, prepared)
            replies = [*replies, *follow_up(desk)]
            keep_examples(desk, prepared.reading)
    except AgencyError as error:
        replies = [] if desk.member is None else [_explain(desk, error)]
    return round_off(desk, replies)


def _open_desk(session: Session, arrival: AnyArrival, prepared: Prepared, now: datetime) -> Desk:
    """Who speaks and where."""
    agency = _agency_of(session, arrival, now)
    place = arrival.place
    if isinstance(arrival, Tick | KfNews):
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
        case KfNews():
            return kf.on_news(desk, prepared.post)
        case Tick():
            return TICKS[arrival.name](desk)
    if not may_enter(desk):
        return []  # outsiders are heard, never answered
    if isinstance(arrival, Press) and arrival.action in FOR_CLIENTS:
        return FOR_CLIENTS[arrival.action](desk, arrival.value)
    if prepared.paste is not None:
        return pasting.on_paste(desk, prepared.paste)
    match arrival:
        case Command():
            typed = with_names(arrival.text, prepared.names)
            return _serve_command(desk, parse_command(typed), typed, prepared.reading)
        case Press(action="select"):
            return _serve_choices(desk, arrival)
        case Press():
            on_press = PRESSES.get(arrival.action)  # a card that is spent may keep a button without meaning
            if on_press is None:
                return []
            check_access(desk, "press", arrival.action)
            return on_press(desk, arrival.value)
        case Submission():
            check_access(desk, "form", arrival.form)
            return FORMS[arrival.form](desk, arrival)
        case Shortcut():
            check_access(desk, "shortcut", arrival.shortcut)
            return capturing.on_shortcut(desk, prepared)
        case Reaction():
            if (order := order_of(arrival.emoji)) is not None:
                check_access(desk, "emoji", order)
            return reactions.on_reaction(desk, prepared)
        case HomeOpened():
            return home.on_home_opened(desk)
        case _:
            return []


def _serve_choices(desk: Desk, press: Press) -> list[Reply]:
    """Several choices that were sent together: each counts, and the card is drawn once, as it stands after the last."""
    replies: dict[str, Reply] = {}
    for name, values in press.choices.items():
        action, _, about = name.partition("|")
        if (on_press := PRESSES.get(action)) is not None:
            check_access(desk, "press", action)
            said = on_press(desk, "=".join(part for part in (about, *values) if part))
            replies |= {reply.key: reply for reply in said}
    return list(replies.values())


def _serve_message(desk: Desk, message: Message, prepared: Prepared) -> list[Reply]:
    """A member's words to the bot may begin with a command; everything else is heard."""
    named = message
    if prepared.names:
        named = message.model_copy(update={"text": with_names(message.text, prepared.names)})
    desk.arrival = named
    if prepared.paste is not None and desk.member is not None:
        return pasting.on_paste(desk, prepared.paste)
    order = parse_quote_order(named.text) if message.is_to_bot and desk.member is not None else None
    if order is not None:
        return quoting.on_quote(desk, order, prepared.reading)
    command = parse_spoken(named.text) if message.is_to_bot and desk.member is not None else None
    if command is None and not _is_order(desk, named):
        return [*hearing.on_message(desk, prepared.reading), *kf.ask_whose(desk)]
    plain = read_plain(named.text) if command is None else None
    if plain is not None:
        check_access(desk, "command", plain.command)
        return asking.on_plain(desk, plain, _obeying(desk))
    return _serve_command(desk, command, named.text, prepared.reading)


def _is_order(desk: Desk, said: AnyArrival) -> bool:
    """Whether a message is a member's command, known or not."""
    if not isinstance(said, Message) or not said.is_to_bot or desk.member is None:
        return False
    if parse_quote_order(said.text) is not None:
        return True
    is_command = parse_spoken(said.text) is not None or _unknown_in(said.text) is not None
    return is_command or read_plain(said.text) is not None


def _unknown_in(text: str) -> str | None:
    """What a message orders that is no command, and perhaps a slip for one."""
    return unknown_order(text) or slip_in(text)


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
    command = parse_spoken(said.text) if parse_quote_order(said.text) is None else None
    if command is not None and command.verb in RECORDING and command.rest:
        return
    words = with_names(said.text, prepared.names)
    hear_order(desk, said.message_id, words, NOISE.model_copy(update={"reader": "said"}), said_at=said.at)


def _serve_command(desk: Desk, command: ParsedCommand | None, typed: str, reading: Reading) -> list[Reply]:
    if command is None:
        typed = _unknown_in(typed) or typed
        raise UnknownCommand(typed=typed.split()[0][:40], command=nearest_command(typed))
    check_access(desk, "command", command.verb)
    match form_wanted_by(command):
        case None:
            return COMMANDS[command.verb](desk, command.rest, reading)
        case "edit":
            return editing.on_bare_edit(desk, command.rest)
        case noun:
            return capturing.on_bare_command(desk, noun)


def _obeying(desk: Desk) -> Callable[[str, str], list[Reply]]:
    """For what stands for a command in other words: the command as if it had been typed, held to the same table."""

    def obey(verb: str, words: str) -> list[Reply]:
        check_access(desk, "command", verb)
        return COMMANDS[verb](desk, words, NOISE)

    return obey


def _explain(desk: Desk, error: AgencyError) -> Reply:
    """An expected error in the member's words: what is wrong, the right form, an example."""
    facts = dict(error.facts)
    if isinstance(error, BadCommand):
        facts["command"] = BY_VERB[str(facts["verb"])]
    return desk.answer(desk.card("errors", code=error.code, **facts), key="error")
