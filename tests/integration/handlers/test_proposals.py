"""What is read out of free talk: proposed in the right place, decided by a button, once."""

from datetime import date

import pytest
from kit import (
    AMY_DM,
    CHANGE,
    COMPLAINT,
    FEEDBACK,
    INFO,
    SHARED,
    TASK,
    TEAM,
    WANG_DM,
    ZHAO,
    House,
    texts,
)

from handlers.arrivals import CardRef
from prompts.reading.schema import NOISE, Reading
from storage.tables import Audit, ChangeRequest, Client, Interaction, Member, Message, Signal, Task


def set_owner(house: House, member_id: int | None) -> None:
    def unit(session):
        client = session.get(Client, 1)
        client.owner_id = member_id
        session.add(client)

    house.store.write(unit)


def set_role(house: House, member_id: int, role: str) -> None:
    def unit(session):
        member = session.get(Member, member_id)
        member.role = role
        session.add(member)

    house.store.write(unit)


def test_in_an_internal_channel_it_is_proposed_in_the_thread_and_only_while_the_channel_is_internal(any_house: House):
    said = any_house.message("UAMY", TEAM, "Client wants the logo larger by Friday")
    (reply,) = any_house.serve(said, CHANGE)

    assert (reply.to.where, reply.to.channel, reply.to.thread) == ("channel", "CTEAM", said.message_id)
    assert reply.must_be_internal
    assert reply.fallback is not None
    assert (reply.fallback.where, reply.fallback.user) == ("direct", "UAMY")
    assert any_house.row(ChangeRequest).status == "proposed"
    assert reply.card is not None
    assert [button.label for button in reply.card.buttons] == ["确认", "修改", "忽略"]
    assert any_house.row(Message).card_key == f"{said.key}/proposal"


def test_in_a_thread_it_is_proposed_in_that_thread(acme: House):
    place = TEAM.model_copy(update={"thread": "1795390000.000001"})

    (reply,) = acme.say("UAMY", place, "logo larger", CHANGE)

    assert reply.to.thread == "1795390000.000001"


def test_in_a_shared_channel_nothing_is_posted_and_the_owner_is_asked_one_to_one(acme: House):
    (reply,) = acme.say("UCAROL", SHARED, "Please make the logo larger by Friday", CHANGE)

    assert (reply.to.where, reply.to.user, reply.to.channel) == ("direct", "UAMY", "")
    assert reply.card is not None
    assert reply.card.title == "Please confirm · ACME"
    assert reply.card.links[0].url.startswith("https://studio.slack.com/archives/CSHARED/p1795399200")


def test_what_one_of_ours_says_in_a_shared_channel_is_shown_to_them(acme: House):
    (reply,) = acme.say("UWANG", SHARED, "周五前给您初稿", TASK)

    assert reply.to.user == "UWANG"
    assert acme.row(Task).is_promise
    assert "（承诺）" in texts([reply])


def test_without_an_owner_a_manager_is_asked_and_without_one_an_admin(acme: House):
    set_owner(acme, None)
    assert acme.say("UCAROL", SHARED, "a", CHANGE)[0].to.user == "UAMY"

    set_role(acme, 2, "manager")
    (reply,) = acme.say("UCAROL", SHARED, "b", CHANGE)

    assert reply.to.user == "UWANG"
    assert "请确认" in texts([reply])


def test_while_nobody_of_ours_is_known_it_is_recorded_and_waits(house: House):
    assert house.say("UCAROL", SHARED, "Logo larger by Friday", CHANGE) == []
    assert house.row(ChangeRequest).status == "proposed"
    assert house.row(Message).card_key is None


def test_an_owner_on_the_other_platform_is_asked_there_in_its_words(acme: House):
    acme.say("zhaoyu", ZHAO, "帮助")
    set_owner(acme, 3)
    other = SHARED.model_copy(update={"channel": "CX"})

    (asked,) = acme.say("UCAROL", SHARED, "logo larger", CHANGE)
    assert (asked.to.platform, asked.to.workspace, asked.to.user) == ("wecom", "ww01", "zhaoyu")

    set_role(acme, 3, "manager")
    (tied_to_none,) = acme.say("UCAROL", other, "logo larger", CHANGE)
    assert tied_to_none.to.platform == "wecom"
    assert "「绑定 <客户>」" in texts([tied_to_none])


def test_on_wecom_it_is_proposed_to_who_wrote_it(house: House):
    (reply,) = house.say("zhaoyu", ZHAO, "客户说logo要再大一点，周五前", CHANGE)

    assert (reply.to.platform, reply.to.where, reply.to.user) == ("wecom", "direct", "zhaoyu")
    assert house.row(ChangeRequest).requested_by == "赵宇"


