"""FakeAiBot: WeCom's side of an AI bot on loopback: the long connection, response URLs, and who writes to the bot.

It speaks the protocol as WeCom's own SDKs expect it, and refuses what WeCom refuses.
"""

import asyncio
import json
import time
from collections import Counter
from typing import Any
from uuid import uuid4

from aiohttp import WSMsgType, web

from bot.fakes.faults import Fault
from bot.fakes.server import Clock, Fake
from bot.fakes.wecom.aibot_rules import (
    ANSWERABLE_S,
    CHAT_SENDS_PER_MIN,
    FREQUENT,
    INVALID_REQ_ID,
    MOST_SUBSCRIPTIONS_PER_MIN,
    NEVER_WROTE,
    NOT_FOUND,
    UPDATABLE_S,
    URL_LIFE_S,
    WORDS,
    WRONG_SECRET,
    check_body,
)
from bot.fakes.wecom.aibot_state import BotSaid, Connection, Pushed

Json = dict[str, Any]


class FakeAiBot(Fake):
    """One AI bot. `ws_url` is what WECOM_BOT_WS_URL is set to."""

    def __init__(self, *, clock: Clock = time.time, hang_s: float = 60.0) -> None:
        super().__init__(clock=clock, hang_s=hang_s)
        self.bot_id, self.secret = "aibFAKE0000000001", "fake-bot-secret-0123456789"
        self.token = "fakeBotToken"  # noqa: S105 - opens nothing but this fake
        self.aes_key = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8"  # 43 characters: bytes 32 to 63
        self.name = "小助手"
        self.said: list[BotSaid] = []
        self.over_limit: Counter[str] = Counter()  # per chat: sends beyond 30 a minute
        self.subscriptions: list[tuple[float, int]] = []  # when, and the errcode that was answered
        self.pings = 0
        self.is_deaf = False  # pings get no answer
        self.refuses_with = 0  # every subscription gets this errcode
        self._line: Connection | None = None
        self._known_chats: set[str] = set()
        self._task_ids: set[str] = set()
        self._urls: dict[str, Pushed] = {}
        self._used_urls: set[str] = set()

    @property
    def ws_url(self) -> str:
        return self.origin.replace("http://", "ws://")

    @property
    def api_url(self) -> str:
        """What WECOM_API_URL is set to where there is no app: response URLs begin as it does."""
        return f"{self.origin}/cgi-bin/"

    @property
    def is_connected(self) -> bool:
        return self._line is not None

    def heard(self, chat: str | None = None) -> list[BotSaid]:
        """What was said in a chat (None: anywhere), in order."""
        with self.lock:
            return [one for one in self.said if chat is None or one.chat == chat.lower()]

    # -- people, over the long connection

    def says(self, user: str, text: str, *, chat: str | None = None, quote: str | Json | None = None) -> Pushed:
        """A member writes to the bot one-to-one, or in a group, where they mention it."""
        return self.push(self.message(user, text, chat=chat, quote=quote))

    def click(self, card: BotSaid, key: str, user: str, *, chosen: dict[str, list[str]] | None = None) -> Pushed:
        """A member presses a button of a card. Raises LookupError if the card doesn't offer it."""
        return self.push(self.press(card, key, user, chosen=chosen))

    def push(self, body: Json) -> Pushed:
        """Send this over the connection; waits for one."""
        self.wait_for(lambda: self._line is not None, 10)
        return self.in_loop(self._push(body), 10)

    # -- what they do, as JSON: for both ways

    def message(
        self, user: str, text: str, *, chat: str | None = None, quote: str | Json | None = None, **more: Any
    ) -> Json:
        """A text; `more` puts something else in its place (msgtype="image", image={…})."""
        body = self._about(user, chat) | {"msgtype": "text"}
        words = f"@{self.name} {text}" if chat is not None and more.pop("is_mentioned", True) else text
        body["text"] = {"content": words}
        if quote is not None:
            body["quote"] = {"msgtype": "text", "text": {"content": quote}} if isinstance(quote, str) else quote
        return body | more

    def event(self, user: str, kind: str, *, chat: str | None = None, **more: Any) -> Json:
        """enter_chat, feedback_event …"""
        return self._about(user, chat) | {"msgtype": "event", "event": {"eventtype": kind, **more}}

    def press(self, card: BotSaid, key: str, user: str, *, chosen: dict[str, list[str]] | None = None) -> Json:
        """A press of a button of a card. Raises LookupError if the card doesn't offer it."""
        offered = [button["key"] for button in card.card.get("button_list", [])]
        offered += [card.card["submit_button"]["key"]] if card.card.get("submit_button") else []
        if key not in offered:
            raise LookupError(f"no {key!r} on this card")
        items = [{"question_key": name, "option_ids": {"option_id": ids}} for name, ids in (chosen or {}).items()]
        pressed = {"card_type": card.card["card_type"], "event_key": key, "task_id": card.task_id}
        pressed["selected_items"] = {"selected_item": items}
        chat = None if card.chat == user.lower() else card.chat
        return self.event(user, "template_card_event", chat=chat, template_card_event=pressed)

    def give_url(self, body: Json) -> Json:
        """The same with a response_url, as callbacks have it."""
        with self.lock:
            code = uuid4().hex
            url = f"{self.origin}/cgi-bin/aibot/response?response_code={code}"
            self._urls[code] = Pushed("", body, self.clock(), _chat_of(body), url)
            self._known_chats.add(_chat_of(body))
            return body | {"response_url": url}

    # -- going wrong

    def refuse_frames(self, cmd: str, errcode: int, times: int = 1) -> None:
        """Answer the next frames of a command with this errcode."""
        with self.lock:
            self.faults.plan(cmd, Fault("refuse", times, {"errcode": errcode}))

    def drop(self) -> None:
        """Break the connection without a word."""
        self.in_loop(self._drop(), 5)

    # -- serving

    async def serve(self, request: web.Request) -> web.StreamResponse:
        if request.path == "/cgi-bin/aibot/response":
            body = json.loads(await request.read() or b"{}")
            code = request.query.get("response_code", "")
            return await self.play(request, "aibot/response", body, lambda: self._respond_url(code, body))
        if request.headers.get("Upgrade", "").lower() != "websocket":
            return web.Response(status=404)
        socket = web.WebSocketResponse(max_msg_size=4 * 1024 * 1024)
        await socket.prepare(request)
        line = Connection(socket)
        try:
            async for message in socket:
                if message.type == WSMsgType.TEXT:
                    await self._hear(line, message.data)
        finally:
            if self._line is line:
                self._line = None
            self.touched()
        return socket

    async def hang_up(self) -> None:
        if self._line is not None:
            await self._line.socket.close(code=1001)

    # -- inside

    async def _hear(self, line: Connection, text: str) -> None:
        frame = json.loads(text)
        cmd, req_id, body = frame.get("cmd", ""), frame["headers"]["req_id"], frame.get("body") or {}
        if cmd == "ping":
            self.pings += 1
            if not self.is_deaf:
                await _acknowledge(line, req_id, 0)
            return
        if cmd == "aibot_subscribe":
            await self._subscribe(line, req_id, body)
            return
        with self.lock:
            fault = self.faults.take(cmd, body)
            if fault is not None and fault.mode != "timeout_after":
                errcode = int(fault.answer.get("errcode", -1))
            else:
                errcode = self._obey(line, cmd, req_id, body) if self._line is line else NOT_FOUND
            self._note(cmd, body, {"errcode": errcode}, 200)
        if fault is not None and fault.mode.startswith("timeout"):
            return
        if fault is not None and fault.mode.startswith("disconnect"):
            await self._drop()
            return
        await _acknowledge(line, req_id, errcode)

    async def _subscribe(self, line: Connection, req_id: str, body: Json) -> None:
        now = self.clock()
        recent = [at for at, _ in self.subscriptions if at > now - 60]
        errcode = self.refuses_with
        if not errcode and (body.get("bot_id"), body.get("secret")) != (self.bot_id, self.secret):
            errcode = WRONG_SECRET
        if not errcode and len(recent) >= MOST_SUBSCRIPTIONS_PER_MIN:
            errcode = FREQUENT
        self.subscriptions.append((now, errcode))
        if errcode:
            await _acknowledge(line, req_id, errcode)
            return
        older, self._line = self._line, line
        await _acknowledge(line, req_id, 0)
        if older is not None:
            told = self._about("", None) | {"msgtype": "event", "event": {"eventtype": "disconnected_event"}}
            await _tell(older, "aibot_event_callback", uuid4().hex, told)
            await older.socket.close()
        self.touched()

    async def _push(self, body: Json) -> Pushed:
        line = self._line
        if line is None:
            raise ConnectionError("nobody is connected")
        pushed = Pushed(uuid4().hex, body, self.clock(), _chat_of(body))
        with self.lock:
            line.pushed[pushed.req_id] = pushed
            if body["msgtype"] != "event":
                self._known_chats.add(pushed.chat)
        cmd = "aibot_event_callback" if body["msgtype"] == "event" else "aibot_msg_callback"
        await _tell(line, cmd, pushed.req_id, body)
        return pushed

    def _obey(self, line: Connection, cmd: str, req_id: str, body: Json) -> int:
        """What a frame does; its errcode."""
        now = self.clock()
        if cmd == "aibot_send_msg":
            chat = str(body.get("chatid") or "").lower()
            if chat not in self._known_chats:
                return NEVER_WROTE
            return self._say(chat, cmd, body, "", ("markdown", "template_card"))
        pushed = line.pushed.get(req_id)
        if pushed is None or now - pushed.at > ANSWERABLE_S:
            return INVALID_REQ_ID
        event = pushed.body.get("event", {}).get("eventtype")
        if cmd == "aibot_respond_msg":
            kinds = ("stream", "markdown", "template_card")
            return INVALID_REQ_ID if event else self._say(pushed.chat, cmd, body, req_id, kinds)
        if now - pushed.at > UPDATABLE_S:
            return INVALID_REQ_ID
        if cmd == "aibot_respond_welcome_msg":
            if event != "enter_chat":
                return INVALID_REQ_ID
            return self._say(pushed.chat, cmd, body, req_id, ("text", "template_card"))
        if cmd == "aibot_respond_update_msg":
            return self._update(pushed, body)
        return NOT_FOUND

    def _say(self, chat: str, cmd: str, body: Json, req_id: str, kinds: tuple[str, ...]) -> int:
        if errcode := check_body(body, kinds, self._task_ids):
            return errcode
        now = self.clock()
        if body["msgtype"] == "stream":
            begun = [one for one in self.said if one.body.get("stream", {}).get("id") == body["stream"]["id"]]
            if begun:  # its words take the place of the earlier ones
                begun[-1].body = body
                return 0
        if len([one for one in self.said if one.chat == chat and one.at > now - 60]) >= CHAT_SENDS_PER_MIN:
            self.over_limit[chat] += 1
        if body["msgtype"] == "template_card" and body["template_card"].get("task_id"):
            self._task_ids.add(body["template_card"]["task_id"])
        self.said.append(BotSaid(chat, cmd, body, now, req_id))
        return 0

    def _update(self, pushed: Pushed, body: Json) -> int:
        card = body.get("template_card")
        pressed = pushed.body.get("event", {}).get("template_card_event", {})
        if not pushed.is_press or body.get("response_type") != "update_template_card":
            return INVALID_REQ_ID
        if not isinstance(card, dict) or card.get("task_id") != pressed.get("task_id"):
            return 40058
        if errcode := check_body({"msgtype": "template_card", "template_card": card}, ("template_card",), set()):
            return errcode
        for one in self.said:
            if one.task_id == card["task_id"]:
                one.updates.append(card)
        return 0

    def _respond_url(self, code: str, body: Json) -> Json:
        pushed = self._urls.get(code)
        if pushed is None or code in self._used_urls or self.clock() - pushed.at > URL_LIFE_S:
            return {"errcode": 40058, "errmsg": "response_code expired or used"}
        errcode = self._say(pushed.chat, "response_url", body, "", ("markdown", "template_card"))
        if not errcode:
            self._used_urls.add(code)
        return {"errcode": errcode, "errmsg": WORDS.get(errcode, "ok")}

    def _about(self, user: str, chat: str | None) -> Json:
        """What every push has. The time is there over the connection; callbacks are sent without."""
        body: Json = {"msgid": uuid4().hex, "aibotid": self.bot_id, "create_time": int(self.clock())}
        body |= {"chattype": "single"} if chat is None else {"chattype": "group", "chatid": chat}
        return body | {"from": {"userid": user}}

    async def _drop(self) -> None:
        line, self._line = self._line, None
        transport = line.socket._req.transport if line is not None and line.socket._req is not None else None
        if transport is not None:
            transport.abort()
        await asyncio.sleep(0)


def _chat_of(body: Json) -> str:
    """userids are case-insensitive."""
    return str(body.get("chatid") or body["from"]["userid"]).lower()


async def _acknowledge(line: Connection, req_id: str, errcode: int) -> None:
    words = WORDS.get(errcode, "unknown error") if errcode else "ok"
    await line.socket.send_json({"headers": {"req_id": req_id}, "errcode": errcode, "errmsg": words})


async def _tell(line: Connection, cmd: str, req_id: str, body: Json) -> None:
    frame = {"cmd": cmd, "headers": {"req_id": req_id}, "body": body}
    await line.socket.send_str(json.dumps(frame, ensure_ascii=False))
