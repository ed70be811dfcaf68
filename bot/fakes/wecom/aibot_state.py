"""What an AI bot was told and what it said, as its readers see it."""

from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

Json = dict[str, Any]


@dataclass
class Pushed:
    """One message or event that the bot was told of."""

    req_id: str
    body: Json
    at: float
    chat: str
    response_url: str = ""

    @property
    def is_press(self) -> bool:
        return bool(self.body.get("event", {}).get("eventtype") == "template_card_event")


@dataclass
class BotSaid:
    """One thing that the bot said, as its readers see it."""

    chat: str
    cmd: str  # the frame's, or "response_url"
    body: Json
    at: float
    req_id: str = ""
    updates: list[Json] = field(default_factory=list)  # cards that took the place of this one

    @property
    def card(self) -> Json:
        """The card as it stands now."""
        return dict(self.updates[-1] if self.updates else self.body.get("template_card", {}))

    @property
    def text(self) -> str:
        """The words; of a card its title."""
        for kind in ("stream", "markdown", "text"):
            if kind in self.body:
                return str(self.body[kind].get("content", ""))
        return str(self.card.get("main_title", {}).get("title", "") or self.card.get("sub_title_text", ""))

    @property
    def task_id(self) -> str:
        return str(self.body.get("template_card", {}).get("task_id", ""))


class Connection:
    """One subscribed connection, and the req_ids that were pushed over it."""

    def __init__(self, socket: web.WebSocketResponse) -> None:
        self.socket = socket
        self.pushed: dict[str, Pushed] = {}
