"""What holds for every text that names a date, whatever it says."""

import re
import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from prompts.reading.dates.finding import FoundDate, best_of, find_dates, find_due, resolve_due
from prompts.reading.dates.zones import country_of

ZONES = ["Asia/Shanghai", "America/New_York", "Europe/London", "Australia/Sydney", "America/Los_Angeles"]
DAYS = [
    "周五", "下周三", "本周六", "下下周一", "这周日", "明天", "后天", "大后天", "今天", "月底", "下月底",
    "3月中旬", "月中", "下旬",
    "12月24日", "24号", "2月10号", "12.24", "2027年3月1日", "本周内", "下周", "年底", "Q3末", "季度末",
    "元宵节", "腊月二十三",
    "Friday", "next Wednesday", "this Thursday", "tomorrow", "today", "Dec 24", "24 December", "the 24th", "12/24",
    "2027-03-01", "end of month", "mid-January", "EOW", "next week", "Friday week", "the day after tomorrow",
    "Boxing Day", "Thu 26", "in 3 days", "三天内", "两周后", "within 3 business days", "3个工作日内",
    "a week from tomorrow",
]  # fmt: skip
TIMES = [
    "", "三点", "下午3点", "晚上8点", "中午", "15:30", "三点半", "9点", "凌晨1点", "下班前", "12点", "at 3",
    "3pm", "noon", "EOD",
    "half past three", "at nine", "10.30am", "at 1530", "midnight", "9am London time", "上午", "morning",
]  # fmt: skip
BEFORES = ["", "请", "by ", "before ", "on ", "最晚", "改到", "moved to ", "we need it ", "拍摄", "从周四改到", "at "]
AFTERS = ["", "前给", "之前交", "要", "拍摄", " please", "发我", "上线", " instead", "吧", "开会", "海报"]
SCRAPS = [
    "周", "下", "月", "31", "30", "29", "2", "号", "前", "点", "半", "明", "by", "99", ":00", "am", "25:99",
    "/13/", "除夕前",
    "within", "9999", "hours", "天内", "0", "2月30日", "9999-99-99", "next", "Feb", "end", "of", "上个", "-",
    "到", "至",
    "between", "and", "the", "3rd", "5th", "农历", "腊月", "三十", "初", "24:00", "week", "Thanksgiving",
    "before", "春节后第", "个工作日",
    "quarter", "Q", "half", "past", "to", "EST", "London time", "北京时间", "那天", "\n", "，", "“", "”", "> ",
    "`", "1e9", "㊙", "🎉",
]  # fmt: skip


def sentence(before: str, day: str, gap: str, clock: str, after: str) -> str:
    apart = " " if not gap and day[-1].isascii() and clock[:1].isascii() else gap  # words of Latin letters don't touch
    return before + day + apart + clock + after


sentences = st.builds(
    sentence,
    st.sampled_from(BEFORES),
    st.sampled_from(DAYS),
    st.sampled_from(["", " ", ", "]),
    st.sampled_from(TIMES),
    st.sampled_from(AFTERS),
)
scraps = st.lists(st.sampled_from([*SCRAPS, *DAYS, *TIMES]), max_size=9).flatmap(
    lambda parts: st.sampled_from(["".join(parts), " ".join(parts)])
)
instants = st.datetimes(datetime(2020, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC))
zones = st.sampled_from(ZONES)


def dates_of(text: str, sent_at: datetime, tz: str) -> list[FoundDate]:
    return find_dates(text, sent_at=sent_at, tz=tz, country=country_of(tz))


def due_of(text: str, sent_at: datetime, tz: str) -> str | None:
    found = find_due(text, sent_at=sent_at, tz=tz, country=country_of(tz))
    return found[1].iso if found else None


