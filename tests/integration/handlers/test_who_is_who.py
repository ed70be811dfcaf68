"""Who is who: members on first sight, outsiders heard and never answered."""

from datetime import date

import pytest
from kit import (
    AMY,
    AMY_DM,
    CAROL_DM,
    CHANGE,
    CORP,
    NOW,
    SHARED,
    TEAM,
    WORKSPACE,
    ZHAO,
    House,
    texts,
)

from handlers.arrivals import NOWHERE, ChannelNews, PersonNews, Place, Tick
from handlers.ports import PersonFacts
from storage.tables import Account, Channel, Client, Contact, Member, Message


def test_the_first_member_is_admin_and_the_next_are_account_executives(any_house: House):
    any_house.say("UAMY", TEAM, "hello")
    any_house.say("UWANG", TEAM, "你好")
    any_house.say("zhaoyu", ZHAO, "帮助")

    assert [(m.name, m.role, m.lang) for m in any_house.rows(Member)] == [
        ("Amy", "admin", "en"),
        ("王小雨", "ae", "zh"),
        ("赵宇", "ae", None),
    ]


def test_one_person_on_two_platforms_is_one_member(house: House):
    house.say("UAMY", TEAM, "hello")

    house.serve(house.message("amy", ZHAO, "你好"), person=AMY.model_copy(update={"email": "AMY@studio.example"}))

    assert house.row(Member).name == "Amy"
    assert [a.platform for a in house.rows(Account)] == ["slack", "wecom"]


@pytest.mark.parametrize("text", ["hi there", "@bot help", "/crm help", "undo", "任务 出海报"])
def test_outsiders_are_never_answered_but_heard(acme: House, text: str):
    assert acme.say("UCAROL", SHARED, text, is_to_bot=True) == []
    assert acme.rows(Message)[-1].text == text
    assert acme.rows(Member, name="Carol") == []


def test_outsiders_buttons_commands_and_forms_do_nothing(acme: House):
    before = acme.snapshot()

    assert acme.crm("UCAROL", SHARED, "link Evil") == []
    assert acme.press("UCAROL", SHARED, "confirm", "message:1") == []
    assert acme.snapshot() == before


def test_an_outsider_becomes_a_contact_of_the_channels_client_on_first_sight(acme: House):
    acme.say("UCAROL", SHARED, "thanks!")

    contact = acme.row(Contact)
    assert (contact.name, contact.client_id) == ("Carol", acme.row(Client).id)
    assert acme.row(Account, name="Carol").contact_id == contact.id


def test_somebody_the_platform_is_silent_about_is_an_outsider_but_no_contact_yet(acme: House):
    assert acme.serve(acme.message("UNEW", SHARED, "help", is_to_bot=True), person=None) == []
    assert acme.row(Account, external_id="UNEW").is_outsider
    assert len(acme.rows(Contact)) == 1

    acme.serve(acme.message("UNEW", SHARED, "hi"), person=PersonFacts(name="New", is_outsider=False))

    assert acme.row(Member, name="New").role == "ae"


def test_an_outsider_who_writes_to_the_bot_one_to_one_gets_no_word_and_the_owner_gets_the_proposal(acme: House):
    replies = acme.say("UCAROL", CAROL_DM, "Logo larger by Friday", CHANGE)

    assert [(r.to.where, r.to.user) for r in replies] == [("direct", "UAMY")]


def test_a_member_who_has_left_is_not_answered(acme: House):
    def leave(session):
        member = session.get(Member, 1)
        member.left_on = date(2026, 11, 1)
        session.add(member)

    acme.store.write(leave)

    assert acme.crm("UAMY", TEAM, "help") == []


def test_a_changed_profile_makes_nobody_a_member_and_is_asked_about_again(house: House):
    place = Place(platform="slack", workspace=WORKSPACE, channel="")
    house.serve(PersonNews(key="p1", place=place, user="UAMY", at=NOW, news="changed"))
    assert (house.rows(Member), house.rows(Channel)) == ([], [])
    house.say("UAMY", TEAM, "hello")

    house.serve(PersonNews(key="p2", place=place, user="UAMY", at=NOW, news="changed"))

    assert house.row(Account).checked_at is None


def test_a_channel_that_is_shared_is_shared_at_once_and_unshared_only_when_the_platform_says_so(acme: House):
    acme.serve(ChannelNews(key="n1", place=TEAM, user="", at=NOW, news="shared"), channel=None)
    team = acme.row(Channel, external_id="CTEAM")
    assert (team.audience, team.checked_at) == ("shared", None)

    acme.serve(ChannelNews(key="n2", place=TEAM, user="", at=NOW, news="unshared"), channel=None)
    assert acme.row(Channel, external_id="CTEAM").audience == "shared"

    acme.say("UAMY", TEAM, "internal again")
    assert acme.row(Channel, external_id="CTEAM").audience == "internal"


def test_a_channel_keeps_its_client_when_it_gets_a_new_id_or_name(acme: House):
    acme.serve(ChannelNews(key="n1", place=SHARED, user="", at=NOW, news="renamed", name="acme-2"), channel=None)
    acme.serve(ChannelNews(key="n2", place=SHARED, user="", at=NOW, news="moved", new_channel="CNEW"), channel=None)

    moved = acme.row(Channel, external_id="CNEW")
    assert (moved.name, moved.client_id) == ("acme-2", acme.row(Client).id)


def test_a_channel_that_nobody_can_say_anything_about_is_shared(house: House):
    house.serve(house.message("UAMY", Place(platform="slack", workspace=WORKSPACE, channel="CX"), "hi"), channel=None)

    assert house.row(Channel).audience == "shared"


def test_every_reader_is_spoken_to_in_their_own_language(acme: House):
    assert "What I can do" in texts(acme.say("UAMY", AMY_DM, "help"))
    assert "我能做什么" in texts(acme.say("UWANG", TEAM, "帮助", is_to_bot=True))
    assert "我能做什么" in texts(acme.say("zhaoyu", ZHAO, "help"))
    assert acme.rows(Channel)[-1].workspace == CORP


def test_the_nightly_tick_says_nothing_and_leaves_the_records_alone(acme: House):
    before = acme.snapshot()

    assert acme.serve(Tick(key="tick:1", place=NOWHERE, user="", at=NOW, name="housekeeping")) == []
    assert acme.snapshot() == before
