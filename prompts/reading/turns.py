"""What a message does to what was said before: takes it back, approves it, delivers it, moves its date, settles it."""

import re
from typing import Literal

from prompts.reading.orders import commands_a_machine, without_orders_to_a_machine
from prompts.reading.patterns import words
from prompts.reading.plain import blanked, evened
from prompts.reading.rules import kinds
from prompts.reading.rules.noise import is_acknowledgement
from prompts.reading.schema import Reading
from prompts.reading.things import any_word, read_things

Withdrawal = Literal["dropped", "former"]

_DROPPED = words(
    r"never ?mind(?! the)|nvm|scrap (?:that|it|this|the (?:change|idea|request))"
    r"|(?<!don't )(?<!not )forget (?:it|that|about (?:it"
    r"|that|the change)|what i (?:said|asked)|my (?:last|previous|earlier))|(?:no need|no longer need"
    r"|don't need|do not need"
    r"|don't bother|no longer necessary)(?: \w+)? (?:to )?(?:change|chang\w+|update|edit|swap|move|make"
    r"|do (?:it|that|this)|that|the change)"
    r"|let's not (?:change|do (?:it|that|this)|touch)|leave (?:it|the \w+|everything) (?:as (?:it )?(?:is|was)"
    r"|alone|the way it)"
    r"|cancel (?:that|this|the change|the request|my (?:request|last))|(?:ignore|disregard) (?:that|this"
    r"|my (?:last|previous|earlier)"
    r"(?: \w+)?)|i take (?:it|that) back|don't change (?:it|anything|that)(?! to)|keep (?:it|everything"
    r"|things) (?:as (?:it )?(?:is|was)|the same|unchanged)"
    r"|we (?:won't|don't) need (?:that|the|this) change|changed (?:my|our) mind",
    r"算了(?!一?[下算]|[个笔些])|不(?:用|需要|必|要)?(?:再)?(?:改|换|加|调|动|删|放大|缩小|做|弄)了(?!又)"
    r"|先不(?:改|换|加|调|动|弄)(?!完|好)"
    r"|(?:暂时|暂且|就)(?:先)?不(?:改|换|加|调|动)(?!完|好)|(?:别|甭)(?:再)?(?:改|换|动|加|调)了|不用(?:改|换"
    r"|加|调|动|放大|缩小)(?:了|[。!,，]|$)"
    r"|(?:收回|撤回|撤销|取消|作废)(?:我?(?:刚才|刚刚|上面|前面|之前|这个|那个|这条|那条"
    r"|上一?[个条]))?[^，。]{0,6}(?:需求|修改|改动|变更|意见|要求|的话)"
    r"|收回(?:刚才|刚刚|上面|前面)|当我没说|作罢|保持(?:原样|不变|现状|现在)|维持(?:原样|原状|不变|现状|原来)"
    r"|改主意了",
)
_FORMER = words(
    r"(?:go|going|switch|revert|roll|change|put|bring|move|turn|swap"
    r"|flip)(?: \w+){0,3} back(?: to)?(?: \w+){0,2} (?:old|original|previous|former|earlier|last|first|before|"
    r"how it was|way it was|as it was|version|v\d)|(?:go|switch|change|put|bring|swap|roll) (?:it|this|that"
    r"|them) back(?! (?:to (?:me|you|us)|by|when))|revert(?:ing)?(?: it| this| that| to| back| the)?"
    r"|restore the (?:old|original|previous|former|earlier)|(?:keep|use|stick (?:with|to)|prefer(?:red)?"
    r"|go with|take|want|liked?|have|stay with|run with) (?:\w+ )?(?:the|our|your)"
    r" (?:old|previous|original|former|earlier|last|first|prior)(?: (?:one|version|design|layout|draft|look"
    r"|colou?r|round|option|v\d))?(?! \w+ing)"
    r"|undo (?:that|the|those|it|my)|back to (?:the )?(?:old|original|previous|former|first|earlier)",
    r"还是(?:就)?(?:用|按|选|要|保留|走|回到?|觉得)?[^，。,]{0,3}(?:上一?[版稿]|上个?版本|原(?:版|稿|来的?"
    r"|先的?|样)|之前(?:的|那)[个版稿]?|旧[版的稿]|老版|前一[版稿]|第一[版稿]|初[版稿]|最初)(?!的(?:问题|意见"
    r"|文|标|图|l|字|色|背|海|视))"
    r"|(?:改|换|用|退|调|变|回|撤|转)(?:回到?|到|成回)[^，。,]{0,3}(?:上一?[版稿]|上个?版本|原(?:版|稿|来|先"
    r"|样)|之前|以前|旧[版的稿]|老版|前一[版稿]|第一[版稿]|初[版稿]|最初)(?!的(?:文|标|图|l|字|色|背|海|视))"
    r"|(?:恢复|还原|沿用|回退|回滚)(?:到|成|回|为)?[^，。,]{0,3}(?:上一?[版稿]|原(?:版|稿|来|先|样|状)|之前"
    r"|旧[版的]|第一[版稿]|$|吧)|(?:改|换|调)回(?:去|来)",
)
# "Is it off?" asks; "could we go back?" asks for it.
_ONLY_ASKS = words(
    r"(?:should|shall|do|did|are|is|have|has|why|how|when|what|who|if) (?:we|you|i|it|they|the)(?: \w+){0,8}\?"
    r"|\?.*(?:or not)",
    r"是不是|要不要|是否|为什么|怎么|什么时候|有没有|[^吧]吗[?？]?\s*$|么[?？]\s*$|如果|要是|万一",
)
_POLITELY = words(r"(?:can|could|would|may) (?:we|you|it|i)", r"能不能|可不可以|可以|能否|可否|能.{0,10}吗")
_FOUND_IT = words(
    r"found it|got it|figured|i see it|see it now|works now|sorted|it's there",
    r"找到了|看到了|知道了|解决了|好了,?没事",
)
_NOT_A_CHANGE = words(r"the typo|about lunch|about the (?:call|meeting)|meeting|call", r"会议?|电话|吃饭|聚餐|见面")

