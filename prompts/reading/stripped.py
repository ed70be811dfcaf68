"""What is left of a message to judge, once orders to a machine and "the client says" are taken away."""

import re
from dataclasses import dataclass

from prompts.reading.orders import without_orders_to_a_machine
from prompts.reading.plain import blanked, evened, has_code_or_link
from prompts.reading.schema import Utterance

_SAYS_CLIENT = re.compile(
    r"^\s*(?:客户|甲方|[\u4e00-\u9fff]{1,3}(?:总|姐|哥|老师|经理))?(?:那边|刚才?)?(?:说|讲|反馈"
    r"|要求|表示)\s*[:：,，]?\s*|^\s*(?:the )?client (?:said|says|asked|wants)(?: that"
    r"| us)?\s*[:,]?\s*"
)

_LETTER = re.compile(r"[^\W_]|[?？]")  # without any, nothing is said
# Patterns that allow for spaces take the square of a gap's length: four thousand spaces would take seconds.
_GAP = re.compile(r"(?<=\s{100})\s+(?=\s{100})")
_FILLED = "\x00"


@dataclass(frozen=True, slots=True)
class Stripped:
    """The evened text twice; every character keeps its place in either."""

    said: str  # links, code and quotations still in it
    plain: str  # those blanked out too
    had_order: bool  # something tried to command a machine

    def left_of(self, text: str) -> str:
        """The text itself, as it was written, without what was blanked out of it."""
        return "".join(" " if now in (" ", _FILLED) else letter for letter, now in zip(text, self.said, strict=False))


def strip(utterance: Utterance) -> Stripped | None:
    """None when nothing is left that could be business."""
    even = evened(utterance.text)
    data_blanked = blanked(even)
    plain, had_order = without_orders_to_a_machine(data_blanked)
    if utterance.is_relayed:
        plain = _SAYS_CLIENT.sub(lambda match: " " * len(match[0]), plain)
    if not _LETTER.search(plain) and not (has_code_or_link(even) and not had_order):
        return None
    if plain == data_blanked:
        return Stripped(_filled(even), _filled(plain), had_order)
    said = "".join(
        " " if now == " " and before != " " else letter
        for letter, before, now in zip(even, data_blanked, plain, strict=True)
    )
    return Stripped(_filled(said.rstrip()), _filled(plain.rstrip()), had_order)


def _filled(text: str) -> str:
    return _GAP.sub(lambda gap: _FILLED * len(gap[0]), text)
