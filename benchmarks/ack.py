"""How fast an event is acknowledged, by one process that does everything on SQLite (synchronous=FULL).

    python -m benchmarks.ack [--seconds 60] [--rate 50]

Signed Slack events come at a steady rate while the same process reads, records and answers them. Then as many as it
takes. Beside it, in the same run: a bare Starlette application that only answers, and Bolt that does nothing but
acknowledge. All three are sent the same requests, by the same sender.
"""

import argparse
import asyncio
import gc
import multiprocessing
import os
import socket
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from aiohttp import ClientSession, TCPConnector

from benchmarks.words import say
from bot.fakes import FakeSlack, SlackSender
from bot.fakes.process import ProgramProcess, environment
from bot.fakes.slack import payloads
from bot.fakes.slack.state import Post

CHANNELS = 20
TARGET_P99_MS = 50.0
IN_FLIGHT = 16  # requests at once, when it is about the most that it takes
TICK_S = os.sysconf("SC_CLK_TCK")
PATH = "/slack/events"


@dataclass(frozen=True)
class Measured:
    """How one server did."""

    name: str
    p50_ms: float
    p99_ms: float
    worst_ms: float
    most_per_s: float
    cpu_ms: float  # of the server, for one event


class Crowd:
    """Signed requests of many people in many channels, ready to be sent."""

    def __init__(self, slack: FakeSlack) -> None:
        self._slack = slack
        self._sender = SlackSender("http://127.0.0.1/", slack)
        people = [slack.add_user(f"Amy {number}") for number in range(CHANNELS)]
        self._places = [(slack.add_channel(f"brand-{n}", [person]), person) for n, person in enumerate(people)]
        self._count = 0

    def next(self) -> tuple[bytes, dict[str, str]]:
        """The body and headers of a new event."""
        state = self._slack.state
        channel, person = self._places[self._count % CHANNELS]
        with self._slack.lock:
            post = Post(channel.id, state.mint_ts(), person.id, say(self._count))
            post.blocks = [payloads.rich_text(post.text)]
            state.add_post(post)
            event = payloads.message_event(state, channel, post)
            payload = payloads.envelope(
                state, event, author_team=state.team_id, is_shared=False, at=float(str(event["event_ts"]))
            )
        self._count += 1
        body, content_type = self._sender.request_for("event", payload)
        return body, self._sender.headers_for(body, content_type)


async def send(session: ClientSession, url: str, crowd: Crowd) -> float:
    """Send one event. Returns how many milliseconds its acknowledgement took."""
    body, headers = crowd.next()
    began_at = time.perf_counter()
    async with session.post(url, data=body, headers=headers) as answer:
        await answer.read()
    took_ms = (time.perf_counter() - began_at) * 1000
    if answer.status != 200:
        raise RuntimeError(f"{url} answered {answer.status}")
    return took_ms


async def send_steadily(url: str, crowd: Crowd, *, rate: float, seconds: float) -> list[float]:
    """Events at a steady rate, whether or not the earlier ones are answered."""
    async with ClientSession(connector=TCPConnector(limit=0)) as session:
        began_at = time.perf_counter()
        under_way = []
        for number in range(int(rate * seconds)):
            await asyncio.sleep(max(0.0, began_at + number / rate - time.perf_counter()))
            under_way.append(asyncio.create_task(send(session, url, crowd)))
        return list(await asyncio.gather(*under_way))


async def send_the_most(url: str, crowd: Crowd, *, seconds: float) -> float:
    """Always some events under way at once. Returns the events a second that were acknowledged."""
    until = time.perf_counter() + seconds
    count = 0

    async def one_after_another(session: ClientSession) -> None:
        nonlocal count
        while time.perf_counter() < until:
            await send(session, url, crowd)
            count += 1

    async with ClientSession(connector=TCPConnector(limit=0)) as session:
        await asyncio.gather(*(one_after_another(session) for _ in range(IN_FLIGHT)))
    return count / seconds


