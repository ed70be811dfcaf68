"""What becomes of channels and people: a channel is shared or moves, a profile changes, somebody follows the app."""

from handlers.arrivals import ChannelNews, PersonNews
from handlers.desk import Desk, row_id
from handlers.recording import change, note
from handlers.replies import Reply
from storage.audits import find_act
from storage.channels import find_channel
from storage.once import ask_again
from storage.people import MEMBERS, list_accounts_of
from storage.tables import Member

LEFT = "left"


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
    """Ask the platform again who this is, the next time they speak. Whoever has left is ours no more, for now."""
    news, account = desk.arrival, desk.account
    assert isinstance(news, PersonNews)
    if account is None:
        return []
    member = desk.session.get(Member, account.member_id) if account.member_id is not None else None
    account.checked_at = None
    account.is_outsider = account.is_outsider or news.news == "left"
    desk.session.add(account)
    desk.session.flush()
    if member is None:
        return []
    ask_again(desk.session, MEMBERS)
    ask_again(desk.session, ("accounts of", member.id))
    if news.news == "left" and member.left_on is None and not list_accounts_of(desk.session, row_id(member.id)):
        change(desk, member, LEFT, by=None, left_on=desk.now.date())
    elif news.news != "left" and member.left_on is not None and _left_by_themselves(desk, member):
        change(desk, member, "returned", by=None, left_on=None)
    return []


def _left_by_themselves(desk: Desk, member: Member) -> bool:
    """Whether they left the platform, and nobody of ours said that they have left us."""
    line = find_act(desk.session, "member", row_id(member.id), LEFT)
    return line is not None and line.member_id is None
