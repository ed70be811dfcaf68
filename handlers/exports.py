"""What leaves as export: every record with its evidence, under the names of the outside face (docs/export.md)."""

from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, SQLModel, col, select

from handlers.desk import row_id
from handlers.evidence import link_to
from handlers.lessons import get_lesson, to_line
from handlers.rules.hours import hours_of
from storage.agencies import list_workspaces
from storage.channels import list_versions
from storage.clients import list_names_of
from storage.tables import (
    Account,
    Agency,
    Audit,
    ChangeRequest,
    Channel,
    Client,
    Confirmation,
    Contact,
    Contract,
    Delivery,
    Enquiry,
    Interaction,
    KeptExample,
    Member,
    Message,
    Paste,
    Project,
    Signal,
    SupplementaryOrder,
    Task,
)
from storage.threads import list_evidence

Row = dict[str, Any]


class Exporter:
    """Turns one agency's rows into plain values. Instants are written in the agency's zone."""

    def __init__(self, session: Session, agency: Agency) -> None:
        self.session = session
        self.agency = agency
        self._zone = ZoneInfo(agency.tz)
        self._urls = {(w.platform, w.external_id): w.url for w in list_workspaces(session, row_id(agency.id))}

    def rows(self, kind: str) -> Iterator[Row]:
        """All records of a kind, oldest first, without the recycle bin. Raises KeyError for an unknown kind."""
        if kind in NOT_KEPT_YET:
            return
        table, shape = _SHAPES[kind]
        where: Any = table
        query = select(table).where(where.agency_id == self.agency.id).order_by(where.id)
        if hasattr(table, "deleted_at") and table is not Message:
            query = query.where(col(where.deleted_at).is_(None))
        if table is Message:  # what held a chat record is there message by message
            query = query.where(col(where.id).not_in(select(Paste.message_id)))
        for row in self.session.scalars(query):
            yield shape(self, row)

    def instant(self, at: datetime | None) -> str | None:
        """ISO 8601 with offset, in the agency's zone."""
        return at.astimezone(self._zone).isoformat() if at else None

    def base(self, row: Any, *, message_id: int | None = None, client_id: int | None = None) -> Row:
        """What every record has: id, client, created_at, source."""
        client = self.session.get(Client, client_id) if client_id else None
        message = self.session.get(Message, message_id) if message_id else None
        return {
            "id": row.id,
            "client": client.name if client else None,
            "created_at": self.instant(getattr(row, "created_at", None)),
            "source": self.source(message) if message else None,
        }

    def source(self, message: Message) -> Row:
        """The evidence: the message's words, who said them, when, where, and a link back."""
        channel = self.session.get(Channel, message.channel_id)
        assert channel is not None
        url = self._urls.get((channel.platform, channel.workspace), "")
        return {
            "platform": channel.platform,
            "channel": channel.external_id,
            "message_id": message.external_id,
            "permalink": link_to(channel, message, url),
            "said_by": message.said_by,
            "said_at": self.instant(message.said_at),
            "text": message.text,
        }

    def member_name(self, member_id: int | None) -> str | None:
        """A member's name."""
        member = self.session.get(Member, member_id) if member_id else None
        return member.name if member else None

    def versions(self, message_id: int | None) -> list[str]:
        """Earlier words of a message, oldest first."""
        return [version.text for version in list_versions(self.session, message_id)] if message_id else []

    def account_id(self, member_id: int, platform: str) -> str | None:
        """A member's id on a platform."""
        return self.session.exec(
            select(Account.external_id).where(Account.member_id == member_id, Account.platform == platform)
        ).first()


def _message(exporter: Exporter, row: Message) -> Row:
    source = exporter.source(row)
    return {
        **exporter.base(row, message_id=row.id, client_id=row.client_id),
        **{name: source[name] for name in ("platform", "channel", "message_id", "said_by", "said_at", "text")},
        "kinds": row.kinds,
        "reader": row.reader,
        "versions": exporter.versions(row.id),
        "deleted_at": exporter.instant(row.deleted_at),
        "pasted_by": exporter.member_name(row.pasted_by_id),
    }


def _client(exporter: Exporter, row: Client) -> Row:
    names = list_names_of(exporter.session, row_id(row.id))
    return {
        **exporter.base(row, client_id=row.id),
        "name": row.name,
        "aliases": [name.name for name in names if not name.is_main],
        "owner": exporter.member_name(row.owner_id),
        "tier": row.tier,
        "stage": row.stage,
        "tags": row.tags,
        "status": row.status,
        "health": None,
    }


