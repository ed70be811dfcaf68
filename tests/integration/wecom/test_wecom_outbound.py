"""The way out, over HTTP on loopback, to a fake WeCom."""

import asyncio
import logging
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.doors import (
    ChannelStopped,
    DoorError,
    Gone,
    OurBug,
    Receipt,
    TryLater,
    Unsure,
    WorkspaceStopped,
)
from bot.fakes.faults import Fault
from bot.fakes.wecom.fake import FakeWeCom
from bot.fakes.wecom.sender import keys_of
from bot.wecom.client import Refused, WeComClient
from bot.wecom.directory import WeComDirectory
from bot.wecom.outbound import DUPLICATE_CHECK_S, WeComDoor
from handlers.ports import LookupFailed
from handlers.replies import Address
from prompts.cards import Button, Card, Choice, Field, Form, Said, Select

PROPOSAL = Card(
    title="待确认：变更单",
    body="logo 再大一点",
    buttons=(
        Button(label="确认", action="confirm", value="message:42", style="primary"),
        Button(label="忽略", action="dismiss", value="message:42"),
    ),
)
DECIDED = Card(title="已批准 CR-12", body="长话", footer="韩梅梅 已批准")
ANSWER = Card(title="没有待办")


def clock() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def wecom() -> Iterator[FakeWeCom]:
    with FakeWeCom(hang_s=5) as fake:
        fake.add_member("LiLei", "李雷")
        yield fake


def client_of(wecom: FakeWeCom, **more: Any) -> WeComClient:
    settings: dict[str, Any] = {"base_url": wecom.url, "now": clock, "timeout_s": (1.0, 0.5), **more}
    return WeComClient(wecom.corp_id, wecom.secret, **settings)


@pytest.fixture
def client(wecom: FakeWeCom) -> Iterator[WeComClient]:
    client = client_of(wecom)
    yield client
    client.close()


@pytest.fixture
def door(wecom: FakeWeCom, client: WeComClient) -> WeComDoor:
    return WeComDoor(client, agent_id=wecom.agent_id, now=clock)


@pytest.fixture
def lilei(wecom: FakeWeCom) -> Address:
    return Address(platform="wecom", workspace=wecom.corp_id, where="direct", user="lilei")


async def test_a_card_reaches_the_member_and_can_be_found_again(wecom: FakeWeCom, door: WeComDoor, lilei: Address):
    receipt = await door.send(lilei, Said(card=PROPOSAL), key="in:1/proposal")

    (delivery,) = wecom.delivered("LiLei")
    assert delivery.card["main_title"]["title"] == "待确认：变更单"
    assert keys_of(delivery.card) == ["confirm|message:42", "dismiss|message:42"]
    assert (receipt.channel, receipt.message_id, receipt.task_id) == ("lilei", delivery.msgid, delivery.task_id)
    assert receipt.response_code


@pytest.mark.parametrize("where", ["channel", "private", "direct", "answer"])
async def test_every_place_in_wecom_is_one_member(wecom: FakeWeCom, door: WeComDoor, lilei: Address, where: str):
    to = lilei.model_copy(update={"where": where, "channel": "LiLei"})

    await door.send(to, Said(card=ANSWER), key="k")

    assert [delivery.text.rstrip("\u200b\u200c") for delivery in wecom.delivered("LiLei")] == ["没有待办"]


async def test_the_same_words_twice_are_two_messages_but_one_key_is_one(
    wecom: FakeWeCom, door: WeComDoor, lilei: Address
):
    for key in ("in:1/answer", "in:2/answer", "in:2/answer"):
        await door.send(lilei, Said(card=ANSWER), key=key)

    assert len(wecom.delivered("LiLei")) == 2
    assert len(wecom.state.suppressed) == 1


@pytest.mark.parametrize("card", [PROPOSAL, ANSWER, PROPOSAL.model_copy(update={"body": "长" * 500})])
async def test_an_unsure_send_may_be_sent_again_and_arrives_once(
    wecom: FakeWeCom, door: WeComDoor, lilei: Address, card: Card
):
    wecom.fail("message/send", "timeout_after")
    with pytest.raises(Unsure):
        await door.send(lilei, Said(card=card), key="k")

    assert await door.find_sent(lilei, key="k", since=clock()) is None
    await door.send(lilei, Said(card=card), key="k")

    kinds = [delivery.msgtype for delivery in wecom.delivered("LiLei")]
    assert len(kinds) == len(set(kinds))


