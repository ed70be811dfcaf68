"""The card that shows what was read out of a message, for whom it is, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.arrivals import CardRef, Press
from handlers.assigning import list_possible
from handlers.counting import round_of
from handlers.desk import Desk, row_id
from handlers.drawing import list_names_asked
from handlers.evidence import permalink
from handlers.linking import KEPT, find_record
from handlers.recording import record_label
from handlers.replies import Address, Reply, outbox_key
from handlers.rules.rounds import Round
from prompts.cards import Card
from storage.audits import find_creation, find_decision, list_history
from storage.outbox import find_payload
from storage.people import find_account, list_members
from storage.records import AnyRecord, list_records_of
from storage.tables import (
    Account,
    Audit,
    ChangeRequest,
    Client,
    Interaction,
    Member,
    Message,
    RecordMessage,
    Signal,
    Task,
)
from storage.threads import MOST_EVIDENCE, Evidence, list_evidence, list_interactions_of, list_links_of

MOST_BUTTONS = 6  # WeCom draws no more
JOINING = ("addition", "promise", "order")  # kinds of links whose message is a part of the record
# What the bot does by itself, and a member may take back.
TAKEN_BACK_BY_BUTTON = ("date", "approval", "withdrawal", "delivery")


@dataclass(frozen=True)
class Proposal:
    """All that was read out of one message, and what was said of it since."""

    message: Message
    records: tuple[AnyRecord, ...]
    evidence: tuple[Evidence, ...] = ()  # further messages about these records
    means: tuple[RecordMessage, ...] = ()  # what this message means for other records

    @property
    def changes(self) -> list[ChangeRequest]:
        return [record for record in self.records if isinstance(record, ChangeRequest)]

    @property
    def tasks(self) -> list[Task]:
        return [record for record in self.records if isinstance(record, Task)]

    @property
    def interactions(self) -> list[Interaction]:
        return [record for record in self.records if isinstance(record, Interaction)]

    @property
    def signals(self) -> list[Signal]:
        return [record for record in self.records if isinstance(record, Signal)]

    @property
    def state(self) -> str:
        """proposed while anything waits for a decision; then withdrawn, merged, dismissed or confirmed."""
        decidable = [state_of(record) for record in self.records if not isinstance(record, Signal)]
        states = decidable or [state_of(record) for record in self.records]
        work = {record.status for record in self.changes} | {record.status for record in self.tasks}
        if work and work <= {"withdrawn", "merged"}:
            return "merged" if "merged" in work else "withdrawn"
        states += [one.link.state for one in self.evidence if one.link.state == "proposed"]
        if "proposed" in states or (not decidable and "counted" in states):
            return "proposed"
        return "dismissed" if states and all(state == "dismissed" for state in states) else "confirmed"


@dataclass(frozen=True)
class Told:
    """A further message about a record, as the card shows it."""

    number: int  # of the link: buttons carry it
    kind: str
    state: str
    record: str  # CR-12
    record_id: int
    record_kind: str
    words: str
    said_by: str
    said_at: datetime
    is_deleted: bool


def state_of(record: AnyRecord) -> str:
    """Where a record stands, whatever its kind calls it."""
    return record.status if isinstance(record, ChangeRequest | Task) else record.state


def load_proposal(desk: Desk, message: Message, *, most: int | None = None) -> Proposal:
    """What was read out of a message, decided or not, with what was said of it since (`most`: as a card shows it)."""
    records = list_records_of(desk.session, row_id(message.id), with_deleted=True)
    return tell_more(desk, Proposal(message=message, records=tuple(records)), most=most)


def tell_more(desk: Desk, proposal: Proposal, *, most: int | None = None) -> Proposal:
    """The same with the further messages about its records, and what was written down from those."""
    work = [("change_request", row_id(change.id)) for change in proposal.changes]
    work += [("task", row_id(task.id)) for task in proposal.tasks]
    evidence = list_evidence(desk.session, work, most=most)
    joined = [row_id(one.message.id) for one in evidence if one.link.kind in JOINING]
    more = list_interactions_of(desk.session, joined) if joined else []
    known = {row_id(record.id) for record in proposal.interactions}
    return Proposal(
        message=proposal.message,
        records=(*proposal.records, *(record for record in more if record.id not in known)),
        evidence=tuple(one for one in evidence if one.link.kind not in ("part", "same")),
        means=tuple(list_links_of(desk.session, row_id(proposal.message.id))),
    )


def draw_proposal(desk: Desk, proposal: Proposal, reader: Member | None, *, platform: str | None = None) -> Card:
    """The proposal's card for a reader (None: for many), with its buttons while it waits."""
    message = proposal.message
    client = desk.session.get(Client, message.client_id) if message.client_id else None
    told = [_tell(desk, one.link, one.message) for one in proposal.evidence if one.link.state != "dismissed"]
    card = desk.card_for(
        reader,
        "proposal",
        platform=platform,
        client=client.name if client else None,
        message=message,
        link_url=permalink(desk, message),
        changes=proposal.changes,
        tasks=proposal.tasks,
        interactions=proposal.interactions,
        signals=proposal.signals,
        state=proposal.state,
        decision=_decision(desk, proposal),
        subject=f"message:{message.id}",
        told=told,
        questions=_list_questions(desk, proposal),
        approved=_list_approved(desk, proposal),
        refers_to=[label for change in proposal.changes if (label := _label_of(desk, change.refers_to_id))],
        merged_into=_list_merged_into(desk, proposal),
        done_for=[label for task in proposal.tasks if (label := _label_of(desk, task.change_id))],
        bot_act=_find_bot_act(desk, proposal),
        counted=_count(desk, proposal),
        waits_for=_list_who_decide(desk, proposal),
        kept=[row_id(task.id) for task in proposal.tasks if _was_kept(desk, task)],
        could_be=[name for task in proposal.tasks for name in list_possible(desk, task)],
    )
    return card.model_copy(update={"buttons": card.buttons[:MOST_BUTTONS]})


