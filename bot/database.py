"""Opening the program's database: SQLite is migrated on the way, PostgreSQL must have been."""

import structlog

from bot.config import Settings
from storage.engine import open_store
from storage.migrate import head, is_current, upgrade
from storage.store import Store

log = structlog.get_logger(__name__)


class NotMigrated(Exception):
    """The database is not at the version that this program needs."""

    code = "not_migrated"


def open_database(settings: Settings) -> Store:
    """The store. Raises BadDatabaseUrl, DatabaseUnreachable, NotMigrated."""
    store = open_store(settings.database_url)
    if is_current(store):
        return store
    if settings.is_sqlite:
        upgrade(settings.database_url)
        log.info("database.migrated", version=head())
        return store
    store.close()
    raise NotMigrated("the database is not migrated: run `liaison db upgrade` first")
