"""Names in Latin letters: our small tables read as pypinyin does."""

import json
from pathlib import Path

import pytest
from pypinyin import lazy_pinyin

from handlers.rules.pinyin import TABLES, spell
from tests.unit.handlers.pinyin_tables import make_tables

SAID = Path(__file__).parents[3] / "benchmarks/reading/data/test.jsonl"


def by_pypinyin(text: str) -> tuple[str, ...]:
    return tuple(part.strip().lower() for part in lazy_pinyin(text, v_to_u=False) if part.strip())


def test_the_tables_are_those_of_pypinyin():
    assert json.loads(TABLES.read_text(encoding="utf-8")) == make_tables()


def test_what_people_write_is_spelled_as_pypinyin_spells_it():
    said = [json.loads(line) for line in SAID.read_text(encoding="utf-8").splitlines()]
    texts = {words for line in said for words in (line["text"], line["client"], line["speaker"])}

    other = [text for text in texts if spell(text) != by_pypinyin(text)]

    assert len(other) <= len(texts) / 1000  # pypinyin knows more words, and now and then one of them is in the way


@pytest.mark.parametrize(
    ("name", "spelled"),
    [("重庆小面", "chong qing xiao mian"), ("汇晟银行卡中心", "hui cheng yin hang ka zhong xin"),
     ("爱乐乐团", "ai le yue tuan"),
     ("ACME 青柠 2", "acme qing ning 2"), ("绿城", "lv cheng"), ("〇一", "ling yi"), ("㐀", "㐀"), ("  ", "")],
)  # fmt: skip
def test_words_keep_their_reading_and_what_is_no_chinese_stays(name: str, spelled: str):
    assert " ".join(spell(name)) == spelled
