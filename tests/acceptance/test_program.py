"""The program as operators meet it: addresses, commands, exit codes, and a start and an end in good order."""

import csv
import io
import json
import re
import socket
import sqlite3
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import openpyxl
import psycopg
import pytest
from queue_state import count_states, is_settled, list_rows, opened
from sqlalchemy import update
from starting import Start

from bot.fakes import FakeSlack, FakeWeCom, SlackSender, WeComSender
from bot.fakes.process import Environment, ProgramProcess, environment, read_export, run_command, wait_until
from bot.slack.scopes import SCOPES
from storage.queue_tables import INBOX

KINDS = ("messages", "clients", "contacts", "contracts", "payments", "projects", "members", "channels", "interactions",
         "changes", "tasks", "signals", "alerts", "reminders", "audit")  # fmt: skip


def fetch(url: str) -> tuple[int, str]:
    """A page's status and body."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def value_of(metrics: str, series: str) -> float:
    """The value of a series of the exposition text, 0 if it isn't there yet."""
    found = re.search(rf"^{re.escape(series)} (\S+)$", metrics, re.MULTILINE)
    return float(found[1]) if found else 0.0


def test_a_running_program_says_that_it_is_up_and_ready(program_url: str, slack: FakeSlack, start: Start):
    program = start("run", env=environment(program_url, slack=slack))

    assert fetch(program.url("/healthz")) == (200, "ok")
    status, body = fetch(program.url("/readyz"))
    assert (status, json.loads(body)) == (200, {"ready": True})
    assert fetch(program.url("/nothing-here"))[0] == 404


def test_a_program_whose_database_goes_away_is_up_but_not_ready(
    migrated_postgres_url: str, slack: FakeSlack, start: Start
):
    program = start("web", env=environment(migrated_postgres_url, slack=slack))
    with psycopg.connect(migrated_postgres_url, autocommit=True) as connection:
        connection.execute("DROP TABLE alembic_version")

    status, body = fetch(program.url("/readyz"))

    assert status == 503
    assert "liaison db upgrade" in body
    assert fetch(program.url("/healthz"))[0] == 200


def test_metrics_count_what_happens(tmp_path: Path, slack: FakeSlack, wecom: FakeWeCom, start: Start):
    env = environment(f"sqlite:///{tmp_path}/liaison.db", slack=slack, wecom=wecom)
    amy = slack.add_user("amy")
    channel = slack.add_channel("acme", [amy])
    wecom.add_member("lilei")
    program = start("run", env=env)
    with SlackSender(program.url("/slack/events"), slack) as sender:
        said = sender.message(channel, amy, "客户要求海报标题改大，周五前给")
        sender.again(said)
        sender.but(secret="another").message(channel, amy, "forged")
    with WeComSender(program.url("/wecom/callback"), wecom) as sender_of_wecom:
        sender_of_wecom.text("lilei", "任务 出海报 周四前")
    with opened(env["DATABASE_URL"]) as store:
        wait_until(lambda: is_settled(store) and len(slack.posted()) == 1 and len(wecom.delivered()) == 1)

    metrics = fetch(program.url("/metrics"))[1]

    expected = {
        'liaison_arrivals_total{kind="message",outcome="stored",platform="slack"}': 1,
        'liaison_arrivals_total{kind="message",outcome="duplicate",platform="slack"}': 1,
        'liaison_arrivals_total{kind="message",outcome="stored",platform="wecom"}': 1,
        'liaison_arrivals_total{kind="request",outcome="bad_signature",platform="slack"}': 1,
        'liaison_door_requests_total{platform="slack",status="200"}': 2,
        'liaison_door_requests_total{platform="slack",status="401"}': 1,
        'liaison_events_total{kind="message",outcome="done"}': 2,
        'liaison_readings_total{outcome="ok",reader="embedded"}': 2,
        'liaison_sends_total{outcome="sent",platform="slack"}': 1,
        'liaison_sends_total{outcome="sent",platform="wecom"}': 1,
        'liaison_ack_seconds_count{platform="slack"}': 3,
        'liaison_reading_seconds_count{reader="embedded"}': 2,
        'liaison_delivery_seconds_count{platform="slack"}': 1,
        'liaison_queue_depth{queue="inbox",state="ready"}': 0,
        'liaison_queue_depth{queue="outbox",state="dead"}': 0,
        "liaison_database_up": 1,
    }
    assert {series: value_of(metrics, series) for series in expected} == expected


