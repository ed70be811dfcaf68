"""All of the training in one go: from labelled messages to the file of coefficients."""

from collections.abc import Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import numpy as np

from prompts.reading.dates.dues import candidates_in as dates_in
from prompts.reading.dates.finding import FoundDate
from prompts.reading.labels import Example
from prompts.reading.learned.classifier import clauses_of, log_odds_of
from prompts.reading.learned.costs import COSTS, SMOOTH_FEW, choose_threshold, choose_thresholds
from prompts.reading.learned.due_cues import due_cues
from prompts.reading.learned.encoder import Encoder
from prompts.reading.learned.features import Features, features_of
from prompts.reading.learned.judgement import Judgement, judge
from prompts.reading.learned.training import Prepared, Progress, learn, learn_blend, learn_choice
from prompts.reading.learned.weights import Coefficients, Learned, Vector, probability
from prompts.reading.people.assignees import candidates_in
from prompts.reading.scoring import NEAR_ENOUGH, even_name
from prompts.reading.stripped import Stripped, strip

_INVERSE_REGULARISATION = {"assignee": 1.0, "due": 0.3}  # a date's cues are many and rare: words of its clause


@dataclass(frozen=True)
class _Learning:
    """Labelled messages and all that is known of them."""

    examples: list[Example]
    stripped: list[Stripped]
    features: list[Features]
    clauses: list[list[frozenset[str]]]
    sentences: list[Vector] | None


@dataclass(frozen=True)
class _Candidates:
    """Everything that could be chosen, in all messages one after the other."""

    cues: list[Set[str]] = field(default_factory=list)
    chosen: list[bool] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)  # ids

    def add(self, cues: Set[str], is_chosen: bool, example: Example) -> None:
        self.cues.append(cues)
        self.chosen.append(is_chosen)
        self.groups.append(example.group)
        self.messages.append(example.id)

    def likeliest(self, scores: Sequence[float]) -> tuple[list[float], list[bool]]:
        """The score of every message's likeliest candidate, and whether that is right."""
        best: dict[str, int] = {}
        for at, message in enumerate(self.messages):
            if message not in best or scores[at] > scores[best[message]]:
                best[message] = at
        return [scores[at] for at in best.values()], [self.chosen[at] for at in best.values()]


def fit(train: Sequence[Example], tune: Sequence[Example], encoder: Encoder | None, progress: Progress) -> Learned:
    """Learn from `train`; choose thresholds on `tune`, and on `train` as read by models new to each client."""
    learning = _prepared(train, encoder)
    tuning = _prepared(tune, encoder)
    variants, unseen = _learn_kinds(learning, progress)
    learned = Learned(variants=variants, choices={}, thresholds={}, about={})
    tuned = [_log_odds(learned, tuning, at) for at in range(len(tuning.examples))]
    thresholds = choose_thresholds([*learning.examples, *tuning.examples], [*unseen, *tuned])
    progress("people and dates")
    judged = [
        judge(odds, thresholds, is_client=features.side == "client")
        for odds, features in zip(unseen, learning.features, strict=True)
    ]
    choices = {}
    for name, found in (("assignee", _people(learning)), ("due", _dates(learning, judged))):
        choices[name], scores = learn_choice(
            found.cues, found.chosen, found.groups, inverse_regularisation=_INVERSE_REGULARISATION[name]
        )
        asked, answers = found.likeliest(scores.tolist()) if name == "due" else (scores.tolist(), found.chosen)
        chances = [probability(each) for each in asked]
        thresholds[name] = choose_threshold(chances, answers, COSTS[name], smooth_over=SMOOTH_FEW)
    about = {
        "messages": len(train),
        "tuned_on": len(tune),
        "costs": {name: [cost.missed, cost.false] for name, cost in COSTS.items()},
    }
    return Learned(variants=variants, choices=choices, thresholds=thresholds, about=about)


