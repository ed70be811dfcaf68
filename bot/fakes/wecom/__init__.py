"""A WeCom corporation on loopback: its API, its encrypted callbacks, and the members who type and press."""

from bot.fakes.wecom.fake import FakeWeCom
from bot.fakes.wecom.sender import Callback, How, WeComSender
from bot.fakes.wecom.state import Agent, Delivery, Member

__all__ = ["Agent", "Callback", "Delivery", "FakeWeCom", "How", "Member", "WeComSender"]
