"""Orders about words that somebody quotes: "记为变更 ACME", "log this as a task for ACME". Pure.

The words of the order say what the quoted words become, and whose they are.
"""

import re
from dataclasses import dataclass
from typing import Literal

Verb = Literal["log", "change", "task"]

_KINDS: dict[str, Verb] = {
    "变更": "change",
    "变更单": "change",
    "改动": "change",
    "修改": "change",
    "任务": "task",
    "待办": "task",
    "沟通": "log",
    "沟通记录": "log",
    "跟进": "log",
    "记录": "log",
}
_CHINESE = re.compile(
    r"^(?:请|麻烦|帮我|帮忙)*(?:把)?(?:这条|这个|这句|这段|它|引用的?(?:这条|内容)?|上面(?:这条|的)?)?\s*"
    r"(?:记为|记成|记作|存为|存成|转为|转成)\s*(?:一?[个条张])?\s*"
    rf"(?P<kind>{'|'.join(sorted(_KINDS, key=len, reverse=True))})(?P<rest>.*)$",
    re.DOTALL,
)
_FOR = re.compile(r"^[\s:：,，、]*(?:(?:归到?|给|到|属于)\s*)?(?:客户\s*)?[:：]?\s*")
_MANNERS = re.compile(r"(?:[\s。．.!！~～]|名下|吧|谢谢|多谢|辛苦了?)+$")
_QUESTION = re.compile(r"(?:吗|么|没有?|呢)?\s*[?？]\s*$|(?:吗|没有?)\s*[。.!！]?\s*$")
_ENGLISH = re.compile(
    r"^(?:please\s+|can you\s+)?(?P<verb>log|save|record|file|note|keep|make|turn)"
    r"(?P<this>\s+(?:this|that|it))?"
    r"(?:(?P<as>\s+(?:as|into))?(?:\s+an?)?\s+(?P<kind>change(?:\s+request)?|task|to-?do|note|interaction|log(?:\s+entry)?))?"
    r"(?:\s+(?:for|under)\s+(?P<client>\S.*?))?(?:\s+please)?[\s.!]*$",
    re.IGNORECASE | re.DOTALL,
)
_MAKING = ("make", "turn")  # "make this" says nothing without what it is to become


@dataclass(frozen=True)
class QuoteOrder:
    """What quoted words become, and whose they are."""

    verb: Verb
    client: str = ""  # "": whoever the words or the place tell


def parse_quote_order(text: str) -> QuoteOrder | None:
    """The order that a message to the bot gives about what it quotes; None for everything else.

    "记为变更了吗？" asks, and "log a call with Carol" needs no quote: neither is one.
    """
    words = text.strip()
    return _read_chinese(words) or _read_english(words)


def _read_chinese(words: str) -> QuoteOrder | None:
    match = _CHINESE.match(words)
    if match is None or _QUESTION.search(match["rest"]):
        return None
    return QuoteOrder(_KINDS[match["kind"]], _MANNERS.sub("", _FOR.sub("", match["rest"])))


def _read_english(words: str) -> QuoteOrder | None:
    match = _ENGLISH.match(words)
    if match is None or not (match["this"] or match["as"]):
        return None
    if match["kind"] is None and (match["as"] or match["verb"].casefold() in _MAKING):
        return None
    kind = (match["kind"] or "log").casefold()
    verb: Verb = "change" if kind.startswith("change") else "task" if kind.startswith(("task", "to")) else "log"
    return QuoteOrder(verb, (match["client"] or "").strip(" \"'“”"))
