"""What the AI bot is told, as arrivals; frames; and what its Markdown keeps out."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.wecom.bot.drawing import plain, words_of
from bot.wecom.bot.frames import BadFrame, read_frame, write_frame
from bot.wecom.bot.handles import Handle, read_handle
from bot.wecom.bot.inbound import BotOrigin, read_bot_push, without_mention
from bot.wecom.refusals import Malformed
from handlers.arrivals import AnyArrival, Attachment, Message, PersonNews, Press, read_arrival
from prompts.cards import Card, Fact

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
HANDLE = Handle(at=AT, connection="c1", req_id="r1")
ORIGIN = BotOrigin(workspace="ww01", corp_id="ww01")


def body(**more: Any) -> dict[str, Any]:
    """A text one-to-one; `more` takes the place of its parts."""
    told: dict[str, Any] = {
        "msgid": "m1", "aibotid": "aib1", "chattype": "single", "from": {"userid": "LiLei"}, "create_time": 1795399260,
        "msgtype": "text", "text": {"content": "记录 通了电话"},
    }  # fmt: skip
    return told | more


def read(**more: Any) -> AnyArrival | None:
    arrival = read_bot_push(body(**more), ORIGIN, handle=HANDLE)
    if arrival is not None:  # it can be stored
        assert read_arrival(arrival.model_dump(mode="json", exclude_defaults=True) | {"kind": arrival.kind}) == arrival
    return arrival


def message(**more: Any) -> Message:
    arrival = read(**more)
    assert isinstance(arrival, Message)
    return arrival


def test_a_text_one_to_one():
    said = message()

    assert (said.key, said.message_id, said.user, said.text) == (
        "wecom:bot:aib1:msg:m1",
        "m1",
        "lilei",
        "记录 通了电话",
    )
    assert (said.place.via, said.place.channel, said.place.is_direct) == ("bot", "lilei", True)
    assert (said.at, said.is_to_bot) == (datetime(2026, 11, 23, 2, 1, tzinfo=UTC), True)
    assert read_handle(said.reply_handle) == HANDLE


def test_a_text_in_a_group_with_a_quotation():
    quote = {"msgtype": "text", "text": {"content": "logo 再大一点"}}

    said = message(chattype="group", chatid="wrX", text={"content": "@小助手 记为变更 ACME"}, quote=quote)

    assert (said.place.channel, said.place.is_direct, said.text) == ("bot:wrX", False, "记为变更 ACME")
    assert said.quote == "logo 再大一点"


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        ({"msgtype": "voice", "voice": {"content": "说的话"}}, "说的话"),
        ({"msgtype": "image", "image": {"url": "https://x"}}, "[图片]"),
        ({"msgtype": "file", "file": {"url": "https://x"}}, "[文件]"),
        ({"msgtype": "mixed", "mixed": {"msg_item": [
            {"msgtype": "text", "text": {"content": "看图"}}, {"msgtype": "image", "image": {"url": "u"}},
        ]}}, "看图\n[图片]"),
        ({"msgtype": "location"}, ""),
        ({}, ""),
        (None, ""),
        ("x", ""),
    ],
)  # fmt: skip
def test_what_is_quoted_is_told_in_words(quote: object, words: str):
    assert message(quote=quote).quote == words


@pytest.mark.parametrize(
    ("more", "text", "attachments"),
    [
        ({"msgtype": "voice", "voice": {"content": "周五前给"}}, "周五前给", (Attachment(kind="voice"),)),
        ({"msgtype": "image", "image": {"url": "u"}}, "", (Attachment(kind="image", url="u"),)),
        ({"msgtype": "video", "video": {"url": "u"}}, "", (Attachment(kind="video", url="u"),)),
        (
            {"msgtype": "file", "file": {"url": "u", "filename": "报价.xlsx"}},
            "",
            (Attachment(kind="file", url="u", name="报价.xlsx"),),
        ),
        (
            {
                "msgtype": "mixed",
                "mixed": {
                    "msg_item": [
                        {"msgtype": "text", "text": {"content": "看这两张"}},
                        {"msgtype": "image", "image": {"url": "1"}},
                        {"msgtype": "image", "image": {"url": "2"}},
                    ]
                },
            },
            "看这两张",
            (Attachment(kind="image", url="1"), Attachment(kind="image", url="2")),
        ),
        ({"msgtype": "later", "later": {"content": "还是有字"}}, "还是有字", ()),
        ({"msgtype": "later"}, "", ()),
    ],
)
def test_every_kind_of_message_is_kept(more: dict[str, Any], text: str, attachments: tuple[Attachment, ...]):
    said = message(**more)

    assert (said.text, said.attachments) == (text, attachments)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("@小助手 记录 通了电话", "记录 通了电话"),
        ("@小助手\u2005任务 出三张海报 @韩梅梅 周四前", "任务 出三张海报 @韩梅梅 周四前"),
        ("任务 出三张海报 @小助手", "任务 出三张海报"),
        ("任务 给 @韩梅梅 和 @小助手", "任务 给 @韩梅梅 和 @小助手"),
        ("写信到 a@b.example", "写信到 a@b.example"),
        ("@小助手", ""),
        ("  hello ", "hello"),
    ],
)
def test_the_bots_own_name_is_taken_off(text: str, left: str):
    assert without_mention(text) == left


def test_without_a_time_it_was_said_when_it_came():
    assert message(create_time=None).at == AT
    assert message(create_time=10**30).at == AT
    assert message(create_time=1795399260123).at.second == 0


def test_somebody_of_another_company_is_nobody_of_ours():
    assert message(**{"from": {"userid": "LiLei", "corpid": "ww99"}}).user == "ww99:lilei"
    assert message(**{"from": {"userid": "LiLei", "corpid": "ww01"}}).user == "lilei"


def test_coming_in_is_news_of_a_person():
    news = read(msgtype="event", event={"eventtype": "enter_chat"})

    assert isinstance(news, PersonNews)
    assert (news.news, news.user, news.place.is_direct) == ("followed", "lilei", True)


@pytest.mark.parametrize("is_nested", [True, False])
def test_a_press_tells_what_was_pressed_and_chosen(is_nested: bool):
    pressed: dict[str, Any] = {
        "card_type": "button_interaction", "event_key": "confirm|message:42", "task_id": "t1",
        "selected_items": {"selected_item": [{"question_key": "due", "option_ids": {"option_id": ["a", "b"]}}]},
    }  # fmt: skip
    event = {"template_card_event": pressed} if is_nested else pressed

    press = read(msgtype="event", event={"eventtype": "template_card_event", **event}, chattype="group", chatid="wr1")

    assert isinstance(press, Press)
    assert (press.action, press.value, press.choices) == ("confirm", "message:42", {"due": ("a", "b")})
    assert press.card.task_id == "t1"
    assert read_handle(press.card.response_code) == Handle(at=AT, connection="c1", req_id="r1", task_id="t1")


@pytest.mark.parametrize(
    "more",
    [
        {"msgtype": "event", "event": {"eventtype": "feedback_event"}},
        {"msgtype": "event", "event": {}},
        {"msgtype": "stream", "stream": {"id": "s"}},
    ],
)
def test_what_does_not_concern_us_is_none(more: dict[str, Any]):
    assert read(**more) is None


@pytest.mark.parametrize(
    "more", [{"msgid": ""}, {"msgtype": 3}, {"from": "x"}, {"from": {}}, {"aibotid": None}, {"chattype": "group"}]
)
def test_what_lacks_a_part_is_malformed(more: dict[str, Any]):
    with pytest.raises(Malformed):
        read(**more)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(sorted([*body(), "event", "quote", "chatid", "mixed"])), JSON))
def test_nothing_but_malformed_comes_out_of_nonsense(parts: dict[str, Any]):
    try:
        read(**parts)
    except Malformed:
        return


# Frames


def test_a_frame_is_read_as_it_is_written():
    frame = read_frame(write_frame("aibot_msg_callback", "r1", {"a": "好"}))

    assert (frame.cmd, frame.req_id, frame.body, frame.is_push) == ("aibot_msg_callback", "r1", {"a": "好"}, True)


def test_an_acknowledgement_has_no_cmd():
    frame = read_frame('{"headers": {"req_id": "r1"}, "errcode": 846605, "errmsg": "invalid req_id"}')

    assert (frame.is_push, frame.errcode, frame.errmsg) == (False, 846605, "invalid req_id")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "[]",
        "{}",
        '{"headers": 1}',
        '{"headers": {"req_id": 1}}',
        '{"headers": {"req_id": "r"}, "errcode": "x"}',
        '{"headers": {"req_id": "r"}, "body": [1]}',
    ],
)
def test_what_is_no_frame_is_said_to_be_none(text: str):
    with pytest.raises(BadFrame):
        read_frame(text)


@given(st.text() | JSON.map(json.dumps))
def test_nothing_but_bad_frame_comes_out_of_nonsense(text: str):
    try:
        read_frame(text)
    except BadFrame:
        return


@given(st.text(max_size=50), st.text(max_size=50), st.text(max_size=20))
def test_a_handle_comes_back_as_it_was(req_id: str, url: str, task_id: str):
    handle = Handle(at=AT, connection="c", req_id=req_id, url=url, task_id=task_id)

    assert read_handle(handle.write()) == (handle if req_id or url else None)


# Markdown


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("logo*2 和 banner*3", "logo\\*2 和 banner\\*3"),
        ("2*3", "2*3"),
        ("CR-12 [图片] a_b", "CR-12 [图片] a_b"),
        ("<@all>", "＜@all>"),
        ("1 < 2", "1 < 2"),
    ],
)
def test_words_stay_what_they_are(said: str, shown: str):
    assert plain(said) == shown


def test_a_card_in_markdown():
    card = Card(
        title="任务", body="两条", quote="第一行\n第二行", facts=(Fact(label="截止", value="周五"),), footer="李雷"
    )

    assert words_of(card) == "**任务**\n两条\n> 第一行\n> 第二行\n\n截止: 周五\n李雷"
