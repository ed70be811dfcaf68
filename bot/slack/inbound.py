"""Events API envelopes, turned into arrivals. Pure; commands, presses and forms are in `interactions`."""

from typing import Literal

from bot.slack.messages import bot_of, read_message
from bot.slack.payload import Payload, event_instant, part, required, string, workspace_of
from handlers.arrivals import AnyArrival, ChannelNews, PersonNews, Place

# What docs/slack-manifest.yaml subscribes to, no more and no less (a test holds them together).
EVENTS = frozenset(
    {
        "app_mention",
        "message.channels",
        "message.groups",
        "message.im",
        "message.mpim",
        "channel_shared",
        "channel_unshared",
        "channel_rename",
        "group_rename",
        "channel_id_changed",
        "member_joined_channel",
        "user_change",
    }
)


def read_event(envelope: Payload, *, bot_user_id: str | None = None, bot_id: str | None = None) -> AnyArrival | None:
    """What an Events API envelope tells us, or None if it is nothing to us. Raises UnreadablePayload."""
    bot = bot_of(envelope, bot_user_id=bot_user_id, bot_id=bot_id)
    match string(part(envelope, "event"), "type"):
        case "message" | "app_mention":
            return read_message(envelope, bot)
        case "channel_shared":
            return _channel_news(envelope, "shared", user="")
        case "channel_unshared":
            return _read_unshared(envelope)
        case "channel_rename" | "group_rename":
            return _read_renamed(envelope)
        case "channel_id_changed":
            return _read_moved(envelope)
        case "member_joined_channel":
            return _read_joined(envelope)
        case "user_change":
            return _read_person(envelope)
        case _:
            return None


def _channel_news(envelope: Payload, news: Literal["shared", "unshared", "joined"], *, user: str) -> ChannelNews:
    return ChannelNews(
        key=_key(envelope),
        place=_place(envelope, required(part(envelope, "event"), "channel")),
        user=user,
        at=event_instant(envelope),
        news=news,
    )


def _read_unshared(envelope: Payload) -> ChannelNews:
    # One of several organisations has left: outsiders still read the channel.
    still_shared = part(envelope, "event").get("is_ext_shared") is True
    return _channel_news(envelope, "shared" if still_shared else "unshared", user="")


def _read_renamed(envelope: Payload) -> ChannelNews:
    channel = part(part(envelope, "event"), "channel")
    return ChannelNews(
        key=_key(envelope),
        place=_place(envelope, required(channel, "id")),
        user="",
        at=event_instant(envelope),
        news="renamed",
        name=string(channel, "name"),
    )


def _read_moved(envelope: Payload) -> ChannelNews:
    event = part(envelope, "event")
    return ChannelNews(
        key=_key(envelope),
        place=_place(envelope, required(event, "old_channel_id")),
        user="",
        at=event_instant(envelope),
        news="moved",
        new_channel=required(event, "new_channel_id"),
    )


def _read_joined(envelope: Payload) -> ChannelNews:
    """The bot or anybody else joined: whoever reads along now has to be asked anew."""
    return _channel_news(envelope, "joined", user="")


def _read_person(envelope: Payload) -> PersonNews:
    return PersonNews(
        key=_key(envelope),
        place=_place(envelope, ""),
        user=required(part(part(envelope, "event"), "user"), "id"),
        at=event_instant(envelope),
        news="changed",
    )


def _place(envelope: Payload, channel: str) -> Place:
    return Place(platform="slack", workspace=workspace_of(envelope), channel=channel)


def _key(envelope: Payload) -> str:
    return f"slack:{required(envelope, 'event_id')}"
