"""Whether a date that a message names is the one by which its thing is to be done, as far as rules can tell.

Dates that are over, absences, contract ends, price validity, other people's arrival times and the names of campaigns
are none (labelling guide); each is discarded with a word that says why.
"""

import re
from dataclasses import dataclass

from prompts.reading.dates.clauses import clause_around
from prompts.reading.dates.mentions import Mention
from prompts.reading.dates.zh_words import BEFORE, WITHIN

AFTER_MARK = re.compile(
    rf"[)）]?\s*(?:(?:{BEFORE}|截止|为止|{WITHIN}|ddl|deadline)"
    rf"|(?:at the )?latest(?![a-z])|is the deadline|或之前|最[晚迟]|or (?:before|earlier|sooner))"
)
BEFORE_MARK = re.compile(
    r"(?:(?<![a-z])(?:by|before|due(?: on| by| at| in)?|no later than|not later than|(?:have"
    r"|got|has|you) (?:until|till)"
    r"|deadline(?: is)?:?|latest|ahead of|prior to|in time for)(?: the| this)?"
    r"|截止到?|截至|最晚|最迟|不晚于|赶在|务必|必须|ddl|交付[日时]期)[是在于为:：]?\s*\Z"
)
SOFT_PREFIX = re.compile(r"(?:(?<![a-z])(?:on|at|this|for|around|in|until|till)(?: the)?|在|于)\s*\Z")
_SINCE = re.compile(
    r"(?:(?<![a-z])(?:since|after|as of|from|starting(?: from| on)?|effective|not (?:before "
    r"|on |by |until )?)(?: the)?|别|自从|自|从)\s*\Z"
)
_SINCE_AFTER = re.compile(r"\s*(?:起|开始(?!拍|做|给|发)|以来|onwards?(?![a-z])|之后|以后|后(?![台期面续天]))")
_NOT_THIS = re.compile(
    r"(?:(?<![a-z])(?:instead of|rather than|isn't|not|can't(?: do)?|cannot)(?: the)?|不是"
    r"|而不是|不要|不用)\s*\Z"
)
_NOT_THIS_AFTER = re.compile(
    r"\s*(?:我?(?:已经)?有(?:会|事|约|安排)|不行|不可以|来不及|太晚|太迟"
    r"|太赶|唔得|有点?悬|没空|不方便|不在|cannot(?![a-z])"
    r"|can't|won't work|doesn't work|is (?:too late|out|no good)|no good|is(?:n't| not) (?:convenient"
    r"|good|possible|great|ideal))"
)
_NAMES_A_THING = re.compile(
    r"\s*(?:['’]s (?:version|draft|report|email|deck|numbers|post|poster|file|data|notes"
    r"|issue|mailer|meeting notes|feedback|call|photos|cut)"
    r"|(?:的|那|这)(?:个|张|一|份|条|期|场)?(?:版|稿|海报|礼盒|数据|报告"
    r"|文件|图|视频|邮件|纪要|素材|方案|文案|直播数据|复盘|账单|发票"
    r"|推文|照片)"
    r"|(?:我|你|您|他|她|咱)?们?刚?(?:发|说|提|传|讲)(?:过|来)?的"
    r"|[版稿](?:本|子)?(?!之前)|(?:night )?(?:thought|commute|vibes|blues|special|edition)s?(?![a-z]))"
)
_THE = re.compile(r"(?<![a-z])(?:the|our|your|their|an?) \Z")
_NOUN = re.compile(
    r" (?!at|by|before|after|of|is|works?|for|in|and|or|but|so|as|on|to|we|you|i|it|please"
    r"|pls|if|would|can|could|will|that|which|when"
    r"|with|latest|then|morning|afternoon|evening|night|noon|eod|instead|because|week|deadline"
    r"|meeting|call|launch|shoot|session|slot|review)[a-z]{3,}"
)
_FROM = re.compile(r"(?:从|由|(?<![a-z])from(?: the)?)\s*\Z")
_MOVED_AWAY = re.compile(
    r"\s*[^,，。!！?？\d]{0,6}?(?:改[到成为至]|挪[到至]|推迟?到|提前到|延[到至]|换[到成]|调整?到)\s*"
    r"(?=周|星期|礼拜|[明后今]天|下(?!午)|本|这|\d{1,2}[月号日./])"
    r"| (?:is |was |has been )?(?:moved|pushed|changed|shifted|bumped)(?: back| forward| up| out)? to "
    r"(?=(?:the )?\d|next|mon|tue|wed|thu|fri|sat|sun|tom|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
)
_WAS_PLANNED = re.compile(
    r"原定|原计划|原来|本来|originally|was (?:scheduled|planned|going)|(?:从|由|from(?: the)?)\s*\Z"
)
MOVED_TO = re.compile(
    r"(?:改[到成为期至]|换[到成]|挪[到至]|移到|提前[到至]|延[到后期至长]+[到至]?"
    r"|推[迟后]?[到至]|顺延[到至]?|调整?[到至为]|push(?:ed"
    r"|ing)? (?:it |this |that )?(?:back |out )?(?:to|until)"
    r"|(?:move|moved|moving|bump|bumped|shift|shifted|change|changed|switch|switched|reschedul\w+"
    r"|postpon\w+|delay\w*|slip\w*|bring|brought)(?: (?:it|this|that|the \w+))?(?: up| back"
    r"| forward| out)?(?: from [^,.!?]{1,20})? (?:to|until|till)"
    r"|(?<![a-z])now|make (?:it|that))(?: the| on)?\s*\Z"
)
_MAY_BE_NO_DATE = re.compile(r"\d{1,2}[.\-]\d")  # 12.24 is a day only by the words before it: 改到12.24
_INSTEAD = re.compile(r"\s*instead(?! of)(?![a-z])")
WANTED = re.compile(
    r"要|需要|给|发|交|出|提交|送|改|完成|搞定|[帮请]|搵|need|send|deliver|due|finish|ready|get|have|submit"
    r"|share|fix|update|please|must|pls"
    r"|come back|back to|in your inbox|with you|'ll|will"
)
EVENT = re.compile(
    r"开会|会议|上线|开业|开盘|发布|开幕|活动|婚礼|展会|布展|进场|拍摄"
    r"|开拍|直播|培训|路演|提案|开工|参展|见面|拜访|过来"
    r"|(?<![a-z])(?:launch\w*|go(?:es|ing)? live|event|opening|show|shoot\w*|film\w*|workshop"
    r"|meet\w*|call|exhibit\w*|fair|conference|session|present\w*|visit\w*)(?![a-z])"
)

