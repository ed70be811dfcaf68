"""Opening the program's database: SQLite is migrated on the way, PostgreSQL must have been."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.migrate import is_current, upgrade

from bot.config import Settings
from storage.engine import open_store
from storage.store import Store


class NotMigrated(Exception):
    """The database is not at the version that this program needs."""

    code = "not_migrated"


def open_database(settings: Settings) -> Store:
    """The store. Raises BadDatabaseUrl, DatabaseUnreachable, NotMigrated."""
    store = open_store(settings.database_url)
    if is_current(store):
        return store
    if settings.is_sqlite:
        with _alone(Path(f"{store.url.database}.migrating")):
            if not is_current(store):
                upgrade(settings.database_url)
        return store
    store.close()
    raise NotMigrated("the database is not migrated: run `liaison db upgrade` first")


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """One process at a time: several that start together on one file must not migrate it together."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
    lock.unlink(missing_ok=True)
