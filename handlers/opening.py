"""Lists of what is open, and who works for a client: the answers to questions in plain words."""

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from handlers.assigning import find_assignee
from handlers.desk import Desk
from handlers.errors import UnknownClient
from handlers.evidence import permalink
from handlers.recording import record_label
from handlers.resolving import find_client_named
from handlers.rules.names import list_similar
from prompts.asking.intent import Intent
from prompts.cards import Card
from prompts.render import is_overdue, one_line
from storage.clients import list_client_names
from storage.records import list_open_changes_of, list_open_tasks
from storage.tables import ChangeRequest, Client, Member, Message, Task

SHOWN = 8
WITH_BUTTON = 4  # and one for what follows: WeCom draws six


def draw_open(desk: Desk, asked: Intent, first: int) -> Card:
    """Open change requests and tasks as they were asked for, the earliest due first. Raises UnknownClient."""
    client, member = _find_about(desk, asked)
    found = [each for each in _list_open(desk, asked, client, member) if _is_asked(desk, each, asked)]
    found.sort(key=lambda each: (_day_due(desk, each) or date.max, isinstance(each, Task), each.number))
    lines = []
    for each in found[first : first + SHOWN]:
        of = desk.session.get(Client, each.client_id) if each.client_id else None
        said = desk.session.get(Message, each.message_id) if each.message_id else None
        kind = "task" if isinstance(each, Task) else "change"
        url = permalink(desk, said) if said is not None else None
        lines.append((record_label(each), each, of.name if of else None, f"{kind}:{each.id}", url))
    return desk.card(
        "open_list",
        asked=asked,
        client=client.name if client else None,
        member=member.name if member is not None and not asked.is_mine else None,
        lines=lines,
        count=len(found),
        with_button=WITH_BUTTON,
        left=max(0, len(found) - first - SHOWN),
        next=f"{first + SHOWN}:{replace(asked, about=_numbered(client, member)).packed()}",
    )


def draw_team(desk: Desk, name: str) -> Card:
    """Who owns a client, and who has open tasks for it, the most first. Raises UnknownClient."""
    client = _get_client(desk, name)
    owner = desk.session.get(Member, client.owner_id) if client.owner_id else None
    counts: dict[str, int] = {}
    for task in list_open_tasks(desk.session, desk.agency_id, client_id=client.id):
        member = desk.session.get(Member, task.assignee_id) if task.assignee_id else None
        who = member.name if member is not None else task.assignee
        if who:
            counts[who] = counts.get(who, 0) + 1
    workers = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return desk.card("client_team", client=client.name, owner=owner.name if owner else None, workers=workers)


def _find_about(desk: Desk, asked: Intent) -> tuple[Client | None, Member | None]:
    """Whose records are asked for: a client's, a colleague's, one's own; without a name, this channel's client's."""
    if asked.is_mine:
        return None, desk.speaker
    kind, _, number = asked.about.partition(":")
    if kind in ("client", "member") and number.isdecimal():
        client = desk.session.get(Client, int(number)) if kind == "client" else None
        member = desk.session.get(Member, int(number)) if kind == "member" else None
        if desk.agency_id in (getattr(client, "agency_id", None), getattr(member, "agency_id", None)):
            return client, member
    if not asked.about:
        tied = desk.here.client_id
        return (desk.session.get(Client, tied) if tied is not None else None), None
    client_id = find_client_named(desk, asked.about)
    if client_id is None:
        member_id = find_assignee(desk, asked.about)
        if member_id is not None:
            return None, desk.session.get(Member, member_id)
    return _get_client(desk, asked.about), None


def _numbered(client: Client | None, member: Member | None) -> str:
    """Whose list it is, short enough for a button: "client:5"."""
    if client is not None:
        return f"client:{client.id}"
    return f"member:{member.id}" if member is not None else ""


def _get_client(desk: Desk, name: str) -> Client:
    client_id = find_client_named(desk, name)
    client = desk.session.get(Client, client_id) if client_id is not None else None
    if client is None:
        known = [row.name for row in list_client_names(desk.session, desk.agency_id)]
        raise UnknownClient(name=one_line(name, 80), similar=list_similar(name, known))
    return client


def _list_open(desk: Desk, asked: Intent, client: Client | None, member: Member | None) -> list[ChangeRequest | Task]:
    client_id, member_id = client.id if client else None, member.id if member else None
    found: list[ChangeRequest | Task] = []
    if asked.kind != "tasks":
        changes = list_open_changes_of(desk.session, desk.agency_id, client_id=client_id)
        found += [each for each in changes if member_id in (None, each.submitted_by_id, each.created_by_id)]
    if asked.kind != "changes":
        found += list_open_tasks(desk.session, desk.agency_id, client_id=client_id, assignee_id=member_id)
    return found


def _is_asked(desk: Desk, record: ChangeRequest | Task, asked: Intent) -> bool:
    """Whether its date is the one asked for. What is overdue is also to be done today, and this week."""
    if not asked.when:
        return True
    reader = desk.readership(desk.speaker)
    if asked.when == "overdue":
        return is_overdue(record.due_on, record.due_at, reader)
    day, today = _day_due(desk, record), desk.now.astimezone(ZoneInfo(reader.tz)).date()
    if day is None:
        return False
    if asked.when == "tomorrow":
        return day == today + timedelta(days=1)
    return day <= (today if asked.when == "today" else today + timedelta(days=6 - today.weekday()))


def _day_due(desk: Desk, record: ChangeRequest | Task) -> date | None:
    """The day on which it is due, for who asks."""
    if record.due_at is not None:
        return record.due_at.astimezone(ZoneInfo(desk.readership(desk.speaker).tz)).date()
    return record.due_on
