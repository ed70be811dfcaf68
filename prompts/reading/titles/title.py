"""A record's few words: the clause that carries the change, the task or the complaint, without what stands around it.

Greeting, vocative, politeness, reason and date are left out: who and when stand beside the title.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import NamedTuple

from prompts.reading.patterns import Clause
from prompts.reading.plain import evened
from prompts.reading.rules.changes import is_change, is_ordered_change
from prompts.reading.rules.noise import WORK, is_acknowledgement
from prompts.reading.rules.tasks import is_order, is_request
from prompts.reading.schema import InteractionKind, Kind, Said, Utterance
from prompts.reading.things import find_whole, read_things
from prompts.reading.titles import en, zh

MOST_CHARACTERS = 800
_MOST_CLAUSES = 14

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]+")
_PLAIN_WORDS = re.compile(r"[A-Za-z]+|\d+")
_ASIDE = re.compile(
    r"```[\s\S]*?(?:```|\Z)|^\s*(?:>|&gt;).*$|https?://[^\s\u4e00-\u9fff]+"
    r"|\[[\u4e00-\u9fffA-Za-z]{1,6}\]|:[a-z0-9_+\-]+:(?!\d)"
    "|[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200d\u20e3]|[*_~](?=\\S)"
    "|(?<=\\S)[*_~]|^-{3,}.*$|^(?:发件人|主题|收件人|From|To|Subject)\\s*[:：].*$",
    re.M,
)
_CLAUSE_ZH = re.compile(r"(?:[^,，。！？!?;；\n]|(?<=\d)[,，](?=\d{3}))+[,，。！？!?;；\n]*")
_CLAUSE_EN = re.compile(
    r"(?:[^,.!?;\n–—]|,(?=\d{3})|,(?!\s*(?:and (?:i|we|it|the|they)|but|so|i|i'm|i'll|i've|we"
    r"|we'll|we're|you|it|it's|they|he|she|please|pls|can|could|would|will"
    r"|the|that|that's|this|not|which|also|then|because|as|since|swap|make|use|send|add|remove"
    r"|drop|put|move|take|keep|don't|do|is|are|no|my|our|your|what|where|when|how|or"
    r"|thanks)(?![a-z]))"
    r"|\.(?=[\w])|(?<=\b[A-Z][a-z])\.(?= [A-Z])|(?<=\b[A-Z])\.(?=\s?\w)|(?<=\bvs)\.|(?<=\bp)\.)+[,.!?;\n–—]*",
    re.I,
)
_CHANGES = re.compile(
    r"[换改加删调补撤缩挪移]|去掉|拿掉|放大|重[做拍出剪印新]|不要|别用|错|写成"
    r"|(?<![a-z])(?:change|swap|replace|remove|drop|add|move|make|use|shorten|cut|fix|correct"
    r"|update|instead|bigger|smaller|larger|larger|shorter|longer|wrong|should|must|lose|take|put"
    r"|tone|less|more|to read|needs)(?![a-z])"
)
_BUT = re.compile(r",?\s+(?:but|however,)\s+|[，,]\s*(?:但是?|不过|只是)[，,]?(?=[\u4e00-\u9fff])", re.I)
_REASON = re.compile(
    r"^\s*(?:because|since|as |so |otherwise|they|he|she|it'?s|it is|that'?s)|^[\s,，]*(?:因为"
    r"|不然|否则|这样|以免|要不然|毕竟|我(?:要|得|们要)|老板|领导)",
    re.I,
)
_TURNS = re.compile(r"不|没|太|错|嫌|too |not |wrong|missing|still|late|never", re.I)


class _Part(NamedTuple):
    words: str
    said: str
    worth: float


def title_of(
    utterance: Utterance, kinds: Sequence[Kind], interaction_kind: InteractionKind | None, due_words: str | None
) -> str | None:
    """The title of a message, completed by its conversation; None when it has no words."""
    names = (*utterance.names, *(said.speaker for said in utterance.earlier), utterance.speaker)
    about = thing_before(utterance.earlier)
    return make_title(utterance.text, kinds, interaction_kind, due_words, names, about=about)


def make_title(
    text: str,
    kinds: Sequence[Kind],
    interaction_kind: InteractionKind | None,
    due_words: str | None,
    names: Iterable[str] = (),
    *,
    about: str | None = None,
) -> str | None:
    """The title of what a message was read as; None when it has no words.

    names: of people who may be addressed in it, full or first; they don't belong into the title.
    about: the deliverable spoken of before, for words that name none.
    """
    is_work = "change_request" in kinds or "task" in kinds
    source = _without_asides(text[:MOST_CHARACTERS], names)
    if due_words and len(due_words) > 2 and (is_work or interaction_kind not in ("meeting", "call")):
        source = source.replace(due_words, " ")
    source = _BUT.sub("; ", source)
    is_chinese = len(_CHINESE.findall(source)) * 2 >= len(_LATIN.findall(source)) * 3
    clauses = list(islice((_CLAUSE_ZH if is_chinese else _CLAUSE_EN).finditer(source), _MOST_CLAUSES))
    trim, cut = (zh.trim, zh.cut) if is_chinese else (en.trim, en.cut)
    keeps_date = interaction_kind in ("meeting", "call") and not is_work
    kept: list[_Part] = []
    for place, match in enumerate(clauses):
        words = trim(match[0], keeps_date=keeps_date)
        if is_chinese and words and "task" in kinds and "change_request" not in kinds:
            words = zh.with_verb(words, match[0])
        if words:
            kept.append(_Part(words, match[0], _worth(words, match[0], kinds, interaction_kind, place)))
    if not kept:
        words = re.sub(r"\s+", " ", source).strip(" ,，。.!！") or text.strip()
        return cut(words) or None
    title = cut(_joined(kept, is_chinese=is_chinese, joins=is_work))
    if about and is_work and read_things(title).is_bare:
        title = f"{about}{title}" if is_chinese else f"{about}: {title}"
    if is_chinese and interaction_kind == "question" and not is_work and not title.startswith(("询问", "詢問")):
        title = f"询问{title}"
    return title[:1].upper() + title[1:] if title[:1].isascii() else title


def thing_before(earlier: Sequence[Said]) -> str | None:
    """The deliverable that was spoken of last: what "再大一点" is about."""
    return next((found for said in reversed(earlier[-2:]) if (found := find_whole(said.text[:400]))), None)


def without_mentions(text: str, names: Iterable[str]) -> str:
    """The text without "@Tom Baker": who is to do it stands beside the title."""
    for name in sorted(names, key=len, reverse=True):
        if name and "@" in text:
            text = text.replace(f"@{name}", " ")
    return text


def _without_asides(text: str, names: Iterable[str]) -> str:
    known = [name for name in names if name]
    text = re.sub(r"@\S+?(?=[\s,，:：]|$)", " ", without_mentions(_ASIDE.sub(" ", text), known))
    low = text.casefold()
    called = {called for name in known for called in (name, name.split(" ")[0]) if called and called.casefold() in low}
    for name in sorted(called, key=len, reverse=True):
        text = re.sub(
            rf"(^|[,，。.!！?？\n]\s*|\b(?:hi|hey|thanks|sorry|morning"
            rf"|ok) ){re.escape(name)}(?=[,，:：.!！\s]|$)[,，:：]?",
            r"\1",
            text,
            flags=re.I,
        )
    return text.strip()


def _worth(words: str, said: str, kinds: Sequence[Kind], kind: InteractionKind | None, place: int) -> float:
    """How well a clause says what the record is about."""
    even = evened(said)
    clause = Clause(0, len(even), even)
    size = len(_CHINESE.findall(words)) + 2 * len(_LATIN.findall(words)) + len(re.findall(r"\d+", words))
    worth = min(size, 14) / 14 - place * 0.02
    if is_acknowledgement(even):
        worth -= 2
    if WORK.search(even):
        worth += 0.5
    if "change_request" in kinds and (is_change(clause) or is_ordered_change(clause)):
        worth += 1.5
    if "change_request" in kinds and _CHANGES.search(even):
        worth += 0.7
    if "task" in kinds and (is_request(clause) or is_order(even)):
        worth += 1
    if kind == "complaint" and _TURNS.search(even):
        worth += 0.5
    if _REASON.search(said):
        worth -= 0.6
    if kind == "question" and ("?" in said or "？" in said):
        worth += 0.7
    return worth


def _joined(kept: list[_Part], *, is_chinese: bool, joins: bool) -> str:
    """The best clause, with what it is about where that stands before it, and the next change while both are short."""
    best = max(range(len(kept)), key=lambda at: kept[at].worth)
    title, worth = kept[best].words, kept[best].worth
    most = zh.MOST if is_chinese else en.MOST
    before = kept[best - 1] if best else None
    if before is not None and not _names_thing(title) and _names_thing(before.words) and before.worth < worth:
        topic = before.words if _size(before.words) + _size(title) <= most else find_whole(before.words) or ""
        if topic and _size(topic) + _size(title) <= most:
            return f"{topic}{title}" if is_chinese else f"{topic}: {title}"
    is_short = _size(title) <= most // 4
    for other, is_wanted in ((best - 1, is_short), (best + 1, joins), (best - 1, joins), (best + 1, is_short)):
        if not is_wanted or not 0 <= other < len(kept) or (not is_short and kept[other].worth <= worth - 0.4):
            continue
        if _size(title) + _size(kept[other].words) <= most:
            first, second = (title, kept[other].words) if other > best else (kept[other].words, title)
            return f"{first}、{second}" if is_chinese else f"{first}, {second}"
    return title


def _size(words: str) -> int:
    """Characters of Chinese, in which a Latin word or a number counts two; words of English."""
    chinese = len(_CHINESE.findall(words))
    return chinese + 2 * len(_PLAIN_WORDS.findall(words)) if chinese else len(words.split())


def _names_thing(words: str) -> bool:
    return WORK.search(evened(words)) is not None
