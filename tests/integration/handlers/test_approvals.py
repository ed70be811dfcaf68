"""What the client approves is what was last delivered: kept with the words, and named."""

import pytest
from kit import AMY_DM, SHARED, TEAM, House, texts
from talk import FRIDAY, changes, follows, in_thread, labels, later, links, opens, promises, says, wants

from handlers.arrivals import Attachment
from handlers.exports import Exporter
from prompts.reading.schema import NOISE
from storage.agencies import find_agency
from storage.tables import ChangeRequest, Delivery, RecordMessage

LOGO = ("KV的logo再放大一点，周五前", wants("KV logo 放大", FRIDAY, "周五前"))
DONE = says("info", "改好了")
YES = says("approval", "确认")


def export(house: House, kind: str) -> list[dict]:
    def query(session):
        agency = find_agency(session)
        assert agency is not None
        return list(Exporter(session, agency).rows(kind))

    return house.store.read(query)


@pytest.mark.parametrize("text", ["确认", "LGTM", "可以，发吧", "Approved, thanks!", "没问题，就这版"])
def test_a_yes_after_a_delivery_approves_it_with_its_change_request(any_house: House, text: str):
    any_house.say("UAMY", AMY_DM, "hello")
    said, asked = opens(any_house, *LOGO)
    any_house.press_button("UAMY", AMY_DM, asked, "Confirm")
    (delivered,) = follows(any_house, said, "改好了，请看 https://files.example/kv2", DONE, user="UAMY")
    assert "Delivered: Amy" in texts([delivered])

    (shown,) = follows(any_house, said, text, YES)

    assert shown.replaces == f"{said.key}/proposal"
    assert f"Client approved: Carol, Mon 23 Nov 10:10: “{text}”" in texts([shown])
    assert any_house.row(ChangeRequest).status == "submitted"
    (row,) = export(any_house, "changes")
    assert (row["client_approved_by"], row["client_approval"]) == ("Carol", text)
    assert row["client_approved_at"] == "2026-11-23T10:10:00+08:00"
    assert [one["kind"] for one in row["evidence"]] == ["delivery", "approval"]
    (delivery,) = export(any_house, "deliveries")
    assert [(one["kind"], one["text"]) for one in delivery["evidence"]] == [("approval", text)]


def test_an_approval_can_be_taken_back(acme: House):
    said, asked = opens(acme, *LOGO)
    acme.press_button("UAMY", AMY_DM, asked, "Confirm")
    follows(acme, said, "改好了", DONE, user="UAMY")
    (shown,) = follows(acme, said, "确认", YES)

    (after,) = acme.press_button("UAMY", AMY_DM, shown, "Undo the approval")

    assert links(acme) == [("delivery", "counted")]
    assert "Client approved" not in texts([after])


def test_a_delivery_for_which_nothing_was_asked_is_named_on_a_card_of_its_own(acme: House):
    acme.say("UAMY", SHARED, "Here is the first draft of the brochure", says("info", "Draft of the brochure"))
    later(acme, minutes=30)

    (shown,) = acme.say("UCAROL", SHARED, "LGTM", YES)

    assert "Approved by the client" in texts([shown])
    assert "Approves: Here is the first draft of the brochure" in texts([shown])
    assert shown.to.where == "direct"


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("looks good, but make the logo bigger", wants("Logo bigger")),
        ("Approved once legal signs", YES),
        ("确认一下时间", says("question", "时间")),
        ("好的没问题，周四见", says("meeting", "周四")),
        ("合同没问题，可以签", YES),
        ("收到", NOISE),
        ("可以吗？", says("question", "可以吗")),
        ("还没通过，等老板看", says("info", "等老板")),
    ],
)
def test_an_if_a_but_a_question_or_another_matter_approves_nothing(acme: House, text: str, reading):
    said, _ = opens(acme, *LOGO)
    follows(acme, said, "KV改好了", DONE, user="UAMY")

    follows(acme, said, text, reading)

    assert [kind for kind, state in links(acme) if kind == "approval" and state != "asked"] == []


def test_a_yes_with_nothing_delivered_approves_nothing(acme: House):
    said, _ = opens(acme, *LOGO)

    assert follows(acme, said, "确认", YES) == []
    assert links(acme) == []


