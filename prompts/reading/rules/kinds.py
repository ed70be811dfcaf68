"""What sort of interaction a message is: the first of the guide's list that fits."""

import re

from prompts.reading.patterns import words
from prompts.reading.schema import InteractionKind

_APPROVAL = words(
    r"sign(?:ed|ing)? (?:it |this )?off|sign-?off|(?:is |are |it's |all |fully )?approved"
    r"|approve(?! (?:or|by|\?))|go ahead|go for it|good to go|green ?light(?:ed)?|ship it|proceed"
    r"|let's (?:go|run|roll|use|keep|stick|do|take) (?:with|ahead|it)|(?:let's )?go with"
    r"|(?:we(?:'ll| will)?|i(?:'ll| will)?) (?:take|go with|keep)|stick with|keep (?:it|the|this"
    r"|that|them)|no (?:further |more |other )?(?:changes|comments|edits|notes|amends)(?! to)"
    r"|all good|happy (?:with|to (?:approve|proceed|go))|lgtm|looks? good to (?:me|us)"
    r"|works for (?:me|us)|that works|we're good|good with (?:this|that|it|me)"
    r"|ok(?:ay)? to (?:print|publish|post|launch|send|go|run)|fine (?:by|with) (?:me|us)"
    r"|final(?:ised|ized)? it|thumbs up|you can (?:print|publish|post|launch|release|go ahead)"
    r"|ready to (?:print|publish|go live)|leave (?:it|the \w+) as (?:is|it is)|we have a winner"
    r"|option [a-d\d](?: (?:please|it is|wins|works))?|version [a-d\d] (?:please|it is|wins|works)",
    r"定稿|就(?:这版|这个|这样|它|用这|按这|用第|选|定|走|a|b|c|第)|(?:可以|能)(?:用|发|印|上|投"
    r"|推|定|打样|执行|开始|走|付|出街|安排|进行)[了吧的啦]?(?![吗么不])|确认(?:了|无误|没问题"
    r"|通过|ok|用|选|定)|(?:审|批|核)?(?:通过|过了|批了|批下来了)|没(?:有)?(?:其他|别的|什么"
    r"|啥)?(?:问题|意见|修改).{0,4}(?:了|可以|发|用|走|上|印|就|$)|同意|拍板|签了|盖了|(?:选|用"
    r"|要)(?:第[一二三四1234]|[abcd1234一二三四]号|方案)[个版款张套号]?|[选用][abcd一二三](?:版"
    r"|款|方案|$)|按(?:这个|这版|你们|方案|第)|ok了|就行了?|定了|保留|留着|还是(?:用)?(?:上|之前"
    r"|原|第|老|前)[^，。]{0,3}(?:版|稿|款|个|张|方案)|用(?:回)?(?:上|原)一?版(?:吧|就)"
    r"|不(?:用)?(?:改|动|换|加)了|那?算了|维持(?:原|不变|现)|(?:可以|行|没问题)[,，](?:就|直接|发"
    r"|开始|走|定|安排|印|上)|放行|准了|照这个|照此",
)
_DECIDED_AGAINST = words(
    r"not (?:\w+ )?(?:approved|signed off|good to go|happy|ready)|(?:can't|cannot|won't|don't"
    r"|haven't|hasn't|before (?:i|we)|until) (?:\w+ )?(?:approve|sign|go ahead|proceed)"
    r"|need(?:s)? (?:\w+ )?(?:approval|sign-?off)|waiting (?:for|on)|who (?:approved|signed)"
    r"|pending|once (?:approved|signed)|for approval",
    r"(?:没|不|未|还没|别|先不)(?:能|要|可以)?(?:定稿|通过|确认|批|同意|过)|不能用"
    r"|等.{0,10}(?:确认|批|审|签)|(?:还)?需要?.{0,8}(?:确认|审批|审核|批)|确认(?:一)?下|才能"
    r"|(?:可以|能).{0,12}[吗么？?]|如果|谁(?:同意|确认|批)",
)
_CALL = words(
    r"(?:quick |short |a |phone |video |conference |kick-?off |zoom |teams |intro |the |our "
    r"|\d+[- ]min(?:ute)? )call(?! (?:to action|sheet|out|center|centre|it|for entries))"
    r"|call (?:me|us|you|him|her|carol|back)|(?:can|could|shall|let's|may|can't|should) (?:we |i "
    r"|you |us )?(?:\w+ )?(?:talk|speak|chat|jump on|hop on|call)(?! (?:about the (?:copy|ad)))"
    r"|phone|ring (?:me|you|us)|spoke (?:with|to)|zoom|facetime|google meet|dial[- ]?in|hop on"
    r"|jump on|voicemail|rang|on the phone|got off the phone|(?:will|to|'ll|our \w+) call (?:you"
    r"|me|us)",
    r"电话|打给|通(?:个)?话|语音(?!包|助手|识别|播报)|腾讯会议|视频会议?(?!室)|zoom|连线"
    r"|回(?:个)?电|call一?下|(?:开|打|来)个?call|(?:刚|刚才|昨天|上午|下午).{0,6}(?:通完|聊完"
    r"|电话)",
)
_MEETING = words(
    r"meet(?:ing|up)?s?(?! (?:the|our|your) (?:deadline|target|goal|budget|needs|brief|expect\w*"
    r"|requirements?))|catch[- ]?up|sync|workshop|walk (?:you|us|me) through|kick-?off|agenda"
    r"|come (?:by|over|in|to (?:the|our))|drop by|visit (?:us|you|the office|your|our)|in person"
    r"|sit down|present (?:on|at|in|it|the|two|three|our|them|to|new)|presentation(?! (?:deck"
    r"|file|template|slides))|review session|on-?site|see you (?:at|on|there)|stand-?up|(?:mon"
    r"|tues|wednes|thurs|fri)day works|(?:\d|noon|tomorrow|morning|afternoon) works"
    r"|calendar invite|invite sent|reschedul\w+ (?:the|our|to)|postpone (?:the|our) (?:meeting"
    r"|session|review)|minutes of|face[- ]to[- ]face|debrief|brainstorm",
    r"开(?:个|完|一个|下|一下)?会|会议|见(?:个)?面|碰(?:一下|个|下|头|面)|面(?:谈|聊|对面)"
    r"|过来(?:一趟|聊|开|谈|坐|看)|来(?:一)?趟|来(?:我们)?(?:公司|办公室|现场|店里)|拜访|当面"
    r"|例会|周会|月会|评审会|沟通会|启动会|复盘会|提案会|头脑风暴|讨论会|约.{0,8}(?:聊|时间|会"
    r"|谈)|(?:线下|现场)(?:聊|沟通|开|提案|看)|走一趟|去(?:你们|贵司|您)(?:那|公司|办公室)|上门"
    r"|对一下(?:需求|方案|思路|排期)|到.{0,8}(?:会议室|公司)|会后|碰头",
)
_NOT_MEETING = words(
    r"call to action|cold call|meeting (?:our|the) (?:target|deadline|needs)|meets|zoom in"
    r"|zoom out|phone (?:number|case|screen|mockup|version|photo)|minutes of (?:footage|video)",
    r"会议室(?:的)?(?:海报|背景)|电话(?:号|写|错|改|是)|纪要我来发|会议(?:背景|物料|手册)"
    r"|联系电话|客服电话|热线|见(?:附件|链接|下)",
)
_QUESTION = words(
    r"where|when|what(?:'s| is| are| was| time| about)|who(?:'s| is)?|which|how|why|(?:is|are|do"
    r"|does|did|can|could|will|would|should|has|have|was|were|any) (?:you|we|it|the|there|this"
    r"|that|they|i|your|our|\w+)\b.*\?|wondering|curious|let me know (?:if|what|when|how|which)"
    r"|any (?:update|news|idea|eta|progress)",
    r"[吗么呢嘛](?:[?？!！。~\s]|$)|什么|怎么|为什么|哪[个天里家版些种边]|谁|几[点号天个时]|多少"
    r"|多久|是不是|有没有|能不能|可不可以|要不要|行不行|好不好|是否|如何|咋|对[吧吗]|了没|还是"
    r"|想问|请问|问一?下|想(?:知道|了解)|确认(?:一)?下.{0,20}(?:是|吗|还)",
)
_COMMENT = words(
    r"(?:feels?|looks?|reads?|sounds?|seems?) (?:\w+ )?(?:off|flat|odd|strange|weird|busy|empty"
    r"|heavy|dated|old|cold|boring|similar|confusing|too|a bit|unclear|like|stiff|crowded)"
    r"|not (?:sure|convinced|keen|a fan|feeling|loving|crazy|sold) (?:about|on|of|by|the|it|this"
    r"|that)|don't (?:like|love|think the|get the)|prefer|rather (?:have|see|use)"
    r"|not quite (?:right|there)|(?:the )?(?:first|second|third|last|other|previous|original|left"
    r"|right|blue|red|green|darker|lighter|shorter|longer) (?:one|version|option|route|concept"
    r"|draft)|feedback|comments?|notes? (?:on|below|from)|my only|something(?:'s| is) (?:off"
    r"|missing)|hard to read|can't read|illegible|doesn't (?:feel|look|say|reflect|fit)|lacks?"
    r"|missing something|confusing",
    r"(?:感觉|觉得|看起来|看着|显得|有点|有些|略|偏|太|不够|不太|不是很|缺(?:少|点"
    r"|乏)?)[^，。,]{0,12}(?:乱|空|挤|平|闷|旧|老|土|怪|奇怪|单调|生硬|拥挤|普通|像|突出|明显"
    r"|清楚|清晰|协调|搭|合适|统一|醒目|亮|暗|艳|小|大|长|短|重|轻|冷|暖|高级|年轻|正式|活泼|直观"
    r"|吸引|记忆点|层次|重点|氛围|质感|感觉|识别)|不(?:太)?(?:喜欢|搭|协调|合适|好看|顺|对味|舒服"
    r"|理解|清晰|清楚|明显)|(?:更|比较|还是)(?:喜欢|倾向|偏向|想要)|意见|(?:感觉"
    r"|觉得)[^，。]{0,14}更|第[一二三1-3](?:个|版|张|款|稿|套)(?:更|比较|好|不)|看不(?:清|懂"
    r"|明白)|读起来|拗口|没(?:有)?(?:重点|层次|记忆点|质感|感觉)",
)