_ABSENCE = re.compile(
    r"休假|请假|年假|休息|放假(?!前)|出差|不在(?!意|乎|内)|调休|不上班"
    r"|回来|返工|产假|度假|停工|才回|飞[上北广深香]|回老家|回国|回台"
    r"|有事|轮休|在高铁|在飞机"
    r"|(?<![a-z])(?:ooo|out of (?:the )?office|on leave|(?:i'm|we're|i am|we are|i'll be"
    r"|be|is|are|'s) (?:off|out|away|closed|back)|'s in [a-z]+ (?:until|till)|back (?:on"
    r"|in the office|at work)|vacation|pto"
    r"|travell?ing|annual leave|parental leave|on holiday|not in|wfh|unavailable)(?![a-z])"
)
_LEAVING = re.compile(
    r"离职|辞职|做到|交接|接手|接替|退休|调[岗走]|轮岗|stepping down|last day|moving on|leaving (?:the|us)?"
    r"|my replacement|new (?:job|role)|retir|handing over|hand over to"
)
_CONTRACT = re.compile(
    r"(?:合同|合约|协议|retainer|contract|agreement|sow|年框|licen[cs]e|授权|版权).{0,24}(?:到期|期满|结束"
    r"|截止|为止|终止|失效|is up|up (?:in|on|for)|(?<![a-z])ends?(?![a-z])|expir|laps|runs?|through"
    r"|until|renew)"
    r"|有效期|到期|过期|失效|valid (?:until|through|till|for)|expir|lapses?(?![a-z])|(?:price|quote"
    r"|offer|rate).{0,20}(?:good|holds?|stands?|valid) (?:until|through|till|for)|价格.{0,8}(?:有效"
    r"|保留)|报价.{0,6}有效"
)
_ETA = re.compile(
    r"物流|快递|顺丰|到货|发货|送达|印厂|印刷厂|工厂|厂家|供应商|厂里"
    r"|出厂|出货|平台审核|审核.{0,4}(?:结果|通过)|预计.{0,12}[到出送]"
    r"|档期|排到|排满|排期到"
    r"|(?<![a-z])(?:courier|fedex|ups|dhl|ships|shipped|shipping|arriv\w*|mailbox\w*|warehouse"
    r"|printers? (?:says?|said|will|should|has|have|expects?)"
    r"|supplier|vendor (?:says?|said|will|can|expects?)|factory|lands|in transit|eta|customs"
    r"|expected|booked|starts? (?:on|the)|drops? in|tracking says)(?![a-z])"
)
_THEY_SAY = re.compile(
    r"(?:印厂|印刷厂|工厂|厂家|厂里|供应商|物流|快递|顺丰|平台|电视台|施工队)(?:那边|方)?(?:说|话|讲|答应|预计|通知|答复|回复)"
    r"|(?<![a-z])(?:printers?|vendor|contractor|supplier|factory|courier|manufacturer|mill|station|installer"
    r"|post house)s? (?:say\w*|said|told|promis\w*|expects?|reckons?|quot\w+|confirm\w*)(?![a-z])"
)
_WE_DO = re.compile(
    r"我|咱|@|要|请|麻烦|(?<![a-z])(?:i'll|we'll|i will|we will|must|need|please|will (?:ask"
    r"|call|chase|check|send|get|ring))(?![a-z])"
)
_OVER = re.compile(
    r"已经|已于|已[上发改传交付替换调撤删修更]|(?<![要该得])[上发改传交]的\Z"
    r"|刚[刚才]|才[批发到收拿]|过了|[改发传交给换做印拍弄定签到完好]"
    r"了(?!吗|没|吧)|就[发给改换].{0,4}了|是.{0,10}(?:发|给|改|定|上)的"
    r"|[上发改]的[,，]已"
    r"|(?<![a-z])(?<!be )(?<!get )(?<!got to be )(?:sent|shared|uploaded|updated|fixed"
    r"|delivered|posted|emailed|met|launched|submitted|went|did|was|were|gave|told|asked"
    r"|came|saw|ran|received|approved|funded|signed|replaced|switched|swapped|survived|failed|crashed|dropped|missed)(?![a-z])"
)
_PROMISED = re.compile(
    r"就要了|说好|答应|承诺[了过]|就说给|说的是|说是?(?=今[天晚日]|明[天早晚日]"
    r"|周|下午|上午|晚上)|(?<![a-z])(?:promised|(?:was"
    r"|were) (?:supposed|meant|promised|due)|you said|should(?:'ve| have)|told (?:me|us))(?![a-z])"
)
_REPROACH_AFTER = re.compile(r"\s*(?:了(?!吗|没|吧)|already|and (?:still|nothing))")
_REPROACH_BEFORE = re.compile(r"(?:都|已经|现在都?|it's already|already|is it|today is|now)\s*\Z")
_FUTURE = re.compile(
    r"明[天日早晚]|后天|听日|下|tomorrow|tmr|next|'ll|will|to be|(?:needs?|have|has|want|like|got) to"
    r"|please|pls|can you|could you|能不能|请|麻烦"
)
_OTHERS = re.compile(r"(?<![a-z])(?:they|another agency|other agenc)(?![a-z])|他们|别家|人家|别的公司")
_CHAT = re.compile(r"聊\s*\Z|再(?:说|聊|看|议|定|联系)|回头|改天|touch base|see how it goes|catch up")
_CONTENT = re.compile(
    r"(?:写|标|印|显示|日期|落款|副标|标题|文案|字样)(?:的|着|成|了|是"
    r"|错|:|：)(?:是|成)?[^,，。！？\s]{0,3}\Z|(?<![a-z])(?:says?"
    r"|reads?|shows?|should (?:say|be|read)|date line|listed (?:as|at)|departs|typo)(?![a-z])[^a-z,.!?]{0,3}(?:the "
    r"|as |it's )?\Z|i see \Z"
)
_CONTENT_AFTER = re.compile(
    r"\s*(?:写错|错了|印错|字样|on the (?:packaging|poster|flyer|banner|page|site)|(?:it is|in place)(?![a-z])"
    r"|那场|那班|的场次|sailing|class|show(?:ing)? is wrong)"
)
_GREETING = re.compile(
    r"打扰|(?:周末|节日|周[一二三四五])(?:愉快|快乐|好)"
    r"|(?<![a-z])(?:good|great|lovely|last) (?:weekend|monday|friday)|(?<![a-z])(?:happy|hope|hoping|enjoy|have a|nice"
    r"|sorry (?:to|for)|apolog\w+|bother\w*)(?![a-z])"
)
_UNTIL = re.compile(r"(?<![a-z])(?<!have )(?<!got )(?<!has )(?<!you )(?:until|till|til)(?: the)?\s*\Z")
_AFTER_EVENT = re.compile(
    r"(?:拿到|收到|确认|给到|付款|到账|审批|定稿|签完|批了)[^,，。!！?？]{0,6}\Z"
    r"|(?<![a-z])(?:once|after) [^,.]{0,30}\Z"
    r"|(?:of|upon|after) (?:approval|receipt|sign-?off|payment)[^,.]{0,8}\Z"
)
_IT_IS_NOW = re.compile(r"(?<![a-z])(?:it is|it's|its) (?:only |already |just |now )?\Z|现在\s*\Z")
_DONE = re.compile(r"[^要就快给到为除]了(?!吗|没|吧|解|的话)")
_JUST_DONE = re.compile(r"(?<![a-z])(?:[a-z]{3,}ed|sold(?: out)?|sent|done|made|did|ran)\s*\Z")
_NOT_SINCE = re.compile(  # no calls in three days
    r"(?<![a-z])(?:(?:had|seen|got|heard|been) (?:no|nothing)|haven't|hasn't|never)(?![a-z])[^.!?]{0,30}\Z"
)
_SHIPPING = re.compile(r"顺丰|快递|物流|航班|出货|出厂|发货|派件|出结果|courier|fedex|(?<![a-z])ups(?![a-z])|dhl")
_ASKED_BACK = re.compile(r"\s*[?？]{2}")
_BACK = re.compile(
    r"(?<![a-z])(?:i'm|we're|i'll be|,|;|and|he's|she's|back) ?back(?: on| in)?\s*\Z|,\s*back(?: on"
    r"| in)?\s*\Z"
)
_UNTIL_ZH = re.compile(r"(?<![改挪推延提移换前迟])到\s*\Z")
_UNTIL_ZH_AFTER = re.compile(r"\s*(?:都|才|为止|一直)")
_WAIT = re.compile(r"(?<!不能)等到?\s*\Z")
_TO_DO = re.compile(r"要|给|交|能|会|请|得|帮|能不能|吗|需")
_FORWARDED = re.compile(
    r"(?<![a-z])(?:fwd?|forward\w*|pasting|pasted|original message|from (?:hr|legal|our)"
    r"|see below|below)(?![a-z])|转发|转(?:自|给|一下)|原话|邮件|见下|如下"
)


