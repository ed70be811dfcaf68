"""Cards and forms as WeCom messages. Pure: a Card in, the JSON of message/send out.

A card with buttons becomes a button_interaction card; where that can't hold all its words, a text with all of them
goes before it. What is to be chosen stands in it, or in cards of its own (`bot/wecom/choices.py`). A card without
either becomes a text_notice when it has a link to open, since WeCom demands one; else a text, which also people who
read in plain WeChat can see (they see neither cards nor Markdown).
"""

import hashlib
import re
from typing import Any

from bot.wecom.choices import NAMELESS, SUBMIT, TooMuch, can_stand_inline, draw_cards, draw_inline
from bot.wecom.limits import TEXT_BYTES, clean, cut_bytes, cut_chars, cut_width, one_line
from prompts.cards import Button, Card, Field, Form, Link
from prompts.commands import BY_VERB, example_of, form_of
from prompts.words import Lang, lang_of, word

__all__ = ["TooMuch", "as_text", "draw", "draw_form", "draw_form_link", "is_web", "task_id", "updated_card"]

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
LINK_TITLE_BYTES = 128
LINK_BYTES = 512

_NUMBERED = ("change", "change_request", "task")  # what a form corrects by its number
_STYLES = {"primary": 1, "danger": 2, "default": 3}
# Characters without width, for `_mark`: zero width space, zero width non-joiner.
_ZERO, _ONE = "\u200b", "\u200c"
_MARK_BITS = 16


def draw(card: Card, *, key: str) -> list[Json]:
    """The messages that say this card, in order; the last is the one whose receipt counts. Raises TooMuch."""
    card = _sendable(card)
    if card.selects and not _is_inline(card):
        return _draw_apart(card, key)
    if card.buttons or card.selects:
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
    card = _sendable(card)
    if card.buttons or _is_inline(card):
        return _interaction(card, key)
    if card.selects:
        return _choosing(card, key)[-1]
    if _web_links(card):
        return _notice(card, key)
    who = one_line(card.footer)
    if cut_width(who, BUTTON_COLUMNS) != who:  # the whole of it stands below the title
        who = who.partition(" · ")[0]
    label = cut_width(who or _title(card), BUTTON_COLUMNS)
    drawn = _interaction(card.model_copy(update={"buttons": (Button(label=label, action="none"),)}), key)
    return drawn | {"replace_text": label}


def draw_form(form: Form, *, key: str) -> Json:
    """A form in words, as WeCom has no modals: what it asks for, and the command that answers it, with an example."""
    lines = [one_line(form.title), clean(form.intro)]
    lines += [_asked(field) for field in form.fields]
    lines += [f"→ {answer}" for answer in _answered_by(form)]
    return _text_message(_shortened("\n".join(line for line in lines if line), key))


def draw_form_link(form: Form, *, key: str, url: str) -> Json:
    """A form as a card that opens its web page; people who read in plain WeChat see it too."""
    lang = _lang_of(form)
    last = word("form.yours", lang)
    lines = [clean(form.intro)]
    lines += [
        f"{one_line(field.label)}: {one_line(field.value)}"
        for field in form.fields
        if field.value and field.kind != "choice"
    ]
    answered = _answered_by(form)
    if answered:
        lines.append(word("form.or_send", lang) + answered[-1])
    words = _without_tags("\n".join(line for line in lines if line), every=True)
    words = cut_bytes(words, LINK_BYTES - len(last.encode()) - 1)
    return {
        "msgtype": "textcard",
        "textcard": {
            "title": cut_bytes(one_line(form.title) or NAMELESS, LINK_TITLE_BYTES),
            "description": f"{words}\n{last}" if words else last,
            "url": url,
            "btntxt": word("form.open", lang),
        },
    }


def as_text(card: Card, *, key: str) -> str:
    """A card in plain text, within TEXT_BYTES. Links are written so that they can be tapped."""
    return _shortened(card.as_text, key)


def task_id(key: str) -> str:
    """An id that WeCom takes ([0-9A-Za-z_@-], unique in the app), always the same for the same outbox key."""
    return "liaison-" + hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:40]


# Template cards


def _interaction(card: Card, key: str) -> Json:
    drawn = _body(card) | {"card_type": "button_interaction", "task_id": task_id(key)}
    buttons = list(card.buttons)
    if _is_inline(card):
        drawn["button_selection"] = draw_inline(card.selects[0])
        buttons.insert(0, Button(label=word("select.submit", _lang_of(card)), action=SUBMIT))
    # WeCom refuses a card that has a key twice.
    drawn["button_list"] = list({button["key"]: button for button in map(_button, buttons)}.values())[:BUTTONS]
    links = _web_links(card)
    if links:
        drawn["card_action"] = {"type": 1, "url": links[0].url}
    return drawn


def _is_inline(card: Card) -> bool:
    return bool(card.selects) and len(card.buttons) < BUTTONS and can_stand_inline(card.selects)


def _draw_apart(card: Card, key: str) -> list[Json]:
    """What is to be chosen in cards of its own, after the words and before the card with the buttons."""
    choosing = [_template_message(drawn) for drawn in _choosing(card, key)]
    rest = card.model_copy(update={"selects": ()})
    has_words = bool(rest.body or rest.quote or rest.facts or rest.links) or not _fits(rest)
    if rest.buttons:
        *words, buttons = draw(rest, key=key)
        return [*words, *choosing, buttons]
    return [*draw(rest, key=f"{key}/words"), *choosing] if has_words else choosing


