"""Chinese names in Latin letters: 王磊 = wang lei. The tables are loaded when a name first needs them."""

from functools import lru_cache

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
    from pypinyin import lazy_pinyin

    return tuple(part.strip().lower() for part in lazy_pinyin(text, v_to_u=False) if part.strip())


@lru_cache(maxsize=4096)
def sound_of(name: str) -> tuple[str, ...]:
    """The same for a client's name, which is asked for with every message."""
    return spell(name)


@lru_cache(maxsize=4096)
def spell_name(name: str) -> tuple[str, ...]:
    """The same for a person's name, whose first character is read as a surname."""
    syllables = spell(name)
    return (_SURNAMES.get(name[0], syllables[0]), *syllables[1:]) if syllables and is_chinese(name[:1]) else syllables