def choose_interaction_kind(
    plain: str,
    *,
    is_client: bool,
    is_reproach: bool,
    is_change: bool,
    is_request: bool,
    is_praise: bool,
    is_question: bool,
    is_withdrawal: bool,
) -> InteractionKind:
    """The guide's order: complaint, approval, feedback, meeting or call, praise, question, info."""
    meets = meeting_or_call(plain)
    if not is_client:
        return meets or ("question" if is_question else "info")
    if is_reproach:
        return "complaint"
    if (is_approval(plain) and not ((is_change or is_request) and not _is_signed_off(plain))) or (
        is_withdrawal and not is_change
    ):
        return "approval" if not is_question else "question"
    if is_change:
        return "feedback"
    if meets:
        return meets
    if is_praise:
        return "praise"
    if not is_question and not is_request and _COMMENT.search(plain):
        return "feedback"
    return "question" if is_question or is_request else "info"


def is_approval(plain: str) -> bool:
    return bool(_APPROVAL.search(plain)) and not _DECIDED_AGAINST.search(plain)


_SIGNED_OFF = words(
    r"sign(?:ed|ing)? off|approved|go ahead|green ?light|good to go|no (?:more"
    r"|further) (?:changes|comments|edits)|proceed|release (?:it )?to print|let's go with"
    r"|we'll go with",
    r"定稿|通过|批了|确认无误|同意|(?:可以|能)(?:印|打样|发布|上线|投放|推|发|下印|安排|执行"
    r"|出街)(?![吗么])|就(?:这版|用|定)|没问题[,，]",
)


