"""Every card that is said, in every shape and both languages, as WeCom draws it: within its limits."""

from typing import Any

import pytest
from sample_cards import HOSTILE_ROW, NOW, ROW, cards

from bot.fakes.wecom.cards import check_card
from bot.wecom.limits import width
from bot.wecom.template_cards import draw, updated_card
from prompts.cards import Card, Choice, Select
from prompts.render import Readership, render_card
from prompts.words import Lang

# What WeCom advises: what is longer it cuts on the screen (facts about its cards; characters, but columns for keys).
MOST = {"title": 36, "desc": 44, "sub_title_text": 160, "quote_text": 160, "value": 26}
SELECT = Select(
    label="状态 " * 9,
    action="status",
    value="task:7",
    choices=tuple(Choice(label="很长的选项 " * 9, value=str(n)) for n in range(14)),
)


def check_words(drawn: Any) -> None:
    """Every text of a card, wherever it stands."""
    for name, value in drawn.items():
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, dict):
                check_words(inner)
            elif name == "keyname":
                assert width(inner) <= 10
            elif name in MOST and "question_key" not in drawn:
                assert len(inner) <= MOST[name], (name, inner)


def check_messages(messages: list[dict[str, Any]]) -> None:
    assert messages
    for message in messages:
        if message["msgtype"] == "text":
            assert 0 < len(message["text"]["content"].encode()) <= 2048
        else:
            assert check_card(message["template_card"]) == []
            check_words(message["template_card"])


PLAIN, HOSTILE = cards(ROW), cards(HOSTILE_ROW)


def card_of(sample: tuple[str, dict[str, Any]], lang: Lang) -> Card:
    name, facts = sample
    return render_card(name, Readership(lang=lang, tz="Asia/Shanghai", now=NOW), platform="wecom", **facts)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("sample", [*PLAIN, *HOSTILE], ids=lambda sample: sample[0])
def test_every_card_stays_within_the_limits(lang: Lang, sample: tuple[str, dict[str, Any]]):
    card = card_of(sample, lang)

    check_messages(draw(card, key="k"))
    check_messages([{"msgtype": "template_card", "template_card": updated_card(card, key="k")}])


@pytest.mark.parametrize("count", [1, 2, 5])
@pytest.mark.parametrize("sample", HOSTILE, ids=lambda sample: sample[0])
def test_every_card_may_have_choices(sample: tuple[str, dict[str, Any]], count: int):
    selects = tuple(
        SELECT.model_copy(update={"value": f"task:{n}", "is_many": n % 3 == 2, "choices": SELECT.choices[: 7 * n + 1]})
        for n in range(count)
    )
    card = card_of(sample, "zh").model_copy(update={"selects": selects})

    messages = draw(card, key="k")

    check_messages(messages)
    ids = [message["template_card"]["task_id"] for message in messages if "template_card" in message]
    assert len(set(ids)) == len(ids)
