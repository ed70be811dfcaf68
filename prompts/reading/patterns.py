"""How word lists become patterns, and how a text falls into clauses."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_CLAUSE = re.compile(r"(?:[^,，。！？!?;；\n.、]|\.(?=\S)|(?<=\d),(?=\d{3})|、)+[,，。！？!?;；\n.]*")
_MOST_CLAUSES = 40
# A Chinese name begins with one of these; 小, 阿, 老 and 大 begin a nickname.
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏"
    "吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫"
    "段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文温施洪季俞章鲁葛"
)


def words(english: str = "", chinese: str = "") -> re.Pattern[str]:
    """A pattern of whole English words (beside a Chinese character counts as whole) and of Chinese strings."""
    parts = [rf"(?<![a-z])(?:{english})(?![a-z])"] if english else []
    return re.compile("|".join([*parts, chinese] if chinese else parts))


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch between two marks, with the mark that ends it."""

    start: int
    end: int
    text: str

    @property
    def is_question(self) -> bool:
        return self.text.rstrip().endswith(("?", "？")) or bool(_ASKING.search(self.text))


_ASKING = re.compile(
    r"[吗么呢嘛][?？!！。,，~～ ]*$|什么时候|为什么|怎么样了|多少钱|多久|几点|哪[个天里家版些种]"
    r"|是不是|有没有|能不能|可不可以|要不要|行不行|好不好|是否|咋样"
    r"|^\s*(?:(?:and|so|but|also|hey|hi)\s+)?(?:where|when|what|who|which|how|why|is there"
    r"|are there|do (?:you|we)|does|did (?:you|we)|any (?:update|news|eta))(?![a-z])"
)


def clauses(plain: str) -> Iterator[Clause]:
    """The clauses of an evened text, in order; the first forty, since rules gain nothing from the rest of a novel."""
    for index, match in enumerate(_CLAUSE.finditer(plain)):
        if index >= _MOST_CLAUSES:
            return
        if match[0].strip(" ,，。！？!?;；\n."):
            yield Clause(match.start(), match.end(), match[0])
