"""Which list of tasks a card shows, in few letters: buttons carry it, so that pressing one draws the same list anew."""

import re
from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal["list", "board", "team"]
Of = Literal["member", "client", "project", "all"]
_LETTERS: dict[str, Of] = {"m": "member", "c": "client", "p": "project", "a": "all"}
_WRITTEN = re.compile(r"(list|board|team)\.([mcpa])(\d{0,10})\.(\d{1,6})")


@dataclass(frozen=True)
class View:
    """Whose tasks, in which form, and from which line on."""

    kind: Kind
    of: Of = "all"
    number: int = 0  # row id of the member, client or project
    first: int = 0

    @property
    def written(self) -> str:
        """As a button's value holds it: "list.m5.10"."""
        return f"{self.kind}.{self.of[0]}{self.number or ''}.{self.first}"

    def from_line(self, first: int) -> "View":
        """The same from another line on."""
        return replace(self, first=max(0, first))


def read_view(written: str) -> View | None:
    """What a button's value says; None for what is no view."""
    match = _WRITTEN.fullmatch(written)
    if match is None:
        return None
    kind, letter, number, first = match.groups()
    return View(kind, _LETTERS[letter], int(number or 0), int(first))  # type: ignore[arg-type]


def turn_to(count: int, view: View, most: int) -> View:
    """The view from a line that there is: a list that has become shorter is shown from its last page."""
    if view.first < count:
        return view
    return view.from_line((count - 1) // most * most if count else 0)
