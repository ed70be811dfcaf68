"""liaison export."""

from typing import BinaryIO

import click

from bot.cli.shell import load_settings, readable_errors
from bot.export_formats import WRITERS, Format
from handlers.export_columns import COLUMNS
from handlers.exports import KINDS, Exporter


@click.command()
@click.argument("kind", type=click.Choice(KINDS), metavar="KIND")
@click.option("--format", "form", type=click.Choice(["jsonl", "csv", "xlsx"]), default="jsonl", show_default=True)
@click.option("--output", "-o", type=click.File("wb"), default="-", help="A file instead of standard output.")
def export(kind: str, form: Format, output: BinaryIO) -> None:
    """Print all records of a KIND: messages, clients, contacts, contracts, payments, projects, members, channels,
    interactions, changes, tasks, signals, alerts, reminders, audit."""
    settings = load_settings(level="warning")
    if form == "xlsx" and output.isatty():
        raise click.UsageError("xlsx is not for a terminal: add --output FILE, or redirect")
    with readable_errors():
        from sqlmodel import Session

        from bot.database import open_database
        from storage.agencies import find_agency

        store = open_database(settings)

        def write(session: Session) -> None:
            agency = find_agency(session)
            rows = Exporter(session, agency).rows(kind) if agency else iter(())
            WRITERS[form](rows, COLUMNS[kind], output)

        try:
            store.read(write)
        finally:
            store.close()
