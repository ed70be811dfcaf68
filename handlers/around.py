"""The work that lies around a message: in its conversation, of its client; and what becomes of the message there."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from handlers.desk import Desk, row_id
from handlers.replies import Reply
from handlers.rules import conversation
from handlers.rules.conversation import FOLLOWS_WITHIN, THREAD_LIVES, is_interrupted
from prompts.reading.turns import change_numbers
from storage.records import find_change
from storage.tables import ChangeRequest, Message, Task
from storage.threads import list_changes_around, list_said_since, list_tasks_around

Found = tuple[ChangeRequest, Message]


@dataclass
class Placed:
    """What became of a message beside the records of its own."""

    covered: set[str] = field(default_factory=set)  # kinds that make no record of their own
    touched: list[Message] = field(default_factory=list)  # those whose cards tell something new
    change: ChangeRequest | None = None  # what a task of this message is done for
    refers_to: ChangeRequest | None = None  # what a change request of this message takes back
    perhaps: ChangeRequest | None = None  # to what a change request of this message may belong
    asks: bool = False  # it has a card of its own: a member is asked about it, or told what it approved
    told: list[Reply] = field(default_factory=list)  # what follows of it at once
    makes_work: bool = False  # its words make a change request, whatever their reading says

    def touch(self, message: Message | None) -> None:
        """Its card is to be drawn anew."""
        if message is not None and all(message.id != other.id for other in self.touched):
            self.touched.append(message)


def find_named(desk: Desk, message: Message) -> ChangeRequest | None:
    """The open change request whose number the words say."""
    for number in change_numbers(message.text):
        named = find_change(desk.session, desk.agency_id, number)
        if named is not None and named.status in conversation.OPEN_CHANGES and _is_of_client(desk, named, message):
            return named
    return None


def _is_of_client(desk: Desk, record: ChangeRequest | Task, message: Message) -> bool:
    """What belongs to no client yet is ours to name, and theirs where it was said: numbers are easily guessed."""
    if record.client_id is not None:
        return record.client_id == message.client_id
    first = first_message(desk, record)
    return desk.is_internal or (first is not None and first.channel_id == message.channel_id)


def list_here(desk: Desk, message: Message) -> list[Found]:
    """The change requests of this conversation and this client, the latest first."""
    since = reaches_back(desk, message, FOLLOWS_WITHIN)
    found = list_changes_around(desk.session, row_id(desk.here.id), desk.place.thread, since=since)
    return [(candidate, said) for candidate, said in found if _is_before(candidate, said, message)]


def reaches_back(desk: Desk, message: Message, within: timedelta) -> datetime:
    """Since when what was said may belong to a message: in a thread as long as it lives, outside of any `within`."""
    return message.said_at - (within if desk.place.thread is None else THREAD_LIVES)


def _is_before(record: ChangeRequest | Task, said: Message, message: Message) -> bool:
    return said.id != message.id and said.said_at <= message.said_at and record.client_id == message.client_id


def list_open_here(desk: Desk, message: Message) -> list[Found]:
    """Those of them that can still be added to, moved or withdrawn."""
    return [
        (candidate, said)
        for candidate, said in list_here(desk, message)
        if candidate.status in conversation.OPEN_CHANGES
    ]


def is_interrupted_since(desk: Desk, message: Message, record: ChangeRequest | Task, said: Message) -> bool:
    """Whether something else was spoken of in the channel since; a thread has one subject."""
    if desk.place.thread is not None:
        return False
    between = list_said_since(desk.session, row_id(desk.here.id), None, after=said.said_at, before=message.said_at)
    theirs = [other.text for other, _ in between if other.id != message.id]
    return is_interrupted(f"{record.title} {said.text}", theirs)


def first_message(desk: Desk, record: ChangeRequest | Task) -> Message | None:
    """The message that shows a record: its card tells of it."""
    return desk.session.get(Message, record.message_id) if record.message_id else None


def list_tasks_here(desk: Desk, message: Message) -> list[tuple[Task, Message]]:
    """The open tasks of this conversation and this client, the latest first."""
    since = reaches_back(desk, message, FOLLOWS_WITHIN)
    found = list_tasks_around(desk.session, row_id(desk.here.id), desk.place.thread, since=since)
    return [
        (task, said)
        for task, said in found
        if task.status in conversation.OPEN_TASKS and _is_before(task, said, message)
    ]
