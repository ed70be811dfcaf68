"""Hearing: what is said becomes records; an edit or a deletion is kept beside them, never over them."""

from collections.abc import Sequence
from datetime import datetime

from handlers.altered import tell_altered
from handlers.amending import amend, list_touched
from handlers.around import Placed
from handlers.arrivals import Deletion, Edit
from handlers.arrivals import Message as Said
from handlers.desk import Desk, row_id
from handlers.evidence import hear, is_read, keep_reading
from handlers.proposing import Proposal, load_proposal, redraw, show_proposal, state_of
from handlers.recording import change, work_fields
from handlers.replies import Reply, outbox_key
from handlers.rules.work import is_worth_showing
from handlers.taking import kind_of, take_in, write_down
from handlers.threads import place_file
from handlers.waiting import watch
from prompts.pasting.contents import is_forwarded
from prompts.reading.schema import Reading
from prompts.render import one_line
from storage.channels import find_message, list_versions
from storage.records import AnyRecord, list_records_of
from storage.tables import Interaction, Message, MessageVersion, Signal
from storage.threads import list_links_of

NOTHING = Placed()


def on_message(desk: Desk, reading: Reading) -> list[Reply]:
    """Record what was said and, if it is worth a colleague's look, propose it."""
    said = desk.arrival
    assert isinstance(said, Said)
    message = find_message(desk.session, row_id(desk.here.id), said.message_id)
    is_new = message is None
    if message is None:
        card_key = _card_key(desk) if said.text.strip() and _is_shown(desk, reading, NOTHING) else None
        message = hear(desk, said.message_id, said.text, reading, said_at=said.at, card_key=card_key)
    elif is_read(message):  # its edit overtook it, or it came twice
        _add_version(desk, message, said.text, replaced_at=said.at)
        return []
    else:  # its deletion overtook it
        message.text = said.text
        keep_reading(message, reading)
    if said.attachments:
        message.attachments = [attachment.model_dump() for attachment in said.attachments]
        desk.session.add(message)
    if not said.text.strip():
        return [*_answer_wordless(desk, said), *redraw(desk, place_file(desk, message).touched)]
    if desk.is_private and is_forwarded(said.text):
        return [desk.answer(desk.card("forwarded"))] if is_new else []
    shown = _propose(desk, message, reading, is_new=is_new)
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
        return tell_altered(desk, message)
    keep_reading(message, reading)
    placed = amend(desk, message, reading)
    watch(desk, message, reading, is_new=False)
    records = _follow_edit(desk, message, reading, placed)
    shown = (
        _show(desk, message, reading, records, placed)
        if message.card_key is None
        else _show_again(desk, message, key="edited")
    )
    return [*shown, *redraw(desk, placed.touched), *placed.told, *tell_altered(desk, message)]


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
    shown = [*_show_again(desk, message, key="deleted"), *redraw(desk, list_touched(desk, message))]
    return [*shown, *tell_altered(desk, message)]


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


def _propose(desk: Desk, message: Message, reading: Reading, *, is_new: bool = False) -> list[Reply]:
    known = [] if is_new else list_records_of(desk.session, row_id(message.id), with_deleted=True)
    records, placed = take_in(desk, message, reading, known, is_new=is_new)
    return [*_show(desk, message, reading, records, placed), *redraw(desk, placed.touched), *placed.told]


def _show(desk: Desk, message: Message, reading: Reading, records: Sequence[AnyRecord], placed: Placed) -> list[Reply]:
    """Propose what is worth a look: one-to-one with one of ours, that is everything."""
    means = tuple(list_links_of(desk.session, row_id(message.id))) if placed.asks else ()
    proposal = Proposal(message=message, records=tuple(records), means=means)
    is_shown = bool(records) and _is_shown(desk, reading, placed)
    shown = show_proposal(desk, proposal, key="proposal") if is_shown else []
    message.card_key = _card_key(desk) if shown else None
    desk.session.add(message)
    return shown


def _is_shown(desk: Desk, reading: Reading, placed: Placed) -> bool:
    """What joined a record is shown on that record's card, and needs none of its own."""
    if placed.asks or placed.makes_work:
        return True
    left = reading.model_copy(update={"kinds": tuple(kind for kind in reading.kinds if kind not in placed.covered)})
    return is_worth_showing(left) or (desk.is_private and not placed.touched)


def _card_key(desk: Desk) -> str:
    return outbox_key(desk.arrival.key, "proposal")


def _show_again(desk: Desk, message: Message, *, key: str) -> list[Reply]:
    """Bring the card that showed a message up to date, if there is one."""
    if message.card_key is None:
        return []
    return show_proposal(desk, load_proposal(desk, message), key=key, replaces=message.card_key)


def _follow_edit(desk: Desk, message: Message, reading: Reading, placed: Placed) -> list[AnyRecord]:
    """Bring what is still proposed in line with the new words, and add what they newly say. All there is then."""
    title = reading.title or one_line(message.text, 60)
    known = list_records_of(desk.session, row_id(message.id), with_deleted=True)
    for record in known:
        if isinstance(record, Signal) or record.deleted_at is not None or state_of(record) != "proposed":
            continue
        if kind_of(record) not in reading.kinds:
            continue
        if isinstance(record, Interaction):
            kind = reading.interaction_kind or record.kind
            change(desk, record, "changed", by=None, summary=title, kind=kind, sentiment=reading.sentiment)
        else:
            change(desk, record, "changed", by=None, title=title, **work_fields(desk, record, reading))
    return [*known, *write_down(desk, message, reading, known, placed)]
