"""Forms and message shortcuts: what a member makes and corrects without typing a command."""

import itertools
from datetime import timedelta

from kit import AMY_DM, CHANGE, NOW, PEOPLE, SHARED, TASK, TEAM, House, texts

from handlers.arrivals import CardRef, Place, Press, Shortcut, Submission
from handlers.arrivals import Message as Said
from handlers.replies import Reply
from prompts.reading.schema import NOISE, Reading
from storage.tables import ChangeRequest, Client, ClientName, Interaction, Message, Task

_numbers = itertools.count(1)


def shortcut(
    house: House, user: str, said: Said, name: str, reading: Reading = NOISE, *, view: str | None = None
) -> list[Reply]:
    """A member takes a shortcut on a message."""
    arrival = Shortcut(
        key=f"slack:shortcut:{next(_numbers)}",
        place=said.place,
        user=user,
        at=house.now,
        shortcut=name,
        trigger_id="7.7",
        view=view,
        message_id=said.message_id,
        text=said.text,
        author=said.user,
        said_at=said.at,
    )
    names = {said.user: PEOPLE[said.user].name}
    return house.serve(arrival, reading, names=names)


def choices(reply: Reply, name: str) -> dict[str, str]:
    """Label → value of a form's choice."""
    assert reply.form is not None
    field = next(field for field in reply.form.fields if field.name == name)
    return {choice.label: choice.value for choice in field.choices}


def values(reply: Reply) -> dict[str, str]:
    assert reply.form is not None
    return {field.name: field.value for field in reply.form.fields}


def from_nowhere(house: House, user: str) -> Place:
    return Place(platform="slack", workspace="T01", channel=user, is_direct=True)


def test_a_form_from_a_command_makes_a_task_with_one_receipt_where_colleagues_read(acme: House):
    (form,) = acme.crm("UAMY", TEAM, "task")
    wang, client = choices(form, "assignee")["王小雨"], choices(form, "client")["ACME"]

    (receipt,) = acme.send_form("UAMY", TEAM, form, title="Posters", due="2026-11-27", assignee=wang, client=client)

    task = acme.row(Task)
    assert (task.title, str(task.due_on), task.assignee, task.status) == ("Posters", "2026-11-27", "王小雨", "todo")
    assert task.client_id == acme.row(Client).id
    assert (receipt.to.where, receipt.must_be_internal) == ("channel", True)
    assert "T-1" in texts([receipt])


def test_where_outsiders_read_the_receipt_is_the_members_alone(acme: House):
    (form,) = acme.crm("UAMY", SHARED, "change")
    assert values(form)["client"] == choices(form, "client")["ACME"]

    receipt, *_ = acme.send_form("UAMY", SHARED, form, title="Logo larger")

    assert (receipt.to.where, receipt.to.user) == ("private", "UAMY")
    assert acme.row(ChangeRequest).client_id == acme.row(Client).id


def test_a_shortcut_shows_what_was_understood_and_keeps_the_message_as_evidence(acme: House):
    said = acme.message("UCAROL", SHARED, "Please make the logo larger by Friday")  # never heard

    (form,) = shortcut(acme, "UAMY", said, "change", CHANGE)
    assert values(form) | {"title": "Logo larger", "due": "2026-11-27"} == values(form)
    acme.send_form("UAMY", SHARED, form)

    change = acme.row(ChangeRequest)
    message = acme.row(Message, id=change.message_id)
    assert (message.text, message.said_by, message.external_id) == (said.text, "Carol", said.message_id)
    assert (change.status, change.requested_by) == ("submitted", "Carol")


def test_what_is_proposed_already_is_confirmed_and_not_doubled(acme: House):
    said = acme.message("UCAROL", SHARED, "Please make the logo larger by Friday")
    acme.serve(said, CHANGE)

    (form,) = shortcut(acme, "UAMY", said, "change", CHANGE)
    acme.send_form("UAMY", SHARED, form, title="Logo 20% larger")

    change = acme.row(ChangeRequest)
    assert (change.title, change.status) == ("Logo 20% larger", "submitted")


def test_what_is_recorded_already_is_shown_to_be_corrected(acme: House):
    said = acme.message("UWANG", TEAM, "三张海报")
    (form,) = shortcut(acme, "UAMY", said, "task", TASK)
    acme.send_form("UAMY", TEAM, form)

    (again,) = shortcut(acme, "UAMY", said, "task", TASK)
    assert again.form is not None
    assert again.form.about == f"task:{acme.row(Task).id}"
    acme.send_form("UAMY", TEAM, again, title="Four posters", status="doing")

    assert (acme.row(Task).title, acme.row(Task).status) == ("Four posters", "doing")


def test_a_log_from_a_clients_message_is_that_contacts(acme: House):
    said = acme.message("UCAROL", SHARED, "We loved it")

    (form,) = shortcut(acme, "UAMY", said, "log")
    acme.send_form("UAMY", SHARED, form, kind="praise")

    logged = acme.row(Interaction)
    assert (logged.kind, logged.state, logged.summary) == ("praise", "confirmed", "We loved it")
    assert logged.contact_id is not None


