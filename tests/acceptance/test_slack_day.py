"""A day on Slack, over HTTP, from the channel's link to the undo."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from agency import Agency, furnish
from cards import labels_of, press
from starting import Start

from bot.fakes import FakeSlack, SlackSender
from bot.fakes.process import Environment, ProgramProcess, environment, read_export, wait_until
from bot.fakes.slack import Post

Export = Callable[[str], Sequence[dict[str, Any]]]


@pytest.fixture
def agency(slack: FakeSlack) -> Agency:
    return furnish(slack)


@pytest.fixture
def slack_env(tmp_path: Path, slack: FakeSlack) -> Environment:
    return environment(f"sqlite:///{tmp_path}/liaison.db", slack=slack)


@pytest.fixture
def program(slack_env: Environment, start: Start) -> ProgramProcess:
    return start("run", env=slack_env)


@pytest.fixture
def sender(program: ProgramProcess, slack: FakeSlack) -> Iterator[SlackSender]:
    with SlackSender(program.url("/slack/events"), slack) as sender:
        yield sender


@pytest.fixture
def export(slack_env: Environment, tmp_path: Path) -> Export:
    return lambda kind: read_export(kind, env=slack_env, folder=tmp_path)


def wait_for_post(slack: FakeSlack, channel: str, words: str) -> Post:
    """The post of ours in a channel that says this."""
    return slack.wait_for(lambda: next((post for post in slack.posted(channel) if words in post.text), None), 10)


def wait_for_direct(slack: FakeSlack, agency: Agency, words: str) -> Post:
    """What is said to Amy one-to-one."""
    return wait_for_post(slack, slack.direct(agency.amy).id, words)


def test_a_channel_is_linked_and_only_the_one_who_asked_is_told_where_outsiders_read(
    slack: FakeSlack, agency: Agency, sender: SlackSender, export: Export
):
    assert sender.slash("/crm", "绑定 青柠酸奶", agency.amy, agency.shared).status == 200

    receipt = slack.wait_for(lambda: slack.whispered(agency.shared, agency.amy))[0]
    assert "青柠酸奶" in receipt.text
    assert slack.posted(agency.shared) == []
    assert [client["name"] for client in export("clients")] == ["青柠酸奶"]
    assert [(row["name"], row["audience"], row["client"]) for row in export("channels")] == [
        ("acme-shared", "shared", "青柠酸奶")
    ]


def test_a_clients_wish_is_proposed_confirmed_done_and_taken_back(
    slack: FakeSlack, agency: Agency, sender: SlackSender, export: Export
):
    sender.slash("/crm", "绑定 青柠酸奶", agency.amy, agency.shared)
    slack.wait_for(lambda: slack.whispered(agency.shared, agency.amy))

    sender.message(agency.shared, agency.carol, "请把首页主视觉的 logo 再放大 20%，周五前给我们")
    card = wait_for_direct(slack, agency, "CR-1")
    assert labels_of(card) == ["确认", "修改", "忽略"]
    assert [change["status"] for change in export("changes")] == ["proposed"]

    press(sender, card, "confirm", agency.amy)
    wait_until(lambda: "已确认" in card.text, what="the card shows the decision")
    (change,) = export("changes")
    assert (change["status"], change["client"], change["requested_by"]) == ("submitted", "青柠酸奶", "Carol Ma")
    assert change["due_on"] is not None
    assert change["source"]["permalink"].startswith("https://mujin.slack.com/archives/")

    sender.slash("/crm", "task Draw the larger key visual by Thursday", agency.tom, agency.inside)
    task_card = wait_for_post(slack, agency.inside.id, "T-1")
    assert labels_of(task_card) == ["撤销"]  # colleagues read it: in the agency's language
    sender.slash("/crm", "done T-1", agency.tom, agency.inside)
    wait_for_post(slack, agency.inside.id, "已完成")
    assert [(task["status"], task["assignee"]) for task in export("tasks")] == [("done", "Tom Baker")]

    sender.slash("/crm", "undo", agency.tom, agency.inside)
    wait_until(lambda: export("tasks")[0]["status"] == "todo", what="the task is open again")
    actions = [line["action"] for line in export("audit") if line["record"] == "task T-1"]
    assert actions == ["created", "done", "undone"]
    assert slack.visible_to_outsiders() == []


def test_tasks_are_listed_and_done_at_a_press(slack: FakeSlack, agency: Agency, sender: SlackSender, export: Export):
    sender.slash("/crm", "task first drafts of three posters by Thursday", agency.tom, agency.inside)
    sender.slash("/crm", "tasks", agency.tom, agency.inside)
    note = slack.wait_for(lambda: [one for one in slack.whispered(agency.inside, agency.tom) if "T-1" in one.text])[-1]

    press(sender, note, "done", agency.tom)

    wait_until(lambda: export("tasks")[0]["status"] == "done", what="the task is done")
    wait_until(lambda: "all done" in note.text, what="the list is drawn anew")


def test_words_that_are_edited_or_taken_away_are_kept_and_the_card_says_so(
    slack: FakeSlack, agency: Agency, sender: SlackSender, export: Export
):
    said = sender.message(agency.inside, agency.amy, "客户要求海报标题改大，周五前给")
    card = wait_for_post(slack, agency.inside.id, "CR-1")
    assert card.thread_ts == said.ts

    sender.edit(said, "客户要求海报标题改大一倍，下周二前给")
    wait_until(lambda: "改大一倍" in card.text, what="the card follows the edit")
    sender.delete(said)
    wait_until(lambda: "已被删除" in card.text, what="the card says that the source is gone")

    (message,) = export("messages")
    assert message["text"] == "客户要求海报标题改大一倍，下周二前给"
    assert message["versions"] == ["客户要求海报标题改大，周五前给"]
    assert message["deleted_at"] is not None
    assert len(export("changes")) == 1
    assert len(slack.posted(agency.inside)) == 1


def test_a_proposal_is_put_right_in_the_form(slack: FakeSlack, agency: Agency, sender: SlackSender, export: Export):
    sender.message(agency.inside, agency.amy, "客户要求海报标题改大，周五前给")
    card = wait_for_post(slack, agency.inside.id, "CR-1")

    press(sender, card, "edit", agency.tom)
    view = slack.wait_for(lambda: [one for one in slack.views_of(agency.tom) if one.view["callback_id"] != "loading"])[
        -1
    ]
    assert sender.submit(view, agency.tom, {"title": "x" * 121}).answer.json is not None
    assert not view.is_closed  # the fault is shown at its field
    sender.submit(view, agency.tom, {"title": "Headline two sizes larger", "due": "2027-03-05"})

    wait_until(lambda: export("changes")[0]["status"] == "submitted", what="the form confirms")
    (change,) = export("changes")
    assert (change["title"], change["due_on"]) == ("Headline two sizes larger", "2027-03-05")
    wait_until(lambda: "Headline two sizes larger" in card.text, what="the card shows it")


def test_an_admin_says_when_all_work_and_takes_it_back(
    slack: FakeSlack, agency: Agency, sender: SlackSender, export: Export
):
    sender.slash("/crm", "工时 公司 10-20:30", agency.amy, agency.inside)
    slack.wait_for(lambda: slack.whispered(agency.inside, agency.amy))
    sender.slash("/crm", "task send the drafts by EOD tomorrow", agency.tom, agency.inside)
    wait_until(lambda: len(export("tasks")) == 1, what="the task is there")
    sender.slash("/crm", "hours agency 9-17", agency.tom, agency.inside)
    refused = slack.wait_for(lambda: slack.whispered(agency.inside, agency.tom))
    sender.slash("/crm", "撤销", agency.amy, agency.inside)
    wait_for_post(slack, agency.inside, "公司设置：恢复原样")

    assert export("tasks")[0]["due_at"][11:16] == "20:30"
    assert "Only managers and admins can do that" in refused[-1].text
    assert {member["works_until"] for member in export("members")} == {None}


def test_everyone_reads_their_own_language(slack: FakeSlack, agency: Agency, sender: SlackSender):
    sender.slash("/crm", "help", agency.amy, agency.inside)
    sender.slash("/crm", "help", agency.tom, agency.inside)
    sender.slash("/crm", "lang en", agency.amy, agency.inside)
    slack.wait_for(lambda: len(slack.whispered(agency.inside, agency.amy)) == 2)
    sender.slash("/crm", "chnage x", agency.amy, agency.inside)
    slack.wait_for(lambda: len(slack.whispered(agency.inside, agency.amy)) == 3)

    to_amy = [note.text for note in slack.whispered(agency.inside, agency.amy)]
    to_tom = [note.text for note in slack.wait_for(lambda: slack.whispered(agency.inside, agency.tom))]
    assert "我能做什么" in to_amy[0]
    assert "变更" not in to_tom[0]
    assert "/crm change" in to_amy[-1]  # the right form
    assert "unknown_command" in to_amy[-1]


def test_a_mention_that_slack_tells_twice_is_heard_once_and_answered_in_its_thread(
    slack: FakeSlack, agency: Agency, sender: SlackSender, export: Export
):
    parent = sender.message(agency.inside, agency.tom, "morning all")
    first, second = sender.mention(agency.inside, agency.amy, "任务 给 ACME 出首版 banner 周四前", thread=parent.ts)
    assert (first.status, second.status) == (200, 200)

    receipt = wait_for_post(slack, agency.inside.id, "T-1")

    assert receipt.thread_ts == parent.ts
    assert len(export("tasks")) == 1
    assert len(export("messages")) == 2
    assert len(slack.posted(agency.inside)) == 1


def test_bots_are_not_heard_and_outsiders_are_not_answered(
    slack: FakeSlack, agency: Agency, sender: SlackSender, export: Export
):
    sender.bot_message(agency.inside, "Build failed: change the logo by Friday")
    sender.bot_message(agency.inside, "请改 logo，周五前", own=True)
    sender.mention(agency.shared, agency.carol, "help")
    sender.slash("/crm", "client ACME", agency.carol, agency.shared)
    sender.message(agency.inside, agency.tom, "good night")

    wait_until(lambda: len(export("messages")) == 2, what="the two people are heard")

    assert {message["said_by"] for message in export("messages")} == {"Carol Ma", "Tom Baker"}
    assert [member["name"] for member in export("members")] == ["Tom Baker"]
    assert slack.posted(agency.shared) == []
    assert slack.whispered(agency.shared) == []
