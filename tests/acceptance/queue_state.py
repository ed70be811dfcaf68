"""A look into the two queues of a program that runs, or has run."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Table, select

from storage.engine import open_store
from storage.queue_tables import INBOX, OUTBOX
from storage.store import Store

TABLES = (INBOX, OUTBOX)


@contextmanager
def opened(url: str) -> Iterator[Store]:
    """The store behind a URL, for looking."""
    store = open_store(url)
    try:
        yield store
    finally:
        store.close()


def count_states(store: Store) -> dict[str, Counter[str]]:
    """How many rows are in which state: of inbox and outbox."""
    return {table.name: Counter(row["state"] for row in list_rows(store, table, table.c.state)) for table in TABLES}


def is_settled(store: Store) -> bool:
    """Whether nothing is left to do, and something was done."""
    states = count_states(store)
    return bool(states["inbox"]["done"]) and set(states["inbox"]) <= {"done"} and set(states["outbox"]) <= {"sent"}


def list_rows(store: Store, table: Table, *columns: Any) -> list[dict[str, Any]]:
    """All rows of a queue, oldest first, whole or only these columns."""
    query = select(*(columns or table.c)).order_by(table.c.id)
    return store.read(lambda session: [dict(row) for row in session.execute(query).mappings()])
