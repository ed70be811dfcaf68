"""liaison run, web, worker, clock."""

import click

from bot.cli.shell import load_settings, readable_errors


def _run(*roles: str) -> None:
    settings = load_settings()
    with readable_errors():
        from bot.app import build
        from bot.roles import run_async, run_roles

        program = build(settings)
        for remark in settings.remarks:
            click.echo(f"Note: {remark}.", err=True)
        if not program.platforms:
            click.echo("Note: neither Slack nor WeCom is set up; see .env.example.", err=True)
        try:
            run_async(run_roles(program, frozenset(roles)))
        finally:
            program.store.close()


@click.command()
def run() -> None:
    """Web, worker and clock in one process; migrates SQLite by itself."""
    _run("web", "worker", "clock")


@click.command()
def web() -> None:
    """The doors over HTTP and Socket Mode; any number of processes."""
    _run("web")


@click.command()
def worker() -> None:
    """Works off inbox and outbox; any number of processes."""
    _run("worker")


@click.command()
def clock() -> None:
    """Puts ticks into the inbox; several are harmless."""
    _run("clock")
