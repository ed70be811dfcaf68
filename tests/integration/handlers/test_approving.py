"""Who is asked for an approval and where; who decides first; and that every copy tells it."""

import threading

import pytest
from approvals import ask, changes_of, file, open_agency, put_on_both, set_member, to
from kit import AMY_DM, SHARED, TASK, TEAM, WANG_DM, ZHAO, House, texts
from talk import FRIDAY, follows, labels, later, says, wants

from handlers.arrivals import CardRef
from storage.tables import Audit, ChangeRequest, Delivery, ShownCard, Task

DM_CARD = CardRef(response_code="RC", task_id="T")


@pytest.fixture
def agency(house: House) -> House:
    return open_agency(house)


@pytest.fixture
def any_agency(any_house: House) -> House:
    return open_agency(any_house)


def test_a_change_by_command_asks_the_manager_in_their_language_on_their_platform(any_agency: House):
    receipt, asked = file(any_agency)

    assert "等谁批准: 赵宇" in texts([receipt])
    assert (asked.to.platform, asked.to.where, asked.to.user) == ("wecom", "direct", "zhaoyu")
    assert asked.card is not None
    assert asked.card.title == "请批准 CR-1 · ACME"
    assert "提交: 王小雨" in texts([asked])
    assert "驳回请发：驳回 CR-1 理由" in texts([asked])
    assert [button.label for button in asked.card.buttons] == ["通过", "驳回"]
    row = any_agency.row(ChangeRequest)
    assert (row.status, row.submitted_by_id) == ("submitted", 2)


def test_a_confirmed_proposal_asks_too_with_the_clients_words_and_a_link(agency: House):
    shown, asked = ask(agency)

    assert "✅ 已确认" in texts([shown])
    assert asked.card is not None
    assert asked.card.quote == "Carol：Logo larger please"
    assert asked.card.links[0].url.startswith("https://studio.slack.com/archives/CSHARED/p")


def test_a_manager_on_both_platforms_is_asked_on_both(agency: House):
    set_member(agency, 3, role="ae")
    set_member(agency, 1, role="manager")
    put_on_both(agency, 1)

    _, *asked = file(agency)

    assert {(one.to.platform, one.to.user) for one in asked} == {("slack", "UAMY"), ("wecom", "zhaoyu")}
    assert all("To approve: CR-1" in texts([one]) for one in asked)
    assert len(agency.rows(ShownCard)) == 2


def test_without_a_manager_an_admin_is_asked_and_never_who_submitted(agency: House):
    set_member(agency, 3, role="ae")
    assert to(file(agency)[1:], "UAMY")

    (receipt,) = file(agency, user="UAMY")

    assert "nobody else may approve yet: an admin can make a colleague manager" in texts([receipt])


def test_the_named_approver_is_asked_and_their_name_leaves_the_title(agency: House):
    _, asked = agency.crm("UWANG", TEAM, "change ACME logo larger 审批人 @Amy")

    assert asked.to.user == "UAMY"
    row = agency.row(ChangeRequest)
    assert (row.approver_id, row.title) == (1, "ACME logo larger")
    assert "unknown_member" in texts(agency.crm("UWANG", TEAM, "change x approver @Nobody"))


def test_another_approver_may_be_named_later(agency: House):
    file(agency)

    replies = agency.crm("UWANG", TEAM, "edit CR-1 approver @Amy")

    assert to(replies[1:], "UAMY")
    assert agency.row(ChangeRequest).approver_id == 1


def test_approving_makes_every_copy_inert_and_tells_the_submitter_once(any_agency: House):
    set_member(any_agency, 1, role="manager")
    asked = file(any_agency)
    amys, zhaos = to(asked, "UAMY"), to(asked, "zhaoyu")
    later(any_agency, minutes=5)

    pressed, copy, outcome = any_agency.press_button("UAMY", AMY_DM, amys, "Approve")

    assert pressed.to.where == "update"
    assert (copy.to.where, copy.to.user, copy.replaces) == ("update", "zhaoyu", f"{_cause(any_agency)}/{zhaos.key}")
    assert copy.fallback is not None
    assert copy.fallback.where == "direct"
    for card in (pressed.card, copy.card):
        assert card is not None
        assert card.buttons == ()
        assert card.footer.startswith("Amy · ")
    assert "✅ Approved: CR-1" in texts([pressed])
    assert "✅ 已批准 CR-1" in texts([copy])
    assert outcome.to.user == "UWANG"
    assert "✅ 已批准 CR-1" in texts([outcome])
    row = any_agency.row(ChangeRequest)
    assert (row.status, row.approved_by_id, row.approved_at) == ("approved", 1, any_agency.now)


