"""What goes out: who is told what. Handlers return these; the outbox keeps them; delivery sends them."""

from typing import Literal

from pydantic import AwareDatetime

from handlers.arrivals import Platform, Value, Via
from prompts.cards import Card, Form, Page

Where = Literal[
    "channel",  # everyone in the channel sees it (in `thread`, when given)
    "private",  # in the channel, but only `user` sees it (Slack ephemeral)
    "direct",  # one-to-one with `user`
    "answer",  # through a slash command's or a press's response_url: ephemeral unless is_visible
    "update",  # in place of an earlier card
    "modal",  # a form opened with `trigger_id`, or put in the place of the loading `view`
    "home",  # the app's home of `user` (Slack)
]


class Address(Value):
    """Where a reply goes, in the platform's own ids."""

    platform: Platform
    workspace: str
    where: Where
    channel: str = ""
    user: str = ""
    thread: str | None = None
    message_id: str | None = None  # update on Slack: the card's ts
    response_url: str | None = None
    response_code: str | None = None  # update on WeCom
    trigger_id: str | None = None
    view: str | None = None  # modal: external id of the loading view that waits for it
    is_home: bool = False  # modal: the form was asked for on the app's home
    via: Via = ""  # WeCom: through which door
    reply_handle: str | None = None  # AI bot: by which the message is answered that caused this
    is_visible: bool = False  # answer: others in the channel see it too (never in a shared channel)
    is_replacing: bool = False  # answer: in place of the card that was pressed

    @property
    def lane(self) -> str:
        """What is sent in order, and paced together: one channel, or one person."""
        return f"{self.door}:{self.workspace}:{self.channel or self.user}"

    @property
    def door(self) -> str:
        """The platform, or one of its further doors (wecom-bot): what is sent by another door is paced by itself."""
        return f"{self.platform}-{self.via}" if self.via else self.platform


def outbox_key(cause: str, reply_key: str) -> str:
    """Under which key the outbox keeps a reply: the same cause says each thing once."""
    return f"{cause}/{reply_key}"


class Reply(Value):
    """One thing to be said to one place."""

    to: Address
    card: Card | None = None
    form: Form | None = None
    page: Page | None = None
    key: str  # unique within what caused it: "receipt", "approval"
    replaces: str | None = None  # outbox key of the card that this one takes the place of
    fallback: Address | None = None  # where to say it if `to` can't be reached any more
    expires_at: AwareDatetime | None = None  # not worth sending after this
    may_repeat: bool = True  # after an unsure send: better twice than never (a receipt); else never twice
    must_be_internal: bool = False  # checked again at sending time: not if the channel has become shared
