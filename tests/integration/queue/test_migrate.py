import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import inspect, text


from storage import backup, migrate
from storage.backup import BackupFailed
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
def scripts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
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
    yield versions


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
    backup.backup(sqlite_url, target)
    is_over.set()
    writer.join()

    copy = open_store(f"sqlite:///{target}")
    assert backup.check(copy) == []
    assert ask(copy, "SELECT DISTINCT words FROM note") in ([("周五前",)], [])
    copy.close()
    store.close()
    with pytest.raises(BackupFailed, match="exists already"):
        backup.backup(sqlite_url, target)


def test_a_missing_parent_is_named_by_the_check(sqlite_url: str) -> None:
    store = open_store(sqlite_url)
    assert backup.check(store) == []

    def orphan(session: object) -> None:
        session.execute(text("CREATE TABLE parent (id INTEGER PRIMARY KEY)"))  # type: ignore[attr-defined]
        session.execute(text("CREATE TABLE child (id INTEGER PRIMARY KEY, p INT REFERENCES parent(id) DEFERRABLE)"))  # type: ignore[attr-defined]

    store.write(orphan)
    store.close()
    import sqlite3

    raw = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))
    raw.execute("INSERT INTO child VALUES (7, 1)")
    raw.commit()
    raw.close()

    store = open_store(sqlite_url)
    assert backup.check(store) == ["child row 7: its parent is missing"]
    store.close()


def test_without_pg_dump_the_operator_is_told_to_use_it(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(BackupFailed, match="pg_dump --format=custom"):
        backup.backup(postgres_url, tmp_path / "copy.dump")
    assert list(tmp_path.glob("copy.dump*")) == []
