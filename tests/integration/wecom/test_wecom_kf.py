"""Customer service over HTTP on loopback: fetching with the cursor, sending within the limits."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from bot.doors import ChannelStopped, Gone, OurBug, TryLater
from bot.fakes.wecom.fake import FakeWeCom
from bot.wecom.client import WeComClient
from bot.wecom.directory import WeComDirectory
from bot.wecom.kf import KfMailbox
from bot.wecom.outbound import WeComDoor
from handlers import dispatch
from handlers.arrivals import KfNews, Message, Place
from handlers.ports import LookupFailed
from handlers.preparing import Preparation, Prepared
from handlers.replies import Address
from prompts.cards import Card, Said
from prompts.reading.embedded import EmbeddedReader
from storage.agencies import ensure_agency
from storage.inbox import claim
from storage.kf import find_cursor, move_cursor
from storage.store import Store

ACCOUNT, CUSTOMER = "wkAJ2GCAAASSm4FhToWMFea0", "wmAJ2GCAAAme1XQRC-NI-q0_ZM9ukoAw"
WORDS = Card(title="没能发出", body="好的，周五中午前给您")


def clock() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def wecom() -> Iterator[FakeWeCom]:
    with FakeWeCom(hang_s=5) as fake:
        fake.kf.add_account(ACCOUNT, "品牌服务")
        fake.kf.add_customer(CUSTOMER, "王总")
        yield fake


@pytest.fixture
def client(wecom: FakeWeCom) -> Iterator[WeComClient]:
    client = WeComClient(wecom.corp_id, wecom.secret, base_url=wecom.url, now=clock, timeout_s=(1.0, 0.5))
    yield client
    client.close()


@pytest.fixture
def mailbox(client: WeComClient) -> KfMailbox:
    return KfMailbox(client)


@pytest.fixture
def to(wecom: FakeWeCom) -> Address:
    channel = f"kf:{ACCOUNT}:{CUSTOMER}"
    return Address(platform="wecom", workspace=wecom.corp_id, where="channel", channel=channel, via="kf")


def texts(post: Any) -> list[str]:
    return [arrival.text for arrival in post.arrivals if isinstance(arrival, Message)]


def test_pages_are_fetched_until_there_are_no_more_empty_ones_too(wecom: FakeWeCom, mailbox: KfMailbox):
    for number in range(3):
        wecom.kf.says(ACCOUNT, CUSTOMER, f"第{number}条")
    wecom.kf_state.empty_pages = 2

    first = mailbox.fetch(wecom.corp_id, ACCOUNT, cursor=None, token=wecom.kf_state.issue_token())
    wecom.kf.says(ACCOUNT, CUSTOMER, "后来的")
    second = mailbox.fetch(wecom.corp_id, ACCOUNT, cursor=first.cursor, token="")

    assert (texts(first), first.has_more) == (["第0条", "第1条", "第2条"], False)
    assert texts(second) == ["后来的"]


def test_a_token_that_has_run_out_is_left_out(wecom: FakeWeCom, mailbox: KfMailbox):
    wecom.kf.says(ACCOUNT, CUSTOMER, "在吗")

    assert texts(mailbox.fetch(wecom.corp_id, ACCOUNT, cursor=None, token="ENCold")) == ["在吗"]


@pytest.mark.parametrize(("errcode", "may_retry"), [(45009, True), (48002, False), (95000, False)])
def test_what_can_not_be_fetched_says_whether_to_try_again(
    wecom: FakeWeCom, mailbox: KfMailbox, errcode: int, may_retry: bool
):
    wecom.refuse("kf/sync_msg", errcode)

    with pytest.raises(LookupFailed) as failed:
        mailbox.fetch(wecom.corp_id, ACCOUNT, cursor=None, token="")
    assert failed.value.may_retry is may_retry


def test_a_client_is_an_outsider_called_as_in_wechat_and_their_chat_is_shared(wecom: FakeWeCom, client: WeComClient):
    directory = WeComDirectory(client)

    person = directory.person(wecom.corp_id, CUSTOMER)
    channel = directory.channel(wecom.corp_id, f"kf:{ACCOUNT}:{CUSTOMER}")
    assert (person.name, person.is_outsider) == ("王总", True)
    assert (channel.name, channel.audience, channel.is_direct) == ("王总", "shared", False)


async def test_a_message_is_sent_once_however_often_it_is_tried(wecom: FakeWeCom, client: WeComClient, to: Address):
    door = WeComDoor(client, agent_id=wecom.agent_id, now=clock)
    wecom.kf.says(ACCOUNT, CUSTOMER, "在吗")

    receipts = [await door.send(to, Said(card=WORDS), key="in:1/to-client") for _ in range(2)]

    assert [one.text for one in wecom.kf_state.sent] == ["好的，周五中午前给您"]
    assert receipts[0].message_id == receipts[1].message_id
    assert await door.find_sent(to, key="in:1/to-client", since=clock() - timedelta(days=2)) is None


async def test_beyond_five_messages_or_48_hours_the_window_is_closed(
    wecom: FakeWeCom, client: WeComClient, to: Address
):
    door = WeComDoor(client, agent_id=wecom.agent_id, now=clock)
    with pytest.raises(Gone):
        await door.send(to, Said(card=WORDS), key="never-wrote")
    wecom.kf.says(ACCOUNT, CUSTOMER, "在吗", at=wecom.clock() - 49 * 3600)
    with pytest.raises(Gone):
        await door.send(to, Said(card=WORDS), key="too-late")
    wecom.kf.says(ACCOUNT, CUSTOMER, "在吗")
    for number in range(5):
        await door.send(to, Said(card=WORDS), key=f"k{number}")
    with pytest.raises(Gone):
        await door.send(to, Said(card=WORDS), key="k5")
    assert len(wecom.kf_state.sent) == 5


@pytest.mark.parametrize(
    ("errcode", "error"), [(45009, TryLater), (40096, ChannelStopped), (40058, OurBug), (95013, Gone)]
)
async def test_errors_mean_what_bot_doors_says(
    wecom: FakeWeCom, client: WeComClient, to: Address, errcode: int, error: type[Exception]
):
    wecom.refuse("kf/send_msg", errcode)

    with pytest.raises(error):
        await WeComDoor(client, agent_id=wecom.agent_id, now=clock).send(to, Said(card=WORDS), key="k")


async def test_too_many_words_are_never_cut(wecom: FakeWeCom, client: WeComClient, to: Address):
    long = Card(title="x", body="好" * 700)

    with pytest.raises(OurBug):
        await WeComDoor(client, agent_id=wecom.agent_id, now=clock).send(to, Said(card=long), key="k")
    assert wecom.kf_state.sent == []


class _Crash(Exception):
    pass


class Fetching:
    """The worker's two steps for one event, over HTTP and on a real database."""

    def __init__(self, store: Store, wecom: FakeWeCom, mailbox: KfMailbox) -> None:
        self.store, self.wecom = store, wecom
        self.preparation = Preparation(
            read=store.read, directories={}, reader=EmbeddedReader(), tz="Asia/Shanghai", mailboxes={"wecom": mailbox}
        )
        store.write(lambda session: ensure_agency(session, lang="zh", tz="Asia/Shanghai", now=clock()))

    def news(self, key: str = "event:1") -> KfNews:
        place = Place(platform="wecom", workspace=self.wecom.corp_id, channel=f"kf:{ACCOUNT}", via="kf")
        return KfNews(key=key, place=place, user="", at=clock(), account=ACCOUNT)

    def prepare(self) -> Prepared:
        prepared = self.preparation.prepare(self.news(), now=clock(), may_give_up=False)
        return Prepared.model_validate(
            prepared.model_dump(mode="json", exclude_defaults=True)
        )  # as the worker hands it on

    def apply(self, prepared: Prepared, *, crashes: bool = False) -> None:
        def unit(session: Session) -> None:
            dispatch.serve(session, self.news(), prepared, now=clock())
            if crashes:
                raise _Crash

        self.store.write(unit)

    def stored(self) -> list[str]:
        """The words in the inbox, in the order in which they would be served."""
        items = self.store.write(lambda session: claim(session, owner="test", limit=50, now=clock()))
        return [item.payload["text"] for item in items]

    def cursor(self) -> str | None:
        return self.store.read(lambda session: find_cursor(session, self.wecom.corp_id, ACCOUNT))


