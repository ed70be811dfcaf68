"""Every date that a message names, what it means, and why the rules leave some of them alone."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from prompts.reading.dates.finding import FoundDate, find_dates, find_due, resolve_due

SHANGHAI = datetime(2026, 3, 11, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Wednesday
NEW_YORK = datetime(2026, 3, 11, 10, 0, tzinfo=ZoneInfo("America/New_York"))


def chinese(text: str, sent_at: datetime = SHANGHAI) -> str | None:
    found = find_due(text, sent_at=sent_at, tz="Asia/Shanghai")
    return found[1].iso if found else None


def english(text: str, *, country: str = "US", sent_at: datetime = NEW_YORK) -> str | None:
    found = find_due(text, sent_at=sent_at, tz="America/New_York", country=country)
    return found[1].iso if found else None


def named(text: str, meant: str, sent_at: datetime = SHANGHAI) -> FoundDate:
    """The one among a message's dates that means that."""
    tz = str(sent_at.tzinfo)
    found = find_dates(text, sent_at=sent_at, tz=tz, country="CN" if tz == "Asia/Shanghai" else "US")
    return next(each for each in found if each.due.iso == meant)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("Q1末交总结", "2026-03-31"),
        ("季度末前给我", "2026-03-31"),
        ("节前要", "2026-04-04"),  # the eve of Qingming
        ("结案报告节前给我", "2026-04-04"),
        ("五一后第一天给方案", "2026-05-06"),
        ("小年前要", "2027-01-29"),
        ("双11当天上线", "2026-11-11"),
        ("618前交", "2026-06-17"),
        ("1530前发我", "2026-03-11T15:30:00+08:00"),
        ("今晚凌晨1点上线", "2026-03-12T01:00:00+08:00"),
        ("中午十二点前出", "2026-03-11T12:00:00+08:00"),
        ("晚上二十二点前出", "2026-03-11T22:00:00+08:00"),
        ("我五点带师傅过来装", "2026-03-11T17:00:00+08:00"),
        ("我马上撤图换新的，十分钟", "2026-03-11T10:10:00+08:00"),
        ("五分钟改回58", "2026-03-11T10:05:00+08:00"),
        ("原定周四，改到周五", "2026-03-13"),
        ("周二拍摄改到下午两点吧", "2026-03-17T14:00:00+08:00"),
        ("3月12号（周四）要", "2026-03-12"),
    ],
)
def test_what_chinese_clients_say(text: str, due: str) -> None:
    assert chinese(text) == due


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("we need it by end of quarter", "2026-03-31"),
        ("deliver by the end of Q2", "2026-06-30"),
        ("before Good Friday please", "2026-04-02"),
        ("has to be live by Black Friday", "2026-11-27"),
        ("before Paddy's Day if it can be managed", "2026-03-16"),
        ("by half past three please", "2026-03-11T15:30:00-04:00"),
        ("can you do Friday at ten thanks bye", "2026-03-13T10:00:00-04:00"),
        ("Could we sit down Thursday at 1 at your office?", "2026-03-12T13:00:00-04:00"),
        ("Layout to you tomorrow lunchtime, 12 on the dot", "2026-03-12T12:00:00-04:00"),
        ("Breakfast Thursday, 8, my shout?", "2026-03-12T08:00:00-04:00"),
        ("Open day's Saturday the 14th, gates at 9.", "2026-03-14T09:00:00-04:00"),
        ("Can the EDM go out on the 18th rather than the 16th?", "2026-03-18"),
        ("Let's do it Friday instead of Thursday", "2026-03-13"),
        ("Friday week in hand please", "2026-03-20"),
        ("flyers by the weekend", "2026-03-13"),
    ],
)
def test_what_english_clients_say(text: str, due: str) -> None:
    assert english(text) == due


