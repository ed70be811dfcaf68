"""liaison read."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, TextIO

import click

from bot.cli.shell import load_settings
from prompts.reading.bursts import read_many
from prompts.reading.lines import read_lines
from prompts.reading.schema import Reader, Reading, Utterance

READER = click.option(
    "--reader", "name", type=click.Choice(["embedded", "model"]), default="embedded", show_default=True
)


@click.command()
@click.argument("file", type=click.File("r", encoding="utf-8-sig"))
@READER
def read(file: TextIO, name: str) -> None:
    """Read messages (JSONL, in order; - is stdin) and print one prediction a line."""
    reader = Told(make_named_reader(name)) if name == "model" else make_named_reader(name)
    try:
        for prediction in read_lines(lines_of(file), reader):
            click.echo(json.dumps(prediction, ensure_ascii=False))
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    if isinstance(reader, Told) and reader.fell_back:
        why = ", ".join(f"{code} {count}" for code, count in reader.fell_back.most_common())
        click.echo(f"Read by rules, since the model gave no answer: {why}", err=True)


class Told:
    """A reader that remembers for how many messages the rules stepped in, and why."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.fell_back: Counter[str] = Counter()

    def read(self, utterance: Utterance) -> Reading:
        """Read one message."""
        return self.read_many([utterance])[0]

    def read_many(self, utterances: Sequence[Utterance]) -> list[Reading]:
        """Read a burst."""
        readings = read_many(self._reader, utterances)
        self.fell_back.update(reading.fell_back for reading in readings if reading.fell_back)
        return readings


def lines_of(file: TextIO) -> Iterator[dict[str, Any]]:
    """Each line's object. Raises ValueError that names the line."""
    for number, line in enumerate(file, start=1):
        if line.strip():
            try:
                yield json.loads(line)
            except json.JSONDecodeError as error:
                raise ValueError(f"line {number}: not JSON ({error.msg})") from None


def make_named_reader(name: str) -> Reader:
    """The reader of that name: embedded, no-encoder, rules, or model with the rules behind it."""
    if name == "rules":
        from prompts.reading.rules.reader import RulesReader

        return RulesReader()
    if name != "model":
        return _make_embedded(has_encoder=name == "embedded")
    settings = load_settings(level="warning")
    if settings.model is None:
        raise click.ClickException("--reader model needs OPENAI_API_KEY (see .env.example)")
    from bot.readers import make_model_reader

    return make_model_reader(settings.model)


def _make_embedded(*, has_encoder: bool) -> Reader:
    """The agency's own reader, if it has trained one; where the settings can't be read, the one shipped."""
    try:
        settings = load_settings(level="warning")
    except click.ClickException as wrong:
        from prompts.reading.embedded import EmbeddedReader

        click.echo(f"Reading with the reader that came with the program: {wrong.message}", err=True)
        return EmbeddedReader(has_encoder=has_encoder)
    from bot.reader_file import choose_reader

    return choose_reader(settings).make(has_encoder=has_encoder)
