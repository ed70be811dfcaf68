"""The reader that knows only rules: word lists, grammar of dates, who speaks, and what was said before.

The order of judgement: take away what is data or an order to a machine; see whether business is left; find what is
asked for clause by clause; then the sort, the tone, the signals, the date, the people and the title.
"""

from prompts.reading.dates.dues import due_in
from prompts.reading.rules.agency import read_agency
from prompts.reading.rules.client import read_client
from prompts.reading.schema import NOISE, Reading, Utterance
from prompts.reading.stripped import strip


class RulesReader:
    """Reads by rules alone: what the embedded reader is compared with, and what is left where its coefficients are."""

    def read(self, utterance: Utterance) -> Reading:
        stripped = strip(utterance)
        if stripped is None:
            return NOISE
        is_client = utterance.is_clients_word
        found = due_in(utterance, stripped.plain)
        reading = (read_client if is_client else read_agency)(utterance, stripped.plain, found)
        if stripped.had_order and reading.is_noise is False and not reading.is_work and not reading.signals:
            return NOISE  # what is left around an order to a machine is its wrapping
        return reading
