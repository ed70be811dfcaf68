"""What a member orders by emoji: 📌 log, 🔁 change request, ✅ done, 👀 seen. Taking the emoji off takes it back.

Nothing of it is said to anybody but the member; the card that shows the record is drawn anew.
"""

from collections.abc import Sequence

from handlers.arrivals import Reaction
from handlers.capturing import find_made, make_record, read_kept
from handlers.desk import Desk, row_id
from handlers.errors import UnreadableMessage
from handlers.originals import ensure_original
from handlers.preparing import Prepared, with_names
from handlers.proposals import confirm_record
from handlers.proposing import redraw, state_of
from handlers.receiving import Made, receive_quietly, whisper
from handlers.recording import change, finish, hold, note, record_label
from handlers.replies import Reply
from handlers.rules.emoji import order_of
from handlers.submitting import ask_approval, refresh
from handlers.undoing import take_back
from prompts.render import one_line
from storage.audits import find_last_act_like, list_acts_like
from storage.channels import find_message
from storage.enquiries import find_enquiry
from storage.records import OPEN_CHANGES, OPEN_TASKS, list_records_of
from storage.tables import ChangeRequest, Enquiry, Interaction, Message, Task

TAKEN_OFF = "emoji_off"
CHANGES = "change_request"


def on_reaction(desk: Desk, prepared: Prepared) -> list[Reply]:
    """An emoji was put on a message by a member, or taken off."""
    reaction = desk.arrival
    assert isinstance(reaction, Reaction)
    return _on_added(desk, reaction, prepared) if reaction.is_added else _on_removed(desk, reaction)


def _on_added(desk: Desk, reaction: Reaction, prepared: Prepared) -> list[Reply]:
    """Raises UnreadableMessage."""
    message = _find_message(desk, reaction, prepared)
    if _was_taken_off(desk, reaction):
        return []
    match order_of(reaction.emoji):
        case "done":
            return _finish(desk, message)
        case "seen":
            return _see(desk, message)
        case "log" | "change" as verb:
            return _record(desk, verb, message)
        case _:
            return []


def _on_removed(desk: Desk, reaction: Reaction) -> list[Reply]:
    """Take back what putting it there did. Raises ChangedSince, TooLateToUndo."""
    message = find_message(desk.session, row_id(desk.here.id), reaction.message_id)
    act = find_last_act_like(desk.session, desk.agency_id, reaction.root)
    if act is None:
        if message is not None:  # it did nothing, or comes behind: then it must do nothing any more
            note(desk, message, TAKEN_OFF, by=desk.speaker, before=None, after=None)
        return []
    undone = [line for line in take_back(desk, act) if line.record_kind != "enquiry"]
    if not undone:
        return []
    changes = [desk.session.get(ChangeRequest, line.record_id) for line in undone if line.record_kind == CHANGES]
    shown = redraw(desk, [message]) if message is not None and message.card_key is not None else []
    thread = message.thread_id if message is not None else None
    return [whisper(desk, desk.card("undone", lines=undone), thread=thread), *shown, *_refresh(desk, changes)]


def _was_taken_off(desk: Desk, reaction: Reaction) -> bool:
    """Whether taking it off overtook putting it there."""
    acts = list_acts_like(desk.session, desk.agency_id, reaction.root, action=TAKEN_OFF)
    return any(act.removeprefix(reaction.root) > reaction.key.removeprefix(reaction.root) for act in acts)


def _find_message(desk: Desk, reaction: Reaction, prepared: Prepared) -> Message:
    """The message, heard now if it was said before we came. Raises UnreadableMessage."""
    message = find_message(desk.session, row_id(desk.here.id), reaction.message_id)
    if message is not None:
        return message
    original = prepared.original
    if original is None:
        raise UnreadableMessage()
    return ensure_original(
        desk,
        message_id=reaction.message_id,
        text=with_names(original.text, prepared.names),
        author=original.author,
        author_name=prepared.names.get(original.author),
        said_at=original.said_at,
        thread=original.thread,
        reading=prepared.reading,
    )


