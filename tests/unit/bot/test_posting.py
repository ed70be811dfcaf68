from bot.posting import choose_lane, is_paced, name_workspace, to_outgoing
from handlers.replies import Address, Reply
from prompts.cards import Card
from storage.rates import PACING

CHANNEL = Address(platform="slack", workspace="T1", where="channel", channel="C1", user="U1")


def at(where: str, **more: object) -> Address:
    return Address.model_validate(CHANNEL.model_dump() | {"where": where} | more)


def test_what_everyone_and_what_one_sees_in_a_channel_is_sent_in_order() -> None:
    assert choose_lane(at("channel")) == choose_lane(at("private")) == "slack:T1:C1"


def test_answers_and_modals_have_a_quick_lane_for_each_person() -> None:
    lanes = {choose_lane(at(where, user=user)) for where in ("answer", "modal") for user in ("U1", "U2")}

    assert len(lanes) == 4
    assert not any(is_paced(at(where)) for where in ("answer", "modal"))


def test_an_update_follows_the_row_that_it_replaces_or_else_only_updates_of_the_same_card() -> None:
    assert choose_lane(at("update"), replaces="ev/receipt") == "slack:T1:C1"
    assert choose_lane(at("update", message_id="1.2")) == "slack:T1:C1:update:1.2"


def test_the_same_cause_says_each_thing_under_the_same_key() -> None:
    reply = Reply(to=CHANNEL, card=Card(name="change_recorded", title="CR-12"), key="receipt", may_repeat=False)

    (row,) = to_outgoing([reply], cause="slack:Ev1", trace_id="t", inbox_id=7)

    assert (row.key, row.name, row.workspace, row.may_repeat) == (
        "slack:Ev1/receipt", "change_recorded", "slack:T1", False,
    )  # fmt: skip
    assert Reply.model_validate(row.payload) == reply


def test_what_wecoms_bot_says_is_sent_and_paced_by_itself() -> None:
    by_app = Address(platform="wecom", workspace="ww1", where="direct", user="lilei")
    by_bot = by_app.model_copy(update={"via": "bot"})

    assert choose_lane(by_app) != choose_lane(by_bot)
    assert name_workspace(by_app) == "wecom:ww1"
    assert name_workspace(by_bot) == "wecom-bot:ww1"
    pace = PACING.of("wecom-bot:ww1").lane
    assert pace.burst + 60 / pace.gap_s <= 30
    assert pace.burst + 3600 / pace.gap_s <= 1000
    assert PACING.of("wecom-kf:ww1") == PACING.of("wecom:ww1")
