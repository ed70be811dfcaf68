"""The load of the team: for managers and admins, the most loaded first."""

from kit import AMY_DM, SHARED, TASK, TEAM, WANG_DM, ZHAO, House, texts
from talk import labels

from storage.tables import Member


def give(house: House, who: str, count: int) -> None:
    for number in range(count):
        reading = TASK.model_copy(update={"title": f"For {who} {number}", "assignees": (who,)})
        house.crm("UAMY", TEAM, f"task something @{who}", reading)


def test_everybodys_load_stands_on_one_card_and_opens_their_list(acme: House):
    acme.say("zhaoyu", ZHAO, "你好")
    give(acme, "王小雨", 3)
    give(acme, "赵宇", 1)
    acme.crm("UAMY", TEAM, "review T-1")

    (team,) = acme.crm("UAMY", AMY_DM, "tasks team")

    assert texts([team]).splitlines() == [
        "The team's tasks",
        "王小雨: 3 open · 3 due this week · 1 in review",
        "赵宇: 1 open · 1 due this week",
        "Amy: free",
    ]
    assert labels(team) == ["王小雨", "赵宇"]
    (theirs,) = acme.press_button("UAMY", AMY_DM, team, "王小雨")
    assert texts([theirs]).startswith("王小雨: 3 open tasks")
    assert theirs.to.where != "update"


def test_overdue_is_counted_when_its_day_has_passed(acme: House):
    give(acme, "王小雨", 1)
    acme.now = acme.now.replace(day=30)

    (team,) = acme.crm("UAMY", AMY_DM, "tasks team")

    assert "王小雨: 1 open · ⚠️ 1 overdue" in texts([team])


def test_what_nobody_has_is_counted_too(acme: House):
    acme.crm("UAMY", TEAM, "task something", TASK.model_copy(update={"assignees": ("设计",)}))

    (team,) = acme.crm("UAMY", AMY_DM, "tasks team")

    assert texts([team]).endswith("Nobody yet: 1")


def test_only_managers_and_admins_may_see_it(acme: House):
    give(acme, "王小雨", 1)
    (refused,) = acme.crm("UWANG", WANG_DM, "团队任务")
    assert refused.key == "error"
    assert "Amy" in texts([refused])

    (by_button,) = acme.press("UWANG", WANG_DM, "tasks", "team.a.0")
    assert by_button.key == "error"

    acme.store.write(lambda session: setattr(session.get(Member, 2), "role", "manager"))
    (allowed,) = acme.crm("UWANG", WANG_DM, "团队任务")
    assert texts([allowed]).startswith("团队任务\n王小雨：待办 1 · 本周到期 1")


def test_in_a_shared_channel_only_who_asks_sees_it(acme: House):
    give(acme, "王小雨", 1)

    (team,) = acme.crm("UAMY", SHARED, "tasks team")
    spoken = acme.say("UAMY", SHARED, "/crm tasks team", is_to_bot=True)

    assert not team.to.is_visible
    assert all(reply.to.where in ("private", "direct", "answer") for reply in spoken)
