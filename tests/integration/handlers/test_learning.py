"""What people decide about a reading is kept as a labelled example, as far as they decided it, and no further."""

from datetime import timedelta
from typing import Any

import pytest
from kit import (
    AMY_DM,
    CHANGE,
    COMPLAINT,
    FEEDBACK,
    INFO,
    SHARED,
    TASK,
    TEAM,
    WANG_DM,
    House,
)
from sqlmodel import Session

from handlers.lessons import Lesson, list_lessons, list_shown, to_line
from handlers.replies import Reply
from prompts.reading.labels import read_examples
from prompts.reading.schema import NOISE, Reading
from storage.agencies import find_agency
from storage.tables import KeptExample


def lessons(house: House) -> list[Lesson]:
    def query(session: Session) -> list[Lesson]:
        agency = find_agency(session)
        assert agency is not None
        return list_lessons(session, agency)

    return house.store.read(query)


def label(house: House) -> dict[str, Any]:
    return house.row(KeptExample).label


def decide(house: House, reading: Reading, button: str, text: str = "Logo larger by Friday please") -> list[Reply]:
    (asked,) = house.say("UCAROL", SHARED, text, reading)
    return house.press_button("UAMY", AMY_DM, asked, button)


@pytest.fixture
def any_acme(any_house: House) -> House:
    """ACME on SQLite and on PostgreSQL."""
    any_house.say("UAMY", AMY_DM, "hello")
    any_house.crm("UAMY", SHARED, "link ACME")
    any_house.say("UCAROL", SHARED, "Hi all")
    return any_house


def test_a_confirmed_request_is_an_example_of_one_with_its_title_and_its_date(any_acme: House):
    decide(any_acme, CHANGE, "Confirm")

    kept = any_acme.row(KeptExample)
    assert kept.label == {
        "kinds": {"change_request": True, "noise": False},
        "title": "Logo larger",
        "due": "2026-11-27",
    }
    assert (kept.how, kept.role, kept.tz) == ("confirmed", "client", "Asia/Shanghai")


def test_what_the_card_did_not_show_nobody_judged(acme: House):
    decide(acme, FEEDBACK, "Confirm")

    assert "interaction" not in label(acme)["kinds"]
    assert {"sentiment", "priority", "assignee", "churn"}.isdisjoint(label(acme))


def test_a_dismissed_request_is_no_work_but_may_be_more_than_small_talk(any_acme: House):
    decide(any_acme, FEEDBACK, "Dismiss")

    kept = any_acme.row(KeptExample)
    assert kept.label == {"kinds": {"change_request": False, "task": False}}
    assert kept.how == "dismissed"


def test_a_dismissed_note_is_small_talk_and_its_signals_were_none(acme: House):
    decide(acme, COMPLAINT, "Dismiss", "nobody answers, haha")

    assert label(acme) == {
        "kinds": {"interaction": False, "change_request": False, "task": False, "noise": True},
        "churn": [],
    }


def test_a_confirmed_note_keeps_its_sort_and_its_signals(acme: House):
    decide(acme, COMPLAINT, "Confirm", "nobody answers")

    assert label(acme)["interaction_kind"] == "complaint"
    assert label(acme)["churn"] == ["complaint"]
    assert label(acme)["kinds"] == {"interaction": True, "noise": False}


def test_what_was_corrected_in_the_form_is_right(any_acme: House):
    (asked,) = any_acme.say("UAMY", AMY_DM, "Three poster drafts from 王小雨 by Friday", TASK)
    (opened,) = any_acme.press_button("UAMY", AMY_DM, asked, "Edit")
    any_acme.send_form("UAMY", AMY_DM, opened, title="Five drafts", due="2026-11-26", assignee="Amy")

    kept = any_acme.row(KeptExample)
    assert kept.how == "edited"
    assert kept.label == {
        "kinds": {"task": True, "noise": False},
        "title": "Five drafts",
        "due": "2026-11-26",
        "assignee": ["Amy"],
        "priority": "high",
    }
    (lesson,) = lessons(any_acme)
    assert lesson.read["title"] == "Three poster drafts"
    assert lesson.example.label.title == "Five drafts"
    assert lesson.example.utterance.is_relayed


def test_a_date_that_was_taken_out_was_none(acme: House):
    (asked,) = acme.say("UCAROL", SHARED, "Logo larger, see Friday's mail", CHANGE)
    (opened,) = acme.press_button("UAMY", AMY_DM, asked, "Edit")
    acme.send_form("UAMY", AMY_DM, opened, due="")

    (lesson,) = lessons(acme)
    assert lesson.example.knows("due")
    assert lesson.example.label.due is None
    assert lesson.how == "edited"


def test_a_form_that_changes_nothing_confirms(acme: House):
    (asked,) = acme.say("UCAROL", SHARED, "Logo larger by Friday", CHANGE)
    (opened,) = acme.press_button("UAMY", AMY_DM, asked, "Edit")
    acme.send_form("UAMY", AMY_DM, opened)

    assert acme.row(KeptExample).how == "confirmed"
    assert label(acme)["due"] == "2026-11-27"


@pytest.mark.parametrize("button", ["Confirm", "Dismiss"])
def test_undo_takes_the_example_back(any_acme: House, button: str):
    (decided,) = decide(any_acme, CHANGE, button)
    assert any_acme.rows(KeptExample)

    any_acme.press_button("UAMY", AMY_DM, decided, "Undo")

    assert any_acme.rows(KeptExample) == []


