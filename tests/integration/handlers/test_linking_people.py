"""One person on two platforms: joined by a code, on both databases, and parted again."""

import re
from datetime import timedelta

import pytest
from kit import AMY_DM, SHARED, TASK, TEAM, ZHAO, House, texts

from handlers.arrivals import PersonNews
from storage.tables import Account, Audit, Client, Member, Shared, Task


@pytest.fixture
def studio(any_house: House) -> House:
    """Amy, admin on Slack, owns ACME; 赵宇 writes on WeCom and has a task."""
    any_house.say("UAMY", AMY_DM, "hello")
    any_house.crm("UAMY", SHARED, "link ACME")
    any_house.say("zhaoyu", ZHAO, "任务 出三张海报", TASK)
    return any_house


def code_of(house: House, user: str, place, word: str) -> str:
    (reply,) = house.say(user, place, word)
    assert (reply.to.where, reply.to.user) == ("direct", user)
    found = re.search(r"\b[A-Z2-9]{6}\b", texts([reply]))
    assert found is not None
    return found[0]


def member_of(house: House, user: str) -> Member:
    account = house.row(Account, external_id=user)
    return house.row(Member, id=account.member_id)


def test_a_code_joins_both_accounts_and_all_that_is_theirs(studio: House):
    gone = member_of(studio, "zhaoyu").id
    code = code_of(studio, "UAMY", AMY_DM, "link me")

    said = texts(studio.say("zhaoyu", ZHAO, f"绑定我 {code.lower()}"))

    assert "Joined: you are Amy on Slack and WeCom" in said
    kept = member_of(studio, "zhaoyu")
    assert (kept.name, kept.role) == ("Amy", "admin")
    assert {task.created_by_id for task in studio.rows(Task)} == {kept.id}
    assert gone not in {line.member_id for line in studio.rows(Audit)}
    assert studio.row(Member, id=gone).left_on is not None
    assert "T-1" in texts(studio.say("zhaoyu", ZHAO, "修改 T-1 海报三张"))


def test_the_joining_is_taken_back_whole(studio: House):
    before = {name: rows for name, rows in studio.snapshot().items() if name not in ("message", "shared", "account")}
    gone, code = member_of(studio, "zhaoyu"), code_of(studio, "UAMY", AMY_DM, "link me")
    studio.say("zhaoyu", ZHAO, f"绑定我 {code}")

    studio.say("zhaoyu", ZHAO, "撤销")

    assert member_of(studio, "zhaoyu").id == gone.id
    after = studio.snapshot()
    assert {name: after[name] for name in before} == before
    assert "撤销" in {row["text"] for row in after["message"]}


def test_who_types_the_code_gets_the_role_of_who_made_it_and_never_a_higher_one(studio: House):
    code = code_of(studio, "zhaoyu", ZHAO, "绑定我")

    said = texts(studio.crm("UAMY", AMY_DM, f"link me {code}"))

    assert "Amy is the only admin" in said
    assert "the other way round" in said
    assert member_of(studio, "UAMY").role == "admin"
    assert studio.row(Client).owner_id == member_of(studio, "UAMY").id


@pytest.mark.parametrize("why", ["used", "late", "wrong", "foreign"])
def test_a_code_that_does_not_hold_joins_nobody(studio: House, why: str):
    code = code_of(studio, "UAMY", AMY_DM, "link me")
    if why == "used":
        studio.say("zhaoyu", ZHAO, f"绑定我 {code}")
        studio.say("zhaoyu", ZHAO, "撤销")
    elif why == "late":
        studio.now += timedelta(minutes=10, seconds=1)
    else:
        code = "AAAAAA" if why == "wrong" else "CR-100"
    before = member_of(studio, "zhaoyu").id

    said = texts(studio.serve(studio.command("zhaoyu", ZHAO, f"绑定我 {code}")))

    assert "wrong_code" in said
    assert member_of(studio, "zhaoyu").id == before


def test_codes_cannot_be_tried_out(studio: House):
    code = code_of(studio, "UAMY", AMY_DM, "link me")
    for _ in range(5):
        studio.say("zhaoyu", ZHAO, "绑定我 AAAAAA")

    assert "too_many_tries" in texts(studio.say("zhaoyu", ZHAO, f"绑定我 {code}"))
    studio.now += timedelta(minutes=11)
    code = code_of(studio, "UAMY", AMY_DM, "link me")
    assert "Joined" in texts(studio.say("zhaoyu", ZHAO, f"绑定我 {code}"))


def test_different_addresses_are_asked_about_first(studio: House):
    member = member_of(studio, "zhaoyu")
    studio.store.write(lambda session: setattr(session.get(Member, member.id), "email", "zhao@else.example"))
    code = code_of(studio, "UAMY", AMY_DM, "link me")

    (asked,) = studio.say("zhaoyu", ZHAO, f"绑定我 {code}")

    assert "同一个人吗" in texts([asked])
    assert member_of(studio, "zhaoyu").id == member.id
    studio.press_button("zhaoyu", ZHAO, asked, "是同一个人")
    assert member_of(studio, "zhaoyu").email == "amy@studio.example"


def test_a_code_in_a_channel_is_told_to_one_person_and_kept_unreadable(studio: House):
    (reply,) = studio.say("UAMY", TEAM, "link me", is_to_bot=True)

    assert (reply.to.where, reply.to.user) == ("direct", "UAMY")
    code = re.search(r"\b[A-Z2-9]{6}\b", texts([reply]))
    assert code is not None
    assert all(code[0] not in row.name + row.value for row in studio.rows(Shared))


def test_who_has_left_can_do_nothing_and_who_comes_back_can(studio: House):
    def news(kind: str) -> None:
        arrival = PersonNews(key=f"n:{kind}", place=ZHAO, user="zhaoyu", at=studio.now, news=kind)  # type: ignore[arg-type]
        studio.serve(arrival)

    news("left")
    assert studio.say("zhaoyu", ZHAO, "我的任务") == []
    assert member_of(studio, "zhaoyu").left_on is not None
    assert "赵宇" not in texts(studio.crm("UAMY", AMY_DM, "members"))

    news("followed")
    assert studio.say("zhaoyu", ZHAO, "我的任务") != []


def test_who_leaves_one_platform_of_two_stays(studio: House):
    code = code_of(studio, "UAMY", AMY_DM, "link me")
    studio.say("zhaoyu", ZHAO, f"绑定我 {code}")
    studio.serve(PersonNews(key="n", place=ZHAO, user="zhaoyu", at=studio.now, news="left"))

    assert member_of(studio, "UAMY").left_on is None
    assert studio.crm("UAMY", AMY_DM, "me") != []
