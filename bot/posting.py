"""From a handler's reply to a row of the outbox: its key, its lane, its pace."""

from collections.abc import Sequence
from datetime import datetime

from handlers.replies import Address, Reply, outbox_key
from storage.outbox import Outgoing


def to_outgoing(
    replies: Sequence[Reply], *, cause: str, trace_id: str, inbox_id: int | None = None, run_at: datetime | None = None
) -> list[Outgoing]:
    """Rows for what a handler wants said. `cause` is the key of what came in: the same cause says each thing once."""
    return [
        Outgoing(
            key=outbox_key(cause, reply.key),
            lane=choose_lane(reply.to, replaces=reply.replaces),
            workspace=name_workspace(reply.to),
            is_paced=is_paced(reply.to),
            name=name_of(reply),
            payload=reply.model_dump(mode="json"),
            trace_id=trace_id,
            may_repeat=reply.may_repeat,
            expires_at=reply.expires_at,
            run_at=run_at,
            inbox_id=inbox_id,
            is_latest_only=reply.to.where == "home",
        )
        for reply in replies
    ]


def choose_lane(to: Address, *, replaces: str | None = None) -> str:
    """What this is sent in order with.

    A person waits for the answer to a press or a command, and a trigger lives three seconds: such answers don't
    queue behind a channel's posts, nor behind each other. An update of a card that was pressed
    follows only earlier updates of it; one that replaces a row of ours comes after that row, in the channel's lane.
    """
    if to.where in ("modal", "answer", "home"):
        return f"{to.lane}:{to.where}:{to.user}"
    if to.where == "update" and replaces is None:
        return f"{to.lane}:update:{to.message_id or to.response_code}"
    return to.lane


def is_paced(to: Address) -> bool:
    """Whether the rates of its channel and workspace hold it back."""
    return to.where not in ("modal", "answer", "home")


def name_workspace(to: Address) -> str:
    """The workspace as rates and stops know it."""
    return f"{to.door}:{to.workspace}"


def name_of(reply: Reply) -> str:
    """Which card, form or page this is, for logs."""
    said = reply.card or reply.form or reply.page
    return said.name if said is not None else "empty"
