"""What the doctor found, in both languages.

Its words stand beside its checks and not in prompts/: they are an operator's, and each belongs to one line of code.
"""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from bot.config import Lang
from bot.redaction import Redactor
from handlers.arrivals import Value

Status = Literal["ok", "warn", "fail"]


class Words(NamedTuple):
    """The same said twice."""

    zh: str
    en: str

    def said_in(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.en


NOTHING = Words("", "")


class Found(NamedTuple):
    """One check's result, before a language is chosen."""

    name: Words
    status: Status
    seen: Words
    todo: Words = NOTHING

    def told(self, lang: Lang, redactor: Redactor) -> "Finding":
        return Finding(
            name=self.name.said_in(lang),
            status=self.status,
            seen=redactor.text(self.seen.said_in(lang)),
            todo=redactor.text(self.todo.said_in(lang)),
        )


class Finding(Value):
    """One line of the doctor's report: safe to show to anybody who may see the terminal."""

    name: str
    status: Status
    seen: str  # what was seen
    todo: str = ""  # what to do about it


def has_failed(findings: Iterable[Finding]) -> bool:
    """Whether the program can't work like this: exit code 1."""
    return any(finding.status == "fail" for finding in findings)
