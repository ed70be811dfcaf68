"""Taking back the last write: what was made goes to the recycle bin, what was changed is as it was before."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import TypeDecorator
from sqlmodel import SQLModel

from handlers.arrivals import Press
from handlers.desk import Desk
from handlers.errors import ChangedSince, NothingToUndo
from handlers.linking import AMENDED, MOVED, WITHDRAWN
from handlers.proposing import draw_proposal, load_proposal, redraw, show_proposal
from handlers.recording import ADOPTED, note, release, storable
from handlers.replies import Reply
from prompts.reading.schema import Reading
from storage.audits import find_last_act, list_act, list_later
from storage.tables import Audit, Message, RecordMessage


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
    return replies


def on_undo_pressed(desk: Desk, value: str) -> list[Reply]:
    """Take back the act whose receipt was pressed ("act:…"), once."""
    press = desk.arrival
    assert isinstance(press, Press)
    undone = _undo(desk, value.removeprefix("act:"))
    cards = _list_cards(desk, undone)
    if cards:  # it was a decision, or what the bot did by itself: the card is as it was before
        reader = None if desk.is_among_colleagues else desk.speaker
        first = draw_proposal(desk, load_proposal(desk, cards[0]), reader)
        return [desk.edit_in_place(first, press.card), *redraw(desk, cards[1:])]
    return [desk.edit_in_place(desk.record_card("undone", lines=_worth_naming(undone)), press.card)]


def _undo(desk: Desk, act: str) -> list[Audit]:
    """Take back all that one act changed, last first. Raises NothingToUndo, ChangedSince."""
    lines = [line for line in list_act(desk.session, desk.agency_id, act) if line.undone_by is None]
    lines = [line for line in lines if _may_be_undone(line)]
    if not lines:
        raise NothingToUndo()
    for line in reversed(lines):
        _restore(desk, line)
        line.undone_by = desk.arrival.key
        desk.session.add(line)
    desk.session.flush()
    return lines


def _may_be_undone(line: Audit) -> bool:
    """What a member did; and of what the bot did, that it moved, withdrew or approved what was there already."""
    if line.action == "undone":
        return False
    return line.member_id is not None or line.record_kind == "record_message" or line.action in _BY_THE_BOT


_BY_THE_BOT = (MOVED, AMENDED, WITHDRAWN, "promised")
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
    if line.action == ADOPTED:
        release(desk, line)
        return
    row = desk.session.get(_table(line.record_kind), line.record_id)
    assert row is not None
    if line.before is None:
        if list_later(desk.session, line):
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
