"""What carries no business: greetings, thanks, acknowledgements, small talk, jokes. Orders to a machine: `orders`."""

import re

from prompts.reading.orders import ORDER
from prompts.reading.patterns import SURNAMES, words

_ACK_EN = (
    r"you're a (?:star|legend|life ?saver|gem|rockstar)|you rock|ok(?:ay|ie|ey|k)?|k|kk"
    r"|sure(?: thing)?|got it|noted|roger(?: that)?|copy(?: that)?|will do|on it|understood|yep"
    r"|yup|yes|yeah|ya|no|nope|np"
    r"|no (?:problem|worries|prob)|of course|absolutely|definitely|certainly|exactly|indeed|right"
    r"|correct|true|fair enough|fair point|makes sense|sounds (?:good|great|like a plan)"
    r"|perfect|great|super|awesome|amazing|cool|nice|lovely|excellent|wonderful|brilliant"
    r"|fantastic|good|ace|sweet|alright|all right|very|so much|a lot|a ton|a million|again|too"
    r"|much"
    r"|thanks?(?: you)?(?: so much| very much| a lot| a bunch| again)?|thx|ty|tysm|cheers|ta"
    r"|much appreciated|appreciate (?:it|that|you|the help)|really|"
    r"you(?:'re| are) (?:welcome|the best)|my pleasure|any ?time|hi|hello|hey|morning|afternoon"
    r"|evening|good (?:morning|afternoon|evening|night|day)|"
    r"happy (?:mon|tues|wednes|thurs|fri)day|happy (?:new year|holidays|birthday|anniversary)"
    r"|merry christmas|have a (?:good|great|nice|lovely|wonderful|safe) (?:one|day|weekend"
    r"|evening|night|trip|holiday|week|flight)|"
    r"enjoy(?: your (?:weekend|holiday|trip|day))?|welcome(?: back)?|bye|goodbye|see (?:you"
    r"|ya)(?: (?:soon|then|there|tomorrow|monday))?|ttyl|talk (?:soon|later)|brb|lol+|lmao|rofl"
    r"|omg|haha+|hehe+|ha|"
    r"folks|all|team|everyone|everybody|guys|there|both|congrats|congratulations|well done"
    r"|good luck|fingers crossed|same here|me too|agreed|yay|woo+(?:hoo)?|phew|oops|yikes|aw+|"
    r"checking|looking|working on it|i'm on it|we're on it|looking into it|let me (?:check|see"
    r"|look|take a look)|i'll (?:check|look|take a look|see)|one (?:sec|moment|second|minute)|"
    r"hold on|give me a (?:sec|minute|moment)|in progress|wip|as (?:discussed|agreed|usual)"
    r"|we will|we'll make it|i will|yes we (?:will|can|do)|we can do that|can do|consider it done"
    r"|leave it (?:with|to) (?:me|us)|hope (?:you're|you are|all is) well|get well soon|"
    r"take care|you can try|if you say so|why not|never mind|nvm|no rush|whatever|true that"
    r"|good to know|good point|point taken|my bad|sorry|apologies|pls|please|dm me|ping me|you|it"
    r"|that|that's|is|for|for that|on|to|and|so|oh|ah|hmm+|um+|well|everyone's|legend|life ?saver"
    r"|fine|i see|as well|will|back to you|get back to you|will get back to you"
)
_ACK_ZH = (
    r"收到|好[的嘞呢哒滴哦呀啊啦吧哈]?|嗯+|哦+|噢|喔|啊+|哎|唉|哇+|诶|明白|了解|知道了?|没问题"
    r"|没事儿?|没关系|可以|行|成|对[的哈]?|是的?|OK|欧克|妥了?|妥妥的?|遵命|得嘞|安排上?了?|搞定|"
    r"谢谢|谢啦|多谢|感谢|感恩|辛苦|劳驾|麻烦了?|不客气|客气|应该的|不用谢|您好|你好|哈喽|嗨"
    r"|早上好|早安|早|上午好|中午好|下午好|晚上好|晚安|大家|各位|亲|拜拜|再见|回见|回头见|明天见"
    r"|周[一二三四五]见|"
    r"哈+|嘿+|呵+|嘻+|笑死|周末愉快|(?:节日|新年|新春|春节|元旦|中秋|国庆|端午|圣诞|生日)快乐"
    r"|恭喜(?:发财)?|祝贺|加油|一路平安|注意休息|保重|万事如意|新年好|过年好|"
    r"稍等(?:一下|下|片刻)?|等(?:一下|下|等)|马上|这就|立刻|处理中|进行中|在(?:做|弄|看|改|处理"
    r"|跟进|路上|忙|催|问)(?:了|着|呢|中)*|(?:我|我们|这边)?(?:先)?(?:看|查|问|确认|核实|了解"
    r"|研究|想)(?:一)?下(?:哈|哦|先)?|我看看|我问问|我来|我在|在的|在呢|一定(?:到|会|的)?|"
    r"放心|没毛病|同意|赞|厉害|牛|太好了|太棒了|棒|不错|完美|说得对|确实|就是|当然|必须的|随时"
    r"|随时联系|待会儿?聊|回头聊|下午聊|晚点聊|一会儿?聊|先这样|就这样|尽快|尽力|努力|跟进|您|你"
    r"|我们?|呀|啦|了|吧|哈|哦|呢|的|呗|嘛|滴|哟|么|也|都|先|再|大家好|一下|老板|领导|姐|哥|老师"
    r"|总|辛苦了|静候|静候佳音|期待|等您(?:消息|通知|回复)"
)
_ACK = words(_ACK_EN, "(?:" + _ACK_ZH.replace("OK", "ok") + ")")
_REST = re.compile(r"[\s\W_]+")
_PLUS_ONE = re.compile(r"[+＋]?\s*[1１6６][\s1１6６]*")
_THANKS_ZH = re.compile(r"谢谢|感谢|多谢|谢啦")
_VOCATIVE = re.compile(
    rf"[{SURNAMES}小老阿大][\u4e00-\u9fff]?(?:总|姐|哥|老师|经理|工|董|主任|院长|校长|店长|小姐|先生|女士|同学)|@\S+"
)