def _contact(exporter: Exporter, row: Contact) -> Row:
    return {
        **exporter.base(row, client_id=row.client_id),
        "name": row.name,
        "title": row.title,
        "role": row.role,
        "email": row.email,
        "left_on": _day(row.left_on),
    }


def _interaction(exporter: Exporter, row: Interaction) -> Row:
    message = exporter.session.get(Message, row.message_id) if row.message_id else None
    contact = exporter.session.get(Contact, row.contact_id) if row.contact_id else None
    return {
        **exporter.base(row, message_id=row.message_id, client_id=row.client_id),
        "kind": row.kind,
        "sentiment": row.sentiment,
        "summary": row.summary,
        "contact": contact.name if contact else None,
        "state": row.state,
        "versions": exporter.versions(row.message_id),
        "source_deleted_at": exporter.instant(message.deleted_at) if message else None,
    }


def _evidence(exporter: Exporter, row: ChangeRequest | Task | Delivery) -> list[Row]:
    """The further messages about a record, oldest first: what each of them means for it, and its words."""
    return [
        {
            "kind": one.link.kind,
            "state": one.link.state,
            "words": one.link.words,
            **exporter.source(one.message),
        }
        for one in list_evidence(exporter.session, [(str(row.__tablename__), row_id(row.id))])
        if one.link.state != "dismissed"
    ]


def _change_label(exporter: Exporter, change_id: int | None) -> str | None:
    change = exporter.session.get(ChangeRequest, change_id) if change_id is not None else None
    return f"CR-{change.number}" if change is not None else None


def _change(exporter: Exporter, row: ChangeRequest) -> Row:
    evidence = _evidence(exporter, row)
    approval = next((one for one in reversed(evidence) if one["kind"] == "approval" and one["state"] != "asked"), None)
    project = exporter.session.get(Project, row.project_id) if row.project_id else None
    return {
        **exporter.base(row, message_id=row.message_id, client_id=row.client_id),
        "number": f"CR-{row.number}",
        "title": row.title,
        "project": project.name if project else None,
        "status": row.status,
        "requested_by": row.requested_by,
        "due_at": exporter.instant(row.due_at),
        "due_on": _day(row.due_on),
        "priority": row.priority,
        "round": row.round,
        "rounds_included": row.rounds_included,
        "approved_by": exporter.member_name(row.approved_by_id),
        "approved_at": exporter.instant(row.approved_at),
        "submitted_by": exporter.member_name(row.submitted_by_id),
        "rejected_by": exporter.member_name(row.rejected_by_id),
        "rejected_at": exporter.instant(row.rejected_at),
        "rejected_because": row.rejected_because,
        "client_approved_by": approval["said_by"] if approval else None,
        "client_approved_at": approval["said_at"] if approval else None,
        "client_approval": approval["text"] if approval else None,
        "refers_to": _change_label(exporter, row.refers_to_id),
        "evidence": evidence,
    }


def _task(exporter: Exporter, row: Task) -> Row:
    return {
        **exporter.base(row, message_id=row.message_id, client_id=row.client_id),
        "number": f"T-{row.number}",
        "title": row.title,
        "assignee": exporter.member_name(row.assignee_id) or row.assignee,
        "due_at": exporter.instant(row.due_at),
        "due_on": _day(row.due_on),
        "priority": row.priority,
        "status": row.status,
        "is_promise": row.is_promise,
        "change": _change_label(exporter, row.change_id),
        "evidence": _evidence(exporter, row),
    }


def _enquiry(exporter: Exporter, row: Enquiry) -> Row:
    return {
        **exporter.base(row, message_id=row.message_id, client_id=row.client_id),
        "kind": row.kind,
        "asked_at": exporter.instant(row.asked_at),
        "answered_at": exporter.instant(row.answered_at),
        "answered_by": row.answered_by,
        "outcome": row.outcome,
    }


def _delivery(exporter: Exporter, row: Delivery) -> Row:
    return {
        **exporter.base(row, message_id=row.message_id, client_id=row.client_id),
        "title": row.title,
        "delivered_by": row.delivered_by,
        "delivered_at": exporter.instant(row.delivered_at),
        "evidence": _evidence(exporter, row),
    }


def _signal(exporter: Exporter, row: Signal) -> Row:
    return {
        **exporter.base(row, message_id=row.message_id, client_id=row.client_id),
        "kind": row.kind,
        "words": row.words,
        "state": row.state,
        "said_at": exporter.instant(row.said_at),
    }


def _project(exporter: Exporter, row: Project) -> Row:
    return {
        **exporter.base(row, client_id=row.client_id),
        "name": row.name,
        "status": row.status,
        "rounds_included": row.rounds_included,
    }


