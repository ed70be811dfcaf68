"""The words of a Chinese clause that belong into a title: the thing and what becomes of it."""

import re

MOST = 16  # characters; what is longer is cut between two words
_LEAST = 4
_SLACK = 4  # a whole clause may be longer by so much

_OPENERS = re.compile(
    r"^(?:[\s,，。.!！~～、\-—·•*>:：;；]|[①-⑩]|\d{1,2}[.)、）]\s?(?!\d)|收到|明白了?|了解"
    r"|好[的呀嘞哒滴哦啊]?(?=[\s,，。!！~]|$)|行(?=[\s,，。!！~]|$)|没问题|可以(?=[\s,，。!！~]|$)"
    r"|谢谢\w{0,2}|感谢|辛苦了?|您好|你好|哈喽|大家好|早上好|早(?=[\s,，])|另外|还有(?=[\s,，:：]"
    r"|[一个件\u4e00-\u9fff])|然后|对了|嗯+|哦+|啊+|哎+|唉|诶|那个(?=[\s,，])|那(?=就|我|先|你|咱)"
    r"|就(?=是说)|其实|说实话|老实说|讲真|说句不好听的|说真的|直说了吧"
    r"|对不住|对不起|抱歉|不好意思|实在|真的|看了看?|刚看了|收到了?|跟(?:大伙儿|你们?|您|大家)(?:说|讲)(?:一?声|一?下|个事)|顺便(?:讲|说)(?:一?声)?|顺便|顺手|顺带"
    r"|能不能|能否|可不可以|可否|可以(?=把|再|给|帮|换|改|加)|是不是(?:可以|能|该|得)?"
    r"|要不要?(?=把|再|换|改|加)|要不|不如|最好(?:是|能)?|希望(?:能|可以)?|想要?(?=把|让|请|再|换"
    r"|改|加|看|问)|我(?:们)?(?:这边)?(?:想|要|需要|希望|觉得|建议|打算)(?:要|把|让)?"
    r"|我们(?:这边)?(?=[把给出发做改压补再先]|下午|上午|明|今|周)"
    r"|(?:你们?|您|咱们?|妳)(?:这边|那边)?(?:再|先|把|帮|给|看|来|去)?(?:下|看下)?(?=把|再|给|帮"
    r"|换|改|加|发|出|做|调|删|[\s,，])|(?:麻烦|请|辛苦|劳驾|拜托|有劳|烦请)(?:你们?|您|大家|各位"
    r"|妳)?(?:再|先|帮忙?|给)?(?:我们?)?|帮(?:我们?|忙)?|给我们?(?=[发出做弄来])|记得|务必|一定要?"
    r"|必须|得(?=把|换|改|加|补|重|再|要)|需要(?=把|换|改|加|补|重|再|你|您|提)|要(?=把|换|改|加"
    r"|补|重|再|你|您|先)"
    r"|我(?:来|去|先|这就|马上|现在|会|尽快|这边|也|再|就|自己)+(?=[\u4e00-\u9fff])"
    r"|我(?=[今明后下上晚中周把给发做改出写整约问联查补让请叫找])|这就|马上|立刻|立即|现在(?:就)?"
    r"|尽快|赶紧|抓紧|先(?=把|给|出|做|发|改|按|别|不)|再(?=把|给)|把|将(?!来|军)"
    r"|就(?=[把用按改换删])|也(?=[把要改换加])|都(?=[改换]))+"
)
_RELAY = re.compile(
    r"^\s*(?:客户|甲方|品牌方|老板|领导|[\u4e00-\u9fff]{1,3}?(?:总|姐|哥|董|老师|经理|主任|院长"
    r"|校长|老板|书记|师傅|科长|厂长|店长|会长|行长|处长|部长|医生|太太|先生|女士|嫂|叔))(?:那边"
    r"|这边|刚才?|又|还|也|们)*"
    r"(?:的意思是?|意思是?|说|讲|要求|希望|反馈(?:说)?|想要?|觉得|让我们?|让(?=我)|让问|点名|问|嫌|叫|提)(?:能|问|把|一下|了)?[，,:：]?"
)
_CALLED = re.compile(
    r"(?:^|(?<=[,，。!！\s]))(?:各位|亲爱的|亲)?[\u4e00-\u9fffA-Za-z]{1,3}(?:总监"
    r"|总(?![结共数体是之部监得会要比预算量价额计])|[姐哥](?![弟妹])|董(?!事)|老师|经理|主任|院长"
    r"|校长|老板|书记|师傅|科长|厂长|店长|会长|行长|处长|部长|医生|太太|先生|女士|嫂|叔"
    r"|工(?=[,，\s好])|爷)(?:们)?(?:您|你)?(?:好|早|放心|见谅|批评得对"
    r"|说得对)?(?=[,，。!！:：\s～~]|$)"
    r"|^(?:老板|领导|亲|亲们|宝子|宝|各位|大家|老师|团队|同学们)(?:们)?(?:好|早)?(?=[,，。!！:：\s～~])"
)
_WHEN = re.compile(
    r"(?:最晚|最迟|务必|争取|预计|大概|大约|差不多|赶在|在|于|到)?(?:(?:(?:\d{1,2}"
    r"|[一二三四五六七八九十]{1,3})月(?:\d{1,2}|[一二三四五六七八九十]{1,3})[日号]?"
    r"|\d{1,2}[/.]\d{1,2}(?=前|之前|下班|中午|上午|下午|晚|给|交|上)|(?:下下|下个?|本|这个?"
    r"|上)?(?:周|星期|礼拜)[一二三四五六日天末]|\d{1,2}[号日](?!楼|线|店|色|字|方案|稿|厅|门|馆|仓"
    r"|机)|大?后天|明天|今天|明早|今早|今晚|明晚|今日|明日|聽日|当天|月底|月初|月中|年底|年前|节前"
    r"|下个?月|本月|下周|本周|这周|下班|放工|收工|中午|上午|下午|早上|晚上|傍晚|半夜|凌晨|一早"
    r"|一会儿?|待会儿?|稍后|回头)"
    r"(?:的)?(?:一早|早上|上午|中午|下午|晚上|傍晚|下班|放工|早|晚|内)?(?:(?:\d{1,2}"
    r"|[一二两三四五六七八九十]{1,3})(?:[:：]\d{2}|点(?:半|[一二三四五]?十?五?分|钟)?))?"
    r"|(?:\d{1,2}|[一二两三四五六七八九十]{1,3})(?:[:：]\d{2}|点半|点钟?)(?!要求|意见|建议)"
    r"|(?:\d{1,3}|[一二两三四五六七八九十半几]{1,3})(?:个)?(?:小时|分钟|钟头|工作日|天|周)(?:之?内"
    r"|内|后))"
    r"(?:之?前|以前|左右|就|先|EOD|COB|eod|noon)*"
)
_TAIL = re.compile(
    r"(?:[\s,，。.!！?？~～:：;；、…—\-]|可以吗|行吗|好吗|行不行|好不好|可不可以|成吗|如何|怎么样"
    r"|咋样|了吗|吗|吧|呢|啊|呀|哈|哦|啦|嘛|呗|喔|哒|咯|噢|谢谢\w{0,2}|辛苦了?|感谢|麻烦了?|尽快"
    r"|急|拜托了?|一下|试试|看看"
    r"|(?:再|先)?(?:发|给|交|传|回)(?:给|到|我|你|您|妳|我们|你们|群里|过来|过目|确认|看看|看)+"
    r"|给(?:我|你|您|妳|我们|你们)(?:看看?|过目|确认)?"
    r"|(?<=[\u4e00-\u9fff]{2})(?<!已)[给发交](?![\u4e00-\u9fff])|就(?:行|好|可以|成)了?|一定|即可|为准"
    r"|才行|先|了|的话|哟|一份|过来)+$"
)
_FILLERS = re.compile(
    r"(?<=[改换发看加删补调做出写查核整画])一下|稍微|有点儿?|比较|一些(?=的|$)|(?:真的|其实|确实"
    r"|感觉|觉得|好像|貌似|似乎|可能|应该|居然|竟然|已经|还是|实在|就是)(?=[\u4e00-\u9fff])|麻烦"
    r"|帮我们?|请你?们?|能不能|可不可以|是不是|你们?的|我们?的|咱们?的|您的|那个|这个|我发你的|"
    r"(?<=[\u4e00-\u9fff])的(?=[\u4e00-\u9fffA-Za-z])|给你们?|给您|给妳"
    r"|(?<![\u4e00-\u9fff])给我们?|(?<=[\u4e00-\u9fff])给我们?|都要?(?=[改换加])|[“”\"]"
)
_SAYS_SHORTER = (
    (re.compile(r"从[^改换调]{1,16}(?=改|换|调)"), ""),
    (re.compile(r"(?:改成|改為|改为|換成|换成|变成|变更为|调整为|调整成|更改为|替换成|替换为|更换为)"), "改"),
    (re.compile(r"换回"), "换回"),
    (re.compile(r"(?:去掉|拿掉|删掉|删去|撤掉|移除|删除)"), "去掉"),
    (re.compile(r"(?:加上|加入|增加|添加|补上|补充|加进去)"), "加"),
    (re.compile(r"(?<=[\u4e00-\u9fff])再(?=[大小高低短长亮暗深浅年轻])"), ""),
    (re.compile(r"(?:能|可以)(?:再)?(?=[大小高低短长亮暗深浅])"), ""),
)
_DONE = re.compile(
    r"(?<![不别用要没再])(上传|更新|[发传改换调重修撤加补删交做])(好|完|掉)?(?:给[您你]们?)?[了啦](?:[，。！!~～\s]|$)"
)
_FUNCTION = re.compile(r"[是在把被给让就都也还要和与跟但不没有花用从到比能会请再先]")
_BETWEEN_LATIN = re.compile(r"(?<=[A-Za-z0-9])的(?=[A-Za-z0-9])")
_SPACES = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")
_BREAK = re.compile(
    r"[,，;；。!！?？、\s:：]|(?:因为|不然|否则|不过|但是|但|所以|如果|要是|以免|方便|为了|然后|同时|顺便|并且|并)"
)
_WORD_ENDS = re.compile(r"[A-Za-z0-9.%+\-]+|.")


