"""What WeCom makes an AI bot keep to: times, sizes, errcodes."""

from typing import Any

from bot.fakes.wecom.cards import check_card

ANSWERABLE_S = 24 * 3600  # a message, by its req_id
UPDATABLE_S = 5  # a card after its press, and a hello after somebody came in
URL_LIFE_S = 3600
WORDS_BYTES = 20480
CHAT_SENDS_PER_MIN = 30
MOST_SUBSCRIPTIONS_PER_MIN = 20

INVALID_REQ_ID = 846605
NOT_FOUND = 846600  # such a command, or a subscription. This and the next three are ours: WeCom's are not documented
NEVER_WROTE = 846606
TASK_REPEATED = 846607
WRONG_SECRET = 853000
FREQUENT = 45009

WORDS = {
    INVALID_REQ_ID: "invalid req_id",
    NOT_FOUND: "not subscribed, or no such command",
    NEVER_WROTE: "nobody in this chat ever wrote to the bot",
    WRONG_SECRET: "invalid bot_id or secret",
    FREQUENT: "api freq out of limit",
    40008: "invalid message type",
    TASK_REPEATED: "task_id repeated",
    40058: "invalid Request Parameter",
    44004: "empty content",
    45002: "content size out of limit",
}


def check_body(body: dict[str, Any], kinds: tuple[str, ...], task_ids: set[str]) -> int:
    """The errcode for a message that the bot wants to say; 0 when it may."""
    kind = body.get("msgtype")
    content = body.get(str(kind))
    if kind not in kinds:
        return 40008
    if not isinstance(content, dict):
        return 40058
    if kind == "template_card":
        if check_card(content):
            return 40058
        return TASK_REPEATED if content.get("task_id") in task_ids else 0
    words = str(content.get("content") or "")
    if kind == "stream" and not content.get("id"):
        return 40058
    if not words:
        return 44004
    return 45002 if len(words.encode()) > WORDS_BYTES else 0
