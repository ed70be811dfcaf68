"""Two worker processes on one PostgreSQL database share the work, and do nothing twice."""

from collections import Counter
from pathlib import Path

from queue_state import is_settled, list_rows, opened
from starting import Start

from bot.fakes import FakeSlack, FakeWeCom, SlackSender, WeComSender
from bot.fakes.process import environment, read_export, wait_until
from storage.queue_tables import INBOX, OUTBOX

CHANNELS, SAID = 6, 25
EVENTS = 2 * CHANNELS * SAID


def test_two_workers_share_the_work_and_no_event_is_processed_twice(
    migrated_postgres_url: str, tmp_path: Path, slack: FakeSlack, wecom: FakeWeCom, start: Start
):
    env = environment(migrated_postgres_url, slack=slack, wecom=wecom)
    amy = slack.add_user("amy")
    channels = [slack.add_channel(f"brand-{number}", [amy]) for number in range(CHANNELS)]
    members = [wecom.add_member(f"member{number}") for number in range(CHANNELS)]
    web = start("web", env=env)
    with (
        SlackSender(web.url("/slack/events"), slack, is_kept_alive=True) as from_slack,
        WeComSender(web.url("/wecom/callback"), wecom, is_kept_alive=True) as from_wecom,
    ):
        for number in range(SAID):
            for channel, member in zip(channels, members, strict=True):
                assert from_slack.message(channel, amy, f"Please make banner {number} larger by Friday").status == 200
                assert from_wecom.text(member.userid, f"任务 出第{number}张海报 周四前").status == 200

    workers = [start("worker", env=env) for _ in range(2)]
    with opened(migrated_postgres_url) as store:
        wait_until(lambda: is_settled(store), timeout_s=60, what="everything worked off")
        events, replies = list_rows(store, INBOX), list_rows(store, OUTBOX)

    for worker in workers:
        assert worker.stop() == 0
    assert len(events) == EVENTS
    assert {event["attempts"] for event in events} == {1}
    assert {reply["attempts"] for reply in replies} == {1}
    created = Counter(
        (line["action"], line["record"])
        for line in read_export("audit", env=env, folder=tmp_path)
        if line["record"].split()[0] in ("task", "change_request")
    )
    assert set(created.values()) == {1}
    messages = read_export("messages", env=env, folder=tmp_path)
    assert len({(message["channel"], message["message_id"]) for message in messages}) == len(messages) == EVENTS
    posts = [call.args["metadata"]["event_payload"]["key"] for call in slack.calls_of("chat.postMessage")]
    assert len(posts) == len(set(posts))
    assert wecom.state.suppressed == []
