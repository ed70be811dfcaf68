"""Revision rounds by project or contract, contracts by command, and what goes beyond the allowance."""

from datetime import date
from decimal import Decimal

import pytest
from approvals import ask, file, open_agency, to
from kit import AMY_DM, CHANGE, SHARED, TEAM, WANG_DM, ZHAO, House, texts
from talk import later

from handlers.arrivals import CardRef
from storage.tables import Audit, ChangeRequest, Contract, Project, SupplementaryOrder

DM_CARD = CardRef(response_code="RC", task_id="T")


@pytest.fixture
def agency(house: House) -> House:
    return open_agency(house)


@pytest.mark.parametrize(
    "words",
    [
        "contract ACME Retainer rounds 2 until 2027-12-31 amount 50000",
        "合同 ACME Retainer 2轮 至2027年12月31日 金额5万",
        "contract ACME Retainer 2 rounds until 31 Dec 2027 worth ¥50,000",
    ],
)
def test_a_contract_is_kept_by_command_in_both_languages(agency: House, words: str):
    said = texts(agency.crm("UAMY", TEAM, words))

    row = agency.row(Contract)
    assert (row.title, row.rounds_included, row.ends_on) == ("Retainer", 2, date(2027, 12, 31))
    assert (row.amount, row.currency) == (Decimal(50000), "CNY")
    assert "50,000 CNY" in said
    assert "Retainer" in texts(agency.crm("UAMY", AMY_DM, "contract ACME"))


def test_a_contract_is_changed_by_its_title_or_as_the_one_that_runs_and_undone(agency: House):
    agency.crm("UAMY", TEAM, "contract ACME rounds 2")
    agency.crm("UAMY", TEAM, "contract ACME rounds 3 budget 20000 USD")
    row = agency.row(Contract)
    assert (row.rounds_included, row.budget, row.currency) == (3, Decimal(20000), "USD")

    agency.crm("UAMY", TEAM, "undo")

    row = agency.row(Contract)
    assert (row.rounds_included, row.budget, row.currency) == (2, None, "CNY")
    agency.crm("UAMY", TEAM, "contract ACME Spring launch rounds 1 until 2026-11-01")
    assert [each.title for each in agency.rows(Contract)] == ["ACME", "Spring launch"]


@pytest.mark.parametrize("words", ["contract ACME amount lots", "contract ACME until blue", "合同 ACME 金额"])
def test_a_bad_amount_or_date_shows_the_right_form(agency: House, words: str):
    assert "bad_command" in texts(agency.crm("UAMY", TEAM, words))
    assert agency.rows(Contract) == []


def test_rounds_are_counted_by_contract_and_said_at_capture(agency: House):
    agency.crm("UAMY", TEAM, "contract ACME rounds 2")
    file(agency, "First")
    file(agency, "Second")
    assert [(row.round, row.rounds_included) for row in agency.rows(ChangeRequest)] == [(1, 2), (2, 2)]

    (proposed,) = agency.say("UCAROL", SHARED, "Third please", CHANGE)
    assert "轮次: 第3轮/共2轮 ⚠️ 超出" in texts([proposed])

    confirmed, asked = agency.press_button("UWANG", WANG_DM, proposed, "确认")
    assert "第3轮/共2轮" in texts([asked])
    assert "加价单" in [button.label for button in confirmed.card.buttons]
    assert (agency.rows(ChangeRequest)[2].round, agency.rows(ChangeRequest)[2].rounds_included) == (3, 2)


def test_what_was_withdrawn_or_rejected_counts_as_no_round(agency: House):
    agency.crm("UAMY", TEAM, "contract ACME rounds 2")
    file(agency, "First")
    file(agency, "Second")
    agency.crm("UWANG", TEAM, "withdraw CR-1")
    agency.say("zhaoyu", ZHAO, "驳回 CR-2 不做")

    receipt, _ = file(agency, "Third")

    assert "第1轮/共2轮" in texts([receipt])
    assert "超出" not in texts([receipt])


