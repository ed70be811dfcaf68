"""Names: when two are the same, when they are alike, and which of them a text speaks of."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cached_property

from rapidfuzz import fuzz

from handlers.rules.pinyin import is_chinese, sound_of, spell

# Legal forms say nothing about who is meant: 青柠酸奶 = 青柠酸奶（上海）有限公司.
_LEGAL_FORMS = re.compile(
    r"(股份有限公司|有限责任公司|有限公司|集团|股份|公司|\b(?:inc|ltd|llc|co|corp|gmbh|limited|company|group)\b\.?)"
)
_NOT_WORDS = re.compile(r"[\W_]+")
ALIKE_FROM = 82  # of 100; chosen so that one wrong letter in eight still counts as alike
NEARLY_FROM = 88  # of 100, for a name in a text: stricter, since a text has many words
MARGIN = 5  # by which the likest must lead
_SHORTEST_LATIN = 6  # letters; shorter names are like too many words
_SHORTEST_CHINESE = 3  # characters
_MOST_SEARCHED = 1000  # characters
_LATIN_WORDS = re.compile(r"[a-z0-9]+")


def fold_name(name: str) -> str:
    """What names are compared by: width, case, spaces and punctuation don't count."""
    return _NOT_WORDS.sub("", unicodedata.normalize("NFKC", name).casefold())


def core_name(name: str) -> str:
    """A folded name without legal forms and what stands in brackets; the folded name where nothing would be left."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    core = _NOT_WORDS.sub("", _LEGAL_FORMS.sub("", re.sub(r"\([^)]*\)", "", plain)))
    return core or fold_name(name)


def list_similar(name: str, others: Iterable[str], *, limit: int = 3) -> list[str]:
    """The names that could mean the same as this one, the likest first; not the name itself."""
    wanted, folded = core_name(name), fold_name(name)
    scored = []
    for other in others:
        if fold_name(other) == folded:
            continue
        core = core_name(other)
        score = 100.0 if core == wanted else fuzz.ratio(wanted, core)
        shorter, longer = sorted((wanted, core), key=len)
        if len(shorter) >= 2 and shorter in longer:
            score = max(score, 90.0)
        if score >= ALIKE_FROM:
            scored.append((-score, other))
    return [other for _, other in sorted(scored)[:limit]]


def find_named(text: str, owners: Mapping[str, int]) -> int | None:
    """Whose name a text speaks of: `owners` maps names to ids. The longest name wins; None if none, or two as long.

    Where no name is written as it should be, one that is nearly right or spelt in pinyin will do, if no other is near.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    found: dict[int, int] = {}
    for name, owner in owners.items():
        for needle in {unicodedata.normalize("NFKC", name).casefold().strip(), core_name(name)}:
            if len(needle) >= 2 and _occurs(needle, plain):
                found[owner] = max(found.get(owner, 0), len(needle))
    if not found:
        return _find_alike(plain, owners)
    longest = max(found.values())
    best = [owner for owner, length in found.items() if length == longest]
    return best[0] if len(best) == 1 else None


def _find_alike(plain: str, owners: Mapping[str, int]) -> int | None:
    """The owner of the name that a text nearly says; None where a second is almost as near."""
    scores: dict[int, float] = {}
    spelling = _Spelling(plain[:_MOST_SEARCHED])
    for name, owner in owners.items():
        core = core_name(name)
        score = spelling.likeness(core)
        if score >= NEARLY_FROM:
            scores[owner] = max(scores.get(owner, 0.0), score)
    ranked = sorted(((score, owner) for owner, score in scores.items()), reverse=True)
    if not ranked or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < MARGIN):
        return None
    return ranked[0][1]


class _Spelling:
    """A text, ready to be asked how nearly it says a name; pinyin is made only when a name needs it."""

    def __init__(self, plain: str) -> None:
        self._words = _LATIN_WORDS.findall(plain)
        self._plain = plain
        self._has_chinese = is_chinese(plain)

    @cached_property
    def _syllables(self) -> str:
        return " " + " ".join(spell(self._plain)) + " "

    def likeness(self, core: str) -> float:
        """0 to 100. Latin names by their letters; Chinese ones by their sound, written in characters or in pinyin."""
        if core.isascii():
            return self._of_letters(core) if len(core) >= _SHORTEST_LATIN else 0.0
        if not is_chinese(core) or len(core) < _SHORTEST_CHINESE:
            return 0.0
        if self._has_chinese and f" {' '.join(sound_of(core))} " in self._syllables:
            return 95.0
        return self._of_letters("".join(sound_of(core))) if self._words else 0.0

    def _of_letters(self, letters: str) -> float:
        """How like the name is the likest run of up to four words; a name's words may be written as one."""
        best = 0.0
        for start in range(len(self._words)):
            run = ""
            for word in self._words[start : start + 4]:
                run += word
                if len(run) > len(letters) + 2:
                    break
                if len(run) >= len(letters) - 2 and run[0] == letters[0]:
                    best = max(best, fuzz.ratio(run, letters, score_cutoff=NEARLY_FROM))
        return best


def _occurs(needle: str, plain: str) -> bool:
    """Chinese names stand without spaces; Latin ones need a word's borders (ACME, not pACMEn)."""
    if needle.isascii():
        return re.search(rf"(?<![a-z0-9]){re.escape(needle)}(?![a-z0-9])", plain) is not None
    return needle in plain
