"""liaison eval --from-corrections: how often we were right, by what people decided about what was read."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text
from sqlmodel import Session

from bot.cli.shell import load_settings, readable_errors
from handlers.desk import row_id
from handlers.lessons import Lesson, list_lessons
from handlers.rules.names import fold_name
from prompts.reading.corrections import FIELDS, Tally, find_mistakes, tally
from storage.tables import Agency

ENOUGH = 30  # messages from which on shares say something
_NAMES = {
    "title": "title kept", "due": "date", "assignee": "assignee", "interaction_kind": "sort of interaction",
    "priority": "priority", "churn": "signals",
}  # fmt: skip
_HEADINGS = {"clients": "client", "months": "month", "readers": "reader", "how": "decided by"}
_WORDS = 90


def read_lessons(client: str | None = None) -> tuple[list[Lesson], str]:
    """The agency's labelled examples, the latest first, and its zone. Raises click.ClickException."""
    settings = load_settings(level="warning")
    with readable_errors():
        from bot.database import open_database
        from storage.agencies import find_agency

        store = open_database(settings)

        def query(session: Session) -> tuple[list[Lesson], str]:
            agency = find_agency(session)
            if agency is None:
                return [], settings.tz
            client_id = _find_client(session, agency, client) if client else None
            return list_lessons(session, agency, client_id=client_id), agency.tz

        try:
            return store.read(query)
        finally:
            store.close()


def _find_client(session: Session, agency: Agency, name: str) -> int:
    from storage.clients import find_client_by_name

    client = find_client_by_name(session, row_id(agency.id), fold_name(name))
    if client is None:
        raise click.ClickException(f"no client is called {name}; `liaison export clients` lists them")
    return row_id(client.id)


def show_corrections(client: str | None, *, errors: int, as_json: bool) -> None:
    """Print how often readings were right: by kind, field, client, month and reader."""
    lessons, tz = read_lessons(client)
    whole = tally(_pairs(lessons))
    groups = _groups(lessons, tz)
    if as_json:
        figures = {"is_enough": len(lessons) >= ENOUGH, **whole.figures()}
        figures |= {name: {key: each.figures() for key, each in group.items()} for name, group in groups.items()}
        click.echo(json.dumps(figures, ensure_ascii=False, indent=1))
        return
    if not lessons:
        click.echo("Nobody has confirmed, edited or dismissed anything yet: there is nothing to score.")
        return
    console = Console()
    console.print(Text(f"{len(lessons)} messages that people decided about", style="bold"))
    if len(lessons) < ENOUGH:
        console.print(Text(f"Fewer than {ENOUGH}: too few to tell much from these figures.", style="yellow"))
    console.print(_kinds_table(whole))
    console.print(_fields_table(whole))
    for name, group in groups.items():
        if len(group) > 1 or name == "clients":
            console.print(_groups_table(_HEADINGS[name], group))
    console.print(
        Text("Only what somebody judged counts. What was never proposed, nobody was asked about.", style="dim")
    )
    _show_mistakes(console, lessons, errors)


def _pairs(lessons: Iterable[Lesson]) -> list[tuple[Any, Mapping[str, Any]]]:
    return [(lesson.example, lesson.read) for lesson in lessons]


def _groups(lessons: Sequence[Lesson], tz: str) -> dict[str, dict[str, Tally]]:
    """The same by client, by month of the decision, by reader, and by how it was decided."""
    zone = ZoneInfo(tz)
    found: dict[str, dict[str, list[Lesson]]] = {
        name: defaultdict(list) for name in ("clients", "months", "readers", "how")
    }
    for lesson in lessons:
        found["clients"][lesson.client or "(no client)"].append(lesson)
        found["months"][f"{lesson.decided_at.astimezone(zone):%Y-%m}"].append(lesson)
        found["readers"][lesson.reading.reader].append(lesson)
        found["how"][lesson.how].append(lesson)
    return {name: {key: tally(_pairs(group[key])) for key in sorted(group)} for name, group in found.items()}


def _kinds_table(whole: Tally) -> Table:
    table = Table("kind", "proposed", "right", "wrong", "missed", "right of proposed", box=None, pad_edge=False)
    for column in table.columns[1:]:
        column.justify = "right"
    for kind, count in whole.kinds.items():
        cells = (count.hits + count.false, count.hits, count.false, count.missed)
        share = f"{count.precision:.0%}" if count.hits + count.false else "–"
        table.add_row(kind.replace("_", " "), *map(str, cells), share)
    return table


def _fields_table(whole: Tally) -> Table:
    table = Table("field", "judged", "right", box=None, pad_edge=False)
    for column in table.columns[1:]:
        column.justify = "right"
    for name, share in whole.fields.items():
        if share.whole:
            table.add_row(_NAMES[name], str(share.whole), f"{share.value:.0%}")
    return table


def _groups_table(name: str, groups: Mapping[str, Tally]) -> Table:
    """Each share with what it is of, since most are of few."""
    headings = ("messages", "all right", "changes", "tasks", "titles", "dates", "people")
    table = Table(name, *headings, box=None, pad_edge=False)
    for column in table.columns[1:]:
        column.justify, column.no_wrap = "right", True
    for key, each in groups.items():
        kinds = [_of(each.kinds[kind].hits, each.kinds[kind].false) for kind in ("change_request", "task")]
        fields = [each.fields[field] for field in ("title", "due", "assignee")]
        shares = [_of(share.part, share.whole - share.part) for share in fields]
        table.add_row(key, str(each.right.whole), f"{each.right.value:.0%}", *kinds, *shares)
    return table


def _of(right: int, wrong: int) -> str:
    return f"{right / (right + wrong):.0%} /{right + wrong}" if right + wrong else "–"


def _show_mistakes(console: Console, lessons: Sequence[Lesson], most: int) -> None:
    """The latest mistakes in words."""
    wrong = [(lesson, list(find_mistakes(lesson.example, lesson.read))) for lesson in lessons]
    wrong = [(lesson, mistakes) for lesson, mistakes in wrong if mistakes][:most]
    if wrong:
        console.print(Text("\nLatest mistakes", style="bold"))
    for lesson, mistakes in wrong:
        words = lesson.example.utterance.text.replace("\n", " ⏎ ")
        shortened = words if len(words) <= _WORDS else f"{words[:_WORDS]}…"
        console.print(Text(f"{lesson.client or '(no client)'} · {lesson.example.utterance.speaker}: {shortened}"))
        told = [_told(each, lesson) for each in mistakes]
        console.print(Text(f"    {lesson.how} by {lesson.decided_by}: {'; '.join(told)}", style="dim"))


def _told(mistake: str, lesson: Lesson) -> str:
    label, read = lesson.example.label, lesson.read
    if mistake not in FIELDS:
        is_true = mistake in label.kinds
        return f"{'is' if is_true else 'is no'} {mistake.replace('_', ' ')}"
    return f"{mistake.replace('_', ' ')} read as {read.get(mistake) or 'none'}, is {getattr(label, mistake) or 'none'}"
