"""A message's due date: found, completed from what was said before, kept only where it means one."""

from prompts.reading.dates.context import answers_appointment, completed
from prompts.reading.dates.finding import FoundDate, best_of, found_in, resolve_due
from prompts.reading.dates.zones import country_of
from prompts.reading.patterns import words
from prompts.reading.plain import MOST_CHARACTERS, blanked, evened
from prompts.reading.schema import Due, InteractionKind, Utterance

__all__ = ["FoundDate", "FoundDue", "candidates_in", "country_of", "due_in", "kept_due", "quoted_due"]
FoundDue = tuple[str, Due]

_DATED = words(
    r"launch\w*|go(?:es|ing)? live|shoot\w*|event|opening|deadline|due|deliver\w*|print|premiere|on air|publish\w*"
    r"|release\w*|kick-?off|filming|demo day|present\w*",
    r"上线|开业|开盘|发布|首发|拍摄|开拍|直播|活动|截止|交|提案|开机|发售|开售|揭幕|进场|搭建"
    r"|彩排|出街|见刊|投放|定在|定于|改到|挪到|推到|提前到",
)
_DEADLINE = words(r"by|before|due|deadline|eod|cob", r"前|截止")


def candidates_in(utterance: Utterance, plain: str) -> list[FoundDate]:
    """Every date that a message may mean, in its order; then what it means with the conversation before it.

    plain: its text evened, with data, quotes and orders to a machine blanked out; what was blanked is found, too, and
    discarded. Words are quoted as the speaker wrote them.
    """
    country = country_of(utterance.tz)
    text = utterance.text[:MOST_CHARACTERS]
    own = found_in(
        text,
        blanked(evened(text), quotes=False),
        plain,
        sent_at=utterance.said_at,
        tz=utterance.tz,
        country=country,
        end_of_day=utterance.end_of_day,
    )
    return own + completed(utterance, own, plain, country=country)


def due_in(utterance: Utterance, plain: str) -> FoundDue | None:
    """The due words of a message, as written, and what they mean. plain: its text with data blanked out."""
    best = best_of(candidates_in(utterance, plain))
    return (best.words, best.due) if best else None


def quoted_due(due_words: str, utterance: Utterance) -> Due | None:
    """What words quoted from a message mean in its conversation, or None if they name no date."""
    country = country_of(utterance.tz)
    even = evened(due_words)
    own = found_in(
        due_words, even, even, sent_at=utterance.said_at, tz=utterance.tz, country=country,
        end_of_day=utterance.end_of_day,
    )  # fmt: skip
    further = best_of(completed(utterance, own, even, country=country))
    if further is not None:
        return further.due
    return resolve_due(
        due_words, sent_at=utterance.said_at, tz=utterance.tz, country=country, end_of_day=utterance.end_of_day
    )


def kept_due(
    found: FoundDue | None, utterance: Utterance, plain: str, kind: InteractionKind | None, *, is_work: bool
) -> FoundDue | None:
    """The date, if the message has something for it to be the date of."""
    if found is None or is_work:
        return found
    is_kept = (
        kind in ("meeting", "call")
        or _DATED.search(plain)
        or _DEADLINE.search(evened(found[0]))
        or answers_appointment(utterance, found[1], country=country_of(utterance.tz))
    )
    return found if is_kept else None
