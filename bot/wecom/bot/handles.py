"""Handles: by what a message or a press is answered, kept as one text from the arrival to the answer.

Over the long connection that is a req_id, which dies with its connection; over the callback it is a response_url, which
works once. Both grow too old.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

ANSWERABLE_FOR = timedelta(hours=24)  # a req_id
URL_LIVES_FOR = timedelta(hours=1)
UPDATABLE_FOR = timedelta(seconds=5)  # a card, after the press


@dataclass(frozen=True)
class Handle:
    """How one arrival is answered."""

    at: datetime  # when it reached us
    connection: str = ""  # the connection that req_id belongs to
    req_id: str = ""
    url: str = ""
    task_id: str = ""  # of the card that was pressed

    def write(self) -> str:
        """As arrivals and addresses carry it; "" when there is nothing to answer by."""
        if not (self.req_id or self.url):
            return ""
        parts = [self.at.isoformat(), self.connection, self.req_id, self.url, self.task_id]
        return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))


def read_handle(text: str | None) -> Handle | None:
    """The handle again; None if there is none."""
    if not text:
        return None
    at, connection, req_id, url, task_id = json.loads(text)
    return Handle(at=datetime.fromisoformat(at), connection=connection, req_id=req_id, url=url, task_id=task_id)
