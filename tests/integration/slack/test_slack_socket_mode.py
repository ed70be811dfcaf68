"""The same events over Socket Mode."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from slack_listener import Inbox

from bot.fakes.slack import FakeSlack
from bot.slack.socket_mode import SocketMode
from handlers.arrivals import Message, Press

PAYLOADS = Path(__file__).parents[2] / "data" / "slack" / "payloads"


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with FakeSlack() as fake:
        yield fake


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
async def line(slack: FakeSlack, inbox: Inbox) -> AsyncIterator[SocketMode]:
    line = SocketMode(inbox.app(), app_token=slack.app_token, base_url=slack.url, check_every_s=0.2)
    await line.start()
    await until(lambda: slack.sockets.count == 1)
    yield line
    await line.stop()


async def until(holds: Callable[[], bool], within_s: float = 10.0) -> None:
    async with asyncio.timeout(within_s):
        while not holds():  # noqa: ASYNC110 - the fake lives in another thread
            await asyncio.sleep(0.01)


def recorded(name: str) -> dict[str, Any]:
    payload: dict[str, Any] = json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))
    return payload


async def push(slack: FakeSlack, kind: Any, name: str, **how: Any) -> Any:
    return await asyncio.to_thread(slack.push, kind, recorded(name), **how)


async def test_events_commands_and_presses_are_stored_and_acknowledged(
    slack: FakeSlack, inbox: Inbox, line: SocketMode
):
    for kind, name in [
        ("events_api", "message"),
        ("slash_commands", "slash_command"),
        ("interactive", "block_actions"),
        ("events_api", "reaction_without_meaning"),
    ]:
        assert (await push(slack, kind, name)).payload is None

    assert [arrival.kind for arrival in inbox.arrivals.values()] == ["message", "command", "press"]


async def test_faults_in_a_form_come_back_with_the_acknowledgement(slack: FakeSlack, inbox: Inbox, line: SocketMode):
    inbox.problems = {"due": "no date"}

    answered = await push(slack, "interactive", "view_submission")

    assert answered.payload == {"response_action": "errors", "errors": {"due": "no date"}}


async def test_what_could_not_be_stored_is_not_acknowledged_and_comes_again(
    slack: FakeSlack, inbox: Inbox, line: SocketMode
):
    inbox.broken_by = RuntimeError("disk full")

    with pytest.raises(TimeoutError):
        await push(slack, "events_api", "message", ack_within_s=0.3, retries=1)
    inbox.broken_by = None
    await push(slack, "events_api", "message")

    assert isinstance(inbox.only, Message)


@pytest.mark.parametrize("leave", [FakeSlack.disconnect, FakeSlack.drop_connections])
async def test_it_connects_again(slack: FakeSlack, inbox: Inbox, line: SocketMode, leave: Callable[[FakeSlack], None]):
    await asyncio.to_thread(leave, slack)
    await push(slack, "interactive", "block_actions")

    assert isinstance(inbox.only, Press)
    assert slack.sockets.refused == 0


async def test_it_asks_for_a_new_address_when_the_one_it_has_is_spent(slack: FakeSlack, inbox: Inbox):
    line = SocketMode(inbox.app(), app_token=slack.app_token, base_url=slack.url, check_every_s=0.1)
    issue = slack.sockets.issue_ticket
    given: list[str] = []

    def spent_at_first() -> str:
        given.append("spent" if len(given) < 2 else issue())
        return given[-1]

    slack.sockets.issue_ticket = spent_at_first  # type: ignore[method-assign]
    await line.start()
    try:
        await until(lambda: slack.sockets.count == 1)
        await until(lambda: line.is_connected)
    finally:
        await line.stop()

    assert given[:2] == ["spent", "spent"]


async def test_it_starts_without_slack_and_stops_without_it(inbox: Inbox, unused_tcp_port: int):
    line = SocketMode(
        inbox.app(), app_token="xapp-1-x", base_url=f"http://127.0.0.1:{unused_tcp_port}/api/", check_every_s=0.1
    )
    await line.start()
    await asyncio.sleep(0.3)

    assert not line.is_connected
    await line.stop()


async def test_what_is_being_stored_at_the_end_is_still_acknowledged(slack: FakeSlack, inbox: Inbox):
    is_in_hand, may_go_on = asyncio.Event(), asyncio.Event()
    put = inbox.put

    async def slow_put(arrival: Any) -> bool:
        is_in_hand.set()
        await may_go_on.wait()
        return await put(arrival)

    inbox.put = slow_put  # type: ignore[method-assign]
    line = SocketMode(inbox.app(), app_token=slack.app_token, base_url=slack.url, check_every_s=0.2)
    await line.start()
    await until(lambda: slack.sockets.count == 1)
    pushing = asyncio.create_task(push(slack, "events_api", "message"))
    await is_in_hand.wait()
    stopping = asyncio.create_task(line.stop())
    await asyncio.sleep(0.05)
    may_go_on.set()

    await asyncio.gather(pushing, stopping)

    assert isinstance(inbox.only, Message)