def test_a_project_has_its_own_allowance(agency: House):
    said = texts(agency.crm("UAMY", TEAM, "project ACME Spring rounds 1"))
    assert "1" in said
    assert agency.row(Project).rounds_included == 1
    agency.crm("UAMY", TEAM, "contract ACME rounds 5")
    file(agency, "First")

    receipt, _ = file(agency, "Second")

    assert "第2轮/共1轮 ⚠️ 超出" in texts([receipt])
    agency.crm("UAMY", TEAM, "项目 ACME Spring 3轮")
    assert agency.row(Project).rounds_included == 3


def test_without_project_and_contract_no_round_is_counted(agency: House):
    receipt, _ = file(agency)

    assert agency.row(ChangeRequest).round is None
    assert "轮" not in texts([receipt])


def over(house: House) -> list:
    house.crm("UAMY", TEAM, "contract ACME rounds 1")
    file(house, "First")
    return ask(house, "Second")


def test_a_price_is_asked_in_a_form_and_approved_like_a_change_request(agency: House):
    confirmed, _ = over(agency)
    (form,) = agency.press_button("UWANG", WANG_DM, confirmed, "加价单")
    assert [field.name for field in form.form.fields] == ["amount", "currency", "note"]

    replies = agency.send_form("UWANG", WANG_DM, form, amount="3,000", note="加急")

    order = agency.row(SupplementaryOrder)
    assert (order.number, order.amount, order.currency, order.title, order.status) == (
        1,
        Decimal(3000),
        "CNY",
        "加急",
        "submitted",
    )
    asked = to(replies, "zhaoyu")
    assert asked.card.title == "请批准加价单 SO-1 · ACME"
    assert "金额: 3,000 CNY" in texts([asked])

    pressed, outcome = agency.press_button("zhaoyu", ZHAO, asked, "通过", DM_CARD)
    assert pressed.card.buttons == ()
    assert "✅ 已批准 SO-1" in texts([outcome])
    assert "加价单: SO-1 3,000 CNY · 已批准" in texts(agency.crm("UWANG", TEAM, "show CR-2"))


def test_a_price_by_command_can_be_rejected_and_undone(agency: House):
    over(agency)
    _, asked = agency.crm("UWANG", TEAM, "order CR-2 1.5万")
    assert agency.row(SupplementaryOrder).amount == Decimal(15000)
    assert "already_ordered" in texts(agency.crm("UWANG", TEAM, "order CR-2 5000"))

    agency.say("zhaoyu", ZHAO, "驳回 SO-1 太贵")
    order = agency.row(SupplementaryOrder)
    assert (order.status, order.decided_because, order.decided_by_id) == ("rejected", "太贵", 3)
    agency.say("zhaoyu", ZHAO, "撤销")
    assert agency.row(SupplementaryOrder).status == "submitted"

    undone = agency.crm("UWANG", TEAM, "undo")
    assert agency.row(SupplementaryOrder).deleted_at is not None
    copy = to(undone[1:], "zhaoyu")
    assert copy.card.buttons == ()
    assert copy.replaces is not None
    assert asked.to.user == "zhaoyu"


@pytest.mark.parametrize("words", ["order CR-2 lots", "order CR-2 0", "order"])
def test_a_price_that_is_none_shows_the_right_form(agency: House, words: str):
    over(agency)

    assert "bad_command" in texts(agency.crm("UWANG", TEAM, words))


def test_the_round_is_kept_however_others_come_and_go(agency: House):
    over(agency)
    later(agency, hours=1)
    agency.crm("UWANG", TEAM, "withdraw CR-1")

    assert agency.rows(ChangeRequest)[1].round == 2
    assert [line.action for line in agency.rows(Audit, record_kind="change_request", record_id=1)][-1] == "withdrawn"
