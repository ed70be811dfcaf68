"""What comes over the long connection: stored in order, and answered at once where that can't wait for the store."""

from collections.abc import Callable
from datetime import datetime

import structlog

from bot.wecom.bot.drawing import plain, stream
from bot.wecom.bot.frames import RESPOND, RESPOND_WELCOME, Frame
from bot.wecom.bot.handles import Handle
from bot.wecom.bot.inbound import BotOrigin, read_bot_push
from bot.wecom.bot.line import Line, NoAck, NotSent
from bot.wecom.door import InstantAnswer, Put
from bot.wecom.refusals import Malformed
from handlers.arrivals import AnyArrival, Message, PersonNews

log = structlog.get_logger(__name__)


class Ear:
    """Hears what the connection brings. `put` stores an arrival; `answer` is pure: what is said before all else."""

    def __init__(self, origin: BotOrigin, *, put: Put, answer: InstantAnswer, now: Callable[[], datetime]) -> None:
        self._origin = origin
        self._put = put
        self._answer = answer
        self._now = now

    async def on_push(self, frame: Frame, line: Line) -> None:
        """Store what happened. Raises what the store raises."""
        arrival = self._read(frame, line)
        if arrival is None:
            log.info("wecom_bot_event", event_type=frame.event or frame.body.get("msgtype"))
            return
        is_new = await self._put(arrival)
        log.info("wecom_bot_push", key=arrival.key, kind=arrival.kind, is_new=is_new)

    async def on_now(self, frame: Frame, line: Line) -> None:
        """A hello within the five seconds that WeCom allows, and a word about what can't be read."""
        arrival = self._read(frame, line)
        words = self._answer(arrival) if arrival is not None and answers_at_once(arrival) else None
        if arrival is None or not words:
            return
        try:
            if isinstance(arrival, PersonNews):
                body = {"msgtype": "text", "text": {"content": words}}
                frame = await line.ask(RESPOND_WELCOME, body, req_id=frame.req_id)
            else:
                frame = await line.ask(RESPOND, stream(plain(words), key=arrival.key), req_id=frame.req_id)
        except (NotSent, NoAck) as lost:
            log.warning("wecom_bot_instant_answer_lost", key=arrival.key, reason=str(lost))
        else:
            if frame.errcode:
                log.warning("wecom_bot_instant_answer_refused", key=arrival.key, errcode=frame.errcode)

    def _read(self, frame: Frame, line: Line) -> AnyArrival | None:
        handle = Handle(at=self._now(), connection=line.number, req_id=frame.req_id)
        try:
            return read_bot_push(frame.body, self._origin, handle=handle)
        except Malformed as malformed:
            log.warning("wecom_bot_push_unreadable", reason=str(malformed))
            return None


def answers_at_once(arrival: AnyArrival) -> bool:
    """Whether it may be answered at the door: one-to-one only, since in a group many would read it."""
    return arrival.place.is_direct and isinstance(arrival, Message | PersonNews)
