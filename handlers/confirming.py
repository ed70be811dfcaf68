"""A change request put before the client in writing: a text to send, or a card with a button in their own channel."""

from handlers.answering import keep_answer
from handlers.arrivals import Press
from handlers.counting import round_of
from handlers.desk import Desk, row_id
from handlers.drawing import draw_confirmation, drawing_of, lang_of, redraw_record
from handlers.errors import BadCommand, NoSharedChannel, UnknownRecord, WrongState
from handlers.numbers import get_numbered, split_number
from handlers.recording import change, create, hold, record_label
from handlers.replies import Address, Reply, outbox_key
from handlers.rules.lifecycle import LIVE
from handlers.shown import remember
from prompts.cards import Card
from prompts.reading.schema import Reading
from prompts.render import Readership, render_card
from storage.channels import list_channels_of
from storage.confirmations import list_confirmations_of
from storage.orders import list_orders_of
from storage.tables import ChangeRequest, Channel, Confirmation, Message


def on_confirm_text(desk: Desk, words: str, reading: Reading) -> list[Reply]:
    """The text that the client is to confirm: /crm confirm CR-3."""
    found = split_number(words)
    if found is None:
        raise BadCommand(verb="confirm")
    record = get_numbered(desk, found[0], bare="cr")
    if not isinstance(record, ChangeRequest):
        raise UnknownRecord(record=record_label(record))
    _check_may_be_asked(record)
    return [_offer(desk, record)]


def on_text_pressed(desk: Desk, value: str) -> list[Reply]:
    """The button on the change request's card. The card stays; the text comes below it."""
    record = _get_change(desk, value)
    _check_may_be_asked(record)
    return [_offer(desk, record)]


def on_post_pressed(desk: Desk, value: str) -> list[Reply]:
    """A member orders it into the client's channel ("change:3:7", 7 is the channel): outsiders see this one card."""
    press = desk.arrival
    assert isinstance(press, Press)
    record = _get_change(desk, value)
    hold(desk, record)  # two who press at once post it once
    _check_may_be_asked(record)
    channel = desk.session.get(Channel, int(value.split(":")[2])) if value.count(":") == 2 else None
    if channel is None or channel not in _list_channels(desk, record):
        raise NoSharedChannel(record=record_label(record))
    text = _write(desk, record)
    waiting = [one for one in list_confirmations_of(desk.session, row_id(record.id)) if one.status == "asked"]
    if any(one.text == text and one.channel_id == channel.id for one in waiting):
        return [desk.edit_in_place(_draw_offer(desk, record, text), press.card)]
    replaced = []
    for one in waiting:  # the client is to answer the newest words only
        change(desk, one, "replaced", by=desk.speaker, status="replaced")
        replaced += redraw_record(desk, one)
    posted = _post(desk, record, channel, text)
    return [desk.edit_in_place(_draw_offer(desk, record, text, is_new=True), press.card), posted, *replaced]


def on_client_confirmed(desk: Desk, value: str) -> list[Reply]:
    """The client presses Confirm. A member's press is no client's word, and is told so."""
    press = desk.arrival
    assert isinstance(press, Press)
    kind, _, number = value.partition(":")
    is_ours = kind == "confirmation" and number.isdigit()
    confirmation = desk.session.get(Confirmation, int(number)) if is_ours else None
    if confirmation is None or confirmation.agency_id != desk.agency_id or confirmation.channel_id != desk.here.id:
        return []
    if desk.member is not None:
        return [desk.answer(desk.card("for_client"), key="for-client")]
    account = desk.account
    if account is None or account.is_bot or not account.is_outsider or account.checked_at is None:
        return []  # of whom nothing is known yet may be one of ours
    label = draw_confirmation(desk, confirmation).buttons
    return keep_answer(desk, confirmation, words=label[0].label if label else "", at=press.at)


def _offer(desk: Desk, record: ChangeRequest) -> Reply:
    """The text, for the member alone: it is theirs to send."""
    return desk.answer(_draw_offer(desk, record, _write(desk, record)), key="client-text")


