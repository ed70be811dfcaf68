"""Where a message names a person or a role, whoever they are: mentions, known names, nicknames, capitalised words.

Finds rather too many than too few; `assignees` says what speaks for each, and a rule or a classifier chooses.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from prompts.reading.patterns import SURNAMES
from prompts.reading.plain import evened
from prompts.reading.rules.noise import WORK
from prompts.reading.schema import Utterance

How = Literal["mention", "known", "nickname", "title", "twice", "surname", "placed", "capital", "called", "role"]

MOST_CHARACTERS = 2000
_MOST_FOUND = 24
_ZH = "\u4e00-\u9fff"
_LATIN = "A-Za-zÀ-ÖØ-öø-ÿ"


@dataclass(frozen=True, slots=True)
class Named:
    """A stretch of the message that may name somebody."""

    start: int
    end: int
    name: str  # as written, without @
    how: How


_AT = re.compile(r"@\s?(?=[^\s@])")
_AT_LATIN = re.compile(rf"[{_LATIN}][{_LATIN}\d_.\-]*[{_LATIN}\d]|[{_LATIN}]")
_AT_SECOND = re.compile(r" (?:[A-Z][a-z]{1,4}|[A-Z])(?![A-Za-z\d'’&/])")  # Li Ting, Rohan D
_AT_ZH = re.compile(
    rf"[{_ZH}](?:[A-Za-z]{{1,8}}|[{_ZH}]{{0,4}}?(?:组|部|团队)(?![{_ZH}]*@)|[{_ZH}]{{0,3}}?(?=[\s,，:：。;；、！!“「《]|$|@"
    r"|把|将|来|你|妳|您|请|麻烦|帮|去|今|明|下|周|先|再|顺|出|做|改|发|给|负|跟|安|整|每|尽|马|看|这|那|和|写|拍|剪|排"
    r"|盯|查|核|导|调|按|照|换|删|加|在|补|快|赶|约|打|对|翻|重|\d|[A-Za-z])|"
    rf"[{_ZH}]{{1,3}})"
)
_ROLE_WORDS = (
    "设计|文案|财务|法务|媒介|策划|投放|技术|运营|制作|摄影|后期|行政|客服|执行|视频|商务|开发|前端|后端|策略|创意|美术|剪辑"
    "|采购|渠道运营|渠道|编剧|导演|主管|总监|经理|老板|会计|出纳|司机|仓库|印厂|工厂|供应商|营养师|保安队长|店长|翻译|投手|优化师|编辑|校对"
    "|审计|市场|公关|人事|产品|数据|运维|法规|质检|物流|客户经理|修图|插画|三维|动效|助理|实习生|copy|编导"
)
_ROLE_ZH = re.compile(
    rf"(?:(?:{_ROLE_WORDS})(?:组|部门?|团队)|(?:{_ROLE_WORDS})(?=(?:那边|这边|的?同事|的?同学|的?小伙伴)?"
    r"(?:来|去|今|明|后天|下午|上午|中午|晚上|周|下周|本周|月底|\d|尽快|马上|先|负责|出(?![图街现版])|跟|处理|对接|安排|提供|核|开|走|给|会|再|把"
    r"|马|立刻|现在|做个|算|写|拍|改|补|帮|已|正|、|和|同|各|请|在|$|[,，]))"
    rf"|(?<=[让请找叫由派催])(?:你们|我们)?(?:{_ROLE_WORDS})|(?<=交给|转给|发给|麻烦|联系|通知)(?:{_ROLE_WORDS}))"
)
_ROLE_EN = re.compile(
    r"(?<![a-z\-/])(?:design|media|legal|finance|accounts|accounting|creative|copy|production"
    r"|studio|dev|social|strategy"
    r"|editing|edit|marketing|web|content|digital|analytics|account|ops|translation|procurement|hr|events|print"
    r"|paid|seo|research|planning|video|art|client services)(?:(?: team| dept| department| folks| desk)(?![a-z])"
    r"|(?=(?: |'s |'ll )(?:to|will|can|is|has|have|should|please|pls|takes?|owns?|handles?|sends?"
    r"|does|needs?)(?![a-z]))"
    r"|(?<=ask legal|get legal)|(?<=have legal|from legal))"
    r"|(?<![a-z])(?:cfo|ceo|cto|coo|cmo|our pm|the intern|accountant|bookkeeper)(?![a-z])"
)
# What follows 小, 大, 老 or 阿 in words that name nobody.
_NICK = re.compile(
    r"(?<![放缩太更最加变调多很偏再够较过挺好超增巨稍把个是的有这那小大老不])(?:"
    r"小(?![时程红字图屏标改样心票组吃问区学于号伙姐结店朋视版份包批一两点些了得事众数额型规范幅微孩半册修块条段尺米路声费卡瓶盒杯袋件单广家巧怪票细"
    r"范围伙伴部图提])"
    r"|大(?![家概图小字屏一点促气约纲量改客片号会了些部陆学单方致前幅堂厅使师奖赛货样牌众楼版稿盘理连的得多过型标写区包瓶盒杯袋件门街桥海雪雨风事选战力体全后"
    r"道人于改把幅减半叔爷妈姐哥王])"
    r"|老(?![板师客样版店款年规字是人公婆家外实用顾粉爷奶户图稿文问早虎化套路是])"
    rf"|阿(?![里姨拉联]))(?:[{_ZH}]|[A-Z][a-z]+)",
)
_TITLE = re.compile(
    rf"(?<![{_ZH}])[小老大]?[{_ZH}]?[{SURNAMES}{_ZH}](?:总(?![结共数体是之部监得会要比预算量价额计])"
    rf"|[哥姐](?![弟妹])|工(?![作厂艺具人程商])|董|师傅|老师|会计|经理)"
    rf"|[{SURNAMES}](?:总(?![结共数体是之部监得会要比预算量价额计])|[哥姐](?![弟妹])|工(?![作厂艺具人程商])|师傅|老师|会计|经理)"
)
_TWICE = re.compile(rf"(?<![{_ZH}])([{_ZH}])\1(?![{_ZH}]?[看试谢慢刚天常哈嘿])|(?<=[让叫请找由和派、跟])([{_ZH}])\2")
_TWICE_NO = frozenset(
    "看试谢慢刚天常哈嘿好多早想说听问等聊改查拜嗯哦呵嘻刷点仅明渐默稍偏常大小轻往人个家年日呜啊嘤咳喵汪哇对是行来走快"
)
_PLACE_ZH = (  # what stands behind a name at the head of a clause
    r"今天|今晚|今早|明天|明早|明晚|后天|下午|上午|晚上|中午|早上|这?周[一二三四五六日末]|下周|本周|这周|星期|月底|马上|来(?!不|得|源|自)|去(?!掉|年|除)"
    r"|负责|会(?!议|员|场|计)|先|这边|那边|你|妳|您|尽快|立刻|速|请|麻烦|帮|把|将|亲自|\d+[号点日]|半小时|十分钟|两点|三点|四点|五点|排|拟|画|交|跟进|搞|约|在改|在做|正在"
)
_PLACED_ZH = re.compile(
    rf"(?:(?<=[,，。;；、！!\s:：~～)）])|(?<=收到|明白|好的|没错)|^)([{_ZH}]{{2,3}}?)(?=[,，]?(?:{_PLACE_ZH}))"
)
_ORDERED_ZH = re.compile(
    rf"(?:让|请|叫|由|派|交给|转给|找|麻烦|催|同|和|跟|、|还有|喊|安排)((?:我们|你们|咱)?(?:的)?[{_ZH}]{{2,4}}?|[A-Z][A-Za-z]+)"
    r"(?=来|去|今|明|后天|下午|上午|中午|晚|周|下周|尽快|马上|先|负责|出|跟|处理|对接|安排|帮|给|把|将|改|做|发|写|拍|剪|盯|一直|整|准|联系|查|核|导|调|接|直接"
    r"|再|过|画|排|补|送|拉|拟|手工|按|润色|扫|抓|对着|各|一起|约|画|算|搞|打|检|看|更|重|上|换|统|打包|\d|按|对一|一起)"
)
_ROLE_HEAD = re.compile(rf"^(?:(?:{_ROLE_WORDS})(?:组|部|的)?)+(?!组|部|团队|经理|长|师)")
_NEAR_START_ZH = re.compile(rf"^([{_ZH}]{{2,3}}?)(?=[,，])")
_HAS_GRAMMAR = re.compile(
    r"[的了我你您他她它们是在有没这那就都也还要能可以给对从到为很太吗呢吧啊么什怎哪谁几个些次点号日月年时分为因如但且或而于并已被把将让叫请]|客户|甲方|今|明|后天|周|下午|上午|晚上"
)
_NOT_NAMES = frozenset(
    re.findall(
        r"[^|]+",
        "我们|你们|他们|大家|您们|马上|立刻|现在|收到|好的|明白|可以|没问题|客户|内部|稍后|直接"
        "|尽快|新稿|初稿|终稿|报价|方案|视频|海报|脚本|理解|抱歉|不好意思|麻烦|辛苦|另外|然后"
        "|同时|先|再|本周|周末|领导|一下|第一|素材|合同|发票|名单|数据|链接|为了|如果|因为|所以"
        "|机器|对方|平台|自己|别人|快递|模特|达人|主播|全部|一起|统一|团队|同事|刚才|刚刚|预计"
        "|大概|应该|争取|确认|处理|安排|新版|最好|最晚|最迟|务必|一定|必须|记得|顺便|顺手|其他"
        "|其余|剩下|这个|那个|图片|文件|稿子|样品|打样|物料|展架|包装|标题|文字|画面|文案稿|活动"
        "|拍摄|会议|电话|纪要|周报|月报|日报|链路|页面|排期|预算|发布|上线|印刷|封面|正文|背景"
        "|版本|设计稿|主图|底图|主视觉|反馈|修改|下班|放工|完成|截止|交付|提案|开会|见面|正式"
        "|当面|线上|线下|早上|早安|晚安|午安|谢谢|感谢|多谢|对了|行吧|好吧|懂了|得嘞|妥了|了解"
        "|遵命|完了|搞定|稳了|绝了|服了|糟了|坏了|惨了|还有|以及|要么|那就|不用|不要|不过|但是"
        "|可是|虽然|而且|只是|其实|毕竟|首先|其次|最后|目前|暂时|临时|随时|到时|届时|回头|待会"
        "|等会|一会|稍等|请问|劳驾|拜托|加急|紧急|赶紧|抓紧|各位|哥们|姐妹|宝子|亲们|老师|老板"
        "|师傅|同学|小伙伴|小朋友|联系|结果|原因|问题|需求|重点|总之|反正|千万|原来|终于|居然"
        "|果然|难怪|不然|否则|除了|关于|根据|按照|昨天|前天|上周|上次|下次|这次|那边|这边",
    )
)
_CAPITAL = re.compile(
    rf"(?<![{_LATIN}\d@.#/&_'’\-])(?:Mc|Mac|O['’]|De|Di|Le|La|Van|El)?[A-ZÀ-Þ][a-zß-ÿ]+(?:-[A-Z][a-z]+)?"
    rf"(?: [A-Z][a-z]+(?![{_LATIN}]))?(?![{_LATIN}\d_]|\.[a-z])"
    rf"|(?<![A-Za-z\d@.#/&_\-])(?:[A-Z]{{2}}(?= (?:will|to|can|please|pls|is|has)\b|['’]|,))"
)
_BEHIND_EN = re.compile(  # what follows a name that begins a sentence
    r"(?:['’](?:s|ll|d)(?![a-z])|,? ?(?:please|pls|plz|can (?:you|u)|could you|would you"
    r"|will you)(?![a-z])|[,:](?!\d)"
    r"| (?:will|to|can|could|is|has|have|had|owns?|takes?|does|do|on|and|&|should|needs?|from|over"
    r"|may|might|gets?|in|\+|\w{2,}(?:s|es|ing)(?![a-z]))(?![a-z])"
    r"|[^\n,.!?]{0,30}$| (?:,|-|–|—)| [\u4e00-\u9fff]|[\u4e00-\u9fff]|[,，])"
)
_BEFORE_EN = re.compile(  # what precedes a name inside a sentence
    r"(?:(?<![a-z])(?:have|has|let|lets|get|gets|got|ask|asked|asking|tell|told|with|and|by|via|to"
    r"|from|me|cc|ping|for|need|needs|can|could|will|would|getting|having|letting|brief|briefed"
    r"|put"
    r"|chase|poke|loop in|loop|our|your|both|team|then|so|that|but|when|if|while|because|since"
    r"|thanks|ok|okay|yes|yep|sure|noted|grand|or|as|of|you|please|pls|hey|hi|morning|afternoon"
    r"|done|it|n) ?"
    r"|[,:;&+/(\-–—•·]\s*|\d[.)]\s*|[\u4e00-\u9fff，。、：；！？]\s*)$"
)
_CALLED = re.compile(r"(?:^|[,.!?]\s+)([a-z]{3,10}(?: [a-z]{3,8})?)(?= (?:can|could|will|would) (?:u|you)(?![a-z]))")
_SENTENCE_START = re.compile(r"(?:^|[.!?:\n;–—•·\-*]\s*|\d[.)]\s*|[。！？：；]\s*|^\W+)$")
_MONTHS = frozenset(
    {"Jan", "Jun", "April", "May", "June", "August"}
)  # who will do it is a person; what happens in it isn't
_ACTS = re.compile(r"['’]ll | (?:owns?|will|to|can you|please|pls|takes?|handles?|leads?|has it|is on)(?![a-z])")
_NOT_CAPITAL = frozenset(
    re.findall(
        r"[^|]+",
        "i|we|you|they|he|she|it|this|that|the|a|an|our|your|my|his|her|its|their|please|thanks"
        "|thank|hi|hey|hello|yes|no|ok|okay|sure|great|perfect|also|and|but|so|if|when|what|where"
        "|how|who|which|why|can|could|would|will|let|lets|monday|tuesday|wednesday|thursday"
        "|friday|saturday|sunday|mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|january|february"
        "|march|april|june|july|august|september|october|november|december|jan|feb|mar|apr|jun"
        "|jul|aug|sep|sept|oct|nov|dec|team|all|everyone|everybody|folks|guys|there|here|then|now"
        "|just|quick|one|two|three|four|five|six|seven|eight|nine|ten|client|clients|fair|very"
        "|fixed|revised|sorry|updated|new|final|next|those|these|roughly|of|everything|noted|got"
        "|launch|copy|design|sounds|happy|good|eod|sow|cob|morning|afternoon|evening|tonight"
        "|today|tomorrow|yesterday|instagram|facebook|google|tiktok|linkedin|twitter|youtube"
        "|pinterest|figma|slack|frame|dropbox|drive|canva|photoshop|illustrator|indesign|adobe"
        "|meta|amazon|shopify|mailchimp|hubspot|salesforce|excel|word|powerpoint|keynote|zoom"
        "|teams|christmas|easter|thanksgiving|halloween|ramadan|diwali|eid|lunar|valentine"
        "|valentines|english|chinese|french|german|spanish|welsh|arabic|malay|thai|london|paris"
        "|sydney|singapore|toronto|dublin|berlin|york|boston|chicago|not|both|each|every|any|some"
        "|most|more|less|only|even|still|yet|again|once|twice|from|for|with|without|to|in|on|at"
        "|by|as|per|after|before|until|since|during|about|regarding|re|fyi|btw|asap|pls|plz|done"
        "|agreed|understood|clear|grand|cheers|lovely|brilliant|super|nice|cool|amazing|awesome"
        "|fantastic|wonderful|welcome|congrats|congratulations|right|correct|true|absolutely"
        "|definitely|certainly|totally|exactly|indeed|completely|apologies|mortified|ha|haha|lol"
        "|omg|wow|oh|ah|well|hmm|yep|yup|yeah|nope|nah|kindly|dear|swap|change|make|send|add"
        "|remove|drop|put|move|get|take|give|keep|cut|fix|update|use|replace|check|look|see|go"
        "|come|need|want|like|love|hate|book|call|email|share|shoot|post|print|proof|draft|review"
        "|approve|confirm|reply|read|write|run|set|pull|push|build|finish|start|stop|turn|try|ask"
        "|tell|say|said|show|hold|wait|note|notes|question|status|version|round|option|page|slide"
        "|logo|headline|tagline|banner|poster|video|file|files|deck|report|invoice|quote|contract"
        "|budget|deadline|meeting|catalog|catalogue|website|price|title|subject|first|second"
        "|third|last|same|other|another|such|own|either|neither|nothing|something|anything"
        "|somebody|anybody|nobody|someone|anyone|ugh|oops|yay|phew|engraver|words|form|leaflet"
        "|layout|data|is|are|was|were|be|been|am|do|does|did|has|have|had|should|must|may|might"
        "|shall|cannot|easy|fine|makes|looks|works|point|points|off|back|up|down|over|out|under"
        "|above|below|minutes|agenda|summary|recap|action|actions|todo|walkthrough|brand|summer"
        "|winter|spring|autumn|fall|black|cyber|labour|labor|memorial|independence|year|sir|madam"
        "|mr|mrs|ms|dr|uncle|auntie|aunty|prof|professor|captain",
    )
)


def find_persons(utterance: Utterance, plain: str) -> list[Named]:
    """Every stretch that may name a person or a role, in the order of the text, none over another.

    plain: the message's evened text with data blanked out, each character in its place.
    """
    text = utterance.text[:MOST_CHARACTERS]
    plain = plain[: len(text)]
    known = known_names(utterance)
    taken: list[Named] = []
    for named in islice(_all(text, plain, known, utterance), 4 * _MOST_FOUND):
        if not any(named.start < other.end and other.start < named.end for other in taken):
            taken.append(named)
    return sorted(taken, key=lambda each: each.start)[:_MOST_FOUND]


def _all(text: str, plain: str, known: dict[str, str], utterance: Utterance) -> Iterator[Named]:
    """The surest first: they keep their place against what overlaps."""
    yield from _mentions(text, known)
    has_chinese = not plain.isascii() and re.search(f"[{_ZH}]", plain) is not None
    if has_chinese:
        yield from _with_role(plain, text)
    yield from _known_in(text, plain, known)
    if has_chinese:
        yield from _chinese(text, plain)
    yield from _latin(text, plain, utterance.client or "")


def known_names(utterance: Utterance) -> dict[str, str]:
    """Evened name → name of everybody whom the conversation has named so far, the longest first."""
    names = [*utterance.names, *(said.speaker for said in utterance.earlier)]
    for said in utterance.earlier:
        if "@" in said.text:
            names.extend(named.name for named in _mentions(said.text[:MOST_CHARACTERS], {}))
    found = {evened(name): name for name in names if len(name) > 1}
    for name in names:
        first = name.split()[0] if name.strip() else ""
        if len(first) > 1 and first.isascii() and first.casefold().strip(".") not in _NOT_CAPITAL:
            found.setdefault(evened(first), first)
    for said in utterance.earlier[-4:]:
        if not said.text.isascii():
            for match in islice(_NICK.finditer(said.text[:400]), 6):
                found.setdefault(evened(match[0]), match[0])
    return dict(sorted(found.items(), key=lambda item: -len(item[0])))


def _mentions(text: str, known: dict[str, str]) -> Iterator[Named]:
    even = evened(text) if known else ""
    for match in islice(_AT.finditer(text), _MOST_FOUND):
        start = match.end()
        name = next((known[each] for each in known if even.startswith(each, start)), None)
        end = start + len(name) if name else 0
        if name is None or (name.isascii() and text[end : end + 1].isalpha() and text[end : end + 1].isascii()):
            found = _AT_LATIN.match(text, start) or _AT_ZH.match(text, start)
            if found is None:
                continue
            end = _end_of_second_name(text, start, found.end())
        yield Named(match.start(), end, text[start:end], "mention")


def _end_of_second_name(text: str, start: int, end: int) -> int:
    second = _AT_SECOND.match(text, end) if text[start:end].isascii() else None
    if second is None or second[0].strip().casefold() in _NOT_CAPITAL:
        return end
    return second.end() if len(second[0]) == 2 or end - start <= 4 else end


_WITH_ROLE = re.compile(
    rf"(?:财务|法务|出纳|司机|文案|行政|客服|前台|会计|主管|采购|人事)(?:(?:[小阿老](?![板师时程])"
    rf"|大(?!家))[{_ZH}]|[{_ZH}]姐|[{_ZH}]哥|[{SURNAMES}](?:会计|经理|总))"
)


def _with_role(plain: str, text: str) -> Iterator[Named]:
    """财务小顾: of those who are known by their office it is part of the name."""
    for match in _WITH_ROLE.finditer(plain):
        yield Named(match.start(), match.end(), text[match.start() : match.end()], "nickname")


def _known_in(text: str, plain: str, known: dict[str, str]) -> Iterator[Named]:
    for even in known:
        at = plain.find(even)
        for _ in range(3):
            if at < 0:
                break
            end = at + len(even)
            if not even.isascii() or _stands_alone(plain, at, end):
                yield Named(at, end, text[at:end], "known")
            at = plain.find(even, end)


def _stands_alone(plain: str, start: int, end: int) -> bool:
    before, after = plain[start - 1 : start], plain[end : end + 1]
    is_inside = (before.isascii() and before.isalnum()) or (after.isascii() and after.isalnum())
    return not is_inside and (not before or before not in "/-_")


def _chinese(text: str, plain: str) -> Iterator[Named]:
    cased = "".join(old if old.isascii() else new for old, new in zip(text, plain, strict=False))
    for match in _NICK.finditer(cased):
        if plain[match.start()] != " ":
            yield _named(text, match.start(), match.end(), "nickname")
    for match in _TITLE.finditer(plain):
        yield _named(text, match.start(), match.end(), "title")
    for match in _ROLE_ZH.finditer(plain):
        start = match.start() + (2 if match[0].startswith(("你们", "我们")) else 0)
        yield _named(text, start, match.end(), "role")
    for match in _TWICE.finditer(plain):
        if plain[match.end() - 1] not in _TWICE_NO:
            yield _named(text, match.start(), match.end(), "twice")
    for pattern in (_ORDERED_ZH, _PLACED_ZH, _NEAR_START_ZH):
        for match in pattern.finditer(cased):
            start, end = match.span(1)
            if match[1].startswith(("我们", "你们")):
                start += 2
            word = cased[start:end].lstrip("的")
            start = end - len(word)
            bare = _ROLE_HEAD.sub("", word)
            if len(bare) > 1:
                start, word = end - len(bare), bare
            if len(word) > 1 and _may_be_chinese_name(word):
                yield _named(text, start, end, "surname" if word[0] in SURNAMES else "placed")


def _named(text: str, start: int, end: int, how: How) -> Named:
    return Named(start, end, text[start:end], how)


def _may_be_chinese_name(word: str) -> bool:
    return word not in _NOT_NAMES and not _HAS_GRAMMAR.search(word)


def _latin(text: str, plain: str, client: str) -> Iterator[Named]:
    for match in _ROLE_EN.finditer(plain):
        yield _named(text, match.start(), match.end(), "role")
    brand = set(re.findall(r"[a-z]+", client.casefold()))
    for match in _CAPITAL.finditer(text):
        start, end = match.span()
        if plain[start : start + 1] in (" ", ""):
            continue
        words = match[0].split()
        is_double = len(words) == 2 and words[0] in _MONTHS  # Jun Hao
        if len(words) == 2 and words[0].casefold() in _NOT_CAPITAL and not is_double:
            start += len(words[0]) + 1
            words = words[1:]
        elif len(words) == 2 and (words[1].casefold() in _NOT_CAPITAL or words[1].casefold() in brand):
            end = start + len(words[0])
            words = words[:1]
        is_month = words[0] in _MONTHS and (len(words) == 2 or _ACTS.match(text, end))
        if (words[0].casefold() in _NOT_CAPITAL and not is_month) or words[0].casefold() in brand:
            continue
        before = plain[max(0, start - 14) : start]
        if _SENTENCE_START.search(before) if before.strip() else True:
            if not _BEHIND_EN.match(text, end) or words[0].endswith("ing") or WORK.search(words[0].casefold()):
                continue
        elif not _BEFORE_EN.search(before) and not _BEHIND_EN.match(text, end):
            continue
        yield _named(text, start, end, "capital")
    for match in _CALLED.finditer(plain):
        if match[1].split()[0] not in _NOT_CAPITAL:
            yield _named(text, match.start(1), match.start(1) + len(match[1].split()[0]), "called")
