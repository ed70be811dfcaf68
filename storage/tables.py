"""Every noun on one page. Each row belongs to one agency; each record keeps the message that shows it.

Instants are aware (`*_at`, kept in UTC); local dates end in `_on`. States are plain strings, so that a new one
needs no migration. `deleted_at` is the recycle bin: nothing that people wrote is removed by deleting it.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from storage.money import Amount

Json = JSON().with_variant(JSONB(), "postgresql")


class Agency(SQLModel, table=True):
    """One customer of ours."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = ""
    lang: str = "zh"  # zh, en: the language of messages to many
    tz: str = "Asia/Shanghai"
    country: str = "CN"  # whose public holidays count
    works_from: str | None = None  # 09:30, on the clock of whoever works; None: nobody said
    works_until: str | None = None
    settings: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    created_at: datetime


class Workspace(SQLModel, table=True):
    """The agency's own Slack workspace or WeCom corp, and who the bot is in it."""

    __table_args__ = (UniqueConstraint("platform", "external_id"),)

    id: int | None = Field(default=None, primary_key=True)
    agency_id: int = Field(foreign_key="agency.id", index=True)
    platform: str
    external_id: str  # Slack team id, WeCom corp id
    url: str = ""  # https://acme.slack.com/: permalinks begin with it
    bot_user_id: str = ""
    bot_id: str = ""
    updated_at: datetime


class Member(SQLModel, table=True):
    """A person of the agency, whatever platforms they use."""

    id: int | None = Field(default=None, primary_key=True)
    agency_id: int = Field(foreign_key="agency.id", index=True)
    name: str
    email: str | None = None
    role: str = "ae"  # ae, member, manager, admin
    lang: str | None = None  # None: the agency's
    tz: str | None = None  # None: the agency's
    works_from: str | None = None  # 09:30 in the member's zone; None: the agency's
    works_until: str | None = None  # what "EOD" and "下班前" mean
    manager_id: int | None = Field(default=None, foreign_key="member.id")
    created_at: datetime
    left_on: date | None = None


class Client(SQLModel, table=True):
    """A brand or company that is served."""

    id: int | None = Field(default=None, primary_key=True)
    agency_id: int = Field(foreign_key="agency.id", index=True)
    name: str
    owner_id: int | None = Field(default=None, foreign_key="member.id", index=True)
    tier: str | None = None
    stage: str | None = None
    status: str = "active"  # active, paused, archived
    tags: list[str] = Field(default_factory=list, sa_type=Json)
    custom: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    created_at: datetime
    created_by_id: int | None = Field(default=None, foreign_key="member.id")
    deleted_at: datetime | None = None


class ClientName(SQLModel, table=True):
    """A name a client goes by: its own (is_main) or an alias. One name means one client."""

    __tablename__ = "client_name"
    __table_args__ = (UniqueConstraint("agency_id", "folded"),)

    id: int | None = Field(default=None, primary_key=True)
    agency_id: int = Field(foreign_key="agency.id")
    client_id: int = Field(foreign_key="client.id", index=True)
    name: str
    folded: str  # case, width and spaces folded: what names are compared by
    is_main: bool = False


class Contact(SQLModel, table=True):
    """A person at the client."""

    id: int | None = Field(default=None, primary_key=True)
    agency_id: int = Field(foreign_key="agency.id", index=True)
    client_id: int | None = Field(default=None, foreign_key="client.id", index=True)
    name: str
    title: str | None = None
    role: str | None = None  # decides, influences, uses
    email: str | None = None
    created_at: datetime
    left_on: date | None = None
    deleted_at: datetime | None = None


class Account(SQLModel, table=True):
    """Somebody's identity on a platform, and whether they are one of ours."""

    __table_args__ = (UniqueConstraint("platform", "workspace", "external_id"),)

    id: int | None = Field(default=None, primary_key=True)
    agency_id: int = Field(foreign_key="agency.id", index=True)
    platform: str
    workspace: str
    external_id: str  # Slack user id, WeCom userid
    name: str
    is_outsider: bool = True
    is_bot: bool = False
    org: str = ""
    member_id: int | None = Field(default=None, foreign_key="member.id", index=True)
    contact_id: int | None = Field(default=None, foreign_key="contact.id", index=True)
    checked_at: datetime | None = None  # when the platform last told us; None: never, ask again


