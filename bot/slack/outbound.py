"""Slack's way out: draws what is said and sends it where it is to go."""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.doors import Door, Gone, OurBug, Receipt, TryLater, Unsure
from bot.slack.api import API_URL, TIMEOUT_S, SlackApi
from bot.slack.blocks import card_blocks, card_text, card_view, form_card, modal
from bot.slack.home import home_view
from bot.slack.payload import Payload, part, parts, string
from handlers.replies import Address
from prompts.cards import Card, Form, Said

LinkForm = Callable[[str, Address], str]

EVENT_TYPE = "liaison"  # of the metadata that our posts carry, by which an unsure one is found again
_PAGE, _PAGES = 200, 5
_CLOCKS_DIFFER_BY = timedelta(seconds=60)
_TRIGGER_LIVES_S = 3.0
_LOOKS_S = (0.2, 0.5, 1.0)  # pauses between looks for a loading view that is still being opened


class SlackDoor(Door):
    """Says things in Slack: in channels, to one person, through response URLs, in place of a card, as a modal."""

    platform = "slack"

    def __init__(
        self, token: str, *, base_url: str = API_URL, timeout_s: float = TIMEOUT_S, link: LinkForm | None = None
    ) -> None:
        """`link` gives the address of the web page of a form, for where no modal opens any more."""
        self._link = link
        self._api = SlackApi(token, base_url=base_url, timeout_s=timeout_s)
        self._direct: dict[str, str] = {}  # user → their conversation with us, which never changes

    async def send(self, to: Address, said: Said, *, key: str, replaces: Receipt | None = None) -> Receipt:
        """Say it once, under our own id `key`. Raises DoorError.

        With `replaces`, a card for a channel or a person takes the place of the earlier one, and is posted
        anew if that one can't be edited any more.
        """
        if to.where == "home":
            return await self._publish(to, said)
        if to.where == "modal":
            return await self._show_modal(to, said)
        card = self._in_words(to, said.form, key) if said.form is not None else said.card
        if card is None:
            raise OurBug(f"a page can't be sent as {to.where}")
        match to.where:
            case "private":
                return await self._post_private(to, card)
            case "answer":
                return await self._answer(to, card)
            case "update":
                return await self._update(to, card, key, replaces)
            case "channel" | "direct":
                return await self._post_or_replace(to, card, key, replaces)
            case _:
                raise OurBug(f"a card can't be sent as {to.where}")

    def _in_words(self, to: Address, form: Form, key: str) -> Card:
        """A link is one person's: it goes where nobody else reads."""
        is_private = to.where in ("direct", "private") and bool(to.user)
        return form_card(form, url=self._link(key, to) if self._link is not None and is_private else None)

    async def find_sent(self, to: Address, *, key: str, since: datetime) -> Receipt | None:
        """Whether an unsure post arrived after all: its receipt, or None if it surely did not.

        Raises Unsure for what Slack keeps no trace of (ephemerals, answers, modals), TryLater when it can't be asked.
        """
        if to.where in ("update", "home"):
            return None  # its failures are never unsure: the same edit twice is one edit
        if to.where not in ("channel", "direct"):
            raise Unsure(f"no trace is kept of what is sent as {to.where}")
        channel = await self._channel(to)
        oldest = f"{(since - _CLOCKS_DIFFER_BY).timestamp():.6f}"
        cursor = ""
        for _ in range(_PAGES):
            page = await self._read_page(channel, to.thread, oldest, cursor)
            for message in parts(page, "messages"):
                if _key_of(message) == key:
                    return Receipt(channel=channel, message_id=string(message, "ts"))
            cursor = string(part(page, "response_metadata"), "next_cursor")
            if not cursor:
                return None
        raise Unsure("too much was said since")

    async def close(self) -> None:
        """Let the connections go."""
        await self._api.close()

    async def _post_or_replace(self, to: Address, card: Card, key: str, replaces: Receipt | None) -> Receipt:
        if replaces is not None and replaces.message_id:
            try:
                return await self._update(to, card, key, replaces)
            except Gone:
                pass  # deleted meanwhile, or too old to edit: said anew
        channel = await self._channel(to)
        content = {**_content(card), **_metadata(key)}
        posted = await self._api.call("chat.postMessage", {"channel": channel, "thread_ts": to.thread, **content})
        return Receipt(channel=string(posted, "channel") or channel, message_id=string(posted, "ts") or None)

    async def _post_private(self, to: Address, card: Card) -> Receipt:
        args = {"channel": to.channel, "user": to.user, "thread_ts": to.thread, **_content(card)}
        await self._api.call("chat.postEphemeral", args)
        return Receipt(channel=to.channel)  # an ephemeral's ts edits nothing

    async def _answer(self, to: Address, card: Card) -> Receipt:
        if not to.response_url:
            raise Gone("no response_url")
        body: Payload = {"text": card_text(card), "blocks": card_blocks(card), "replace_original": to.is_replacing}
        if not to.is_replacing:
            body["response_type"] = "in_channel" if to.is_visible else "ephemeral"
        if to.thread:
            body["thread_ts"] = to.thread
        await self._api.respond(to.response_url, body, is_repeatable=to.is_replacing)
        return Receipt(channel=to.channel)

    async def _update(self, to: Address, card: Card, key: str, replaces: Receipt | None) -> Receipt:
        channel, ts = to.channel, to.message_id
        if replaces is not None and replaces.message_id:
            channel, ts = replaces.channel or to.channel, replaces.message_id
        if not ts or not channel:
            raise Gone("the card to be replaced can't be edited")
        content = {"text": card_text(card), "blocks": card_blocks(card), **_metadata(key)}
        await self._api.call("chat.update", {"channel": channel, "ts": ts, **content})
        return Receipt(channel=channel, message_id=ts)

    async def _show_modal(self, to: Address, said: Said) -> Receipt:
        """Put it in the place of the loading view, or open it while the trigger lives. Raises Gone when neither can be.

        What follows a press isn't opened anew only to tell the outcome: a card goes nowhere but into a loading view.
        """
        view = _modal_view(to, said)
        if to.view is None:
            await self._open(to, view)
        else:
            await self._replace_loading(to, view, may_open=said.form is not None)
        return Receipt(channel=to.channel)

    async def _open(self, to: Address, view: Payload) -> None:
        if not to.trigger_id:
            raise Gone("no trigger_id")
        await self._api.call("views.open", {"trigger_id": to.trigger_id, "view": view})

    async def _replace_loading(self, to: Address, view: Payload, *, may_open: bool) -> None:
        """The door opens the loading view while we are under way: it may come a moment later than we do."""
        began = time.monotonic()
        for pause_s in (*_LOOKS_S, None):
            try:
                await self._api.call("views.update", {"external_id": to.view, "view": {**view, "external_id": to.view}})
            except Gone:
                if pause_s is None or time.monotonic() - began > _TRIGGER_LIVES_S:
                    raise
            else:
                return
            if may_open and to.trigger_id:
                try:
                    await self._open(to, view)
                except Gone as error:
                    if "exchanged_trigger_id" not in str(error):
                        raise  # it is too old: no loading view will come by it either
                else:
                    return
            await asyncio.sleep(pause_s)

    async def _publish(self, to: Address, said: Said) -> Receipt:
        if said.page is None:
            raise OurBug("only a page can be published as the app's home")
        await self._api.call("views.publish", {"user_id": to.user, "view": home_view(said.page)})
        return Receipt()

    async def _channel(self, to: Address) -> str:
        if to.where != "direct":
            return to.channel
        if to.user not in self._direct:
            opened = await self._api.call("conversations.open", {"users": to.user})
            channel = string(part(opened, "channel"), "id")
            if not channel:
                raise TryLater("conversations.open: no channel in the answer")
            self._direct[to.user] = channel
        return self._direct[to.user]

    async def _read_page(self, channel: str, thread: str | None, oldest: str, cursor: str) -> Payload:
        args: Payload = {"channel": channel, "oldest": oldest, "limit": _PAGE, "include_all_metadata": True}
        if cursor:
            args["cursor"] = cursor
        if thread is None:
            return await self._api.call("conversations.history", args)
        return await self._api.call("conversations.replies", {"ts": thread, **args})


def _modal_view(to: Address, said: Said) -> Payload:
    """A form to fill in, or a card that is only read."""
    if said.form is None:
        if said.card is None:
            raise OurBug("a page can't be shown as a modal")
        return card_view(said.card)
    try:
        return modal(said.form, to)
    except ValueError as error:
        raise OurBug(f"form {said.form.name}: {error}") from None


def _content(card: Card) -> Payload:
    return {
        "text": card_text(card),
        "blocks": card_blocks(card),
        # The link to a client's message must not unfold the client's words before everybody.
        "unfurl_links": False,
        "unfurl_media": False,
    }


def _metadata(key: str) -> Payload:
    return {"metadata": {"event_type": EVENT_TYPE, "event_payload": {"key": key}}}


def _key_of(message: Payload) -> str:
    metadata = part(message, "metadata")
    return string(part(metadata, "event_payload"), "key") if metadata.get("event_type") == EVENT_TYPE else ""
