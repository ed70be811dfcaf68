"""Events API envelopes, turned into arrivals. Pure; commands, presses, forms and shortcuts are in `interactions`."""

from typing import Literal

from bot.slack.messages import bot_of, read_message
from bot.slack.payload import Payload, event_instant, part, required, string, workspace_of
from bot.slack.places import one_to_one
from handlers.arrivals import AnyArrival, ChannelNews, HomeOpened, PersonNews, Place, Reaction, reaction_root
from handlers.rules.emoji import order_of

# What docs/slack-manifest.yaml subscribes to, no more and no less (a test holds them together).
EVENTS = frozenset(
    {
        "app_home_opened",
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
        "reaction_added",
        "reaction_removed",
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
        case "reaction_added":
            return _read_reaction(envelope, is_added=True)
        case "reaction_removed":
            return _read_reaction(envelope, is_added=False)
        case "app_home_opened":
            return _read_home(envelope)
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
    """Their profile changed; or their account was closed, and they have left."""
    person = part(part(envelope, "event"), "user")
    return PersonNews(
        key=_key(envelope),
        place=_place(envelope, ""),
        user=required(person, "id"),
        at=event_instant(envelope),
        news="left" if person.get("deleted") is True else "changed",
    )


def _read_reaction(envelope: Payload, *, is_added: bool) -> Reaction | None:
    """An emoji that orders something; None for all others, and for those on files and on the bot's own cards."""
    event = part(envelope, "event")
    emoji = string(event, "reaction").partition("::")[0]  # 👍🏽 is "+1::skin-tone-4"
    item = part(event, "item")
    if order_of(emoji) is None or string(item, "type") != "message":
        return None
    channel, ts, user = required(item, "channel"), required(item, "ts"), required(event, "user")
    place = _place(envelope, channel)
    return Reaction(
        key=f"{reaction_root(place, ts, user, emoji)}{required(event, 'event_ts')}{'' if is_added else ':off'}",
        place=place.model_copy(update={"is_direct": channel.startswith("D")}),
        user=user,
        at=event_instant(envelope),
        emoji=emoji,
        is_added=is_added,
        message_id=ts,
        author=string(event, "item_user"),
    )


def _read_home(envelope: Payload) -> HomeOpened | None:
    """A member looks at the home tab; the messages tab beside it says nothing."""
    event = part(envelope, "event")
    if string(event, "tab") != "home":
        return None
    user = required(event, "user")
    place = one_to_one(workspace_of(envelope), user)
    return HomeOpened(key=_key(envelope), place=place, user=user, at=event_instant(envelope))


def _place(envelope: Payload, channel: str) -> Place:
    return Place(platform="slack", workspace=workspace_of(envelope), channel=channel)


def _key(envelope: Payload) -> str:
    return f"slack:{required(envelope, 'event_id')}"
