"""What hangs together: the work of one conversation, the messages that tell more of a record, what was delivered."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple

from sqlalchemy import Executable, bindparam
from sqlalchemy import select as select_any
from sqlmodel import Session, and_, col, or_, select

from storage.channels import is_in_conversation
from storage.records import follow_merges
from storage.tables import Account, ChangeRequest, Delivery, Interaction, Message, RecordMessage, Task

CLOSED_AGAIN = ("dismissed", "rejected")  # nothing that is said later belongs to these
MOST_AROUND = 6  # records of a conversation that a new message may belong to
MOST_ELSEWHERE = 30  # open change requests of a client that a new one is held against
MOST_EVIDENCE = 12  # messages about its records that a card shows
MOST_SAID = 40


class Evidence(NamedTuple):
    """A further message about a record."""

    link: RecordMessage
    message: Message


def list_changes_around(
    session: Session, channel_id: int, thread_id: str | None, *, since: datetime
) -> list[tuple[ChangeRequest, Message]]:
    """The change requests of a conversation, the latest first: of the thread, or said in the channel outside of any.

    Those that were merged into another come too, as the one that they were merged into.
    """
    asked = {"channel_id": channel_id, "thread_id": thread_id, "since": since}
    rows = session.execute(_make_around(ChangeRequest, in_thread=thread_id is not None), asked).all()
    found: dict[int, tuple[ChangeRequest, Message]] = {}
    for change, message in rows:
        last = follow_merges(session, change)
        if last is not None and last.id is not None and last.deleted_at is None:
            found.setdefault(last.id, (last, message))
    return list(found.values())


def list_tasks_around(
    session: Session, channel_id: int, thread_id: str | None, *, since: datetime
) -> list[tuple[Task, Message]]:
    """The tasks of a conversation, the latest first."""
    asked = {"channel_id": channel_id, "thread_id": thread_id, "since": since}
    rows = session.execute(_make_around(Task, in_thread=thread_id is not None), asked).all()
    return [(task, message) for task, message in rows if task.deleted_at is None]


@cache
def _make_around(table: type[ChangeRequest] | type[Task], *, in_thread: bool) -> Executable:
    """The query of both, made once: it is asked for every message about work."""
    query = (
        select(table, Message)
        .join(Message, col(Message.id) == col(table.message_id))
        .where(
            Message.channel_id == bindparam("channel_id"),
            is_in_conversation(bindparam("thread_id") if in_thread else None),
            Message.said_at >= bindparam("since"),
            col(table.status).not_in(CLOSED_AGAIN),
        )
    )
    return query.order_by(col(Message.said_at).desc(), col(table.id).desc()).limit(MOST_AROUND)


def list_open_elsewhere(
    session: Session, client_id: int, *, but: int, since: datetime, statuses: Sequence[str]
) -> list[tuple[ChangeRequest, Message]]:
    """A client's open change requests, the newest first, without the one that they are held against."""
    rows = session.exec(
        select(ChangeRequest, Message)
        .join(Message, col(Message.id) == col(ChangeRequest.message_id))
        .where(
            ChangeRequest.client_id == client_id,
            ChangeRequest.id != but,
            col(ChangeRequest.status).in_(statuses),
            col(ChangeRequest.deleted_at).is_(None),
            Message.said_at >= since,
        )
        .order_by(col(ChangeRequest.id).desc())
        .limit(MOST_ELSEWHERE)
    )
    return [(change, message) for change, message in rows.all()]


def list_evidence(session: Session, records: Iterable[tuple[str, int]], *, most: int | None = None) -> list[Evidence]:
    """The further messages about records ("change_request", 12), oldest first.

    `most`: only so many, those about which somebody has to decide before others, late ones before early ones.
    """
    wanted = [
        and_(col(RecordMessage.record_kind) == kind, col(RecordMessage.record_id) == number) for kind, number in records
    ]
    if not wanted:
        return []
    query = (
        select_any(RecordMessage, Message)
        .join(Message, col(Message.id) == col(RecordMessage.message_id))
        .where(or_(*wanted), col(RecordMessage.deleted_at).is_(None))
    )
    if most is not None:
        is_settled = col(RecordMessage.state).not_in(("proposed", "asked"))
        query = query.order_by(is_settled, col(RecordMessage.id).desc()).limit(most)
    rows = session.execute(query).all()
    found = [Evidence(link, message) for link, message in rows]
    return sorted(found, key=lambda one: (one.message.said_at, one.link.id or 0))


def list_links_of(session: Session, message_id: int) -> list[RecordMessage]:
    """What a message was found to mean for records that were there before it, oldest first."""
    return list(
        session.exec(
            select(RecordMessage)
            .where(RecordMessage.message_id == message_id, col(RecordMessage.deleted_at).is_(None))
            .order_by(col(RecordMessage.id))
        )
    )


def list_interactions_of(session: Session, message_ids: Iterable[int]) -> list[Interaction]:
    """The interactions that were written down from these messages."""
    return list(
        session.exec(
            select(Interaction).where(
                col(Interaction.message_id).in_(list(message_ids)), col(Interaction.deleted_at).is_(None)
            )
        )
    )


def list_tasks_for(session: Session, change_id: int) -> list[Task]:
    """The tasks that are done for a change request."""
    return list(session.exec(select(Task).where(Task.change_id == change_id, col(Task.deleted_at).is_(None))))


def list_deliveries_around(
    session: Session, channel_id: int, thread_id: str | None, *, since: datetime
) -> list[tuple[Delivery, Message]]:
    """What was delivered in a conversation, the latest first. Outside of threads: anywhere in the channel."""
    query = (
        select(Delivery, Message)
        .join(Message, col(Message.id) == col(Delivery.message_id))
        .where(
            Message.channel_id == channel_id, Message.said_at >= since, col(Delivery.deleted_at).is_(None),
            col(Message.deleted_at).is_(None),
        )
    )  # fmt: skip
    if thread_id is not None:
        query = query.where(is_in_conversation(thread_id))
    rows = session.exec(query.order_by(col(Message.said_at).desc(), col(Delivery.id).desc()).limit(MOST_AROUND))
    return [(delivery, message) for delivery, message in rows.all()]


def list_said_since(
    session: Session, channel_id: int, thread_id: str | None, *, after: datetime, before: datetime
) -> list[tuple[Message, bool]]:
    """What was said between two instants in a conversation and was no small talk; whether by outsiders."""
    rows = session.exec(
        select(Message, Account.is_outsider)
        .join(Account, col(Account.id) == col(Message.account_id), isouter=True)
        .where(
            Message.channel_id == channel_id,
            is_in_conversation(thread_id),
            Message.said_at > after,
            Message.said_at < before,
            col(Message.deleted_at).is_(None),
        )
        .order_by(col(Message.said_at), col(Message.id))
        .limit(MOST_SAID)
    )
    return [(message, bool(is_outsider)) for message, is_outsider in rows.all() if "noise" not in message.kinds]
