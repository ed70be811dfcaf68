"""The command line: `liaison …`. Each command is thin; what it does lives elsewhere."""

from bot.cli.main import main

__all__ = ["main"]
