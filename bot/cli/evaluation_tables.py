"""The tables of `liaison eval`."""

from collections.abc import Sequence
from itertools import pairwise

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.cli.evaluating import Run, in_words, worst
from prompts.reading.labels import Example
from prompts.reading.scoring import score

# What each measure should reach; the three that count mistakes should stay below.
_AT_LEAST = {
    "macro_f1": 0.85,
    "change_request_f1": 0.80,
    "task_f1": 0.80,
    "interaction_kind": 0.75,
    "churn_any_f1": 0.75,
    "due_date": 0.92,
    "assignee_f1": 0.75,
}
_AT_MOST = {"noise_logged": 0.12, "work_lost": 0.12, "due_false": 0.03}
_WORDS = 90  # characters of a message that are shown
_BANDS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 1.01)
_MOST_CONFUSIONS = 12


def show(name: str, examples: Sequence[Example], runs: Sequence[Run], errors: int) -> None:
    """Figures, confusions, and the worst mistakes."""
    console = Console()
    console.print(Text(f"\n{name}: {len(examples)} messages", style="bold"))
    console.print(_figures(examples, runs))
    console.print(_confusions(runs[0]))
    console.print(_confidence(examples, runs[0]))
    if errors:
        _show_errors(console, examples, runs[0], errors)


def _figures(examples: Sequence[Example], runs: Sequence[Run]) -> Table:
    table = Table("", *(run.reader for run in runs), box=None, pad_edge=False)
    columns = {run.reader: run.score.measures() for run in runs}
    if len(runs) == 1:  # one reader: how it does by language and on the hard ones
        groups = {
            "zh": [each for each in examples if each.lang != "en"],
            "en": [each for each in examples if each.lang == "en"],
            "with a trap": [each for each in examples if each.is_hard],
        }
        for group, members in groups.items():
            if members:
                columns[group] = score(members, runs[0].predictions).measures()
                table.add_column(group)
    table.add_column("wanted")
    for column in table.columns[1:]:
        column.justify = "right"
    for measure in next(iter(columns.values())):
        cells = [_figure(measure, values[measure]) for values in columns.values()]
        table.add_row(measure.replace("_", " "), *cells, _wanted(measure))
    table.add_row("ms per message, median", *(f"{run.milliseconds:.2f}" for run in runs))
    return table


def _figure(measure: str, value: float) -> Text:
    missed = value < _AT_LEAST.get(measure, value) or value > _AT_MOST.get(measure, value)
    return Text("–" if value != value else f"{value:.3f}", style="red" if missed else "")


def _wanted(measure: str) -> str:
    if measure in _AT_LEAST:
        return f"≥ {_AT_LEAST[measure]:.2f}"
    return f"≤ {_AT_MOST[measure]:.2f}" if measure in _AT_MOST else ""


def _confusions(run: Run) -> Table:
    """Which kinds are taken for which: the commonest mistakes."""
    table = Table("labelled", f"read ({run.reader})", "messages", title="Mistaken most often", title_justify="left")
    table.box, table.pad_edge = None, False
    mistakes = [(pair, count) for pair, count in run.score.confusion.most_common() if pair[0] != pair[1]]
    for (expected, found), count in mistakes[:_MOST_CONFUSIONS]:
        table.add_row(expected, found, str(count))
    return table


def _confidence(examples: Sequence[Example], run: Run) -> Table:
    """Whether it knows when it doesn't know."""
    table = Table("sure by", "messages", "right", title="How sure, and how often right", title_justify="left")
    table.box, table.pad_edge = None, False
    for low, high in pairwise(_BANDS):
        chosen = [
            example for example, confidence in zip(examples, run.confidences, strict=True) if low <= confidence < high
        ]
        if chosen:
            right = score(chosen, run.predictions).exact.value
            table.add_row(f"{low:.2f}–{min(high, 1):.2f}", str(len(chosen)), f"{right:.2f}")
    return table


def _show_errors(console: Console, examples: Sequence[Example], run: Run, most: int) -> None:
    console.print(Text(f"\nWorst mistakes of {run.reader}", style="bold"))
    for at, (example, found, confidence) in enumerate(worst(examples, run)):
        if at >= most:
            break
        words = example.utterance.text.replace("\n", " ⏎ ")
        shortened = words if len(words) <= _WORDS else f"{words[:_WORDS]}…"
        console.print(Text(f"{example.id} {example.utterance.role}: {shortened}"))
        console.print(Text(f"    {in_words(example, found)} (sure by {confidence:.2f})", style="dim"))
