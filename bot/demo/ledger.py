"""A look into the program's database while it runs: what it has written down, and whether anything is left to do."""

import time
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from sqlmodel import Session, col, select

from bot.demo.stage import Stage, StageError
from handlers.exports import Exporter
from storage.agencies import find_agency
from storage.depths import Depth, measure
from storage.engine import open_store
from storage.tables import ChangeRequest, Client, Interaction, Message, Task

SETTLED_WITHIN_S = 15.0
_GLANCE_S = 0.01


@dataclass(frozen=True)
class Heard:
    """What became of one message."""

    kinds: tuple[str, ...]
    interaction_kind: str | None
    client: str | None
    labels: tuple[str, ...]  # CR-1, T-2
    subjects: tuple[str, ...]  # what the buttons of its cards carry: message:1, change:1


Row = dict[str, Any]
Books = dict[str, list[Row]]

KINDS = ("messages", "clients", "members", "interactions", "changes", "tasks", "signals", "supplementary_orders")


class Ledger:
    """Reads beside the program. Use it in a `with` statement."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._store = open_store(stage.database_url)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._store.close()

    def wait_until_settled(self) -> None:
        """Until all that came in has been worked off, and all that is to be said was said. Raises StageError."""
        deadline = time.monotonic() + SETTLED_WITHIN_S
        while depths := self._store.read(measure):
            if dead := [depth for depth in depths if depth.state == "dead"]:
                raise StageError(f"{_say(dead)} failed; the log ends with:\n{self._stage.last_words()}")
            if time.monotonic() > deadline:
                raise StageError(f"still unfinished after {SETTLED_WITHIN_S:g} s: {_say(depths)}")
            self._stage.check_running()
            time.sleep(_GLANCE_S)

    def wait_for(self, message_id: str) -> None:
        """Until this message is written down: the long connection acknowledges nothing. Raises StageError."""
        deadline = time.monotonic() + SETTLED_WITHIN_S
        while self.find_heard(message_id) is None:
            if time.monotonic() > deadline:
                raise StageError(f"the message {message_id} did not arrive")
            self._stage.check_running()
            time.sleep(_GLANCE_S)

    def read_books(self) -> Books:
        """All that was kept, as `liaison export` gives it."""
        return self._store.read(_read_books)

    def find_heard(self, message_id: str) -> Heard | None:
        """What became of the message with this platform id."""
        return self._store.read(lambda session: _find_heard(session, message_id))


def _read_books(session: Session) -> Books:
    agency = find_agency(session)
    assert agency is not None  # made when the program started
    exporter = Exporter(session, agency)
    return {kind: list(exporter.rows(kind)) for kind in KINDS}


def _find_heard(session: Session, message_id: str) -> Heard | None:
    message = session.exec(select(Message).where(Message.external_id == message_id)).first()
    if message is None or message.id is None:
        return None
    client = session.get(Client, message.client_id) if message.client_id else None
    interaction = session.exec(select(Interaction).where(Interaction.message_id == message.id)).first()
    changes = session.exec(select(ChangeRequest).where(col(ChangeRequest.message_id) == message.id)).all()
    tasks = session.exec(select(Task.number).where(col(Task.message_id) == message.id)).all()
    return Heard(
        kinds=tuple(message.kinds),
        interaction_kind=interaction.kind if interaction else None,
        client=client.name if client else None,
        labels=(*(f"CR-{change.number}" for change in changes), *(f"T-{number}" for number in tasks)),
        subjects=(f"message:{message.id}", *(f"change:{change.id}" for change in changes)),
    )


def _say(depths: list[Depth]) -> str:
    return ", ".join(f"{depth.count} {depth.state} in the {depth.queue}" for depth in depths)
