"""What acceptance tests share: the fakes, databases migrated as operators do it, and processes of the program."""

import itertools
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
from day import Day, furnish
from starting import Start

from bot.fakes import FakeSlack, FakeWeCom, SlackSender, WeComSender
from bot.fakes.process import Environment, ProgramProcess, environment, read_export
from storage.migrate import upgrade
from storage.urls import read_url

_numbers = itertools.count(1)


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with FakeSlack() as fake:
        yield fake


@pytest.fixture
def wecom() -> Iterator[FakeWeCom]:
    with FakeWeCom() as fake:
        yield fake


def name_url(server: str, database: str) -> str:
    """The URL of a database on the test server."""
    return read_url(server).set(drivername="postgresql", database=database).render_as_string(hide_password=False)


@pytest.fixture
def empty_postgres_url(postgres_server: str) -> Iterator[str]:
    """A PostgreSQL database without a single table."""
    name = f"empty_{next(_numbers)}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield name_url(postgres_server, name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def migrated_template(postgres_server: str) -> str:
    """The name of a PostgreSQL database to which all migrations were applied."""
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE migrated")
    upgrade(name_url(postgres_server, "migrated"))
    return "migrated"


@pytest.fixture
def migrated_postgres_url(postgres_server: str, migrated_template: str) -> Iterator[str]:
    """A fresh PostgreSQL database, migrated."""
    name = f"acceptance_{next(_numbers)}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {migrated_template}")
        yield name_url(postgres_server, name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def program_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A DATABASE_URL of each kind, on which the program can be started."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/liaison.db"
    url: str = request.getfixturevalue("migrated_postgres_url")
    return url


@pytest.fixture
def env(tmp_path: Path, slack: FakeSlack, wecom: FakeWeCom) -> Environment:
    """Both platforms, on SQLite."""
    return environment(f"sqlite:///{tmp_path}/liaison.db", slack=slack, wecom=wecom)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts processes and waits until they are ready: `start("run", env=env)`. They are stopped at the end."""
    with ExitStack() as stack:

        def start_one(*arguments: str, env: Environment) -> ProgramProcess:
            running = stack.enter_context(ProgramProcess(*arguments, env=env, folder=tmp_path))
            return running.wait_until_ready()

        yield start_one


@pytest.fixture
def day(tmp_path: Path, slack: FakeSlack, wecom: FakeWeCom, env: Environment, start: Start) -> Iterator[Day]:
    """An agency on both platforms, and the program running."""
    people = furnish(slack, wecom)
    program = start("run", env=env)
    with (
        SlackSender(program.url("/slack/events"), slack) as on_slack,
        WeComSender(program.url("/wecom/callback"), wecom) as on_wecom,
    ):
        yield Day(
            people,
            slack=slack,
            wecom=wecom,
            on_slack=on_slack,
            on_wecom=on_wecom,
            export=lambda kind: read_export(kind, env=env, folder=tmp_path),
        )
