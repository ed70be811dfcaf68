"""What an order about a task says besides its number: to whom it goes, how urgent it is. Pure."""

import re
from typing import Literal

Priority = Literal["low", "normal", "high", "urgent"]
_PRIORITIES: dict[str, Priority] = {
    "low": "low", "不急": "low", "低": "low", "低优先级": "low",
    "normal": "normal", "medium": "normal", "普通": "normal", "正常": "normal", "一般": "normal", "中": "normal",
    "high": "high", "紧急": "high", "急": "high", "高": "high", "高优先级": "high",
    "urgent": "urgent", "asap": "urgent", "特急": "urgent", "加急": "urgent", "最高": "urgent", "十万火急": "urgent",
}  # fmt: skip
_TO = re.compile(r"^(?:(?:to|for)\b|交给|转给|指派给|分配给|派给|给|由)?\s*[:：]?\s*@?\s*", re.IGNORECASE)
_MANNERS = re.compile(r"(?:\s*(?:please|thanks|谢谢|吧|来做|负责|处理|[\s.。!！,，、]))+$", re.IGNORECASE)
_MYSELF = ("me", "myself", "我", "我自己", "自己")
_BETWEEN = " \t,，:：、。;；和"


def read_assignee(words: str) -> str:
    """The name beside the numbers of "T-7 to @Tom please": "Tom"; "me" for oneself, "" where nobody is named."""
    name = _MANNERS.sub("", _TO.sub("", words.strip(_BETWEEN))).strip(_BETWEEN)
    return "me" if name.casefold() in _MYSELF else name


def read_priority(words: str) -> Priority | None:
    """How urgent "特急" or "high" is; None for what says nothing of it."""
    said = words.strip(_BETWEEN).removeprefix("to ").removesuffix("priority").strip(_BETWEEN).casefold()
    return _PRIORITIES.get(said)


def without(words: str, spans: list[tuple[int, int]]) -> str:
    """The words beside these places."""
    left, end = [], 0
    for start, stop in sorted(spans):
        left.append(words[end:start])
        end = stop
    return " ".join([*left, words[end:]]).strip(_BETWEEN)
