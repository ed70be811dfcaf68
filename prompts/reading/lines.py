"""Messages from lines of JSON, read one after the other; earlier lines of a thread are its context."""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from prompts.reading.bursts import WINDOW, BurstReader, fits, read_many
from prompts.reading.schema import Reader, Said, Utterance, prediction

CONTEXT = 8  # earlier messages of the thread that a reader is shown

_NEEDED = ("id", "speaker", "role", "ts", "text")


def read_lines(lines: Iterable[Mapping[str, Any]], reader: Reader) -> Iterator[dict[str, object]]:
    """One prediction per line, in order. Raises ValueError that names the line (from 1) and the field.

    Lines of one thread that follow each other within two minutes are read in one go, by a reader that gains by it.
    """
    burst: list[tuple[str, Utterance]] = []
    thread_of_burst = ""
    for thread, message_id, utterance in utterances(lines):
        if burst and not (thread == thread_of_burst and _joins([each for _, each in burst], utterance)):
            yield from _predictions(burst, reader)
            burst = []
        thread_of_burst = thread
        burst.append((message_id, utterance))
        if not isinstance(reader, BurstReader):
            yield from _predictions(burst, reader)  # nothing to wait for: the next line may be typed much later
            burst = []
    yield from _predictions(burst, reader)


def utterances(lines: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str, Utterance]]:
    """Each line's thread, id and message, with what was said before it. Raises ValueError."""
    threads: dict[str, deque[Said]] = defaultdict(lambda: deque(maxlen=CONTEXT))
    for number, line in enumerate(lines, start=1):
        _check(line, number)
        thread = str(line.get("thread") or line["id"])
        utterance = _utterance(line, number, _earlier(line, number) or tuple(threads[thread]))
        yield thread, str(line["id"]), utterance
        threads[thread].append(
            Said(speaker=utterance.speaker, role=utterance.role, text=utterance.text, said_at=utterance.said_at)
        )


def _joins(burst: list[Utterance], utterance: Utterance) -> bool:
    """Whether a message is read along with those before it."""
    is_near = abs(utterance.said_at - burst[0].said_at) <= WINDOW
    return is_near and fits([len(each.text) for each in (*burst, utterance)])


def _predictions(burst: list[tuple[str, Utterance]], reader: Reader) -> Iterator[dict[str, object]]:
    readings = read_many(reader, [utterance for _, utterance in burst])
    for (message_id, _), reading in zip(burst, readings, strict=True):
        yield prediction(message_id, reading)


def _check(line: Mapping[str, Any], number: int) -> None:
    if not isinstance(line, Mapping):
        raise ValueError(f"line {number}: not an object")
    for name in _NEEDED:
        if name not in line:
            raise ValueError(f"line {number}: field {name} is missing")
        if not isinstance(line[name], str):
            raise ValueError(f"line {number}: field {name} is not a string")


def _utterance(line: Mapping[str, Any], number: int, earlier: tuple[Said, ...]) -> Utterance:
    tz = _zone(line, number)
    return Utterance(
        text=line["text"],
        speaker=line["speaker"],
        role=line["role"],
        said_at=_instant(line["ts"], tz, number),
        tz=tz,
        platform=str(line.get("platform") or "slack"),
        client=line.get("client"),
        earlier=earlier,
        names=tuple(line.get("names") or ()),
        is_relayed=bool(line.get("is_relayed")),
    )


def _earlier(line: Mapping[str, Any], number: int) -> tuple[Said, ...]:
    """What was said before, where a line brings it along (`liaison export examples` does)."""
    tz = _zone(line, number)
    try:
        return tuple(
            Said(
                speaker=each["speaker"], role=each["role"], text=each["text"], said_at=_instant(each["ts"], tz, number)
            )
            for each in line.get("earlier") or ()
        )
    except (TypeError, KeyError, ValidationError):
        raise ValueError(f"line {number}: field earlier is not a list of speaker, role, ts and text") from None


def _zone(line: Mapping[str, Any], number: int) -> str:
    tz = str(line.get("tz") or "Asia/Shanghai")
    try:
        ZoneInfo(tz)
    except (ValueError, OSError, KeyError):
        raise ValueError(f"line {number}: field tz is not a time zone") from None
    return tz


def _instant(ts: str, tz: str, number: int) -> datetime:
    try:
        at = datetime.fromisoformat(ts)
    except ValueError:
        raise ValueError(f"line {number}: field ts is not an ISO 8601 instant") from None
    return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(tz))