class Channel(SQLModel, table=True):
    """A Slack channel or a WeCom chat."""

    __table_args__ = (UniqueConstraint("platform", "workspace", "external_id"),)

    id: int | None = Field(default=None, primary_key=True)
    agency_id: int = Field(foreign_key="agency.id", index=True)
    platform: str
    workspace: str
    external_id: str
    name: str = ""
    audience: str = "shared"  # internal, shared; when unsure, shared
    is_direct: bool = False
    client_id: int | None = Field(default=None, foreign_key="client.id", index=True)
    checked_at: datetime | None = None
    created_at: datetime


class Project(SQLModel, table=True):
    """A piece of work for a client."""

    id: int | None = Field(default=None, primary_key=True)
    agency_id: int = Field(foreign_key="agency.id", index=True)
    client_id: int = Field(foreign_key="client.id", index=True)
    name: str
    status: str = "active"
    rounds_included: int | None = None
    created_at: datetime
    deleted_at: datetime | None = None


class Contract(SQLModel, table=True):
    """What was agreed with a client: from when to when, for how much, how many revision rounds included."""

    id: int | None = Field(default=None, primary_key=True)
    agency_id: int = Field(foreign_key="agency.id", index=True)
    client_id: int = Field(foreign_key="client.id", index=True)
    title: str
    starts_on: date | None = None
    ends_on: date | None = None
    amount: Decimal | None = Field(default=None, sa_type=Amount)
    currency: str = "CNY"  # ISO 4217
    budget: Decimal | None = Field(default=None, sa_type=Amount)
    spent: Decimal | None = Field(default=None, sa_type=Amount)
    rounds_included: int | None = None
    status: str = "active"  # draft, active, ended
    created_at: datetime
    created_by_id: int | None = Field(default=None, foreign_key="member.id")
    deleted_at: datetime | None = None


class Paste(SQLModel, table=True):
    """A chat record that a member pasted or forwarded: which message held it, and what came of it."""

    id: int | None = Field(default=None, primary_key=True)
    agency_id: int = Field(foreign_key="agency.id", index=True)
    member_id: int = Field(foreign_key="member.id")
    message_id: int = Field(foreign_key="message.id", index=True)
    client_id: int | None = Field(default=None, foreign_key="client.id")
    taken: int = 0  # messages that were new
    known: int = 0  # messages that an earlier paste had
    created_at: datetime


