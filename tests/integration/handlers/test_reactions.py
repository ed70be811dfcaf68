"""Emoji on messages: 📌 🔁 ✅ 👀, put there by members, and taken off again."""

from datetime import timedelta

import pytest
from kit import CHANGE, COMPLAINT, FEEDBACK, INFO, SHARED, TASK, TEAM, House, texts
from talk import keep_sent

from handlers.arrivals import Message as Said
from handlers.arrivals import Reaction, reaction_root
from handlers.ports import Original
from handlers.replies import Reply
from prompts.reading.schema import NOISE, Reading
from storage.tables import Audit, ChangeRequest, Enquiry, Interaction, Message, Task


def react(
    house: House,
    user: str,
    said: Said,
    emoji: str,
    *,
    is_added: bool = True,
    original: Original | None = None,
    reading: Reading = NOISE,
    number: int | None = None,
) -> list[Reply]:
    """Somebody puts an emoji on a message, or takes it off. `number`: of the event, in the order of Slack's clock."""
    place = said.place.model_copy(update={"thread": None})
    order = number if number is not None else next(house.numbers)
    root = reaction_root(place, said.message_id, user, emoji)
    arrival = Reaction(
        key=f"{root}1795399300.{order:06d}{'' if is_added else ':off'}",
        place=place,
        user=user,
        at=house.now,
        emoji=emoji,
        is_added=is_added,
        message_id=said.message_id,
        author=said.user,
    )
    return house.serve(arrival, reading, original=original, names={said.user: "Carol"})


def hear(house: House, text: str, reading: Reading = NOISE, *, user: str = "UCAROL") -> Said:
    """Something said in the channel that outsiders read."""
    said = house.message(user, SHARED, text)
    shown = house.serve(said, reading)
    keep_sent(house.store, said.key, shown)
    return said


def test_a_pin_writes_the_message_down_and_only_who_pinned_it_is_told(acme: House):
    said = hear(acme, "Numbers of last week", INFO)
    acme_rows = acme.rows(Interaction)

    told = react(acme, "UAMY", said, "pushpin")

    assert [row.state for row in acme.rows(Interaction)] == ["confirmed"]
    assert len(acme_rows) == 1  # it was proposed: it is confirmed, not doubled
    assert {(reply.to.where, reply.to.user) for reply in told} == {("private", "UAMY")}


def test_a_repeat_sign_makes_a_change_request_of_small_talk_too(acme: House):
    said = hear(acme, "and the logo, please")

    told = react(acme, "UAMY", said, "repeat")

    change = acme.row(ChangeRequest)
    assert (change.title, change.status, change.requested_by) == ("and the logo, please", "submitted", "Carol")
    assert all(reply.to.channel != "CSHARED" or reply.to.where == "private" for reply in told)


def test_a_proposal_is_confirmed_and_its_card_drawn_anew(acme: House):
    said = hear(acme, "Please make the logo larger by Friday", CHANGE)

    told = react(acme, "UAMY", said, "arrows_counterclockwise")

    assert acme.row(ChangeRequest).status == "submitted"
    card_key = acme.row(Message, external_id=said.message_id).card_key
    assert [reply.replaces for reply in told] == [card_key]


def test_taking_the_emoji_off_takes_the_record_back(acme: House):
    said = hear(acme, "and the logo, please")
    react(acme, "UAMY", said, "repeat")

    told = react(acme, "UAMY", said, "repeat", is_added=False)

    assert acme.row(ChangeRequest).deleted_at is not None
    assert "CR-1" in texts(told)
    assert {(reply.to.where, reply.to.user) for reply in told} == {("private", "UAMY")}


def test_putting_it_there_again_counts_again(acme: House):
    said = hear(acme, "and the logo, please")
    react(acme, "UAMY", said, "repeat")
    react(acme, "UAMY", said, "repeat", is_added=False)

    react(acme, "UAMY", said, "repeat")

    assert [row.deleted_at is None for row in acme.rows(ChangeRequest)] == [False, True]


