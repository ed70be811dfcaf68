"""Who is meant by a name: the only member whom it fits; where several do, the card asks."""

from kit import SHARED, TASK, TEAM, WANG_DM, House, texts

from handlers.ports import PersonFacts
from storage.tables import Message, Task


def test_a_nickname_means_the_only_member_of_that_surname(acme: House):
    acme.say("UAMY", TEAM, "小王 first drafts", TASK.model_copy(update={"assignees": ("小王",)}))

    assert (acme.row(Task).assignee, acme.row(Task).assignee_id) == ("小王", 2)


def test_a_name_of_the_other_platforms_account_is_known_too(acme: House):
    acme.say("UAMY", TEAM, "xiaoyu to draft", TASK.model_copy(update={"assignees": ("xiaoyu",)}))

    assert acme.row(Task).assignee_id == 2


def test_a_role_is_kept_as_written_and_means_nobody(acme: House):
    acme.say("UAMY", TEAM, "设计出三张", TASK.model_copy(update={"assignees": ("设计",)}))

    assert (acme.row(Task).assignee, acme.row(Task).assignee_id) == ("设计", None)


def test_where_two_fit_nobody_is_guessed_and_the_card_names_both(acme: House):
    lei = PersonFacts(name="王磊", is_outsider=False, lang="zh")
    acme.serve(acme.message("UWANGLEI", TEAM, "大家早"), person=lei)
    reading = TASK.model_copy(update={"assignees": ("小王",)})

    shown = acme.say("UAMY", TEAM, "小王 first drafts", reading)

    assert acme.row(Task).assignee_id is None
    assert "王小雨、王磊" in texts(shown)


def test_of_two_the_one_who_speaks_in_this_channel_is_meant(acme: House):
    lei = PersonFacts(name="王磊", is_outsider=False, lang="zh")
    acme.serve(acme.message("UWANGLEI", SHARED, "morning"), person=lei)

    acme.say("UAMY", SHARED, "小王 first drafts", TASK.model_copy(update={"assignees": ("小王",)}))

    assert acme.row(Task).assignee_id == 3


def test_in_a_thread_of_a_channel_without_client_the_threads_client_is_meant(acme: House):
    first = acme.message("UAMY", TEAM, "ACME wants the poster larger")
    acme.serve(first)
    acme.say("UWANG", TEAM.model_copy(update={"thread": first.message_id}), "明天给")

    assert {message.client_id for message in acme.rows(Message, thread_id=first.message_id)} == {1}


def test_a_client_whose_name_is_nearly_right_is_found_one_to_one(acme: House):
    acme.crm("UWANG", TEAM, "link Northwind Coffee")
    acme.say("UWANG", WANG_DM, "Northwnd coffee wants new cups")

    assert acme.rows(Message)[-1].client_id == 2
