"""liaison drain, replay."""

import click

from bot.cli.shell import load_settings, readable_errors


@click.command()
def drain() -> None:
    """Work until nothing in inbox and outbox is due, then exit.

    What waits for a later time doesn't count. Exit 1 when something could not be worked off.
    """
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
    dead = sum(depth.count for depth in depths if depth.state == "dead")
    if dead:
        raise click.ClickException(f"{dead} rows failed; see the log, then `liaison replay --failed`")


@click.command()
@click.argument("number", metavar="[ID]", type=int, required=False)
@click.option("--failed", is_flag=True, help="Put all failed rows back.")
def replay(number: int | None, failed: bool) -> None:
    """Put failed inbox rows back: one by its ID, or all with --failed. Without either, lists them."""
    settings = load_settings(level="warning")
    with readable_errors():
        from bot.app import now_utc
        from bot.database import open_database
        from storage import inbox

        store = open_database(settings)
        try:
            if number is None and not failed:
                for row in store.read(inbox.list_dead):
                    click.echo(
                        f"{row.id}\t{row.kind}\t{row.created_at.isoformat()}\t{row.error_code}\t{row.last_error}"
                    )
                return
            count = store.write(lambda session: inbox.replay(session, now=now_utc(), number=number))
        finally:
            store.close()
    if number is not None and count == 0:
        raise click.ClickException(f"no failed row has the id {number}; `liaison replay` lists them")
    click.echo(f"{count} put back.")