async def test_after_the_duplicate_check_ends_nobody_knows(door: WeComDoor, lilei: Address):
    with pytest.raises(Unsure):
        await door.find_sent(lilei, key="k", since=clock() - timedelta(seconds=DUPLICATE_CHECK_S))


async def test_an_unsure_update_stays_unsure(door: WeComDoor, lilei: Address):
    with pytest.raises(Unsure):
        await door.find_sent(lilei.model_copy(update={"where": "update"}), key="k", since=clock())


async def test_a_pressed_card_is_replaced_by_its_response_code(wecom: FakeWeCom, door: WeComDoor, lilei: Address):
    await door.send(lilei, Said(card=PROPOSAL), key="k1")
    (delivery,) = wecom.delivered()
    with wecom.lock:
        code = wecom.state.issue_code(delivery.msgid)
    to = lilei.model_copy(update={"where": "update", "response_code": code})

    await door.send(to, Said(card=Card(title="已确认 CR-12", footer="李雷 已确认")), key="k2")

    (delivery,) = wecom.delivered()
    assert delivery.card["main_title"]["title"] == "已确认 CR-12"
    assert delivery.card["replace_text"] == "李雷 已确认"


async def test_a_card_of_ours_is_replaced_by_its_receipt_once(wecom: FakeWeCom, door: WeComDoor, lilei: Address):
    receipt = await door.send(lilei, Said(card=PROPOSAL), key="k1")
    to = lilei.model_copy(update={"where": "update"})

    await door.send(to, Said(card=ANSWER), key="k2", replaces=receipt)

    with pytest.raises(Gone):
        await door.send(to, Said(card=ANSWER), key="k3", replaces=receipt)
    (delivery,) = wecom.delivered()
    assert delivery.card["main_title"]["title"] == "没有待办"


async def test_a_card_that_somebody_else_decided_about_becomes_inert(wecom: FakeWeCom, door: WeComDoor, lilei: Address):
    receipt = await door.send(lilei, Said(card=PROPOSAL), key="k1")

    await door.send(lilei, Said(card=DECIDED), key="k2", replaces=receipt)

    (delivery,) = wecom.delivered()
    assert delivery.card["replace_text"] == "韩梅梅 已批准"
    assert keys_of(delivery.card) == ["none|"]


async def test_a_second_redraw_is_a_line_where_nothing_is_left_to_decide(
    wecom: FakeWeCom, door: WeComDoor, lilei: Address
):
    receipt = await door.send(lilei, Said(card=PROPOSAL), key="k1")
    await door.send(lilei, Said(card=PROPOSAL), key="k2", replaces=receipt)

    await door.send(lilei, Said(card=DECIDED), key="k3", replaces=receipt)

    _, line = wecom.delivered()
    assert line.text.rstrip("\u200b\u200c") == "已批准 CR-12\n韩梅梅 已批准"


async def test_a_second_redraw_is_a_new_card_where_something_is_left_to_decide(
    wecom: FakeWeCom, door: WeComDoor, lilei: Address
):
    receipt = await door.send(lilei, Said(card=PROPOSAL), key="k1")
    await door.send(lilei, Said(card=PROPOSAL), key="k2", replaces=receipt)

    anew = await door.send(lilei, Said(card=PROPOSAL), key="k3", replaces=receipt)
    await door.send(lilei, Said(card=DECIDED), key="k4", replaces=anew)

    _, second = wecom.delivered()
    assert second.card["replace_text"] == "韩梅梅 已批准"


async def test_a_text_is_not_replaced_but_said_anew(wecom: FakeWeCom, door: WeComDoor, lilei: Address):
    receipt = await door.send(lilei, Said(card=ANSWER), key="k1")

    await door.send(lilei, Said(card=DECIDED), key="k2", replaces=receipt)

    assert "长话" in wecom.delivered()[-1].text


async def test_a_rate_limit_on_a_redraw_is_waited_out(wecom: FakeWeCom, door: WeComDoor, lilei: Address):
    receipt = await door.send(lilei, Said(card=PROPOSAL), key="k1")
    wecom.refuse("message/update_template_card", 45009)

    with pytest.raises(TryLater):
        await door.send(lilei, Said(card=DECIDED), key="k2", replaces=receipt)

    assert len(wecom.delivered()) == 1


async def test_a_text_cannot_be_updated(door: WeComDoor, lilei: Address):
    to = lilei.model_copy(update={"where": "update"})

    with pytest.raises(Gone):
        await door.send(to, Said(card=ANSWER), key="k", replaces=Receipt(channel="lilei", message_id="m"))


