"""Commands: what a member says explicitly is recorded at once, on both platforms and in both languages."""

from datetime import UTC, date, datetime

import pytest
from kit import AMY_DM, CHANGE, COMPLAINT, FRIDAY, INFO, SHARED, TASK, TEAM, WANG_DM, ZHAO, House, texts

from handlers.arrivals import Attachment
from prompts.commands import COMMANDS, CommandWords, name_of
from prompts.reading.schema import Due, Reading
from storage.tables import ChangeRequest, Interaction, Member, Message, Task


def test_a_change_by_command_is_submitted_at_once(acme: House):
    replies = acme.crm("UAMY", SHARED, "change Logo larger by Friday", CHANGE)

    record = acme.row(ChangeRequest)
    assert (record.number, record.status, record.title, record.due_on) == (
        1,
        "submitted",
        "Logo larger",
        date(2026, 11, 27),
    )
    assert (record.requested_by, record.client_id, record.created_by_id) == ("Amy", 1, 1)
    assert "Change request CR-1 recorded · ACME" in texts(replies)
    assert (replies[0].to.where, replies[0].to.is_visible) == ("answer", False)


def test_a_task_goes_to_who_is_named_and_else_to_oneself(acme: House):
    acme.crm("UAMY", TEAM, "task Three poster drafts @王小雨 by Friday", TASK)
    acme.crm("UAMY", TEAM, "task call the printer", Reading(kinds=("noise",)))
    acme.crm("UAMY", TEAM, "task ask Bob", Reading(kinds=("task",), assignees=("Bob",)))

    assert [(t.number, t.assignee, t.assignee_id, t.status) for t in acme.rows(Task)] == [
        (1, "王小雨", 2, "todo"),
        (2, "Amy", 1, "todo"),
        (3, "Bob", None, "todo"),
    ]


def test_a_task_ordered_in_front_of_the_client_is_no_promise(acme: House):
    acme.crm("UAMY", SHARED, "task Three poster drafts", TASK)
    assert not acme.row(Task).is_promise


def test_a_log_keeps_its_words_as_evidence_and_nothing_was_guessed(acme: House):
    acme.crm("UAMY", SHARED, "log Call with Carol, she likes it", INFO)

    record, message = acme.row(Interaction), acme.rows(Message)[-1]
    assert (record.state, record.summary, record.kind) == ("confirmed", "Call with Carol, she likes it", "info")
    assert (message.id, message.text) == (record.message_id, "Call with Carol, she likes it")
    assert (message.reader, message.kinds) == ("said", ["interaction"])


@pytest.mark.parametrize(
    "text", ["任务 出三张海报初稿 @王小雨 周五前", "/crm task 出三张海报初稿", "task: three drafts"]
)
@pytest.mark.parametrize(("user", "place"), [("UAMY", TEAM), ("UWANG", WANG_DM), ("zhaoyu", ZHAO)])
def test_a_command_may_be_spoken_to_the_bot(acme: House, user, place, text):
    replies = acme.say(user, place, text, TASK, is_to_bot=True)

    assert acme.row(Task).status == "todo"
    assert acme.rows(Message)[-1].text == text
    assert len(replies) == 1
    assert replies[0].to.where == ("channel" if place == TEAM else "direct")


def test_a_spoken_command_in_an_internal_channel_is_answered_in_its_thread(acme: House):
    said = acme.message("UAMY", TEAM, "task drafts", is_to_bot=True)
    (reply,) = acme.serve(said, TASK)

    assert (reply.to.channel, reply.to.thread, reply.must_be_internal) == ("CTEAM", said.message_id, True)
    assert reply.fallback is not None
    assert reply.fallback.user == "UAMY"
    assert "T-1" in texts([reply])
    assert "任务" in texts([reply])  # for many: in the agency's language


def test_a_spoken_command_in_a_shared_channel_is_answered_to_the_member_alone(acme: House):
    (reply,) = acme.say("UAMY", SHARED, "task drafts", TASK, is_to_bot=True)

    assert (reply.to.where, reply.to.user) == ("private", "UAMY")


def test_the_same_spoken_command_twice_is_obeyed_once(acme: House):
    said = acme.message("UAMY", TEAM, "task drafts", is_to_bot=True)
    acme.serve(said, TASK)

    assert acme.serve(said.model_copy(update={"key": "again"}), TASK) == []
    assert len(acme.rows(Task)) == 1


def test_a_spoken_command_is_obeyed_also_when_its_deletion_came_first(acme: House):
    said = acme.message("UAMY", TEAM, "task drafts", is_to_bot=True)
    acme.delete(said)

    acme.serve(said, TASK)

    assert acme.row(Task).status == "todo"
    assert acme.rows(Message)[-1].text == "task drafts"


def test_whoever_is_mentioned_in_an_order_is_to_do_it_also_behind_a_slash_command(acme: House):
    reading, names = Reading(kinds=("noise",)), {"UWANG": "王小雨"}
    acme.serve(acme.message("UAMY", TEAM, "task drafts @UWANG", is_to_bot=True), reading, names=names)
    acme.serve(acme.command("UAMY", TEAM, "task @UWANG texts"), reading, names=names)

    assert [(task.title, task.assignee_id) for task in acme.rows(Task)] == [("drafts", 2), ("texts", 2)]
    assert acme.rows(Message)[-2].text == "task drafts @王小雨"


