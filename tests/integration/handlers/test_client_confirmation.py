"""The written confirmation: a text for the client, a card in their channel by a member's order, and their answer."""

import pytest
from approvals import ask, file, open_agency, put_on_both, to
from kit import AMY_DM, CHANGE, FRIDAY, SHARED, TEAM, WANG_DM, ZHAO, House, texts
from talk import in_thread, keep_sent, says

from handlers.arrivals import CardRef
from handlers.replies import Reply
from prompts.reading.schema import NOISE
from storage.tables import ChangeRequest, Confirmation

POSTED = CardRef(message_id="1795400000.000009", response_url="https://hooks.slack.com/actions/2")
YES = says("approval", "确认")


@pytest.fixture
def agency(house: House) -> House:
    return open_agency(house)


def offer(house: House) -> Reply:
    (shown,) = house.crm("UWANG", WANG_DM, "confirm CR-1")
    return shown


def post(house: House) -> tuple[Reply, Reply]:
    """王小雨 orders it into the client's channel: her card, and what the client sees."""
    edited, posted, *_ = house.press_button("UWANG", WANG_DM, offer(house), "发到客户频道")
    return edited, posted


def test_the_text_is_in_the_clients_language_and_holds_nothing_internal(agency: House):
    ask(agency, "Logo larger")

    shown = offer(agency)

    assert shown.to.where == "answer"
    assert not shown.to.is_visible
    body = shown.card.body
    assert body.startswith("Change confirmation CR-1\nWhat changes: Logo larger\nReady by: Fri 27 Nov")
    assert "confirm" in body
    assert "王小雨" not in body
    assert agency.rows(Confirmation) == []


def test_a_chinese_request_gets_a_chinese_text_with_round_and_price(agency: House):
    agency.crm("UAMY", TEAM, "contract ACME rounds 1")
    file(agency, "First")
    (asked,) = agency.say("UCAROL", SHARED, "logo 再大一点", CHANGE.model_copy(update={"title": "logo 放大"}))
    agency.press_button("UWANG", WANG_DM, asked, "确认")
    agency.crm("UWANG", TEAM, "order CR-2 3000")
    assert "3,000" not in texts(agency.crm("UWANG", WANG_DM, "确认函 CR-2"))
    agency.say("zhaoyu", ZHAO, "通过 SO-1")

    said = texts(agency.crm("UWANG", WANG_DM, "确认函 CR-2"))

    assert "内容：logo 放大" in said
    assert "轮次：第2轮/共1轮" in said
    assert "费用：3,000 CNY" in said


def test_by_order_it_is_posted_in_the_clients_thread_with_one_button(agency: House):
    said = agency.message("UCAROL", SHARED, "Logo larger please")
    (asked,) = agency.serve(said, CHANGE)
    agency.press_button("UWANG", WANG_DM, asked, "确认")

    edited, posted = post(agency)

    assert (posted.to.where, posted.to.channel, posted.to.thread) == ("channel", "CSHARED", said.message_id)
    assert not posted.may_repeat
    assert [button.label for button in posted.card.buttons] == ["Confirm"]
    assert posted.card.title == "Change confirmation CR-1"
    assert "频道: acme-shared" in texts([edited])
    row = agency.row(Confirmation)
    assert (row.status, row.created_by_id, row.text) == ("asked", 2, f"{posted.card.title}\n{posted.card.body}")
    again = agency.crm("UWANG", WANG_DM, "confirm CR-1")[0]
    assert "client_post" not in [button.action for button in again.card.buttons]


def test_the_clients_press_is_kept_with_words_person_and_time_and_the_ae_is_told(agency: House):
    ask(agency)
    _, posted = post(agency)

    card, told = agency.press_button("UCAROL", SHARED, posted, "Confirm", POSTED)

    row = agency.row(Confirmation)
    assert (row.status, row.answered_by, row.answer, row.answered_at) == ("confirmed", "Carol", "Confirm", agency.now)
    assert row.account_id is not None
    assert (card.to.where, card.to.channel, card.replaces) == ("update", "CSHARED", row.card_key)
    assert not card.must_be_internal
    assert card.card.buttons == ()
    assert card.card.footer == "Confirmed by Carol · Mon 23 Nov 10:00"
    assert told.to.user == "UWANG"
    assert "✅ 客户已确认 CR-1" in texts([told])
    assert "Carol" not in texts(agency.press_button("UCAROL", SHARED, posted, "Confirm", POSTED))
    assert "客户确认：“Confirm”（Carol" in texts(agency.crm("UWANG", TEAM, "show CR-1"))


