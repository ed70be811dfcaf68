"""One person on two platforms: a code that is made on the one and typed on the other makes them one member."""

import hashlib
import secrets
from datetime import timedelta

from handlers.arrivals import Press
from handlers.desk import Desk, row_id
from handlers.errors import LastAdmin, TooManyTries, WrongCode
from handlers.joining import join
from handlers.replies import Reply
from prompts.cards import Card
from prompts.reading.schema import Reading
from storage.agencies import lock_agency
from storage.people import list_accounts_of, list_members
from storage.shared import find_shared, share, unshare
from storage.tables import Member

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # nothing that is read as something else: 0 and O, 1, I and L
LENGTH = 6
HOLDS_FOR = timedelta(minutes=10)
MOST_TRIES = 5  # within that time


def on_link_me(desk: Desk, words: str, reading: Reading) -> list[Reply]:
    """A code for the other platform: /crm link me; with the code behind it, both accounts become one member."""
    code = words.strip().upper()
    if code:
        return [_to_them(desk, _join_by(desk, code, is_confirmed=False))]
    code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    share(desk.session, _name_of(desk, code), str(desk.speaker.id), expires_at=desk.now + HOLDS_FOR)
    other = "wecom" if desk.place.platform == "slack" else "slack"
    minutes = int(HOLDS_FOR.total_seconds()) // 60
    return [_to_them(desk, desk.card("link_code", code_word=code, other=other, minutes=minutes))]


def on_join_pressed(desk: Desk, value: str) -> list[Reply]:
    """They are one person though their e-mail addresses differ: the code that was typed."""
    press = desk.arrival
    assert isinstance(press, Press)
    return [desk.edit_in_place(_join_by(desk, value, is_confirmed=True), press.card)]


def _to_them(desk: Desk, card: Card) -> Reply:
    """One-to-one, wherever it was typed: whoever reads a code could use it."""
    return Reply(to=desk.to_user(desk.arrival.user), card=card, key="answer")


def _join_by(desk: Desk, code: str, *, is_confirmed: bool) -> Card:
    """Join who made the code with who typed it. Of two addresses, somebody has to say that they are one person's.

    Raises LastAdmin. A wrong code is counted, so it is a card and no error: an error would take the count back.
    """
    lock_agency(desk.session, desk.agency)  # one code joins once, also on two machines
    if _has_tried_enough(desk):
        return desk.card("errors", code=TooManyTries.code)
    gone, kept = desk.speaker, _find_maker(desk, code)
    if kept is None:
        _count_try(desk)
        return desk.card("errors", code=WrongCode.code)
    if kept.id == gone.id:
        return desk.card("joined", member=kept, platforms=_platforms(desk, kept), act=None, is_same=True)
    if kept.email and gone.email and kept.email.casefold() != gone.email.casefold() and not is_confirmed:
        return desk.card("join_asked", first=kept, second=gone, code_word=code)
    admins = [one for one in list_members(desk.session, desk.agency_id) if one.role == "admin"]
    if kept.role != "admin" and [one.id for one in admins] == [gone.id]:
        raise LastAdmin(name=gone.name, is_joining=True)
    unshare(desk.session, _name_of(desk, code))
    join(desk, kept, gone)
    desk.member = kept
    return desk.card("joined", member=kept, platforms=_platforms(desk, kept), act=desk.arrival.key, is_same=False)


def _find_maker(desk: Desk, code: str) -> Member | None:
    """Who made a code that still holds."""
    kept = find_shared(desk.session, _name_of(desk, code))
    if kept is None or kept.expires_at is None or kept.expires_at < desk.now:
        return None
    member = desk.session.get(Member, int(kept.value))
    return member if member is not None and member.left_on is None else None


def _name_of(desk: Desk, code: str) -> str:
    """Under which a code is kept; what is kept doesn't tell the code."""
    digest = hashlib.sha256(f"{desk.agency_id}:{code}".encode()).hexdigest()
    return f"link-me:{digest}"


def _tries_of(desk: Desk) -> str:
    return f"link-me-tries:{row_id(desk.speaker.id)}"


def _has_tried_enough(desk: Desk) -> bool:
    tries = find_shared(desk.session, _tries_of(desk))
    if tries is None or tries.expires_at is None or tries.expires_at < desk.now:
        return False
    return int(tries.value) >= MOST_TRIES


def _count_try(desk: Desk) -> None:
    tries = find_shared(desk.session, _tries_of(desk))
    is_new = tries is None or tries.expires_at is None or tries.expires_at < desk.now
    count = 1 if is_new or tries is None else int(tries.value) + 1
    share(desk.session, _tries_of(desk), str(count), expires_at=desk.now + HOLDS_FOR)


def _platforms(desk: Desk, member: Member) -> list[str]:
    return sorted({account.platform for account in list_accounts_of(desk.session, row_id(member.id))})
