"""What a message is about: the deliverables and the parts it names, and whether two messages speak of the same one."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rapidfuzz import fuzz

from prompts.reading.patterns import words
from prompts.reading.plain import blanked, evened

Likeness = Literal["same", "unsure", "other"]

# What an agency delivers: name, English, Chinese. Speaking of another one is speaking of something else.
_WHOLES: dict[str, re.Pattern[str]] = {
    name: words(english, chinese)
    for name, english, chinese in (
        ("poster", "posters?", "海报"),
        ("video", "videos?|films?|clips?|tvcs?|reels?|trailers?", "视频|短片|片子|成片|样片|宣传片|预告片"),
        ("banner", "banners?", "横幅|通栏"),
        ("kv", "kvs?|key visuals?", "主视觉"),
        ("packaging", "packaging|wrappers?|gift box(?:es)?", "包装|礼盒|盒子|瓶贴"),
        ("label", "labels?|hang ?tags?", "吊牌|标签"),
        ("website", "websites?|web ?site|homepage|home page", "官网|网站|首页"),
        ("landing", "landing pages?", "落地页|着陆页"),
        ("detail", "product pages?|detail pages?", "详情页|商详"),
        ("h5", "h5", ""),
        ("miniapp", "mini ?(?:app|program)s?", "小程序"),
        ("deck", "decks?|slides?|ppts?|presentations?|keynote", "提案|方案|幻灯片"),
        ("brochure", "brochures?|catalog(?:ue)?s?|lookbooks?|booklets?", "画册|手册|宣传册|型录"),
        ("flyer", "flyers?|leaflets?|handouts?", "折页|传单|单页"),
        ("booth", "booths?|stands?|backdrops?", "展台|展位|背景板|堆头"),
        ("email", "e-?mails?|newsletters?|edms?|mailers?", "邮件"),
        ("article", "articles?|blog ?posts?|blogs?|advertorials?", "推文|公众号|软文|长图文"),
        ("post", "(?:social |instagram |insta |facebook |linkedin |tiktok )?(?:posts?|stories|story|carousels?)",
         "笔记|帖子|微博|朋友圈(?:图|文案|广告)?"),
        ("script", "scripts?|storyboards?", "脚本|分镜"),
        ("quote", "quotes?|quotations?|estimates?", "报价单?"),
        ("invoice", "invoices?|receipts?", "发票"),
        ("contract", "contracts?|agreements?|ndas?|sows?", "合同|协议"),
        ("report", "reports?|recaps?|case stud(?:y|ies)|numbers|analytics", "报告|周报|月报|数据|复盘"),
        ("schedule", "schedules?|timelines?|media plans?|calendars?", "排期|时间表|档期|媒介计划"),
        ("menu", "menus?|price lists?", "菜单|价目表"),
        ("card", "business cards?|greeting cards?|gift cards?|invitations?|invites?", "名片|贺卡|卡片|请柬|邀请函"),
        ("ad", "ads|adverts?|advertisements?|google ads|display ads", "信息流|投放|广告(?!语|公司|法)"),
        ("cover", "covers?|thumbnails?", "封面"),
        ("release", "press releases?", "新闻稿|通稿"),
        ("shoot", "shoots?|photo ?shoots?|filming", "拍摄"),
        ("budget", "budgets?", "预算"),
        ("sample", "samples?|proofs?|swatch(?:es)?", "样品|打样|色样"),
        ("sign", "signs?|signage|billboards?|roll-?ups?|light ?box(?:es)?|shop ?fronts?",
         "门头|灯箱|易拉宝|围挡|招牌|路牌|展架"),
        ("sticker", "stickers?|emojis?", "贴纸|表情包"),
        ("merch", "t-?shirts?|mugs?|tote bags?|merch", "周边|t恤|帆布袋|马克杯"),
        ("app", "apps?|app screens?", ""),
        ("podcast", "podcasts?|radio spots?", "播客|电台广告"),
        ("name", "naming", "命名|店名"),
    )
}  # fmt: skip
# What deliverables are made of.
_PARTS: dict[str, re.Pattern[str]] = {
    name: words(english, chinese)
    for name, english, chinese in (
        ("logo", "logos?|wordmark|lockup", "标志|商标"),
        ("subtitle", "sub-?(?:heads?|headlines?|titles?|headings?)", "副标题?"),
        ("headline", "headlines?|titles?|headings?", "(?<!副)标题|主标"),
        ("tagline", "taglines?|slogans?|strap ?lines?", "标语|口号|广告语"),
        ("copy", "copy|text|wording|body", "文案|文字|正文"),
        ("background", "backgrounds?|backdrop", "背景|底色|底图"),
        ("photo", "photos?|images?|pictures?|pics?|heros?|visuals?|illustrations?",
         "图片|照片|主图|产品图|头图|插画|配图"),
        ("qr", "qr(?: codes?)?", "二维码|小程序码"),
        ("button", "buttons?|ctas?", "按钮"),
        ("price", "prices?|pricing", "价格|售价|单价"),
        ("phone", "phone(?: numbers?)?|telephone|hotline", "电话|热线"),
        ("address", "address(?:es)?", "地址"),
        ("music", "music|soundtrack|bgm|tracks?", "音乐|配乐|歌"),
        ("caption", "captions?|subs", "字幕"),
        ("voice", "voice-?overs?|vo|narration|narrator", "旁白|配音|解说"),
        ("ending", "endings?|outro|end ?cards?|last (?:frame|shot|scene)", "片尾|结尾|落版"),
        ("opening", "openings?|intros?|first (?:frame|shot|scene)", "片头|开头"),
        ("footer", "footers?|fine print|disclaimers?", "页脚|免责声明"),
        ("icon", "icons?", "图标"),
        ("border", "borders?|frames?", "边框|描边"),
        ("model", "models?|talents?|cast", "模特|演员|达人|主播"),
        ("product", "products?|bottles?|packshots?", "产品|瓶子|瓶身|杯子"),
        ("nav", "nav(?:igation)?|menu bar|tabs?", "导航"),
        ("link", "links?|urls?", "链接|网址"),
        ("table", "tables?|charts?|graphs?", "表格|图表"),
        ("form", "forms?", "表单"),
        ("typo", "typos?", "错别字"),
        ("date", "dates?", "日期"),
    )
}  # fmt: skip


def longest_first(alternatives: str) -> str:
    """The same alternatives of a pattern, the longest tried first: "it's" before "it", 放大 before 大."""
    return "|".join(sorted(set(alternatives.split("|")), key=len, reverse=True))


def any_word(alternatives: str) -> re.Pattern[str]:
    """A pattern of whole English words."""
    return re.compile(rf"(?<![a-z])(?:{longest_first(alternatives)})(?![a-z])")


# Words that change something without saying what: sizes, colours, places, degrees, verbs, courtesy.
_FILLERS_ZH = re.compile(
    longest_first(
        "能不能|可不可以|可以|可否|能否|能|麻烦|辛苦|请|帮忙|帮|一下|谢谢|感谢|我们|你们|咱们|这边|我|你|您|大家|觉得"
        "|感觉|认为|还是|最好|希望|想要|想|需要|要|得|再|更|也|还有|还|都|就|把|将|给|稍微|稍|略微|略|一点点|一点儿"
        "|一点|一些|点儿|点|些|有点|有些|太|偏|过于|够|不太|不够|不|别|没|放大|缩小|加大|调大|调小|调亮|调暗|调整|调"
        "|调成|改成|改为|改到|改|换成|换个|换一|换|变成|变|做成|做|弄|搞|放|缩|加上|加个|加|减|去掉|删掉|删除|删|移"
        "|挪|靠|居中|对齐|颜色|色调|色|字体|字号|字|尺寸|大小|位置|风格|样式|版式|布局|亮度|饱和度|对比度|间距|行距"
        "|粗细|长度|时长|速度|节奏|大|小|亮|暗|浅|深|淡|浓|艳|红|橙|黄|绿|青|蓝|紫|粉|灰|黑|白|金|银|左边|右边|上面"
        "|下面|中间|左|右|上|下|中|边|粗|细|长|短|快|慢|高|低|宽|窄|暖|冷|明显|醒目|突出|清楚|清晰|活泼|年轻|高级"
        "|简洁|简单|柔和|自然|正式|这个|那个|这里|那里|这样|那样|这|那|它们|它|同样|一样|一起|另外|然后|而且|同时"
        "|顺便|对了|整体|全部|统一|倍|个|版本|一版|版|稿|好的|好|嗯|行|对|吧|呢|吗|嘛|么|啊|呀|哦|噢|哈|啦|咯|了|的"
        "|地|着|过|和|跟|是|有|在|到|成|为|用|来|去|看|会|该|应该|应|先|只|又|越|最|很|挺|比较|特别|非常|完全|刚才"
        "|刚刚|之前|原来|现在|百分之|左右|一|二|两|三|四|五|六|七|八|九|十|半|厘米|毫米|像素|号"
    )
)
_FILLERS_EN = any_word(
    r"also|and|so|but|or|then|plus|too|as well|make|makes|made|it|its|it's|that|that's|this|these|those"
    r"|them|they|one|ones|the|a|an|to|of|for|in|on|at|with|by|be|is|are|was|were|do|does|can|could|would|will"
    r"|should|may|might"
    r"|you|your|u|we|our|us|i|i'd|we'd|i'm|my|me|please|pls|plz|kindly|thanks|thank|thx|hi|hey|ok|okay|yes"
    r"|sure|great|good"
    r"|bit|little|touch|tad|lot|much|slightly|even|way|just|maybe|perhaps|actually|really|very|quite|rather"
    r"|still|again|not|no"
    r"|more|less|most|bigger|smaller|larger|large|big|small|brighter|darker|lighter|bright|dark|light|bolder"
    r"|bold|thinner|thicker"
    r"|shorter|longer|short|long|wider|narrower|higher|lower|high|low|warmer|cooler|warm|cool|softer|sharper"
    r"|louder|quieter|faster"
    r"|slower|simpler|cleaner|clearer|punchier|closer|tighter|looser|up|down|left|right|top|bottom|middle"
    r"|center|centre|centered|side|corner"
    r"|red|orange|yellow|green|teal|blue|navy|purple|pink|grey|gray|black|white|gold|silver|brown|beige"
    r"|colou?rs?|sizes?|fonts?|typeface|tone|style|position|spacing|length|brightness|contrast|opacity|layout"
    r"|version|draft|round"
    r"|change|changes|changed|move|shift|swap|replace|add|remove|drop|take|put|use|try|go|keep|cut|get|have"
    r"|has|had|need|needs|want|wants|like"
    r"|prefer|think|feel|feels|look|looks|see|let's|lets|let|how|what|about|if|possible|while|at it|off|out"
    r"|away|back|over|same|other|another"
    r"|instead|only|all|both|everything|overall|percent|times|twice|double|half|px|cm|mm|pt|now|too"
)
_NOT_LETTERS = re.compile(r"[^a-z\u4e00-\u9fff]+")
_ADDED = re.compile(r"也|还要|还有|顺便|一起|(?<![a-z])(?:also|too|as well|while you're at it|same for|and)(?![a-z])")
_SEPARATE = re.compile(
    r"另外(?:一个|一件|有|还有|说|问|一张|一版)|另一(?:个|件|张)|还有(?:一|个)?(?:件)?(?:事|个事)"
    r"|新(?:的)?需求|换个(?:话题|事)|题外|"
    r"(?<![a-z])(?:separately|another (?:thing|request|one)|different (?:thing|topic|request)|new request"
    r"|one more thing|unrelated)(?![a-z])"
)
_LIKE_FROM = 72  # of 100, for what is left when the words that say nothing are taken away


@dataclass(frozen=True, slots=True)
class Things:
    """What a text names, and what is left of it once everything that says nothing is taken away."""

    wholes: frozenset[str]
    parts: frozenset[str]
    rest: str

    @property
    def is_bare(self) -> bool:
        """Whether it says how, and never of what: "再大一点", "make it blue"."""
        left = self.rest if self.rest.isascii() else self.rest[1:]  # one character may be any particle
        return not self.wholes and not self.parts and not left


@lru_cache(maxsize=2048)  # what was said before is held against everything that is said after it
def read_things(text: str, *, without: str | None = None) -> Things:
    """What a text speaks of; `without`: its date's words, which say when and not what."""
    plain = blanked(evened(text))
    if without:
        plain = plain.replace(evened(without), " ")
    plain = re.sub(r"@\S+", " ", plain)
    wholes = frozenset(name for name, pattern in _WHOLES.items() if pattern.search(plain))
    parts = frozenset(name for name, pattern in _PARTS.items() if pattern.search(plain))
    rest = _NOT_LETTERS.sub("", _FILLERS_ZH.sub("", _FILLERS_EN.sub(" ", plain)))
    return Things(wholes, parts, rest)