@pytest.mark.parametrize("reading", [NOISE, INFO])
def test_small_talk_and_plain_information_cause_no_word(acme: House, reading: Reading):
    assert acme.say("UCAROL", SHARED, "lovely weather", reading) == []
    assert acme.say("UAMY", TEAM, "lovely weather", reading) == []


def test_plain_information_is_written_down_as_a_proposed_interaction_with_its_contact(acme: House):
    acme.say("UCAROL", SHARED, "here are the numbers", INFO)

    row = acme.row(Interaction)
    assert (row.state, row.summary, row.client_id, row.contact_id) == ("proposed", "Numbers of last week", 1, 1)


def test_a_complaint_is_shown_to_the_owner_at_once(acme: House):
    (reply,) = acme.say("UCAROL", SHARED, "nobody answers!", COMPLAINT)

    assert reply.to.user == "UAMY"
    assert reply.card is not None
    assert reply.card.title == "⚠️ Complaint · ACME"
    assert reply.card.quote == "Carol: nobody answers!"
    assert "complaint" in texts([reply])
    assert acme.row(Signal).state == "counted"


def test_the_same_message_twice_changes_nothing(acme: House):
    said = acme.message("UCAROL", SHARED, "logo larger", is_to_bot=False)
    acme.serve(said, FEEDBACK)
    before = acme.snapshot()

    assert acme.serve(said, FEEDBACK) == []
    assert acme.snapshot() == before


CARDS = [
    ("UAMY", AMY_DM, CardRef(message_id="1.2", response_url="https://hooks.slack.com/a"), "update"),
    ("UAMY", SHARED, CardRef(message_id="1.2", is_ephemeral=True, response_url="https://hooks.slack.com/a"), "answer"),
    ("zhaoyu", ZHAO, CardRef(response_code="RC", task_id="T"), "update"),
    ("zhaoyu", ZHAO, CardRef(task_id="T"), "direct"),
]


@pytest.mark.parametrize(("user", "place", "card", "where"), CARDS)
def test_confirm_records_it_all_and_takes_the_cards_place(acme: House, user, place, card, where):
    acme.say("zhaoyu", ZHAO, "帮助")
    acme.say("UCAROL", SHARED, "logo larger", FEEDBACK)
    message = acme.rows(Message)[-1]

    reply, *asked = acme.press(user, place, "confirm", f"message:{message.id}", card)

    assert acme.row(ChangeRequest).status == "submitted"
    assert acme.row(Interaction).state == "confirmed"
    assert [one.to.user for one in asked] == ([] if user == "UAMY" else ["UAMY"])  # nobody approves their own
    assert reply.to.where == where
    assert (reply.to.message_id, reply.to.response_code) == (
        card.message_id if where == "update" else None,
        card.response_code,
    )
    assert reply.to.is_replacing == (where == "answer")
    assert ("✅ Confirmed" if user == "UAMY" else "✅ 已确认") in texts([reply])


def test_dismiss_puts_it_all_into_the_recycle_bin_with_its_signals(acme: House):
    (asked,) = acme.say("UCAROL", SHARED, "nobody answers!", COMPLAINT)

    (reply,) = acme.press_button("UAMY", AMY_DM, asked, "Dismiss")

    assert acme.row(Interaction).state == acme.row(Signal).state == "dismissed"
    assert acme.row(Interaction).deleted_at == acme.row(Signal).deleted_at == acme.now
    assert "Dismissed · ACME" in texts([reply])


@pytest.mark.parametrize(("first", "second"), [("confirm", "dismiss"), ("dismiss", "confirm"), ("confirm", "edit")])
def test_whoever_presses_second_is_told_who_decided(acme: House, first: str, second: str):
    acme.say("UAMY", TEAM, "logo larger", CHANGE)
    value = f"message:{acme.rows(Message)[-1].id}"
    acme.press("UWANG", TEAM, first, value)
    before = acme.snapshot()

    (reply,) = acme.press("UAMY", TEAM, second, value)

    assert acme.snapshot() == before
    assert reply.card is not None
    assert reply.card.footer == "王小雨 · 11月23日 周一 10:00"
    assert [button.action for button in reply.card.buttons] == ["undo"]


