"""Hearing: what is said becomes records; an edit or a deletion is kept beside them, never over them."""

from handlers.arrivals import Deletion, Edit
from handlers.arrivals import Message as Said
from handlers.desk import Desk, row_id
from handlers.evidence import find_contact_who_speaks, hear, keep_reading
from handlers.proposing import load_proposal, show_proposal, state_of
from handlers.recording import change, record_change, record_interaction, record_signals, record_task
from handlers.replies import Reply, outbox_key
from handlers.rules.work import is_worth_showing
from prompts.reading.schema import NOISE, Reading
from prompts.render import one_line
from storage.channels import find_message, list_versions
from storage.records import AnyRecord, list_records_of
from storage.tables import Interaction, Message, MessageVersion, Signal


def on_message(desk: Desk, reading: Reading) -> list[Reply]:
    """Record what was said and, if it is worth a colleague's look, propose it."""
    said = desk.arrival
    assert isinstance(said, Said)
    message = find_message(desk.session, row_id(desk.here.id), said.message_id)
    if message is not None:  # its edit or its deletion overtook it
        _keep_overtaken(desk, message, said)
        return []
    message = hear(desk, said.message_id, said.text, reading, said_at=said.at)
    message.attachments = [attachment.model_dump() for attachment in said.attachments]
    return _propose(desk, message, reading)


def on_edit(desk: Desk, reading: Reading) -> list[Reply]:
    """Keep the earlier words as a version. What was only proposed follows the new words; what is decided stays."""
    edit = desk.arrival
    assert isinstance(edit, Edit)
    message = find_message(desk.session, row_id(desk.here.id), edit.message_id)
    if message is None:  # the edit overtook its message, or the bot came later
        message = hear(desk, edit.message_id, edit.text, reading, said_at=edit.said_at)
        message.edited_at = edit.at
        if edit.previous_text is not None:
            _add_version(desk, message, edit.previous_text)
        return _propose(desk, message, reading)
    if message.edited_at is not None and edit.at < message.edited_at:  # a later edit overtook this one
        _add_version(desk, message, edit.text)
        return []
    if message.text == edit.text:
        return []
    _add_version(desk, message, message.text)
    message.text, message.edited_at = edit.text, edit.at
    keep_reading(message, reading)
    desk.session.add(message)
    _follow_edit(desk, message, reading)
    if message.card_key is None:
        return _show(desk, message, reading)
    return _show_again(desk, message, key="edited")


def on_deletion(desk: Desk) -> list[Reply]:
    """Mark the source as gone; its words and its records stay."""
    deletion = desk.arrival
    assert isinstance(deletion, Deletion)
    message = find_message(desk.session, row_id(desk.here.id), deletion.message_id)
    if message is None:  # the deletion overtook its message, or the bot came later
        message = hear(desk, deletion.message_id, deletion.previous_text or "", NOISE, said_at=deletion.said_at)
    if message.deleted_at is not None:
        return []
    message.deleted_at = deletion.at
    desk.session.add(message)
    desk.session.flush()
    return _show_again(desk, message, key="deleted")


def _keep_overtaken(desk: Desk, message: Message, said: Said) -> None:
    """The original words of a message whose edit or deletion came first."""
    if message.deleted_at is not None and not message.text:
        message.text = said.text
        desk.session.add(message)
    elif message.text != said.text:
        _add_version(desk, message, said.text)


def _add_version(desk: Desk, message: Message, text: str) -> None:
    known = {version.text for version in list_versions(desk.session, row_id(message.id))}
    if text not in known:
        desk.session.add(MessageVersion(message_id=row_id(message.id), text=text, replaced_at=desk.arrival.at))


def _propose(desk: Desk, message: Message, reading: Reading) -> list[Reply]:
    _record(desk, message, reading)
    return _show(desk, message, reading)


def _record(desk: Desk, message: Message, reading: Reading) -> None:
    """Write what the reading says and isn't written yet."""
    title = reading.title or one_line(message.text, 60)
    written = {_kind_of(record) for record in list_records_of(desk.session, row_id(message.id))}
    if "interaction" in reading.kinds and "interaction" not in written:
        contact_id = find_contact_who_speaks(desk, message)
        record_interaction(desk, message, reading, summary=title, contact_id=contact_id, by=None)
    if "change_request" in reading.kinds and "change_request" not in written:
        record_change(desk, message, reading, title=title, by=None)
    if "task" in reading.kinds and "task" not in written:
        record_task(desk, message, reading, title=title, by=None)
    fresh = tuple(signal for signal in reading.signals if f"signal:{signal.kind}" not in written)
    record_signals(desk, message, fresh)


def _kind_of(record: AnyRecord) -> str:
    return f"signal:{record.kind}" if isinstance(record, Signal) else str(record.__tablename__)


def _show(desk: Desk, message: Message, reading: Reading) -> list[Reply]:
    """Propose what is worth a look; anything that a member says to the bot one-to-one is answered."""
    proposal = load_proposal(desk, message)
    if proposal.records and (is_worth_showing(reading) or desk.here.is_direct):
        message.card_key = outbox_key(desk.arrival.key, "proposal")
        desk.session.add(message)
        return show_proposal(desk, proposal, key="proposal")
    if desk.here.is_direct and desk.member is not None:
        return [desk.answer(desk.card("not_work"))]
    return []


def _show_again(desk: Desk, message: Message, *, key: str) -> list[Reply]:
    """Bring the card that showed a message up to date, if there is one."""
    if message.card_key is None:
        return []
    return show_proposal(desk, load_proposal(desk, message), key=key, replaces=message.card_key)


def _follow_edit(desk: Desk, message: Message, reading: Reading) -> None:
    """Bring what is still proposed in line with the new words, and add what they newly say."""
    title = reading.title or one_line(message.text, 60)
    due = {"due_on": reading.due.on, "due_at": reading.due.at} if reading.due else {"due_on": None, "due_at": None}
    for record in list_records_of(desk.session, row_id(message.id)):
        if isinstance(record, Signal) or state_of(record) != "proposed" or _kind_of(record) not in reading.kinds:
            continue
        if isinstance(record, Interaction):
            kind = reading.interaction_kind or record.kind
            change(desk, record, "changed", by=None, summary=title, kind=kind, sentiment=reading.sentiment)
        else:
            change(desk, record, "changed", by=None, title=title, **due)
    _record(desk, message, reading)
