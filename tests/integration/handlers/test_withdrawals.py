"""A client takes a wish back: of what was only proposed, it is withdrawn; else somebody is asked, or it is undone."""

import pytest
from kit import AMY_DM, SHARED, House, texts
from talk import FRIDAY, changes, follows, in_thread, labels, links, opens, says, wants

from storage.tables import ChangeRequest

LOGO = ("KV的logo再放大一点，周五前", wants("KV logo 放大", FRIDAY, "周五前"))
KEEP = says("approval", "保持不变")


@pytest.mark.parametrize(
    "text", ["还是用上一版吧", "算了不改了", "never mind, keep the old one", "logo不用放大了", "收回刚才的需求"]
)
def test_what_was_only_proposed_is_withdrawn_and_the_card_says_so(any_house: House, text: str):
    any_house.say("UAMY", AMY_DM, "hello")
    said, _ = opens(any_house, *LOGO)

    (shown,) = follows(any_house, said, text, KEEP)

    assert [status for _, status, _ in changes(any_house)] == ["withdrawn"]
    assert links(any_house) == [("withdrawal", "counted")]
    assert shown.replaces == f"{said.key}/proposal"
    assert "Withdrawn by the client" in texts([shown])
    assert "CR-1" in texts([shown])
    assert f"“{text}”" in texts([shown])
    assert labels(shown) == ["Not withdrawn"]


def test_a_withdrawal_can_be_taken_back(acme: House):
    said, _ = opens(acme, *LOGO)
    (shown,) = follows(acme, said, "算了不改了", KEEP)

    (after,) = acme.press_button("UAMY", AMY_DM, shown, "Not withdrawn")

    assert acme.row(ChangeRequest).status == "proposed"
    assert links(acme) == []
    assert labels(after) == ["Confirm", "Edit", "Dismiss"]


@pytest.mark.parametrize(("button", "status"), [("Withdraw CR-1", "withdrawn"), ("Keep CR-1", "submitted")])
def test_about_a_confirmed_one_somebody_is_asked(acme: House, button: str, status: str):
    said, asked = opens(acme, *LOGO)
    acme.press_button("UAMY", AMY_DM, asked, "Confirm")

    (shown,) = follows(acme, said, "还是用上一版吧", KEEP)
    assert acme.row(ChangeRequest).status == "submitted"
    assert "Does the client withdraw CR-1 (not delivered yet)?" in texts([shown])

    (after,) = acme.press_button("UAMY", AMY_DM, shown, button)
    assert acme.row(ChangeRequest).status == status
    assert not [label for label in labels(after) if "CR-1" in label]
    acme.crm("UAMY", AMY_DM, "undo")
    assert acme.row(ChangeRequest).status == "submitted"
    assert links(acme) == [("withdrawal", "asked")]


@pytest.mark.parametrize("reading", [KEEP, wants("用回上一版")])
def test_of_what_was_delivered_the_former_version_is_a_change_request_that_refers_to_it(acme: House, reading):
    said, asked = opens(acme, *LOGO)
    acme.press_button("UAMY", AMY_DM, asked, "Confirm")
    follows(acme, said, "改好了，请看", says("info", "改好了"), user="UAMY")

    (shown,) = follows(acme, said, "还是用上一版吧", reading)

    first, second = acme.rows(ChangeRequest)
    assert (first.status, second.status, second.refers_to_id) == ("submitted", "proposed", first.id)
    assert "the version before CR-1 KV logo 放大" in texts([shown])


def test_no_more_changes_to_what_was_delivered_takes_nothing_back(acme: House):
    said, asked = opens(acme, *LOGO)
    acme.press_button("UAMY", AMY_DM, asked, "Confirm")
    follows(acme, said, "改好了，请看", says("info", "改好了"), user="UAMY")

    follows(acme, said, "好，不改了，就这样", says("approval", "不改了"))

    assert acme.row(ChangeRequest).status == "submitted"
    assert ("approval", "counted") in links(acme)


def test_with_several_open_the_one_that_is_named_is_meant(acme: House):
    said, _ = opens(acme, "海报的标题改短", wants("海报标题改短"))
    follows(acme, said, "视频的配乐换一首", wants("视频配乐换一首"))

    follows(acme, said, "海报还是用上一版吧", KEEP)

    assert [status for _, status, _ in changes(acme)] == ["withdrawn", "proposed"]


def test_with_several_open_and_none_named_somebody_is_asked_which(acme: House):
    said, _ = opens(acme, "海报的标题改短", wants("海报标题改短"))
    follows(acme, said, "视频的配乐换一首", wants("视频配乐换一首"))

    shown = follows(acme, said, "算了不改了", KEEP)
    assert [status for _, status, _ in changes(acme)] == ["proposed", "proposed"]
    assert [label for reply in shown for label in labels(reply) if label.startswith("Withdraw")] == [
        "Withdraw CR-2",
        "Withdraw CR-1",
    ]

    acme.press_button("UAMY", AMY_DM, shown[0], "Withdraw CR-2")
    assert [status for _, status, _ in changes(acme)] == ["proposed", "withdrawn"]
    assert links(acme) == [("withdrawal", "confirmed"), ("withdrawal", "dismissed")]


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("是不是不改了？", says("question", "不改了?")),
        ("算了一下，一共三处", says("info", "三处")),
        ("第二版比上一版好", says("feedback", "第二版好")),
        ("never mind the typo", says("info", "typo")),
    ],
)
def test_words_that_only_sound_like_it_take_nothing_back(acme: House, text: str, reading):
    said, _ = opens(acme, *LOGO)

    follows(acme, said, text, reading)

    assert [status for _, status, _ in changes(acme)] == ["proposed"]


def test_another_wish_in_the_same_breath_is_an_addition(acme: House):
    said, _ = opens(acme, *LOGO)

    follows(acme, said, "logo大小不用改了，但是把颜色换成金色", wants("logo 换金色"))

    assert [status for _, status, _ in changes(acme)] == ["proposed"]
    assert links(acme) == [("addition", "proposed")]


def test_with_nothing_open_it_is_written_down_as_it_reads(acme: House):
    acme.say("UCAROL", SHARED, "还是用上一版吧", KEEP)
    assert changes(acme) == []

    acme.say("UCAROL", SHARED, "改回上一版吧", wants("改回上一版"))
    assert changes(acme) == [(1, "proposed", "改回上一版")]


def test_our_own_words_take_nothing_back(acme: House):
    said, _ = opens(acme, *LOGO)

    follows(acme, said, "那就不改了", says("info", "不改了"), user="UWANG")

    assert [status for _, status, _ in changes(acme)] == ["proposed"]


def test_an_edit_that_no_longer_takes_it_back_opens_it_again(acme: House):
    said, _ = opens(acme, *LOGO)
    taken = acme.message("UCAROL", in_thread(said), "算了不改了")
    acme.serve(taken, KEEP)
    assert acme.row(ChangeRequest).status == "withdrawn"

    acme.edit(taken, "我再和老板商量一下", says("info", "商量"))

    assert acme.row(ChangeRequest).status == "proposed"
    assert links(acme) == [("withdrawal", "dismissed")]
