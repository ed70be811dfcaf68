"""The web pages on an agency of kit.py, without a network: asked as a browser asks, and with a worker at hand."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

from kit import CHANNELS, CORP, PEOPLE, House
from sqlmodel import Session
from starlette.applications import Starlette

from bot.pages.routes import FormPages
from bot.posting import to_outgoing
from bot.signing import FormLinks
from handlers import dispatch
from handlers.arrivals import AnyArrival, read_arrival
from handlers.forms import check_submission
from handlers.preparing import Prepared
from handlers.replies import Address, Reply, outbox_key
from prompts.cards import Form
from prompts.words import Lang
from storage import inbox, outbox
from storage.inbox import Item

SECRET = "a-secret-of-more-than-24-characters"
URL = "https://liaison.example.com"
TO_ZHAO = Address(platform="wecom", workspace=CORP, where="modal", channel="zhaoyu", user="zhaoyu")


class Page(NamedTuple):
    """What a browser got."""

    status: int
    headers: dict[str, str]
    html: str

    @property
    def words(self) -> str:
        """All that can be read on it, without its style."""
        body = self.html.partition("<body>")[2]
        return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", body)).split())


@dataclass
class Pages:
    """The web pages of one agency. `works`: whether a worker serves what is sent, at once."""

    house: House
    works: bool = True
    lang: Lang = "zh"
    links: FormLinks = field(default_factory=lambda: FormLinks(URL, SECRET))
    put_keys: list[str] = field(default_factory=list)

    def app(self) -> Starlette:
        """The web application."""
        pages = FormPages(
            self.links,
            self.house.store,
            put=self.put,
            check=check_submission,
            now=lambda: self.house.now,
            lang=self.lang,
        )
        return Starlette(routes=pages.routes())

    # What goes out and what comes in

    def send(
        self, form: Form, to: Address = TO_ZHAO, *, key: str = "form", receipt: dict[str, Any] | None = None
    ) -> str:
        """A form is sent: the path of its page."""
        return self.keep([Reply(to=to, form=form, key=key)], cause="test", receipt=receipt)

    def keep(self, replies: Iterable[Reply], *, cause: str, receipt: dict[str, Any] | None = None) -> str:
        """Replies go out, as delivery sends them: the path of the form's page."""
        replies = list(replies)
        (form,) = [reply for reply in replies if reply.form is not None]
        outgoing = to_outgoing(replies, cause=cause, trace_id="t")

        def unit(session: Session) -> None:
            outbox.put_all(session, outgoing, now=self.house.now)
            if receipt is not None:
                (parcel,) = outbox.claim(session, owner="test", limit=1, now=self.house.now)
                outbox.mark_sent(session, parcel, receipt=receipt, now=self.house.now)

        self.house.store.write(unit)
        return urlsplit(self.links.url_for(outbox_key(cause, form.key), form.to)).path

    async def put(self, arrival: AnyArrival) -> bool:
        """As bot.intake stores it."""
        self.put_keys.append(arrival.key)
        payload = arrival.model_dump(mode="json", exclude_defaults=True) | {"kind": arrival.kind}
        number = self.house.store.write(
            lambda session: inbox.put(
                session, key=arrival.key, lane=arrival.lane, kind=arrival.kind, payload=payload, trace_id="t",
                now=self.house.now,
            )
        )  # fmt: skip
        if self.works:
            self.work()
        return number is not None

    def work(self) -> None:
        """As the worker serves what is there."""
        now, store = self.house.now, self.house.store
        for item in store.write(lambda session: inbox.claim(session, owner="test", limit=10, now=now)):
            store.write(lambda session, item=item: self._serve(session, item))

    def _serve(self, session: Session, item: Item) -> None:
        arrival = read_arrival(item.payload)
        found = Prepared(person=PEOPLE.get(arrival.user), channel=CHANNELS.get(arrival.place.channel))
        replies = dispatch.serve(session, arrival, found, now=self.house.now)
        outgoing = to_outgoing(replies, cause=item.key, trace_id="t", inbox_id=item.id)
        outbox.put_all(session, outgoing, now=self.house.now)
        inbox.finish(session, item, now=self.house.now)

    # As a browser asks

    async def get(self, path: str, **headers: str) -> Page:
        return await self.ask("GET", path, headers=headers)

    async def post(self, path: str, body: bytes | None = None, **values: str) -> Page:
        return await self.ask("POST", path, body=urlencode(values).encode() if body is None else body)

    async def ask(self, method: str, path: str, *, body: bytes = b"", headers: dict[str, str] | None = None) -> Page:
        incoming = [{"type": "http.request", "body": body, "more_body": False}]
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return incoming.pop(0) if incoming else {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in (headers or {}).items()],
            "http_version": "1.1",
            "scheme": "https",
            "server": ("liaison.example.com", 443),
            "client": ("test", 1),
            "root_path": "",
        }
        await self.app()(scope, receive, send)
        answered = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return Page(sent[0]["status"], answered, b"".join(part.get("body", b"") for part in sent[1:]).decode())
