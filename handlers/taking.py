"""What a reading says becomes records, unless it belongs to what is there already."""

from collections.abc import Sequence

from handlers.around import Placed
from handlers.desk import Desk
from handlers.evidence import find_contact_who_speaks
from handlers.recording import record_change, record_interaction, record_signals, record_task
from handlers.threads import ask_about, place
from handlers.waiting import watch
from prompts.reading.schema import Reading
from prompts.render import one_line
from storage.records import AnyRecord
from storage.tables import Message, Signal


def take_in(
    desk: Desk, message: Message, reading: Reading, known: Sequence[AnyRecord] = (), *, is_new: bool = False
) -> tuple[list[AnyRecord], Placed]:
    """Find out what a message means for what is there, and write down what is new. All its records then.

    `known`: what was written down from it before.
    """
    placed = place(desk, message, reading, written=[kind_of(record) for record in known])
    watch(desk, message, reading, is_new=is_new)
    return [*known, *write_down(desk, message, reading, known, placed)], placed


def write_down(
    desk: Desk, message: Message, reading: Reading, known: Sequence[AnyRecord], placed: Placed
) -> list[AnyRecord]:
    """Write what the reading says and isn't written yet; what was dismissed stays dismissed.

    What belongs to a record that is there already makes no record of its own.
    """
    title = reading.title or one_line(message.text, 60)
    written = {kind_of(record) for record in known} | placed.covered
    contact_id = find_contact_who_speaks(desk, message)
    made: list[AnyRecord] = []
    if "interaction" in reading.kinds and "interaction" not in written:
        made.append(record_interaction(desk, message, reading, summary=title, contact_id=contact_id, by=None))
    is_change = "change_request" in reading.kinds or placed.refers_to is not None
    if is_change and "change_request" not in written:
        row = record_change(desk, message, reading, title=title, by=None, refers_to=placed.refers_to)
        made.append(row)
        placed.asks = ask_about(desk, message, row, placed) or placed.asks
        placed.makes_work = True
    if "task" in reading.kinds and "task" not in written:
        made.append(record_task(desk, message, reading, title=title, by=None, done_for=placed.change))
    fresh = tuple(signal for signal in reading.signals if f"signal:{signal.kind}" not in written)
    return [*made, *record_signals(desk, message, fresh)]


def kind_of(record: AnyRecord) -> str:
    """What is written once for a message: one of each table, and of signals one of each kind."""
    return f"signal:{record.kind}" if isinstance(record, Signal) else str(record.__tablename__)
