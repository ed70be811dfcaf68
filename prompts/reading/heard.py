"""One message, with what several steps of its reading ask for: found when it is first asked for, and once."""

from collections.abc import Sequence
from functools import cached_property

from prompts.reading.dates.dues import candidates_in as dates_in
from prompts.reading.dates.finding import FoundDate
from prompts.reading.learned.classifier import MOST_CLAUSES, grams_of_clause
from prompts.reading.patterns import Clause, clauses
from prompts.reading.people.assignees import Candidate, candidates_in
from prompts.reading.schema import Utterance
from prompts.reading.stripped import Stripped


class Heard:
    """What was said, and what is left of it to judge."""

    def __init__(self, utterance: Utterance, stripped: Stripped) -> None:
        self.utterance, self.stripped = utterance, stripped
        self._grams: dict[Clause, frozenset[str]] = {}

    @property
    def plain(self) -> str:
        return self.stripped.plain

    @cached_property
    def clauses(self) -> Sequence[Clause]:
        return list(clauses(self.plain))

    @cached_property
    def parts(self) -> Sequence[frozenset[str]]:
        """The grams of its first clauses, as the classifier looks at them."""
        return [self.grams(clause) for clause in self.clauses[:MOST_CLAUSES]]

    def grams(self, clause: Clause) -> frozenset[str]:
        """Those of one of its clauses."""
        if clause not in self._grams:
            self._grams[clause] = grams_of_clause(self.stripped, clause)
        return self._grams[clause]

    @cached_property
    def dates(self) -> Sequence[FoundDate]:
        """Every date that it may mean."""
        return dates_in(self.utterance, self.plain)

    @cached_property
    def people(self) -> Sequence[Candidate]:
        """Everybody whom it may give its work to."""
        return candidates_in(self.utterance, self.plain)
