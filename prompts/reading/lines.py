"""Messages from lines of JSON, read one after the other; earlier lines of a thread are its context."""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from prompts.reading.schema import Reader, Said, Utterance, prediction

CONTEXT = 8  # earlier messages of the thread that a reader is shown

_NEEDED = ("id", "speaker", "role", "ts", "text")


def read_lines(lines: Iterable[Mapping[str, Any]], reader: Reader) -> Iterator[dict[str, object]]:
    """One prediction per line, in order. Raises ValueError that names the line (from 1) and the field."""
    threads: dict[str, deque[Said]] = defaultdict(lambda: deque(maxlen=CONTEXT))
    for number, line in enumerate(lines, start=1):
        _check(line, number)
        thread = threads[str(line.get("thread") or line["id"])]
        utterance = _utterance(line, number, tuple(thread))
        yield prediction(str(line["id"]), reader.read(utterance))
        thread.append(
            Said(speaker=utterance.speaker, role=utterance.role, text=utterance.text, said_at=utterance.said_at)
        )


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
    )


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
