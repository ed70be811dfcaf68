"""FakeSlack: one workspace on loopback, with our app installed."""

import json
import time
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from bot.fakes.faults import Fault
from bot.fakes.server import Clock, Fake
from bot.fakes.slack.api import Gate, Tokens
from bot.fakes.slack.arguments import Args, unfold
from bot.fakes.slack.chat import respond
from bot.fakes.slack.files import take_upload
from bot.fakes.slack.shapes import show_file
from bot.fakes.slack.socket import Acknowledged, EnvelopeType, Reason, Sockets
from bot.fakes.slack.state import Channel, Ephemeral, OpenView, Post, Refusal, Seen, SlackState, StoredFile, User

TICKET_STATUS = {"expired_url": 404, "used_url": 404}


class FakeSlack(Fake):
    """Slack as the bot knows it. `url` is what SLACK_API_URL is set to."""

    def __init__(
        self,
        *,
        team_id: str = "T0AGENCY001",
        team_name: str = "木槿 Mujin Agency",
        domain: str = "mujin",
        scopes: Iterable[str] | None = None,
        clock: Clock = time.time,
        hang_s: float = 60.0,
    ) -> None:
        """`scopes`: those granted to the bot token; None for all."""
        super().__init__(clock=clock, hang_s=hang_s)
        self.bot_token, self.app_token = "xoxb-0-fake-bot-token", "xapp-1-fake-app-token"
        self.signing_secret = "0fake5igning5ecret0fake5igning5e"  # noqa: S105 - opens nothing but this fake
        self.state = SlackState(clock=clock, team_id=team_id, team_name=team_name, domain=domain)
        self.sockets = Sockets(self.state.app_id)
        granted = None if scopes is None else frozenset(scopes)
        self._gate = Gate(self.state, Tokens(self.bot_token, self.app_token, granted), self._socket_url)

    def start(self) -> None:
        super().start()
        self.state.origin = self.origin

    @property
    def url(self) -> str:
        return f"{self.origin}/api/"

    @property
    def team_id(self) -> str:
        return self.state.team_id

    @property
    def bot_user(self) -> str:
        return self.state.bot_user

    # -- furnishing the workspace

    def add_user(
        self,
        name: str,
        *,
        user_id: str | None = None,
        real_name: str | None = None,
        team_id: str | None = None,
        **more: Any,
    ) -> User:
        """Somebody of our team, or of another one when `team_id` says so; `more` as in User."""
        with self.lock:
            new_id = user_id or self.state.mint_id("U")
            user = User(new_id, name, real_name or name, team_id or self.state.team_id, **more)
            self.state.users[user.id] = user
            return user

    def add_channel(
        self,
        name: str,
        members: Iterable[str | User] = (),
        *,
        channel_id: str | None = None,
        has_bot: bool = True,
        **more: Any,
    ) -> Channel:
        """A channel; it is shared with outside as soon as one of its members is of another team."""
        with self.lock:
            ids = [member.id if isinstance(member, User) else member for member in members]
            ids += [self.state.bot_user] if has_bot and self.state.bot_user not in ids else []
            teams = {self.state.users[user].team_id for user in ids if user in self.state.users}
            outside = sorted(teams - {self.state.team_id})
            shared: dict[str, Any] = {"is_ext_shared": bool(outside), "connected_team_ids": outside}
            channel = Channel(channel_id or self.state.mint_id("C"), name, ids, **(shared | more))
            self.state.channels[channel.id] = channel
            return channel

    def direct(self, user: str | User) -> Channel:
        """The one-to-one conversation of the bot with somebody."""
        with self.lock:
            return self.state.open_direct(user.id if isinstance(user, User) else user)

    def add_file(
        self, name: str, content: bytes, *, mimetype: str = "application/pdf", user: str = ""
    ) -> dict[str, Any]:
        """A file that somebody uploaded, as messages carry it."""
        with self.lock:
            file = StoredFile(self.state.mint_id("F"), name, len(content), content, mimetype, name, user, True)
            self.state.files[file.id] = file
            return show_file(self.state, file)

    # -- looking at what came

    def posted(self, channel: str | Channel | None = None) -> list[Post]:
        """The messages of our bot that stand in a channel (None: in any), in order."""
        where = channel.id if isinstance(channel, Channel) else channel
        with self.lock:
            ours = [post for post in self.state.posts if post.bot_id == self.state.bot_id and not post.deleted]
            return [post for post in ours if where is None or post.channel == where]

    def whispered(self, channel: str | Channel | None = None, user: str | User | None = None) -> list[Ephemeral]:
        """The ephemeral messages that still stand, of one channel or user."""
        where = channel.id if isinstance(channel, Channel) else channel
        whom = user.id if isinstance(user, User) else user
        with self.lock:
            notes = [note for note in self.state.ephemerals if not note.deleted]
            return [n for n in notes if where in (None, n.channel) and whom in (None, n.user)]

    def views_of(self, user: str | User, kind: str = "modal") -> list[OpenView]:
        """The modals (or the App Home) that somebody has before them, the topmost last."""
        whom = user.id if isinstance(user, User) else user
        with self.lock:
            views = self.state.views.values()
            return [view for view in views if view.user == whom and view.view["type"] == kind and not view.is_closed]

    def visible_to_outsiders(self, *, guests_too: bool = False) -> list[Seen]:
        """All that people of other teams could see of what the bot wrote, edited or deleted since or not."""
        with self.lock:
            return self.state.seen_outside(guests_too=guests_too)

    # -- failing

    def throttle(self, method: str, retry_after_s: int = 1, times: int = 1, **only: Any) -> None:
        """Answer the next calls with 429; `only` narrows it to calls with these arguments."""
        answer = {"ok": False, "error": "ratelimited"}
        headers = {"Retry-After": str(retry_after_s)}
        with self.lock:
            self.faults.plan(method, Fault("refuse", times, answer, 429, headers, only))

    def refuse(self, method: str, error: str, times: int = 1, **only: Any) -> None:
        """Answer the next calls with `ok: false` and this error."""
        with self.lock:
            self.faults.plan(method, Fault("refuse", times, {"ok": False, "error": error}, only=only))

    # -- Socket Mode

    def push(
        self,
        kind: EnvelopeType,
        payload: dict[str, Any],
        *,
        ack_within_s: float = 3.0,
        retries: int = 3,
        takes_payload: bool | None = None,
    ) -> Acknowledged:
        """Send an envelope over Socket Mode and wait until the bot has acknowledged it. Raises TimeoutError."""
        takes = kind != "events_api" if takes_payload is None else takes_payload
        pushing = self.sockets.push(kind, payload, ack_within_s=ack_within_s, retries=retries, takes_payload=takes)
        return self.in_loop(pushing, (retries + 1) * ack_within_s + 5)

    def disconnect(self, reason: Reason = "refresh_requested") -> None:
        """Tell the bot's connections to go away."""
        self.in_loop(self.sockets.disconnect(reason), 5)

    def drop_connections(self) -> None:
        """Break the bot's connections without a word."""
        self.in_loop(self.sockets.drop(), 5)

    async def hang_up(self) -> None:
        await self.sockets.close()

    def _socket_url(self) -> str:
        ticket, app_id = self.sockets.issue_ticket(), self.state.app_id
        return f"{self.origin.replace('http', 'ws')}/socket?ticket={ticket}&app_id={app_id}"

    # -- serving

    async def serve(self, request: web.Request) -> web.StreamResponse:
        area, _, rest = request.path.lstrip("/").partition("/")
        if area == "api":
            return await self._serve_api(request, rest)
        if area == "response":
            return await self._serve_response(request, rest)
        if area == "upload":
            return await self._serve_upload(request, rest)
        if area == "files-pri":
            return self._serve_file(request, rest.partition("/")[0])
        if area == "socket":
            return await self.sockets.serve(request)
        return web.Response(status=404, text="not found")

    async def _serve_api(self, request: web.Request, method: str) -> web.StreamResponse:
        try:
            args, is_json = await _arguments(request)
        except ValueError:
            return self.shape({"ok": False, "error": "invalid_json"})
        token = _bearer(request) or args.get("token")
        args.pop("token", None)
        noted = _readable(args)
        response = await self.play(
            request, method, noted, lambda: self._gate.answer(method, args, token=token, is_json=is_json)
        )
        response.headers.setdefault("x-oauth-scopes", self._scopes_told())
        return response

    def _scopes_told(self) -> str:
        granted = self._gate.tokens.scopes
        return ",".join(sorted(self._gate.all_scopes if granted is None else granted))

    async def _serve_response(self, request: web.Request, name: str) -> web.StreamResponse:
        try:
            said, _ = await _arguments(request)
        except ValueError:
            return web.Response(status=400, text="invalid_payload")

        refused: list[str] = []

        def work() -> dict[str, Any]:
            ticket = self.state.response_urls.get(name)
            try:
                if ticket is None:
                    raise Refusal("expired_url")
                respond(self.state, ticket, unfold(said))
            except Refusal as refusal:
                refused.append(str(refusal))
                return refusal.answer
            return {"ok": True}

        response = await self.play(request, "response_url", _readable(said), work)
        if refused:
            response.set_status(TICKET_STATUS.get(refused[0], 400))
        return response

    async def _serve_upload(self, request: web.Request, file_id: str) -> web.StreamResponse:
        if request.content_type.startswith("multipart/"):
            form = await request.post()
            parts = [part for part in form.values() if isinstance(part, web.FileField)]
            content = parts[0].file.read() if parts else b""
        else:
            content = await request.read()
        try:
            with self.lock:
                return web.Response(text=take_upload(self.state, file_id, content))
        except Refusal as refusal:
            return web.Response(status=400, text=str(refusal))

    def _serve_file(self, request: web.Request, file_id: str) -> web.StreamResponse:
        file = self.state.files.get(file_id)
        if _bearer(request) != self.bot_token:
            # Without the token Slack shows its login page, with status 200.
            return web.Response(text="<html><title>Sign in | Slack</title></html>", content_type="text/html")
        if file is None:
            return web.Response(status=404, text="not found")
        return web.Response(body=file.content, content_type=file.mimetype)


def _bearer(request: web.Request) -> str | None:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() or None if kind.lower() == "bearer" else None


async def _arguments(request: web.Request) -> tuple[Args, bool]:
    """The arguments of a call, and whether they came as JSON. Raises ValueError."""
    args: Args = dict(request.query)
    if request.method == "GET":
        return args, False
    if request.content_type.startswith("multipart/"):
        form = await request.post()
        return args | {name: value for name, value in form.items() if isinstance(value, str)}, False
    body = (await request.read()).decode()
    if request.content_type == "application/json":
        given = json.loads(body or "{}")
        if not isinstance(given, dict):
            raise ValueError("not an object")
        return args | given, True
    return args | dict(parse_qsl(body, keep_blank_values=True)), False


def _readable(args: Args) -> Args:
    """The arguments for the record: nested ones as values, where they can be read."""
    try:
        return unfold(args)
    except Refusal:
        return dict(args)
