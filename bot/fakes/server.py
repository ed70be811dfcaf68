"""A real HTTP server on an ephemeral loopback port, in a thread of its own: what both fakes stand on."""

import asyncio
import json
import socket
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any, Self, TypeVar

from aiohttp import web

from bot.fakes.faults import Call, Fault, Faults, Mode

T = TypeVar("T")
Clock = Callable[[], float]

MAX_BODY_BYTES = 64 * 1024 * 1024
ERROR_PAGE = "<html><head><title>Error</title></head><body><h1>Server Error</h1></body></html>"


class Fake(ABC):
    """A platform on loopback. Use it in a `with` statement; read its state from any thread."""

    def __init__(self, *, clock: Clock = time.time, hang_s: float = 60.0) -> None:
        self.clock = clock
        self.faults = Faults()
        self.lock = threading.RLock()
        self._changed = threading.Condition(self.lock)
        self._calls: list[Call] = []
        self._hang_s = hang_s
        self._socket: socket.socket | None = None
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None
        self._started = threading.Event()

    # -- its life

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._run, name=type(self).__name__, daemon=True)
        self._thread.start()
        if not self._started.wait(10):
            raise RuntimeError("the fake did not start")

    def stop(self) -> None:
        if self._loop is None or self._stopping is None or self._thread is None:
            return
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(10)
        self._loop = self._thread = None

    @property
    def origin(self) -> str:
        if self._socket is None:
            raise RuntimeError("start the fake first")
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    # -- what it was asked, and what goes wrong

    @property
    def calls(self) -> list[Call]:
        """All that it was asked, in order of arrival."""
        with self.lock:
            return list(self._calls)

    def calls_of(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]

    def wait_for(self, look: Callable[[], T], timeout_s: float = 5.0) -> T:
        """What `look` returns as soon as it is true; looks again after each call. Raises TimeoutError."""
        deadline = time.monotonic() + timeout_s
        with self._changed:
            while not (seen := look()):
                left = deadline - time.monotonic()
                if left <= 0:
                    raise TimeoutError(f"nothing seen after {timeout_s} s and {len(self._calls)} calls")
                self._changed.wait(min(left, 0.1))
            return seen

    def fail(self, method: str, mode: Mode, times: int = 1, **only: Any) -> None:
        """Make the next calls of a method ("*": of any) fail; `only` narrows it to calls with these arguments."""
        with self.lock:
            self.faults.plan(method, Fault(mode, times, only=only))

    def slow(self, method: str, slow_s: float, times: int = 1, **only: Any) -> None:
        """Make the next calls of a method ("*": of any) do their work at once and answer late."""
        with self.lock:
            self.faults.plan(method, Fault("slow", times, only=only, slow_s=slow_s))

    # -- serving

    @abstractmethod
    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one request."""

    async def hang_up(self) -> None:  # noqa: B027 - most have nothing to close
        """Close what would keep the server from stopping."""

    async def play(
        self, request: web.Request, method: str, args: dict[str, Any], work: Callable[[], dict[str, Any]]
    ) -> web.StreamResponse:
        """Do the work and answer it, unless a fault is planned. Every call is written down, with what it got."""
        with self.lock:
            fault = self.faults.take(method, args)
            if fault is None:
                answer = work()
                self._note(method, args, answer, 200)
                return self.shape(answer)
        return await self._go_wrong(request, method, args, work, fault)

    async def _go_wrong(
        self,
        request: web.Request,
        method: str,
        args: dict[str, Any],
        work: Callable[[], dict[str, Any]],
        fault: Fault,
    ) -> web.StreamResponse:
        if fault.mode == "refuse":
            self._note(method, args, fault.answer, fault.status)
            return self.shape(fault.answer, status=fault.status, headers=dict(fault.headers))
        if fault.mode in ("500", "502", "html"):
            status = 200 if fault.mode == "html" else int(fault.mode)
            self._note(method, args, None, status)
            return web.Response(text=ERROR_PAGE, status=status, content_type="text/html")
        if fault.mode == "slow":
            with self.lock:
                answer = work()
            self._note(method, args, answer, 200)
            await asyncio.sleep(fault.slow_s)
            return self.shape(answer)
        if fault.mode in ("timeout_after", "disconnect_after"):
            with self.lock:
                work()
        self._note(method, args, None, None)
        return await self._leave_unanswered(request, waits=fault.mode.startswith("timeout"))

    async def _leave_unanswered(self, request: web.Request, *, waits: bool) -> web.StreamResponse:
        deadline = time.monotonic() + (self._hang_s if waits else 0)
        assert self._stopping is not None
        while time.monotonic() < deadline and not self._stopping.is_set():
            if request.transport is None or request.transport.is_closing():
                break
            await asyncio.sleep(0.01)
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    def shape(
        self, answer: dict[str, Any], *, status: int = 200, headers: dict[str, str] | None = None
    ) -> web.Response:
        """An answer as the platform words it: JSON."""
        return web.Response(
            text=json.dumps(answer, ensure_ascii=False), status=status, headers=headers, content_type="application/json"
        )

    def _note(self, method: str, args: dict[str, Any], answer: dict[str, Any] | None, status: int | None) -> None:
        with self._changed:
            self._calls.append(Call(method, args, self.clock(), answer, status))
            self._changed.notify_all()

    def touched(self) -> None:
        """Wake who waits for a change."""
        with self._changed:
            self._changed.notify_all()

    def in_loop(self, work: Coroutine[Any, Any, T], timeout_s: float) -> T:
        """Run a coroutine in the server's loop, from another thread."""
        if self._loop is None:
            work.close()
            raise RuntimeError("start the fake first")
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout_s)

    def _run(self) -> None:
        asyncio.run(self._live())

    async def _live(self) -> None:
        self._loop, self._stopping = asyncio.get_running_loop(), asyncio.Event()
        app = web.Application(client_max_size=MAX_BODY_BYTES)
        app.router.add_route("*", "/{path:.*}", self.serve)
        runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=0.2)
        await runner.setup()
        assert self._socket is not None
        await web.SockSite(runner, self._socket, backlog=1024).start()
        self._started.set()
        await self._stopping.wait()
        await self.hang_up()
        await runner.cleanup()
