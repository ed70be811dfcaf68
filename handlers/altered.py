"""A source that was edited or deleted after its record was decided: whoever answers for the record is told once.

Nothing is overwritten: the record stays as it is, and keeps the words of before beside those of now.
"""

from datetime import timedelta

from handlers.desk import Desk, row_id
from handlers.evidence import permalink
from handlers.linking import find_record
from handlers.proposing import state_of
from handlers.recording import record_label
from handlers.replies import Reply
from handlers.shown import Draw, Purpose, redraw_copies, show_to
from prompts.cards import Card
from storage.channels import list_versions
from storage.records import AnyRecord, list_records_of
from storage.shown import list_shown
from storage.tables import Account, ChangeRequest, Client, Delivery, Interaction, Member, Message, Signal, Task
from storage.threads import list_links_of

ONE_BURST = timedelta(hours=1)  # edits of one message within it are told on one card
_UNDECIDED = ("proposed", "dismissed", "merged", "withdrawn")
_EVIDENCE = ("addition", "date", "promise", "approval", "withdrawal", "delivery")


def earlier_words(desk: Desk, message: Message) -> str | None:
    """What a message said at first; None if it was never edited."""
    versions = list_versions(desk.session, row_id(message.id))
    return versions[0].text if versions else None


def tell_altered(desk: Desk, message: Message) -> list[Reply]:
    """Tell whoever answers for what was recorded from a message. Further edits draw the same card anew."""
    desk.session.flush()
    records = _list_decided(desk, message)
    reader = _who_answers(desk, message, records) if records else None
    if reader is None:
        return []

    def draw(purpose: Purpose, member: Member | None, platform: str) -> Card:
        client = desk.session.get(Client, message.client_id) if message.client_id else None
        versions = list_versions(desk.session, row_id(message.id))
        return desk.card_for(
            member,
            "altered",
            platform=platform,
            message=message,
            before=versions[0].text if versions else None,
            edits=len(versions),
            labels=[record_label(record) for record in records],
            client=client.name if client else None,
            link_url=permalink(desk, message),
        )

    return _redraw_burst(desk, message, reader, draw) or show_to(desk, message, reader, "source", draw)


def _redraw_burst(desk: Desk, message: Message, reader: Member, draw: Draw) -> list[Reply]:
    shown = list_shown(desk.session, "message", row_id(message.id))
    latest = max((row.created_at for row in shown if row.member_id == reader.id), default=None)
    if latest is None or desk.now - latest > ONE_BURST:
        return []
    return redraw_copies(desk, message, draw)


def _list_decided(desk: Desk, message: Message) -> list[AnyRecord | Delivery]:
    """The records that rest on a message and that somebody stands behind; of a proposal its own card tells."""
    found: dict[tuple[str, int], AnyRecord | Delivery] = {}
    for record in list_records_of(desk.session, row_id(message.id)):
        if not isinstance(record, Signal) and state_of(record) not in _UNDECIDED:
            found[str(record.__tablename__), row_id(record.id)] = record
    for link in list_links_of(desk.session, row_id(message.id)):
        if link.kind in _EVIDENCE and link.state in ("counted", "confirmed"):
            linked = find_record(desk, link)
            if isinstance(linked, ChangeRequest | Task) and linked.status not in _UNDECIDED:
                found.setdefault((link.record_kind, link.record_id), linked)
    work = {key: record for key, record in found.items() if not isinstance(record, Interaction)}
    return list((work or found).values())


def _who_answers(desk: Desk, message: Message, records: list[AnyRecord | Delivery]) -> Member | None:
    """The client's owner, else who made a record, else who is to do it; never who said the words themselves."""
    client = desk.session.get(Client, message.client_id) if message.client_id else None
    candidates = [client.owner_id if client else None]
    candidates += [getattr(record, "created_by_id", None) for record in records]
    candidates += [getattr(record, "submitted_by_id", None) for record in records]
    candidates += [getattr(record, "assignee_id", None) for record in records]
    account = desk.session.get(Account, message.account_id) if message.account_id else None
    speaker = account.member_id if account is not None else None
    for number in candidates:
        member = desk.session.get(Member, number) if number is not None else None
        if member is not None and member.left_on is None:
            return None if member.id == speaker else member
    return None
