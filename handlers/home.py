"""The app's home: what a member has to do, to confirm, to approve; their clients; their settings.

Drawn as a whole, and anew for those who have looked at it once, whenever something on it has changed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from handlers.arrivals import HomeOpened, Press
from handlers.desk import Desk, row_id
from handlers.drawing import is_approver
from handlers.errors import BadCommand, UnknownRecord
from handlers.evidence import permalink
from handlers.proposing import state_of
from handlers.recording import change, record_label
from handlers.replies import Address, Reply
from handlers.rules.hours import hours_of
from prompts.cards import Page
from prompts.render import render_page
from prompts.words import word
from storage.audits import list_act
from storage.homes import has_home, list_client_lines, list_submitted, list_to_confirm, remember_home
from storage.people import list_accounts_of, list_members
from storage.records import list_open_tasks, list_records_of
from storage.tables import (
    Account,
    Audit,
    ChangeRequest,
    Client,
    Interaction,
    Member,
    Message,
    RecordMessage,
    SupplementaryOrder,
    Task,
)

MOST = {"tasks": 10, "proposals": 5, "approvals": 5, "clients": 10}  # blocks for all of it: at most 86 of Slack's 100
STATUSES = ("todo", "doing", "review", "done")
LANGUAGES = (("zh", "中文"), ("en", "English"))
_RECORDS: dict[str, type[ChangeRequest | Task | Interaction | SupplementaryOrder | Message]] = {
    "change_request": ChangeRequest,
    "task": Task,
    "interaction": Interaction,
    "supplementary_order": SupplementaryOrder,
    "message": Message,
}


class Part(NamedTuple):
    """A section's lines from a place on, and where the next and the earlier ones begin."""

    lines: list[object]
    next: int | None
    previous: int | None


@dataclass(frozen=True)
class Proposed:
    """A message of which something is proposed."""

    message: Message
    labels: str
    title: str
    client: str | None
    url: str | None


def on_home_opened(desk: Desk) -> list[Reply]:
    """Somebody of ours looks at the home."""
    opened = desk.arrival
    assert isinstance(opened, HomeOpened)
    assert desk.account is not None
    remember_home(desk.session, desk.account)
    return [publish(desk, desk.speaker, desk.account)]


def on_paged(desk: Desk, value: str) -> list[Reply]:
    """Further lines of a section: "tasks=10". The rest stays as it is."""
    section, _, start = value.partition("=")
    if section not in MOST or not start.isdecimal() or desk.account is None:
        raise UnknownRecord(record=value)
    return [publish(desk, desk.speaker, desk.account, start={section: int(start)})]


def on_lang_chosen(desk: Desk, value: str) -> list[Reply]:
    """The language was chosen on the home."""
    if value not in dict(LANGUAGES):
        raise BadCommand(verb="lang")
    change(desk, desk.speaker, "changed", by=desk.speaker, lang=value)
    return []


def refresh_homes(desk: Desk, replies: list[Reply]) -> list[Reply]:
    """The homes on which something has changed by what was just served, drawn anew."""
    if any(reply.to.where == "home" for reply in replies):
        return []
    lines = list_act(desk.session, desk.agency_id, desk.arrival.key)
    if not lines:
        return []
    found = []
    for member in _list_concerned(desk, lines):
        for account in list_accounts_of(desk.session, row_id(member.id)):
            if account.platform == "slack" and has_home(desk.session, account):
                found.append(publish(desk, member, account))
    return found


def publish(desk: Desk, member: Member, account: Account, *, start: dict[str, int] | None = None) -> Reply:
    """The home of one account, as it stands now."""
    to = Address(platform="slack", workspace=account.workspace, where="home", user=account.external_id)
    return Reply(to=to, page=draw_home(desk, member, start=start or {}), key=f"home-{account.id}")


