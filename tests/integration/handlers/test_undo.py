"""Undo: the last write is taken back, exactly and once."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kit import AMY_DM, CHANGE, COMPLAINT, FEEDBACK, INFO, SHARED, TASK, TEAM, WANG_DM, House, texts

from storage.store import Store
from storage.tables import Audit, ChangeRequest, Interaction, Member, Message, Task


def test_undo_puts_the_last_record_into_the_recycle_bin(acme: House):
    acme.crm("UAMY", TEAM, "task a", TASK)
    acme.crm("UAMY", TEAM, "change b", CHANGE)

    said = texts(acme.crm("UAMY", AMY_DM, "undo"))

    assert "Change request CR-1: moved to the recycle bin" in said
    assert acme.row(ChangeRequest).deleted_at == acme.now
    assert acme.row(Task).deleted_at is None
    assert "T-1" in texts(acme.crm("UAMY", AMY_DM, "undo"))
    assert acme.row(Task).deleted_at == acme.now


def test_undo_is_each_members_own(acme: House):
    acme.crm("UAMY", TEAM, "task a", TASK)

    assert "没有可以撤销的" in texts(acme.say("UWANG", WANG_DM, "撤销"))
    assert acme.row(Task).deleted_at is None


def test_what_was_taken_back_can_not_be_taken_back_again(acme: House):
    (made,) = acme.say("UAMY", AMY_DM, "task a", TASK)
    acme.press_button("UAMY", AMY_DM, made, "Undo")

    again = texts(acme.press_button("UAMY", AMY_DM, made, "Undo"))

    assert "Nothing to undo" in again
    assert acme.row(Task).deleted_at == acme.now


def test_undo_of_done_opens_the_task_again(acme: House):
    acme.crm("UAMY", TEAM, "task a", TASK)
    (done,) = acme.crm("UAMY", AMY_DM, "done T-1")

    acme.press_button("UAMY", AMY_DM, done, "Undo")

    assert (acme.row(Task).status, acme.row(Task).done_at) == ("todo", None)


def test_undo_of_a_correction_restores_dates_and_times(acme: House):
    acme.crm("UAMY", TEAM, "task a", TASK)
    before = acme.row(Task)
    acme.crm("UAMY", TEAM, "edit T-1 Five drafts tomorrow 3pm")
    assert acme.row(Task) != before

    acme.crm("UAMY", TEAM, "undo")

    assert acme.row(Task) == before


def test_undo_of_a_confirmation_asks_again_on_the_same_card(acme: House):
    (asked,) = acme.say("UCAROL", SHARED, "logo", FEEDBACK)
    (confirmed,) = acme.press_button("UAMY", AMY_DM, asked, "Confirm")

    (again,) = acme.press_button("UAMY", AMY_DM, confirmed, "Undo")

    assert (acme.row(ChangeRequest).status, acme.row(Interaction).state) == ("proposed", "proposed")
    assert again.card is not None
    assert [button.label for button in again.card.buttons] == ["Confirm", "Edit", "Dismiss"]
    assert again.to.where == "update"


def test_undo_of_a_dismissal_by_command_brings_the_proposal_back_where_it_stood(acme: House):
    (asked,) = acme.say("UCAROL", SHARED, "nobody answers", COMPLAINT)
    acme.press_button("UAMY", AMY_DM, asked, "Dismiss")

    receipt, again = acme.crm("UAMY", AMY_DM, "undo")

    assert (acme.row(Interaction).state, acme.row(Interaction).deleted_at) == ("proposed", None)
    assert "Taken back" in texts([receipt])
    assert again.replaces == acme.rows(Message)[-1].card_key
    assert again.card is not None
    assert again.card.buttons[0].label == "Confirm"


def test_undo_of_an_edited_form_restores_the_first_words(acme: House):
    (asked,) = acme.say("UAMY", AMY_DM, "drafts", TASK)
    before = acme.row(Task)
    (opened,) = acme.press_button("UAMY", AMY_DM, asked, "Edit")
    acme.send_form("UAMY", AMY_DM, opened, title="Five drafts", due="", assignee="Amy")

    acme.crm("UAMY", AMY_DM, "undo")

    assert acme.row(Task) == before


def test_undo_of_the_language_speaks_the_earlier_one(acme: House):
    acme.crm("UAMY", AMY_DM, "lang zh")

    assert "Setting: as it was before" in texts(acme.crm("UAMY", AMY_DM, "undo"))
    assert acme.rows(Member)[0].lang == "en"


def test_what_somebody_changed_since_is_not_overwritten(acme: House):
    acme.crm("UAMY", TEAM, "task a", TASK)
    (done,) = acme.crm("UAMY", AMY_DM, "done T-1")
    acme.crm("UWANG", TEAM, "edit T-1 another title")

    acme.press_button("UAMY", AMY_DM, done, "Undo")
    assert (acme.row(Task).status, acme.row(Task).title) == ("todo", "another title")

    (edited,) = acme.crm("UAMY", AMY_DM, "edit T-1 my title")
    acme.crm("UWANG", TEAM, "edit T-1 their title")

    assert "T-1 was changed since" in texts(acme.press_button("UAMY", AMY_DM, edited, "Undo"))
    assert acme.row(Task).title == "their title"


def test_a_record_that_somebody_else_worked_on_is_not_thrown_away(acme: House):
    (made,) = acme.crm("UAMY", AMY_DM, "task a", TASK)
    acme.crm("UWANG", TEAM, "done T-1")

    assert "was changed since" in texts(acme.press_button("UAMY", AMY_DM, made, "Undo"))
    assert acme.row(Task).deleted_at is None


def test_taking_back_is_in_the_audit_trail(acme: House):
    acme.crm("UAMY", TEAM, "task a", TASK)
    acme.crm("UAMY", TEAM, "undo")

    created, undone = acme.rows(Audit, record_kind="task")
    assert (created.action, undone.action, undone.who) == ("created", "undone", "Amy")
    assert created.undone_by == undone.act


ACTS = {
    "log": lambda house: house.crm("UAMY", TEAM, "log call", INFO),
    "change": lambda house: house.crm("UAMY", SHARED, "change logo", CHANGE),
    "task": lambda house: house.crm("UAMY", TEAM, "task drafts", TASK),
    "done": lambda house: house.crm("UAMY", TEAM, "done T-1 CR-1"),
    "edit task": lambda house: house.crm("UAMY", TEAM, "edit T-1 New title by Thursday"),
    "edit change": lambda house: house.crm("UAMY", TEAM, "edit CR-1 tomorrow 3pm"),
    "lang": lambda house: house.crm("UAMY", TEAM, "lang zh"),
    "hours": lambda house: house.crm("UAMY", TEAM, "hours 9:30-18:30"),
    "hours of all": lambda house: house.crm("UAMY", TEAM, "hours agency 10-19"),
    "link": lambda house: house.crm("UAMY", TEAM, "link ACME"),
    "link another": lambda house: house.crm("UAMY", TEAM, "link 青柠酸奶"),
    "confirm": lambda house: house.press("UAMY", TEAM, "confirm", "message:5"),
    "dismiss": lambda house: house.press("UAMY", TEAM, "dismiss", "message:5"),
}


def visible(house: House) -> dict[str, Any]:
    """Everything that isn't in the recycle bin; what was heard stays heard."""
    kept = {kind: [row for row in rows if not row.get("deleted_at")] for kind, rows in house.snapshot().items()}
    kept.pop("client_name")
    kept.pop("shown_card")  # where cards stand
    kept["message"] = [(row["id"], row["client_id"]) for row in kept["message"] if row["reader"] != "said"]
    return kept


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(acts=st.lists(st.sampled_from(sorted(ACTS)), min_size=1, max_size=6))
def test_undoing_everything_restores_exactly_what_was(acts: list[str], tmp_path_factory, sqlite_template: bytes):
    from storage.engine import open_store

    path = tmp_path_factory.mktemp("undo") / "liaison.db"
    path.write_bytes(sqlite_template)
    store: Store = open_store(f"sqlite:///{path}")
    try:
        house = House(store).open()
        for user, place, text in (("UWANG", TEAM, "hi"), ("UAMY", TEAM, "hello"), ("UWANG", TEAM, "好")):
            house.say(user, place, text)
        house.crm("UWANG", SHARED, "link ACME")
        house.say("UCAROL", SHARED, "hello")
        house.say("UCAROL", SHARED, "logo larger", FEEDBACK)
        before = visible(house)
        for act in acts:
            ACTS[act](house)
        for _ in range(20):
            if "nothing_to_undo" in texts(house.crm("UAMY", TEAM, "undo")):
                break
        else:
            raise AssertionError("there is no end to undoing")
        assert visible(house) == before
    finally:
        store.close()