async def test_a_form_is_said_in_words(wecom: FakeWeCom, door: WeComDoor, lilei: Address):
    form = Form(name="edit", title="修改 CR-12", submit="保存", cancel="取消", fields=(Field(name="t", label="标题"),))

    await door.send(lilei.model_copy(update={"where": "modal"}), Said(form=form), key="k")

    assert "修改 CR-12 周四前" in wecom.delivered()[0].text


async def test_with_a_public_address_a_form_is_a_link_to_its_page(
    wecom: FakeWeCom, client: WeComClient, lilei: Address
):
    door = WeComDoor(
        client, agent_id=wecom.agent_id, now=clock, link=lambda key, to: f"https://l.example/{key}-{to.user}"
    )
    fields = (Field(name="t", label="标题", value='<a href="https://bad.example">点我</a>' * 40),)
    form = Form(name="edit", title="修改 CR-12", submit="保存", cancel="取消", fields=fields, intro="CR-12")

    for _ in range(2):
        await door.send(lilei.model_copy(update={"where": "modal"}), Said(form=form), key="k")

    (delivery,) = wecom.delivered()  # sent twice, delivered once: the link is the same
    card = delivery.body["textcard"]
    assert card["url"] == "https://l.example/k-lilei"
    assert card["title"] == "修改 CR-12"
    assert card["btntxt"] == "填写"
    assert "<" not in card["description"]
    assert card["description"].endswith("请勿转发。")
    assert len(card["description"].encode()) <= 512


async def test_an_address_that_is_too_long_leaves_the_form_in_words(
    wecom: FakeWeCom, client: WeComClient, lilei: Address
):
    link = "https://l.example/" + "x" * 2000
    door = WeComDoor(client, agent_id=wecom.agent_id, now=clock, link=lambda key, to: link)
    form = Form(name="edit", title="修改 CR-12", submit="保存", cancel="取消", fields=())

    await door.send(lilei.model_copy(update={"where": "modal"}), Said(form=form), key="k")

    assert "修改 CR-12 周四前" in wecom.delivered()[0].text


@pytest.mark.parametrize(
    ("errcode", "expected"),
    [
        (-1, TryLater),
        (45009, TryLater),
        (45033, TryLater),
        (60020, WorkspaceStopped),
        (48002, WorkspaceStopped),
        (40013, WorkspaceStopped),
        (301002, WorkspaceStopped),
        (81013, ChannelStopped),
        (60111, ChannelStopped),
        (40058, OurBug),
        (44004, OurBug),
        (47001, OurBug),
    ],
)
async def test_errcodes_tell_what_to_do(
    wecom: FakeWeCom, door: WeComDoor, lilei: Address, errcode: int, expected: type[DoorError]
):
    wecom.refuse("message/send", errcode)

    with pytest.raises(expected, match=str(errcode)):
        await door.send(lilei, Said(card=ANSWER), key="k")


@pytest.mark.parametrize("errcode", [45009, 45033])
async def test_a_rate_limit_is_waited_out(wecom: FakeWeCom, door: WeComDoor, lilei: Address, errcode: int):
    wecom.refuse("message/send", errcode)

    with pytest.raises(TryLater) as limited:
        await door.send(lilei, Said(card=ANSWER), key="k")

    assert limited.value.after_s == 60


async def test_an_untrusted_ip_is_named(wecom: FakeWeCom, door: WeComDoor, lilei: Address):
    wecom.refuse("message/send", 60020)

    with pytest.raises(WorkspaceStopped, match=r"from ip: 127\.0\.0\.1"):
        await door.send(lilei, Said(card=ANSWER), key="k")


@pytest.mark.parametrize("answer", [{"invaliduser": "LILEI"}, {"invaliduser": "x|lilei"}, {"unlicenseduser": "LiLei"}])
async def test_a_partial_success_without_our_member_is_none(
    wecom: FakeWeCom, door: WeComDoor, lilei: Address, answer: dict[str, str]
):
    with wecom.lock:
        wecom.faults.plan("message/send", Fault("refuse", 1, {"errcode": 0, "errmsg": "ok", "msgid": "m", **answer}))

    with pytest.raises(ChannelStopped):
        await door.send(lilei, Said(card=ANSWER), key="k")


