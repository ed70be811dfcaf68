"""The status board and the lists of tasks: sections, buttons that move on, pages, the same list after a press."""

import threading

import pytest
from kit import AMY_DM, SHARED, TASK, TEAM, WANG_DM, ZHAO, House, texts
from talk import FRIDAY, labels

from handlers.replies import Reply
from storage.store import Store
from storage.tables import Audit, Task

SHANGHAI_FRIDAY = TASK.model_copy(update={"assignees": (), "priority": None})


def make(house: House, count: int, *, user: str = "UAMY", place=SHARED) -> None:
    """So many tasks of one's own."""
    for number in range(1, count + 1):
        reading = SHANGHAI_FRIDAY.model_copy(update={"title": f"Draft {number}"})
        house.crm(user, place, f"task Draft {number}", reading)


def body(reply: Reply) -> list[str]:
    assert reply.card is not None
    return reply.card.body.splitlines()


def test_the_board_has_four_sections_and_a_button_that_moves_each_task_on(acme: House):
    make(acme, 4)
    acme.crm("UAMY", TEAM, "start T-2")
    acme.crm("UAMY", TEAM, "review T-3")
    acme.crm("UAMY", TEAM, "done T-4")

    (board,) = acme.crm("UAMY", AMY_DM, "tasks board ACME")

    assert texts([board]).startswith("Task board · ACME\nTo do 1 · Doing 1 · In review 1 · Done 1 (last 7 days)")
    heads = [line for line in body(board) if line.startswith("—")]
    assert heads == ["— To do —", "— Doing —", "— In review —", "— Done —"]
    assert labels(board) == ["▶ Start T-1", "To review T-2", "Done T-3"]


def test_the_board_in_chinese(acme: House):
    make(acme, 2)

    (board,) = acme.crm("UWANG", WANG_DM, "任务看板 ACME")

    assert texts([board]).startswith(
        "任务看板 · ACME\n待处理 2 · 进行中 0 · 待审核 0 · 已完成 0（近 7 天）\n【待处理】"
    )
    assert labels(board) == ["▶ 开始 T-1", "▶ 开始 T-2"]


def test_pressed_through_the_board_a_task_goes_to_its_end(acme: House):
    make(acme, 1)
    (board,) = acme.crm("UAMY", SHARED, "tasks board")

    for label, status in (("▶ Start T-1", "doing"), ("To review T-1", "review"), ("Done T-1", "done")):
        (board,) = acme.press_button("UAMY", SHARED, board, label)
        assert board.to.where == "update"
        assert acme.row(Task).status == status

    assert labels(board) == []
    assert acme.row(Task).done_at == acme.now
    assert [line.action for line in acme.rows(Audit, record_kind="task")] == [
        "created", "started", "sent_for_review", "done",
    ]  # fmt: skip


def test_a_board_of_everybody_says_whose_each_is(acme: House):
    make(acme, 1)
    acme.crm("UWANG", WANG_DM, "任务 内部整理 @王小雨", TASK.model_copy(update={"assignees": ("王小雨",)}))

    (board,) = acme.crm("UAMY", AMY_DM, "tasks board")

    assert "T-1 Draft 1 · ACME · Amy" in texts([board])
    assert "· 王小雨 ·" in texts([board])


def test_long_boards_have_pages_on_slack_and_shorter_ones_on_wecom(acme: House):
    make(acme, 12)

    (slack,) = acme.crm("UAMY", AMY_DM, "tasks board")
    assert labels(slack)[-2:] == ["▶ Start T-10", "More ›"]
    assert "and 2 more" in texts([slack])

    (wecom,) = acme.say("zhaoyu", ZHAO, "任务看板")
    assert labels(wecom) == [*(f"▶ 开始 T-{number}" for number in range(1, 6)), "更多 ›"]
    for _ in range(2):
        (wecom,) = acme.press_button("zhaoyu", ZHAO, wecom, "更多 ›")
    assert labels(wecom) == ["▶ 开始 T-11", "▶ 开始 T-12", "‹ 回到开头"]
    (wecom,) = acme.press_button("zhaoyu", ZHAO, wecom, "‹ 回到开头")
    assert labels(wecom)[0] == "▶ 开始 T-1"


def test_a_press_on_a_later_page_shows_that_page_again(acme: House):
    make(acme, 12)
    (board,) = acme.crm("UAMY", AMY_DM, "tasks board")
    (second,) = acme.press_button("UAMY", AMY_DM, board, "More ›")

    (after,) = acme.press_button("UAMY", AMY_DM, second, "▶ Start T-11")

    assert "T-11 Draft 11" in texts([after])
    assert "T-1 Draft 1 " not in texts([after])


def test_what_was_done_long_ago_is_not_on_the_board(acme: House):
    make(acme, 2)
    acme.crm("UAMY", TEAM, "done T-1")
    acme.now = acme.now.replace(day=30, hour=3)
    acme.crm("UAMY", TEAM, "done T-2")

    (board,) = acme.crm("UAMY", AMY_DM, "tasks board")

    assert "Done 1 " in texts([board])
    assert "T-1" not in texts([board])


def test_a_projects_board_holds_only_its_own(acme: House):
    make(acme, 1)
    acme.crm("UAMY", SHARED, "project Spring launch")

    (board,) = acme.crm("UAMY", AMY_DM, "tasks board ACME Spring launch")

    assert texts([board]).startswith("Task board · Spring launch")
    assert "T-1" not in texts([board])


