"""What our side takes on in words is a task that is a promise; said again, it is the same one."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from kit import AMY_DM, SHARED, TEAM, ZHAO, House, texts
from talk import FRIDAY, THURSDAY, asks_for, follows, later, links, opens, promises, says, wants

from prompts.reading.schema import Due
from storage.tables import Audit, ChangeRequest, Task

LOGO = ("KV的logo再放大一点", wants("KV logo 放大"))


def tasks(house: House) -> list[tuple[int, bool, object]]:
    return [(row.number, row.is_promise, row.due_on) for row in house.rows(Task)]


@pytest.mark.parametrize(
    ("text", "words"), [("周五前给您新版", "周五前"), ("I'll have it with you by Friday", "by Friday")]
)
def test_a_promise_in_the_thread_is_a_task_for_its_change_request(any_house: House, text: str, words: str):
    any_house.say("UAMY", AMY_DM, "hello")
    said, _ = opens(any_house, *LOGO)

    (shown,) = follows(any_house, said, text, promises("Amy", "New version", FRIDAY, words), user="UAMY")

    assert tasks(any_house) == [(1, True, FRIDAY)]
    assert any_house.row(Task).change_id == any_house.row(ChangeRequest).id
    assert "For: CR-1" in texts([shown])


@pytest.mark.parametrize(
    ("text", "words", "due"),
    [
        ("周五一定给到您", "周五", FRIDAY),
        ("放心，周四就能给", "周四", THURSDAY),
        ("I'll get it to you Thursday", "Thursday", THURSDAY),
        ("新版KV周四发您", "周四", THURSDAY),
    ],
)
def test_said_again_in_other_words_it_stays_one_task_and_its_date_follows(acme: House, text: str, words: str, due):
    said, _ = opens(acme, *LOGO)
    follows(acme, said, "周五前发您新版KV", promises("王小雨", "发新版KV", FRIDAY, "周五前"), user="UWANG")

    shown = follows(acme, said, text, promises("王小雨", "新版KV", due, words), user="UWANG")

    assert tasks(acme) == [(1, True, due)]
    assert links(acme) == [("promise", "counted")]
    assert len(shown) == (due != FRIDAY)  # a card that has nothing new to tell isn't drawn again
    assert all(reply.replaces and "再次承诺: 王小雨" in texts([reply]) for reply in shown)


def test_the_same_time_in_another_zone_moves_nothing(acme: House):
    said, _ = opens(acme, *LOGO)
    noon = datetime(2026, 11, 27, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
    first = promises("王小雨", "新版KV", FRIDAY, "周五中午").model_copy(update={"due": Due(on=FRIDAY, at=noon)})
    follows(acme, said, "周五中午发您新版KV", first, user="UWANG")

    assert follows(acme, said, "周五中午一定发您", first, user="UWANG") == []
    assert not [line for line in acme.rows(Audit) if line.action == "moved"]


def test_another_thing_promised_is_another_task(acme: House):
    said, _ = opens(acme, *LOGO)
    follows(acme, said, "周五前发您新版KV", promises("王小雨", "发新版KV", FRIDAY, "周五前"), user="UWANG")

    follows(acme, said, "报价单周四发您", promises("王小雨", "报价单", THURSDAY, "周四"), user="UWANG")

    assert tasks(acme) == [(1, True, FRIDAY), (2, True, THURSDAY)]


def test_another_persons_promise_is_another_task(acme: House):
    said, _ = opens(acme, *LOGO)
    follows(acme, said, "周五前发您新版KV", promises("王小雨", "发新版KV", FRIDAY, "周五前"), user="UWANG")

    follows(acme, said, "I'll have it by Thursday", promises("Amy", "It", THURSDAY, "by Thursday"), user="UAMY")

    assert len(tasks(acme)) == 2


def test_a_bare_promise_after_a_new_wish_is_about_that_wish(acme: House):
    said, _ = opens(acme, *LOGO)
    follows(acme, said, "周五前给您", promises("王小雨", "给您", FRIDAY, "周五前"), user="UWANG")
    follows(acme, said, "菜单上的价格也错了", wants("菜单价格"))

    follows(acme, said, "周四给您", promises("王小雨", "给您", THURSDAY, "周四"), user="UWANG")

    assert [(row.due_on, row.change_id) for row in acme.rows(Task)] == [(FRIDAY, 1), (THURSDAY, 2)]


def test_what_the_client_asked_for_becomes_our_promise_when_we_say_so(acme: House):
    said, _ = opens(acme, "麻烦发一份报价单", asks_for("报价单"))
    assert tasks(acme) == [(1, False, None)]

    (shown,) = follows(acme, said, "好的，周四前给您", promises("王小雨", "给您", THURSDAY, "周四前"), user="UWANG")

    assert tasks(acme) == [(1, True, THURSDAY)]
    assert acme.row(Task).assignee == "王小雨"
    assert "(promise)" in texts([shown])


def test_what_we_asked_of_the_client_is_nothing_that_we_promise(acme: House):
    said = acme.message("UWANG", SHARED, "Please send the final files")
    acme.serve(said, asks_for("Send the final files"))

    follows(acme, said, "周四给您", promises("王小雨", "给您", THURSDAY, "周四"), user="UWANG")

    assert [row.due_on for row in acme.rows(Task)] == [None, THURSDAY]


def test_something_else_that_is_promised_is_not_for_the_change_request(acme: House):
    opens(acme, *LOGO)

    acme.say("UWANG", SHARED, "报价单周四发您", promises("王小雨", "报价单", THURSDAY, "周四"))

    assert acme.row(Task).change_id is None


def test_outside_of_threads_a_bare_promise_after_another_topic_is_another_one(acme: House):
    acme.say("UWANG", SHARED, "海报周五前给您打样", promises("王小雨", "海报打样", FRIDAY, "周五前"))
    later(acme, minutes=5)
    acme.say("UCAROL", SHARED, "视频呢？", says("question", "视频呢"))
    later(acme, minutes=5)

    acme.say("UWANG", SHARED, "周四给您", promises("王小雨", "给您", THURSDAY, "周四"))

    assert [row.due_on for row in acme.rows(Task)] == [FRIDAY, THURSDAY]


def test_delegated_before_the_client_it_is_a_promise_and_among_colleagues_it_is_not(acme: House):
    order = promises("王小雨", "三张海报初稿", FRIDAY, "周五前")
    acme.say("UAMY", SHARED, "@王小雨 三张海报初稿，周五前", order)
    acme.say("UAMY", TEAM, "@王小雨 三张海报初稿，周五前", order)
    acme.say("UCAROL", SHARED, "@王小雨 菜单初稿", order)

    assert [row.is_promise for row in acme.rows(Task)] == [True, False, False]


def test_outside_of_threads_a_promise_of_yesterday_is_not_this_one(acme: House):
    acme.say("UWANG", SHARED, "周五前给您", promises("王小雨", "给您", FRIDAY, "周五前"))
    later(acme, days=1)

    acme.say("UWANG", SHARED, "周四给您", promises("王小雨", "给您", THURSDAY, "周四"))

    assert len(tasks(acme)) == 2


def test_a_promise_can_be_kept_by_order(house: House):
    house.say("zhaoyu", ZHAO, "承诺 周五前给终稿", promises("Zhao Yu", "给终稿", FRIDAY, "周五前"))

    (task,) = house.rows(Task)
    assert (task.is_promise, task.status, task.due_on) == (True, "todo", FRIDAY)
