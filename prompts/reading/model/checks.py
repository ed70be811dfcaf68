"""A model's answer, held to the message: what isn't quoted from it, or contradicts itself, is dropped and named."""

import re
from typing import Literal, NamedTuple

from prompts.reading.dates.dues import quoted_due
from prompts.reading.model.answers import Answer
from prompts.reading.plain import MOST_CHARACTERS, evened
from prompts.reading.schema import Due, Kind, Reading, Signal, SignalKind, Utterance

Check = Literal[
    "noise_alone",  # noise beside another kind: noise it is
    "client_interaction",  # a client's message that isn't noise is always an interaction
    "interaction_kind",  # given without an interaction
    "signal_quote",  # words that the message doesn't hold
    "signal_speaker",  # of a message that isn't the client's
    "due_quote",  # words that the message doesn't hold
    "due_date",  # words that the rules resolve to no date
    "assignee_unknown",  # nobody of this name is known or named
    "assignee_task",  # given without a task
    "priority",  # given without work
    "title",  # given for noise
]

_MOST_TITLE = 120
_NOBODY = {"we", "us", "you", "i", "me", "our team", "the team", "我们", "咱们", "你们", "我", "你", "大家"}


class Checked(NamedTuple):
    """What may be believed, and the checks that something failed, once for each thing dropped."""

    reading: Reading
    dropped: tuple[Check, ...]


def check_answer(answer: Answer, utterance: Utterance) -> Checked:
    """The reading that an answer gives of a message. Dates are computed here, by the rules."""
    dropped: list[Check] = []
    if "noise" in answer.kinds:
        return Checked(_noise(answer, dropped), tuple(dropped))
    text = _evened(utterance.text)
    kinds = _kinds(answer, utterance, dropped)
    due_words, due = _due(answer, utterance, text, dropped)
    is_interaction, is_work = "interaction" in kinds, "change_request" in kinds or "task" in kinds
    if answer.interaction_kind and not is_interaction:
        dropped.append("interaction_kind")
    if answer.priority and not is_work:
        dropped.append("priority")
    reading = Reading(
        kinds=kinds,
        interaction_kind=(answer.interaction_kind or "info") if is_interaction else None,
        sentiment=answer.sentiment,
        signals=_signals(answer, utterance, text, dropped),
        due_words=due_words,
        due=due,
        assignees=_assignees(answer, utterance, text, kinds, dropped),
        priority=(answer.priority or "normal") if is_work else None,
        title=_one_line(answer.title),
        confidence=answer.confidence,
        reader="model",
    )
    return Checked(reading, tuple(dropped))


def _noise(answer: Answer, dropped: list[Check]) -> Reading:
    if set(answer.kinds) != {"noise"}:
        dropped.append("noise_alone")
    if answer.title and answer.title.strip():
        dropped.append("title")
    return Reading(kinds=("noise",), confidence=answer.confidence, reader="model")


def _kinds(answer: Answer, utterance: Utterance, dropped: list[Check]) -> tuple[Kind, ...]:
    kinds = tuple(dict.fromkeys(answer.kinds))
    if utterance.is_from_client and "interaction" not in kinds:
        dropped.append("client_interaction")
        return ("interaction", *kinds)
    return kinds


def _due(answer: Answer, utterance: Utterance, text: str, dropped: list[Check]) -> tuple[str, Due] | tuple[None, None]:
    quoted = (answer.due_words or "").strip()
    if not quoted:
        return None, None
    if not _stands_in(quoted, text):
        dropped.append("due_quote")
        return None, None
    due = quoted_due(quoted, utterance)
    if due is None:
        dropped.append("due_date")
        return None, None
    return quoted, due


def _signals(answer: Answer, utterance: Utterance, text: str, dropped: list[Check]) -> tuple[Signal, ...]:
    if not utterance.is_clients_word:
        dropped.extend("signal_speaker" for _ in answer.signals)
        return ()
    found: dict[SignalKind, Signal] = {}
    for each in answer.signals:
        if _stands_in(each.words, text):
            found.setdefault(each.kind, Signal(kind=each.kind, words=each.words.strip()))
        else:
            dropped.append("signal_quote")
    return tuple(found.values())


def _assignees(
    answer: Answer, utterance: Utterance, text: str, kinds: tuple[Kind, ...], dropped: list[Check]
) -> tuple[str, ...]:
    named = [name for each in answer.assignees if (name := " ".join(each.split()).lstrip("@").strip())]
    if "task" not in kinds:
        dropped.extend("assignee_task" for _ in named)
        return ()
    known = {
        evened(name) for name in (utterance.speaker, *utterance.names, *(said.speaker for said in utterance.earlier))
    }
    kept = []
    for name in named:
        if evened(name) not in _NOBODY and (evened(name) in known or _is_named(name, text)):
            kept.append(name)
        else:
            dropped.append("assignee_unknown")
    return tuple(dict.fromkeys(kept))


def _is_named(name: str, text: str) -> bool:
    """Whether a name is written in the message: not as a part of another Latin word."""
    return re.search(rf"(?<![a-z0-9]){re.escape(evened(name))}(?![a-z0-9])", text) is not None


def _stands_in(quoted: str, text: str) -> bool:
    """Whether words stand in a message; how it breaks its lines doesn't count."""
    return bool(quoted.strip()) and _evened(quoted) in text


def _evened(text: str) -> str:
    parts = (evened(text[start : start + MOST_CHARACTERS]) for start in range(0, len(text), MOST_CHARACTERS))
    return " ".join("".join(parts).split())


def _one_line(title: str | None) -> str | None:
    words = " ".join("".join(char if char.isprintable() else " " for char in title or "").split())
    return words[:_MOST_TITLE] or None
