"""A task's own card: its source, what was said of it since, files, what may be done next; promises that are kept."""

from typing import Any

import pytest
from kit import AMY_DM, CHANGE, NOW, SHARED, TASK, TEAM, WANG_DM, ZHAO, House, texts
from talk import FRIDAY, asks_for, follows, in_thread, labels, later, opens, promises

from handlers.arrivals import Attachment
from prompts.reading.schema import NOISE
from storage.tables import Audit, RecordMessage, Task

FILE = Attachment(kind="file", name="kv_v2.pdf", url="https://files.example/kv_v2.pdf")
INFO = NOISE.model_copy(update={"kinds": ("interaction",), "interaction_kind": "info", "title": "x"})


def shown(house: House, number: int = 1, *, user: str = "UAMY", place: Any = AMY_DM) -> str:
    (card,) = house.crm(user, place, f"show T-{number}")
    return texts([card])


def test_the_card_tells_everything_and_what_was_said_in_the_thread(acme: House):
    said = acme.message("UAMY", TEAM, "poster drafts by Friday @王小雨")
    (proposal,) = acme.serve(said, TASK)
    acme.press_button("UAMY", TEAM, proposal, "确认")
    for number in range(1, 7):
        acme.say("UWANG", in_thread(said), f"note {number}")
    acme.say("UWANG", in_thread(said), "here it is", attachments=(FILE,))

    words = shown(acme)

    assert words.startswith("T-1 · no client yet · to do\nThree poster drafts")
    assert "> Amy: poster drafts by Friday @王小雨" in words
    assert "💬 王小雨, Mon 23 Nov 10:00: note 6" in words
    assert "note 2" not in words
    assert "📎 kv_v2.pdf (王小雨)" in words
    assert "📎 kv_v2.pdf: https://files.example/kv_v2.pdf" in words
    assert "Priority: high" in words
    assert words.endswith("Amy confirmed it · Mon 23 Nov 10:00")


def test_a_comment_that_was_deleted_is_gone_from_the_card(acme: House):
    said = acme.message("UAMY", TEAM, "poster drafts")
    acme.serve(said, TASK)
    comment = acme.message("UWANG", in_thread(said), "wrong one, sorry")
    acme.serve(comment)
    assert "wrong one" in shown(acme)

    acme.delete(comment)

    assert "wrong one" not in shown(acme)


def test_what_a_member_told_the_bot_one_to_one_stays_theirs(acme: House):
    said = acme.message("UAMY", AMY_DM, "poster drafts")
    acme.serve(said, TASK)
    acme.say("UAMY", in_thread(said), "Carol is difficult this week")

    assert "difficult" in shown(acme)
    assert "difficult" not in shown(acme, user="UWANG", place=WANG_DM)
    assert "difficult" not in shown(acme, user="UWANG", place=TEAM)


@pytest.mark.parametrize(
    ("order", "offered"),
    [
        (None, ["▶ Start", "Done", "Edit", "Cancel task"]),
        ("start T-1", ["Send for review", "Done", "Edit", "Cancel task"]),
        ("review T-1", ["Done", "Back to work", "Edit", "Cancel task"]),
        ("done T-1", ["Reopen", "Edit"]),
        ("cancel T-1", ["Reopen", "Edit"]),
    ],
)
def test_its_buttons_follow_its_state(acme: House, order: str | None, offered: list[str]):
    acme.crm("UAMY", TEAM, "task drafts", TASK)
    if order:
        acme.crm("UAMY", TEAM, order)

    (card,) = acme.crm("UAMY", AMY_DM, "show T-1")

    assert labels(card) == offered


def test_a_button_draws_the_card_anew_and_says_who_did_it(acme: House):
    acme.crm("UAMY", TEAM, "task drafts", TASK)
    (card,) = acme.crm("UWANG", WANG_DM, "看 T-1")

    (after,) = acme.press_button("UWANG", WANG_DM, card, "▶ 开始")

    assert after.to.where == "update"
    assert texts([after]).startswith("T-1 · 未绑定客户 · 进行中")
    assert texts([after]).endswith("王小雨 开始制作 · 11月23日 周一 10:00")


