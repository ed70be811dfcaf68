"""What a message means for the work of its conversation: it joins, moves, withdraws, or asks to be sorted."""

from collections.abc import Sequence

from handlers import approvals
from handlers.answering import keep_answer
from handlers.around import (
    Placed,
    find_named,
    first_message,
    is_interrupted_since,
    list_here,
    list_open_here,
    list_tasks_here,
)
from handlers.desk import Desk, row_id
from handlers.linking import AMENDED, WITHDRAWN, due_of, link, move_date
from handlers.promising import keep, place_task
from handlers.recording import change
from handlers.rules import conversation
from handlers.rules.conversation import choose_belonging, join_titles, says_again
from prompts.reading.orders import commands_a_machine
from prompts.reading.rules.changes import is_relayed
from prompts.reading.schema import NOISE, Reading
from prompts.reading.things import compare, is_alike
from prompts.reading.turns import change_numbers, is_only_a_date, names_a_record, plain_of, says_nothing, takes_back
from prompts.render import one_line
from storage.tables import ChangeRequest, Message, Task
from storage.threads import list_open_elsewhere


def place(desk: Desk, message: Message, reading: Reading, *, written: Sequence[str] = ()) -> Placed:
    """Find what a message means for what is there. `written`: kinds of records that it has made before."""
    placed = Placed()
    if reading.is_noise or (message.client_id is None and desk.here.is_direct):
        return placed
    if commands_a_machine(message.text):  # what is asked for beside the order makes a record of its own, no more
        return placed
    if is_for_client(desk, message):
        _place_clients(desk, message, reading, placed, written)
    else:
        _place_ours(desk, message, reading, placed, written)
    return placed


def is_for_client(desk: Desk, message: Message) -> bool:
    """Whether it is the client who speaks, or a member who passes on what the client says."""
    if desk.member is None:
        return True
    return desk.is_private or is_relayed(plain_of(message.text))


def _place_clients(desk: Desk, message: Message, reading: Reading, placed: Placed, written: Sequence[str]) -> None:
    taken_back = takes_back(message.text, reading)
    if taken_back and _withdraw(desk, message, reading, placed, is_former=taken_back == "former"):
        return
    if approvals.may_approve(message, reading):
        if desk.member is None and (asked := approvals.answers_confirmation(desk, message)) is not None:
            placed.told += keep_answer(desk, asked, words=one_line(message.text), at=message.said_at, message=message)
            return
        for other in approvals.approve(desk, message, reading):
            placed.touch(other)
        placed.asks = approvals.needs_card(desk, message, placed.touched)
        return
    if reading.due is not None and is_only_a_date(message.text, reading.due_words) and _is_no_meeting(reading):
        _move(desk, message, reading, placed)
        return
    if "change_request" in reading.kinds and "change_request" not in written:
        _join(desk, message, reading, placed)


def _is_no_meeting(reading: Reading) -> bool:
    return reading.interaction_kind not in ("meeting", "call")


def _place_ours(desk: Desk, message: Message, reading: Reading, placed: Placed, written: Sequence[str]) -> None:
    if "task" in reading.kinds and "task" not in written:
        place_task(desk, message, reading, placed)
    elif "change_request" in reading.kinds and "change_request" not in written:
        _join(desk, message, reading, placed)
    if approvals.may_deliver(desk, message, reading):
        for other in (*approvals.deliver(desk, message, reading), *keep(desk, message)):
            placed.touch(other)


def place_file(desk: Desk, message: Message) -> Placed:
    """A file without a word, before the client: a delivery, if something was asked for in this conversation."""
    placed = Placed()
    if message.attachments and approvals.may_deliver(desk, message, NOISE):
        for other in (*approvals.deliver(desk, message, NOISE, is_wordless=True), *keep(desk, message)):
            placed.touch(other)
    return placed


# -- what the client says


def _join(desk: Desk, message: Message, reading: Reading, placed: Placed) -> None:
    """A change of what is spoken of already joins it; of something else, it is a change request of its own."""
    found = _find_belonging(desk, message, reading)
    if found.to is None:
        placed.perhaps = found.perhaps
        return
    belongs_to = found.to
    title = reading.title or one_line(message.text, 60)
    due = due_of(reading)
    placed.covered.add("change_request")
    placed.change = belongs_to
    is_known = says_again(belongs_to.title, title) and due[0] in (None, belongs_to.due_on)
    if is_known and not desk.is_private:  # said again: evidence, and nothing that somebody would have to decide
        link(desk, belongs_to, message, "addition", words=title, due=due)
        return
    link(desk, belongs_to, message, "addition", state="proposed", words=title, due=due)
    if belongs_to.status == "proposed":
        change(desk, belongs_to, AMENDED, by=None, title=join_titles(belongs_to.title, title))
        if reading.due:
            move_date(desk, belongs_to, *due, by=None)
    placed.touch(first_message(desk, belongs_to))


