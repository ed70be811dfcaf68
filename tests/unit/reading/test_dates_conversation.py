"""Dates that a message leaves half unsaid, and what the conversation before it makes of them."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from prompts.reading.dates.dues import candidates_in, due_in, quoted_due
from prompts.reading.plain import blanked, evened
from prompts.reading.schema import Said, Utterance

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEDNESDAY = datetime(2026, 11, 18, 10, tzinfo=SHANGHAI)


def utterance(text: str, *earlier: str, end_of_day: time = time(18)) -> Utterance:
    """A client's message, said a minute after the agency's."""
    said = tuple(
        Said(speaker="Amy", role="ae", text=each, said_at=WEDNESDAY - timedelta(minutes=len(earlier) - index))
        for index, each in enumerate(earlier)
    )
    return Utterance(text=text, speaker="马姐", role="client", said_at=WEDNESDAY, earlier=said, end_of_day=end_of_day)


def due_of(text: str, *earlier: str) -> str | None:
    said = utterance(text, *earlier)
    found = due_in(said, blanked(evened(text)))
    return found[1].iso.removesuffix("+08:00") if found else None


def dues_of(text: str, *earlier: str) -> list[str]:
    said = utterance(text, *earlier)
    return [each.due.iso.removesuffix("+08:00") for each in candidates_in(said, blanked(evened(text)))]


@pytest.mark.parametrize(
    ("text", "earlier", "due"),
    [
        ("4点吧", "明天下午3点过去开个会？", "2026-11-19T16:00:00"),
        ("3点我有会，4点吧", "明天下午3点我带Leo过去开会", "2026-11-19T16:00:00"),
        ("noon is good", "Shall we meet on Thursday?", "2026-11-19T12:00:00"),
        ("half ten's fine", "Call on Friday at 9.30?", "2026-11-20T10:30:00"),
        ("上午吧", "周五来开个会？", "2026-11-20"),
        ("下周二不行，周四吧，同样时间", "下周二上午10点来拜访开会", "2026-11-26T10:00:00"),
        ("Tue same time", "Can we meet Monday at 10.30?", "2026-11-24T10:30:00"),
        ("ok Friday works", "Call on Friday at 11?", "2026-11-20T11:00:00"),
    ],
)
def test_a_time_or_a_day_alone_is_completed_by_what_was_proposed(text: str, earlier: str, due: str) -> None:
    assert due_of(text, earlier) == due


@pytest.mark.parametrize(
    ("text", "earlier", "due"),
    [
        ("时间可以", "12月5日上午8点从北门进场，可以吗？", "2026-12-05T08:00:00"),
        ("那天上午吧", "发布会定在12月5日", "2026-12-05"),
        ("提前一天给我", "发布会定在12月5日下午两点", "2026-12-04T14:00:00"),
        ("推迟两天", "周五交终稿", "2026-11-22"),
        ("I need it one day before", "The board meets on Friday", "2026-11-19"),
        ("push it by a week", "The shoot is on Friday at 9am", "2026-11-27T09:00:00"),
        ("那就9点", "周五晚上8点直播", "2026-11-20T21:00:00"),
        ("帮你约了，九点", "周五上午我去店里？", "2026-11-20T09:00:00"),
        ("eight works", "Friday evening for a call?", "2026-11-20T20:00:00"),
        ("B", "Option A: 26 Nov. Option B: 28 Nov. Which one?", "2026-11-28"),
    ],
)
def test_what_points_at_a_date_before_is_offered_as_a_candidate(text: str, earlier: str, due: str) -> None:
    assert due in dues_of(text, earlier)


def test_a_day_may_be_counted_from_another_date_of_the_same_message() -> None:
    assert "2026-11-19" in dues_of("He meets the landlord Friday 3pm, so I need it one day before")
    assert "2026-11-26" in dues_of("27号活动，提前一天给我")


def test_a_clock_time_in_an_order_is_of_its_own_day() -> None:
    assert due_of("请下午3点前把修改后的海报发我一下，谢谢", "周五上午10点开会？") == "2026-11-18T15:00:00"


def test_dates_that_are_over_complete_nothing() -> None:
    assert dues_of("4点吧", "上周五下午3点开的会") == ["2026-11-18T16:00:00"]


def test_small_talk_after_a_date_before_the_last_names_none() -> None:
    assert dues_of("哈哈", "周五给您", "好的") == []


def test_a_date_in_quotation_marks_is_offered_but_not_chosen() -> None:
    said = utterance("文案里“周五上线”改一下")
    found = candidates_in(said, blanked(evened(said.text)))

    assert [(each.due.iso, each.reason, each.is_quoted) for each in found] == [("2026-11-20", "quoted", True)]
    assert due_in(said, blanked(evened(said.text))) is None


def test_the_speakers_own_end_of_work_is_meant() -> None:
    found = due_in(utterance("下班前给", end_of_day=time(19, 30)), "下班前给")

    assert found is not None
    assert found[1].iso == "2026-11-18T19:30:00+08:00"


def test_words_that_a_model_quotes_are_completed_too() -> None:
    due = quoted_due("4点", utterance("那就4点", "明天下午3点开会？"))

    assert due is not None
    assert due.iso == "2026-11-19T16:00:00+08:00"
    assert quoted_due("尽快", utterance("尽快")) is None
