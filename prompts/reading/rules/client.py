"""How the rules read a client's message: everything that is no small talk is an interaction, and may be more."""

import re

from prompts.reading.dates.dues import FoundDue, kept_due
from prompts.reading.patterns import Clause, clauses, words
from prompts.reading.people import told
from prompts.reading.plain import blanked, evened
from prompts.reading.rules import changes, kinds, noise, signals, tasks
from prompts.reading.rules.judged import HAS_DIGIT, WORD, Asked, answers_question, make_reading, names_around
from prompts.reading.schema import NOISE, InteractionKind, Kind, Reading, Said, Sentiment, Signal, Utterance
from prompts.reading.titles.title import title_of

_DELIVERY = words(
    r"here(?:'s| is| are)|attached|uploaded|see (?:the )?(?:link|attached|below)|proof|draft"
    r"|(?:for|your) (?:review|approval|feedback)|let (?:me|us) know|take a look|thoughts|v\d"
    r"|version|ready|live|link|deck|option",
    r"发您|发你|初稿|终稿|定稿|稿|链接|附件|网盘|过目|查收|看下|看看|确认|新版|版本|好了|出来了|方案|上线|v\d",
)
_AFFIRMED = words(
    r"(?:looks? |sounds |all )?(?:good|great|perfect|approved|fine|love it|lovely|excellent"
    r"|amazing|awesome|beautiful|brilliant|fantastic|wonderful)",
    r"可以|没问题|行|通过|完美|不错|太好了|太棒了|赞|棒",
)


def read_client(utterance: Utterance, plain: str, found: FoundDue | None) -> Reading:
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
    return make_reading(
        utterance,
        plain,
        tuple(found_kinds),
        kind,
        found,
        asked,
        sentiment=sentiment,
        shown=shown,
        evidence=_evidence(plain, asked, shown),
    )


_AGREES = words(r"ok(?:ay)?|sure|yes|works|great|fine|perfect", r"好[的呀]?|可以|行|没问题")


def _client_asks(utterance: Utterance, plain: str, shown: tuple[Signal, ...], *, has_due: bool) -> Asked:
    asked = Asked()
    if changes.is_feasibility_question(plain) and kinds.asks_something(plain) and not _insists(plain):
        return asked
    names = told.told_to(utterance, plain)
    is_kept = changes.is_withdrawal(plain)
    for clause in clauses(plain):
        is_change = changes.is_change(clause, is_kept=is_kept)
        if is_change and _is_of_the_relation(clause, shown):
            continue
        if is_change and asked.change is None:
            asked.change = clause
        if tasks.is_client_promise(clause, has_due=has_due):
            asked.task, asked.is_own = asked.task or clause, True
        elif asked.task is None and not is_change and tasks.is_request(clause):
            asked.task = clause
    if asked.change and asked.task and DEADLINE_ONLY.match(asked.task.text):
        asked.task = None
    if names and asked.change and not asked.task:
        asked.task = asked.change  # the client names the person to do it
    asked.names = names
    return asked


# "20号之前要打样" beside a change says until when, not what else.
DEADLINE_ONLY = re.compile(
    r"^[^，。]{0,12}(?:前|之前|天|[日号]|周[一二三四五六日])(?:就|我们?)?(?:(?:要|得|需要)|(?:给"
    r"|发|交)(?:我们?)?[\s。！!？?吗吧,，]*$)"
    r"|^\W*(?:(?:we|i)(?:'d|'ll| would| will)? )?(?:need|want|like) (?:it|this|that|them|these)"
    r"(?: back| ready| done)? (?:by|before|for|on) [^,.;!?]{1,30}[\s.!?]*$"
)


def _insists(plain: str) -> bool:
    return bool(re.search(r"please|pls|麻烦|请(?!问)|must|必须", plain))


_OUR_FEE = words(r"fees?|retainer|rate|price|pricing|cost", r"月费|服务费|年费|报价|价格|单价")
_LEAVING = frozenset({"budget_cut", "competitor", "non_renewal", "contact_leaving"})


