"""Pages and selects in Block Kit: what the app's home looks like, within Slack's limits whatever stands on it."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.fakes.slack.blocks import check_blocks, check_view
from bot.slack.blocks import card_blocks, card_view
from bot.slack.home import home_view
from bot.slack.screen import loading_view, name_view
from prompts.cards import Button, Card, Choice, Item, Page, Section, Select

STATUS = Select(
    label="状态",
    action="task_status",
    choices=(Choice(label="待办", value="todo"), Choice(label="进行中", value="doing")),
    chosen="doing",
    value="task:7",
)
DONE = Button(label="完成", action="done", value="task:7")

words = st.text(max_size=400)
buttons = st.builds(Button, label=words, action=st.just("done"), value=st.text(max_size=50))
items = st.builds(
    Item, text=words, detail=words, select=st.none() | st.just(STATUS), buttons=st.lists(buttons, max_size=4).map(tuple)
)
sections = st.builds(
    Section,
    heading=words,
    note=words,
    items=st.lists(items, max_size=30).map(tuple),
    buttons=st.lists(buttons, max_size=3).map(tuple),
)
pages = st.builds(Page, title=words, sections=st.lists(sections, max_size=6).map(tuple), footer=words)


def elements(view: dict[str, Any]) -> list[dict[str, Any]]:
    return [element for block in view["blocks"] for element in block.get("elements", []) if "action_id" in element]


def test_an_item_is_its_words_and_a_row_of_what_can_be_done():
    item = Item(text="T-7 海报", detail="青柠酸奶 · 今天", url="https://a.slack.com/p1", select=STATUS, buttons=(DONE,))
    view = home_view(Page(title="王小雨，你好", sections=(Section(heading="我的任务", items=(item,)),)))

    kinds = [block["type"] for block in view["blocks"]]
    assert kinds == ["header", "header", "section", "actions"]
    assert view["blocks"][2]["text"]["text"] == "T-7 海报\n青柠酸奶 · 今天 · <https://a.slack.com/p1|↗>"
    assert [element["type"] for element in elements(view)] == ["static_select", "button"]


def test_a_choice_says_what_it_is_about():
    (block,) = [block for block in card_blocks(Card(title="t", selects=(STATUS,))) if "accessory" in block]

    select = block["accessory"]
    assert [option["value"] for option in select["options"]] == ["task:7=todo", "task:7=doing"]
    assert select["initial_option"]["value"] == "task:7=doing"
    assert check_blocks(card_blocks(Card(title="t", selects=(STATUS, STATUS), buttons=(DONE,)))) == []


def test_what_is_too_long_ends_before_a_section_and_not_in_its_middle():
    long = Section(heading="a", items=tuple(Item(text=str(number)) for number in range(60)))
    view = home_view(Page(title="t", sections=(long, long, Section(heading="b")), footer="f"))

    assert check_view(view) == []
    assert [block["type"] for block in view["blocks"]].count("header") == 2


@settings(max_examples=60, deadline=None)
@given(pages)
def test_slack_takes_every_page(page: Page):
    assert check_view(home_view(page)) == []


def test_a_card_in_a_modal_is_only_read():
    view = card_view(Card(title="找不到 T-9", body="…", buttons=(DONE,), selects=(STATUS,)))

    assert check_view(view) == []
    assert elements(view) == []


def test_the_loading_view_is_found_by_the_arrivals_key():
    view = loading_view(name_view("slack:cmd:1.2.x"))

    assert check_view(view) == []
    assert view["external_id"] == name_view("slack:cmd:1.2.x") != name_view("slack:cmd:1.2.y")
