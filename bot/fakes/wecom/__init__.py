"""A WeCom corporation on loopback: its API, its encrypted callbacks, and the members who type and press."""

from bot.fakes.wecom.aibot import FakeAiBot
from bot.fakes.wecom.aibot_caller import AiBotCaller
from bot.fakes.wecom.aibot_state import BotSaid
from bot.fakes.wecom.fake import FakeWeCom
from bot.fakes.wecom.sender import Callback, How, WeComSender
from bot.fakes.wecom.state import Agent, Delivery, Member

__all__ = [
    "Agent",
    "AiBotCaller",
    "BotSaid",
    "Callback",
    "Delivery",
    "FakeAiBot",
    "FakeWeCom",
    "How",
    "Member",
    "WeComSender",
]