_YES = words(
    r"lgtm|approved?|looks? good(?: to (?:me|us|go))?|good to go|go ahead|ship it|sign(?:ed)? off|confirmed?"
    r"|all good|let's go(?: with (?:it|this))?"
    r"|happy with (?:it|this|that)|green ?light|perfect,? (?:go|ship|send|publish|post|print)|ready to (?:go"
    r"|print|publish|ship)"
    r"|you can (?:go|print|publish|post|send|launch)|(?:we're|i'm) good with|that works|no (?:more|further"
    r"|other) (?:changes|comments|edits)",
    r"确认(?:了|无误|没问题|通过|ok|定稿|可以|[。!！~,，\s]*$)|^\s*确认|(?:可以|能|行|没问题"
    r"|好)[,，.。!！\s]*(?:就?(?:这样|发|上|印|投|定|用|按|推|走|执行|安排|出街))|(?:审核?|批|核)?(?:通过"
    r"|过了)(?!吗)"
    r"|定稿|就(?:这版|这个|这样|按这|用这|它)|没(?:有)?(?:其他|别的|什么|啥)?(?:问题|意见|修改)(?!吗)"
    r"|可以(?:了|发|上线|印|投|定|用|出街)|ok了?[,，]?(?:就|发|可以|$)|同意|拍板|放行",
)
_NO_YES = words(
    r"but|except|other than|apart from|as long as|provided|once|after (?:you|that|the)|until|unless|if|however"
    r"|one (?:small|tiny|more|last)|just (?:one|need|change|fix)"
    r"|not|don't|can't|won't|isn't|before|pending|waiting|still (?:need|waiting)|almost|nearly|who"
    r"|confirm (?:the|with|if|whether|that|receipt|by|your|our|we|attendance|time)|to confirm|please confirm",
    r"但是?|不过|只是|就是.{0,8}(?:点|改|换|太)|除了|如果|等.{0,10}(?:再|才|确认|批|审)|先别|还没|没有?(?:通过"
    r"|确认|定)|不能|不行|不通过|未|差一点|还差|再(?:改|调|换)|需要.{0,4}(?:确认|审批)"
    r"|确认(?:一)?下|跟.{0,6}确认|请确认|待确认|找.{0,8}确认|谁|吗|么[?？]|[?？]",
)
_NO_DELIVERABLE = words(
    r"meeting|call|time|slot|invite|monday|tuesday|wednesday|thursday|friday|o'clock|noon|lunch",
    r"时间|几点|开会|会议|见面|电话|周[一二三四五六日]|明天|后天|下午|上午",
)

