"""Copies of the database while it is in use, and whether it is sound."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL, text
from sqlalchemy.exc import DatabaseError as SQLAlchemyDatabaseError
from sqlmodel import Session

from storage.engine import open_store
from storage.urls import DatabaseError, read_url

PAGES = 1000  # copied between two looks at the progress

Progress = Callable[[int, int], None]


class CannotBackUp(DatabaseError):
    """No backup was made."""


def back_up(url: str, target: Path, *, progress: Progress | None = None) -> int:
    """Copy the database into a file, as it is at one instant, while others go on working; how many bytes that is.

    SQLite gives a database file, which is checked; PostgreSQL the archive of pg_dump (for pg_restore). `progress` is
    told the pages done and in all, on SQLite. Raises CannotBackUp, and leaves no half-made file.
    """
    if target.exists():
        raise CannotBackUp(f"{target} exists already; a backup never writes over a file")
    if not target.absolute().parent.is_dir():
        raise CannotBackUp(f"there is no folder {target.absolute().parent}")
    source = read_url(url)
    part = target.with_name(target.name + ".part")
    try:
        if source.get_backend_name() == "sqlite":
            _copy_sqlite(Path(str(source.database)), part, progress)
            if faults := find_faults(f"sqlite:///{part}"):
                raise CannotBackUp(f"the database is not sound, nor would its copy be: {faults[0]}")
        else:
            _dump_postgres(source, part)
        part.rename(target)
    finally:
        for left in (part, *(part.with_name(part.name + end) for end in ("-wal", "-shm"))):
            left.unlink(missing_ok=True)
    return target.stat().st_size


def _copy_sqlite(source: Path, part: Path, progress: Progress | None) -> None:
    if not source.is_file():
        raise CannotBackUp(f"there is no database {source}")

    def tell(_status: int, remaining: int, total: int) -> None:
        if progress is not None:
            progress(total - remaining, total)

    try:
        with closing(sqlite3.connect(source)) as original, closing(sqlite3.connect(part)) as copy:
            original.backup(copy, pages=PAGES, progress=tell)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a -wal beside it
    except sqlite3.Error as error:
        raise CannotBackUp(f"{source} can't be copied: {error}") from error


def _dump_postgres(source: URL, part: Path) -> None:
    program = shutil.which("pg_dump")
    if program is None:
        raise CannotBackUp(
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
        raise CannotBackUp(f"pg_dump failed: {words[-1] if words else done.returncode}")


def find_faults(url: str) -> list[str]:
    """What is wrong with the database; nothing, if it is sound. PostgreSQL guards itself: there, only broken indexes.

    Raises BadDatabaseUrl, DatabaseUnreachable.
    """
    store = open_store(url)
    try:
        return store.read(_check_sqlite if store.dialect == "sqlite" else _check_postgres)
    except SQLAlchemyDatabaseError as error:  # damaged beyond checking
        return [f"damaged: {error.orig}"]
    finally:
        store.close()


def _check_sqlite(session: Session) -> list[str]:
    words = session.execute(text("PRAGMA integrity_check(100)")).scalars().all()
    orphans = session.execute(text("PRAGMA foreign_key_check")).all()
    faults = [] if words == ["ok"] else [f"damaged: {word}" for word in words]
    return faults + [f"{row[0]} row {row[1]}: its {row[2]} is missing" for row in orphans]


def _check_postgres(session: Session) -> list[str]:
    invalid = session.execute(text("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid")).scalars()
    return [f"index {name} is not valid: REINDEX it" for name in invalid]