def _is_signed_off(plain: str) -> bool:
    return bool(_SIGNED_OFF.search(plain))


def meeting_or_call(plain: str) -> InteractionKind | None:
    """Which of both the message is mainly about, if it is."""
    if _NOT_MEETING.search(plain):
        return None
    if _CALL.search(plain):
        return "call"
    return "meeting" if _MEETING.search(plain) else None


def asks_something(plain: str) -> bool:
    if "?" in plain:
        return True
    return bool(_QUESTION.search(plain) and _ENDS_ASKING.search(plain)) and not _DEPENDS.search(plain)


_DEPENDS = words(r"depends|not sure", r"得看|要看|取决|看情况|再定|不确定|没定|无论|不管|都可以|随便")
_ENDS_ASKING = re.compile(
    r"[?？]|[吗么呢嘛吧]\s*[。.!！~]*\s*$|什么时候|为什么|多少|多久|哪[个天里家版些种边]"
    r"|几[点号天]|了没(?:有)?[?？]?\s*$|怎么|是不是|有没有|能不能|可不可以|要不要|是否|请问|想问"
    r"|是[^，。,]{1,12}还是[^，。,]{1,14}[?？]?\s*$|"
    r"^\s*(?:(?:hi|hey|hello|and|so|also|just|quick question)[ ,]+)?(?:\w+[ ,]+)?(?:where|when"
    r"|what|who|which|how|why|any|is|are|do|does|did|can|could|will|would|should|have|has"
    r"|wondering|curious)(?![a-z])"
)

# What a trained classifier may look at, by name (prompts/reading/learned/cues.py).
CUES = {
    "approves": _APPROVAL,
    "decides_against": _DECIDED_AGAINST,
    "call": _CALL,
    "meeting": _MEETING,
    "not_a_meeting": _NOT_MEETING,
    "question": _QUESTION,
    "comment": _COMMENT,
    "signs_off": _SIGNED_OFF,
    "depends": _DEPENDS,
    "ends_asking": _ENDS_ASKING,
}