LAUGHTER = words(
    r"lol+|lmao|rofl|haha+\w*|hehe+|jk|just kidding|kidding|joking|why did the|knock knock|asking for a friend|😂",
    r"哈哈|嘿嘿|嘻嘻|笑死|开玩笑|逗你|玩笑|😂|🤣|😅|hhh|233",
)
_LIFE = words(
    r"lunch|dinner|breakfast|brunch|coffee|tea|latte|snack|pizza|beer|drinks?|wine|weather"
    r"|rain(?:ing)?|snow(?:ing)?|sunny|freezing|traffic|jet ?lag|weekend|holiday|vacation"
    r"|birthday|movie|netflix|game last night|football|soccer|match"
    r"|gym|yoga class|marathon|kids?|baby|daughter|son|husband|wife|dog|puppy|cat|kitten|hungry"
    r"|sleep|tired|monday blues|friyay|tgif|commute|flight|airport|beach|hangover|cold|flu|hired"
    r"|purple|karaoke|party|cake|donuts?|sunset|elevator|parking",
    r"吃饭|午饭|晚饭|早饭|饭局|火锅|烧烤|奶茶|咖啡|下午茶|零食|外卖|天气|下雨|下雪|降温|好冷|好热"
    r"|太热|堵车|地铁|打车|周末|假期|旅游|孩子|娃|宝宝|你家|我家|老公|老婆|爸妈|减肥|健身|跑步"
    r"|马拉松|电影|追剧|球赛|世界杯|演唱会|困死|好困|起床|睡觉|失眠|感冒|发烧|生日|几岁|胖|瘦"
    r"|红包|抢票|回家|过年回|停车|电梯|熬夜|黑眼圈|秃头|头发|舍不得|太潮|好看的?[你您]|加班狗"
    r"|打工人|摸鱼|下班啦|终于周五|吃了吗|请你们?吃|请喝|团建|自拍|朋友圈",
)
WORK = words(
    r"posters?|copy|videos?|scripts?|drafts?|proofs?|designs?|designers?|decks?|banners?|ads?"
    r"|campaigns?|budgets?|invoices?|contracts?|retainer|quotes?|estimates?|logos?|headlines?"
    r"|taglines?|fonts?|colou?rs?|layouts?|pages?|website|site|landing|"
    r"emails?|newsletters?|social|posts?|reels?|shoot|photos?|photographer|images?|pictures?"
    r"|files?|reports?|briefs?|launch|timelines?|schedule|data|numbers|media|plan|concepts?"
    r"|storyboards?|brochures?|flyers?|menus?|packaging|labels?|catalog(?:ue)?s?|mailers?|print"
    r"|printers?|"
    r"links?|forms?|crm|seo|keywords?|roi|roas|ctr|cpc|cpm|conversions?|clicks|leads|analytics"
    r"|insights|tracking|pixel|agency|board|legal|compliance|approvals?|versions?|rounds?"
    r"|mock-?ups?|prototypes?|app|events?|booth|signage|billboards?|ooh|radio|tv|spots?|edit|cut"
    r"|voice-?over|vo|music|track|subtitles?|captions?|"
    r"hashtags?|influencers?|creators?|creatives?|assets?|specs?|sizes?|formats?|templates?"
    r"|guidelines?|brand|branding|pricing|prices?|costs?|fees?|sow|scope|overage|deadline"
    r"|feedback|revisions?|proposal|pitch|product|sku|store|stores|sales|traffic report|audience"
    r"|targeting|spend|wrapper|swatch|sample|samples|cards?|cover|hero|cta|button|thumbnail"
    r"|animation|footage|render|vendor|usage rights|licen[cs]e|delivery|url|domain|login|password"
    r"|access|permissions?|account|meeting|call|agenda|minutes|workflow|survey|testimonial"
    r"|press release|press|webinar|blog|article|podcast|homepage|kv|pos|export",
    r"海报|文案|视频|短片|片子|成片|样片|脚本|分镜|[初终定改修样底原大设画片脚]稿|稿子|稿件|[图]"
    r"|logo|设计|方案|素材|投放|数据|报价|合同|发票|预算|链接|短链|二维码|上线|发布|包装|礼盒"
    r"|banner|主图|详情页|页面|官网|网站|小程序|公众号|推文|推送|kol|koc|达人|博主|直播|拍摄|打样"
    r"|印刷|印|字体|字号|颜色|配色|色调|尺寸|标题|副标|slogan|brief|排期|档期|账号|账户|关键词"
    r"|roi|转化|点击|曝光|流量|门店|活动|产品|价格|物料|展台|展会|发布会|媒体|投流|ppt|版本|审核"
    r"|审批|法务|月报|周报|报告|复盘|名单|清单|文件|源文件|文档|表格|问卷|样品|样机|模特|场地"
    r"|道具|布景|配音|旁白|字幕|音乐|bgm|剪辑|封面|动画|特效|渲染|包装盒|画册|手册|折页|易拉宝"
    r"|围挡|灯箱|门头|卡片|吊牌|标签|贴纸|菜单|价目|口播|笔记|评论|种草|私域|社群|海外|官号"
    r"|服务费|月费|尾款|付款|打款|回款|对公|抬头|税号|招标|合作|项目|进度|交付|需求|修改|版权"
    r"|授权|素材包|压缩包|网盘|提取码|权限|密码|会议|纪要|方向|创意|主视觉|kv|提案|概念|供应商"
    r"|印厂|工厂|平台|后台|详情|卖点|定位|策略|品牌|竞品",
)