def _cause(house: House) -> str:
    return house.rows(ShownCard)[0].outbox_key.partition("/")[0]


def test_a_second_click_is_told_who_decided_and_when_and_changes_nothing(agency: House):
    set_member(agency, 1, role="manager")
    _, *asked = file(agency)
    agency.press_button("UAMY", AMY_DM, to(asked, "UAMY"), "Approve")
    before = agency.snapshot()

    (second,) = agency.press_button("zhaoyu", ZHAO, to(asked, "zhaoyu"), "通过", DM_CARD)

    assert agency.snapshot() == before
    assert second.card is not None
    assert second.card.footer == "Amy · 11月23日 周一 10:00"
    assert "Amy · " in texts(agency.say("zhaoyu", ZHAO, "驳回 CR-1 太晚了"))
    assert "Amy · " in texts(agency.press_button("zhaoyu", ZHAO, to(asked, "zhaoyu"), "驳回", DM_CARD))


def test_rejecting_on_slack_asks_for_the_reason_and_the_submitter_reads_it(agency: House):
    set_member(agency, 1, role="manager")
    asked = to(file(agency)[1:], "UAMY")

    (form,) = agency.press_button("UAMY", AMY_DM, asked, "Reject")
    assert form.to.where == "modal"
    assert changes_of(agency) == [(1, "submitted")]

    replies = agency.send_form("UAMY", AMY_DM, form, reason="The budget is spent")

    row = agency.row(ChangeRequest)
    assert (row.status, row.rejected_by_id, row.rejected_because) == ("rejected", 1, "The budget is spent")
    assert "理由: The budget is spent" in texts([to(replies, "UWANG")])
    assert to(replies, "zhaoyu").card.buttons == ()


def test_rejecting_on_wecom_goes_by_command(agency: House):
    asked = file(agency)[1]
    (form,) = agency.press_button("zhaoyu", ZHAO, asked, "驳回", DM_CARD)
    assert "驳回 CR-1 理由" in form.form.intro

    receipt, *rest = agency.say("zhaoyu", ZHAO, "驳回 CR-1 预算已用完")

    assert "CR-1 已驳回" in texts([receipt])
    assert agency.row(ChangeRequest).rejected_because == "预算已用完"
    assert "理由: 预算已用完" in texts([to(rest, "UWANG")])
    assert "驳回 <编号> <理由>" in texts(agency.say("zhaoyu", ZHAO, "驳回 CR-1x")) or changes_of(agency)


@pytest.mark.parametrize(("user", "place"), [("UWANG", WANG_DM), ("UAMY", AMY_DM)])
def test_who_may_not_approve_is_told_who_may(agency: House, user: str, place):
    file(agency)

    said = texts(agency.crm(user, place, "approve CR-1"))

    assert "may_not_approve" in said
    assert "赵宇" in said
    assert changes_of(agency) == [(1, "submitted")]


def test_what_was_rejected_can_be_submitted_again(agency: House):
    file(agency)
    _, _, outcome = agency.say("zhaoyu", ZHAO, "驳回 CR-1 再想想")

    shown, asked = agency.press_button("UWANG", WANG_DM, outcome, "重新提交")

    assert asked.to.user == "zhaoyu"
    assert [button.label for button in asked.card.buttons] == ["通过", "驳回"]
    row = agency.row(ChangeRequest)
    assert (row.status, row.rejected_because) == ("submitted", None)
    assert shown.card.buttons == ()


def test_the_whole_life_by_command(agency: House):
    file(agency)
    assert "wrong_state" in texts(agency.crm("UWANG", TEAM, "start CR-1"))
    agency.say("zhaoyu", ZHAO, "批准 CR-1")
    for words, status in (
        ("开始 CR-1", "in_progress"),
        ("deliver CR-1 KV v2", "delivered"),
        ("done CR-1", "done"),
    ):
        agency.crm("UWANG", TEAM, words)
        assert changes_of(agency) == [(1, status)]
    assert "wrong_state" in texts(agency.crm("UWANG", TEAM, "withdraw CR-1"))
    shown = texts(agency.crm("UWANG", TEAM, "show CR-1"))
    assert "交付：KV v2（王小雨" in shown
    assert "批准: 赵宇，11月23日 周一 10:00" in shown
    assert "王小雨 完成 · 11月23日 周一 10:00" in shown


