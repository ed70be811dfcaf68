"""The form in which a proposal is put right, and the check of what comes back."""

from datetime import UTC, date, datetime

import pytest

from handlers.arrivals import Place, Submission
from handlers.forms import check_submission
from prompts.forms import LONGEST_TITLE, edit_form


def submit(**values: str) -> dict[str, str]:
    place = Place(platform="slack", workspace="T", channel="C")
    at = datetime(2026, 11, 23, tzinfo=UTC)
    return check_submission(Submission(key="k", place=place, user="U", at=at, form="edit_proposal", values=values))


def test_the_form_speaks_the_readers_language_and_holds_what_is_known():
    zh = edit_form("zh", about="message:1", title="放大", due_on=date(2026, 11, 27), assignee="", number="CR-1")
    en = edit_form("en", about="message:1", title="放大", due_on=None, assignee=None, number="CR-1")

    assert [field.label for field in zh.fields] == ["标题", "截止日期", "负责人"]
    assert [(field.name, field.value) for field in en.fields] == [("title", "放大"), ("due", "")]
    assert (zh.about, zh.intro, zh.fields[1].value) == ("message:1", "CR-1", "2026-11-27")


def test_a_good_form_has_no_problems():
    assert submit(title="放大", due="2026-11-27", assignee="小王") == {}
    assert submit(title="放大", due="") == {}


@pytest.mark.parametrize(
    ("values", "field"),
    [({"title": "  "}, "title"), ({}, "title"), ({"title": "x" * (LONGEST_TITLE + 1)}, "title"),
     ({"title": "x", "due": "next week"}, "due")],
)  # fmt: skip
def test_a_problem_is_said_in_both_languages_beside_its_field(values: dict[str, str], field: str):
    problems = submit(**values)

    assert list(problems) == [field]
    assert "/" in problems[field]
