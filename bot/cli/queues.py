"""liaison drain, replay."""

import click

from bot.cli.shell import load_settings, readable_errors


@click.command()
def drain() -> None:
    """Work until nothing in inbox and outbox is due, then exit. What waits for a later time doesn't count."""
    settings = load_settings()
    with readable_errors():
        from bot.app import build
        from bot.roles import drain as drain_all
        from bot.roles import run_async
        from storage.depths import measure

        program = build(settings)
        try:
            run_async(drain_all(program))
            depths = program.store.read(measure)
        finally:
            program.store.close()
    for depth in depths:
        if depth.state == "dead":
            click.echo(f"Note: {depth.count} rows of the {depth.queue} have failed; see `liaison replay`.", err=True)


@click.command()
@click.argument("number", metavar="[ID]", type=int, required=False)
@click.option("--failed", is_flag=True, help="Put all failed rows back.")
@click.option("--sends", is_flag=True, help="The outbox's rows (sends) instead of the inbox's (events).")
def replay(number: int | None, failed: bool, sends: bool) -> None:
    """Put failed inbox rows back: one by its ID, or all with --failed. Without either, list what failed.

    A send that failed because nobody could tell whether it arrived may arrive twice when it is put back.
    """
    settings = load_settings(level="warning")
    with readable_errors():
        from bot.app import now_utc
        from bot.database import open_database
        from storage import inbox, outbox

        queue = outbox if sends else inbox
        store = open_database(settings)
        try:
            if number is None and not failed:
                for row in store.read(queue.list_dead):
                    columns = (row.id, row.kind, row.created_at.isoformat(), row.error_code, row.last_error)
                    click.echo("\t".join(str(column) for column in columns))
                return
            count = store.write(lambda session: queue.replay(session, now=now_utc(), number=number))
        finally:
            store.close()
    if number is not None and count == 0:
        raise click.ClickException(f"no failed row has the id {number}; `liaison replay` lists them")
    click.echo(f"{count} put back.")
