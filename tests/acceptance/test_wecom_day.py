"""A day on WeCom: commands and plain words in Chinese, cards that are pressed, and a token that dies early."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from cards import key_of
from starting import Start

from bot.fakes import FakeWeCom, WeComSender
from bot.fakes.process import Environment, ProgramProcess, environment, read_export, wait_until
from bot.fakes.wecom import Delivery

Export = Callable[[str], Sequence[dict[str, Any]]]


@pytest.fixture
def wecom_env(tmp_path: Path, wecom: FakeWeCom) -> Environment:
    return environment(f"sqlite:///{tmp_path}/liaison.db", wecom=wecom)


@pytest.fixture
def program(wecom_env: Environment, wecom: FakeWeCom, start: Start) -> ProgramProcess:
    wecom.add_member("LiLei", "李雷")
    wecom.add_member("hanmei", "韩梅梅")
    return start("run", env=wecom_env)


@pytest.fixture
def sender(program: ProgramProcess, wecom: FakeWeCom) -> Iterator[WeComSender]:
    with WeComSender(program.url("/wecom/callback"), wecom) as sender:
        yield sender


@pytest.fixture
def export(wecom_env: Environment, tmp_path: Path) -> Export:
    return lambda kind: read_export(kind, env=wecom_env, folder=tmp_path)


def say(sender: WeComSender, wecom: FakeWeCom, words: str, user: str = "LiLei") -> Delivery:
    """Type something, and wait for what is answered."""
    before = len(wecom.delivered(user))
    assert sender.text(user, words).status == 200
    return wecom.wait_for(lambda: wecom.delivered(user)[before:], 10)[-1]


def words_of(delivery: Delivery) -> str:
    """All words of a message, or of a card as it stands now."""
    return f"{delivery.text} {delivery.card}"


def test_commands_in_chinese_make_records(sender: WeComSender, wecom: FakeWeCom, export: Export):
    assert "青柠酸奶" in words_of(say(sender, wecom, "绑定 青柠酸奶"))
    assert "T-1" in words_of(say(sender, wecom, "任务 出三张海报初稿 @韩梅梅 周四前"))
    assert "CR-1" in words_of(say(sender, wecom, "变更 KV 的 logo 放大 20%，周五前"))
    assert "已记录" in words_of(say(sender, wecom, "记录 和马姐通了电话，新包装方向定了"))
    assert "已完成" in words_of(say(sender, wecom, "完成 T-1"))
    assert "T-1" in words_of(say(sender, wecom, "撤销"))
    assert "CR-1" in words_of(say(sender, wecom, "客户 青柠酸奶"))
    assert "任务" in words_of(say(sender, wecom, "帮助"))
    assert "task" in words_of(say(sender, wecom, "任务")) or "任务 <" in words_of(wecom.delivered("LiLei")[-1])

    (task,) = export("tasks")
    assert (task["status"], task["client"], task["source"]["said_by"]) == ("todo", "青柠酸奶", "李雷")
    assert task["due_on"] is not None
    (change,) = export("changes")
    assert (change["status"], change["title"].startswith("KV")) == ("submitted", True)
    assert [interaction["state"] for interaction in export("interactions")] == ["confirmed"]


def test_a_clients_words_that_are_passed_on_become_a_card_that_is_pressed_once(
    sender: WeComSender, wecom: FakeWeCom, export: Export
):
    say(sender, wecom, "绑定 青柠酸奶")
    card = say(sender, wecom, "客户说 banner 的 logo 再放大 20%，周五前给")
    assert card.card["card_type"] == "button_interaction"
    first_press = key_of(card, "确认")

    assert sender.click(card, first_press).status == 200
    wait_until(lambda: card.updates, what="the card is updated in place")
    assert "已确认" in words_of(card)
    (change,) = export("changes")
    assert (change["status"], change["client"]) == ("submitted", "青柠酸奶")

    # WeCom may tell of the same press again, and a slow screen still shows the old buttons.
    press_of_old = {"TaskId": card.task_id, "CardType": "button_interaction", "ResponseCode": "used-up-long-ago"}
    assert sender.event("LiLei", "template_card_event", key=first_press, **press_of_old).status == 200
    say(sender, wecom, "我的任务")
    assert [change["status"] for change in export("changes")] == ["submitted"]
    confirmed = [line for line in export("audit") if line["action"] == "confirmed" and "CR-1" in line["record"]]
    assert len(confirmed) == 1


def test_a_dead_token_is_renewed_and_nothing_is_lost(sender: WeComSender, wecom: FakeWeCom, export: Export):
    say(sender, wecom, "绑定 青柠酸奶")
    fetched = len(wecom.calls_of("gettoken"))
    wecom.kill_token()

    assert "T-1" in words_of(say(sender, wecom, "任务 出海报初稿 周四前"))

    assert len(wecom.calls_of("gettoken")) == fetched + 1
    assert len(export("tasks")) == 1


def test_a_callback_that_comes_three_times_is_one_record_and_one_answer(
    sender: WeComSender, wecom: FakeWeCom, export: Export
):
    typed = sender.text("LiLei", "任务 出海报初稿 周四前")
    assert [sender.again(typed).status for _ in range(2)] == [200, 200]
    say(sender, wecom, "我的任务")

    assert len(export("tasks")) == 1
    assert len(wecom.delivered("LiLei")) == 2


def test_members_choose_their_language(sender: WeComSender, wecom: FakeWeCom):
    say(sender, wecom, "lang en", "hanmei")

    assert "recorded" in words_of(say(sender, wecom, "task first drafts by Thursday", "hanmei"))
    assert "已记录" in words_of(say(sender, wecom, "任务 出初稿 周四前", "LiLei"))


def test_work_ends_when_each_member_says_it_does(sender: WeComSender, wecom: FakeWeCom, export: Export):
    assert "09:30–20:30" in words_of(say(sender, wecom, "工时 9:30-20:30"))
    assert "正确的写法" in words_of(say(sender, wecom, "工时 改天再说"))
    say(sender, wecom, "任务 明天下班前出海报初稿")
    say(sender, wecom, "任务 明天下班前写三句标题", "hanmei")

    due = {task["assignee"]: task["due_at"][11:16] for task in export("tasks")}
    assert due == {"李雷": "20:30", "韩梅梅": "18:00"}


def test_pictures_voices_and_places_are_kept_and_newcomers_welcomed(
    sender: WeComSender, wecom: FakeWeCom, export: Export
):
    welcome = sender.event("hanmei", "subscribe")
    assert welcome.reply is not None
    assert "Liaison" in welcome.reply["Content"]
    for sent in (
        sender.image("LiLei"),
        sender.voice("LiLei"),
        sender.file("LiLei", "报价单.xlsx"),
        sender.location("LiLei", "上海市静安区南京西路"),
        sender.link("LiLei", "竞品海报", "https://example.com/poster"),
    ):
        assert sent.status == 200
    sender.text("LiLei", "我的任务")
    wait_until(lambda: len(export("messages")) == 6, what="all six are kept")

    kept = [message["text"] for message in export("messages")]
    assert "报价单.xlsx" in kept
    assert "上海市静安区南京西路" in kept
