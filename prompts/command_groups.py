"""The commands in the order in which help shows them: the commonest first, then by what they are about."""

from dataclasses import dataclass

from prompts.commands import BY_VERB, COMMANDS, CommandWords
from prompts.words import Lang

COMMONEST = ("log", "change", "task", "tasks", "done", "client")
_GROUPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("变更单", "Change requests", ("changes", "approve", "reject", "start", "deliver", "withdraw", "confirm", "order")),
    ("任务", "Tasks", ("promise", "board", "team", "assign", "priority", "review", "cancel", "reopen")),
    ("查和改", "Looking up and correcting", ("show", "ask", "edit", "undo")),
    ("客户", "Clients", ("link", "project", "contract", "reply", "paste")),
    ("我和同事", "You and your colleagues", ("me", "lang", "timezone", "hours", "link_me", "members", "role", "help")),
)


@dataclass(frozen=True)
class CommandGroup:
    """Commands that belong together, under one heading."""

    heading: dict[Lang, str]
    commands: tuple[CommandWords, ...]


def list_groups() -> tuple[CommandGroup, ...]:
    """Every command beside the commonest, once. What no group names stands under its own heading, last."""
    named = {*COMMONEST, *(verb for _, _, verbs in _GROUPS for verb in verbs)}
    groups = [_group(zh, en, tuple(BY_VERB[verb] for verb in verbs if verb in BY_VERB)) for zh, en, verbs in _GROUPS]
    others = tuple(command for command in COMMANDS if command.verb not in named)
    return (*groups, _group("还有", "And", others)) if others else tuple(groups)


def list_commonest() -> tuple[CommandWords, ...]:
    """The six that everybody needs."""
    return tuple(BY_VERB[verb] for verb in COMMONEST)


def _group(zh: str, en: str, commands: tuple[CommandWords, ...]) -> CommandGroup:
    return CommandGroup(heading={"zh": zh, "en": en}, commands=commands)
