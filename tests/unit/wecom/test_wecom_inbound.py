"""Callbacks become arrivals."""

from datetime import UTC, datetime
from typing import Any

import pytest
from wecom_wire import CORP_ID, TEXT, xml

from bot.wecom.envelope import read_xml
from bot.wecom.inbound import Origin, read_callback
from bot.wecom.refusals import Malformed, WrongReceiver
from handlers.arrivals import (
    AnyArrival,
    Attachment,
    CardRef,
    Command,
    Message,
    PersonNews,
    Place,
    Press,
    read_arrival,
)

ORIGIN = Origin(corp_id=CORP_ID, agent_id=1000002)
PLACE = Place(platform="wecom", workspace=CORP_ID, channel="lilei", is_direct=True)
AT = datetime.fromtimestamp(1764000000, UTC)


def read(document: str) -> AnyArrival | None:
    arrival = read_callback(read_xml(document), ORIGIN)
    if arrival is not None:
        assert read_arrival(arrival.model_dump(mode="json")) == arrival
    return arrival


def event(name: str, **fields: str) -> str:
    return xml(MsgType="event", Event=name, AgentID="1000002", **fields)


def test_a_text_is_a_message_to_the_bot():
    assert read(TEXT) == Message(
        key=f"wecom:{CORP_ID}:1000002:7204712345678901234",
        place=PLACE,
        user="lilei",
        at=AT,
        message_id="7204712345678901234",
        text="客户说 logo 要再大一点，周五前给",
        is_to_bot=True,
    )


@pytest.mark.parametrize(
    ("fields", "text", "attachment"),
    [
        (
            {"MsgType": "image", "PicUrl": "https://p.example/1", "MediaId": "m1"},
            "",
            Attachment(kind="image", url="https://p.example/1", media_id="m1"),
        ),
        (
            {"MsgType": "voice", "MediaId": "m2", "Format": "AMR"},
            "",
            Attachment(kind="voice", name="voice.amr", media_id="m2"),
        ),
        (
            {"MsgType": "video", "MediaId": "m3", "ThumbMediaId": "t"},
            "",
            Attachment(kind="video", media_id="m3"),
        ),
        (
            {"MsgType": "file", "Title": "双11 Brief.pdf", "MediaId": "m4"},
            "双11 Brief.pdf",
            Attachment(kind="file", name="双11 Brief.pdf", media_id="m4"),
        ),
        (
            {"MsgType": "location", "Location_X": "31.23", "Location_Y": "121.47", "Scale": "15", "Label": "人民广场"},
            "人民广场",
            Attachment(kind="location", name="人民广场", url="geo:31.23,121.47"),
        ),
        (
            {"MsgType": "link", "Title": "新包装", "Description": "d", "Url": "https://c.example/a?b=1&c=2"},
            "新包装\nhttps://c.example/a?b=1&c=2",
            Attachment(kind="link", name="新包装", url="https://c.example/a?b=1&c=2"),
        ),
    ],
    ids=lambda value: value.get("MsgType") if isinstance(value, dict) else None,
)
def test_what_comes_along_is_an_attachment(fields: dict[str, str], text: str, attachment: Attachment):
    arrival = read(xml(MsgId="1", **fields))

    assert isinstance(arrival, Message)
    assert (arrival.text, arrival.attachments) == (text, (attachment,))


def test_a_kind_of_message_that_is_new_to_us_is_kept_with_its_words():
    arrival = read(xml(MsgId="1", MsgType="miniprogram", Title="小程序"))

    assert isinstance(arrival, Message)
    assert (arrival.text, arrival.attachments) == ("小程序", ())


def test_a_text_of_blanks_has_no_words():
    arrival = read(xml(MsgId="1", MsgType="text", Content="  "))

    assert isinstance(arrival, Message)
    assert arrival.text == ""


def test_userids_are_kept_in_one_spelling():
    arrivals = [read(xml(MsgId="1", MsgType="text", Content="hi", FromUserName=name)) for name in ("LiLei", "lilei")]

    assert arrivals[0] == arrivals[1]


