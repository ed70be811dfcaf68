"""Finds the words that name a due date in a message, and computes what they mean.

A date counts when it says by when something is to be done, or when a meeting, shoot or launch takes place. Dates that
are over, absences, contract ends, price validity, other people's arrival times and the names of campaigns don't.
"""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from prompts.reading.calendars import ONE_DAY
from prompts.reading.dates_en import found_in_english
from prompts.reading.dates_zh import BEFORE, found_in_chinese
from prompts.reading.mentions import Clock, Mention, Moment
from prompts.reading.plain import blanked, evened
from prompts.reading.schema import Due

END_OF_DAY = time(18)
_LATEST_BARE_HOUR = 20  # "at 9" said at ten in the morning is tomorrow, not tonight

_GAP = re.compile(r"[\s,，的在于(（]*(?:at|on|by|before|@|about|around|no later than|之前)?[\s(（]*\Z")
_AFTER_MARK = re.compile(
    rf"[)）]?\s*(?:(?:{BEFORE}|截止|为止|之内|以内|内(?!容|部)|ddl|deadline)"
    rf"|(?:at the )?latest(?![a-z])|is the deadline)"
)
_BEFORE_MARK = re.compile(
    r"(?:(?<![a-z])(?:by|before|due(?: on| by| at)?|no later than|until|till|deadline(?: is)?:?"
    r"|latest|not later than)(?: the| this)?"
    r"|截止到?|截至|最晚|最迟|不晚于|赶在|务必|必须|ddl|交付[日时]期)[是在于为:：]?\s*\Z"
)
_SOFT_PREFIX = re.compile(r"(?:(?<![a-z])(?:on|at|this|for|around|in)(?: the)?|在|于)\s*\Z")
_NOT_MEANT_BEFORE = re.compile(
    r"(?:(?<![a-z])(?:since|after|as of|from|not (?:on |by |until )?|instead of|rather than"
    r"|between)(?: the)?|不是|而不是|别|自从|自)\s*\Z"
)
_NOT_MEANT_AFTER = re.compile(
    r"\s*(?:之后|以后|后(?![台期面续天])|['’]s (?:version|draft|report|email|deck|numbers|post"
    r"|poster|file|data|notes|issue|mailer)"
    r"|(?:的|那|这)(?:个|张|一|份|条)?(?:版|稿|海报|礼盒|数据|报告|文件|图|视频|邮件|纪要|素材"
    r"|方案|文案|直播数据|复盘|账单|发票)|[版稿](?:本|子)?(?!之前))"
)
_WAS_PLANNED = re.compile(r"原定|原计划|原来|本来|originally|was (?:scheduled|planned|going)|从\s*\Z")
_MOVED_TO = re.compile(
    r"(?:改[到成为期]|挪到|提前到|延[到后期至]+到?|推迟到|调到|moved? (?:up |back |forward )?to"
    r"|push(?:ed)? (?:it )?(?:back )?to|brought forward to|now)\s*\Z"
)
_WANTED = re.compile(
    r"要|需要|给|发|交|出|提交|送|改|完成|搞定|[帮请]|need|send|deliver|due|finish|ready|get|have"
    r"|submit|share|fix|update|please|must"
)
_EVENT = re.compile(
    r"开会|会议|上线|开业|开盘|发布|launch|go(?:es)? live|event|活动|婚礼|开幕|opening|show|展会|拍摄|shoot"
)
_CLAUSE_END = re.compile(r"[,，。！？!?;；\n]|\.(?=\s|$)|(?<![a-z])(?:and|but)(?![a-z])|——|--")

