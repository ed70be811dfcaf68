"""What a judge is shown of a message's dates: each of them, what it means, and why rules discard it."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from prompts.reading.dates.finding import FoundDate, best_of, find_dates, resolve_due

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEDNESDAY = datetime(2026, 11, 18, 10, tzinfo=SHANGHAI)


def dates_of(text: str) -> list[FoundDate]:
    return find_dates(text, sent_at=WEDNESDAY, tz="Asia/Shanghai", country="CN")


def only_date_of(text: str) -> FoundDate:
    found = dates_of(text)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "reason", "due"),
    [
        ("上周五发您了", "past", "2026-11-13"),
        ("双11海报换个颜色", "campaign", "2027-11-11"),
        ("the Black Friday banner", "campaign", "2026-11-27"),
        ("合同12月31日到期", "contract", "2026-12-31"),
        ("报价有效期到12月5日", "contract", "2026-12-05"),
        ("说好周五给的呢", "promised", "2026-11-20"),
        ("我下周一休年假", "absence", "2026-11-23"),
        ("快递预计周四到", "eta", "2026-11-19"),
        ("印厂答复最晚周五前能好", "eta", "2026-11-20"),
        ("The vendor says ready by Friday", "eta", "2026-11-20"),
        ("从12月1日起执行", "since", "2026-12-01"),
        ("still open until the 24th", "until", "2026-11-24"),
        ("周五那版不对", "name", "2026-11-20"),
        ("3月再看", "vague", "2027-03-31"),
        ("海报上日期写的是12月4日", "content", "2026-12-04"),
        ("周五我有会", "not_this", "2026-11-20"),
        ("我月底离职", "leaving", "2026-11-30"),
        ("Happy Friday", "greeting", "2026-11-20"),
        ("文案里写“周五上线”太赶", "quoted", "2026-11-20"),
    ],
)
def test_a_date_that_is_not_due_comes_with_the_reason(text: str, reason: str, due: str) -> None:
    found = only_date_of(text)

    assert (found.reason, found.weight, found.due.iso) == (reason, 0, due)


def test_a_date_is_shown_with_the_plain_facts_about_it() -> None:
    found = only_date_of("拍摄改到周五下午3点前到场")

    assert (found.start, found.end) == (4, 10)
    assert found.words == "周五下午3点前"
    assert found.before.endswith("改到")
    assert found.after.startswith("前到场")
    assert found.is_marked
    assert found.has_time
    assert found.is_moved_to
    assert found.is_event
    assert found.is_relative
    assert not any((found.is_over, found.is_campaign, found.is_end_of_day, found.is_bare_time))


def test_an_end_of_day_and_a_bare_time_are_told_apart() -> None:
    assert only_date_of("周五下班前给").is_end_of_day
    assert only_date_of("下午三点给").is_bare_time
    assert not only_date_of("周五三点给").is_bare_time


@pytest.mark.parametrize(
    ("text", "due", "words"),
    [
        ("周三到周五给都行", "2026-11-27", "周三到周五"),
        ("12月3到5号前给", "2026-12-05", "12月3到5号前"),
        ("between the 3rd and 5th please", "2026-12-05", "5th"),
        ("下周三至五拍摄", "2026-11-25", "下周三"),
        ("12月3-5日展会", "2026-12-03", "12月3"),
        ("3-5号拍摄", "2026-12-03", "3-5号拍摄"),
        ("shoot March 3-5", "2027-03-03", "March 3"),
        ("周五3-5点过来", "2026-11-20T15:00:00+08:00", "周五3-5点过来"),
        ("周五下午2点到4点开会", "2026-11-20T14:00:00+08:00", "周五下午2点"),
        ("call Friday 2-4pm", "2026-11-20T14:00:00+08:00", None),
    ],
)
def test_a_range_counts_by_its_end_but_an_event_by_its_start(text: str, due: str, words: str | None) -> None:
    best = best_of(dates_of(text))

    assert best is not None
    assert best.due.iso == due
    again = resolve_due(best.words, sent_at=WEDNESDAY)
    assert again is not None
    assert again.iso == due
    if words is not None:
        assert best.words == words


def test_both_ends_of_a_range_are_candidates() -> None:
    first, last = dates_of("12月3-5日展会")

    assert (first.due.iso, first.is_range_start) == ("2026-12-03", True)
    assert (last.due.iso, last.is_range_end, last.reason) == ("2026-12-05", True, "range")


def test_a_day_and_a_clock_time_that_words_keep_apart_are_one() -> None:
    best = best_of(dates_of("Open day's Saturday the 21st, gates at 9"))

    assert best is not None
    assert best.due.iso == "2026-11-21T09:00:00+08:00"


def test_of_a_weekday_and_its_date_the_date_counts() -> None:
    assert only_date_of("周五（20号）前给").due.iso == "2026-11-20"
    assert [each.due.iso for each in dates_of("周五（21号）前给")] == [
        "2026-11-20",
        "2026-11-21",
    ]  # they disagree: both


def test_positions_and_words_are_those_of_the_original_text() -> None:
    found = only_date_of("ＬＯＧＯ放大，週 五 之前給我")

    assert found.words == "週 五 之前"
    assert found.due.iso == "2026-11-20"


def test_code_links_and_file_names_name_no_date() -> None:
    assert dates_of("`due=2026-12-01` https://example.com/2026/12/01 brief_2026-12-01.pdf") == []


def test_a_forwarded_message_may_hold_the_date() -> None:
    best = best_of(dates_of("Fwd from legal:\n> please update all materials by 12/15."))

    assert best is not None
    assert best.due.iso == "2026-12-15"