def _contract(exporter: Exporter, row: Contract) -> Row:
    return {
        **exporter.base(row, client_id=row.client_id),
        "title": row.title,
        "starts_on": _day(row.starts_on),
        "ends_on": _day(row.ends_on),
        "amount": _amount(row.amount),
        "currency": row.currency,
        "budget": _amount(row.budget),
        "spent": _amount(row.spent),
        "rounds_included": row.rounds_included,
        "status": row.status,
    }


def _order(exporter: Exporter, row: SupplementaryOrder) -> Row:
    change = exporter.session.get(ChangeRequest, row.change_id)
    return {
        **exporter.base(row, message_id=change.message_id if change else None, client_id=row.client_id),
        "number": f"SO-{row.number}",
        "change": _change_label(exporter, row.change_id),
        "title": row.title,
        "amount": _amount(row.amount),
        "currency": row.currency,
        "status": row.status,
        "submitted_by": exporter.member_name(row.created_by_id),
        "decided_by": exporter.member_name(row.decided_by_id),
        "decided_at": exporter.instant(row.decided_at),
        "decided_because": row.decided_because,
    }


def _confirmation(exporter: Exporter, row: Confirmation) -> Row:
    """What the client was asked to confirm; `source` is the message in which they did, where they did it in words."""
    channel = exporter.session.get(Channel, row.channel_id) if row.channel_id else None
    return {
        **exporter.base(row, message_id=row.answer_message_id, client_id=row.client_id),
        "change": _change_label(exporter, row.change_id),
        "text": row.text,
        "status": row.status,
        "channel": channel.external_id if channel else None,
        "asked_by": exporter.member_name(row.created_by_id),
        "asked_at": exporter.instant(row.asked_at),
        "answer": row.answer,
        "answered_by": row.answered_by,
        "answered_at": exporter.instant(row.answered_at),
    }


def _member(exporter: Exporter, row: Member) -> Row:
    hours = hours_of(row) or hours_of(exporter.agency) or (None, None)
    return {
        **exporter.base(row),
        "name": row.name,
        "email": row.email,
        "role": row.role,
        "lang": row.lang or exporter.agency.lang,
        "tz": row.tz or exporter.agency.tz,
        "works_from": hours[0],
        "works_until": hours[1],
        "slack_user_id": exporter.account_id(row_id(row.id), "slack"),
        "wecom_userid": exporter.account_id(row_id(row.id), "wecom"),
        "manager": exporter.member_name(row.manager_id),
    }


def _channel(exporter: Exporter, row: Channel) -> Row:
    return {
        **exporter.base(row, client_id=row.client_id),
        "platform": row.platform,
        "channel_id": row.external_id,
        "name": row.name,
        "audience": row.audience,
    }


def _audit(exporter: Exporter, row: Audit) -> Row:
    return {
        **exporter.base(row),
        "created_at": exporter.instant(row.at),
        "at": exporter.instant(row.at),
        "who": row.who,
        "action": row.action,
        "record": f"{row.record_kind} {row.record}",
        "before": row.before,
        "after": row.after,
        "origin": row.origin,
    }


def _example(exporter: Exporter, row: KeptExample) -> Row:
    """As the labelling format has it, so that `liaison eval` and `liaison train` take it."""
    lesson = get_lesson(exporter.session, row)
    message = exporter.session.get(Message, row.message_id)
    return {
        **exporter.base(row, message_id=row.message_id, client_id=message.client_id if message else None),
        **to_line(lesson),
        "decided_at": exporter.instant(row.decided_at),
    }


def _amount(amount: Decimal | None) -> str | None:
    """Exact, with two decimals: 3000.00."""
    return f"{amount:.2f}" if amount is not None else None


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None


NOT_KEPT_YET = ("payments", "alerts", "reminders")  # the outside face names them; there are none so far
_SHAPES: dict[str, tuple[type[SQLModel], Callable[[Exporter, Any], Row]]] = {
    "messages": (Message, _message),
    "clients": (Client, _client),
    "contacts": (Contact, _contact),
    "contracts": (Contract, _contract),
    "projects": (Project, _project),
    "members": (Member, _member),
    "channels": (Channel, _channel),
    "interactions": (Interaction, _interaction),
    "changes": (ChangeRequest, _change),
    "tasks": (Task, _task),
    "supplementary_orders": (SupplementaryOrder, _order),
    "confirmations": (Confirmation, _confirmation),
    "signals": (Signal, _signal),
    "enquiries": (Enquiry, _enquiry),
    "deliveries": (Delivery, _delivery),
    "audit": (Audit, _audit),
    "examples": (KeptExample, _example),
}
KINDS = (*_SHAPES, *NOT_KEPT_YET)
