"""What Prometheus is told. One Metrics per program, in a registry of its own: tests make as many as they like.

The worker, delivery, doors and readers call its verbs; `render` is what GET /metrics answers.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from threading import Thread
from typing import TYPE_CHECKING, NamedTuple
from wsgiref.simple_server import WSGIServer

import structlog
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
    start_http_server,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.config import BadSettings
from bot.model_budget import ModelDay
from bot.model_metrics import ModelDays
from bot.observe import Observe
from storage.depths import measure
from storage.store import Store

if TYPE_CHECKING:
    from prompts.reading.model.reader import Usage

log = structlog.get_logger()

# An acknowledgement should take 5 ms and may take 3 s (Slack) or 5 s (WeCom).
ACK_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3, 5)
# Rules read in well under a millisecond, a model in seconds.
READING_BUCKETS = (0.0005, 0.001, 0.005, 0.025, 0.1, 0.5, 1, 2, 4, 8, 12, 20)
EVENT_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300)
# From storing a reply to its sending: pacing lets a busy channel wait.
SEND_BUCKETS = (0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 1800)

# Shown as 0 when empty: an alert on a series that isn't there never fires.
STATES = {"inbox": ("ready", "running", "dead"), "outbox": ("ready", "running", "unsure", "dead")}


class QueueState(NamedTuple):
    """How much waits in one state of one queue."""

    queue: str  # "inbox" or "outbox"
    state: str  # "ready", "running" …
    depth: int
    oldest_s: float  # age of the oldest of them; 0 when there is none


QueueStates = Callable[[], Iterable[QueueState]]


def queues_of(store: Store, *, now: Callable[[], datetime]) -> QueueStates:
    """Asks the store for the depth and age of both queues; `now` is aware."""

    def ask() -> Iterable[QueueState]:
        found = {(depth.queue, depth.state): depth for depth in store.read(measure)}
        at = now()
        for queue, states in STATES.items():
            for state in states:
                depth = found.get((queue, state))
                oldest_s = max(0.0, (at - depth.oldest_at).total_seconds()) if depth else 0.0
                yield QueueState(queue, state, depth.count if depth else 0, oldest_s)

    return ask


class Metrics(Observe):
    """Counters and histograms of this process; the depth of the queues is asked of the store when scraped."""

    def __init__(self, *, queues: QueueStates | None = None, registry: CollectorRegistry | None = None) -> None:
        self.registry = registry if registry is not None else CollectorRegistry()
        self._make_counters()
        self._make_histograms()
        ProcessCollector(registry=self.registry)
        if queues is not None:
            self.watch_queues(queues)

    def _make_counters(self) -> None:
        own = self.registry
        self._doors = Counter(
            "liaison_door_requests",
            "Requests at the doors, by the status answered",
            ["platform", "status"],
            registry=own,
        )
        self._arrivals = Counter(
            "liaison_arrivals", "Arrivals stored, or known already", ["platform", "kind", "outcome"], registry=own
        )
        self._events = Counter("liaison_events", "Arrivals worked off, by outcome", ["kind", "outcome"], registry=own)
        self._sends = Counter("liaison_sends", "Sends, by outcome", ["platform", "outcome"], registry=own)
        self._readings = Counter("liaison_readings", "Messages read", ["reader", "outcome"], registry=own)
        self._connections = Counter("liaison_connections", "What became of a connection that one process has: "
                                    "connected, refused, displaced …", ["door", "state"], registry=own)  # fmt: skip
        self._connection_up = Gauge("liaison_connection_up", "Whether this process has it and it is up",
                                    ["door"], registry=own)  # fmt: skip
        self._model_calls = Counter("liaison_model_calls", "Calls of the model, by outcome", ["outcome"], registry=own)
        self._model_tokens = Counter("liaison_model_tokens", "Tokens sent to and got from the model",
                                     ["direction", "outcome"], registry=own)  # fmt: skip
        self._model_messages = Counter("liaison_model_messages", "Messages of the bursts that the model was asked "
                                       "about, by the burst's outcome", ["outcome"], registry=own)  # fmt: skip
        self._model_dropped = Counter("liaison_model_dropped", "What of the model's answers failed a check",
                                      ["check"], registry=own)  # fmt: skip

    def _make_histograms(self) -> None:
        own = self.registry
        self._ack_s = Histogram("liaison_ack_seconds", "From request to acknowledgement", ["platform"],
                                buckets=ACK_BUCKETS, registry=own)  # fmt: skip
        self._event_s = Histogram("liaison_event_seconds", "From acknowledgement to done", ["kind"],
                                  buckets=EVENT_BUCKETS, registry=own)  # fmt: skip
        self._reading_s = Histogram("liaison_reading_seconds", "Time to read one message", ["reader"],
                                    buckets=READING_BUCKETS, registry=own)  # fmt: skip
        self._send_s = Histogram("liaison_delivery_seconds", "From storing a reply to its end", ["platform"],
                                 buckets=SEND_BUCKETS, registry=own)  # fmt: skip

    def watch_queues(self, queues: QueueStates) -> None:
        """Ask this at every scrape. Once per Metrics."""
        self.registry.register(_Queues(queues))

    def acknowledged(self, platform: str, status: int, seconds: float) -> None:
        """A door answered a request."""
        self._doors.labels(platform, str(status)).inc()
        self._ack_s.labels(platform).observe(seconds)

    def arrived(self, platform: str, kind: str, outcome: str) -> None:
        """An arrival was put into the inbox: outcome `stored` or `duplicate`."""
        self._arrivals.labels(platform, kind, outcome).inc()

    def event_done(self, kind: str, outcome: str, seconds: float) -> None:
        """The worker is through with an arrival, for good or for now, this long after it was stored."""
        self._events.labels(kind, outcome).inc()
        self._event_s.labels(kind).observe(seconds)

    def sent(self, platform: str, outcome: str, seconds: float) -> None:
        """A send came to an end, for good or for now, this long after it was stored."""
        self._sends.labels(platform, outcome).inc()
        self._send_s.labels(platform).observe(seconds)

    def connection_stands(self, door: str, state: str) -> None:
        """A connection that only one process has came into this state: connecting, connected, refused, displaced …"""
        self._connections.labels(door, state).inc()
        self._connection_up.labels(door).set(1 if state == "connected" else 0)

    def read(self, reader: str, outcome: str, seconds: float) -> None:
        """A message was read: outcome `ok`, or why the rules stepped in."""
        self._readings.labels(reader, outcome).inc()
        self._reading_s.labels(reader).observe(seconds)

    def model_read(self, usage: "Usage") -> None:
        """The model was asked about a burst: in one call, or more with a repair."""
        self._model_calls.labels(usage.outcome).inc(usage.calls)
        self._model_messages.labels(usage.outcome).inc(usage.messages)
        self._model_tokens.labels("in", usage.outcome).inc(usage.tokens_in)
        self._model_tokens.labels("out", usage.outcome).inc(usage.tokens_out)
        for check in usage.dropped:
            self._model_dropped.labels(check).inc()

    def watch_model(self, day: Callable[[], ModelDay]) -> None:
        """Ask this at every scrape. Once per Metrics."""
        self.registry.register(ModelDays(day))

    def render(self) -> bytes:
        """The exposition text. Reads the store: not on the event loop's thread."""
        return generate_latest(self.registry)

    def route(self, path: str = "/metrics") -> Route:
        """GET /metrics for the web process."""

        async def show(_: Request) -> Response:
            return Response(await run_in_threadpool(self.render), headers={"Content-Type": CONTENT_TYPE_LATEST})

        return Route(path, show, methods=["GET"])

    def serve(self, *, port: int, host: str = "0.0.0.0") -> "Exposition":  # noqa: S104 - for a scraper elsewhere
        """Serve /metrics in a thread, for worker and clock, which have no web server. Raises BadSettings."""
        try:
            server, thread = start_http_server(port, addr=host, registry=self.registry)
        except OSError as error:
            reason = error.strerror or "not possible"
            raise BadSettings([f"LIAISON_METRICS_PORT: cannot listen on {host}:{port} ({reason})"]) from error
        return Exposition(server, thread)


