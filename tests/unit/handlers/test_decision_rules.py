"""The rules of a change request's life: which act leads where, who may approve, which round it is, what it costs."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from handlers.rules.amounts import Money, find_money, read_money
from handlers.rules.approving import Colleague, list_asked, list_who_may, may_approve
from handlers.rules.lifecycle import CHANGE_STEPS, ORDER_STEPS, list_next, next_state
from handlers.rules.rounds import Round, choose_running
from storage.tables import Contract

AE, MANAGER, OTHER, ADMIN = (
    Colleague(1, "ae"),
    Colleague(2, "manager"),
    Colleague(3, "manager"),
    Colleague(4, "admin"),
)
EVERYBODY = [AE, MANAGER, OTHER, ADMIN]
STATES = (
    "proposed", "submitted", "approved", "rejected", "in_progress", "delivered", "done", "withdrawn", "merged",
    "dismissed",
)  # fmt: skip
LEADS = {
    "submit": {"proposed", "rejected"},
    "approve": {"submitted"},
    "reject": {"submitted"},
    "start": {"approved", "delivered"},
    "deliver": {"approved", "in_progress"},
    "done": {"proposed", "submitted", "approved", "in_progress", "delivered"},
    "withdraw": {"proposed", "submitted", "approved", "in_progress", "delivered"},
}


@pytest.mark.parametrize("act", sorted(LEADS))
def test_an_act_leads_on_from_its_states_and_from_no_other(act: str):
    assert {state for state in STATES if next_state(CHANGE_STEPS, act, state) is not None} == LEADS[act]
    assert set(CHANGE_STEPS) == set(LEADS)


@pytest.mark.parametrize("state", STATES)
def test_a_card_offers_only_what_can_be_done(state: str):
    assert all(next_state(CHANGE_STEPS, act, state) is not None for act in list_next(state))


def test_an_order_is_decided_once_and_may_be_withdrawn():
    assert next_state(ORDER_STEPS, "approve", "submitted") == "approved"
    assert next_state(ORDER_STEPS, "reject", "approved") is None
    assert next_state(ORDER_STEPS, "withdraw", "approved") == "withdrawn"


def test_the_named_approver_is_asked_alone_and_every_manager_may():
    assert list_asked(EVERYBODY, submitter=1, named=4) == [4]
    assert list_who_may(EVERYBODY, submitter=1, named=4) == [2, 3, 4]


def test_all_managers_are_asked_and_no_admin():
    assert list_asked(EVERYBODY, submitter=1, named=None) == [2, 3]
    assert not may_approve(ADMIN, EVERYBODY, submitter=1, named=None)


def test_nobody_approves_what_they_submitted_not_even_when_named():
    assert list_asked(EVERYBODY, submitter=2, named=2) == [3]
    assert not may_approve(MANAGER, EVERYBODY, submitter=2, named=2)


def test_an_admin_steps_in_where_no_other_is_manager():
    assert list_asked([AE, MANAGER, ADMIN], submitter=2, named=None) == [4]
    assert may_approve(ADMIN, [AE, MANAGER, ADMIN], submitter=2, named=None)


def test_where_the_only_one_submitted_it_nobody_can():
    assert list_asked([AE, ADMIN], submitter=4, named=None) == []
    assert list_who_may([AE, ADMIN], submitter=4, named=None) == []


def test_a_round_is_over_only_beyond_a_known_allowance():
    assert Round(3, 2).is_over
    assert not Round(2, 2).is_over
    assert not Round(9, None).is_over


def contract(number: int, begins: date | None, ends: date | None, status: str = "active") -> Contract:
    return Contract(
        id=number, agency_id=1, client_id=1, title="x", starts_on=begins, ends_on=ends, status=status,
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
    )  # fmt: skip


def test_of_the_contracts_that_run_the_one_that_began_last_counts():
    today = date(2026, 11, 23)
    over = contract(1, None, date(2026, 11, 22))
    first, second = contract(2, date(2026, 1, 1), today), contract(3, today, None)
    later, ended = contract(4, date(2026, 11, 24), None), contract(5, today, None, "ended")

    assert choose_running([over, first, second, later, ended], today) is second
    assert choose_running([over, later, ended], today) is None
    assert choose_running([contract(6, None, None)], today) is not None


@pytest.mark.parametrize(
    ("words", "amount", "currency"),
    [
        ("3000", 3000, None),
        ("¥3,000", 3000, "CNY"),
        ("3000元", 3000, "CNY"),
        ("1.5万", 15000, None),
        ("2k USD", 2000, "USD"),
        ("$1,234.50", Decimal("1234.5"), "USD"),
        ("1,234,567.89 EUR", Decimal("1234567.89"), "EUR"),
        ("5000港币", 5000, "HKD"),
        ("加急费 800 块", 800, "CNY"),
    ],
)
def test_amounts_are_read_as_people_type_them(words: str, amount: Decimal | int, currency: str | None):
    found = find_money(words)

    assert found is not None
    assert found[1] == Money(Decimal(amount).quantize(Decimal("0.01")), currency)


@pytest.mark.parametrize("words", ["", "lots", "0", "-", "1.234.5", "9999999999999999", "v2"])
def test_what_is_no_amount(words: str):
    assert find_money(words) is None


def test_a_field_holds_an_amount_and_nothing_else():
    assert read_money(" 3000 ") == Money(Decimal("3000.00"), None)
    assert read_money("about 3000") is None
