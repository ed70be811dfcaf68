"""docs/commands.md says what the commands say. `make docs` writes it anew."""

import itertools
import os
from pathlib import Path

import pytest
from commands_page import PAGE, furnish, make_page

from prompts.commands import COMMANDS, form_of
from storage.engine import open_store
from storage.store import Store


@pytest.fixture
def page(sqlite_store: Store, tmp_path: Path) -> str:
    furnish(sqlite_store)
    sqlite_store.close()
    furnished, numbers = (tmp_path / "liaison.db").read_bytes(), itertools.count(1)

    def open_copy() -> Store:
        path = tmp_path / f"copy{next(numbers)}.db"
        path.write_bytes(furnished)
        return open_store(f"sqlite:///{path}")

    return make_page(open_copy)


def test_the_page_is_what_is_said_today(page: str):
    if os.environ.get("UPDATE_DOCS"):
        PAGE.write_text(page, encoding="utf-8")

    assert PAGE.read_text(encoding="utf-8") == page, "docs/commands.md is out of date: run `make docs`"
    for command in COMMANDS:
        for lang in ("en", "zh"):
            assert f"`{form_of(command, lang, 'wecom')}`" in page