def test_on_slack_its_state_is_chosen_too_and_on_wecom_only_the_assignee(acme: House):
    acme.say("zhaoyu", ZHAO, "你好")
    acme.crm("UAMY", TEAM, "task drafts", TASK)
    (slack,) = acme.crm("UAMY", AMY_DM, "show T-1")
    (wecom,) = acme.say("zhaoyu", ZHAO, "看 T-1")
    assert slack.card is not None
    assert wecom.card is not None
    assert [select.action for select in slack.card.selects] == ["task_status", "assign"]
    assert [select.action for select in wecom.card.selects] == ["assign"]
    assert len(wecom.card.buttons) <= 5

    (after,) = acme.press("UAMY", AMY_DM, "task_status", "task:1=review")

    assert acme.row(Task).status == "review"
    assert texts([after]).startswith("T-1 · no client yet · in review")


def test_a_task_says_which_change_request_it_serves(acme: House):
    said, _ = opens(acme, "logo larger", CHANGE)
    follows(acme, said, "@王小雨 please do", promises("王小雨", "Logo"), user="UAMY")

    assert "For: CR-1 Logo larger" in shown(acme)


def test_an_edited_source_is_flagged_with_its_first_words(acme: House):
    said = acme.message("UCAROL", SHARED, "three posters by Friday")
    (card,) = acme.serve(said, asks_for("Three posters", FRIDAY))
    acme.press_button("UAMY", AMY_DM, card, "Confirm")
    acme.edit(said, "five posters by Friday", asks_for("Five posters", FRIDAY))
    acme.delete(said)

    words = shown(acme)

    assert "> Carol: five posters by Friday" in words
    assert "Source: edited since; at first: three posters by Friday" in words
    assert "Source: deleted since; the record is kept" in words
    assert "✏️ source edited" in texts(acme.crm("UAMY", AMY_DM, "tasks ACME"))


# Promises that are kept


def promised(acme: House, text: str = "We will send the banner set on Friday", title: str = "banner set") -> Any:
    said = acme.message("UAMY", SHARED, text)
    (card,) = acme.serve(said, promises("Amy", title, FRIDAY, "on Friday"))
    acme.press_button("UAMY", AMY_DM, card, "Confirm")
    later(acme, hours=1)
    return said


def test_what_is_delivered_in_the_thread_keeps_the_promise(acme: House):
    said = promised(acme)

    (card,) = follows(acme, said, "Here is the banner set, please find attached", INFO, user="UAMY")

    task = acme.row(Task)
    assert (task.status, task.done_at) == ("done", NOW.replace(hour=3))
    line = acme.rows(Audit, record_kind="task")[-1]
    assert (line.action, line.who) == ("kept", "liaison")
    assert "✅ delivered: done" in texts([card])
    assert card.replaces is not None
    assert acme.row(RecordMessage, record_kind="task").kind == "delivery"


def test_a_promise_that_is_not_kept_yet_is_opened_again_from_its_card(acme: House):
    said = promised(acme)
    (card,) = follows(acme, said, "Here is the banner set, please find attached", INFO, user="UAMY")

    (after,) = acme.press_button("UAMY", AMY_DM, card, "Not done yet")

    assert (acme.row(Task).status, acme.row(Task).done_at) == ("todo", None)
    assert "✅ delivered: done" not in texts([after])
    assert acme.rows(Audit, record_kind="task")[-1].who == "Amy"


def test_something_else_that_is_delivered_keeps_nothing(acme: House):
    said = promised(acme)

    follows(acme, said, "Here are the meeting minutes, please find attached", INFO, user="UAMY")

    assert acme.row(Task).status == "todo"


def test_in_another_thread_a_delivery_keeps_nothing(acme: House):
    promised(acme)
    other = acme.message("UCAROL", SHARED, "hi")
    acme.serve(other)

    follows(acme, other, "Here is the banner set, please find attached", INFO, user="UAMY")

    assert acme.row(Task).status == "todo"


def test_a_promise_that_nobody_confirmed_is_not_marked_done(acme: House):
    said = acme.message("UAMY", SHARED, "We will send the banner set on Friday")
    acme.serve(said, promises("Amy", "banner set", FRIDAY, "on Friday"))

    follows(acme, said, "Here is the banner set, please find attached", INFO, user="UAMY")

    assert acme.row(Task).status == "proposed"


def test_what_an_outsider_sends_keeps_no_promise_of_ours(acme: House):
    said = promised(acme)

    follows(acme, said, "Here is the banner set, please find attached", INFO)

    assert acme.row(Task).status == "todo"