def test_a_withdrawn_one_needs_no_approval_any_more(agency: House):
    asked = file(agency)[1]

    _, copy = agency.crm("UWANG", TEAM, "撤单 CR-1")

    assert copy.to.user == asked.to.user
    assert copy.card.buttons == ()
    assert "不用批准了 CR-1" in texts([copy])
    assert "wrong_state" in texts(agency.say("zhaoyu", ZHAO, "通过 CR-1"))


def test_an_undone_approval_makes_the_cards_pressable_again(any_agency: House):
    asked = file(any_agency)[1]
    any_agency.press_button("zhaoyu", ZHAO, asked, "通过", DM_CARD)
    assert changes_of(any_agency) == [(1, "approved")]

    replies = any_agency.say("zhaoyu", ZHAO, "撤销")

    assert changes_of(any_agency) == [(1, "submitted")]
    again = next(reply for reply in replies if reply.key.startswith("copy-") and reply.to.user == "zhaoyu")
    assert [button.label for button in again.card.buttons] == ["通过", "驳回"]
    assert "又在等批准 CR-1" in texts(replies)
    any_agency.press_button("zhaoyu", ZHAO, again, "通过", DM_CARD)
    assert changes_of(any_agency) == [(1, "approved")]
    actions = [line.action for line in any_agency.rows(Audit, record_kind="change_request")]
    assert actions == ["created", "approved", "undone", "approved"]


def test_what_is_over_a_day_old_can_not_be_undone(agency: House):
    file(agency)
    later(agency, hours=24, minutes=1)

    assert "too_late_to_undo" in texts(agency.crm("UWANG", TEAM, "undo"))
    assert agency.row(ChangeRequest).deleted_at is None


def test_the_number_alone_shows_it_one_to_one(agency: House):
    file(agency)

    (shown,) = agency.say("UWANG", WANG_DM, "cr-1")

    assert shown.card.title == "CR-1 · ACME · 已提交"
    assert [button.action for button in shown.card.buttons] == ["client_text", "take_back"]
    (managers,) = agency.say("zhaoyu", ZHAO, "看 CR-1")
    assert [button.action for button in managers.card.buttons][:2] == ["approve", "reject"]


def test_a_managers_press_on_the_records_own_card_counts_too(agency: House):
    file(agency)
    (shown,) = agency.say("zhaoyu", ZHAO, "看 CR-1")

    pressed, *rest = agency.press_button("zhaoyu", ZHAO, shown, "通过", DM_CARD)

    assert pressed.card.title == "CR-1 · ACME · 已批准"
    assert {reply.to.user for reply in rest} == {"zhaoyu", "UWANG"}


def test_open_change_requests_are_listed_by_state_page_by_page(agency: House):
    for number in range(10):
        file(agency, f"Change {number}")
    agency.say("zhaoyu", ZHAO, "通过 CR-10")

    (listed,) = agency.crm("UWANG", TEAM, "changes ACME")
    assert listed.card.title == "10 张进行中的变更单 · ACME"
    assert "还有 2 张" in listed.card.body
    (more,) = agency.press_button("UWANG", TEAM, listed, "更多")
    assert [line.split()[0] for line in more.card.body.splitlines()] == ["CR-9", "CR-10"]
    (shown,) = agency.press_button("UWANG", TEAM, listed, "CR-1")
    assert shown.card.title.startswith("CR-1 · ACME")


def opened(house: House, text: str = "KV的logo再放大一点，周五前"):
    """Carol asks for it in a thread, 王小雨 confirms, 赵宇 approves."""
    said = house.message("UCAROL", SHARED, text)
    (asked,) = house.serve(said, wants("KV logo 放大", FRIDAY, "周五前"))
    house.press_button("UWANG", WANG_DM, asked, "确认")
    house.say("zhaoyu", ZHAO, "通过 CR-1")
    later(house, minutes=5)
    return said


