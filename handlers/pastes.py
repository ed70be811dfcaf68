"""One paste as a whole: the card that tells what was taken from it, and taking it back."""

from dataclasses import dataclass

from handlers.desk import Desk, row_id
from handlers.errors import UnknownRecord
from handlers.linking import find_record
from handlers.proposing import Proposal, load_proposal
from handlers.recording import change, record_label
from prompts.cards import Card
from storage.audits import find_act
from storage.pastes import find_paste, list_accounts, list_messages_of
from storage.records import AnyRecord
from storage.tables import (
    Account,
    Audit,
    Channel,
    Client,
    Contact,
    Delivery,
    Member,
    Message,
    Paste,
)
from storage.threads import list_links_of

PASTED = "pasted"  # the line of the audit trail that stands for a whole paste
MOST_LINES = 15  # records that the card names
TAKEN_BACK_ALONG = ("interaction", "change_request", "task", "signal", "delivery")  # what its messages made


@dataclass(frozen=True)
class Line:
    """A record that was found in a paste."""

    kind: str  # change_request, task, complaint, signal, joined
    label: str
    title: str
    record: AnyRecord | None
    said_by: str


@dataclass(frozen=True)
class Voice:
    """Somebody who speaks in a paste, and for whom they were taken."""

    name: str
    side: str  # ours, theirs
    known_as: str = ""  # the contact or colleague, where they are called otherwise
    org: str = ""


def get_paste(desk: Desk, value: str) -> Paste:
    """What "paste:42" means. Raises UnknownRecord."""
    number = value.partition(":")[2].partition(":")[0]
    paste = find_paste(desk.session, desk.agency_id, int(number)) if number.isdigit() else None
    if paste is None:
        raise UnknownRecord(record=value)
    return paste


def list_proposals(desk: Desk, paste: Paste) -> list[Proposal]:
    """All that was read out of a paste, message by message, as far as there is something."""
    messages = list_messages_of(desk.session, row_id(paste.id))
    proposals = (load_proposal(desk, message) for message in messages if message.kinds != ["noise"])
    return [proposal for proposal in proposals if proposal.records or proposal.means]


@dataclass(frozen=True)
class Choice:
    """Whose a paste may be, where nobody knows."""

    clients: dict[int, str]  # id → name
    new: str = ""  # a company that is no client yet


def draw_paste(desk: Desk, paste: Paste, *, choice: Choice | None = None, recalled: int = 0, left_out: int = 0) -> Card:
    """What was taken from a paste, and what became of it since."""
    messages = list_messages_of(desk.session, row_id(paste.id))
    proposals = list_proposals(desk, paste)
    client = desk.session.get(Client, paste.client_id) if paste.client_id else None
    lines = [line for proposal in proposals for line in _list_lines(desk, proposal)]
    act = find_act(desk.session, "paste", row_id(paste.id), PASTED)
    return desk.card(
        "paste",
        paste=paste,
        client=client.name if client else None,
        taken=paste.taken,
        known=paste.known,
        first_at=messages[0].said_at if messages else None,
        last_at=messages[-1].said_at if messages else None,
        voices=_list_voices(desk, messages),
        lines=lines[:MOST_LINES],
        more=max(0, len(lines) - MOST_LINES),
        is_open=any(proposal.state == "proposed" for proposal in proposals),
        is_decided=bool(lines) and all(proposal.state == "confirmed" for proposal in proposals if proposal.records),
        asks=sum(link.state == "asked" for proposal in proposals for link in proposal.means),
        who=desk.speaker.name,
        choices=choice.clients if choice is not None else {},
        new=choice.new if choice is not None else "",
        recalled=recalled,
        left_out=left_out,
        act=act.act if act is not None else None,
    )


def _list_lines(desk: Desk, proposal: Proposal) -> list[Line]:
    said_by = proposal.message.said_by
    lines = [
        Line("change_request", record_label(one), one.title, one, said_by)
        for one in proposal.changes
        if one.deleted_at is None
    ]
    lines += [
        Line("task", record_label(one), one.title, one, said_by) for one in proposal.tasks if one.deleted_at is None
    ]
    lines += [
        Line("complaint", "", one.summary, one, said_by)
        for one in proposal.interactions
        if one.kind == "complaint" and one.message_id == proposal.message.id and one.deleted_at is None
    ]
    lines += [
        Line("signal", one.kind, one.words, one, said_by)
        for one in proposal.signals
        if one.kind != "complaint" and one.deleted_at is None
    ]
    for link in list_links_of(desk.session, row_id(proposal.message.id)):
        record = find_record(desk, link)
        if record is not None and link.kind in ("addition", "withdrawal", "date", "promise", "approval"):
            label = record.title if isinstance(record, Delivery) else record_label(record)
            lines.append(Line(f"joined.{link.kind}", label, link.words or proposal.message.text, None, said_by))
    return lines


def _list_voices(desk: Desk, messages: list[Message]) -> list[Voice]:
    numbers = [message.account_id for message in messages if message.account_id is not None]
    accounts = list_accounts(desk.session, numbers) if numbers else {}
    found: dict[str, Voice] = {}
    for message in messages:
        account = accounts.get(message.account_id) if message.account_id is not None else None
        found.setdefault(message.said_by, _make_voice(desk, message, account))
    return list(found.values())


def _make_voice(desk: Desk, message: Message, account: Account | None) -> Voice:
    if account is None or not account.is_outsider:
        member = desk.session.get(Member, account.member_id) if account is not None and account.member_id else None
        name = member.name if member is not None else ""
        return Voice(message.said_by, "ours", known_as=name if name != message.said_by else "")
    contact = desk.session.get(Contact, account.contact_id) if account.contact_id else None
    name = contact.name if contact is not None else ""
    return Voice(message.said_by, "theirs", known_as=name if name != message.said_by else "", org=account.org)


def take_back_messages(desk: Desk, line: Audit) -> None:
    """Mark the messages of a paste as taken back: another paste of them takes them again."""
    for number in (line.after or {}).get("message_ids", []):
        message = desk.session.get(Message, number)
        if message is not None and message.deleted_at is None:
            change(desk, message, "undone", by=desk.speaker, deleted_at=desk.now)


def place_of(desk: Desk, paste: Paste) -> Channel | None:
    """The channel in which the messages of a paste are kept."""
    messages = list_messages_of(desk.session, row_id(paste.id))
    return desk.session.get(Channel, messages[0].channel_id) if messages else None
