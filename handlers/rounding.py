"""What belongs to every answer: the loading view gets its end, and the homes that changed are drawn anew."""

from handlers.arrivals import Message, Waited
from handlers.desk import Desk
from handlers.home import is_from_home, refresh_homes
from handlers.proposing import redraw
from handlers.replies import Address, Reply
from storage.audits import list_act
from storage.tables import ChangeRequest, Interaction, Task
from storage.tables import Message as Heard

_TABLES: dict[str, type[ChangeRequest | Interaction | Task]] = {
    "change_request": ChangeRequest,
    "interaction": Interaction,
    "task": Task,
}


def round_off(desk: Desk, replies: list[Reply]) -> list[Reply]:
    """The replies, and what else is to be drawn because of what was just served."""
    if isinstance(desk.arrival, Message) and not replies:
        return replies  # only heard: nobody's screen shows it
    if is_from_home(desk):
        replies = _draw_elsewhere(desk, replies)
    replies = close_view(desk, replies)
    return [*replies, *refresh_homes(desk, replies)]


def close_view(desk: Desk, replies: list[Reply]) -> list[Reply]:
    """The door has opened a loading view: if no form takes its place, it says what came instead."""
    arrival = desk.arrival
    view = arrival.view if isinstance(arrival, Waited) else None
    if view is None or any(reply.to.where == "modal" for reply in replies):
        return replies
    to = Address(
        platform=desk.place.platform, workspace=desk.place.workspace, where="modal", user=arrival.user, view=view
    )
    said = next((reply for reply in replies if reply.card is not None), None)
    if said is None or said.card is None:  # an outsider is told no more than this
        return [*replies, Reply(to=to, card=desk.card("for_colleagues"), key="view")]
    if said.key == "error":  # said once, where the member looks
        told = said.model_copy(update={"to": to, "fallback": said.to, "must_be_internal": False})
        return [told if reply is said else reply for reply in replies]
    return [*replies, Reply(to=to, card=said.card, key="view")]


def _draw_elsewhere(desk: Desk, replies: list[Reply]) -> list[Reply]:
    """Pressed on the home, a card isn't said one-to-one as well: where it stands, it is drawn anew.

    Where nothing was changed (somebody was first), the answer is said.
    """
    lines = list_act(desk.session, desk.agency_id, desk.arrival.key)
    if not lines:
        return replies
    kept = [reply for reply in replies if reply.key != "edited"]
    replaced = {reply.replaces for reply in kept}
    messages: dict[int, Heard] = {}
    for line in lines:
        table = _TABLES.get(line.record_kind)
        record = desk.session.get(table, line.record_id) if table is not None else None
        message_id = getattr(record, "message_id", None)
        message = desk.session.get(Heard, message_id) if message_id is not None else None
        if message is not None and message.id is not None and message.card_key not in {None, *replaced}:
            messages[message.id] = message
    return [*kept, *redraw(desk, list(messages.values()))]
