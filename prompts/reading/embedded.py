"""The reader that needs no network: rules find what could matter, a small trained classifier judges it.

The order of reading: take away what is data or an order to a machine; judge the message by its words, its cues and,
where those leave doubt, its meaning; then choose its date and its people among those that rules find; give it a title.
"""

import re
from dataclasses import replace
from functools import cached_property

from prompts.reading.dates.finding import FoundDate
from prompts.reading.heard import Heard
from prompts.reading.learned.classifier import log_odds_of
from prompts.reading.learned.due_cues import due_cues
from prompts.reading.learned.encoder import Encoder, find_encoder
from prompts.reading.learned.features import features_of
from prompts.reading.learned.judgement import Judgement, judge
from prompts.reading.learned.outputs import OUTPUTS
from prompts.reading.learned.weights import Learned, choice_log_odds, load, probability
from prompts.reading.patterns import Clause
from prompts.reading.rules import changes
from prompts.reading.rules.agency import WHAT_CHANGES
from prompts.reading.rules.client import DEADLINE_ONLY
from prompts.reading.rules.judged import choose_priority
from prompts.reading.rules.reader import RulesReader
from prompts.reading.rules.signals import read_signals
from prompts.reading.schema import NOISE, Due, Kind, Priority, Reading, Signal, SignalKind, Utterance
from prompts.reading.stripped import strip
from prompts.reading.things import read_things
from prompts.reading.titles.title import title_of

_MAKES_ANEW = re.compile(r"再?出(?:个|一|两|三|几)?[版稿张套份个]")  # tells a colleague what to do, not what changes


