"""A choice on a card, from the fake WeCom's card to the arrival: what a member picks, and in which form it comes."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from browser import serving
from starlette.applications import Starlette

from bot.fakes.wecom import FakeWeCom, WeComSender
from bot.wecom.client import WeComClient
from bot.wecom.crypto import CallbackCrypto
from bot.wecom.door import Callback
from bot.wecom.outbound import WeComDoor
from handlers.arrivals import AnyArrival, Press
from handlers.replies import Address
from prompts.cards import Button, Card, Choice, Said, Select

STATUS = Select(
    label="状态",
    action="status",
    value="task:7",
    chosen="todo",
    choices=(Choice(label="待处理", value="todo"), Choice(label="进行中", value="doing")),
)


@pytest.fixture
def wecom() -> Iterator[FakeWeCom]:
    with FakeWeCom() as fake:
        fake.add_member("LiLei", "李雷")
        yield fake


@pytest.fixture
def arrived() -> list[AnyArrival]:
    return []


@pytest.fixture
def sender(wecom: FakeWeCom, arrived: list[AnyArrival]) -> Iterator[WeComSender]:
    async def put(arrival: AnyArrival) -> bool:
        arrived.append(arrival)
        return True

    crypto = CallbackCrypto(token=wecom.token, aes_key=wecom.aes_key, receiver=wecom.corp_id)
    callback = Callback(crypto, agent_id=wecom.agent_id, put=put, now=lambda: datetime.now(UTC))
    with serving(Starlette(routes=callback.routes())) as origin, WeComSender(f"{origin}/wecom/callback", wecom) as one:
        yield one


def send(wecom: FakeWeCom, card: Card) -> None:
    client = WeComClient(wecom.corp_id, wecom.secret, base_url=wecom.url, now=lambda: datetime.now(UTC))
    door = WeComDoor(client, agent_id=wecom.agent_id, now=lambda: datetime.now(UTC))
    to = Address(platform="wecom", workspace=wecom.corp_id, where="direct", user="lilei")
    asyncio.run(door.send(to, Said(card=card), key="k"))
    client.close()


def test_a_choice_beside_buttons(wecom: FakeWeCom, sender: WeComSender, arrived: list[AnyArrival]):
    send(wecom, Card(title="T-7", selects=(STATUS,), buttons=(Button(label="完成", action="done", value="task:7"),)))
    (delivery,) = wecom.delivered()
    question = delivery.card["button_selection"]["question_key"]

    sender.click(delivery, "select|", selected={question: ["doing"]})
    sender.click(delivery, "done|task:7", selected={question: ["doing"]})

    chosen, done = arrived
    assert isinstance(chosen, Press)
    assert isinstance(done, Press)
    assert (chosen.action, chosen.value) == ("status", "task:7=doing")
    assert (done.action, done.value) == ("done", "task:7")
    assert chosen.card.response_code


def test_two_choices_and_ticks(wecom: FakeWeCom, sender: WeComSender, arrived: list[AnyArrival]):
    other = STATUS.model_copy(update={"action": "priority", "chosen": ""})
    ticks = STATUS.model_copy(update={"action": "tick", "is_many": True, "chosen": ""})
    send(wecom, Card(title="T-7", selects=(STATUS, other, ticks)))
    several, ticking = wecom.delivered()
    first, second = (select["question_key"] for select in several.card["select_list"])

    sender.click(several, "select|", selected={first: ["doing"], second: ["todo"]})
    sender.click(ticking, "select|", selected={ticking.card["checkbox"]["question_key"]: ["todo", "doing"]})

    both, ticked = arrived
    assert isinstance(both, Press)
    assert isinstance(ticked, Press)
    assert (both.action, both.choices) == (
        "select",
        {"status|task:7": ("doing",), "priority|task:7": ("todo",)},
    )
    assert (ticked.action, ticked.value, ticked.choices) == ("tick", "task:7", {"tick": ("todo", "doing")})