@dataclass(frozen=True, slots=True)
class Judgement:
    """How surely a date is the due date (0: it is not), why not, and the facts that told."""

    weight: int
    reason: str | None = None
    is_marked: bool = False
    is_moved_to: bool = False
    is_event: bool = False
    is_wanted: bool = False


def judge(plain: str, mention: Mention, *, is_over: bool, is_quoted: bool) -> Judgement:
    """What the words around a mention make of it. is_over: what it comes to lies before the message."""
    before, after = plain[max(0, mention.start - 40) : mention.start], plain[mention.end : mention.end + 24]
    clause = clause_around(plain, mention)
    is_marked = mention.is_marked or bool(AFTER_MARK.match(after) or BEFORE_MARK.search(before[-24:]))
    is_moved_to = bool(MOVED_TO.search(before))
    is_event, is_wanted = bool(EVENT.search(clause)), bool(WANTED.search(clause))
    reason = _why_not(plain, mention, before, after, clause, is_marked=is_marked, is_over=is_over, is_event=is_event)
    if reason is None and is_quoted and not _FORWARDED.search(plain):
        reason = "quoted"
    weight = 0
    if reason is None:
        weight = (4 if is_marked else 2) + mention.has_time + is_wanted - is_event - mention.is_recurring - is_quoted
        weight -= mention.from_on is not None and not is_marked and not mention.is_range_end
        weight = max(weight, 1) + 2 * (is_moved_to or bool(_INSTEAD.match(after)))
        if _WAS_PLANNED.search(before) and not (is_marked or is_moved_to or mention.is_range_start):
            weight, reason = 0, "planned"
    return Judgement(weight, reason, is_marked, is_moved_to, is_event, is_wanted)