def test_a_yes_to_a_question_that_came_after_the_delivery_is_asked_about(acme: House):
    said, asked = opens(acme, *LOGO)
    acme.press_button("UAMY", AMY_DM, asked, "Confirm")
    follows(acme, said, "KV改好了，请看", DONE, user="UAMY")
    follows(acme, said, "另外周四下午三点碰一下可以吗？", says("meeting", "周四碰一下"), user="UAMY")

    (shown,) = follows(acme, said, "可以", YES)
    assert links(acme)[-1] == ("approval", "asked")
    assert "Is this what the client approves: KV改好了，请看" in texts([shown])

    replies = acme.press_button("UAMY", AMY_DM, shown, "Approves: KV改好了，请看")
    assert "Approves: KV改好了" in texts(replies)
    kept = [(row.record_kind, row.state) for row in acme.rows(RecordMessage) if row.kind == "approval"]
    assert kept == [("delivery", "dismissed"), ("delivery", "counted"), ("change_request", "counted")]

    acme.crm("UAMY", AMY_DM, "undo")
    assert [state for kind, state in links(acme) if kind == "approval"] == ["asked"]


def test_of_two_things_delivered_in_the_channel_the_one_that_is_named_is_meant(acme: House):
    acme.say("UAMY", SHARED, "海报初稿好了，请看", says("info", "海报初稿"))
    later(acme, minutes=2)
    acme.say("UAMY", SHARED, "视频样片也好了，请看", says("info", "视频样片"))
    later(acme, minutes=2)

    acme.say("UCAROL", SHARED, "海报可以，发吧", YES)

    (link,) = acme.rows(RecordMessage)
    assert (link.record_kind, link.record_id, link.state) == ("delivery", 1, "counted")


def test_of_two_things_delivered_and_none_named_somebody_is_asked(acme: House):
    acme.say("UAMY", SHARED, "海报初稿好了，请看", says("info", "海报初稿"))
    later(acme, minutes=2)
    acme.say("UAMY", SHARED, "视频样片也好了，请看", says("info", "视频样片"))
    later(acme, minutes=2)

    (shown,) = acme.say("UCAROL", SHARED, "可以，发吧", YES)

    assert [label for label in labels(shown) if label.startswith("Approves")] == [
        "Approves: 视频样片也好了，请看",
        "Approves: 海报初稿好了，请看",
    ]


def test_the_newest_version_stands_for_the_earlier_ones(acme: House):
    said, asked = opens(acme, *LOGO)
    acme.press_button("UAMY", AMY_DM, asked, "Confirm")
    follows(acme, said, "v2 attached", DONE, user="UAMY")
    follows(acme, said, "v3 attached", DONE, user="UWANG")

    follows(acme, said, "LGTM", YES)

    approved = [row.record_id for row in acme.rows(RecordMessage, kind="approval", record_kind="delivery")]
    assert approved == [2]


@pytest.mark.parametrize(
    ("user", "place", "text", "reading"),
    [
        ("UWANG", TEAM, "改好了", DONE),  # among colleagues
        ("UWANG", SHARED, "明天发您初稿", promises("王小雨", "发初稿", FRIDAY, "明天")),
        ("UWANG", SHARED, "改好了吗？", says("question", "改好了吗")),
        ("UWANG", SHARED, "还没改好", says("info", "还没改好")),
        ("UWANG", SHARED, "已发给设计了", says("info", "发给设计")),
        ("UCAROL", SHARED, "新的素材发你邮箱了", says("info", "素材")),
    ],
)
def test_what_is_no_delivery_to_the_client(acme: House, user: str, place, text: str, reading):
    acme.say(user, place, text, reading)

    assert acme.rows(Delivery) == []


def test_a_file_without_a_word_delivers_what_was_asked_for_and_nothing_else(acme: House):
    file = (Attachment(kind="file", name="kv_v2.pdf"),)
    acme.say("UAMY", SHARED, "", attachments=file)
    assert acme.rows(Delivery) == []
    said, _ = opens(acme, *LOGO)

    acme.serve(acme.message("UAMY", in_thread(said), "", attachments=file))

    assert acme.row(Delivery).title == "kv_v2.pdf"
    assert links(acme) == [("delivery", "counted")]


def test_an_edited_yes_that_turns_into_a_wish_approves_nothing_any_more(acme: House):
    said, asked = opens(acme, *LOGO)
    acme.press_button("UAMY", AMY_DM, asked, "Confirm")
    follows(acme, said, "改好了", DONE, user="UAMY")
    yes = acme.message("UCAROL", in_thread(said), "确认")
    acme.serve(yes, YES)

    acme.edit(yes, "确认，但是logo再大一点", wants("logo 再大一点"))

    assert [state for kind, state in links(acme) if kind == "approval"] == ["dismissed", "dismissed"]
    assert ("addition", "proposed") in links(acme)
    assert len(changes(acme)) == 1


def test_what_was_approved_once_is_not_approved_again(acme: House):
    said, _ = opens(acme, *LOGO)
    follows(acme, said, "改好了", DONE, user="UAMY")
    follows(acme, said, "确认", YES)

    follows(acme, said, "可以，发吧", YES)

    assert len(acme.rows(RecordMessage, kind="approval", record_kind="delivery")) == 1
