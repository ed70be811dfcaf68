"""A Slack workspace on loopback: Web API, Socket Mode, response URLs, and the one who types and presses."""

from bot.fakes.slack.fake import FakeSlack
from bot.fakes.slack.sender import How, Sent, SlackSender, SlackSocketSender
from bot.fakes.slack.state import Channel, Ephemeral, OpenView, Post, Seen, User

__all__ = [
    "Channel",
    "Ephemeral",
    "FakeSlack",
    "How",
    "OpenView",
    "Post",
    "Seen",
    "Sent",
    "SlackSender",
    "SlackSocketSender",
    "User",
]