def _record(desk: Desk, verb: str, message: Message) -> list[Reply]:
    """What the message says is a record: the one that is proposed already, or a new one."""
    made = find_made(desk, message, verb)
    if made is not None:
        if state_of(made) != "proposed":
            return []  # it is recorded
        confirm_record(desk, made)
    else:
        reading = read_kept(message).model_copy(update={"reader": "said"})
        title = reading.title or one_line(message.text, 120)
        made = make_record(desk, verb, message, reading, title=title, client_id=message.client_id)
    asked = ask_approval(desk, made) if isinstance(made, ChangeRequest) else []
    return [*_tell(desk, message, made), *asked]


def _finish(desk: Desk, message: Message) -> list[Reply]:
    """Everything that was to be done for this message is done; a complaint is resolved."""
    records = list_records_of(desk.session, row_id(message.id))
    work = [row for row in records if isinstance(row, ChangeRequest | Task) and _is_open(row)]
    finished = [row for row in work if finish(desk, row)]
    complaints = [row for row in records if isinstance(row, Interaction) and row.kind == "complaint"]
    settled = [row for row in complaints if _settle(desk, message, row)]
    if not finished and not settled:
        return []
    if finished:
        lines = [(record_label(row), row, None) for row in finished]
        told = desk.card("done", records=lines, act=desk.arrival.key)
    else:
        told = desk.card("settled", complaint=settled[0], act=desk.arrival.key)
    shown = redraw(desk, [message]) if message.card_key is not None else []
    return [whisper(desk, told, thread=message.thread_id), *shown, *_refresh(desk, finished)]


def _is_open(row: ChangeRequest | Task) -> bool:
    return row.status in (OPEN_CHANGES if isinstance(row, ChangeRequest) else (*OPEN_TASKS, "proposed"))


def _refresh(desk: Desk, rows: Sequence[object]) -> list[Reply]:
    return [reply for row in rows if isinstance(row, ChangeRequest) for reply in refresh(desk, row)]


def _settle(desk: Desk, message: Message, complaint: Interaction) -> bool:
    """The complaint is resolved: what the client waited for is settled. Whether it wasn't yet."""
    enquiry = find_enquiry(desk.session, row_id(message.id))
    if enquiry is None:
        enquiry = Enquiry(
            agency_id=desk.agency_id,
            client_id=message.client_id,
            channel_id=message.channel_id,
            message_id=row_id(message.id),
            kind="complaint",
            asked_at=message.said_at,
            created_at=desk.now,
        )
        desk.session.add(enquiry)
        desk.session.flush()
    if state_of(complaint) == "proposed":
        confirm_record(desk, complaint)
    return _stop(desk, enquiry, "settled")


def _see(desk: Desk, message: Message) -> list[Reply]:
    """Somebody of ours has seen to it: the client waits no longer."""
    enquiry = find_enquiry(desk.session, row_id(message.id))
    if enquiry is not None and enquiry.answered_at is None:
        _stop(desk, enquiry, "seen")
    return []  # the emoji itself says it


def _stop(desk: Desk, enquiry: Enquiry, outcome: str) -> bool:
    """Stop the clock (outcomes: storage/tables.py). Whether it says anything new."""
    hold(desk, enquiry)
    if enquiry.outcome == outcome:
        return False
    fields = {"outcome": outcome}
    if enquiry.answered_at is None:
        return change(
            desk,
            enquiry,
            outcome,
            by=desk.speaker,
            answered_at=desk.arrival.at,
            answered_by=desk.speaker.name,
            **fields,
        )
    return change(desk, enquiry, outcome, by=desk.speaker, **fields)


def _tell(desk: Desk, message: Message, made: Made) -> list[Reply]:
    """The card that shows it is drawn anew; where there is none, the member gets a receipt."""
    if message.card_key is not None:
        return redraw(desk, [message])
    return [receive_quietly(desk, message, made)]
