"""How long clients wait: their question starts a clock, our answer stops it."""

from datetime import timedelta

import pytest
from kit import AMY_DM, COMPLAINT, SHARED, TEAM, House, texts
from talk import FRIDAY, follows, in_thread, later, promises, says, wants

from prompts.reading.schema import NOISE, Reading
from storage.enquiries import Unanswered, list_answered, list_unanswered
from storage.tables import Client, Enquiry

QUESTION = says("question", "when")
ANSWER = says("info", "Friday noon")


def unanswered(house: House, **which) -> list[Unanswered]:
    return house.store.read(lambda session: list_unanswered(session, 1, **which))


def ask(house: House, text: str = "When will the poster be ready?", reading: Reading = QUESTION):
    said = house.message("UCAROL", SHARED, text)
    house.serve(said, reading)
    later(house, minutes=30)
    return said


@pytest.mark.parametrize(
    ("reading", "kind"),
    [(QUESTION, "question"), (COMPLAINT, "complaint"), (wants("Logo larger"), "request")],
)
def test_a_question_a_wish_and_a_complaint_start_it_and_an_answer_in_the_thread_stops_it(
    any_house: House, reading: Reading, kind: str
):
    any_house.say("UAMY", AMY_DM, "hello")
    asked_at = any_house.now
    said = ask(any_house, "well?", reading)
    (one,) = unanswered(any_house)
    assert (one.enquiry.kind, one.enquiry.asked_at, one.message.text) == (kind, asked_at, "well?")

    follows(any_house, said, "Friday noon, sorry for the wait", ANSWER, user="UAMY")

    assert unanswered(any_house) == []
    row = any_house.row(Enquiry)
    assert row.answered_at is not None
    assert (row.answered_at - row.asked_at, row.answered_by, row.outcome) == (
        timedelta(minutes=30),
        "Amy",
        "answered",
    )


@pytest.mark.parametrize("reading", [NOISE, says("praise", "nice"), says("info", "fyi"), says("approval", "ok")])
def test_what_needs_no_answer_starts_nothing(acme: House, reading: Reading):
    acme.say("UCAROL", SHARED, "lovely", reading)

    assert acme.rows(Enquiry) == []


def test_a_bare_acknowledgement_is_noted_and_leaves_it_waiting(acme: House):
    said = ask(acme)

    follows(acme, said, "收到", NOISE, user="UWANG")

    (one,) = unanswered(acme)
    assert one.acknowledged_at == acme.now - timedelta(minutes=5)


def test_handing_it_on_before_the_client_answers_a_request_and_no_question(acme: House):
    ask(acme, "Logo larger please", wants("Logo larger"))
    ask(acme)

    acme.say("UAMY", SHARED, "@王小雨 please see to it by Friday", promises("王小雨", "See to it", FRIDAY, "by Friday"))

    assert [one.enquiry.kind for one in unanswered(acme)] == ["question"]


def test_outside_of_threads_our_next_words_of_substance_answer(acme: House):
    ask(acme)
    acme.say("UAMY", TEAM, "They ask about the poster again", ANSWER)
    assert len(unanswered(acme)) == 1

    acme.say("UAMY", SHARED, "The poster comes on Friday", ANSWER)

    assert unanswered(acme) == []


def test_an_answer_in_another_thread_answers_nothing(acme: House):
    ask(acme)
    other = acme.message("UAMY", SHARED.model_copy(update={"thread": "1795390000.000001"}), "The menu is done")

    acme.serve(other, ANSWER)

    assert len(unanswered(acme)) == 1


def test_the_clients_own_words_settle_it(acme: House):
    said = ask(acme, "I can't find the file, where is it?")

    follows(acme, said, "never mind, found it!", says("info", "found it"))

    assert unanswered(acme) == []
    assert acme.row(Enquiry).outcome == "settled"


def test_what_a_colleague_asks_or_passes_on_starts_nothing(acme: House):
    acme.say("UAMY", SHARED, "Which colour do you prefer?", QUESTION)
    acme.say("UAMY", AMY_DM, "the client asks when the poster is ready", QUESTION)

    assert acme.rows(Enquiry) == []


def test_a_deleted_question_waits_no_longer(acme: House):
    acme.delete(ask(acme))

    assert unanswered(acme) == []


def test_a_question_edited_into_none_is_dropped_and_one_edited_in_begins_then(acme: House):
    acme.edit(ask(acme), "The poster looks ready", says("info", "ready"))
    assert acme.row(Enquiry).outcome == "dropped"

    said = acme.message("UCAROL", SHARED, "The poster")
    acme.serve(said, says("info", "poster"))
    acme.edit(said, "The poster?", QUESTION, after_s=60)
    (one,) = unanswered(acme)
    assert one.enquiry.asked_at == said.at + timedelta(seconds=60)


def test_the_same_question_twice_waits_once(acme: House):
    said = ask(acme)
    acme.serve(said, QUESTION)

    assert len(acme.rows(Enquiry)) == 1


def test_the_clients_card_lists_what_waits_and_other_clients_do_not(acme: House):
    said = ask(acme)
    follows(acme, said, "收到", NOISE, user="UWANG")

    card = texts(acme.crm("UAMY", AMY_DM, "client ACME"))

    assert "Waiting for our answer" in card
    assert "question: When will the poster be ready? (Carol, acknowledged)" in card
    assert unanswered(acme, client_id=99) == []
    assert unanswered(acme, asked_before=acme.rows(Enquiry)[0].asked_at) == []


def test_response_times_can_be_told(acme: House):
    said = ask(acme)
    follows(acme, said, "Friday", ANSWER, user="UAMY")

    since = acme.now - timedelta(days=14)
    (row,) = acme.store.read(lambda session: list_answered(session, 1, since=since))
    assert row.answered_at is not None
    assert row.answered_at - row.asked_at == timedelta(minutes=30)


def test_what_was_asked_before_the_channel_had_a_client_goes_to_the_client(house: House):
    house.say("UAMY", AMY_DM, "hello")
    ask(house)

    house.crm("UAMY", SHARED, "link ACME")

    assert (house.row(Enquiry).client_id, house.row(Client).id) == (1, 1)
    assert in_thread(ask(house)).thread is not None
