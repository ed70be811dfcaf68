"""From words to the open record that they mean: "ACME那个logo变更"."""

import re

from rapidfuzz import fuzz

from handlers.desk import Desk
from handlers.recording import record_label
from handlers.rules.names import find_named, fold_name
from storage.clients import list_client_names
from storage.records import list_open_changes_of, list_open_tasks
from storage.tables import ChangeRequest, Task

LIKE_FROM = 60  # of 100: chosen so that half of a title's words, in any order, are enough
CLEARLY = 12  # by which the likest leads when it is the only one to be offered
MOST = 5
_SAYS_CHANGE = re.compile(r"变更|改动|(?<![a-z])(?:change|request)s?(?![a-z])", re.IGNORECASE)
_SAYS_TASK = re.compile(r"任务|待办|(?<![a-z])(?:task|to-?do)s?(?![a-z])", re.IGNORECASE)
_SAYS_NOTHING = re.compile(
    r"那个|这个|那张|这张|那条|这条|的|单|变更|改动|任务|待办|(?<![a-z])(?:the|that|this|for|of|change|request|task|to-?do)s?(?![a-z])",
    re.IGNORECASE,
)


def find_client_named(desk: Desk, words: str) -> int | None:
    """The client of whom words speak, also where the name is nearly right; None if of none."""
    owners = {row.name: row.client_id for row in list_client_names(desk.session, desk.agency_id)}
    return find_named(words, owners)


def list_meant_records(desk: Desk, words: str) -> list[ChangeRequest | Task]:
    """The open records that words may mean, the likest first; none where nothing is like them.

    A client's name narrows it down to theirs, "change" and "task" to the kind; the rest is held against the titles.
    """
    client_id = find_client_named(desk, words)
    candidates = _list_candidates(desk, words, client_id)
    said = fold_name(_SAYS_NOTHING.sub(" ", _without_names(desk, words, client_id)))
    if not said:  # "the ACME change": whichever is open
        return candidates[:MOST]
    scored = [(_likeness(said, record.title), record) for record in candidates]
    best = max((score for score, _ in scored), default=0.0)
    fitting = [pair for pair in scored if pair[0] >= LIKE_FROM and pair[0] >= best - CLEARLY]
    fitting.sort(key=lambda pair: (-pair[0], record_label(pair[1])))
    return [record for _, record in fitting[:MOST]]


def _list_candidates(desk: Desk, words: str, client_id: int | None) -> list[ChangeRequest | Task]:
    found: list[ChangeRequest | Task] = []
    if _SAYS_TASK.search(words) is None or _SAYS_CHANGE.search(words) is not None:
        changes = list_open_changes_of(desk.session, desk.agency_id, client_id=client_id)
        found += sorted(changes, key=lambda change: change.number)
    if _SAYS_CHANGE.search(words) is None or _SAYS_TASK.search(words) is not None:
        found += list_open_tasks(desk.session, desk.agency_id, client_id=client_id)
    return found


def _without_names(desk: Desk, words: str, client_id: int | None) -> str:
    """What is said beside the client's name."""
    names = [row.name for row in list_client_names(desk.session, desk.agency_id) if row.client_id == client_id]
    for name in sorted(names, key=len, reverse=True):
        words = re.sub(re.escape(name), " ", words, flags=re.IGNORECASE)
    return words


def _likeness(said: str, title: str) -> float:
    """0 to 100: how much of what was said stands in the title."""
    folded = fold_name(title)
    return max(fuzz.partial_ratio(said, folded), fuzz.ratio(said, folded)) if folded else 0.0
