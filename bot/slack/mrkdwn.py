"""Slack's mrkdwn and rich text, turned into plain words."""

import re
from typing import NamedTuple

from bot.slack.payload import Payload, part, parts, string

_TOKEN = re.compile(r"<([^<>]+)>")
_MENTION = re.compile(r"@([UW][A-Z0-9]+)")


class Words(NamedTuple):
    """Plain words, and the people that they mention."""

    text: str
    mentions: tuple[str, ...]


def plain(mrkdwn: str) -> Words:
    """What a reader sees, with a mention as "@" and the person's id, because names are not in it.

    Asterisks and the like stay: in "3*4" they are the words themselves.
    """
    mentions: list[str] = []
    words: list[str] = []
    last = 0
    for token in _TOKEN.finditer(mrkdwn):
        words.append(unescaped(mrkdwn[last : token.start()]))
        words.append(_token_words(token[1]))
        mention = _MENTION.match(token[1])
        if mention and mention[1] not in mentions:
            mentions.append(mention[1])
        last = token.end()
    words.append(unescaped(mrkdwn[last:]))
    return Words("".join(words).strip(), tuple(mentions))


def escaped(text: str) -> str:
    """The text as mrkdwn that shows it and does nothing: these three are all that Slack asks for."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescaped(mrkdwn: str) -> str:
    """Undoes `escaped`; the ampersand last, or "&amp;lt;" would become "<"."""
    return mrkdwn.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def without_leading_mention(mrkdwn: str, user: str) -> str:
    """The same without the mention that it begins with: "<@U0BOT>, tasks" becomes "tasks"."""
    return re.sub(rf"^\s*<@{re.escape(user)}(?:\|[^<>]*)?>[\s,:，：]*", "", mrkdwn, count=1)


def _token_words(token: str) -> str:
    target, _, label = token.partition("|")
    if target.startswith("@"):
        return target
    if target.startswith("#"):
        return f"#{unescaped(label) or target[1:]}"
    if target.startswith("!"):
        return _special_words(target[1:], unescaped(label))
    return unescaped(label) or unescaped(target).removeprefix("mailto:")


def _special_words(target: str, label: str) -> str:
    kind, _, rest = target.partition("^")
    if kind == "subteam":
        return label or f"@{rest}"
    if kind in ("here", "channel", "everyone"):
        return f"@{kind}"
    return label or kind  # <!date^…|fallback>, and whatever comes next


def from_rich_text(blocks: list[Payload]) -> str:
    """The mrkdwn of a message's rich text blocks: what people type, when Slack gives no text beside it."""
    lines = [_block_mrkdwn(element) for block in blocks for element in parts(block, "elements")]
    return "\n".join(line for line in lines if line).strip()


def _block_mrkdwn(element: Payload) -> str:
    kind = string(element, "type")
    if kind == "rich_text_list":
        return "\n".join(f"- {_inline(item)}" for item in parts(element, "elements"))
    inline = _inline(element)
    if kind == "rich_text_quote":
        return "\n".join(f"&gt; {line}" for line in inline.splitlines())
    return inline


def _inline(section: Payload) -> str:
    return "".join(_element_mrkdwn(element) for element in parts(section, "elements"))


def _element_mrkdwn(element: Payload) -> str:
    match string(element, "type"):
        case "text":
            return escaped(string(element, "text"))
        case "link":
            return escaped(string(element, "text") or string(element, "url"))
        case "user":
            return f"<@{string(element, 'user_id')}>"
        case "usergroup":
            return f"<!subteam^{string(element, 'usergroup_id')}>"
        case "channel":
            return f"<#{string(element, 'channel_id')}>"
        case "broadcast":
            return f"<!{string(element, 'range')}>"
        case "emoji":
            return f":{string(element, 'name')}:"
        case "date":
            return escaped(string(element, "fallback"))
        case _:
            return ""


def source(message: Payload) -> str:
    """The mrkdwn that stands for a message: its text, else its rich text, what it forwards, or its files' titles."""
    return (
        string(message, "text").strip()
        or from_rich_text(parts(message, "blocks"))
        or "\n".join(filter(None, (_forwarded(attachment) for attachment in parts(message, "attachments"))))
        or ", ".join(filter(None, (escaped(file_title(file)) for file in parts(message, "files"))))
    )


def _forwarded(attachment: Payload) -> str:
    if string(attachment, "text"):
        return string(attachment, "text")
    blocks = [
        block for inner in parts(attachment, "message_blocks") for block in parts(part(inner, "message"), "blocks")
    ]
    return from_rich_text(blocks) or string(attachment, "fallback")


def file_title(file: Payload) -> str:
    """What people call the file. May be empty: files from another organisation come without."""
    return string(file, "title") or string(file, "name")