def draw_home(desk: Desk, member: Member, *, start: dict[str, int]) -> Page:
    """A member's home in their language and zone; sections from `start` on."""
    desk.session.flush()
    reader = desk.readership(member)
    number = row_id(member.id)
    today = desk.now.astimezone(ZoneInfo(reader.tz)).date()
    tasks = list_open_tasks(desk.session, desk.agency_id, assignee_id=number)
    approvals = [row for row in list_submitted(desk.session, desk.agency_id) if is_approver(desk, row, member)]
    clients = list_client_lines(desk.session, desk.agency_id, number)
    first = max(0, start.get("proposals", 0))
    proposed = list_to_confirm(desk.session, desk.agency_id, number, limit=MOST["proposals"] + 1, offset=first)
    shown = _cut(tasks, "tasks", start)
    return render_page(
        "home",
        reader,
        platform="slack",
        me=member,
        lang=reader.lang,
        tasks=shown,
        groups=_group([task for task in shown.lines if isinstance(task, Task)], today),
        count=len(tasks),
        client_of=lambda record: _name_client(desk, record.client_id),
        proposals=Part(
            lines=[_show_proposed(desk, message) for message in proposed[: MOST["proposals"]]],
            next=first + MOST["proposals"] if len(proposed) > MOST["proposals"] else None,
            previous=max(0, first - MOST["proposals"]) if first else None,
        ),
        approvals=_cut(approvals, "approvals", start),
        approval_value=lambda row: f"{'order' if isinstance(row, SupplementaryOrder) else 'change'}:{row.id}",
        label_of=record_label,
        clients=_cut(clients, "clients", start),
        statuses=[(status, word(f"status.{status}", reader.lang)) for status in STATUSES],
        languages=LANGUAGES,
        hours="–".join(hours_of(member) or hours_of(desk.agency) or ()),
    )


def _cut(lines: Iterable[object], section: str, start: dict[str, int]) -> Part:
    rows, most = list(lines), MOST[section]
    first = min(max(0, start.get(section, 0)), max(0, len(rows) - 1))
    return Part(
        lines=rows[first : first + most],
        next=first + most if first + most < len(rows) else None,
        previous=max(0, first - most) if first else None,
    )


def _group(tasks: list[Task], today: date) -> list[tuple[str, list[Task]]]:
    """Overdue, today, this week, later, without a date."""
    sunday = today + timedelta(days=6 - today.weekday())
    groups: dict[str, list[Task]] = {"overdue": [], "today": [], "week": [], "later": [], "undated": []}
    for task in tasks:
        due_on = task.due_on
        if due_on is None:
            groups["undated"].append(task)
        elif due_on < today:
            groups["overdue"].append(task)
        elif due_on == today:
            groups["today"].append(task)
        else:
            groups["week" if due_on <= sunday else "later"].append(task)
    return [(name, found) for name, found in groups.items() if found]


def _show_proposed(desk: Desk, message: Message) -> Proposed:
    records = [row for row in list_records_of(desk.session, row_id(message.id)) if state_of(row) == "proposed"]
    work = [row for row in records if isinstance(row, ChangeRequest | Task)]
    first = (work or records)[0]
    return Proposed(
        message=message,
        labels=" ".join(record_label(row) for row in work),
        title=first.title if isinstance(first, ChangeRequest | Task) else getattr(first, "summary", ""),
        client=_name_client(desk, message.client_id),
        url=permalink(desk, message),
    )


def _name_client(desk: Desk, client_id: int | None) -> str | None:
    client = desk.session.get(Client, client_id) if client_id is not None else None
    return client.name if client is not None else None


def _list_concerned(desk: Desk, lines: list[Audit]) -> list[Member]:
    """On whose homes that stands: who did it, who is to do it, who owns the client, who may approve."""
    wanted: set[int] = {line.member_id for line in lines if line.member_id is not None}
    is_to_approve = False
    for line in lines:
        for name in ("assignee_id", "owner_id"):
            wanted |= {each[name] for each in (line.before or {}, line.after or {}) if isinstance(each.get(name), int)}
        if line.record_kind == "member":
            wanted.add(line.record_id)
        record = _find_record(desk, line)
        is_to_approve = is_to_approve or isinstance(record, ChangeRequest | SupplementaryOrder)
        for name in ("assignee_id", "owner_id", "submitted_by_id", "approver_id"):
            number = getattr(record, name, None)
            if number is not None:
                wanted.add(number)
        client_id = getattr(record, "client_id", None)
        client = desk.session.get(Client, client_id) if client_id is not None else None
        if client is not None and client.owner_id is not None:
            wanted.add(client.owner_id)
    members = list_members(desk.session, desk.agency_id)
    return [one for one in members if one.id in wanted or (is_to_approve and one.role in ("manager", "admin"))]


def _find_record(desk: Desk, line: Audit) -> object:
    if line.record_kind == "client":
        return desk.session.get(Client, line.record_id)
    if line.record_kind == "record_message":
        link = desk.session.get(RecordMessage, line.record_id)
        table = _RECORDS.get(link.record_kind) if link is not None else None
        return desk.session.get(table, link.record_id) if table is not None and link is not None else None
    table = _RECORDS.get(line.record_kind)
    return desk.session.get(table, line.record_id) if table is not None else None


def is_from_home(desk: Desk) -> bool:
    """Whether a button of the home was pressed."""
    return isinstance(desk.arrival, Press) and desk.arrival.card.is_home