def is_acknowledgement(plain: str, names: tuple[str, ...] = ()) -> bool:
    """Whether nothing is left once greetings, thanks, yes and no, and the name of who is spoken to are taken away."""
    if _PLUS_ONE.fullmatch(plain.strip()):
        return True
    if len(plain) > 120:
        return False
    rest = plain
    for name in names:
        rest = rest.replace(name, " ")
    rest = left_after_acknowledging(rest)
    return not _REST.sub("", rest)


def is_greeting_to_a_name(plain: str, original: str) -> bool:
    """Whether all that greeting and thanking leave is one capitalised word: "Thanks Carol!"."""
    word = _REST.sub("", left_after_acknowledging(plain))
    if word == _REST.sub("", plain):
        return False
    return bool(word) and word.isascii() and word.isalpha() and len(word) > 1 and word.capitalize() in original


def left_after_acknowledging(plain: str) -> str:
    return _ACK.sub(" ", _VOCATIVE.sub(" ", _THANKS_ZH.sub(" ", plain[:400])))


def is_about_life(plain: str) -> bool:
    """Whether it speaks of weather, food, family … and of nothing that an agency works on."""
    return bool(_LIFE.search(plain)) and not WORK.search(plain)


# What a trained classifier may look at, by name (prompts/reading/learned/cues.py).
CUES = {
    "acknowledges": _ACK,
    "plus_one": _PLUS_ONE,
    "thanks": _THANKS_ZH,
    "calls_by_name": _VOCATIVE,
    "orders_a_machine": ORDER,
    "laughs": LAUGHTER,
    "life": _LIFE,
    "work": WORK,
}
