"""Bringing a database up to the tables that this version needs."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlmodel import Session

from storage.store import Store
from storage.urls import read_url

SCRIPTS = Path(__file__).parent / "migrations"


def _configure(url: str | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    if url is not None:
        full = read_url(url).render_as_string(hide_password=False)
        config.set_main_option("sqlalchemy.url", full.replace("%", "%%"))
    return config


def upgrade(url: str, revision: str = "head") -> None:
    """Run the migrations that are missing. Harmless when there are none, and when two processes do it at once.

    Raises BadDatabaseUrl; SQLAlchemyError if the database can't be reached or refuses.
    """
    command.upgrade(_configure(url), revision)


def head() -> str | None:
    """The newest version that this program knows."""
    return ScriptDirectory.from_config(_configure()).get_current_head()


def current(store: Store) -> str | None:
    """The version that the database is at, or None if it has no tables yet."""

    def query(session: Session) -> str | None:
        return MigrationContext.configure(session.connection()).get_current_revision()

    return store.read(query)


def is_current(store: Store) -> bool:
    """Whether the database has all tables that this program needs."""
    return current(store) == head()
