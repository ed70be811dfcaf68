"""The reader that needs no model: the one shipped or the agency's own, and what it was trained on."""

from datetime import datetime

from bot.config import Settings
from bot.doctor.findings import Found, Words
from bot.reader_file import choose_reader
from storage.urls import DatabaseError

READER = Words("识别", "Reader")
_ADVICE = Words(
    "重新训练（liaison train --from-corrections），或用 liaison train --restore 换回旧的",
    "train it anew (liaison train --from-corrections), or go back (liaison train --restore)",
)


def check_reader(settings: Settings) -> Found:
    """A file that can't be read is a warning: the shipped reader reads on."""
    try:
        in_use = choose_reader(settings)
    except DatabaseError:  # where its file would be, the database's own line tells
        seen = Words("自带", "shipped")
        return Found(READER, "ok", seen)
    if in_use.fault is not None:
        seen = Words(
            f"用自带的；{in_use.path} 无法使用：{in_use.fault}",
            f"the shipped one; {in_use.path} can't be used: {in_use.fault}",
        )
        return Found(READER, "warn", seen, _ADVICE)
    about = in_use.coefficients.about
    messages = int(about.get("messages", 0))
    if in_use.origin == "shipped":
        seen = Words(f"自带，训练自 {messages:,} 条消息", f"shipped, trained on {messages:,} messages")
        return Found(READER, "ok", seen)
    corrections = int(about.get("corrections", 0))
    day = _day(about.get("trained_at"))
    seen = Words(
        f"自训练，{day}，{messages:,} 条消息，其中 {corrections:,} 条是你们自己的",
        f"your own, trained {day} on {messages:,} messages, {corrections:,} of them yours",
    )
    return Found(READER, "ok", seen)


def _day(at: object) -> str:
    return f"{datetime.fromisoformat(at):%Y-%m-%d}" if isinstance(at, str) else "?"