def _why_not(
    plain: str,
    mention: Mention,
    before: str,
    after: str,
    clause: str,
    *,
    is_marked: bool,
    is_over: bool,
    is_event: bool,
) -> str | None:
    """A short word for why a date is not the due date; None if nothing speaks against it."""
    near = before[-24:]
    if is_over:
        return "past"
    if mention.is_name:
        return "campaign"
    if mention.is_number and not is_marked:
        return "number"
    if mention.is_vague:
        return "vague"
    if mention.is_range_start or mention.is_range_end:
        starts = _counts_by_its_start(mention, is_marked=is_marked, is_event=is_event)
        if starts is not mention.is_range_start:
            return "range"
    if _NOT_THIS.search(near) or _NOT_THIS_AFTER.match(after):
        return "not_this"
    is_of_range = mention.is_range_start or mention.is_range_end
    if (not is_of_range and not mention.is_marked and _SINCE.search(near)) or _SINCE_AFTER.match(after):
        return "planned" if _FROM.search(near) and _MOVED_AWAY.match(after) else "since"
    if _MOVED_AWAY.match(after):
        return "planned"
    if not mention.at and (_NAMES_A_THING.match(after) or (_THE.search(near) and _NOUN.match(after))):
        return "name"
    if _CONTRACT.search(clause):
        return "contract"
    if _PROMISED.search(clause):
        return "promised"
    if mention.at and _OTHERS.search(clause):
        return "others"
    if mention.is_marked and mention.is_relative and _AFTER_EVENT.search(near):
        return "after_event"
    words = plain[mention.start : mention.end]
    if words.startswith("in ") and _NOT_SINCE.search(before):
        return "past"
    if mention.at and words.startswith("in ") and _JUST_DONE.search(near) and not _FUTURE.search(clause):
        return "past"
    if _THEY_SAY.search(clause) and not _WE_DO.search(clause):
        return "eta"
    if mention.is_marked and mention.is_relative and (_SHIPPING.search(clause) or _ASKED_BACK.match(after)):
        return "eta"
    if _BACK.search(near):
        return "absence"
    if mention.on is None and _IT_IS_NOW.search(near):
        return "now"
    if _CONTENT.search(near) or _CONTENT_AFTER.match(after):
        return "content"
    if is_marked:
        return "absence" if (_ABSENCE.search(clause) and not WANTED.search(clause)) else None
    return _why_not_unmarked(plain, mention, near, after, clause)


