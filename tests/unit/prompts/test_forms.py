"""The form in which a proposal is put right, and the check of what comes back."""

from datetime import UTC, date, datetime

import pytest

from bot.fakes.slack.blocks import check_view
from bot.slack.blocks import modal
from handlers.arrivals import Command, Place, Submission
from handlers.forms import check_submission, opens_form
from handlers.replies import Address
from prompts.cards import Choice
from prompts.forms import LONGEST_TITLE, change_form, client_form, edit_form, log_form, new_form, task_form


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


def send(form: str, **values: str) -> dict[str, str]:
    place = Place(platform="slack", workspace="T", channel="C")
    at = datetime(2026, 11, 23, tzinfo=UTC)
    return check_submission(Submission(key="k", place=place, user="U", at=at, form=form, values=values))


@pytest.mark.parametrize(
    ("form", "values", "fields"),
    [
        ("task", {"title": "x", "priority": "low", "status": "doing", "due": ""}, []),
        ("task", {"title": "", "priority": "burning", "status": "proposed"}, ["title", "priority", "status"]),
        ("change", {"title": "x", "due": "31.12."}, ["due"]),
        ("log", {"summary": "Call with Carol", "kind": "call"}, []),
        ("log", {"summary": " ", "kind": "gossip"}, ["summary", "kind"]),
        ("client", {"name": "青柠酸奶"}, []),
        ("client", {"name": "x" * 81, "status": "gone"}, ["name", "status"]),
        ("new", {"what": "task"}, []),
        ("new", {}, ["what"]),
        ("somebody_elses", {}, []),
    ],
)
def test_each_form_has_its_checks(form: str, values: dict[str, str], fields: list[str]):
    assert list(send(form, **values)) == fields


def test_every_form_fits_a_modal_in_both_languages():
    choices = tuple(Choice(label=f"客户 {number}", value=str(number)) for number in range(99))
    for lang in ("zh", "en"):
        for form in (
            log_form(lang, clients=choices),
            change_form(lang, clients=choices),
            task_form(lang, clients=choices, colleagues=choices, status="doing", about="task:1"),
            client_form(lang, colleagues=choices, status="active", about="client:1"),
            new_form(lang),
        ):
            assert check_view(modal(form, Address(platform="slack", workspace="T", where="modal"))) == []
            assert len(form.title) <= 24


def test_more_clients_than_slack_has_options_for_are_named_on_a_line():
    choices = tuple(Choice(label=f"Client {number}", value=str(number)) for number in range(100))
    field = next(field for field in change_form("en", client="7", clients=choices).fields if field.name == "client")

    assert (field.kind, field.value) == ("line", "Client 7")


@pytest.mark.parametrize(
    ("text", "opens"),
    [
        ("task", True),
        ("任务", True),
        ("log  ", True),
        ("task posters by Friday", False),
        ("client", False),
        ("client new", True),
        ("客户 新建", True),
        ("edit CR-12", True),
        ("修改 CR-12 周四前", False),
        ("help", False),
        ("", False),
    ],
)
def test_on_which_commands_a_form_follows(text: str, opens: bool):
    place = Place(platform="slack", workspace="T", channel="C")
    command = Command(key="k", place=place, user="U", at=datetime(2026, 11, 23, tzinfo=UTC), text=text)

    assert opens_form(command) is opens
