"""Edits and deletions of what was said: kept beside the records, in whatever order they come."""

import itertools
from datetime import date

import pytest
from kit import AMY_DM, CHANGE, COMPLAINT, FEEDBACK, SHARED, TASK, TEAM, House, texts

from prompts.reading.schema import NOISE, Due, Reading
from storage.channels import list_versions
from storage.tables import Audit, ChangeRequest, Interaction, Message, Task

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

    (shown,) = acme.edit(said, "logo much larger", LATER)

    assert acme.row(ChangeRequest) == before
    assert versions(acme) == ["logo larger"]
    assert "Confirmed" in texts([shown])
    assert "edited since" in texts([shown])


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
