"""Orders to a machine, and what machines write: no message may command the bot, whatever it looks like.

"Ignore all previous instructions", a system's voice, a card of ours that was copied, words hidden behind characters
without width: such sentences are blanked out before anything is read. Markup, templates, queries and long repetitions
are blanked out too, as data; a real request beside them is read as if they weren't there.
"""

import re
from collections.abc import Iterator

from prompts.reading.patterns import words
from prompts.reading.plain import blanked, evened

ORDER = words(
    r"(?:ignore|disregard|forget|override|bypass) (?:all |any |your |the |my |previous |prior "
    r"|above |earlier |every ?thing )*(?:system |previous |prior |above |earlier "
    r"|initial )*(?:instructions?|prompts?|rules?|guidelines|directives?|system prompt)"
    r"|system prompt|you are now|you're now (?:a|an|in)|act as (?:an? )?(?:ai|bot|dan|pirate"
    r"|unrestricted|developer|root|admin)|jailbreak|developer mode|dan mode|print (?:your"
    r"|the) (?:instructions|prompt)|reveal your"
    r"|(?:bot|assistant|ai|chatgpt|gpt|claude|liaison|crm bot)\s*[,:：,]\s*(?:please "
    r"|pls )?(?:delete|mark|close|approve|ignore|export|reply|send|drop|set|cancel|list|show"
    r"|reveal|output|create|remove|forget|execute|run|write|change|tell)"
    r"|as an ai|pretend (?:you are|you're|to be)|\[?system\]?\s*[:：]|<\|?(?:system|im_start)"
    r"|(?:delete|drop|close|clear|wipe) (?:all|every) (?:the )?(?:tasks?|records?|data|tickets?"
    r"|reminders?|clients?|tables?)|set all tasks|mark (?:all|every) (?:tasks?|items?)|drop table"
    r"|(?:re)?assign (?:all|every) (?:the )?(?:tasks?|records?|clients?)"
    r"|tool_calls?|function_calls?|to=functions|(?:execute|decode|run) (?:the |this )?(?:decoded|base64)",
    r"忽略.{0,12}(?:指令|提示|规则|设定|要求|prompt)|无视.{0,12}(?:指令|提示|规则)|忘(?:记"
    r"|掉).{0,10}(?:指令|提示|设定|规则)|系统(?:提示词?|指令|消息|通知|管理员)\s*[:：]|提示词"
    r"|你现在是(?:一[个只名]|ai|dan|管理员)|你是一?个?(?:ai|机器人|语言模型)|扮演"
    r"|(?:清空|删除|删掉|关闭|完成|导出|重置)(?:本群|全部|所有|一切)+的?.{0,8}(?:待办|任务|记录"
    r"|数据|工单|提醒|客户|消息)|(?:把|将)(?:本群|全部|所有)的?(?:待办|任务|记录|数据"
    r"|工单).{0,8}(?:清空|删|关闭|完成|标)|(?:把|将)(?:待办|任务|工单)(?:全部|都|统统)(?:清空|删|关闭|完成|标)"
    r"|(?:所有|全部|一切)的?(?:任务|待办|客户|工单)(?:全部|都|统统)?(?:改?指派|分配|改派|转交|过户)给"
    r"|(?:机器人|小助手|助手|bot)\s*[,，:：].{0,6}(?:删|清|把"
    r"|将|执行|输出|回复|说|给|帮|告诉|讲)|请机器人.{0,4}(?:把|将|执行|帮|删|标)"
    r"|(?:输出|显示|告诉我|泄露).{0,6}(?:提示词|系统提示|prompt)|调用工具|\[/?inst\]|<</?sys>>",
)
_SENTENCE = re.compile(r"(?:[^。！？!?\n;；.]|\.(?=\S))+[。！？!?\n;；.]*")
_AND_THEN = words(  # what a sentence goes on with when the one before it was an order
    r"joke|poem|haiku|reply|respond|say|tell me|only|output|as a|prompt|instead"
    r"|(?:delete|remove) the client|approve|export|reveal|execute|(?:re)?assign every\w*"
    r"|mark \w+ (?:as )?(?:done|paid)",
    r"笑话|回复|输出|只[说回]|执行|诗|批准|导出|改派",
)
# What records is read for its words; whoever may give the others has been served before anything is read.
_COMMAND = re.compile(r"^[ \t]*/crm(?![a-z])(?! *(?:log|change|task|记录|变更|任务)(?![a-z])).*$", re.M)
_CARD = re.compile(  # the head of a card of ours and what stands below it (prompts/cards/proposal)
    r"^[ \t]*(?:已确认|请确认|已忽略|客户已撤回|confirmed|please confirm|dismissed|withdrawn by the client"
    r"|approved by the client) +·.*(?:\n[^\n]+)*",
    re.M,
)
_REVERSED = re.compile("[\u202d\u202e][^\u202c\n]*")
_AGAIN_AND_AGAIN = re.compile(r"([^\W_][^\n]{0,7}?)\1{49,}")
_HEADER = re.compile(r"^[ \t]*(?:-{3,}.*|(?:from|to|cc|subject|date|发件人|收件人|抄送|主题|日期) *[:：].*)$", re.M)
_DATA = (  # what machines read, not people
    re.compile(r"\{%.{0,300}?%\}|\{\{.{0,300}?\}\}|[$#]\{[^{}\n]{0,300}\}|<%.{0,300}?%>"),
    re.compile(r"<script.*"),
    re.compile(r"&lt;[/!@a-z][^&\n]{0,300}&gt;"),
    re.compile(r"<!\[cdata\[.{0,300}?\]\]>|</?[a-z!][^<>\n]{0,300}>", re.S),
    re.compile(r"[{\[]\s*\{?\s*\"[^\"\n]{1,40}\"\s*:.*[}\]]"),
    re.compile(
        r"\b(?:update \w+ set|insert into \w+|delete from \w+|drop table \w+|union select) ?.*|\d?' or '\d'='\d'?"
    ),
    re.compile(r"^[ \t]*[=+][a-z]{2,20}[(|].*$", re.M),
    re.compile(r"(?<![\w/])(?=[a-z+/]*\d)[a-z0-9+/]{40,}={0,2}"),
)
_INVISIBLE = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a\u202b\u2060-\u2069\ufeff]")
_ALIKE = str.maketrans(
    "аеорсухіјѕԁһԛԝтмкнвгиАВЕКМНОРСТУХІЈЅοαρνικΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aeopcyxijsdhqwtmkhbrnabekmhopctyxijsoapvikabezhikmnoptyx",
)
_MIXED = re.compile(r"[a-z][\u0370-\u04ff]|[\u0370-\u04ff][a-z]|(?<!\w)[\u0370-\u04ff](?!\w)")


