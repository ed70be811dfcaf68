"""What becomes of channels and people: a channel is shared or moves, a profile changes, somebody follows the app."""

from handlers.arrivals import ChannelNews, PersonNews
from handlers.desk import Desk
from handlers.recording import note
from handlers.replies import Reply
from storage.channels import find_channel


def on_channel_news(desk: Desk) -> list[Reply]:
    """Bring the channel's row up to date. Sharing holds at once; unsharing only when the platform confirms it."""
    news = desk.arrival
    assert isinstance(news, ChannelNews)
    channel = desk.here
    if news.news == "shared" and channel.audience != "shared":
        channel.audience = "shared"
        note(desk, channel, "shared", by=None, before={"audience": "internal"}, after={"audience": "shared"})
    elif news.news == "renamed":
        channel.name = news.name or channel.name
    elif news.news == "moved" and news.new_channel:
        place = news.place
        if find_channel(desk.session, place.platform, place.workspace, news.new_channel) is None:
            channel.external_id = news.new_channel
    if news.news in ("shared", "unshared", "joined"):
        channel.checked_at = None  # ask the platform again before anything is said there
    desk.session.add(channel)
    return []


def on_person_news(desk: Desk) -> list[Reply]:
    """Ask the platform again who this is, the next time they speak."""
    news = desk.arrival
    assert isinstance(news, PersonNews)
    if desk.account is not None:
        desk.account.checked_at = None
        desk.session.add(desk.account)
    return []