class Exposition:
    """A running metrics server."""

    def __init__(self, server: WSGIServer, thread: Thread) -> None:
        self._server, self._thread = server, thread
        self.port = int(server.server_port)

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Queues(Collector):
    """Depth and age per queue and state, as the database has them at the moment of the scrape."""

    def __init__(self, queues: QueueStates) -> None:
        self._queues = queues

    def describe(self) -> Iterable[Metric]:
        """Named without asking: registering must not need a database."""
        return [*_queue_gauges(), _up_gauge(is_up=True)]

    def collect(self) -> Iterator[Metric]:
        depth, oldest = _queue_gauges()
        try:
            states = list(self._queues())
        except Exception:  # a database that is away must not take the other metrics along
            log.warning("queues_not_counted", exc_info=True)
            yield _up_gauge(is_up=False)
            return
        for state in states:
            depth.add_metric([state.queue, state.state], state.depth)
            oldest.add_metric([state.queue, state.state], state.oldest_s)
        yield from (depth, oldest, _up_gauge(is_up=True))


def _queue_gauges() -> tuple[GaugeMetricFamily, GaugeMetricFamily]:
    labels = ["queue", "state"]
    return (
        GaugeMetricFamily("liaison_queue_depth", "Rows of a queue, by state", labels=labels),
        GaugeMetricFamily("liaison_queue_oldest_seconds", "Age of the oldest row, by state", labels=labels),
    )


def _up_gauge(*, is_up: bool) -> GaugeMetricFamily:
    return GaugeMetricFamily("liaison_database_up", "Whether the queues could be counted", value=float(is_up))
