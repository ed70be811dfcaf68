"""Whether a clause gives somebody a concrete thing to do: asked of us, taken on, or handed to a colleague."""

import re

from prompts.reading.patterns import Clause, words
from prompts.reading.rules.noise import WORK

_ASKED_EN = (
    r"send|e-?mail|share|forward|provide|prepare|draft|create|design|put together|get (?:me|us)"
    r"|set up|book|order|release|publish|upload|export|invoice|arrange|print|ship|deliver|resend"
    r"|compile|gather|collect|organi[sz]e|write(?: up)?|produce|make (?:a|an|us|me|two|three"
    r"|some)|build|pull(?: together)?|find|research|look into|source|hire|contact|call (?:the"
    r"|our)|"
    r"submit|sign|pay|transfer|grant|give (?:me|us|\w+) (?:access|a|an|the)|add (?:me|us|\w+) to"
    r"|invite|schedule (?:the )?posts?|go live|launch|post (?:it|the|this|our)|start|kick off"
    r"|confirm (?:the|with)|check (?:with|the|if|whether|on)|mock up|quote|cost|estimate"
    r"|translate|transcribe|register|install|attach|bring|pick up|drop off|return|re-?send|file"
    r"|run (?:a|the)|do (?:a|an|one|two)|come up with|work up|show us|record|update (?:me|us)|cc"
    r"|loop in|ask (?:the|your|\w+ to)|remind|test|monitor|boost|turn on|turn off|renew"
    r"|proceed with|move ahead with|hand over|supply|liaise|coordinate|reserve|dispatch"
)
_THING_EN = (
    r"report|quote|estimate|file|files|invoice|deck|proposal|copy of|list|link|links|screenshots?"
    r"|insights|numbers|analytics|breakdown|summary|timeline|schedule|budget|contract|receipt"
    r"|logo files|source files|assets|specs|a poster|a banner|a video|a flyer|a post|a new|another"
    r"|photos|recording|login|access|template|mockup|sample|samples|plan|recap|brief|press release"
    r"|case study|landing page|newsletter|contact details|spreadsheet|rate card|cost|pricing"
)
_ASK = words(
    rf"(?:please|pls|plz|kindly|(?:can|could|would|will) (?:you|u|someone|anyone|your team"
    rf"|the team|we|i)(?: \w+)?(?: (?:please|pls|kindly|also|quickly|maybe|just))?|can i|could i"
    rf"|may i|we(?:'d| would)? (?:also )?(?:like|need|want|require)(?: you)?(?: to)?|i(?:'d"
    rf"| would)? (?:also )?(?:like|need|want|require)(?: you)?(?: to)?|need(?: you)? to|let's"
    rf"|go ahead and|remember to|don't forget to|make sure to|make sure you|would you mind|mind"
    rf"|any chance (?:you|we) (?:can|could)|be (?:good|great) (?:if you|to)|asking you to"
    rf"|appreciate (?:it )?if you(?: could)?|i want you to) (?:\w+ )?(?:{_ASKED_EN})"
    rf"|(?:need|want|require|get|have|see|request(?:ing)?|ask(?:ing)? for"
    rf"|receive) (?:\w+ ){{0,5}}(?:{_THING_EN})|(?:need|want|order|like|require) (?:\d+|another"
    rf"|an? (?:new|extra|additional)|some (?:new|extra|more)) \w+",
    r"拉.{1,12}(?:进|入)?群|加.{1,8}进群|发(?:我|给我|给我们|一?[份下版个张]|到(?:我|群|邮箱|这"
    r"|他|她|财务)|过来|来|下|群里|出来|下我)|(?:给|帮)(?:我|我们|咱们?|他|她|财务|老板"
    r"|领导).{0,8}(?:发|寄|做|出|写|整理|准备|导|拉|查|问|找|订|约|算|报|申请|开|联系|设计|拍"
    r"|打印|统计|登记|留|弄|传|提供|汇总|核|看看.{0,4}数据|来[一两]?[份个张版])|给(?:我|我们|个"
    r"|一[份个版张下]|份|张|下|名单|报价|方案|到)(?!了|的|们的印象)|提供|(?:做|出|写|拍|设计|弄"
    r"|搞|来|画|剪)(?:一|两|三|几|个|\d)+(?:个|张|份|版|套|条|款|组|支|篇|稿|段|批)|安排(?!好了"
    r"|在)|打样|下印|开印|印(?:刷)?(?:\d|一|两|三|五)|整理|汇总|导出|导(?:一|各|两|\d)|报(?:个"
    r"|一下|下)?价|统计(?:一下|下)?|(?:约|订|定|租)(?:一|个|下|好|会议|摄影|场地|模特|车|酒店)|寄"
    r"|快递(?:给|到|一)|盖章|签(?:字|回|好|了|一下)|开(?:一|张|个|下)?.{0,3}发票|发票|上传|上架"
    r"|投放(?:出去|起来|一)|开(?:通|权限|白|户)|拉(?:个|一个|群|我|他|她|人|进|名单|一份|数据)"
    r"|对接(?:一下|下)|联系(?:一下|下|他|她|印厂|供应商|平台|媒体|达人)|跟进(?:一下|下)|准备(?:一"
    r"|好|下|个|两|几|点|物料|合同)|申请|列(?:一|个|出|下)|写(?:一|个|篇|份)|补(?:一份|开|签|发"
    r"|寄)|出(?:个|一|份|几|两|报价|方案|样|初稿|正式|打样)|查(?:一下|下|查)|核(?:对|实|算)"
    r"|问(?:一下|下)(?:印厂|平台|法务|供应商|他|她|财务|达人)|报名|预约|转(?:给|发|账)|打款|付款"
    r"|结(?:一下|账)|发布(?:出去|吧|一下)?$|同步(?:给|一下|到|下)|抄送|提交|下单|采购|测试(?:一下"
    r"|下)|翻译|排(?:个|一个|一下)(?:期|时间表)|盯(?:一下|着|下)|通知(?:一下|下|他|她|大家|印厂"
    r"|门店)|落实|搭建|分享(?:一下|给|下|到)|(?:拿|要|领|借)(?:一|两|几|份|个|到)(?:份|个|张)?"
    r"|送(?:到|来|一|过来|样)|复盘|备份|打包|归档|备(?:一|货|案)",
)
_ASK_FRAME_ZH = re.compile(
    r"麻烦|请|帮|劳烦|辛苦|能不能|能否|可以.{0,16}[吗么]|能.{0,16}[吗么]|可不可以|可否|方便|需要"
    r"|要(?!是|不)|记得|尽快|赶紧|马上|务必|直接|先|再|得|把|将|给我|发我|吧[。!！~]?$"
    r"|下[。!！~]?$|一下|安排|我们?想|我想|希望|还[差缺]|另外|顺便|^\s*(?:[①-⑩\d]+[.、)）]?\s*)"
)
_SEND_ZH = re.compile(
    r"发(?:我|给我|群里|过来|到(?:我|群|邮箱))|给我们?(?:一|个|份|发|寄|做|出)|(?:前|之前)给"
    r"|重?发我?一[份下次]|寄(?:到|给|过来)"
)
_IMPERATIVE_EN = re.compile(
    rf"^\s*(?:(?:and|also|then|just|so|plus|ok|okay|yes|great|hi|hey|team|thanks"
    rf"|\w+)[ ,]+)?(?:please |pls |kindly )?(?:{_ASKED_EN})(?![a-z]) (?:the|an?|us|me|our|your|my"
    rf"|all|this|that|it|them|these|those|any|some|over|back|to|one|two|three|another|\d+|@\w+|new"
    rf"|final|high|updated|more|both|every|each|her|him|carefully|access)(?![a-z])"
)
_STATUS = words(
    r"where (?:are|is|'s)|any (?:update|news|progress|word|eta)|how(?:'s| is| are)|when (?:will"
    r"|can|do|are|is|would|should)|what(?:'s| is) (?:the status|happening|going on)|status (?:of"
    r"|on)|has (?:the|it|this)|have you|did you|is (?:it|the|this|that) (?:\w+ ){0,3}(?:ready"
    r"|done|finished|live|on track)|are (?:we|you) (?:still )?on track|will (?:we|it|the|this)"
    r"|still on for|you (?:said|promised)|was (?:supposed|meant|due)|were (?:supposed|meant)"
    r"|still waiting|haven't (?:received|got|seen|heard)",
    r"(?:好|完|发|做|改|出|寄|弄|到|定|印|上|排|剪|给|谈|写|准备好|搞定)(?:了)?(?:吗|没(?:有)?"
    r"|么)[?？!！。]?|什么时候|啥时候|何时|几点能|进度|进展|到哪(?:一步|了)|怎么样了|怎样了"
    r"|咋样了|说好|不是说|答应|承诺|还没|怎么还|呢[?？]?$|多久能|能(?:按时|如期|准时)|来得及"
    r"|会不会",
)
_REVIEW = words(
    r"(?:please |pls |kindly )?(?:review|take a look|have a look|check it out|look it over"
    r"|let (?:me|us) know|feedback|thoughts|approve|sign off|confirm|see attached|find attached"
    r"|see below|see the link|advise)",
    r"请(?:您)?(?:查收|过目|审阅|审核|确认|查看|指示|批示|看(?:一)?下|知悉|参考)|(?:您|你"
    r"|大家)(?:们)?(?:先)?(?:看看|看(?:一)?下|过目|审(?:一)?下|确认(?:一)?下|过一[下遍])|(?:麻烦"
    r"|辛苦)(?:您|你)?.{0,4}(?:看(?:一)?下|确认(?:一)?下|过目|审(?:一)?下|查收)"
    r"|有(?:什么)?(?:意见|问题|修改|想法)(?:随时|请|再|的话)",
)
_MEET = words(
    r"(?:set up|schedule|arrange|book|have|hop on|jump on|do|get on|grab|find|hold"
    r"|organi[sz]e) (?:a |an |the |some |another |in a )?(?:\w+ )?(?:call|meeting|chat|zoom|sync"
    r"|catch[- ]?up|time|session|slot|teams)|call (?:me|us|you)|(?:can|could|shall|let's) (?:we "
    r"|you )?(?:talk|meet|speak|chat|catch up|discuss|sync)|come (?:by|over|in|to)|meet",
    r"(?:打|通|回)(?:个|一个|下)?电话|电话(?:聊|沟通|说)|(?:开|约)(?:个|一个|下)?(?:会|视频|语音"
    r"|电话)|碰(?:一下|个|下|头)|见(?:个)?面|面(?:谈|聊)|来一趟|过来(?:一趟|聊|开|谈)|当面"
    r"|约(?:个)?时间",
)
_CLIENT_PROMISE = words(
    r"(?:i'll|i will|we'll|we will|let me|i'm going to|i can|we can|i am|i'm) (?:\w+ )?(?:send"
    r"|e-?mail|share|forward|get|provide|upload|sign|pay|confirm|check with|talk to|ask|bring"
    r"|have|ship|drop|collect|write|supply|approve|give|make|deliver|transfer|process|speak"
    r"|prepare|resend|arrange|pass|find|dig|shoot you|come back|follow up|finali[sz]e"
    r"|chase)(?:ing)?(?![a-z])|(?:coming|will follow|to follow|over to you|with you|will (?:send"
    r"|get|share|have|be with you|be sent|come)) (?:\w+ )*",
    r"(?:前|点|天|晚|早|午|我会|们会|就|我|周[一二三四五六日天]|号|内|后|马上|回头|稍后"
    r"|待会儿?)(?:我|我们|再|就|会|去|来|这边|会后)*(?:给|发|寄|提供|传|转|打|付|补|整理|确认"
    r"|回复|签|盖|约|安排|同步|反馈|交|送|拍|开|问|申请|走|准备|定|协调|汇总|拿|带)(?:你|您|你们"
    r"|大家|过去|过来|回|群|给|一|出|到|上|下|款|资料|素材|合同|老板|领导|法务|财务|名单|新"
    r"|[\u4e00-\u9fff])|我(?:们)?(?:来|去|这边)(?:给|发|寄|提供|问|确认|整理|约|协调|安排|拿|申请"
    r"|走|催|联系)",
)
_COMMIT_EN = (
    r"(?:i'll|i will|we'll|we will|i can|we can|i'm going to|we're going to|i am going to|let me|i'm"
    r"|we're|team will|you'll|you will|will) (?:\w+ ){0,2}?(?:send|sending|share|sharing|have|having"
    r"|get|getting|put|putting|load|prepare|preparing|draft|drafting|deliver|delivering|update"
    r"|updating|fix|fixing|revise|revising|turn|upload|uploading|pull|pulling|build|building|create"
    r"|creating|work|working|swap|swapping|change|changing|make|making|check with|check the"
    r"|check whether|book|booking|arrange|arranging|order|ordering|call the|contact|contacting|ask"
    r"|asking|follow up|circle back|confirm|confirming|resend|send over|see|receive|add|adding|remove"
    r"|removing|schedule|scheduling|finish|finishing|finali[sz]e|handle|handling|take care|design"
    r"|export|exporting|re-export|post|posting|publish|publishing|set|setting|chase|chasing|draw up"
    r"|mock|write|writing|run|review|look into|source|adjust|cut|edit|rework|rewrite|submit"
    r"|coordinate|resize|correct|move|bring|provide|email|forward|invoice|reshoot|speak|talk|loop"
    r"|test|track|compile|walk)(?![a-z])"
)
_COMMIT = words(
    _COMMIT_EN + r"|(?:pausing|fixing|updating|swapping|changing|removing|adding|pulling|checking with"
    r"|exporting|correcting|replacing|drafting|preparing) (?:it|this|that|them|the|your|now|both)"
    r"|(?:coming|to follow|on its way|with you|in your inbox|expect|sending|uploading|eta|ready"
    r"|done|delivered|live|back to you|over to you|revised|fixed|updated|new|final"
    r"|next) (?:\w+ )*(?:by|before|this (?:evening|afternoon)|tonight|today|tomorrow|in \d+"
    r"|within|monday|tuesday|wednesday|thursday|friday|eod|end of|on (?:mon|tues|wednes|thurs"
    r"|fri)day|shortly)|next round|i'll have",
    r"(?:我|我们|这边|我这边|设计|马上|立刻|现在|这就|今[天晚]|明[天早晚]|后天|下午|上午|晚上"
    r"|中午|周[一二三四五六日天]|星期[一二三四五六日天]|下周|号|点|前|内|后|稍后|一会儿?|待会儿?"
    r"|尽快)(?:[^，。,!！?？了]{0,10}?)(?:给|发|出|交|提供|反馈|回复|上传|更新|整理|拉|做|改|处理"
    r"|安排|跟进|对接|联系|准备|核对|核实|确认|导|重做|修|排|算|同步|提交|补|催|问|查|写|剪|换|调"
    r"|拍|约|落实|寄|送|上线|弄|加|删|搞定|拿|完成|汇总|输出|打样|测|报)|(?:我|我们|这边)(?:来|去)",
)
_DELIVERS_ZH = re.compile(r"[给发出交做改补]|提供|反馈|上传|更新|整理|安排|完成|搞定|处理|同步|提交|准备|回复")
_DONE = words(
    r"(?:is|are|has been|have been|was|were|just|already|all) (?:\w+ )?(?:sent|shared|uploaded"
    r"|updated|fixed|done|attached|live|ready|corrected|in the|delivered|finished|exported"
    r"|on its way|posted)|(?:sent|uploaded|attached|corrected|fixed|updated|posted|shared"
    r"|delivered|swapped|replaced|added|exported|re-exported|published|launched|scheduled|booked"
    r"|signed|done)(?: (?:and|in|to|the|it|over|just|now|with|on|for|as|at|via)|[.,!]|$)"
    r"|here(?:'s| is| are)|please find|see attached|i(?:'ve| have)|we(?:'ve| have)(?! to)",
    r"(?:已经?|刚|都)[^，。,]{0,10}(?:了|过|好)|(?:[改发传交给换做印拍弄定签调修导寄补剪加删约]"
    r"|上传|更新|完成|搞定|提交|处理|同步|确认|安排)(?:好|完|过|出来|上|到|掉|成)?(?:了|啦|过)"
    r"|在(?:网盘|邮箱|群文件|附件|共享)|见(?:附件|链接|邮件)|附件|链接[:：]?\s*$|发您(?:邮箱"
    r"|微信)?了",
)


