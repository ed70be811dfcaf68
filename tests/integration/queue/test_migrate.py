import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlmodel import Session, SQLModel

from storage import backup, migrate
from storage.backup import CannotBackUp
from storage.engine import open_store
from storage.store import Store

PARENT_AND_CHILD = """
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "1", None, None, None
def upgrade():
    op.create_table("parent", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String))
    op.create_table("child", sa.Column("id", sa.Integer, primary_key=True),
                    sa.Column("parent_id", sa.Integer, sa.ForeignKey("parent.id", ondelete="CASCADE")))
    op.execute("INSERT INTO parent VALUES (1, 'acme')")
    op.execute("INSERT INTO child VALUES (1, 1)")
def downgrade():
    raise NotImplementedError
"""
ALTER_PARENT = """
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "2", "1", None, None
def upgrade():
    with op.batch_alter_table("parent") as parent:
        parent.alter_column("name", new_column_name="title", existing_type=sa.String)
def downgrade():
    raise NotImplementedError
"""
FAIL_LATE = """
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "3", "2", None, None
def upgrade():
    op.create_table("half_made", sa.Column("id", sa.Integer, primary_key=True))
    raise RuntimeError("no")
def downgrade():
    raise NotImplementedError
"""


@pytest.fixture
def scripts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of migrations of our own, run by the program's env.py."""
    versions = tmp_path / "versions"
    versions.mkdir()
    (versions / "1.py").write_text(PARENT_AND_CHILD)
    configure = migrate._configure

    def configure_ours(url: str | None = None) -> object:
        config = configure(url)
        config.set_main_option("version_locations", str(versions))
        return config

    monkeypatch.setattr(migrate, "_configure", configure_ours)
    return versions


def ask(store: Store, words: str) -> list[tuple[object, ...]]:
    return store.read(lambda session: [tuple(row) for row in session.execute(text(words)).all()])


def test_a_database_is_brought_to_the_head_and_stays_there(database_url: str, scripts: Path) -> None:
    store = open_store(database_url)
    assert migrate.current(store) is None
    assert not migrate.is_current(store)

    migrate.upgrade(database_url)
    migrate.upgrade(database_url)

    assert migrate.current(store) == migrate.head() == "1"
    assert migrate.is_current(store)
    store.close()


def test_altering_a_parent_keeps_its_children(database_url: str, scripts: Path) -> None:
    migrate.upgrade(database_url)
    (scripts / "2.py").write_text(ALTER_PARENT)
    migrate.upgrade(database_url)

    store = open_store(database_url)
    assert ask(store, "SELECT title, parent_id FROM parent JOIN child ON child.parent_id = parent.id") == [("acme", 1)]
    store.close()


def test_a_migration_that_fails_leaves_nothing_behind(database_url: str, scripts: Path) -> None:
    (scripts / "2.py").write_text(ALTER_PARENT)
    migrate.upgrade(database_url)
    (scripts / "3.py").write_text(FAIL_LATE)
    with pytest.raises(RuntimeError, match="no"):
        migrate.upgrade(database_url)

    store = open_store(database_url)
    assert migrate.current(store) == "2"
    assert not store.read(lambda session: inspect(session.connection()).has_table("half_made"))
    store.close()


def test_the_migrations_make_exactly_the_tables_that_the_program_knows(database_url: str) -> None:
    store = open_store(database_url)
    store.write(lambda session: SQLModel.metadata.drop_all(session.connection()))
    migrate.upgrade(database_url)

    def differences(session: Session) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(session.connection()), SQLModel.metadata))

    assert store.read(differences) == []
    store.close()


def test_a_sqlite_backup_made_while_others_write_is_sound_and_whole(sqlite_url: str, tmp_path: Path) -> None:
    store = open_store(sqlite_url)
    store.write(lambda session: session.execute(text("CREATE TABLE note (words TEXT)")) and None)
    is_over = threading.Event()

    def keep_writing() -> None:
        while not is_over.is_set():
            store.write(lambda session: session.execute(text("INSERT INTO note VALUES ('周五前')")) and None)

    writer = threading.Thread(target=keep_writing)
    writer.start()
    target = tmp_path / "copy.db"
    backup.back_up(sqlite_url, target)
    is_over.set()
    writer.join()

    assert backup.find_faults(f"sqlite:///{target}") == []
    copy = open_store(f"sqlite:///{target}")
    assert ask(copy, "SELECT DISTINCT words FROM note") in ([("周五前",)], [])
    copy.close()
    store.close()
    with pytest.raises(CannotBackUp, match="exists already"):
        backup.back_up(sqlite_url, target)


def test_a_missing_parent_is_named_and_such_a_database_is_not_backed_up(sqlite_url: str, tmp_path: Path) -> None:
    path = sqlite_url.removeprefix("sqlite:///")
    assert backup.find_faults(sqlite_url) == []
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("CREATE TABLE parent (id INTEGER PRIMARY KEY)")
        raw.execute("CREATE TABLE child (id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES parent (id))")
        raw.execute("INSERT INTO child VALUES (7, 1)")

    assert backup.find_faults(sqlite_url) == ["child row 7: its parent is missing"]
    with pytest.raises(CannotBackUp, match="not sound"):
        backup.back_up(sqlite_url, tmp_path / "copy.db")
    assert list(tmp_path.glob("copy.db*")) == []


def test_a_damaged_file_is_said_to_be_damaged(sqlite_url: str) -> None:
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    content = bytearray(path.read_bytes())
    content[4096 * 3 : 4096 * 6] = b"\xff" * 4096 * 3
    path.write_bytes(content)

    assert backup.find_faults(sqlite_url)[0].startswith("damaged")


def test_without_pg_dump_the_operator_is_told_to_use_it(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(CannotBackUp, match="pg_dump --format=custom"):
        backup.back_up(postgres_url, tmp_path / "copy.dump")
    assert list(tmp_path.glob("copy.dump*")) == []