@pytest.fixture
def fetching(store: Store, wecom: FakeWeCom, mailbox: KfMailbox) -> Fetching:
    return Fetching(store, wecom, mailbox)


def test_a_crash_between_fetching_and_keeping_loses_nothing_and_doubles_nothing(fetching: Fetching):
    fetching.wecom.kf.says(ACCOUNT, CUSTOMER, "logo 再大一点")
    with pytest.raises(_Crash):
        fetching.apply(fetching.prepare(), crashes=True)
    assert fetching.cursor() is None

    prepared = fetching.prepare()
    fetching.apply(prepared)
    fetching.apply(prepared)  # whoever took over applies the same once more

    assert fetching.stored() == ["logo 再大一点"]
    assert fetching.cursor() is not None


def test_without_its_cursor_three_days_come_again_and_are_known(fetching: Fetching):
    fetching.wecom.kf.says(ACCOUNT, CUSTOMER, "logo 再大一点")
    fetching.apply(fetching.prepare())
    corp = fetching.wecom.corp_id
    before = fetching.cursor()
    fetching.store.write(lambda session: move_cursor(session, corp, ACCOUNT, before=before, after=""))
    assert fetching.cursor() is None

    fetching.apply(fetching.prepare())

    assert fetching.stored() == ["logo 再大一点"]


def test_a_slower_process_does_not_move_the_cursor_back(fetching: Fetching):
    fetching.wecom.kf.says(ACCOUNT, CUSTOMER, "第一条")
    slow = fetching.prepare()
    fetching.wecom.kf.says(ACCOUNT, CUSTOMER, "第二条")
    fetching.apply(fetching.prepare())
    ahead = fetching.cursor()

    fetching.apply(slow)

    assert fetching.cursor() == ahead
