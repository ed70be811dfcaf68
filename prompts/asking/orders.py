"""Orders in plain words, as patterns in both languages: each names the verb of a command. Precision comes first."""

import re
from collections.abc import Iterator

from prompts.asking.intent import Intent
from prompts.asking.words import DATE_ZH, NUMBER, NUMBERS, is_date, read_numbers

_N, _NS = rf"(?P<n>{NUMBER})", rf"(?P<n>{NUMBERS})"
_WHO_ZH = r"@?(?P<who>[A-Za-z][A-Za-z .]*?|[\u4e00-\u9fff]{1,5}?)"
_WHO_EN = r"@?(?P<who>me|[A-Z\u4e00-\u9fff@][\w\u4e00-\u9fff.'-]*(?: [A-Z][\w.'-]*)?)"
_TO_ZH = r"(?:交给|转给|指给|指派给|派给|分给|分配给|移交给|转交给)"
_THING_ZH = r"(?P<target>[^,，。]{0,30}?(?:变更单?|任务|待办|改动)(?:单)?)"
_THING_EN = r"(?:the\s+)?(?P<target>[^,]{2,50}?\s(?:change|task|request|to-?do)s?)"
_WORK = r"(?:来|去)?(?:做|负责|处理|跟进?|弄)?(?:一下)?"
_LATER_ZH = r"(?:改到|改成|改为|改至|推迟到|推到|延期到|延期至|延到|延后到|提前到|挪到|调到|调整到|顺延到)"
_DEADLINE_ZH = r"(?:的?(?:截止(?:日期|时间)?|交期|日期|时间))?"
_DEADLINE_EN = r"(?:due\s?date|deadline|date)"
_ENDS_ZH = r"(?:完成|做完|搞定|弄完|弄好|办完|做好|处理完|处理好|结束|改完|改好)"
_LAST_ZH = r"(?:刚才|刚刚|刚|上一步|上一个|上一次|上次|最后一步|最后那个)"
_ACT_ZH = r"(?:的|那个|那步|那条|一个|那次|操作|改动|修改|动作|步骤)*"


def _all(verb: str, *patterns: str, case: bool = False) -> list[tuple[str, re.Pattern[str]]]:
    flags = 0 if case else re.IGNORECASE
    return [(verb, re.compile(rf"^(?:{pattern})$", flags)) for pattern in patterns]