def _is_of_the_relation(clause: Clause, shown: tuple[Signal, ...]) -> bool:
    """Pressure on what we earn, or the thought of leaving, is a signal, not a change of anything that we make."""
    return any(each.kind in _LEAVING for each in shown) and bool(
        _OUR_FEE.search(clause.text)
        or any(evened(each.words) in clause.text for each in shown if each.kind in _LEAVING)
    )


def _bare_answer(utterance: Utterance, plain: str, found: FoundDue | None, *, is_praise: bool) -> Reading | None:
    """Noise, or what a short answer means after the message it answers; None when it says more than that."""
    last = _last_of_agency(utterance)
    names = names_around(utterance)
    is_ack = noise.is_acknowledgement(plain, names) or noise.is_greeting_to_a_name(plain, utterance.text)
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
    if (
        noise.is_about_life(plain)
        and not is_praise
        and not _ABSENT.search(plain)
        and not (found and kinds.meeting_or_call(plain))
    ):
        return NOISE
    if (
        noise.LAUGHTER.search(evened(utterance.text))
        and not is_praise
        and not noise.WORK.search(plain)
        and not kinds.is_approval(plain)
    ):
        return NOISE if not HAS_DIGIT.search(plain) and not answers_question(utterance) else None
    if noise.LAUGHTER.search(evened(utterance.text)) and not is_praise and _is_jest(plain):
        return NOISE
    if (
        len(WORD.findall(plain)) <= 1
        and not is_praise
        and not kinds.is_approval(plain)
        and not HAS_DIGIT.search(plain)
        and not answers_question(utterance)
    ):
        return NOISE
    return None


_ABSENT = words(
    r"(?:i'm|i am|i'll be|we're|we are|we'll be|will be|office is|be) (?:\w+ )?(?:off|away|out"
    r"|closed|on (?:vacation|holiday|leave|pto)|back|travell?ing)",
    r"休假|年假|请假|出差|不在(?:公司|办公室)|放假(?:时间|安排|到|从)|停工",
)


def _is_jest(plain: str) -> bool:
    return (
        bool(re.search(r"lol|lmao|asking for a friend|jk|开玩笑|逗你", plain))
        and not kinds.is_approval(plain)
        and not re.search(r"cancel|please|but|need", plain)
        and not HAS_DIGIT.search(plain)
        and not re.search(r"nobody|came|closed|over", plain)
    )


def _asks_for_more(last: Said) -> bool:
    """Whether the message before proposed something that "ok" merely accepts: a call, a time."""
    return kinds.meeting_or_call(evened(last.text)) is not None


def _short(utterance: Utterance, kind: InteractionKind, sentiment: Sentiment) -> Reading:
    return Reading(
        kinds=("interaction",),
        interaction_kind=kind,
        sentiment=sentiment,
        title=title_of(utterance, ("interaction",), kind, None),
        confidence=0.55,
    )


def _was_reproached(utterance: Utterance) -> bool:
    """Whether the same person's last message reproached us: what follows at once is still said in that mood."""
    own = [said for said in utterance.earlier if said.speaker == utterance.speaker]
    if not own or (utterance.said_at - own[-1].said_at).total_seconds() > 3600:
        return False
    even = blanked(evened(own[-1].text))
    return signals.is_reproach(signals.read_signals(even, own[-1].text), even)


def _last_of_agency(utterance: Utterance) -> Said | None:
    last = utterance.earlier[-1] if utterance.earlier else None
    return last if last is not None and last.role != "client" else None


def _evidence(plain: str, asked: Asked, shown: tuple[Signal, ...]) -> Clause | None:
    if asked.change or asked.task:
        return asked.change or asked.task
    found = list(clauses(plain))
    if shown:
        wanted = evened(shown[0].words)
        return next((each for each in found if wanted[:6] in each.text), found[0] if found else None)
    return max(found[:4], key=lambda each: len(each.text), default=None)


# What a trained classifier may look at, by name (prompts/reading/learned/cues.py).
CUES = {
    "delivery": _DELIVERY,
    "affirmed": _AFFIRMED,
    "deadline_only": DEADLINE_ONLY,
    "our_fee": _OUR_FEE,
    "absent": _ABSENT,
}
