"""One person whom we took for two: joined, and parted again."""

from handlers.desk import Desk, row_id
from handlers.recording import note, storable
from storage.joining import point_back, point_to
from storage.once import ask_again
from storage.people import MEMBERS
from storage.tables import Audit, Member

JOINED = "joined"
_FILLED = ("email", "lang", "tz", "works_from", "works_until", "manager_id")  # taken over where the kept one has none


def join(desk: Desk, kept: Member, gone: Member) -> None:
    """Let one member be both: accounts, records, tasks and their trail go over. The role stays the kept one's.

    A code shows that one person holds both accounts, not that they should have the rights of the higher one.
    """
    kept_id, gone_id = row_id(kept.id), row_id(gone.id)
    filled = {name: getattr(gone, name) for name in _FILLED if getattr(kept, name) is None}
    filled = {name: value for name, value in filled.items() if value is not None and value != kept_id}
    was = {"email": gone.email, "left_on": storable(gone.left_on)}
    moved = point_to(desk.session, gone=gone_id, kept=kept_id)
    for name, value in filled.items():
        setattr(kept, name, value)
    gone.email, gone.left_on = None, desk.now.date()
    desk.session.add(kept)
    desk.session.add(gone)
    desk.session.flush()
    after = {"into": kept_id, "moved": moved, "filled": sorted(filled), "left_on": storable(gone.left_on)}
    note(desk, gone, JOINED, by=kept, before=was, after=after)
    _forget(desk, kept_id, gone_id)


def part(desk: Desk, line: Audit) -> None:
    """Take a joining back: what was the other's is theirs again. What came since stays with the kept one."""
    gone, done = desk.session.get(Member, line.record_id), line.after or {}
    kept = desk.session.get(Member, int(done["into"]))
    assert gone is not None
    assert kept is not None
    gone_id, kept_id = row_id(gone.id), row_id(kept.id)
    point_back(desk.session, done["moved"], gone=gone_id, kept=kept_id)
    for name in done["filled"]:
        setattr(kept, name, None)
    gone.email, gone.left_on = (line.before or {}).get("email"), None
    desk.session.add(kept)
    desk.session.add(gone)
    desk.session.flush()
    note(desk, gone, "undone", by=desk.speaker, before={"into": kept_id}, after={"left_on": None})
    _forget(desk, kept_id, gone_id)


def _forget(desk: Desk, *member_ids: int) -> None:
    """What this unit has asked about them has changed."""
    ask_again(desk.session, MEMBERS)
    for number in member_ids:
        ask_again(desk.session, ("accounts of", number))
