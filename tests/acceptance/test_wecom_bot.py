"""WeCom's AI bot in the program as a process: over the long connection, without a public address, and by callback."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starting import Start

from bot.fakes import FakeWeCom
from bot.fakes.process import Environment, environment, read_export, wait_until
from bot.fakes.wecom import AiBotCaller, BotSaid, FakeAiBot
from bot.fakes.wire import Wire

QUOTED = "banner 的 logo 再放大 20%，周五前给"


@pytest.fixture
def aibot() -> Iterator[FakeAiBot]:
    with FakeAiBot() as fake:
        yield fake


def say(aibot: FakeAiBot, words: str, *, user: str = "LiLei", chat: str | None = None, quote: str = "") -> BotSaid:
    """Write to the bot, and wait for what it answers."""
    before = len(aibot.heard())
    aibot.says(user, words, chat=chat, quote=quote or None)
    return aibot.wait_for(lambda: aibot.heard()[before:], 15)[-1]


def key_of(card: BotSaid, label: str) -> str:
    """The key of the button of this label."""
    return next(str(button["key"]) for button in card.card["button_list"] if button["text"] == label)


def test_a_group_has_a_quoted_message_logged_and_a_press_changes_the_card(
    tmp_path: Path, aibot: FakeAiBot, start: Start
):
    env = environment(f"sqlite:///{tmp_path}/liaison.db", aibot=aibot)
    start("run", env=env)

    aibot.push(aibot.event("LiLei", "enter_chat"))
    welcome = aibot.wait_for(lambda: aibot.heard("LiLei"), 10)[0]
    assert (welcome.cmd, "Liaison" in welcome.text) == ("aibot_respond_welcome_msg", True)

    assert "ACME" in str(say(aibot, "绑定 ACME", chat="wr1").body)
    receipt = say(aibot, "记为变更 ACME", chat="wr1", quote=QUOTED)
    assert (receipt.chat, receipt.cmd) == ("wr1", "aibot_respond_msg")
    assert "CR-1" in receipt.text

    proposal = say(aibot, "客户说海报标题改大，周四前给", chat="wr1")
    aibot.click(proposal, key_of(proposal, "确认"), "HanMei")
    wait_until(lambda: proposal.updates, what="the card is changed where it stands")
    assert "已确认" in str(proposal.card)

    first, second = sorted(read_export("changes", env=env, folder=tmp_path), key=lambda change: change["number"])
    assert (first["client"], first["status"]) == ("ACME", "submitted")
    assert (first["source"]["text"], first["source"]["said_by"]) == (QUOTED, "（引用）")
    assert (second["client"], second["status"]) == ("ACME", "submitted")


def test_a_connection_that_breaks_loses_nothing_and_its_answers_still_come(
    tmp_path: Path, aibot: FakeAiBot, start: Start
):
    env = environment(f"sqlite:///{tmp_path}/liaison.db", aibot=aibot)
    start("run", env=env)
    say(aibot, "绑定 ACME", chat="wr1")
    for number in range(3):
        aibot.drop()
        assert f"T-{number + 1}" in say(aibot, f"任务 出第 {number + 1} 张海报", chat="wr1").text

    assert len(read_export("tasks", env=env, folder=tmp_path)) == 3


def test_of_several_processes_one_has_the_connection_and_another_takes_over_when_it_dies(
    tmp_path: Path, migrated_postgres_url: str, aibot: FakeAiBot, start: Start
):
    env = environment(migrated_postgres_url, aibot=aibot)
    web = start("web", env=env)
    first = start("worker", env=env)
    aibot.wait_for(lambda: aibot.is_connected, 10)
    start("worker", env=env)
    assert "T-1" in say(aibot, "任务 出三张海报").text

    first.kill()
    aibot.wait_for(lambda: len(aibot.subscriptions) > 1 and aibot.is_connected, 40)

    assert "T-2" in say(aibot, "任务 出第四张海报").text
    assert len(aibot.subscriptions) == 2
    assert Wire(web.url("/readyz")).send("GET", None, {}).json == {"ready": True}


def test_a_refused_secret_is_said_by_the_log_and_by_readyz_and_the_rest_goes_on(
    tmp_path: Path, wecom: FakeWeCom, aibot: FakeAiBot, start: Start
):
    env = environment(f"sqlite:///{tmp_path}/liaison.db", wecom=wecom, aibot=aibot)
    program = start("run", env=env | {"WECOM_BOT_SECRET": "not-the-secret-0123"})

    refused = program.wait_for_log("wecom_bot_refused")
    ready = Wire(program.url("/readyz"))
    wait_until(lambda: "remarks" in (ready.send("GET", None, {}).json or {}), what="the remark")

    assert "invalid bot_id or secret" in refused["reason"]
    answer = ready.send("GET", None, {})
    assert answer.status == 200
    assert "refused" in answer.text
    assert "not-the-secret" not in program.log + answer.text


def test_over_the_callback_the_answer_goes_to_the_response_url(tmp_path: Path, aibot: FakeAiBot, start: Start):
    env: Environment = environment(
        f"sqlite:///{tmp_path}/liaison.db",
        WECOM_BOT_TOKEN=aibot.token,
        WECOM_BOT_AES_KEY=aibot.aes_key,
        WECOM_API_URL=aibot.api_url,
    )
    program = start("run", env=env)
    caller = AiBotCaller(program.url("/wecom/bot"), aibot)
    assert caller.verify_url("12345").body == b"12345"

    linked = caller.says("LiLei", "绑定 ACME", chat="wr1")
    aibot.wait_for(lambda: aibot.heard("wr1"), 10)
    ordered = caller.says("LiLei", "记为变更 ACME", chat="wr1", quote=QUOTED)
    receipt = aibot.wait_for(lambda: aibot.heard("wr1")[1:], 10)[0]
    assert [call.status for call in (linked, ordered, caller.again(ordered))] == [200, 200, 200]

    assert (receipt.cmd, "CR-1" in receipt.text) == ("response_url", True)
    (change,) = read_export("changes", env=env, folder=tmp_path)
    assert (change["client"], change["source"]["text"]) == ("ACME", QUOTED)


def test_people_of_the_app_and_of_the_bot_are_the_same(
    tmp_path: Path, wecom: FakeWeCom, aibot: FakeAiBot, start: Start
):
    wecom.add_member("LiLei", "李雷")
    env = environment(f"sqlite:///{tmp_path}/liaison.db", wecom=wecom, aibot=aibot)
    start("run", env=env)

    say(aibot, "任务 出三张海报", chat="wr1")

    (task,) = read_export("tasks", env=env, folder=tmp_path)
    assert task["source"]["said_by"] == "李雷"
