"""liaison read, eval."""

import json
from collections.abc import Iterator
from typing import Any, TextIO

import click

from bot.cli.shell import load_settings
from prompts.reading.lines import read_lines
from prompts.reading.schema import Reader

READER = click.option(
    "--reader", "name", type=click.Choice(["embedded", "model"]), default="embedded", show_default=True
)


@click.command()
@click.argument("file", type=click.File("r", encoding="utf-8-sig"))
@READER
def read(file: TextIO, name: str) -> None:
    """Read messages (JSONL, in order; - is stdin) and print one prediction a line."""
    reader = _make_reader(name)
    try:
        for prediction in read_lines(_lines(file), reader):
            click.echo(json.dumps(prediction, ensure_ascii=False))
    except ValueError as error:
        raise click.ClickException(str(error)) from None


def _lines(file: TextIO) -> Iterator[dict[str, Any]]:
    """Each line's object. Raises ValueError that names the line."""
    for number, line in enumerate(file, start=1):
        if line.strip():
            try:
                yield json.loads(line)
            except json.JSONDecodeError as error:
                raise ValueError(f"line {number}: not JSON ({error.msg})") from None


def _make_reader(name: str) -> Reader:
    if name == "embedded":
        from prompts.reading.embedded import EmbeddedReader

        return EmbeddedReader()
    settings = load_settings(level="warning")
    if settings.model is None:
        raise click.ClickException("--reader model needs OPENAI_API_KEY (see .env.example)")
    from bot.readers import make_model_reader

    return make_model_reader(settings.model)
