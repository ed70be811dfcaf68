"""How the rules read a message of the agency: what it takes on, hands to a colleague, or tells and asks the client."""

import re

from prompts.reading.dates.dues import FoundDue, kept_due
from prompts.reading.patterns import Clause, clauses, words
from prompts.reading.people import told
from prompts.reading.plain import evened, has_code_or_link
from prompts.reading.rules import changes, kinds, noise, tasks
from prompts.reading.rules.judged import HAS_DIGIT, WORD, Asked, answers_question, make_reading, names_around
from prompts.reading.schema import NOISE, InteractionKind, Kind, Reading, Utterance

_OWN = words(r"i|i'll|i'm|we|we'll|let me", r"我|咱")
_WANTED_OTHERWISE = words(
    r"(?:wants?|wanted|needs?|would like|asked for) [^,.;]{1,60} (?:larger|bigger|smaller|shorter|longer|bolder"
    r"|brighter|darker|lighter|simpler|warmer|cooler|softer|higher|lower|wider|narrower|tighter|cleaner|earlier|later)",
    r"要求[^，。]{1,20}改[大小长短亮暗]",
)
_REASON = words(
    r"because|due to|since|was|were|as|caused by|we had|the reason|turns out",
    r"因为|由于|都在|原因|主要是|刚才|导致|确实|之前|系统|当时|昨[天晚]|在(?:拍|开|路)",
)


def read_agency(utterance: Utterance, plain: str, found: FoundDue | None) -> Reading:
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
    return make_reading(
        utterance,
        plain,
        tuple(found_kinds),
        kind,
        found,
        asked,
        evidence=(asked.change or asked.task if changes.is_relayed(plain) else asked.task or asked.change)
        or asked.statement,
    )


def _agency_asks(utterance: Utterance, plain: str, *, has_due: bool) -> Asked:
    asked = Asked(names=told.told_to(utterance, plain))
    relayed = changes.is_relayed(plain)
    is_report, comma = False, False
    for clause in clauses(plain):
        is_offer = clause.is_question
        is_same_sentence, comma = comma, clause.text.rstrip().endswith((",", "，", "、"))
        if asked.names and _names_in(clause, asked.names):
            asked.task = asked.task or clause
            if changes.is_ordered_change(clause) and _states_what(clause):
                asked.change = asked.change or clause
        elif relayed and not is_offer and (changes.is_change(clause) or _WANTED_OTHERWISE.search(clause.text)):
            asked.change = asked.change or clause
        elif relayed and asked.change and not _OWN.search(clause.text):
            continue  # more of what the client wants: "周五前给" is no promise of ours
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


WHAT_CHANGES = re.compile(
    r"改成|改为|换成|换回|去掉|删|放大|缩小|加(?:上|一|个)|调[大小亮暗]|挪|移|替换|(?:再"
    r"|更)[^，。]{0,6}[点些]|(?<![a-z])(?:to|from|swap|remove|replace|drop|add|move|bigger"
    r"|smaller|shorter|instead|with)(?![a-z])"
)


def _states_what(clause: Clause) -> bool:
    return bool(WHAT_CHANGES.search(clause.text))


_ORDER_ZH = re.compile(
    r"^[\s,，]*(?:(?:那|先|再|麻烦|辛苦|记得|赶紧|尽快|马上)\s*)*(?:把|将)|再出一?[稿版个张]"
    r"|(?:你|大家)(?:先|再|把|去|来|今天|明天|记得|赶紧|负责|跟)[^，。]{0,16}(?:[改出发做换调导拍"
    r"剪写查核整]|处理|跟进|对接)"
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
    size = len(WORD.findall(clause.text))
    if tasks.is_report(clause) and size >= 3:
        return True
    has_matter = bool(noise.WORK.search(clause.text) or HAS_DIGIT.search(clause.text))
    return (has_matter and size >= 3) or (clause.is_question and has_matter)


_SORRY = words(r"sorry|apolog\w+", r"抱歉|不好意思|对不起|见谅")
_NICETY = words(
    r"thank(?:s| you) for|appreciate|happy (?:mon|fri)day|fair point|will do|makes sense"
    r"|understood|understand|hope|glad|noted|good point|point taken|let me put together"
    r"|great to hear|looking forward|can't wait|no problem|enjoy|congrat\w*|have a|i hear you"
    r"|we hear you",
    r"理解|明白|感谢|谢谢|辛苦|放心|期待|合作愉快|恭喜|祝|加油|我(?:内部)?(?:算|看|问|查|想)(?:一)?下|没问题",
)


def _is_nicety(text: str) -> bool:
    return bool(_NICETY.search(text)) and not HAS_DIGIT.search(text)


def _is_agency_chatter(utterance: Utterance, plain: str) -> bool:
    if noise.is_acknowledgement(plain, names_around(utterance)) or noise.is_greeting_to_a_name(plain, utterance.text):
        return True
    if noise.is_about_life(plain):
        return True
    if noise.WORK.search(plain) or kinds.meeting_or_call(plain):
        return _only_niceties(plain)
    if has_code_or_link(evened(utterance.text)):
        return False
    if HAS_DIGIT.search(plain) and not noise.LAUGHTER.search(plain):
        return False
    if any(tasks.is_report(clause) and len(WORD.findall(clause.text)) >= 3 for clause in clauses(plain)):
        return False
    if _SORRY.search(plain) and _REASON.search(plain):
        return False
    if any(clause.is_question and len(WORD.findall(clause.text)) >= 4 for clause in clauses(plain)):
        return bool(noise.LAUGHTER.search(evened(utterance.text)))
    return not (answers_question(utterance) and len(WORD.findall(plain)) >= 4)


def _only_niceties(plain: str) -> bool:
    return all(
        (noise.is_acknowledgement(clause.text) or _is_nicety(clause.text)) and not clause.is_question
        for clause in clauses(plain)
    )


# What a trained classifier may look at, by name (prompts/reading/learned/cues.py).
CUES = {
    "wanted_otherwise": _WANTED_OTHERWISE,
    "gives_reason": _REASON,
    "what_changes": WHAT_CHANGES,
    "orders_zh": _ORDER_ZH,
    "sorry": _SORRY,
    "nicety": _NICETY,
}
