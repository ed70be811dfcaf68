"""More of what people call a date, in both languages: said on Wednesday the 18th of November 2026 at ten."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from prompts.reading.dates.finding import find_dates, find_due, resolve_due
from prompts.reading.dates.zones import country_of

SHANGHAI, NEW_YORK, LONDON = "Asia/Shanghai", "America/New_York", "Europe/London"


def said_at(tz: str, day: str = "2026-11-18", time: str = "10:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=ZoneInfo(tz))


def due_of(text: str, tz: str, day: str = "2026-11-18", time: str = "10:00") -> str | None:
    found = find_due(text, sent_at=said_at(tz, day, time), tz=tz, country=country_of(tz))
    return found[1].iso.removesuffix("+08:00").removesuffix("-05:00").removesuffix("+00:00") if found else None


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("这周内给", "2026-11-20"),
        ("下周一二给", "2026-11-24"),
        ("徐一周五前出投放计划", "2026-11-20"),
        ("周四、周五给都行", "2026-11-20"),
        ("25日（周三）下午3点前给", "2026-11-25T15:00:00"),
        ("12/12零点上线", "2026-12-12T00:00:00"),
        ("午饭前给我", "2026-11-18T12:00:00"),
        ("下周中给", "2026-11-25"),
        ("下周初给我们", "2026-11-23"),
        ("周尾交", "2026-11-20"),
        ("周末前给", "2026-11-20"),
        ("礼拜天要用", "2026-11-22"),
        ("本周六上午十点拍摄", "2026-11-21T10:00:00"),
        ("今明两天给", "2026-11-19"),
        ("明后天发你", "2026-11-20"),
        ("聽日下班前出返封面", "2026-11-19T18:00:00"),
        ("下星期三啦，上午11點，銅鑼灣舖開會", "2026-11-25T11:00:00"),
        ("月中给", "2026-12-15"),  # this month's is over
        ("下旬给", "2026-11-30"),
        ("12月上旬上线", "2026-12-10"),
        ("下个月中旬前", "2026-12-15"),
        ("每月25号交", "2026-11-25"),
        ("本季度末前", "2026-12-31"),
        ("Q4末给结案", "2026-12-31"),
        ("第四季度结束前交", "2026-12-31"),
        ("明年Q1末给", "2027-03-31"),
        ("年底前", "2026-12-31"),
        ("今年内上线", "2026-12-31"),
        ("上半年内交", None),  # that half is over
        ("12月内给", "2026-12-31"),
        ("12月前给", "2026-11-30"),
        ("年前给", "2027-02-05"),
        ("新年前要", "2026-12-31"),  # the nearer of the two new years
        ("明年春节前", "2027-02-05"),
        ("腊月二十三前发", "2027-01-30"),
        ("正月十五前发", "2027-02-20"),
        ("腊月三十前发", "2027-02-05"),
        ("小年前要", "2027-01-29"),
        ("元宵节前一天要贴到各楼层", "2027-02-19"),
        ("国庆前一周给", "2027-09-24"),
        ("圣诞前两天给", "2026-12-23"),
        ("元旦当天推送", "2027-01-01"),
        ("元旦后第一个工作日给", "2027-01-04"),
        ("双12上线", "2026-12-12"),
        ("双12前交", "2026-12-11"),
        ("黑五前给", "2026-11-26"),
        ("网一前给", "2026-11-29"),
        ("感恩节前给", "2026-11-25"),
        ("复活节前给", "2027-03-27"),
        ("冬至前发", "2026-12-21"),
        ("12.24前给", "2026-12-24"),
        ("12/24前给", "2026-12-24"),
        ("24日交", "2026-11-24"),
        ("廿四号交", "2026-11-24"),
        ("1224前交", "2026-12-24"),
        ("27年1月5日交", "2027-01-05"),
        ("二〇二七年三月一日前交", "2027-03-01"),
        ("明年1月5号交", "2027-01-05"),
        ("20261224前交", "2026-12-24"),
        ("两三天内给", "2026-11-21"),
        ("3-5个工作日内给", "2026-11-25"),
        ("一个半小时内给", "2026-11-18T11:30:00"),
        ("两小时半内给", "2026-11-18T12:30:00"),
        ("半个月内给", "2026-12-03"),
        ("一个月内给", "2026-12-18"),
        ("48h内回复", "2026-11-20T10:00:00"),
        ("一刻钟后发", "2026-11-18T10:15:00"),
        ("再给我两天", "2026-11-20"),
        ("我来，五分钟", "2026-11-18T10:05:00"),
        ("今天之内给", "2026-11-18"),
        ("1530开会", "2026-11-18T15:30:00"),
        ("三点一刻碰一下", "2026-11-18T15:15:00"),
        ("周二十点开会", "2026-11-24T10:00:00"),
        ("今晚12点前", "2026-11-19T00:00:00"),
        ("今晚凌晨1点上线", "2026-11-19T01:00:00"),
        ("26号零点上线", "2026-11-26T00:00:00"),
        ("周五EOD", "2026-11-20T18:00:00"),
        ("收工前发我", "2026-11-18T18:00:00"),
        ("今晚8点给", "2026-11-18T20:00:00"),
        ("周五8点直播", "2026-11-20T20:00:00"),
        ("今天下午五点后我都在，能打个电话吗", "2026-11-18"),
        ("周二拍摄改到下午两点吧", "2026-11-24T14:00:00"),
        ("原定周五，改到下周二", "2026-11-24"),
        ("周五改成周四", "2026-11-19"),
        ("不是周四，是周五", "2026-11-20"),
        ("傍晚给你", "2026-11-18"),
        ("明天北京时间下午3点开会", "2026-11-19T15:00:00"),
    ],
)
def test_chinese_dates_of_many_kinds_are_understood(text: str, due: str | None) -> None:
    assert due_of(text, SHANGHAI) == due


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("by half past three", "2026-11-18T15:30:00"),
        ("quarter to five works", "2026-11-18T16:45:00"),
        ("see you at ten past nine tomorrow", "2026-11-19T09:10:00"),
        ("can we talk at three?", "2026-11-18T15:00:00"),
        ("ring me at 4ish", "2026-11-18T16:00:00"),
        ("around 4 o'clock please", "2026-11-18T16:00:00"),
        ("call at 6.45", "2026-11-18T18:45:00"),
        ("in your inbox by lunch", "2026-11-18T12:00:00"),
        ("need it by midday Friday", "2026-11-20T12:00:00"),
        ("by midnight Friday", "2026-11-21T00:00:00"),
        ("meet Friday evening at 8", "2026-11-20T20:00:00"),
        ("tonight at 8", "2026-11-18T20:00:00"),
        ("today at 9 please", "2026-11-18T21:00:00"),
        ("at 1530 please", "2026-11-18T15:30:00"),
        ("by 1700 hrs", "2026-11-18T17:00:00"),
        ("need it by end of Thursday", "2026-11-19T18:00:00"),
        ("by close of play Friday", "2026-11-20T18:00:00"),
        ("end of business day tomorrow", "2026-11-19T18:00:00"),
        ("you'll have it first thing tomorrow", "2026-11-19"),
        ("send it this afternoon", "2026-11-18"),
        ("by the end of next week", "2026-11-27"),
        ("early next week please", "2026-11-23"),
        ("mid next week please", "2026-11-25"),
        ("I'll send it the week after next", "2026-12-04"),
        ("Friday week please", "2026-11-27"),
        ("a week on Friday please", "2026-11-27"),
        ("a week from tomorrow please", "2026-11-26"),
        ("two weeks from today", "2026-12-02"),
        ("in a fortnight", "2026-12-02"),
        ("in two weeks' time", "2026-12-02"),
        ("Friday of next week works", "2026-11-27"),
        ("next week Tuesday works", "2026-11-24"),
        ("Tuesday the 24th please", "2026-11-24"),
        ("Thu 26 please", "2026-11-26"),
        ("by the twenty-fourth", "2026-11-24"),
        ("on December first please", "2026-12-01"),
        ("the 24th of December please", "2026-12-24"),
        ("by 12/24", "2026-12-24"),
        ("due 12/24/26", "2026-12-24"),
        ("by Dec. 24, 2026", "2026-12-24"),
        ("by 24-Dec", "2026-12-24"),
        ("need it 2026-12-24T15:30", "2026-12-24T15:30:00"),
        ("end of quarter", "2026-12-31"),
        ("by the end of Q1", "2027-03-31"),
        ("by EOM", "2026-11-30"),
        ("by year end", "2026-12-31"),
        ("before March", "2027-02-28"),
        ("within the hour", "2026-11-18T11:00:00"),
        ("in an hour and a half", "2026-11-18T11:30:00"),
        ("in a couple of hours", "2026-11-18T12:00:00"),
        ("in 2-3 days", "2026-11-21"),
        ("by the next business day", "2026-11-19"),
        ("before Thanksgiving", "2026-11-25"),
        ("two days before Thanksgiving please", "2026-11-24"),
        ("the Friday before Christmas please", "2026-12-18"),
        ("before Black Friday", "2026-11-26"),
        ("by Cyber Monday", "2026-11-30"),
        ("before Labor Day", "2027-09-05"),
        ("before Good Friday", "2027-03-25"),
        ("before the holidays", "2026-12-24"),
        ("by New Year's Eve", "2026-12-31"),
        ("launch on Christmas Day", "2026-12-25"),
        ("moved to Friday", "2026-11-20"),
        ("push it to Monday", "2026-11-23"),
        ("Friday instead of Thursday please", "2026-11-20"),
        ("not Thursday, Friday please", "2026-11-20"),
        ("launch was moved from Friday to Monday", "2026-11-23"),
        ("3pm PT please", "2026-11-18T18:00:00"),
        ("call at 2pm London time on Friday", "2026-11-20T09:00:00"),
        ("need it Thursday 3-ish", "2026-11-19T15:00:00"),
        ("send it Sat arvo", "2026-11-21"),
        ("deck to you tomoz", "2026-11-19"),
        ("I need it in the next hour", "2026-11-18T11:00:00"),
        ("let's meet Monday 9.30.", "2026-11-23T09:30:00"),
        ("needed 1700 today", "2026-11-18T17:00:00"),
    ],
)
def test_english_dates_of_many_kinds_are_understood(text: str, due: str) -> None:
    assert due_of(text, NEW_YORK) == due


@pytest.mark.parametrize(
    ("text", "tz", "due"),
    [
        ("due on 3/4", NEW_YORK, "2027-03-04"),
        ("due on 3/4", LONDON, "2027-04-03"),
        ("due on 3/4", "Asia/Singapore", "2027-04-03"),
        ("3/4前交", SHANGHAI, "2027-03-04"),
        ("due on 22/12", NEW_YORK, "2026-12-22"),  # there is no other way to read it
        ("before the bank holiday", LONDON, "2026-12-24"),
        ("before Mother's Day", LONDON, "2027-03-06"),
        ("before Mother's Day", NEW_YORK, "2027-05-08"),
        ("before Deepavali", "Asia/Singapore", "2027-10-27"),
        ("before National Day", "Asia/Singapore", "2027-08-08"),
        ("before Thanksgiving", "America/Toronto", "2027-10-10"),
    ],
)
def test_a_country_decides_what_figures_and_festivals_mean(text: str, tz: str, due: str) -> None:
    assert due_of(text, tz) == due


@pytest.mark.parametrize(
    "text",
    [
        "改到第3稿了", "做成16:9", "打7折", "v5.2里的logo", "页面1/2的位置", "24/7客服", "4A公司", "5G套餐",
        "2.0版本的首页",
        "电话13812345678", "预算3.5万", "3.5cm的边", "第3页第12行", "色号12号", "4号口那张", "和平街26号1楼",
        "1-7跨页已传",
        "比例3:4", "ROI 1:3", "roas 2.5", "一周五天", "两周一次", "周六福的门店图", "今日头条的尺寸",
        "双11海报换一下", "中秋月饼的图",
        "Q3报告的封面", "每个季度换一个牌子", "半夜还工作啊", "早晨", "大一点", "有三点要改", "节奏慢一点",
    ],
)  # fmt: skip
def test_chinese_numbers_and_names_are_no_due_date(text: str) -> None:
    assert due_of(text, SHANGHAI) is None


@pytest.mark.parametrize(
    "text",
    [
        "page 1/2 looks good", "3/4 of the page", "v2.0 of the deck", "open 24/7", "a 1:1 meeting", "make it 16:9",
        "5G phones", "3 rounds left", "call 555-0134-12", "ref 133-03-03-2020", "from $3.5k",
        "at 0:12 the fade is abrupt",
        "morning! all good", "swap 4 for 10", "that one is better", "you may go", "the Saturday crew photo",
        "the year-end appeal", "Black Friday banner", "the Easter campaign", "last Friday", "three days ago",
        "we have had no calls in three days", "I haven't heard from you in two weeks",
        "isn't locked until Friday", "funded in 4 hours!", "it is half past three", "Showflat 3A",
    ],
)  # fmt: skip
def test_english_numbers_and_names_are_no_due_date(text: str) -> None:
    assert due_of(text, NEW_YORK) is None


@pytest.mark.parametrize(
    ("text", "time", "due"),
    [
        ("下班前给", "19:30", "2026-11-18"),  # work has ended: today, with no hour
        ("11点要", "22:40", "2026-11-18T23:00:00"),
        ("9点打给我", "10:30", "2026-11-19T09:00:00"),
        ("上午给", "14:00", "2026-11-19"),
        ("今天下午3点开会", "16:00", None),  # over
        ("今早给的图不对", "13:00", None),
        ("the file you need from this morning", "13:00", None),
    ],
)
def test_the_time_of_the_message_decides_which_time_is_meant(text: str, time: str, due: str | None) -> None:
    assert due_of(text, SHANGHAI, time=time) == due


def test_only_who_asks_for_them_gets_dates_that_are_over() -> None:
    sent_at = said_at(SHANGHAI)

    assert resolve_due("上周五", sent_at=sent_at) is None
    past = resolve_due("上周五", sent_at=sent_at, may_be_past=True)

    assert past is not None
    assert past.iso == "2026-11-13"


@pytest.mark.parametrize(("text", "due"), [("by 10/12", "2026-12-10"), ("10/12前给", None), ("by 10/5", None)])
def test_figures_that_are_over_are_read_the_other_way_round_in_english_if_that_is_near(
    text: str, due: str | None
) -> None:
    assert due_of(text, SHANGHAI) == due


def test_no_date_of_prime_day_is_invented() -> None:
    assert find_dates("before Prime Day", sent_at=said_at(NEW_YORK), tz=NEW_YORK, country="US") == []
