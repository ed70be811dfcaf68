"""A day of account executives: one reads Chinese on Slack, one English, one is on WeCom; the program as a process."""

import pytest
from cards import labels_of
from day import LIME, Day, say
from limits import faults_on_slack, faults_on_wecom

from bot.fakes.slack import Post

PASTED = f"""{LIME}群里的：
马姐@{LIME} 2026/11/20 14:03
海报的主标题再大两号，下周三前给我
赵宇 2026/11/20 14:05
好的，下周二给您看
马姐@{LIME} 2026/11/20 14:06
谢谢"""


@pytest.fixture
def morning(day: Day) -> Day:
    """Everybody has been seen, and the manager is one."""
    people = day.people
    day.types(people.chen, "我")
    for colleague in (people.min, people.xiao, people.amy, people.tom):
        day.types(colleague, "me")
    day.writes(people.zhao, "我", expect="赵宇")
    day.types(people.chen, f"角色 <@{people.min.id}> 经理")
    return day


def test_an_account_executives_day(morning: Day):
    day, people = morning, morning.people
    hears = day.on_slack

    # The day begins with an empty list, and a channel that gets its client and its contract.
    day.on_slack.opens_home(people.xiao)
    day.home(people.xiao, "我的任务")
    assert "没有" in say(day.types(people.xiao, "我的任务"))
    day.types(people.xiao, f"绑定 {LIME}", people.shared)
    day.types(people.xiao, f"合同 {LIME} 年度框架 1轮")

    # A client's wish is proposed in private, put right in the form, and goes to the manager.
    said = hears.message(people.shared, people.carol, "请把首页主视觉的 logo 再放大 20%，周五前给我们")
    card = day.card(people.xiao, "CR-1", action="edit")
    day.presses(people.xiao, card, "edit")
    form = day.form(people.xiao, "edit_proposal")
    assert hears.submit(form, people.xiao, {"title": "x" * 121}).answer.json is not None
    hears.submit(form, people.xiao, {"title": "首页主视觉 logo 放大 20%"})
    day.until(lambda: "已确认" in say(card), "the card shows what was saved")
    day.presses(people.min, day.card(people.min, "CR-1", action="approve"), "approve")
    outcome = day.card(people.xiao, "已批准 CR-1", action="client_text")

    # The client confirms in writing, by a button in their own channel: the only thing there that they ever see.
    day.presses(people.xiao, outcome, "client_text")
    offer = day.card(people.xiao, "给客户的确认文字", action="client_post")
    day.presses(people.xiao, offer, "client_post")
    asked = day.card(people.carol, "CR-1", action="client_confirm")
    assert isinstance(asked, Post)
    assert asked.thread_ts == said.ts
    day.presses(people.amy, asked, "client_confirm")  # one of ours: no word of the client's
    day.card(people.amy, "client")
    assert labels_of(asked) == ["确认"]
    day.presses(people.carol, asked, "client_confirm")
    day.until(
        lambda: "Carol Ma 已确认" in say(asked) and labels_of(asked) == [], "the client's card says who confirmed"
    )
    day.card(people.xiao, "客户已确认 CR-1")
    (kept,) = day.export("confirmations")
    assert (kept["status"], kept["answered_by"], kept["answer"]) == ("confirmed", "Carol Ma", "确认")

    # A promise is kept when what was promised is delivered.
    hears.message(people.shared, people.xiao, "收到，周四下班前给您新版主视觉", thread=said.ts)
    promise = day.card(people.xiao, "承诺", action="confirm")
    day.presses(people.xiao, promise, "confirm")
    day.until(lambda: "已确认" in say(promise), "the promise is confirmed")
    hears.message(people.shared, people.xiao, "新版主视觉发您邮箱了，请查收", thread=said.ts)
    day.until(lambda: day.one("tasks", "T-1")["status"] == "done", "the promise is kept")

    # A message shortcut in English, on the client's words; an emoji, and taking it off takes it back.
    second = hears.message(people.shared, people.carol, "Could the footer get the new address as well?")
    hears.shortcut("task", people.amy, second)
    form = day.form(people.amy, "task")
    hears.submit(form, people.amy, {"title": "New address in the footer"})
    day.until(lambda: any(row["title"] == "New address in the footer" for row in day.export("tasks")), "the task")
    third = hears.message(people.inside, people.tom, "thanks all")
    hears.react(third, people.amy, "pushpin")
    day.until(lambda: any(row["source"]["text"] == "thanks all" for row in day.export("interactions")), "it is logged")
    hears.unreact(third, people.amy, "pushpin")
    day.until(lambda: "undone" in [line["action"] for line in day.export("audit")], "it is taken back")

    # The next round is beyond the contract: it is priced in a form, and the manager approves the price.
    hears.message(people.shared, people.carol, "门店灯箱的主标题麻烦换成「一口清新」，下周三前要")
    over = day.card(people.xiao, "第2轮/共1轮", action="confirm")
    day.presses(people.xiao, over, "confirm")
    day.until(lambda: "加价单" in labels_of(over), "it can be priced")
    day.presses(people.xiao, over, "order")
    hears.submit(day.form(people.xiao, "order"), people.xiao, {"amount": "3000", "note": "第2轮"})
    day.presses(people.min, day.card(people.min, "SO-1", action="approve"), "approve")
    day.card(people.xiao, "✅ 已批准 SO-1")
    assert day.one("supplementary_orders", "SO-1")["status"] == "approved"

    # A colleague on WeCom pastes what was said in WeChat: each message once, with its records.
    pasted = day.writes(people.zhao, PASTED, expect="记下 3 条聊天")
    day.clicks(pasted, "全部确认")
    day.until(lambda: "已确认" in say(pasted), "all of it is confirmed")
    again = day.writes(people.zhao, PASTED)
    assert "没有新增" in say(again)
    assert sum(row["pasted_by"] == "赵宇" for row in day.export("messages")) == 3

    # A task is handed to a colleague, who is told in English; the last act is taken back.
    day.types(people.xiao, "任务 出三张海报初稿 周五前")
    number = max(day.export("tasks"), key=lambda row: int(row["number"][2:]))["number"]
    day.types(people.xiao, f"指派 {number} <@{people.tom.id}>")
    day.card(people.tom, f"林晓 gave you {number}")
    done = day.types(people.tom, "tasks")
    assert number in say(done)
    day.presses(people.tom, done, "done")
    day.until(lambda: day.one("tasks", number)["status"] == "done", "it is done")
    day.types(people.tom, "undo")
    day.until(lambda: day.one("tasks", number)["status"] == "todo", "it is open again")

    # Nothing was refused, cut or too long; and all that outsiders saw is what the member ordered for them.
    assert faults_on_slack(day.slack) == []
    assert faults_on_wecom(day.wecom) == []
    visible = day.slack.visible_to_outsiders()
    assert visible
    assert all(seen.item is asked for seen in visible)
