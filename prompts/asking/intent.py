"""What a member wants of the bot, in the commands' own terms."""

from dataclasses import dataclass, replace
from typing import Literal, cast

When = Literal["", "overdue", "today", "tomorrow", "week"]
Kind = Literal["", "changes", "tasks"]

_BETWEEN = "|"


@dataclass(frozen=True)
class Intent:
    """One order or question. Words stand as they were said: names and dates are resolved where people are known."""

    verb: str  # a command's verb; or list (open records) and team (who works for a client)
    numbers: tuple[str, ...] = ()  # CR-3, T-7
    target: str = ""  # words that name a record without its number: "ACME那个logo变更"
    who: str = ""  # a colleague's name; "me" is who speaks
    due: str = ""  # "周四前"
    rest: str = ""  # a reason
    about: str = ""  # list, team: a client's or a colleague's name
    kind: Kind = ""  # list: which records
    when: When = ""  # list: which of them
    is_mine: bool = False  # list: those of who speaks

    @property
    def command(self) -> str:
        """The command that it stands for: who may give that, may ask so."""
        return "ask" if self.verb in ("list", "team") else self.verb

    def packed(self) -> str:
        """Short enough for a button. What only an order by number has, a reason, isn't kept."""
        mine = "1" if self.is_mine else ""
        parts = (self.verb, ",".join(self.numbers), self.who, self.due, self.about, self.kind, self.when, mine)
        return _BETWEEN.join(part.replace(_BETWEEN, "/") for part in parts)

    def of(self, number: str) -> "Intent":
        """The same of one record that has a number."""
        return replace(self, numbers=(number,), target="")


def unpack(value: str) -> Intent | None:
    """What a button's value means; None if it is none of ours."""
    parts = value.split(_BETWEEN)
    if len(parts) != 8:
        return None
    verb, numbers, who, due, about, kind, when, mine = parts
    return Intent(
        verb=verb,
        numbers=tuple(number for number in numbers.split(",") if number),
        who=who,
        due=due,
        about=about,
        kind=cast(Kind, kind),
        when=cast(When, when),
        is_mine=mine == "1",
    )
