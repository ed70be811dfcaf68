"""Cards and forms drawn in Block Kit. Pure, and within Slack's limits whatever the words are.

Words of people are escaped and drawn `verbatim`, so that they can neither ping, nor link, nor end their block early.
"""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from bot.slack.mrkdwn import escaped
from bot.slack.payload import storable
from handlers.replies import Address
from prompts.cards import Button, Card, Fact, Field, Form, Link, Select
from prompts.words import lang_of, word

Block = dict[str, Any]

# Slack's limits, in UTF-16 units as its own JavaScript counts.
SECTION, FIELD, CONTEXT, BUTTON, VALUE, URL, HEADER = 3000, 2000, 2000, 75, 2000, 3000, 150
FIELDS_PER_SECTION, BUTTONS_PER_ROW, BLOCKS = 10, 25, 50
MODAL_BLOCKS, MODAL_TITLE, MODAL_LABEL, METADATA, CALLBACK = 100, 24, 2000, 3000, 255
OPTIONS, OPTION_LABEL, OPTION_VALUE, INITIAL, HINT, PLACEHOLDER = 100, 75, 150, 3000, 2000, 150
FALLBACK = 3900  # chat.update refuses more than 4,000

# Slack also refuses about 12,000 characters in all blocks together (msg_blocks_too_long, bolt-js issues 2509 and
# 2867; not in its documentation, and it was seen at 11,341). These shares add up to 10,000.
_TITLE, _BODY, _QUOTE, _FACTS, _FACT_LABEL, _LINKS, _FOOTER = 250, 5000, 1500, 2000, 100, 800, 450
_BUTTONS, _SELECTS = 50, 5
_FIRST_SELECT = 100  # their numbers begin behind those of the buttons

_NUMBERED = re.compile(r"(.+?)\.\d+")
# The last two ranges turn the direction of writing, by which words can be made to look like others.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
# What would open bold, italic, struck-out or code in words that mean only themselves: not in 3*4, not in file_name.
_OPENS = re.compile(r"(?<![^\W_])[*_~`]|[*_~`](?![^\W_])")
_FLAT = {"*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ"}


def card_blocks(card: Card) -> list[Block]:
    """A card's blocks: bold title and words, quotation, facts in two columns, links, buttons, small print."""
    blocks = [
        *_head(card),
        *_quote(card.quote),
        *_facts(card.facts),
        *_links(card.links),
        *(select_block(select, number) for number, select in enumerate(card.selects[:_SELECTS])),
        *_buttons(card.buttons),
        *_footer(card.footer),
    ]
    return blocks[:BLOCKS]


def card_view(card: Card) -> Block:
    """A card as a modal that is only read: what it says took the place of a form."""
    silent = card.model_copy(update={"buttons": (), "selects": ()})
    return {
        "type": "modal",
        "callback_id": "told",
        "title": _plain("Liaison", MODAL_TITLE),
        "close": _plain("×", MODAL_TITLE),
        "blocks": card_blocks(silent)[:MODAL_BLOCKS],
    }


def card_text(card: Card) -> str:
    """What notifications and screen readers get beside the blocks."""
    return cut(_shown(card.as_text), FALLBACK) or escaped(card.name)


def modal(form: Form, to: Address) -> Block:
    """A form as a modal's view. What a submission must bring back, since it has no channel, is in private_metadata.

    Raises ValueError if it can't be: an option's value or `about` is longer than Slack keeps.
    """
    intro = [_section(cut(_shown(form.intro), SECTION))] if form.intro.strip() else []
    return {
        "type": "modal",
        "callback_id": _whole(form.name, CALLBACK),
        "title": _plain(form.title, MODAL_TITLE),
        "submit": _plain(form.submit or "OK", MODAL_TITLE),
        "close": _plain(form.cancel or "×", MODAL_TITLE),
        "private_metadata": _metadata(form, to),
        "blocks": [*intro, *(_input(field) for field in form.fields)][:MODAL_BLOCKS],
    }


def form_card(form: Form, *, url: str | None = None) -> Card:
    """A form in words, for where no modal opens: the trigger is dead, but what was to be asked isn't lost.

    `url`: of its web page, when there is one.
    """
    asked = [f"• {field.label}{f' ({field.hint})' if field.hint else ''}" for field in form.fields]
    label = word("form.open_link", lang_of(form.title + form.submit))
    links = (Link(label=label, url=url),) if url else ()
    return Card(name=form.name, title=form.title, body="\n".join(filter(None, (form.intro, *asked))), links=links)


