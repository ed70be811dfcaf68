"""What is forged, stale, broken, too large or meant for somebody else is refused; nothing of it is kept or shown."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from queue_state import list_rows, opened
from starting import Start

from bot.fakes import FakeSlack, FakeWeCom, SlackSender, WeComSender
from bot.fakes.process import Environment, ProgramProcess, read_export, run_command
from storage.queue_tables import INBOX, OUTBOX

MIB = 1024 * 1024
CLIENTS_WORDS = "我们的预算是八十万，不要告诉别人"
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c SYSTEM "file:///etc/passwd">]><xml><ToUserName>&b;</ToUserName><Encrypt>&c;</Encrypt></xml>'
)


@pytest.fixture
def program(env: Environment, start: Start) -> ProgramProcess:
    return start("run", env=env)


@pytest.fixture
def from_slack(program: ProgramProcess, slack: FakeSlack) -> Iterator[SlackSender]:
    slack.add_channel("acme", [slack.add_user("amy", user_id="U0AMY")], channel_id="C0ACME")
    with SlackSender(program.url("/slack/events"), slack) as sender:
        yield sender


@pytest.fixture
def from_wecom(program: ProgramProcess, wecom: FakeWeCom) -> Iterator[WeComSender]:
    wecom.add_member("lilei", "李雷")
    with WeComSender(program.url("/wecom/callback"), wecom) as sender:
        yield sender


def ago(seconds: float) -> str:
    return str(int(time.time() - seconds))


SLACK_REFUSALS: dict[str, tuple[int, Callable[[SlackSender], SlackSender]]] = {
    "signed with another secret": (401, lambda sender: sender.but(secret="another")),
    "signature of nonsense": (401, lambda sender: sender.but(signature="v0=00")),
    "not signed": (401, lambda sender: sender.but(signature="")),
    "signature that is not ASCII": (401, lambda sender: sender.but(signature="v0=é")),
    "no timestamp": (401, lambda sender: sender.but(timestamp="")),
    "timestamp that is no number": (401, lambda sender: sender.but(timestamp="now")),
    "six minutes old": (401, lambda sender: sender.but(timestamp=ago(360))),
    "six minutes ahead": (401, lambda sender: sender.but(timestamp=ago(-360))),
    "not JSON": (400, lambda sender: sender.but(body=b'{"type": ')),
    "no object": (400, lambda sender: sender.but(body=b"[1, 2]")),
    "not UTF-8": (400, lambda sender: sender.but(body=b'{"type": "\xff\xfe"}')),
    "nested too deeply": (400, lambda sender: sender.but(body=b"[" * 200_000)),
    "another content type": (400, lambda sender: sender.but(content_type="text/xml", body=BOMB)),
    "two MiB": (413, lambda sender: sender.but(body=b'{"type": "' + b"x" * 2 * MIB + b'"}')),
    "two MiB that nobody signed": (413, lambda sender: sender.but(signature="v0=00", body=b"x" * 2 * MIB)),
}  # fmt: skip

WECOM_REFUSALS: dict[str, tuple[int, Callable[[WeComSender], WeComSender]]] = {
    "signed with another token": (401, lambda sender: sender.but(token="another")),
    "signature of nonsense": (401, lambda sender: sender.but(signature="00")),
    "not signed": (401, lambda sender: sender.but(signature="")),
    "six minutes old": (401, lambda sender: sender.but(timestamp=ago(360))),
    "timestamp that is no number": (401, lambda sender: sender.but(timestamp="now")),
    "for another corporation": (401, lambda sender: sender.but(corp_id="ww0another0000001")),
    "padded wrongly": (400, lambda sender: sender.but(padding=b"\x00")),
    "not XML": (400, lambda sender: sender.but(body=b"<xml><Encrypt>")),
    "empty": (400, lambda sender: sender.but(body=b"")),
    "entities outside": (400, lambda sender: sender.but(body=BOMB)),
    "entities inside": (400, lambda sender: sender.but(message=BOMB)),
    "not XML inside": (400, lambda sender: sender.but(message=b"{}")),
    "not UTF-8 inside": (400, lambda sender: sender.but(message=b"<xml>\xff\xfe</xml>")),
    "two MiB": (413, lambda sender: sender.but(body=b"<xml>" + b"x" * 2 * MIB + b"</xml>")),
}  # fmt: skip


def secrets_of(slack: FakeSlack, wecom: FakeWeCom) -> list[str]:
    tokens = [agent.token for agent in wecom.state.agents.values() if agent.token]
    return [slack.bot_token, slack.app_token, slack.signing_secret, wecom.secret, wecom.token, wecom.aes_key, *tokens]


def test_everything_refused_leaves_no_trace_and_the_log_keeps_every_secret(
    env: Environment,
    tmp_path: Path,
    program: ProgramProcess,
    slack: FakeSlack,
    wecom: FakeWeCom,
    from_slack: SlackSender,
    from_wecom: WeComSender,
):
    answered = {
        f"Slack: {name}": (differ(from_slack).message("C0ACME", "U0AMY", CLIENTS_WORDS).status, status)
        for name, (status, differ) in SLACK_REFUSALS.items()
    }
    answered |= {
        f"WeCom: {name}": (differ(from_wecom).text("lilei", CLIENTS_WORDS).status, status)
        for name, (status, differ) in WECOM_REFUSALS.items()
    }

    assert {name: got for name, (got, meant) in answered.items() if got != meant} == {}
    assert program.stop() == 0
    with opened(env["DATABASE_URL"]) as store:
        kinds = {event["kind"] for event in list_rows(store, INBOX)}
        assert kinds <= {"tick"}  # the clock's own
        assert list_rows(store, OUTBOX) == []
    for kind in ("messages", "clients", "channels", "members", "contacts", "audit"):
        assert read_export(kind, env=env, folder=tmp_path) == []
    assert [secret for secret in secrets_of(slack, wecom) if secret in program.log] == []
    assert CLIENTS_WORDS not in program.log
    assert CLIENTS_WORDS.encode("unicode_escape").decode() not in program.log
    assert "root:" not in program.log


def test_old_callbacks_sent_again_change_nothing(
    env: Environment,
    tmp_path: Path,
    program: ProgramProcess,
    slack: FakeSlack,
    from_slack: SlackSender,
    from_wecom: WeComSender,
):
    said = from_slack.message("C0ACME", "U0AMY", "Please make the logo larger by Friday")
    typed = from_wecom.text("lilei", "任务 出三张海报初稿 周四前")
    assert (said.status, typed.status) == (200, 200)

    # Within the five minutes that a signature lives, the very same bytes are signed well: they are known, that's all.
    assert {from_slack.again(said).status for _ in range(3)} == {200}
    assert {from_wecom.replay(typed).status for _ in range(3)} == {200}
    assert from_slack.but(timestamp=ago(3600)).again(said).status == 401
    assert program.stop() == 0
    assert run_command("drain", env=env, folder=tmp_path).returncode == 0

    assert len(read_export("messages", env=env, folder=tmp_path)) == 2
    tasks = read_export("tasks", env=env, folder=tmp_path)
    assert len([task for task in tasks if task["source"]["platform"] == "wecom"]) == 1


def test_what_the_program_logs_of_a_good_day_has_no_secret_and_no_clients_words(
    program: ProgramProcess, slack: FakeSlack, wecom: FakeWeCom, from_slack: SlackSender, from_wecom: WeComSender
):
    from_slack.message("C0ACME", "U0AMY", CLIENTS_WORDS)
    from_slack.slash("/crm", f"log {CLIENTS_WORDS}", "U0AMY", "C0ACME")
    from_wecom.text("lilei", f"记录 {CLIENTS_WORDS}")
    slack.wait_for(lambda: slack.posted() or slack.whispered())
    wecom.wait_for(lambda: wecom.delivered("lilei"))
    slack.refuse("chat.postMessage", "invalid_auth", times=2)
    wecom.refuse("message/send", 60020, times=2)
    from_slack.message("C0ACME", "U0AMY", f"客户说{CLIENTS_WORDS}，logo 要改大，周五前给")
    from_wecom.text("lilei", f"任务 {CLIENTS_WORDS} 周四前")
    program.wait_for_log("workspace_stopped")

    program.stop()

    assert [secret for secret in secrets_of(slack, wecom) if secret in program.log] == []
    assert CLIENTS_WORDS not in program.log
    assert all(json.loads(line) for line in program.log.splitlines())


def test_addresses_and_verbs_that_are_not_served_are_refused(program: ProgramProcess, slack: FakeSlack):
    assert SlackSender(program.url("/slack/elsewhere"), slack).url_verification().status == 404
    assert SlackSender(program.url("/healthz"), slack).url_verification().status == 405


def test_both_platforms_can_check_their_addresses(from_slack: SlackSender, from_wecom: WeComSender):
    asked = from_slack.url_verification("a challenge")
    checked = from_wecom.verify_url("1616140317555161061")
    forged = from_wecom.but(token="another").verify_url()

    assert (asked.status, "a challenge" in asked.text) == (200, True)
    assert (checked.status, checked.answer.text) == (200, "1616140317555161061")
    assert forged.status == 401
