"""What the door shows by itself, without knowing who reads it: a view that says "loading", and a word of regret."""

from hashlib import sha256

import structlog

from bot.doors import DoorError
from bot.slack.api import SlackApi
from bot.slack.mrkdwn import escaped
from bot.slack.payload import Payload
from handlers.arrivals import AnyArrival, Command, Press, Shortcut, Submission

log = structlog.get_logger(__name__)

LONGEST_WORDS = 1500

_LOADING = "正在打开…\nOpening …"
_PATIENCE = "一分钟后还没打开，请关掉再试一次。\nIf nothing comes within a minute, please close this and try again."
_LOST = (
    "⚠️ 刚才的操作没有存上，请再试一次。数据库没有应答。\n"
    "⚠️ That could not be stored; please try again. The database did not answer."
)


def name_view(key: str) -> str:
    """The external id of the loading view of an arrival: whoever has the arrival finds the view by it."""
    return f"liaison-{sha256(key.encode()).hexdigest()[:40]}"


def loading_view(external_id: str) -> Payload:
    """A view for as long as nobody knows what the form will ask, in both languages: the door doesn't know who reads."""
    return {
        "type": "modal",
        "callback_id": "loading",
        "external_id": external_id,
        "title": {"type": "plain_text", "text": "Liaison"},
        "close": {"type": "plain_text", "text": "×"},
        "blocks": [
            {"type": "section", "text": {"type": "plain_text", "text": _LOADING}},
            {"type": "context", "elements": [{"type": "plain_text", "text": _PATIENCE}]},
        ],
    }


class Screen:
    """Opens loading views, and says that something could not be stored. Failures are logged: nothing hangs on them."""

    def __init__(self, api: SlackApi) -> None:
        self._api = api

    async def open_loading(self, trigger_id: str, external_id: str) -> None:
        """Use the trigger up while it lives. The form then comes by external id, else by words."""
        try:
            await self._api.call("views.open", {"trigger_id": trigger_id, "view": loading_view(external_id)})
        except DoorError as error:
            log.info("slack.no_loading_view", code=error.code, cause=str(error))

    async def apologise(self, arrival: AnyArrival) -> None:
        """Tell the member that what they did was lost, with what they had typed."""
        words = _words_of(arrival)
        text = escaped(_LOST + (f"\n\n{words[:LONGEST_WORDS]}" if words else ""))
        response_url = arrival.response_url if isinstance(arrival, Command | Shortcut) else None
        if isinstance(arrival, Press):
            response_url = arrival.card.response_url
        try:
            if response_url:
                body = {"text": text, "response_type": "ephemeral", "replace_original": False}
                await self._api.respond(response_url, body, is_repeatable=False)
            else:
                await self._api.call("chat.postMessage", {"channel": arrival.user, "text": text})
        except DoorError as error:
            log.error("slack.not_told", code=error.code, key=arrival.key, cause=str(error))


def _words_of(arrival: AnyArrival) -> str:
    if isinstance(arrival, Command):
        return f"/crm {arrival.text}"
    if isinstance(arrival, Submission):
        return "\n".join(f"{name}: {value}" for name, value in arrival.values.items() if value)
    return ""
