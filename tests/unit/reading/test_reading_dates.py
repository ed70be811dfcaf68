"""What clients and colleagues call a date, and what is none."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prompts.reading.dates.finding import find_due, is_bare_clock, resolve_due

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")
WEDNESDAY = datetime(2027, 1, 13, 10, 0, tzinfo=SHANGHAI)
TUESDAY = datetime(2027, 1, 19, 9, 0, tzinfo=NEW_YORK)


def due_of(text: str, sent_at: datetime = WEDNESDAY) -> str | None:
    tz = str(sent_at.tzinfo)
    found = find_due(text, sent_at=sent_at, tz=tz, country="CN" if tz == "Asia/Shanghai" else "US")
    return found[1].iso if found else None


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("周五前给", "2027-01-15"),
        ("週五前給", "2027-01-15"),
        ("周三之前把图改好", "2027-01-20"),  # said on a Wednesday: the next one
        ("下周三给终稿", "2027-01-20"),
        ("下下周一交", "2027-01-25"),
        ("这周五要", "2027-01-15"),
        ("本周内定下来", "2027-01-15"),
        ("下周给我报价", "2027-01-22"),
        ("20号之前要打样", "2027-01-20"),
        ("２０号之前要打样", "2027-01-20"),
        ("二十号前发我", "2027-01-20"),
        ("5号前发我", "2027-02-05"),  # the 5th of this month is over
        ("2月10号前给名单", "2027-02-10"),
        ("2月10前给名单", "2027-02-10"),
        ("二月十号前给名单", "2027-02-10"),
        ("2.10前交", "2027-02-10"),
        ("下个月5号上线", "2027-02-05"),
        ("2027年3月1日前交付", "2027-03-01"),
        ("2027-03-01前交付", "2027-03-01"),
        ("大后天给你", "2027-01-16"),
        ("后天交稿", "2027-01-15"),
        ("今晚发你", "2027-01-13"),
        ("明早给", "2027-01-14"),
        ("明天下班前出修改稿", "2027-01-14T18:00:00+08:00"),
        ("周四EOD", "2027-01-14T18:00:00+08:00"),
        ("明天中午前", "2027-01-14T12:00:00+08:00"),
        ("下午4点前给你", "2027-01-13T16:00:00+08:00"),
        ("四点打个电话？", "2027-01-13T16:00:00+08:00"),
        ("周五上午十点来一趟", "2027-01-15T10:00:00+08:00"),
        ("周五下午三点半开会", "2027-01-15T15:30:00+08:00"),
        ("明晚8点直播", "2027-01-14T20:00:00+08:00"),
        ("明天14:30开会", "2027-01-14T14:30:00+08:00"),
        ("一小时内发您", "2027-01-13T11:00:00+08:00"),
        ("半小时内给", "2027-01-13T10:30:00+08:00"),
        ("两个半小时内给", "2027-01-13T12:30:00+08:00"),
        ("20分钟后发", "2027-01-13T10:20:00+08:00"),
        ("3个工作日内回复", "2027-01-18"),
        ("三天内给方案", "2027-01-16"),
        ("两周后上线", "2027-01-27"),
        ("月底前给我", "2027-01-31"),
        ("下月底交", "2027-02-28"),
        ("2月底上线", "2027-02-28"),
        ("2月中旬上线", "2027-02-15"),
        ("除夕前再做一张", "2027-02-04"),
        ("春节前要", "2027-02-05"),
        ("年前给到", "2027-02-05"),
        ("元宵节前发布", "2027-02-19"),
        ("端午前出方案", "2027-06-08"),
        ("中秋节前要", "2027-09-14"),
        ("清明前要", "2027-04-04"),
        ("国庆前上线", "2027-09-30"),
        ("情人节前上架", "2027-02-13"),
        ("发布会从1月20号改到1月25号，请更新海报", "2027-01-25"),
        ("周五要打样，周四下班前把文件给我", "2027-01-14T18:00:00+08:00"),
    ],
)
def test_chinese_words_for_a_due_date_are_understood(text: str, due: str) -> None:
    assert due_of(text) == due


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("by Friday please", "2027-01-22"),
        ("can you update it before Saturday?", "2027-01-23"),
        ("by Tuesday", "2027-01-26"),
        ("two new routes next Wednesday", "2027-01-27"),
        ("need it this Thursday", "2027-01-21"),
        ("a revised proof by noon tomorrow", "2027-01-20T12:00:00-05:00"),
        ("send it by 5pm today", "2027-01-19T17:00:00-05:00"),
        ("due to the vendor Feb 8 at 10am", "2027-02-08T10:00:00-05:00"),
        ("by Feb 5, 5pm", "2027-02-05T17:00:00-05:00"),
        ("please deliver by 5 February", "2027-02-05"),
        ("by the 22nd", "2027-01-22"),
        ("by the 5th please", "2027-02-05"),
        ("by EOD", "2027-01-19T18:00:00-05:00"),
        ("by end of day Thursday", "2027-01-21T18:00:00-05:00"),
        ("by COB Friday", "2027-01-22T18:00:00-05:00"),
        ("I can send it by end of week", "2027-01-22"),
        ("by the end of next week", "2027-01-29"),
        ("by end of month", "2027-01-31"),
        ("by mid-February", "2027-02-15"),
        ("fixed copy in 20 minutes", "2027-01-19T09:20:00-05:00"),
        ("within two hours", "2027-01-19T11:00:00-05:00"),
        ("in an hour please", "2027-01-19T10:00:00-05:00"),
        ("within 3 business days", "2027-01-22"),
        ("can we talk at 2?", "2027-01-19T14:00:00-05:00"),
        ("walk you through it Friday at 11", "2027-01-22T11:00:00-05:00"),
        ("must be fixed before it goes live tonight", "2027-01-19"),
        ("day after tomorrow works", "2027-01-21"),
        ("get it to me before Christmas", "2027-12-24"),
        ("before Valentine's Day please", "2027-02-13"),
        ("before Chinese New Year", "2027-02-05"),
        ("launch moved from Feb 10 to Feb 18, please update", "2027-02-18"),
        ("not Thursday, we need it Friday", "2027-01-22"),
        ("the report is due on 2/15", "2027-02-15"),
        ("by 2027-02-20", "2027-02-20"),
    ],
)
def test_english_words_for_a_due_date_are_understood(text: str, due: str) -> None:
    assert due_of(text, TUESDAY) == due


@pytest.mark.parametrize(
    "text",
    [
        "双11海报的颜色换一下",
        "情人节礼盒包装再改改",
        "把视频做成16:9的",
        "尺寸1080x1920",
        "v5版本里的logo",
        "改到第3稿了",
        "价格从5万降到3万",
        "上个月的投放很失望",
        "昨天发的那版不对",
        "3月合同到期",
        "报价有效期到1月31日",
        "主播档期排到月底了",
        "年后我就退休了",
        "我下周一到周三休年假",
        "快递预计周四到",
        "字再大一点",
        "有三点要改",
        "活动拍了三天",
        "节后再说",
        "产品图放到3号楼的背景上",
        "文案里写“周五上线”太赶了",
        "说好周五给的呢",
        "周一好呀",
        "尽快给我",
    ],
)
def test_chinese_words_that_are_no_due_date_are_left_alone(text: str) -> None:
    assert due_of(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "the summer catalogue cover is too dark",
        "make it 16:9 please",
        "$9k more",
        "at the printer since Friday, drops in mailboxes around the 22nd",
        "I'm off from Thursday, back Feb 3",
        "our contract is up in March",
        "My replacement starts on the 15th",
        "insights from December",
        "those formats from last week",
        "this quote is valid until Jan 31",
        "what happened to the 6:30 flow class?",
        "they do reels in 24 hours",
        "we may do that in the future",
        "the Black Friday banner is wrong",
        "Happy Monday folks",
        "the file `launch_2027-02-01.json` is broken",
        "see https://example.com/2027/02/01/brief",
        "ASAP please",
        "you said Friday",
        "we sent it on Friday",
    ],
)
def test_english_words_that_are_no_due_date_are_left_alone(text: str) -> None:
    assert due_of(text, TUESDAY) is None


def test_the_due_words_are_quoted_as_they_were_written() -> None:
    found = find_due("LOGO放大，週五之前給我", sent_at=WEDNESDAY, tz="Asia/Shanghai")

    assert found is not None
    assert found[0] == "週五之前"


def test_an_agency_may_close_at_another_hour() -> None:
    due = resolve_due("下班前", sent_at=WEDNESDAY, tz="Asia/Shanghai", end_of_day=time(19, 30))

    assert due is not None
    assert due.iso == "2027-01-13T19:30:00+08:00"


def test_words_that_name_no_date_resolve_to_nothing() -> None:
    assert resolve_due("尽快", sent_at=WEDNESDAY) is None
    assert resolve_due("昨天", sent_at=WEDNESDAY) is None


def test_a_swapped_weekend_counts_as_a_working_day() -> None:
    friday = datetime(2026, 2, 13, 10, tzinfo=SHANGHAI)  # Saturday the 14th is worked for the Spring Festival

    due = resolve_due("1个工作日内", sent_at=friday, tz="Asia/Shanghai")

    assert due is not None
    assert due.iso == "2026-02-14"


def test_the_day_is_that_of_the_speakers_zone() -> None:
    late_in_new_york = datetime(2027, 1, 14, 3, 0, tzinfo=ZoneInfo("UTC"))

    found = find_due("tomorrow please", sent_at=late_in_new_york, tz="America/New_York")

    assert found is not None
    assert found[1].iso == "2027-01-14"


@pytest.mark.parametrize(
    ("words", "is_bare"), [("noon", True), ("下午三点", True), ("Friday", False), ("周五三点", False)]
)
def test_a_bare_clock_leaves_the_day_to_the_conversation(words: str, is_bare: bool) -> None:
    assert is_bare_clock(words) is is_bare


DATE_PIECES = st.sampled_from(
    [
        "周五",
        "下周",
        "三",
        "月",
        "31",
        "30",
        "29",
        "2",
        "号",
        "前",
        "点",
        "半",
        "今天",
        "明",
        "by",
        "Friday",
        "99",
        ":00",
        "am",
        "25:99",
        "/13/",
        "除夕前",
        "within",
        "9999",
        "hours",
        "天内",
        "0",
        "号",
        "2月30日",
        "9999-99-99",
        "next",
        "Feb",
        "end",
        "of",
        "上个",
        "号前",
        "-",
    ]
)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(DATE_PIECES, max_size=8).map(" ".join) | st.lists(DATE_PIECES, max_size=8).map("".join),
    st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2035, 12, 31)),
)
def test_a_due_date_is_never_before_the_day_it_was_said(text: str, said: datetime) -> None:
    sent_at = said.replace(tzinfo=SHANGHAI)

    found = find_due(text, sent_at=sent_at, tz="Asia/Shanghai")

    if found is not None:
        assert found[1].on >= sent_at.date()
        assert found[0] in text
        assert found[1].at is None or found[1].at.date() == found[1].on