def test_what_others_changed_since_stays_and_the_member_is_told(acme: House):
    said = hear(acme, "and the logo, please")
    react(acme, "UAMY", said, "repeat")
    acme.now += timedelta(minutes=1)
    acme.crm("UWANG", TEAM, "edit CR-1 the logo 20% larger")

    told = react(acme, "UAMY", said, "repeat", is_added=False)

    assert acme.row(ChangeRequest).deleted_at is None
    assert "changed_since" in texts(told)
    assert [reply.to.where for reply in told] == ["direct"]


def test_an_emoji_that_was_taken_off_before_its_news_came_does_nothing(acme: House):
    said = hear(acme, "and the logo, please")

    react(acme, "UAMY", said, "repeat", is_added=False, number=2)
    react(acme, "UAMY", said, "repeat", number=1)

    assert acme.rows(ChangeRequest) == []


def test_the_same_news_again_changes_nothing(acme: House):
    said = hear(acme, "and the logo, please")

    react(acme, "UAMY", said, "repeat", number=5)
    again = react(acme, "UAMY", said, "repeat", number=5)

    assert len(acme.rows(ChangeRequest)) == 1
    assert again == []


def test_a_tick_finishes_what_the_message_asked_for_and_undo_by_emoji_opens_it_again(acme: House):
    said = hear(acme, "三张海报初稿", TASK, user="UWANG")

    told = react(acme, "UAMY", said, "white_check_mark")
    assert acme.row(Task).status == "done"
    assert "T-1" in texts(told)

    react(acme, "UAMY", said, "white_check_mark", is_added=False)
    assert acme.row(Task).status == "proposed"


def test_a_tick_on_a_complaint_says_that_it_is_resolved(acme: House):
    said = hear(acme, "Nobody answers my mails!", COMPLAINT)

    told = react(acme, "UAMY", said, "heavy_check_mark")

    enquiry = acme.row(Enquiry)
    assert (enquiry.kind, enquiry.outcome) == ("complaint", "settled")
    assert acme.row(Interaction).state == "confirmed"
    assert "resolved" in texts(told)
    react(acme, "UAMY", said, "heavy_check_mark", is_added=False)
    assert acme.row(Enquiry).outcome is None


def test_eyes_stop_the_clients_wait_and_say_nothing(acme: House):
    said = hear(acme, "When will you send the layout?", FEEDBACK)
    assert acme.row(Enquiry).answered_at is None

    assert react(acme, "UAMY", said, "eyes") == []
    assert (acme.row(Enquiry).outcome, acme.row(Enquiry).answered_by) == ("seen", "Amy")

    assert react(acme, "UAMY", said, "eyes", is_added=False) == []
    assert acme.row(Enquiry).answered_at is None


@pytest.mark.parametrize("emoji", ["pushpin", "repeat", "white_check_mark", "eyes"])
def test_a_clients_emoji_orders_nothing(acme: House, emoji: str):
    said = hear(acme, "When will you send the layout?", FEEDBACK)
    before = len(acme.rows(Audit))

    assert react(acme, "UCAROL", said, emoji) == []
    assert len(acme.rows(Audit)) == before


def test_a_message_from_before_we_came_is_fetched_and_written_down(acme: House):
    said = acme.message("UCAROL", SHARED, "Please make the logo larger")  # never heard
    original = Original(text=said.text, author="UCAROL", said_at=said.at)

    react(acme, "UAMY", said, "repeat", original=original, reading=CHANGE)

    assert acme.row(ChangeRequest).title == "Logo larger"
    assert acme.row(Message, external_id=said.message_id).said_by == "Carol"


def test_a_message_that_nobody_can_fetch_is_told_to_the_member(acme: House):
    said = acme.message("UCAROL", SHARED, "long ago")

    told = react(acme, "UAMY", said, "repeat")

    assert "unreadable_message" in texts(told)
    assert [reply.to.where for reply in told] == ["direct"]


def test_on_both_databases_an_emoji_records_and_taken_off_takes_back(any_house: House):
    any_house.say("UAMY", TEAM, "hello")
    said = any_house.message("UCAROL", SHARED, "100% of the logo_v2, please")
    any_house.serve(said)

    react(any_house, "UAMY", said, "white_check_mark")
    react(any_house, "UAMY", said, "repeat")
    assert any_house.row(ChangeRequest).deleted_at is None
    react(any_house, "UAMY", said, "repeat", is_added=False)

    assert any_house.row(ChangeRequest).deleted_at is not None
