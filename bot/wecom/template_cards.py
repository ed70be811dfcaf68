"""Cards and forms as WeCom messages. Pure: a Card in, the JSON of message/send out.

A card with buttons becomes a button_interaction card; where that can't hold all its words, a text with all of them
goes before it. A card without buttons becomes a text_notice when it has a link to open, since WeCom demands one; else a
text, which also people who read in plain WeChat can see (they see neither cards nor Markdown).
"""

import hashlib
import re
from typing import Any

from bot.wecom.limits import TEXT_BYTES, clean, cut_bytes, cut_chars, cut_width, one_line
from prompts.cards import Button, Card, Field, Form, Link
from prompts.commands import BY_VERB, example_of, form_of
from prompts.words import Lang

Json = dict[str, Any]

# WeCom's own advice; what is longer is cut off on the screen, at a place that we can't choose.
TITLE_CHARS = 36
SUBTITLE_CHARS = 44
BODY_CHARS = 160
QUOTE_CHARS = 160
FACTS = 6
LABEL_COLUMNS = 10  # five Chinese characters
VALUE_CHARS = 26
BUTTONS = 6
BUTTON_COLUMNS = 20  # ten Chinese characters
BUTTON_KEY_BYTES = 1024
JUMPS = 3
JUMP_CHARS = 13
URL_BYTES = 1024

_CHINESE = re.compile("[\u4e00-\u9fff]")
_NAMELESS = "·"  # where WeCom demands a word and there is none
_STYLES = {"primary": 1, "danger": 2, "default": 3}
# Characters without width, for `_mark`: zero width space, zero width non-joiner.
_ZERO, _ONE = "\u200b", "\u200c"
_MARK_BITS = 16


class TooMuch(ValueError):
    """A card that WeCom can't hold and that can't be cut without changing what it does."""


def draw(card: Card, *, key: str) -> list[Json]:
    """The messages that say this card, in order; the last is the one whose receipt counts. Raises TooMuch."""
    if card.buttons:
        drawn = _template_message(_interaction(card, key))
        return [drawn] if _fits(card) else [_text_message(as_text(card, key=key)), drawn]
    if _web_links(card) and _fits(card):
        return [_template_message(_notice(card, key))]
    return [_text_message(as_text(card, key=key))]


def updated_card(card: Card, *, key: str) -> Json:
    """The template_card that takes the place of an earlier one. Raises TooMuch.

    Where nothing can be pressed any more, the buttons give way to a link, or else to a grey label: WeCom wants an
    interactive card to keep a button, and `replace_text` makes it one that can't be pressed.
    """
    if card.buttons:
        return _interaction(card, key)
    if _web_links(card):
        return _notice(card, key)
    label = cut_width(one_line(card.footer) or _title(card), BUTTON_COLUMNS)
    drawn = _interaction(card.model_copy(update={"buttons": (Button(label=label, action="none"),)}), key)
    return drawn | {"replace_text": label}


def draw_form(form: Form, *, key: str) -> Json:
    """A form in words, as WeCom has no modals: what it asks for, and the command that answers it, with an example."""
    lines = [one_line(form.title), clean(form.intro)]
    lines += [_asked(field) for field in form.fields]
    lines += _answered_by(form)
    return _text_message(_shortened("\n".join(line for line in lines if line), key))


def as_text(card: Card, *, key: str) -> str:
    """A card in plain text, within TEXT_BYTES. Links are written so that they can be tapped."""
    return _shortened(card.as_text, key)


def task_id(key: str) -> str:
    """An id that WeCom takes ([0-9A-Za-z_@-], unique in the app), always the same for the same outbox key."""
    return "liaison-" + hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:40]


# Template cards


def _interaction(card: Card, key: str) -> Json:
    drawn = _body(card) | {"card_type": "button_interaction", "task_id": task_id(key)}
    # WeCom refuses a card that has a key twice.
    drawn["button_list"] = list({button["key"]: button for button in map(_button, card.buttons)}.values())[:BUTTONS]
    links = _web_links(card)
    if links:
        drawn["card_action"] = {"type": 1, "url": links[0].url}
    return drawn


def _notice(card: Card, key: str) -> Json:
    link = _web_links(card)[0]
    drawn = _body(card) | {"card_type": "text_notice", "task_id": task_id(key)}
    drawn["card_action"] = {"type": 1, "url": link.url}
    return drawn


