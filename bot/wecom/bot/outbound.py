"""What the AI bot says: over the long connection, or to the response_url of a callback. Fulfils bot.doors.Door."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import aiohttp

from bot.doors import DoorError, Gone, OurBug, Receipt, TryLater, Unsure, WorkspaceStopped
from bot.proxies import proxy_for
from bot.wecom.bot.drawing import draw_messages, draw_one, draw_update, stream
from bot.wecom.bot.frames import RESPOND, RESPOND_UPDATE, SEND, Frame
from bot.wecom.bot.handles import ANSWERABLE_FOR, UPDATABLE_FOR, URL_LIVES_FOR, Handle, read_handle
from bot.wecom.bot.inbound import chat_of, is_group
from bot.wecom.bot.line import Line, NoAck, NotSent
from bot.wecom.outbound import Link
from bot.wecom.template_cards import is_web
from handlers.replies import Address
from prompts.cards import Card, Said

Json = dict[str, Any]

SINGLE_CHAT, GROUP_CHAT = 1, 2
TIMEOUT_S = 8.0
_DOWN_S = 1.0  # until the connection is looked at again
_BUSY = {-1: 5.0, 6000: 5.0, 45009: 60.0, 45033: 60.0}
_REPEATED = "task_id"


class BotDoor:
    """One bot's way out. `line` gives the connection that is up now, if there is one.

    Words answer the message that caused them; where that can't be answered any more (its req_id died with the
    connection, 846605), they are sent to its chat. A card changes only as the answer to its press, within 5 s.
    """

    platform = "wecom"

    def __init__(
        self,
        *,
        workspace: str,
        line: Callable[[], Line | None],
        now: Callable[[], datetime],
        link: Link | None = None,
    ) -> None:
        """`link` gives the address of the web page of a form: for one person, so it is never said in a group."""
        self._link = link
        self._workspace = workspace
        self._line = line
        self._now = now
        self._session: aiohttp.ClientSession | None = None

    async def send(self, to: Address, said: Said, *, key: str, replaces: Receipt | None = None) -> Receipt:
        """Say it in a group or to one member. Raises DoorError."""
        if to.workspace != self._workspace:
            raise OurBug("the address is of another company")
        if to.where == "update":
            return await self._update(to, said, key)
        if to.where == "private":
            raise Gone("the bot can't speak to one person in a group")
        if replaces is not None:
            return replaces  # what was said earlier can't be changed, and is not said twice
        handle = read_handle(to.reply_handle)
        if handle is not None and handle.url:
            return await self._post(handle, draw_one(said, key=key))
        receipt = Receipt()
        for message in draw_messages(said, key=key, url=self._page(to, said, key)):
            receipt = await self._say(to, handle, message, key)
        return receipt

    async def find_sent(self, to: Address, *, key: str, since: datetime) -> Receipt | None:
        """Nobody can be asked. Raises Unsure."""
        raise Unsure("WeCom doesn't tell what the bot has sent")

    async def close(self) -> None:
        """Let go of all connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    # Over the long connection

    async def _say(self, to: Address, handle: Handle | None, message: Json, key: str) -> Receipt:
        line = self._up()
        if handle is not None and self._is_answerable(handle, line):
            answer = stream(message["markdown"]["content"], key=key) if "markdown" in message else message
            frame = await _ask(line, RESPOND, answer, req_id=handle.req_id)
            if not _is_refused(frame):
                return _receipt(to, message)
            if frame.errcode in _BUSY:
                raise TryLater(_reason(frame), after_s=_BUSY[frame.errcode])
            # 846605 and its like: this message can't be answered any more, its chat can still be written to.
        chat = to.channel or to.user
        if not chat:
            raise OurBug("the address names no chat")
        kind = GROUP_CHAT if is_group(chat) else SINGLE_CHAT
        frame = await _ask(line, SEND, {"chatid": chat_of(chat), "chat_type": kind, **message})
        if _is_refused(frame):
            raise _failure(frame.errcode, _reason(frame))
        return _receipt(to, message)

    async def _update(self, to: Address, said: Said, key: str) -> Receipt:
        """In the place of the card that was pressed; said anew where that can't be and the press may be answered."""
        handle = read_handle(to.response_code)
        if handle is None or said.card is None:
            raise Gone("a card can be changed only by whom it was pressed")
        if handle.url:
            return await self._post(handle, draw_one(said, key=key))
        line = self._up()
        if handle.connection != line.number or self._now() - handle.at > UPDATABLE_FOR:
            raise Gone("the press is too old for its card to be changed")
        return await self._change(line, handle, to, said.card, key)

    async def _change(self, line: Line, handle: Handle, to: Address, card: Card, key: str) -> Receipt:
        drawn = draw_update(card, key=key, task_id=handle.task_id)
        body = {"response_type": "update_template_card", "template_card": drawn}
        frame = await _ask(line, RESPOND_UPDATE, body, req_id=handle.req_id)
        if _is_refused(frame):
            raise Gone(_reason(frame))
        return Receipt(channel=to.channel, task_id=handle.task_id or None)

    def _is_answerable(self, handle: Handle, line: Line) -> bool:
        return handle.connection == line.number and self._now() - handle.at < ANSWERABLE_FOR

    def _page(self, to: Address, said: Said, key: str) -> str:
        is_for_one = said.form is not None and not is_group(to.channel or to.user)
        url = self._link(key, to) if self._link is not None and is_for_one else ""
        return url if is_web(url) else ""

    def _up(self) -> Line:
        line = self._line()
        if line is None:
            raise TryLater("the bot's connection is down", after_s=_DOWN_S)
        return line

    # To a response_url

    async def _post(self, handle: Handle, message: Json) -> Receipt:
        """Once, within an hour. Raises DoorError; no error's text holds the address, which is a permission."""
        if self._now() - handle.at > URL_LIVES_FOR:
            raise Gone("the response_url is too old")
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT_S))
        try:
            async with self._session.post(
                handle.url, json=message, proxy=proxy_for(handle.url), allow_redirects=False
            ) as response:
                status, answer = response.status, await response.json(content_type=None)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise TryLater(f"WeCom can't be reached ({type(error).__name__})") from None
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise Unsure(f"WeCom's answer didn't come ({type(error).__name__})") from None
        code = answer.get("errcode") if isinstance(answer, dict) else None
        if status >= 500 or not isinstance(code, int):
            raise Unsure(f"response_url: HTTP {status} without an answer")
        if code:
            raise _failure(code, f"response_url: {code}: {str(answer.get('errmsg', ''))[:200]}")
        return Receipt()


