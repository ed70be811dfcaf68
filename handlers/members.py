"""Members: their language, the list of commands, the first hello."""

from handlers.desk import Desk
from handlers.errors import BadCommand
from handlers.recording import change
from handlers.replies import Reply
from prompts.commands import COMMANDS
from prompts.reading.schema import Reading

_LANGUAGES = {
    "zh": "zh", "中文": "zh", "chinese": "zh", "汉语": "zh", "简体中文": "zh", "zh-cn": "zh",
    "en": "en", "英文": "en", "english": "en", "英语": "en",
}  # fmt: skip


def on_lang(desk: Desk, words: str, reading: Reading) -> list[Reply]:
    """The language in which a member is spoken to: /crm lang en."""
    lang = _LANGUAGES.get(words.strip().casefold())
    if lang is None:
        raise BadCommand(verb="lang")
    change(desk, desk.speaker, "changed", by=desk.speaker, lang=lang)
    return [desk.answer(desk.card("lang"))]


def on_help(desk: Desk, words: str, reading: Reading) -> list[Reply]:
    """All commands, with an example each."""
    return [desk.answer(desk.card("help", commands=COMMANDS, tied=desk.here.client_id is not None))]