_DELIVERED = words(
    r"attached|(?:here(?:'s| is| are)|please find|see|sharing|have a look at|take a look at"
    r"|check(?: out)?) (?:\w+ ){0,4}(?:v\d+|versions?|drafts?|proofs?|files?|links?|updates?|latest|new"
    r"|revised"
    r"|updated|final|deck|designs?|cuts?|mock-?ups?|options?|below|it)|(?:is|are|'s) (?:now |all )?(?:ready"
    r"|done|live|up|updated|fixed|uploaded|finished|in the (?:\w+ )?(?:folder|drive|doc|dropbox|figma))"
    r"|(?:i've|we've|i|we|just|have|has been|have been) (?:just |now |already )?(?:updated|uploaded|fixed|sent"
    r"|made (?:the|those|that|it)|changed|swapped|revised|finished|posted|shared|published|replaced|adjusted"
    r"|dropped (?:it|them|the))"
    r"|(?:updated|revised|fixed|done|uploaded|changed|swapped|sent)(?: and (?:sent|uploaded"
    r"|attached))?[.!,: ]*$|^\W*(?:updated|revised|fixed|done|uploaded|new version|final version"
    r"|v\d+)(?! (?:will|tomorrow|soon|by|next))"
    r"|sent (?:it |them |the \w+ )?(?:over|across|to you)|ready for (?:your )?(?:review|approval)"
    r"|for your (?:review|approval)",
    r"(?:改|做|调|换|修|剪|写|画|出|排|传|弄|搞|整理|更新|处理|替换|优化|录|拍|印)(?:好|完)了|已经?(?:改|更新"
    r"|上传|发|调|替换|修|换|放|完成|做|出|上线|重新|按|根据)|(?:更新|上传|出来|完成|发出|上线|搞定|替换"
    r"|发布)了"
    r"|发(?:您|你|给您|给你|群里|到|过去|出来|邮箱)[^，。]{0,8}了|(?:请|您|你|麻烦)(?:们)?(?:您|再)?(?:查收"
    r"|过目|审阅|验收|看(?=[~!。！，,\s]|$)|看下|看一下|看看)|(?:放|传|存|同步)(?:到|在|进)?[^，。]{0,6}(?:网盘|云盘|文件夹|群文件"
    r"|链接|共享)[^，。]{0,4}了"
    r"|(?:见|看|在)(?:附件|下面链接|链接)|附件(?:是|为|里)|(?:初|终|定|新|改|二|三|修改"
    r"|修订)[稿版][^，。]{0,6}(?:来了|好了|出了|如下|在这|出炉|来啦)|v\d[^，。]{0,6}(?:来了|好了|如下|在这"
    r"|出了)|这(?:是|版是)[^，。]{0,8}[稿版]|^[^，。]{0,8}[稿版](?:来了|来啦|好了|出了)",
)
_NOT_DELIVERED = words(
    r"will|'ll|going to|gonna|tomorrow|later|soon|tonight|by (?:mon|tues|wednes|thurs|fri|eod|cob|noon|end)"
    r"|not (?:yet|ready|done)|isn't|aren't|haven't|hasn't|almost|nearly|working on|in progress|once"
    r"|when|should be|can you|could you|please (?:send|upload|share|update)|expect|waiting|need(?:s)? to"
    r"|to (?:the|our) (?:designer|printer|team|vendor|supplier)|invoice(?:d)?|meeting",
    r"明天|后天|今晚|稍后|一会儿?|待会|晚点|下周|马上|正在|快(?:要)?(?:好|完|出)|还没|没(?:改|做|出|弄|更新)"
    r"|尚未|将|会(?:发|改|更新|出|给)|争取|预计|尽快|给(?:设计|同事|团队|供应商|印厂|财务|法务|小|他|她)"
    r"|发给(?:设计|同事|团队|供应商|印厂|财务|法务|小)"
    r"|之前|上次|昨天|上周|等.{0,8}(?:再|后)|需要您|麻烦(?:您|你)(?:提供|发|补|给)|收到",
)
_LINKED = re.compile(r"https?://|www\.", re.IGNORECASE)

