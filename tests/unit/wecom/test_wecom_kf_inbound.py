"""Customer service items as arrivals: who said what in whose chat."""

from typing import Any

import pytest

from bot.wecom.envelope import Fields
from bot.wecom.inbound import Origin, read_callback
from bot.wecom.kf_inbound import kf_channel, read_item, split_channel
from bot.wecom.kf_outbound import make_msgid
from handlers.arrivals import Deletion, KfNews, Message, read_arrival

CORP, ACCOUNT, CUSTOMER = "ww01", "wkAJ2GCAAASSm4", "wmAJ2GCAAAme1XQRC-NI"
ITEM: dict[str, Any] = {
    "msgid": "from_msgid_4622416642169452483",
    "open_kfid": ACCOUNT,
    "external_userid": CUSTOMER,
    "send_time": 1795399200,
    "origin": 3,
    "servicer_userid": "",
    "msgtype": "text",
    "text": {"content": "logo 再大一点", "menu_id": ""},
}


def read(**more: Any) -> Any:
    return read_item({**ITEM, **more}, corp_id=CORP, account=ACCOUNT).arrival


def test_what_a_client_writes_is_said_in_a_chat_that_outsiders_read():
    message = read()

    assert isinstance(message, Message)
    assert message.key == "wecom:kf:msg:from_msgid_4622416642169452483"
    assert (message.place.channel, message.place.via, message.place.is_direct) == (
        f"kf:{ACCOUNT}:{CUSTOMER}",
        "kf",
        False,
    )
    assert (message.user, message.text, message.is_to_bot) == (CUSTOMER, "logo 再大一点", False)
    assert split_channel(message.place.channel) == (ACCOUNT, CUSTOMER)
    assert split_channel(kf_channel(ACCOUNT, "")) is None


def test_what_a_servicer_answers_is_said_by_that_member_in_the_same_chat():
    message = read(origin=5, servicer_userid="HanMei")

    assert (message.user, message.place.channel) == ("hanmei", f"kf:{ACCOUNT}:{CUSTOMER}")


@pytest.mark.parametrize(
    ("kind", "content", "text", "attached"),
    [
        ("image", {"media_id": "m1"}, "", ["image"]),
        ("voice", {"media_id": "m1"}, "", ["voice"]),
        ("file", {"media_id": "m1"}, "", ["file"]),
        ("link", {"title": "竞品海报", "url": "https://a.example"}, "竞品海报\nhttps://a.example", ["link"]),
        (
            "location",
            {"name": "公司", "address": "南京西路", "latitude": 31.2, "longitude": 121.4},
            "公司 南京西路",
            ["location"],
        ),
        ("miniprogram", {"title": "小程序"}, "小程序", ["link"]),
        ("business_card", {"userid": "x"}, "[business_card]", []),
        ("a_kind_of_tomorrow", {}, "[a_kind_of_tomorrow]", []),
    ],
)
def test_other_kinds_are_kept_by_what_they_show(kind: str, content: dict[str, Any], text: str, attached: list[str]):
    message = read(msgtype=kind, **{kind: content})

    assert (message.text, [one.kind for one in message.attachments]) == (text, attached)


@pytest.mark.parametrize("name", ["item", "items"])
def test_what_others_said_in_a_forwarded_record_is_quoted_and_not_the_clients_word(name: str):
    items = [
        {"sender_name": "李姐", "msgtype": "text", "msg_content": '{"text":{"content":"标题改红"}}'},
        {"sender_name": "王总", "msgtype": "image", "msg_content": '{"image":{}}'},
    ]
    message = read(msgtype="merged_msg", merged_msg={"title": "群聊的聊天记录", name: items})

    assert message.text == "[聊天记录] 群聊的聊天记录"
    assert message.quote == "李姐：标题改红\n王总：[image]"


def test_a_recalled_message_is_a_deletion_of_it():
    event = {"event_type": "user_recall_msg", "open_kfid": ACCOUNT, "external_userid": CUSTOMER, "recall_msgid": "m7"}
    deletion = read(origin=4, msgtype="event", event=event)

    assert isinstance(deletion, Deletion)
    assert (deletion.message_id, deletion.place.channel) == ("m7", f"kf:{ACCOUNT}:{CUSTOMER}")


@pytest.mark.parametrize(
    "more",
    [
        {"origin": 4, "msgtype": "event", "event": {"event_type": "enter_session"}},
        {"origin": 4, "msgtype": "event", "event": {"event_type": "msg_send_fail", "fail_type": 2}},
        {"origin": 4, "msgtype": "event", "event": None},
        {"msgid": ""},
        {"send_time": None},
        {"send_time": 10**15},
        {"external_userid": ""},
        {"origin": 9},
        {"origin": 5, "servicer_userid": ""},
    ],
)
def test_everything_else_says_why_it_is_left(more: dict[str, Any]):
    translated = read_item({**ITEM, **more}, corp_id=CORP, account=ACCOUNT)

    assert translated.arrival is None
    assert translated.remark


def test_the_event_says_whose_messages_are_to_be_fetched():
    fields: Fields = {
        "ToUserName": CORP, "CreateTime": "1795399200", "MsgType": "event", "Event": "kf_msg_or_event",
        "Token": "ENCApHxnGDNAVNY4AaSJKj4Tb5mwsEMzxhFmHVGcra996NR", "OpenKfId": ACCOUNT,
    }  # fmt: skip
    news = read_callback(fields, Origin(corp_id=CORP, agent_id=7))

    assert isinstance(news, KfNews)
    assert (news.account, news.user, news.lane) == (ACCOUNT, "", f"wecom:{CORP}:kf:{ACCOUNT}")
    assert read_arrival(news.model_dump(mode="json")) == news
    again = read_callback({**fields, "Token": "another"}, Origin(corp_id=CORP, agent_id=7))
    assert again is not None
    assert again.key != news.key


def test_our_msgid_is_the_same_for_the_same_key_and_fits():
    assert make_msgid("in:1/to-client") == make_msgid("in:1/to-client") != make_msgid("in:2/to-client")
    assert len(make_msgid("x")) <= 32