def test_a_client_is_made_with_its_aliases_and_a_name_means_one_client(acme: House):
    (form,) = acme.crm("UAMY", TEAM, "client new")
    acme.send_form("UAMY", TEAM, form, name="青柠酸奶", aliases="Lime，青柠")
    (again,) = acme.crm("UAMY", TEAM, "client new")
    refused = acme.send_form("UAMY", TEAM, again, name="lime")

    assert {row.name for row in acme.rows(ClientName)} == {"ACME", "青柠酸奶", "Lime", "青柠"}
    assert "name_taken" in texts(refused)
    assert len(acme.rows(Client)) == 2


def test_a_client_that_is_renamed_keeps_its_records_and_is_called_as_before_after_undo(acme: House):
    client = acme.row(Client)
    (form,) = acme.press("UAMY", TEAM, "edit_record", f"client:{client.id}")
    acme.send_form("UAMY", TEAM, form, name="ACME Foods", aliases="ACME", tier="A")
    assert {(row.name, row.is_main) for row in acme.rows(ClientName)} == {("ACME Foods", True), ("ACME", False)}

    acme.crm("UAMY", TEAM, "undo")

    assert (acme.row(Client).name, acme.row(Client).tier) == ("ACME", None)
    assert [(row.name, row.is_main) for row in acme.rows(ClientName)] == [("ACME", True)]


def test_any_record_is_put_right_in_its_form(acme: House):
    acme.crm("UAMY", TEAM, "task three posters", TASK)

    (form,) = acme.crm("UAMY", TEAM, "edit T-1")
    saved, *_ = acme.send_form("UAMY", TEAM, form, title="Five posters", due="", assignee="0", priority="low")

    task = acme.row(Task)
    assert (task.title, task.due_on, task.assignee_id, task.priority) == ("Five posters", None, None, "low")
    assert "Five posters" in texts([saved])


def test_from_anywhere_it_is_chosen_first_what_to_make(acme: House):
    place = from_nowhere(acme, "UAMY")
    arrival = Shortcut(key="s:new", place=place, user="UAMY", at=NOW, shortcut="new", trigger_id="1.1", view="v1")
    (first,) = acme.serve(arrival)
    assert first.form is not None
    assert (first.form.name, first.to.view) == ("new", "v1")

    sent = Submission(key="v:new", place=place, user="UAMY", at=NOW, form="new", values={"what": "task"}, view="v2")
    (second,) = acme.serve(sent)
    assert second.form is not None
    assert (second.form.name, second.to.view, second.to.trigger_id) == ("task", "v2", None)
    (receipt,) = acme.send_form("UAMY", place, second, title="Call the printer")

    assert (receipt.to.where, receipt.to.user) == ("direct", "UAMY")
    assert acme.row(Task).assignee == "Amy"  # a note to oneself


def test_a_name_that_nobody_has_is_told_and_nothing_is_half_written(acme: House):
    (form,) = acme.crm("UAMY", TEAM, "task")

    refused = acme.send_form("UAMY", TEAM, form, title="Posters", assignee="Nobody Atall")

    assert "unknown_member" in texts(refused)
    assert acme.rows(Task) == []


def test_an_outsiders_shortcut_gets_no_form_and_an_empty_view(acme: House):
    said = acme.message("UCAROL", SHARED, "hello")

    replies = shortcut(acme, "UCAROL", said, "change", view="v1")

    assert [(reply.to.where, reply.form) for reply in replies] == [("modal", None)]
    assert acme.rows(ChangeRequest) == []


def test_an_error_is_said_in_the_view_that_waits(acme: House):
    command = acme.command("UAMY", TEAM, "edit T-99").model_copy(update={"view": "v9"})

    (reply,) = acme.serve(command)

    assert (reply.to.where, reply.to.view) == ("modal", "v9")
    assert "unknown_record" in texts([reply])
    assert reply.fallback is not None
    assert reply.fallback.where == "answer"


def test_a_proposal_that_somebody_has_decided_is_shown_in_the_view_that_waits(acme: House):
    said = acme.message("UCAROL", SHARED, "Logo larger by Friday")
    (card,) = acme.serve(said, CHANGE)
    acme.press_button("UAMY", AMY_DM, card, "Confirm")

    replies = _press_with_view(acme, card)

    assert [reply.to.where for reply in replies if reply.to.view == "v3"] == ["modal"]
    assert all(reply.form is None for reply in replies)


def _press_with_view(house: House, card: Reply) -> list[Reply]:
    assert card.card is not None
    button = next(button for button in card.card.buttons if button.action == "edit")
    press = Press(
        key=f"press:view:{next(_numbers)}",
        place=AMY_DM,
        user="UAMY",
        at=house.now + timedelta(seconds=1),
        action="edit",
        value=button.value,
        card=CardRef(message_id="1795399999.000001"),
        trigger_id="9.9",
        view="v3",
    )
    return house.serve(press)
