"""liaison train --from-corrections, --restore: a reader of the agency's own, kept only if it reads no worse."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from bot.app import now_utc
from bot.cli.corrections import read_lessons
from bot.cli.shell import load_settings, readable_errors
from bot.reader_file import BadReaderFile, ReaderInUse, choose_reader, keep_reader, place_of, restore_reader
from prompts.reading.labels import Example
from prompts.reading.learned.comparing import MARGIN, Comparison, compare, hold_out
from prompts.reading.learned.encoder import find_encoder
from prompts.reading.learned.weights import Learned

LEAST = 40  # of their messages: from fewer nothing is learnt that ours don't teach
OURS = Path(__file__).resolve().parents[2] / "benchmarks/reading/data"
_NOWHERE = "Set LIAISON_READER_FILE to where the reader is to be kept: beside PostgreSQL there is no place for it"


def list_ours(name: str) -> list[Path]:
    """Our labelled messages for this, where the sources of Liaison are at hand: train, tune."""
    return sorted(OURS.glob(f"{name}*.jsonl"))


def refit(ours: Sequence[Example], tune: Sequence[Example], output: Path | None, *, is_rehearsal: bool) -> None:
    """Learn from ours and theirs. Raises click.ClickException when the new reader is worse, or there is too little."""
    from prompts.reading.learned.fitting import fit

    settings = load_settings(level="warning")
    with readable_errors():
        path = output or place_of(settings)
        in_use = choose_reader(settings)
    if path is None:
        raise click.ClickException(_NOWHERE)
    lessons, _ = read_lessons()
    if len(lessons) < LEAST:
        raise click.ClickException(
            f"{len(lessons)} messages have been confirmed, edited or dismissed; "
            f"with fewer than {LEAST} there is nothing to learn that our own messages don't teach"
        )
    theirs = [lesson.example for lesson in lessons]
    learnt_from, held_out = hold_out(theirs, [lesson.thread for lesson in lessons])
    encoder = find_encoder()
    if encoder is None:
        click.echo("The sentence encoder isn't installed: learning to do without", err=True)
    try:
        learned = fit([*ours, *learnt_from], tune, encoder, lambda step: click.echo(step, err=True))
    except ValueError as error:  # too few groups, nobody who could be meant, all of one kind …
        raise click.ClickException(f"these messages can't be learnt from: {error}") from error
    about = {
        **learned.about,
        "trained_at": now_utc().isoformat(timespec="seconds"),
        "corrections": len(learnt_from),
    }
    _judge_and_keep(
        replace(learned, about=about), in_use, path, ours=tune, theirs=held_out, is_rehearsal=is_rehearsal
    )  # fmt: skip


def _judge_and_keep(
    learned: Learned,
    in_use: ReaderInUse,
    path: Path,
    *,
    ours: Sequence[Example],
    theirs: Sequence[Example],
    is_rehearsal: bool,
) -> None:
    old, new = in_use.make(), ReaderInUse("own", learned, path).make()
    comparisons = [compare("our messages", ours, old, new), compare("your messages", theirs, old, new)]
    _show(comparisons)
    worse = [each.on for each in comparisons if each.is_worse]
    if worse:
        raise click.ClickException(
            f"the new reader is worse on {' and '.join(worse)} (by more than {MARGIN}), so the old one stays"
        )
    if is_rehearsal:
        click.echo("No worse: it would be kept. Nothing was written (--dry-run).")
        return
    kept = keep_reader(learned, path, now=now_utc())
    click.echo(f"Kept as {path}; workers read with it from their next start on.")
    click.echo(f"The old one is {kept}." if kept else "Before it, the reader that came with the program was in use.")
    click.echo("Back again: liaison train --restore")


def _show(comparisons: Sequence[Comparison]) -> None:
    table = Table("macro-F1 on", "messages", "old", "new", "", box=None, pad_edge=False)
    for each in comparisons:
        verdict = "worse" if each.is_worse else "no worse"
        table.add_row(each.on, str(each.messages), f"{each.old:.3f}", f"{each.new:.3f}", verdict)
    Console(stderr=True).print(table)


def restore(output: Path | None) -> None:
    """Take the reader's file back. Raises click.ClickException."""
    settings = load_settings(level="warning")
    with readable_errors():
        path = output or place_of(settings)
    if path is None:
        raise click.ClickException(_NOWHERE)
    try:
        put_back = restore_reader(path)
    except BadReaderFile as fault:
        raise click.ClickException(str(fault)) from None
    click.echo(
        f"{path} is {put_back.name} again." if put_back else "The reader that came with the program reads again."
    )
    click.echo("Workers read with it from their next start on.")
