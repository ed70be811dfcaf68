"""Evidence that a client may leave, and the tone of a message. Only a client's words are evidence."""

import re

from prompts.reading.patterns import clauses, words
from prompts.reading.rules.noise import LAUGHTER
from prompts.reading.schema import Sentiment, Signal, SignalKind

_SIGNALS: tuple[tuple[SignalKind, re.Pattern[str]], ...] = (
    (
        "complaint",
        words(
            r"unacceptable|unprofessional|ridiculous|outrageous|how many (?:more )?times"
            r"|(?:second|third|fourth|fifth|2nd|3rd|4th) time|fed up|sick of|tired of|(?:want to"
            r"|must|have to|file a|formal) complain(?:t)?|not good enough|sloppy|careless"
            r"|let (?:us|me) down"
            r"|you (?:guys )?(?:promised|said|told|agreed)[^.?!]*(?:but|and yet|still|never"
            r"|didn't|nothing)|(?:nobody|no one|no-one) (?:has |ever )?(?:check|catch|caught"
            r"|spot(?:ted)?|proof(?:ed|read)|notice|picks? up|picked up|called|noticed|checked"
            r"|told)"
            r"|what (?:am i|are we) paying|is this how|are you (?:even|guys) (?:reading|listening"
            r"|checking)|(?:same|another|yet another) (?:mistake|error|typo)|(?:wrong|late"
            r"|mistakes?|errors?|broken|incorrect|missed|typos?) (?:yet )?again|again the wrong"
            r"|still (?:wrong|not fixed|broken|the wrong)|keeps? (?:happening|getting)|wast(?:ed"
            r"|ing) (?:my|our)"
            r"|embarrass(?:ed|ing|ment)?|how (?:is|did) (?:this|that|it) (?:even )?(?:get|happen"
            r"|possible|pass)|who approved|without (?:asking|telling|checking|our approval"
            r"|my approval|consulting)|poor service|bad service|lack of (?:communication"
            r"|attention|care)|not ok(?:ay)?|extremely (?:upset|annoyed|frustrated)|annoy(?:ed"
            r"|ing)|impressive\. truly|slow clap|great job (?:breaking|missing|ignoring)"
            r"|this is a joke|does(?:n't)? anyone (?:check|proofread|read|even)|proofread(?:s"
            r"|ing)? (?:anything|these|this)|chas(?:e|ing) you|i(?:'ve"
            r"| have) asked (?:\w+ )?(?:times|twice)|asked (?:for this )?(?:twice|three times"
            r"|several times|already)|cost us",
            r"这?就是你们的(?:服务|水平|态度|效率)|什么(?:服务|态度|水平)|态度|不专业|不负责|敷衍"
            r"|(?<!不)又(?:错|写错|出错|发错|搞错|弄错|是错|漏|忘|延|拖|晚|改[坏错])|怎么又"
            r"|怎么(?:还(?:没|是|不|有|在)|搞的|回事|能)|第[二三四五六七八\d]+次了?|(?:说|讲|提"
            r"|催|强调|提醒|反馈)(?:了|过)(?:多少|几|好几|很多|无数"
            r"|[两二三四五六七八九十\d])+[次遍回]|三番[五两]次|投诉|离谱|没人(?:管|通知|跟进|负责"
            r"|检查|校对|看)"
            r"|不像话|搞什么|上点心[吧吗]|低级错误|粗心|马虎|不上心|不走心|白等|耽误|(?:承诺|答应"
            r"|保证).{0,16}(?:没|不|呢|食言)|不守时|不靠谱|不可接受|没法接受|接受不了|无语|服了"
            r"|过分|气死|生气|太让人|被(?:老板|领导|客户|总部)骂|丢人|谁让你们|没(?:经过|跟|和"
            r"|问)(?:我|我们).{0,6}(?:同意|确认|商量|说|就)|擅自|自作主张|有没有(?:在)?(?:认真"
            r"|检查|看|校对)|能不能(?:认真|专业|上心|靠谱)|凭什么|什么情况[?？!！啊]|钱花到哪"
            r"|效率(?:也|真|实在|这么)?(?:太|很|这么)?[低差]|糊弄|推卸|踢皮球|翻车"
            r"|影响(?:了)?我们|不满",
        ),
    ),
    (
        "dissatisfaction",
        words(
            r"disappoint\w*|not (?:very |really |at all |too )?(?:happy|satisfied|impressed"
            r"|pleased|thrilled)|unhappy|dissatisfied|not what (?:we|i) (?:briefed|asked|expected"
            r"|wanted|agreed|signed|had in mind|were promised)|(?:feels?|looks?|is|so|too|very"
            r"|rather|bit) (?:\w+ )?(?:generic|bland|amateur\w*|cheap|lazy|rushed|half-baked"
            r"|uninspired|recycled|templated)"
            r"|underwhelm\w*|(?:below|short of|under) (?:our |my |the )?(?:expectations?|target"
            r"|standard|benchmark|forecast)|poor (?:results?|performance|quality|work)"
            r"|(?:results?|performance|quality|numbers|roi|work) (?:is|are|was|were|has been"
            r"|have been) (?:\w+ )?(?:poor|bad|terrible|weak|dropping|awful|declining|going down"
            r"|slipping|dismal|flat)|(?:not|aren't|isn't|haven't) (?:seeing|seen|getting"
            r"|delivering|delivered|worth|working for us) ?(?:any |the |much )?(?:results?|value"
            r"|return|roi|sales|money|it)?"
            r"|fall(?:s|ing)? short|miss(?:es|ed)? the mark|off[- ]brief|cannot show|can't show"
            r"|can't present|lost (?:confidence|faith|trust)|not worth|nowhere near"
            r"|not even close|(?:far|way|well) (?:below|short|off)|half of what|(?:didn't|did not"
            r"|haven't|hasn't|failed to) (?:hit|reach|meet|deliver|convert|move)|barely (?:any"
            r"|moved)|waste of (?:money|time|budget)|frustrat\w*|hate (?:it|this|the)|terrible"
            r"|awful|worst|not up to|expected (?:more|better)|regret|losing patience"
            r"|concerned about the (?:quality|results|direction)|generic",
            r"失望|不满意|不理想|没(?:有)?达到|达不到|不及预期|低于预期|不如预期|(?:效果|质量"
            r"|成绩|转化|数据|roi|水准|水平|反响)(?:真的|实在|也)?(?:很|太|这么|越来越|非常"
            r"|比较)?(?:差|烂|不好|不行|一般|惨|拉胯|难看|糟)|没法比|比不上|不如(?:以前|之前|上次"
            r"|去年)|没(?:有)?(?:什么|啥)?(?:效果|亮点|新意|诚意|转化|水花|进步|起色)|不符合|不值"
            r"|跟brief|很一般|太普通|太一般|没感觉|交不了差|没法交差|拿不出手|没法给(?:老板|领导"
            r"|总部)|质量(?:下降|下滑|越来越)|越来越(?:差|敷衍|慢|水)|白花|打水漂|浪费(?:钱|时间"
            r"|预算|我们)|糟糕|太差|很差|太烂|垃圾|看不下去|不行啊|信心|不是我们(?:想)?要的"
            r"|差强人意|毫无|后悔",
        ),
    ),
    (
        "slow_response",
        words(
            r"(?:so|too|very|really|painfully|this|a bit|pretty|kind of|bit|how|getting|been|are"
            r"|is|was|were) slow(?! ?(?:motion|mo|pan|zoom))|slower than|slow (?:to|repl\w*"
            r"|response\w*|turnaround\w*|service)|still waiting|(?:been|kept|keep(?:ing)?) (?:us "
            r"|me )?waiting|(?:haven't|hasn't|have not|has not|not|never|didn't) (?:heard"
            r"|had (?:a|any) (?:reply|response|answer)|gotten? (?:a|any) (?:reply|response"
            r"|answer)|received (?:a|any) (?:reply|response)|hear) ?(?:back|from|anything)?"
            r"|no (?:reply|response|answer|word|update)s?(?: since| from| for| yet| at all)?"
            r"|(?:took|takes|taking|take|taken) (?:you |us )?(?:\w+ )?(?:\w+ )?(?:days|weeks"
            r"|a week|a month|forever|ages|so long|too long)"
            r"|(?:days?|weeks?|hours?|month) (?:late|overdue|behind|and (?:nothing|still|counting"
            r"|no))|late again|always late|overdue|chas(?:ed|ing) (?:you|this|for|up)|(?:another"
            r"|more|these|constant|repeated|all the|keep) delays?|delayed again|(?:nobody"
            r"|no one) (?:replied|answer(?:s|ed)|responded|responds|got back|replies"
            r"|has (?:replied|responded|answered))|miss(?:ed|ing) (?:the|our|another|every"
            r"|a) deadline|behind schedule|radio silence|crickets|ghost(?:ed|ing)|unanswered"
            r"|(?:was|were) (?:due|promised|supposed)[^.?!]*(?:yesterday|last|ago|monday|tuesday"
            r"|wednesday|thursday|friday|and)|where the hell|takes? (?:you )?forever"
            r"|since (?:monday|tuesday|wednesday|thursday|friday|last week"
            r"|yesterday)[^.?!]*(?:nothing|no |still|waiting)",
            r"没人(?:回|理|接|应)|没(?:有)?(?:一|半)?个?人(?:回|理|应)|还在等"
            r"|都(?:[一两二三四五六七八九\d几]|好几)+个?(?:星期|礼拜|周|天|月|小时)了|半天(?:了"
            r"|都|也|没|不)|等了(?:半|一|两|三|四|五|好几|几|这么|快|整整|好|\d)|(?:太|好|这么"
            r"|有点|真|越来越|也)慢(?!镜头|动作|工)|慢死|(?:都|还|仍|依然)没(?:有)?(?:收到|给我"
            r"|发我|回|回复|回音|消息|动静|下文|反馈|影子|看到|见到|交)|一直(?:没|不)(?:回|给|发"
            r"|消息|有|收)|拖(?:了|到现在|这么|延|拖拉拉|着|沓)|这么久|好久(?:没|不)|迟迟|(?:回"
            r"|回复|响应|反馈|进度|速度|出稿).{0,3}(?:太|很|好|有点|真|这么|越来越)?慢|催了"
            r"|催你们|延期|延误|逾期|晚了(?:[一两二三四五\d几]|好几)+(?:天|周|个|小时)|石沉大海"
            r"|没回音|没下文|没动静|不回(?:消息|信息|微信|邮件|复|我)|联系不上|找不到人"
            r"|说好.{0,10}(?:给|发|交|出).{0,8}(?:呢|没|还)|过了(?:[一两二三四五\d几]|好几)+(?:天"
            r"|周).{0,4}(?:了|还)|已读不回",
        ),
    ),
    (
        "competitor",
        words(
            r"(?:another|other|different|new|competing|second|rival|bigger|cheaper|local|several"
            r"|multiple|two|three|few) (?:\w+ )?(?:agency|agencies|shops|studios?|vendors|bids?"
            r"|quotes?|proposals?)(?! (?:from|of) (?:you|our)| for the)|re-?pitch(?:ing)?"
            r"|(?:agency|competitive|open) (?:pitch|review|tender)"
            r"|put(?:ting)? (?:\w+ )?(?:account|business|work|it) (?:out )?(?:to|up for) (?:pitch"
            r"|tender|review|bid)|rfps?|tender|shop(?:ping)? around|(?:talking|speaking|meeting"
            r"|met|spoke|talked|approached|contacted|pitched|courted|invited) (?:with |to |by "
            r"|from )?(?:\w+ )?(?:other|another|a few|some|several|two|three) (?:\w+ )?(?:agency"
            r"|agencies|shops|studios|firms|partners)|(?:one|two|three|a few|some"
            r"|several) more (?:agency|agencies)|(?:agency|agencies)[^.?!\n]{0,40}benchmark"
            r"|the agency (?:that|who|behind|they)|agency[^.?!\n]{0,40}(?:sent us|proposal"
            r"|cheaper|quoted)|switch(?:ing)? agenc(?:y|ies)|agency (?:in|down|across"
            r"|from) \w+ (?:quoted|offered|pitched)|quot(?:ed|es) (?:us )?(?:from|by) (?:another"
            r"|other|someone|two|three)|(?:cheaper|better) (?:offer|quote|deal) (?:from"
            r"|elsewhere)|look(?:ing)? (?:elsewhere|at (?:other|alternative)s?)"
            r"|alternatives to you",
            r"(?:另[一外]?家|另外[一几两]家|别的|其他|其它|别家|新的|第二家|几家|两家|三家|多家"
            r"|外面|某家|隔壁)(?:的)?(?:4a)?(?:广告|代理|设计|营销|公关|传播|策划|乙方"
            r"|mcn)?(?:公司|代理商?|机构|团队|供应商|agency|工作室|乙方|服务商)|比[稿价]|竞标"
            r"|重新(?:招标|选(?:型|代理|供应商|乙方)|找代理)|招标|(?:接触|找|联系|约|见|看)(?:了"
            r"|过)?(?:一?些|几个|几家|一家|其他|别的)?(?:的)?4a|(?:换|找)(?:一?家"
            r"|个?(?:新)?(?:代理|供应商|乙方|agency|公司|团队))(?!店)|(?:有|一|那|某"
            r"|这)家[^，。,]{0,8}(?:公司|机构|团队|工作室|代理)|货比三家|(?:人家|别家|别人家?"
            r"|同行|他们家?|对方|另一家)(?:才|只|只要|只收)?.{0,6}(?:报价|报的|便宜|更低|只要"
            r"|打包价)|你们(?:的)?同行|找过?别人|内部.{0,6}选型|年度.{0,4}(?:比选|招标)"
            r"|代理商?(?:评估|筛选|入库)",
        ),
    ),
    (
        "budget_cut",
        words(
            r"(?:budgets?|spend(?:ing)?|fees?|retainer|funding|paid media|marketing dollars"
            r"|monthly rate)\b[^.?!\n]{0,50}(?:\bcut(?:s|ting)?\b|reduc\w+|lower(?:ed)?|slash\w*"
            r"|fr[eo]ez\w*|frozen|half|halv\w+|trim\w*|shr[iu]nk\w*|tight\w*|smaller|paused?"
            r"|on hold|scaled? (?:back|down)|drop(?:ped|ping|s)?|down (?:by|to|from|\d)|less than"
            r"|come down|went down|going down|gone down|down (?:this|next)|squeez\w+"
            r"|under pressure|not going to be what)"
            r"|(?:\bcut(?:ting)?\b|reduc\w+|lower(?:ing)?|slash\w*|freez\w+|froze|trim\w*"
            r"|scal(?:e|ing) (?:back|down)|pull(?:ing)? back|halv\w+|tighten\w*|less"
            r"|shav\w+)[^.?!\n]{0,25}(?:budgets?|spend(?:ing)?|paid media|media|fees?|retainer"
            r"|costs?|monthly rate)|cost[- ](?:cutting|saving)|cut(?:ting)? costs|too expensive"
            r"|too (?:pricey|much money)|can't afford|cheaper rate|(?:need|want|give us"
            r"|ask(?:ing)? for|expect|get) (?:a |some )?(?:better (?:price|rate)|discount)"
            r"|spend (?:less|half)|spending freeze|hiring freeze|belt[- ]tightening"
            r"|procurement (?:wants|is asking|asked|says)|do (?:it )?for less",
            r"(?:预算|经费|月费|服务费|年费|投放费?|开支|推广费|市场费用?|营销费用?|费用|广告费"
            r"|投入)[^。？！\n?!]{0,14}(?:砍|减|缩|降|削|收紧|没那么多|不够|压|腰斩|冻结|少了"
            r"|吃紧|紧张|有限|打[\d一二三四五六七八九]折|暂停|没批|没了|只有(?:去年|原来|之前)"
            r"|一半)|(?:砍|削减|缩减|压缩|降低|减少|收紧|冻结|下调|控制)(?:了|掉"
            r"|一下)?[^。？！\n?!，,]{0,8}(?:预算|费用|成本|投放|开支|月费|服务费|经费|支出|投入)"
            r"|控成本|降本|省钱|缩预算|太贵|(?:价格|报价|费用|单价)[^。？！\n?!，,]{0,5}(?:高了"
            r"|贵|偏高|太高|超(?:出)?预算|压)|便宜(?:点|些|一点)|(?:给|打)(?:个|点|我们)?(?:折扣"
            r"|优惠|[七八九]折)|降价|让利|(?:少|减|砍)(?:投|花)(?:点|一半|\d)?|批不下来|没钱",
        ),
    ),
    (
        "non_renewal",
        words(
            r"(?:not|won't|isn't|aren't|unlikely|don't|never|no plans?|hesita\w+|reluctant|unsure"
            r"|undecided|rethink\w*|reconsider\w*|doubt|can't|cannot|may not|might not"
            r"|no longer)[^.?!\n]{0,40}(?:renew\w*|extend|extension|continu(?:e|ing)"
            r"|keep working (?:with|together)|carry on)(?! (?:the )?(?:deadline|sale|offer"
            r"|animation|line|headline|background|video))|terminat(?:e|ing|ion)|(?:end|ending"
            r"|cancel|cancell?ing|leave|leaving|exit|stop|pause|drop|get out of) (?:the |our "
            r"|this )?(?:contract|relationship|agreement|retainer|partnership|engagement)"
            r"|part(?:ing)? ways|wind(?:ing)? (?:this |it |things )?down (?:the|our|with)"
            r"|last (?:project|month|campaign|job|quarter) (?:with (?:you|us)|together|we do)"
            r"|non-?renewal|(?:whether|if) (?:to|we(?:'ll| will| should)?) (?:renew|extend"
            r"|continue)|let (?:the|our) (?:contract|retainer|agreement) (?:lapse|expire|run out)"
            r"|(?:bring|brought|bringing|take|taking|move|moving) (?:\w+ ){0,4}in[- ]?house"
            r"|go(?:ing)? in a different direction|notice period|give (?:you )?(?:\w+ )?notice"
            r"|renewal (?:is|looks) (?:off|unlikely|uncertain|in doubt|at risk|not)",
            r"不(?:再|打算|会|想|准备|考虑)?续[约签费]?|不(?:再|打算|想|准备|会|考虑).{0,4}(?:续"
            r"|继续合作|合作了|合作下去)|续[约签费]?.{0,10}(?:再说|看看?|考虑|待定|不确定|悬|难"
            r"|评估|犹豫|没定|不好说|得看)|要不要(?:再)?续|(?:还|是否|会不会"
            r"|能不能).{0,3}续[约签]|(?:合同|合作|年框|协议).{0,10}(?:到期|期满)(?:后|之后|就"
            r"|以后|了)?[,，]?.{0,6}(?:不|停|结束|算了|再看|到此|为止|自己做)|(?:终止|停止|结束"
            r"|解除|暂停)(?:掉|我们的?|这次|和你们的?)?(?:合[作同约]|协议|服务)|解约|不合作了"
            r"|合作到.{0,8}为止|最后一(?:个|次|期)(?:项目|合作|单)|收回(?:来)?(?:自己|内部)做"
            r"|自己(?:组建?|建)团队|转(?:给|到)内部|in-?house",
        ),
    ),
    (
        "contact_leaving",
        words(
            r"(?:i'm|i am|i'll be|i will be|she's|he's|she is|he is|will be|is"
            r"|are) (?:leaving(?! (?:the (?:meeting|call|office|house|airport))| (?:it|this|that"
            r"|for lunch|now|soon|at))|retiring|stepping down|moving on|resigning|departing"
            r"|moving (?:to|into|over) (?:a |an |the |another |our )?(?:new |different "
            r"|other )?(?:role|team|department|position|company|job))|(?:my|her|his"
            r"|\w+'s) (?:last day|replacement|successor)|last day (?:here|at|is|will be|with)"
            r"|(?:has|have|just|already) (?:left|resigned|quit|retired)(?! (?:a|the) (?:comment"
            r"|note|message))|left (?:the company|the team|the business|last)|\w+ (?:resigned"
            r"|quit)|tak(?:e|es|ing) over (?:from me|from \w+|as|my|the account|marketing|for me"
            r"|your account)|hand(?:ing|ed)?[- ]?(?:over|off) (?:to|my|the account|everything)"
            r"|new (?:point of contact|contact|marketing (?:lead|director|manager|head)|cmo"
            r"|brand manager)|your (?:new )?(?:point of )?contact|(?:maternity|paternity"
            r"|parental) leave|no longer (?:be|with|at|work\w*|your|handling|in charge)|new job"
            r"|be replaced by|in my place|stepping away|i(?:'ve| have) (?:resigned|accepted (?:a"
            r"|another))",
            r"(?<!没)离职|辞职|退休|(?:调|转)(?:岗|走|任|动到|去(?:别|其|其他|分|总|集团|新)"
            r"|到(?:别|其|集团|总部|分公司|新))|最后一天(?:上班)?|(?:跟|和|由|换|给|向"
            r"|找).{0,10}(?:对接|接手|交接)(?!会)|接替|接任|接手|接我的|我的工作|以后(?:就)?(?:找"
            r"|由|跟|是|联系|请(?:找|联系)).{0,12}|换(?:了)?(?:个)?(?:人|负责人|对接人?|领导|老板"
            r"|总监|市场总监|品牌经理)(?:来|了|对接|负责)?|新(?:来的|任|上任)?.{0,2}(?:负责人"
            r"|对接人|总监|市场总监|品牌经理|cmo).{0,8}(?:接|来|上任|到岗|对接|负责)|不再(?:负责"
            r"|跟|对接)|(?:休|请)产假|要走了|不在.{0,6}(?:干|做)了|跳槽|被裁|裁员",
        ),
    ),
)
_IS_DENIED: dict[SignalKind, re.Pattern[str]] = {
    "complaint": words(
        r"no complaints?|not (?:a )?complain\w*|don't worry|wasn't your fault|not your fault",
        r"不是投诉|不怪你们|没关系|态度(?:很|真|特别|挺)?好|不是你们的问题|又不是|不生气",
    ),
    "dissatisfaction": words(
        r"not disappointed|wasn't disappointed|didn't disappoint|don't hate|not bad at all|never disappoint",
        r"不失望|没(?:让.{0,4})?失望|没有不满|有信心|信心(?:满|十足|大)",
    ),
    "slow_response": words(
        r"no rush|take your time|no reply needed|no response needed|slow[- ](?:mo|motion|pan)"
        r"|load(?:s|ing)?|page speed|download\w*|render\w*|animation|intro|pacing|zoom|website is",
        r"不急|慢慢来|慢工|不用回|慢一点|慢点|节奏|加载|load|打开|网速|页面|动画|语速|画面|播放|转场|镜头|下载|卡",
    ),
    "competitor": words(
        r"not (?:talking to|looking at|considering|going to|interested in) (?:any )?(?:other"
        r"|another)|no plans to switch|never (?:use|go to) (?:another|other)|wouldn't (?:switch"
        r"|use)|our (?:own )?competitors?|turned (?:them|it) down",
        r"没(?:有)?(?:在)?(?:接触|找|考虑)(?:过)?(?:别|其他|另)|不(?:会|打算|考虑)(?:找|换)(?:别"
        r"|其他|另|新)|竞品|我们的?(?:竞争)?对手|拒绝了|换一?家(?:店|餐|酒店|医院)",
    ),
    "budget_cut": words(
        r"(?:not|isn't|wasn't|won't be|hasn't been|no) (?:being |been |a )?(?:cut|reduc\w+)"
        r"|budget (?:increase|went up|is up|doubled)|no budget cuts?|worth every",
        r"没(?:有)?(?:砍|减|降|缩)|不(?:砍|减|会减|降)|(?:预算|费用).{0,4}(?:增加|翻倍|加了|充足"
        r"|没问题)|不(?:算|是很)?贵|预算(?:拆分|分配|表|结构)|不是钱的",
    ),
    "non_renewal": words(
        r"(?:can't|couldn't) wait to (?:renew|continue)|(?:will|definitely|happy to|want to"
        r"|going to|glad to|let's) (?:renew|extend the contract|continue working)|not (?:ending"
        r"|terminating|cancell?ing)",
        r"(?:肯定|一定|会|打算|准备|想|要)续[约签]|继续合作(?:愉快|没问题)|续[约签](?:没问题"
        r"|合同(?:发|准备)|流程)|长期合作|不会(?:终止|停|解约)",
    ),
    "contact_leaving": words(
        r"not (?:leaving|going anywhere)|isn't leaving|new contact (?:form|page|number|details)|not retiring",
        r"不离职|没离职|以后(?:再|可以|都|不|少|多|注意|还|的)|换(?:个)?人(?:物|像|设|来拍|出镜)"
        r"|(?:物流|数据|接口|技术).{0,4}对接|以后找(?:时间|机会)",
    ),
}
_PRAISE = words(
    r"love(?:s|d|ly)?(?: (?:it|this|that|the|how|what))?|gorgeous|incredible|phenomenal|terrific"
    r"|stellar|magnificent|epic|cute|beautiful(?:ly)?|stunning|brilliant|fantastic|amazing"
    r"|awesome|excellent|wonderful|impressive|spot on|nailed (?:it|this)|perfect(?:ly)?"
    r"|outstanding|superb|(?:looks?|looking|reads?|sounds?|feels?|came out|turned out|is|are|so"
    r"|really|very|works?|working) (?:\w+ )?(?:great|good|sharp|amazing|fantastic|nice|beautiful"
    r"|lovely|fab|stunning|slick|clean|cool|fresh|well|adorable)|great (?:job|work|stuff|idea"
    r"|concept|result\w*|effort|news|campaign|design|copy|turnaround|start|team)|good (?:job|work"
    r"|stuff)|nice (?:work|job|one|touch)|well done|adorable|big fan|so happy|very happy|thrilled"
    r"|delighted|impressed|exactly what (?:we|i) (?:wanted|needed|asked|had)"
    r"|best (?:\w+ ){0,2}(?:yet|ever|so far|agency|work)|kudos|hats off|you guys (?:rock|rule"
    r"|are the best|killed it)|killed it|obsessed|couldn't be happier|exceed\w*|blown away|bravo"
    r"|wow|delicious|pleased|fabulous|hilarious|smashed it|knocked it out",
    r"(?:太|真|很|超|好|特别|非常|挺|蛮|真的|巨|还|都|最|这么)(?:的)?(?:棒|好看|漂亮|美|赞|可爱"
    r"|喜欢|满意|惊艳|专业|给力|用心|靠谱|高级|有意思|有趣|不错|绝|牛|酷|炸|爱|精致|到位|有感觉"
    r"|出彩|高效|及时|开心|走心|感动|精彩|成功|好用|大气|清爽|细致|贴心|好吃|快)|喜欢|满意|惊艳"
    r"|好评|点赞|绝了|绝绝子|爱了|完美|漂亮|没得说|超出预期|超预期|质感|眼前一亮|有感觉"
    r"|这个颜色对了|对了[,，!！]|笑死我了|刷屏|爆了|火了|可爱|优秀|[干做改写拍画]得(?:真|很|太"
    r"|不)?(?:好|错|漂亮|棒|快)|不错|给力|厉害|牛[啊逼批]|有水平|赞|效果(?:很|非常|真|特别|超"
    r"|挺)?(?:好|棒|不错|理想)|(?:老板|领导|总部|大家).{0,6}(?:喜欢|满意|夸|点赞|表扬|认可)"
    r"|辛苦.{0,4}(?:做得|效果)",
)
_NOT_PRAISE = words(
    r"(?:hi|hey|hello|thanks) loves?|not (?:\w+ )?(?:great|good|perfect|impressed|happy|thrilled"
    r"|pleased|amazing)|would (?:love|be (?:great|good|nice|perfect|awesome|lovely))|'d (?:love"
    r"|be (?:great|good|nice))|(?:could|can|don't|didn't|doesn't|isn't|wasn't|aren't|won't"
    r"|can't) (?:\w+ )?(?:love|look|be|feel|work|great|good)|if .{0,30}(?:perfect|great|good"
    r"|nice)|(?:looks?|sounds?|is) good (?:to|for) (?:me|us)|love to|impressive\. truly|wow,"
    r"|good (?:time|point|morning|afternoon)|work well (?:with|together)\?",
    r"不(?:太|是很|够|怎么|那么|大|算)?(?:喜欢|满意|好看|漂亮|专业|美|棒|高级|可爱|错吧)"
    r"|没(?:那么|有)?(?:喜欢|惊艳|感觉|质感)|(?:喜欢|满意|好看|漂亮|好|快|美).{0,3}[吗么]"
    r"|更(?:好看|漂亮|美|高级|有质感|精致|大气)|(?:太|很)?(?:有质感|高级|大气|精致|可爱|美|漂亮"
    r"|清爽)(?:一)?(?:点|些)|质感(?:差|不|再|弱)|赞助|点赞数|(?:没|不).{0,2}到位|[快好]点",
)
_SARCASM = words(
    r"impressive\. truly|bravo\.? (?:really|truly)|slow clap|(?:wow|great|nice|fantastic"
    r"|brilliant|amazing|wonderful|lovely|perfect)[,.!]+ (?:\w+ ){0,3}(?:\w+ )?(?:typos?|wrong"
    r"|late|again|another|mistakes?|errors?|broken|missing|delay\w*)|thanks for (?:nothing"
    r"|ignoring|ruining|the (?:delay|silence))|just what (?:we|i) needed",
    r"真行啊|可真(?:行|棒|快|会|厉害)|好一个|呵呵|真是(?:服了|谢谢)|我谢谢你|厉害了你们|真有你们的|不愧是",
)
_WARM = words(r"thank|thanks|appreciate|happy|glad|warm|pleasure", r"感谢|谢谢|开心|高兴|合作愉快|辛苦")
_FIRM_END = words(
    r"not (?:planning|going|be|to)|won't|no longer|terminat\w*|end(?:ing)?|part ways|notice",
    r"不(?:再)?续|终止|解约|不合作|结束|停止",
)
_REPROACH_IN_LATENESS = words(
    r"you guys|you|your|again|still|really|seriously|why|so slow|too slow|waiting|late",
    r"你们|还|都|太|怎么|到底|这么|半天|一直|催|没人|[!！?？]",
)