@pytest.mark.parametrize(
    "text",
    [
        "电话13812345678转1530，7折，3稿，16:9，24/7，4A公司，5G，2.0版本，1/2版面",
        "预算3-5万，4.5折，第3点，12.24元一份",
        "双11海报的颜色太暗",
        "已改成4月30日，已替换",
        "周六上的，已经有41单了",
    ],
)
def test_numbers_names_and_what_is_done_are_no_due_dates_in_chinese(text: str) -> None:
    assert chinese(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "24/7 support with 5G and v5.2, 2.0, a 4A agency, 1/2 page",
        "And no number 4 in the unit type list, call it 3A",
        "crop no. 6 a touch tighter would you",
        "gas price goes from 8.40 to 9.15 kr/m³",
        "the opening hours on the back page, 8 to 12",
        "the Prime Day banner is too dark",
        "good weekend all",
    ],
)
def test_numbers_names_and_greetings_are_no_due_dates_in_english(text: str) -> None:
    assert english(text) is None


@pytest.mark.parametrize(
    ("text", "meant", "reason"),
    [
        ("昨天发的那版不对", "2026-03-10", "past"),
        ("双11海报的颜色太暗", "2026-11-11", "campaign"),
        ("合同5月31日到期", "2026-05-31", "contract"),
        ("我下周一休假", "2026-03-16", "absence"),
        ("快递预计周五到", "2026-03-13", "eta"),
        ("说好周五给的呢", "2026-03-13", "promised"),
    ],
)
def test_a_date_that_is_left_alone_comes_with_the_reason(text: str, meant: str, reason: str) -> None:
    found = named(text, meant)

    assert (found.weight, found.reason) == (0, reason)


def test_facts_for_a_classifier_stand_beside_each_date() -> None:
    found = named("logo放大，改到周五下班前给我", "2026-03-13T18:00:00+08:00")

    assert (found.is_moved_to, found.is_end_of_day, found.is_marked, found.has_time) == (True, True, True, True)
    assert "给我" in found.after
    assert found.words.endswith("周五下班前")


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("周四到周五把物料做完", "2026-03-13"),  # to be done: by the end
        ("请在3月16日到18日之间交付", "2026-03-18"),
        ("please deliver between the 16th and the 18th", "2026-03-18"),
    ],
)
def test_of_a_range_the_end_counts_for_a_deadline(text: str, due: str) -> None:
    assert (english(text) if text.isascii() else chinese(text)) == due


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("拍摄3月16日到18日", "2026-03-16"),
        ("shoot is March 16-18 in Leeds", "2026-03-16"),
        ("周五下午3-5点开会", "2026-03-13T15:00:00+08:00"),
    ],
)
def test_of_a_range_the_start_counts_for_an_event(text: str, due: str) -> None:
    assert (english(text) if text.isascii() else chinese(text)) == due


def test_a_figure_is_read_as_the_country_writes_it() -> None:
    assert english("the proof is due on 5/4") == "2026-05-04"
    assert english("the proof is due on 5/4", country="GB") == "2026-04-05"


def test_working_days_and_eves_follow_the_country() -> None:
    wednesday = datetime(2026, 4, 1, 10, tzinfo=ZoneInfo("Europe/London"))  # Good Friday and Easter Monday follow

    due = resolve_due("within 2 business days", sent_at=wednesday, tz="Europe/London", country="GB")
    at_home = resolve_due("within 2 business days", sent_at=wednesday, tz="Europe/London", country="US")

    assert due is not None
    assert at_home is not None
    assert (due.iso, at_home.iso) == ("2026-04-07", "2026-04-03")


def test_the_end_of_work_is_the_speakers() -> None:
    found = find_due("by EOD Friday", sent_at=NEW_YORK, tz="America/New_York", end_of_day=time(17, 30))

    assert found is not None
    assert found[1].iso == "2026-03-13T17:30:00-04:00"


def test_what_is_over_can_be_asked_for() -> None:
    assert resolve_due("yesterday", sent_at=NEW_YORK, tz="America/New_York") is None

    due = resolve_due("yesterday", sent_at=NEW_YORK, tz="America/New_York", may_be_past=True)

    assert due is not None
    assert due.iso == "2026-03-10"
