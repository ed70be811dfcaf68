"""Web pages from their templates: `pages/<name>.<lang>.j2` inside `pages/layout.j2`. What stands in them is escaped.

One style sheet stands in every page, since none may load anything; its hash is what the browser is told to accept.
"""

import base64
import hashlib
import unicodedata
from functools import lru_cache
from pathlib import Path

from jinja2 import PackageLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from prompts.words import Lang

STYLE = (Path(__file__).parent / "pages" / "style.css").read_text(encoding="utf-8")
STYLE_HASH = "sha256-" + base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()

_HTML_LANG = {"zh": "zh-CN", "en": "en"}


@lru_cache(maxsize=1)
def _environment() -> SandboxedEnvironment:
    environment = SandboxedEnvironment(
        loader=PackageLoader("prompts", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["without_signs"] = _without_signs
    return environment


def _without_signs(title: str) -> str:
    """A card's title without the emoji before it: the page has a sign of its own, and not every browser has emoji."""
    return title.lstrip("".join({each for each in title if unicodedata.category(each) in ("So", "Mn")}) + " ") or title


def render_page(name: str, lang: Lang, /, **facts: object) -> str:
    """The page of this name, as HTML. Raises jinja2.UndefinedError when a fact is missing."""
    template = _environment().get_template(f"{name}.{lang}.j2")
    # Ours, and the same on every page: it holds nothing that anybody wrote.
    style = Markup(STYLE)  # noqa: S704
    return template.render(**facts, style=style, html_lang=_HTML_LANG[lang], lang=lang)