def cpu_s(pid: int) -> float:
    """The CPU time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK_S


def measure(name: str, url: str, pid: int, crowd: Crowd, *, rate: float, seconds: float, burst_s: float) -> Measured:
    """Warm up, then a steady rate, then all that it takes."""
    asyncio.run(send_steadily(url, crowd, rate=rate, seconds=2))
    gc.collect()
    gc.disable()  # the sender's own pauses are not the server's
    began_s = cpu_s(pid)
    took = asyncio.run(send_steadily(url, crowd, rate=rate, seconds=seconds))
    used_s = cpu_s(pid) - began_s
    gc.enable()
    most = asyncio.run(send_the_most(url, crowd, seconds=burst_s))
    quantiles = statistics.quantiles(took, n=100)
    return Measured(name, quantiles[49], quantiles[98], max(took), most, used_s / len(took) * 1000)


def _serve_bare(listening: socket.socket) -> None:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    async def answer(request: Request) -> Response:
        await request.body()
        return Response()

    _serve(Starlette(routes=[Route(PATH, answer, methods=["POST"])]), listening)


def _serve_bolt(listening: socket.socket) -> None:
    import re

    from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
    from slack_bolt.async_app import AsyncAck, AsyncApp
    from slack_bolt.authorization import AuthorizeResult
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    async def authorize(**_: object) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id=None)

    app = AsyncApp(
        signing_secret=os.environ["BENCHMARK_SECRET"], authorize=authorize, attaching_function_token_enabled=False
    )

    @app.event(re.compile(".*"))
    async def acknowledge(ack: AsyncAck) -> None:
        await ack()

    handler = AsyncSlackRequestHandler(app)

    async def answer(request: Request) -> Response:
        return await handler.handle(request)

    _serve(Starlette(routes=[Route(PATH, answer, methods=["POST"])]), listening)


def _serve(app: object, listening: socket.socket) -> None:
    config = uvicorn.Config(app, log_level="error", access_log=False, lifespan="off")  # type: ignore[arg-type]
    uvicorn.Server(config).run(sockets=[listening])


@contextmanager
def serving(serve: Callable[[socket.socket], None]) -> Iterator[tuple[str, int]]:
    """A server in a process of its own: its URL and process id."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=2048)
    process = multiprocessing.get_context("fork").Process(target=serve, args=(listening,))
    process.start()
    try:
        assert process.pid is not None
        yield f"http://127.0.0.1:{listening.getsockname()[1]}{PATH}", process.pid
    finally:
        process.terminate()
        process.join()
        listening.close()


def show(measured: list[Measured]) -> None:
    liaison = measured[0]
    print(f"{'':<34}{'p50':>9}{'p99':>9}{'worst':>9}{'most/s':>9}{'CPU each':>10}   Liaison : it, p50 / most")
    for one in measured:
        ratio = f"{liaison.p50_ms / one.p50_ms:5.1f} x / {liaison.most_per_s / one.most_per_s:.2f} x"
        print(
            f"{one.name:<34}{one.p50_ms:6.1f} ms{one.p99_ms:6.1f} ms{one.worst_ms:6.1f} ms{one.most_per_s:9.0f}"
            f"{one.cpu_ms:7.2f} ms   {ratio}"
        )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--rate", type=float, default=50)
    options.add_argument("--burst", type=float, default=5, help="seconds of as many events as it takes")
    given = options.parse_args()
    how = {"rate": given.rate, "seconds": given.seconds, "burst_s": given.burst}
    measured = []
    with FakeSlack() as slack, tempfile.TemporaryDirectory(prefix="liaison-bench-") as folder:
        os.environ["BENCHMARK_SECRET"] = slack.signing_secret
        crowd = Crowd(slack)
        env = environment(f"sqlite:///{folder}/liaison.db", slack=slack)
        with ProgramProcess("run", env=env, folder=Path(folder)) as program:
            program.wait_until_ready()
            pid = program.process.pid
            name = "Liaison (stores, reads, answers)"
            measured.append(measure(name, program.url(PATH), pid, crowd, **how))
        for name, serve in (("bare Starlette (only answers)", _serve_bare), ("Bolt's echo (only checks)", _serve_bolt)):
            with serving(serve) as (url, pid):
                measured.append(measure(name, url, pid, crowd, **how))
    show(measured)
    is_met = measured[0].p99_ms < TARGET_P99_MS
    print(f"target: p99 under {TARGET_P99_MS:.0f} ms at {given.rate:.0f} events/s: {'met' if is_met else 'MISSED'}")
    raise SystemExit(0 if is_met else 1)


if __name__ == "__main__":
    main()
