"""Text made fit for WeCom: no characters that it refuses, no longer than it shows. Pure.

WeCom cuts what is too long without a word; we cut it ourselves, where it shows that something is missing.
"""

import re
import unicodedata

ELLIPSIS = "…"
TEXT_BYTES = 2048  # of a text message, and of a text in a passive reply

# What neither XML 1.0 nor WeCom's JSON takes, and what turns the direction of writing to disguise words.
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\u202a-\u202e\u2066-\u2069]")
_SURROGATE = re.compile("[\ud800-\udfff]")
# Marks that belong to the character before them or join it to the next: a cut must not leave one at the end.
_JOINERS = "\u200d\ufe0e\ufe0f"


def clean(text: str) -> str:
    """Text without control characters and half characters; line ends are \\n."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNWANTED.sub("", _SURROGATE.sub("\ufffd", text))


def one_line(text: str) -> str:
    """The same on one line, for titles and labels."""
    return " ".join(clean(text).split())


def width(text: str) -> int:
    """How many half-width columns a text takes: a Chinese character takes two, a Latin letter one."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def cut_chars(text: str, most: int) -> str:
    """At most `most` characters, the last one an ellipsis if any were cut off."""
    return text if len(text) <= most else _whole(text[: most - 1]) + ELLIPSIS


def cut_width(text: str, most: int) -> str:
    """At most `most` columns, the last one an ellipsis if any were cut off."""
    # No character is narrower than one column, so what is beyond `most` characters needs no measuring.
    if len(text) <= most and width(text) <= most:
        return text
    kept, left = 0, most - width(ELLIPSIS)
    for character in text[:most]:
        left -= width(character)
        if left < 0:
            break
        kept += 1
    return _whole(text[:kept]) + ELLIPSIS


def cut_bytes(text: str, most: int) -> str:
    """At most `most` bytes of UTF-8, cut between characters, ending in an ellipsis if any were cut off."""
    encoded = text.encode()
    if len(encoded) <= most:
        return text
    kept = encoded[: most - len(ELLIPSIS.encode())].decode("utf-8", "ignore")
    return _whole(kept) + ELLIPSIS


def _whole(text: str) -> str:
    return text.rstrip(_JOINERS).rstrip()
