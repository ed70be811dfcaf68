"""Exports: nested JSON lines, flat spreadsheets, nothing that a spreadsheet would run."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from bot.export_formats import WRITERS, defused, flat_columns, undefused, write_csv, write_jsonl, write_xlsx

CHANGE = {
    "id": 1,
    "client": "青柠酸奶",
    "created_at": datetime(2026, 11, 23, 1, tzinfo=UTC),
    "source": {"platform": "slack", "channel": "C1", "text": '=HYPERLINK("http://evil")'},
    "due_on": date(2026, 11, 27),
    "tags": ["饮料", "vip"],
    "amount": Decimal("1200.50"),
    "round": Decimal("3"),
    "is_promise": True,
    "evidence": [{"text": "预算砍半"}],
    "before": {"status": "proposed"},
}
COLUMNS = ("id", "client", "created_at", "source", "due_on", "tags", "amount", "round", "is_promise", "evidence",
           "before", "approved_by")  # fmt: skip


def as_jsonl(row: dict[str, object], columns: tuple[str, ...] = COLUMNS) -> list[dict[str, object]]:
    stream = io.BytesIO()
    write_jsonl([row], columns, stream)
    return [json.loads(line) for line in stream.getvalue().decode().splitlines()]


def as_csv(row: dict[str, object], columns: tuple[str, ...] = COLUMNS) -> dict[str, str]:
    stream = io.BytesIO()
    write_csv([row], columns, stream)
    return next(csv.DictReader(io.StringIO(stream.getvalue().decode("utf-8-sig"), newline="")))


def as_xlsx(row: dict[str, object], columns: tuple[str, ...] = COLUMNS) -> dict[str, object]:
    stream = io.BytesIO()
    write_xlsx([row], columns, stream)
    sheet = load_workbook(stream).active
    assert sheet is not None
    header, cells = sheet.iter_rows(values_only=True)
    return dict(zip([str(name) for name in header], cells, strict=True))


def test_json_lines_stay_nested_and_absent_is_null():
    [row] = as_jsonl(CHANGE)

    assert list(row) == list(COLUMNS)
    assert row["source"] == CHANGE["source"]
    assert row["created_at"] == "2026-11-23T01:00:00+00:00"
    assert row["due_on"] == "2026-11-27"
    assert (row["amount"], row["round"]) == (1200.5, 3)
    assert row["approved_by"] is None


def test_json_lines_keep_chinese_readable():
    stream = io.BytesIO()
    write_jsonl([CHANGE], COLUMNS, stream)

    assert "青柠酸奶" in stream.getvalue().decode()


def test_csv_is_flat_and_begins_with_a_byte_order_mark():
    stream = io.BytesIO()
    write_csv([CHANGE], COLUMNS, stream)
    row = as_csv(CHANGE)

    assert stream.getvalue().startswith(b"\xef\xbb\xbf")
    assert row["source.platform"] == "slack"
    assert row["source.permalink"] == ""
    assert row["tags"] == "饮料; vip"
    assert row["is_promise"] == "true"
    assert json.loads(row["evidence"]) == {"text": "预算砍半"}
    assert json.loads(row["before"]) == {"status": "proposed"}
    assert row["approved_by"] == ""


def test_in_excel_numbers_stay_numbers():
    row = as_xlsx(CHANGE)

    assert row["amount"] == 1200.5
    assert row["client"] == "青柠酸奶"
    assert row["approved_by"] is None


@pytest.mark.parametrize(
    "words", ["=1+1", "+86 138", "-logo大一点", "@SUM(A1)", "\t=1", "＝1+1", " \n=1", "'=1", "\x01=1"]
)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(words: str):
    for read_back in (as_csv({"name": words}, ("name",)), as_xlsx({"name": words}, ("name",))):
        assert str(read_back["name"]).startswith("'")


def test_no_cell_of_a_hostile_export_is_a_formula():
    stream = io.BytesIO()
    write_xlsx([CHANGE], COLUMNS, stream)
    sheet = load_workbook(stream).active

    assert sheet is not None
    assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line)


def test_negative_numbers_are_not_text():
    assert as_csv({"amount": -5}, ("amount",))["amount"] == "-5"
    assert as_xlsx({"amount": -5}, ("amount",))["amount"] == -5


@pytest.mark.parametrize("form", sorted(WRITERS))
def test_no_rows_is_a_good_export(form: str):
    stream = io.BytesIO()

    assert WRITERS[form]([], COLUMNS, stream) == 0  # type: ignore[index]


@pytest.mark.parametrize("form", sorted(WRITERS))
def test_control_characters_and_broken_pairs_do_not_stop_an_export(form: str):
    stream = io.BytesIO()

    assert WRITERS[form]([{"name": "a\x00b\ud83d" + "长" * 40_000}], ("name",), stream) == 1  # type: ignore[index]


def test_rows_are_written_as_they_come():
    stream = io.BytesIO()
    seen: list[int] = []

    def rows() -> Iterator[dict[str, object]]:
        for number in range(3):
            seen.append(stream.getvalue().count(b"\n"))
            yield {"id": number}

    write_csv(rows(), ("id",), stream)

    assert seen == [1, 2, 3]


def test_a_value_without_a_form_is_refused_rather_than_guessed():
    with pytest.raises(TypeError, match="object has no form"):
        as_csv({"name": object()}, ("name",))


def test_source_stands_for_all_its_fields():
    assert flat_columns(["id", "source"])[:3] == ["id", "source.platform", "source.channel"]


@given(st.text(alphabet="'=+-@ \t\nab文＝", max_size=8))
def test_taking_the_apostrophe_away_gives_back_the_words(words: str):
    assert undefused(defused(words)) == words
    assert not defused(words).lstrip().startswith(("=", "+", "-", "@", "＝"))


@settings(max_examples=50, deadline=None)
@given(
    st.dictionaries(st.sampled_from(["id", "client", "tags", "source"]), st.none() | st.text() | st.lists(st.text()))
)
def test_any_text_survives_json_lines(row: dict[str, object]):
    [back] = as_jsonl(row, ("id", "client", "tags", "source"))

    for name in row:
        assert back[name] == row[name]
