"""Agencies for the handlers' tests."""

import pytest
from kit import AMY_DM, CAROL, SHARED, TEAM, House

from storage.store import Store


@pytest.fixture
def house(pg_store: Store) -> House:
    """An agency of which nothing is known yet, on SQLite."""
    return House(pg_store).open()


@pytest.fixture
def any_house(store: Store) -> House:
    """The same on SQLite and on PostgreSQL."""
    return House(store).open()


@pytest.fixture
def acme(house: House) -> House:
    """Amy (admin, English) owns ACME, whose shared channel is linked; 王小雨 works there too; Carol is ACME's."""
    house.say("UAMY", AMY_DM, "hello")
    house.say("UWANG", TEAM, "大家早")
    house.crm("UAMY", SHARED, "link ACME")
    house.say("UCAROL", SHARED, "Hi all")
    assert CAROL.is_outsider
    return house


@pytest.fixture
def pg_store(postgres_url):
    from storage.engine import open_store
    s = open_store(postgres_url); yield s; s.close()
