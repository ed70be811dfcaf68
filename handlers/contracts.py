"""Contracts by command: kept, changed, shown. What runs today says how many revision rounds are included."""

import re
from datetime import date

from handlers.clientwords import split_client
from handlers.counting import find_running_contract
from handlers.desk import Desk, row_id
from handlers.errors import BadCommand
from handlers.recording import change, create
from handlers.replies import Reply
from handlers.rules.amounts import Money, find_money
from handlers.rules.names import fold_name
from prompts.reading.dates.finding import resolve_due
from prompts.reading.dates.zones import country_of
from prompts.reading.schema import Reading
from prompts.render import one_line
from storage.contracts import list_contracts_of
from storage.tables import Client, Contract

LONGEST_TITLE = 80
_ROUNDS = re.compile(
    r"\brounds?\s*[:：]?\s*(\d{1,3})|\b(\d{1,3})\s*rounds?\b|轮次\s*[:：]?\s*(\d{1,3})|(?:共|含)?\s*(\d{1,3})\s*轮(?:修改)?",
    re.IGNORECASE,
)
_DAY = r"(\d{4}\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}\s*日?|[^\s,，;；]+(?:\s+(?:\d{4}|\d{1,2}|[a-z]{3,9})\b){0,2})"
_UNTIL = re.compile(rf"(?:\b(?:until|till|ends?)\b|至|到期)\s*[:：]?\s*{_DAY}", re.IGNORECASE)
_FROM = re.compile(rf"(?:\b(?:from|starts?)\b|自|从|起始)\s*[:：]?\s*{_DAY}", re.IGNORECASE)
_AMOUNT = re.compile(r"(?:\bamount\b|\bworth\b|金额|总价)\s*[:：]?\s*(?P<rest>.*)$", re.IGNORECASE)
_BUDGET = re.compile(r"(?:\bbudget\b|预算)\s*[:：]?\s*(?P<rest>.*)$", re.IGNORECASE)
_EDGES = " \t,，;；:：\"'“”「」《》"


def on_contract(desk: Desk, words: str, reading: Reading) -> list[Reply]:
    """/crm contract ACME [title] rounds 2 until 2027-12-31 amount 50000; without any of it, the client's contracts."""
    client, rest = split_client(desk, words)
    if not rest:
        return [_answer(desk, client, "listed")]
    fields, title = _read(desk, rest)
    contract = _find(desk, client, title)
    if contract is None:
        made = Contract(
            agency_id=desk.agency_id,
            client_id=row_id(client.id),
            title=title or client.name,
            created_at=desk.now,
            created_by_id=desk.speaker.id,
        )
        for name, value in fields.items():
            setattr(made, name, value)
        create(desk, made, by=desk.speaker)
        return [_answer(desk, client, "made")]
    is_changed = bool(fields) and change(desk, contract, "changed", by=desk.speaker, **fields)
    return [_answer(desk, client, "changed" if is_changed else "listed")]


def _find(desk: Desk, client: Client, title: str) -> Contract | None:
    """The contract of this title; without a title, the one that runs."""
    if not title:
        return find_running_contract(desk, row_id(client.id))
    wanted = fold_name(title)
    contracts = list_contracts_of(desk.session, row_id(client.id))
    return next((each for each in contracts if fold_name(each.title) == wanted), None)


def _read(desk: Desk, words: str) -> tuple[dict[str, object], str]:
    """What is said of a contract; what is left is its title. Raises BadCommand for a date or an amount that is none."""
    fields: dict[str, object] = {}
    for name, pattern in (("budget", _BUDGET), ("amount", _AMOUNT)):
        match = pattern.search(words)
        if match is None:
            continue
        found = find_money(match["rest"])
        if found is None or not match["rest"].startswith(found[0]):
            raise BadCommand(verb="contract")
        _keep_money(fields, name, found[1])
        words = words[: match.start()] + words[match.start("rest") + len(found[0]) :]
    for name, pattern in (("ends_on", _UNTIL), ("starts_on", _FROM)):
        match = pattern.search(words)
        if match is not None:
            fields[name] = _read_day(desk, match[1])
            words = words[: match.start()] + " " + words[match.end() :]
    rounds = _ROUNDS.search(words)
    if rounds is not None:
        fields["rounds_included"] = int(next(filter(None, rounds.groups())))
        words = words[: rounds.start()] + " " + words[rounds.end() :]
    if fields.get("starts_on") and fields.get("ends_on") and str(fields["starts_on"]) > str(fields["ends_on"]):
        raise BadCommand(verb="contract")
    return fields, one_line(words, LONGEST_TITLE).strip(_EDGES)


def _keep_money(fields: dict[str, object], name: str, money: Money) -> None:
    fields[name] = money.amount
    if money.currency is not None:
        fields["currency"] = money.currency


def _read_day(desk: Desk, words: str) -> date:
    """A day as people write it. Raises BadCommand."""
    tz = desk.readership(desk.speaker).tz
    due = resolve_due(words, sent_at=desk.arrival.at, tz=tz, country=country_of(tz), may_be_past=True)
    if due is None:
        raise BadCommand(verb="contract")
    return due.on


def _answer(desk: Desk, client: Client, done: str) -> Reply:
    running = find_running_contract(desk, row_id(client.id))
    card = desk.record_card(
        "contract",
        client=client.name,
        done=done,
        contracts=list_contracts_of(desk.session, row_id(client.id)),
        running=running.id if running else None,
        act=desk.arrival.key,
    )
    return desk.answer(card)
