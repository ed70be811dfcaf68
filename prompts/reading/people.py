"""Who is to do it, as written in the message."""

import re
from itertools import islice

from prompts.reading.changes import is_relayed
from prompts.reading.noise import WORK, is_acknowledgement
from prompts.reading.patterns import SURNAMES
from prompts.reading.schema import Utterance
from prompts.reading.tasks import is_order

_AT = re.compile(
    r"@\s?([A-Za-z][\w.\-]*|[\u4e00-\u9fff]{1,4}?(?=[\s,，:：。]|$|把|来|你|请|麻烦|帮|去|今|明"
    r"|下|周|先|再|顺|出|做|改|发|给|负|跟|安|整|每|尽|马|看|这|那|和|、|@)|[\u4e00-\u9fff]{2,4})"
)
_ROLE_NAMES = re.compile(
    r"(设计部?|文案组?|财务部?|法务部?|媒介部?|策划部?|投放组|技术部?|运营部?|制作部?|摄影组|后期"
    r"|行政部?|客服部?|执行团队|视频组|商务部?)(?:那边|的?同事|同学|团队)?(?:来|去|今|明|下午"
    r"|周[一二三四五六日]|尽快|马上|先|负责|出|跟进|处理|对接|安排|提供|核|开|走|给)"
)
_TO_ROLE = re.compile(
    r"(?:让|请|找|叫|由|麻烦|转给?|交给)(设计部?|文案组?|财务部?|法务部?|媒介部?|策划部?|投放组"
    r"|技术部?|运营部?|制作部?|后期|行政部?|客服部?|视频组|商务部?)"
)
_ROLE_EN = re.compile(
    r"(?<![A-Za-z])(?:(?:the )?((?:[Dd]esign|[Mm]edia|[Ll]egal|[Ff]inance|[Aa]ccounting"
    r"|[Cc]reative|[Pp]roduction|[Ss]tudio|[Aa]ccounts|IT|[Dd]ev|[Cc]opy|[Ss]ocial|[Ss]trategy"
    r"|[Ee]diting)(?: team| department| dept)?)) (?:to|will|owns?|please|is going to|can you"
    r"|should)(?![a-z])"
)
_LET_ZH = re.compile(
    r"(?:让|请|叫|由|派|交给|转给|找)((?:小|阿|老|大)[\u4e00-\u9fff]|[A-Z][A-Za-z]+"
    r"|[\u4e00-\u9fff]{2,3}?)(?=来|去|今|明|下午|周|尽快|马上|先|负责|出|跟|处理|对接|安排|帮|给"
    r"|把|改|做|发|写|拍|剪|盯|一直|整|准|联系|查|核|导|调|接|直接|再)"
)
_SUBJECT_ZH = re.compile(
    r"(?:^|[,，。;；、！!\s:：]|收到|明白|好的)((?:小|阿|老|大)[\u4e00-\u9fff]"
    r"|[A-Z][A-Za-z]{1,10}|[\u4e00-\u9fff]{2,3}?)(?:今[天晚]|明[天早晚]|后天|下午|上午|晚上|下班"
    r"|中午|月底|这?周[一二三四五六日]|这周|本周|下周|马上|来|去|负责|会|先|这边|你"
    r"|这两天)(?=[^，。,?？]{0,14}(?:出|做|改|发|给|跟|处理|负责|整理|准备|安排|写|拍|剪|导|对接"
    r"|联系|更新|提供|核|查|调|补|盯|交|画|排))"
)
_MOST_MENTIONS = 20
_ORDER_WITHIN = 200  # characters after a name in which it is told what to do
_NOT_NAMES = frozenset(
    re.findall(
        r"[^|]+",
        "我们|你们|他们|大家|您们|这边|那边|我|你|您|明天|今天|后天|下午|上午|晚上|下周|马上"
        "|立刻|现在|收到|好的|明白|可以|没问题|客户|内部|稍后|已经|直接|尽快|新稿|初稿|终稿|报价"
        "|方案|视频|海报|脚本|设计|文案|我这边|我们这|理解|抱歉|不好意思|麻烦|辛苦|另外|然后"
        "|同时|这个|那个|先|再|本周|周末|领导|老板|人|谁|谁来|一下|第一|素材|合同|发票|名单|数据"
        "|链接|什么|怎么|为了|如果|因为|所以|机器|对方|平台|印厂|供应商|他|她|它|自己|别人|快递"
        "|模特|达人|主播|全部|一起|统一|团队|同事|刚才|刚刚|预计|大概|应该|争取|确认|处理|安排"
        "|新版",
    )
)
_NOT_NAMES_EN = frozenset(
    re.findall(
        r"[^|]+",
        "I|We|You|They|He|She|It|This|That|The|A|An|Our|Your|My|Please|Thanks|Thank|Hi|Hey|Hello"
        "|Yes|No|Ok|OK|Okay|Sure|Great|Perfect|Also|And|But|So|If|When|What|Where|How|Who|Which"
        "|Can|Could|Would|Will|Let|Lets|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
        "|January|February|March|April|September|October|November|December|Team|All|Everyone"
        "|Folks|Guys|There|Here|Then|Now|Just|Quick|One|Two|Three|Catalog|Instagram|Facebook"
        "|Google|TikTok|Client|Fair|Very|Fixed|Revised|Sorry|Updated|New|Final|Next|Those|These"
        "|Roughly|Of|Everything|Noted|Got|Launch|Copy|Design|Sounds|Happy|Good|EOD|SOW",
    )
)
_EN_NAME = r"([A-Z][a-z]+(?: [A-Z][a-z]*\.?(?![a-z]))?)"
_OWNS_EN = re.compile(
    rf"(?<![\w@]){_EN_NAME}(?:,| and [A-Z][a-z]+)? (?:owns?|will|to|is going to|please|can you"
    rf"|could you|takes?|handles?|leads?|should|has the|is on|'ll)(?![a-z])"
)
_BOTH_EN = re.compile(rf"(?<![\w@]){_EN_NAME} and {_EN_NAME} (?:own|will|to|please|can|should|are)(?![a-z])")
_SAYS_EN = re.compile(
    rf"(?:^|[.!?:,;\n]\s*|(?:[Aa]sk|[Hh]ave|[Gg]et|[Ll]et|[Tt]ell) ){_EN_NAME}(?:,? (?:please|pls"
    rf"|can you|could you)|, (?:make|send|update|fix|handle|take|swap|prepare|draft|book|call"
    rf"|check|resize|pull|put|get|add|change|do|share|finish|own|work|follow|chase|redo|set"
    rf"|write))(?![a-z])"
)
_WE = re.compile(r"(?<![a-z])(?:we|we'll|we're|our team|team will)(?![a-z])|我们|咱们")
_I = re.compile(r"(?<![a-z])(?:i|i'll|i'm|let me|me)(?![a-z])|(?<!给|帮|发|等|跟|找|让)我(?!们|司|方)")


