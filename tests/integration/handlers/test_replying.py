"""Answering a client over customer service: shown first, sent once, never beyond what WeCom takes."""

from datetime import timedelta

import pytest
from kit import AMY_DM, ZHAO, House, texts
from talk import wants

from handlers.arrivals import Place
from handlers.ports import ChannelFacts, PersonFacts
from handlers.replies import Reply
from storage.tables import Channel, Client, Enquiry, Message

CUSTOMER = "wmAJ2GCAAAme1XQRC-NI-q0_ZM9ukoAw"
CHAT = Place(platform="wecom", workspace="ww01", channel=f"kf:wkAJ2GCA:{CUSTOMER}", via="kf")
WANG = PersonFacts(name="王总", is_outsider=True)
FACTS = ChannelFacts(name="王总", audience="shared")


def writes(house: House, text: str) -> list[Reply]:
    """The client writes from WeChat."""
    message = house.message(CUSTOMER, CHAT, text)
    return house.serve(message, wants("logo 放大"), person=WANG, channel=FACTS)


@pytest.fixture
def chat(acme: House) -> House:
    """赵宇 looks after 青柠酸奶, whose 王总 writes over customer service."""
    acme.say("zhaoyu", ZHAO, "绑定 青柠酸奶")
    writes(acme, "海报的logo再大一点，周五前给我")
    channel, client = acme.row(Channel, external_id=CHAT.channel), acme.row(Client, name="青柠酸奶")
    acme.press("zhaoyu", ZHAO, "link", f"{channel.id}:client:{client.id}")
    return acme


def to_clients(replies: list[Reply]) -> list[str]:
    return [reply.card.body for reply in replies if reply.to.via == "kf" and reply.card is not None]


def test_whose_a_new_chat_is_is_asked_once_and_nobody_answers_in_it(acme: House) -> None:
    first = writes(acme, "海报的logo再大一点，周五前给我")
    second = writes(acme, "标题也改一下")

    assert [reply.card.name for reply in first if reply.card] == ["proposal", "kf_whose"]
    assert "kf_whose" not in [reply.card.name for reply in second if reply.card]
    assert to_clients([*first, *second]) == []


@pytest.mark.parametrize("to", ["CR-1", "cr-1", "青柠酸奶", "王总"])
def test_an_order_shows_the_words_and_sends_them_when_the_member_says_so(chat: House, to: str) -> None:
    (draft,) = chat.say("zhaoyu", ZHAO, f"回复 {to} 好的，周五中午前给您")
    assert to_clients([draft]) == []
    assert "好的，周五中午前给您" in texts([draft])

    sent = chat.press_button("zhaoyu", ZHAO, draft, "发送")

    assert to_clients(sent) == ["好的，周五中午前给您"]
    assert sent[0].to.where == "update"


def test_the_second_press_sends_nothing_more(chat: House) -> None:
    (draft,) = chat.say("zhaoyu", ZHAO, "回复 CR-1 好的")
    chat.press_button("zhaoyu", ZHAO, draft, "发送")

    assert to_clients(chat.press_button("zhaoyu", ZHAO, draft, "发送")) == []


def test_our_answer_is_heard_and_the_client_waits_no_longer(chat: House) -> None:
    assert [row.answered_at for row in chat.rows(Enquiry)] == [None]
    (draft,) = chat.say("zhaoyu", ZHAO, "回复 CR-1 好的，周五中午前给您")
    chat.press_button("zhaoyu", ZHAO, draft, "发送")

    assert [row.outcome for row in chat.rows(Enquiry)] == ["answered"]
    channel = chat.row(Channel, external_id=CHAT.channel)
    assert chat.rows(Message, channel_id=channel.id)[-1].said_by == "赵宇"


def test_after_48_hours_it_says_so_instead(chat: House) -> None:
    (draft,) = chat.say("zhaoyu", ZHAO, "回复 CR-1 好的")
    chat.now += timedelta(hours=48)

    refused = chat.press_button("zhaoyu", ZHAO, draft, "发送")

    assert to_clients(refused) == []
    assert "48 小时" in texts(refused)


def test_after_five_messages_it_says_so_until_the_client_writes_again(chat: House) -> None:
    for number in range(5):
        (draft,) = chat.say("zhaoyu", ZHAO, f"回复 CR-1 第{number}条")
        chat.now += timedelta(minutes=1)
        assert to_clients(chat.press_button("zhaoyu", ZHAO, draft, "发送")) == [f"第{number}条"]

    assert "5 条" in texts(chat.say("zhaoyu", ZHAO, "回复 CR-1 第六条"))
    chat.now += timedelta(minutes=1)
    writes(chat, "收到了")
    assert "第六条" in texts(chat.say("zhaoyu", ZHAO, "回复 CR-1 第六条"))


def test_words_that_wecom_would_not_take_are_refused_before(chat: House) -> None:
    assert "2048" in texts(chat.say("zhaoyu", ZHAO, "回复 CR-1 " + "好" * 700))


@pytest.mark.parametrize(
    ("words", "said"), [("reply", "reply <client"), ("reply Nobody hello there", "Nobody"), ("reply CR-99 hi", "CR-99")]
)
def test_what_is_not_clear_is_explained(chat: House, words: str, said: str) -> None:
    assert said in texts(chat.crm("UAMY", AMY_DM, words))


def test_if_wecom_refuses_after_all_the_member_is_told(chat: House) -> None:
    (draft,) = chat.say("zhaoyu", ZHAO, "回复 CR-1 好的")
    sent = chat.press_button("zhaoyu", ZHAO, draft, "发送")

    (to_client,) = [reply for reply in sent if reply.to.via == "kf"]
    assert to_client.fallback is not None
    assert to_client.fallback.user == "zhaoyu"
    assert to_client.card is not None
    assert "没能发给" in to_client.card.title
