"""WeCom customer service (微信客服): what clients wrote is fetched, and each message goes into the inbox once."""

import hashlib

from handlers.arrivals import AnyArrival, KfNews, as_stored
from handlers.arrivals import Message as Said
from handlers.desk import Desk, row_id
from handlers.ports import Post
from handlers.proposing import find_decider
from handlers.replies import Reply
from storage.channels import find_message
from storage.clients import list_client_names
from storage.inbox import put
from storage.kf import count_said, move_cursor
from storage.tables import Client

MORE = ":more:"
MOST_CHOICES = 5


def on_news(desk: Desk, post: Post | None) -> list[Reply]:
    """Put what was fetched into the inbox, and move the cursor behind it in the same unit.

    Whatever breaks, both happen or neither: then it is fetched again, and what is there already is not put twice.
    """
    news = desk.arrival
    assert isinstance(news, KfNews)
    if post is None:
        return []
    for arrival in post.arrivals:
        _put(desk, arrival)
    if post.cursor and post.cursor != post.began_at:
        move_cursor(desk.session, news.place.workspace, news.account, before=post.began_at, after=post.cursor)
        if post.has_more:
            mark = hashlib.sha256(post.cursor.encode()).hexdigest()[:24]
            key = f"{news.key.partition(MORE)[0]}{MORE}{mark}"
            _put(desk, news.model_copy(update={"key": key}))
    return []


def _put(desk: Desk, arrival: AnyArrival) -> None:
    trace_id = hashlib.sha256(arrival.key.encode()).hexdigest()[:16]
    put(
        desk.session,
        key=arrival.key,
        lane=arrival.lane,
        kind=arrival.kind,
        payload=as_stored(arrival),
        trace_id=trace_id,
        now=desk.now,
    )


def ask_whose(desk: Desk) -> list[Reply]:
    """Somebody new writes over customer service: ask the one who decides whose client they are, once."""
    said = desk.arrival
    is_new_chat = isinstance(said, Said) and said.place.via == "kf" and desk.member is None
    if not is_new_chat or desk.here.client_id is not None or count_said(desk.session, row_id(desk.here.id)) != 1:
        return []
    assert isinstance(said, Said)
    message = find_message(desk.session, row_id(desk.here.id), said.message_id)
    found = find_decider(desk, message) if message is not None else None
    if message is None or found is None:
        return []
    member, to = found
    card = desk.card_for(
        member,
        "kf_whose",
        platform=to.platform,
        name=message.said_by,
        words=message.text,
        place=desk.here.id,
        choices=_list_clients(desk, member.id),
    )
    return [Reply(to=to, card=card, key="whose")]


def _list_clients(desk: Desk, member_id: int | None) -> dict[int, str]:
    """Clients who may be meant: the member's own first, then the newest."""
    numbers = {name.client_id for name in list_client_names(desk.session, desk.agency_id)}
    rows = [row for number in numbers if (row := desk.session.get(Client, number)) is not None]
    active = [row for row in rows if row.status == "active"]
    active.sort(key=lambda row: (row.owner_id != member_id, -row_id(row.id)))
    return {row_id(row.id): row.name for row in active[:MOST_CHOICES]}