def _count(desk: Desk, proposal: Proposal) -> Round | None:
    """Which revision round its change request is, or would be."""
    live = [change for change in proposal.changes if change.deleted_at is None]
    return round_of(desk, live[0]) if live else None


def _list_who_decide(desk: Desk, proposal: Proposal) -> list[str] | None:
    """Who is to approve what was submitted; None where nothing waits for approval."""
    waiting = [change for change in proposal.changes if change.status == "submitted" and change.deleted_at is None]
    return list_names_asked(desk, waiting[0]) if waiting else None


def _tell(desk: Desk, link: RecordMessage, message: Message) -> Told:
    record = find_record(desk, link)
    return Told(
        number=row_id(link.id),
        kind=link.kind,
        state=link.state,
        record=record_label(record) if record is not None else "",
        record_id=link.record_id,
        record_kind=link.record_kind,
        words=link.words or message.text,
        said_by=message.said_by,
        said_at=message.said_at,
        is_deleted=message.deleted_at is not None,
    )


def _list_questions(desk: Desk, proposal: Proposal) -> list[Told]:
    """What a member is asked about this message: to which record it belongs, and which delivery it approves."""
    questions = []
    for link in proposal.means:
        record = (
            find_record(desk, link) if link.state == "asked" and link.kind in ("part", "same", "approval") else None
        )
        first = desk.session.get(Message, record.message_id) if record is not None and record.message_id else None
        if record is None or first is None:
            continue
        questions.append(_tell(desk, link, first))
    return questions


def _list_approved(desk: Desk, proposal: Proposal) -> list[str]:
    """What this message approved, by name."""
    return [
        record_label(record)
        for link in proposal.means
        if link.kind == "approval" and link.record_kind == "delivery" and link.state in ("counted", "confirmed")
        if (record := find_record(desk, link)) is not None
    ]


def _list_merged_into(desk: Desk, proposal: Proposal) -> list[str]:
    """The numbers of those that the change requests of this message turned out to be."""
    found = (
        desk.session.get(ChangeRequest, change.merged_into_id) for change in proposal.changes if change.merged_into_id
    )
    return [record_label(change) for change in found if change is not None]


def _label_of(desk: Desk, change_id: int | None) -> str:
    change = desk.session.get(ChangeRequest, change_id) if change_id is not None else None
    return f"{record_label(change)} {change.title}" if change is not None else ""


def _find_bot_act(desk: Desk, proposal: Proposal) -> tuple[str, str] | None:
    """What the bot did last to these records by itself: its kind, and the act by which it is taken back."""
    links = [one.link for one in proposal.evidence]
    links += [link for link in proposal.means if link.kind == "approval" and link.record_kind == "delivery"]
    done = [link for link in links if link.kind in TAKEN_BACK_BY_BUTTON and link.state == "counted"]
    if not done:
        return None
    last = max(done, key=lambda link: row_id(link.id))
    line = find_creation(desk.session, "record_message", row_id(last.id))
    return (last.kind, line.act) if line is not None and line.member_id is None else None


