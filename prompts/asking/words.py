"""Pieces of patterns that both languages share: numbers of records, dates, names, and the manners around an order."""

import re

NUMBER = r"(?:cr|so|t)\s?[-\u2010-\u2015\uff0d]?\s?\d{1,6}(?![\da-z%])"
NUMBERS = rf"{NUMBER}(?:\s*(?:和|与|跟|、|,|，|and|&|\s)\s*{NUMBER})*"
_NUMBER_PARTS = re.compile(r"(cr|so|t)\s?[-\u2010-\u2015\uff0d]?\s?(\d{1,6})", re.IGNORECASE)

_DATE_ZH = (
    r"(?:今天|明天|后天|今晚|明晚|明早|今早|本周|这周|下+个?周|周[一二三四五六日天末]|星期|礼拜|下个?月|月底|月初|年底"
    r"|下班|\d{1,2}\s?[月号日]|[一二三四五六七八九十]{1,2}[月号]|中午|上午|下午|晚上)"
)
_DATE_EN = (
    r"(?:today|tonight|tomorrow|tmrw|(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?(?![a-z])"
    r"|next week"
    r"|this week|end of|eod|eow|cob|noon|\d{4}-\d{2}-\d{2}|\d{1,2}[/.]\d{1,2}|\d{1,2}(?:st|nd|rd"
    r"|th)?\s+(?:of\s+)?[a-z]{3}"
    r"|(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?\s+\d|\d{1,2}(?::\d\d)?\s?[ap]m|\d+ days?)"
)
_DATE = re.compile(rf"{_DATE_ZH}|(?<![a-z]){_DATE_EN}", re.IGNORECASE)
DATE_ZH = _DATE_ZH  # what a date may begin with, for patterns in which it follows a name without a gap

_MORE = re.compile(r"[,，。;；:：](?!\d)|(?<![a-z])(?:and|but|then|without)(?![a-z])|不用|别|并|然后", re.IGNORECASE)

# Somebody tells what others say: the words are theirs, and no order to us.
_RELAYS = re.compile(
    r"[说问讲](?!明)|表示|要求|希望|想知道|反馈|觉得|认为|告诉"
    r"|(?<![a-z])(?:says?|said|saying|wants?|wanted|asks?|asked|told|tells|thinks?|thought|hopes?|wishes"
    r"|would like)(?![a-z])",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"^(?:(?:hey|hi|hello|ok|okay|so|and|please|pls|kindly|just|(?:can|could|would|will) you)(?![a-z])[,，\s]*"
    r"|(?:你好|请问|请|麻烦你?|帮我|帮忙|劳驾|能不能|能否|可以)[,，\s]*)+",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"(?:[\s,，。.!！?？~～]|(?<![a-z])(?:please|pls|thanks|thank you|thx|for me|now)(?=[\s.!?]*$)|谢谢你?|多谢"
    r"|辛苦了?|吧|哈|呀|哦|啊|呢)+$",
    re.IGNORECASE,
)
LONGEST = 120  # characters: a longer text tells a story


def is_date(words: str) -> bool:
    """Whether words say when, and nothing behind it."""
    return _DATE.search(words) is not None and _MORE.search(words) is None


def is_relayed(text: str) -> bool:
    """Whether the text tells what somebody else said or wants."""
    return _RELAYS.search(text) is not None


def plain_order(text: str) -> str:
    """The order itself, on one line, without the manners around it."""
    even = " ".join(text.replace("’", "'").split())
    return _BEHIND.sub("", _BEFORE.sub("", even)).strip()


def read_numbers(words: str) -> tuple[str, ...]:
    """CR-3, T-7: as they are written, whatever was typed."""
    return tuple(f"{kind.upper()}-{int(number)}" for kind, number in _NUMBER_PARTS.findall(words))
