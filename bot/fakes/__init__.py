"""A Slack and a WeCom on loopback: real servers for the demo and the tests, which need no account and no network.

They refuse what the real ones refuse, write down all that they were asked, and fail on command. They know nothing of
the rest of Liaison, and sign and encrypt with code of their own, so that they check ours independently.
"""

from bot.fakes.faults import Call, Mode
from bot.fakes.slack import FakeSlack, SlackSender, SlackSocketSender
from bot.fakes.wecom import FakeWeCom, WeComSender

__all__ = ["Call", "FakeSlack", "FakeWeCom", "Mode", "SlackSender", "SlackSocketSender", "WeComSender"]