def test_a_longer_name_is_no_mention_of_a_shorter_one(acme: House):
    acme.crm("UAMY", TEAM, "task drafts @Amyra", Reading(kinds=("task",), assignees=("Amyra",)))

    assert (acme.row(Task).assignee, acme.row(Task).assignee_id) == ("Amyra", None)


def test_done_finishes_by_number_whatever_the_writing(acme: House):
    acme.crm("UAMY", TEAM, "task a", TASK)
    acme.crm("UAMY", TEAM, "task b", TASK)
    acme.crm("UAMY", TEAM, "change c", CHANGE)

    replies = acme.crm("UWANG", TEAM, "done T-1, 和 cr 1")

    assert [t.status for t in acme.rows(Task)] == ["done", "todo"]
    assert acme.rows(Task)[0].done_at == acme.now
    assert acme.row(ChangeRequest).status == "done"
    assert "T-1 Three poster drafts" in texts(replies)
    acme.say("zhaoyu", ZHAO, "完成 2")
    assert acme.rows(Task)[1].status == "done"


@pytest.mark.parametrize(
    ("typed", "title", "due"),
    [
        ("edit CR-1 by Thursday", "Logo larger", date(2026, 11, 26)),
        ("修改 CR-1 周四前", "Logo larger", date(2026, 11, 26)),
        ("edit CR-1 Logo 20% larger", "Logo 20% larger", date(2026, 11, 27)),
        ("edit cr1: Logo 20% larger by Thursday", "Logo 20% larger", date(2026, 11, 26)),
        ("修改 CR-1 logo放大20%，周四前", "logo放大20%", date(2026, 11, 26)),
    ],
)
def test_edit_corrects_title_and_date(acme: House, typed: str, title: str, due: date):
    acme.crm("UAMY", TEAM, "change Logo larger by Friday", CHANGE)

    acme.crm("UAMY", TEAM, typed)

    record = acme.row(ChangeRequest)
    assert (record.title, record.due_on, record.due_at) == (title, due, None)


def test_edit_by_command_confirms_what_was_proposed(acme: House):
    acme.say("UCAROL", SHARED, "logo larger by Friday", CHANGE)

    acme.say("zhaoyu", ZHAO, "修改 CR-1 周四前")

    assert acme.row(ChangeRequest).status == "submitted"


def test_edit_reads_a_time_of_day(acme: House):
    acme.crm("UAMY", TEAM, "task a", TASK)
    acme.crm("UAMY", TEAM, "edit T-1 tomorrow 3pm")

    assert acme.row(Task).due_at == datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
    assert acme.row(Task).title == "Three poster drafts"


@pytest.mark.parametrize("verb", ["edit", "link", "log", "change", "task", "done", "lang"])
def test_a_command_without_its_words_shows_the_right_form_and_an_example_in_the_members_language(acme: House, verb):
    words = next(command for command in COMMANDS if command.verb == verb)

    english = texts(acme.say("UAMY", AMY_DM, verb))
    chinese = texts(acme.say("UWANG", WANG_DM, words.names[-1] if verb == "lang" else words.names[1]))

    if verb != "lang":
        assert f"/crm {words.form['en']}" in english
        assert f"/crm {words.example['en']}" in english
        assert f"/crm {words.form['zh']}" in chinese
    assert "bad_command" in english
    assert "bad_command" in chinese


@pytest.mark.parametrize("verb", ["log", "change", "task"])
def test_a_slash_command_without_its_words_opens_its_form(acme: House, verb: str):
    (reply,) = acme.crm("UAMY", TEAM, verb)

    assert reply.form is not None
    assert (reply.form.name, reply.to.where, reply.to.trigger_id) == (verb, "modal", "1.2")
    assert reply.fallback is not None
    assert reply.fallback.where == "direct"


def test_on_wecom_the_form_comes_too_and_its_door_says_it_in_words_or_as_a_link(acme: House):
    (reply,) = acme.say("zhaoyu", ZHAO, "变更")

    assert reply.form is not None
    assert (reply.form.name, reply.to.platform, reply.to.where) == ("change", "wecom", "modal")


def test_on_wecom_the_right_form_has_no_slash(acme: House):
    answer = texts(acme.say("zhaoyu", ZHAO, "完成"))

    assert "完成 <编号>" in answer
    assert "/crm" not in answer


@pytest.mark.parametrize("typed", ["tsak drafts", "taskk drafts"])
def test_a_near_miss_is_told_what_was_probably_meant(acme: House, typed: str):
    assert "Did you mean: /crm task" in texts(acme.crm("UAMY", TEAM, typed))
    assert "Did you mean: /crm task" in texts(acme.say("UAMY", AMY_DM, f"/crm {typed}"))
    assert acme.rows(Message)[-1].text == f"/crm {typed}"


