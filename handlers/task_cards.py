"""A task's own card: everything about it, what was said of it in its thread, and what may be done next."""

from collections.abc import Sequence
from typing import NamedTuple

from handlers.altered import earlier_words
from handlers.desk import Desk, row_id
from handlers.drawing import last_of
from handlers.evidence import permalink
from handlers.recording import record_label
from handlers.rules.task_states import COLUMNS, list_acts, may_be_handed_on
from prompts.cards import Card
from prompts.words import word
from storage.audits import list_history
from storage.people import list_members
from storage.tables import ChangeRequest, Channel, Client, Member, Message, Project, Task
from storage.tasks import count_tasks_by_assignee, list_said_in_thread
from storage.threads import MOST_EVIDENCE, list_evidence

MOST_COMMENTS = 5
MOST_FILES = 5
MOST_COLLEAGUES = {"slack": 100, "wecom": 10}  # in a select
MOST_BUTTONS = {"slack": 25, "wecom": 5}  # WeCom draws six, and the select's own is one
_SEARCHED = 40  # messages of the thread in which files are looked for


class File(NamedTuple):
    """Something that was sent along."""

    name: str
    url: str  # "" where the platform has none
    said_by: str


def draw_task(desk: Desk, task: Task, reader: Member | None, *, platform: str | None = None) -> Card:
    """Everything about a task. reader None: many."""
    platform = platform or desk.place.platform
    message = desk.session.get(Message, task.message_id) if task.message_id else None
    said = _list_said(desk, message, reader)
    client = desk.session.get(Client, task.client_id) if task.client_id else None
    project = desk.session.get(Project, task.project_id) if task.project_id else None
    lang = desk.readership(reader).lang
    can_choose_state = platform == "slack" and task.status in COLUMNS  # WeCom holds one select beside buttons
    card = desk.card_for(
        reader,
        "task_shown",
        platform=platform,
        task=task,
        label=record_label(task),
        client=client.name if client else None,
        project=project.name if project else None,
        change=desk.session.get(ChangeRequest, task.change_id) if task.change_id else None,
        message=message,
        earlier=earlier_words(desk, message) if message else None,
        link_url=permalink(desk, message) if message else None,
        told=_list_told(desk, task),
        comments=[(one, permalink(desk, one)) for one in said if one.text.strip()][-MOST_COMMENTS:],
        files=_list_files([*([message] if message else []), *said])[-MOST_FILES:],
        acts=list_acts(task.status),
        statuses=[(status, word(f"status.{status}", lang)) for status in COLUMNS] if can_choose_state else [],
        colleagues=_choices(desk, task, platform) if may_be_handed_on(task.status) else [],
        last=last_of(list_history(desk.session, [("task", row_id(task.id))])),
        value=f"task:{task.id}",
    )
    return card.model_copy(update={"buttons": card.buttons[: MOST_BUTTONS[platform]]})


def list_likeliest(desk: Desk, task: Task, *, most: int) -> list[Member]:
    """To whom a task may be given: who has it, who asks, who works for this client the most; then by name."""
    members = list_members(desk.session, desk.agency_id)
    busy = count_tasks_by_assignee(desk.session, desk.agency_id, client_id=task.client_id)
    client = desk.session.get(Client, task.client_id) if task.client_id else None
    me = desk.member.id if desk.member is not None else None

    def order(member: Member) -> tuple[bool, bool, int, bool, str]:
        is_owner = client is not None and member.id == client.owner_id
        is_me = member.id == me
        return (member.id != task.assignee_id, not is_me, -busy.get(row_id(member.id), 0), not is_owner, member.name)

    return sorted(members, key=order)[:most]


def _choices(desk: Desk, task: Task, platform: str) -> list[tuple[str, str]]:
    found = list_likeliest(desk, task, most=MOST_COLLEAGUES[platform])
    return [(str(one.id), one.name) for one in found]


def _list_said(desk: Desk, message: Message | None, reader: Member | None) -> Sequence[Message]:
    """What was said in the task's thread since. What somebody told the bot one-to-one is theirs alone."""
    channel = desk.session.get(Channel, message.channel_id) if message is not None else None
    if message is None or channel is None or (channel.is_direct and channel is not desk.channel):
        return []
    if channel.is_direct and reader is None:
        return []
    return list_said_in_thread(desk.session, message, most=_SEARCHED)


def _list_files(said: Sequence[Message]) -> list[File]:
    return [
        File(str(one.get("name") or one.get("kind") or ""), str(one.get("url") or ""), message.said_by)
        for message in said
        for one in message.attachments
        if one.get("kind") != "location"
    ]


def _list_told(desk: Desk, task: Task) -> list[tuple[str, str, str, object]]:
    """What was said of it elsewhere: the date moved, promised again, delivered. (kind, words, who, when)."""
    found = list_evidence(desk.session, [("task", row_id(task.id))], most=MOST_EVIDENCE)
    return [
        (one.link.kind, one.link.words or one.message.text, one.message.said_by, one.message.said_at)
        for one in found
        if one.link.kind not in ("part", "same") and one.link.state not in ("dismissed", "asked")
    ]
