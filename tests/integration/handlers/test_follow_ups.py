"""What is said later of the same thing joins its change request; of something else, it is one of its own."""

import pytest
from kit import AMY_DM, CHANGE, SHARED, TEAM, ZHAO, House, texts
from talk import (
    FRIDAY,
    THURSDAY,
    WEDNESDAY,
    changes,
    follows,
    in_thread,
    labels,
    later,
    links,
    opens,
    promises,
    says,
    wants,
)

from prompts.reading.schema import NOISE
from storage.tables import Audit, ChangeRequest, Interaction, Message, RecordMessage, Task

LOGO = ("KV的logo再放大一点，周五前", wants("KV logo 放大", FRIDAY, "周五前"))


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("再大一点", "再大一点"),
        ("颜色也调一下", "颜色也调"),
        ("also make it blue", "Make blue"),
        ("KV底部再留白一些", "KV底部留白"),
        ("logo往左边挪一挪", "logo 左移"),
    ],
)
def test_a_follow_up_in_the_thread_joins_the_change_request(any_house: House, text: str, title: str):
    any_house.say("UAMY", AMY_DM, "hello")
    said, _ = opens(any_house, *LOGO)

    (shown,) = follows(any_house, said, text, wants(title))

    ((number, status, kept),) = changes(any_house)
    assert (number, status) == (1, "proposed")
    assert kept == f"KV logo 放大；{title}"
    assert links(any_house) == [("addition", "proposed")]
    assert any_house.row(ChangeRequest).due_on == FRIDAY
    assert shown.replaces == f"{said.key}/proposal"
    assert f"{title}" in texts([shown])
    assert any_house.rows(Message)[-1].card_key is None


def test_a_follow_up_with_a_date_moves_it_while_it_is_proposed(acme: House):
    said, _ = opens(acme, *LOGO)

    follows(acme, said, "颜色也调一下，周四前给", wants("颜色调一下", THURSDAY, "周四前"))

    assert acme.row(ChangeRequest).due_on == THURSDAY


def test_confirming_the_card_confirms_what_has_joined(acme: House):
    said, _ = opens(acme, *LOGO)
    (shown,) = follows(acme, said, "再大一点", wants("再大一点"))

    (confirmed,) = acme.press_button("UAMY", AMY_DM, shown, "Confirm")

    assert acme.row(ChangeRequest).status == "submitted"
    assert {row.state for row in acme.rows(Interaction)} == {"confirmed"}
    assert links(acme) == [("addition", "confirmed")]
    assert "Confirmed" in texts([confirmed])


def test_what_is_added_to_a_confirmed_one_is_shown_and_waits(acme: House):
    said, asked = opens(acme, *LOGO)
    acme.press_button("UAMY", AMY_DM, asked, "Confirm")

    (shown,) = follows(acme, said, "再大一点，周四前", wants("再大一点", THURSDAY, "周四前"))

    row = acme.row(ChangeRequest)
    assert (row.status, row.title, row.due_on) == ("submitted", "KV logo 放大", FRIDAY)
    assert "再大一点 (Carol, Mon 23 Nov 10:05, to confirm)" in texts([shown])
    assert labels(shown)[:3] == ["Confirm", "Edit", "Dismiss"]

    acme.press_button("UAMY", AMY_DM, shown, "Confirm")
    assert acme.row(ChangeRequest).due_on == THURSDAY
    acme.crm("UAMY", AMY_DM, "undo")
    assert acme.row(ChangeRequest).due_on == FRIDAY
    assert links(acme) == [("addition", "proposed")]


def test_dismissing_an_addition_leaves_the_confirmed_one_alone(acme: House):
    said, asked = opens(acme, *LOGO)
    acme.press_button("UAMY", AMY_DM, asked, "Confirm")
    (shown,) = follows(acme, said, "再大一点", wants("再大一点"))

    (after,) = acme.press_button("UAMY", AMY_DM, shown, "Dismiss")

    assert acme.row(ChangeRequest).status == "submitted"
    assert links(acme) == [("addition", "dismissed")]
    assert "+ 再大一点" not in texts([after])


@pytest.mark.parametrize(
    ("text", "words"), [("周四前就行", "周四前"), ("改到周四吧", "周四"), ("Thursday instead please", "Thursday")]
)
@pytest.mark.parametrize("is_confirmed", [False, True])
def test_nothing_but_a_date_moves_the_date_and_can_be_taken_back(
    acme: House, text: str, words: str, is_confirmed: bool
):
    said, asked = opens(acme, *LOGO)
    if is_confirmed:
        acme.press_button("UAMY", AMY_DM, asked, "Confirm")

    (shown,) = follows(acme, said, text, says("info", "date", THURSDAY, words))

    assert (len(changes(acme)), acme.row(ChangeRequest).due_on) == (1, THURSDAY)
    assert any(line.action == "moved" for line in acme.rows(Audit))
    assert "Date moved: Carol" in texts([shown])

    (after,) = acme.press_button("UAMY", AMY_DM, shown, "Undo the date")
    assert acme.row(ChangeRequest).due_on == FRIDAY
    assert links(acme) == []
    assert "Date moved" not in texts([after])


