"""Whether a clause asks now that something existing be altered."""

import re

from prompts.reading.patterns import Clause, words

_VERB_EN = (
    r"change|swap|replace|drop|remove|delete|take (?:\w+ ){0,4}(?:out|off|down|away)"
    r"|leave (?:\w+ ){0,3}(?:out|off)|get rid of|lose|add|move|shift|adjust|tweak|revise|revert"
    r"|restore|go back to|roll back|update|fix|correct|amend|shorten|trim|cut(?: down| out)?"
    r"|tighten|brighten|resize|rescale|scale|crop|rename|reword|rewrite|rephrase|rework|redo|"
    r"switch|turn (?:it |the \w+ |this |that )?(?:up|down|into)|push (?:back|out|the|it|to)"
    r"|postpone|delay|reschedule|bring (?:it |the \w+ )?forward|extend|reduce|increase|lower"
    r"|raise|bump|tone (?:it |the \w+ )?down|dial|lighten|darken|soften|sharpen|blur|cent(?:er"
    r"|re)|align|flip|rotate|mirror|include|insert|put (?:back|the|our|in|a|it)|"
    r"make (?:it|the|this|that|our|sure the|them|everything)|merge|split|compress|translate"
    r"|localise|localize|use (?:[\"“「]|the|our|a|an|this|that|blue|red|green|more|less|another"
    r"|different)|set|recolou?r|retouch|simplify|clean up|enlarge|shrink|widen|bold|italici[sz]e"
    r"|highlight|emphasi[sz]e|downplay|cancel|pause|reallocate|re-?record|re-?shoot|re-?edit"
    r"|re-?export|expand|narrow|double|halve|pull (?:back|forward|the|out)|hide|show (?:the|our)"
    r"|keep only"
)
_STATE_EN = (
    r"chang(?:ed|e)|swapped|replaced|dropped|removed|deleted|added|moved|shifted|adjusted|revised"
    r"|reverted|updated|fixed|corrected|shortened|trimmed|cut|resized|cropped|reworded|rewritten"
    r"|rephrased|redone|switched|pushed|postponed|extended|reduced|increased|lowered|raised|centered"
    r"|centred|aligned|included|made|toned|bolder|moved up|compressed|translated"
)
_COMPARED_EN = (
    r"(?:bigger|smaller|larger|brighter|darker|lighter|shorter|longer|bolder|warmer|cooler|softer"
    r"|louder|quieter|faster|slower|simpler|cleaner|sharper|higher|lower|wider|narrower|thicker"
    r"|thinner|tighter|punchier|closer|fewer|stronger|clearer|friendlier|earlier|later|cheaper"
    r"|more \w+|less \w+)"
)
_ASK_FRAME = words(
    r"(?:can|could|would|will) (?:we|you|u|it|the|this|that|they|someone|your|i)|can't we"
    r"|couldn't we|please|pls|plz|let's|lets|need(?:s|ed)?|must|has to|have to|should|shall we"
    r"|would like|i'd like|we'd like|i'd prefer|we'd prefer|prefer|want(?:s|ed)?|wanna|how about"
    r"|what about|what if we|is it possible to|any chance|mind|make sure|ensure|asked? (?:us "
    r"|you )?(?:to|for|that)|wants|go ahead and|instead|rather|i think|feel free|kindly|request"
    r"|requested|requires?|insist\w*|d love|would love"
)
_IMPERATIVE = re.compile(
    r"(?:^|^\W+|[:：;)\]·•*\-①-⑩]\s*|\d[.)]\s*|\band |\bthen |\balso |\bso |\bjust |\bplease "
    r"|\bpls |\bbut |\bplus |\bok |\byes |\bhi |\bhey )\s*(?:\w+ )?(?:just |please |pls |also "
    r"|only |then |maybe |to |kindly |simply |actually )*(?:" + _VERB_EN + r")(?![a-z])"
)
_VERB = re.compile(
    rf"(?<![a-z])(?<!the )(?<!a )(?<!an )(?<!any )(?<!no )(?<!this )(?<!your )(?<!our )(?<!status )"
    rf"(?<!quick )(?<!next )(?<!price )(?:{_VERB_EN})(?![a-z])"
)
_PASSIVE = re.compile(
    rf"(?<![a-z])(?:get|have|need|want) (?:it|them|this|these|that|those"
    rf"|the \w+)(?: \w+)? re\w+(?:ed|one|ut|pt)(?![a-z])|(?<![a-z])(?:be|get|have|need|needs|want"
    rf"|like|prefer) (?:\w+ ){{0,5}}(?:{_STATE_EN})(?![a-z])|(?<![a-z])(?:should|must|has to"
    rf"|have to|needs? to) (?:be|read|say|show|have|not|use|match|link|point|go|come|include|start"
    rf"|end|feel|look|fit|reflect)(?![a-z])"
)
_COMPARED = re.compile(
    rf"(?<![a-z])(?:(?:a )?(?:bit|little|touch|tad|lot|much|way|even|slightly|be|feel|look|make it"
    rf"|made|go|something|want it|needs?)(?: a (?:bit|little|touch|tad))?) {_COMPARED_EN}(?![a-z])"
)
_TOO_EN = re.compile(
    r"(?<![a-z])too (?:\w+ )?(?:small|big|large|dark|bright|light|long|short|loud|quiet|busy"
    r"|cluttered|crowded|close|far|pink|red|blue|green|yellow|grey|gray|orange|purple|bold|thin"
    r"|thick|wordy|formal|casual|salesy|childish|fast|slow|low|high|heavy|saturated|cold|warm"
    r"|similar|corporate|generic|tight|wide|narrow|cheesy|aggressive|much (?:text|copy|white"
    r"|going|red|blue|green|space)|many (?:words|colou?rs|fonts|logos|icons))(?![a-z])"
)
_TOO_ZH = re.compile(
    r"(?:太|有点|有些|偏|过于|稍微|略)(?:过)?(?:大|小|暗|亮|艳|深|浅|淡|浓|长|短|挤|密|空|满|花"
    r"|杂|乱|粗|细|红|黄|蓝|绿|粉|灰|黑|白|暖|冷|素|土|俗|硬|软|重|轻|吵|模糊|糊|低|高|远|近|夸张"
    r"|正式|严肃|幼稚|老气|拥挤|刺眼|单调|啰嗦|抢|生硬|跳|突兀|拗口|快了|远了)(?!事|家|量|促|赞"
    r"|棒|惊喜)"
)
_DEFECT = words(
    r"typos?|misspel(?:t|led|ling)|(?:is|are|was|looks?|seems?|still|has|have) (?:\w+ )?(?:wrong"
    r"|incorrect|broken|missing|outdated|out of date|misaligned|pixelated|blurry|cut off|cropped"
    r"|stretched|distorted|dead|upside down|off[- ]?cent(?:er|re)|duplicated|the old"
    r"|not (?:working|loading|clickable|showing|aligned|centered|legible|readable|right|correct))"
    r"|(?:doesn't|does not|don't|won't|isn't|not|can't) (?:work(?:ing)?|load(?:ing)?|open(?:ing)?"
    r"|scan(?:ning)?|play(?:ing)?|show(?:ing)?(?: up)?|display(?:ing)?|render(?:ing)?"
    r"|match(?:ing)?|fit|link|redirect|resolve|read well)|404|error (?:on|in|page)|wrong (?:logo"
    r"|price|date|phone|number|colou?r|link|image|photo|name|address|version|font|size|file|year"
    r"|product|spelling|url|language|flag|code|caption|address|hours|time|title)"
    r"|goes to the wrong|there(?:'s| is) an? (?:error|mistake|bug|glitch)|links? to the wrong"
    r"|should(?:n't)? (?:say|read|be)|(?:old|previous|last year's|outdated) (?:logo|price|version"
    r"|address|slogan|tagline|number|packaging)|glitch(?:es|ing|y)?|bug|not responding"
    r"|nothing happens|crash(?:es|ed|ing)?|freez(?:es|ing)|comes up blank|(?:is|are"
    r"|was) (?:still )?blank|still (?:show(?:s|ing)|say(?:s|ing)|ha(?:s|ve)|us(?:es|ing)|read(?:s"
    r"|ing)|list(?:s|ed|ing)|the old)|says? .{1,30} (?:but|instead)",
    r"错(?:别)?字|(?:打|写|拼|印|标|放|用|弄|搞|排|配|贴)错|错了(?!过)|(?:打|扫|点|显示|看|播"
    r"|加载|跳转|刷|识别|登|上传|链接|提交)不(?:开|出|了|清|全|到|动|上)|(?:不|没)(?:显示|对齐"
    r"|居中|一致|清晰|统一|清楚)|有误|有(?:个|处|几处)?(?:问题|bug|错误|瑕疵)|(?:少|漏|多|缺"
    r"|掉)(?:写|放|打|加|印)?了(?:一|个|两|几|半|[\d]|字|行|字|张|logo|标点)|不对(?![吗劲])|失效"
    r"|404|乱码|模糊|变形|串行|糊了|被(?:裁|切|挡|遮|压)|(?:还是|是|都是)(?:旧|老|之前|上一?版"
    r"|去年|原来|错)的?|没(?:更新|改过来|替换|同步|换)|死链|穿帮|花屏|没反应|无响应|没声音|空白"
    r"|不见了|看不到|找不到|没有?声|闪退|卡顿|掉帧|过期了|色差|对不上|重复了|超出(?:边|框)|不匹配"
    r"|不符",
)
_VERB_ZH = re.compile(
    r"(?<!没)(?<!有)改(?:成|为|一下|下|掉|回|改|到|用|短|长|大|小|个|得|做|期|版|红|蓝|绿|浅|深"
    r"|名|稿|动|一[版稿改个])|(?:要|需要|帮|麻烦|请|再|能|可以|得|必须|也|都|给|来|去|就|先|还得"
    r"|希望|想|把.{1,24})改|^(?:[^改]{0,16})改[吧哈]?[,，。!！]?$|修(?:改|正|一下|下|图|掉)"
    r"|换(?:成|掉|个|一|回|上|下|到|用|张|种|款|批|首|句|为|人"
    r"|[^货汇句言位算购乘季洗衣]{1,6}[吧的])|替换|更换|去(?:掉|除)|删(?:掉|除|了|减|去|一|几)?"
    r"|拿掉|撤(?:掉|下|回)|(?:再|多|想|要|得|帮|能|可以|请|麻烦|也|还|里|上|下面|后面|前面|旁边"
    r"|右[上下]角|左[上下]角|结尾|开头|^|[,，:：])(?:面)?(?:再)?加(?!油|班|微信|起来|盟|工|我|急"
    r"|速度|个?好友|入我们)|加(?:上|个|一[行句个张条段页层些款组]|粗|大|到|进|入|在|强|深|快|长"
    r"|几)|增加|补(?:上|充|进|一|个|到)"
    r"|调(?:整|一下|下|大|小|亮|暗|淡|浓|低|高|到|成|为|回|柔|快|慢|浅|深|换|个|色)|放(?:大|到|在"
    r"|进)|缩(?:小|短|减|到)|变(?:成|大|小)|(?:挪|移)(?:到|动|一|至|开|上|下|走)|(?:左|右|上|下"
    r"|居)(?:移|对齐|中对齐)|居中|对齐|更新|update|压(?:到|缩|短)|剪(?:掉|短|到|成)|裁(?:掉|成|剪"
    r"|一)|截(?:短|掉)|拉(?:长|大|近|开|宽)|统一|提前|推迟|延后|延(?:到|长|期到)|取消|减(?:少|掉"
    r"|到|为|半|弱)|降(?:低|到)|提(?:亮|高|到)|弱化|强化|突出|淡化|加粗|描边|还原|恢复|用回|换回"
    r"|退回|回到|退到|(?<![要是就])不要(?!紧|客气|担心|忘|急|太|等|催|误会)(?:放|用|写|出现|加"
    r"|那么|了|这么|.{1,10}[了吧,，。]|$)|别(?:用|放|写|出现|加(?!班))|靠(?:一靠|拢|近|左|右)"
    r"|重(?:做|拍|写|新(?:做|拍|写|设计|出|排|录|剪|配|画|选|调|生成|上传|导))|拆(?:成|开|分)"
    r"|合并|顺延|改期|置顶|隐藏|翻转|镜像|虚化|柔和|简化|精简|控制在|对调|互换|区分|往.{1,8}(?:靠"
    r"|走|挪|移)|走.{1,6}风格|用.{1,12}(?:代替|替代)|(?:应该|应当|正确的?)(?:是|为|写|用)"
    r"|(?<!不)是.{1,16}[,，]?(?:而)?不是|(?:写|做|弄|搞|设|定|标|排|挪|停|swap|change)成"
)
_COMPARED_ZH = re.compile(
    r"(?:再|更|稍微|尽量|要|得|能|可以|麻烦|请|往|调|做|弄|搞|放)[^，。,]{0,8}(?:大|小|亮|暗|淡"
    r"|浓|长|短|宽|窄|粗|细|高|低|快|慢|暖|冷|活泼|年轻|简洁|简单|柔和|鲜艳|醒目|明显|突出|清晰"
    r"|自然|紧凑|正式|轻松|口语|有力|高级|大气|精致|靠前|靠后|靠左|靠右|靠上|靠下|深|浅|多|少|狠"
    r"|轻|硬|软|温柔|接地气|国潮|克制|热闹|喜庆|甜|酷|科技感|质感|节奏快|年轻化"
    r"|口语化)(?:一)?(?:点|些)(?!时间|儿时间|再|联系|给|发|来|回|到|睡)|(?:大|小|亮|暗|淡|短|宽"
    r"|粗|细|高|低|深|浅|慢|快|轻|重|暖|冷|活泼|简洁|柔和|年轻|正式|紧凑|自然)(?:一)?(?:点"
    r"|些)(?:吧|可以吗|行吗|好不好|会不会)?[。!！?？]?$"
)
_NEGATED = words(
    r"(?:don't|do not|no need to|needn't|needn't|not necessary to|no longer need to"
    r"|doesn't need to|does not need|not asking (?:you )?to|don't bother|never mind|scrap that"
    r"|forget (?:it|that|about|what)|nothing (?:to|needs)|no changes?|without changing|rather not"
    r"|didn't (?:want|ask)|wouldn't|i'm not sure we should|not going to"
    r"|shouldn't) ?(?:\w+ )?(?:have to |to |be |need to )?(?:"
    + _VERB_EN
    + r"|chang\w*|updat\w*|edit\w*|need\w*|bother)?",
    r"(?:不用|不必|无需|无须|别|不|先不|不再|不需要|没必要|暂时不|先别|甭)(?:再|去|要|急着|用|做"
    r"|先|想)?(?:改|换|动|加|删|调|撤|重做|修|更新|去掉|拿掉|取消|提前|推迟|减|补|增)(?!错)"
    r"|(?:那)?算了|保持(?:不变|原样|现状|现在)|维持(?:原|不变|现)|不动了?|收回(?:刚才|上面|前面)"
    r"|当我没说|撤回(?:刚才|上面|前面)|先放着|(?:就)?(?:留着|保留)(?!意见)",
)
# "don't use red" and "别用红色" ask for a change although they deny something.
_FORBIDS = words(
    r"(?<!why we )(?<!why you )(?<!why they )(?<!if we )(?<!if you )(?:don't|do not|never"
    r"|no longer|shouldn't) (?:use|show|mention|include|put|say|write|call it|feature)",
    r"(?:别|不要|不能|不得|禁止|不可以|不许)(?:再)?(?:用|放|写|出现|提|露|带|有|突出)",
)
_PAST = words(
    r"(?:was|were|has been|have been|had been|got|been|already|just|we(?:'ve| have)?|i(?:'ve"
    r"| have)?|they|you(?:'ve| have)|she|he) (?:\w+ )?(?:"
    + _STATE_EN
    + r"|swapped|modified|edited|uploaded|refreshed|tweaked)|(?:yesterday|last (?:week|month|time"
    r"|round|year)|ago|earlier this|previously|since then)|(?:changed|updated|fixed|removed|added"
    r"|swapped|replaced|corrected|moved) (?:it |that |this |the |those |in )",
    r"(?:已经?|早就|刚才?|昨[天晚]|前[天几]|上周|上次|上个月|之前).{0,12}(?:改|换|删|加|调|更新"
    r"|修|撤|去掉|补|压|替换|取消|提前|推迟|延)(?:.{0,10})?(?:了|过|的|好)|(?:改|换|删|调|更新|修"
    r"|撤|补|替换|修复|调整|更换|修改|加|压|延|重做)(?:成.{0,8}|掉|回|完|好|上|过来)?(?:好|完|过"
    r"|掉)(?:了|啦|来了)|(?:改|换|删|调|更新|修|撤|替换|修复|调整|更换|修改)过|都(?:改|换|调"
    r"|更新)了",
)
_FEASIBLE = words(
    r"how (?:much|long|hard|difficult|expensive|many)|would it (?:cost|be (?:expensive|possible"
    r"|hard|difficult|too late|a problem|extra|much)|take|affect|delay)|what (?:would|will|does"
    r"|is) (?:it|that|the|this) (?:\w+ )?(?:cost|take|price|mean|fee|charge|impact)|(?:is"
    r"|are) (?:it|we|there) (?:still |too |even )?(?:possible|too late|time|able|feasible)"
    r"|is there (?:still )?time|(?:can|could) (?:it|we|this|that|the \w+|you) still (?:be )?"
    r"|too late|what happens if|what if|if we (?:\w+ )?(?:added|add|wanted|changed|change|were"
    r"|moved|switched|decided|dropped|went|swap)|does (?:changing|adding|moving)|do we (?:have to"
    r"|need to) pay|extra (?:cost|charge|fee)|would (?:that|this|changing|adding|moving"
    r"|switching)|will (?:that|this|changing|adding|moving) (?:affect|cost|delay)|hypothetically"
    r"|in theory|if (?:we|i|you) (?:\w+ )?\w+ed|would we (?:lose|have|need|still|be)",
    r"还(?:能|可以|可不可以|能不能|来得及)(?:再)?(?:改|换|加|调|动|删|撤|取消|推迟|提前|延)"
    r"|来得及|多少钱|要(?:加|多|花)?(?:多少|多久|几天|钱)|什么价|费用怎么|怎么收费|收费"
    r"|会不会影响|影响.{0,4}吗|如果.{0,24}(?:呢|吗|的话|能|会|要|来|多)|的话.{0,12}(?:多少|多久"
    r"|几天|能|会|来|影响|要加|吗)|要加钱|要另外|需要多久|最晚.{0,4}(?:什么|几|哪)|难[吗不度]"
    r"|可行吗|现实吗|贵[吗不]|成本(?:高|大|多少)",
)
_VAGUE = words(
    r"(?:maybe|perhaps|possibly|might) (?:\w+ )?(?:later|someday|one day|next (?:time|year"
    r"|quarter|season|campaign)|in (?:the )?future|down the (?:line|road)|at some point"
    r"|eventually)|some ?day|one day|at some point|in (?:the )?future|down the (?:line|road)"
    r"|for (?:next|the next|future) (?:time|year|campaigns?|season)|next (?:time|year"
    r"|season) (?:we|maybe|let's|could)|we (?:might|may)|(?:i'm|we're|we are|i am|been"
    r"|still) (?:thinking|toying|considering|playing|wondering|debating)|haven't decided"
    r"|not sure yet|just (?:an? )?(?:idea|thought|thinking out loud)|food for thought"
    r"|keep in mind|wishlist|when we have budget",
    r"以后(?:可以|再|也|要是|有机会|能|考虑)|将来|下次|下回|有机会|改天|哪天|(?:可能|也许"
    r"|说不定).{0,10}(?:会|要|考虑|想)|考虑(?:一下)?(?:要不要|是不是|以后|明年|未来)|在(?:想|考虑"
    r"|琢磨|犹豫)|还没(?:想好|定|决定)|回头(?:再|看|想)|到时候再|明年(?:可以|再|也许|考虑|想)"
    r"|随便(?:想|说)|只是(?:个)?想法|先(?:想想|放一放)|长远",
)
_OFFERS = words(
    r"(?:shall|should|do you want|would you like|want) (?:us|me|we|i) (?:to )?|(?:can|could"
    r"|may) (?:we|i) |how about we|would you prefer|happy to|we (?:can|could)|i (?:can|could)"
    r"|do you (?:want|prefer|need)|would you (?:like|prefer|want)|are you (?:ok|happy|open)"
    r"|let (?:me|us) know if",
    r"要不要|需(?:要)?(?:不需要)?我们?|是否(?:需要|要)|您看|你看|(?:我们?|这边)(?:可以|能|建议"
    r"|帮您)|是不是要|可以吗|行吗|好吗|您(?:觉得|希望|想)",
)
_RELAYED = words(
    r"(?:the )?client (?:also )?(?:wants?|asked|asks|says?|said|would like|needs?|requested"
    r"|prefers?|feedback|is asking|thinks|insists)|(?:per|from) (?:the )?client"
    r"|(?:\w+ )?(?:from the client|client side) (?:wants|asked)|feedback from (?:the )?client"
    r"|they (?:want|asked|need|would like)(?: us)? (?:to|the|a)|(?:she|he) (?:wants|asked for"
    r"|asked us|needs|would like)|client's (?:request|feedback|comments?)|wants (?:the|it|us to|a"
    r"|to)",
    r"客户(?:那边|方|刚|刚才|又|还|也|今天|昨天|的意思|这边|老板)?(?:是)?(?:说|想|要|希望|反馈"
    r"|觉得|提|让|需要|问|意见|修改|追加|改)|甲方(?:爸爸)?(?:说|想|要|希望|反馈|觉得|让|提)"
    r"|品牌方(?:说|想|要|希望|反馈)|[\u4e00-\u9fff](?:总|姐|哥|老师|经理|董|主任)(?:那边)?(?:说"
    r"|想|要|希望|觉得|反馈|让|要求)",
)


