"""Orders about quoted words, in both languages; and what only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.quoting import QuoteOrder, parse_quote_order


@pytest.mark.parametrize(
    ("text", "verb", "client"),
    [
        ("记为变更 ACME", "change", "ACME"),
        ("记为变更", "change", ""),
        ("记为变更单，客户：青柠酸奶", "change", "青柠酸奶"),
        ("帮我把这条记成任务 给 ACME", "task", "ACME"),
        ("存为沟通 青柠酸奶", "log", "青柠酸奶"),
        ("存成沟通记录", "log", ""),
        ("记为变更青柠酸奶", "change", "青柠酸奶"),
        ("记为一条任务 ACME 谢谢", "task", "ACME"),
        ("转成待办 ACME。", "task", "ACME"),
        ("记为变更 ACME名下", "change", "ACME"),
        ("log as change for ACME", "change", "ACME"),
        ("log this for ACME", "log", "ACME"),
        ("log this", "log", ""),
        ("Please log that as a change request for Lime Yogurt.", "change", "Lime Yogurt"),
        ("make this a task for ACME", "task", "ACME"),
        ("save it as a task", "task", ""),
        ("turn this into a to-do for “ACME”", "task", "ACME"),
        ("record this as a note for ACME please", "log", "ACME"),
        ("note that under ACME", "log", "ACME"),
    ],
)
def test_an_order_says_what_the_quoted_words_become(text: str, verb: str, client: str):
    assert parse_quote_order(text) == QuoteOrder(verb, client)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "记为变更了吗？",
        "这条记成任务没有？",
        "记录 今天通了电话",
        "变更 logo 放大，周五前",
        "任务 出三张海报",
        "客户说这个要记为重点",
        "log a call with Carol",
        "log call with Carol for ACME",
        "log that Carol called about the logo",
        "make this bigger",
        "make it red for ACME",
        "task first drafts for ACME",
        "what is this for?",
        "note the logo must be larger",
        "I logged this for ACME",
    ],
)
def test_what_only_looks_like_one_is_none(text: str):
    assert parse_quote_order(text) is None


@given(st.text(max_size=300))
def test_any_text_is_read_without_fail(text: str):
    order = parse_quote_order(text)

    assert order is None or order.verb in ("log", "change", "task")
