"""Parts of the day, and what they make of a clock time that could be two: 晚上 + 8 is 20:00."""

from prompts.reading.dates.mentions import Clock, Part

PERIODS: dict[str, Part] = {
    "凌晨": "night", "清晨": "morning", "清早": "morning", "一早": "morning", "早上": "morning", "早晨": "morning",
    "朝早": "morning", "上午": "morning", "早": "morning", "晨": "morning", "中午": "noon", "午间": "noon",
    "晌午": "noon", "下午": "afternoon", "午后": "afternoon", "下昼": "afternoon", "晏昼": "afternoon",
    "傍晚": "afternoon", "黄昏": "afternoon", "晚上": "evening", "晚间": "evening", "夜晚": "evening",
    "夜里": "evening", "夜间": "evening", "深夜": "evening", "半夜": "evening", "午夜": "evening", "晚": "evening",
    "夜": "evening",
}  # fmt: skip
# 今晚 and 明早 are days of their own, and 晚 or 早 alone says nothing behind 最 (最晚, 最早).
PERIOD = (
    "(" + "|".join(sorted((name for name in PERIODS if len(name) > 1), key=len, reverse=True))
    + "|(?<![今明后当最尽是够太])[早晚])?"
)  # fmt: skip
# The hour by which a part of the day is over.
OVER_AT: dict[Part, int] = {"morning": 12, "noon": 14, "afternoon": 18, "evening": 24, "night": 24}


def clock_in(part: Part | None, hour: int, minute: int = 0, *, is_sure: bool = False) -> Clock | None:
    """The clock time within a part of the day; hours from 24 on are those of the night after. None if there is none."""
    if not (0 <= hour <= 24 and 0 <= minute <= 59) or (hour == 24 and minute):
        return None
    if part is None or hour > 12 or hour == 0:
        return Clock(hour, minute, is_sure or hour > 12 or hour == 0)
    if part == "morning":
        return Clock(hour, minute)
    if part == "noon":
        return Clock(hour if hour >= 10 else hour + 12, minute)
    if part == "night":  # 凌晨, the small hours
        return Clock(hour % 12, minute)
    if part == "evening":
        # 晚上12点 ends the day, and 夜里1点 belongs to the one after; at 4 it is light again.
        return Clock(hour + 12 if hour > 4 else hour % 12 + 24, minute)
    return Clock(hour % 12 + 12, minute)


def clock_on(part: Part | None, clock: Clock, own: Part | None) -> Clock:
    """A clock time beside a part of the day: tonight + at 8, 今晚 + 凌晨1点."""
    if own == "night" and part == "evening":
        return Clock(clock.hour % 12 + 24, clock.minute)
    if clock.is_sure or part is None:
        return clock
    return clock_in(part, clock.hour, clock.minute) or clock
