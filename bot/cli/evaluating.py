"""liaison eval: how well a reader reads messages that people have labelled."""

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TextIO

import click

from bot.cli.reading import lines_of, make_named_reader
from prompts.reading.labels import Example, read_examples
from prompts.reading.schema import Reader, prediction
from prompts.reading.scoring import Score, is_right, name_of, score

READERS = ("embedded", "no-encoder", "rules", "model")


@dataclass(frozen=True)
class Run:
    """What one reader made of a file."""

    reader: str
    score: Score
    predictions: list[dict[str, Any]]
    confidences: list[float]
    milliseconds: float  # median per message


@click.command(name="eval")
@click.argument("files", metavar="FILE...", nargs=-1, type=click.File("r", encoding="utf-8-sig"))
@click.option("--reader", "name", type=click.Choice(READERS), default="embedded", show_default=True)
@click.option(
    "--compare", is_flag=True, help="Every embedded reader side by side: whole, without encoder, rules alone."
)
@click.option("--errors", default=10, show_default=True, help="How many of the worst mistakes to show in words.")
@click.option("--json", "as_json", is_flag=True, help="All figures as JSON.")
@click.option("--from-corrections", is_flag=True, help="Score what was read here, by your people's decisions.")
@click.option("--client", help="With --from-corrections: of this client alone.")
def evaluate(
    files: Sequence[TextIO],
    name: str,
    compare: bool,
    errors: int,
    as_json: bool,
    from_corrections: bool,
    client: str | None,
) -> None:
    """Score a reader on labelled messages (JSONL with `gold`, as devset has it), or by the corrections made here."""
    if from_corrections:
        from bot.cli.corrections import show_corrections

        if files or compare:
            raise click.UsageError("--from-corrections takes no FILE and no --compare: it looks back at what was read")
        show_corrections(client, errors=errors, as_json=as_json)
        return
    if client:
        raise click.UsageError("--client goes with --from-corrections")
    if not files:
        raise click.UsageError("Name a file of labelled messages: liaison eval messages.jsonl")
    readers = {each: make_named_reader(each) for each in (READERS[:3] if compare else (name,))}
    found: dict[str, Any] = {}
    for file in files:
        try:
            examples = read_examples(lines_of(file))
        except ValueError as error:
            raise click.ClickException(f"{file.name}: {error}") from None
        if not examples:
            raise click.ClickException(f"{file.name}: no messages in it")
        runs = [_run(each, reader, examples, quiet=as_json) for each, reader in readers.items()]
        if as_json:
            found[file.name] = {
                run.reader: {"messages": len(examples), "ms": run.milliseconds, **run.score.measures()} for run in runs
            }
        else:
            from bot.cli.evaluation_tables import show

            show(file.name, examples, runs, errors)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))


def _run(name: str, reader: Reader, examples: Sequence[Example], *, quiet: bool) -> Run:
    from rich.progress import track

    predictions, confidences, times = [], [], []
    shown = not quiet and len(examples) > 100
    for example in track(examples, f"{name}: reading", transient=True, disable=not shown):
        began = time.perf_counter()
        reading = reader.read(example.utterance)
        times.append(time.perf_counter() - began)
        predictions.append(prediction(example.id, reading))
        confidences.append(reading.confidence)
    middle = sorted(times)[len(times) // 2]
    return Run(name, score(examples, predictions), predictions, confidences, round(middle * 1000, 2))


def worst(examples: Sequence[Example], run: Run) -> Iterator[tuple[Example, dict[str, Any], float]]:
    """Messages whose kinds were read wrong, those first of which the reader was surest."""
    wrong = [
        (example, found, confidence)
        for example, found, confidence in zip(examples, run.predictions, run.confidences, strict=True)
        if not is_right(example.label, found)
    ]
    yield from sorted(wrong, key=lambda each: (-_weight(each[0], each[1]), -each[2]))


def _weight(example: Example, found: dict[str, Any]) -> int:
    """Lost work is worst, then small talk taken for work, then the rest."""
    kinds = set(found["kinds"])
    is_work = bool(kinds & {"change_request", "task"})
    if example.label.is_work and not is_work:
        return 2
    return 1 if is_work and not example.label.is_work else 0


def in_words(example: Example, found: dict[str, Any]) -> str:
    """What went wrong with a message."""
    return f"is {name_of(example.label.kinds)}, was read as {name_of(found['kinds'])}"
