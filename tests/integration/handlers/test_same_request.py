"""The same wish, said in two places: both stand until somebody says that they are one."""

import pytest
from kit import AMY_DM, CHANNELS, SHARED, ZHAO, House, texts
from talk import FRIDAY, changes, keep_sent, labels, later, links, opens, promises, wants

from handlers.exports import Exporter
from handlers.ports import ChannelFacts
from storage.agencies import find_agency
from storage.tables import ChangeRequest, Client, RecordMessage, Task

RECORDS = ("change_request", "task", "interaction", "record_message")
OTHER = SHARED.model_copy(update={"channel": "COTHER"})


@pytest.fixture
def both(acme: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """赵宇 looks after ACME too, on WeCom; ACME has a second channel."""
    monkeypatch.setitem(CHANNELS, "COTHER", ChannelFacts(name="acme-two", audience="shared"))
    acme.say("zhaoyu", ZHAO, "绑定 ACME")
    acme.crm("UAMY", OTHER, "link ACME")
    assert [client.name for client in acme.rows(Client)] == ["ACME"]
    return acme


def say_twice(house: House):
    """On WeCom first, then in the shared channel."""
    house.say("zhaoyu", ZHAO, "客户说海报的logo要放大20%，周五前", wants("海报logo放大20%", FRIDAY, "周五前"))
    later(house, hours=1)
    return opens(house, "海报上的logo麻烦放大20%", wants("海报logo放大20%"))


def test_both_stand_and_the_card_asks(both: House):
    _, shown = say_twice(both)

    assert [status for _, status, _ in changes(both)] == ["proposed", "proposed"]
    assert links(both) == [("same", "asked")]
    assert "Same as CR-1? 赵宇, Mon 23 Nov 10:00: “客户说海报的logo要放大20%" in texts([shown])
    assert labels(shown) == ["Confirm", "Edit", "Dismiss", "Same one", "Different"]


def test_the_same_one_keeps_the_older_number_and_the_evidence_of_both(both: House):
    said, shown = say_twice(both)
    both.say("UWANG", SHARED.model_copy(update={"thread": said.message_id}), "周五前给您",
             promises("王小雨", "给您", FRIDAY, "周五前"))  # fmt: skip
    before = {table: both.snapshot()[table] for table in RECORDS}

    replies = both.press_button("UAMY", AMY_DM, shown, "Same one")

    first, second = both.rows(ChangeRequest)
    assert (first.status, first.deleted_at) == ("proposed", None)
    assert (second.status, second.merged_into_id) == ("merged", 1)
    assert both.row(Task).change_id == 1
    assert "Merged into CR-1" in texts(replies)
    (row,) = both.store.read(lambda session: list(Exporter(session, find_agency(session)).rows("changes")))  # type: ignore[arg-type]
    assert [(one["kind"], one["platform"], one["text"]) for one in row["evidence"]] == [
        ("same", "slack", "海报上的logo麻烦放大20%")
    ]
    assert row["source"]["platform"] == "wecom"

    both.crm("UAMY", AMY_DM, "undo")
    assert {table: both.snapshot()[table] for table in RECORDS} == before


def test_different_ones_stay_two_and_nobody_asks_again(both: House):
    _, shown = say_twice(both)

    (after,) = both.press_button("UAMY", AMY_DM, shown, "Different")

    assert len(changes(both)) == 2
    assert links(both) == [("same", "dismissed")]
    assert labels(after) == ["Confirm", "Edit", "Dismiss"]


def test_pressed_twice_it_is_merged_once(both: House):
    _, shown = say_twice(both)
    both.press_button("UAMY", AMY_DM, shown, "Same one")
    before = both.snapshot()

    both.press_button("UAMY", AMY_DM, shown, "Same one")

    assert both.snapshot() == before


def test_the_other_card_is_brought_up_to_date_where_it_stands(both: House):
    told = both.message("zhaoyu", ZHAO, "客户说海报的logo要放大20%，周五前")
    keep_sent(both.store, told.key, both.serve(told, wants("海报logo放大20%", FRIDAY, "周五前")))
    later(both, hours=1)
    _, shown = opens(both, "海报上的logo麻烦放大20%", wants("海报logo放大20%"))

    merged, elsewhere = both.press_button("UAMY", AMY_DM, shown, "Same one")

    assert merged.to.where == "update"
    assert (elsewhere.to.platform, elsewhere.to.user) == ("wecom", "zhaoyu")
    assert elsewhere.replaces == f"{told.key}/proposal"
    assert "CR-1" in texts([elsewhere])


def test_the_number_of_what_was_merged_leads_to_the_one_it_became(both: House):
    _, shown = say_twice(both)
    both.press_button("UAMY", AMY_DM, shown, "Same one")

    said = texts(both.crm("UAMY", AMY_DM, "done CR-2"))

    assert "CR-1" in said
    assert both.rows(ChangeRequest)[0].status == "done"


def test_what_follows_in_the_thread_of_the_merged_one_joins_the_other(both: House):
    said, shown = say_twice(both)
    both.press_button("UAMY", AMY_DM, shown, "Same one")

    both.say("UCAROL", SHARED.model_copy(update={"thread": said.message_id}), "再大一点", wants("再大一点"))

    assert len(changes(both)) == 2
    (added,) = both.rows(RecordMessage, kind="addition")
    assert added.record_id == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("海报的logo要放大20%", "视频的logo要放大20%"),
        ("海报的logo要放大20%", "海报的电话写错了"),
        ("Make the headline shorter", "Please swap the hero photo"),
    ],
)
def test_something_else_is_not_asked_about(both: House, first: str, second: str):
    both.say("zhaoyu", ZHAO, first, wants(first))
    opens(both, second, wants(second))

    assert links(both) == []


def test_another_channel_of_the_same_platform_counts_too_and_another_client_does_not(both: House):
    opens(both, "Please make the poster headline shorter", wants("Poster headline shorter"))
    later(both, hours=1)

    opens(both, "Can the headline on the poster be shorter?", wants("Poster headline shorter"), place=OTHER)
    assert links(both) == [("same", "asked")]

    both.say("zhaoyu", ZHAO, "绑定 云杉科技")
    both.say("zhaoyu", ZHAO, "poster headline shorter", wants("Poster headline shorter"))
    assert links(both) == [("same", "asked")]


def test_what_was_said_long_ago_or_is_closed_is_another_one(both: House):
    both.say("zhaoyu", ZHAO, "海报的logo要放大20%", wants("海报logo放大20%"))
    later(both, days=8)

    opens(both, "海报上的logo麻烦放大20%", wants("海报logo放大20%"))

    assert links(both) == []
