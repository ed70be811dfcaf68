"""Which database: the URL an operator gave, read and checked. What is said about it never holds the password."""

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError


class DatabaseError(Exception):
    """The database can't be used as asked; the words are meant for the operator."""


class BadDatabaseUrl(DatabaseError):
    """DATABASE_URL names no database that Liaison can use."""


class DatabaseUnreachable(DatabaseError):
    """The database does not answer, or lets us not in."""


def read_url(text: str) -> URL:
    """The SQLAlchemy URL for what an operator wrote: sqlite:///file, postgres://… or postgresql://…

    Raises BadDatabaseUrl.
    """
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        # The text itself may hold a password, so it isn't repeated.
        raise BadDatabaseUrl(
            "DATABASE_URL can't be read; write sqlite:///liaison.db or postgresql://user:password@host/database"
        ) from error
    family = url.drivername.partition("+")[0]
    if family == "sqlite":
        return _check_sqlite(url)
    if family in ("postgres", "postgresql"):
        return url.set(drivername="postgresql+psycopg")
    raise BadDatabaseUrl(f"DATABASE_URL names {family!r}; Liaison keeps its records in sqlite or postgresql")


def _check_sqlite(url: URL) -> URL:
    if url.database in (None, "", ":memory:"):
        # Readers have connections of their own, and would each see an empty database.
        raise BadDatabaseUrl("DATABASE_URL must name a file for SQLite: sqlite:///liaison.db")
    return url.set(drivername="sqlite+pysqlite")


def name_database(url: URL) -> str:
    """What may be shown and logged: host and database, or the file."""
    if url.get_backend_name() == "sqlite":
        return f"SQLite file {url.database}"
    host = url.host or url.query.get("host") or "localhost"
    port = f":{url.port}" if url.port else ""
    return f"PostgreSQL database {url.database!r} at {host}{port}"