def test_an_unknown_number_is_said_to_be_unknown(acme: House):
    assert "I can't find T-99" in texts(acme.crm("UAMY", TEAM, "done T-99"))
    assert "I can't find CR-99" in texts(acme.crm("UAMY", TEAM, "edit CR-99 by Friday"))


def test_an_error_leaves_nothing_half_done(acme: House):
    acme.crm("UAMY", TEAM, "task a", TASK)

    acme.crm("UAMY", TEAM, "done T-1 T-99")

    assert acme.row(Task).status == "todo"


def test_lang_changes_the_language_of_the_very_answer(acme: House):
    assert texts(acme.crm("UAMY", TEAM, "lang zh")) == "好的，以后和你说中文。"
    assert texts(acme.say("UAMY", AMY_DM, "语言 英文")).startswith("Done")
    assert acme.rows(Member)[0].lang == "en"


def test_tasks_lists_the_earliest_first_in_the_readers_zone_with_a_button_for_each(acme: House):
    late = Reading(kinds=("task",), title="Late", due=Due(on=date(2026, 11, 20)), assignees=("Amy",))
    at = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
    timed = Reading(kinds=("task",), title="Timed", due=Due(on=date(2026, 11, 24), at=at), assignees=("Amy",))
    acme.crm("UAMY", TEAM, "task timed", timed)
    acme.crm("UAMY", TEAM, "task late", late)
    acme.crm("UAMY", TEAM, "task someday", Reading(kinds=("noise",)))

    (reply,) = acme.crm("UAMY", TEAM, "tasks")

    assert reply.card is not None
    assert reply.card.body.splitlines() == [
        "T-2 Late · ⚠️ overdue Fri 20 Nov",
        "T-1 Timed · Tue 24 Nov (tomorrow) 15:00",
        "T-3 someday · no date",
    ]
    assert not reply.to.is_visible
    (after,) = acme.press_button("UAMY", TEAM, reply, "Done T-2")
    assert "✅ T-2 Late" in texts([after])
    assert "You have 2 open tasks" in texts([after])


def test_help_names_every_command_the_commonest_first(acme: House):
    english, chinese = texts(acme.crm("UAMY", TEAM, "help")), texts(acme.say("zhaoyu", ZHAO, "帮助"))

    for command in COMMANDS:
        if command.verb not in ("role", "team"):  # 赵宇 is no manager
            assert name_of(command, "zh") in chinese
        assert name_of(command, "en") in english
    assert english.index("/crm log <what happened>") < english.index("Change requests: changes")


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.verb)
def test_help_with_one_command_shows_its_form_an_example_and_who_may(acme: House, command: CommandWords):
    english = texts(acme.crm("UAMY", TEAM, f"help {command.names[0]}"))
    chinese = texts(acme.say("zhaoyu", ZHAO, f"帮助 {name_of(command, 'zh')}"))

    assert f"/crm {command.form['en']}" in english
    assert f"/crm {command.example['en'].splitlines()[0]}" in english
    assert "Who may: " in english
    assert command.form["zh"] in chinese
    assert "谁可以: " in chinese


@pytest.mark.parametrize("slip", ["renwu", "人物", "hepl", "帮住", "chagne"])
def test_one_word_that_is_nearly_a_command_is_asked_about(acme: House, slip: str):
    assert "unknown_command" in texts(acme.say("zhaoyu", ZHAO, slip))


@pytest.mark.parametrize(
    "word", ["收到", "好的", "thanks", "hello", "logo", "changed", "确认无误", "新人物设定稿出来了"]
)
def test_small_talk_is_no_slip(acme: House, word: str):
    assert "unknown_command" not in texts(acme.say("zhaoyu", ZHAO, word))


def test_one_to_one_plain_talk_is_answered_once(acme: House):
    (reply,) = acme.say("UAMY", AMY_DM, "thanks, that was great")
    assert "Noted" in texts([reply])

    said = acme.message("UAMY", AMY_DM, "thanks a lot")
    acme.serve(said)
    assert acme.edit(said, "thanks a lot!") == []


def test_a_picture_without_words_gets_one_answer(acme: House):
    picture = (Attachment(kind="image", media_id="M1"),)

    assert "can't read" in texts(acme.say("UAMY", AMY_DM, "", attachments=picture))
    assert acme.say("zhaoyu", ZHAO, "", attachments=picture) == []  # answered at the door
    assert acme.say("UAMY", TEAM, "", attachments=picture) == []
    assert [len(message.attachments) for message in acme.rows(Message)[-3:]] == [1, 1, 1]


def test_a_complaint_that_a_member_logs_is_recorded_as_such(acme: House):
    acme.crm("UAMY", SHARED, "log 客户投诉没人回复", COMPLAINT)
    assert acme.row(Interaction).kind == "complaint"


def test_the_due_date_is_said_in_the_readers_words(acme: House):
    assert "截止: 11月27日 周五" in texts(acme.say("UWANG", WANG_DM, "变更 logo 放大，周五前", CHANGE))
    assert FRIDAY.on.isoformat() == "2026-11-27"
