"""The whole way over Socket Mode: no public address, and connections that come and go."""

from pathlib import Path

import pytest
from agency import furnish
from cards import press
from starting import Start

from bot.fakes import FakeSlack, SlackSocketSender
from bot.fakes.process import environment, read_export, wait_until


@pytest.mark.parametrize("ending", ["refresh", "drop"])
def test_a_day_over_socket_mode_survives_its_connection(tmp_path: Path, slack: FakeSlack, start: Start, ending: str):
    env = environment(f"sqlite:///{tmp_path}/liaison.db", slack=slack, SLACK_APP_TOKEN=slack.app_token)
    agency = furnish(slack)
    start("run", env=env)
    wait_until(lambda: slack.sockets.count >= 1, what="the bot connects")
    sender = SlackSocketSender(slack)

    assert sender.slash("/crm", "绑定 青柠酸奶", agency.amy, agency.inside).status == 200
    said = sender.message(agency.inside, agency.amy, "客户要求海报标题改大，周五前给")
    card = slack.wait_for(lambda: [post for post in slack.posted(agency.inside) if "CR-1" in post.text], 10)[0]
    assert card.thread_ts == said.ts

    if ending == "refresh":
        slack.disconnect("refresh_requested")
    else:
        slack.drop_connections()
    wait_until(lambda: slack.sockets.count >= 1, what="the bot is back")
    sender = SlackSocketSender(slack, ack_within_s=10)
    assert press(sender, card, "confirm", agency.amy).status == 200
    sender.again(said)  # Slack sends again what it isn't sure of

    wait_until(lambda: "已确认" in card.text, what="the card shows the decision")
    (change,) = read_export("changes", env=env, folder=tmp_path)
    assert (change["status"], change["client"]) == ("submitted", "青柠酸奶")
    assert len(read_export("messages", env=env, folder=tmp_path)) == 1


def test_a_form_with_a_fault_is_answered_over_the_socket(tmp_path: Path, slack: FakeSlack, start: Start):
    env = environment(f"sqlite:///{tmp_path}/liaison.db", slack=slack, SLACK_APP_TOKEN=slack.app_token)
    agency = furnish(slack)
    start("run", env=env)
    wait_until(lambda: slack.sockets.count >= 1, what="the bot connects")
    sender = SlackSocketSender(slack)
    sender.message(agency.inside, agency.amy, "客户要求海报标题改大，周五前给")
    card = slack.wait_for(lambda: [post for post in slack.posted(agency.inside) if "CR-1" in post.text], 10)[0]

    press(sender, card, "edit", agency.amy)
    view = slack.wait_for(lambda: [one for one in slack.views_of(agency.amy) if one.view["callback_id"] != "loading"])[
        -1
    ]
    refused = sender.submit(view, agency.amy, {"title": "x" * 121}).answer.json
    sender.submit(view, agency.amy, {"title": "标题放大一倍"})

    assert refused is not None
    assert list(refused["errors"]) == ["title"]
    wait_until(lambda: "标题放大一倍" in card.text, what="the card shows the new title")