@pytest.mark.parametrize(("name", "news"), [("subscribe", "followed"), ("unsubscribe", "left")])
def test_following_and_leaving_the_app_is_news(name: str, news: str):
    arrival = read(event(name))

    assert isinstance(arrival, PersonNews)
    assert (arrival.news, arrival.user, arrival.place) == (news, "lilei", PLACE)


@pytest.mark.parametrize(("change", "news"), [("update_user", "changed"), ("delete_user", "left")])
def test_a_change_in_the_address_book_is_news_of_that_member(change: str, news: str):
    arrival = read(event("change_contact", FromUserName="sys", ChangeType=change, UserID="HanMeimei"))

    assert isinstance(arrival, PersonNews)
    assert (arrival.news, arrival.user, arrival.place.channel) == (news, "hanmeimei", "hanmeimei")


def test_two_members_deleted_in_the_same_second_are_two_events():
    keys = {
        read(event("change_contact", FromUserName="sys", ChangeType="delete_user", UserID=user)).key
        for user in ("a", "b")
    }

    assert len(keys) == 2


def test_a_press_brings_the_buttons_action_and_value_and_the_card():
    arrival = read(
        event("template_card_event", EventKey="confirm|message:42", TaskId="liaison-1", ResponseCode="rc", CardType="x")
    )

    assert isinstance(arrival, Press)
    assert (arrival.action, arrival.value) == ("confirm", "message:42")
    assert arrival.card == CardRef(response_code="rc", task_id="liaison-1")


def test_a_value_may_hold_the_separator():
    arrival = read(event("template_card_event", EventKey="choose|a|b", TaskId="t"))

    assert isinstance(arrival, Press)
    assert (arrival.action, arrival.value) == ("choose", "a|b")


def test_a_menu_entry_is_the_command_that_its_key_says():
    arrival = read(event("click", EventKey="我的任务"))

    assert isinstance(arrival, Command)
    assert arrival.text == "我的任务"


@pytest.mark.parametrize(
    "document",
    [
        event("enter_agent"),
        event("LOCATION", Latitude="1", Longitude="2"),
        event("view", EventKey="https://example.com"),
        event("batch_job_result"),
        event("change_contact", ChangeType="create_party", FromUserName="sys"),
    ],
)
def test_events_that_do_not_concern_us_are_nothing(document: str):
    assert read(document) is None


PRESS = {"FromUserName": "LiLei", "CreateTime": "1764000000", "EventKey": "confirm|1", "TaskId": "t"}


def test_the_same_event_delivered_again_has_the_same_key():
    assert read(event("template_card_event", **PRESS)).key == read(event("template_card_event", **PRESS)).key


@pytest.mark.parametrize(
    "difference",
    [{"FromUserName": "Han"}, {"CreateTime": "1764000001"}, {"EventKey": "dismiss|1"}, {"TaskId": "u"}],
)
def test_events_that_differ_have_different_keys(difference: dict[str, str]):
    one, other = read(event("template_card_event", **PRESS)), read(event("template_card_event", **PRESS | difference))

    assert one.key != other.key


@pytest.mark.parametrize(
    "broken",
    [
        {"MsgType": "text", "Content": "no id"},
        {"MsgType": "text", "MsgId": "1", "FromUserName": ""},
        {"MsgType": "text", "MsgId": "1", "CreateTime": "soon"},
        {"MsgType": "text", "MsgId": "1", "CreateTime": "9" * 30},
        {"MsgType": ""},
        {"MsgType": "event", "Event": ""},
        {"MsgType": "event", "Event": "template_card_event"},
        {"MsgType": "event", "Event": "click", "EventKey": ""},
    ],
)
def test_missing_fields_are_malformed(broken: dict[str, str]):
    with pytest.raises(Malformed):
        read(xml(**broken))


def test_a_field_with_fields_inside_is_malformed():
    with pytest.raises(Malformed):
        read(TEXT.replace("<Content>", "<Content><a>1</a>"))


def test_another_companys_message_is_refused():
    with pytest.raises(WrongReceiver):
        read(xml(ToUserName="ww-other", MsgType="text", MsgId="1", Content="hi"))


def test_different_apps_have_different_keys():
    fields: dict[str, Any] = read_xml(TEXT)

    assert read_callback(fields, ORIGIN).key != read_callback(fields, Origin(corp_id=CORP_ID, agent_id=7)).key
