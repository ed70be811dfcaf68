"""Forms on WeCom, the program as a process: a link in the chat, its page, what is saved; without an address, words."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from cards import key_of
from starting import Start

from bot.fakes import FakeWeCom, WeComSender
from bot.fakes.process import Environment, ProgramProcess, environment, read_export, run_command, wait_until
from bot.fakes.wecom import Delivery
from bot.fakes.wire import Answer, Wire

PUBLIC = "https://liaison.example.com"
Export = Callable[[str], Sequence[dict[str, Any]]]


@pytest.fixture
def pages_env(tmp_path: Path, wecom: FakeWeCom) -> Environment:
    return environment(f"sqlite:///{tmp_path}/liaison.db", wecom=wecom, LIAISON_URL=PUBLIC)


@pytest.fixture
def program(pages_env: Environment, wecom: FakeWeCom, start: Start) -> ProgramProcess:
    wecom.add_member("LiLei", "李雷")
    return start("run", env=pages_env)


@pytest.fixture
def sender(program: ProgramProcess, wecom: FakeWeCom) -> Iterator[WeComSender]:
    with WeComSender(program.url("/wecom/callback"), wecom) as sender:
        yield sender


@pytest.fixture
def export(pages_env: Environment, tmp_path: Path) -> Export:
    return lambda kind: read_export(kind, env=pages_env, folder=tmp_path)


def say(sender: WeComSender, wecom: FakeWeCom, words: str) -> Delivery:
    """Type something, and wait for what is answered."""
    before = len(wecom.delivered("LiLei"))
    assert sender.text("LiLei", words).status == 200
    return wecom.wait_for(lambda: wecom.delivered("LiLei")[before:], 10)[-1]


def linked(delivery: Delivery) -> str:
    """The path of the page that a message links to."""
    assert delivery.msgtype == "textcard", delivery
    url = delivery.body["textcard"]["url"]
    assert url.startswith(f"{PUBLIC}/forms/")
    return urlsplit(url).path


def ask(program: ProgramProcess, path: str, **values: str) -> Answer:
    wire = Wire(program.url(path))
    if not values:
        return wire.send("GET", None, {})
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return wire.send("POST", urlencode(values).encode(), headers)


def test_a_record_is_edited_on_a_page(program: ProgramProcess, sender: WeComSender, wecom: FakeWeCom, export: Export):
    say(sender, wecom, "绑定 青柠酸奶")
    say(sender, wecom, "变更 KV 的 logo 放大 20%，周五前")

    path = linked(say(sender, wecom, "修改 CR-1"))
    shown = ask(program, path)
    sent = ask(program, path, title="logo 放大 30%", due="2099-01-02", priority="urgent", client="1")

    assert shown.status == 200
    assert "logo" in shown.text
    assert sent.status == 200, sent.text
    assert "已保存" in sent.text
    (change,) = export("changes")
    assert (change["title"], change["due_on"]) == ("logo 放大 30%", "2099-01-02")
    assert ask(program, path).status == 410


@pytest.mark.parametrize("word", ["记录", "变更", "任务"])
def test_an_entry_of_the_menu_opens_its_form(program: ProgramProcess, sender: WeComSender, wecom: FakeWeCom, word: str):
    before = len(wecom.delivered("LiLei"))

    assert sender.event("LiLei", "click", key=word).status == 200

    answer = wecom.wait_for(lambda: wecom.delivered("LiLei")[before:], 10)[-1]
    page = ask(program, linked(answer))
    assert page.status == 200
    assert "<form" in page.text


def test_a_task_is_made_on_a_page_and_its_receipt_comes_into_the_chat(
    program: ProgramProcess, sender: WeComSender, wecom: FakeWeCom, export: Export
):
    path = linked(say(sender, wecom, "任务"))
    before = len(wecom.delivered("LiLei"))

    empty = ask(program, path, title="", due="")
    made = ask(program, path, title="三张海报初稿", due="2099-01-02", assignee="0", client="0", priority="normal")

    assert (empty.status, made.status) == (422, 200)
    assert "T-1" in made.text
    wecom.wait_for(lambda: wecom.delivered("LiLei")[before:], 10)
    assert [task["title"] for task in export("tasks")] == ["三张海报初稿"]


def test_pressing_edit_on_a_card_links_to_a_page_and_saving_redraws_the_card(
    program: ProgramProcess, sender: WeComSender, wecom: FakeWeCom
):
    say(sender, wecom, "绑定 青柠酸奶")
    card = say(sender, wecom, "客户刚才打电话说 logo 要再改大一点，周五前给")
    before = len(wecom.delivered("LiLei"))
    sender.click(card, key_of(card, "修改"))
    path = linked(wecom.wait_for(lambda: wecom.delivered("LiLei")[before:], 10)[-1])

    sent = ask(program, path, title="logo 改大", due="2099-01-02")

    assert sent.status == 200, sent.text
    wait_until(lambda: card.updates, what="the card is redrawn")
    assert "logo 改大" in str(card.card)


def test_no_link_stands_in_the_log(program: ProgramProcess, sender: WeComSender, wecom: FakeWeCom):
    path = linked(say(sender, wecom, "任务"))
    ask(program, path)
    ask(program, path[:-1])
    ask(program, path, title="t")

    program.stop()

    assert path.rpartition("/")[2] not in program.log


def test_without_a_public_address_a_form_is_said_in_words(tmp_path: Path, wecom: FakeWeCom, start: Start):
    wecom.add_member("LiLei", "李雷")
    program = start("run", env=environment(f"sqlite:///{tmp_path}/words.db", wecom=wecom))
    with WeComSender(program.url("/wecom/callback"), wecom) as sender:
        answer = say(sender, wecom, "任务")

    assert answer.msgtype == "text"
    assert "任务 出三张海报初稿" in answer.text
    assert ask(program, "/forms/anything").status == 404


def test_links_outlive_a_restart(
    program: ProgramProcess, sender: WeComSender, wecom: FakeWeCom, start: Start, pages_env: Environment
):
    path = linked(say(sender, wecom, "任务"))
    program.stop()

    assert ask(start("run", env=pages_env), path).status == 200


def test_on_postgresql_a_public_address_needs_a_secret(tmp_path: Path, wecom: FakeWeCom, migrated_postgres_url: str):
    env = environment(migrated_postgres_url, wecom=wecom, LIAISON_URL=PUBLIC)

    for command in ("run", "doctor"):
        done = run_command(command, env=env, folder=tmp_path)
        assert done.returncode == 1
        assert "LIAISON_SECRET is missing" in done.stderr


def test_the_menu_is_made_once(tmp_path: Path, wecom: FakeWeCom, pages_env: Environment):
    first, second = (run_command("wecom", "menu", env=pages_env, folder=tmp_path) for _ in range(2))

    assert (first.returncode, second.returncode) == (0, 0), first.stderr
    assert "is set;" in first.stdout
    assert "set already" in second.stdout
    assert len([call for call in wecom.calls if call.method == "menu/create"]) == 1
    menu = wecom.state.agents[wecom.agent_id].menu
    assert menu is not None
    words = [entry["key"] for button in menu["button"] for entry in (button.get("sub_button") or [button])]
    assert words == ["我的任务", "记录", "变更", "任务", "客户", "帮助"]
