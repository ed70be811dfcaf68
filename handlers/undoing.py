"""Taking back the last write: what was made goes to the recycle bin, what was changed is as it was before."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import TypeDecorator
from sqlmodel import SQLModel

from handlers.arrivals import Press
from handlers.desk import Desk
from handlers.drawing import redraw_asked, redraw_record
from handlers.errors import ChangedSince, NothingToUndo, TooLateToUndo
from handlers.joining import JOINED, part
from handlers.linking import AMENDED, DELIVERED, FINISHED, KEPT, MOVED, STARTED, WITHDRAWN
from handlers.naming import NAMED, restore_names
from handlers.pastes import PASTED, TAKEN_BACK_ALONG, take_back_messages
from handlers.proposing import draw_proposal, load_proposal, redraw, show_proposal
from handlers.recording import ADOPTED, note, release, storable
from handlers.replies import Reply
from prompts.reading.schema import Reading
from storage.audits import find_last_act, list_act, list_later
from storage.tables import Audit, ChangeRequest, Confirmation, Message, RecordMessage, SupplementaryOrder

UNDONE_WITHIN = timedelta(days=1)


def on_undo(desk: Desk, words: str, reading: Reading) -> list[Reply]:
    """Take back the member's latest act: /crm undo."""
    act = find_last_act(desk.session, desk.agency_id, desk.speaker.id or 0)
    if act is None:
        raise NothingToUndo()
    undone = _undo(desk, act)
    replies = [desk.answer(desk.record_card("undone", lines=_worth_naming(undone)), is_record=True)]
    for number, message in enumerate(_list_cards(desk, undone)):
        if message.card_key is not None:
            key = f"again-{number}" if number else "again"
            replies += show_proposal(desk, load_proposal(desk, message), key=key, replaces=message.card_key)
    return [*replies, *redraw_undone(desk, undone)]


def on_undo_pressed(desk: Desk, value: str) -> list[Reply]:
    """Take back the act whose receipt was pressed ("act:…"), once."""
    press = desk.arrival
    assert isinstance(press, Press)
    undone = _undo(desk, value.removeprefix("act:"))
    cards = _list_cards(desk, undone)
    if any(line.action == PASTED for line in undone):
        receipt = desk.edit_in_place(desk.record_card("undone", lines=_worth_naming(undone)), press.card)
        return [receipt, *redraw(desk, cards), *redraw_undone(desk, undone)]
    if cards:  # it was a decision, or what the bot did by itself: the card is as it was before
        reader = None if desk.is_among_colleagues else desk.speaker
        first = draw_proposal(desk, load_proposal(desk, cards[0]), reader)
        return [desk.edit_in_place(first, press.card), *redraw(desk, cards[1:]), *redraw_undone(desk, undone)]
    receipt = desk.edit_in_place(desk.record_card("undone", lines=_worth_naming(undone)), press.card)
    return [receipt, *redraw_undone(desk, undone)]


def redraw_undone(desk: Desk, undone: list[Audit]) -> list[Reply]:
    """Every card that asks for an approval or a confirmation, or told of one, as things stand again."""
    replies: list[Reply] = []
    told = [line for line in undone if line.action not in _TELLS_NO_APPROVER]
    for number, kind in dict.fromkeys((line.record_id, line.record_kind) for line in told):
        record = desk.session.get(_table(kind), number) if kind in _WITH_COPIES else None
        if isinstance(record, ChangeRequest | SupplementaryOrder | Confirmation):
            replies += redraw_record(desk, record)
        if isinstance(record, ChangeRequest):
            replies += redraw_asked(desk, record)
    return list({reply.key: reply for reply in replies}.values())


_TELLS_NO_APPROVER = (STARTED, DELIVERED, FINISHED, MOVED, AMENDED)
_WITH_COPIES = ("change_request", "supplementary_order", "confirmation")


def take_back(desk: Desk, act: str) -> list[Audit]:
    """Take back all that one act changed: one line a record. Raises as the button's press does."""
    return _worth_naming(_undo(desk, act))


def _undo(desk: Desk, act: str) -> list[Audit]:
    """Take back all that one act changed, last first. Raises NothingToUndo, TooLateToUndo, ChangedSince."""
    lines = [line for line in list_act(desk.session, desk.agency_id, act) if line.undone_by is None]
    is_paste = any(line.action == PASTED for line in lines)
    lines = [line for line in lines if _may_be_undone(line) or (is_paste and _came_with_paste(line))]
    if not lines:
        raise NothingToUndo()
    if desk.now - lines[-1].at > UNDONE_WITHIN:
        raise TooLateToUndo(record=lines[-1].record, table=lines[-1].record_kind, at=lines[-1].at)
    for line in reversed(lines):
        _restore(desk, line)
        line.undone_by = desk.arrival.key
        desk.session.add(line)
    desk.session.flush()
    return lines