class Message(SQLModel, table=True):
    """One thing that was heard, small talk too. (channel, external_id) is its identity."""

    __table_args__ = (
        UniqueConstraint("channel_id", "external_id"),
        Index("ix_message_thread", "channel_id", "thread_id", "said_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    agency_id: int = Field(foreign_key="agency.id")
    channel_id: int = Field(foreign_key="channel.id")
    external_id: str  # Slack ts; WeCom MsgId
    thread_id: str | None = None  # the parent's external_id
    account_id: int | None = Field(default=None, foreign_key="account.id")
    client_id: int | None = Field(default=None, foreign_key="client.id", index=True)
    said_by: str
    said_at: datetime
    text: str = Field(sa_type=Text)
    attachments: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)
    kinds: list[str] = Field(default_factory=list, sa_type=Json)
    reader: str = "embedded"  # embedded, model, said
    reading: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    quote: str | None = Field(default=None, sa_type=Text)  # the earlier words that it answers
    pasted_by_id: int | None = Field(default=None, foreign_key="member.id")
    paste_id: int | None = Field(default=None, index=True)
    card_key: str | None = None  # outbox key of the card that shows what was read out of it
    edited_at: datetime | None = None
    deleted_at: datetime | None = None  # at the source; the words stay
    created_at: datetime


class MessageVersion(SQLModel, table=True):
    """Words that a message had before it was edited."""

    __tablename__ = "message_version"

    id: int | None = Field(default=None, primary_key=True)
    message_id: int = Field(foreign_key="message.id", index=True)
    text: str = Field(sa_type=Text)
    replaced_at: datetime


class Interaction(SQLModel, table=True):
    """One thing said or done between client and agency."""

    id: int | None = Field(default=None, primary_key=True)
    agency_id: int = Field(foreign_key="agency.id")
    client_id: int | None = Field(default=None, foreign_key="client.id", index=True)
    message_id: int | None = Field(default=None, foreign_key="message.id", index=True)
    state: str = "proposed"  # proposed, confirmed, dismissed
    kind: str  # complaint, approval, feedback, meeting, call, praise, question, info
    sentiment: str = "neutral"
    summary: str = Field(default="", sa_type=Text)
    contact_id: int | None = Field(default=None, foreign_key="contact.id")
    happened_at: datetime
    created_at: datetime
    created_by_id: int | None = Field(default=None, foreign_key="member.id")
    deleted_at: datetime | None = None


class ChangeRequest(SQLModel, table=True):
    """CR-12: what is to change, on what, by when, asked by whom, which round."""

    __tablename__ = "change_request"
    __table_args__ = (UniqueConstraint("agency_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    agency_id: int = Field(foreign_key="agency.id")
    number: int
    client_id: int | None = Field(default=None, foreign_key="client.id", index=True)
    project_id: int | None = Field(default=None, foreign_key="project.id")
    message_id: int | None = Field(default=None, foreign_key="message.id", index=True)
    title: str
    # proposed, submitted, approved, rejected, in_progress, delivered, done; withdrawn, merged, dismissed
    status: str = "proposed"
    requested_by: str | None = None
    due_on: date | None = None  # in the zone it was said in
    due_at: datetime | None = None
    priority: str = "normal"
    assignee: str | None = None  # as written
    round: int | None = None
    rounds_included: int | None = None
    submitted_by_id: int | None = Field(default=None, foreign_key="member.id")
    approver_id: int | None = Field(default=None, foreign_key="member.id")  # named; None: any manager
    approved_by_id: int | None = Field(default=None, foreign_key="member.id")
    approved_at: datetime | None = None
    rejected_by_id: int | None = Field(default=None, foreign_key="member.id")
    rejected_at: datetime | None = None
    rejected_because: str | None = Field(default=None, sa_type=Text)
    merged_into_id: int | None = None  # the change request that this one turned out to be
    refers_to_id: int | None = None  # the change request whose work this one takes back
    created_at: datetime
    created_by_id: int | None = Field(default=None, foreign_key="member.id")
    deleted_at: datetime | None = None


class Task(SQLModel, table=True):
    """T-7: something somebody is to do."""

    __table_args__ = (UniqueConstraint("agency_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    agency_id: int = Field(foreign_key="agency.id")
    number: int
    client_id: int | None = Field(default=None, foreign_key="client.id", index=True)
    project_id: int | None = Field(default=None, foreign_key="project.id")
    message_id: int | None = Field(default=None, foreign_key="message.id", index=True)
    title: str
    status: str = "proposed"  # proposed, todo, doing, review, done, cancelled, dismissed
    assignee_id: int | None = Field(default=None, foreign_key="member.id", index=True)
    assignee: str | None = None  # as written, when it is none of our members
    due_on: date | None = None
    due_at: datetime | None = None
    priority: str = "normal"  # low, normal, high, urgent
    is_promise: bool = False
    change_id: int | None = None  # the change request that it is done for
    created_at: datetime
    created_by_id: int | None = Field(default=None, foreign_key="member.id")
    done_at: datetime | None = None
    deleted_at: datetime | None = None


class RecordMessage(SQLModel, table=True):
    """A further message about a record that exists already: what it adds, approves, takes back, or is asked about."""

    __tablename__ = "record_message"
    __table_args__ = (Index("ix_record_message_record", "record_kind", "record_id"),)

    id: int | None = Field(default=None, primary_key=True)
    agency_id: int = Field(foreign_key="agency.id")
    record_kind: str  # change_request, task, delivery
    record_id: int
    message_id: int = Field(foreign_key="message.id", index=True)
    kind: str  # addition, date, order, promise, delivery, approval, withdrawal; asked: part, same
    state: str = "counted"  # counted, proposed, asked, confirmed, dismissed
    words: str = Field(default="", sa_type=Text)  # what it adds
    due_on: date | None = None
    due_at: datetime | None = None
    created_at: datetime
    created_by_id: int | None = Field(default=None, foreign_key="member.id")
    deleted_at: datetime | None = None


class Delivery(SQLModel, table=True):
    """Something that we handed to the client, in our own words before them."""

    id: int | None = Field(default=None, primary_key=True)
    agency_id: int = Field(foreign_key="agency.id")
    client_id: int | None = Field(default=None, foreign_key="client.id", index=True)
    message_id: int = Field(foreign_key="message.id", index=True)
    title: str
    delivered_by: str
    delivered_at: datetime
    created_at: datetime
    deleted_at: datetime | None = None


class Enquiry(SQLModel, table=True):
    """A client's question, request or complaint, and how long it waited for our answer."""

    __table_args__ = (
        Index(
            "ix_enquiry_open",
            "channel_id",
            sqlite_where=text("answered_at IS NULL"),
            postgresql_where=text("answered_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    agency_id: int = Field(foreign_key="agency.id")
    client_id: int | None = Field(default=None, foreign_key="client.id", index=True)
    channel_id: int = Field(foreign_key="channel.id")
    message_id: int = Field(foreign_key="message.id", index=True)
    kind: str  # question, request, complaint
    asked_at: datetime
    answered_at: datetime | None = None  # also when it no longer needs an answer: see outcome
    answered_by: str | None = None
    answer_message_id: int | None = Field(default=None, foreign_key="message.id")
    # answered, settled (in the client's own words, or by ✅), seen (👀), dropped (edited, it asks no more)
    outcome: str | None = None
    created_at: datetime


class Confirmation(SQLModel, table=True):
    """A change request put before the client in writing, and the client's answer: words, person, time, place."""

    id: int | None = Field(default=None, primary_key=True)
    agency_id: int = Field(foreign_key="agency.id")
    change_id: int = Field(foreign_key="change_request.id", index=True)
    client_id: int | None = Field(default=None, foreign_key="client.id", index=True)
    channel_id: int | None = Field(default=None, foreign_key="channel.id")  # where it was posted; None: sent by hand
    text: str = Field(sa_type=Text)  # what the client was asked to confirm
    card_key: str | None = None  # outbox key of the card with the client's button
    status: str = "drafted"  # drafted, asked, confirmed, declined
    asked_at: datetime | None = None
    answered_at: datetime | None = None
    answered_by: str | None = None  # the client's person
    account_id: int | None = Field(default=None, foreign_key="account.id")
    answer: str | None = Field(default=None, sa_type=Text)  # the words, or the button's
    answer_message_id: int | None = Field(default=None, foreign_key="message.id")
    created_at: datetime
    created_by_id: int | None = Field(default=None, foreign_key="member.id")
    deleted_at: datetime | None = None


class SupplementaryOrder(SQLModel, table=True):
    """SO-3 (加价单): a price for a revision round beyond the allowance."""

    __tablename__ = "supplementary_order"
    __table_args__ = (UniqueConstraint("agency_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    agency_id: int = Field(foreign_key="agency.id")
    number: int
    client_id: int | None = Field(default=None, foreign_key="client.id", index=True)
    change_id: int = Field(foreign_key="change_request.id", index=True)
    title: str
    amount: Decimal = Field(sa_type=Amount)
    currency: str = "CNY"  # ISO 4217
    status: str = "submitted"  # submitted, approved, rejected, withdrawn
    decided_by_id: int | None = Field(default=None, foreign_key="member.id")
    decided_at: datetime | None = None
    decided_because: str | None = Field(default=None, sa_type=Text)
    created_at: datetime
    created_by_id: int | None = Field(default=None, foreign_key="member.id")
    deleted_at: datetime | None = None


class ShownCard(SQLModel, table=True):
    """A card that shows a record to somebody, so that it can be drawn anew, or made inert, wherever it stands."""

    __tablename__ = "shown_card"
    __table_args__ = (Index("ix_shown_card_record", "record_kind", "record_id"),)

    id: int | None = Field(default=None, primary_key=True)
    agency_id: int = Field(foreign_key="agency.id")
    purpose: str  # approval, order_approval, confirmation
    record_kind: str  # table name
    record_id: int
    member_id: int | None = Field(default=None, foreign_key="member.id")  # who reads it; None: a channel
    outbox_key: str  # of the row that sent it
    to: dict[str, Any] = Field(default_factory=dict, sa_type=Json)  # its address
    created_at: datetime


class Signal(SQLModel, table=True):
    """Evidence of churn, with the words that show it. Counts unconfirmed."""

    id: int | None = Field(default=None, primary_key=True)
    agency_id: int = Field(foreign_key="agency.id")
    client_id: int | None = Field(default=None, foreign_key="client.id", index=True)
    message_id: int | None = Field(default=None, foreign_key="message.id", index=True)
    kind: str
    words: str = Field(sa_type=Text)
    state: str = "counted"  # counted, dismissed
    said_at: datetime
    created_at: datetime
    deleted_at: datetime | None = None


class Audit(SQLModel, table=True):
    """Who changed which record, when, from where, before and after. Rows that share `act` are undone together."""

    __table_args__ = (Index("ix_audit_record", "record_kind", "record_id"),)

    id: int | None = Field(default=None, primary_key=True)
    agency_id: int = Field(foreign_key="agency.id")
    at: datetime
    act: str = Field(index=True)  # the arrival that caused it
    member_id: int | None = Field(default=None, foreign_key="member.id", index=True)
    who: str  # a member's name, or "liaison" for what was read out of free talk
    action: str  # created, changed, confirmed, dismissed, done, undone, linked …
    record_kind: str  # table name
    record_id: int
    record: str  # as people call it: CR-12, T-7, a client's name
    before: dict[str, Any] | None = Field(default=None, sa_type=Json)
    after: dict[str, Any] | None = Field(default=None, sa_type=Json)
    origin: str = ""  # slack:C0123, wecom:zhaoyu, clock
    undone_by: str | None = None  # the act that took it back


class KeptExample(SQLModel, table=True):
    """What people decided about the reading of one message: a labelled example.

    It holds no words: those are the message's, and the earlier messages', for as long as these are there.
    """

    __tablename__ = "example"
    __table_args__ = (Index("ix_example_decided", "agency_id", "decided_at"),)

    id: int | None = Field(default=None, primary_key=True)
    agency_id: int = Field(foreign_key="agency.id")
    message_id: int = Field(foreign_key="message.id", unique=True)
    role: str  # whose words: client, or the member's role
    tz: str  # in which the speaker's dates were meant
    is_relayed: bool = False  # a member told the bot what the client said
    begins_at: int = 0  # where the words that were read begin: behind an order's own word
    earlier_ids: list[int] = Field(default_factory=list, sa_type=Json)  # messages that were read along, oldest first
    names: list[str] = Field(default_factory=list, sa_type=Json)  # people who could be named
    reading: dict[str, Any] = Field(default_factory=dict, sa_type=Json)  # what the reader said
    label: dict[str, Any] = Field(default_factory=dict, sa_type=Json)  # what is right; absent: nobody judged it
    how: str  # confirmed, edited, dismissed, said
    decided_by_id: int | None = Field(default=None, foreign_key="member.id")
    decided_at: datetime
    created_at: datetime


class Counter(SQLModel, table=True):
    """The last number given: CR-n and T-n count per agency."""

    agency_id: int = Field(foreign_key="agency.id", primary_key=True)
    name: str = Field(primary_key=True)
    value: int = 0


class ModelUsage(SQLModel, table=True):
    """What the model cost on one day (the agency's zone)."""

    __tablename__ = "model_usage"

    agency_id: int = Field(foreign_key="agency.id", primary_key=True)
    day: date = Field(primary_key=True)
    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    failures: int = 0


class Shared(SQLModel, table=True):
    """Small things that all processes share: an access token, say. Never exported."""

    name: str = Field(primary_key=True)
    value: str = Field(sa_type=Text)
    expires_at: datetime | None = None
