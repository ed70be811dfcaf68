"""A message as the classifier sees it: its short strings of characters and words, and its cues."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from prompts.reading.dates.finding import FoundDate
from prompts.reading.learned.cues import cues_of, dated_cues
from prompts.reading.schema import Utterance
from prompts.reading.stripped import Stripped

Side = Literal["client", "agency"]

MOST_CHARACTERS = 400  # of a message; what it wants is said by then
_LONGEST_OF_CHARACTERS = 4
_LONGEST_OF_WORDS = 3
_STANDS_FOR = (  # one sign for things whose letters say nothing
    (re.compile(r"```.*?(?:```|\Z)", re.S), " ⌘ "),
    (re.compile(r"https?://\S+|www\.\S+"), " ↗ "),
    (
        re.compile(r"[\w\-.]*\w\.(?:pdf|psd|ai|png|jpe?g|mp4|mov|zip|rar|docx?|xlsx?|pptx?|gif|svg|csv|sketch|fig)\b"),
        " ▤ ",
    ),
    (re.compile(r"@[\w.\u4e00-\u9fff]+"), " @ "),
    (re.compile(r"\[[\u4e00-\u9fffa-z]{1,6}\]|:[a-z_+\-]+:"), " ☺ "),
    (re.compile(r"\d"), "0"),
    (re.compile(r"0{3,}"), "000"),
    (re.compile(r"\s+"), " "),
)
_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|0+|[\u4e00-\u9fff]|[^\sa-z0-9\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Features:
    """What is known of one message."""

    side: Side  # who speaks: the same words mean one thing from a client and another from us
    grams: frozenset[str]
    cues: frozenset[str]


def features_of(utterance: Utterance, stripped: Stripped, dates: Iterable[FoundDate]) -> Features:
    """What a message shows of itself, the dates it names, and the message before."""
    return Features(
        side="client" if utterance.is_clients_word else "agency",
        grams=frozenset(grams_of(stripped.said)),
        cues=frozenset(cues_of(utterance, stripped.plain) | dated_cues(dates)),
    )


def grams_of(even: str) -> set[str]:
    """Strings of one to four characters (·…) and of one to three words (_…); a Chinese character is a word."""
    even = even[: 2 * MOST_CHARACTERS]
    for pattern, sign in _STANDS_FOR:
        even = pattern.sub(sign, even)
    even = even.strip()[:MOST_CHARACTERS]
    framed = f"^{even}$"
    found = {
        f"·{framed[at : at + size]}"
        for size in range(1, _LONGEST_OF_CHARACTERS + 1)
        for at in range(len(framed) - size + 1)
    }
    words = ["<", *_TOKEN.findall(even), ">"]
    found |= {
        "_" + " ".join(words[at : at + size])
        for size in range(1, _LONGEST_OF_WORDS + 1)
        for at in range(len(words) - size + 1)
    }
    return found
