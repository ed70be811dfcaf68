"""An order about words that somebody else said: "@bot 记为变更 ACME" with a quotation, or in a thread under them.

The quoted words become the record's evidence. WeCom sends them without their author; in a thread it is the first
message, whose author is known. A member said so explicitly, so the record stands at once.
"""

import hashlib
from dataclasses import replace

from handlers.arrivals import Message as Said
from handlers.capturing import find_made, make_record, read_kept
from handlers.desk import Desk, row_id
from handlers.errors import NoQuote, UnknownClient
from handlers.evidence import hear
from handlers.proposals import confirm_record
from handlers.proposing import redraw, state_of
from handlers.receiving import receive
from handlers.recording import change
from handlers.replies import Reply
from handlers.rules.names import list_similar
from handlers.submitting import ask_approval
from handlers.tying import find_client_called
from prompts.quoting import QuoteOrder
from prompts.reading.schema import Reading
from prompts.render import one_line
from prompts.words import word
from storage.channels import find_message
from storage.clients import list_client_names
from storage.tables import ChangeRequest, Message

LONGEST_NAME = 80


def on_quote(desk: Desk, order: QuoteOrder, reading: Reading) -> list[Reply]:
    """Write the quoted words down as what the order says. Raises NoQuote, UnknownClient.

    Words of which there is such a record give no second one: a proposed one is confirmed, another is shown.
    """
    message = _get_quoted(desk, reading)
    client_id = _get_client_id(desk, order.client) if order.client else message.client_id
    made = find_made(desk, message, order.verb)
    if made is None:
        read = read_kept(message).model_copy(update={"reader": "said"})
        title = read.title or one_line(message.text, 120)
        made = make_record(desk, order.verb, message, read, title=title, client_id=client_id)
    else:
        if state_of(made) == "proposed":
            confirm_record(desk, made)
        if order.client and made.client_id != client_id:
            change(desk, made, "changed", by=desk.speaker, client_id=client_id)
    desk.session.flush()
    shown = redraw(desk, [message]) if message.card_key is not None else []
    asked = ask_approval(desk, made) if isinstance(made, ChangeRequest) else []
    return [receive(desk, message, made), *shown, *asked]


def _get_quoted(desk: Desk, reading: Reading) -> Message:
    """The quoted words, written down as somebody else's. Raises NoQuote."""
    said = desk.arrival
    assert isinstance(said, Said)
    if not said.quote.strip():
        return _get_parent(desk)
    digest = hashlib.sha256(said.quote.strip().encode()).hexdigest()[:32]
    known = find_message(desk.session, row_id(desk.here.id), f"quote:{digest}")
    if known is not None:
        return known
    nobody = said.model_copy(update={"user": word("quoted", desk.readership(None).lang), "quote": ""})
    theirs = replace(desk, arrival=nobody, account=None)
    return hear(theirs, f"quote:{digest}", said.quote.strip(), reading, said_at=said.at)


def _get_parent(desk: Desk) -> Message:
    """The message under which the order was given. Raises NoQuote."""
    thread = desk.place.thread
    parent = find_message(desk.session, row_id(desk.here.id), thread) if thread is not None else None
    if parent is None or not parent.text.strip():
        raise NoQuote()
    return parent


def _get_client_id(desk: Desk, name: str) -> int:
    client = find_client_called(desk, name)
    if client is None or client.deleted_at is not None:
        known = [row.name for row in list_client_names(desk.session, desk.agency_id)]
        raise UnknownClient(name=one_line(name, LONGEST_NAME), similar=list_similar(name, known))
    return row_id(client.id)