class EmbeddedReader:
    """The same message always reads the same, in a few milliseconds.

    learned: another training's coefficients than those shipped. Without the encoder it judges by words and cues alone.
    """

    def __init__(self, learned: Learned | None = None, *, has_encoder: bool = True) -> None:
        self._given, self._has_encoder = learned, has_encoder
        self._rules = RulesReader()

    @cached_property
    def _learned(self) -> Learned:
        return self._given or load()

    @cached_property
    def _encoder(self) -> Encoder | None:
        return find_encoder() if self._has_encoder else None

    def read(self, utterance: Utterance) -> Reading:
        stripped = strip(utterance)
        if stripped is None:
            return NOISE
        heard = Heard(utterance, stripped)
        judgement = self.judge(heard)
        if judgement.kinds == ("noise",):
            return NOISE.model_copy(update={"confidence": judgement.confidence})
        if stripped.had_order and not _is_business(judgement):
            return NOISE  # what is left around an order to a machine is its wrapping
        return self._reading(heard, judgement)

    def judge(self, heard: Heard) -> Judgement:
        """What the message is; the encoder is asked only where words leave doubt."""
        features = features_of(heard.utterance, heard.stripped, heard.dates)
        encoder = self._encoder
        encode = (lambda: encoder.encode(heard.stripped.said)) if encoder is not None else None
        log_odds = log_odds_of(self._learned, features, heard.parts, encode)
        judgement = judge(log_odds, self._learned.thresholds, is_client=features.side == "client")
        if features.side == "agency" and changes.is_relayed(heard.plain):
            return self._relayed(heard.utterance, judgement)
        if features.side == "agency" and "task" in judgement.kinds and _MAKES_ANEW.search(heard.plain):
            return judgement if WHAT_CHANGES.search(heard.plain) else _without(judgement, "change_request")
        if features.side == "client" and "task" in judgement.kinds:
            return self._told_apart(heard, judgement)
        return judgement

    def _told_apart(self, heard: Heard, judgement: Judgement) -> Judgement:
        """What a client asks for is a change, a task, or both: both only for two things, or where somebody is named.

        "Could you make the logo larger?" asks for a change, as plainly as rules can see. "周五前给我们" after a
        wish says until when it is wanted, and not what else.
        """
        task = self._strongest(heard, "kind_task", "client")
        if task is None:
            return judgement
        if "change_request" not in judgement.kinds:
            asked = (
                task
                if not DEADLINE_ONLY.match(task.text)
                else next((each for each in heard.clauses if each != task), None)
            )
            if asked is None or not (changes.is_change(asked) and read_things(asked.text).parts):
                return judgement
            return _with_kinds(judgement, "change_request", instead_of="task")
        if task != self._strongest(heard, "kind_change_request", "client"):
            return _without(judgement, "task") if DEADLINE_ONLY.match(task.text) else judgement
        if self._assignees(heard):
            return judgement
        return _without(judgement, "task" if changes.is_change(task) else "change_request")

    def _relayed(self, utterance: Utterance, judgement: Judgement) -> Judgement:
        """What we pass on of a client's wishes is no promise of ours: rarely said, so rules know it better."""
        by_rules = self._rules.read(utterance)
        if "change_request" not in by_rules.kinds:
            return judgement
        return replace(judgement, kinds=by_rules.kinds, interaction_kind=by_rules.interaction_kind)

    def _reading(self, heard: Heard, judgement: Judgement) -> Reading:
        found = self._due(heard, judgement)
        words, due = (found.words, found.due) if found else (None, None)
        return Reading(
            kinds=judgement.kinds,
            interaction_kind=judgement.interaction_kind,
            sentiment=judgement.sentiment,
            signals=self._signals(heard, judgement.signals),
            due_words=words,
            due=due,
            assignees=self._assignees(heard) if "task" in judgement.kinds else (),
            priority=_priority(heard, judgement, due) if judgement.is_work else None,
            title=title_of(_without_orders(heard), judgement.kinds, judgement.interaction_kind, words),
            confidence=judgement.confidence,
        )

    def _signals(self, heard: Heard, kinds: tuple[SignalKind, ...]) -> tuple[Signal, ...]:
        """Each with the words that show it: those that the rules see, else the clause that speaks most for it."""
        shown = {each.kind: each for each in read_signals(heard.plain, heard.utterance.text)} if kinds else {}
        return tuple(
            shown.get(kind) or Signal(kind=kind, words=self._words(heard, f"signal_{kind}", "client")) for kind in kinds
        )

    def _words(self, heard: Heard, output: str, side: str) -> str:
        clause, text = self._strongest(heard, output, side), heard.utterance.text
        return text[clause.start : clause.end].strip(" ,，。.!！") if clause else text.strip()

    def _strongest(self, heard: Heard, output: str, side: str) -> Clause | None:
        """The clause whose words speak most for an output."""
        if len(heard.clauses) <= 1:
            return heard.clauses[0] if heard.clauses else None
        lean, at = self._learned.variants["lean"], OUTPUTS.index(output)
        return max(heard.clauses, key=lambda each: float(lean.of_grams(heard.grams(each), side)[at]))

    def _due(self, heard: Heard, judgement: Judgement) -> FoundDate | None:
        """The date that is most likely meant, if one is likely enough."""
        found = heard.dates
        if not found:
            return None
        weights, threshold = self._learned.choices["due"], self._learned.thresholds["due"]
        odds = [choice_log_odds(weights, cues) for cues in due_cues(heard.utterance, found, judgement)]
        best = max(range(len(found)), key=lambda at: odds[at])
        return found[best] if probability(odds[best]) >= threshold else None

    def _assignees(self, heard: Heard) -> tuple[str, ...]:
        weights, threshold = self._learned.choices["assignee"], self._learned.thresholds["assignee"]
        return tuple(
            each.name for each in heard.people if probability(choice_log_odds(weights, each.cues)) >= threshold
        )


def _without(judgement: Judgement, kind: Kind) -> Judgement:
    return replace(judgement, kinds=tuple(each for each in judgement.kinds if each != kind))


def _with_kinds(judgement: Judgement, kind: Kind, *, instead_of: Kind) -> Judgement:
    """A wish is feedback."""
    kinds = tuple(kind if each == instead_of else each for each in judgement.kinds)
    return replace(judgement, kinds=kinds, interaction_kind="feedback")


def _is_business(judgement: Judgement) -> bool:
    return judgement.is_work or bool(judgement.signals) or judgement.interaction_kind in ("complaint", "feedback")


def _without_orders(heard: Heard) -> Utterance:
    """The message as its title may quote it: orders to a machine and machines' writing are no part of what it asks."""
    return heard.utterance.model_copy(update={"text": heard.stripped.left_of(heard.utterance.text)})


def _priority(heard: Heard, judgement: Judgement, due: Due | None) -> Priority:
    chosen = choose_priority(heard.utterance, heard.plain, due)
    if chosen != "normal":
        return chosen
    return "high" if judgement.is_urgent else "low" if judgement.is_no_rush else "normal"