def _was_kept(desk: Desk, task: Task) -> bool:
    """Whether the bot has marked it done, since the conversation shows that it was delivered."""
    if task.status != "done":
        return False
    lines = list_history(desk.session, [("task", row_id(task.id))])
    return bool(lines) and [line.action for line in lines if "status" in (line.after or {})][-1:] == [KEPT]


def _decision(desk: Desk, proposal: Proposal) -> Audit | None:
    if proposal.state == "proposed":
        return None
    for record in proposal.records:
        decided = find_decision(desk.session, str(record.__tablename__), row_id(record.id))
        if decided is not None:
            return decided
    return None


def show_proposal(desk: Desk, proposal: Proposal, *, key: str, replaces: str | None = None) -> list[Reply]:
    """Show it to who is to decide: in an internal channel to all, in the thread; else to one member, one-to-one."""
    message = proposal.message
    if desk.is_private and desk.account is not None:
        to_speaker = desk.to_user(desk.account.external_id)
        card = draw_proposal(desk, proposal, desk.member)
        return [Reply(to=to_speaker, card=card, key=key, replaces=replaces)]
    found = find_decider(desk, message)
    if desk.is_internal:
        thread = message.thread_id or message.external_id
        fallback = found[1] if found else None
        reply = desk.in_thread(draw_proposal(desk, proposal, None), thread, key=key, fallback=fallback)
        return [reply.model_copy(update={"replaces": replaces})]
    if found is None:
        return []  # nobody of ours can be reached yet: it waits among the proposals
    member, to = found
    card = draw_proposal(desk, proposal, member, platform=to.platform)
    return [Reply(to=to, card=card, key=key, replaces=replaces)]


def redraw(desk: Desk, messages: Sequence[Message]) -> list[Reply]:
    """Bring the cards of these messages up to date, each in its place; what had none gets one, where it was said."""
    replies = []
    for message in messages:
        key = f"card-{message.id}"
        proposal = load_proposal(desk, message, most=MOST_EVIDENCE)
        if not proposal.records:
            continue
        if message.channel_id == desk.here.id:
            shown = show_proposal(desk, proposal, key=key, replaces=message.card_key)
        else:
            shown = _redraw_elsewhere(desk, proposal, key=key)
        if shown and message.card_key is None:
            message.card_key = outbox_key(desk.arrival.key, key)
            desk.session.add(message)
        replies += shown
    return replies


def _redraw_elsewhere(desk: Desk, proposal: Proposal, *, key: str) -> list[Reply]:
    """The card was said in another conversation: it is edited where it stands, for whom it was said."""
    card_key = proposal.message.card_key
    payload = find_payload(desk.session, card_key) if card_key is not None else None
    if payload is None:
        return []
    said = Reply.model_validate(payload)
    reader = _who_reads(desk, said.to)
    card = draw_proposal(desk, proposal, reader, platform=said.to.platform)
    return [said.model_copy(update={"card": card, "key": key, "replaces": card_key})]


def _who_reads(desk: Desk, to: Address) -> Member | None:
    """Whom a card was said to; None for many."""
    if to.where != "direct":
        return None
    account = find_account(desk.session, to.platform, to.workspace, to.user)
    return desk.session.get(Member, account.member_id) if account is not None and account.member_id else None


def show_in_place(desk: Desk, proposal: Proposal, ref: CardRef | None = None) -> Reply:
    """The card as it stands now, in the place of the one that was pressed."""
    press = desk.arrival
    card_ref = ref or (press.card if isinstance(press, Press) else CardRef())
    desk.session.flush()
    reader: Member | None = desk.speaker if desk.here.is_direct or not desk.is_internal else None
    return desk.edit_in_place(draw_proposal(desk, proposal, reader), card_ref)


def find_decider(desk: Desk, message: Message) -> tuple[Member, Address] | None:
    """The member who said it; for a client's words the client's owner, else a manager, an admin, anyone."""
    client = desk.session.get(Client, message.client_id) if message.client_id else None
    account = desk.session.get(Account, message.account_id) if message.account_id else None
    speaker_id = account.member_id if account is not None else None
    rank = {"manager": 2, "admin": 3}
    members = list_members(desk.session, desk.agency_id)

    def order(member: Member) -> tuple[int, int]:
        if member.id == speaker_id:
            return (0, 0)
        if client is not None and member.id == client.owner_id:
            return (1, 0)
        return (rank.get(member.role, 4), row_id(member.id))

    for member in sorted(members, key=order):
        to = desk.to_member(member)
        if to is not None:
            return member, to
    return None