_NAME_BEGINS = frozenset(SURNAMES + "小阿老大")


def told_to(utterance: Utterance, text: str) -> tuple[str, ...]:
    """The names that the message gives something to do, in its order, without its speaker and the client's people."""
    found = [*_mentioned(utterance, text), *_named(utterance, text)]
    kept: list[tuple[int, str]] = []
    for position, name in sorted(found):
        # "Baker" in "@Tom Baker" is nobody else.
        if not any(
            name == other or (name in other and place <= position < place + len(other)) for place, other in kept
        ):
            kept.append((position, name))
    return tuple(dict.fromkeys(name for _, name in kept))


def _mentioned(utterance: Utterance, text: str) -> list[tuple[int, str]]:
    """Those mentioned with an @ and an order after it; several in a row share it."""
    found = []
    theirs = _of_the_client(utterance)
    known = _known(utterance)
    for match in islice(_AT.finditer(text), _MOST_MENTIONS):
        name = next((each for each in known if text.startswith(each, match.start(1))), match[1])
        after = match.start(1) + len(name)
        rest = re.sub(r"@\S+", " ", text[after : after + _ORDER_WITHIN])
        is_about = name not in theirs and not is_acknowledgement(rest.lower())
        if is_about and (is_order(rest.lower()) or is_relayed(rest.lower())):
            found.append((match.start(1), name))
    return found


def _named(utterance: Utterance, text: str) -> list[tuple[int, str]]:
    found = []
    theirs = _of_the_client(utterance)
    for pattern in (_BOTH_EN, _OWNS_EN, _SAYS_EN, _LET_ZH, _SUBJECT_ZH, _ROLE_NAMES, _TO_ROLE, _ROLE_EN):
        for match in pattern.finditer(text):
            if _FROM_NOW_ON.search(text, max(0, match.start() - 6), match.start() + 1):
                continue
            for group in range(1, (pattern.groups or 0) + 1):
                name = match[group]
                if pattern is _SUBJECT_ZH and name and name[0] > "\u2e80" and name[0] not in _NAME_BEGINS:
                    continue  # a noun at the head of the sentence, unless it looks like a name
                if name and name not in theirs and _may_be_name(name):
                    found.append((match.start(group), name))
    for name in _known(utterance):
        position = text.find(name)
        if position >= 0 and name not in theirs and name != utterance.speaker:
            rest = text[position + len(name) : position + len(name) + 40].lower()
            if _STARTS_ORDER.match(rest) and is_order(rest):
                found.append((position, name))
    return found


_FROM_NOW_ON = re.compile(r"以后|今后")
_STARTS_ORDER = re.compile(
    r"[\s,，:：]*(?:今|下班|中午|晚上|本周|这周|月底|尽快|抓紧|\d|明|后天|下午|上午|周|下周|来|去"
    r"|负责|会|先|马上|你|请|麻烦|帮|把|将|出|做|改|发|给|跟|will|to|owns?|please|pls|can you"
    r"|could you|is going|takes?|handles?|'ll|make|send|fix|update|:|，)"
)


_ROLE_ENDS = re.compile(
    r"[部组期]$|^(?:设计|文案|财务|法务|媒介|策划|技术|运营|制作|行政|客服|商务)$|(?i:team|dept"
    r"|department|^(?:design|media|legal|social|production|creative|copy|accounts)$)"
)


_WEEKDAY = re.compile(r"周[一二三四五六日天末]|星期|礼拜")


def _may_be_name(name: str) -> bool:
    if WORK.search(name.lower()) and not _ROLE_ENDS.search(name):
        return False
    return (
        name not in _NOT_NAMES
        and not _WEEKDAY.match(name)  # 周 is a surname too
        and name.split()[0] not in _NOT_NAMES_EN
        and not name.endswith(("我", "你", "们", "会", "了", "再", "要", "也", "都"))
        and not name.startswith(("我", "你", "您", "他", "这", "那", "在", "就", "会", "要"))
    )


def _known(utterance: Utterance) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys((*utterance.names, *(said.speaker for said in utterance.earlier if said.role != "client")))
    )


def _of_the_client(utterance: Utterance) -> frozenset[str]:
    theirs = {said.speaker for said in utterance.earlier if said.role == "client"}
    return frozenset(theirs | {name.split()[0] for name in theirs if name})


def is_by_speaker(plain: str) -> bool:
    """Whether a commitment is the speaker's own: "we" names nobody."""
    return bool(_I.search(plain)) or not _WE.search(plain)