def test_undo_by_command_takes_the_example_back(acme: House):
    decide(acme, CHANGE, "Confirm")

    acme.crm("UAMY", TEAM, "undo")

    assert acme.rows(KeptExample) == []


def test_a_second_decision_takes_the_place_of_the_first(acme: House):
    (decided,) = decide(acme, CHANGE, "Confirm")
    (again,) = acme.press_button("UAMY", AMY_DM, decided, "Undo")
    acme.press_button("UAMY", AMY_DM, again, "Dismiss")

    assert acme.row(KeptExample).how == "dismissed"


def test_a_proposal_that_waits_is_no_example(acme: House):
    acme.say("UCAROL", SHARED, "Logo larger", CHANGE)

    assert acme.rows(KeptExample) == []


def test_an_order_says_what_its_words_are_and_nothing_more(any_acme: House):
    any_acme.crm("UAMY", SHARED, "change logo larger by Friday", INFO)

    kept = any_acme.row(KeptExample)
    assert kept.label == {"kinds": {"change_request": True, "noise": False}}
    assert kept.how == "said"
    (lesson,) = lessons(any_acme)
    assert lesson.read["kinds"] == ["interaction"]  # as the reader took them
    assert lesson.example.utterance.text == "logo larger by Friday"


def test_an_order_among_the_messages_is_kept_without_its_own_word(acme: House):
    acme.say("UWANG", WANG_DM, "变更 logo再大一点", CHANGE)

    (lesson,) = lessons(acme)
    assert lesson.example.utterance.text == "logo再大一点"
    assert lesson.example.utterance.is_relayed


def test_what_is_put_right_at_once_was_wrong_and_what_changes_later_is_news(acme: House):
    acme.crm("UAMY", SHARED, "change logo larger by Friday", CHANGE)
    acme.crm("UAMY", SHARED, "edit CR-1 by Thursday")
    assert label(acme)["due"] == "2026-11-26"

    acme.now += timedelta(days=1)
    acme.crm("UAMY", SHARED, "edit CR-1 Logo smaller by Friday")

    assert label(acme)["due"] == "2026-11-26"
    assert "title" not in label(acme)


def test_a_correction_by_number_decides_a_proposal(acme: House):
    acme.say("UCAROL", SHARED, "Logo larger by Friday", CHANGE)
    acme.crm("UAMY", SHARED, "edit CR-1 by Thursday")

    assert acme.row(KeptExample).how == "edited"
    assert label(acme) == {
        "kinds": {"change_request": True, "noise": False},
        "title": "Logo larger",
        "due": "2026-11-26",
    }


def test_edited_words_were_judged_by_nobody(acme: House):
    said = acme.message("UCAROL", SHARED, "Logo larger by Friday")
    (asked,) = acme.serve(said, CHANGE)
    acme.press_button("UAMY", AMY_DM, asked, "Confirm")

    acme.edit(said, "Never mind", NOISE)

    assert acme.rows(KeptExample) == []


def test_a_deleted_message_is_no_example_and_no_context_of_one(acme: House):
    before = acme.message("UCAROL", SHARED, "About the poster of spring:")
    acme.serve(before)
    acme.now += timedelta(minutes=1)
    said = acme.message("UCAROL", SHARED, "Logo larger by Friday")
    (asked,) = acme.serve(said, CHANGE)
    acme.press_button("UAMY", AMY_DM, asked, "Confirm")
    (lesson,) = lessons(acme)
    assert [each.text for each in lesson.example.utterance.earlier][-1] == "About the poster of spring:"

    acme.delete(before)
    (lesson,) = lessons(acme)
    assert "About the poster of spring:" not in [each.text for each in lesson.example.utterance.earlier]

    acme.delete(said)
    assert acme.rows(KeptExample) == []


def test_an_example_holds_no_words_of_its_own(acme: House):
    decide(acme, NOISE.model_copy(update=dict(CHANGE)), "Confirm", "top secret words")

    assert "top secret words" not in str(acme.row(KeptExample).model_dump())


def test_a_line_of_the_export_reads_back_as_the_same_example(acme: House):
    decide(acme, CHANGE, "Confirm")
    decide(acme, COMPLAINT, "Dismiss", "nobody answers, haha")
    kept = [lesson.example for lesson in lessons(acme)]

    read = read_examples([to_line(lesson) for lesson in lessons(acme)])

    assert [(each.id, each.label, each.known, each.utterance) for each in read] == [
        (each.id, each.label, each.known, each.utterance) for each in kept
    ]


def shown(house: House) -> list[Any]:
    def query(session: Session) -> list[Any]:
        agency = find_agency(session)
        assert agency is not None
        return list_shown(session, agency)

    return house.store.read(query)


def test_the_model_is_shown_what_was_confirmed_and_what_was_small_talk(acme: House):
    decide(acme, CHANGE, "Confirm", "Logo larger by Friday")
    decide(acme, COMPLAINT, "Dismiss", "nobody answers, haha")

    latest, first = shown(acme)

    assert (latest.text, latest.answer.kinds) == ("nobody answers, haha", ["noise"])
    assert (first.answer.kinds, first.answer.due_words, first.answer.title) == (
        ["change_request"], "by Friday", "Logo larger",
    )  # fmt: skip
    assert first.is_theirs


def test_the_model_is_not_shown_an_answer_that_could_not_be_quoted(acme: House):
    (asked,) = acme.say("UCAROL", SHARED, "Logo larger by Friday", CHANGE)
    (opened,) = acme.press_button("UAMY", AMY_DM, asked, "Edit")
    acme.send_form("UAMY", AMY_DM, opened, due="2026-12-24")

    assert shown(acme) == []
