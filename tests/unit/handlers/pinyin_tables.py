"""Makes handlers/rules/pinyin.json of pypinyin's tables, which take fifty megabytes in memory: ours take four.

python -m tests.unit.handlers.pinyin_tables
"""

import json
from collections import defaultdict

from pypinyin import lazy_pinyin
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

from handlers.rules.pinyin import TABLES


def syllables(text: str) -> list[str]:
    return lazy_pinyin(text, v_to_u=False)


def make_tables() -> dict[str, dict[str, str]]:
    """The characters that a syllable is written with, and the words that are read otherwise than their characters."""
    sounds = {chr(code): syllables(chr(code))[0] for code in PINYIN_DICT if code == 0x3007 or 0x4E00 <= code <= 0x9FFF}
    written: dict[str, str] = defaultdict(str)
    for letter, sound in sorted(sounds.items()):
        written[sound] += letter
    words = {
        word: " ".join(sound)
        for word in sorted(PHRASES_DICT)
        if sounds.keys() >= set(word) and (sound := syllables(word)) != [sounds[letter] for letter in word]
    }
    return {"letters": dict(sorted(written.items())), "words": words}


if __name__ == "__main__":
    TABLES.write_text(json.dumps(make_tables(), ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
