"""Edits and deletions of what was said: kept beside the records, in whatever order they come."""

import itertools
from datetime import date

import pytest
from kit import AMY_DM, CHANGE, COMPLAINT, FEEDBACK, SHARED, TASK, TEAM, ZHAO, House, texts
from talk import in_thread, later, wants

from handlers.arrivals import Message as AnyMessage
from handlers.replies import Reply
from prompts.reading.schema import NOISE, Due, Reading
from storage.channels import list_versions
from storage.tables import Audit, ChangeRequest, Client, Interaction, Message, RecordMessage, Task

LATER = Reading(kinds=("change_request",), title="Logo much larger", due=Due(on=date(2026, 11, 30)), priority="urgent")


def versions(house: House) -> list[str]:
    message = house.rows(Message)[-1]
    assert message.id is not None
    return [version.text for version in house.store.read(lambda session: list_versions(session, message.id))]


def test_an_edit_keeps_the_earlier_words_and_the_proposal_follows_it(acme: House):
    said = acme.message("UCAROL", SHARED, "logo larger")
    (asked,) = acme.serve(said, CHANGE)

    (shown,) = acme.edit(said, "logo much larger", LATER)

    assert versions(acme) == ["logo larger"]
    record = acme.row(ChangeRequest)
    assert (record.title, record.due_on, record.priority) == ("Logo much larger", date(2026, 11, 30), "urgent")
    assert shown.replaces == f"{said.key}/{asked.key}"
    assert (shown.to.where, shown.to.user) == ("direct", "UAMY")
    assert "edited since" in texts([shown])


def test_an_edit_after_confirmation_leaves_the_record_alone(acme: House):
    said = acme.message("UCAROL", SHARED, "logo larger")
    (asked,) = acme.serve(said, CHANGE)
    acme.press_button("UAMY", AMY_DM, asked, "Confirm")
    before = acme.row(ChangeRequest)

    shown, told = acme.edit(said, "logo much larger", LATER)

    assert acme.row(ChangeRequest) == before
    assert (told.to.where, told.to.user, told.replaces) == ("direct", "UAMY", None)
    assert versions(acme) == ["logo larger"]
    assert "Confirmed" in texts([shown])
    assert "edited since" in texts([shown])


def decided(acme: House, reading: Reading = CHANGE) -> AnyMessage:
    """A client's wish that Amy has confirmed."""
    said = acme.message("UCAROL", SHARED, "logo larger")
    (asked,) = acme.serve(said, reading)
    acme.press_button("UAMY", AMY_DM, asked, "Confirm")
    return said


def told_of(replies: list[Reply]) -> list[Reply]:
    return [reply for reply in replies if reply.card is not None and reply.card.name == "altered"]


def test_the_owner_is_told_both_wordings_once_and_further_edits_draw_the_same_card(acme: House):
    said = decided(acme)

    (first,) = told_of(acme.edit(said, "logo much larger", LATER, after_s=60))
    later(acme, minutes=2)
    (second,) = told_of(acme.edit(said, "logo twice as large", LATER, after_s=180))
    (third,) = told_of(acme.edit(said, "logo twice as large!", LATER, after_s=200))
    (gone,) = told_of(acme.delete(said, after_s=300))

    assert texts([first]).startswith("⚠️ The words behind CR-1 were edited · ACME\nBefore: logo larger\nNow: logo much")
    assert first.replaces is None
    assert [reply.to.where for reply in (second, third, gone)] == ["update"] * 3
    assert second.replaces is not None
    assert second.replaces.endswith(first.key)
    assert "Edited: 3×" in texts([third])
    assert texts([gone]).startswith("⚠️ The words behind CR-1 were deleted · ACME\nBefore: logo larger\nNow: logo twice")
    assert acme.row(ChangeRequest).title == "Logo larger"
    assert versions(acme) == ["logo larger", "logo much larger", "logo twice as large"]