def _choosing(card: Card, key: str) -> list[Json]:
    head: Json = {"main_title": _main_title(card)}
    submit = {"text": word("select.submit", _lang_of(card)), "key": f"{SUBMIT}|"}
    parts = draw_cards(card.selects)
    # The last one bears the message's own id, unless the card with the buttons does.
    ids = [task_id(f"{key}/{number}") for number in range(len(parts))]
    if not card.buttons:
        ids[-1:] = [task_id(key)]
    return [head | part | {"task_id": one, "submit_button": submit} for part, one in zip(parts, ids, strict=True)]


def _notice(card: Card, key: str) -> Json:
    link = _web_links(card)[0]
    drawn = _body(card) | {"card_type": "text_notice", "task_id": task_id(key)}
    drawn["card_action"] = {"type": 1, "url": link.url}
    return drawn


def _body(card: Card) -> Json:
    drawn: Json = {"main_title": _main_title(card)}
    if card.body:
        drawn["sub_title_text"] = cut_chars(clean(card.body), BODY_CHARS)
    if card.quote:
        drawn["quote_area"] = {"type": 0, "quote_text": cut_chars(clean(card.quote), QUOTE_CHARS)}
    if card.facts:
        drawn["horizontal_content_list"] = [
            {
                "keyname": cut_width(one_line(fact.label) or NAMELESS, LABEL_COLUMNS),
                "value": cut_chars(one_line(fact.value), VALUE_CHARS),
            }
            for fact in card.facts[:FACTS]
        ]
    if _web_links(card):
        drawn["jump_list"] = [_jump(link) for link in _web_links(card)[:JUMPS]]
    return drawn


def _main_title(card: Card) -> Json:
    title, subtitle = _headline(card)
    drawn = {"title": cut_chars(title, TITLE_CHARS)}
    return drawn | {"desc": cut_chars(subtitle, SUBTITLE_CHARS)} if subtitle else drawn


def _headline(card: Card) -> tuple[str, str]:
    """What stands in the title, and below it. Of a title that is too long the client goes below, if that finds room."""
    title, footer = _title(card), one_line(card.footer)
    head, _, client = title.rpartition(" · ")
    below = " · ".join(part for part in (client, footer) if part)
    if len(title) > TITLE_CHARS and 0 < len(head) <= TITLE_CHARS and len(below) <= SUBTITLE_CHARS:
        return head, below
    return title, footer


def _title(card: Card) -> str:
    return one_line(card.title) or one_line(card.body) or NAMELESS


def _sendable(card: Card) -> Card:
    """Without buttons whose keys WeCom wouldn't bring back as they are: a key that is cut presses something else.

    Only somebody's own words in a key can do that. What the card says is worth more than such a button.
    """
    return card.model_copy(
        update={"buttons": tuple(button for button in card.buttons if _is_sendable(_key_of(button)))}
    )


def _is_sendable(key: str) -> bool:
    return len(key.encode("utf-8", "surrogatepass")) <= BUTTON_KEY_BYTES and clean(key) == key


def _key_of(button: Button) -> str:
    return f"{button.action}|{button.value}"


def _button(button: Button) -> Json:
    key = _key_of(button)
    label = cut_width(one_line(button.label) or button.action, BUTTON_COLUMNS)
    return {"text": label, "style": _STYLES[button.style], "key": key}


def _jump(link: Link) -> Json:
    return {"type": 1, "url": link.url, "title": cut_chars(one_line(link.label) or link.url, JUMP_CHARS)}


def _web_links(card: Card) -> list[Link]:
    return [link for link in card.links if is_web(link.url)]


def is_web(url: str) -> bool:
    """Whether a card may link to it."""
    is_plain = re.fullmatch(r"https?://[^\s\x00-\x20<>\"\ud800-\udfff]+", url)
    return bool(is_plain) and len(url.encode()) <= URL_BYTES


def _fits(card: Card) -> bool:
    """Whether a template card shows every word of it."""
    title, subtitle = _headline(card)
    return (
        len(title) <= TITLE_CHARS
        and len(subtitle) <= SUBTITLE_CHARS
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
    chosen = next((choice.label for choice in field.choices if choice.value == field.value), field.value)
    return " ".join(part for part in (asked + ":", clean(chosen), choices) if part)


def _answered_by(form: Form) -> list[str]:
    """The command that does what the form does, in its right form and as an example; nothing if there is none."""
    is_correction = form.about.partition(":")[0] in _NUMBERED
    command = BY_VERB.get("edit" if is_correction else form.name) or BY_VERB.get(form.name.partition("_")[0])
    if command is None:
        return []
    lang = _lang_of(form)
    return [form_of(command, lang, "wecom"), example_of(command, lang, "wecom")]


def _lang_of(said: Card | Form) -> Lang:
    return lang_of(said.title + said.submit if isinstance(said, Form) else said.as_text)


def _shortened(text: str, key: str) -> str:
    mark = _mark(key)
    return cut_bytes(_without_tags(clean(text)), TEXT_BYTES - len(mark.encode())) + mark


def _without_tags(text: str, *, every: bool = False) -> str:
    """Text in which WeCom finds no <a href>: a client's words must not become a link under another name."""
    if every:
        return text.replace("<", "＜")
    return re.sub(r"<(?=\s*/?\s*a\b)", "＜", text, flags=re.IGNORECASE)


def _mark(key: str) -> str:
    """The outbox key, invisible, at a text's end.

    WeCom drops a second message that is identical to one of the last hours. That makes sending again after a timeout
    harmless; but it would also swallow the second answer to the same command. The mark tells the two cases apart.
    """
    bits = int.from_bytes(hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()[:2], "big")
    return f"{bits:0{_MARK_BITS}b}".replace("0", _ZERO).replace("1", _ONE)
