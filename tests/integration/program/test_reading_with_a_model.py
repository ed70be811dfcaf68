"""The program with a model: one call for a burst, records as with five, and a budget that holds."""

import asyncio
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from model_provider import GOOD, NOISE, Provider, answers, messages_of, serving
from sqlmodel import Session, col, select

from bot.app import Program, build
from bot.cli.main import liaison
from bot.config import read_settings
from bot.readers import make_reader
from handlers.arrivals import Command, Message, Place, Press
from handlers.ports import ChannelFacts, PersonFacts
from prompts.reading.model.answers import Answer
from prompts.reading.model.examples import Example
from prompts.reading.schema import Utterance
from storage.presence import open_presence
from storage.store import Store
from storage.tables import Message as Heard
from storage.tables import ModelUsage
from storage.usage import DayUsage, add_usage, find_usage

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
TEAM = Place(platform="slack", workspace="T1", channel="C1")


class KnownToAll:
    """Everybody is one of ours, every channel our own."""

    def person(self, workspace: str, user: str) -> PersonFacts | None:
        return PersonFacts(name=f"Amy {user}", is_outsider=False)

    def channel(self, workspace: str, channel: str) -> ChannelFacts | None:
        return ChannelFacts(name="brand", audience="internal")


@pytest.fixture
def provider() -> Iterator[Provider]:
    with serving() as served:
        served.think = lambda asked: answers(*[_read(each["text"]) for each in messages_of(asked)])
        yield served


def _read(text: str) -> dict[str, Any]:
    if "logo" not in text:
        return NOISE
    return GOOD | {"due_words": None, "kinds": ["interaction", "change_request"], "title": text}


def make_program(tmp_path: Path, provider: Provider, **more: str) -> Program:
    url = f"sqlite:///{tmp_path}/liaison.db"
    settings = {
        "DATABASE_URL": url,
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_SIGNING_SECRET": "0123456789abcdef",
        "SLACK_API_URL": "http://127.0.0.1:9/api/",
        "OPENAI_API_KEY": "sk-1",
        "OPENAI_BASE_URL": provider.url,
        "OPENAI_MODEL": "tiny",
    }
    program = build(read_settings(settings | more))
    for platform in program.platforms:
        platform.directory = KnownToAll()  # type: ignore[misc, assignment]
    return program


def message(number: int, text: str, *, after_s: float, place: Place = TEAM) -> Message:
    at = AT + timedelta(seconds=after_s)
    return Message(key=f"m{number}", place=place, user="U1", at=at, message_id=f"{number}", text=text)


async def work(program: Program, *arrivals: Message | Command | Press) -> None:
    """Let these come in, and work them off."""
    for arrival in arrivals:
        await program.intake.put(arrival)
    presence = await asyncio.to_thread(open_presence, program.store)
    worker = program.make_worker(presence)
    await worker.drain()
    worker.close()
    await asyncio.to_thread(presence.close)
    program.store.close()


SAID = ("在吗", "logo再大一点", "说错了哈哈", "logo换成蓝色", "谢谢")


def heard(program: Program, tmp_path: Path) -> list[tuple[str, str | None]]:
    from storage.engine import open_store

    store = open_store(f"sqlite:///{tmp_path}/liaison.db")

    def query(session: Session) -> list[tuple[str, str | None]]:
        rows = session.exec(select(Heard).order_by(col(Heard.id))).all()
        return [(row.text, row.reader) for row in rows]

    try:
        return store.read(query)
    finally:
        store.close()


async def test_five_messages_within_two_minutes_are_one_call(tmp_path: Path, provider: Provider) -> None:
    program = make_program(tmp_path, provider, LIAISON_MODEL_QUIET_S="0.5")
    await work(program, *[message(n, text, after_s=20 * n) for n, text in enumerate(SAID)])

    assert [len(messages_of(asked)) for asked in provider.asked] == [5]
    assert heard(program, tmp_path) == [(text, "model") for text in SAID]


async def test_other_threads_and_later_messages_are_calls_of_their_own(tmp_path: Path, provider: Provider) -> None:
    thread = TEAM.model_copy(update={"thread": "0"})
    program = make_program(tmp_path, provider, LIAISON_MODEL_QUIET_S="0")
    await work(
        program,
        message(0, "logo再大一点", after_s=0),
        message(1, "logo in the thread", after_s=10, place=thread),
        message(2, "谢谢", after_s=20),
        message(3, "logo an hour later", after_s=3600),
    )

    called = [[each["text"] for each in messages_of(asked)] for asked in provider.asked]
    assert called == [["logo再大一点", "谢谢"], ["logo in the thread"], ["logo an hour later"]]
    assert [text for text, _ in heard(program, tmp_path)] == [
        "logo再大一点", "logo in the thread", "谢谢", "logo an hour later",
    ]  # fmt: skip