def is_relayed(plain: str) -> bool:
    """Whether an agency's message passes on what the client wants."""
    return bool(_RELAYED.search(plain))


def is_withdrawal(plain: str) -> bool:
    """Whether it says that something stays as it is."""
    return bool(_NEGATED.search(plain)) and not _FORBIDS.search(plain) and not _PAST.search(plain)


def is_feasibility_question(plain: str) -> bool:
    return bool(_FEASIBLE.search(plain))


_MY_MISTAKE = words(
    r"my (?:mistake|bad|fault)|i (?:misread|was wrong|got it wrong)",
    r"我(?:们?)?(?:这边)?(?:看|弄|搞|发|记|说|想|点|听)错",
)
_MOVED = words(
    r"(?:launch|date|deadline|event|shoot|opening|release|campaign|timeline"
    r"|schedule)(?: date)? (?:has |have )?(?:been |is |was |got |will be |is now |now )?(?:moved"
    r"|pushed|brought forward|postponed|delayed|changed|rescheduled)(?: \w+)? (?:up|to|back"
    r"|forward|by|until|out|from)",
    r"(?:上线|发布|发布会|活动|开业|开盘|拍摄|时间|日期|档期|开机|直播|提案)[^，。]{0,8}(?:提前"
    r"|推迟|延后|顺延|延期|改)(?:到|至|了|成|一)",
)


