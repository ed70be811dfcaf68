"""The reader that needs no model: word lists, grammar of dates, who speaks, and what was said before.

The order of judgement: take away what is data or an order to a machine; see whether business is left; find what is
asked for clause by clause; then the sort, the tone, the signals, the date, the people and the title.
"""

import re
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from prompts.reading import changes, kinds, noise, people, signals, tasks
from prompts.reading.dues import FoundDue, due_in, kept_due
from prompts.reading.patterns import Clause, clauses, words
from prompts.reading.plain import blanked, evened, has_code_or_link
from prompts.reading.schema import NOISE, Due, InteractionKind, Kind, Priority, Reading, Said, Signal, Utterance
from prompts.reading.titles import make_title

_URGENT = words(
    r"urgent(?:ly)?|asap|a\.s\.a\.p|immediately|right away|right now|top priority|high priority|critical|rush(?! order)|time[- ]sensitive|emergency|straight away|first thing|now",
    r"赶紧|很急|急(?:用|需|着(?:要|用)|死|件|!|！)|加急|紧急|马上|立刻|立即|尽快|火速|十万火急|特急|越快越好|现在就|优先|抓紧|速度|刻不容缓|比较急|挺急|在线等",
)
_NO_RUSH = words(
    r"no rush|not urgent|no hurry|whenever|when you (?:have|get) (?:a )?(?:time|chance|moment|minute)|take your time|low priority|nice to have|no big deal|if you have time|not a priority",
    r"不(?:着)?急|不赶|慢慢来|有空(?:再|的话|时)|不紧急|什么时候有空|抽空|不是很急|不太急|空了",
)
_DELIVERY = words(
    r"here(?:'s| is| are)|attached|uploaded|see (?:the )?(?:link|attached|below)|proof|draft|(?:for|your) (?:review|approval|feedback)|let (?:me|us) know|take a look|thoughts|v\d|version|ready|live|link|deck|option",
    r"发您|发你|初稿|终稿|定稿|稿|链接|附件|网盘|过目|查收|看下|看看|确认|新版|版本|好了|出来了|方案|上线|v\d",
)
_AFFIRMED = words(
    r"(?:looks? |sounds |all )?(?:good|great|perfect|approved|fine|love it|lovely|excellent|amazing|awesome|beautiful|brilliant|fantastic|wonderful)",
    r"可以|没问题|行|通过|完美|不错|太好了|太棒了|赞|棒",
)
_REASON = words(
    r"because|due to|since|was|were|as|caused by|we had|the reason|turns out",
    r"因为|由于|都在|原因|主要是|刚才|导致|确实|之前|系统|当时|昨[天晚]|在(?:拍|开|路)",
)
_HAS_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[a-z0-9'$%]+|[\u4e00-\u9fff]")
_SAYS_CLIENT = re.compile(
    r"^\s*(?:客户|甲方|[\u4e00-\u9fff]{1,3}(?:总|姐|哥|老师|经理))?(?:那边|刚才?)?(?:说|讲|反馈|要求|表示)\s*[:：,，]?\s*|^\s*(?:the )?client (?:said|says|asked|wants)(?: that| us)?\s*[:,]?\s*"
)


@dataclass(slots=True)
class _Asked:
    """What the clauses of a message ask for, each with the clause that shows it."""

    change: Clause | None = None
    task: Clause | None = None
    statement: Clause | None = None
    is_own: bool = False  # the speaker takes the task on
    names: tuple[str, ...] = field(default=())


class EmbeddedReader:
    """Reads by rules alone: the same message always reads the same, no network, well under a millisecond."""

    def read(self, utterance: Utterance) -> Reading:
        even = evened(utterance.text)
        plain, had_order = noise.without_orders_to_a_machine(blanked(even))
        if utterance.is_relayed:
            plain = _SAYS_CLIENT.sub(lambda match: " " * len(match[0]), plain)
        if not plain.strip() and not (has_code_or_link(even) and not had_order):
            return NOISE
        is_client = utterance.is_from_client or utterance.is_relayed
        found = due_in(utterance, plain)
        reading = (_read_client if is_client else _read_agency)(utterance, plain, found)
        if had_order and reading.is_noise is False and not reading.is_work and not reading.signals:
            return NOISE  # what is left around an order to a machine is its wrapping
        return reading


# --- A client speaks -------------------------------------------------------------------------------------------------


def _read_client(utterance: Utterance, plain: str, found: FoundDue | None) -> Reading:
    shown = signals.read_signals(plain, utterance.text)
    asked = _client_asks(utterance, plain, shown, has_due=found is not None)
    praise = signals.is_praise(plain)
    if not shown and not asked.change and not asked.task:
        bare = _bare_answer(utterance, plain, found, is_praise=praise)
        if bare is not None:
            return bare
    reproach = signals.is_reproach(shown, plain)
    kind = kinds.choose_interaction_kind(
        plain,
        is_client=True,
        is_reproach=reproach,
        is_change=asked.change is not None,
        is_request=asked.task is not None and not asked.is_own,
        is_praise=praise,
        is_question=kinds.asks_something(plain),
        is_withdrawal=changes.is_withdrawal(plain),
    )
    found = kept_due(found, utterance, plain, kind, is_work=bool(asked.change or asked.task))
    found_kinds: list[Kind] = ["interaction"]
    if asked.change:
        found_kinds.append("change_request")
    if asked.task:
        found_kinds.append("task")
    is_grudging = kind in ("meeting", "call", "feedback") and not (kind != "feedback" and _AGREES.search(plain))
    sentiment = signals.read_sentiment(plain, shown, was_negative=is_grudging and _was_reproached(utterance))
    return _reading(
        utterance,
        plain,
        tuple(found_kinds),
        kind,
        found,
        asked,
        sentiment_of=sentiment,
        shown=shown,
        evidence=_evidence(plain, asked, shown),
    )


_AGREES = words(r"ok(?:ay)?|sure|yes|works|great|fine|perfect", r"好[的呀]?|可以|行|没问题")


def _client_asks(utterance: Utterance, plain: str, shown: tuple[Signal, ...], *, has_due: bool) -> _Asked:
    asked = _Asked()
    if changes.is_feasibility_question(plain) and kinds.asks_something(plain) and not _insists(plain):
        return asked
    names = people.told_to(utterance, utterance.text[:4000])
    is_kept = changes.is_withdrawal(plain)
    for clause in clauses(plain):
        is_change = changes.is_change(clause, is_kept=is_kept)
        if is_change and _is_about_our_fee(clause, shown):
            continue
        if is_change and asked.change is None:
            asked.change = clause
        if tasks.is_client_promise(clause, has_due=has_due):
            asked.task, asked.is_own = asked.task or clause, True
        elif asked.task is None and not is_change and tasks.is_request(clause):
            asked.task = clause
    if asked.change and asked.task and _DEADLINE_ONLY.match(asked.task.text):
        asked.task = None
    if names and asked.change and not asked.task:
        asked.task = asked.change  # the client names the person to do it
    asked.names = names
    return asked


# "20号之前要打样" beside a change says until when, not what else.
_DEADLINE_ONLY = re.compile(r"^[^，。]{0,12}(?:前|之前|天|[日号]|周[一二三四五六日])(?:就|我们?)?(?:要|得|需要)")


def _insists(plain: str) -> bool:
    return bool(re.search(r"please|pls|麻烦|请(?!问)|must|必须", plain))


_OUR_FEE = words(r"fees?|retainer|rate|price|pricing|cost", r"月费|服务费|年费|报价|价格|单价")


def _is_about_our_fee(clause: Clause, shown: tuple[Signal, ...]) -> bool:
    """Pressure on what we earn is a signal, not a change of anything that we make."""
    return any(each.kind == "budget_cut" for each in shown) and bool(
        _OUR_FEE.search(clause.text)
        or any(evened(each.words) in clause.text for each in shown if each.kind == "budget_cut")
    )


def _bare_answer(utterance: Utterance, plain: str, found: FoundDue | None, *, is_praise: bool) -> Reading | None:
    """Noise, or what a short answer means after the message it answers; None when it says more than that."""
    last = _last_of_agency(utterance)
    names = _names_around(utterance)
    is_ack = noise.is_acknowledgement(plain, names) or noise.is_only_a_name(
        noise.left_after_acknowledging(plain), utterance.text
    )
    if is_ack:
        if (
            last is not None
            and _DELIVERY.search(evened(last.text))
            and _AFFIRMED.search(plain)
            and not _asks_for_more(last)
        ):
            kind: InteractionKind = "praise" if is_praise else "approval"
            return _short(utterance, kind, "positive" if is_praise else "neutral")
        return NOISE
    if noise.is_about_life(plain) and not is_praise and not (found and kinds.meeting_or_call(plain)):
        return NOISE
    if (
        noise.LAUGHTER.search(evened(utterance.text))
        and not is_praise
        and not noise.WORK.search(plain)
        and not kinds.is_approval(plain)
    ):
        return NOISE if not _HAS_DIGIT.search(plain) and not _answers(utterance) else None
    if noise.LAUGHTER.search(evened(utterance.text)) and not is_praise and _is_jest(plain):
        return NOISE
    if len(_WORD.findall(plain)) <= 1 and not _HAS_DIGIT.search(plain) and not _answers(utterance):
        return NOISE
    return None


def _is_jest(plain: str) -> bool:
    return (
        bool(re.search(r"lol|lmao|asking for a friend|jk|开玩笑|逗你", plain))
        and not kinds.is_approval(plain)
        and not re.search(r"cancel|please|but|need", plain)
        and not _HAS_DIGIT.search(plain)
        and not re.search(r"nobody|came|closed|over", plain)
    )


def _asks_for_more(last: Said) -> bool:
    """Whether the message before proposed something that "ok" merely accepts: a call, a time."""
    return kinds.meeting_or_call(evened(last.text)) is not None


def _short(utterance: Utterance, kind: InteractionKind, tone: str) -> Reading:
    return Reading(
        kinds=("interaction",),
        interaction_kind=kind,
        sentiment="positive" if tone == "positive" else "neutral",
        title=make_title(utterance.text, None),
        confidence=0.55,
    )


def _answers(utterance: Utterance) -> bool:
    """Whether the message before asked this speaker's side something about work."""
    last = utterance.earlier[-1] if utterance.earlier else None
    if last is None or (last.role == "client") == utterance.is_from_client:
        return False
    even = evened(last.text)
    return kinds.asks_something(even) and not noise.is_about_life(even)


def _was_reproached(utterance: Utterance) -> bool:
    """Whether the same person's last message reproached us: what follows at once is still said in that mood."""
    own = [said for said in utterance.earlier if said.speaker == utterance.speaker]
    if not own or (utterance.said_at - own[-1].said_at).total_seconds() > 3600:
        return False
    even = blanked(evened(own[-1].text))
    return signals.is_reproach(signals.read_signals(even, own[-1].text), even)


# --- The agency speaks -----------------------------------------------------------------------------------------------


def _read_agency(utterance: Utterance, plain: str, found: FoundDue | None) -> Reading:
    asked = _agency_asks(utterance, plain, has_due=found is not None)
    if not asked.task and not asked.change and _is_agency_chatter(utterance, plain):
        return NOISE
    meets = kinds.meeting_or_call(plain)
    if not asked.task and not asked.change and not asked.statement and not meets:
        asked.statement = next(clauses(plain), None)
    found_kinds: list[Kind] = []
    kind: InteractionKind | None = None
    if asked.statement or (meets and not asked.names) or not (asked.task or asked.change):
        found_kinds.append("interaction")
        is_question = kinds.asks_something(plain) and not asked.task
        kind = meets or ("question" if is_question else "info")
    if asked.change:
        found_kinds.append("change_request")
    if asked.task:
        found_kinds.append("task")
    found = kept_due(found, utterance, plain, kind, is_work=bool(asked.change or asked.task))
    return _reading(
        utterance, plain, tuple(found_kinds), kind, found, asked, evidence=asked.task or asked.change or asked.statement
    )


def _agency_asks(utterance: Utterance, plain: str, *, has_due: bool) -> _Asked:
    asked = _Asked(names=people.told_to(utterance, utterance.text[:4000]))
    relayed = changes.is_relayed(plain)
    is_report, comma = False, False
    for clause in clauses(plain):
        is_offer = clause.is_question
        is_same_sentence, comma = comma, clause.text.rstrip().endswith((",", "，", "、"))
        if asked.names and _names_in(clause, asked.names):
            asked.task = asked.task or clause
            if changes.is_ordered_change(clause) and _states_what(clause):
                asked.change = asked.change or clause
        elif relayed and changes.is_change(clause) and not is_offer:
            asked.change = asked.change or clause
        elif asked.names and asked.task and (is_same_sentence or tasks.is_order(clause.text)):
            continue  # more of what the colleague is to do
        elif tasks.asks_client(clause):
            asked.task, asked.statement = asked.task or clause, asked.statement or clause
        elif tasks.is_commitment(clause, has_due=has_due):
            asked.task, asked.is_own = asked.task or clause, not asked.names
        elif _is_internal_order(utterance, clause):
            asked.task = asked.task or clause
            if changes.is_ordered_change(clause) and _states_what(clause):
                asked.change = asked.change or clause
        elif _is_substance(clause, plain):
            is_report = is_report or tasks.is_report(clause)
            asked.statement = asked.statement or clause
    if asked.names and asked.task is None:
        asked.task = next(clauses(plain), None)
    return asked


def _names_in(clause: Clause, names: tuple[str, ...]) -> bool:
    return any(name.lower() in clause.text for name in names)


_WHAT_CHANGES = re.compile(
    r"改成|改为|换成|换回|去掉|删|放大|缩小|加(?:上|一|个)|调[大小亮暗]|挪|移|替换|(?:再|更)[^，。]{0,6}[点些]|(?<![a-z])(?:to|from|swap|remove|replace|drop|add|move|bigger|smaller|shorter|instead|with)(?![a-z])"
)


def _states_what(clause: Clause) -> bool:
    return bool(_WHAT_CHANGES.search(clause.text))


_ORDER_ZH = re.compile(
    r"^[\s,，]*(?:(?:那|先|再|麻烦|辛苦|记得|赶紧|尽快|马上)\s*)*(?:把|将)|再出一?[稿版个张]|(?:你|大家)(?:先|再|把|去|来|今天|明天|记得|赶紧|负责|跟)[^，。]{0,16}(?:[改出发做换调导拍剪写查核整]|处理|跟进|对接)"
)


def _is_internal_order(utterance: Utterance, clause: Clause) -> bool:
    return (
        not clause.is_question
        and not tasks.is_report(clause)
        and bool(_ORDER_ZH.search(clause.text))
        and "您" not in clause.text
    )


def _is_substance(clause: Clause, plain: str) -> bool:
    """Whether an agency's clause tells or asks something: a status, a price, a fact, a reason, not only a nicety."""
    if noise.is_acknowledgement(clause.text) or _is_nicety(clause.text):
        return False
    if _SORRY.search(clause.text) and not _REASON.search(plain):
        return False
    size = len(_WORD.findall(clause.text))
    if tasks.is_report(clause) and size >= 3:
        return True
    has_matter = bool(noise.WORK.search(clause.text) or _HAS_DIGIT.search(clause.text))
    return (has_matter and size >= 3) or (clause.is_question and has_matter)


_SORRY = words(r"sorry|apolog\w+", r"抱歉|不好意思|对不起|见谅")
_NICETY = words(
    r"thank(?:s| you) for|appreciate|happy (?:mon|fri)day|fair point|will do|makes sense|understood|understand|hope|glad|noted|good point|point taken|let me put together|great to hear|looking forward|can't wait|no problem|enjoy|congrat\w*|have a|i hear you|we hear you",
    r"理解|明白|感谢|谢谢|辛苦|放心|期待|合作愉快|恭喜|祝|加油|我(?:内部)?(?:算|看|问|查|想)(?:一)?下|没问题",
)


def _is_nicety(text: str) -> bool:
    return bool(_NICETY.search(text)) and not _HAS_DIGIT.search(text)


def _is_agency_chatter(utterance: Utterance, plain: str) -> bool:
    if noise.is_acknowledgement(plain, _names_around(utterance)) or noise.is_only_a_name(
        noise.left_after_acknowledging(plain), utterance.text
    ):
        return True
    if noise.is_about_life(plain):
        return True
    if noise.WORK.search(plain) or kinds.meeting_or_call(plain):
        return _only_niceties(plain)
    if has_code_or_link(evened(utterance.text)):
        return False
    if _HAS_DIGIT.search(plain) and not noise.LAUGHTER.search(plain):
        return False
    if any(tasks.is_report(clause) and len(_WORD.findall(clause.text)) >= 3 for clause in clauses(plain)):
        return False
    if _SORRY.search(plain) and _REASON.search(plain):
        return False
    if any(clause.is_question and len(_WORD.findall(clause.text)) >= 4 for clause in clauses(plain)):
        return bool(noise.LAUGHTER.search(evened(utterance.text)))
    return not (_answers(utterance) and len(_WORD.findall(plain)) >= 4)


def _only_niceties(plain: str) -> bool:
    return all(
        (noise.is_acknowledgement(clause.text) or _is_nicety(clause.text)) and not clause.is_question
        for clause in clauses(plain)
    )


# --- Both ------------------------------------------------------------------------------------------------------------


def _last_of_agency(utterance: Utterance) -> Said | None:
    last = utterance.earlier[-1] if utterance.earlier else None
    return last if last is not None and last.role != "client" else None


def _names_around(utterance: Utterance) -> tuple[str, ...]:
    """First and full names of those who spoke before, evened: taken away before asking what is left of a greeting."""
    full = {evened(said.speaker) for said in utterance.earlier} | {evened(name) for name in utterance.names}
    return tuple(sorted(full | {name.split()[0] for name in full if name.strip()}, key=len, reverse=True))


def _priority(utterance: Utterance, plain: str, due: Due | None) -> Priority:
    if _NO_RUSH.search(plain):
        return "low"
    today = utterance.said_at.astimezone(ZoneInfo(utterance.tz)).date()
    if _URGENT.search(plain) or (due is not None and due.on == today):
        return "high"
    return "normal"


def _evidence(plain: str, asked: _Asked, shown: tuple[Signal, ...]) -> Clause | None:
    if asked.change or asked.task:
        return asked.change or asked.task
    found = list(clauses(plain))
    if shown:
        wanted = evened(shown[0].words)
        return next((each for each in found if wanted[:6] in each.text), found[0] if found else None)
    return max(found[:4], key=lambda each: len(each.text), default=None)


def _reading(
    utterance: Utterance,
    plain: str,
    found_kinds: tuple[Kind, ...],
    kind: InteractionKind | None,
    found: FoundDue | None,
    asked: _Asked,
    *,
    evidence: Clause | None,
    sentiment_of: str = "neutral",
    shown: tuple[Signal, ...] = (),
) -> Reading:
    is_work = "change_request" in found_kinds or "task" in found_kinds
    words_of_due = found[0] if found else None
    source = utterance.text[evidence.start : evidence.end] if evidence else utterance.text
    return Reading(
        kinds=found_kinds,
        interaction_kind=kind,
        sentiment="positive" if sentiment_of == "positive" else "negative" if sentiment_of == "negative" else "neutral",
        signals=shown,
        due_words=words_of_due,
        due=found[1] if found else None,
        assignees=_assignees(utterance, plain, asked) if "task" in found_kinds else (),
        priority=_priority(utterance, plain, found[1] if found else None) if is_work else None,
        title=make_title(source, words_of_due),
        confidence=_confidence(found_kinds, kind, shown, evidence),
    )


def _assignees(utterance: Utterance, plain: str, asked: _Asked) -> tuple[str, ...]:
    if asked.names:
        return asked.names
    return (utterance.speaker,) if asked.is_own and people.is_by_speaker(plain) else ()


def _confidence(
    found_kinds: tuple[Kind, ...], kind: InteractionKind | None, shown: tuple[Signal, ...], evidence: Clause | None
) -> float:
    """How often readings of this sort are right on labelled messages, in steps of five in a hundred."""
    if kind == "info" and not shown and len(found_kinds) == 1:
        return 0.6  # the default, when nothing else was seen
    if len(found_kinds) == 3:
        return 0.65
    return 0.8 if evidence is not None else 0.6
