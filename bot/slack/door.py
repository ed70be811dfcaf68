"""Slack's way in: one set of Bolt listeners for HTTP and Socket Mode. They translate, store, and acknowledge."""

import logging
import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.directory import SlackIdentity
from bot.slack.inbound import read_event
from bot.slack.interactions import COMMAND, read_command, read_press, read_submission
from bot.slack.payload import Payload, UnreadablePayload, part, string
from handlers.arrivals import AnyArrival, Submission

Put = Callable[[AnyArrival], Awaitable[bool]]  # False: it was there already
Check = Callable[[Submission], dict[str, str]]  # field → what is wrong with it, in the reader's language
Count = Callable[[str, str], None]  # kind of event and outcome, of what isn't put: `put` itself counts the rest
Identity = Callable[[], SlackIdentity | None]  # None as long as Slack hasn't said who we are

log = structlog.get_logger(__name__)

_ANY = re.compile(".*", re.DOTALL)


def make_app(
    *,
    put: Put,
    check: Check,
    now: Callable[[], datetime],
    identity: Identity,
    count: Count = lambda kind, outcome: None,
) -> AsyncApp:
    """A Bolt app whose listeners store arrivals. Nothing on its path asks Slack anything.

    When `put` raises, Slack gets a 500 (over Socket Mode: no acknowledgement) and sends the event again.
    """
    app = AsyncApp(
        name="liaison",
        logger=_bolt_logger(),
        client=AsyncWebClient(),
        authorize=_authorize,
        process_before_response=True,
        request_verification_enabled=False,  # the endpoint has done it; Socket Mode has no signatures
        ignoring_self_events_enabled=False,  # read_event does it, also for edits, and needs no auth.test for it
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    listeners = _Listeners(put=put, check=check, now=now, identity=identity, count=count)
    app.event(_ANY)(listeners.on_event)
    app.command(_ANY)(listeners.on_command)
    app.block_action(_ANY)(listeners.on_press)
    app.view_submission(_ANY)(listeners.on_form)
    for everything_else in (app.view_closed, app.shortcut, app.options):
        everything_else(_ANY)(listeners.on_other)
    app.error(listeners.on_error)
    return app


class _Listeners:
    """What Bolt calls. Argument names are Bolt's."""

    def __init__(
        self, *, put: Put, check: Check, now: Callable[[], datetime], identity: Identity, count: Count
    ) -> None:
        self._put = put
        self._check = check
        self._now = now
        self._identity = identity
        self._count = count

    async def on_event(self, ack: AsyncAck, body: Payload) -> None:
        known = self._identity()
        kind = _event_kind(body)
        await self._store(
            kind,
            lambda: read_event(
                body, bot_user_id=known.bot_user_id if known else None, bot_id=known.bot_id if known else None
            ),
        )
        await ack()

    async def on_command(self, ack: AsyncAck, body: Payload) -> None:
        # Other commands may be set up by hand to come here; they are not ours to answer.
        is_ours = string(body, "command") == COMMAND
        await self._store("command", lambda: read_command(body, now=self._now()) if is_ours else None)
        await ack()

    async def on_press(self, ack: AsyncAck, body: Payload) -> None:
        await self._store("press", lambda: read_press(body, now=self._now()))
        await ack()

    async def on_form(self, ack: AsyncAck, body: Payload) -> None:
        """A form with faults stays open and shows them at its fields; it isn't stored."""
        sent = self._read("submission", lambda: read_submission(body, now=self._now()))
        if isinstance(sent, Submission) and (problems := self._check(sent)):
            self._count("submission", "corrected")
            await ack(response_action="errors", errors=problems)
            return
        if sent is not None:
            await self._put(sent)
        await ack()

    async def on_other(self, ack: AsyncAck, body: Payload) -> None:
        self._count(string(body, "type") or "other", "ignored")
        await ack()

    async def on_error(self, error: Exception) -> BoltResponse:
        """The cause goes to the log without its words, which may quote what somebody wrote."""
        self._count("request", "failed")
        log.error("slack.not_stored", code="not_stored", cause=type(error).__name__)
        return BoltResponse(status=500, body="")

    async def _store(self, kind: str, read: Callable[[], AnyArrival | None]) -> None:
        arrival = self._read(kind, read)
        if arrival is not None:
            await self._put(arrival)

    def _read(self, kind: str, read: Callable[[], AnyArrival | None]) -> AnyArrival | None:
        """The arrival; None, counted, if it is none, from a workspace that isn't ours, or unreadable.

        All of these are acknowledged: Slack switches the app off for everybody when too much is refused.
        """
        try:
            arrival = read()
        except UnreadablePayload as error:
            self._count(kind, "unreadable")
            log.warning("slack.unreadable", code="unreadable", kind=kind, cause=str(error))
            return None
        known = self._identity()
        if arrival is None:
            self._count(kind, "ignored")
        elif known is not None and arrival.place.workspace != known.workspace:
            self._count(kind, "foreign")
            return None
        return arrival


def _event_kind(envelope: Payload) -> str:
    """The event's type and subtype, as metrics name it. A signed request is Slack's, so there are not many."""
    event = part(envelope, "event")
    kind, subtype = string(event, "type"), string(event, "subtype")
    return f"{kind}.{subtype}" if subtype else kind


async def _authorize(**_: Any) -> AuthorizeResult:
    # Bolt wants an answer before it calls a listener. Ours need no token, and an auth.test that fails must not cost
    # an event; whose workspace it is, the listeners see for themselves.
    return AuthorizeResult(enterprise_id=None, team_id=None)


def _bolt_logger() -> logging.Logger:
    """Bolt's logger, kept at errors: below them it writes whole requests."""
    logger = logging.getLogger("liaison.slack.bolt")
    logger.setLevel(logging.ERROR)
    return logger