def test_a_members_press_is_no_clients_word(agency: House):
    ask(agency)
    _, posted = post(agency)

    (told,) = agency.press_button("UAMY", SHARED, posted, "Confirm", POSTED)

    assert told.to.where == "direct"
    assert "That button is for the client" in texts([told])
    assert agency.row(Confirmation).status == "asked"


@pytest.mark.parametrize("action", ["approve", "client_post", "client_text", "start", "take_back", "confirm"])
def test_an_outsider_can_press_nothing_else(agency: House, action: str):
    ask(agency)
    before = agency.snapshot()

    assert agency.press("UCAROL", SHARED, action, "change:1") == []
    assert agency.press("UCAROL", TEAM, "client_confirm", "confirmation:1") == []
    assert agency.snapshot() == before


def test_of_whom_the_platform_says_nothing_no_press_counts(agency: House):
    ask(agency)
    _, posted = post(agency)
    button = posted.card.buttons[0]

    assert agency.press("UNEW", SHARED, button.action, button.value, POSTED) == []
    assert agency.row(Confirmation).status == "asked"


def test_the_clients_words_in_the_thread_are_an_answer_too(agency: House):
    said = agency.message("UCAROL", SHARED, "Logo larger please")
    (asked,) = agency.serve(said, CHANGE)
    agency.press_button("UWANG", WANG_DM, asked, "确认")
    edited, posted = post(agency)
    keep_sent(agency.store, agency.row(Confirmation).card_key.partition("/")[0], [edited, posted])

    replies = agency.say("UCAROL", in_thread(said), "LGTM", YES)

    row = agency.row(Confirmation)
    assert (row.status, row.answered_by, row.answer) == ("confirmed", "Carol", "LGTM")
    assert row.answer_message_id is not None
    assert "“LGTM”" in texts([to(replies, "UWANG")]) or "LGTM" in texts([to(replies, "UWANG")])


def test_talk_in_the_thread_is_no_answer(agency: House):
    said = agency.message("UCAROL", SHARED, "Logo larger please")
    (asked,) = agency.serve(said, CHANGE)
    agency.press_button("UWANG", WANG_DM, asked, "确认")
    edited, posted = post(agency)
    keep_sent(agency.store, agency.row(Confirmation).card_key.partition("/")[0], [edited, posted])

    agency.say("UCAROL", in_thread(said), "thanks!", NOISE)

    assert agency.row(Confirmation).status == "asked"


def test_two_orders_post_it_once_and_undo_makes_it_invalid(agency: House):
    ask(agency)
    shown = offer(agency)
    agency.press_button("UWANG", WANG_DM, shown, "发到客户频道")
    (second,) = agency.press_button("UAMY", AMY_DM, shown, "发到客户频道")
    assert second.to.where == "update"
    assert len(agency.rows(Confirmation)) == 1

    replies = agency.crm("UWANG", WANG_DM, "undo")

    (card,) = [reply for reply in replies if reply.to.channel == "CSHARED" and reply.replaces]
    assert card.card.buttons == ()
    assert "No longer valid" in texts([card])


def test_a_new_date_makes_a_new_text_and_the_old_card_invalid(agency: House):
    ask(agency)
    post(agency)
    agency.crm("UWANG", TEAM, "edit CR-1 2026-12-04")
    assert agency.row(ChangeRequest).due_on != FRIDAY.on

    _, posted, old = agency.press_button("UWANG", WANG_DM, offer(agency), "发到客户频道")

    assert "4 Dec" in posted.card.body
    assert old.card.buttons == ()
    assert [row.status for row in agency.rows(Confirmation)] == ["replaced", "asked"]


def test_where_the_client_is_in_no_channel_the_text_is_there_to_copy(house: House):
    open_agency(house)
    house.crm("UWANG", TEAM, "link Lime")
    house.crm("UWANG", TEAM, "change Lime logo larger", CHANGE)

    (shown,) = house.crm("UWANG", WANG_DM, "确认函 CR-1")

    assert shown.card.buttons == ()
    assert "复制上面的文字" in texts([shown])
    house_press = house.press("UWANG", WANG_DM, "client_post", "change:1:1")
    assert "no_shared_channel" in texts(house_press)


def test_an_owner_on_both_platforms_is_told_once(agency: House):
    put_on_both(agency, 2)
    ask(agency)
    _, posted = post(agency)

    _, *told = agency.press_button("UCAROL", SHARED, posted, "Confirm", POSTED)

    assert len(told) == 1