async def test_a_command_between_messages_keeps_its_place_and_asks_no_model(tmp_path: Path, provider: Provider) -> None:
    order = Command(
        key="c", place=TEAM, user="U1", at=AT, text="help", response_url="http://127.0.0.1:9/", trigger_id="1"
    )
    program = make_program(tmp_path, provider, LIAISON_MODEL_QUIET_S="30")
    began = asyncio.get_running_loop().time()
    await work(program, message(0, "logo再大一点", after_s=0), order, message(1, "谢谢", after_s=5))

    assert asyncio.get_running_loop().time() - began < 20  # the thirty seconds of quiet are not waited for
    assert [len(messages_of(asked)) for asked in provider.asked] == [2]


async def test_when_the_provider_is_down_the_burst_is_read_by_rules_after_one_call(
    tmp_path: Path, provider: Provider
) -> None:
    provider.think = None
    provider.sends(503, b"")
    program = make_program(tmp_path, provider, LIAISON_MODEL_QUIET_S="0.5")
    await work(program, *[message(n, text, after_s=20 * n) for n, text in enumerate(SAID)])

    assert len(provider.asked) == 1
    assert heard(program, tmp_path) == [(text, "embedded") for text in SAID]


UTTERANCE = Utterance(text="logo再大一点", speaker="Carol", role="client", said_at=AT)
MODEL = {"OPENAI_API_KEY": "sk-1", "OPENAI_MODEL": "tiny"}


@pytest.mark.parametrize(
    ("budget", "calls"),
    [
        ({"LIAISON_MODEL_TOKENS_PER_DAY": "240"}, 2),  # 120 tokens each
        ({"LIAISON_MODEL_TOKENS_PER_DAY": "0"}, 0),
        # 100 in at 10,000 and 20 out at 20,000 a million are 1.40 a call
        (
            {
                "LIAISON_MODEL_MONEY_PER_DAY": "4",
                "LIAISON_MODEL_PRICE_IN": "10000",
                "LIAISON_MODEL_PRICE_OUT": "20000",
            },
            3,
        ),
        ({"LIAISON_MODEL_PRICE_IN": "10000", "LIAISON_MODEL_PRICE_OUT": "20000"}, 5),
    ],
)
def test_when_the_days_budget_is_spent_rules_read_and_say_so(
    tmp_path: Path, provider: Provider, budget: dict[str, str], calls: int
) -> None:
    program = make_program(tmp_path, provider, **budget)
    reader = make_reader(
        program.settings.model, program.store, agency_id=program.agency_id, tz="Asia/Shanghai", now=lambda: AT,
        metrics=program.metrics,
    )  # fmt: skip

    read = [reader.read(UTTERANCE) for _ in range(5)]

    assert [reading.fell_back for reading in read] == [None] * calls + ["budget"] * (5 - calls)
    assert len(provider.asked) == calls
    program.store.close()


def test_the_budget_begins_anew_at_midnight_where_the_agency_is(tmp_path: Path, provider: Provider) -> None:
    program = make_program(tmp_path, provider, LIAISON_MODEL_TOKENS_PER_DAY="1")
    now = [datetime(2026, 11, 23, 15, 59, tzinfo=UTC)]  # 23:59 in Shanghai
    reader = make_reader(
        program.settings.model, program.store, agency_id=program.agency_id, tz="Asia/Shanghai", now=lambda: now[0],
        metrics=program.metrics,
    )  # fmt: skip
    before = [reader.read(UTTERANCE).fell_back for _ in range(2)]
    now[0] += timedelta(minutes=2)

    assert before == [None, "budget"]
    assert reader.read(UTTERANCE).fell_back is None
    days = program.store.read(lambda session: [row.day.isoformat() for row in session.exec(select(ModelUsage)).all()])
    assert days == ["2026-11-23", "2026-11-24"]
    program.store.close()


def test_an_agencys_corrections_are_shown_to_its_own_reader_alone(tmp_path: Path, provider: Provider) -> None:
    program = make_program(tmp_path, provider)
    ours = Example("logo 再大一点点", "client", Answer.model_validate(GOOD | {"title": "OUR-WORDS"}), is_theirs=True)
    asked_for: list[int] = []

    def theirs() -> list[Example]:
        asked_for.append(1)
        return [ours]

    common: dict[str, Any] = {"tz": "Asia/Shanghai", "now": lambda: AT, "metrics": program.metrics}
    mine = make_reader(program.settings.model, program.store, agency_id=1, theirs=theirs, **common)
    other = make_reader(program.settings.model, program.store, agency_id=1, **common)
    for reader in (mine, mine, other):
        reader.read(UTTERANCE)

    shown = ["OUR-WORDS" in str(asked["messages"]) for asked in provider.asked]
    assert shown == [True, True, False]
    assert len(asked_for) == 1  # remembered for a while
    program.store.close()