def is_request(clause: Clause) -> bool:
    """Whether a client's clause asks for a file, a report, a quote, a new deliverable or an action."""
    text = clause.text
    if _MEET.search(text) or _is_chasing(text) or (_REVIEW.search(text) and not _SEND_ZH.search(text)):
        return False
    if _SEND_ZH.search(text):
        return not _DONE.search(text)
    match = _ASK.search(text)
    if match:
        is_chinese = match[0][0] > "\u2e80"
        if not is_chinese or _ASK_FRAME_ZH.search(text):
            return not _DONE.search(text) or (not is_chinese and "please find" not in text)
    return bool(_IMPERATIVE_EN.search(text)) and not clause.is_question and not _DONE.search(text)


def _is_chasing(text: str) -> bool:
    return bool(_STATUS.search(text)) and not _SEND_ZH.search(text) and not re.search(r"please|pls|麻烦|请|帮", text)


def is_client_promise(clause: Clause, *, has_due: bool) -> bool:
    """Whether a client takes something concrete on: "下午4点前给你", "I'll send the photos tonight"."""
    text = clause.text
    if clause.is_question or _DONE_ZH_ONLY.search(text) or _MEET.search(text) or _ASKS_YOU.search(text):
        return False
    return bool(_CLIENT_PROMISE.search(text)) and (has_due or bool(WORK.search(text)))