def find_whole(text: str) -> str | None:
    """The first deliverable that a text names, as written; None when it names none."""
    plain = blanked(evened(text))
    found = [match for match in (pattern.search(plain) for pattern in _WHOLES.values()) if match]
    first = min(found, key=lambda match: (match.start(), -match.end()), default=None)
    return text[first.start() : first.end()] if first else None


def compare(text: str, earlier: str, *, due_words: str | None = None) -> Likeness:
    """Whether a message that follows asks something of what an earlier one was about.

    "再大一点" after "海报的logo放大": the same. "海报的电话错了" after "视频配乐换掉": another.
    "标题短一点" after "logo放大" may be either: unsure.
    """
    new, old = read_things(text, without=due_words), read_things(earlier)
    if new.wholes and old.wholes:
        return "same" if new.wholes & old.wholes else "other"
    if new.is_bare:
        return "same"
    plain = evened(text)
    if new.parts & old.parts:
        return "unsure" if new.wholes or _SEPARATE.search(plain) else "same"
    if new.wholes:
        return "unsure"
    if _SEPARATE.search(plain):
        return "unsure"
    if new.parts and (not old.parts and old.wholes):
        return "same"  # a part of what was spoken of
    if _is_like(new.rest, old.rest):
        return "same"
    if new.parts and old.parts:
        return "same" if _ADDED.search(plain) else "unsure"
    return "unsure"


def is_alike(text: str, other: str) -> bool:
    """Whether two requests, said in two places, may well be one: nearly the same words, or the same change of the same.

    For asking only, never for deciding.
    """
    one, two = read_things(text), read_things(other)
    if one.wholes and two.wholes and not one.wholes & two.wholes:
        return False
    if one.parts and two.parts and not one.parts & two.parts:
        return False
    if not (one.wholes & two.wholes or one.parts & two.parts or _is_like(one.rest, two.rest)):
        return False
    even, other_even = (_NOT_LETTERS.sub(" ", blanked(evened(each))) for each in (text, other))
    score = max(fuzz.token_set_ratio(even, other_even), fuzz.partial_ratio(even, other_even))
    return score >= ALIKE_FROM


ALIKE_FROM = 60  # of 100: asking once too often costs a press, asking too seldom a change made twice


def _is_like(new: str, old: str) -> bool:
    return len(new) >= 2 and len(old) >= 2 and fuzz.partial_ratio(new, old) >= _LIKE_FROM