def _came_with_paste(line: Audit) -> bool:
    """What was read out of a pasted record goes with it."""
    return line.action == "created" and line.record_kind in TAKEN_BACK_ALONG


def _may_be_undone(line: Audit) -> bool:
    """What a member did; and of what the bot did, that it moved, withdrew or approved what was there already."""
    if line.action == "undone":
        return False
    is_link = line.record_kind in ("record_message", "delivery")
    return line.member_id is not None or is_link or line.action in _BY_THE_BOT


_BY_THE_BOT = (MOVED, AMENDED, WITHDRAWN, DELIVERED, FINISHED, KEPT, "promised")
_SHOWN_ON_CARDS = ("confirmed", "dismissed", "merged", *_BY_THE_BOT)


def _list_cards(desk: Desk, undone: list[Audit]) -> list[Message]:
    """Those whose cards asked for the decision that was taken back, or told of what was."""
    found: dict[int, Message] = {}
    for line in undone:
        row = desk.session.get(_table(line.record_kind), line.record_id)
        message_id = getattr(row, "message_id", None)
        if isinstance(row, RecordMessage):
            if line.before is not None:
                continue  # a decision about a link goes along with one about its record
            record = desk.session.get(_table(row.record_kind), row.record_id)
            is_delivery = row.record_kind == "delivery"
            message_id = row.message_id if is_delivery else getattr(record, "message_id", None)
        elif line.action not in _SHOWN_ON_CARDS:
            continue
        message = desk.session.get(Message, message_id) if message_id else None
        if message is not None and (message.card_key is not None or not isinstance(row, RecordMessage)):
            found.setdefault(message.id or 0, message)
    return [message for message in found.values() if _is_proposed(desk, message, undone)]


def _is_proposed(desk: Desk, message: Message, undone: list[Audit]) -> bool:
    """Whether its card is worth showing again: something waits, or it tells of what the bot did."""
    if any(line.member_id is None or line.action == "merged" for line in undone):
        return True
    return load_proposal(desk, message).state == "proposed" or any(line.action == WITHDRAWN for line in undone)


def _worth_naming(lines: list[Audit]) -> list[Audit]:
    """One line a record; not what went along with a channel, which may be very many."""
    named = {(line.record_kind, line.record_id): line for line in reversed(lines) if line.action != ADOPTED}
    return list(reversed(named.values()))


def _restore(desk: Desk, line: Audit) -> None:
    if line.action == NAMED:
        restore_names(desk, line)
        return
    if line.action == ADOPTED:
        release(desk, line)
        return
    if line.action == JOINED:
        part(desk, line)
        return
    if line.action == PASTED:
        take_back_messages(desk, line)
        return
    row = desk.session.get(_table(line.record_kind), line.record_id)
    assert row is not None
    if line.before is None:
        if _was_touched_since(desk, line):
            raise ChangedSince(record=line.record, table=line.record_kind)
        before, after = {"deleted_at": None}, {"deleted_at": storable(desk.now)}
    else:
        before, after = line.after or {}, line.before
        changed = [name for name, value in before.items() if _differs(getattr(row, name), value)]
        if changed:
            raise ChangedSince(record=line.record, table=line.record_kind)
    for name, value in after.items():
        setattr(row, name, _restored(row, name, value))
    desk.session.add(row)
    note(desk, row, "undone", by=desk.speaker, before=before, after=after)


def _was_touched_since(desk: Desk, line: Audit) -> bool:
    """Whether taking it back would lose what people did with it: of a paste, what others did."""
    later = list_later(desk.session, line)
    if line.member_id is None and _came_with_paste(line):
        return any(one.member_id != desk.speaker.id for one in later)
    return bool(later)


def _differs(now: object, then: object) -> bool:
    """Instants compare as instants, whatever zone they were written in."""
    if isinstance(now, datetime) and isinstance(then, str):
        return now != datetime.fromisoformat(then)
    return storable(now) != then


def _restored(row: SQLModel, name: str, value: Any) -> Any:
    """A stored value as its column wants it."""
    if not isinstance(value, str):
        return value
    kind = row.__table__.c[name].type  # type: ignore[attr-defined]
    # SQLModel keeps instants through a decorator, which doesn't tell what it decorates: its `impl` does.
    wanted = kind.impl.python_type if isinstance(kind, TypeDecorator) else kind.python_type
    if wanted is Decimal:
        return Decimal(value)
    if wanted is datetime:
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if wanted is date else value


def _table(name: str) -> type[SQLModel]:
    """The table class of this name."""
    for mapper in SQLModel._sa_registry.mappers:
        if mapper.local_table.name == name:  # type: ignore[attr-defined]
            return mapper.class_
    raise KeyError(name)