async def _ask(line: Line, cmd: str, body: Json, *, req_id: str | None = None) -> Frame:
    """The acknowledgement of a frame. Raises DoorError."""
    try:
        return await line.ask(cmd, body, req_id=req_id)
    except NotSent as down:
        raise TryLater(str(down), after_s=_DOWN_S) from None
    except NoAck as lost:
        raise Unsure(str(lost)) from None


def _is_refused(frame: Frame) -> bool:
    """Whether WeCom said no. That it has this very card already is no refusal: its task_id is made of our key."""
    words = frame.errmsg.lower()
    is_there = _REPEATED in words and any(word in words for word in ("repeat", "exist", "duplic", "used"))
    return frame.errcode != 0 and not is_there


def _failure(code: int, reason: str) -> DoorError:
    """What an errcode means for delivery. What WeCom doesn't document is Gone: the fallback says it elsewhere."""
    if code in _BUSY:
        return TryLater(reason, after_s=_BUSY[code])
    if code in (40001, 40014, 42001):
        return WorkspaceStopped(reason)
    return Gone(reason)


def _reason(frame: Frame) -> str:
    return f"{frame.errcode}: {frame.errmsg}"


def _receipt(to: Address, message: Json) -> Receipt:
    return Receipt(channel=to.channel or to.user, task_id=message.get("template_card", {}).get("task_id"))