_DONE_ZH_ONLY = re.compile(
    r"(?:发|给|寄|传|付|签|盖|确认)(?:好|完|过|你|您)?了|已经?|不[会给发]|(?<![a-z])(?:can't"
    r"|won't|not|already|if)(?![a-z])|如果|没"
)
_ASKS_YOU = re.compile(
    r"你们?(?:[给发来再能把]|先|帮|安排|提供)|麻烦|请[你您]|给我|发我|(?<![a-z])(?:you (?:can"
    r"|could|send|please)|send (?:me|us)|please|pls|get (?:back )?to (?:me|us)|see (?:it|the)"
    r"|have it|have the)(?![a-z])"
)


def is_commitment(clause: Clause, *, has_due: bool) -> bool:
    """Whether an agency's clause takes on something with content: what, or by when."""
    text = clause.text
    if clause.is_question or is_report(clause) or _ENDS_DONE.search(text) or _IS_PAST.search(text):
        return False
    match = _COMMIT.search(text)
    if match:
        return has_due or bool(WORK.search(text)) or len(re.findall(r"[a-z]{3,}", text[match.end() :])) >= 3
    return has_due and bool(_DELIVERS_ZH.search(text)) and not _ASKS_YOU.search(text)


_ENDS_DONE = re.compile(r"了[。！!~～,，\s]*$")
_IS_PAST = re.compile(r"昨[天晚]|上周|之前那|(?<![a-z])(?:yesterday|last (?:week|night|month)|ago)(?![a-z])")


