"""Which command was probably meant by what is none: a slip of the finger, the wrong character, or pinyin (renwu)."""

from functools import cache

from rapidfuzz import fuzz, process

from handlers.rules.pinyin import is_chinese, spell
from prompts.commands import BY_VERB, COMMANDS, CommandWords

_NEAR_FROM = 60  # of 100, where a command was surely meant
_SLIP_FROM = 75  # of 100, where a word stands alone and may be small talk
_LONGEST = 12  # characters of a word that may be a slip
_SHORTEST = 4  # letters


def nearest_command(text: str) -> CommandWords | None:
    """The command whose name is nearest to what was typed, or None if nothing is near."""
    first = text.split()[0].casefold() if text.split() else ""
    return _find(first, _NEAR_FROM)


def slip_in(text: str) -> str | None:
    """The word that a message is, if it stands alone and is surely a command's name written wrong; else None."""
    word = text.strip(" \t\n。.!！?？~～").casefold()
    if not word or len(word) > _LONGEST or len(word.split()) > 1 or word in _names():
        return None
    if is_chinese(word):
        is_slip = len(word) > 1 and "".join(spell(word)) in _spelt()
    else:
        goes_on = any(word.startswith(name) for name in _names())  # logo, changed: words of their own
        is_slip = len(word) >= _SHORTEST and word.isalpha() and not goes_on and _find(word, _SLIP_FROM) is not None
    return word if is_slip else None


def _find(word: str, least: float) -> CommandWords | None:
    sound = "".join(spell(word))
    if sound in _spelt():  # 人物 and renwu for 任务
        return BY_VERB[_spelt()[sound]]
    found = process.extractOne(word, list(_names()), scorer=fuzz.ratio, score_cutoff=least)
    return BY_VERB[_names()[found[0]]] if found else None


@cache
def _names() -> dict[str, str]:
    """Every command's names."""
    return {name: command.verb for command in COMMANDS for name in command.names}


@cache
def _spelt() -> dict[str, str]:
    """The Chinese ones of two characters and more in pinyin, without tones."""
    return {"".join(spell(name)): verb for name, verb in _names().items() if is_chinese(name) and len(name) > 1}
