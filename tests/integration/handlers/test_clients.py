"""Clients: tying a channel to one, choosing among similar ones, and taking that back."""

from kit import AMY_DM, CHANGE, INFO, NOW, SHARED, TASK, TEAM, WANG_DM, House, texts

from handlers.arrivals import CardRef
from storage.tables import Audit, ChangeRequest, Channel, Client, Contact, Interaction, Message, Task


def test_linking_makes_a_client_whom_its_maker_owns(any_house: House):
    replies = any_house.crm("UAMY", TEAM, "link ACME")

    client = any_house.row(Client)
    assert (client.name, client.owner_id, client.status) == ("ACME", 1, "active")
    assert any_house.row(Channel).client_id == client.id
    assert "已新建客户并绑定 · ACME" in texts(replies)  # colleagues read it: in the agency's language
    assert replies[0].to.is_visible
    assert replies[0].must_be_internal


def test_in_a_shared_channel_only_the_member_sees_that_it_was_linked(house: House):
    replies = house.crm("UAMY", SHARED, "link ACME")

    assert (replies[0].to.where, replies[0].to.is_visible) == ("answer", False)
    assert "I stay silent" in texts(replies)


def test_linking_an_existing_client_finds_it_whatever_its_case_and_width(acme: House):
    replies = acme.crm("UWANG", TEAM, "绑定 「ａｃｍｅ」")

    assert len(acme.rows(Client)) == 1
    assert "已绑定 · ACME" in texts(replies)
    assert "新建" not in texts(replies)


def test_a_similar_name_is_asked_about_and_the_button_ties_the_channel_it_was_asked_in(acme: House):
    asked = acme.crm("UWANG", TEAM, "link ACME Inc.")
    assert asked[0].card is not None
    assert [button.label for button in asked[0].card.buttons] == ["ACME", "新建「ACME Inc.」"]
    assert acme.row(Channel, external_id="CTEAM").client_id is None

    acme.press_button("UWANG", WANG_DM, asked[0], "ACME")  # the card had to be sent one-to-one

    assert acme.row(Channel, external_id="CTEAM").client_id == acme.row(Client).id
    assert acme.row(Channel, external_id="DWANG").client_id is None


def test_a_card_that_only_one_sees_stays_in_their_language_when_it_is_pressed(acme: House):
    asked = acme.crm("UAMY", TEAM, "link ACME Inc.")

    alone = CardRef(response_url="https://hooks.slack.com/actions/1", is_ephemeral=True)
    linked = acme.press_button("UAMY", TEAM, asked[0], "ACME", alone)

    assert "Linked · ACME" in texts(linked)


def test_a_similar_name_can_still_be_a_new_client(acme: House):
    asked = acme.crm("UWANG", TEAM, "link ACME Inc.")

    linked = acme.press_button("UWANG", TEAM, asked[0], "新建「ACME Inc.」")

    assert [client.name for client in acme.rows(Client)] == ["ACME", "ACME Inc."]
    assert linked[0].to.where == "update"
    assert linked[0].must_be_internal


def test_what_was_recorded_before_goes_to_the_client_and_back_when_the_link_is_undone(house: House):
    house.say("UAMY", TEAM, "logo larger by Friday", CHANGE)
    house.say("UAMY", TEAM, "first drafts", TASK)
    house.say("UCAROL", SHARED, "numbers", INFO)
    house.crm("UAMY", SHARED, "help")
    before = house.snapshot()

    linked = house.crm("UAMY", SHARED, "link ACME")
    acme = house.row(Client)
    assert house.row(Interaction).client_id == house.row(Contact).client_id == acme.id
    assert {m.client_id for m in house.rows(Message)} == {None, acme.id}
    assert "1 record made here before" in texts(linked)
    house.press_button("UAMY", SHARED, linked[0], "Undo")

    after = house.snapshot()
    assert house.row(Client).deleted_at == NOW
    for kind in ("client", "client_name"):
        before.pop(kind)
        after.pop(kind)
    assert after == before


def test_linking_again_after_undo_takes_the_client_out_of_the_recycle_bin(house: House):
    linked = house.crm("UAMY", TEAM, "link ACME")
    house.press_button("UAMY", TEAM, linked[0], "撤销")

    house.crm("UAMY", TEAM, "link acme")

    assert house.row(Client).deleted_at is None


def test_the_client_card_tells_all_there_is(acme: House):
    acme.say("UCAROL", SHARED, "logo larger by Friday", CHANGE)
    acme.crm("UAMY", SHARED, "task Three poster drafts @王小雨 by Friday", TASK)
    acme.crm("UAMY", SHARED, "log Numbers of last week", INFO)

    card = texts(acme.crm("UAMY", TEAM, "client acme"))

    for words in (
        "CR-1 Logo larger · to confirm · Fri 27 Nov",
        "T-1 Three poster drafts",
        "Owner: Amy",
        "王小雨",
        "Info: Numbers of last week",
        "1 change request, 1 task",
    ):
        assert words in card, card  # fmt: skip


def test_without_a_name_the_client_card_is_the_channels(acme: House):
    assert "ACME" in texts(acme.crm("UAMY", SHARED, "client"))
    assert "No client is linked here yet" in texts(acme.crm("UAMY", AMY_DM, "client"))


def test_an_unknown_client_is_answered_with_those_that_are_like_it(acme: House):
    assert "Did you mean ACME?" in texts(acme.crm("UAMY", TEAM, "client ACMEE"))
    assert "link <client>" in texts(acme.crm("UAMY", TEAM, "client 青柠酸奶"))


def test_one_to_one_the_client_whose_name_is_said_is_meant(acme: House):
    acme.say("UAMY", AMY_DM, "log ACME wants new numbers", INFO)
    acme.say("UAMY", AMY_DM, "log somebody pacmen wants new numbers", INFO)

    assert [row.client_id for row in acme.rows(Interaction)] == [1, None]


def test_in_an_unlinked_shared_channel_nobody_is_guessed(acme: House):
    other = SHARED.model_copy(update={"channel": "COTHER"})
    acme.say("UCAROL", other, "ACME logo larger", CHANGE)

    assert acme.row(ChangeRequest).client_id is None
    assert acme.rows(Task) == []


def test_the_audit_trail_says_who_linked_what_from_where(acme: House):
    line = acme.row(Audit, action="linked", record_kind="channel")

    assert (line.who, line.before, line.after, line.origin) == (
        "Amy",
        {"client_id": None},
        {"client_id": 1},
        "slack:CSHARED",
    )