def test_a_clients_list_and_a_colleagues_list(acme: House):
    make(acme, 1)
    acme.crm("UAMY", TEAM, "task proofread @王小雨", TASK.model_copy(update={"title": "Proofread"}))

    (of_client,) = acme.crm("UAMY", AMY_DM, "tasks ACME")
    (of_wang,) = acme.crm("UAMY", AMY_DM, "tasks @王小雨")
    (nobody,) = acme.crm("UAMY", AMY_DM, "tasks Acne")

    assert texts([of_client]).startswith("ACME: 1 open task\nT-1")
    assert texts([of_wang]).startswith("王小雨: 1 open task\nT-2")
    assert "No client called “Acne”" in texts([nobody])


def test_done_on_somebody_elses_list_shows_the_same_list(acme: House):
    make(acme, 1)
    for title in ("Proofread", "Cut out"):
        acme.crm("UAMY", TEAM, f"task {title} @王小雨", TASK.model_copy(update={"title": title}))
    (list_,) = acme.crm("UAMY", AMY_DM, "tasks @王小雨")

    (after,) = acme.press_button("UAMY", AMY_DM, list_, "Done T-2")

    assert texts([after]).startswith("王小雨: 1 open task\n✅ T-2 Proofread · done\nT-3 Cut out")
    assert "Draft 1" not in texts([after])


def test_who_comes_second_is_told_who_was_first(acme: House):
    make(acme, 1)
    (list_,) = acme.crm("UAMY", AMY_DM, "tasks")
    (theirs,) = acme.crm("UWANG", WANG_DM, "tasks @Amy")

    acme.press_button("UAMY", AMY_DM, list_, "Done T-1")
    (second,) = acme.press_button("UWANG", WANG_DM, theirs, "完成 T-1")

    assert "ℹ️ T-1 Draft 1 · 已完成（Amy，11月23日 周一 10:00）" in texts([second])
    assert len(acme.rows(Audit, record_kind="task", action="done")) == 1


def test_a_button_of_an_earlier_card_still_works(acme: House):
    make(acme, 1)

    (after,) = acme.press("UAMY", AMY_DM, "done", "task:1")

    assert "✅ T-1" in texts([after])


@pytest.mark.parametrize("value", ["task:9:start:board.a.0", "task:x", "task:1:fly:board.a.0", "nonsense"])
def test_a_press_that_means_nothing_changes_nothing(acme: House, value: str):
    make(acme, 1)

    (reply,) = acme.press("UAMY", AMY_DM, "task_step", value)

    assert reply.key == "error"
    assert acme.row(Task).status == "todo"


def test_a_page_of_no_list_is_an_error_that_says_so(acme: House):
    (reply,) = acme.press("UAMY", AMY_DM, "tasks", "list.m99.0")

    assert reply.key == "error"


def test_words_that_only_begin_like_a_command_are_heard(acme: House):
    for words in ("board meeting moved to Friday", "我的任务 都做完了", "cancel the meeting please", "review the deck"):
        assert all(reply.key != "error" for reply in acme.say("UAMY", AMY_DM, words))


def test_done_by_two_at_the_same_moment_is_done_once(store: Store):
    house = House(store).open()
    house.say("UAMY", AMY_DM, "hello")
    house.say("UWANG", WANG_DM, "大家早")
    house.crm("UAMY", TEAM, "task Draft", SHANGHAI_FRIDAY)
    cards = [house.crm(user, place, "tasks board")[0] for user, place in (("UAMY", AMY_DM), ("UWANG", WANG_DM))]
    (value,) = {button.value for card in cards if card.card for button in card.card.buttons}
    answers: list[Reply] = []
    gate = threading.Barrier(2)

    def press(user: str, place) -> None:
        gate.wait(timeout=10)
        answers.extend(house.press(user, place, "done", value.replace(":start", "")))

    threads = [threading.Thread(target=press, args=who) for who in (("UAMY", AMY_DM), ("UWANG", WANG_DM))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert len(house.rows(Audit, record_kind="task", action="done")) == 1
    assert sorted(("✅" in texts([one]), "ℹ️" in texts([one])) for one in answers) == [(False, True), (True, False)]


def test_an_undone_step_stands_where_it_was(acme: House):
    make(acme, 1)
    (receipt,) = acme.crm("UAMY", AMY_DM, "review T-1")
    assert texts([receipt]).startswith("✅ T-1 in review")

    acme.press_button("UAMY", AMY_DM, receipt, "Undo")

    assert acme.row(Task).status == "todo"


def test_cancelled_and_reopened_a_task_goes_on_where_it_was(acme: House):
    make(acme, 1)
    acme.crm("UAMY", AMY_DM, "review T-1")

    acme.crm("UAMY", AMY_DM, "cancel T-1")
    (again,) = acme.crm("UWANG", WANG_DM, "取消 T-1")
    (wrong,) = acme.crm("UAMY", AMY_DM, "review T-1")
    acme.crm("UWANG", WANG_DM, "重开 T-1")

    assert texts([again]).startswith("T-1 已取消\nAmy")
    assert texts([wrong]).startswith("T-1 is cancelled: it can't be sent for review")
    assert acme.row(Task).status == "review"


def test_how_urgent_it_is_can_be_said_of_tasks_and_change_requests(acme: House):
    make(acme, 1)

    (receipt,) = acme.crm("UWANG", WANG_DM, "优先级 T-1 特急")
    (wrong,) = acme.crm("UAMY", AMY_DM, "priority T-1 sometime")

    assert texts([receipt]).startswith("✅ T-1 特急")
    assert acme.row(Task).priority == "urgent"
    assert "priority <number> <low|normal|high|urgent>" in texts([wrong])
    assert acme.row(Task).due_on == FRIDAY