def _learn_kinds(learning: _Learning, progress: Progress) -> tuple[dict[str, Coefficients], list[Vector]]:
    """The coefficients of both variants, and the log-odds that models new to each client give."""
    is_client = [each.side == "client" for each in learning.features]

    def prepared(sentences: Any) -> Prepared:
        return Prepared(learning.examples, learning.features, learning.clauses, sentences)

    lean, words = learn(prepared(None), "lean", progress)
    scores = [words.whole, words.clause]
    lean = replace(lean, blend=learn_blend(learning.examples, scores, is_client))
    variants, last = {"lean": lean}, lean
    if learning.sentences is not None:
        full, meaning = learn(prepared(np.array(learning.sentences, dtype=float)), "full", progress)
        scores = [meaning.whole, *scores]
        last = replace(full, blend=learn_blend(learning.examples, scores, is_client))
        variants["full"] = last
    unseen = [
        last.blended([each[at].astype(np.float32) for each in scores], features.side)
        for at, features in enumerate(learning.features)
    ]
    return variants, unseen


def _log_odds(learned: Learned, tuning: _Learning, at: int) -> Vector:
    sentences = tuning.sentences
    encode = (lambda: sentences[at]) if sentences is not None else None
    return log_odds_of(learned, tuning.features[at], tuning.clauses[at], encode)


def _prepared(examples: Sequence[Example], encoder: Encoder | None) -> _Learning:
    """Those that have something to judge."""
    kept = [(example, stripped) for example in examples if (stripped := strip(example.utterance)) is not None]
    return _Learning(
        examples=[example for example, _ in kept],
        stripped=[stripped for _, stripped in kept],
        features=[
            features_of(example.utterance, stripped, dates_in(example.utterance, stripped.plain))
            for example, stripped in kept
        ],
        clauses=[clauses_of(stripped) for _, stripped in kept],
        sentences=_sentences([stripped for _, stripped in kept], encoder),
    )


def _sentences(stripped: Sequence[Stripped], encoder: Encoder | None) -> list[Vector] | None:
    """Raises ValueError when the encoder fails: coefficients learnt without it must not pass for those with it."""
    if encoder is None:
        return None
    found = [encoder.encode(each.said) for each in stripped]
    whole = [each for each in found if each is not None]
    if len(whole) < len(found):
        raise ValueError("the sentence encoder failed")
    return whole


def _people(learning: _Learning) -> _Candidates:
    """Who could be meant to do a task, and who is."""
    found = _Candidates()
    for example, stripped in zip(learning.examples, learning.stripped, strict=True):
        if "task" in example.label.kinds and example.knows("assignee"):
            meant = {even_name(name) for name in example.label.assignee}
            for candidate in candidates_in(example.utterance, stripped.plain):
                found.add(candidate.cues, even_name(candidate.name) in meant, example)
    return found


def _dates(learning: _Learning, judged: Sequence[Judgement]) -> _Candidates:
    """What could be due, in messages that are read as more than small talk, and what is."""
    found = _Candidates()
    for example, stripped, judgement in zip(learning.examples, learning.stripped, judged, strict=True):
        if "noise" in judgement.kinds or not example.knows("due"):
            continue
        dates = dates_in(example.utterance, stripped.plain)
        for each, cues in zip(dates, due_cues(example.utterance, dates, judgement), strict=True):
            found.add(cues, _is_meant(each, dates, example), example)
    return found


def _is_meant(found: FoundDate, dates: Sequence[FoundDate], example: Example) -> bool:
    """Whether a date is the one that is labelled; of several on that day, the one with the labelled time."""
    on = example.label.due_on
    if on is None or found.due.on != on:
        return False
    at = example.label.due_at
    same_day = [each for each in dates if each.due.on == on]
    if not any(_is_at(each, at) for each in same_day):
        return True
    return _is_at(found, at)


def _is_at(found: FoundDate, at: datetime | None) -> bool:
    if at is None or found.due.at is None:
        return at is None and found.due.at is None
    return abs(found.due.at - at) <= NEAR_ENOUGH
