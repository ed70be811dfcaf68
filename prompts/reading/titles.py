"""A record's few words: the clause that matters, without greeting, politeness and date."""

import re
from collections.abc import Iterable

MOST_CHINESE = 18
MOST_WORDS = 9

_OPENERS = re.compile(
    r"^(?:\s|[,，。.!！:：;；~～、\-—·•*>]|[①-⑩]|\d[.)、）]\s?(?!\d)|@\S+|(?:好的?|收到|明白|了解"
    r"|谢谢|感谢|辛苦了?|您好|你好|哈喽|大家好|hi|hello|hey|ok(?:ay)?|yes|sure|great"
    r"|thanks?(?: you)?|team|also|and|so|but|then|just|please|pls|plz|kindly|well|quick question"
    r"|one more (?:ask|thing)|heads up|btw|fyi|actually|honestly|wow|oh|omg|另外|还有|然后|那个?"
    r"|嗯|哦|对了|麻烦|请|帮忙|帮我们?|辛苦|劳驾|能不能|能否|可不可以|可以|可否|我们?想|我想|希望"
    r"|你们|"
    r"(?:can|could|would|will) (?:you|we|u|it|i)(?: please| also)?|we(?:'d| would)? (?:need|want"
    r"|like)(?: to)?|i(?:'d| would)? (?:need|want|like)(?: to)?|let's|i'll|we'll|i will|we will"
    r"|i can|let me|two tweaks|any chance you can|must be)(?![a-z]))+",
    re.I,
)
# Who passes it on stands beside the title, and so does whose wish it is.
_RELAY = re.compile(
    r"^\s*(?:客户|甲方|品牌方)(?:那边|这边|刚才?|又|还|也)?(?:说|要求|希望|反馈(?:说)?|想要?|觉得|让我们?)[，,:：]?"
    r"|^\s*(?:the )?client (?:says?|said|wants?|asked(?: us)?(?: to| for)?|would like|needs?|requested)(?: that)? ",
    re.I,
)
_ENDINGS = re.compile(
    r"(?:[\s,，。.!！?？~～:：;；]|可以吗|行吗|好吗|吗|吧|呢|啊|呀|哈|哦|啦|嘛|谢谢|辛苦了?"
    r"|thanks|thank you|please|pls|asap|尽快|麻烦了?)+$",
    re.I,
)
_FILLERS = re.compile(
    r"一下|麻烦|帮忙|能不能|可不可以|(?<![a-z])(?:please|pls|kindly|just|really|actually|maybe"
    r"|a bit of|the|a|an|our|your|my|is|are|to be|that|this|it|i think|we think|honestly|also|too"
    r"|of)(?![a-z])",
    re.I,
)
_SPACES = re.compile(r"\s+")


def without_mentions(text: str, names: Iterable[str]) -> str:
    """The text without "@Tom Baker": who is to do it stands beside the title."""
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(f"@{name}", " ")
    return text


def make_title(text: str, due_words: str | None) -> str | None:
    """The title of a record made from the clause that matters; None when nothing is left."""
    words = text.replace(due_words, " ") if due_words else text
    words = _ENDINGS.sub("", _OPENERS.sub("", _RELAY.sub("", words)))
    shorter = _SPACES.sub(" ", _FILLERS.sub(" ", words)).strip(" ,，。.")
    words = shorter if len(shorter) >= 2 else words.strip()
    if not words:
        return _SPACES.sub(" ", text).strip()[: MOST_CHINESE * 2] or None
    return _cut(words)


def _cut(words: str) -> str:
    if re.search(r"[\u4e00-\u9fff]", words):
        words = re.sub(r"(?<=[\u4e00-\u9fff]) +| +(?=[\u4e00-\u9fff])", "", words)
        return words if len(words) <= MOST_CHINESE + 6 else words[:MOST_CHINESE]
    kept = words.split()[:MOST_WORDS]
    first = kept[0]
    return " ".join([first[:1].upper() + first[1:], *kept[1:]])[:120]