def _counts_by_its_start(mention: Mention, *, is_marked: bool, is_event: bool) -> bool | None:
    """Whether a range counts by its start (an event, hours of a day) or its end (a deadline); None: by neither."""
    if is_marked:
        return False
    if is_event:
        return True
    if mention.clock is not None:
        return True if mention.on is not None else None  # opening hours
    return False


def _why_not_unmarked(plain: str, mention: Mention, near: str, after: str, clause: str) -> str | None:
    if _UNTIL.search(near) or (_UNTIL_ZH.search(near) and _UNTIL_ZH_AFTER.match(after)) or _WAIT.search(near):
        return "until"
    if _LEAVING.search(clause):
        return "leaving"
    if _ABSENCE.search(clause):
        return "absence"
    if _ETA.search(clause) and not _WE_DO.search(clause):
        return "eta"
    if _CHAT.search(clause) and not mention.has_time:
        return "vague"
    if _GREETING.search(clause) and not mention.has_time:
        return "greeting"
    if _REPROACH_AFTER.match(after) and _REPROACH_BEFORE.search(near):
        return "past"
    words = plain[mention.start : mention.end]
    if (mention.on is None or words.startswith("今")) and _DONE.search(clause) and not _TO_DO.search(clause):
        return "past"
    is_moved_event = bool(
        MOVED_TO.search(plain[max(0, mention.start - 40) : mention.start]) and EVENT.search(clause)
    )  # the launch was moved to Monday
    if _OVER.search(clause) and not is_moved_event and not _FUTURE.search(words + clause):
        return "past"
    return None


def span_as_written(plain: str, mention: Mention) -> tuple[int, int]:
    """Where the mention's words stand with what marks them as a deadline: 周五 + 前, by + Friday.

    Of a range of which the start counts, what says so is quoted as well, so that the words alone mean the same.
    """
    start = mention.start if mention.quote_start is None else mention.quote_start
    end = mention.end if mention.quote_end is None else mention.quote_end
    if mention.is_range_start and mention.quote_end is not None:
        event = EVENT.search(plain, end, end + 12)
        if event:
            return start, event.end()
        earlier = list(EVENT.finditer(plain, max(0, start - 12), start))
        return (earlier[-1].start() if earlier else start), end
    after = AFTER_MARK.match(plain, end)
    if after:
        end = after.end()
    window = max(0, start - 24)
    near = plain[window:start]
    before = BEFORE_MARK.search(near) or SOFT_PREFIX.search(near)
    if before is None and _MAY_BE_NO_DATE.match(plain, start):
        before = MOVED_TO.search(near)
    if before:
        start = window + before.start()
    return start, end
