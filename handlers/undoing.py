"""Taking back the last write: what was made goes to the recycle bin, what was changed is as it was before."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import TypeDecorator
from sqlmodel import SQLModel

from handlers.arrivals import Press
from handlers.desk import Desk
from handlers.errors import ChangedSince, NothingToUndo
from handlers.proposing import Proposal, draw_proposal, load_proposal, show_proposal
from handlers.recording import ADOPTED, note, release, storable
from handlers.replies import Reply
from prompts.reading.schema import Reading
from storage.audits import find_last_act, list_act, list_later
from storage.tables import Audit, Message


def on_undo(desk: Desk, words: str, reading: Reading) -> list[Reply]:
    """Take back the member's latest act: /crm undo."""
    act = find_last_act(desk.session, desk.agency_id, desk.speaker.id or 0)
    if act is None:
        raise NothingToUndo()
    undone = _undo(desk, act)
    replies = [desk.answer(desk.record_card("undone", lines=_worth_naming(undone)), is_record=True)]
    proposal = _waiting_again(desk, undone)
    if proposal is not None and proposal.message.card_key is not None:
        replies += show_proposal(desk, proposal, key="again", replaces=proposal.message.card_key)
    return replies


def on_undo_pressed(desk: Desk, value: str) -> list[Reply]:
    """Take back the act whose receipt was pressed ("act:…"), once."""
    press = desk.arrival
    assert isinstance(press, Press)
    undone = _undo(desk, value.removeprefix("act:"))
    proposal = _waiting_again(desk, undone)
    if proposal is not None:  # it was a decision: the card asks for it again
        reader = None if desk.is_among_colleagues else desk.speaker
        return [desk.edit_in_place(draw_proposal(desk, proposal, reader), press.card)]
    return [desk.edit_in_place(desk.record_card("undone", lines=_worth_naming(undone)), press.card)]


def _undo(desk: Desk, act: str) -> list[Audit]:
    """Take back all that one act changed, last first. Raises NothingToUndo, ChangedSince."""
    lines = [line for line in list_act(desk.session, desk.agency_id, act) if line.undone_by is None]
    lines = [line for line in lines if line.member_id is not None and line.action != "undone"]
    if not lines:
        raise NothingToUndo()
    for line in reversed(lines):
        _restore(desk, line)
        line.undone_by = desk.arrival.key
        desk.session.add(line)
    desk.session.flush()
    return lines


def _waiting_again(desk: Desk, undone: list[Audit]) -> Proposal | None:
    """The proposal whose decision was taken back, if that is what was."""
    for line in undone:
        row = desk.session.get(_table(line.record_kind), line.record_id)
        message_id = getattr(row, "message_id", None)
        message = desk.session.get(Message, message_id) if message_id else None
        if message is not None and line.action in ("confirmed", "dismissed"):
            proposal = load_proposal(desk, message)
            return proposal if proposal.state == "proposed" else None
    return None


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
            raise ChangedSince(record=line.record)
        before, after = {"deleted_at": None}, {"deleted_at": storable(desk.now)}
    else:
        before, after = line.after or {}, line.before
        changed = [name for name, value in before.items() if _differs(getattr(row, name), value)]
        if changed:
            raise ChangedSince(record=line.record)
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
    if wanted is datetime:
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if wanted is date else value


def _table(name: str) -> type[SQLModel]:
    """The table class of this name."""
    for mapper in SQLModel._sa_registry.mappers:
        if mapper.local_table.name == name:  # type: ignore[attr-defined]
            return mapper.class_
    raise KeyError(name)
