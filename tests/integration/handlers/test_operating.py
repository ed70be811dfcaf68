"""`liaison member` and the doctor: who is admin, and how an agency without one gets one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from kit import AMY_DM, TEAM, House

from bot.cli.members import member
from bot.config import read_settings
from bot.doctor.people import check_admins
from storage.engine import open_store
from storage.migrate import upgrade
from storage.tables import Audit, Member


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A database as the program makes it."""
    made = f"sqlite:///{tmp_path / 'agency.db'}"
    upgrade(made)
    return made


@pytest.fixture
def studio(url: str) -> Iterator[House]:
    """Amy, admin, and 王小雨."""
    store = open_store(url)
    house = House(store).open()
    house.say("UAMY", AMY_DM, "hello")
    house.say("UWANG", TEAM, "大家早")
    yield house
    store.close()


@pytest.fixture
def shell(studio: House, url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CliRunner:
    monkeypatch.chdir(tmp_path)
    return CliRunner(env={"DATABASE_URL": url})


def test_the_command_line_lists_who_works_here(shell: CliRunner):
    said = shell.invoke(member, ["list"])

    assert said.exit_code == 0, said.output
    assert "Amy\tadmin\tamy@studio.example" in said.output


def test_the_command_line_gives_a_role_and_leaves_its_trail(studio: House, shell: CliRunner):
    said = shell.invoke(member, ["role", "王小雨", "admin"])

    assert said.exit_code == 0, said.output
    assert "王小雨 is now admin (was ae)." in said.output
    assert studio.row(Member, name="王小雨").role == "admin"
    line = studio.rows(Audit)[-1]
    assert (line.who, line.action, line.before, line.after) == ("operator", "role", {"role": "ae"}, {"role": "admin"})


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["role", "Zebedee", "admin"], "no colleague called Zebedee; there are: Amy, 王小雨"),
        (["role", "Amy", "ae"], "Amy is the only admin"),
        (["role", "AMY@studio.example", "ae"], "Amy is the only admin"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(shell: CliRunner, given: list[str], said: str):
    answer = shell.invoke(member, given)

    assert answer.exit_code == 1
    assert said in answer.output


def test_the_doctor_says_who_is_admin_and_how_to_change_it(studio: House, url: str):
    settings = read_settings({"DATABASE_URL": url})

    (found,) = check_admins(settings)
    assert (found.status, "Amy" in found.seen.en, "liaison member role" in found.seen.zh) == ("ok", True, True)

    studio.store.write(lambda session: setattr(session.get(Member, 1), "role", "ae"))
    (found,) = check_admins(settings)
    assert found.status == "warn"
    assert "liaison member role NAME admin" in found.todo.en
