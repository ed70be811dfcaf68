"""Questions about open records and people: "ACME 有哪些变更没做完", "what's overdue for ACME?", "who is on BETA?".

What is known is taken away word by word; the little that remains names the client or the colleague.
"""

import re

from prompts.asking.intent import Intent, Kind, When

_WHEN: tuple[tuple[When, str], ...] = (
    ("overdue", r"逾期|超期|过期|拖期|(?<![a-z])(?:overdue|past due|late)(?![a-z])"),
    ("today", r"今天|今日|(?<![a-z])today(?:'s)?(?![a-z])"),
    ("tomorrow", r"明天|明日|(?<![a-z])tomorrow(?:'s)?(?![a-z])"),
    ("week", r"本周|这周|这个?星期|这个?礼拜|(?<![a-z])this week(?:'s)?(?![a-z])"),
)
_KINDS: tuple[tuple[Kind, str], ...] = (
    ("changes", r"变更单?|改动|(?<![a-z])(?:change requests?|changes|crs)(?![a-z])"),
    ("tasks", r"任务|(?<![a-z])tasks(?![a-z])"),
)
_ASKS_ZH = re.compile(r"哪些|(?<!为)什么(?!时候|意思|样|事)|啥(?!时候|意思)|有没有")
_OPEN_ZH = (
    r"没有?(?:做完|完成|做|交付|交|批准|批|结束|处理完|处理|搞定|弄完|通过)|未(?:完成|交付|批准|处理|结束)|到期"
    r"|要做|要交|该做|该交"
    r"|需要做|需要交|得做|截止|待办|待处理|待批准|等(?:着)?批"
)
_FILLERS_ZH = (
    r"哪些|什么|啥|有没有|有|要|还|都|现在|目前|手上|手里|手头|这边"
    r"|那边|的|了$|东西|事情?|活儿?|吗|在|是|需|完|着|里|我们?|呢|被"
)
_HEAD_EN = re.compile(
    r"^(?:what(?:'s|'re| is| are| do| does| has| have)?|which|list|show(?: me)?|any(?:thing)?|are there"
    r"|is there|do (?:we|i) have"
    r"|have (?:we|i)|give me|overdue|open|my)(?![a-z])",
    re.IGNORECASE,
)
_OPEN_EN = (
    r"(?<![a-z])(?:open|due|pending|unfinished|outstanding|to-?dos?|to do|(?:still )?left to do"
    r"|on (?=\S+ plate)|plate|working on"
    r"|waiting|not done(?: yet)?)(?![a-z])"
)
_FILLERS_EN = (
    r"(?<![a-z])(?:what(?:'s|'re)?|which|list|show|any(?:thing)?|something|there|is|are|do|does|has|have|had|we"
    r"|us|give|all|the|of|for"
    r"|from|at|still|currently|right now|now|on|to|by|with|in|our|got|need|needs|supposed|that|else|items?|work"
    r"|things?|everything"
    r"|a|an|me|did|requests?|client)(?![a-z])"
)
_MINE = re.compile(r"^我自?己?(?!们)|(?<![a-z])(?:my|i|mine)(?![a-z])|show me my", re.IGNORECASE)
_NOT_A_NAME = re.compile(r"[,，。；;:：!！?？]|[了吗呢吧]|他们?|她们?|你们?|您|大家|时候|怎么|为什么")
_LONGEST_NAME = 24
_TEAM = (
    re.compile(
        r"^(?P<about>.{1,20}?)(?:这个?客户|那边)?(?:现在|目前)?(?:是|由|归)?谁在?(?:跟进?|负责|做|管|对接)(?:的|着)?$"
    ),
    re.compile(r"^(?:现在|目前)?(?:是)?谁在?(?:跟进?|负责|做|管|对接)(?P<about>.{1,20}?)(?:这个?客户)?(?:的)?$"),
    re.compile(
        r"^who(?:'s| is| are|'re)\s+(?:working\s+)?(?:on|in charge of|responsible for|handling|looking after)\s+"
        r"(?P<about>[\w\u4e00-\u9fff&'. -]{2,24})$",
        re.IGNORECASE,
    ),
    re.compile(
        r"^who\s+(?:owns|handles|runs|manages|looks after|works (?:on|for))\s+(?P<about>[\w\u4e00-\u9fff&'. -]{2,24})$",
        re.IGNORECASE,
    ),
)


def read_question(text: str) -> Intent | None:
    """The question that an even text (words.plain_order) asks, or None."""
    for pattern in _TEAM:
        match = pattern.match(text)
        if match is not None and _is_name(match["about"]):
            return Intent(verb="team", about=match["about"].strip(" 的"))
    return _read_list_zh(text) or _read_list_en(text)


def _read_list_zh(text: str) -> Intent | None:
    if _ASKS_ZH.search(text) is None or len(text) > 40:
        return None
    return _read_list(text, _OPEN_ZH, _FILLERS_ZH)


def _read_list_en(text: str) -> Intent | None:
    if _HEAD_EN.match(text) is None or len(text) > 80:
        return None
    return _read_list(text, _OPEN_EN, _FILLERS_EN)


def _read_list(text: str, is_open: str, fillers: str) -> Intent | None:
    """A list is asked for when the text says of what, or as of when; what is left of it must be a name, or nothing."""
    when, rest = _take(text, _WHEN)
    kind, rest = _take(rest, _KINDS)
    is_mine = _MINE.search(rest) is not None
    rest = _MINE.sub(" ", rest)
    opened = re.sub(is_open, " ", rest, flags=re.IGNORECASE)
    says_which = opened != rest or bool(kind) or when == "overdue"
    rest = " ".join(re.sub(fillers, " ", opened, flags=re.IGNORECASE).split()).strip("'-. 、")
    rest = re.sub(r"'s$", "", rest)
    if not says_which or (rest and not _is_name(rest)):
        return None
    return Intent(verb="list", about=rest, kind=kind, when=when, is_mine=is_mine and not rest)


def _take(text: str, table: tuple[tuple[str, str], ...]) -> tuple:  # type: ignore[type-arg]
    for name, pattern in table:
        without = re.sub(pattern, " ", text, flags=re.IGNORECASE)
        if without != text:
            return name, without
    return "", text


def _is_name(words: str) -> bool:
    """Whether words may name a client or a colleague."""
    words = words.strip()
    return 1 < len(words) <= _LONGEST_NAME and len(words.split()) <= 4 and _NOT_A_NAME.search(words) is None
