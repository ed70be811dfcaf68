"""Whom a message may give its work to: every person or role it names, with what speaks for and against each.

The cues are small strings about place and neighbourhood, the same in every conversation, so that a classifier can learn
from labelled messages what they mean together.
"""

import re
from dataclasses import dataclass

from prompts.reading.people.persons import MOST_CHARACTERS, Named, find_persons
from prompts.reading.plain import evened
from prompts.reading.rules.tasks import is_order
from prompts.reading.schema import Utterance

_WITHIN = 60  # characters after a name in which it is told what to do


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be meant to do it. The speaker, when no word names them, stands at -1."""

    name: str  # as written
    start: int
    end: int
    is_speaker: bool
    cues: frozenset[str]


_I = re.compile(
    r"(?<![a-z'])(?:i|i'll|i'm|im|ill|i've|i'd|let me|lemme|me|my|mine|myself)(?![a-z])"
    r"|(?<![给帮发等跟找让叫诉知])我(?!们|司|方|家|店)"
)
_I_DO = re.compile(
    r"(?<![a-z'])(?:i'll|i will|i'm (?:going to |gonna |on |sending|doing|getting|fixing|pulling"
    r"|redoing|taking|chasing|updating)|i can|let me|lemme|i've got|i shall|mine|ill"
    r"|leave it with me|i take|on me|i'd)(?![a-z])"
    r"|我(?:来|去|先|这就|马上|现在|今|明|下午|晚上|中午|周|尽快|会|负责|把|给|跟|也|再|自己|亲自"
    r"|发|做|改|出|写|整理|约|问|联系|查|补|让|请|叫|找|和|这边|一会|待会|后天|盯|拉|打|重|安排|催"
    r"|帮|下班|回)"
)
_ZERO_SUBJECT = re.compile(  # a promise that leaves its subject out
    r"^\W*(?:will|would|can do|sending|on it|done by|back to you|coming|you'll have|you'll get"
    r"|to you by|have it|getting|pulling|swapping|fixing|adding|sure|yes|yep|ok|noted|got it"
    r"|done)(?![a-z])"
    r"|^\W*(?:好|行|收到|明白|没问题|可以|马上|这就|今|明|下午|晚上|半小时|\d|稍后|尽快|在改|立刻|晚点|周)"
)
_WE = re.compile(r"(?<![a-z])(?:we|we'll|we're|our team|us|our|ours)(?![a-z])|我们|咱们|我方|我司")
_TO_ME = re.compile(
    r"(?<![a-z])(?:to|give|send|show|tell|back to|with|for|let|ping|email|get) me(?![a-z])|(?:给"
    r"|发|找|告诉|通知|等|帮|跟|回)我(?!们)"
)
_YOU = re.compile(r"(?<![a-z])(?:you|u|your)(?![a-z])|[你您妳]")
_ASKS = re.compile(
    r"[?？]|[吗呢]\s*$|(?<![a-z])(?:can|could|would) (?:you|u|someone|we)(?![a-z])|麻烦|请|能不能|可否|帮"
)
_COMMITS = re.compile(
    r"(?<![a-z])(?:will|'ll|by|tomorrow|tonight|within|today|going to|on it|back to you"
    r"|have it)(?![a-z])|今[天晚早]|明[天早晚]|周[一-日末]|下午|前|内|马上|尽快|\d[号点]"
)
_GIVES_YOU = re.compile(
    r"(?:给|发|传|寄|递|送|回|交|出|俾|畀|甩)(?:到|去|返)?(?:给)?(?:[你您妳]|大家|贵|群里|邮箱"
    r"|过来|过去)|[你您妳]邮箱|to you(?![a-z])|with you(?![a-z])|you'll have|you'll get"
    r"|in your inbox|(?:send|email|forward)(?:ing)? (?:it |them |those )?(?:over|tonight|tomorrow"
    r"|today|shortly)"
)
_SORRY = re.compile(r"sorry|apolog|mortified|抱歉|不好意思|对不起|对不住|我的锅")
_REPORTS = re.compile(
    r"(?<![a-z])(?:said|says|asked|asks|wants?|told|told us|confirmed|likes?|feels?|thinks?|loved"
    r"|pulled|approved)(?![a-z])|^\W*(?:说|要求|觉得|反馈|想|问|要|那边|提|希望|的|定|刚|确认了"
    r"|同意|喜欢)"
)
_VERBS = (
    (
        "modal",
        re.compile(r"(?:['’]ll|\s(?:will|can|could|should|to|would|may|shall|might|is going to|needs? to))(?![a-z])"),
    ),
    (
        "please",
        re.compile(
            r"[,:\s]*\s(?:please|pls|plz|kindly|can (?:you|u)|could (?:you|u)|would you|will you"
            r"|need you)(?![a-z])|[,，\s]*(?:请|麻烦|帮|辛苦|你|妳)"
        ),
    ),
    ("has", re.compile(r"(?:['’]s|\s(?:is|has|owns?|takes?|handles?|leads?|does|on|gets))(?![a-z])")),
    ("takes", re.compile(r"(?:['’]s)? (?:owns?|takes?|handles?|leads?|(?:is )?on it|has (?:it|the))(?![a-z])")),
    ("doing", re.compile(r"(?:['’]s| is| are)? (?:\w+ing)(?![a-z])")),
    ("third", re.compile(r" (?:[a-z]{2,}[^s\W]s|\w+ches|\w+shes)(?![a-z])")),
    ("comma", re.compile(r"\s*[,，](?!\d)")),
    ("colon", re.compile(r"\s*[:：]")),
    ("and", re.compile(r"\s*(?:and|&|、|和|跟|\+)\s*")),
    ("mention", re.compile(r"\s*@")),
    ("end", re.compile(r"[\s.!。！~?？]*$")),
    ("stop", re.compile(r"\s*[.!。！?？;；]")),
    (
        "date",
        re.compile(
            r"\s*[,，]?\s*(?:今|明|后天|下午|上午|晚上|中午|早上|这?周[一-日]|下周|本周|月底"
            r"|\d+[号点日]|半小时|马上|尽快|立刻|现在|速|by |before |today|tomorrow|tonight"
            r"|on (?:mon|tue|wed|thu|fri))"
        ),
    ),
    (
        "does_zh",
        re.compile(
            r"(?:来|去|先|会|再|把|将|负责|跟|出|做|改|写|画|拍|剪|盯|查|核|整|排|拟|联系|对接|处理|安排|更新|补|打包|搞|约|交|统|重|换|加|删|提供|发|给|亲自|在)"
        ),
    ),
    ("order_zh", re.compile(r"[,，\s]*[^，。,]{0,10}(?:把|将|改成|换成|改为|出|做|加|删|前给|前交)")),
    ("of_zh", re.compile(r"(?:的|说|那边|刚|要求|觉得|反馈|也|都|喜欢|同意|定)")),
    (
        "verb_en",
        re.compile(
            r"[,:\s]*\s(?:make|send|update|fix|handle|take|swap|prepare|draft|book|call|check"
            r"|resize|pull|put|get|add|change|do|share|finish|work|follow|chase|redo|set|write"
            r"|replace|cut|move|use|drop|push|turn|ask|bump|sort|tighten|redraw|export|remove"
            r"|print|build|list|run)(?![a-z])"
        ),
    ),
)
_BEFORE = (
    ("start", re.compile(r"(?:^|[.!?\n。！？;；]\s*)\W*$")),
    ("comma", re.compile(r"[,，:：—–\-]\s*$")),
    ("makes_zh", re.compile(r"(?:让|叫|请|派|由|催|喊|安排|麻烦|交给|转给)(?:我们|你们|咱们?)?(?:的)?$")),
    ("finds_zh", re.compile(r"(?:找|问|联系|通知|跟|同步给?|抄送|发给?|给|传给?|送到?|等)$")),
    ("with_zh", re.compile(r"(?:和|与|跟|同|、)$")),
    (
        "makes_en",
        re.compile(
            r"(?<![a-z])(?:have|let|get|getting|ask|asked|asking|tell|having|need|put|can|could"
            r"|will|would)\s$"
        ),
    ),
    ("with_en", re.compile(r"(?<![a-z])(?:with|and|&)\s$")),
    (
        "to_en",
        re.compile(
            r"(?<![a-z])(?:to|for|from|by|via|cc|show|give|send|per|of|at|like|about|loop|loop in"
            r"|ping|tell|thanks|sorry|hi|hey|morning|noted|understood|ok|sure|congrats)\s$"
        ),
    ),
    (
        "thanks",
        re.compile(
            r"(?:(?<![a-z])(?:thanks|thank you|sorry|hi|hey|hello|morning|noted|understood|ok|sure"
            r"|congrats|cheers|yes|yep|afternoon|evening|apologies|dear)|好的?|收到|明白|行|谢谢"
            r"|抱歉|嗯|是|哦)[,，\s]*$"
        ),
    ),
    ("our", re.compile(r"(?:(?<![a-z])(?:our|your)\s|[我你]们?)$")),
    ("mention", re.compile(r"@\S+\s*$")),
    ("numbered", re.compile(r"(?:\d[.)、]|[①-⑩•·])\s*$")),
)
_TITLE = re.compile(r"(?:总|[哥姐]|董|老师|工|经理|师傅)$")


def candidates_in(utterance: Utterance, plain: str) -> list[Candidate]:
    """The speaker first, then everybody whom the message names, in its order, each name once.

    plain: the message's evened text with data blanked out, each character in its place.
    """
    even = evened(utterance.text[:MOST_CHARACTERS])
    found = find_persons(utterance, plain)
    speaker = evened(utterance.speaker)
    first = speaker.split()[0] if speaker.strip() else speaker
    theirs = {evened(said.speaker) for said in utterance.earlier if said.role == "client"}
    ours = {evened(said.speaker) for said in utterance.earlier if said.role != "client"}
    message = _of_message(utterance, even, plain)
    by_name: dict[str, Candidate] = {}
    own_cues: set[str] = set()
    for place, named in enumerate(found):
        key = evened(named.name)
        if key in (speaker, first):
            own_cues |= {f"self_named_{cue}" for cue in _of_place(even, named)}
            continue
        if key in by_name and named.how != "mention":
            continue
        cues = _of_place(even, named) | {f"how_{named.how}", f"place_{min(place, 3)}", f"of_{min(len(found), 4)}"}
        cues |= _of_person(key, theirs, ours, utterance)
        cues |= {f"{named.how}_{cue}" for cue in cues if cue.startswith(("next_", "prev_"))}
        cues |= {f"other_{cue}" for cue in message}
        by_name[key] = Candidate(named.name, named.start, named.end, is_speaker=False, cues=frozenset(cues))
    own = own_cues | {f"self_{cue}" for cue in message} | _of_others(by_name, message)
    return [Candidate(utterance.speaker, -1, -1, is_speaker=True, cues=frozenset({"speaker", *own})), *by_name.values()]


def _of_message(utterance: Utterance, even: str, plain: str) -> set[str]:
    """What holds for every candidate of a message."""
    cues = {f"said_by_{'client' if utterance.is_clients_word else 'us'}"}
    if utterance.is_from_maker:
        cues.add("by_maker")
    for name, pattern in (
        ("i", _I), ("i_do", _I_DO), ("zero", _ZERO_SUBJECT), ("we", _WE), ("to_me", _TO_ME), ("you", _YOU),
        ("asks", _ASKS), ("commits", _COMMITS), ("sorry", _SORRY), ("gives_you", _GIVES_YOU),
    ):  # fmt: skip
        if pattern.search(plain):
            cues.add(name)
    if "i_do" in cues and "asks" in cues:
        cues.add("i_do_asks")
    if "i" not in cues:
        cues.add("we_only" if "we" in cues else "nobody")
    if "@" in even:
        cues.add("has_mention")
    if utterance.earlier:
        last = utterance.earlier[-1]
        cues.add("after_client" if last.role == "client" else "after_us")
        if evened(utterance.speaker) in evened(last.text):
            cues.add("was_named")
    side = "client" if utterance.is_from_client else "us"
    return cues | {f"{side}_{cue}" for cue in cues}


def _of_place(even: str, named: Named) -> set[str]:
    """The neighbourhood of a name."""
    before, after = even[max(0, named.start - 20) : named.start], even[named.end : named.end + _WITHIN]
    cues = {f"prev_{name}" for name, pattern in _BEFORE if pattern.search(before)}
    cues |= {f"next_{name}" for name, pattern in _VERBS if pattern.match(after)}
    rest = re.sub(r"@\S+", " ", after)
    if is_order(rest):
        cues.add("order_after")
    if _REPORTS.search(re.split(r"[,，.。;；!！\n]", after, maxsplit=1)[0]):
        cues.add("reports_after")
    if _COMMITS.search(after):
        cues.add("commits_after")
    clause = re.split(r"[.。!！;；\n]", after, maxsplit=1)[0]
    cues.add("asks_after" if re.search(r"[?？]", after) else "tells_after")
    cues.add(f"rest_{min(len(clause) // 8, 4)}")
    if re.match(r"\s*@", after):
        cues.add("shares_order")
    return cues


def _of_person(key: str, theirs: set[str], ours: set[str], utterance: Utterance) -> set[str]:
    cues = set()
    if any(key == name or key == name.split(" ")[0] for name in theirs):
        cues.add("theirs")
    if any(key == name or key == name.split(" ")[0] for name in ours):
        cues.add("ours")
    if utterance.earlier:
        last = utterance.earlier[-1]
        if key in (evened(last.speaker), evened(last.speaker).split(" ")[0]):
            cues.add("answered")
    if _TITLE.search(key):
        cues.add("titled")
    side = "client" if utterance.is_from_client else "us"
    return cues | {f"{side}_{cue}" for cue in cues}


_DOES = (
    "next_modal",
    "next_has",
    "next_takes",
    "next_doing",
    "next_third",
    "next_please",
    "next_date",
    "next_does_zh",
    "prev_makes_zh",
    "prev_makes_en",
)
_TOLD = ("how_mention", "order_after", "prev_with_zh", "next_and", "next_comma", *_DOES)


def _of_others(by_name: dict[str, Candidate], message: set[str]) -> set[str]:
    """What the speaker's chance owes to the others who are named."""
    cues = {f"others_{min(len(by_name), 3)}"}
    for each in by_name.values():
        if "theirs" in each.cues or "titled" in each.cues or "reports_after" in each.cues:
            continue
        cues |= {f"others_{cue}" for cue in _TOLD if cue in each.cues}
        if any(cue in each.cues for cue in _DOES):
            cues.add("others_do")
        if "how_mention" in each.cues or any(cue in each.cues for cue in _DOES):
            cues.add("others_told")
    for cue in ("i_do", "zero", "gives_you", "we_only", "nobody", "i"):
        if cue in message:
            cues.add(f"{cue}_while_others" if "others_told" in cues else f"{cue}_alone")
    return cues