_ABSENCE = re.compile(
    r"休假|请假|年假|休息|放假(?!前)|出差|不在(?!意|乎|内)|调休|不上班|回来|返工|产假|度假|停工"
    r"|(?<![a-z])(?:ooo|out of (?:the )?office|on leave|(?:i'm|we're|i am|we are|i'll be|be|is"
    r"|are) (?:off|out|away|closed)|vacation|pto|back"
    r"|travell?ing|annual leave|parental leave|on holiday)(?![a-z])"
)
_CONTRACT = re.compile(
    r"(?:合同|合约|协议|retainer|contract|agreement|sow|年框).{0,24}(?:到期|期满|结束|截止|为止"
    r"|终止|is up|up (?:in|on|for)|(?<![a-z])ends?(?![a-z])|expir|runs?|through|until|renew)"
    r"|有效期|到期|过期|valid (?:until|through|till|for)|expir|(?:price|quote|offer"
    r"|rate).{0,20}(?:good|holds?|stands?) (?:until|through|till)|价格.{0,8}(?:有效|保留)"
    r"|报价.{0,6}有效"
)
_ETA = re.compile(
    r"物流|快递|顺丰|到货|发货|送达|印厂|印刷厂|工厂|厂家|供应商|厂里|平台审核|审核.{0,4}(?:结果"
    r"|通过)|预计.{0,12}[到出送]|档期|排到|排满|排期到"
    r"|(?<![a-z])(?:courier|fedex|ups|dhl|ships|shipped|shipping|arriv\w*|mailbox\w*|warehouse"
    r"|printers? (?:says?|said|will|should|has|have|expects?)"
    r"|supplier|vendor (?:says?|said|will|can|expects?)|factory|lands|in transit|eta|customs"
    r"|expected|booked|starts? (?:on|the)|drops? in)(?![a-z])"
)
_OVER = re.compile(
    r"已经|已于|已[上发改传交付]|刚[刚才]|过了|[改发传交给换做印拍弄定签到完好]了(?!吗|没|吧)"
    r"|就[发给改换].{0,4}了|是.{0,10}(?:发|给|改|定)的"
    r"|(?<![a-z])(?<!be )(?<!get )(?<!got to be )(?:sent|shared|uploaded|updated|fixed|delivered"
    r"|posted|emailed|met|launched|submitted|went|did|was|were|went|gave|told|asked)(?![a-z])"
)
_PROMISED = re.compile(
    r"说好|答应|承诺[了过]|(?<![a-z])(?:promised|(?:was|were) (?:supposed|meant|promised|due)"
    r"|you said|should(?:'ve| have)|told (?:me|us))(?![a-z])"
)
_FUTURE_WORDS = re.compile(r"明[天日早晚]|后天|下|tomorrow|tmr|next|'ll|will|to be|(?:needs?|have|has|want|like) to")
_OTHERS = re.compile(r"(?<![a-z])(?:they|another agency|other agenc)(?![a-z])|他们|别家|人家|别的公司")
_VAGUE = re.compile(r"再(?:说|聊|看|议|定|联系)|回头|改天|touch base|see how it goes|catch up")


def find_due(
    text: str, *, sent_at: datetime, tz: str, country: str = "CN", end_of_day: time = END_OF_DAY
) -> tuple[str, Due] | None:
    """The words of a message that name a due date, as written, and what they mean; None if it names none.

    sent_at is aware; tz is the IANA zone in which the speaker means dates; country decides about holidays.
    """
    plain = blanked(evened(text))
    moment = Moment(sent_at.astimezone(ZoneInfo(tz)), country)
    best: tuple[int, Mention] | None = None
    for mention in _merged(plain, moment):
        weight = _weigh(plain, mention)
        if weight > 0 and (best is None or weight > best[0]):
            best = weight, mention
    if best is None:
        return None
    due = _due(best[1], moment, end_of_day)
    return (_as_written(text, plain, best[1]), due) if due else None


def resolve_due(
    words: str, *, sent_at: datetime, tz: str = "Asia/Shanghai", country: str = "CN", end_of_day: time = END_OF_DAY
) -> Due | None:
    """What words like "周五前" or "by noon tomorrow" mean, or None if they name no date, or one that is over."""
    moment = Moment(sent_at.astimezone(ZoneInfo(tz)), country)
    plain = evened(words)
    for mention in sorted(_merged(plain, moment), key=lambda each: not each.is_marked):
        due = _due(mention, moment, end_of_day)
        if due is not None:
            return due
    return None


def is_bare_clock(due_words: str) -> bool:
    """Whether words name a time of day and leave the day to the conversation: "noon", "下午三点"."""
    moment = Moment(datetime(2024, 1, 1, tzinfo=ZoneInfo("UTC")))
    merged = _merged(evened(due_words), moment)
    return bool(merged) and all(each.on is None and each.has_time for each in merged)


def _merged(plain: str, moment: Moment) -> list[Mention]:
    """All mentions, a day and the clock time beside it as one, in the order of the text."""
    found = sorted(found_in_chinese(plain, moment) + found_in_english(plain, moment), key=lambda each: each.start)
    merged: list[Mention] = []
    for mention in found:
        if merged and mention.start < merged[-1].end:
            continue  # both languages saw it
        joined = _joined(plain, merged[-1], mention) if merged else None
        if joined is not None:
            merged[-1] = joined
        else:
            merged.append(mention)
    return merged


def _joined(plain: str, first: Mention, second: Mention) -> Mention | None:
    """Two neighbours as one: day and clock, day and part of day, weekday and date; None if they are two."""
    gap = plain[first.end : second.start]
    if len(gap) > 14 or not _GAP.fullmatch(gap) or first.at or second.at or first.is_over or second.is_over:
        return None
    if first.on and second.on and not first.is_part_of_day and not second.is_part_of_day:
        if not (second.is_absolute and first.on.weekday() == second.on.weekday()) and first.on != second.on:
            return None
        on: date | None = second.on
    else:
        days = [each.on for each in (first, second) if each.on and not each.is_part_of_day]
        on = days[0] if days else (first.on or second.on)
    if first.has_time and second.has_time:
        return None
    timed = first if first.has_time else second
    return Mention(
        first.start,
        second.end,
        on=on,
        clock=timed.clock,
        is_end_of_day=timed.is_end_of_day,
        is_part_of_day=first.is_part_of_day and second.is_part_of_day,
        is_absolute=first.is_absolute or second.is_absolute,
        is_marked=first.is_marked or second.is_marked,
    )


