"""A process that works off both queues until it is killed; what it sends, it appends to a file.

python queue_process.py DATABASE_URL SENT_FILE
"""

import asyncio
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlmodel import Session

from bot.delivery import Delivery, Patience
from bot.doors import Receipt
from bot.worker import Prepared, Worker
from handlers.replies import Address, Reply
from prompts.cards import Card, Said
from storage import inbox
from storage.engine import open_store
from storage.inbox import Item
from storage.presence import open_presence
from storage.rates import Pacing

FAR = datetime(2100, 1, 1, tzinfo=UTC)


def now() -> datetime:
    return datetime.now(UTC)


class Clerk:
    """Records one effect of each event, and answers it."""

    def prepare(self, payload: dict[str, Any], item: Item) -> Prepared | None:
        return Prepared({"read": item.key}, is_costly=True)

    def is_quick(self, payload: dict[str, Any]) -> bool:
        return False

    def apply(
        self, session: Session, payload: dict[str, Any], prepared: dict[str, Any] | None, item: Item
    ) -> Sequence[Reply]:
        inbox.put(session, key=f"effect:{item.key}:{item.attempts}", lane="effects", kind="effect",
                  payload=prepared or {}, trace_id=item.trace_id, now=now(), run_at=FAR)  # fmt: skip
        to = Address(platform="slack", workspace="T1", where="channel", channel=item.lane)
        return [Reply(to=to, card=Card(title=item.key), key="receipt")]


class FileDoor:
    """A platform that keeps what it was sent in a file, and can be searched."""

    platform = "slack"

    def __init__(self, path: Path) -> None:
        self._path = path

    async def send(self, to: Address, said: Said, *, key: str, replaces: Receipt | None = None) -> Receipt:
        with self._path.open("a") as file:
            file.write(f"{key}\n")
        await asyncio.sleep(0.01)  # the answer takes its time: a kill may fall here
        return Receipt(channel=to.channel, message_id=key)

    async def find_sent(self, to: Address, *, key: str, since: datetime) -> Receipt | None:
        is_there = key in self._path.read_text().splitlines()
        return Receipt(channel=to.channel, message_id=key) if is_there else None


async def main(url: str, sent: Path) -> None:
    store = open_store(url)
    presence = open_presence(store)
    worker = Worker(store, Clerk(), presence=presence, clock=now, poll_s=0.1)
    delivery = Delivery(
        store, {"slack": FileDoor(sent)}, presence=presence, clock=now, pacing=Pacing({}),
        patience=Patience(look_s=0.2), poll_s=0.1,
    )  # fmt: skip
    await asyncio.gather(worker.run(), delivery.run())


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
