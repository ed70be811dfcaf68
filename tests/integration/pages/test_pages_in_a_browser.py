"""The form in a real browser, of a phone's size and without JavaScript: filled in, sent, refused, closed."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from browser import PHONE, open_browser, serving
from kit import NOW, ZHAO, House
from pages import Pages
from pictures import take_pictures
from playwright.sync_api import Browser, Page, expect

from bot.pages.passes import VALID_FOR
from handlers.replies import Address
from prompts.cards import Choice
from prompts.forms import task_form
from prompts.words import Lang
from storage.tables import ChangeRequest

Phone = Callable[[str], Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as opened:
        yield opened


@pytest.fixture
def origin(pages: Pages) -> Iterator[str]:
    with serving(pages.app()) as address:
        yield address


@pytest.fixture
def phone(browser: Browser) -> Iterator[Phone]:
    """Opens a page on a phone. It must load nothing from elsewhere, and break no rule of its own policy."""
    context = browser.new_context(viewport=PHONE, device_scale_factor=2, java_script_enabled=False)
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))

    def open_page(url: str) -> Page:
        page.goto(url)
        return page

    yield open_page
    context.close()
    assert asked
    assert all(url.startswith("http://127.0.0.1") for url in asked)
    assert [words for words in complaints if "Failed to load resource" not in words] == []  # it says so of any 4xx


def check_layout(page: Page) -> None:
    """Fits the phone; whatever is touched is large enough for a thumb."""
    size = page.locator("main").bounding_box()
    assert size is not None
    assert size["x"] >= 0
    assert size["x"] + size["width"] <= PHONE["width"]
    for control in page.locator("input, select, textarea, button").all():
        box = control.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        assert box["x"] + box["width"] <= PHONE["width"]


def test_a_form_is_filled_in_and_saved(pages: Pages, editing: str, origin: str, phone: Phone):
    page = phone(origin + editing)
    check_layout(page)

    page.get_by_label("标题").fill("logo 放大 30%")
    page.get_by_label("截止日期").fill("2026-11-30")
    page.get_by_role("button", name="保存并确认").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("已保存")
    expect(page.locator("main")).to_contain_text("logo 放大 30%")
    change = pages.house.row(ChangeRequest)
    assert (change.title, change.due_on) == ("logo 放大 30%", date(2026, 11, 30))
    check_layout(page)


def test_what_is_missing_is_said_and_what_was_typed_stays(editing: str, origin: str, phone: Phone):
    page = phone(origin + editing)
    page.get_by_label("标题").fill("")
    page.get_by_label("截止日期").fill("2026-12-01")
    page.get_by_role("button").click()

    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("标题")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("截止日期")).to_have_value("2026-12-01")
    check_layout(page)


def test_going_back_and_sending_again_changes_nothing_more(pages: Pages, editing: str, origin: str, phone: Phone):
    page = phone(origin + editing)
    page.get_by_label("标题").fill("第一次")
    page.get_by_role("button").click()
    page.reload()  # the browser sends the form once more

    expect(page.get_by_role("heading", level=1)).to_have_text("已保存")
    page.goto(origin + editing)
    expect(page.get_by_role("heading", level=1)).to_have_text("这张表单已经提交过了")
    assert pages.house.row(ChangeRequest).title == "第一次"


def test_an_expired_link_says_what_to_do(pages: Pages, editing: str, origin: str, phone: Phone):
    pages.house.now = NOW + VALID_FOR * 2
    page = phone(origin + editing)

    expect(page.get_by_role("heading", level=1)).to_have_text("这个链接已经过期")
    check_layout(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_word_stands_out_from_what_is_behind_it(
    pages: Pages, origin: str, browser: Browser, lang: Lang, scheme: Any
):
    """WCAG AA: 4.5 to 1 for words. JavaScript is on here, since the browser is asked for its colours."""
    path = show_task_form(pages, lang)
    context = browser.new_context(viewport=PHONE, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    for address in (origin + path, origin + "/forms/made-up"):
        page.goto(address)
        poor = page.evaluate(CONTRAST)
        assert poor == []
    context.close()


def show_task_form(pages: Pages, lang: Lang) -> str:
    """A long form, in which there is everything."""
    zh = lang == "zh"
    names = ("青柠酸奶", "星河汽车") if zh else ("Lime Yogurt", "Galaxy Cars")
    people = ("王小雨", "李雷") if zh else ("Tom", "Amy")
    form = task_form(
        lang,
        about="task:7",
        title="三张海报初稿" if zh else "First drafts of three posters",
        due_on=date(2026, 11, 26),
        priority="high",
        client="1",
        clients=[Choice(label=name, value=str(number)) for number, name in enumerate(names, 1)],
        assignee="1",
        colleagues=[Choice(label=name, value=str(number)) for number, name in enumerate(people, 1)],
        status="doing",
        intro="T-7",
    )
    if not zh:
        set_lang(pages.house, "en")
    return pages.send(form, Address(platform="wecom", workspace="ww01", where="modal", channel="zhaoyu", user="zhaoyu"))


def set_lang(house: House, lang: Lang) -> None:
    house.say("zhaoyu", ZHAO, f"lang {lang}")


CONTRAST = """() => {
  const lum = ([r, g, b]) => {
    const f = (v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b);
  };
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const behind = (node) => {
    for (; node; node = node.parentElement) {
      const colour = rgb(getComputedStyle(node).backgroundColor);
      if (colour.length < 4 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const poor = [];
  for (const node of document.querySelectorAll('main *')) {
    const own = [...node.childNodes].some((one) => one.nodeType === 3 && one.data.trim());
    if (!own && !node.matches('input, select, textarea')) continue;
    const [a, b] = [lum(rgb(getComputedStyle(node).color)), lum(behind(node))].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) poor.push(node.tagName + ' ' + node.textContent.slice(0, 30));
  }
  return poor;
}"""


def test_the_pictures_of_the_guides_can_be_taken_again(pages: Pages, browser: Browser, tmp_path: Path):
    taken = take_pictures(browser, pages, tmp_path, "en", "dark")

    assert [path.name for path in taken] == ["form-en-dark.png", "problem-en-dark.png", "saved-en-dark.png"]
    assert all(0 < path.stat().st_size < 150_000 for path in taken)
