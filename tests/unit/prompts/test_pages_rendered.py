"""Web pages: a pair for each, nothing that runs or loads, whatever stands in them."""

import base64
import hashlib
import re
from pathlib import Path
from typing import Any

import pytest

from prompts.cards import Card, Fact, Field, Form
from prompts.pages import STYLE_HASH, render_page
from prompts.words import Lang

FOLDER = Path(__file__).parents[3] / "prompts" / "pages"
HOSTILE = "</style></title><script>alert(1)</script>\"'><a href=https://bad.example> {{ 7*7 }} \u202e"
CARD = Card(title=HOSTILE, body=HOSTILE, quote=HOSTILE, facts=(Fact(label=HOSTILE, value=HOSTILE),), footer=HOSTILE)
FORM = Form(
    name="edit", title=HOSTILE, submit=HOSTILE, cancel=HOSTILE, intro=HOSTILE, fields=(Field(name="a", label=HOSTILE),)
)
PAGES: list[tuple[str, dict[str, Any]]] = [
    ("form", {"form": FORM, "values": {"a": HOSTILE}, "problems": {}, "complaint": None, "until": "11:00"}),
    ("form", {"form": FORM, "values": {}, "problems": {"a": HOSTILE}, "complaint": None, "until": "11:00"}),
    ("form", {"form": FORM, "values": {}, "problems": {}, "complaint": CARD, "until": "11:00"}),
    *(("outcome", {"state": state, "cards": (CARD,), "error_code": HOSTILE}) for state in ("ready", "done", "dead")),
    *(
        ("closed", {"reason": reason, "cards": (CARD,)})
        for reason in ("expired", "used", "tampered", "busy", "refused")
    ),
]


def test_every_page_is_there_in_both_languages():
    names = {path.name.removesuffix(".j2").rpartition(".")[::2] for path in FOLDER.glob("*.*.j2")}
    pages = {name for name, _ in names}

    assert pages == {"form", "outcome", "closed"}
    assert names == {(name, lang) for name in pages for lang in ("zh", "en")}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("name", "facts"), PAGES)
def test_whatever_stands_in_a_page_nothing_of_it_runs(lang: Lang, name: str, facts: dict[str, Any]):
    html = render_page(name, lang, **facts)

    assert html.count("<style>") == html.count("</style>") == 1
    assert not re.search(r"<(script|a|img|link|iframe|object|base)\b|\son[a-z]+=\"|javascript:", html, re.IGNORECASE)
    assert "49" not in re.sub(r"<style>.*</style>", "", html, flags=re.DOTALL)


def test_the_policy_names_the_style_that_stands_in_the_page():
    html = render_page("closed", "zh", reason="used", cards=())
    style = re.search("<style>(.*?)</style>", html, re.DOTALL)

    assert style is not None
    assert "sha256-" + base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode() == STYLE_HASH


def test_a_card_on_a_page_leaves_its_sign_out():
    card = Card(title="✅ 已确认 · 青柠酸奶")

    assert "<h2>已确认 · 青柠酸奶</h2>" in render_page("outcome", "zh", state="done", cards=(card,), error_code=None)
    assert "<h2>✅</h2>" in render_page("outcome", "zh", state="done", cards=(Card(title="✅"),), error_code=None)
