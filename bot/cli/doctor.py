"""liaison doctor."""

import click

from bot.cli.shell import load_settings, readable_errors


@click.command()
def doctor() -> None:
    """Check tokens, scopes, callbacks, clock, database and model, and say what to do. Exit 1 if anything fails."""
    settings = load_settings(level="error")
    with readable_errors():
        import asyncio

        from rich.console import Console

        from bot.app import now_utc
        from bot.doctor import draw_findings, examine, has_failed
        from bot.slack.scopes import SCOPES
        from storage.migrate import is_current

        findings = asyncio.run(examine(settings, now=now_utc, wanted_scopes=SCOPES, is_migrated=is_current))
    draw_findings(findings, Console(), lang=settings.lang)
    if has_failed(findings):
        raise click.exceptions.Exit(1)