def _find_belonging(desk: Desk, message: Message, reading: Reading) -> conversation.Belonging[ChangeRequest]:
    named = find_named(desk, message)
    if named is not None:
        return conversation.Belonging(to=named)
    if names_a_record(message.text) or says_nothing(message.text):  # it speaks of another than those around it
        return conversation.Belonging()
    candidates = []
    for candidate, said in list_open_here(desk, message):
        likeness = compare(message.text, f"{candidate.title} {said.text}", due_words=reading.due_words)
        if likeness == "same" and is_interrupted_since(desk, message, candidate, said):
            likeness = "unsure"
        candidates.append((candidate, likeness))
    return choose_belonging(candidates)


def _move(desk: Desk, message: Message, reading: Reading, placed: Placed) -> None:
    """Nothing but a date: the latest open work of the conversation is due then."""
    work = _list_open_work(desk, message)
    if not work or reading.due is None:
        return
    record, first = work[0]
    due = due_of(reading)
    placed.covered |= {"change_request", "task"}
    if not move_date(desk, record, *due, by=None):
        return
    link(desk, record, message, "date", words=reading.due_words or "", due=due)
    placed.touch(first)


def _list_open_work(desk: Desk, message: Message) -> list[tuple[ChangeRequest | Task, Message]]:
    """What the client has asked for in this conversation and isn't done, the latest first."""
    work: list[tuple[ChangeRequest | Task, Message]] = list(list_open_here(desk, message))
    asked_for = [
        (task, said) for task, said in list_tasks_here(desk, message) if not task.is_promise and task.change_id is None
    ]
    return sorted([*work, *asked_for], key=lambda found: found[1].said_at, reverse=True)


def _withdraw(desk: Desk, message: Message, reading: Reading, placed: Placed, *, is_former: bool) -> bool:
    """Take back what the message means, or ask about it. Returns whether it meant anything that is there."""
    named = find_named(desk, message)
    here = [(named, first_message(desk, named))] if named else list(list_here(desk, message))
    here = [found for found in here if found[0].status in (*conversation.OPEN_CHANGES, "done")]
    if names_a_record(message.text):  # another than those around it isn't meant
        here = [found for found in here if found[0].number in change_numbers(message.text)]
    fitting = [
        found
        for found in here
        if named or compare(message.text, f"{found[0].title} {found[1].text if found[1] else ''}") != "other"
    ]
    if not fitting:
        return False
    wanted, first = fitting[0]
    if wanted.status == "done" or approvals.is_delivered(desk, wanted):
        if not is_former:
            return False  # "算了，不改了" at what was done: it may stay as it is now
        placed.refers_to = wanted
        return True
    is_sure = len(fitting) == 1 or named is not None
    words = one_line(message.text, 120)
    if wanted.status == "proposed" and is_sure:
        link(desk, wanted, message, "withdrawal", words=words)
        change(desk, wanted, WITHDRAWN, by=None, status="withdrawn")
        placed.touch(first)
    else:
        for other, its_first in fitting[:3]:
            if not approvals.is_delivered(desk, other) and other.status != "done":
                link(desk, other, message, "withdrawal", state="asked", words=words)
                placed.touch(its_first)
    placed.covered.add("change_request")
    return True


# -- once the records of the message are written


def ask_about(desk: Desk, message: Message, made: ChangeRequest, placed: Placed) -> bool:
    """Ask whether a new change request is part of another, or the same as one that was said elsewhere; if it may be."""
    if placed.perhaps is not None:
        link(desk, placed.perhaps, message, "part", state="asked")
        return True
    if message.client_id is None or placed.refers_to is not None:
        return False
    since = message.said_at - conversation.SAME_WITHIN
    others = list_open_elsewhere(
        desk.session, message.client_id, but=row_id(made.id), since=since, statuses=conversation.OPEN_CHANGES
    )
    for other, said in others:
        if _is_elsewhere(message, said) and is_alike(message.text, said.text):
            link(desk, other, message, "same", state="asked")
            return True
    return False


def _is_elsewhere(message: Message, said: Message) -> bool:
    """Whether two things were said in two conversations."""
    if message.channel_id != said.channel_id:
        return True
    heads = {message.thread_id or message.external_id, said.thread_id or said.external_id}
    return len(heads) == 2 and (message.thread_id is not None or said.thread_id is not None)
