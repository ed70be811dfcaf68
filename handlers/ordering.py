"""Supplementary orders (加价单): a price for a revision round beyond the allowance, approved like a change request."""

from decimal import Decimal

from handlers.arrivals import CardRef, Command, Press, Submission
from handlers.counting import find_running_contract
from handlers.desk import Desk, row_id
from handlers.drawing import draw_change, list_names_asked
from handlers.errors import AlreadyOrdered, BadCommand, UnknownRecord, WrongState
from handlers.numbers import get_numbered, split_number
from handlers.recording import create, hold, record_label
from handlers.replies import Reply
from handlers.rules.amounts import CURRENCIES, Money, find_money, read_money
from handlers.rules.lifecycle import LIVE
from prompts.cards import Card
from prompts.decision_forms import LONGEST_NOTE, order_form
from prompts.reading.schema import Reading
from prompts.render import one_line
from storage.agencies import next_number
from storage.orders import list_orders_of
from storage.tables import ChangeRequest, Client, SupplementaryOrder

USUAL_CURRENCY = "CNY"


def on_order(desk: Desk, words: str, reading: Reading) -> list[Reply]:
    """Price a change request: /crm order CR-3 3000. Without an amount, a form asks for it."""
    found = split_number(words)
    if found is None:
        raise BadCommand(verb="order")
    change = get_numbered(desk, found[0], bare="cr")
    if not isinstance(change, ChangeRequest):
        raise UnknownRecord(record=record_label(change))
    _check_may_be_priced(desk, change)
    if not found[1]:
        arrival = desk.arrival
        if not isinstance(arrival, Command) or arrival.trigger_id is None:
            raise BadCommand(verb="order")
        return [_ask_amount(desk, change, f"change:{change.id}:command", arrival.trigger_id, CardRef())]
    priced = find_money(found[1])
    if priced is None:
        raise BadCommand(verb="order")
    note = found[1].replace(priced[0], " ", 1)
    order = _make(desk, change, priced[1], note)
    return [desk.answer(_draw_receipt(desk, order), key="receipt", is_record=True)]


def on_order_pressed(desk: Desk, value: str) -> list[Reply]:
    """The button on a change request that goes beyond the allowance."""
    press = desk.arrival
    assert isinstance(press, Press)
    change = _get_change(desk, value)
    _check_may_be_priced(desk, change)
    return [_ask_amount(desk, change, value, press.trigger_id, press.card)]


def on_ordered(desk: Desk, submission: Submission) -> list[Reply]:
    """The form with the amount was sent."""
    change = _get_change(desk, submission.about)
    _check_may_be_priced(desk, change)
    money = read_money(submission.values.get("amount", ""))
    if money is None:
        raise BadCommand(verb="order")
    currency = submission.values.get("currency") or None
    if currency not in CURRENCIES:
        currency = money.currency
    order = _make(desk, change, Money(money.amount, currency), submission.values.get("note", ""))
    receipt = desk.answer(_draw_receipt(desk, order), key="receipt")
    reader = None if desk.is_among_colleagues else desk.speaker
    ref = submission.card
    has_card = any((ref.message_id, ref.response_url, ref.response_code))
    shown = [desk.edit_in_place(draw_change(desk, change, reader), ref)] if has_card and _is_record(submission) else []
    return [*shown, receipt]


def _is_record(submission: Submission) -> bool:
    """Whether the form was opened from the change request's own card."""
    return submission.about.count(":") == 1


def _make(desk: Desk, change: ChangeRequest, money: Money, note: str) -> SupplementaryOrder:
    order = SupplementaryOrder(
        agency_id=desk.agency_id,
        number=next_number(desk.session, desk.agency_id, "order"),
        client_id=change.client_id,
        change_id=row_id(change.id),
        title=one_line(note.strip(" ,，。"), LONGEST_NOTE) or change.title,
        amount=Decimal(money.amount),
        currency=money.currency or _currency_of(desk, change),
        created_at=desk.now,
        created_by_id=desk.speaker.id,
    )
    create(desk, order, by=desk.speaker)
    return order


def _currency_of(desk: Desk, change: ChangeRequest) -> str:
    contract = find_running_contract(desk, change.client_id) if change.client_id is not None else None
    return contract.currency if contract is not None else USUAL_CURRENCY


def _check_may_be_priced(desk: Desk, change: ChangeRequest) -> None:
    """One live order for a change request; nobody else makes one meanwhile. Raises WrongState, AlreadyOrdered."""
    hold(desk, change)
    if change.status not in LIVE or change.deleted_at is not None:
        raise WrongState(record=record_label(change), status=change.status, act="order")
    for order in list_orders_of(desk.session, row_id(change.id)):
        if order.status in ("submitted", "approved"):
            raise AlreadyOrdered(record=record_label(change), order=record_label(order), status=order.status)


def _ask_amount(desk: Desk, change: ChangeRequest, about: str, trigger_id: str | None, ref: CardRef) -> Reply:
    form = order_form(
        desk.readership(desk.speaker).lang,
        about=about,
        number=record_label(change),
        currency=_currency_of(desk, change),
        currencies=CURRENCIES,
    )
    return desk.open_form(form, trigger_id=trigger_id, ref=ref)


def _draw_receipt(desk: Desk, order: SupplementaryOrder) -> Card:
    change = desk.session.get(ChangeRequest, order.change_id)
    client = desk.session.get(Client, order.client_id) if order.client_id else None
    return desk.record_card(
        "ordered",
        order=order,
        change=change,
        label=record_label(order),
        client=client.name if client else None,
        waits_for=list_names_asked(desk, order),
        act=desk.arrival.key,
        who=desk.speaker.name,
    )


def _get_change(desk: Desk, value: str) -> ChangeRequest:
    kind, _, rest = value.partition(":")
    number = rest.partition(":")[0]
    change = desk.session.get(ChangeRequest, int(number)) if kind == "change" and number.isdigit() else None
    if change is None or change.agency_id != desk.agency_id:
        raise UnknownRecord(record=value)
    return change
