"""Metrics: what is counted, what a scrape reads from the queues, and where it is served."""

import socket
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from urllib.request import urlopen

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette
from starlette.types import Message

from bot.config import BadSettings
from bot.metrics import Metrics, QueueState, queues_of
from bot.model_budget import ModelDay
from prompts.reading.model.reader import Usage
from storage import inbox
from storage.store import Store


def samples(metrics: Metrics) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    families = text_string_to_metric_families(metrics.render().decode())
    return {(one.name, tuple(sorted(one.labels.items()))): one.value for family in families for one in family.samples}


def test_each_verb_shows_in_the_exposition():
    metrics = Metrics()
    metrics.acknowledged("slack", 200, 0.004)
    metrics.arrived("slack", "message", "stored")
    metrics.event_done("message", "done", 0.02)
    metrics.sent("wecom", "sent", 0.2)
    metrics.read("model", "timeout", 12.0)
    metrics.model_read(Usage(2, 300, 40, "ok", messages=5, dropped=("due_quote", "due_quote")))

    seen = samples(metrics)

    assert seen["liaison_door_requests_total", (("platform", "slack"), ("status", "200"))] == 1
    assert seen["liaison_arrivals_total", (("kind", "message"), ("outcome", "stored"), ("platform", "slack"))] == 1
    assert seen["liaison_events_total", (("kind", "message"), ("outcome", "done"))] == 1
    assert seen["liaison_sends_total", (("outcome", "sent"), ("platform", "wecom"))] == 1
    assert seen["liaison_readings_total", (("outcome", "timeout"), ("reader", "model"))] == 1
    assert seen["liaison_model_calls_total", (("outcome", "ok"),)] == 2
    assert seen["liaison_model_tokens_total", (("direction", "in"), ("outcome", "ok"))] == 300
    assert seen["liaison_model_messages_total", (("outcome", "ok"),)] == 5
    assert seen["liaison_model_dropped_total", (("check", "due_quote"),)] == 2
    assert seen["liaison_ack_seconds_bucket", (("le", "0.005"), ("platform", "slack"))] == 1
    assert seen["liaison_ack_seconds_bucket", (("le", "0.0025"), ("platform", "slack"))] == 0
    assert seen["liaison_delivery_seconds_count", (("platform", "wecom"),)] == 1


def test_a_database_that_is_away_takes_no_other_metric_along_with_the_models_account():
    def away() -> ModelDay:
        raise OSError("no database")

    metrics = Metrics()
    metrics.watch_model(away)
    metrics.read("model", "ok", 1.0)

    seen = samples(metrics)

    assert seen["liaison_readings_total", (("outcome", "ok"), ("reader", "model"))] == 1
    assert not any(name.startswith("liaison_model_today") for name, _ in seen)


def test_the_queues_are_counted_at_the_moment_of_the_scrape():
    waiting = [QueueState("inbox", "ready", 3, 1.5)]
    metrics = Metrics(queues=lambda: waiting)
    samples(metrics)
    waiting[0] = QueueState("inbox", "ready", 7, 2.5)

    seen = samples(metrics)

    labels = (("queue", "inbox"), ("state", "ready"))
    assert seen["liaison_queue_depth", labels] == 7
    assert seen["liaison_queue_oldest_seconds", labels] == 2.5
    assert seen["liaison_database_up", ()] == 1


def test_the_store_tells_how_much_waits_and_since_when(store: Store):
    stored_at = datetime(2026, 11, 23, 9, tzinfo=UTC)
    event = {"key": "slack:1", "lane": "slack:T1:C1", "kind": "message", "payload": {}, "trace_id": "t"}
    store.write(lambda session: inbox.put(session, **event, now=stored_at))

    seen = samples(Metrics(queues=queues_of(store, now=lambda: stored_at + timedelta(seconds=42))))

    assert seen["liaison_queue_depth", (("queue", "inbox"), ("state", "ready"))] == 1
    assert seen["liaison_queue_oldest_seconds", (("queue", "inbox"), ("state", "ready"))] == 42
    assert seen["liaison_queue_depth", (("queue", "outbox"), ("state", "dead"))] == 0


def test_a_database_that_is_away_does_not_take_the_other_metrics_along():
    def away() -> Iterable[QueueState]:
        raise ConnectionError("no database")

    metrics = Metrics(queues=away)
    metrics.arrived("slack", "message", "stored")

    seen = samples(metrics)

    assert seen["liaison_database_up", ()] == 0
    assert seen["liaison_arrivals_total", (("kind", "message"), ("outcome", "stored"), ("platform", "slack"))] == 1


def test_two_programs_do_not_share_counters():
    one, other = Metrics(), Metrics()
    one.sent("slack", "sent", 0.1)

    assert ("liaison_sends_total", (("outcome", "sent"), ("platform", "slack"))) in samples(one)
    assert ("liaison_sends_total", (("outcome", "sent"), ("platform", "slack"))) not in samples(other)


async def test_the_web_process_answers_get_metrics():
    metrics = Metrics()
    metrics.sent("slack", "sent", 0.1)
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": "/metrics", "headers": [], "query_string": b"", "root_path": ""}
    await Starlette(routes=[metrics.route()])(scope, receive, send)

    assert sent[0]["status"] == 200
    assert b"liaison_sends_total" in sent[1]["body"]


def test_worker_and_clock_serve_on_a_port_of_their_own_until_stopped():
    metrics = Metrics()
    served = metrics.serve(port=0, host="127.0.0.1")
    try:
        with urlopen(f"http://127.0.0.1:{served.port}/metrics", timeout=5) as answer:
            assert b"process_resident_memory_bytes" in answer.read()
    finally:
        served.stop()

    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", served.port)) != 0


def test_a_taken_port_is_named_with_its_setting():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(BadSettings, match=f"LIAISON_METRICS_PORT.*{port}"):
            Metrics().serve(port=port, host="127.0.0.1")
