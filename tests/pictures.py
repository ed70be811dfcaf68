"""Takes the pictures of web pages that the guides show: `PYTHONPATH=. python tests/pictures.py docs/pictures`."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from browser import PHONE, open_browser, serving
from kit import CHANGE, ZHAO, House
from pages import Pages
from playwright.sync_api import Browser, Page, expect
from sqlmodel import SQLModel

from handlers.arrivals import CardRef
from storage.engine import open_store
from storage.sqlite_store import make_sqlite_engine
from storage.urls import read_url

# Language, the client's words, the button that opens the form, the new title
WORDS = {
    "zh": ("客户说 logo 要再大一点，周五前", "修改", "主视觉 logo 放大 30%"),
    "en": ("The client wants the logo larger, by Friday", "Edit", "Key visual: logo 30% larger"),
}
MARGIN = 12


def take_pictures(browser: Browser, pages: Pages, folder: Path, lang: str, scheme: Any) -> list[Path]:
    """The form, what was wrong with it, and what was saved: in one language, light or dark."""
    words, label, title = WORDS[lang]
    pages.house.say("zhaoyu", ZHAO, f"lang {lang}")
    (card,) = pages.house.say("zhaoyu", ZHAO, words, CHANGE)
    replies = pages.house.press_button("zhaoyu", ZHAO, card, label, CardRef(response_code="c"))
    path = pages.keep(replies, cause="picture", receipt={"channel": "zhaoyu"})
    locale = "zh-CN" if lang == "zh" else "en-GB"
    with serving(pages.app()) as origin:
        context = browser.new_context(viewport=PHONE, device_scale_factor=1.5, color_scheme=scheme, locale=locale)
        page = context.new_page()
        page.goto(origin + path)
        taken = [_shoot(page, folder / f"form-{lang}-{scheme}.png")]
        page.locator("input").first.fill("")
        page.get_by_role("button").click()
        expect(page.get_by_role("alert")).to_be_visible()
        taken.append(_shoot(page, folder / f"problem-{lang}-{scheme}.png"))
        page.locator("input").first.fill(title)
        page.get_by_role("button").click()
        expect(page.locator("form")).to_have_count(0)
        taken.append(_shoot(page, folder / f"saved-{lang}-{scheme}.png"))
        context.close()
    return taken


def _shoot(page: Page, to: Path) -> Path:
    """The page without the empty part below it."""
    box = page.locator("main").bounding_box()
    assert box is not None
    height = min(box["height"] + MARGIN, 2 * PHONE["height"])
    page.screenshot(path=to, full_page=True, clip={"x": 0, "y": 0, "width": PHONE["width"], "height": height})
    return to


@contextmanager
def _open_pages() -> Iterator[Pages]:
    """An agency of its own for each picture, on a throw-away database."""
    with tempfile.TemporaryDirectory() as scratch:
        url = f"sqlite:///{scratch}/pictures.db"
        engine = make_sqlite_engine(read_url(url), begin="BEGIN IMMEDIATE")
        SQLModel.metadata.create_all(engine)
        engine.dispose()
        store = open_store(url)
        house = House(store).open()
        house.say("zhaoyu", ZHAO, "绑定 青柠酸奶")
        yield Pages(house)
        store.close()


def main(folder: Path) -> None:
    """All of them."""
    folder.mkdir(parents=True, exist_ok=True)
    with open_browser() as browser:
        for lang in WORDS:
            for scheme in ("light", "dark"):
                with _open_pages() as pages:
                    for path in take_pictures(browser, pages, folder, lang, scheme):
                        print(path.name, path.stat().st_size)  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]))
