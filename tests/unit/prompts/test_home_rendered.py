"""The home's template, in both languages: whatever stands on it, it renders, and its buttons are the same."""

import re
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from prompts.cards import Item, Page
from prompts.render import Readership, render_page

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
ZH, EN = Readership("zh", "Asia/Shanghai", NOW), Readership("en", "Asia/Shanghai", NOW)
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def part(*lines: Any, next: int | None = None, previous: int | None = None) -> SimpleNamespace:
    return SimpleNamespace(lines=lines, next=next, previous=previous)


def home(reader: Readership, **more: Any) -> Page:
    task = SimpleNamespace(
        id=7,
        number=7,
        title="{{ 7*7 }} posters",
        status="doing",
        priority="high",
        due_on=date(2026, 11, 20),
        due_at=None,
    )
    row = SimpleNamespace(id=3, title="logo")
    message = SimpleNamespace(id=42, said_by="Carol", said_at=NOW, text="please")
    proposed = SimpleNamespace(message=message, labels="CR-1", title="logo", client="ACME", url="https://a.example/p")
    client = SimpleNamespace(client=SimpleNamespace(id=5, name="ACME"), changes=2, tasks=1, last_contact_at=None)
    facts = {
        "me": SimpleNamespace(name="Amy"),
        "lang": reader.lang,
        "tasks": part(task, next=10, previous=0),
        "groups": [("overdue", [task])],
        "count": 1,
        "client_of": lambda record: None,
        "proposals": part(proposed, next=5),
        "approvals": part(row, previous=0),
        "approval_value": lambda record: "change:3",
        "label_of": lambda record: "CR-3",
        "clients": part(client, next=10),
        "statuses": [("todo", "a"), ("doing", "b")],
        "languages": (("zh", "zh"), ("en", "en")),
        "hours": "",
    }
    return render_page("home", reader, platform="slack", **{**facts, **more})


def items(page: Page) -> list[Item]:
    return [item for section in page.sections for item in section.items]


def pressed(page: Page) -> list[tuple[str, str]]:
    on_items = [(button.action, button.value) for item in items(page) for button in item.buttons]
    return on_items + [(button.action, button.value) for section in page.sections for button in section.buttons]


def test_both_languages_have_the_same_buttons_and_each_its_own_words():
    zh, en = home(ZH), home(EN)

    assert pressed(zh) == pressed(en)
    assert [len(section.items) for section in zh.sections] == [len(section.items) for section in en.sections]
    assert not CHINESE.search(en.model_dump_json())
    assert all(CHINESE.search(section.heading) for section in zh.sections)


def test_what_people_wrote_is_data_and_never_a_template():
    assert "{{ 7*7 }} posters" in items(home(EN))[0].text


@pytest.mark.parametrize("reader", [ZH, EN], ids=["zh", "en"])
def test_an_empty_home_says_that_all_is_done_and_offers_to_make_something(reader: Readership):
    nothing = part()
    page = home(reader, tasks=nothing, groups=[], count=0, proposals=nothing, approvals=nothing, clients=nothing)

    assert page.sections[0].note
    assert [value for action, value in pressed(page) if action == "new"] == ["task", "change", "log", "client"]
    assert len(page.sections) == 2