def test_an_edit_of_another_day_is_told_anew(acme: House):
    said = decided(acme)
    acme.edit(said, "logo much larger", LATER, after_s=60)
    later(acme, days=1)

    (again,) = told_of(acme.edit(said, "logo huge", LATER, after_s=86400))

    assert (again.to.where, again.replaces) == ("direct", None)


def test_an_owner_on_wecom_is_told_there_in_chinese(acme: House):
    acme.say("zhaoyu", ZHAO, "你好")
    said = decided(acme)
    acme.store.write(lambda session: setattr(session.get(Client, 1), "owner_id", 3))

    (told,) = told_of(acme.edit(said, "logo much larger", LATER))
    (again,) = told_of(acme.delete(said))

    assert (told.to.platform, told.to.user) == ("wecom", "zhaoyu")
    assert texts([told]).startswith("⚠️ CR-1 的原话改过了 · ACME\n原来：logo larger\n现在：logo much larger")
    assert "记录没有变，两种说法都已保留。" in texts([told])
    assert texts([again]).startswith("⚠️ CR-1 的原话被删除了")


def test_who_changed_their_own_words_need_not_be_told(acme: House):
    said = acme.message("UAMY", SHARED, "logo larger, says Carol")
    (asked,) = acme.serve(said, CHANGE)
    acme.press_button("UAMY", AMY_DM, asked, "Confirm")

    assert told_of(acme.edit(said, "logo larger, says Dave", LATER)) == []


def test_of_words_that_only_added_to_a_record_the_owner_is_told_too(acme: House):
    said = decided(acme)
    added = acme.message("UCAROL", in_thread(said), "and the logo in red")
    acme.serve(added, wants("Logo in red"))
    (link,) = acme.rows(RecordMessage, kind="addition")
    acme.store.write(lambda session: setattr(session.get(RecordMessage, link.id), "state", "confirmed"))

    (told,) = told_of(acme.edit(added, "and the logo in blue", wants("Logo in blue")))

    assert texts([told]).startswith("⚠️ The words behind CR-1 were edited")


def test_the_records_own_cards_say_that_the_source_was_changed(acme: House):
    said = decided(acme)
    acme.edit(said, "logo much larger", LATER)
    assert "Source: edited since" in texts(acme.crm("UAMY", AMY_DM, "show CR-1"))

    acme.delete(said)

    assert "Source: deleted since" in texts(acme.crm("UAMY", AMY_DM, "show CR-1"))


def test_an_order_whose_words_are_changed_is_told_to_the_clients_owner(acme: House):
    said = acme.message("UWANG", SHARED, "change logo larger", is_to_bot=True)
    acme.serve(said, CHANGE)

    (told,) = told_of(acme.edit(said, "change logo smaller"))

    assert told.to.user == "UAMY"
    assert acme.row(ChangeRequest).title == "Logo larger"


def test_an_edit_does_not_bring_back_what_was_dismissed(acme: House):
    said = acme.message("UCAROL", SHARED, "logo larger")
    (asked,) = acme.serve(said, CHANGE)
    acme.press_button("UAMY", AMY_DM, asked, "Dismiss")

    acme.edit(said, "logo largerr", LATER)

    assert acme.row(ChangeRequest).status == "dismissed"


def test_an_edit_may_say_something_new(acme: House):
    said = acme.message("UCAROL", SHARED, "morning")
    assert acme.serve(said) == []

    (shown,) = acme.edit(said, "morning, logo larger by Friday", CHANGE)

    assert acme.row(ChangeRequest).status == "proposed"
    assert shown.replaces is None
    assert "CR-1" in texts([shown])


def test_an_edit_hands_a_proposed_task_to_somebody_else(acme: House):
    said = acme.message("UAMY", TEAM, "drafts @王小雨")
    acme.serve(said, TASK)

    acme.edit(said, "drafts @Amy", TASK.model_copy(update={"assignees": ("Amy",)}))

    assert (acme.row(Task).assignee, acme.row(Task).assignee_id) == ("Amy", 1)