_DATE_FILLERS_ZH = re.compile(
    r"就(?:行|可以|好|成)|也(?:行|可以|成)|可以|给到?|交|发|出|要|需要|之前|前|以前|改到|改成|改为|改|提前到?"
    r"|推迟到?|延(?:后|期)?到?|推到?|挪到?|最晚|最迟|务必|必须|一定|麻烦|请|谢谢|辛苦|能不能|能|我们|我|你们"
    r"|你|您|那|就|吧|吗|呢|啊|哦|了|的"
    r"|还是|最好|希望|截止|时间|日期|交稿|这个|这版|左右|应该|不急|没事|好的|好|嗯|行|对|再|先|到|在|晚|早|点|下班"
)
_DATE_FILLERS_EN = any_word(
    r"by|before|until|till|on|at|for|to|is|it|it's|its|this|that|the|a|please|pls|thanks|thank|you|we|i|need"
    r"|needs|want|due|deadline|date|make|move|moved|push|pushed|bring|shift"
    r"|change|instead|of|fine|ok|okay|good|works|great|enough|would|could|can|will|be|have|get|no later than"
    r"|latest|latest|sorry|actually|let's|say|end|soon|us|me|up|back|forward|hard|then|so|and|yes|sure|should"
    r"|do"
)
_PROMISE_FILLERS_ZH = re.compile(
    r"新版|新的|新稿|一定|肯定|保证|绝对|会|能|给到?|发到?|交到?|出|做好|改好|弄好|搞定|完成|送到"
    r"|提交|准时|按时|前|之前|以前|我们|我|您|你|这边|放心|没问题|好的|好|收到|哈|哦|吧|啊|的|了|那|就|再|尽量"
    r"|争取|确认|就是|还是|记得|不会忘|没忘|晚|下班|把|它|这个|那个|请|抱歉|不好意思|改到|延到|推到|改成"
    r"|提前到?|推迟到?|最晚|最迟"
)
_PROMISE_FILLERS_EN = any_word(
    r"i|i'll|i'm|we|we'll|we're|will|it|it's|that|this|them|the|a|you|your|to|by|on|for|at|before|get|send"
    r"|have|has|be|is|deliver|share|over|across|there|definitely|surely|certainly|promise|promised|yes"
    r"|sure|still|on track|aiming|going|can|do|done|ready|with|as|said|no|worries|sorry|actually|instead|make"
    r"|need|until|till|and|just|confirming|in|us|me|back|again|hands|inbox|ok|okay|thanks|right|all|now|end|of"
)
_NOT_LETTERS = re.compile(r"[^a-z\u4e00-\u9fff]+")
_SETTLED = words(
    r"(?:that|this|it)(?:'s| is| has been)? (?:all )?(?:sorted|resolved|solved|settled|fixed now)"
    r"|(?:never ?mind|nvm)[,. ]+(?:found|got|figured|i see|see)(?: \w+)?|found it|no longer (?:an issue"
    r"|needed)|works now|issue (?:is )?(?:resolved|closed)",
    r"(?:已经?|都)?(?:解决|处理好|弄好|搞定)了(?![吗?？没])|(?:已经?)?找到了|不用(?:回|查|管|找)了|没事了"
    r"|(?:这个|问题)(?:已经?)?(?:过去|解决)了(?![吗?？])",
)
_LETTERS = re.compile(r"[^\W_]")
_NUMBER = re.compile(r"(?<![a-z0-9])cr\s*[-\u2010-\u2015]?\s*(\d{1,9})(?!\d)")
_TASK_NUMBER = re.compile(r"(?<![a-z0-9])t[-\u2010-\u2015](\d{1,9})(?!\d)")


def plain_of(text: str) -> str:
    """A message's words as the patterns here want them: without what is data, and without orders to a machine."""
    return without_orders_to_a_machine(blanked(evened(text)))[0]


def change_numbers(text: str) -> tuple[int, ...]:
    """The change requests that are named by number: "CR-12"."""
    return tuple(dict.fromkeys(int(number) for number in _NUMBER.findall(plain_of(text))))


def names_a_record(text: str) -> bool:
    """Whether a change request or a task is named by its number."""
    plain = plain_of(text)
    return bool(_NUMBER.search(plain) or _TASK_NUMBER.search(plain))


def says_nothing(text: str) -> bool:
    """Whether nothing but thanks and acknowledgements is left of a message without code, quotations and links."""
    plain = plain_of(text)
    return not _LETTERS.search(plain) or is_acknowledgement(plain)


