"""The end of the demo: what was kept, who would see what, and whether all is as it should be."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.demo.checking import Check
from bot.demo.drawing import Drawing
from bot.demo.ledger import Books, Row
from bot.demo.player import Record
from bot.demo.script import Lang
from bot.demo.words import COUNTS, INTERACTIONS, NEXT_STEPS, SIGNALS, STATUS, pick, say

PLATE_COLUMNS = 10
_OPEN = ("proposed", "submitted", "approved", "in_progress", "delivered", "todo", "doing", "review")


@dataclass(frozen=True)
class Week:
    """What the summary is drawn from. `now` is the end of the week that was played."""

    books: Books
    record: Record
    checks: list[Check]
    now: datetime
    seconds: float


class Summary:
    """Draws it on a console: tables in a terminal, plain columns when piped."""

    def __init__(self, console: Console, lang: Lang, week: Week) -> None:
        self._console = console
        self._drawing = Drawing(console, lang)
        self._lang: Lang = lang
        self._week = week
        self._books = week.books

    def draw(self) -> None:
        """All of it."""
        self._drawing.heading(say("summary", self._lang))
        self.clients()
        self.changes()
        self.tasks()
        self.plates()
        self.counts()

    def clients(self) -> None:
        """Each client with what was heard of it."""
        table = self._table("clients", ("client", 16), ("owner", 10), ("talk", None), ("signals", 24))
        for client in self._books["clients"]:
            name = client["name"]
            signals = dict.fromkeys(pick(SIGNALS[row["kind"]], self._lang) for row in self._of("signals", name))
            table.add_row(
                Text(name, style="bold magenta"),
                client["owner"] or "",
                self._talk(name),
                Text(self._comma().join(signals), style="bold red"),
            )
        self._console.print(table)

    def changes(self) -> None:
        """What is to be changed, and by when."""
        table = self._table(
            "changes", ("number", 5), ("client", 14), ("what", None), ("asked_by", 11), ("due", 12), ("status", 9)
        )
        for row in self._open("changes"):
            title = Text(row["title"])
            for words in self._beyond(row):
                title.append(f" ({words})", style="yellow")
            table.add_row(row["number"], row["client"], title, row["requested_by"], self._day(row), self._status(row))
        self._console.print(table)

    def _beyond(self, change: Row) -> Iterable[str]:
        """Of a round that the contract doesn't include: which it is, and what it costs."""
        if (change["round"] or 0) > (change["rounds_included"] or change["round"] or 0):
            yield say("round", self._lang, round=change["round"], included=change["rounds_included"])
        for order in self._books["supplementary_orders"]:
            if order["change"] == change["number"]:
                status = pick(STATUS[order["status"]], self._lang)
                yield say("order", self._lang, number=order["number"], price=_price(order), status=status)

    def tasks(self) -> None:
        """What is to be done, by whom, and by when; done ones last."""
        table = self._table(
            "tasks", ("number", 5), ("client", 14), ("what", None), ("assignee", 11), ("due", 12), ("status", 9)
        )
        for row in sorted(self._books["tasks"], key=lambda row: (row["status"] == "done", row["due_on"] or "9")):
            title = Text(row["title"])
            if row["is_promise"]:
                title.append(f" ({say('promise', self._lang)})", style="cyan")
            table.add_row(row["number"], row["client"], title, row["assignee"] or "", self._day(row), self._status(row))
        self._console.print(table)

    def plates(self) -> None:
        """For each account executive: overdue, to confirm, coming up, at risk."""
        self._title("plates")
        owners = dict.fromkeys(client["owner"] for client in self._books["clients"])
        for owner in owners:
            theirs = {client["name"] for client in self._books["clients"] if client["owner"] == owner}
            self._console.print(
                Text()
                .append(f"  {owner}", style="bold cyan")
                .append(f"  {self._comma().join(sorted(theirs))}", style="dim")
            )
            grid = Table.grid(padding=(0, 2))
            grid.add_column(width=2)
            grid.add_column(width=PLATE_COLUMNS)
            grid.add_column(ratio=1)
            for label, style, items in self._plate(owner, theirs):
                if items:
                    grid.add_row("", Text(say(label, self._lang), style=style), "\n".join(items))
            self._console.print(grid)

    def counts(self) -> None:
        """How much was said and kept."""
        record, books = self._week.record, self._books
        self._title("counts")
        words = pick(COUNTS, self._lang).format(
            requests=record.requests,
            heard=len(books["messages"]),
            redelivered=record.redelivered,
            interactions=len(books["interactions"]),
            changes=len(books["changes"]),
            tasks=len(books["tasks"]),
            signals=len(books["signals"]),
            seconds=self._week.seconds,
        )
        self._console.print(Text(words))

    def verdict(self) -> bool:
        """What was checked, and whether all of it holds."""
        self._title("checks")
        for check in self._week.checks:
            mark, style = ("✓", "bold green") if check.holds else ("✗", "bold red")
            words = Text(pick(check.words, self._lang))
            if not check.holds:
                words.append(f" — {check.found}", style="red")
            self._console.print(_hanging(Text(mark, style=style), words))
        wrong = sum(not check.holds for check in self._week.checks)
        if wrong:
            self._drawing.line(say("fails", self._lang, count=wrong), "bold red")
        else:
            self._drawing.line(say("works", self._lang), "bold green")
        return wrong == 0

    def next_steps(self) -> None:
        """What somebody who has seen this would do now."""
        self._title("to_do")
        for number, step in enumerate(NEXT_STEPS, start=1):
            self._console.print(_hanging(Text(f"{number}."), Text(pick(step, self._lang))))

    # -- inside

    def _plate(self, owner: str, clients: set[str]) -> Iterable[tuple[str, str, list[str]]]:
        work = [row for kind in ("changes", "tasks") for row in self._open(kind)]
        mine = [row for row in work if row["client"] in clients or row.get("assignee") == owner]
        today = self._week.now.date()
        decided = [row for row in mine if row["status"] != "proposed"]
        overdue = [row for row in decided if row["due_on"] and date.fromisoformat(row["due_on"]) < today]
        coming = [row for row in decided if row not in overdue]
        signals = [row for row in self._books["signals"] if row["client"] in clients]
        yield "overdue", "bold red", [self._short(row) for row in overdue]
        yield "waiting", "bold yellow", [self._short(row) for row in mine if row["status"] == "proposed"]
        yield "next", "bold green", [self._short(row) for row in coming]
        yield "risk", "bold red", [f"{pick(SIGNALS[row['kind']], self._lang)} “{row['words']}”" for row in signals[:3]]

    def _talk(self, client: str) -> Text:
        kinds = Counter(row["kind"] for row in self._of("interactions", client))
        counted = [f"{pick(INTERACTIONS[kind], self._lang)} {count}" for kind, count in kinds.most_common()]
        return Text(self._comma().join(counted) or say("nothing", self._lang))

    def _of(self, kind: str, client: str) -> list[Row]:
        return [row for row in self._books[kind] if row["client"] == client]

    def _open(self, kind: str) -> list[Row]:
        rows = [row for row in self._books[kind] if row["status"] in _OPEN]
        return sorted(rows, key=lambda row: row["due_on"] or "9")

    def _short(self, row: Row) -> str:
        return (
            f"{row['number']} {row['title']}（{self._day(row)}）"
            if self._lang == "zh"
            else (f"{row['number']} {row['title']} ({self._day(row)})")
        )

    def _day(self, row: Row) -> str:
        if not row["due_on"]:
            return say("no_date", self._lang)
        due = date.fromisoformat(row["due_on"])
        if self._lang == "zh":
            weekday = f"周{'一二三四五六日'[due.weekday()]}"
            return f"{due.month}月{due.day}日 {weekday}"
        return f"{due:%a} {due.day} {due:%b}"

    def _status(self, row: Row) -> Text:
        is_over = row["due_on"] and date.fromisoformat(row["due_on"]) < self._week.now.date()
        if is_over and row["status"] not in ("done", "proposed"):
            return Text(say("overdue", self._lang), style="bold red")
        styles = {"proposed": "yellow", "done": "dim green"}
        return Text(pick(STATUS[row["status"]], self._lang), style=styles.get(row["status"], "green"))

    def _comma(self) -> str:
        return "、" if self._lang == "zh" else ", "

    def _title(self, key: str) -> None:
        self._console.print()
        self._drawing.line(say(key, self._lang), "bold")

    def _table(self, title: str, *columns: tuple[str, int | None]) -> Table:
        self._title(title)
        # Lines only where they are drawn as lines: piped into a file they would be rubbish.
        table = Table(box=box.SIMPLE_HEAD if self._console.is_terminal else None, padding=(0, 1, 0, 0), expand=True)
        for name, width in columns:
            if width is None:
                table.add_column(say(name, self._lang), ratio=1, overflow="fold")
            else:
                table.add_column(say(name, self._lang), width=width, overflow="fold")
        return table


def _hanging(mark: Text, words: Text) -> Padding:
    """Words that stay beside their mark where they take several lines."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column()
    grid.add_column(ratio=1)
    grid.add_row(mark, words)
    return Padding(grid, (0, 0, 0, 2))


def _price(order: Row) -> str:
    return f"{float(order['amount']):,.0f} {order['currency']}"