def moves_date(clause: Clause) -> bool:
    """Whether a client's clause tells that an agreed date has moved."""
    return bool(_MOVED.search(clause.text)) and not clause.is_question


def reports_defect(clause: Clause) -> bool:
    if _MY_MISTAKE.search(clause.text):
        return False
    return bool(_DEFECT.search(clause.text)) and not _PAST.search(clause.text)


_OPINION = re.compile(r"感觉|觉得|更喜欢|倾向|显得|看着|看起来|比.{1,10}更")


def states_change(clause: Clause) -> bool:
    """Whether the clause's words name an alteration, whoever speaks."""
    text = clause.text
    if (
        _VERB_ZH.search(text)
        or (_COMPARED_ZH.search(text) and not _OPINION.search(text))
        or _PASSIVE.search(text)
        or _COMPARED.search(text)
    ):
        return True
    if _VERB.search(text) and (_IMPERATIVE.search(text) or _ASK_FRAME.search(text)):
        return True
    return bool(_CORRECTS.search(text))


_CORRECTS = re.compile(
    r"(?:\d[\d.,%]*|(?<![a-z])[\w'-]+),? (?:and )?not (?:the )?[$€£¥]?(?:\d[\d.,%]*"
    r"|['\"]?[\w'-]+['\"]?)[.!]?\s*$|(?<![a-z])instead of(?![a-z])|(?<![a-z])(?:extra|additional"
    r"|more) (?:\w+ )?(?:formats?|sizes?|versions?|rounds?|pages?|slides?|posts?|photos?"
    r"|languages?|banners?|variants?|options?)(?![a-z])"
)


