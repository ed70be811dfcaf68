"""The web application: the doors' routes, and what operators look at."""

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager

from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.metrics import Metrics

PLATFORM_OF = {"/slack/": "slack", "/wecom/": "wecom"}
Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]


def make_web(
    routes: Sequence[Route],
    *,
    is_ready: Callable[[], bool],
    metrics: Metrics,
    remarks: Callable[[], list[str]] = list,
    lifespan: Lifespan | None = None,
) -> ASGIApp:
    """The application. `is_ready` is blocking: whether the database answers and is migrated.

    `remarks`, blocking too, says what is amiss though requests can be served.
    """

    async def healthz(_: Request) -> Response:
        return PlainTextResponse("ok")

    async def readyz(_: Request) -> Response:
        try:
            ready = await run_in_threadpool(is_ready)
            remarked = await run_in_threadpool(remarks) if ready else []
        except SQLAlchemyError as error:
            return JSONResponse({"ready": False, "reason": f"database: {type(error).__name__}"}, status_code=503)
        if not ready:
            reason = "database is not migrated: run `liaison db upgrade`"
            return JSONResponse({"ready": False, "reason": reason}, status_code=503)
        return JSONResponse({"ready": True} | ({"remarks": remarked} if remarked else {}))

    own = [Route("/healthz", healthz), Route("/readyz", readyz), metrics.route()]
    app = Starlette(routes=[*routes, *own], lifespan=lifespan)
    app.add_middleware(_Timed, metrics=metrics)
    return app


class _Timed:
    """Measures how long each door takes to answer."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        platform = next(
            (name for prefix, name in PLATFORM_OF.items() if scope.get("path", "").startswith(prefix)), None
        )
        if scope["type"] != "http" or platform is None:
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()

        async def timed(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._metrics.acknowledged(platform, message["status"], time.perf_counter() - began)
            await send(message)

        await self._app(scope, receive, timed)