async def test_a_member_outside_the_apps_range_takes_nothing(wecom: FakeWeCom, door: WeComDoor, lilei: Address):
    wecom.add_member("LiLei", is_visible=False)

    with pytest.raises(ChannelStopped):
        await door.send(lilei, Said(card=ANSWER), key="k")


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("500", TryLater),
        ("502", TryLater),
        ("html", TryLater),
        ("timeout_before", Unsure),
        ("timeout_after", Unsure),
        ("disconnect", Unsure),
        ("disconnect_after", Unsure),
    ],
)
async def test_broken_answers_tell_what_to_do(
    wecom: FakeWeCom, door: WeComDoor, lilei: Address, mode: Any, expected: type[DoorError]
):
    await door.send(lilei, Said(card=ANSWER), key="first")
    wecom.fail("message/send", mode)

    with pytest.raises(expected):
        await door.send(lilei, Said(card=ANSWER), key="k")


@pytest.mark.parametrize("mode", ["500", "html", "timeout_before", "disconnect"])
async def test_nothing_was_sent_when_there_was_no_token(wecom: FakeWeCom, door: WeComDoor, lilei: Address, mode: Any):
    wecom.fail("gettoken", mode)

    with pytest.raises(TryLater):
        await door.send(lilei, Said(card=ANSWER), key="k")
    assert not wecom.delivered()


async def test_a_refused_connection_is_tried_later(wecom: FakeWeCom, lilei: Address):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        client = client_of(wecom, base_url=f"http://127.0.0.1:{closed.getsockname()[1]}/cgi-bin/")
        with pytest.raises(TryLater):
            await WeComDoor(client, agent_id=1, now=clock).send(lilei, Said(card=ANSWER), key="k")
        client.close()


async def test_a_wrong_address_stops_the_workspace(wecom: FakeWeCom, lilei: Address):
    client = client_of(wecom, base_url=f"{wecom.origin}/elsewhere/")

    with pytest.raises(WorkspaceStopped, match="WECOM_API_URL"):
        await WeComDoor(client, agent_id=1, now=clock).send(lilei, Said(card=ANSWER), key="k")
    client.close()


@pytest.mark.parametrize("user", ["", "@all", "@ALL", "lilei|hanmeimei"])
async def test_a_message_goes_to_one_member_or_to_nobody(wecom: FakeWeCom, door: WeComDoor, lilei: Address, user: str):
    with pytest.raises(OurBug):
        await door.send(lilei.model_copy(update={"user": user}), Said(card=ANSWER), key="k")
    assert not wecom.calls


async def test_another_companys_words_are_not_sent(wecom: FakeWeCom, door: WeComDoor, lilei: Address):
    with pytest.raises(OurBug):
        await door.send(lilei.model_copy(update={"workspace": "ww-other"}), Said(card=ANSWER), key="k")
    assert not wecom.calls


# Tokens


async def test_ten_cold_sends_fetch_one_token(wecom: FakeWeCom, door: WeComDoor, lilei: Address):
    await asyncio.gather(*(door.send(lilei, Said(card=ANSWER), key=f"k{n}") for n in range(10)))

    assert len(wecom.calls_of("gettoken")) == 1
    assert len(wecom.delivered("lilei")) == 10


async def test_a_token_that_dies_early_is_fetched_again_once(wecom: FakeWeCom, door: WeComDoor, lilei: Address):
    await door.send(lilei, Said(card=ANSWER), key="k1")
    wecom.kill_token()

    await asyncio.gather(*(door.send(lilei, Said(card=ANSWER), key=f"k{n}") for n in range(2, 8)))

    assert len(wecom.calls_of("gettoken")) == 2
    assert len(wecom.delivered("lilei")) == 7


async def test_a_token_that_never_works_ends_in_an_error(wecom: FakeWeCom, door: WeComDoor, lilei: Address):
    wecom.let_no_token_work()

    with pytest.raises(WorkspaceStopped, match="40014"):
        await door.send(lilei, Said(card=ANSWER), key="k")

    assert len(wecom.calls_of("message/send")) == 2
    assert len(wecom.calls_of("gettoken")) == 2


def test_a_wrong_secret_is_told_without_it(wecom: FakeWeCom):
    client = WeComClient(wecom.corp_id, "not-the-secret-987", base_url=wecom.url, now=clock)

    with pytest.raises(Refused) as refused:
        client.get("agent/get")

    assert refused.value.errcode == 40001
    assert "not-the-secret-987" not in str(refused.value)
    client.close()


