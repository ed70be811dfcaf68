"""Members: roles, language and zone, one's own and the agency's; who is let in to what."""

import pytest
from kit import AMY_DM, CAROL_DM, SHARED, TEAM, WANG_DM, ZHAO, House, texts

from storage.tables import Agency, Member


def role_of(house: House, name: str) -> str:
    return house.row(Member, name=name).role


@pytest.mark.parametrize(
    "typed", ["role @王小雨 manager", "role 王小雨 manager", "角色 @小王 经理", "角色 王小雨 设为经理"]
)
def test_an_admin_gives_a_role_and_whoever_gets_it_is_told(acme: House, typed: str):
    answer, told = acme.crm("UAMY", TEAM, typed)

    assert role_of(acme, "王小雨") == "manager"
    assert "王小雨 is now manager" in texts([answer])
    assert (told.to.where, told.to.user) == ("direct", "UWANG")
    assert "Amy 把你设为经理" in texts([told])
    acme.press_button("UAMY", TEAM, answer, "Undo")
    assert role_of(acme, "王小雨") == "ae"


def test_a_manager_makes_no_managers_and_an_ae_gives_no_roles(acme: House):
    assert "not_allowed" in texts(acme.crm("UWANG", TEAM, "role @Amy ae"))
    acme.crm("UAMY", TEAM, "role @王小雨 manager")
    acme.say("zhaoyu", ZHAO, "大家好")

    assert "请找Amy" in texts(acme.say("UWANG", WANG_DM, "角色 @赵宇 经理"))
    assert "not_allowed" in texts(acme.say("UWANG", WANG_DM, "角色 @Amy 成员"))
    assert "赵宇 现在是成员" in texts(acme.say("UWANG", WANG_DM, "角色 @赵宇 成员"))
    assert (role_of(acme, "赵宇"), role_of(acme, "Amy")) == ("member", "admin")


def test_the_last_admin_stays_admin(acme: House):
    assert "last_admin" in texts(acme.crm("UAMY", TEAM, "role @Amy manager"))
    acme.crm("UAMY", TEAM, "role @王小雨 admin")
    assert "Amy is now manager" in texts(acme.crm("UAMY", TEAM, "role @Amy manager"))
    assert "last_admin" in texts(acme.say("UWANG", WANG_DM, "角色 @王小雨 成员"))


def test_a_designer_does_not_speak_for_us_or_of_money(acme: House):
    acme.crm("UAMY", TEAM, "role @王小雨 member")

    for typed in ("contract ACME", "order CR-1 3000", "link BETA", "reply ACME hello"):
        said = texts(acme.crm("UWANG", TEAM, typed))
        assert "not_allowed" in said
        assert "Amy" in said


def test_outsiders_are_never_answered_whatever_they_type_or_press(acme: House):
    assert acme.crm("UCAROL", SHARED, "help") == []
    assert acme.say("UCAROL", CAROL_DM, "what's overdue for ACME?") == []
    assert acme.say("UCAROL", CAROL_DM, "members") == []
    assert acme.press("UCAROL", SHARED, "undo", "act:x") == []
    assert acme.press("UCAROL", SHARED, "do", "done|T-1||||||") == []


def test_everybody_sees_who_is_who(acme: House):
    said = texts(acme.crm("UWANG", TEAM, "members"))

    assert "2 位同事" in said
    assert "Amy · 管理员 · Slack · Asia/Shanghai" in said


@pytest.mark.parametrize(("typed", "zone"), [("timezone London", "Europe/London"), ("时区 纽约", "America/New_York")])
def test_a_member_reads_times_in_a_zone_of_their_own(acme: House, typed: str, zone: str):
    assert zone in texts(acme.crm("UAMY", TEAM, typed))
    assert acme.row(Member, name="Amy").tz == zone
    assert zone in texts(acme.crm("UAMY", TEAM, "me"))
    acme.crm("UAMY", TEAM, "timezone default")
    assert acme.row(Member, name="Amy").tz is None


def test_only_an_admin_sets_the_agencys_language_and_zone(acme: House):
    assert "not_allowed" in texts(acme.crm("UWANG", TEAM, "lang agency en"))
    assert "not_allowed" in texts(acme.crm("UWANG", TEAM, "时区 公司 东京"))
    acme.crm("UAMY", TEAM, "lang agency en")
    acme.crm("UAMY", TEAM, "timezone agency Tokyo")

    agency = acme.row(Agency)
    assert (agency.lang, agency.tz) == ("en", "Asia/Tokyo")


def test_what_is_personal_is_told_to_one_person_also_among_colleagues(acme: House):
    (reply,) = acme.say("UAMY", TEAM, "me", is_to_bot=True)

    assert (reply.to.where, reply.to.user) == ("private", "UAMY")
    (reply,) = acme.say("UWANG", WANG_DM, "我")
    assert "客户经理" in texts([reply])


@pytest.mark.parametrize("typed", ["role", "role Amy", "timezone nowhere", "lang klingon", "ask Tom for the files"])
def test_a_wrong_form_is_shown_the_right_one(acme: House, typed: str):
    said = texts(acme.crm("UAMY", AMY_DM, typed))

    assert "bad_command" in said
    assert f"/crm {typed.split()[0]}" in said
