"""The reader that needs no model: word lists, grammar of dates, who speaks, and what was said before.

The order of judgement: take away what is data or an order to a machine; see whether business is left; find what is
asked for clause by clause; then the sort, the tone, the signals, the date, the people and the title.
"""

import re

from prompts.reading import noise
from prompts.reading.agency import read_agency
from prompts.reading.client import read_client
from prompts.reading.dues import due_in
from prompts.reading.plain import blanked, evened, has_code_or_link
from prompts.reading.schema import NOISE, Reading, Utterance

_SAYS_CLIENT = re.compile(
    r"^\s*(?:客户|甲方|[\u4e00-\u9fff]{1,3}(?:总|姐|哥|老师|经理))?(?:那边|刚才?)?(?:说|讲|反馈"
    r"|要求|表示)\s*[:：,，]?\s*|^\s*(?:the )?client (?:said|says|asked|wants)(?: that"
    r"| us)?\s*[:,]?\s*"
)


class EmbeddedReader:
    """Reads by rules alone: the same message always reads the same, no network, well under a millisecond."""

    def read(self, utterance: Utterance) -> Reading:
        even = evened(utterance.text)
        plain, had_order = noise.without_orders_to_a_machine(blanked(even))
        if utterance.is_relayed:
            plain = _SAYS_CLIENT.sub(lambda match: " " * len(match[0]), plain)
        if not plain.strip() and not (has_code_or_link(even) and not had_order):
            return NOISE
        is_client = utterance.is_from_client or utterance.is_relayed
        found = due_in(utterance, plain)
        reading = (read_client if is_client else read_agency)(utterance, plain, found)
        if had_order and reading.is_noise is False and not reading.is_work and not reading.signals:
            return NOISE  # what is left around an order to a machine is its wrapping
        return reading