def read_signals(plain: str, text: str) -> tuple[Signal, ...]:
    """Every kind of signal that a client's message shows, once each, with the words that show it as written."""
    if LAUGHTER.search(plain):
        return ()  # said in jest
    found = []
    for kind, pattern in _SIGNALS:
        match = pattern.search(plain)
        if match and not _is_denied(kind, plain):
            found.append(Signal(kind=kind, words=text[match.start() : match.end()]))
    sarcastic = _SARCASM.search(plain)
    if sarcastic and not any(each.kind == "complaint" for each in found):
        found.insert(0, Signal(kind="complaint", words=text[sarcastic.start() : sarcastic.end()]))
    return tuple(found)


def _is_denied(kind: SignalKind, plain: str) -> bool:
    return bool(_IS_DENIED[kind].search(plain))


def is_reproach(signals: tuple[Signal, ...], plain: str) -> bool:
    """Whether the message reproaches us, rather than tells us something."""
    kinds = {each.kind for each in signals}
    if kinds & {"complaint", "dissatisfaction"}:
        return True
    return "slow_response" in kinds and bool(_REPROACH_IN_LATENESS.search(plain))


def is_praise(plain: str) -> bool:
    if not _PRAISE.search(plain) or _SARCASM.search(plain):
        return False
    return any(_PRAISE.search(each.text) and not _NOT_PRAISE.search(each.text) for each in clauses(plain))


def read_sentiment(plain: str, signals: tuple[Signal, ...], *, was_negative: bool) -> Sentiment:
    """The client's attitude. was_negative: the same person has just reproached us, and is still at it."""
    kinds = {each.kind for each in signals}
    if is_reproach(signals, plain) or ("non_renewal" in kinds and _FIRM_END.search(plain)):
        return "negative"
    if is_praise(plain):
        return "positive"
    return "negative" if was_negative and not _WARM.search(plain) else "neutral"


# What a trained classifier may look at, by name (prompts/reading/learned/cues.py).
CUES = {
    "praise": _PRAISE,
    "not_praise": _NOT_PRAISE,
    "sarcasm": _SARCASM,
    "warm": _WARM,
    "firm_end": _FIRM_END,
    "reproach_in_lateness": _REPROACH_IN_LATENESS,
    **{f"signal_{kind}": pattern for kind, pattern in _SIGNALS},
    **{f"denied_{kind}": pattern for kind, pattern in _IS_DENIED.items()},
}
