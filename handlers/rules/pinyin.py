"""Chinese names in Latin letters: 王磊 = wang lei. The tables are loaded when a name first needs them.

pinyin.json holds of pypinyin's tables (MIT licence) what is needed without tones: how each character is read, and the
words in which one is read otherwise, 银行 or 重庆. tests/unit/handlers/pinyin_tables.py makes it.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

TABLES = Path(__file__).with_name("pinyin.json")
_STRETCH = re.compile("([\u3007\u4e00-\u9fff]+)|[^\u3007\u4e00-\u9fff]+")  # Chinese or not
# What these are read as where they begin a name; elsewhere they are read otherwise.
_SURNAMES = {
    "单": "shan", "曾": "zeng", "仇": "qiu", "解": "xie", "任": "ren", "查": "zha", "盖": "ge", "区": "ou",
    "朴": "piao", "翟": "zhai", "覃": "qin", "冼": "xian", "华": "hua", "尉": "yu", "乐": "yue", "缪": "miao",
    "宓": "mi", "召": "shao",
}  # fmt: skip


def is_chinese(text: str) -> bool:
    """Whether any of it is written in Chinese characters."""
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


def spell(text: str) -> tuple[str, ...]:
    """One syllable a character, without tones; what is no Chinese stays as it is, a stretch being one part."""
    parts: list[str] = []
    for stretch in _STRETCH.finditer(text):
        if stretch[1]:
            parts.extend(_tables().read(stretch[1]))
        elif part := stretch[0].strip().lower():
            parts.append(part)
    return tuple(parts)


@dataclass(frozen=True, slots=True)
class _Tables:
    """How characters are read alone, and in which words otherwise."""

    letters: Mapping[str, str]
    words: Mapping[str, str]  # word → its syllables, with spaces between
    longest: int  # characters of a word

    def read(self, chinese: str) -> Iterator[str]:
        """Its syllables, the longest word first; a character that nobody knows stays as it is."""
        at = 0
        while at < len(chinese):
            most = min(self.longest, len(chinese) - at)
            word = next((each for size in range(most, 1, -1) if (each := chinese[at : at + size]) in self.words), None)
            if word is None:
                yield self.letters.get(chinese[at], chinese[at])
            else:
                yield from self.words[word].split()
            at += len(word or chinese[at])


@cache
def _tables() -> _Tables:
    stored = json.loads(TABLES.read_text(encoding="utf-8"))
    letters = {letter: sound for sound, written in stored["letters"].items() for letter in written}
    return _Tables(letters, stored["words"], longest=max(map(len, stored["words"])))


@lru_cache(maxsize=4096)
def sound_of(name: str) -> tuple[str, ...]:
    """The same for a client's name, which is asked for with every message."""
    return spell(name)


@lru_cache(maxsize=4096)
def spell_name(name: str) -> tuple[str, ...]:
    """The same for a person's name, whose first character is read as a surname."""
    syllables = spell(name)
    return (_SURNAMES.get(name[0], syllables[0]), *syllables[1:]) if syllables and is_chinese(name[:1]) else syllables
