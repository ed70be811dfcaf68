"""Sends what the outbox holds: in order per channel, at the platform's pace, and never blindly twice."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

import structlog
from pydantic import ValidationError
from sqlmodel import Session

from bot.backoff import backoff_s
from bot.causes import make_error_code, name_cause
from bot.doors import (
    ChannelStopped,
    Door,
    DoorError,
    Gone,
    OurBug,
    Receipt,
    TryLater,
    Unsure,
    WorkspaceStopped,
)
from bot.observe import Observe, Unobserved
from bot.posting import choose_lane, is_paced, name_workspace
from bot.pump import Clock, Pump
from handlers.replies import Reply
from prompts.cards import Said
from storage import outbox, rates
from storage.leases import LostLease, find_dead_owners
from storage.outbox import Parcel
from storage.presence import Presence
from storage.queue_tables import OUTBOX
from storage.rates import PACING, Pacing
from storage.store import Store

log = structlog.get_logger()

FORGET = timedelta(minutes=10)  # a rate that ran out this long ago gives a full burst anyway

MaySend = Callable[[Session, Reply], str | None]
HeldBack = Callable[[], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Patience:
    """How long delivery waits for what."""

    send_s: float = 10.0  # a request; then it is unsure
    look_s: float = 15.0  # after an unsure send, until it is looked for: longer than a request may take to arrive
    workspace_s: float = 300.0  # a stopped workspace
    drain_s: float = 30.0  # `drain`: for pacing and for unsure sends, since the last one that came to an end
    age_s: float = 86400.0  # what nothing else ends: a row that is put off for a day
    attempts: int = 16  # about 80 minutes: an outage of a platform lasts longer than one of ours
    unsure_attempts: int = 4  # sends that nobody could confirm


class Delivery(Pump[Parcel]):
    """Sends through the doors, and keeps what they give back."""

    topic = outbox.TOPIC

    def __init__(
        self,
        store: Store,
        doors: Mapping[str, Door],
        *,
        presence: Presence,
        clock: Clock,
        concurrency: int = 16,
        pacing: Pacing = PACING,
        patience: Patience | None = None,
        may_send: MaySend | None = None,
        held_back: HeldBack = frozenset,
        random: Random | None = None,
        observe: Observe | None = None,
        **timing: float,
    ) -> None:
        """`may_send` says, right before sending, why something may not be said there any more (None: it may);
        `held_back`, with every claim, the workspaces that this process can't send to now: another does, or it will.

        `timing`: lease_s, heartbeat_s, poll_s and grace_s of Pump.
        """
        super().__init__(store, presence, clock=clock, concurrency=concurrency, low_mark=concurrency - 1, **timing)
        self._doors = doors
        self._pacing = pacing
        self._patience = patience or Patience()
        self._may_send = may_send
        self._held_back = held_back
        self._random = random or Random()  # noqa: S311 - spreads retries, guards nothing
        self._observe = observe or Unobserved()
        self._on_the_way: set[int] = set()  # requests that may have left
        self._ended_at = clock()

    async def drain(self) -> None:
        self._ended_at = self._clock()
        await super().drain()

    # One row.

    async def _work(self, claimed: Parcel) -> None:
        ids = structlog.contextvars.bound_contextvars(trace_id=claimed.trace_id, send_key=claimed.key)
        with ids, suppress(LostLease):  # lost: a peer has taken over, and what it finds counts
            await (self._look_for(claimed) if claimed.is_unsure else self._deliver(claimed))
        self._on_the_way.discard(claimed.id)

    async def _deliver(self, parcel: Parcel) -> None:
        """Send a row that is ours, and note how it went."""
        try:
            reply = Reply.model_validate(parcel.payload)
            said = Said(card=reply.card, form=reply.form, page=reply.page)
        except ValidationError as error:
            await self._bury(parcel, error)
            return
        door = self._doors.get(reply.to.platform)
        if door is None:
            await self._bury(parcel, OurBug(f"{reply.to.platform} is not set up"))
            return
        try:
            objection, replaced = await asyncio.to_thread(self._store.read, lambda session: self._check(session, reply))
        except Exception as error:  # noqa: BLE001 - nothing was sent, so it may be tried again
            await self._put_back(parcel, error)
            return
        if objection is not None:
            await self._send_elsewhere(parcel, reply, objection)
            return
        await self._send(parcel, reply, door, said, replaced)

    def _check(self, session: Session, reply: Reply) -> tuple[str | None, Receipt | None]:
        """Why it may not be said there, and the receipt of what it takes the place of."""
        objection = None if self._may_send is None else self._may_send(session, reply)
        receipt = None if reply.replaces is None else outbox.find_receipt(session, reply.replaces)
        return objection, None if receipt is None else Receipt.model_validate(receipt)

    async def _send(self, parcel: Parcel, reply: Reply, door: Door, said: Said, replaced: Receipt | None) -> None:
        self._on_the_way.add(parcel.id)
        try:
            async with asyncio.timeout(self._patience.send_s):
                receipt = await door.send(reply.to, said, key=parcel.key, replaces=replaced)
        except DoorError as error:
            await self._answer(parcel, reply, error)
        except TimeoutError:
            await self._doubt(parcel, Unsure(f"no answer in {self._patience.send_s:g} s"))
        except Exception as error:  # a bug in a door: the request may have left before it
            log.exception("door_failed", platform=door.platform)
            await self._doubt(parcel, error)
        else:
            await self._note_sent(parcel, reply, receipt)

    async def _answer(self, parcel: Parcel, reply: Reply, error: DoorError) -> None:
        """Do what the class of error asks for (bot/doors.py)."""
        match error:
            case TryLater():
                await self._put_back(parcel, error)
            case Unsure():
                await self._doubt(parcel, error)
            case Gone():
                await self._send_elsewhere(parcel, reply, str(error), is_gone=True)
            case WorkspaceStopped():
                await self._hold_workspace(parcel, error)
            case ChannelStopped() | OurBug() | _:
                await self._bury(parcel, error)

    # How it went.

    async def _note_sent(self, parcel: Parcel, reply: Reply, receipt: Receipt) -> None:
        now = self._clock()
        kept = receipt.model_dump(mode="json")

        def unit(session: Session) -> None:
            outbox.mark_sent(session, parcel, receipt=kept, now=now)
            if reply.replaces is not None and receipt.can_be_edited:
                outbox.hand_on(session, reply.replaces, kept)

        await self._submit(unit)
        self._tell(parcel, "sent")

    async def _put_back(self, parcel: Parcel, error: Exception) -> None:
        """Surely nothing was sent: try it later. A platform that names a time is obeyed, and that isn't a failure."""
        now = self._clock()
        after_s = error.after_s if isinstance(error, DoorError) else None
        is_tired = after_s is None and parcel.attempts >= self._patience.attempts
        if is_tired or (now - parcel.created_at).total_seconds() > self._patience.age_s:
            await self._bury(parcel, error)
            return
        wait_s = after_s if after_s is not None else backoff_s(parcel.attempts, chance=self._random.random())
        run_at = now + timedelta(seconds=wait_s)
        code = make_error_code(parcel.key, parcel.attempts)

        def unit(session: Session) -> None:
            outbox.retry(
                session, parcel, run_at=run_at, reason=name_cause(error), error_code=code, is_counted=after_s is None
            )
            if after_s is not None:
                rates.stop_lane(session, parcel.lane, until=run_at)

        await self._submit(unit)
        log.warning("send_retried", attempts=parcel.attempts, wait_s=round(wait_s, 1), error_code=code, **_words(error))
        self._tell(parcel, "retried")

    async def _doubt(self, parcel: Parcel, error: Exception) -> None:
        """Nobody knows whether it was sent: look for it when it must have arrived if ever."""
        look_at = self._clock() + timedelta(seconds=self._patience.look_s)
        code = make_error_code(parcel.key, parcel.attempts)
        await self._submit(
            lambda session: outbox.mark_unsure(
                session, parcel, look_at=look_at, reason=name_cause(error), error_code=code
            )
        )
        log.warning("send_unsure", attempts=parcel.attempts, error_code=code, **_words(error))
        self._tell(parcel, "unsure")

    async def _send_elsewhere(self, parcel: Parcel, reply: Reply, reason: str, *, is_gone: bool = False) -> None:
        """Its address can't be reached, or may not hear it any more: say it at its fallback, if it has one."""
        now = self._clock()
        if reply.fallback is None:
            if is_gone:
                await self._bury(parcel, Gone(reason))
                return
            await self._submit(lambda session: outbox.drop(session, parcel, reason=reason))
            log.warning("send_dropped", card=parcel.name, cause=reason)
            self._tell(parcel, "dropped")
            return
        to = reply.fallback
        payload = reply.model_copy(update={"to": to, "fallback": None}).model_dump(mode="json")
        await self._submit(
            lambda session: outbox.reroute(
                session, parcel, payload=payload, lane=choose_lane(to, replaces=reply.replaces),
                workspace=name_workspace(to), is_paced=is_paced(to), now=now,
            )
        )  # fmt: skip
        log.info("send_rerouted", card=parcel.name, cause=reason)
        self._tell(parcel, "rerouted")

    async def _hold_workspace(self, parcel: Parcel, error: WorkspaceStopped) -> None:
        """Nothing can be sent until somebody acts: hold all of the workspace, and look again in a while."""
        now = self._clock()
        if (now - parcel.created_at).total_seconds() > self._patience.age_s:
            await self._bury(parcel, error)
            return
        wait_s = error.after_s if error.after_s is not None else self._patience.workspace_s
        until = now + timedelta(seconds=wait_s)
        code = make_error_code(parcel.key, parcel.attempts)

        def unit(session: Session) -> None:
            outbox.retry(session, parcel, run_at=now, reason=name_cause(error), error_code=code, is_counted=False)
            rates.stop_workspace(session, parcel.workspace, until=until)

        await self._submit(unit)
        log.error("workspace_stopped", workspace=parcel.workspace, wait_s=wait_s, error_code=code, **_words(error))
        self._tell(parcel, "retried")

    async def _bury(self, parcel: Parcel, error: Exception, *, was: str = "running") -> None:
        now = self._clock()
        code = make_error_code(parcel.key, parcel.attempts)
        await self._submit(
            lambda session: outbox.bury(session, parcel, reason=name_cause(error), error_code=code, now=now, was=was)
        )
        log.error("send_dead", card=parcel.name, attempts=parcel.attempts, error_code=code, **_words(error))
        self._tell(parcel, "dead")

    # Unsure sends.

    async def _look_for(self, parcel: Parcel) -> None:
        """Ask the platform whether an unsure send arrived; if nobody can tell, the kind of message decides."""
        reply = Reply.model_validate(parcel.payload)
        door = self._doors.get(reply.to.platform)
        if door is None:
            await self._bury(parcel, OurBug(f"{reply.to.platform} is not set up"), was="unsure")
            return
        try:
            async with asyncio.timeout(self._patience.send_s):
                receipt = await door.find_sent(reply.to, key=parcel.key, since=parcel.created_at)
        except Unsure as error:
            await self._settle_blindly(parcel, error)
        except (DoorError, TimeoutError) as error:
            await self._look_later(parcel, error)
        except Exception as error:  # a bug in a door: it stays unsure, and is looked for again
            log.exception("door_failed", platform=door.platform)
            await self._look_later(parcel, error)
        else:
            if receipt is None:
                await self._send_again(parcel, "looked for, and surely not sent")
            else:
                await self._note_sent(parcel, reply, receipt)

    async def _settle_blindly(self, parcel: Parcel, error: Unsure) -> None:
        if parcel.may_repeat:
            await self._send_again(parcel, f"nobody can tell whether it was sent: {error}")
        else:
            await self._bury(parcel, Unsure(f"may have been sent, and must not come twice: {error}"), was="unsure")

    async def _send_again(self, parcel: Parcel, reason: str) -> None:
        if parcel.attempts >= self._patience.unsure_attempts:
            await self._bury(parcel, Unsure(f"{reason}, after {parcel.attempts} attempts"), was="unsure")
            return
        now = self._clock()
        code = make_error_code(parcel.key, parcel.attempts)
        await self._submit(
            lambda session: outbox.retry(session, parcel, run_at=now, reason=reason, error_code=code, was="unsure")
        )
        log.info("send_again", attempts=parcel.attempts, cause=reason)
        self._tell(parcel, "retried")

    async def _look_later(self, parcel: Parcel, error: Exception) -> None:
        """The platform can't be asked now."""
        now = self._clock()
        if (now - parcel.created_at).total_seconds() > self._patience.age_s:
            await self._bury(parcel, error, was="unsure")
            return
        after_s = error.after_s if isinstance(error, DoorError) else None
        look_at = now + timedelta(seconds=after_s if after_s is not None else self._patience.look_s)
        await self._submit(
            lambda session: outbox.look_again(session, parcel, look_at=look_at, reason=name_cause(error))
        )
        log.warning("look_postponed", **_words(error))

    def _tell(self, parcel: Parcel, outcome: str) -> None:
        now = self._clock()
        self._ended_at = now
        platform = parcel.workspace.partition(":")[0]
        self._observe.sent(platform, outcome, (now - parcel.created_at).total_seconds())

    # What the pump asks.

    def _claim(self, session: Session, limit: int, now: datetime) -> list[Parcel]:
        for key, name, trace_id in outbox.drop_stale(session, now=now):
            log.warning("send_dropped", send_key=key, card=name, trace_id=trace_id, cause="too late")
        again_at = now + timedelta(seconds=self._patience.send_s + self._patience.look_s)
        unsure = outbox.claim_unsure(session, limit=limit, now=now, again_at=again_at)
        ready = outbox.claim(
            session, owner=self._presence.owner, limit=limit - len(unsure), now=now, pacing=self._pacing,
            lease_s=self._lease_s, without=self._held_back(),
        ) if len(unsure) < limit else []  # fmt: skip
        return unsure + ready

    def _release(self, session: Session, left: Sequence[Parcel], now: datetime) -> None:
        """Give back what wasn't sent. A request that was cut off may have arrived."""
        look_at = now + timedelta(seconds=self._patience.look_s)
        for parcel in left:
            with suppress(LostLease):  # it came to its end meanwhile
                if parcel.id in self._on_the_way:
                    outbox.mark_unsure(
                        session, parcel, look_at=look_at, reason="stopped while sending", error_code="E-stopped"
                    )
                elif not parcel.is_unsure:
                    outbox.release(session, [parcel])
        self._on_the_way.clear()

    def _beat(self, session: Session, numbers: Sequence[int], now: datetime) -> None:
        outbox.heartbeat(session, owner=self._presence.owner, numbers=numbers, now=now, lease_s=self._lease_s)

    def _recover(self, session: Session, now: datetime, *, everyone: bool) -> int:
        look_at = now + timedelta(seconds=self._patience.look_s)
        dead = find_dead_owners(session, OUTBOX)
        return outbox.recover(session, now=now, look_at=look_at, dead_owners=dead, everyone=everyone)

    def _tidy(self, session: Session, now: datetime) -> None:
        rates.forget(session, before=now - FORGET)

    def _is_idle(self, session: Session, now: datetime) -> bool:
        soon = self._ended_at + timedelta(seconds=self._patience.drain_s)
        return outbox.is_idle(session, now=now, soon=soon, without=self._held_back())

    def _next_at(self, session: Session, now: datetime) -> datetime | None:
        return outbox.next_look_at(session, now=now)


def _words(error: Exception) -> dict[str, str]:
    """What the log may say: a door's words are safe, another error's may quote a client."""
    return {"cause": name_cause(error) if isinstance(error, DoorError) else type(error).__name__}
