"""An agency on WeCom with a proposal that 赵宇 wants to put right on a web page."""

import pytest
from kit import CHANGE, ZHAO, House
from pages import Pages

from handlers.arrivals import CardRef
from storage.store import Store


@pytest.fixture
def pages(sqlite_store: Store) -> Pages:
    """赵宇 is known; on SQLite."""
    return _open(sqlite_store)


@pytest.fixture
def any_pages(store: Store) -> Pages:
    """The same on SQLite and on PostgreSQL."""
    return _open(store)


def _open(store: Store) -> Pages:
    house = House(store).open()
    house.say("zhaoyu", ZHAO, "绑定 青柠酸奶")
    return Pages(house)


@pytest.fixture
def editing(pages: Pages) -> str:
    """The path of the form in which CR-1 is put right."""
    return edit_form_of(pages)


@pytest.fixture
def any_editing(any_pages: Pages) -> str:
    return edit_form_of(any_pages)


def edit_form_of(pages: Pages) -> str:
    """赵宇 says what the client wants, and presses 修改 on the card."""
    (card,) = pages.house.say("zhaoyu", ZHAO, "客户说 logo 要再大一点，周五前", CHANGE)
    replies = pages.house.press_button("zhaoyu", ZHAO, card, "修改", CardRef(response_code="code-of-the-press"))
    return pages.keep(replies, cause="press", receipt={"channel": "zhaoyu", "message_id": "m1"})