def is_report(clause: Clause) -> bool:
    """Whether it says that something is done or there: delivered, uploaded, attached."""
    return bool(_DONE.search(clause.text)) and not _PROMISES_IN_TIME.search(clause.text)


_PROMISES_IN_TIME = re.compile(
    r"(?<![a-z])(?:will|'ll|in \d+ (?:min|hour)|within|tomorrow|tonight|by (?:eod|noon|mon|tue"
    r"|wed|thu|fri|\d|end|tomorrow)|next (?:week|mon|tue|wed|thu|fri))|明[天早]|(?:小时|分钟|天)内"
)


def asks_client(clause: Clause) -> bool:
    """Whether an agency's clause asks the client for something concrete: "麻烦发一下高清logo"."""
    text = clause.text
    if _REVIEW.search(text) or _MEET.search(text) or _OFFERS_YOU.search(text):
        return False
    if re.search(
        r"(?<![a-z])(?:can|could|would) you|please (?:send|share|provide|confirm the|sign|upload"
        r"|grant|give|pay|settle|forward|fill)|we need (?:you|your|the)|need (?:\w+ ){0,3}from you",
        text,
    ):
        return bool(_ASK.search(text) or "please" in text)
    return (
        bool(re.search(r"您|你们|贵司|麻烦|请|发我|给我|辛苦", text))
        and bool(_ASK.search(text))
        and not is_report(clause)
    )