def test_what_the_conversation_delivers_and_the_client_approves_moves_it_along(agency: House):
    said = opened(agency)

    (card,) = follows(agency, said, "改好了，请看", says("info", "改好了"), user="UWANG")
    assert changes_of(agency) == [(1, "delivered")]
    assert "没有交付" in labels(card)
    (card,) = follows(agency, said, "确认", says("approval", "确认"))

    assert changes_of(agency) == [(1, "done")]
    lines = [(line.who, line.action) for line in agency.rows(Audit, record_kind="change_request")]
    assert lines[-2:] == [("liaison", "delivered"), ("liaison", "finished")]
    agency.press_button("UWANG", WANG_DM, card, "撤销认可")
    assert changes_of(agency) == [(1, "delivered")]


def test_a_delivery_that_was_none_is_taken_back_by_the_button(agency: House):
    said = opened(agency)
    (card,) = follows(agency, said, "改好了，请看", says("info", "改好了"), user="UWANG")

    agency.press_button("UWANG", WANG_DM, card, "没有交付")

    assert changes_of(agency) == [(1, "approved")]
    assert [row.deleted_at is None for row in agency.rows(Delivery)] == [False]


def test_what_is_delivered_before_it_was_approved_still_waits_for_approval(agency: House):
    said = agency.message("UCAROL", SHARED, "KV的logo再放大一点，周五前")
    (asked,) = agency.serve(said, wants("KV logo 放大", FRIDAY, "周五前"))
    agency.press_button("UWANG", WANG_DM, asked, "确认")

    follows(agency, said, "改好了，请看", says("info", "改好了"), user="UWANG")

    assert changes_of(agency) == [(1, "submitted")]


def test_what_is_done_without_approval_asks_nobody_any_more(agency: House):
    asked = file(agency)[1]

    _, copy = agency.crm("UWANG", TEAM, "done CR-1")

    assert copy.to.user == asked.to.user
    assert copy.card.buttons == ()


def together(house: House, *acts) -> list[str]:
    """Let them act at the same moment; what each is told."""
    told: list[str] = [""] * len(acts)
    ready = threading.Barrier(len(acts))

    def run(number: int) -> None:
        ready.wait()
        told[number] = texts(acts[number]())

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def test_of_two_who_decide_at_the_same_moment_one_does_and_the_other_is_told(any_agency: House):
    set_member(any_agency, 1, role="manager")
    for number in range(1, 6):
        _, *asked = file(any_agency, f"Change {number}")
        amys, zhaos = to(asked, "UAMY"), to(asked, "zhaoyu")

        told = together(
            any_agency,
            lambda card=amys: any_agency.press_button("UAMY", AMY_DM, card, "Approve"),
            lambda card=number: any_agency.say("zhaoyu", ZHAO, f"驳回 CR-{card} 太晚了"),
        )

        row = any_agency.rows(ChangeRequest)[-1]
        decided = any_agency.rows(Audit, record_kind="change_request", record_id=row.id)
        assert [line.action for line in decided] == ["created", row.status]
        assert (row.approved_by_id is None) != (row.rejected_by_id is None)
        first = "Amy · " if row.status == "approved" else "赵宇 · "
        assert all(first in words for words in told), zhaos


def test_of_two_who_finish_a_task_at_the_same_moment_one_did_and_the_other_is_told(any_agency: House):
    any_agency.crm("UWANG", TEAM, "task drafts", TASK)

    told = together(
        any_agency,
        lambda: any_agency.crm("UWANG", TEAM, "done T-1"),
        lambda: any_agency.crm("UAMY", AMY_DM, "done T-1"),
    )

    finished = [line.who for line in any_agency.rows(Audit, record_kind="task", action="done")]
    assert len(finished) == 1
    assert sum(finished[0] in words for words in told) == 1
    assert any_agency.row(Task).status == "done"


def test_of_two_who_confirm_at_the_same_moment_one_does_and_the_manager_is_asked_once(any_agency: House):
    (proposed,) = any_agency.say("UCAROL", SHARED, "Logo larger please", TASK.model_copy(update={
        "kinds": ("change_request",), "assignees": ()}))  # fmt: skip

    together(
        any_agency,
        lambda: any_agency.press_button("UWANG", WANG_DM, proposed, "确认"),
        lambda: any_agency.press("UAMY", AMY_DM, "confirm", proposed.card.buttons[0].value),
    )

    confirmed = [line.who for line in any_agency.rows(Audit, record_kind="change_request", action="confirmed")]
    assert len(confirmed) == 1
    assert len(any_agency.rows(ShownCard, purpose="approval")) == 1
