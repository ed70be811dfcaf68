"""Who is meant by a name: the only member whom it fits; where several do, the card asks."""

from kit import AMY_DM, CHANGE, SHARED, TASK, TEAM, WANG_DM, ZHAO, House, texts
from talk import labels

from handlers.ports import PersonFacts
from storage.tables import ChangeRequest, Message, Task


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


def one_task(acme: House, *, place=SHARED) -> None:
    reading = TASK.model_copy(update={"title": "Posters", "assignees": ()})
    acme.crm("UAMY", place, "task Posters by Friday", reading)


def test_who_is_given_a_task_is_told_once_in_their_language(acme: House):
    one_task(acme)

    receipt, told = acme.crm("UAMY", TEAM, "assign T-1 to @王小雨 please")

    assert (acme.row(Task).assignee, acme.row(Task).assignee_id) == ("王小雨", 2)
    assert "王小雨" in texts([receipt])
    assert (told.to.where, told.to.platform, told.to.user) == ("direct", "slack", "UWANG")
    assert texts([told]).startswith("Amy 把 T-1 交给你\nPosters")
    assert labels(told) == ["▶ 开始", "完成", "查看详情"]
    assert len(acme.crm("UAMY", TEAM, "assign T-1 王小雨")) == 1


def test_a_member_of_wecom_is_told_on_wecom(acme: House):
    acme.say("zhaoyu", ZHAO, "你好")
    one_task(acme)

    _, told = acme.crm("UAMY", TEAM, "assign T-1 赵宇")

    assert (told.to.platform, told.to.user) == ("wecom", "zhaoyu")
    assert "/crm" not in texts([told])


def test_a_hand_over_is_told_to_both_and_not_to_who_did_it(acme: House):
    acme.say("zhaoyu", ZHAO, "你好")
    one_task(acme)
    acme.crm("UAMY", TEAM, "assign T-1 王小雨")

    receipt, new, old = acme.crm("UAMY", TEAM, "指派 T-1 给赵宇")
    mine = acme.say("zhaoyu", ZHAO, "转交 T-1 给我")

    assert receipt.key == "receipt"
    assert (new.to.user, old.to.user) == ("zhaoyu", "UWANG")
    assert texts([old]).startswith("T-1 已交给 赵宇")
    assert len(mine) == 1


def test_an_assignment_can_be_undone(acme: House):
    one_task(acme)
    receipt, _ = acme.crm("UAMY", AMY_DM, "assign T-1 王小雨")

    acme.press_button("UAMY", AMY_DM, receipt, "Undo")

    assert acme.row(Task).assignee_id == 1


def test_a_change_request_is_handed_on_too(acme: House):
    acme.crm("UAMY", SHARED, "change logo larger", CHANGE)

    _, told = acme.crm("UAMY", SHARED, "assign CR-1 @王小雨")

    assert acme.row(ChangeRequest).assignee == "王小雨"
    assert texts([told]).startswith("Amy 把 CR-1 交给你")


def test_whoever_hands_on_a_proposal_has_confirmed_it(acme: House):
    (card,) = acme.say("UAMY", TEAM, "poster drafts", TASK.model_copy(update={"assignees": ()}))

    replies = acme.crm("UAMY", TEAM, "assign T-1 王小雨")

    assert acme.row(Task).status == "todo"
    redrawn = [reply for reply in replies if reply.replaces]
    assert [reply.replaces is not None and reply.replaces.endswith(f"/{card.key}") for reply in redrawn] == [True]


def test_on_a_tasks_card_the_assignee_is_chosen_from_colleagues(acme: House):
    one_task(acme)
    (card,) = acme.crm("UAMY", AMY_DM, "show T-1")
    assert card.card is not None
    assign = next(select for select in card.card.selects if select.action == "assign")
    assert [(choice.label, choice.value) for choice in assign.choices] == [("Amy", "1"), ("王小雨", "2")]

    shown, told = acme.press("UAMY", AMY_DM, "assign", "task:1=2")

    assert "Assignee: 王小雨" in texts([shown])
    assert shown.to.where == "update"
    assert told.to.user == "UWANG"


def test_a_colleague_who_is_not_ours_cannot_be_chosen(acme: House):
    one_task(acme)

    (reply,) = acme.press("UAMY", AMY_DM, "assign", "task:1=99")

    assert reply.key == "error"
    assert acme.row(Task).assignee_id == 1


def test_a_name_that_fits_nobody_or_two_is_asked_about(acme: House):
    lei = PersonFacts(name="王磊", is_outsider=False, lang="zh")
    acme.serve(acme.message("UWANGLEI", TEAM, "大家早"), person=lei)
    one_task(acme)

    (nobody,) = acme.crm("UAMY", AMY_DM, "assign T-1 Zebedee")
    (two,) = acme.crm("UWANG", WANG_DM, "指派 T-1 小王")
    (none,) = acme.crm("UAMY", AMY_DM, "assign T-1")

    assert texts([nobody]).startswith("No colleague called “Zebedee”")
    assert "是不是：王小雨，还是 王磊？" in texts([two])
    assert "assign <number> @who" in texts([none])
    assert acme.row(Task).assignee_id == 1


def test_what_is_done_is_handed_to_nobody(acme: House):
    one_task(acme)
    acme.crm("UAMY", TEAM, "done T-1")

    (reply,) = acme.crm("UAMY", AMY_DM, "assign T-1 王小雨")

    assert texts([reply]).startswith("T-1 is done: it can't be assigned")
