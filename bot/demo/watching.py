"""What the bot has done since one last looked: cards that came, changed, or opened, on either platform."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from bot.demo.stage import Stage
from bot.fakes.slack import Ephemeral, OpenView, Post
from bot.fakes.slack.state import micros
from bot.fakes.wecom import BotSaid, Delivery

Way = Literal["thread", "channel", "direct", "private", "form", "instant", "group"]
Source = Post | Ephemeral | OpenView | Delivery | BotSaid | None

_LINK = re.compile(r"<https?://[^|>]+\|([^>]+)>")
_NO_WIDTH = re.compile("[\u200b\u200c]")


@dataclass(frozen=True)
class Seen:
    """A card as its reader sees it."""

    way: Way
    where: str  # Slack channel id; WeCom userid
    user: str  # whose eyes it is for; "" for everybody in the channel
    is_change: bool  # it took the place of an earlier one
    title: str
    body: tuple[str, ...] = ()
    quote: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    buttons: tuple[str, ...] = ()
    source: Source = None


class Watcher:
    """Remembers what has been seen."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._known: dict[int, int] = {}  # id of a card → how often it has changed

    def look(self) -> list[Seen]:
        """All that is new or different, in order of appearance."""
        return [self._draw(source, times > 0) for source, times in self._sources() if self._is_news(source, times)]

    def cards(self) -> Iterator[Post | Ephemeral | Delivery]:
        """All cards that stand somewhere, the newest first."""
        slack = self._stage.slack
        yield from reversed(self._stage.wecom.delivered())
        said: list[Post | Ephemeral] = [*slack.whispered(), *slack.posted()]
        yield from sorted(said, key=_posted_at, reverse=True)

    def _sources(self) -> Iterator[tuple[Post | Ephemeral | OpenView | Delivery | BotSaid, int]]:
        slack, wecom = self._stage.slack, self._stage.wecom
        for post in slack.posted():
            yield post, len(post.former)
        for note in slack.whispered():
            yield note, len(note.former)
        with slack.lock:
            views = list(slack.state.views.values())
        for view in views:
            yield view, 0
        for delivery in wecom.delivered():
            yield delivery, len(delivery.updates)
        for said in self._stage.aibot.heard():
            yield said, len(said.updates)

    def _is_news(self, source: object, times: int) -> bool:
        # The fakes keep all that they were ever given, so an id stays the same object's.
        is_news = self._known.get(id(source), -1) < times
        self._known[id(source)] = times
        return is_news

    def _draw(self, source: Post | Ephemeral | OpenView | Delivery | BotSaid, is_change: bool) -> Seen:
        match source:
            case Post():
                channel = self._stage.slack.state.channels[source.channel]
                way: Way = "direct" if channel.is_im else "thread" if source.thread_ts else "channel"
                return _draw_blocks(source.blocks, way, channel.id, channel.user, is_change, source)
            case Ephemeral():
                return _draw_blocks(source.blocks, "private", source.channel, source.user, is_change, source)
            case OpenView():
                return _draw_view(source)
            case Delivery():
                return _draw_wecom(source, "direct", source.userid, source.userid, is_change)
            case BotSaid():
                return _draw_wecom(source, "group", source.chat, "", is_change)


def _posted_at(card: Post | Ephemeral) -> int:
    return micros(card.ts)


def _draw_view(view: OpenView) -> Seen:
    inputs = [block for block in view.view["blocks"] if block["type"] == "input"]
    fields = tuple((block["label"]["text"], _initial(block["element"])) for block in inputs)
    buttons = (view.view["submit"]["text"], view.view["close"]["text"])
    return Seen("form", "", view.user, False, view.view["title"]["text"], facts=fields, buttons=buttons, source=view)


def _initial(element: dict[str, Any]) -> str:
    """What stands in a field before anybody fills it in."""
    chosen = element.get("initial_option", {}).get("text", {}).get("text")
    return str(element.get("initial_value") or element.get("initial_date") or chosen or "–")


def _draw_blocks(
    blocks: list[dict[str, Any]], way: Way, where: str, user: str, is_change: bool, source: Source
) -> Seen:
    title, quote = "", ""
    body: list[str] = []
    facts: list[tuple[str, str]] = []
    buttons: list[str] = []
    for block in blocks:
        if block["type"] == "section" and "fields" in block:
            facts += [_fact(field["text"]) for field in block["fields"]]
        elif block["type"] == "section" and block["text"]["text"].startswith(("> ", "&gt; ")):
            quote = _plain(block["text"]["text"])
        elif block["type"] == "section":
            first, *rest = _plain(block["text"]["text"]).splitlines()
            title, body = title or first.strip("*"), [*body, *rest] if title == "" else [*body, first, *rest]
        elif block["type"] == "actions":
            buttons += [element["text"]["text"] for element in block["elements"]]
    return Seen(way, where, user, is_change, title, tuple(body), quote, tuple(facts), tuple(buttons), source)


def _draw_wecom(source: Delivery | BotSaid, way: Way, where: str, user: str, is_change: bool) -> Seen:
    card = source.card
    if not card:
        title, *body = _NO_WIDTH.sub("", source.text).splitlines() or [""]
        return Seen(way, where, user, is_change, title, tuple(body), source=source)
    return Seen(
        way,
        where,
        user,
        is_change,
        card.get("main_title", {}).get("title", ""),
        tuple(card.get("sub_title_text", "").splitlines()),
        card.get("quote_area", {}).get("quote_text", ""),
        tuple((item["keyname"], item.get("value", "")) for item in card.get("horizontal_content_list", [])),
        tuple(button["text"] for button in card.get("button_list", []) if not card.get("replace_text")),
        source,
    )


def draw_instant(user: str, text: str) -> Seen:
    """What WeCom got as the answer to its callback itself."""
    title, *body = text.splitlines()
    return Seen("instant", user, user, False, title, tuple(body))


def _fact(text: str) -> tuple[str, str]:
    label, _, value = _plain(text).partition("\n")
    return label.strip("*"), value


def _plain(text: str) -> str:
    return html.unescape(_LINK.sub(r"\1", text))