def trim(clause: str, *, keeps_date: bool = False) -> str:
    """A clause without greeting, vocative, politeness, who said it, and date."""
    words, before = clause, None
    while words != before:
        before = words
        words = _OPENERS.sub("", _RELAY.sub("", _CALLED.sub("", words)))
        words = _WHEN.sub("", words) if not keeps_date and len(_WHEN.sub("", words).strip()) >= 3 else words
    words = _DONE.sub(r"已\1\2", words)
    words = _TAIL.sub("", words)
    shorter = _FILLERS.sub("", words)
    words = shorter if len(shorter) >= 3 else words
    for pattern, instead in _SAYS_SHORTER:
        words = pattern.sub(instead, words)
    words = _TAIL.sub("", _OPENERS.sub("", words))
    words = _BETWEEN_LATIN.sub(" ", words)
    return _SPACES.sub("", words).strip(" ,，。.!！、:：;；")


_HANDS_OVER = re.compile(r"[给发传交](?:到|去|返)?(?:给)?(?:我|你|您|妳|大家|过来|群|邮箱)|[给发]$")
_HAS_VERB = re.compile(
    r"[出做改发写画剪拍印换加删补调查核约订寄送传打整排拟盯跟]|更新|提供|安排|准备|处理|确认|上传|重"
)


def with_verb(words: str, said: str) -> str:
    """提供 before what is to be handed over, when no verb is left of "名单下班前给你"."""
    is_bare = not _HAS_VERB.search(words) and 2 <= len(words) <= MOST - 2
    return f"提供{words}" if is_bare and _HANDS_OVER.search(said.rstrip(" ，。,.!！~")) else words


def cut(words: str, most: int = MOST) -> str:
    """No longer than that, ending before a conjunction or a mark, and never within a Latin word or a number."""
    if len(words) <= most + _SLACK:
        return words
    breaks = [match.start() for match in _BREAK.finditer(words) if _LEAST <= match.start() <= most]
    if breaks:
        return words[: breaks[-1]].rstrip(" ,，、:：;；")
    ends = [match.start() for match in _FUNCTION.finditer(words) if most // 2 <= match.start() <= most]
    if ends:
        return words[: ends[-1]]
    end = 0
    for match in _WORD_ENDS.finditer(words):
        if match.end() > most:
            break
        end = match.end()
    return f"{words[:end] or words[:most]}…"