_ABOUT_PEOPLE = words(
    r"(?:remove|add|take|drop|cc|include) (?:her|him|me|them|us|\w+) (?:from|off|to) (?:the "
    r"|this )?(?:thread|list|channel|group|cc|chat|invite|email)"
)


def is_change(clause: Clause, *, is_kept: bool = False) -> bool:
    """Whether a client's clause asks now for an alteration: said outright, politely, or by reporting an error.

    is_kept: elsewhere the message says that things stay, so a mere "too dark" asks for nothing.
    """
    text = clause.text
    if _VAGUE.search(text) or _ABOUT_PEOPLE.search(text) or (_FEASIBLE.search(text) and clause.text):
        return False
    if moves_date(clause) or (reports_defect(clause) and not clause.is_question):
        return True
    if clause.is_question and not _POLITE.search(text):
        return False  # asks how far it is, not for more
    if _NEGATED.search(text) and not _FORBIDS.search(text):
        return False
    if _PAST.search(text):
        return False
    if _FORBIDS.search(text) or states_change(clause):
        return True
    return not is_kept and not _ABOUT_US.search(text) and bool(_TOO_ZH.search(text) or _TOO_EN.search(text))


_ABOUT_US = words(
    r"fees?|price|quote|slow to|service|reply|response",
    r"效率|态度|速度|回复|响应|服务|价格|费用|报价|预算|月费|反馈|进度",
)
_POLITE = words(
    r"can|could|would|will|please|pls|may|might|how about|what about|why (?:don't|not)|should"
    r"|shall|mind|possible|any chance|need",
    r"能|可以|可否|是否|麻烦|请|吧|要不|帮|行[吗不]|好[吗不]|方便|得|该|把|换成|改成",
)