def _body(card: Card) -> Json:
    drawn: Json = {"main_title": {"title": cut_chars(_title(card), TITLE_CHARS)}}
    if card.footer:
        drawn["main_title"]["desc"] = cut_chars(one_line(card.footer), SUBTITLE_CHARS)
    if card.body:
        drawn["sub_title_text"] = cut_chars(clean(card.body), BODY_CHARS)
    if card.quote:
        drawn["quote_area"] = {"type": 0, "quote_text": cut_chars(clean(card.quote), QUOTE_CHARS)}
    if card.facts:
        drawn["horizontal_content_list"] = [
            {
                "keyname": cut_width(one_line(fact.label) or _NAMELESS, LABEL_COLUMNS),
                "value": cut_chars(one_line(fact.value), VALUE_CHARS),
            }
            for fact in card.facts[:FACTS]
        ]
    if _web_links(card):
        drawn["jump_list"] = [_jump(link) for link in _web_links(card)[:JUMPS]]
    return drawn


def _title(card: Card) -> str:
    return one_line(card.title) or one_line(card.body) or _NAMELESS


def _button(button: Button) -> Json:
    key = f"{button.action}|{button.value}"
    # Cutting a key would press another record's button.
    if len(key.encode("utf-8", "surrogatepass")) > BUTTON_KEY_BYTES or clean(key) != key:
        raise TooMuch(f"the key of button {button.action[:40]} can't be sent")
    label = cut_width(one_line(button.label) or button.action, BUTTON_COLUMNS)
    return {"text": label, "style": _STYLES[button.style], "key": key}


def _jump(link: Link) -> Json:
    return {"type": 1, "url": link.url, "title": cut_chars(one_line(link.label) or link.url, JUMP_CHARS)}


def _web_links(card: Card) -> list[Link]:
    return [link for link in card.links if _is_web(link.url)]


def _is_web(url: str) -> bool:
    is_plain = re.fullmatch(r"https?://[^\s\x00-\x20<>\"\ud800-\udfff]+", url)
    return bool(is_plain) and len(url.encode()) <= URL_BYTES


def _fits(card: Card) -> bool:
    """Whether a template card shows every word of it."""
    return (
        len(_title(card)) <= TITLE_CHARS
        and len(one_line(card.footer)) <= SUBTITLE_CHARS
        and len(clean(card.body)) <= BODY_CHARS
        and len(clean(card.quote)) <= QUOTE_CHARS
        and len(card.facts) <= FACTS
        and all(len(one_line(fact.value)) <= VALUE_CHARS for fact in card.facts)
        and len(card.links) <= JUMPS
        and len(_web_links(card)) == len(card.links)
    )


# Texts


def _template_message(drawn: Json) -> Json:
    return {"msgtype": "template_card", "template_card": drawn}


def _text_message(text: str) -> Json:
    return {"msgtype": "text", "text": {"content": text}}


def _asked(field: Field) -> str:
    """One field in words: 截止 (2026-11-27): 周五前 — with * when it has to be answered, and its choices."""
    asked = "· " + one_line(field.label) + ("*" if field.is_required else "")
    if field.hint:
        asked += f" ({one_line(field.hint)})"
    choices = "[" + " / ".join(one_line(choice.label) for choice in field.choices) + "]" if field.choices else ""
    return " ".join(part for part in (asked + ":", clean(field.value), choices) if part)


def _answered_by(form: Form) -> list[str]:
    """The command that does what the form does, in its right form and as an example; nothing if there is none."""
    command = BY_VERB.get(form.name) or BY_VERB.get(form.name.partition("_")[0])
    if command is None:
        return []
    lang: Lang = "zh" if _CHINESE.search(form.title + form.submit) else "en"
    return ["→ " + form_of(command, lang, "wecom"), "→ " + example_of(command, lang, "wecom")]


def _shortened(text: str, key: str) -> str:
    mark = _mark(key)
    return cut_bytes(_without_tags(clean(text)), TEXT_BYTES - len(mark.encode())) + mark


def _without_tags(text: str) -> str:
    """Text in which WeCom finds no <a href>: a client's words must not become a link under another name."""
    return re.sub(r"<(?=\s*/?\s*a\b)", "＜", text, flags=re.IGNORECASE)


def _mark(key: str) -> str:
    """The outbox key, invisible, at a text's end.

    WeCom drops a second message that is identical to one of the last hours. That makes sending again after a timeout
    harmless; but it would also swallow the second answer to the same command. The mark tells the two cases apart.
    """
    bits = int.from_bytes(hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()[:2], "big")
    return f"{bits:0{_MARK_BITS}b}".replace("0", _ZERO).replace("1", _ONE)
