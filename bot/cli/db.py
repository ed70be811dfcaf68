"""liaison db upgrade, backup, check."""

from pathlib import Path

import click

from bot.cli.shell import load_settings, readable_errors


@click.group()
def db() -> None:
    """Migrations, an online backup, an integrity check."""


@db.command()
def upgrade() -> None:
    """Bring the database to the version that this program needs."""
    settings = load_settings()
    with readable_errors():
        from storage.migrate import head
        from storage.migrate import upgrade as migrate

        migrate(settings.database_url)
        click.echo(f"The database is at version {head()}.")


@db.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Copy the database into FILE while the program runs."""
    settings = load_settings(level="warning")
    with readable_errors():
        from rich.console import Console
        from rich.progress import Progress

        from storage.backup import back_up

        with Progress(console=Console(stderr=True), transient=True) as progress:
            bar = progress.add_task("Copying", total=None)
            size = back_up(
                settings.database_url,
                file,
                progress=lambda done, total: progress.update(bar, completed=done, total=total),
            )
    click.echo(f"{file}: {size:,} bytes.")


@db.command()
def check() -> None:
    """Check that the database is whole. Exit 1 if it isn't."""
    settings = load_settings(level="warning")
    with readable_errors():
        from storage.backup import find_faults

        faults = find_faults(settings.database_url)
    for fault in faults:
        click.echo(fault)
    if faults:
        raise click.ClickException(f"{len(faults)} faults; restore a backup, or ask for help with the lines above")
    click.echo("The database is whole.")
