"""Cards about approvals, rounds, orders, contracts and the client's confirmation, with facts to fill them."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from handlers.drawing import Decision, Last
from handlers.drawing import Told as ToldOf
from handlers.rules.rounds import Round

Cards = list[tuple[str, dict[str, Any]]]
OVER, WITHIN, UNCOUNTED = Round(3, 2), Round(1, 2), Round(4, None)
URL = "https://studio.slack.com/archives/C1/p1"


@dataclass(frozen=True)
class Order:
    """Stands for a supplementary order."""

    title: str
    number: int = 1
    amount: Decimal = Decimal("3000.00")
    currency: str = "CNY"
    status: str = "submitted"


@dataclass(frozen=True)
class Contract:
    """Stands for a contract, or a project."""

    title: str
    id: int = 1
    rounds_included: int | None = 2
    amount: Decimal | None = Decimal("50000.50")
    budget: Decimal | None = Decimal(20000)
    currency: str = "USD"
    starts_on: date | None = date(2026, 1, 1)
    ends_on: date | None = date(2026, 12, 31)


@dataclass(frozen=True)
class Asked:
    """Stands for what the client was asked to confirm."""

    answer: str
    answered_by: str
    answered_at: datetime
    asked_at: datetime
    id: int = 5
    status: str = "confirmed"


def decision_cards(row: Any) -> Cards:
    """Every card of this subject in every shape that it takes. `row` as in sample_cards.py."""
    return [*_records(row), *_asked(row), *_for_clients(row), *_lists(row)]


def _records(row: Any) -> Cards:
    order, when = Order(row.title), row.at
    told = [ToldOf(kind, row.text, row.said_by, when, URL) for kind in ("addition", "delivery", "approval")]
    full = {
        "change": row, "label": "CR-12", "client": row.name, "project": row.name, "counted": OVER, "message": row,
        "link_url": URL, "told": told, "tasks": [row], "submitted": (row.who, when),
        "decision": Decision(row.who, when, row.text), "approver": row.who, "waits_for": None, "orders": [order],
        "confirmations": [Asked(row.text, row.said_by, when, when), Asked("", "", when, when, status="asked")],
        "acts": ["approve", "reject", "withdraw"], "may_order": False, "may_ask_client": True,
        "last": Last(row.who, "approved", when), "value": "change:7",
    }  # fmt: skip
    bare = {
        **full, "client": None, "project": None, "counted": None, "message": None, "link_url": None, "told": [],
        "tasks": [], "submitted": None, "decision": None, "approver": None, "waits_for": [], "orders": [],
        "confirmations": [], "acts": ["submit"], "may_order": True, "may_ask_client": False, "last": None,
    }  # fmt: skip
    return [
        ("change", full),
        ("change", bare),
        ("change", {**full, "acts": ["start", "deliver", "withdraw"], "waits_for": [row.who], "counted": UNCOUNTED}),
        ("change", {**full, "acts": ["deliver", "done"], "counted": WITHIN}),
        ("ordered", _ordered(row, order, [row.who])),
        ("ordered", _ordered(row, Order("x"), [])),
    ]


def _ordered(row: Any, order: Order, waits_for: list[str]) -> dict[str, Any]:
    return {"order": order, "change": row, "label": "SO-1", "client": row.name, "waits_for": waits_for, "act": "a",
            "who": row.who}  # fmt: skip


def _asked(row: Any) -> Cards:
    facts = {
        "change": row, "order": None, "label": "CR-12", "change_label": "CR-12", "client": row.name, "counted": OVER,
        "message": row, "link_url": URL, "submitted": (row.who, row.at), "decision": None, "verdict": "open",
        "status": "submitted", "waits_for": [row.who], "value": "change:7:approval",
    }  # fmt: skip
    priced = {**facts, "order": Order("rush"), "label": "SO-1", "value": "order:1:approval", "client": None}
    shapes = [
        facts,
        priced,
        {**facts, "verdict": "approved", "status": "approved", "decision": Decision(row.who, row.at, None)},
        {**facts, "verdict": "rejected", "status": "rejected", "decision": Decision(row.who, row.at, row.text)},
        {**facts, "verdict": "gone", "status": "withdrawn", "message": None, "link_url": None},
    ]
    return [(name, shape) for name in ("approval", "outcome") for shape in shapes]


def _for_clients(row: Any) -> Cards:
    asked = Asked(row.text, row.said_by, row.at, row.at)
    text = {"label": "CR-12", "change": row, "text": row.text, "places": [(3, "acme")], "posted": None,
            "answered": None, "act": None}  # fmt: skip
    return [
        *(("confirmation", {"confirmation": asked, "heading": row.name, "state": state})
          for state in ("asked", "confirmed", "gone")),
        ("confirmation_text", {"label": "CR-12", "change": row, "counted": OVER, "orders": [Order(row.title)]}),
        ("confirmation_text", {"label": "CR-12", "change": row, "counted": None, "orders": []}),
        ("client_text", text),
        ("client_text", {**text, "places": []}),
        ("client_text", {**text, "places": [], "posted": row.name, "answered": row.said_by, "act": "a"}),
        ("client_text", {**text, "places": [(3, "acme"), (4, "acme-two")]}),
        ("client_confirmed", {"label": "CR-12", "change": row, "client": row.name, "confirmation": asked,
                              "link_url": URL}),
        ("for_client", {}),
    ]  # fmt: skip


def _lists(row: Any) -> Cards:
    line = ("CR-12", row.title, row.name, "approved")
    contract = {"client": row.name, "done": "listed", "contracts": [], "running": None, "act": "a"}
    bare = Contract("x", 2, None, None, None, "CNY", None, None)
    return [
        ("steps", {"lines": [line, ("T-1", row.title, None, "doing")], "because": row.text, "act": "a",
                   "who": row.who}),
        ("steps", {"lines": [line], "because": None, "act": None, "who": row.who}),
        ("changes", {"client": None, "lines": [(row, row.name, OVER), (row, None, None)][:1], "count": 9, "left": 1,
                     "next": "0:8"}),
        ("changes", {"client": row.name, "lines": [], "count": 0, "left": 0, "next": "3:8"}),
        ("contract", contract),
        ("contract", {**contract, "done": "made", "contracts": [Contract(row.title), bare], "running": 1}),
        ("contract", {**contract, "done": "changed", "contracts": [Contract(row.title)], "running": None}),
    ]  # fmt: skip
