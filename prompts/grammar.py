"""How the commands are read: one grammar for both platforms and both languages."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from prompts.asking.reading import read_plain
from prompts.commands import COMMANDS

_BY_NAME = {name: command.verb for command in COMMANDS for name in command.names}
_STANDS_ALONE = {"team", "undo", "me", "members"}  # nothing may follow them
_TAKES_A_NUMBER = {
    *("show", "approve", "reject", "start", "deliver", "withdraw", "confirm", "order"),
    *("assign", "priority", "review", "cancel", "reopen"),
}
_TAKES_A_CLIENT = {"changes", "contract", "tasks", "board"}
_BARE_NAMES = ("我的任务", "board", "看板")  # what follows these is talk: "board meeting at 3"
_NUMBER_FIRST = re.compile(
    r"\s*(?:(?:cr|t|so)\s*[-\u2010-\u2015\uff0d]?\s*\d{1,9}(?![\d.])|\d{1,9}\s*$)", re.IGNORECASE
)
_ONLY_A_NUMBER = re.compile(r"\s*(?:cr|t|so)\s*[-\u2010-\u2015\uff0d]\s*\d{1,9}\s*$", re.IGNORECASE)
_PAGES = re.compile(r"(?:(?P<board>board|看板)|team|团队)(?![a-z0-9])[\s:：,，]*", re.IGNORECASE)  # tasks …
_GOES_ON = re.compile(
    r"(?:to|in|on|of|for|are|were|is|was|has|have|we|from|the|that|this|with|and|as|needed|requested|signed)\b",
    re.IGNORECASE,
)
_HEAD = re.compile(
    r"^\s*(?:/crm\b\s*)?(?P<name>[^\s:\uff1a,\uff0c]+)(?P<gap>[\s:\uff1a,\uff0c]*)(?P<rest>.*)$", re.DOTALL
)
_LINK_ME = re.compile(r"^\s*(?:link\s+me|绑定\s*我)(?:[\s:：,，]+(?P<code>.*))?$", re.IGNORECASE | re.DOTALL)
_CODE = re.compile(r"[A-Za-z0-9]{6}")
_ROLE_LAST = re.compile(
    r"(?:ae|account exec\w*|designer|planner|member|manager|admin\w*|客户经理|客户执行|成员|设计师?|策划|经理"
    r"|主管|管理员)$",
    re.IGNORECASE,
)
_PREFIX = re.compile(r"^\s*/crm\b", re.IGNORECASE)


@dataclass(frozen=True)
class ParsedCommand:
    """A command and the words behind it."""

    verb: str
    rest: str


def parse_command(text: str) -> ParsedCommand | None:
    """The command that the text of /crm names, or None. An empty text asks for help, a number to be shown."""
    if not text.strip():
        return ParsedCommand("help", "")
    if _ONLY_A_NUMBER.match(text):
        return ParsedCommand("show", text.strip())
    me = _LINK_ME.match(_PREFIX.sub("", text))
    if me is not None:
        return ParsedCommand("link_me", (me["code"] or "").strip())
    match = _HEAD.match(text)
    if match is None:
        return None
    verb, rest = _BY_NAME.get(match["name"].casefold()), match["rest"].strip()
    page = _PAGES.match(rest) if verb == "tasks" else None
    if page is not None:
        return ParsedCommand("board" if page["board"] else "team", rest[page.end() :].strip())
    return ParsedCommand(verb, rest) if verb else None


def parse_spoken(text: str) -> ParsedCommand | None:
    """The command that a message to the bot begins with, or None if it is plain talk.

    "记录 今天通了电话" is one, "任务完成了吗" and "help me with the deck" are not: a command that needs words needs a
    gap before them, and one that needs none stands alone.
    """
    if _PREFIX.match(text):
        return parse_command(_PREFIX.sub("", text))
    if _ONLY_A_NUMBER.match(text):
        return parse_command(text)
    match = _HEAD.match(text)
    parsed = parse_command(text) if match and text.strip() else None
    if match is None or parsed is None:
        return None
    if not parsed.rest:
        return parsed  # the bare word: at the least its right form is answered
    if not match["gap"] or parsed.verb in _STANDS_ALONE or match["name"].casefold() in _BARE_NAMES:
        return None
    if parsed.verb in _IS_MEANT and not _IS_MEANT[parsed.verb](parsed.rest):
        return None  # "link me to the deck", "role play the client", "help me": talk
    if parsed.verb in _TAKES_A_NUMBER and not _NUMBER_FIRST.match(parsed.rest):
        return None  # "start with the logo", "order 200 boxes": talk
    if parsed.verb in _TAKES_A_CLIENT and _GOES_ON.match(parsed.rest):
        return None  # "changes to slide 3", "contract is signed"
    return parsed


def unknown_order(text: str) -> str | None:
    """What a message orders with /crm though there is no such command; None for everything else."""
    if not _PREFIX.match(text):
        return None
    typed = _PREFIX.sub("", text).strip()
    return typed if parse_command(typed) is None else None


# Commands whose words are looked at before a message that begins like them is taken for one.
_IS_MEANT: dict[str, Callable[[str], bool]] = {
    "link_me": lambda rest: _CODE.fullmatch(rest) is not None,
    "role": lambda rest: _ROLE_LAST.search(rest) is not None,
    "ask": lambda rest: read_plain(rest) is not None,
    "help": lambda rest: rest.casefold() in _BY_NAME,
}