def is_ordered_change(clause: Clause) -> bool:
    """Whether an agency's clause orders an alteration, as opposed to offering or reporting it."""
    if _OFFERS.search(clause.text) or _PAST.search(clause.text) or _NEGATED.search(clause.text):
        return False
    return states_change(clause) and not _FEASIBLE.search(clause.text)


# What a trained classifier may look at, by name (prompts/reading/learned/cues.py).
CUES = {
    "asks_politely": _ASK_FRAME,
    "imperative": _IMPERATIVE,
    "change_verb": _VERB,
    "passive": _PASSIVE,
    "compared": _COMPARED,
    "too_much": _TOO_EN,
    "too_much_zh": _TOO_ZH,
    "defect": _DEFECT,
    "change_verb_zh": _VERB_ZH,
    "compared_zh": _COMPARED_ZH,
    "negated": _NEGATED,
    "forbids": _FORBIDS,
    "past_change": _PAST,
    "feasible": _FEASIBLE,
    "vague": _VAGUE,
    "offers": _OFFERS,
    "relayed": _RELAYED,
    "my_mistake": _MY_MISTAKE,
    "moved": _MOVED,
    "opinion": _OPINION,
    "corrects": _CORRECTS,
    "about_people": _ABOUT_PEOPLE,
    "about_us": _ABOUT_US,
    "polite": _POLITE,
}
