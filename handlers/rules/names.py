"""Names: when two are the same, when they are alike, and which of them a text speaks of."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from rapidfuzz import fuzz

# Legal forms say nothing about who is meant: 青柠酸奶 = 青柠酸奶（上海）有限公司.
_LEGAL_FORMS = re.compile(
    r"(股份有限公司|有限责任公司|有限公司|集团|股份|公司|\b(?:inc|ltd|llc|co|corp|gmbh|limited|company|group)\b\.?)"
)
_NOT_WORDS = re.compile(r"[\W_]+")
ALIKE_FROM = 82  # of 100; chosen so that one wrong letter in eight still counts as alike


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
    """Whose name a text speaks of: `owners` maps names to ids. The longest name wins; None if none, or two as long."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    found: dict[int, int] = {}
    for name, owner in owners.items():
        needle = unicodedata.normalize("NFKC", name).casefold().strip()
        if len(needle) >= 2 and _occurs(needle, plain):
            found[owner] = max(found.get(owner, 0), len(needle))
    if not found:
        return None
    longest = max(found.values())
    best = [owner for owner, length in found.items() if length == longest]
    return best[0] if len(best) == 1 else None


def find_person(said: str, people: Mapping[int, str]) -> int | None:
    """Which person a name as written means: the same name, or the only one that begins or ends with it."""
    wanted = fold_name(said.removeprefix("@"))
    if not wanted:
        return None
    folded = {person: fold_name(name) for person, name in people.items()}
    same = [person for person, name in folded.items() if name == wanted]
    if not same:
        same = [person for person, name in people.items() if _is_part(said.removeprefix("@"), name)]
    return same[0] if len(same) == 1 else None


def _is_part(said: str, name: str) -> bool:
    """小雨 for 陈小雨, Tom for Tom Baker (not for Tommy Lee)."""
    if said.isascii():
        wanted, words = said.casefold().split(), name.casefold().split()
        return bool(wanted) and wanted in (words[: len(wanted)], words[-len(wanted) :])
    wanted_folded, folded = fold_name(said), fold_name(name)
    return len(wanted_folded) >= 2 and (folded.startswith(wanted_folded) or folded.endswith(wanted_folded))


def _occurs(needle: str, plain: str) -> bool:
    """Chinese names stand without spaces; Latin ones need a word's borders (ACME, not pACMEn)."""
    if needle.isascii():
        return re.search(rf"(?<![a-z0-9]){re.escape(needle)}(?![a-z0-9])", plain) is not None
    return needle in plain