def test_who_decided_is_still_told_after_a_later_correction(acme: House):
    acme.say("UAMY", TEAM, "logo larger", CHANGE)
    value = f"message:{acme.rows(Message)[-1].id}"
    acme.press("UWANG", TEAM, "confirm", value)
    acme.crm("UAMY", TEAM, "edit CR-1 by Thursday")

    (reply,) = acme.press("UAMY", TEAM, "confirm", value)

    assert reply.card is not None
    assert reply.card.footer.startswith("王小雨")


def test_edit_opens_a_form_with_what_was_read(acme: House):
    (asked,) = acme.say("UAMY", AMY_DM, "drafts by Friday", TASK)

    (opened,) = acme.press_button("UAMY", AMY_DM, asked, "Edit")

    assert opened.to.where == "modal"
    assert opened.to.trigger_id == "9.9"
    assert opened.fallback is not None
    assert opened.form is not None
    assert {field.name: field.value for field in opened.form.fields} == {
        "title": "Three poster drafts",
        "due": "2026-11-27",
        "assignee": "王小雨",
    }


def test_what_the_form_says_is_confirmed_with_it(acme: House):
    (asked,) = acme.say("UAMY", AMY_DM, "drafts by Friday", TASK)
    (opened,) = acme.press_button("UAMY", AMY_DM, asked, "Edit")

    (reply,) = acme.send_form("UAMY", AMY_DM, opened, title="Five drafts", due="2026-11-30", assignee="Amy")

    task = acme.row(Task)
    assert (task.title, task.due_on, task.assignee_id, task.status) == ("Five drafts", date(2026, 11, 30), 1, "todo")
    assert "✅ Confirmed" in texts([reply])
    assert (reply.to.where, reply.to.message_id) == ("update", "1795399999.000001")


def test_a_form_sent_after_somebody_else_decided_changes_nothing(acme: House):
    (asked,) = acme.say("UAMY", TEAM, "drafts by Friday", TASK)
    (opened,) = acme.press_button("UAMY", TEAM, asked, "修改")
    acme.press_button("UWANG", TEAM, asked, "忽略")

    (reply,) = acme.send_form("UAMY", TEAM, opened, title="Five drafts")

    assert acme.row(Task).title == "Three poster drafts"
    assert "已忽略" in texts([reply])


def test_a_due_date_left_alone_keeps_its_time_of_day_and_an_emptied_one_goes(acme: House):
    at = acme.now.replace(day=27, hour=7)
    timed = TASK.model_copy(update={"due": TASK.due.model_copy(update={"at": at})})
    (asked,) = acme.say("UAMY", AMY_DM, "drafts", timed)
    (opened,) = acme.press_button("UAMY", AMY_DM, asked, "Edit")

    acme.send_form("UAMY", AMY_DM, opened, title="Five drafts")
    assert acme.row(Task).due_at == at

    (again,) = acme.say("UAMY", AMY_DM, "more drafts", timed)
    (opened,) = acme.press_button("UAMY", AMY_DM, again, "Edit")
    acme.send_form("UAMY", AMY_DM, opened, due="")
    assert (acme.rows(Task)[1].due_on, acme.rows(Task)[1].due_at) == (None, None)


def test_a_button_of_no_meaning_or_of_an_unknown_message_breaks_nothing(acme: House):
    assert acme.press("UAMY", TEAM, "none", "") == []
    assert "unknown_record" in texts(acme.press("UAMY", TEAM, "confirm", "message:999"))


def test_the_audit_trail_tells_what_was_read_by_the_bot_and_decided_by_whom(acme: House):
    acme.say("UAMY", TEAM, "logo larger", CHANGE)
    acme.press("UWANG", TEAM, "confirm", f"message:{acme.rows(Message)[-1].id}")

    lines = [(a.who, a.action, a.before, a.after) for a in acme.rows(Audit, record_kind="change_request")]
    assert lines == [
        ("liaison", "created", None, None),
        (
            "王小雨",
            "confirmed",
            {"status": "proposed", "submitted_by_id": None},
            {"status": "submitted", "submitted_by_id": 2},
        ),
    ]


def test_dates_are_said_in_the_readers_zone_and_language(acme: House):
    def move(session):
        amy = session.get(Member, 1)
        amy.tz = "America/Los_Angeles"
        session.add(amy)

    acme.store.write(move)
    at = acme.now.replace(day=27, hour=1)
    timed = CHANGE.model_copy(update={"due": CHANGE.due.model_copy(update={"at": at})})

    assert "Due: Thu 26 Nov 17:00" in texts(acme.say("UCAROL", SHARED, "logo", timed))
    assert "截止: 11月27日 周五 09:00" in texts(acme.say("UWANG", WANG_DM, "logo", timed))
