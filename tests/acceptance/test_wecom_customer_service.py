"""Customer service (微信客服): a client writes from ordinary WeChat, and is answered only when a member orders it."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from cards import key_of
from starting import Start

from bot.fakes import FakeWeCom, WeComSender
from bot.fakes.process import Environment, ProgramProcess, environment, read_export
from bot.fakes.wecom import Delivery

Export = Callable[[str], Sequence[dict[str, Any]]]
ACCOUNT, CUSTOMER = "wkAJ2GCAAASSm4_FhToWMFea0xAFfd3Q", "wmAJ2GCAAAme1XQRC-NI-q0_ZM9ukoAw"


@pytest.fixture
def env(tmp_path: Path, wecom: FakeWeCom) -> Environment:
    return environment(f"sqlite:///{tmp_path}/liaison.db", wecom=wecom)


@pytest.fixture
def program(env: Environment, wecom: FakeWeCom, start: Start) -> ProgramProcess:
    wecom.add_member("LiLei", "李雷")
    wecom.add_member("hanmei", "韩梅梅")
    wecom.kf.add_account(ACCOUNT, "品牌服务")
    wecom.kf.add_customer(CUSTOMER, "王总")
    return start("run", env=env)


@pytest.fixture
def sender(program: ProgramProcess, wecom: FakeWeCom) -> Iterator[WeComSender]:
    with WeComSender(program.url("/wecom/callback"), wecom) as sender:
        yield sender


@pytest.fixture
def export(env: Environment, tmp_path: Path) -> Export:
    return lambda kind: read_export(kind, env=env, folder=tmp_path)


def gets(wecom: FakeWeCom, user: str, act: Callable[[], Any], *, holding: str = "") -> Delivery:
    """What reaches a member because of something."""
    before = len(wecom.delivered(user))
    act()

    def new() -> list[Delivery]:
        return [one for one in wecom.delivered(user)[before:] if holding in f"{one.text} {one.card}"]

    return wecom.wait_for(new, 10)[-1]


def test_a_client_writes_is_proposed_to_the_owner_and_answered_by_order(
    sender: WeComSender, wecom: FakeWeCom, export: Export
):
    gets(wecom, "LiLei", lambda: sender.text("LiLei", "绑定 青柠酸奶"))
    wecom.kf.says(ACCOUNT, CUSTOMER, "海报的 logo 再放大一点，周五前给我")
    wecom.kf_state.empty_pages = 2

    asked = gets(wecom, "LiLei", lambda: sender.kf_news(ACCOUNT), holding="是哪个客户")
    sender.click(asked, key_of(asked, "青柠酸奶"))
    wecom.wait_for(lambda: asked.updates, 10)
    assert wecom.kf_state.sent == []  # nobody ordered an answer

    draft = gets(wecom, "LiLei", lambda: sender.text("LiLei", "回复 CR-1 好的，周五中午前给您"), holding="发给 王总")
    assert wecom.kf_state.sent == []
    sender.click(draft, key_of(draft, "发送"))
    (sent,) = wecom.wait_for(lambda: list(wecom.kf_state.sent), 10)
    assert (sent.customer, sent.text) == (CUSTOMER, "好的，周五中午前给您")
    wecom.wait_for(lambda: draft.updates, 10)

    (change,) = export("changes")
    assert (change["status"], change["client"]) == ("proposed", "青柠酸奶")
    assert change["source"]["said_by"] == "王总"
    said = [line for line in export("messages") if line["channel"] == f"kf:{ACCOUNT}:{CUSTOMER}"]
    assert [(line["said_by"], line["text"]) for line in said] == [
        ("王总", "海报的 logo 再放大一点，周五前给我"),
        ("李雷", "好的，周五中午前给您"),
    ]


def test_each_message_is_heard_once_whatever_is_repeated(sender: WeComSender, wecom: FakeWeCom, export: Export):
    gets(wecom, "LiLei", lambda: sender.text("LiLei", "绑定 青柠酸奶"))
    wecom.kf.says(ACCOUNT, CUSTOMER, "在吗")
    first = sender.kf_news(ACCOUNT)
    sender.again(first)
    wecom.kf.answers(ACCOUNT, CUSTOMER, "hanmei", "在的，您说")
    wecom.kf.event(ACCOUNT, "enter_session", external_userid=CUSTOMER)
    wecom.kf.says(ACCOUNT, CUSTOMER, "你们三天都没人回复，太让人失望了，我要投诉")
    sender.kf_news(ACCOUNT)
    sender.kf_news(ACCOUNT)

    wecom.wait_for(lambda: [one for one in wecom.delivered("LiLei") if "投诉" in f"{one.text} {one.card}"], 10)
    said = [line["text"] for line in export("messages") if line["channel"].startswith("kf:")]
    assert said == ["在吗", "在的，您说", "你们三天都没人回复，太让人失望了，我要投诉"]
    assert wecom.kf_state.sent == []


def test_a_pasted_record_is_taken_once_and_answered_once(sender: WeComSender, wecom: FakeWeCom, export: Export):
    gets(wecom, "LiLei", lambda: sender.text("LiLei", "绑定 青柠酸奶"))
    record = (
        "青柠酸奶群里的：\n王总@青柠酸奶 11/20 14:03:22\nlogo再放大一点，周三前给我\n\n"
        "李雷 11/20 14:06:31\n收到，周三前改好给您"
    )

    answer = gets(wecom, "LiLei", lambda: sender.text("LiLei", record), holding="task_id")
    again = gets(wecom, "LiLei", lambda: sender.text("LiLei", record), holding="之前")

    assert "记下 2 条" in f"{answer.text} {answer.card}"
    assert "之前已经记过" in f"{again.text} {again.card}"
    lines = [line for line in export("messages") if line["pasted_by"] == "李雷"]
    assert [line["said_by"] for line in lines] == ["王总", "李雷"]
    assert len(export("changes")) == 1


def test_a_merged_record_is_told_apart_with_what_to_do(sender: WeComSender, wecom: FakeWeCom):
    answer = gets(wecom, "LiLei", lambda: sender.text("LiLei", "[聊天记录]"))

    assert "复制" in f"{answer.text} {answer.card}"