def _weigh(plain: str, mention: Mention) -> int:
    """How surely a mention says by when the message's thing is to be done; 0 or less: it doesn't."""
    if mention.is_over:
        return 0
    before, after = plain[max(0, mention.start - 24) : mention.start], plain[mention.end : mention.end + 24]
    clause = _clause(plain, mention)
    is_marked = mention.is_marked or bool(_AFTER_MARK.match(after) or _BEFORE_MARK.search(before))
    if _is_not_meant(before, after, clause, mention, plain, is_marked=is_marked):
        return 0
    weight = 4 if is_marked else 2
    weight += mention.has_time + bool(_WANTED.search(clause)) - bool(_EVENT.search(clause))
    weight += 2 * bool(_MOVED_TO.search(before)) - 3 * bool(_WAS_PLANNED.search(before))
    return weight


def _is_not_meant(before: str, after: str, clause: str, mention: Mention, plain: str, *, is_marked: bool) -> bool:
    if _NOT_MEANT_BEFORE.search(before) or (_NOT_MEANT_AFTER.match(after) and not mention.at):
        return True
    if _CONTRACT.search(clause) or _PROMISED.search(clause):
        return True
    if mention.at and _OTHERS.search(clause):
        return True
    if is_marked:
        return bool(_ABSENCE.search(clause)) and not _WANTED.search(clause)
    if _ABSENCE.search(clause) or _ETA.search(clause) or _VAGUE.search(clause):
        return True
    words = plain[mention.start : mention.end]
    return bool(_OVER.search(clause)) and not _FUTURE_WORDS.search(words + clause)


def _clause(plain: str, mention: Mention) -> str:
    """The part of the sentence around a mention, from comma to comma."""
    start = 0
    for end in _CLAUSE_END.finditer(plain, 0, mention.start):
        start = end.end()
    following = _CLAUSE_END.search(plain, mention.end)
    return plain[max(start, mention.start - 60) : min(following.start() if following else len(plain), mention.end + 60)]


def _as_written(text: str, plain: str, mention: Mention) -> str:
    """The mention's words with what marks them as a deadline: 周五 + 前, by + Friday."""
    start, end = mention.start, mention.end
    after = _AFTER_MARK.match(plain, end)
    if after:
        end = after.end()
    window = max(0, start - 24)
    before = _BEFORE_MARK.search(plain[window:start]) or _SOFT_PREFIX.search(plain[window:start])
    if before:
        start = window + before.start()
    return text[start:end].strip()


def _due(mention: Mention, moment: Moment, end_of_day: time) -> Due | None:
    """The date, and the instant when a clock time is given. Never before the day it was said."""
    if mention.at is not None:
        return Due(on=mention.at.date(), at=mention.at)
    if mention.is_over:
        return None
    on = mention.on or moment.today
    if mention.is_end_of_day:
        at: datetime | None = _at(on, end_of_day.hour, end_of_day.minute, moment)
    elif mention.clock is not None:
        at = _clock_at(mention, mention.clock, on, moment)
    else:
        at = None
    if at is None:
        return Due(on=on) if on >= moment.today else None
    return Due(on=at.date(), at=at) if at.date() >= moment.today else None


def _clock_at(mention: Mention, clock: Clock, on: date, moment: Moment) -> datetime:
    """The instant of a clock time: on its day, or the next time the clock shows it."""
    if mention.on is not None:
        today = mention.on == moment.today and moment.at.hour >= clock.hour and clock.hour < 12 and not clock.is_sure
        return _at(
            on,
            clock.hour + 12 if today or (not clock.is_sure and 1 <= clock.hour <= 7) else clock.hour,
            clock.minute,
            moment,
        )
    for hour in _hours(clock):
        at = _at(on, hour, clock.minute, moment)
        if at > moment.at:
            return at
    hour = clock.hour + 12 if not clock.is_sure and clock.hour <= 7 else clock.hour
    return _at(on + ONE_DAY, hour, clock.minute, moment)


def _hours(clock: Clock) -> list[int]:
    if clock.is_sure or clock.hour == 12:
        return [clock.hour]
    return [hour for hour in (clock.hour, clock.hour + 12) if 8 <= hour < _LATEST_BARE_HOUR]


def _at(on: date, hour: int, minute: int, moment: Moment) -> datetime:
    if hour >= 24:
        on, hour = on + timedelta(days=hour // 24), hour % 24
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=moment.at.tzinfo)