_OFFERS_YOU = re.compile(r"[给发帮替为][您你]|(?<![a-z])i(?:'ll| will| can)(?![a-z])")


def is_order(text: str) -> bool:
    """Whether the words after a colleague's name tell them to do something."""
    if re.search(r"[?？吗呢]\s*$", text) and not re.search(r"can you|could you|能|可以|would you", text):
        return False
    if _DONE.search(text) and not _PROMISES_IN_TIME.search(text):
        return False
    return bool(_ORDER.search(text) or _ASK.search(text) or _IMPERATIVE_EN.search(text))


_ORDER = words(
    _ASKED_EN + r"|please|pls|can you|could you|owns?|to (?:send|do|handle|fix|update|prepare|lead|own|draft"
    r"|check|book|call|follow|make|take|run|get|write|finish|review|add)|will|top priority"
    r"|priority|asap|take|handle|fix|update|change|swap|resize|revise|redo|add|remove|check|lead"
    r"|need you|your turn|by (?:eod|noon|tomorrow|mon|tue|wed|thu|fri)|move|replace|adjust|make"
    r"|get|on copy|on design",
    r"[出做改发给写拍剪导查催调换加删补画排]|负责|跟进|处理|安排|整理|准备|跟|盯|对接|联系|更新"
    r"|确认|上传|修|优先|抓紧|尽快|马上|把|将|顺便|来(?!了)|去(?!哪)|搞定|完成|设计|统计|提供"
    r"|落实|核对|检查|协助|配合|接手|提交|汇总|输出|支持",
)

# What a trained classifier may look at, by name (prompts/reading/learned/cues.py).
CUES = {
    "asks_for": _ASK,
    "asks_zh": _ASK_FRAME_ZH,
    "send_zh": _SEND_ZH,
    "orders_en": _IMPERATIVE_EN,
    "chases_status": _STATUS,
    "asks_for_review": _REVIEW,
    "wants_to_meet": _MEET,
    "client_promises": _CLIENT_PROMISE,
    "commits": _COMMIT,
    "delivers_zh": _DELIVERS_ZH,
    "is_done": _DONE,
    "is_done_zh": _DONE_ZH_ONLY,
    "asks_you": _ASKS_YOU,
    "ends_done": _ENDS_DONE,
    "is_past": _IS_PAST,
    "promises_in_time": _PROMISES_IN_TIME,
    "offers_you": _OFFERS_YOU,
    "order": _ORDER,
}
