"""Lines that name who speaks and when: 王总@青柠酸奶 11/20 14:03:22, Carol 2026/11/20 2:03 PM, [14:03] 王总: …"""

import re
from dataclasses import dataclass, replace

from prompts.pasting.stamps import DATE, STAMP, Stamp, read_stamp

_LONGEST_NAME = 40
_BARS = "-\u2010-\u2015\uff0d\u2500\u2501=_*~\u00b7\u2022 \t"
_EDGE = re.compile(rf"^[{_BARS}]+|[{_BARS}]+$")
_NO_NAME = re.compile(r"[\uff0c\u3002\uff01\uff1f\uff1b!?;\u3001\uff1a:<>=|]|https?|www\.")
_ORG = re.compile(r"^(?P<name>[^@\uff20]+?)\s*[@\uff20]\s*(?P<org>.+)$")
_NOTE = re.compile(r"^(?P<name>.+?)\s*[(\uff08\[](?P<note>[^()\uff08\uff09\[\]]{1,30})[)\uff09\]]$")
_OPEN, _CLOSE = "([\uff08\u3010", ")]\uff09\u3011"
_COLON_HEAD = re.compile(r"^(?P<name>[^\n:\uff1a]{1,40}?)\s*[:\uff1a]\s*(?P<rest>.*)$")

_SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛范彭鲁韦马方俞任袁柳鲍史唐薛雷贺倪汤"
    "滕罗毕郝安常于傅康伍余顾孟黄穆萧尹姚邵汪毛狄米戴宋庞熊纪舒屈项祝董梁杜阮蓝闵席季贾江童颜郭梅林钟徐邱骆高夏蔡田樊胡凌霍"
    "虞万柯管卢莫房丁邓洪包左石崔吉龚程邢裴陆翁荀甄封芮储靳段焦侯全甘武符刘景詹龙叶黎乔向古易廖耿欧聂曾关查游简岳齐单申冉习"
    "涂温文闫阎佟佘肖覃"
)
_TITLED = re.compile(
    r"^(?:[小老阿大][\u4e00-\u9fff]{1,2}"
    r"|[\u4e00-\u9fff]{1,3}(?:总监?|姐|哥|工|董|老师|经理|主任|助理|太太|先生|女士|小姐))$"
)
_NO_PERSON = re.compile(
    r"(?:会议?|提案|方案|[初终定]?稿|[周日月]报|报告|安排|时间|节点|提交|交付|审核|截止|上线|发布|拍摄|培训"
    r"|面试|对接|早餐|午餐|晚餐|下班|上班|出发|航班|高铁|集合|项目|活动|直播|复盘|彩排|修改|确认|之前|以前"
    r"|之后|开始|结束|前|后|到|约|在|是)$"
)
_NO_PERSON_EN = re.compile(
    r"\b(?:meeting|call|lunch|dinner|breakfast|standup|stand-up|review|deadline|due|launch|kick-?off|sync|demo|workshop|"
    r"interview|flight|train|starts?|ends?|at|by|before|after|until|from|to|the|on|for|and|session|shoot|live|agenda|"
    r"version|draft|updated?|break|doors|open|close|am|pm|is|are|was)\b",
    re.IGNORECASE,
)
_LATIN_NAME = re.compile(r"^[A-Z\u00c0-\u00de][\w.'\u2019-]*(?: [A-Z\u00c0-\u00de(][\w.'\u2019)-]*){0,3}$")
SELF = ("我", "me", "you", "myself", "i", "自己")


@dataclass(frozen=True)
class Head:
    """Who speaks, and when."""

    name: str
    stamp: Stamp
    org: str = ""  # of whom: 王总@青柠酸奶
    note: str = ""  # in brackets behind the name: 张三(客户)
    rest: str = ""  # words on the same line, behind a colon
    is_stamp_first: bool = False
    is_bracketed: bool = False

    @property
    def is_strong(self) -> bool:
        """Whether nobody writes so by hand: with year or seconds, or with a company behind the name."""
        return self.stamp.year is not None or self.stamp.has_seconds or bool(self.org)


def read_head(line: str) -> Head | None:
    """The head that a line is, or None. Only its form is judged: 提案会 14:00 is one too."""
    line = line.strip().strip("\u200b\u200e\u200f\ufeff")
    if not 4 <= len(line) <= 600:
        return None
    for found in STAMP.finditer(line[:120]):
        head = _read_around(line, found)
        if head is not None:
            return head
    return None


