"""Which person a name as written means: the same name, a part of it, a nickname, a title, or its spelling in pinyin.

Where several fit, nobody is chosen: whoever asks gets them all, and asks a person.
"""

import re
from collections.abc import Callable, Iterable, Mapping

from handlers.rules.names import fold_name
from handlers.rules.pinyin import is_chinese, spell_name

# 小王, 老王, 王总, 王哥: the surname, with what people put before or after it.
_NICKNAME = re.compile(
    r"^(?:[小老阿大])?([\u4e00-\u9fff])(?:总监|总|哥|姐|工|董|老师|经理|师傅|主任|会计|导|叔|姨|爷)?$"
)
_GIVEN = re.compile(
    r"^(?:[小老阿大])([\u4e00-\u9fff]{1,2})$|^([\u4e00-\u9fff])\2$|^([\u4e00-\u9fff]{1,2})(?:哥|姐|总|老师)$"
)
_SPELT = re.compile(r"^(?:xiao|lao|a|ah|da)[\s\-]?([a-z]+)$")
_WORDS = re.compile(r"[^\W\d_]+")

Names = Mapping[int, Iterable[str]]  # person → the names they go by


def find_person(said: str, people: Mapping[int, str]) -> int | None:
    """The person meant, or None when nobody or more than one fits. people: each with one name."""
    found = list_meant(said, {person: (name,) for person, name in people.items()})
    return found[0] if len(found) == 1 else None


def list_meant(said: str, people: Names) -> list[int]:
    """Everybody whom a name may mean, by the surest way in which it means anybody.

    小雨 is 陈小雨, Tom is Tom Baker, 小王 is 王磊 or 王芳, "wang lei" and "xiaowang" are 王磊; a role is nobody.
    """
    wanted = said.strip().removeprefix("@").strip()
    if not fold_name(wanted):
        return []
    known = {person: [name for name in names if name] for person, names in people.items()}
    for fits in (_is_same, _is_part, _is_spelt, _is_given, _is_surname):
        found = _those_who(known, lambda name, fits=fits: fits(wanted, name))  # type: ignore[misc]
        if found:
            return found
    return []


def _those_who(known: Mapping[int, list[str]], fits: Callable[[str], bool]) -> list[int]:
    return [person for person, names in known.items() if any(fits(name) for name in names)]


def _is_same(said: str, name: str) -> bool:
    return fold_name(said) == fold_name(name)


def _is_part(said: str, name: str) -> bool:
    """小雨 for 陈小雨, Tom for Tom Baker (not for Tommy Lee)."""
    if said.isascii():
        wanted, words = _WORDS.findall(said.casefold()), _WORDS.findall(name.casefold())
        return bool(wanted) and wanted in (words[: len(wanted)], words[-len(wanted) :])
    wanted_folded, folded = fold_name(said), fold_name(name)
    return len(wanted_folded) >= 2 and (folded.startswith(wanted_folded) or folded.endswith(wanted_folded))


def _is_spelt(said: str, name: str) -> bool:
    """ "wang lei", "leiwang" or "lei" for 王磊; 王磊 for Wang Lei."""
    if is_chinese(said) == is_chinese(name):
        return False
    chinese, latin = (said, name) if is_chinese(said) else (name, said)
    if not 2 <= len(chinese) <= 4 or not latin.isascii():
        return False
    surname, *given = spell_name(chinese)
    letters, whole = "".join(_WORDS.findall(latin.casefold())), "".join(given)
    spelt = {surname + whole, whole + surname}
    if said is latin and len(given) > 1:
        spelt.add(whole)  # xiaoyu for 陈小雨; one syllable is too little to tell
    nickname = _SPELT.match(latin.casefold())
    return letters in spelt or (nickname is not None and said is latin and nickname[1] == surname)


def _is_given(said: str, name: str) -> bool:
    """阿强 and 强哥 for 李强, 磊磊 for 王磊."""
    found = _GIVEN.match(said)
    if found is None or not is_chinese(name) or len(name) < 2:
        return False
    given = found[1] or found[2] or found[3]
    return name[1:].endswith(given)


def _is_surname(said: str, name: str) -> bool:
    """小王 and 王总 for whoever is called 王."""
    found = _NICKNAME.match(said)
    if found is None or len(said) < 2:
        return False
    return is_chinese(name[:1]) and 2 <= len(name) <= 4 and name[0] == found[1]
