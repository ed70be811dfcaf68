"""Slack's way in: one set of Bolt listeners for HTTP and Socket Mode. They translate, store, and acknowledge.

On what a form follows, they open a loading view at once: a trigger lives 3 s, which no queue can promise to keep.
"""

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
from bot.slack.interactions import COMMAND, read_command, read_press, read_shortcut, read_submission
from bot.slack.keeping import PATIENCE_S, Keeping
from bot.slack.payload import Payload, UnreadablePayload, part, string
from bot.slack.screen import Screen, loading_view, name_view
from handlers.arrivals import AnyArrival, Command, Press, Shortcut, Submission

Put = Callable[[AnyArrival], Awaitable[bool]]  # False: it was there already
Check = Callable[[Submission], dict[str, str]]  # field → what is wrong with it, in the reader's language
Opens = Callable[[AnyArrival], bool]  # whether a form follows on it
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
    opens: Opens = lambda arrival: False,
    screen: Screen | None = None,
    keeping: Keeping | None = None,
) -> AsyncApp:
    """A Bolt app whose listeners store arrivals. No acknowledgement waits for an answer of Slack's.

    When `put` raises, Slack gets a 500 (over Socket Mode: no acknowledgement) and sends an event again.
    Without `screen`, no loading views are opened.
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
    listeners = _Listeners(
        put=put,
        keeping=keeping or Keeping(put, apologise=_say_nothing, patience_s=PATIENCE_S),
        check=check,
        now=now,
        identity=identity,
        count=count,
        opens=opens,
        screen=screen,
    )
    app.event(_ANY)(listeners.on_event)
    app.command(_ANY)(listeners.on_command)
    app.block_action(_ANY)(listeners.on_press)
    app.view_submission(_ANY)(listeners.on_form)
    app.shortcut(_ANY)(listeners.on_shortcut)
    for everything_else in (app.view_closed, app.options):
        everything_else(_ANY)(listeners.on_other)
    app.error(listeners.on_error)
    return app


class _Listeners:
    """What Bolt calls. Argument names are Bolt's."""

    def __init__(
        self,
        *,
        put: Put,
        keeping: Keeping,
        check: Check,
        now: Callable[[], datetime],
        identity: Identity,
        count: Count,
        opens: Opens,
        screen: Screen | None,
    ) -> None:
        self._put = put
        self._keeping = keeping
        self._check = check
        self._now = now
        self._identity = identity
        self._count = count
        self._opens = opens
        self._screen = screen

    async def on_event(self, ack: AsyncAck, body: Payload) -> None:
        """Stored first: what isn't acknowledged, Slack sends again."""
        known = self._identity()
        arrival = self._read(
            _event_kind(body),
            lambda: read_event(
                body, bot_user_id=known.bot_user_id if known else None, bot_id=known.bot_id if known else None
            ),
        )
        if arrival is not None:
            await self._put(arrival)
        await ack()

    async def on_command(self, ack: AsyncAck, body: Payload) -> None:
        # Other commands may be set up by hand to come here; they are not ours to answer.
        is_ours = string(body, "command") == COMMAND
        await self._keep("command", lambda: read_command(body, now=self._now()) if is_ours else None)
        await ack()

    async def on_press(self, ack: AsyncAck, body: Payload) -> None:
        await self._keep("press", lambda: read_press(body, now=self._now()))
        await ack()

    async def on_shortcut(self, ack: AsyncAck, body: Payload) -> None:
        await self._keep("shortcut", lambda: read_shortcut(body, now=self._now()))
        await ack()

    async def on_form(self, ack: AsyncAck, body: Payload) -> None:
        """A form with faults stays open and shows them at its fields; it isn't stored.

        One that another form follows gives its place to a loading view; every other closes.
        """
        sent = self._read("submission", lambda: read_submission(body, now=self._now()))
        if not isinstance(sent, Submission):
            await ack()
            return
        if problems := self._check(sent):
            self._count("submission", "corrected")
            await ack(response_action="errors", errors=problems)
            return
        if not self._opens(sent):
            await self._keeping.keep(sent)
            await ack()
            return
        view = name_view(sent.key)
        await self._keeping.keep(sent.model_copy(update={"view": view}))
        await ack(response_action="update", view=loading_view(view))

    async def on_other(self, ack: AsyncAck, body: Payload) -> None:
        self._count(string(body, "type") or "other", "ignored")
        await ack()

    async def on_error(self, error: Exception) -> BoltResponse:
        """The cause goes to the log without its words, which may quote what somebody wrote."""
        self._count("request", "failed")
        log.error("slack.not_stored", code="not_stored", cause=type(error).__name__)
        return BoltResponse(status=500, body="")

    async def _keep(self, kind: str, read: Callable[[], Command | Press | Shortcut | None]) -> None:
        """Store it, or let storing go on; if a form follows, its loading view is opened meanwhile."""
        arrival = self._read(kind, read)
        if not isinstance(arrival, Command | Press | Shortcut):
            return
        if self._screen is not None and arrival.trigger_id and self._opens(arrival):
            view = name_view(arrival.key)
            arrival = arrival.model_copy(update={"view": view})
            self._keeping.go_on(self._screen.open_loading(arrival.trigger_id or "", view))
        await self._keeping.keep(arrival)

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


async def _say_nothing(arrival: AnyArrival) -> None:
    """For an app without a way out: the log has it."""


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