def test_a_date_for_a_meeting_moves_nothing(acme: House):
    said, _ = opens(acme, *LOGO)

    follows(acme, said, "周四可以", says("meeting", "周四", THURSDAY, "周四"))

    assert acme.row(ChangeRequest).due_on == FRIDAY


def test_something_clearly_else_in_the_thread_is_a_change_request_of_its_own(acme: House):
    said, _ = opens(acme, *LOGO)

    (shown,) = follows(acme, said, "另外菜单上的价格错了", wants("菜单价格"))

    assert [status for _, status, _ in changes(acme)] == ["proposed", "proposed"]
    assert links(acme) == []
    assert labels(shown) == ["Confirm", "Edit", "Dismiss"]


def test_where_nobody_can_tell_it_is_one_of_its_own_and_a_button_makes_it_part(acme: House):
    said, _ = opens(acme, "logo再放大一点", wants("logo 放大"))
    (shown,) = follows(acme, said, "标题短一点", wants("标题短一点", THURSDAY, "周四"))
    assert links(acme) == [("part", "asked")]
    assert "Part of CR-1?" in texts([shown])

    (merged,) = acme.press_button("UAMY", AMY_DM, shown, "Part of CR-1")

    first, second = acme.rows(ChangeRequest)
    assert (first.status, first.title, first.due_on) == ("proposed", "logo 放大；标题短一点", THURSDAY)
    assert (second.status, second.merged_into_id, second.deleted_at) == ("merged", 1, acme.now)
    assert "Merged into CR-1" in texts([merged])

    (after,) = acme.press_button("UAMY", AMY_DM, merged, "Undo")
    first, second = acme.rows(ChangeRequest)
    assert (first.title, first.due_on) == ("logo 放大", None)
    assert (second.status, second.merged_into_id, second.deleted_at) == ("proposed", None, None)
    assert "Part of CR-1?" in texts([after])


def test_what_joined_by_mistake_is_split_off_with_title_and_date_as_before(acme: House):
    said, _ = opens(acme, *LOGO)
    (shown,) = follows(acme, said, "再大一点，周四前", wants("再大一点", THURSDAY, "周四前"))

    replies = acme.press_button("UAMY", AMY_DM, shown, "Split off")

    first, second = acme.rows(ChangeRequest)
    assert (first.title, first.due_on, first.status) == ("KV logo 放大", FRIDAY, "proposed")
    assert (second.title, second.due_on, second.status) == ("再大一点", THURSDAY, "submitted")
    assert links(acme) == [("addition", "dismissed")]
    assert "Split off" not in labels(replies[0])

    acme.crm("UAMY", AMY_DM, "undo")
    first, second = acme.rows(ChangeRequest)
    assert (first.title, first.due_on) == ("KV logo 放大；再大一点", THURSDAY)
    assert second.deleted_at is not None
    assert links(acme) == [("addition", "proposed")]


def test_a_number_says_to_which_it_belongs(acme: House):
    opens(acme, *LOGO)
    later(acme, days=3)

    acme.say("UCAROL", SHARED, "CR-1 的标题也改短", wants("标题改短"))

    assert [number for number, _, _ in changes(acme)] == [1]


@pytest.mark.parametrize(
    ("hours", "between", "count"),
    [
        (1, None, 1),
        (3.5, None, 1),
        (5, None, 2),  # another working day's talk
        (1, "详情页的报价什么时候给", 2),  # another topic in between
        (1, "KV看着不错", 1),
    ],
)
def test_outside_of_threads_it_joins_within_some_hours_if_nothing_else_was_spoken_of(
    acme: House, hours: float, between: str | None, count: int
):
    opens(acme, *LOGO)
    if between:
        acme.say("UCAROL", SHARED, between, says("question", between))
    later(acme, hours=hours)

    acme.say("UCAROL", SHARED, "再大一点", wants("再大一点"))

    assert len(changes(acme)) == count


def test_outside_of_threads_other_peoples_promises_and_small_talk_do_not_interrupt(acme: House):
    opens(acme, *LOGO)
    acme.say("UWANG", SHARED, "好的，周五前给您", promises("王小雨", "给您", FRIDAY, "周五前"))
    acme.say("UCAROL", SHARED, "谢谢", NOISE)
    later(acme, minutes=10)

    acme.say("UCAROL", SHARED, "再大一点", wants("再大一点"))

    assert len(changes(acme)) == 1


