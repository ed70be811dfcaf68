"""Logs: one line per event, JSON or console, ours and the libraries' alike, without secrets.

    with trace(row.trace_id):
        log.info("event_done", kind="message", outcome="recorded")

One trace goes with an event from door to delivery; rows of the inbox and the outbox carry it between processes.
"""

import logging
import secrets
import sys
import threading
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Literal, TextIO

import structlog
from structlog.types import EventDict, Processor, WrappedLogger

from bot.redaction import Redactor

Format = Literal["auto", "console", "json"]

OURS = ("liaison", "bot", "handlers", "prompts", "storage")
# Libraries whose INFO is worth reading. At INFO and DEBUG others print request bodies and addresses with tokens:
# they are heard from WARNING on, whatever level is asked for.
TRUSTED = ("uvicorn.error",)
# Every request is counted by our own metrics; a line each would drown the rest.
SILENT = ("uvicorn.access", "aiohttp.access")

FIRST = ("time", "level", "event", "trace", "code")


def configure_logs(
    *, form: Format = "auto", level: str = "info", secrets: Iterable[str] = (), stream: TextIO | None = None
) -> Redactor:
    """Send all logging of this process through one chain to `stream` (stderr). Gives the redactor it uses."""
    out = stream or sys.stderr
    redactor = Redactor(secrets)
    is_json = form == "json" or (form == "auto" and not out.isatty())
    shared = _shared_processors(redactor)
    handler = logging.StreamHandler(out)
    handler.setFormatter(_RedactingFormatter(redactor, is_json=is_json, colours=out.isatty(), chain=shared))
    threshold = logging.getLevelNamesMapping()[level.upper()]
    _adopt_libraries(handler, threshold)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,  # a module's logger made before this call must follow it
    )
    return redactor


def catch_strays(log: Any = None) -> None:
    """Log what nobody caught, instead of letting Python print it unredacted. For processes, not for tests."""
    log = log or structlog.get_logger("liaison")

    def on_crash(kind: type[BaseException], error: BaseException, where: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, where)
        else:
            log.critical("crashed", exc_info=(kind, error, where))

    def on_thread_crash(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            on_crash(args.exc_type, args.exc_value, args.exc_traceback)

    sys.excepthook = on_crash
    threading.excepthook = on_thread_crash


def new_trace() -> str:
    """A short id for one event: unique enough to find its lines among a month's."""
    return secrets.token_hex(8)


@contextmanager
def trace(trace_id: str | None = None, **more: object) -> Iterator[str]:
    """Everything logged inside carries this trace (a new one if None) and the given fields."""
    bound = trace_id or new_trace()
    with structlog.contextvars.bound_contextvars(trace=bound, **more):
        yield bound


def current_trace() -> str | None:
    """The trace that is bound here, to be kept on a row."""
    bound = structlog.contextvars.get_contextvars().get("trace")
    return str(bound) if bound else None


def code_of(error: BaseException) -> str:
    """The short code of an error: its own, else one that is the same for the same error at the same place."""
    own = getattr(error, "code", None)
    if isinstance(own, str) and own:
        return own
    frame = error.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    place = f"{frame.tb_frame.f_globals.get('__name__')}.{frame.tb_frame.f_code.co_qualname}" if frame else ""
    return f"E-{zlib.crc32(f'{type(error).__qualname__} {place}'.encode()):08x}"


class _RedactingFormatter(structlog.stdlib.ProcessorFormatter):
    """Looks once more for the configured secrets in what was rendered: nothing leaves this process unread."""

    def __init__(self, redactor: Redactor, *, is_json: bool, colours: bool, chain: list[Processor]) -> None:
        self._redactor = redactor
        render: Processor = (
            structlog.processors.JSONRenderer(ensure_ascii=False, default=redactor.value)
            if is_json
            # Rich tracebacks would show local variables: tokens and clients' words.
            else structlog.dev.ConsoleRenderer(
                timestamp_key="time", colors=colours, sort_keys=False, exception_formatter=structlog.dev.plain_traceback
            )
        )
        super().__init__(
            foreign_pre_chain=chain,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
            use_get_message=True,
        )

    def format(self, record: logging.LogRecord) -> str:
        return self._redactor.known(super().format(record))


def _shared_processors(redactor: Redactor) -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        _name_trace,
        _add_code,
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        _redacting(redactor),
    ]


def _redacting(redactor: Redactor) -> Processor:
    """The event in plain types, redacted, what one looks for first standing first."""

    def redact(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
        # structlog's own marks, which the formatter still needs, stay as they are.
        marks = {name: event.pop(name) for name in ("_record", "_from_structlog") if name in event}
        first = {name: event.pop(name) for name in FIRST if name in event}
        return {**redactor.value({**first, **event}), **marks}

    return redact


def _name_trace(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Rows call it trace_id; in the log it has one name."""
    if "trace_id" in event:
        event.setdefault("trace", event.pop("trace_id"))
    return event


def _add_code(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """An error's line carries the code that the person was shown, and that rows keep as error_code."""
    if "error_code" in event:
        event.setdefault("code", event.pop("error_code"))
    if event.get("level") in ("error", "critical") and "code" not in event:
        error = _error_of(event.get("exc_info"))
        event["code"] = code_of(error) if error else "error"
    return event


def _error_of(exc_info: object) -> BaseException | None:
    match exc_info:
        case BaseException():
            return exc_info
        case (_, BaseException() as error, _):
            return error
        case True:
            return sys.exc_info()[1]
        case _:
            return None


def _adopt_libraries(handler: logging.Handler, level: int) -> None:
    root = logging.getLogger()
    for old in list(root.handlers):
        if isinstance(old.formatter, _RedactingFormatter):
            root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(max(level, logging.WARNING))
    for name in (*OURS, *TRUSTED):
        logging.getLogger(name).setLevel(level)
    for name in ("uvicorn", *TRUSTED):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    for name in SILENT:
        logging.getLogger(name).disabled = True
    logging.captureWarnings(True)
