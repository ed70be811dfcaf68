"""A thousand events, many of them repeated, while the worker is killed: nothing is lost, nothing is doubled."""

import sys
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from queue_state import count_states, is_settled, list_rows, opened
from starting import Start
from storm import EVENTS, Storm

from bot.fakes import FakeSlack, FakeWeCom
from bot.fakes.process import Environment, ProgramProcess, environment, read_export, run_command, wait_until
from bot.wecom.template_cards import draw
from handlers.replies import Reply
from storage.queue_tables import INBOX, OUTBOX
from storage.store import Store

KILLS = 5
IN_FLIGHT = 16  # sends that delivery has under way at once: no kill can leave more of them unnoted

Row = dict[str, Any]


def count_done(store: Store) -> int:
    return count_states(store)["inbox"]["done"]


def ride_out(storm: Storm, store: Store, web: ProgramProcess, *, env: Environment, folder: Path) -> None:
    """Deliver the storm, killing the worker five times on the way, until all is worked off."""
    with storm.delivering(web):
        for kill in range(KILLS):
            with ProgramProcess("worker", env=env, folder=folder) as worker:
                worker.wait_until_ready()
                enough = EVENTS * (kill + 1) // (KILLS + 2)
                wait_until(lambda enough=enough: count_done(store) >= enough, timeout_s=60, every_s=0.05)
                worker.kill()
    with ProgramProcess("worker", env=env, folder=folder) as worker:
        wait_until(lambda: is_settled(store), timeout_s=90, every_s=0.1, what="everything worked off")
        assert worker.stop() == 0


def records_by_message(records: list[Row]) -> Counter[tuple[str, str]]:
    return Counter((record["source"]["channel"], record["source"]["message_id"]) for record in records)


def check_records(storm: Storm, *, env: Environment, folder: Path) -> None:
    """Each event's records exist exactly once, and in each conversation in its order."""
    messages = read_export("messages", env=env, folder=folder)
    heard: dict[str, list[Row]] = {}
    for message in messages:
        heard.setdefault(message["channel"], []).append(message)
    for channel, conversation in storm.conversations.items():
        rows = heard[channel]
        assert [row["message_id"] for row in rows] == [message_id for message_id, _ in conversation.said]
        assert all(earlier["id"] < later["id"] for earlier, later in pairwise(rows))
        for row, (message_id, words) in zip(rows, conversation.said, strict=True):
            edited = conversation.edited.get(message_id)
            if row["platform"] == "slack":
                assert row["text"] == (edited or words)
            assert row["versions"] == ([words] if edited else [])
            assert bool(row["deleted_at"]) == (message_id in conversation.deleted)
    assert len(messages) == sum(len(conversation.said) for conversation in storm.conversations.values())
    for kind, records in (("change_request", "changes"), ("task", "tasks"), ("interaction", "interactions")):
        found = [dict(record) for record in read_export(records, env=env, folder=folder)]
        once = records_by_message(found)
        assert set(once.values()) == {1}
        meant = {(m["channel"], m["message_id"]) for m in messages if kind in m["kinds"]}
        # An edit takes nothing back: what the words said before may have its record too. A follow-up has none of its
        # own: it is evidence of the record that it joined.
        joined = {(one["channel"], one["message_id"]) for record in found for one in record.get("evidence", ())}
        assert meant <= set(once) | joined
        if records != "interactions":
            numbers = sorted(int(record["number"].partition("-")[2]) for record in found)
            assert numbers == list(range(1, len(found) + 1))


def count_doubled(slack: FakeSlack, wecom: FakeWeCom, replies: list[Row]) -> tuple[int, int]:
    """How many replies went to Slack twice, and to WeCom twice (which drops the second). Every one went once."""
    posts = Counter(
        call.args["metadata"]["event_payload"]["key"]
        for call in slack.calls_of("chat.postMessage")
        if call.answer and call.answer["ok"]
    )
    updates = {call.args["metadata"]["event_payload"]["key"] for call in slack.calls_of("chat.update")}
    delivered = [delivery.body for delivery in wecom.delivered()]
    attempts = {row["key"]: row["attempts"] for row in replies}
    for row in replies:
        reply = Reply.model_validate(row["payload"])
        if reply.to.platform == "wecom":
            assert reply.card is not None
            for drawn in draw(reply.card, key=row["key"]):
                content = drawn[drawn["msgtype"]]
                assert sum(body.get(drawn["msgtype"]) == content for body in delivered) == 1, row["key"]
        elif reply.to.where != "answer":  # a slash command's answer carries no key
            assert row["key"] in posts or row["key"] in updates
    doubled = [key for key, count in posts.items() if count > 1]
    assert all(attempts[key] > 1 for key in doubled)  # sent again only after a kill
    return len(doubled), len(wecom.state.suppressed)


@pytest.mark.parametrize("seed", [7])
def test_every_event_is_recorded_once_and_answered_although_the_worker_is_killed_five_times(
    program_url: str,
    tmp_path: Path,
    slack: FakeSlack,
    wecom: FakeWeCom,
    start: Start,
    seed: int,
    capsys: pytest.CaptureFixture[str],
):
    env = environment(program_url, slack=slack, wecom=wecom)
    storm = Storm(slack, wecom, seed=seed)
    web = start("web", env=env)
    with opened(program_url) as store:
        storm.link(web)
        with ProgramProcess("worker", env=env, folder=tmp_path):
            wait_until(lambda: is_settled(store) and count_done(store) == len(storm.channels))

        began_at = time.monotonic()
        ride_out(storm, store, web, env=env, folder=tmp_path)
        took_s = time.monotonic() - began_at

        events = list_rows(store, INBOX)
        replies = list_rows(store, OUTBOX)
    drained = run_command("drain", env=env, folder=tmp_path)
    assert drained.returncode == 0, drained.stderr
    assert len(events) == EVENTS + len(storm.channels)
    assert {event["state"] for event in events} == {"done"}
    assert {reply["state"] for reply in replies} == {"sent"}
    check_records(storm, env=env, folder=tmp_path)
    on_slack, on_wecom = count_doubled(slack, wecom, replies)
    assert on_slack + on_wecom <= KILLS * IN_FLIGHT
    assert slack.visible_to_outsiders() == []
    deliveries = sum(conversation.deliveries for conversation in storm.conversations.values())
    interrupted = sum(event["attempts"] > 1 for event in events)
    database = program_url.partition(":")[0]
    with capsys.disabled():
        sys.stdout.write(
            f"\n{EVENTS} events in {deliveries} deliveries, {KILLS} kills, {took_s:.0f} s on {database}: "
            f"{interrupted} events begun again; {len(replies)} replies, sent twice: "
            f"{on_slack} to Slack, {on_wecom} to WeCom (which dropped the second)\n"
        )
