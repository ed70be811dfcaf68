"""What is answered at the door itself."""

from datetime import UTC, datetime

import pytest

from handlers.arrivals import Attachment, Message, PersonNews, Place
from handlers.welcome import answer_at_once

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
ZHAO = Place(platform="wecom", workspace="ww01", channel="zhaoyu", is_direct=True)
VOICE = (Attachment(kind="voice", media_id="M1"),)


def said(text: str, attachments: tuple[Attachment, ...] = ()) -> Message:
    return Message(key="k", place=ZHAO, user="zhaoyu", at=NOW, message_id="1", text=text, attachments=attachments)


def news(kind: str) -> PersonNews:
    return PersonNews.model_validate({"key": "k", "place": ZHAO, "user": "zhaoyu", "at": NOW, "news": kind})


def answer(arrival, lang="zh") -> str | None:
    return answer_at_once(arrival, lang=lang, tz="Asia/Shanghai", now=NOW)


def test_who_follows_the_app_is_greeted_and_shown_the_way_to_the_other_language():
    chinese, english = answer(news("followed")), answer(news("followed"), "en")

    assert chinese is not None
    assert english is not None
    assert chinese.startswith("你好，我是 Liaison")
    assert "lang en" in chinese
    assert "语言 中文" in english


def test_what_can_not_be_read_is_said_to_be_kept():
    kept = answer(said("", VOICE))

    assert kept is not None
    assert "记录" in kept


@pytest.mark.parametrize("arrival", [said("你好"), said("看图", VOICE), said(""), news("left"), news("changed")])
def test_everything_else_is_left_to_the_worker(arrival):
    assert answer(arrival) is None
