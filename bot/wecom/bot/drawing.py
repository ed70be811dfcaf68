"""Cards and forms as the AI bot says them: Markdown, and template cards for what can be pressed. Pure.

The bot has no plain text. In its Markdown stand the words of clients too, so whatever would become a link under another
name, a mention or a tag is broken up, and what would become bold or struck through is escaped.
"""

import hashlib
import re
from typing import Any

from bot.doors import OurBug
from bot.wecom.limits import clean, cut_bytes, one_line
from bot.wecom.template_cards import TooMuch, draw, draw_form, draw_form_link, updated_card
from prompts.cards import Card, Link, Said

Json = dict[str, Any]

WORDS_BYTES = 20480  # of a stream, and of Markdown
_NOTICES = ("text_notice", "news_notice")
_NO_WIDTH = "\u200b"
_TAG = re.compile(r"<(?=[A-Za-z@/!?])")
_HEADING = re.compile(r"^(\s*)#", re.MULTILINE)


def draw_messages(said: Said, *, key: str, url: str = "") -> list[Json]:
    """The messages that say it, in order: {"msgtype": "markdown" | "template_card", …}. Raises OurBug.

    `url`: the web page of a form; without it, a form is said in words.
    """
    if said.form is not None:
        drawn_form = draw_form_link(said.form, key=key, url=url) if url else draw_form(said.form, key=key)
        return [_converted(drawn_form)]
    if said.card is None:
        raise OurBug("there is nothing to say")
    try:
        drawn = draw(said.card, key=key)
    except TooMuch as too_much:
        raise OurBug(str(too_much)) from None
    if not any(_is_pressed(message) for message in drawn):
        return [markdown(words_of(said.card))]
    return [message if _is_card(message) else markdown(words_of(said.card)) for message in drawn]


def draw_one(said: Said, *, key: str) -> Json:
    """The one message where no more can be sent: of a card with buttons the card, its words cut. Raises OurBug."""
    return draw_messages(said, key=key)[-1]


def draw_update(card: Card, *, key: str, task_id: str) -> Json:
    """The template_card that takes the place of the one that was pressed. Raises OurBug."""
    try:
        drawn = updated_card(card, key=key)
    except TooMuch as too_much:
        raise OurBug(str(too_much)) from None
    return drawn | {"task_id": task_id} if task_id else drawn


def markdown(words: str) -> Json:
    """Words as a message."""
    return {"msgtype": "markdown", "markdown": {"content": words}}


def stream(words: str, *, key: str) -> Json:
    """Words as the whole of an answer; the same key is the same stream, so that saying it again changes nothing."""
    name = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return {"msgtype": "stream", "stream": {"id": name, "finish": True, "content": words}}


def words_of(card: Card) -> str:
    """A card in Markdown: its title bold, a quotation as one, links that can be tapped."""
    lines = [f"**{plain(one_line(card.title))}**"]
    if card.body:
        lines.append(plain(clean(card.body)))
    if card.quote:
        lines += [f"> {line}" for line in plain(clean(card.quote)).splitlines()]
        lines.append("")
    lines += [f"{plain(one_line(fact.label))}: {plain(one_line(fact.value))}" for fact in card.facts]
    lines += [_link(link) for link in card.links]
    if card.footer:
        lines.append(plain(one_line(card.footer)))
    return cut_bytes("\n".join(lines), WORDS_BYTES)


def plain(text: str) -> str:
    """Text that stays what it is in Markdown."""
    for mark in ("*", "`", "~"):
        if text.count(mark) > 1:
            text = text.replace(mark, "\\" + mark)
    text = _TAG.sub("＜", text.replace("](", f"]{_NO_WIDTH}("))
    return _HEADING.sub(rf"\1{_NO_WIDTH}#", text)


def _link(link: Link) -> str:
    label = one_line(link.label).replace("[", "［").replace("]", "］")
    is_tappable = re.fullmatch(r"https?://[^\s<>\"()]+", link.url)
    return f"[{plain(label) or link.url}]({link.url})" if is_tappable else f"{plain(label)}: {plain(link.url)}"


def _converted(message: Json) -> Json:
    """A message of the self-built app as the bot may say it."""
    match message["msgtype"]:
        case "template_card":
            return message
        case "text":
            return markdown(cut_bytes(plain(message["text"]["content"]), WORDS_BYTES))
        case "textcard":
            card = message["textcard"]
            words = [f"**{plain(one_line(card['title']))}**", plain(clean(card["description"]))]
            link = _link(Link(label=card.get("btntxt") or card["title"], url=card["url"]))
            return markdown(cut_bytes("\n".join([*words, link]), WORDS_BYTES))
        case other:
            raise OurBug(f"the bot can't say a message of type {other}")


def _is_card(message: Json) -> bool:
    return "template_card" in message


def _is_pressed(message: Json) -> bool:
    return _is_card(message) and message["template_card"].get("card_type") not in _NOTICES
