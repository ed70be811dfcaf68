"""liaison train: learn from labelled messages anew."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

import click

from bot.cli.reading import lines_of
from prompts.reading.labels import Example, read_examples

NEEDS = (
    "Training needs scikit-learn, which only development installs: pip install --require-hashes -r requirements/dev.txt"
)


@click.command()
@click.argument("files", metavar="[FILE...]", nargs=-1, type=click.File("r", encoding="utf-8-sig"))
@click.option("--tune", "tune_file", type=click.File("r", encoding="utf-8-sig"), help="For thresholds.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Where to put it.")
@click.option("--from-corrections", is_flag=True, help="Learn from your own decisions too; keep it only if no worse.")
@click.option("--dry-run", is_flag=True, help="With --from-corrections: compare, and write nothing.")
@click.option("--restore", "is_restoring", is_flag=True, help="Go back to the reader that was replaced last.")
def train(
    files: Sequence[TextIO],
    tune_file: TextIO | None,
    output: Path | None,
    from_corrections: bool,
    dry_run: bool,
    is_restoring: bool,
) -> None:
    """Learn the embedded reader's coefficients from labelled messages. The same messages give the same file."""
    if is_restoring:
        from bot.cli.refitting import restore

        restore(output)
        return
    if from_corrections:
        _refit(files, tune_file, output, is_rehearsal=dry_run)
        return
    if not files or tune_file is None or output is None:
        raise click.UsageError("Name labelled messages, --tune FILE and --output PATH, or --from-corrections")
    try:
        from prompts.reading.learned.fitting import fit
    except ImportError as missing:
        raise click.ClickException(f"{NEEDS} ({missing.name} is missing)") from None
    from prompts.reading.learned.encoder import find_encoder
    from prompts.reading.learned.weights import save

    examples = [example for file in files for example in _examples(file)]
    encoder = find_encoder()
    if encoder is None:
        raise click.ClickException("The sentence encoder isn't installed: make setup")
    learned = fit(examples, _examples(tune_file), encoder, lambda step: click.echo(step, err=True))
    output.parent.mkdir(parents=True, exist_ok=True)
    save(learned, output)
    click.echo(
        json.dumps({"output": str(output), **learned.about, "thresholds": learned.thresholds}, ensure_ascii=False)
    )


def _refit(files: Sequence[TextIO], tune_file: TextIO | None, output: Path | None, *, is_rehearsal: bool) -> None:
    """Learn from these files, or else ours, and the agency's own corrections."""
    try:
        import sklearn  # noqa: F401 - asked for before anything is read
    except ImportError as missing:
        raise click.ClickException(f"{NEEDS} ({missing.name} is missing)") from None
    from bot.cli.refitting import list_ours, refit

    ours = [*map(_examples, files)] or [*map(_examples_at, list_ours("train"))]
    tune = [_examples(tune_file)] if tune_file else [*map(_examples_at, list_ours("tune"))]
    if not ours or not tune:
        raise click.ClickException(
            "our own labelled messages are not at hand (benchmarks/reading/data of the sources): "
            "name them, and --tune FILE"
        )
    refit(_joined(ours), _joined(tune), output, is_rehearsal=is_rehearsal)


def _joined(parts: Sequence[list[Example]]) -> list[Example]:
    return [example for part in parts for example in part]


def _examples_at(path: Path) -> list[Example]:
    with path.open(encoding="utf-8-sig") as file:
        return _examples(file)


def _examples(file: TextIO) -> list[Example]:
    try:
        return read_examples(lines_of(file))
    except ValueError as error:
        raise click.ClickException(f"{file.name}: {error}") from None
