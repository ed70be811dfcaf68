"""What our side takes on or hands on: a promise that is made again is the same, and a task says what it is for."""

from collections.abc import Sequence

from handlers.around import (
    Found,
    Placed,
    find_named,
    first_message,
    is_interrupted_since,
    list_open_here,
    list_tasks_here,
)
from handlers.desk import Desk
from handlers.linking import KEPT, due_of, link, move_date
from handlers.recording import change, hold
from handlers.rules.task_states import OPEN
from prompts.reading.schema import Reading
from prompts.reading.things import compare, is_alike, read_things
from prompts.reading.turns import is_bare_promise
from prompts.render import one_line
from storage.tables import Message, Task


def place_task(desk: Desk, message: Message, reading: Reading, placed: Placed) -> None:
    """A promise that is made again is the same; a task that is done for a change request says so."""
    is_own = message.said_by in reading.assignees or (not reading.assignees and desk.here.audience == "shared")
    around = list_open_here(desk, message)
    if is_own and _repeat(desk, message, reading, around, placed):
        return
    named = find_named(desk, message)
    here = [(named, first_message(desk, named))] if named else around
    for candidate, said in here:
        if named or _is_for(desk, message, reading, f"{candidate.title} {said.text if said else ''}"):
            placed.change = candidate
            if "change_request" in reading.kinds:  # "@小王 按这个改": the change is the client's, and is there
                placed.covered.add("change_request")
            if not is_own:
                link(desk, candidate, message, "order", words=reading.title or "")
                placed.touch(said)
            return


def _is_for(desk: Desk, message: Message, reading: Reading, subject: str) -> bool:
    """Whether what is taken on or handed on is for this: in a thread, unless it names something else."""
    if is_bare_promise(message.text, reading.due_words):
        return True
    likeness = compare(message.text, subject, due_words=reading.due_words)
    is_in_thread = desk.place.thread is not None
    return likeness == "same" or (likeness == "unsure" and is_in_thread and not read_things(message.text).wholes)


def _repeat(desk: Desk, message: Message, reading: Reading, around: Sequence[Found], placed: Placed) -> bool:
    """Whether the same was promised, or asked of us, in this conversation before; then it stays one task."""
    newest = next((said.said_at for _, said in around), None)
    is_bare = is_bare_promise(message.text, reading.due_words)
    for task, said in list_tasks_here(desk, message):
        if not _may_be_taken_on(task, said, message):
            continue
        if is_bare and newest is not None and newest > said.said_at:
            continue  # "周五前给您" answers what the client has asked for since
        if is_bare and is_interrupted_since(desk, message, task, said):
            continue
        if not is_bare and not _is_same_promise(message, reading, task, said):
            continue
        due = due_of(reading)
        link(desk, task, message, "promise", words=reading.title or "", due=due)
        is_moved = reading.due is not None and move_date(desk, task, *due, by=None)
        is_accepted = not task.is_promise and desk.here.audience == "shared"
        if is_accepted:  # the client asked for it, and now it is promised
            _accept(desk, task)
        placed.covered.add("task")
        if is_moved or is_accepted or desk.is_private:  # else the card has nothing new to tell
            placed.touch(said)
        return True
    return False


def _may_be_taken_on(task: Task, said: Message, message: Message) -> bool:
    """Whether it is the speaker's own promise, or what somebody else asked of them, or of nobody in particular."""
    if task.is_promise:
        return said.said_by == message.said_by
    return task.assignee == message.said_by or (task.assignee is None and said.said_by != message.said_by)


def _is_same_promise(message: Message, reading: Reading, task: Task, said: Message) -> bool:
    if compare(message.text, f"{task.title} {said.text}", due_words=reading.due_words) != "same":
        return False
    return is_alike(message.text, said.text) or is_alike(reading.title or message.text, task.title)


def _accept(desk: Desk, task: Task) -> None:
    fields: dict[str, object] = {"is_promise": True}
    if task.assignee is None and desk.member is not None:
        fields |= {"assignee": desk.member.name, "assignee_id": desk.member.id}
    change(desk, task, "promised", by=None, **fields)


def keep(desk: Desk, message: Message) -> list[Message]:
    """What our own words hand over in a thread keeps what was promised there: done, unless somebody says it isn't.

    Where several things were promised, only what is named; a promise that nobody confirmed yet is only shown it.
    Returns those whose cards tell something new.
    """
    if desk.place.thread is None:
        return []
    promised = [
        (task, said) for task, said in list_tasks_here(desk, message) if task.is_promise and task.message_id == said.id
    ]
    touched = []
    for task, said in promised:
        likeness = compare(message.text, f"{task.title} {said.text}")
        if likeness == "other" or (likeness != "same" and len(promised) > 1):
            continue
        hold(desk, task)
        link(desk, task, message, "delivery", words=one_line(message.text, 120))
        if task.status in OPEN:
            change(desk, task, KEPT, by=None, status="done", done_at=message.said_at)
        touched.append(said)
    return touched