FAILURES = [
    ("gettoken", "timeout_before"),
    ("gettoken", "500"),
    ("message/send", "timeout_after"),
    ("message/send", "disconnect"),
]


@pytest.mark.parametrize(("method", "mode"), FAILURES)
async def test_no_secret_and_no_words_in_errors_or_logs(
    wecom: FakeWeCom, door: WeComDoor, lilei: Address, caplog: pytest.LogCaptureFixture, method: str, mode: Any
):
    caplog.set_level(logging.DEBUG)
    wecom.fail(method, mode)

    with pytest.raises(DoorError) as failed:
        await door.send(lilei, Said(card=PROPOSAL), key="k")

    seen = caplog.text
    error: BaseException | None = failed.value
    while error is not None:
        seen += repr(error) + repr(vars(error))
        error = error.__cause__ or error.__context__
    token = wecom.state.agents[wecom.agent_id].token
    assert "urllib3" in caplog.text
    assert wecom.secret not in seen
    assert not token or token not in seen
    assert "logo" not in seen


async def test_the_log_of_the_library_below_shows_calls_without_their_secrets(
    wecom: FakeWeCom, door: WeComDoor, lilei: Address, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)

    await door.send(lilei, Said(card=PROPOSAL), key="k")

    assert "/cgi-bin/gettoken?" in caplog.text
    assert wecom.secret not in caplog.text
    assert wecom.state.agents[wecom.agent_id].token not in caplog.text


async def test_a_secret_that_wecom_repeats_is_taken_out(wecom: FakeWeCom, client: WeComClient):
    token = client.access_token

    words = f"bad corpsecret={wecom.secret} for access_token={token}&x, {wecom.secret}"

    assert wecom.secret not in client.redact(words)
    assert token not in client.redact(words)


async def test_a_card_that_wecom_would_refuse_is_our_bug(wecom: FakeWeCom, door: WeComDoor, lilei: Address):
    choices = (Choice(label="l", value="长" * 400),)
    card = Card(title="t", selects=(Select(label="l", action="assign", choices=choices),))

    with pytest.raises(OurBug):
        await door.send(lilei, Said(card=card), key="k")
    assert not wecom.delivered()


# Who is who


def test_a_member_has_a_name(wecom: FakeWeCom, client: WeComClient):
    facts = WeComDirectory(client).person(wecom.corp_id, "LILEI")

    assert (facts.name, facts.is_outsider, facts.tz, facts.lang) == ("李雷", False, None, None)


@pytest.mark.parametrize("errcode", [48002, 60011])
def test_a_member_whom_the_app_may_not_read_is_still_a_member(wecom: FakeWeCom, client: WeComClient, errcode: int):
    wecom.refuse("user/get", errcode)

    facts = WeComDirectory(client).person(wecom.corp_id, "LiLei")

    assert (facts.name, facts.is_outsider) == ("lilei", False)


def test_an_unknown_member_is_not_asked_for_again(wecom: FakeWeCom, client: WeComClient):
    with pytest.raises(LookupFailed) as failed:
        WeComDirectory(client).person(wecom.corp_id, "nobody")
    assert not failed.value.may_retry


@pytest.mark.parametrize("errcode", [-1, 45009, 60020])
def test_a_lookup_that_fails_now_may_succeed_later(wecom: FakeWeCom, client: WeComClient, errcode: int):
    wecom.refuse("user/get", errcode)

    with pytest.raises(LookupFailed) as failed:
        WeComDirectory(client).person(wecom.corp_id, "lilei")
    assert failed.value.may_retry


def test_an_unreachable_wecom_may_be_asked_later(wecom: FakeWeCom, client: WeComClient):
    wecom.fail("user/get", "502")

    with pytest.raises(LookupFailed) as failed:
        WeComDirectory(client).person(wecom.corp_id, "lilei")
    assert failed.value.may_retry


def test_a_conversation_with_the_app_is_internal(wecom: FakeWeCom, client: WeComClient):
    facts = WeComDirectory(client).channel(wecom.corp_id, "LiLei")

    assert (facts.audience, facts.is_direct) == ("internal", True)


def test_threads_share_the_client(wecom: FakeWeCom, client: WeComClient):
    directory = WeComDirectory(client)

    with ThreadPoolExecutor(8) as threads:
        names = list(threads.map(lambda _: directory.person(wecom.corp_id, "lilei").name, range(40)))

    assert names == ["李雷"] * 40
    assert len(wecom.calls_of("gettoken")) == 1
