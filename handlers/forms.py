"""Forms at the door: on what a form follows, and what is wrong with one that was sent. Pure.

What only the records know (whether a client of this name exists) the handlers check: the answer is a card then.
"""

import re
from collections.abc import Callable
from datetime import date

from handlers.arrivals import AnyArrival, Command, Press, Shortcut, Submission
from handlers.rules.amounts import CURRENCIES, read_money
from prompts.decision_forms import LONGEST_REASON
from prompts.forms import (
    CLIENT_STATUSES,
    INTERACTION_KINDS,
    LONGEST_NAME,
    LONGEST_SUMMARY,
    LONGEST_TITLE,
    NOUNS,
    PRIORITIES,
    TASK_STATUSES,
)
from prompts.grammar import ParsedCommand, parse_command

OPENING_COMMANDS = frozenset({"log", "change", "task"})  # with nothing behind them
NEW_CLIENT = frozenset({"new", "新建"})  # behind "client"
OPENING_ACTIONS = frozenset({"edit", "edit_record", "new", "new_client", "order", "reject"})
FOLLOWED = frozenset({"new"})  # forms behind which another one comes
_NUMBER = re.compile(r"(?:cr|t)?\s*-?\s*\d{1,9}", re.IGNORECASE)

Problems = dict[str, str]


def opens_form(arrival: AnyArrival) -> bool:
    """Whether a form follows on it, unless something stands against it: a loading view is worth opening."""
    match arrival:
        case Shortcut():
            return True
        case Press():
            return arrival.action in OPENING_ACTIONS
        case Submission():
            return arrival.form in FOLLOWED
        case Command():
            return _command_opens(arrival.text)
        case _:
            return False


def _command_opens(text: str) -> bool:
    command = parse_command(text)
    return command is not None and form_wanted_by(command) is not None


def form_wanted_by(command: ParsedCommand) -> str | None:
    """The form that a command asks for: "task" with nothing behind it, "client new", "edit CR-12". None: for none."""
    if command.verb == "client":
        return "client" if command.rest.casefold() in NEW_CLIENT else None
    if command.verb == "edit":
        return "edit" if _NUMBER.fullmatch(command.rest) is not None else None
    return command.verb if command.verb in OPENING_COMMANDS and not command.rest else None


def check_submission(submission: Submission) -> Problems:
    """Field name → what is wrong with it; empty when the form can be taken.

    Said in both languages: at the door nobody knows yet who reads it.
    """
    check = _CHECKS.get(submission.form)
    problems = check(submission.values) if check is not None else {}
    due = submission.values.get("due", "")
    if due and not _is_date(due):
        problems["due"] = "请选日期 / Please choose a date"
    return problems


def _check_work(values: dict[str, str]) -> Problems:
    return {
        **_check_words(values, "title", LONGEST_TITLE, "请填写标题 / Please give it a title"),
        **_check_choice(values, "priority", PRIORITIES),
        **_check_choice(values, "status", TASK_STATUSES),
    }


def _check_log(values: dict[str, str]) -> Problems:
    return {
        **_check_words(values, "summary", LONGEST_SUMMARY, "请写发生了什么 / Please say what happened"),
        **_check_choice(values, "kind", INTERACTION_KINDS),
    }


def _check_client(values: dict[str, str]) -> Problems:
    return {
        **_check_words(values, "name", LONGEST_NAME, "请填写名称 / Please give it a name"),
        **_check_choice(values, "status", CLIENT_STATUSES),
    }


def _check_new(values: dict[str, str]) -> Problems:
    return _check_choice(values, "what", NOUNS, is_required=True)


def _check_words(values: dict[str, str], name: str, longest: int, missing: str) -> Problems:
    words = values.get(name, "").strip()
    if not words:
        return {name: missing}
    if len(words) > longest:
        return {name: f"最多 {longest} 字 / At most {longest} characters"}
    return {}


def _check_choice(
    values: dict[str, str], name: str, choices: tuple[str, ...], *, is_required: bool = False
) -> Problems:
    chosen = values.get(name, "")
    if chosen in choices or (not chosen and not is_required):
        return {}
    return {name: "请选一项 / Please choose one"}


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _check_reason(values: dict[str, str]) -> Problems:
    return _check_words(values, "reason", LONGEST_REASON, "请写理由 / Please say why")


def _check_price(values: dict[str, str]) -> Problems:
    is_amount = read_money(values.get("amount", "")) is not None
    return {
        **({} if is_amount else {"amount": "请写金额，例：3000 / Please write an amount, e.g. 3000"}),
        **_check_choice(values, "currency", CURRENCIES),
    }


_CHECKS: dict[str, Callable[[dict[str, str]], Problems]] = {
    "edit_proposal": _check_work,
    "change": _check_work,
    "task": _check_work,
    "log": _check_log,
    "client": _check_client,
    "new": _check_new,
    "reject": _check_reason,
    "order": _check_price,
}
