"""liaison member."""

from typing import TYPE_CHECKING

import click

from bot.cli.shell import load_settings, readable_errors

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlmodel import Session

ROLES = ("ae", "member", "manager", "admin")


@click.group()
def member() -> None:
    """Who works here, and what they may do: for when no admin can say so in the chat."""


@member.command("list")
def list_all() -> None:
    """Everybody who works here, with role and e-mail address."""

    def show(session: "Session") -> list[str]:
        from storage.agencies import find_agency
        from storage.people import list_members

        agency = find_agency(session)
        members = list_members(session, agency.id) if agency is not None and agency.id is not None else []
        return ["\t".join((one.name, one.role, one.email or "")).rstrip() for one in members]

    for line in _with_database(show):
        click.echo(line)


@member.command()
@click.argument("name")
@click.argument("role", metavar="ROLE", type=click.Choice(ROLES))
def role(name: str, role: str) -> None:
    """Give NAME (as in `member list`, or an e-mail address) the ROLE ae, member, manager or admin."""

    def set_role(session: "Session") -> list[str]:
        from bot.app import now_utc
        from handlers.operating import give_role

        return [give_role(session, name, role, now=now_utc())]

    for line in _with_database(set_role):
        click.echo(line)


def _with_database(unit: "Callable[[Session], list[str]]") -> list[str]:
    """What a unit finds. Raises click.ClickException with a line that says what to do."""
    from bot.database import open_database
    from handlers.operating import CannotDo

    with readable_errors():
        store = open_database(load_settings(level="warning"))
        try:
            return store.write(unit)
        except CannotDo as error:
            raise click.ClickException(str(error)) from None
        finally:
            store.close()
