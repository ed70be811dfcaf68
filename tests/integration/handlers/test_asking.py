"""Plain words to the bot: questions are answered, clear orders done, unclear ones asked about; all else is heard."""

from datetime import date

import pytest
from kit import AMY_DM, CHANGE, SHARED, TASK, TEAM, WANG_DM, ZHAO, House, texts

from prompts.reading.schema import Due, Reading
from storage.tables import ChangeRequest, Message, Task


@pytest.fixture
def busy(acme: House) -> House:
    """ACME has CR-1 Logo larger, CR-2 New headline (overdue), and T-1 Three poster drafts for 王小雨."""
    acme.say("zhaoyu", ZHAO, "早")
    acme.crm("UAMY", SHARED, "change Logo larger by Friday", CHANGE)
    headline = Reading(kinds=("change_request",), title="New headline", due=Due(on=date(2026, 11, 20)))
    acme.crm("UAMY", SHARED, "change New headline", headline)
    acme.crm("UAMY", SHARED, "task Three poster drafts @王小雨 by Friday", TASK)
    return acme


@pytest.mark.parametrize(
    ("asked", "has", "has_not"),
    [
        ("what's overdue for ACME?", ["ACME: 1 item overdue", "CR-2 New headline"], ["CR-1", "T-1"]),
        ("ACME 有哪些变更没做完", ["ACME: 2 change requests open", "CR-1", "CR-2"], ["T-1"]),
        ("what's due this week", ["CR-1", "CR-2", "T-1"], []),
        ("小王手上有哪些任务", ["T-1 Three poster drafts"], ["CR-1"]),
        ("anything overdue?", ["CR-2"], ["T-1"]),
        ("what do I have to do today?", ["CR-2"], ["T-1", "CR-1"]),
        ("show me CR-1", ["Logo larger"], []),
        ("what can you do?", ["What I can do"], []),
        ("who is on ACME?", ["Who is on ACME", "Owner: Amy", "王小雨: 1 open task"], []),
        ("what's overdue for Nobody Inc?", ["unknown_client"], []),
    ],
)
def test_a_question_is_answered_at_once(busy: House, asked: str, has: list[str], has_not: list[str]):
    said = texts(busy.say("UAMY", AMY_DM, asked))

    for words in has:
        assert words in said
    for words in has_not:
        assert words not in said
    assert busy.rows(Message)[-1].text == asked


def test_the_same_question_by_command_and_in_a_mention(busy: House):
    by_command = texts(busy.crm("UAMY", TEAM, "ask what's overdue for ACME?"))
    (in_channel,) = busy.say("UAMY", TEAM, "what's overdue for ACME?", is_to_bot=True)

    assert by_command == texts([in_channel])
    assert in_channel.to.where == "channel"
    assert "逾期" in texts(busy.say("zhaoyu", ZHAO, "查 ACME 有什么逾期的"))


def test_an_order_with_a_number_is_done_at_once(busy: House):
    assert "T-1" in texts(busy.say("UWANG", WANG_DM, "T-1 完成了"))
    assert busy.row(Task).status == "done"
    busy.say("zhaoyu", ZHAO, "把 CR-1 改到下周一")
    assert busy.rows(ChangeRequest)[0].due_on == date(2026, 11, 30)
    busy.say("zhaoyu", ZHAO, "撤销刚才的操作")
    assert busy.rows(ChangeRequest)[0].due_on == date(2026, 11, 27)


def test_an_order_with_a_number_hands_a_task_on_and_dates_it(busy: House):
    replies = busy.say("UAMY", AMY_DM, "give T-1 to 赵宇 by Thursday")

    task = busy.row(Task)
    assert (task.assignee, task.due_on) == ("赵宇", date(2026, 11, 26))
    assert len([reply for reply in replies if reply.to.user == "UAMY"]) == 1


def test_an_order_in_other_words_is_asked_about_and_done_when_it_was_meant_so(busy: House):
    (asked,) = busy.say("zhaoyu", ZHAO, "把ACME那个poster任务交给赵宇,周四前")

    assert "我的理解：T-1 Three poster drafts 交给赵宇，11月26日 周四。对吗？" in texts([asked])
    assert busy.row(Task).assignee == "王小雨"
    done = busy.press_button("zhaoyu", ZHAO, asked, "对")
    assert (busy.row(Task).assignee, busy.row(Task).due_on) == ("赵宇", date(2026, 11, 26))
    assert done[0].to.where in ("update", "answer")
    assert "T-1" in texts(done)


def test_what_else_could_be_meant_can_be_chosen(busy: House):
    (asked,) = busy.say("UAMY", AMY_DM, "move the ACME change to Monday")
    assert asked.card is not None

    (select,) = asked.card.selects
    busy.press("UAMY", AMY_DM, "do", select.choices[0].value)

    due = {change.number: change.due_on for change in busy.rows(ChangeRequest)}
    assert due == {1: date(2026, 11, 27), 2: date(2026, 11, 30)}


def test_an_order_that_was_not_meant_changes_nothing(busy: House):
    (asked,) = busy.say("UAMY", AMY_DM, "move the ACME logo change to Monday")

    (left,) = busy.press_button("UAMY", AMY_DM, asked, "Cancel")

    assert "nothing was changed" in texts([left])
    assert busy.rows(ChangeRequest)[0].due_on == date(2026, 11, 27)


def test_nothing_that_is_like_it_is_said(busy: House):
    assert "unknown_record" in texts(busy.say("UAMY", AMY_DM, "move the packaging change to Monday"))
    assert "unknown_member" in texts(busy.say("UAMY", AMY_DM, "assign T-1 to Zebedee"))


def test_approving_in_plain_words_is_held_to_the_same_rules(busy: House):
    assert "may_not_approve" in texts(busy.say("UAMY", AMY_DM, "approve CR-1 please"))
    assert busy.rows(ChangeRequest)[0].status == "submitted"


@pytest.mark.parametrize("value", ["", "x", "done|T-99||||||", "done|||||||", "role|T-1|1|||||", "assign|T-1|999|||||"])
def test_a_forged_button_does_nothing(busy: House, value: str):
    before = [row.model_dump() for row in (*busy.rows(Task), *busy.rows(ChangeRequest))]

    busy.press("UWANG", WANG_DM, "do", value)

    assert [row.model_dump() for row in (*busy.rows(Task), *busy.rows(ChangeRequest))] == before


@pytest.mark.parametrize("story", ["王总说 logo 要大一点", "Carol wants the logo bigger by Friday"])
def test_what_a_client_said_is_still_heard_as_such(busy: House, story: str):
    replies = busy.say("UAMY", AMY_DM, story, CHANGE)

    assert busy.rows(ChangeRequest)[-1].status == "proposed"
    assert replies


def test_the_same_words_twice_are_obeyed_once(busy: House):
    said = busy.message("UWANG", WANG_DM, "T-1 完成了")
    busy.serve(said)

    assert busy.serve(said.model_copy(update={"key": "again"})) == []


def test_a_long_list_goes_on(busy: House):
    for number in range(10):
        busy.crm("UAMY", SHARED, "change", Reading(kinds=("change_request",)))
        busy.crm("UAMY", SHARED, f"change Thing {number}", Reading(kinds=("change_request",), title=f"Thing {number}"))
    (first,) = busy.say("UAMY", AMY_DM, "what's open for ACME")

    (second,) = busy.press_button("UAMY", AMY_DM, first, "More")

    assert "and 5 more" in texts([first])
    assert "CR-12" in texts([second])
    assert "more" not in texts([second])
