"""The card that shows what was read out of a message, for whom it is, and what became of it."""

from dataclasses import dataclass

from handlers.desk import Desk, row_id
from handlers.evidence import permalink
from handlers.replies import Address, Reply
from prompts.cards import Card
from storage.audits import find_decision
from storage.people import list_members
from storage.records import AnyRecord, list_records_of
from storage.tables import Audit, ChangeRequest, Client, Interaction, Member, Message, Signal, Task


@dataclass(frozen=True)
class Proposal:
    """All that was read out of one message."""

    message: Message
    records: tuple[AnyRecord, ...]

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
        """proposed while anything waits for a decision; then dismissed or confirmed."""
        decidable = [state_of(record) for record in self.records if not isinstance(record, Signal)]
        states = decidable or [state_of(record) for record in self.records]
        if "proposed" in states or (not decidable and "counted" in states):
            return "proposed"
        return "dismissed" if states and all(state == "dismissed" for state in states) else "confirmed"


def state_of(record: AnyRecord) -> str:
    """Where a record stands, whatever its kind calls it."""
    return record.status if isinstance(record, ChangeRequest | Task) else record.state


def load_proposal(desk: Desk, message: Message) -> Proposal:
    """What was read out of a message, decided or not."""
    records = list_records_of(desk.session, row_id(message.id), with_deleted=True)
    return Proposal(message=message, records=tuple(records))


def draw_proposal(desk: Desk, proposal: Proposal, reader: Member | None, *, platform: str | None = None) -> Card:
    """The proposal's card for a reader (None: for many), with its buttons while it waits."""
    message = proposal.message
    client = desk.session.get(Client, message.client_id) if message.client_id else None
    return desk.card_for(
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
    )


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
    found = _who_decides(desk, message)
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


def _who_decides(desk: Desk, message: Message) -> tuple[Member, Address] | None:
    """The member who spoke; for a client's words the client's owner, else a manager, an admin, anyone."""
    client = desk.session.get(Client, message.client_id) if message.client_id else None
    rank = {"manager": 2, "admin": 3}
    members = list_members(desk.session, desk.agency_id)

    def order(member: Member) -> tuple[int, int]:
        if desk.member is not None and member.id == desk.member.id:
            return (0, 0)
        if client is not None and member.id == client.owner_id:
            return (1, 0)
        return (rank.get(member.role, 4), row_id(member.id))

    for member in sorted(members, key=order):
        to = desk.to_member(member)
        if to is not None:
            return member, to
    return None
