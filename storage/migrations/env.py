"""How a migration is run: in one transaction on either database, with SQLite's foreign keys off meanwhile."""

import os

from alembic import context
from sqlalchemy import Connection, Engine, text
from sqlmodel import SQLModel

import storage.queue_tables
import storage.tables  # noqa: F401 - both fill SQLModel.metadata
from storage.postgres_store import make_postgres_engine
from storage.sqlite_store import make_sqlite_engine
from storage.urls import read_url

MIGRATING = text("SELECT pg_advisory_xact_lock(hashtext('liaison migration'))")


def open_engine(address: str) -> Engine:
    url = read_url(address)
    if url.get_backend_name() == "sqlite":
        # Altering a table on SQLite makes it anew: with foreign keys on, dropping the old one deletes its children.
        return make_sqlite_engine(url, begin="BEGIN IMMEDIATE", has_foreign_keys=False)
    return make_postgres_engine(url, slots=1)


def migrate(connection: Connection) -> None:
    is_sqlite = connection.dialect.name == "sqlite"
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=is_sqlite,
        transactional_ddl=True,
        compare_type=True,
    )
    with context.begin_transaction():
        if not is_sqlite:
            connection.execute(MIGRATING)  # of two that start at once, the second finds the work done
        context.run_migrations()
        if is_sqlite:
            orphans = connection.execute(text("PRAGMA foreign_key_check")).all()
            if orphans:
                raise RuntimeError(f"the migration would leave {len(orphans)} rows without their parents")


engine = open_engine(context.config.get_main_option("sqlalchemy.url") or os.environ["DATABASE_URL"])
try:
    with engine.connect() as opened:
        migrate(opened)
finally:
    engine.dispose()