def test_an_edited_order_is_kept_and_not_obeyed_again(acme: House):
    said = acme.message("UAMY", TEAM, "task drafts", is_to_bot=True)
    acme.serve(said, TASK)

    assert acme.edit(said, "task five drafts", CHANGE) == []
    assert versions(acme) == ["task drafts"]
    assert acme.rows(ChangeRequest) == []


def test_a_deletion_keeps_words_and_records_and_says_so_on_the_card(acme: House):
    said = acme.message("UCAROL", SHARED, "logo larger")
    acme.serve(said, FEEDBACK)

    (shown,) = acme.delete(said, before="logo larger")

    message = acme.rows(Message)[-1]
    assert (message.text, message.deleted_at is not None) == ("logo larger", True)
    assert acme.row(Interaction).deleted_at is None
    assert "deleted since" in texts([shown])
    assert acme.delete(said) == []


def test_a_deletion_in_a_members_own_conversation_stays_there(acme: House):
    said = acme.message("UAMY", AMY_DM, "logo larger")
    acme.serve(said, CHANGE)

    (shown,) = acme.delete(said)

    assert (shown.to.where, shown.to.user, shown.replaces) == ("direct", "UAMY", f"{said.key}/proposal")


STEPS = ("message", "first edit", "second edit", "deletion")


@pytest.mark.parametrize("order", list(itertools.permutations(STEPS)), ids=" - ".join)
def test_message_edits_and_deletion_in_any_order_come_to_the_same(acme: House, order: tuple[str, ...]):
    said = acme.message("UCAROL", SHARED, "logo larger")
    do = {
        "message": lambda: acme.serve(said, CHANGE),
        "first edit": lambda: acme.edit(said, "logo bigger", CHANGE, after_s=10, before="logo larger"),
        "second edit": lambda: acme.edit(said, "logo much larger", LATER, after_s=20, before="logo bigger"),
        "deletion": lambda: acme.delete(said, after_s=30, before="logo much larger"),
    }

    for step in order:
        do[step]()

    message = acme.rows(Message)[-1]
    assert message.text == "logo much larger"
    assert message.said_by == "Carol"
    assert message.said_at == said.at
    assert message.deleted_at is not None
    assert versions(acme) == ["logo larger", "logo bigger"]
    assert (acme.row(ChangeRequest).status, acme.row(ChangeRequest).title) == ("proposed", "Logo much larger")


def test_a_message_that_was_deleted_before_it_came_is_recorded_all_the_same(acme: House):
    said = acme.message("UCAROL", SHARED, "nobody answers!")
    acme.delete(said)
    assert acme.rows(Message)[-1].kinds == ["noise"]

    (shown,) = acme.serve(said, COMPLAINT)

    assert acme.row(Interaction).kind == "complaint"
    assert "deleted since" in texts([shown])


def test_an_edit_that_changes_no_word_changes_nothing(acme: House):
    said = acme.message("UCAROL", SHARED, "logo larger")
    acme.serve(said, CHANGE)
    before = acme.snapshot()

    assert acme.edit(said, "logo larger", CHANGE) == []
    assert acme.snapshot() == before


def test_small_talk_that_is_edited_or_deleted_causes_no_word(acme: House):
    said = acme.message("UCAROL", SHARED, "hi")
    acme.serve(said)

    assert acme.edit(said, "hi!", NOISE) == []
    assert acme.delete(said) == []


def test_what_an_edit_changed_is_in_the_audit_trail_as_the_bots(acme: House):
    said = acme.message("UCAROL", SHARED, "logo larger")
    acme.serve(said, CHANGE)
    acme.edit(said, "logo much larger", LATER)

    line = acme.row(Audit, record_kind="change_request", action="changed")
    assert line.who == "liaison"
    assert line.before is not None
    assert line.before["title"] == "Logo larger"
