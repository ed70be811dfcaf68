"""Hearing: what is said becomes records; an edit or a deletion is kept beside them, never over them."""

from datetime import datetime

from handlers.arrivals import Deletion, Edit
from handlers.arrivals import Message as Said
from handlers.desk import Desk, row_id
from handlers.evidence import find_contact_who_speaks, hear, is_read, keep_reading
from handlers.proposing import load_proposal, show_proposal, state_of
from handlers.recording import change, record_change, record_interaction, record_signals, record_task, work_fields
from handlers.replies import Reply, outbox_key
from handlers.rules.work import is_worth_showing
from prompts.reading.schema import Reading
from prompts.render import one_line
from storage.channels import find_message, list_versions
from storage.records import AnyRecord, list_records_of
from storage.tables import Interaction, Message, MessageVersion, Signal


def on_message(desk: Desk, reading: Reading) -> list[Reply]:
    """Record what was said and, if it is worth a colleague's look, propose it."""
    said = desk.arrival
    assert isinstance(said, Said)
    message = find_message(desk.session, row_id(desk.here.id), said.message_id)
    is_new = message is None
    if message is None:
        message = hear(desk, said.message_id, said.text, reading, said_at=said.at)
    elif is_read(message):  # its edit overtook it, or it came twice
        _add_version(desk, message, said.text, replaced_at=said.at)
        return []
    else:  # its deletion overtook it
        message.text = said.text
        keep_reading(message, reading)
    message.attachments = [attachment.model_dump() for attachment in said.attachments]
    desk.session.add(message)
    if not said.text.strip():
        return _answer_wordless(desk, said)
    shown = _propose(desk, message, reading)
    if not shown and is_new and desk.is_private:
        return [desk.answer(desk.card("not_work"))]
    return shown


def _answer_wordless(desk: Desk, said: Said) -> list[Reply]:
    """One-to-one, a picture or a voice needs an answer. WeCom's was given at the door, with the acknowledgement."""
    if said.attachments and desk.is_private and said.place.platform != "wecom":
        return [desk.answer(desk.card("media_kept"))]
    return []


def on_edit(desk: Desk, reading: Reading) -> list[Reply]:
    """Keep the earlier words as a version. What was only proposed follows the new words; what is decided stays."""
    edit = desk.arrival
    assert isinstance(edit, Edit)
    message = find_message(desk.session, row_id(desk.here.id), edit.message_id)
    if message is None or not is_read(message):  # the edit overtook its message, or the bot came later
        message = message or hear(desk, edit.message_id, edit.text, reading, said_at=edit.said_at)
        message.text, message.edited_at = edit.text, edit.at
        keep_reading(message, reading)
        if edit.previous_text is not None:
            _add_version(desk, message, edit.previous_text, replaced_at=edit.at)
        return _propose(desk, message, reading)
    if message.edited_at is not None and edit.at < message.edited_at:  # a later edit overtook this one
        _insert_version(desk, message, edit)
        return []
    if message.text == edit.text:
        return []
    earlier, message.text, message.edited_at = message.text, edit.text, edit.at
    desk.session.add(message)
    _add_version(desk, message, earlier, replaced_at=edit.at)
    if message.reader == "said":  # a member ordered a record: it is corrected by order too
        return []
    keep_reading(message, reading)
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
        message = hear(desk, deletion.message_id, deletion.previous_text or "", None, said_at=deletion.said_at)
    if message.deleted_at is not None:
        return []
    message.deleted_at = deletion.at
    desk.session.add(message)
    desk.session.flush()
    return _show_again(desk, message, key="deleted")


def _add_version(desk: Desk, message: Message, text: str, *, replaced_at: datetime) -> None:
    """Keep words that the message no longer has, unless they are kept already."""
    known = {version.text for version in list_versions(desk.session, row_id(message.id))}
    if text not in known and text != message.text:
        desk.session.add(MessageVersion(message_id=row_id(message.id), text=text, replaced_at=replaced_at))


def _insert_version(desk: Desk, message: Message, edit: Edit) -> None:
    """Keep the words of an edit that a later one overtook, between the words before it and after it."""
    later = [version for version in list_versions(desk.session, row_id(message.id)) if version.replaced_at > edit.at]
    replaced_at = later[0].replaced_at if later else message.edited_at
    assert replaced_at is not None
    _add_version(desk, message, edit.text, replaced_at=replaced_at)
    if later and later[0].text != edit.text:
        later[0].replaced_at = edit.at
        desk.session.add(later[0])


def _propose(desk: Desk, message: Message, reading: Reading) -> list[Reply]:
    _record(desk, message, reading)
    return _show(desk, message, reading)


def _record(desk: Desk, message: Message, reading: Reading) -> None:
    """Write what the reading says and isn't written yet; what was dismissed stays dismissed."""
    title = reading.title or one_line(message.text, 60)
    written = {_kind_of(record) for record in list_records_of(desk.session, row_id(message.id), with_deleted=True)}
    contact_id = find_contact_who_speaks(desk, message)
    if "interaction" in reading.kinds and "interaction" not in written:
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
    """Propose what is worth a look: one-to-one with one of ours, that is everything."""
    proposal = load_proposal(desk, message)
    if not proposal.records or not (is_worth_showing(reading) or desk.is_private):
        return []
    shown = show_proposal(desk, proposal, key="proposal")
    if shown:
        message.card_key = outbox_key(desk.arrival.key, "proposal")
        desk.session.add(message)
    return shown


def _show_again(desk: Desk, message: Message, *, key: str) -> list[Reply]:
    """Bring the card that showed a message up to date, if there is one."""
    if message.card_key is None:
        return []
    return show_proposal(desk, load_proposal(desk, message), key=key, replaces=message.card_key)


def _follow_edit(desk: Desk, message: Message, reading: Reading) -> None:
    """Bring what is still proposed in line with the new words, and add what they newly say."""
    title = reading.title or one_line(message.text, 60)
    for record in list_records_of(desk.session, row_id(message.id)):
        if isinstance(record, Signal) or state_of(record) != "proposed" or _kind_of(record) not in reading.kinds:
            continue
        if isinstance(record, Interaction):
            kind = reading.interaction_kind or record.kind
            change(desk, record, "changed", by=None, summary=title, kind=kind, sentiment=reading.sentiment)
        else:
            change(desk, record, "changed", by=None, title=title, **work_fields(desk, record, reading))
    _record(desk, message, reading)
