"""The message that a shortcut or an emoji is about: heard already, or written down now."""

from dataclasses import replace
from datetime import datetime

from handlers.desk import Desk, row_id
from handlers.evidence import hear, is_read, keep_reading
from handlers.firstsight import ensure_account
from prompts.reading.schema import Reading
from storage.channels import find_message
from storage.people import find_account
from storage.tables import Account, Member, Message

AN_APP = "app"  # who said it when no person did


def ensure_original(
    desk: Desk,
    *,
    message_id: str,
    text: str,
    author: str,
    author_name: str | None,
    said_at: datetime,
    thread: str | None,
    reading: Reading,
) -> Message:
    """The message's row, made when nobody has heard it. `author`: platform id, "" for an app."""
    message = find_message(desk.session, row_id(desk.here.id), message_id)
    if message is not None and is_read(message):
        return message
    if message is not None:  # its deletion came first
        message.text = message.text or text
        keep_reading(message, reading)
        desk.session.add(message)
        desk.session.flush()
        return message
    account = _ensure_author(desk, author, author_name)
    place = desk.place.model_copy(update={"thread": thread})
    arrival = desk.arrival.model_copy(update={"user": author or AN_APP, "place": place})
    theirs = replace(desk, account=account, member=_member_of(desk, account), arrival=arrival)
    return hear(theirs, message_id, text, reading, said_at=said_at)


def _ensure_author(desk: Desk, author: str, name: str | None) -> Account | None:
    """Whose words they are. Somebody of whom only the name is known stays an outsider until they speak."""
    if not author:
        return None
    account = find_account(desk.session, desk.place.platform, desk.place.workspace, author)
    if account is not None:
        return account
    account = ensure_account(desk.session, desk.agency, desk.place, author, None, now=desk.now)
    if account is not None and name:
        account.name = name
        desk.session.add(account)
    return account


def _member_of(desk: Desk, account: Account | None) -> Member | None:
    return desk.session.get(Member, account.member_id) if account is not None and account.member_id else None
