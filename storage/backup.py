"""Copies of the database while it is in use, and whether it is sound."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL, text
from sqlmodel import Session

from storage.store import Store
from storage.urls import DatabaseError, read_url

PAGES = 1000  # copied between two looks at the progress

Progress = Callable[[int, int], None]


class BackupFailed(DatabaseError):
    """No backup was made."""


def backup(url: str, target: Path, *, progress: Progress | None = None) -> None:
    """Copy the database into a file, as it is at one instant, while others go on working.

    SQLite gives a database file; PostgreSQL the archive of pg_dump (for pg_restore). `progress` is told the pages
    done and in all, on SQLite. Raises BackupFailed, and leaves no half-made file.
    """
    if target.exists():
        raise BackupFailed(f"{target} exists already; a backup never writes over a file")
    if not target.absolute().parent.is_dir():
        raise BackupFailed(f"there is no folder {target.absolute().parent}")
    source = read_url(url)
    part = target.with_name(target.name + ".part")
    try:
        if source.get_backend_name() == "sqlite":
            _copy_sqlite(Path(str(source.database)), part, progress)
        else:
            _dump_postgres(source, part)
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)


def _copy_sqlite(source: Path, part: Path, progress: Progress | None) -> None:
    if not source.is_file():
        raise BackupFailed(f"there is no database {source}")

    def tell(_status: int, remaining: int, total: int) -> None:
        if progress is not None:
            progress(total - remaining, total)

    try:
        with closing(sqlite3.connect(source)) as original, closing(sqlite3.connect(part)) as copy:
            original.backup(copy, pages=PAGES, progress=tell)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a -wal beside it
    except sqlite3.Error as error:
        raise BackupFailed(f"{source} can't be copied: {error}") from error


def _dump_postgres(source: URL, part: Path) -> None:
    program = shutil.which("pg_dump")
    if program is None:
        raise BackupFailed(
            "PostgreSQL is backed up by its own pg_dump, which is not installed here: "
            "install postgresql-client, or run `pg_dump --format=custom --file=FILE` where it is"
        )
    # The password goes by the environment: a command line can be read by everyone on the machine.
    environment = os.environ | ({"PGPASSWORD": str(source.password)} if source.password else {})
    address = source.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    call = [program, "--format=custom", f"--file={part}", f"--dbname={address}", "--no-password"]
    done = subprocess.run(call, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        words = done.stderr.strip().splitlines()
        raise BackupFailed(f"pg_dump failed: {words[-1] if words else done.returncode}")


def check(store: Store) -> list[str]:
    """What is wrong with the database; nothing, if it is sound. PostgreSQL checks itself: there, only that it answers."""
    return store.read(_check_sqlite if store.dialect == "sqlite" else _check_postgres)


def _check_sqlite(session: Session) -> list[str]:
    words = session.execute(text("PRAGMA integrity_check(100)")).scalars().all()
    problems = [] if words == ["ok"] else [f"damaged: {word}" for word in words]
    orphans = session.execute(text("PRAGMA foreign_key_check")).all()
    problems += [f"{row[0]} row {row[1]}: its {row[2]} is missing" for row in orphans]
    return problems


def _check_postgres(session: Session) -> list[str]:
    invalid = session.execute(text("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid")).scalars()
    return [f"index {name} is not valid: REINDEX it" for name in invalid]
