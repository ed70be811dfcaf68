"""FakeWeCom: one corporation on loopback, with our self-built app in it."""

import json
import time
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from aiohttp import web

from bot.fakes.faults import Fault
from bot.fakes.server import Clock, Fake
from bot.fakes.wecom.api import METHODS, get_token
from bot.fakes.wecom.kf import KF_METHODS, KfPeople, KfRefusal, KfState
from bot.fakes.wecom.state import MESSAGES, Agent, Delivery, Member, Refusal, WeComState

FOREVER = 10**9


class FakeWeCom(Fake):
    """WeCom as the bot knows it. `url` is what WECOM_API_URL is set to."""

    def __init__(
        self,
        *,
        corp_id: str = "ww0fakecorp000001",
        agent_id: int = 1000002,
        token_life_s: int = 7200,
        clock: Clock = time.time,
        hang_s: float = 60.0,
    ) -> None:
        super().__init__(clock=clock, hang_s=hang_s)
        self.corp_id, self.agent_id = corp_id, agent_id
        self.secret = "fake-app-secret-0123456789"  # noqa: S105 - opens nothing but this fake
        self.token = "fakeCallbackToken"  # noqa: S105
        self.aes_key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"  # 43 characters: bytes 0 to 31
        self.state = WeComState(clock=clock, corp_id=corp_id, token_life_s=token_life_s)
        self.kf_state = KfState(clock)
        self.kf = KfPeople(self.kf_state)
        self.add_agent(agent_id, self.secret)

    @property
    def url(self) -> str:
        return f"{self.origin}/cgi-bin/"

    # -- furnishing the corporation

    def add_agent(self, agent_id: int, secret: str) -> Agent:
        with self.lock:
            agent = Agent(agent_id, secret)
            self.state.agents[agent_id] = agent
            return agent

    def add_member(self, userid: str, name: str | None = None, **more: Any) -> Member:
        """A member whom the app may reach, unless `more` (as in Member) says otherwise."""
        with self.lock:
            member = Member(userid, name or userid, **more)
            self.state.members[userid.lower()] = member
            return member

    def add_media(self, content: bytes, *, name: str = "voice.amr", content_type: str = "audio/amr") -> str:
        """A media id under which media/get gives these bytes."""
        with self.lock:
            media_id = uuid4().hex
            self.state.media[media_id] = (content, content_type, name)
            return media_id

    # -- looking at what came

    def delivered(self, userid: str | None = None) -> list[Delivery]:
        """What reached a member (None: anybody) and was not recalled, in order."""
        with self.lock:
            there = [delivery for delivery in self.state.deliveries if not delivery.is_recalled]
            return [one for one in there if userid is None or one.userid.lower() == userid.lower()]

    # -- failing

    def refuse(self, method: str, errcode: int, times: int = 1, **only: Any) -> None:
        """Answer the next calls with this errcode: 45009, 60020, 42001 …"""
        with self.lock:
            self.faults.plan(method, Fault("refuse", times, _refused(errcode), only=only))

    def refuse_forever(self, method: str, errcode: int) -> None:
        self.refuse(method, errcode, FOREVER)

    def kill_token(self) -> None:
        """The tokens that were given out die early: 40014 until a new one is fetched."""
        with self.lock:
            for agent in self.state.agents.values():
                agent.token, agent.token_until = "", 0.0

    def let_no_token_work(self, never: bool = True) -> None:
        """Even a fresh token is refused with 40014, for good."""
        with self.lock:
            self.state.tokens_never_work = never

    # -- serving

    async def serve(self, request: web.Request) -> web.StreamResponse:
        area, _, method = request.path.lstrip("/").partition("/")
        if area != "cgi-bin":
            return web.Response(status=404, text="not found")
        query = dict(request.query)
        token = query.pop("access_token", "")
        if method == "media/get":
            return self._serve_media(token, query.get("media_id", ""))
        args: dict[str, Any] = dict(query)
        if request.method == "POST":
            try:
                args |= json.loads(await request.read() or b"{}")
            except (ValueError, TypeError):
                return await self.play(request, method, args, lambda: _refused(47001))
        secret_free = {name: value for name, value in args.items() if name != "corpsecret"}
        return await self.play(request, method, secret_free, lambda: self._answer(method, token, args))

    def _answer(self, method: str, token: str, args: dict[str, Any]) -> dict[str, Any]:
        try:
            if method == "gettoken":
                return _ok(get_token(self.state, args))
            agent = self.state.agent_of(token)
            if method in KF_METHODS:
                return _ok(KF_METHODS[method](self.kf_state, args))
            if method not in METHODS:
                raise Refusal(48002)
            return _ok(METHODS[method](self.state, agent, args))
        except (Refusal, KfRefusal) as refusal:
            return _refused(refusal.errcode, refusal.detail)

    def _serve_media(self, token: str, media_id: str) -> web.StreamResponse:
        try:
            with self.lock:
                self.state.agent_of(token)
                if media_id not in self.state.media:
                    raise Refusal(40007)
                content, content_type, name = self.state.media[media_id]
        except Refusal as refusal:
            answer = _refused(refusal.errcode)
            self._note("media/get", {"media_id": media_id}, answer, 200)
            return self.shape(answer)
        self._note("media/get", {"media_id": media_id}, {"errcode": 0}, 200)
        disposition = f"attachment; filename*=utf-8''{quote(name)}"
        return web.Response(body=content, content_type=content_type, headers={"Content-Disposition": disposition})


def _ok(answer: dict[str, Any]) -> dict[str, Any]:
    return {"errcode": 0, "errmsg": "ok", **answer}


def _refused(errcode: int, detail: str = "") -> dict[str, Any]:
    """WeCom's errors come with a hint number, the caller's address and a link."""
    words = MESSAGES.get(errcode, "unknown error")
    hint = f"hint: [{int(time.time())}{uuid4().int % 10**13:013d}], from ip: 127.0.0.1"
    more = f"more info at https://open.work.weixin.qq.com/devtool/query?e={errcode}"
    return {"errcode": errcode, "errmsg": ", ".join(part for part in (words, detail, hint, more) if part)}
