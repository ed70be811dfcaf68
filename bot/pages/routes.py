"""`/forms/<token>`: shows a form, takes it, and says what came of it. Plain HTML: no JavaScript, no cookies.

The link is the proof of who sends: whoever has it may send this one form, within the hour. So it is never logged, no
page tells it to another site, and no page is kept by a browser.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import TypeVar
from urllib.parse import parse_qsl

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.pages.checking import check_values
from bot.pages.passes import Closed, OpenForm, Reason, find_complaint, list_cards, open_form, submission_key
from bot.signing import PATH, BadLink, FormLinks, Pass
from handlers.arrivals import AnyArrival, Submission
from prompts.cards import Card
from prompts.pages import STYLE_HASH, render_page
from prompts.render import Readership, say_instant
from prompts.words import Lang
from storage.outcomes import Outcome, find_outcome
from storage.store import Store

log = structlog.get_logger(__name__)

MOST_BYTES = 64 * 1024
MOST_FIELDS = 60
WAIT_S = 2.0  # for the worker; then the page says that it is being processed
POLL_S = 0.05

STATUS: Mapping[Reason, int] = {"expired": 410, "used": 410, "tampered": 403, "busy": 503, "refused": 400}
HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src '{STYLE_HASH}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "no-store",
}

T = TypeVar("T")
Put = Callable[[AnyArrival], Awaitable[bool]]
Check = Callable[[Submission], dict[str, str]]


class FormPages:
    """Forms over HTTP. `put` stores an arrival durably; `check` says what is wrong with a form, by field."""

    def __init__(
        self, links: FormLinks, store: Store, *, put: Put, check: Check, now: Callable[[], datetime], lang: Lang
    ) -> None:
        self._links = links
        self._store = store
        self._put = put
        self._check = check
        self._now = now
        self._lang = lang

    def routes(self) -> list[Route]:
        """What the web application mounts."""
        path = f"{PATH}/{{token}}"
        return [Route(path, self.on_get, methods=["GET"]), Route(path, self.on_post, methods=["POST"])]

    async def on_get(self, request: Request) -> Response:
        """The form, or why there is none."""
        try:
            link = self._read_link(request)
            opened = await self._open(link)
        except Closed as closed:
            return self._closed(request, closed)
        return _form_page(opened, {field.name: field.value for field in opened.form.fields})

    async def on_post(self, request: Request) -> Response:
        """Take the form: one arrival through the inbox, as from any other door."""
        try:
            link = self._read_link(request)
            typed = await _read_typed(request)
            opened = await self._open(link)
            return await self._take(opened, typed)
        except Closed as closed:
            if closed.reason == "used":  # the second of two taps is told what the first one did
                return await self._say_what_came_of_it(link, closed)
            return self._closed(request, closed)
        except ClientDisconnect:
            return Response(status_code=400)

    async def _take(self, opened: OpenForm, typed: Mapping[str, str]) -> Response:
        values = {field.name: typed.get(field.name, "").strip() for field in opened.form.fields}
        submission = opened.submission(values, at=self._now())
        problems = check_values(opened.form, values, opened.reader.lang)
        problems = {**self._check(submission), **problems}
        if problems:
            return _form_page(opened, values, problems=problems, status=422)
        is_new = await self._store_arrival(submission)
        log.info("form_sent", key=submission.key, form=submission.form, is_new=is_new)
        outcome = await self._wait_for(submission.key)
        complaint = find_complaint(outcome, submission.key) if outcome is not None else None
        if complaint is not None:
            return _form_page(opened, values, complaint=complaint, status=422)
        return _outcome_page(opened.reader, outcome, opened.user)

    async def _say_what_came_of_it(self, link: Pass, closed: Closed) -> Response:
        assert closed.reader is not None
        return _outcome_page(closed.reader, await self._wait_for(submission_key(link.key, closed.number)), link.user)

    def _read_link(self, request: Request) -> Pass:
        try:
            return self._links.read(request.path_params["token"])
        except BadLink as bad:
            raise Closed("tampered") from bad

    async def _open(self, link: Pass) -> OpenForm:
        now = self._now()
        return await self._read(lambda session: open_form(session, link, now=now))

    async def _read(self, ask: Callable[[Session], T]) -> T:
        try:
            return await run_in_threadpool(self._store.read, ask)
        except SQLAlchemyError as error:
            # Its text may quote a row, which is a client's words.
            log.error("form_page_failed", error=type(error).__name__)
            raise Closed("busy") from None

    async def _store_arrival(self, submission: Submission) -> bool:
        try:
            return await self._put(submission)
        except SQLAlchemyError as error:
            log.error("form_not_stored", key=submission.key, error=type(error).__name__)
            raise Closed("busy") from None

    async def _wait_for(self, key: str) -> Outcome | None:
        """What became of an arrival, when the worker has served it within WAIT_S; else where it stands."""
        ends_at = asyncio.get_running_loop().time() + WAIT_S
        while True:
            outcome = await self._read(lambda session: find_outcome(session, key))
            is_over = outcome is not None and outcome.state in ("done", "dead")
            if is_over or asyncio.get_running_loop().time() >= ends_at:
                return outcome
            await asyncio.sleep(POLL_S)

    def _closed(self, request: Request, closed: Closed) -> Response:
        log.info("form_closed", reason=closed.reason)
        lang = closed.reader.lang if closed.reader is not None else _wanted_lang(request, self._lang)
        page = render_page("closed", lang, reason=closed.reason, cards=closed.cards)
        return HTMLResponse(page, status_code=STATUS[closed.reason], headers=HEADERS)


def _form_page(
    opened: OpenForm,
    values: Mapping[str, str],
    *,
    problems: Mapping[str, str] | None = None,
    complaint: Card | None = None,
    status: int = 200,
) -> Response:
    page = render_page(
        "form",
        opened.reader.lang,
        form=opened.form,
        values=values,
        problems=problems or {},
        complaint=complaint or (opened.complaint if not problems else None),
        until=say_instant(opened.valid_until, opened.reader),
    )
    return HTMLResponse(page, status_code=status, headers=HEADERS)


def _outcome_page(reader: Readership, outcome: Outcome | None, user: str) -> Response:
    state = outcome.state if outcome is not None else "ready"
    cards = list_cards(outcome, user) if outcome is not None else ()
    code = outcome.error_code if outcome is not None else None
    page = render_page("outcome", reader.lang, state=state, cards=cards, error_code=code)
    return HTMLResponse(page, status_code=500 if state == "dead" else 200, headers=HEADERS)


async def _read_typed(request: Request) -> dict[str, str]:
    """The form's fields as they were typed. Raises Closed for what no form of ours sends."""
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > MOST_BYTES:
            raise Closed("refused")
        chunks.append(chunk)
    try:
        pairs = parse_qsl(
            b"".join(chunks).decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict"
        )
    except ValueError:  # UnicodeDecodeError is one
        raise Closed("refused") from None
    return {name: value.replace("\r\n", "\n").replace("\x00", "") for name, value in pairs}


def _wanted_lang(request: Request, otherwise: Lang) -> Lang:
    """Nobody knows who reads this page: the browser's first language."""
    first = request.headers.get("accept-language", "").strip().lower()
    return "zh" if first.startswith("zh") else "en" if first.startswith("en") else otherwise
