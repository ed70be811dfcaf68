"""Between the worker, which moves rows, and the handlers, which know what they mean."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlmodel import Session

from bot.metrics import Metrics
from bot.worker import CannotServe, MustPrepare, Prepared, RetryLater
from handlers import bursts, dispatch, preparing
from handlers.arrivals import AnyArrival, read_arrival
from handlers.ports import LookupFailed
from handlers.recognising import pasted_in
from handlers.replies import Reply
from prompts.reading.bursts import read_many
from prompts.reading.schema import Reader, Reading, Utterance
from storage.channels import find_channel
from storage.inbox import Item
from storage.tables import Channel

# A platform that can't say who somebody is holds a conversation up for some seconds, not for the length of its outage:
# then work goes on with what is known, and an unknown person is an outsider, an unknown channel shared.
PATIENT_ATTEMPTS = 4

# The rules take a third of a millisecond for a message of usual length; while they read, an acknowledgement may wait.
QUICK_LENGTH = 600

SEEN_BY_MANY = {"channel", "update", "answer"}  # one-to-one and ephemeral, a reply can't leak


@dataclass(frozen=True)
class Serving:
    """Fulfils bot.worker.Serve with the handlers."""

    preparation: preparing.Preparation
    clock: Callable[[], datetime]
    reads_by_rules: bool = False

    def prepare(self, payload: dict[str, Any], item: Item) -> Prepared:
        """Look up and read. Raises RetryLater, CannotServe."""
        arrival = _arrival(payload)
        may_give_up = item.attempts >= PATIENT_ATTEMPTS
        try:
            prepared = self.preparation.prepare(arrival, now=self.clock(), may_give_up=may_give_up)
        except LookupFailed as failure:
            raise RetryLater(str(failure)) from failure
        return Prepared(prepared.model_dump(mode="json", exclude_defaults=True), is_costly=prepared.is_costly)

    def gather(self, payload: dict[str, Any], behind: Sequence[dict[str, Any]]) -> bursts.Gathered | None:
        """What is read along with a message. Rows that can't be read as arrivals are left for their turn."""
        return bursts.gather(_arrival(payload), [_arrival_or_none(each) for each in behind])

    def prepare_many(self, payloads: Sequence[dict[str, Any]], item: Item) -> list[Prepared]:
        """The same for a burst of messages, read in one go. Raises RetryLater, CannotServe."""
        arrivals = [_arrival(payload) for payload in payloads]
        may_give_up = item.attempts >= PATIENT_ATTEMPTS
        try:
            found = self.preparation.prepare_many(arrivals, now=self.clock(), may_give_up=may_give_up)
        except LookupFailed as failure:
            raise RetryLater(str(failure)) from failure
        return [Prepared(one.model_dump(mode="json", exclude_defaults=True), is_costly=one.is_costly) for one in found]

    def apply(
        self, session: Session, payload: dict[str, Any], prepared: dict[str, Any] | None, item: Item
    ) -> Sequence[Reply]:
        """Record and answer, in the worker's unit."""
        arrival, now = _arrival(payload), self.clock()
        if prepared is not None:
            found = preparing.Prepared.model_validate(prepared)
        else:
            try:
                found = self.preparation.prepare_here(session, arrival, now=now)
            except preparing.MustAsk as unknown:
                raise MustPrepare from unknown
        return dispatch.serve(session, arrival, found, now=now)

    def is_quick(self, payload: dict[str, Any]) -> bool:
        """Whether reading it takes so little time that a unit may do it on the way: by rules, and not an essay.

        With a model, what has no words to read (a press, most commands) need not queue behind those who wait for it.
        """
        if self.reads_by_rules:
            return len(str(payload.get("text", ""))) <= QUICK_LENGTH
        arrival = _arrival(payload)
        return pasted_in(arrival) is None and not (preparing.words_to_read(arrival) or "").strip()


def _arrival(payload: dict[str, Any]) -> AnyArrival:
    try:
        return read_arrival(payload)
    except ValidationError as error:
        raise CannotServe(f"not an arrival: {error.error_count()} faults") from error


def _arrival_or_none(payload: dict[str, Any]) -> AnyArrival | None:
    try:
        return read_arrival(payload)
    except ValidationError:
        return None


@dataclass(frozen=True)
class ObservedReader:
    """A reader whose time is measured."""

    reader: Reader
    metrics: Metrics

    def read(self, utterance: Utterance) -> Reading:
        """Read, and tell how long it took and who read."""
        began = time.perf_counter()
        reading = self.reader.read(utterance)
        self.metrics.read(reading.reader, reading.fell_back or "ok", time.perf_counter() - began)
        return reading

    def read_many(self, utterances: Sequence[Utterance]) -> list[Reading]:
        """Read a burst, each message of which waits for all."""
        began = time.perf_counter()
        readings = read_many(self.reader, utterances)
        for reading in readings:
            self.metrics.read(reading.reader, reading.fell_back or "ok", time.perf_counter() - began)
        return readings


def may_send(session: Session, reply: Reply) -> str | None:
    """Asked again right before sending: why a reply may not be said where it was meant to be (None: it may).

    What is for colleagues is not said in a channel that has been shared with outsiders since it was written.
    """
    if not reply.must_be_internal or reply.to.where not in SEEN_BY_MANY:
        return None
    channel = find_channel(session, reply.to.platform, reply.to.workspace, reply.to.channel)
    return None if _is_internal(channel) else "the channel is shared with outsiders now"


def _is_internal(channel: Channel | None) -> bool:
    return channel is not None and channel.audience == "internal"
