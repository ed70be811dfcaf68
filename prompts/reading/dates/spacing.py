"""Takes away the spaces that mean nothing: "周 五 前", "3 月 5 日", "by  Friday" read like their tight spelling."""

import re
from dataclasses import dataclass

_H = r"[\u4e00-\u9fff]"
_LOOSE = re.compile(
    # Between two Chinese characters, except after 上: 以上 周五 is no last Friday.
    rf"(?<={_H})(?<!{_H}上)(?:(?<!点)[ \t]+(?=\d)|[ \t]+(?={_H}))"
    # Between a number and what it counts; "版本2 周五前" stays apart.
    r"|(?<=\d)[ \t]+(?=[月日号点时分天年个小工季]|周(?![一二三四五六日天末])"
    r"|星期(?![一二三四五六日天])|礼拜(?![一二三四五六日天]))"
    r"|(?<=\d)[ \t]+(?=:[ \t]*\d\d(?!\d))|(?<=\d:)[ \t]+(?=\d\d(?!\d))|(?<=\d[ \t]:)[ \t]+(?=\d\d(?!\d))"
    r"|(?<=[ \t])[ \t]+"
)


@dataclass(frozen=True, slots=True)
class Tight:
    """A text without its loose spaces, and where each of its characters stood."""

    text: str
    places: tuple[int, ...] | None  # None: nothing was taken away

    @property
    def is_spaced_out(self) -> bool:
        """Whether the text is written letter by letter, so that its spaces part nothing."""
        return self.places is not None and (self.places[-1] + 1 - len(self.places)) * 6 > len(self.places)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the tight text stood before."""
        if self.places is None:
            return start, end
        return self.places[start], self.places[end - 1] + 1


def tightened(text: str) -> Tight:
    """The text without spaces inside Chinese words and without doubled spaces; the ends of lines stay."""
    if " " not in text and "\t" not in text:
        return Tight(text, None)
    places: list[int] = []
    kept: list[str] = []
    position = 0
    for loose in _LOOSE.finditer(text):
        kept.append(text[position : loose.start()])
        places.extend(range(position, loose.start()))
        position = loose.end()
    if not kept:
        return Tight(text, None)
    kept.append(text[position:])
    places.extend(range(position, len(text)))
    return Tight("".join(kept), tuple(places))