def _draw_offer(desk: Desk, record: ChangeRequest, text: str, *, is_new: bool = False) -> Card:
    confirmations = list_confirmations_of(desk.session, row_id(record.id))
    same = [one for one in confirmations if one.text == text and one.status in ("asked", "confirmed")]
    asked = next((one for one in same if one.status == "asked"), None)
    confirmed = next((one for one in same if one.status == "confirmed"), None)
    where = desk.session.get(Channel, asked.channel_id) if asked is not None and asked.channel_id else None
    channels = [] if same else _list_channels(desk, record)
    return desk.card(
        "client_text",
        label=record_label(record),
        change=record,
        text=text,
        places=[(row_id(channel.id), channel.name or channel.external_id) for channel in channels],
        posted=(where.name or where.external_id) if where is not None else None,
        answered=confirmed.answered_by if confirmed is not None else None,
        act=desk.arrival.key if is_new else None,
    )


def _write(desk: Desk, record: ChangeRequest) -> str:
    """The text in the client's language: nothing in it that isn't theirs to know."""
    message = desk.session.get(Message, record.message_id) if record.message_id else None
    lang = lang_of(message.text) if message is not None else desk.readership(None).lang
    reader = Readership(lang=lang, tz=desk.agency.tz, now=desk.now)
    card = render_card(
        "confirmation_text",
        reader,
        label=record_label(record),
        change=record,
        counted=round_of(desk, record),
        orders=[order for order in list_orders_of(desk.session, row_id(record.id)) if order.status == "approved"],
    )
    return card.as_text


def _list_channels(desk: Desk, record: ChangeRequest) -> list[Channel]:
    """Where the client can be asked: the channel in which they asked for it, else every Slack channel they share."""
    message = desk.session.get(Message, record.message_id) if record.message_id else None
    said_in = desk.session.get(Channel, message.channel_id) if message is not None else None
    if said_in is not None and _is_shared_with(said_in, record.client_id):
        return [said_in]
    if record.client_id is None:
        return []
    channels = list_channels_of(desk.session, record.client_id)
    return [channel for channel in channels if _is_shared_with(channel, record.client_id)][:4]


def _is_shared_with(channel: Channel, client_id: int | None) -> bool:
    is_slack = channel.platform == "slack" and not channel.is_direct
    return is_slack and channel.audience == "shared" and client_id is not None and channel.client_id == client_id


def _post(desk: Desk, record: ChangeRequest, channel: Channel, text: str) -> Reply:
    confirmation = Confirmation(
        agency_id=desk.agency_id,
        change_id=row_id(record.id),
        client_id=record.client_id,
        channel_id=channel.id,
        text=text,
        status="asked",
        asked_at=desk.now,
        created_at=desk.now,
        created_by_id=desk.speaker.id,
    )
    create(desk, confirmation, by=desk.speaker)
    to = Address.model_validate(
        {
            "platform": channel.platform,
            "workspace": channel.workspace,
            "channel": channel.external_id,
            "where": "channel",
            "thread": _thread_of(desk, record, channel),
        }
    )
    card = drawing_of(desk, confirmation)("confirmation", None, channel.platform)
    reply = Reply(to=to, card=card, key=f"confirmation-{confirmation.id}", may_repeat=False)
    confirmation.card_key = outbox_key(desk.arrival.key, reply.key)
    desk.session.add(confirmation)
    return remember(desk, confirmation, "confirmation", reply, member=None)


def _thread_of(desk: Desk, record: ChangeRequest, channel: Channel) -> str | None:
    """The thread in which the client asked for it, if that was in this channel."""
    message = desk.session.get(Message, record.message_id) if record.message_id else None
    if message is None or message.channel_id != channel.id or not message.external_id.replace(".", "").isdigit():
        return None
    return message.thread_id or message.external_id


def _check_may_be_asked(record: ChangeRequest) -> None:
    """Raises WrongState for what isn't submitted, or isn't to be done any more."""
    if record.status not in LIVE or record.status == "proposed" or record.deleted_at is not None:
        raise WrongState(record=record_label(record), status=record.status, act="confirm")


def _get_change(desk: Desk, value: str) -> ChangeRequest:
    parts = value.split(":")
    is_change = parts[0] == "change" and len(parts) > 1 and parts[1].isdigit()
    record = desk.session.get(ChangeRequest, int(parts[1])) if is_change else None
    if record is None or record.agency_id != desk.agency_id:
        raise UnknownRecord(record=value)
    return record
