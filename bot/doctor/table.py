"""The findings as a table: coloured and aligned in a terminal, plain when piped."""

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.config import Lang
from bot.doctor.findings import Finding, Status

_COLOURS: dict[Status, str] = {"ok": "green", "warn": "yellow", "fail": "bold red"}
_MARKS: dict[Lang, dict[Status, str]] = {
    "zh": {"ok": "正常", "warn": "注意", "fail": "失败"},
    "en": {"ok": "ok", "warn": "warn", "fail": "fail"},
}
_HEADERS: dict[Lang, tuple[str, str, str, str]] = {
    "zh": ("检查项", "结果", "所见", "怎么办"),
    "en": ("check", "result", "seen", "what to do"),
}


def draw_findings(findings: Iterable[Finding], console: Console, *, lang: Lang) -> None:
    """Print them. Text, not markup: what a platform answered can't colour or hide anything."""
    table = Table(*_HEADERS[lang], box=None, pad_edge=False, show_edge=False, padding=(0, 2, 0, 0))
    for finding in findings:
        mark = Text(_MARKS[lang][finding.status], style=_COLOURS[finding.status])
        table.add_row(Text(finding.name), mark, Text(finding.seen), Text(finding.todo))
    console.print(table)
