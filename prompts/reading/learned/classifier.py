"""A message's features to calibrated log-odds, with the encoder where words leave doubt."""

from collections.abc import Callable, Sequence, Set
from itertools import islice

from prompts.reading.learned.features import Features, grams_of
from prompts.reading.learned.judgement import is_plain
from prompts.reading.learned.weights import Learned, Vector
from prompts.reading.patterns import Clause, clauses
from prompts.reading.stripped import Stripped

MOST_CLAUSES = 8  # that are looked at one by one


def clauses_of(stripped: Stripped) -> list[frozenset[str]]:
    """The grams of a message's clauses."""
    return [grams_of_clause(stripped, each) for each in islice(clauses(stripped.plain), MOST_CLAUSES)]


def grams_of_clause(stripped: Stripped, clause: Clause) -> frozenset[str]:
    return frozenset(grams_of(stripped.said[clause.start : clause.end]))


def log_odds_of(
    learned: Learned, features: Features, parts: Sequence[Set[str]], encode: Callable[[], Vector | None] | None
) -> Vector:
    """Of every output. parts: the grams of its clauses; encode: gives the encoder's view of it, if there is one."""
    lean = learned.variants["lean"]
    whole, clause = lean.scores(features), lean.of_clauses(parts, features.side)
    log_odds = lean.blended([whole, clause], features.side)
    full = learned.variants.get("full")
    if full is None or encode is None or is_plain(log_odds, is_client=features.side == "client"):
        return log_odds
    sentence = encode()
    if sentence is None:
        return log_odds
    return full.blended([full.scores(features, sentence), whole, clause], features.side)
