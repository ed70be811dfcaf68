"""What a mention comes to: the date, and the instant when a clock time is given."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from prompts.reading.dates.festivals import ONE_DAY
from prompts.reading.dates.mentions import Clock, Mention, Moment
from prompts.reading.dates.parts import OVER_AT, clock_in
from prompts.reading.schema import Due

_LATEST_BARE_HOUR = 20  # "at 9" said at ten in the morning is tomorrow, not tonight
_SOON_S = 4 * 3600  # "at 11" said at ten in the evening is tonight


def resolved(mention: Mention, moment: Moment, end_of_day: time) -> tuple[Due, bool] | None:
    """What a mention means, and whether that is over; None for what comes to no day at all.

    With no day named, it is the next time that the clock shows it. Where work has ended already, "by end of day"
    leaves the day and no hour.
    """
    if mention.at is not None:
        return Due(on=mention.at.date(), at=mention.at), mention.is_over
    if mention.is_end_of_day:
        return _end_of_day(mention, moment, end_of_day)
    if mention.clock is not None:
        at = _clock_at(mention, mention.clock, moment)
        is_over = mention.is_over or at.timestamp() <= moment.at.timestamp() or _is_now(mention, mention.clock, moment)
        return Due(on=at.date(), at=at), is_over
    if mention.on is not None:
        return Due(on=mention.on), mention.is_over or mention.on < moment.today
    if mention.part is not None:
        is_late = moment.at.hour >= OVER_AT[mention.part]
        return Due(on=moment.today + ONE_DAY if is_late else moment.today), mention.is_over
    return None


def _is_now(mention: Mention, clock: Clock, moment: Moment) -> bool:
    """Whether the clock shows just that: "it's 13:40. you said 10" tells the time."""
    return (
        mention.on is None and mention.zone is None and (clock.hour, clock.minute) == (moment.at.hour, moment.at.minute)
    )


def on_day(mention: Mention, on: date, moment: Moment, end_of_day: time) -> Due | None:
    """What a mention that names no day means on a day that the conversation names."""
    found = resolved(replace(mention, on=on), moment, end_of_day)
    return found[0] if found else None


def wall(on: date, hour: int, minute: int, zone: ZoneInfo, *, after: datetime | None = None) -> datetime:
    """The instant at which a clock on the wall shows that time; hour 24 and more belong to the next day.

    A time that the change to summer time leaves out is read by the old clock, an hour later by the new one. Of a time
    that comes twice in autumn it is the first, unless that was before `after`.
    """
    on, hour = on + timedelta(days=hour // 24), hour % 24
    at = datetime(on.year, on.month, on.day, hour, minute, tzinfo=zone)
    at = at.astimezone(UTC).astimezone(zone)
    if after is not None and at.timestamp() <= after.timestamp() < at.replace(fold=1).timestamp():
        at = at.replace(fold=1)
    return at


def _zone(moment: Moment) -> ZoneInfo:
    zone = moment.at.tzinfo
    assert isinstance(zone, ZoneInfo)
    return zone


def _end_of_day(mention: Mention, moment: Moment, end_of_day: time) -> tuple[Due, bool]:
    on = mention.on or moment.today
    at = wall(on, end_of_day.hour, end_of_day.minute, _zone(moment), after=moment.at)
    if on == moment.today and at.timestamp() <= moment.at.timestamp():
        return Due(on=on), mention.is_over
    return Due(on=at.date(), at=at), mention.is_over or on < moment.today


def _clock_at(mention: Mention, clock: Clock, moment: Moment) -> datetime:
    """The instant of a clock time, in the speaker's zone: on its day, or the next time the clock shows it."""
    speakers = _zone(moment)
    zone = ZoneInfo(mention.zone) if mention.zone else speakers
    here = moment.at.astimezone(zone)
    if mention.part and not clock.is_sure:
        clock = clock_in(mention.part, clock.hour, clock.minute) or clock
    if mention.on is not None:
        is_today = mention.on == here.date()
        at = wall(mention.on, _hour_on_day(clock, here, is_today=is_today), clock.minute, zone, after=moment.at)
        return at.astimezone(speakers)
    for hour in (clock.hour,) if clock.is_sure or clock.hour == 12 else (clock.hour, clock.hour + 12):
        at = wall(here.date(), hour, clock.minute, zone, after=moment.at)
        ahead_s = at.timestamp() - moment.at.timestamp()
        if ahead_s > 0 and (clock.is_sure or 8 <= hour < _LATEST_BARE_HOUR or ahead_s < _SOON_S):
            return at.astimezone(speakers)
    hour = clock.hour + 12 if not clock.is_sure and clock.hour <= 7 else clock.hour
    return wall(here.date() + ONE_DAY, hour, clock.minute, zone).astimezone(speakers)


def _hour_on_day(clock: Clock, here: datetime, *, is_today: bool) -> int:
    """Office hours where the words leave it open: 3 is 15:00, 9 is 9:00, today after ten 9 is 21:00."""
    if clock.is_sure or clock.hour >= 12:
        return clock.hour
    is_past = is_today and (here.hour, here.minute) >= (clock.hour, clock.minute)
    return clock.hour + 12 if is_past or clock.hour <= 7 else clock.hour
