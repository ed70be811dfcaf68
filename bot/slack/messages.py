"""Message events: what was said, what was said differently later, and what was taken back."""

import re
from typing import Literal, NamedTuple

from bot.slack import mrkdwn
from bot.slack.payload import (
    Payload,
    event_instant,
    installation,
    instant,
    part,
    parts,
    required,
    string,
    workspace_of,
)
from handlers.arrivals import Attachment, Deletion, Edit, Message, Place

# People's messages; all other subtypes are Slack's own news (joins, topics, pins) or other apps' posts.
_SPOKEN = {"", "file_share", "thread_broadcast", "me_message"}
_SLACKBOT = "USLACKBOT"


class Bot(NamedTuple):
    """Who we are in the workspace. Either may be unknown while Slack hasn't told yet."""

    user: str = ""
    id: str = ""


def bot_of(envelope: Payload, *, bot_user_id: str | None, bot_id: str | None) -> Bot:
    """Who we are: as remembered, else as the envelope says, so that no event has to wait for auth.test."""
    authorization = installation(envelope)
    told = string(authorization, "user_id") if authorization.get("is_bot") else ""
    return Bot(bot_user_id or told, bot_id or "")


def read_message(envelope: Payload, bot: Bot) -> Message | Edit | Deletion | None:
    """A message event, or None if nobody said anything. Raises UnreadablePayload."""
    event = part(envelope, "event")
    match string(event, "subtype"):
        case "message_changed":
            return _read_change(envelope, bot)
        case "message_deleted":
            return _read_deletion(envelope, part(event, "previous_message"), required(event, "deleted_ts"), bot)
        case subtype if subtype in _SPOKEN and not _is_from_bot(event, bot):
            return _read_spoken(envelope, bot)
        case _:
            return None


def _read_spoken(envelope: Payload, bot: Bot) -> Message:
    event = part(envelope, "event")
    place, ts = _place(envelope, event), required(event, "ts")
    said = _words(event, bot)
    return Message(
        # Not the event's id: a mention of the bot comes twice, as message and as app_mention.
        key=f"slack:msg:{place.workspace}:{place.channel}:{ts}",
        place=place,
        user=required(event, "user"),
        at=instant(ts),
        message_id=ts,
        text=said.text,
        mentions=said.mentions,
        is_to_bot=place.is_direct or _mentions_bot(event, bot),
        attachments=tuple(_attachment(file) for file in parts(event, "files")),
    )


def _read_change(envelope: Payload, bot: Bot) -> Edit | Deletion | None:
    event = part(envelope, "event")
    message, previous = part(event, "message"), part(event, "previous_message")
    ts = required(message, "ts")
    if string(message, "subtype") == "tombstone":  # a deleted message whose thread goes on
        return _read_deletion(envelope, previous, ts, bot)
    if string(message, "subtype") not in _SPOKEN or _is_from_bot(message, bot):
        return None
    said = _words(message, bot)
    before = _words(previous, bot).text if previous else None
    if said.text == before:  # a link was unfurled, a reply counted, a reaction added
        return None
    return Edit(
        key=_event_key(envelope),
        place=_place(envelope, message),
        user=string(part(message, "edited"), "user") or required(message, "user"),
        at=event_instant(envelope),
        message_id=ts,
        text=said.text,
        previous_text=before,
        said_at=instant(ts),
        mentions=said.mentions,
    )


def _read_deletion(envelope: Payload, previous: Payload, ts: str, bot: Bot) -> Deletion | None:
    if string(previous, "subtype") == "tombstone":  # was told already, when it became one
        return None
    if previous and _is_from_bot(previous, bot):
        return None
    return Deletion(
        key=_event_key(envelope),
        place=_place(envelope, previous),
        user="",  # Slack doesn't say who deleted it; an admin may delete anybody's message
        at=event_instant(envelope),
        message_id=ts,
        previous_text=_words(previous, bot).text if previous else None,
        said_at=instant(ts),
        author=string(previous, "user"),
    )


def _place(envelope: Payload, message: Payload) -> Place:
    """Where the message stands; the thread only for replies, since a parent's thread_ts is its own ts."""
    event = part(envelope, "event")
    channel, thread = required(event, "channel"), string(message, "thread_ts")
    return Place(
        platform="slack",
        workspace=workspace_of(envelope),
        channel=channel,
        is_direct=string(event, "channel_type") == "im" or channel.startswith("D"),
        thread=thread if thread and thread != string(message, "ts") else None,
    )


def _event_key(envelope: Payload) -> str:
    return f"slack:{required(envelope, 'event_id')}"


def _is_from_bot(message: Payload, bot: Bot) -> bool:
    user = string(message, "user")
    return (
        bool(string(message, "bot_id"))
        or string(message, "subtype") == "bot_message"
        or user in ("", _SLACKBOT)
        or user == bot.user
    )


def _mentions_bot(message: Payload, bot: Bot) -> bool:
    if string(message, "type") == "app_mention":
        return True
    return bool(bot.user) and bool(re.search(rf"<@{re.escape(bot.user)}[|>]", mrkdwn.source(message)))


def _words(message: Payload, bot: Bot) -> mrkdwn.Words:
    """Plain words; the bot's own mention is the address on the envelope, not part of what was said."""
    text = mrkdwn.source(message)
    if bot.user:
        text = mrkdwn.without_leading_mention(text, bot.user)
    said = mrkdwn.plain(text)
    return mrkdwn.Words(said.text, tuple(user for user in said.mentions if user != bot.user))


def _attachment(file: Payload) -> Attachment:
    return Attachment(
        kind=_file_kind(string(file, "mimetype")),
        name=mrkdwn.file_title(file),
        url=string(file, "permalink") or string(file, "url_private"),
        media_id=string(file, "id"),
    )


def _file_kind(mimetype: str) -> Literal["image", "voice", "video", "file"]:
    match mimetype.partition("/")[0]:
        case "image":
            return "image"
        case "audio":
            return "voice"
        case "video":
            return "video"
        case _:
            return "file"
