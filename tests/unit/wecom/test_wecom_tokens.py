"""The access token: fetched once, renewed in time, shared."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from bot.wecom.tokens import AccessToken, TokenKeeper

NOON = datetime(2025, 11, 24, 12, tzinfo=UTC)


class WeCom:
    """Gives tokens t1, t2, …; holds threads up until all of them stand in line."""

    def __init__(self, *, life_s: int = 7200) -> None:
        self.now = NOON
        self.life_s = life_s
        self.fetched = 0
        self.is_free = threading.Event()
        self.is_free.set()

    def fetch(self) -> AccessToken:
        assert self.is_free.wait(5)
        self.fetched += 1
        return AccessToken(f"t{self.fetched}", self.now, self.now + timedelta(seconds=self.life_s))


class Shelf:
    def __init__(self) -> None:
        self.tokens: dict[str, AccessToken] = {}

    def get(self, key: str) -> AccessToken | None:
        return self.tokens.get(key)

    def set(self, key: str, token: AccessToken) -> None:
        self.tokens[key] = token


def keeper(wecom: WeCom, shelf: Shelf | None = None) -> TokenKeeper:
    return TokenKeeper(wecom.fetch, key="wecom:ww1", now=lambda: wecom.now, shelf=shelf)


def test_ten_cold_threads_fetch_one_token():
    wecom = WeCom()
    wecom.is_free.clear()
    tokens = keeper(wecom)
    with ThreadPoolExecutor(10) as threads:
        waiting = [threads.submit(tokens.current) for _ in range(10)]
        wecom.is_free.set()

        assert {one.result(5) for one in waiting} == {"t1"}
    assert wecom.fetched == 1


def test_a_token_is_renewed_between_sixty_and_three_hundred_seconds_before_its_end():
    wecom = WeCom()
    tokens = keeper(wecom)
    tokens.current()

    wecom.now = NOON + timedelta(seconds=7200 - 301)
    assert tokens.current() == "t1"
    wecom.now = NOON + timedelta(seconds=7200 - 60)
    assert tokens.current() == "t2"


def test_a_token_that_comes_with_little_time_left_is_used_all_the_same():
    wecom = WeCom(life_s=100)
    tokens = keeper(wecom)

    assert [tokens.current(), tokens.current()] == ["t1", "t1"]
    wecom.now += timedelta(seconds=51)
    assert tokens.current() == "t2"


def test_ten_threads_with_one_dead_token_fetch_one_new_one():
    wecom = WeCom()
    tokens = keeper(wecom)
    dead = tokens.current()

    with ThreadPoolExecutor(10) as threads:
        renewed = list(threads.map(lambda _: tokens.renew(dead), range(10)))

    assert set(renewed) == {"t2"}
    assert wecom.fetched == 2


def test_processes_that_share_a_shelf_fetch_once():
    wecom, shelf = WeCom(), Shelf()

    assert [keeper(wecom, shelf).current() for _ in range(3)] == ["t1", "t1", "t1"]


def test_a_dead_token_on_the_shelf_is_replaced_for_all():
    wecom, shelf = WeCom(), Shelf()
    one, other = keeper(wecom, shelf), keeper(wecom, shelf)
    one.current()
    other.current()

    assert one.renew("t1") == "t2"
    assert other.renew("t1") == "t2"
    assert wecom.fetched == 2


def test_an_old_token_on_the_shelf_is_not_used():
    wecom, shelf = WeCom(), Shelf()
    keeper(wecom, shelf).current()
    wecom.now += timedelta(hours=3)

    assert keeper(wecom, shelf).current() == "t2"


def test_a_token_does_not_show_when_it_is_printed():
    assert "t1" not in repr(WeCom().fetch())