_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    *_all(
        "done",
        rf"把?\s*{_NS}\s*(?:我|我们|都|也|已经|已|今天|刚刚?)*\s*(?:标记?(?:为|成)?|设为|改为"
        rf"|改成)?\s*已?{_ENDS_ZH}(?:掉)?(?:了|啦|咯)?",
        rf"(?:完成|结掉|关掉|关闭|搞定)(?:了)?\s*{_NS}(?:了)?",
        rf"(?:mark|set|close|finish|complete|tick off)\s+{_NS}(?:\s+(?:as\s+|to\s+)?(?:done|finished|completed?"
        rf"|closed))?",
        rf"{_NS}(?:\s+(?:is|are)|'s)?\s+(?:both |all |now |already |just )*(?:done|finished|completed?)",
        rf"(?:i|we)(?:'ve| have)?\s+(?:just |already )?(?:finished|completed|closed|done)(?:\s+with)?\s+{_NS}",
    ),
    *_all(
        "edit",
        rf"把?\s*{_N}\s*{_DEADLINE_ZH}\s*{_LATER_ZH}\s*(?P<due>.{{1,24}})",
        rf"把\s*{_THING_ZH}{_DEADLINE_ZH}\s*{_LATER_ZH}\s*(?P<due>.{{1,24}})",
        rf"(?:move|push|postpone|shift|delay|reschedule|bring)\s+{_N}(?:\s+(?:back|out|forward|up))?\s+(?:to"
        rf"|until|till)\s+(?P<due>.{{1,30}})",
        rf"(?:move|push|postpone|shift|delay|reschedule)\s+{_THING_EN}(?:\s+(?:back|out|forward))?\s+(?:to|until"
        rf"|till)\s+(?P<due>.{{1,30}})",
        rf"(?:set|change|move|push)\s+(?:the\s+)?{_DEADLINE_EN}\s+(?:of|for"
        rf"|on)\s+{_N}\s+(?:back )?to\s+(?P<due>.{{1,30}})",
        rf"(?:set|change|move|push)\s+{_N}(?:'s)?\s+{_DEADLINE_EN}\s+(?:back )?to\s+(?P<due>.{{1,30}})",
    ),
    *_all(
        "assign",
        rf"把?\s*{_NS}\s*(?:{_TO_ZH}|给)\s*{_WHO_ZH}{_WORK}[,，\s]*(?P<due>{DATE_ZH}.{{0,16}})?",
        rf"把?\s*{_NS}\s*(?:让|由|请)\s*{_WHO_ZH}(?:来|去)?(?:做|负责|处理|跟进?"
        rf"|弄)[,，\s]*(?P<due>{DATE_ZH}.{{0,16}})?",
        rf"把\s*{_THING_ZH}\s*{_TO_ZH}\s*{_WHO_ZH}{_WORK}[,，\s]*(?P<due>{DATE_ZH}.{{0,16}})?",
    ),
    *_all(
        "assign",
        rf"(?i:(?:re)?assign|give|hand|pass)\s+(?i:{_NS})(?:\s+over)?\s+to\s+{_WHO_EN}(?:[,\s]+(?P<due>.{{2,30}}))?",
        rf"(?i:(?:re)?assign|give|hand|pass)\s+{_THING_EN}(?:\s+over)?\s+to\s+{_WHO_EN}(?:[,\s]+(?P<due>.{{2,30}}))?",
        case=True,
    ),
    *_all(
        "approve",
        rf"(?:我|我们)?(?:批准|通过|同意|批一下|批了)\s*{_NS}",
        rf"{_NS}\s*[,，]?\s*(?:我|我们|可以|都|就)*\s*(?:批准|通过|同意)(?:了)?(?:[,，\s]*(?:批准|通过|同意|可以))*",
        rf"(?:i\s+)?approve\s+{_NS}",
    ),
    *_all(
        "reject",
        rf"(?:驳回|拒绝|不批准?)\s*{_N}(?:[,，:：;；\s]+(?:因为|原因是?)?\s*(?P<rest>.+))?",
        rf"{_N}\s*(?:驳回|不批准?|不通过)(?:[,，:：;；\s]+(?:因为|原因是?)?\s*(?P<rest>.+))?",
        rf"(?:i\s+)?reject\s+{_N}(?:[,:;\s]+(?:because|since|as)?\s*(?P<rest>.+))?",
    ),
    *_all(
        "start",
        rf"(?:我|我们)?(?:开始|开工)(?:做|处理|弄)?\s*{_NS}(?:了)?",
        rf"{_NS}\s*(?:我|我们)?(?:已经|已)?(?:开始|开工|动工)(?:做|处理)?(?:了)?",
        rf"(?:(?:i'm|i am|we're|we are|i|we)\s+)?(?:start|starting|started|begin"
        rf"|beginning)(?:\s+(?:work(?:ing)?\s+)?(?:on|with))?\s+{_NS}",
    ),
    *_all(
        "withdraw",
        rf"把?\s*{_NS}\s*(?:不做了|不用做了|不要了|撤掉|撤单|撤了|作废|取消)(?:了)?",
        rf"(?:撤掉|撤单|取消|作废)\s*{_NS}",
        rf"(?:withdraw|cancel|drop|scrap)\s+{_NS}",
    ),
    *_all(
        "undo",
        rf"(?:撤销|撤回|取消)(?:掉|一下)?{_LAST_ZH}{_ACT_ZH}",
        rf"(?:把)?{_LAST_ZH}{_ACT_ZH}(?:撤销|撤回|取消)(?:掉|一下)?",
        r"(?:undo|revert|take back)\s+(?:that|it|this|(?:that|the|my)\s+last\s+(?:one|change|thing|step|action"
        r"|edit)|what i just did)",
        r"take (?:that|it) back",
    ),
    *_all(
        "show",
        rf"(?:看一?下|看看|看|查一?下|查看|打开|显示)\s*{_N}(?:的?(?:情况|进度|详情|状态))?",
        rf"{_N}\s*(?:现在|目前|最近)?(?:的)?(?:是)?(?:什么情况|啥情况|怎么样了?|怎样了?|如何了?|到哪一?步?(?:儿|里)?了?"
        r"|进展(?:如何|怎么样)?了?|进度(?:如何|怎么样)?了?|状态|做完了吗|完成了吗|批了吗|好了吗|做得怎么样了?)",
        rf"(?:show|open|see|view|pull up)(?: me)?\s+{_N}",
        rf"(?:what(?:'s| is) the )?status (?:of|on|for) {_N}",
        rf"(?:how(?:'s| is)|where(?:'s| is)|where are we (?:on|with)|what(?:'s| is) (?:up|happening"
        rf"|going on) with)\s+{_N}"
        r"(?:\s+(?:going|doing|coming along|at))?",
        rf"is\s+{_N}\s+(?:done|finished|ready|approved)(?:\s+yet)?",
    ),
    *_all(
        "help",
        r"(?:你|这个?|机器人|它)?(?:要|该|应该)?怎么(?:用|使用|玩)(?:你|这个)?|(?:使用)?说明|(?:有哪些"
        r"|什么)命令|有什么功能",
        r"你(?:都|还)?(?:会|能|可以)(?:做|干|帮我做)(?:些)?(?:什么|啥)|你有什么(?:用|功能)",
        r"what (?:else )?can you do(?: for me)?|what do you do|how (?:do|can|should) i use (?:you|this)"
        r"|how does (?:this|it) work",
        r"what commands (?:do you have|are there)|(?:list|show)(?: me)? (?:all |the |your )*commands|how do you work",
    ),
)


def read_order(text: str) -> Intent | None:
    """The order that an even text (words.plain_order) gives, or None."""
    return next(_orders_in(text), None)


def _orders_in(text: str) -> Iterator[Intent]:
    for verb, pattern in _PATTERNS:
        match = pattern.match(text)
        intent = _intent_of(verb, match) if match is not None else None
        if intent is not None:
            yield intent


def _intent_of(verb: str, match: re.Match[str]) -> Intent | None:
    """The parts that were matched. What should be a date has to be one."""
    found = {name: (value or "").strip(" ,，") for name, value in match.groupdict().items()}
    due = found.get("due", "")
    if due and not is_date(due):
        return None
    numbers = read_numbers(found.get("n", ""))
    if verb == "withdraw" and all(number.startswith("T-") for number in numbers):
        verb = "cancel"
    who = found.get("who", "")
    return Intent(
        verb=verb,
        numbers=numbers,
        target=found.get("target", ""),
        who="me" if who.casefold() in ("me", "我", "我自己") else who,
        due=due,
        rest=found.get("rest", ""),
    )