def read_withdrawal(text: str) -> Withdrawal | None:
    """How a message takes a wish back: dropped ("算了不改了"), or for the former version ("还是用上一版吧")."""
    plain = plain_of(text)
    former, dropped = _FORMER.search(plain), _DROPPED.search(plain)
    if not former and not dropped:
        return None
    if _ONLY_ASKS.search(plain) and not (former and _POLITELY.search(plain)):
        return None
    if dropped and not former and (_FOUND_IT.search(plain) or _NOT_A_CHANGE.search(plain)):
        return None
    return "former" if former else "dropped"


def takes_back(text: str, reading: Reading) -> Withdrawal | None:
    """The same, unless the message asks for another change in the same breath: then that is what it is about."""
    found = read_withdrawal(text)
    if found is None or "change_request" not in reading.kinds:
        return found
    rest = _FORMER.sub(" ", _DROPPED.sub(" ", plain_of(text)))
    left = read_things(rest, without=reading.due_words)
    names_a_part = bool(left.wholes or left.parts)
    return None if (names_a_part and len(left.rest) > 6) or _ASKS_MORE.search(rest) else found


_ASKS_MORE = words(
    r"(?:but|and|then|just) (?:please )?(?:make|change|swap|add|remove|move|use|update|fix)",
    r"(?:但是?|不过|只|然后|再|把)[^。]{0,16}(?:改成|换成|放大|缩小|加上|去掉|调[大小亮暗]|删)",
)


def says_yes(text: str) -> bool:
    """Whether words say yes to something, whoever reads them."""
    return bool(_YES.search(plain_of(text)))


def approves(text: str, reading: Reading) -> bool:
    """Whether a client's words approve what they were shown: without an if, a but, or another wish."""
    if reading.is_work or reading.signals or commands_a_machine(text):
        return False
    plain = plain_of(text)
    if not (reading.interaction_kind == "approval" or _YES.search(plain)):
        return False
    if _NO_YES.search(plain) or (read_things(text).is_bare and is_only_a_date(text, reading.due_words)):
        return False
    if read_withdrawal(text) == "former":
        return False
    if reading.interaction_kind in ("question", "complaint", "meeting", "call"):
        return False
    return not (_NO_DELIVERABLE.search(plain) and not read_things(text).wholes)


def delivers(text: str, *, has_file: bool = False) -> bool:
    """Whether our own words hand something over: "改好了，请看", "v2 attached", or a file or link with few words."""
    plain = plain_of(text)
    if not plain.strip() and not _LINKED.search(text):
        return has_file
    if _NOT_DELIVERED.search(plain) or (kinds.asks_something(plain) and not _SHOWS.search(plain)):
        return False
    if _DELIVERED.search(plain):
        return True
    return (has_file or bool(_LINKED.search(text))) and len(plain.strip()) <= _FEW


_FEW = 60
_SHOWS = words(
    r"attached|thoughts|let me know|what do you think|ok\?|good\?",
    r"您看|你看|看(?:一)?下|看看|怎么样|可以吗|行吗|查收",
)


def is_only_a_date(text: str, due_words: str | None) -> bool:
    """Whether a message says nothing but by when: "周四前就行", "make it Thursday instead"."""
    if not due_words:
        return False
    return not _left(text, due_words, _DATE_FILLERS_ZH, _DATE_FILLERS_EN)


def is_bare_promise(text: str, due_words: str | None) -> bool:
    """Whether a promise says when and never what: "周五一定给到您", "I'll have it by Friday"."""
    return not _left(text, due_words, _PROMISE_FILLERS_ZH, _PROMISE_FILLERS_EN)


def _left(text: str, due_words: str | None, chinese: re.Pattern[str], english: re.Pattern[str]) -> str:
    plain = re.sub(r"@\S+", " ", plain_of(text))
    if due_words:
        plain = plain.replace(evened(due_words), " ")
    return _NOT_LETTERS.sub("", chinese.sub("", english.sub(" ", plain)))


def settles(text: str) -> bool:
    """Whether the client's own words say that nothing has to be answered any more."""
    plain = plain_of(text)
    return bool(_SETTLED.search(plain)) and "?" not in plain


def expects_answer(text: str, reading: Reading) -> str | None:
    """What a client's message waits for: "complaint", "request" or "question"; None if nobody has to say anything."""
    if reading.is_noise:
        return None
    if reading.interaction_kind == "complaint":
        return "complaint"
    if "change_request" in reading.kinds or ("task" in reading.kinds and reading.interaction_kind != "info"):
        return "request"
    if reading.interaction_kind == "question":
        return "question"
    return "question" if kinds.asks_something(plain_of(text)) else None
