"""What a capability is handed: the transaction, the time, who speaks and where; and how to answer them."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from handlers.arrivals import AnyArrival, CardRef, Command, Edit, Message, Place, Press, Submission, Waited
from handlers.replies import Address, Reply
from prompts.cards import Card, Form
from prompts.render import Readership, render_card
from prompts.words import Lang
from storage.people import list_accounts_of
from storage.tables import Account, Agency, Channel, Member


def row_id(value: int | None) -> int:
    """The id of a row that has been flushed."""
    assert value is not None
    return value


@dataclass
class Desk:
    """One arrival's working place. Nothing here sends, commits or reads the clock."""

    session: Session
    now: datetime
    agency: Agency
    arrival: AnyArrival
    channel: Channel | None = None
    account: Account | None = None
    member: Member | None = None  # None for outsiders, the platform itself and the clock
    is_confidential: bool = False  # the answer is for who speaks, and not for colleagues who read along

    @property
    def agency_id(self) -> int:
        return row_id(self.agency.id)

    @property
    def place(self) -> Place:
        return self.arrival.place

    @property
    def speaker(self) -> Member:
        """The member who speaks. Only for what members alone can do: dispatch has made sure."""
        assert self.member is not None
        return self.member

    @property
    def here(self) -> Channel:
        """The channel it came from. Everything but the clock's ticks comes from one."""
        assert self.channel is not None
        return self.channel

    @property
    def is_internal(self) -> bool:
        """Whether nobody from outside reads along here. One-to-one with the bot, that is one of ours or an outsider."""
        if self.channel is None:
            return False
        return self.member is not None if self.channel.is_direct else self.channel.audience == "internal"

    @property
    def is_private(self) -> bool:
        """Whether it is one of ours, one-to-one with the bot."""
        return self.is_internal and self.here.is_direct

    @property
    def is_among_colleagues(self) -> bool:
        """Whether colleagues read along, and nobody else. A card that only one of them sees is pressed alone."""
        is_alone = isinstance(self.arrival, Press | Submission) and self.arrival.card.is_ephemeral
        return self.is_internal and not self.here.is_direct and not is_alone

    def readership(self, member: Member | None) -> Readership:
        """A member's language and zone; without a member, the agency's: for a message to many."""
        lang: Lang = "en" if ((member and member.lang) or self.agency.lang) == "en" else "zh"
        return Readership(lang=lang, tz=(member and member.tz) or self.agency.tz, now=self.now)

    def card(self, name: str, /, **facts: object) -> Card:
        """A card for the member who speaks."""
        return render_card(name, self.readership(self.member), platform=self.place.platform, **facts)

    def record_card(self, name: str, /, **facts: object) -> Card:
        """A card about a record: colleagues see it where they read along, in the agency's language."""
        reader = self.readership(None if self.is_among_colleagues and not self.is_confidential else self.member)
        return render_card(name, reader, platform=self.place.platform, **facts)

    def card_for(self, reader: Member | None, name: str, /, *, platform: str | None = None, **facts: object) -> Card:
        """A card for another member, or (None) for many."""
        return render_card(name, self.readership(reader), platform=platform or self.place.platform, **facts)

    def answer(self, card: Card, *, key: str = "answer", is_record: bool = False) -> Reply:
        """Answer the member who speaks: where colleagues read along, in the thread; else so that only they see it.

        A slash command's answer is theirs alone, unless it is a record that colleagues are to see.
        """
        arrival = self.arrival
        direct = self.to_user(arrival.user)
        if isinstance(arrival, Command) and arrival.response_url:
            is_visible = is_record and self.is_among_colleagues and not self.is_confidential
            to = self._address("answer", user=arrival.user, response_url=arrival.response_url, is_visible=is_visible)
            return Reply(to=to, card=card, key=key, fallback=direct, must_be_internal=is_visible)
        if not isinstance(arrival, Message | Edit) or self.here.is_direct:
            return Reply(to=direct, card=card, key=key)
        thread = self.place.thread or arrival.message_id
        if self.is_internal and not self.is_confidential:
            to = self._address("channel", thread=thread)
            return Reply(to=to, card=card, key=key, fallback=direct, must_be_internal=True)
        to = self._address("private", user=arrival.user, thread=self.place.thread)
        return Reply(to=to, card=card, key=key, fallback=direct)

    def edit_in_place(self, card: Card, ref: CardRef, *, key: str = "edited") -> Reply:
        """Put a card in the place of the one that was pressed; where that can't be, say it to the person directly."""
        direct = self.to_user(self.arrival.user)
        is_seen_by_others = False
        if ref.is_ephemeral or (ref.message_id is None and ref.response_url):
            to = self._address("answer", user=self.arrival.user, response_url=ref.response_url, is_replacing=True)
        elif ref.message_id is None and ref.response_code is None:
            to = direct
        else:
            to = self._address(
                "update", user=self.arrival.user, message_id=ref.message_id, response_code=ref.response_code
            )
            is_seen_by_others = not self.here.is_direct
        return Reply(to=to, card=card, key=key, fallback=direct, must_be_internal=is_seen_by_others)

    def open_form(self, form: Form, *, trigger_id: str | None, ref: CardRef) -> Reply:
        """Show a form to the member who pressed; where none can open any more, they are told its words.

        `ref` is the card that was pressed: it comes back with the form, so that it can be edited in place.
        """
        # What only one person sees can't be edited by its id, what all see not by the answer to a press.
        place = {"response_url": ref.response_url} if ref.is_ephemeral else {"message_id": ref.message_id}
        place["response_code"] = ref.response_code
        # Behind a form that was sent, a trigger would open a second view on top of the one that waits.
        waits = self.arrival.view if isinstance(self.arrival, Waited) else None
        to = self._address(
            "modal", user=self.arrival.user, trigger_id=trigger_id, view=waits, is_home=ref.is_home, **place
        )
        return Reply(to=to, form=form, key="form", fallback=self.to_user(self.arrival.user))

    def in_thread(self, card: Card, thread: str | None, *, key: str, fallback: Address | None) -> Reply:
        """Say it to all colleagues in this internal channel, in the thread."""
        to = self._address("channel", thread=thread)
        return Reply(to=to, card=card, key=key, fallback=fallback, must_be_internal=True)

    def to_user(self, user: str) -> Address:
        """One-to-one with somebody on this platform: with the WeCom bot, if they are talking with it so."""
        place = self.place
        if place.via == "bot" and place.is_direct and user == self.arrival.user:
            return self._address("direct", user=user)
        return Address(platform=place.platform, workspace=place.workspace, where="direct", user=user)

    def to_member(self, member: Member) -> Address | None:
        """One-to-one with a member, on this platform if they are on it, else where they are; None if nowhere."""
        accounts = list_accounts_of(self.session, row_id(member.id))
        accounts.sort(key=lambda account: account.platform != self.place.platform)
        if not accounts:
            return None
        first = accounts[0]
        return Address.model_validate(
            {"platform": first.platform, "workspace": first.workspace, "where": "direct", "user": first.external_id}
        )

    def _address(self, where: str, **more: object) -> Address:
        place = self.place
        here = {"platform": place.platform, "workspace": place.workspace, "channel": place.channel, "via": place.via}
        handle = self.arrival.reply_handle if isinstance(self.arrival, Message) else None
        return Address.model_validate({**here, "reply_handle": handle, "where": where, **more})
