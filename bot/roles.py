"""The roles of the Procfile, running: web, worker (with delivery), clock; alone or all in one process."""

import asyncio
import contextlib
import gc
import signal
import socket
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, TypeVar

import structlog
import uvicorn

from bot.app import Program
from bot.config import BadSettings
from bot.platforms import keep_learning, learn_once
from handlers.ports import LookupFailed
from storage.presence import open_presence

log = structlog.get_logger(__name__)

T = TypeVar("T")

ROLES = frozenset({"web", "worker", "clock"})
GRACE_S = 10  # for requests in flight when the program is stopped


async def run_roles(program: Program, roles: frozenset[str]) -> None:
    """Run until SIGTERM or SIGINT; then take nothing in, finish what is in hand, and let go."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signum, stopped.set)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(_close_platforms, program)
        for platform in program.platforms:
            learning = keep_learning(program.store, platform, clock=program.now)
            await stack.enter_async_context(_beside(learning, stopped))
        if "worker" in roles:
            for attendant in program.attendants:
                await stack.enter_async_context(_beside(attendant.run(program.intake.put), stopped))
            await stack.enter_async_context(_working(program, stopped))
        if "clock" in roles:
            await stack.enter_async_context(_ticking(program))
        if "web" in roles:
            await stack.enter_async_context(_serving(program, stopped))
        elif program.settings.metrics_port is not None:
            exposition = program.metrics.serve(port=program.settings.metrics_port)
            stack.push_async_callback(asyncio.to_thread, exposition.stop)
        log.info("started", roles=sorted(roles), platforms=[platform.name for platform in program.platforms])
        await stopped.wait()
        log.info("stopping")
    log.info("stopped")


async def drain(program: Program) -> None:
    """Work until nothing in inbox and outbox is due; what waits for a later time doesn't count."""
    presence = await asyncio.to_thread(open_presence, program.store)
    try:
        for platform in program.platforms:
            with contextlib.suppress(LookupFailed):  # only links in cards need it
                await asyncio.to_thread(learn_once, program.store, platform, program.now())
        worker, delivery = program.make_worker(presence), program.make_delivery(presence)
        try:
            await worker.drain()
            await delivery.drain()
        finally:
            worker.close()
    finally:
        await asyncio.to_thread(presence.close)
        await _close_platforms(program)


async def _close_platforms(program: Program) -> None:
    for platform in program.platforms:
        await platform.close()


@asynccontextmanager
async def _beside(work: Coroutine[Any, Any, None], stopped: asyncio.Event) -> AsyncIterator[None]:
    """Run beside everything else; if it breaks, the program stops rather than limp on."""
    task = asyncio.create_task(work)

    def on_end(ended: asyncio.Task[None]) -> None:
        if not ended.cancelled() and ended.exception() is not None:
            log.critical("part_broke", exc_info=ended.exception())
            stopped.set()

    task.add_done_callback(on_end)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def _working(program: Program, stopped: asyncio.Event) -> AsyncIterator[None]:
    presence = await asyncio.to_thread(open_presence, program.store)
    worker, delivery = program.make_worker(presence), program.make_delivery(presence)
    working, delivering = asyncio.create_task(worker.run()), asyncio.create_task(delivery.run())
    for task in (working, delivering):
        task.add_done_callback(lambda _: stopped.set())
    try:
        yield
    finally:
        worker.stop()
        await asyncio.gather(working, return_exceptions=False)
        delivery.stop()
        await asyncio.gather(delivering, return_exceptions=False)
        worker.close()
        await asyncio.to_thread(presence.close)


@asynccontextmanager
async def _ticking(program: Program) -> AsyncIterator[None]:
    clock = program.make_clock()
    await clock.start()
    try:
        yield
    finally:
        clock.stop()


@asynccontextmanager
async def _serving(program: Program, stopped: asyncio.Event) -> AsyncIterator[None]:
    """Listen on the port, and over the platforms' own connections."""
    listening = _listen(program.settings.host, program.settings.port)
    server = _Server(
        uvicorn.Config(
            program.make_web(),
            log_config=None,
            access_log=False,
            lifespan="off",
            server_header=False,
            timeout_graceful_shutdown=GRACE_S,
        )
    )
    task = asyncio.create_task(server.serve(sockets=[listening]))
    task.add_done_callback(lambda _: stopped.set())
    for platform in program.platforms:
        await platform.listen(program.intake.put)
    log.info("listening", host=program.settings.host, port=listening.getsockname()[1])
    try:
        yield
    finally:
        for platform in program.platforms:
            await platform.hang_up()
        server.should_exit = True
        await task


class _Server(uvicorn.Server):
    """Signals are the program's business: uvicorn would end before the worker has."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _listen(host: str, port: int) -> socket.socket:
    """A bound socket. Raises BadSettings when the port is taken."""
    try:
        return socket.create_server((host, port), backlog=2048)
    except OSError as error:
        raise BadSettings([f"PORT: cannot listen on {host}:{port} ({error.strerror})"]) from error


def run_async(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end on uvloop where there is one: half the time per request."""
    # What is loaded by now lives as long as the process; and rows come and go by the dozen, which the usual threshold
    # takes for a leak.
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    try:
        import uvloop
    except ImportError:
        return asyncio.run(work)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)