@pytest.mark.parametrize(("setting", "is_shown"), [({}, True), ({"LIAISON_MODEL_CORRECTIONS": "false"}, False)])
async def test_what_a_member_confirmed_is_shown_to_the_model_unless_that_is_switched_off(
    tmp_path: Path, provider: Provider, setting: dict[str, str], is_shown: bool
) -> None:
    first = message(1, "please make the corner logo of the poster larger", after_s=0)
    await work(make_program(tmp_path, provider, **setting), first)
    confirmed = Press(
        key="p1", place=TEAM, user="U1", at=AT + timedelta(seconds=60), action="confirm", value="message:1"
    )
    await work(make_program(tmp_path, provider, **setting), confirmed)
    before = len(provider.asked)

    later = message(2, "please make the corner logo of the flyer larger", after_s=3600)
    await work(make_program(tmp_path, provider, **setting), later)

    (asked,) = provider.asked[before:]
    shown = json.dumps(asked["messages"], ensure_ascii=False).replace("\\", "")
    as_example = re.search(r'"text": "please make the corner logo of the poster larger", "answer"', shown)
    assert (as_example is not None) is is_shown


def test_what_was_read_paid_and_dropped_shows_in_the_metrics(tmp_path: Path, provider: Provider) -> None:
    provider.think = lambda asked: answers(GOOD | {"due_words": "by doomsday"})
    program = make_program(
        tmp_path, provider, LIAISON_MODEL_PRICE_IN="10000", LIAISON_MODEL_PRICE_OUT="20000",
        LIAISON_MODEL_MONEY_PER_DAY="5", LIAISON_MODEL_CURRENCY="CNY",
    )  # fmt: skip
    reader = make_reader(
        program.settings.model, program.store, agency_id=program.agency_id, tz=program.tz, now=program.now,
        metrics=program.metrics,
    )  # fmt: skip
    reader.read(UTTERANCE)

    shown = program.metrics.render().decode()
    program.store.close()

    assert 'liaison_model_dropped_total{check="due_quote"} 1.0' in shown
    assert 'liaison_model_messages_total{outcome="ok"} 1.0' in shown
    assert 'liaison_model_today{currency="",what="tokens"} 120.0' in shown
    assert 'liaison_model_today{currency="CNY",what="money"} 1.4' in shown
    assert 'liaison_model_today_limit{currency="CNY",what="money"} 5.0' in shown


def test_the_account_of_a_day_adds_up_on_both_databases(store: Store) -> None:
    def account(session: Session) -> None:
        from storage.agencies import ensure_agency

        ensure_agency(session, lang="zh", tz="Asia/Shanghai", now=AT)

    store.write(account)
    day = AT.date()
    assert store.read(lambda session: find_usage(session, 1, day)) == DayUsage()
    for failures in (0, 1):
        store.write(lambda session, f=failures: add_usage(session, 1, day, DayUsage(2, 300, 40, f)))

    found = store.read(lambda session: find_usage(session, 1, day))
    assert found == DayUsage(4, 600, 80, 1)
    assert found.tokens == 680


def test_the_command_reads_bursts_and_says_for_how_many_the_rules_stepped_in(
    tmp_path: Path, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [
        {"id": f"{n}", "thread": "t", "speaker": "x", "role": "client", "ts": f"2027-03-02T10:00:0{n}Z", "text": text}
        for n, text in enumerate(("logo再大一点", "谢谢", "logo换成蓝色"))
    ]
    file = tmp_path / "lines.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    for name, value in {**MODEL, "OPENAI_BASE_URL": provider.url}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    good = CliRunner().invoke(liaison, ["read", "--reader", "model", str(file)])
    provider.think = lambda asked: answers(GOOD, NOISE)
    partly = CliRunner().invoke(liaison, ["read", "--reader", "model", str(file)])

    assert [json.loads(line)["kinds"] for line in good.stdout.splitlines()] == [
        ["interaction", "change_request"], ["noise"], ["interaction", "change_request"],
    ]  # fmt: skip
    assert good.stderr == ""
    assert len(partly.stdout.splitlines()) == 3
    assert "bad_answer 1" in partly.stderr
    assert [len(messages_of(asked)) for asked in provider.asked] == [3, 3, 3]  # and one repair
