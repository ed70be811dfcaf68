"""What is known about those whom the AI bot hears. Fulfils handlers.ports.Directory."""

from bot.wecom.bot.inbound import is_foreign, is_group
from handlers.ports import ChannelFacts, Directory, PersonFacts


class BotDirectory:
    """The self-built app's directory, if there is one, with what the bot adds: groups, and people of other companies.

    Without the app nobody tells names: a member is called by their userid.
    """

    def __init__(self, app: Directory | None) -> None:
        self._app = app

    def person(self, workspace: str, user: str) -> PersonFacts:
        """Who can reach the bot is in its 可使用范围, and so of our company, unless WeCom says otherwise."""
        if is_foreign(user):
            corp_id, _, name = user.partition(":")
            return PersonFacts(name=name, is_outsider=True, org=corp_id)
        if self._app is not None:
            return self._app.person(workspace, user)
        return PersonFacts(name=user, is_outsider=False)

    def channel(self, workspace: str, channel: str) -> ChannelFacts:
        """A group that the bot is in has members only: WeCom documents it for internal chats alone."""
        if is_group(channel):
            return ChannelFacts(name="", audience="internal")
        if self._app is not None:
            return self._app.channel(workspace, channel)
        return ChannelFacts(name=channel, audience="internal", is_direct=True)