def test_in_one_to_one_talk_on_wecom_the_card_is_said_anew(house: House):
    house.say("zhaoyu", ZHAO, "绑定 云杉")
    house.say("zhaoyu", ZHAO, "客户说首屏视频剪到15秒", wants("首屏视频剪到15秒"))

    (shown,) = house.say("zhaoyu", ZHAO, "还要再快一点，周五前", wants("再快一点", FRIDAY, "周五前"))

    assert len(changes(house)) == 1
    assert (shown.to.platform, shown.to.user) == ("wecom", "zhaoyu")
    assert "再快一点" in texts([shown])
    assert labels(shown)[:3] == ["确认", "修改", "忽略"]


def test_a_closed_one_takes_nothing_more(acme: House):
    said, asked = opens(acme, *LOGO)
    acme.press_button("UAMY", AMY_DM, asked, "Confirm")
    acme.crm("UAMY", TEAM, "done CR-1")

    follows(acme, said, "再大一点", wants("再大一点"))

    assert [status for _, status, _ in changes(acme)] == ["done", "proposed"]


def test_one_that_was_made_by_command_shows_a_card_when_something_joins(acme: House):
    acme.say("UAMY", TEAM, "hi")
    acme.crm("UAMY", SHARED, "change logo larger", CHANGE)
    later(acme, minutes=5)

    (shown,) = acme.say("UCAROL", SHARED, "also make it blue", wants("Make it blue"))

    assert [number for number, _, _ in changes(acme)] == [1]
    assert "+ Make it blue" in texts([shown])


def test_the_same_follow_up_again_changes_nothing(acme: House):
    said, _ = opens(acme, *LOGO)
    more = acme.message("UCAROL", in_thread(said), "再大一点")
    acme.serve(more, wants("再大一点"))
    before = acme.snapshot()

    assert acme.serve(more, wants("再大一点")) == []
    assert acme.snapshot() == before


def test_an_edited_follow_up_is_followed_in_title_and_date(acme: House):
    said, _ = opens(acme, *LOGO)
    more = acme.message("UCAROL", in_thread(said), "再大一点，周四前")
    acme.serve(more, wants("再大一点", THURSDAY, "周四前"))

    (shown,) = acme.edit(more, "再小一点，周三前", wants("再小一点", WEDNESDAY, "周三前"))

    row = acme.row(ChangeRequest)
    assert (row.title, row.due_on) == ("KV logo 放大；再小一点", WEDNESDAY)
    assert [link.words for link in acme.rows(RecordMessage)] == ["再小一点"]
    assert shown.replaces == f"{said.key}/proposal"


def test_a_deleted_follow_up_stays_on_the_card_and_says_so(acme: House):
    said, _ = opens(acme, *LOGO)
    more = acme.message("UCAROL", in_thread(said), "再大一点")
    acme.serve(more, wants("再大一点"))

    (shown,) = acme.delete(more)

    assert "deleted since" in texts([shown])
    assert len(changes(acme)) == 1


def test_a_delegation_of_the_clients_change_is_a_task_for_it_and_no_second_change(acme: House):
    said, asked = opens(acme, *LOGO)
    acme.press_button("UAMY", AMY_DM, asked, "Confirm")
    order = promises("王小雨", "按这个改", THURSDAY, "周四前").model_copy(update={"kinds": ("change_request", "task")})

    shown = follows(acme, said, "@王小雨 按这个改，周四前", order, user="UAMY")

    assert [number for number, _, _ in changes(acme)] == [1]
    task = acme.row(Task)
    assert (task.change_id, task.assignee, task.due_on) == (1, "王小雨", THURSDAY)
    assert links(acme) == [("order", "counted")]
    assert "For: CR-1 KV logo 放大" in texts(shown)
    assert "Handed on: Amy" in texts(shown)


def test_nothing_of_it_is_said_where_the_client_reads(acme: House):
    said, _ = opens(acme, *LOGO)
    replies = follows(acme, said, "再大一点", wants("再大一点"))
    replies += follows(acme, said, "标题短一点", wants("标题短一点"))
    replies += follows(acme, said, "周四前就行", says("info", "", THURSDAY, "周四前"))
    replies += follows(acme, said, "算了不改了", says("approval", "算了"))
    replies += follows(acme, said, "改好了，请看", says("info", "改好了"), user="UAMY")
    replies += follows(acme, said, "可以，发吧", says("approval", "可以"))

    assert len(replies) >= 5
    assert {reply.to.where for reply in replies} == {"direct"}
