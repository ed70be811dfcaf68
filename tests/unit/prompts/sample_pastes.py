"""The cards about pasted records and customer service, with facts to fill them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from handlers.pastes import Line, Voice

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@dataclass(frozen=True)
class _Paste:
    id: int = 7


def paste_cards(row: Any) -> list[tuple[str, dict[str, Any]]]:
    """Each with plain words or with hostile ones, as `row` has them."""
    lines = [
        Line("change_request", "CR-12", row.title, row, row.said_by),
        Line("task", "T-7", row.title, row, row.said_by),
        Line("complaint", "", row.summary, row, row.said_by),
        Line("signal", "competitor", row.text, row, row.said_by),
        *(
            Line(f"joined.{kind}", "CR-3", row.text, None, row.said_by)
            for kind in ("addition", "date", "withdrawal", "approval", "promise")
        ),
    ]
    voices = [Voice(row.said_by, "theirs", known_as=row.name, org=row.name), Voice("Leo", "ours", known_as=row.name)]
    facts: dict[str, Any] = {
        "paste": _Paste(),
        "client": row.name,
        "taken": 8,
        "known": 2,
        "first_at": NOW - timedelta(days=3),
        "last_at": NOW - timedelta(days=2),
        "voices": voices,
        "lines": lines,
        "more": 3,
        "is_open": True,
        "is_decided": False,
        "asks": 1,
        "who": row.who,
        "choices": {},
        "new": "",
        "recalled": 1,
        "left_out": 20,
        "act": "wecom:ww01:7:42",
    }
    reply: dict[str, Any] = {
        "name": row.said_by, "client": row.name, "words": row.text, "until": NOW, "left": 4, "value": "42:7:6",
        "at": None, "who": "",
    }  # fmt: skip
    return [
        ("paste", facts),
        ("paste", facts | {"client": None, "choices": {3: row.name}, "new": row.name, "lines": []}),
        ("paste", facts | {"taken": 0, "lines": [], "voices": []}),
        ("paste", facts | {"is_open": False, "is_decided": True}),
        ("paste", facts | {"act": None, "lines": [], "taken": 0}),
        ("forwarded", {}),
        ("kf_whose", {"name": row.said_by, "words": row.text, "place": 5, "choices": {3: row.name}}),
        ("kf_reply", reply | {"state": "draft"}),
        ("kf_reply", reply | {"state": "sent", "at": NOW, "who": row.who}),
        ("kf_reply", reply | {"state": "failed"}),
        ("errors", {"code": "no_service_chat", "name": row.name}),
        ("errors", {"code": "reply_too_long", "size": 3000, "most": 2048}),
        ("errors", {"code": "reply_window_closed", "who": row.said_by, "last_at": NOW, "why": "time"}),
        ("errors", {"code": "reply_window_closed", "who": row.said_by, "last_at": NOW, "why": "count"}),
    ]