def words_block(text: str, small: str = "", link: Link | None = None) -> Block:
    """Plain words, with small print beneath and a link behind them."""
    shown = cut(_shown(text.strip()), SECTION // 2) or "–"
    beneath = filter(None, (_shown(small.strip()), _link(link) if link is not None else ""))
    return _section(cut("\n".join(filter(None, (shown, " · ".join(beneath)))), SECTION))


def heading_block(text: str) -> Block:
    """A line in large type."""
    return {"type": "header", "text": _plain(text, HEADER)}


def small_block(text: str) -> Block:
    """Small print."""
    return _context(cut(_shown(text.strip()), CONTEXT) or "–")


def row_block(buttons: tuple[Button, ...], select: Select | None = None) -> Block:
    """A select, if there is one, and buttons beside each other. Slack refuses a row of nothing."""
    elements = [_button(button, number) for number, button in enumerate(buttons)]
    if select is not None:
        elements.insert(0, select_element(select, 0))
    return {"type": "actions", "elements": elements[:BUTTONS_PER_ROW]}


def action_of(action_id: str) -> str:
    """The action of a button: Slack wants action_ids to differ within a message, so they are numbered."""
    match = _NUMBERED.fullmatch(action_id)
    return match[1] if match else action_id


def cut(text: str, limit: int) -> str:
    """At most `limit` UTF-16 units, the last of them "…" if something is missing; never half an entity like "&amp;"."""
    if _units(text) <= limit:
        return text
    kept, left = [], limit - 1
    # The slice spares looking at a megabyte of which a line is kept; it may end within an entity, beyond the limit.
    for piece in re.findall(r"&(?:amp|lt|gt);|.", text[: limit + len("&amp;")], re.DOTALL):
        left -= _units(piece)
        if left < 0:
            break
        kept.append(piece)
    return "".join(kept) + "…"


def _head(card: Card) -> list[Block]:
    title = cut(_shown(" ".join(card.title.split())), _TITLE)
    # Asterisks of its own would end the bold type in the middle of a title.
    bold = f"*{title.replace('*', '∗')}*" if title else ""
    body = cut(_shown(card.body.strip()), _BODY)
    return [_section(text) for text in _split("\n".join(filter(None, (bold, body))) or escaped(card.name), SECTION)]


def _quote(quote: str) -> list[Block]:
    lines = [f"> {line}" for line in _shown(quote).splitlines() if line.strip()]
    return [_section(cut("\n".join(lines), _QUOTE))] if lines else []


def _facts(facts: tuple[Fact, ...]) -> Iterator[Block]:
    fields, left = [], _FACTS
    for fact in facts:
        field = _fact(fact, left)
        left -= _units(field)
        if left < 0 or not field:
            break
        fields.append(_mrkdwn(field))
    for start in range(0, len(fields), FIELDS_PER_SECTION):
        yield {"type": "section", "fields": fields[start : start + FIELDS_PER_SECTION]}


def _fact(fact: Fact, limit: int) -> str:
    label = cut(_shown(" ".join(fact.label.split())), _FACT_LABEL).replace("*", "∗")
    value = _shown(fact.value.strip())
    return cut(f"*{label}*\n{value}" if label else value or "–", min(limit, FIELD))


def _links(links: tuple[Link, ...]) -> list[Block]:
    """The links on one line, as many as fit whole: half an address leads nowhere."""
    shown, left = [], _LINKS
    for link in links:
        drawn = _link(link)
        left -= _units(drawn) + 3
        if left >= 0 and drawn:
            shown.append(drawn)
    return [_context(" · ".join(shown))] if shown else []


def _link(link: Link) -> str:
    label = cut(_shown(" ".join(link.label.split())), 150).replace("|", "¦")
    url = escaped(link.url.strip()).replace("|", "%7C")
    if not re.fullmatch(r"https?://[^\s\x00-\x1f]+", url):
        return label
    return f"<{url}|{label}>" if label else f"<{url}>"


def _buttons(buttons: tuple[Button, ...]) -> Iterator[Block]:
    elements = [_button(button, number) for number, button in enumerate(buttons[:_BUTTONS])]
    for start in range(0, len(elements), BUTTONS_PER_ROW):
        yield {"type": "actions", "elements": elements[start : start + BUTTONS_PER_ROW]}


def _button(button: Button, number: int) -> Block:
    drawn: Block = {
        "type": "button",
        "action_id": f"{button.action}.{number}",
        "text": _plain(button.label, BUTTON),
        "value": _whole(button.value, VALUE),
    }
    if not button.value:
        del drawn["value"]  # Slack refuses an empty one
    if button.style != "default":
        drawn["style"] = button.style
    return drawn


def select_block(select: Select, number: int) -> Block:
    """A line with its select at the end."""
    label = cut(_shown(" ".join(select.label.split())), _FACT_LABEL) or "–"
    return {**_section(label), "accessory": select_element(select, number)}


def select_element(select: Select, number: int) -> Block:
    """One of several; what it is about comes back with the choice, as "task:7=doing"."""
    about = f"{select.value}=" if select.value else ""
    options = [
        {"text": _plain(choice.label, OPTION_LABEL), "value": _whole(f"{about}{choice.value}", OPTION_VALUE)}
        for choice in select.choices[:OPTIONS]
    ]
    chosen = next((option for option in options if option["value"] == f"{about}{select.chosen}"), None)
    return {
        "type": "static_select",
        "action_id": f"{select.action}.{_FIRST_SELECT + number}",
        "placeholder": _plain(select.label, PLACEHOLDER),
        "options": options,
        **({"initial_option": chosen} if chosen else {}),
    }


def _footer(footer: str) -> list[Block]:
    text = cut(_shown(footer.strip()), _FOOTER)
    return [_context(text)] if text else []


def _input(field: Field) -> Block:
    block: Block = {
        "type": "input",
        "block_id": field.name,
        "optional": not field.is_required,
        "label": _plain(field.label or field.name, MODAL_LABEL),
        "element": {"action_id": "value", **_element(field)},
    }
    if field.hint.strip():
        block["hint"] = _plain(field.hint, HINT)
    return block


def _element(field: Field) -> Block:
    if field.kind == "date":
        return {"type": "datepicker", **({"initial_date": field.value} if _is_date(field.value) else {})}
    if field.kind == "choice" and field.choices:
        return _select(field)
    value = _clean(field.value)
    element: Block = {"type": "plain_text_input", "multiline": field.kind == "text", "max_length": INITIAL}
    return {**element, "initial_value": cut(value, INITIAL)} if value else element


def _select(field: Field) -> Block:
    options = [
        {"text": _plain(choice.label, OPTION_LABEL), "value": _whole(choice.value, OPTION_VALUE)}
        for choice in field.choices[:OPTIONS]
    ]
    chosen = next((option for option in options if option["value"] == field.value), None)
    return {"type": "static_select", "options": options, **({"initial_option": chosen} if chosen else {})}


def _metadata(form: Form, to: Address) -> str:
    opened = {
        "workspace": to.workspace,
        "channel": to.channel,
        "thread": to.thread,
        "about": form.about,
        "message_id": to.message_id,
        "response_url": to.response_url,
        "is_home": to.is_home,
    }
    kept = {name: value for name, value in opened.items() if value}
    return _whole(json.dumps(kept, ensure_ascii=False, separators=(",", ":")), METADATA)


def _section(text: str) -> Block:
    return {"type": "section", "text": _mrkdwn(text)}


def _context(text: str) -> Block:
    return {"type": "context", "elements": [_mrkdwn(cut(text, CONTEXT))]}


def _mrkdwn(text: str) -> Block:
    # Without `verbatim`, Slack makes links and mentions out of plain words.
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _plain(text: str, limit: int) -> Block:
    return {"type": "plain_text", "text": cut(" ".join(_clean(text).split()), limit) or "…", "emoji": True}


def _whole(text: str, limit: int) -> str:
    """The text itself: what a program reads back can't be cut. Raises ValueError."""
    if _units(text) > limit:
        raise ValueError(f"longer than Slack's {limit}")
    return text


def _split(text: str, limit: int) -> Iterable[str]:
    """Pieces within the limit, broken between lines where that is possible."""
    while _units(text) > limit:
        head = cut(text, limit)[:-1]
        end = head.rfind("\n") if "\n" in head[limit // 2 :] else len(head)
        yield text[:end]
        text = text[end:].lstrip("\n")
    if text:
        yield text


def _shown(text: str) -> str:
    """Plain words as mrkdwn that shows them and neither formats, nor pings, nor links."""
    flat = _OPENS.sub(lambda mark: _FLAT[mark[0]], _clean(text))
    return re.sub(r"(?m)^(\s*)&gt;", r"\1›", escaped(flat))  # it would begin a quotation


def _clean(text: str) -> str:
    return _CONTROL.sub("", storable(text.replace("\r\n", "\n")))


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == len("2026-01-31")