@settings(max_examples=400, deadline=None)
@given(sentences | scraps | st.text(max_size=60), instants, zones)
def test_any_text_can_be_looked_through(text: str, sent_at: datetime, tz: str) -> None:
    for found in dates_of(text, sent_at, tz):
        assert 0 <= found.start < found.end <= len(text)
        assert found.words in text
        assert found.words.strip()
        assert found.due.at is None or found.due.at.utcoffset() is not None
        assert found.due.at is None or found.due.at.astimezone(ZoneInfo(tz)).date() == found.due.on
        assert (found.weight > 0) == (found.reason is None)


@settings(max_examples=400, deadline=None)
@given(sentences | scraps, instants, zones)
def test_a_due_date_is_never_over_when_it_is_said(text: str, sent_at: datetime, tz: str) -> None:
    best = best_of(dates_of(text, sent_at, tz))

    if best is not None:
        assert not best.is_over
        assert best.due.on >= sent_at.astimezone(ZoneInfo(tz)).date()
        assert best.due.at is None or best.due.at > sent_at


@settings(max_examples=400, deadline=None)
@given(sentences, instants, zones)
@example("从周四改到周五 at 1530海报", datetime(2026, 11, 18, 2, tzinfo=UTC), "Asia/Shanghai")
def test_the_words_that_are_quoted_mean_the_same_alone(text: str, sent_at: datetime, tz: str) -> None:
    found = find_due(text, sent_at=sent_at, tz=tz, country=country_of(tz))

    if found is not None:
        assert resolve_due(found[0], sent_at=sent_at, tz=tz, country=country_of(tz)) == found[1]


_WIDE = {code: code + 0xFEE0 for code in range(ord("0"), ord("9") + 1)}
_TRADITIONAL = str.maketrans(
    "周这个为们还没点钟后会来时间给发请应该礼节开图标题调单师变动视频当从两种线续约将见说预离转满应帮误订签电邮数确认传检查准总农历腊庆圣诞妇儿亲劳万双迟于务赶听号发",
    "週這個為們還沒點鐘後會來時間給發請應該禮節開圖標題調單師變動視頻當從兩種線續約將見說預離轉滿應幫誤訂簽電郵數確認傳檢查準總農曆臘慶聖誕婦兒親勞萬雙遲於務趕聽號發",
)


@settings(max_examples=300, deadline=None)
@given(sentences, instants, zones)
def test_spelling_in_another_way_changes_nothing(text: str, sent_at: datetime, tz: str) -> None:
    due = due_of(text, sent_at, tz)

    assert due_of(text.translate(_WIDE), sent_at, tz) == due
    assert due_of(text.upper(), sent_at, tz) == due
    assert due_of(text.translate(_TRADITIONAL), sent_at, tz) == due
    assert due_of(text.replace(" ", "  "), sent_at, tz) == due


@pytest.mark.parametrize("text", [each for each in DAYS if re.fullmatch(r"[\u4e00-\u9fff\d.]+", each)])
def test_spaces_inside_chinese_words_change_nothing(text: str) -> None:
    sent_at, sentence = datetime(2026, 11, 18, 2, tzinfo=UTC), text + "前给我"
    spaced = re.sub(r"(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff\d])|(?<=\d)(?=[\u4e00-\u9fff])", " ", sentence)

    assert due_of(spaced, sent_at, "Asia/Shanghai") == due_of(sentence, sent_at, "Asia/Shanghai")
    assert due_of(sentence, sent_at, "Asia/Shanghai") is not None


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(DAYS), instants, zones)
def test_a_later_message_never_means_an_earlier_day(text: str, sent_at: datetime, tz: str) -> None:
    first, later = due_of(text, sent_at, tz), due_of(text, sent_at + timedelta(days=7), tz)

    if first is not None and later is not None:
        assert later >= first


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "十",
        "十月",
        "3-",
        "12:30-",
        "春节",
        "周五 ",
        "a week ",
        "end of ",
        "the day before ",
        "、1号",
        "between 3 and ",
    ],
)
def test_no_text_takes_long_to_look_through(piece: str) -> None:
    begun = time.perf_counter()

    dates_of(piece * (4000 // len(piece)), datetime(2026, 11, 18, 2, tzinfo=UTC), "Asia/Shanghai")

    assert time.perf_counter() - begun < 2
