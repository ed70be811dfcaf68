"""Every card, in both languages, on both platforms, plain and hostile."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from jinja2 import UndefinedError, nodes
from jinja2.sandbox import SandboxedEnvironment
from sample_cards import BARE_ROW, HOSTILE_ROW, NOW, ROW, cards

import prompts.cards
from handlers import errors
from prompts.cards import Button, Card
from prompts.render import Readership, clip, is_overdue, one_line, render_card, say_due, say_instant
from prompts.words import WORDS

TEMPLATES = Path(prompts.cards.__file__).parent / "cards"
ZH, EN = Readership("zh", "Asia/Shanghai", NOW), Readership("en", "Asia/Shanghai", NOW)
ALL = [
    pytest.param(name, facts, reader, platform, id=f"{name}-{number}-{reader.lang}-{platform}")
    for row in (ROW, HOSTILE_ROW, BARE_ROW)
    for number, (name, facts) in enumerate(cards(row))
    for reader in (ZH, EN)
    for platform in ("slack", "wecom")
]
CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.mark.parametrize(("name", "facts", "reader", "platform"), ALL)
def test_every_card_reads_well(name, facts, reader, platform):
    card = render_card(name, reader, platform=platform, **facts)

    assert card.title
    for words in (card.title, card.footer, *card.body.splitlines(), *(fact.value for fact in card.facts)):
        assert words == words.strip()
        assert "  " not in words or HOSTILE_ROW.name[:10] in words
    for line in card.body.splitlines():
        assert line
    assert "None" not in card.as_text.replace("“None”", "")
    for mark in (" ,", " ·\n", "· ·", "（）", "()", "：：", "undefined"):
        assert mark not in card.as_text.replace(HOSTILE_ROW.text, "")
    assert len({button.label for button in card.buttons}) == len(card.buttons) or name in ("tasks", "link_choice")
    assert all(re.fullmatch("[a-z_]+", button.action) for button in card.buttons)


@pytest.mark.parametrize(("name", "facts"), cards(ROW))
def test_both_languages_offer_the_same_buttons_facts_and_links(name, facts):
    zh, en = (render_card(name, reader, platform="slack", **facts) for reader in (ZH, EN))

    def pressed(card: Card) -> list[tuple[str, str, str]]:
        return [(button.action, button.value, button.style) for button in card.buttons]

    assert pressed(zh) == pressed(en)
    assert len(zh.facts) == len(en.facts)
    assert [link.url for link in zh.links] == [link.url for link in en.links]
    assert bool(zh.footer) == bool(en.footer)


PAGES = {"home"}  # drawn as a whole: tests/unit/prompts/test_home_rendered.py


def test_the_samples_hold_every_card_and_every_error():
    names = {path.name.split(".")[0] for path in TEMPLATES.glob("*.j2")}
    codes = {error.code for error in errors.AgencyError.__subclasses__()}

    assert {name for name, _ in cards(ROW)} == names - PAGES
    assert {str(facts["code"]) for name, facts in cards(ROW) if name == "errors"} == codes


def test_every_template_has_its_twin_with_the_same_blocks():
    environment = SandboxedEnvironment()

    def blocks(path: Path) -> list[str]:
        return [block.name for block in environment.parse(path.read_text("utf-8")).find_all(nodes.Block)]

    chinese = sorted(TEMPLATES.glob("*.zh.j2"))
    assert len(chinese) * 2 == len(list(TEMPLATES.glob("*.j2")))
    for path in chinese:
        assert blocks(path) == blocks(path.with_name(path.name.replace(".zh.", ".en."))), path.name


def test_the_english_words_are_english_and_every_word_has_both():
    for key, (chinese, english) in WORDS.items():
        assert CHINESE.search(chinese), key
        assert english.isascii(), key


@pytest.mark.parametrize(("name", "facts"), cards(ROW))
def test_an_english_card_has_chinese_only_where_somebody_wrote_it(name, facts):
    card = render_card(name, EN, platform="slack", **facts)
    words = [card.title, card.footer, *(fact.label for fact in card.facts), *(b.label for b in card.buttons)]

    assert not CHINESE.search(" ".join(words).replace(ROW.name, "").replace(ROW.said_by, ""))


def test_what_others_wrote_is_data_and_never_a_template():
    card = render_card("not_work", EN, platform="slack", extra="{{ 7*7 }}")
    proposed = next(facts for name, facts in cards(HOSTILE_ROW) if name == "proposal")
    quoted = render_card("proposal", EN, platform="slack", **proposed)

    assert card.title == "Noted"
    assert "{{ 7*7 }}" in quoted.quote
    assert "49" not in quoted.as_text


def test_a_missing_fact_is_our_bug():
    with pytest.raises(UndefinedError):
        render_card("undone", EN, platform="slack")


def test_a_button_value_stays_short():
    for row in (ROW, HOSTILE_ROW):
        for name, facts in cards(row):
            if name == "link_choice":
                continue  # the name is cut by the command before
            card = render_card(name, ZH, platform="slack", **facts)
            assert all(len(button.value) <= 200 for button in card.buttons)
            assert all(isinstance(button, Button) for button in card.buttons)


@pytest.mark.parametrize(
    ("on", "at", "zh", "en"),
    [
        (date(2026, 11, 27), None, "11月27日 周五", "Fri 27 Nov"),
        (date(2026, 11, 23), None, "11月23日 周一（今天）", "Mon 23 Nov (today)"),
        (date(2026, 11, 24), None, "11月24日 周二（明天）", "Tue 24 Nov (tomorrow)"),
        (date(2026, 11, 22), None, "11月22日 周日（昨天）", "Sun 22 Nov (yesterday)"),
        (date(2027, 1, 4), None, "2027年1月4日 周一", "Mon 4 Jan 2027"),
        (date(2026, 11, 27), datetime(2026, 11, 27, 7, 0, tzinfo=UTC), "11月27日 周五 15:00", "Fri 27 Nov 15:00"),
        (None, None, "未定", "no date"),
    ],
)
def test_a_due_date_is_said_as_people_say_it(on, at, zh, en):
    assert say_due(on, at, ZH) == zh
    assert say_due(on, at, EN) == en


def test_what_is_today_depends_on_the_readers_zone():
    angeles = Readership("en", "America/Los_Angeles", NOW)  # still Sunday there

    assert say_due(date(2026, 11, 23), None, angeles) == "Mon 23 Nov (tomorrow)"
    assert say_instant(NOW, angeles) == "Sun 22 Nov 18:00"
    assert not is_overdue(date(2026, 11, 22), None, angeles)
    assert is_overdue(date(2026, 11, 22), None, EN)


def test_long_words_are_cut_with_a_mark():
    assert clip("abcdef", 4) == "abc…"
    assert one_line("  a\n\n b\t c ") == "a b c"
