"""Records by the numbers that people call them by: CR-3, T-7, SO-1."""

import re
from typing import Literal

from handlers.desk import Desk
from handlers.errors import UnknownRecord
from storage.orders import find_order
from storage.records import find_change, find_task
from storage.tables import ChangeRequest, SupplementaryOrder, Task

Numbered = ChangeRequest | Task | SupplementaryOrder
NumberKind = Literal["cr", "t", "so"]
NUMBER = re.compile(
    r"(?<![a-z0-9])(?P<kind>cr|t|so)?\s*[-\u2010-\u2015\uff0d]?\s*(?P<number>\d{1,9})(?![\d.])", re.IGNORECASE
)
_FIRST_WORDS = " \t,，:：、。的"


def list_numbers(words: str) -> list[re.Match[str]]:
    """The numbers that an order names; where one says its kind, a bare one ("at 5") is no record."""
    found = list(NUMBER.finditer(words))
    return [match for match in found if match["kind"]] or found


def split_number(words: str) -> tuple[re.Match[str], str] | None:
    """The number with which an order begins, and what stands behind it."""
    match = NUMBER.match(words.strip())
    return (match, words.strip()[match.end() :].strip(_FIRST_WORDS)) if match is not None else None


def get_numbered(desk: Desk, match: re.Match[str], *, bare: NumberKind = "t") -> Numbered:
    """The record of a number; `bare` is what it means without a kind. Raises UnknownRecord."""
    number, kind = int(match["number"]), (match["kind"] or bare).casefold()
    find = {"cr": find_change, "t": find_task, "so": find_order}[kind]
    record: Numbered | None = find(desk.session, desk.agency_id, number)
    if record is None:
        raise UnknownRecord(record=match[0].strip() if match["kind"] else f"{kind.upper()}-{number}")
    return record
