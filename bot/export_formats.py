"""Rows as JSONL, CSV or XLSX, written as they come: an export of any length takes the memory of one row.

Spreadsheets run what begins with = + - @ as a formula, and clients write what is exported: in CSV and XLSX
such a cell gets an apostrophe in front, which `undefused` takes away again when the file is imported.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import BinaryIO, Literal

Row = Mapping[str, object]
Cell = str | int | float | bool | None
Format = Literal["jsonl", "csv", "xlsx"]

SOURCE_FIELDS = ("platform", "channel", "message_id", "permalink", "said_by", "said_at", "text")

BETWEEN = "; "  # of a list's items in one cell

# The ASCII ones and their full-width forms, which spreadsheets in Chinese take for the same; blanks in front are
# skipped by them. Apostrophes count in, so that `undefused` gives back exactly what was written.
_RUNS_AS_FORMULA = re.compile(r"'*\s*[=+\-@＝＋－＠]")
_DEFUSED = re.compile("'" + _RUNS_AS_FORMULA.pattern)
# Control characters and halves of surrogate pairs: XML can't hold them, and no cell needs them.
_NOT_IN_CELLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
# To JSON these are letters, to many readers of lines they end one.
_LINE_ENDS = str.maketrans({"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"})
_LONGEST_CELL = 32_767  # Excel's own limit
_WIDEST = 60


def write_jsonl(rows: Iterable[Row], columns: Sequence[str], stream: BinaryIO) -> int:
    """One JSON object a line, nested as it is, absent = null. Gives the number of rows."""
    names = _top_level(columns)
    count = 0
    for row in rows:
        line = json.dumps({name: row.get(name) for name in names}, ensure_ascii=False, default=_plain)
        stream.write(_encoded(line.translate(_LINE_ENDS) + "\n"))
        count += 1
    return count


def write_csv(rows: Iterable[Row], columns: Sequence[str], stream: BinaryIO) -> int:
    """Flat, with a byte order mark, without which Excel shows Chinese as garbage. Gives the number of rows."""
    flat = flat_columns(columns)
    line = io.StringIO()
    writer = csv.writer(line, lineterminator="\r\n")
    stream.write(b"\xef\xbb\xbf")
    count = -1  # the header is no row
    for cells in _with_header(rows, flat):
        writer.writerow(["" if cell is None else _as_word(cell) for cell in cells])
        stream.write(_encoded(line.getvalue()))
        line.seek(0)
        line.truncate()
        count += 1
    return count


def write_xlsx(rows: Iterable[Row], columns: Sequence[str], stream: BinaryIO) -> int:
    """One sheet with a fixed bold header; numbers stay numbers. Gives the number of rows."""
    from openpyxl import Workbook  # slow to import, and only an export needs it
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    flat = flat_columns(columns)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Liaison")
    sheet.freeze_panes = "A2"
    for place, name in enumerate(flat, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = min(_WIDEST, max(14, len(name) + 2))
    count = -1
    for cells in _with_header(rows, flat):
        shown = [WriteOnlyCell(sheet, value=_cut(cell)) for cell in cells]
        if count < 0:
            for cell in shown:
                cell.font = Font(bold=True)
        sheet.append(shown)
        count += 1
    book.save(stream)
    return count


WRITERS: Mapping[Format, Callable[[Iterable[Row], Sequence[str], BinaryIO], int]] = {
    "jsonl": write_jsonl,
    "csv": write_csv,
    "xlsx": write_xlsx,
}


def flat_columns(columns: Iterable[str]) -> list[str]:
    """`source` stands for its fields: source.platform, source.channel …"""
    return [
        flat
        for column in columns
        for flat in ([f"source.{field}" for field in SOURCE_FIELDS] if column == "source" else [column])
    ]


def defused(text: str) -> str:
    """The same words, which no spreadsheet will run."""
    return f"'{text}" if _RUNS_AS_FORMULA.match(text) else text


def undefused(text: str) -> str:
    """The words as they were before `defused`."""
    return text[1:] if _DEFUSED.match(text) else text


def _top_level(columns: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(column.partition(".")[0] for column in columns))


def _with_header(rows: Iterable[Row], flat: Sequence[str]) -> Iterator[list[Cell]]:
    yield list(flat)
    for row in rows:
        yield [_cell(_at(row, path)) for path in flat]


def _at(row: Row, path: str) -> object:
    value: object = row
    for step in path.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def _cell(value: object) -> Cell:
    """What stands in one cell: None, a bool, a number, or harmless text."""
    plain = _plain(value)
    match plain:
        case None | bool() | int() | float():
            return plain
        case list():
            text = BETWEEN.join(_item(item) for item in plain)
        case _:
            text = _item(plain)
    # Cleaned first: a control character in front of a formula would hide it.
    return defused(_NOT_IN_CELLS.sub("", text))


def _item(value: object) -> str:
    plain = _plain(value)
    if isinstance(plain, str):
        return plain
    return _compact(plain)


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: object) -> object:
    """A value as JSON and spreadsheets know it. Raises TypeError for what has no such form."""
    match value:
        case None | bool() | int() | float() | str() | Mapping() | list():
            return value
        case datetime() | date():
            return value.isoformat()
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case tuple():
            return list(value)
        case set() | frozenset():
            return sorted(value)
        case _:
            raise TypeError(f"{type(value).__name__} has no form in an export")


def _as_word(cell: Cell) -> Cell:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return cell


def _cut(cell: Cell) -> Cell:
    return cell[:_LONGEST_CELL] if isinstance(cell, str) else cell


def _encoded(text: str) -> bytes:
    # Half a surrogate pair can come out of a platform's cut text, and is no UTF-8.
    return text.encode("utf-8", errors="replace")
