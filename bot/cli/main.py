"""`liaison` and its commands. Exit 0 good, 1 failed, 2 bad usage; errors on stderr in one readable line."""

import importlib
import sys

import click

# Loaded when called: `liaison read` needs no web server, and a start should not take longer than it must.
COMMANDS = {
    "run": "bot.cli.roles",
    "web": "bot.cli.roles",
    "worker": "bot.cli.roles",
    "clock": "bot.cli.roles",
    "demo": "bot.cli.demo",
    "read": "bot.cli.reading",
    "eval": "bot.cli.evaluating",
    "train": "bot.cli.training",
    "export": "bot.cli.records",
    "drain": "bot.cli.queues",
    "replay": "bot.cli.queues",
    "doctor": "bot.cli.doctor",
    "member": "bot.cli.members",
    "wecom": "bot.cli.wecom",
    "db": "bot.cli.db",
}

_NAMED_OTHERWISE = {"eval": "evaluate"}  # where Python has the word already


class _Commands(click.Group):
    """Commands that are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(COMMANDS[cmd_name])
        command = getattr(module, _NAMED_OTHERWISE.get(cmd_name, cmd_name))
        assert isinstance(command, click.Command)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="liaison", prog_name="liaison")
def liaison() -> None:
    """Liaison: what clients say in Slack and WeCom becomes records, and nothing is forgotten.

    Settings come from the environment and from .env (see .env.example).
    """


def main() -> None:
    """Run, and end with the exit code that operators rely on."""
    try:
        # Outside of its standalone mode, click gives the code of an Exit back instead of raising it.
        code = liaison.main(standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except click.UsageError as error:
        error.show()
        sys.exit(2)
    except click.ClickException as error:
        error.show()
        sys.exit(1)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        sys.exit(1)
    except BrokenPipeError:  # `liaison export … | head`
        sys.stderr.close()
        sys.exit(0)