def _read_around(line: str, found: re.Match[str]) -> Head | None:
    before, after = line[: found.start()], line[found.end() :]
    stamp = read_stamp(found)
    if stamp is None or (before and before[-1] not in " \t\u3000\u00a0" + _OPEN):
        return None
    is_bracketed = bool(before.strip()[-1:] and before.strip()[-1] in _OPEN)
    if is_bracketed:
        if not after.lstrip() or after.lstrip()[0] not in _CLOSE:
            return None
        before, after = before.strip()[:-1], after.lstrip()[1:]
    if before.strip():
        return _name_first(before, after, stamp, is_bracketed=is_bracketed)
    return _stamp_first(after, stamp, is_bracketed=is_bracketed)


def _name_first(before: str, after: str, stamp: Stamp, *, is_bracketed: bool) -> Head | None:
    after = after.strip()
    if after and after[0] not in ":\uff1a":
        return None
    return _named(before, stamp, rest=after[1:].strip(), is_bracketed=is_bracketed)


def _stamp_first(after: str, stamp: Stamp, *, is_bracketed: bool) -> Head | None:
    """14:03 王总: …, 2026-11-20 14:03:05 王总. A plan for the day looks much like it, so it takes more than a time."""
    after = after.strip()
    colon = _COLON_HEAD.match(after)
    if colon is None and not (stamp.year is not None and stamp.has_seconds):
        return None
    name, rest = (colon["name"], colon["rest"]) if colon else (after, "")
    head = _named(name, stamp, rest=rest.strip(), is_bracketed=is_bracketed)
    if head is None or not (is_bracketed or stamp.has_seconds or stamp.year is not None):
        return None
    return replace(head, is_stamp_first=True)


def _named(words: str, stamp: Stamp, *, rest: str, is_bracketed: bool) -> Head | None:
    name = words.strip().rstrip(":\uff1a").strip()
    if not name or len(name) > _LONGEST_NAME or _NO_NAME.search(name) or name.isdigit() or len(name.split()) > 6:
        return None
    name, org, note = split_name(name)
    if not name:
        return None
    return Head(name=name, stamp=stamp, org=org, note=note, rest=rest, is_bracketed=is_bracketed)


def split_name(words: str) -> tuple[str, str, str]:
    """Name, company and note: 王总@青柠酸奶, 张三(客户), 李姐（外部）."""
    name, org, note = words.strip(), "", ""
    found = _ORG.match(name)
    if found:
        name, org = found["name"].strip(), found["org"].strip()
    found = _NOTE.match(name)
    if found:
        name, note = found["name"].strip(), found["note"].strip()
    found = _NOTE.match(org)
    if found:
        org, note = found["name"].strip(), note or found["note"].strip()
    return name, org, note


def is_like_event(name: str) -> bool:
    """Whether this is what a plan says before a time: 提案会, Kickoff."""
    return bool(_NO_PERSON.search(name) or _NO_PERSON_EN.search(name))


def is_like_person(name: str) -> bool:
    """Whether this could well be somebody's name, rather than what a plan for the day says before a time."""
    if name.casefold() in SELF:
        return True
    if is_like_event(name):
        return False
    if _TITLED.match(name) or _LATIN_NAME.match(name):
        return True
    return 2 <= len(name) <= 4 and name[0] in _SURNAMES and all("\u4e00" <= letter <= "\u9fff" for letter in name)


def read_separator(line: str) -> Stamp | None:
    """The day that a line between messages names: ————— 2026-11-20 —————, 2026年11月20日 14:03, 昨天 14:03."""
    words = _EDGE.sub("", line.strip())
    if not 2 <= len(words) <= 40:
        return None
    found = STAMP.fullmatch(words) or DATE.fullmatch(words)
    stamp = read_stamp(found) if found else None
    return stamp if stamp is not None and (stamp.names_day or stamp.clock is not None) else None


def is_ruled(line: str) -> bool:
    """Whether a separator is drawn with bars: nobody writes one so in a message."""
    edges = _EDGE.findall(line.strip())
    return sum(len(edge.strip()) for edge in edges) >= 2


def read_colon_head(line: str) -> Head | None:
    """王总：… or 王总: with its words on the next line. Says little by itself: 截止：周五 looks the same."""
    found = _COLON_HEAD.match(line.strip())
    if found is None or not found["name"].strip():
        return None
    return _named(found["name"], Stamp(), rest=found["rest"].strip(), is_bracketed=False)
