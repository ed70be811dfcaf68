"""Pasted chat records: each message is heard once, and one answer says what was taken."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from kit import AMY_DM, CHANNELS, PEOPLE, SHARED, TEAM, WANG_DM, ZHAO, House, texts

from handlers import dispatch
from handlers.arrivals import Message as Said
from handlers.arrivals import Place
from handlers.exports import Exporter
from handlers.ports import ChannelFacts, PersonFacts
from handlers.preparing import Preparation
from handlers.replies import Reply
from prompts.reading.embedded import EmbeddedReader
from storage.agencies import find_agency
from storage.tables import Account, Audit, ChangeRequest, Channel, Client, Contact, Interaction, Message, Paste, Task

READER = EmbeddedReader()
SHANGHAI = ZoneInfo("Asia/Shanghai")
RECORD = """王总@青柠酸奶 11/20 14:03:22
logo再放大一点，周三前给我

李姐@青柠酸奶 11/20 14:05:10
主视觉的标题改成红色

王小雨 11/20 14:06:31
收到，周三前改好给您

王总@青柠酸奶 11/20 14:07:02
[图片]"""


class _Directory:
    def person(self, workspace: str, user: str) -> PersonFacts:
        return PEOPLE[user]

    def channel(self, workspace: str, channel: str) -> ChannelFacts:
        return CHANNELS[channel]


def paste(house: House, user: str, place: Place, text: str, **more: Any) -> list[Reply]:
    """Somebody pastes a text: it is read by rules, and served."""
    return serve(house, house.message(user, place, text, **more))


def serve(house: House, arrival: Any) -> list[Reply]:
    directories = {"slack": _Directory(), "wecom": _Directory()}
    preparation = Preparation(read=house.store.read, directories=directories, reader=READER, tz="Asia/Shanghai")
    prepared = preparation.prepare(arrival, now=house.now, may_give_up=False)
    return house.store.write(lambda session: dispatch.serve(session, arrival, prepared, now=house.now))


@pytest.fixture
def lime(acme: House) -> House:
    """A second client, owned by 王小雨, who writes on WeCom too."""
    acme.crm("UWANG", Place(platform="slack", workspace="T01", channel="CLIME"), "绑定 青柠酸奶")
    return acme


def pasted(house: House) -> list[Message]:
    return [row for row in house.rows(Message) if row.pasted_by_id is not None]


def test_each_message_is_heard_once_with_its_speaker_and_instant(lime: House) -> None:
    (answer,) = paste(lime, "zhaoyu", ZHAO, RECORD)

    rows = pasted(lime)
    assert [(row.said_by, row.said_at.astimezone(SHANGHAI).strftime("%m-%d %H:%M:%S")) for row in rows] == [
        ("王总", "11-20 14:03:22"),
        ("李姐", "11-20 14:05:10"),
        ("王小雨", "11-20 14:06:31"),
        ("王总", "11-20 14:07:02"),
    ]
    client = lime.row(Client, name="青柠酸奶")
    assert {row.client_id for row in rows} == {client.id}
    assert rows[3].attachments[0]["kind"] == "image"
    assert answer.to.where == "direct"
    assert "记下 4 条" in texts([answer])


def test_what_is_read_out_of_it_is_proposed_in_one_answer(lime: House) -> None:
    replies = paste(lime, "zhaoyu", ZHAO, RECORD)

    changes = lime.rows(ChangeRequest)
    assert [row.status for row in changes] == ["proposed", "proposed"]
    assert [str(row.due_on) for row in changes][:1] == ["2026-11-25"]
    assert len(replies) == 1
    assert all(f"CR-{row.number}" in texts(replies) for row in changes)


def test_one_of_ours_is_known_by_name_and_their_words_are_a_promise(lime: House) -> None:
    paste(lime, "zhaoyu", ZHAO, RECORD)

    (task,) = lime.rows(Task)
    assert task.is_promise
    assert task.assignee == "王小雨"


def test_a_company_behind_the_name_makes_an_outsider_and_a_contact_of_that_client(lime: House) -> None:
    paste(lime, "zhaoyu", ZHAO, RECORD)

    account = next(row for row in lime.rows(Account) if row.name == "王总")
    contact = lime.row(Contact, id=account.contact_id)
    assert (account.is_outsider, account.org, contact.name) == (True, "青柠酸奶", "王总")
    assert contact.client_id == lime.row(Client, name="青柠酸奶").id


@pytest.mark.parametrize(("user", "place"), [("zhaoyu", ZHAO), ("UWANG", WANG_DM)])
def test_pasting_again_adds_nothing_whoever_pastes(lime: House, user: str, place: Place) -> None:
    paste(lime, "zhaoyu", ZHAO, RECORD)
    before = (len(lime.rows(ChangeRequest)), len(lime.rows(Task)), len(lime.rows(Interaction)), len(pasted(lime)))

    answer = paste(lime, user, place, RECORD)

    after = (len(lime.rows(ChangeRequest)), len(lime.rows(Task)), len(lime.rows(Interaction)), len(pasted(lime)))
    assert after == before
    assert "之前已经记过" in texts(answer)


def test_an_overlapping_paste_in_another_form_adds_what_is_new(lime: House) -> None:
    paste(lime, "zhaoyu", ZHAO, RECORD)

    answer = paste(
        lime,
        "zhaoyu",
        ZHAO,
        "青柠酸奶群里的：\n王小雨 2026/11/20 14:06\n收到，周三前改好给您\n王总 2026/11/20 14:09\n预算表也发我一份",
    )

    assert [row.text for row in pasted(lime)][-1] == "预算表也发我一份"
    assert len(pasted(lime)) == 5
    assert "记下 1 条" in texts(answer)


def test_the_same_words_twice_in_a_minute_are_two_messages(lime: House) -> None:
    record = "王总@青柠酸奶 11/20 14:03:02\n好的\n王总@青柠酸奶 11/20 14:03:40\n好的"
    paste(lime, "zhaoyu", ZHAO, record)
    paste(lime, "zhaoyu", ZHAO, record)

    assert [row.text for row in pasted(lime)] == ["好的", "好的"]


def test_the_client_named_before_the_record_goes_before_all_else(lime: House) -> None:
    paste(lime, "UAMY", AMY_DM, "ACME 群里的：\nDave 2026/11/20 2:03 PM\nPlease make the logo bigger by Friday")

    assert lime.row(ChangeRequest).client_id == lime.row(Client, name="ACME").id


def test_a_record_of_nobody_asks_whose_it_is_and_the_answer_moves_it(lime: House) -> None:
    (answer,) = paste(lime, "UAMY", AMY_DM, "Dave 2026/11/20 2:03 PM\nPlease make the logo bigger by Friday")
    assert "which client?" in texts([answer])

    (edited,) = lime.press_button("UAMY", AMY_DM, answer, "ACME")

    client = lime.row(Client, name="ACME")
    assert edited.to.where == "update"
    assert lime.row(ChangeRequest).client_id == client.id
    assert {row.client_id for row in pasted(lime)} == {client.id}
    assert lime.row(Channel, external_id=f"paste:{client.id}").client_id == client.id
    assert [button.label for button in edited.card.buttons if edited.card] == ["Confirm all", "Undo"]


def test_pasting_it_again_with_the_name_answers_the_question(lime: House) -> None:
    words = "Dave 2026/11/20 2:03 PM\nPlease make the logo bigger by Friday"
    paste(lime, "UAMY", AMY_DM, words)

    paste(lime, "UAMY", AMY_DM, "From ACME's group:\n" + words)

    assert len(pasted(lime)) == 1
    assert lime.row(ChangeRequest).client_id == lime.row(Client, name="ACME").id


def test_confirm_all_confirms_everything_and_redraws_the_card_in_its_place(lime: House) -> None:
    (answer,) = paste(lime, "zhaoyu", ZHAO, RECORD)

    edited, *_ = lime.press_button("zhaoyu", ZHAO, answer, "全部确认")

    assert {row.status for row in lime.rows(ChangeRequest)} == {"submitted"}
    assert {row.status for row in lime.rows(Task)} == {"todo"}
    assert {row.state for row in lime.rows(Interaction)} <= {"confirmed"}
    assert edited.to.where == "update"
    assert "已确认" in texts([edited])


@pytest.mark.parametrize("is_confirmed", [False, True])
def test_undo_takes_the_records_back_and_a_second_paste_takes_them_again(lime: House, is_confirmed: bool) -> None:
    (answer,) = paste(lime, "zhaoyu", ZHAO, RECORD)
    if is_confirmed:
        lime.press_button("zhaoyu", ZHAO, answer, "全部确认")

    undone, *_ = lime.press_button("zhaoyu", ZHAO, answer, "撤销")

    assert all(row.deleted_at is not None for row in [*lime.rows(ChangeRequest), *lime.rows(Task), *pasted(lime)])
    assert "已撤销" in texts([undone])

    again = paste(lime, "zhaoyu", ZHAO, RECORD)
    assert "记下 4 条" in texts(again)
    assert len(pasted(lime)) == 4
    assert sum(row.deleted_at is None for row in lime.rows(ChangeRequest)) == 2


def test_undo_by_command_takes_the_paste_back_too(lime: House) -> None:
    paste(lime, "zhaoyu", ZHAO, RECORD)

    lime.say("zhaoyu", ZHAO, "撤销")

    assert all(row.deleted_at is not None for row in lime.rows(ChangeRequest))
    assert [row.member_id for row in lime.rows(Audit) if row.action == "pasted"] == [lime.row(Paste).member_id]


def test_what_a_colleague_has_decided_since_is_not_taken_back_with_it(lime: House) -> None:
    (answer,) = paste(lime, "zhaoyu", ZHAO, RECORD)
    lime.press_button("UAMY", AMY_DM, answer, "全部确认")

    refused = lime.press_button("zhaoyu", ZHAO, answer, "撤销")

    assert "之后又改过" in texts(refused)
    assert all(row.deleted_at is None for row in lime.rows(ChangeRequest))


def test_a_change_in_an_overlapping_paste_joins_the_one_that_is_there(lime: House) -> None:
    paste(lime, "zhaoyu", ZHAO, RECORD)

    paste(lime, "zhaoyu", ZHAO, "王总@青柠酸奶 11/20 14:20:00\nlogo还要再往左边挪一点")

    assert len(pasted(lime)) == 5
    assert len(lime.rows(ChangeRequest)) <= 3


@pytest.mark.parametrize("word", ["记录", "粘贴", "paste", "log"])
def test_a_record_behind_its_command_is_taken_too_by_slash_command_as_well(lime: House, word: str) -> None:
    serve(lime, lime.command("UWANG", TEAM, f"{word} {RECORD}"))

    assert len(pasted(lime)) == 4


def test_the_command_without_a_record_shows_its_right_form(lime: House) -> None:
    answer = serve(lime, lime.command("UWANG", TEAM, "粘贴 今天天气不错"))

    assert "粘贴 <聊天记录>" in texts(answer)


def test_what_an_outsider_pastes_is_their_message_and_is_not_answered(lime: House) -> None:
    place = Place(platform="slack", workspace="T01", channel="DCAROL", is_direct=True)

    assert {reply.to.user for reply in paste(lime, "UCAROL", place, RECORD)} <= {"UAMY"}
    assert pasted(lime) == []


def test_each_message_is_exported_with_who_pasted_it(lime: House) -> None:
    paste(lime, "zhaoyu", ZHAO, RECORD)

    agency = lime.store.read(find_agency)
    assert agency is not None
    lines = lime.store.read(lambda session: list(Exporter(session, agency).rows("messages")))
    theirs = [line for line in lines if line["pasted_by"] == "赵宇"]
    assert [line["said_by"] for line in theirs] == ["王总", "李姐", "王小雨", "王总"]
    assert not [line for line in lines if "11/20 14:03:22" in line["text"]]  # what held the record is no message of it


def test_nothing_is_posted_where_outsiders_read(lime: House) -> None:
    replies = serve(lime, lime.command("UAMY", SHARED, f"paste {RECORD}"))

    assert {(reply.to.where, reply.to.is_visible) for reply in replies} == {("answer", False)}


def test_an_edit_of_the_message_that_held_it_changes_nothing(lime: House) -> None:
    said: Said = lime.message("UWANG", WANG_DM, RECORD)
    serve(lime, said)
    before = lime.snapshot()["change_request"]

    lime.now += timedelta(minutes=1)
    lime.edit(said, RECORD + "\n王总@青柠酸奶 11/20 14:09:02\n再改一处")

    assert lime.snapshot()["change_request"] == before


def test_a_record_pasted_on_another_day_means_the_days_it_names(any_house: House) -> None:
    any_house.say("zhaoyu", ZHAO, "早")
    any_house.now = datetime(2026, 11, 25, 10, tzinfo=SHANGHAI)

    paste(any_house, "zhaoyu", ZHAO, "王总 昨天 14:03\n在吗\n李姐 周三 09:00\n在\n李姐 09:10\n方案过了")

    assert [row.said_at.astimezone(SHANGHAI).strftime("%m-%d %H:%M") for row in pasted(any_house)] == [
        "11-24 14:03",
        "11-25 09:00",
        "11-25 09:10",
    ]


def test_a_company_that_is_no_client_yet_is_made_one_by_the_button(lime: House) -> None:
    (answer,) = paste(lime, "UWANG", WANG_DM, RECORD.replace("青柠酸奶", "山茶咖啡"))

    lime.press_button("UWANG", WANG_DM, answer, "新建「山茶咖啡」")

    client = lime.row(Client, name="山茶咖啡")
    assert {row.client_id for row in lime.rows(ChangeRequest)} == {client.id}