def without_orders_to_a_machine(plain: str) -> tuple[str, bool]:
    """An evened text with orders to a bot and machines' own writing blanked out, and whether there were orders.

    Every character keeps its place.
    """
    seen, places = _as_seen(plain)
    orders = list(_orders(seen))
    spans = [*orders, *(match.span() for pattern in _DATA for match in pattern.finditer(seen))]
    if orders:
        spans += [match.span() for match in _HEADER.finditer(seen)]
    if not spans:
        return plain, False
    letters = list(plain)
    for start, end in spans:
        for at in places[start:end]:
            letters[at] = " "
    return "".join(letters), bool(orders)


def commands_a_machine(text: str) -> bool:
    """Whether a message tries to command a bot. Then nothing follows from it for records that are there already."""
    return without_orders_to_a_machine(blanked(evened(text)))[1]


def _as_seen(plain: str) -> tuple[str, range | list[int]]:
    """The text as it looks, and its places: without what has no width, look-alikes of Latin letters as such."""
    places: range | list[int] = range(len(plain))
    seen = plain
    if _INVISIBLE.search(plain):
        places = [at for at, letter in enumerate(plain) if not _INVISIBLE.match(letter)]
        seen = "".join(plain[at] for at in places)
    return (seen.translate(_ALIKE) if _MIXED.search(seen) else seen), places


def _orders(seen: str) -> Iterator[tuple[int, int]]:
    for pattern in (_COMMAND, _CARD, _REVERSED):
        yield from (match.span() for match in pattern.finditer(seen))
    for again in _AGAIN_AND_AGAIN.finditer(seen):  # nobody at work says a thing fifty times over; once, they may
        yield again.end(1), again.end()
    if not ORDER.search(seen):
        return
    before_was = False
    for sentence in _SENTENCE.finditer(seen):
        before_was = bool(ORDER.search(sentence[0])) or (before_was and bool(_AND_THEN.search(sentence[0])))
        if before_was:
            yield sentence.span()
