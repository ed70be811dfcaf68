"""Slack's three seconds: what is acknowledged, whatever the database and Slack's own API do meanwhile. Measured."""

import asyncio
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from slack_listener import Inbox, Listener
from sqlalchemy import event
from sqlmodel import select

from bot.fakes.slack import Channel, FakeSlack, SlackSender, User
from bot.intake import Intake
from bot.metrics import Metrics
from bot.slack.api import SlackApi
from bot.slack.door import make_app
from bot.slack.keeping import PATIENCE_S, Keeping
from bot.slack.screen import Screen, name_view
from handlers.arrivals import AnyArrival
from handlers.forms import opens_form
from storage.queue_tables import INBOX
from storage.sqlite_store import SqliteStore
from storage.store import Store

WITHIN_S = 3.0  # Slack's patience
QUERY_S = 2.0  # what each statement takes


class RealInbox(Inbox):
    """Stores where the program stores, and opens loading views on the fake Slack."""

    def __init__(self, store: Store, slack: FakeSlack) -> None:
        super().__init__()
        self._slack = slack
        self._intake = Intake(store, metrics=Metrics(), now=lambda: datetime.now(UTC))

    breaks_after_s = 0.0

    async def put(self, arrival: AnyArrival) -> bool:
        if self.broken_by is not None:
            await asyncio.sleep(self.breaks_after_s)
            raise self.broken_by
        return await self._intake.put(arrival)

    def app(self) -> Any:
        self._api = SlackApi(self._slack.bot_token, base_url=self._slack.url)
        screen = Screen(self._api)
        self._keeping = Keeping(self.put, apologise=screen.apologise)
        return make_app(
            put=self.put,
            check=self.check,
            now=lambda: datetime.now(UTC),
            identity=lambda: None,
            count=self.count,
            opens=opens_form,
            screen=screen,
            keeping=self._keeping,
        )

    async def close(self) -> None:
        await self._keeping.finish()
        await self._api.close()


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with FakeSlack() as fake:
        yield fake


@pytest.fixture
def amy(slack: FakeSlack) -> User:
    return slack.add_user("amy")


@pytest.fixture
def room(slack: FakeSlack, amy: User) -> Channel:
    return slack.add_channel("lemon", [amy])


@pytest.fixture
def slow_down(sqlite_store: Store) -> Iterator[Callable[[float], None]]:
    """From now on every statement of the writer takes so long."""
    assert isinstance(sqlite_store, SqliteStore)
    pause = [0.0]

    def wait(*_: Any) -> None:
        time.sleep(pause[0])

    event.listen(sqlite_store._writing, "before_cursor_execute", wait)
    yield lambda seconds: pause.__setitem__(0, seconds)
    pause[0] = 0.0


@pytest.fixture
def inbox(sqlite_store: Store, slack: FakeSlack) -> RealInbox:
    return RealInbox(sqlite_store, slack)


@pytest.fixture
def sender(slack: FakeSlack, inbox: RealInbox, room: Channel, amy: User) -> Iterator[SlackSender]:
    with Listener(inbox, slack.signing_secret) as listener, SlackSender(listener.url, slack) as sender:
        sender.url_verification()  # warm: what is measured is no first request
        yield sender


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.monotonic()
    done = work()
    return time.monotonic() - began, done


def stored(store: Store) -> list[str]:
    return list(store.read(lambda session: session.exec(select(INBOX.c.kind)).all()))  # type: ignore[call-overload]


def wait_until_stored(store: Store, count: int) -> list[str]:
    deadline = time.monotonic() + 60
    while len(stored(store)) < count:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return stored(store)


def test_commands_presses_and_shortcuts_are_acknowledged_in_time_though_each_query_takes_two_seconds(
    slack: FakeSlack, sender: SlackSender, sqlite_store: Store, slow_down: Any, amy: User, room: Channel
):
    said = sender.message(room, amy, "logo 再大一点")
    slow_down(QUERY_S)

    took, sent = timed(lambda: sender.slash("/crm", "task posters by Friday", amy, room))
    assert (sent.status, took < WITHIN_S) == (200, True), took
    took, sent = timed(lambda: sender.shortcut("change", amy, said))
    assert (sent.status, took < WITHIN_S) == (200, True), took
    assert len(stored(sqlite_store)) < 3  # it was not stored when it was acknowledged …
    slow_down(0)
    assert sorted(wait_until_stored(sqlite_store, 3)) == ["command", "message", "shortcut"]  # … and is now


def test_a_form_is_acknowledged_in_time_though_each_query_takes_two_seconds(
    slack: FakeSlack, sender: SlackSender, sqlite_store: Store, slow_down: Any, amy: User, room: Channel
):
    sender.slash("/crm", "task", amy, room)
    view = slack.wait_for(lambda: slack.views_of(amy))[-1]
    slow_down(QUERY_S)

    took, sent = timed(lambda: sender.submit(view, amy, {}))

    assert (sent.status, took < WITHIN_S) == (200, True), took
    assert view.is_closed
    slow_down(0)
    assert wait_until_stored(sqlite_store, 2) == ["command", "submission"]


def test_a_loading_view_stands_there_at_once_though_each_query_takes_two_seconds(
    slack: FakeSlack, sender: SlackSender, slow_down: Any, amy: User, room: Channel
):
    slow_down(QUERY_S)

    took, sent = timed(lambda: sender.slash("/crm", "change", amy, room))

    assert took < WITHIN_S
    (view,) = slack.views_of(amy)
    assert view.view["external_id"] == name_view(f"slack:cmd:{sent.payload['trigger_id']}")


def test_an_api_that_answers_after_five_seconds_holds_no_acknowledgement_up(
    slack: FakeSlack, sender: SlackSender, sqlite_store: Store, amy: User, room: Channel
):
    slack.slow("*", 5.0, times=5)

    took, sent = timed(lambda: sender.slash("/crm", "log", amy, room))

    assert (sent.status, took < WITHIN_S) == (200, True), took
    assert stored(sqlite_store) == ["command"]
    assert len(slack.views_of(amy)) == 1


def test_an_event_is_acknowledged_only_when_it_is_stored_since_slack_sends_it_again(
    sender: SlackSender, sqlite_store: Store, slow_down: Any, amy: User, room: Channel
):
    slow_down(0.8)  # three statements: longer than a command would wait

    took, sent = timed(lambda: sender.message(room, amy, "hello"))

    assert sent.status == 200
    assert took > 2.0
    assert stored(sqlite_store) == ["message"]


def test_what_could_not_be_stored_after_all_is_told_with_what_was_typed(
    slack: FakeSlack, sender: SlackSender, inbox: RealInbox, amy: User, room: Channel
):
    inbox.broken_by, inbox.breaks_after_s = RuntimeError("disk full"), PATIENCE_S + 0.2

    assert sender.slash("/crm", "log Carol called & cried", amy, room).status == 200

    (note,) = slack.wait_for(lambda: slack.whispered(room, amy))
    assert "/crm log Carol called &amp; cried" in note.text
    assert "try again" in note.text


def test_what_fails_at_once_is_not_acknowledged(sender: SlackSender, inbox: RealInbox, amy: User, room: Channel):
    inbox.broken_by = RuntimeError("disk full")

    assert sender.message(room, amy, "hello").status == 500
    assert sender.slash("/crm", "help", amy, room).status == 500
