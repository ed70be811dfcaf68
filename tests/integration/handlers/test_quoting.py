"""A group of colleagues on WeCom, or a thread on Slack: what one of them has the bot log of another's words."""

import pytest
from kit import CHANGE, COMPLAINT, CORP, SHARED, TASK, TEAM, House, texts
from talk import in_thread

from handlers.arrivals import Place
from handlers.ports import ChannelFacts
from handlers.replies import Reply
from prompts.reading.schema import Reading
from storage.tables import ChangeRequest, Client, Interaction, Message, Task

ROOM = Place(platform="wecom", workspace=CORP, channel="bot:wr1", via="bot")
INTERNAL = ChannelFacts(name="", audience="internal")
QUOTED = "banner 的 logo 再放大 20%，周五前给"
HANDLE = '["2026-11-23T02:00:00+00:00","c1","r1","",""]'


@pytest.fixture
def agency(house: House) -> House:
    """赵宇 made the client ACME, one-to-one with the app."""
    house.say("zhaoyu", Place(platform="wecom", workspace=CORP, channel="zhaoyu", is_direct=True), "绑定 ACME")
    return house


def order(
    house: House, text: str, *, quote: str = QUOTED, reading: Reading = CHANGE, message_id: str | None = None
) -> list[Reply]:
    """赵宇 mentions the bot in the group."""
    more = {"message_id": message_id} if message_id else {}
    said = house.message("zhaoyu", ROOM, text, is_to_bot=True, quote=quote, reply_handle=HANDLE, **more)
    return house.serve(said, reading, channel=INTERNAL)


def test_the_quoted_words_become_a_change_request_of_the_client_that_is_named(agency: House):
    replies = order(agency, "记为变更 ACME")

    change = agency.row(ChangeRequest)
    assert (change.status, change.due_on, change.client_id) == ("submitted", CHANGE.due.on, agency.row(Client).id)  # type: ignore[union-attr]
    evidence = next(row for row in agency.rows(Message) if row.id == change.message_id)
    assert (evidence.text, evidence.said_by, evidence.account_id) == (QUOTED, "（引用）", None)
    assert "CR-1" in texts(replies)
    assert "ACME" in texts(replies)


def test_the_order_is_kept_too_with_what_it_quotes(agency: House):
    order(agency, "记为变更 ACME", message_id="m1")

    kept = next(row for row in agency.rows(Message) if row.external_id == "m1")
    assert (kept.text, kept.quote, kept.reader) == ("记为变更 ACME", QUOTED, "said")


def test_the_receipt_answers_the_very_message_in_its_group(agency: House):
    receipt = order(agency, "记为变更 ACME")[0]

    assert (receipt.to.where, receipt.to.channel, receipt.to.via) == ("channel", "bot:wr1", "bot")
    assert receipt.to.reply_handle == HANDLE
    assert receipt.must_be_internal
    assert receipt.fallback is not None
    assert (receipt.fallback.where, receipt.fallback.user, receipt.fallback.via) == ("direct", "zhaoyu", "")


@pytest.mark.parametrize(
    ("text", "table", "reading"),
    [
        ("记成任务 ACME", Task, TASK),
        ("log this as a task for ACME", Task, TASK),
        ("存为沟通 ACME", Interaction, COMPLAINT),
        ("log this for ACME", Interaction, COMPLAINT),
        ("log as change for ACME", ChangeRequest, CHANGE),
    ],
)
def test_the_order_says_what_they_become(
    agency: House, text: str, table: type[ChangeRequest | Task | Interaction], reading: Reading
):
    order(agency, text, reading=reading)

    assert len(agency.rows(table)) == 1
    assert sum(len(agency.rows(each)) for each in (ChangeRequest, Task, Interaction)) == 1


def test_the_same_words_quoted_again_are_the_same_record(agency: House):
    order(agency, "记为变更 ACME")
    again = order(agency, "记为变更 ACME")

    assert len(agency.rows(ChangeRequest)) == 1
    assert "CR-1" in texts(again)


def test_the_same_message_told_again_changes_nothing(agency: House):
    order(agency, "记为变更 ACME", message_id="m1")

    assert order(agency, "记为变更 ACME", message_id="m1") == []
    assert len(agency.rows(ChangeRequest)) == 1


def test_without_a_client_they_are_whose_the_words_speak_of(agency: House):
    order(agency, "记为变更", quote="ACME 说 logo 再大一点")

    assert agency.row(ChangeRequest).client_id == agency.row(Client).id


def test_an_unknown_client_is_asked_about_and_nothing_is_written(agency: House):
    replies = order(agency, "记为变更 ACMEE")

    assert "没有找到客户「ACMEE」" in texts(replies)
    assert "是不是：ACME？" in texts(replies)
    assert agency.rows(ChangeRequest) == []
    assert all(not row.external_id.startswith("quote:") for row in agency.rows(Message))


@pytest.mark.parametrize(("lang", "words"), [("zh", "长按那条消息选「引用」"), ("en", "Quote that message")])
def test_without_a_quotation_the_right_way_is_shown(agency: House, lang: str, words: str):
    order(agency, f"lang {lang}", quote="")

    replies = order(agency, "记为变更 ACME", quote="")

    assert words in texts(replies)
    assert agency.rows(ChangeRequest) == []


def test_undo_takes_it_back(agency: House):
    receipt = order(agency, "记为变更 ACME")[0]
    assert receipt.card is not None
    undo = next(button for button in receipt.card.buttons if button.action == "undo")

    agency.press("zhaoyu", ROOM, undo.action, undo.value)

    assert agency.row(ChangeRequest).deleted_at is not None


def test_on_slack_a_mention_in_the_thread_means_the_message_above_it(acme: House):
    said = acme.message("UCAROL", SHARED, "logo 再放大 20%，周五前给")
    acme.serve(said, CHANGE)

    place = in_thread(said)
    replies = acme.serve(acme.message("UAMY", place, "log this as a change", is_to_bot=True))

    change = acme.row(ChangeRequest)
    assert (change.status, change.requested_by) == ("submitted", "Carol")
    assert all(reply.to.where != "channel" for reply in replies if reply.to.channel == SHARED.channel)


def test_on_slack_a_mention_outside_a_thread_is_told_how(acme: House):
    replies = acme.serve(acme.message("UAMY", TEAM, "log this as a change for ACME", is_to_bot=True))

    assert "thread under that message" in texts(replies)


def test_somebody_from_outside_orders_nothing(acme: House):
    said = acme.message("UCAROL", SHARED, "log this as a change for ACME", is_to_bot=True, quote="more budget")

    assert acme.serve(said) == []
    assert acme.rows(ChangeRequest) == []
