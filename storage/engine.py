"""Opening a database: the one place that knows there are two kinds."""

from storage.postgres_store import PostgresStore
from storage.sqlite_store import SqliteStore
from storage.store import Store
from storage.urls import read_url


def open_store(url: str) -> Store:
    """The store behind DATABASE_URL. Raises BadDatabaseUrl, DatabaseUnreachable."""
    parsed = read_url(url)
    if parsed.get_backend_name() == "sqlite":
        return SqliteStore(parsed)
    return PostgresStore(parsed)
