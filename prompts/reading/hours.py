"""When somebody works, as they type it behind the command: 9:30-18:30, 早九晚六, agency 10am to 7pm, default."""

import re
from dataclasses import dataclass
from datetime import time
from typing import Literal

from prompts.reading.dates.mentions import NUMERAL, number
from prompts.reading.plain import evened

_FORENOON = "凌晨|清晨|早上|早晨|上午|早|朝"
_AFTERNOON = "中午|下午|傍晚|晚上|晚"
_PART = f"{_FORENOON}|{_AFTERNOON}"
_CLOCK = (
    rf"(?P<part{{n}}>{_PART})?\s*"
    rf"(?:(?P<digits{{n}}>\d{{{{4}}}})|(?P<hour{{n}}>\d{{{{1,2}}}}|[{NUMERAL}]{{{{1,3}}}})"
    rf"(?:[:.](?P<minute{{n}}>\d{{{{2}}}})|[点时](?P<spoken{{n}}>半|整|[一三]刻|(?:\d{{{{1,2}}}}|[{NUMERAL}]{{{{1,3}}}})分?)?钟?)?)"
    r"\s*(?P<half{n}>[ap]\.?m\.?)?"
)
_BETWEEN = rf"(?:\s*(?:上班)?\s*(?:[-−~,、]+|to|till|until|至|到)\s*|\s*上班\s*|\s+|(?={_PART}))"
_RANGE = re.compile(
    rf"(?:from|从)?\s*{_CLOCK.format(n=1)}{_BETWEEN}{_CLOCK.format(n=2)}\s*(?:下班)?[.。!]?", re.IGNORECASE
)
_FOR_ALL = re.compile(
    r"(?:(?:agency|company|everyone|everybody|all)\b|全?公司|所有人|全员|大家)(?:的)?[\s:,、]*", re.IGNORECASE
)
_DEFAULT = {"default", "reset", "clear", "off", "默认", "恢复默认", "取消", "清除"}
_QUARTERS = {"半": 30, "整": 0, "一刻": 15, "三刻": 45}
_LATEST_BARE_START = 5  # "1-5pm" begins in the afternoon, "6-3pm" in the morning


@dataclass(frozen=True)
class Hours:
    """From when to when somebody works, on one day and by their own clock."""

    starts: time
    ends: time


@dataclass(frozen=True)
class HoursOrder:
    """What is asked of the hours: told, set, or given back to what holds without them."""

    wish: Literal["tell", "set", "reset"]
    is_for_all: bool = False
    hours: Hours | None = None  # only to set


def read_hours_order(words: str) -> HoursOrder | None:
    """What the words behind the command ask for, or None if they can't be read."""
    rest = evened(words).strip()
    for_all = _FOR_ALL.match(rest)
    if for_all is not None:
        rest = rest[for_all.end() :]
    is_for_all = for_all is not None
    if not rest:
        return HoursOrder("tell", is_for_all)
    if rest in _DEFAULT:
        return HoursOrder("reset", is_for_all)
    hours = read_hours(rest)
    return HoursOrder("set", is_for_all, hours) if hours is not None else None


def read_hours(words: str) -> Hours | None:
    """A beginning and an end on the same day, or None: 9:30-18:30, 9-6 (until 18:00), 9点半到晚上7点, 2-10pm."""
    found = _RANGE.fullmatch(evened(words).strip())
    if found is None:
        return None
    start, end = _minutes(found, 1), _minutes(found, 2)
    if start is None or end is None:
        return None
    if _is_bare(found, 2) and end <= start and end < 12 * 60:  # nobody ends at 6 in the morning who begins at 9
        end += 12 * 60
    is_shared = _is_bare(found, 1) and not _is_bare(found, 2)  # in "2-10pm" the pm is said once for both
    if is_shared and start // 60 <= _LATEST_BARE_START and start + 12 * 60 < end:
        start += 12 * 60
    return Hours(_clock(start), _clock(end)) if start < end else None


def _is_bare(found: re.Match[str], n: int) -> bool:
    """Whether nothing says that it is the morning or the afternoon: 9, 9:30, 9点半; but not 09:30 or 0930."""
    if found[f"part{n}"] or found[f"half{n}"] or found[f"digits{n}"]:
        return False
    return not found[f"hour{n}"].startswith("0")


def _minutes(found: re.Match[str], n: int) -> int | None:
    """Minutes since midnight; None for what no clock shows."""
    if found[f"digits{n}"]:
        hour, minute = int(found[f"digits{n}"][:2]), int(found[f"digits{n}"][2:])
    else:
        try:
            hour, minute = number(found[f"hour{n}"]), _spoken_minute(found, n)
        except ValueError:
            return None
    half, part = found[f"half{n}"] or "", found[f"part{n}"]
    if (half and not 1 <= hour <= 12) or (part in ("晚上", "晚") and hour == 12):
        return None  # 晚上12点 is the midnight that ends the day
    if (half.startswith("p") or (part is not None and re.fullmatch(_AFTERNOON, part))) and hour < 12:
        hour += 0 if part == "中午" and hour > 10 else 12
    elif half.startswith("a") and hour == 12:
        hour = 0
    return hour * 60 + minute if hour < 24 and minute < 60 else None


def _spoken_minute(found: re.Match[str], n: int) -> int:
    if found[f"minute{n}"]:
        return int(found[f"minute{n}"])
    spoken = found[f"spoken{n}"]
    if not spoken:
        return 0
    return _QUARTERS[spoken] if spoken in _QUARTERS else number(spoken.removesuffix("分"))


def _clock(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)
