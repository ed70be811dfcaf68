"""Holding all that the fakes were sent to what the platforms take: nothing refused, nothing cut, nothing too long.

The numbers are the platforms' own. The fakes refuse by them as well; these are counted anew, from what was sent.
"""

import json
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

from bot.fakes import Call, FakeSlack, FakeWeCom
from bot.fakes.wecom.cards import check_card

Json = dict[str, Any]

# Slack: what a thing of this type may have, by the path to it.
BLOCKS = {"message": 50, "view": 100}
TEXTS = {
    "section": {"text": 3000}, "header": {"text": 150}, "button": {"text": 75}, "option": {"text": 75},
    "input": {"label": 2000, "hint": 2000}, "modal": {"title": 24, "submit": 24, "close": 24},
    "context": {}, "actions": {},
}  # fmt: skip
STRINGS = {"action_id": 255, "block_id": 255, "callback_id": 255, "private_metadata": 3000, "url": 3000}
VALUES = {"button": 2000, "option": 150}
COUNTS = {"fields": 10, "options": 100, "actions": 25, "context": 10}
FIELD_CHARS, POST_CHARS, UPDATE_CHARS, VIEW_BYTES = 2000, 40_000, 4000, 250 * 1024

# WeCom: beyond the titles and bodies it cuts where we can't choose.
TEXT_BYTES, KEY_BYTES, TASK_ID_BYTES = 2048, 1024, 128
TITLE_CHARS, SUBTITLE_CHARS, BODY_CHARS, LABEL_CHINESE, BUTTON_CHINESE = 36, 44, 160, 5, 10
BUTTONS, FACTS, JUMPS, OPTIONS = 6, 6, 3, 10


def faults_on_slack(slack: FakeSlack) -> list[str]:
    """What Slack refused, or would show cut or not at all, of everything that was sent to it."""
    faults = []
    for call in slack.calls:
        answer = call.answer or {}
        if not answer.get("ok"):
            faults.append(f"{call.method} was refused: {answer.get('error')} {answer.get('response_metadata', '')}")
        faults += [f"{call.method}: {fault}" for fault in _faults_of(call)]
    return faults


def faults_on_wecom(wecom: FakeWeCom) -> list[str]:
    """What WeCom refused or cut, of everything that was sent to it, and members who were sent too much at once."""
    faults = [f"{call.method} was refused: {call.answer}" for call in wecom.calls if _is_refused(call)]
    faults += [f"a text to {one.userid} was cut: {one.text[:60]}" for one in wecom.delivered() if one.is_cut]
    faults += [f"{user} was sent {count} too many" for user, count in wecom.state.over_limit.items()]
    for call in wecom.calls:
        words = call.args.get("text", {}).get("content") if isinstance(call.args.get("text"), dict) else None
        if words is not None and len(words.encode()) > TEXT_BYTES:
            faults.append(f"text of {len(words.encode())} bytes: {words[:60]}")
        if isinstance(call.args.get("template_card"), dict):
            faults += _faults_of_card(call.args["template_card"])
    return faults


# Slack


def _faults_of(call: Call) -> Iterator[str]:
    args = call.args
    if call.method.startswith("views."):
        view = args.get("view") or {}
        if len(json.dumps(view, ensure_ascii=False).encode()) > VIEW_BYTES:
            yield "the view is too large"
        yield from _faults_of_blocks(view.get("blocks") or [], "view")
        yield from _too_long(view, "modal")
        return
    if "blocks" not in args and "text" not in args:
        return
    is_update = call.method == "chat.update"
    if not args.get("text"):
        yield "there are no words for the notification"
    elif len(args["text"]) > (UPDATE_CHARS if is_update else POST_CHARS):
        yield f"{len(args['text'])} characters of text"
    yield from _faults_of_blocks(args.get("blocks") or [], "message")


def _faults_of_blocks(blocks: list[Json], surface: str) -> Iterator[str]:
    if len(blocks) > BLOCKS[surface]:
        yield f"{len(blocks)} blocks"
    ids = [block["block_id"] for block in blocks if block.get("block_id")]
    if len(set(ids)) < len(ids):
        yield "a block_id is used twice"
    for thing in _things(blocks):
        kind = str(thing.get("type", "option" if "value" in thing and "text" in thing else ""))
        yield from _too_long(thing, kind)
        if len(str(thing.get("value") or "")) > VALUES.get(kind, 3000):
            yield f"{kind}: a value of {len(str(thing['value']))} characters"
        for name in ("fields", "options", "elements"):
            if len(thing.get(name) or []) > COUNTS.get(kind if name == "elements" else name, 100):
                yield f"{kind}: {len(thing[name])} {name}"
        for field in thing.get("fields") or []:
            if len(field["text"]) > FIELD_CHARS:
                yield f"a field of {len(field['text'])} characters"


def _too_long(thing: Json, kind: str) -> Iterator[str]:
    for name, most in TEXTS.get(kind, {}).items():
        words = thing[name]["text"] if isinstance(thing.get(name), dict) else ""
        if len(words) > most:
            yield f"{kind}.{name}: {len(words)} characters: {words[:60]}"
        if isinstance(thing.get(name), dict) and not words.strip():
            yield f"{kind}.{name} is empty"
    for name, most in STRINGS.items():
        if len(str(thing.get(name) or "")) > most:
            yield f"{kind}.{name}: {len(str(thing[name]))} characters"


def _things(within: Any) -> Iterator[Json]:
    """Every object in it, however deep."""
    if isinstance(within, dict):
        yield within
        for inner in within.values():
            yield from _things(inner)
    elif isinstance(within, list):
        for inner in within:
            yield from _things(inner)


# WeCom


def _is_refused(call: Call) -> bool:
    return call.answer is None or call.answer.get("errcode") != 0 or bool(call.answer.get("invaliduser"))


def _faults_of_card(card: Json) -> list[str]:
    faults = list(check_card(card))
    title = card.get("main_title", {})
    faults += _too_many_characters("title", title.get("title", ""), TITLE_CHARS)
    faults += _too_many_characters("desc", title.get("desc", ""), SUBTITLE_CHARS)
    faults += _too_many_characters("sub_title_text", card.get("sub_title_text", ""), BODY_CHARS)
    faults += _too_many_characters("quote", card.get("quote_area", {}).get("quote_text", ""), BODY_CHARS)
    for fact in card.get("horizontal_content_list", []):
        faults += _too_many_characters("keyname", "中" * ((_columns(fact["keyname"]) + 1) // 2), LABEL_CHINESE)
    for button in card.get("button_list", []):
        faults += _too_many_characters("button", "中" * ((_columns(button["text"]) + 1) // 2), BUTTON_CHINESE)
        if len(str(button.get("key", "")).encode()) > KEY_BYTES:
            faults.append(f"a key of {len(str(button['key']).encode())} bytes")
    for name, most in (("button_list", BUTTONS), ("horizontal_content_list", FACTS), ("jump_list", JUMPS)):
        if len(card.get(name, [])) > most:
            faults.append(f"{len(card[name])} in {name}")
    if len(str(card.get("task_id", "")).encode()) > TASK_ID_BYTES:
        faults.append("the task_id is too long")
    return [f"{title.get('title', '')}: {fault}" for fault in faults]


def _too_many_characters(name: str, words: str, most: int) -> Iterable[str]:
    return [f"{name} of {len(words)} characters"] if len(words) > most else []


def _columns(words: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in words)