def test_half_a_configuration_stops_the_start_and_names_all_that_is_missing(tmp_path: Path, slack: FakeSlack):
    env = environment(f"sqlite:///{tmp_path}/liaison.db", slack=slack, WECOM_CORP_ID="ww1", WECOM_TOKEN="t")
    del env["SLACK_SIGNING_SECRET"]

    done = run_command("run", env=env, folder=tmp_path)

    assert done.returncode == 1
    for name in ("SLACK_SIGNING_SECRET", "WECOM_AGENT_ID", "WECOM_SECRET", "WECOM_AES_KEY"):
        assert name in done.stderr
    assert slack.bot_token not in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "liaison.db").exists()


@pytest.mark.parametrize("role", ["run", "web", "worker", "clock"])
def test_on_a_postgresql_that_is_not_migrated_the_start_says_what_to_do(
    empty_postgres_url: str, tmp_path: Path, slack: FakeSlack, role: str
):
    done = run_command(role, env=environment(empty_postgres_url, slack=slack), folder=tmp_path)

    assert done.returncode == 1
    assert "liaison db upgrade" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_that_cannot_be_reached_is_said_in_one_line_without_its_password(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    env = environment(f"postgresql://liaison:quiet-Secret@127.0.0.1:{port}/liaison")

    done = run_command("run", env=env, folder=tmp_path)

    assert done.returncode == 1
    assert "can't be reached" in done.stderr
    assert "quiet-Secret" not in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_that_is_taken_is_said_in_one_line(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        env = environment(f"sqlite:///{tmp_path}/liaison.db", PORT=str(port))

        done = run_command("run", env=env, folder=tmp_path)

    assert done.returncode == 1
    assert f"cannot listen on 127.0.0.1:{port}" in done.stderr
    assert "Traceback" not in done.stderr


def test_migrations_are_run_by_hand_on_postgresql_and_the_program_then_starts(
    empty_postgres_url: str, tmp_path: Path, slack: FakeSlack, start: Start
):
    env = environment(empty_postgres_url, slack=slack)

    for _ in range(2):  # harmless when there is nothing to do
        done = run_command("db", "upgrade", env=env, folder=tmp_path)
        assert done.returncode == 0, done.stderr
    checked = run_command("db", "check", env=env, folder=tmp_path)

    assert (checked.returncode, "whole" in checked.stdout) == (0, True)
    assert fetch(start("web", env=env).url("/readyz"))[0] == 200


def test_a_backup_of_a_running_program_is_whole_and_never_overwrites(
    env: Environment, tmp_path: Path, slack: FakeSlack, start: Start
):
    amy = slack.add_user("amy")
    channel = slack.add_channel("acme", [amy])
    program = start("run", env=env)
    with SlackSender(program.url("/slack/events"), slack) as sender:
        sender.message(channel, amy, "客户要求海报标题改大，周五前给")
    slack.wait_for(lambda: slack.posted(channel))
    copy = tmp_path / "copy.db"

    done = run_command("db", "backup", str(copy), env=env, folder=tmp_path)
    again = run_command("db", "backup", str(copy), env=env, folder=tmp_path)

    assert done.returncode == 0, done.stderr
    assert again.returncode == 1
    of_copy = env | {"DATABASE_URL": f"sqlite:///{copy}"}
    assert run_command("db", "check", env=of_copy, folder=tmp_path).returncode == 0
    assert read_export("changes", env=of_copy, folder=tmp_path) == read_export("changes", env=env, folder=tmp_path)


def test_a_damaged_database_fails_its_check(env: Environment, tmp_path: Path):
    assert run_command("db", "upgrade", env=env, folder=tmp_path).returncode == 0
    with sqlite3.connect(tmp_path / "liaison.db") as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("INSERT INTO message_version (message_id, text, replaced_at) VALUES (99, 'x', '2026-01-01')")
    connection.close()

    done = run_command("db", "check", env=env, folder=tmp_path)

    assert done.returncode == 1
    assert "message_version" in done.stdout


def test_everything_can_be_exported_in_every_format(env: Environment, tmp_path: Path, slack: FakeSlack, start: Start):
    amy = slack.add_user("陈小雨")
    channel = slack.add_channel("acme", [amy])
    program = start("run", env=env)
    with SlackSender(program.url("/slack/events"), slack) as sender:
        sender.slash("/crm", "绑定 青柠酸奶", amy, channel)
        sender.slash("/crm", "变更 =SUM(A1) logo 放大 周五前", amy, channel)
    with opened(env["DATABASE_URL"]) as store:
        wait_until(lambda: is_settled(store))

    for kind in KINDS:
        assert isinstance(read_export(kind, env=env, folder=tmp_path), list)
    (change,) = read_export("changes", env=env, folder=tmp_path)
    as_csv = run_command("export", "changes", "--format", "csv", env=env, folder=tmp_path)
    book = tmp_path / "changes.xlsx"
    as_book = run_command("export", "changes", "--format", "xlsx", "-o", str(book), env=env, folder=tmp_path)

    assert (change["number"], change["client"], change["source"]["said_by"]) == ("CR-1", "青柠酸奶", "陈小雨")
    (row,) = csv.DictReader(io.StringIO(as_csv.stdout.removeprefix("\ufeff")))
    assert (row["number"], row["client"], row["status"]) == ("CR-1", "青柠酸奶", "submitted")
    assert not row["title"].startswith("=")  # no formula for a spreadsheet to run
    assert as_book.returncode == 0
    header, *rows = openpyxl.load_workbook(book).active.iter_rows(values_only=True)
    assert dict(zip(header, rows[0], strict=True))["number"] == "CR-1"


def test_wrong_usage_ends_with_2_and_help_with_0(env: Environment, tmp_path: Path):
    assert run_command("export", "gossip", env=env, folder=tmp_path).returncode == 2
    assert run_command("nonsense", env=env, folder=tmp_path).returncode == 2
    alone = ("run", "web", "worker", "clock", "demo", "read", "export", "drain", "replay", "doctor", "db")
    for command in ((), *((one,) for one in alone), *(("db", one) for one in ("upgrade", "backup", "check"))):
        helped = run_command(*command, "--help", env=env, folder=tmp_path)
        assert helped.returncode == 0, helped.stderr
        assert "Usage:" in helped.stdout


def test_messages_are_read_from_standard_input_in_order(tmp_path: Path):
    lines = [
        {"id": "a", "thread": "t", "client": "ACME", "platform": "slack", "lang": "zh", "speaker": "Carol",
         "role": "client", "ts": "2026-11-23T10:00:00+08:00", "tz": "Asia/Shanghai", "text": "logo 放大一点，周五前给"},
        {"id": "b", "thread": "t", "client": "ACME", "platform": "slack", "lang": "en", "speaker": "Amy",
         "role": "ae", "ts": "2026-11-23T10:01:00+08:00", "tz": "Asia/Shanghai", "text": "thanks!"},
    ]  # fmt: skip
    env = environment("sqlite:///unused.db")

    done = run_command("read", "-", env=env, folder=tmp_path, text="\n".join(map(json.dumps, lines)))
    broken = run_command("read", "-", env=env, folder=tmp_path, text='{"id": "a"\n')

    assert done.returncode == 0, done.stderr
    first, second = map(json.loads, done.stdout.splitlines())
    assert (first["id"], second["id"]) == ("a", "b")
    assert "change_request" in first["kinds"]
    assert first["due"] == "2026-11-27"
    assert second["kinds"] == ["noise"]
    assert broken.returncode == 1
    assert "line 1" in broken.stderr
    assert not (tmp_path / "unused.db").exists()


def test_the_doctor_finds_what_is_wrong(tmp_path: Path, wecom: FakeWeCom):
    wecom.add_member("lilei")
    with FakeSlack(scopes=SCOPES) as slack:
        env = environment(f"sqlite:///{tmp_path}/liaison.db", slack=slack, wecom=wecom)
        assert run_command("db", "upgrade", env=env, folder=tmp_path).returncode == 0

        healthy = run_command("doctor", env=env, folder=tmp_path)
        slack.refuse("auth.test", "invalid_auth", times=10)
        ill = run_command("doctor", env=env, folder=tmp_path)

    assert healthy.returncode == 0, healthy.stdout + healthy.stderr
    assert ill.returncode == 1
    assert "invalid_auth" in ill.stdout
    assert slack.bot_token not in healthy.stdout + ill.stdout


def test_a_failed_event_is_listed_put_back_and_worked_off(env: Environment, tmp_path: Path, slack: FakeSlack):
    amy = slack.add_user("amy")
    channel = slack.add_channel("acme", [amy])
    with ProgramProcess("web", env=env, folder=tmp_path) as web, SlackSender(
        web.wait_until_ready().url("/slack/events"), slack
    ) as sender:  # fmt: skip
        assert sender.message(channel, amy, "客户要求海报标题改大，周五前给").status == 200
    with opened(env["DATABASE_URL"]) as store:
        (event,) = list_rows(store, INBOX)
        # As a version that couldn't read it would have left it.
        broken = {"payload": event["payload"] | {"kind": "riddle"}}
        store.write(lambda session: session.execute(update(INBOX).values(**broken)) and None)
    failed = run_command("drain", env=env, folder=tmp_path)
    listed = run_command("replay", env=env, folder=tmp_path)
    assert failed.returncode == 0
    assert "liaison replay" in failed.stderr
    assert listed.stdout.startswith(f"{event['id']}\t")
    with opened(env["DATABASE_URL"]) as store:
        store.write(lambda session: session.execute(update(INBOX).values(payload=event["payload"])) and None)

    unknown = run_command("replay", "999", env=env, folder=tmp_path)
    replayed = run_command("replay", "--failed", env=env, folder=tmp_path)
    drained = run_command("drain", env=env, folder=tmp_path)

    assert unknown.returncode == 1
    assert (replayed.returncode, replayed.stdout.strip()) == (0, "1 put back.")
    assert drained.returncode == 0, drained.stderr
    assert len(read_export("messages", env=env, folder=tmp_path)) == 1
    assert len(slack.posted(channel)) == 1


@pytest.mark.parametrize("mode", ["finished", "hanging"])
def test_a_program_that_is_stopped_finishes_or_releases_what_it_has_in_hand(
    program_url: str, tmp_path: Path, slack: FakeSlack, start: Start, mode: str
):
    env = environment(program_url, slack=slack)
    people = [slack.add_user(f"amy{number}") for number in range(20)]
    channels = [slack.add_channel(f"brand-{number}", [person]) for number, person in enumerate(people)]
    program = start("run", env=env)
    if mode == "hanging":
        slack.fail("chat.postMessage", "timeout_after", times=3)
    with SlackSender(program.url("/slack/events"), slack) as sender:
        for channel, person in zip(channels, people, strict=True):
            assert sender.message(channel, person, "客户要求海报标题改大，周五前给").status == 200
    slack.wait_for(lambda: slack.calls_of("chat.postMessage"))

    began_at = time.monotonic()
    code = program.stop(timeout_s=60)
    took_s = time.monotonic() - began_at

    assert code == 0
    assert took_s < 45
    with opened(program_url) as store:
        states = count_states(store)
        assert states["inbox"]["running"] == states["outbox"]["running"] == 0
        assert states["inbox"]["dead"] == states["outbox"]["dead"] == 0
        assert all(event["owner"] is None for event in list_rows(store, INBOX))
    drained = run_command("drain", env=env, folder=tmp_path)
    assert drained.returncode == 0, drained.stderr
    assert len(read_export("changes", env=env, folder=tmp_path)) == len(channels)
    assert len(slack.posted()) == len(channels)


def test_requests_that_are_under_way_when_the_program_is_stopped_are_answered(
    env: Environment, slack: FakeSlack, start: Start
):
    amy = slack.add_user("amy")
    channel = slack.add_channel("acme", [amy])
    program = start("run", env=env)
    stored: list[str] = []
    is_over = threading.Event()

    def talk() -> None:
        with SlackSender(program.url("/slack/events"), slack) as sender:
            while not is_over.is_set():
                try:
                    sent = sender.message(channel, amy, "good morning")
                except OSError:  # it listens no more
                    return
                if sent.status == 200:
                    stored.append(sent.ts)

    talking = threading.Thread(target=talk)
    talking.start()
    wait_until(lambda: len(stored) > 20)
    assert program.stop() == 0
    is_over.set()
    talking.join()

    with opened(env["DATABASE_URL"]) as store:
        kept = {event["payload"].get("message_id") for event in list_rows(store, INBOX)}
    assert set(stored) <= kept


def test_the_roles_of_the_procfile_work_together(program_url: str, tmp_path: Path, slack: FakeSlack, start: Start):
    env = environment(program_url, slack=slack)
    amy = slack.add_user("amy")
    channel = slack.add_channel("acme", [amy])
    web = start("web", env=env)
    start("clock", env=env)
    start("clock", env=env)  # a second one is harmless
    start("worker", env=env)
    with SlackSender(web.url("/slack/events"), slack) as sender:
        sender.message(channel, amy, "客户要求海报标题改大，周五前给")

    slack.wait_for(lambda: slack.posted(channel), 10)

    with opened(program_url) as store:
        ticks = [event["key"] for event in list_rows(store, INBOX) if event["kind"] == "tick"]
    assert len(ticks) == len(set(ticks)) <= 1


def test_what_a_dotenv_file_says_counts_and_the_environment_wins(tmp_path: Path, slack: FakeSlack):
    env = environment("sqlite:///from-environment.db")
    del env["DATABASE_URL"]
    (tmp_path / ".env").write_text("DATABASE_URL=sqlite:///from-dotenv.db\n", encoding="utf-8")

    assert run_command("db", "upgrade", env=env, folder=tmp_path).returncode == 0
    env["DATABASE_URL"] = "sqlite:///from-environment.db"
    assert run_command("db", "upgrade", env=env, folder=tmp_path).returncode == 0

    assert {path.name for path in tmp_path.glob("*.db")} == {"from-dotenv.db", "from-environment.db"}
