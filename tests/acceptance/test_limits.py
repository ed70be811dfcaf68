"""The limits that a day is held to can be missed."""

import httpx
from day import LIME
from limits import faults_on_slack, faults_on_wecom

from bot.fakes import FakeSlack, FakeWeCom


def test_what_slack_refuses_and_what_it_would_take_too_long_are_faults(slack: FakeSlack):
    channel = slack.add_channel("team", [slack.add_user("amy")])
    headers = {"Authorization": f"Bearer {slack.bot_token}"}
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}
    for blocks in ([], [section]):
        said = {"channel": channel.id, "text": "hello", "blocks": blocks}
        httpx.post(f"{slack.url}chat.postMessage", json=said, headers=headers)

    faults = faults_on_slack(slack)

    assert [fault.partition(":")[0] for fault in faults] == ["chat.postMessage was refused", "chat.postMessage"]
    assert "section.text: 3001 characters" in faults[1]


def test_what_wecom_cuts_is_a_fault_though_it_says_nothing(wecom: FakeWeCom):
    wecom.add_member("LiLei", "李雷")
    secret = {"corpid": wecom.corp_id, "corpsecret": wecom.secret}
    token = httpx.get(f"{wecom.url}gettoken", params=secret).json()["access_token"]
    to = {"touser": "LiLei", "agentid": wecom.agent_id}
    card = {"card_type": "button_interaction", "task_id": "t1", "main_title": {"title": LIME * 10}}
    card["button_list"] = [{"text": "通过", "style": 1, "key": "approve|1"}]
    for message in (
        {"msgtype": "text", "text": {"content": "长" * 700}},
        {"msgtype": "template_card", "template_card": card},
    ):
        httpx.post(f"{wecom.url}message/send", params={"access_token": token}, json=to | message)

    faults = faults_on_wecom(wecom)

    assert any("was cut" in fault for fault in faults)
    assert any("title of 40 characters" in fault for fault in faults)
