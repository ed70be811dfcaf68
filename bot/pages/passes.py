"""Whether a link still opens its form, for whom, and what was sent through it. Reads the database, decides no more.

A link opens one form for one member for one hour. What is sent is an arrival under a key made of the link, so that
the same form sent twice counts once. Only when it came to nothing (an expected error) may it be sent again, under the
next number.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from pydantic import ValidationError
from sqlmodel import Session

from bot.doors import Receipt
from bot.signing import Pass
from handlers.arrivals import CardRef, Place, Submission
from handlers.replies import Address, Reply, outbox_key
from prompts.cards import Card, Form
from prompts.render import Readership
from storage.outcomes import Outcome, find_outcome, find_sent_message
from storage.people import find_account
from storage.tables import Agency, Member

VALID_FOR = timedelta(hours=1)
MOST_TRIES = 20

Reason = Literal["expired", "used", "tampered", "busy", "refused"]


class Closed(Exception):
    """The link opens nothing (any more)."""

    code = "form_closed"

    def __init__(
        self, reason: Reason, *, reader: Readership | None = None, number: int = 1, cards: tuple[Card, ...] = ()
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.reader = reader
        self.number = number  # of the try that used it up
        self.cards = cards  # what came of that


@dataclass(frozen=True)
class OpenForm:
    """A form that may be sent now."""

    form: Form
    reader: Readership
    valid_until: datetime
    number: int  # of the try
    place: Place
    user: str
    card: CardRef  # the card whose button opened the form
    link_key: str
    complaint: Card | None = None  # why the try before came to nothing

    def submission(self, values: dict[str, str], *, at: datetime) -> Submission:
        """What the member sends, as any platform's door would bring it."""
        return Submission(
            key=submission_key(self.link_key, self.number),
            place=self.place,
            user=self.user,
            at=at,
            form=self.form.name,
            about=self.form.about,
            values=values,
            card=self.card,
        )


def submission_key(link_key: str, number: int) -> str:
    """The inbox key of a try: one form sent twice is one arrival."""
    return f"page:{hashlib.sha256(link_key.encode()).hexdigest()[:40]}:{number}"


def open_form(session: Session, link: Pass, *, now: datetime) -> OpenForm:
    """The form behind a link. Raises Closed."""
    sent = find_sent_message(session, link.key)
    reader = _reader(session, link, now)
    if sent is None or reader is None:
        raise Closed("expired")  # forgotten with the old rows, or its member has left
    reply = _read_reply(sent.payload)
    if reply is None or reply.form is None or (reply.to.user or reply.to.channel) != link.user:
        raise Closed("tampered")
    complaint: Card | None = None
    number = 1
    while (outcome := find_outcome(session, submission_key(link.key, number))) is not None:
        complaint = find_complaint(outcome, submission_key(link.key, number))
        if complaint is None or number == MOST_TRIES:
            raise Closed("used", reader=reader, number=number, cards=list_cards(outcome, link.user))
        number += 1
    if now - sent.since > VALID_FOR:
        raise Closed("expired", reader=reader)
    receipt = Receipt.model_validate(sent.receipt) if sent.receipt is not None else None
    return OpenForm(
        form=reply.form,
        reader=reader,
        valid_until=sent.since + VALID_FOR,
        number=number,
        place=_place(reply.to, receipt),
        user=link.user,
        card=CardRef(
            message_id=reply.to.message_id,
            response_url=reply.to.response_url,
            response_code=reply.to.response_code,
            is_ephemeral=reply.to.response_url is not None,
        ),
        link_key=link.key,
        complaint=complaint,
    )


def find_complaint(outcome: Outcome, key: str) -> Card | None:
    """The card that says why a try came to nothing; None if it didn't."""
    for said_key, payload in outcome.said:
        if said_key == outbox_key(key, "error") and (reply := _read_reply(payload)) is not None:
            return reply.card
    return None


def list_cards(outcome: Outcome, user: str) -> tuple[Card, ...]:
    """What was answered to the one who sent the form; what others are told is not theirs to see."""
    replies = [_read_reply(payload) for _, payload in outcome.said]
    return tuple(reply.card for reply in replies if reply and reply.card and user in (reply.to.user, reply.to.channel))


def _read_reply(payload: dict[str, object]) -> Reply | None:
    try:
        return Reply.model_validate(payload)
    except ValidationError:
        return None  # written by another version of the program


def _reader(session: Session, link: Pass, now: datetime) -> Readership | None:
    """For whom the pages are written; None if nobody of ours has this account any more."""
    account = find_account(session, link.platform, link.workspace, link.user)
    member = session.get(Member, account.member_id) if account is not None and account.member_id else None
    agency = session.get(Agency, account.agency_id) if account is not None else None
    if member is None or agency is None or member.left_on is not None:
        return None
    lang = member.lang or agency.lang
    return Readership(lang="en" if lang == "en" else "zh", tz=member.tz or agency.tz, now=now)


def _place(to: Address, receipt: Receipt | None) -> Place:
    """Where the form was asked for; what was sent to a person directly belongs to their own conversation with us."""
    channel = to.channel or (receipt.channel if receipt else "") or to.user
    is_direct = to.where == "direct" or channel == to.user or (to.platform == "slack" and channel.startswith("D"))
    return Place(
        platform=to.platform, workspace=to.workspace, channel=channel, via=to.via, is_direct=is_direct, thread=to.thread
    )
