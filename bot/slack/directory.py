"""Who somebody is, and who reads a channel: asked of Slack. Blocking, for worker threads."""

import threading
import time
from collections.abc import Callable, Iterator
from http.client import HTTPException
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.proxies import proxy_for
from bot.slack.api import API_URL, TIMEOUT_S
from bot.slack.mrkdwn import plain, source
from bot.slack.payload import Payload, instant, part, parts, string
from bot.slack.refusals import code_of, may_retry
from handlers.arrivals import Value
from handlers.ports import ChannelFacts, Directory, LookupFailed, Original, PersonFacts

_PEOPLE_LAST_S = 600.0


class SlackIdentity(Value):
    """Who we are, as auth.test says."""

    workspace: str
    url: str  # https://acme.slack.com/
    bot_user_id: str
    bot_id: str
    name: str = ""  # of the workspace
    scopes: tuple[str, ...] = ()  # granted to the token


class SlackDirectory(Directory):
    """Slack's knowledge of people and channels. When in doubt, somebody is an outsider and a channel is shared."""

    def __init__(
        self,
        token: str,
        *,
        base_url: str = API_URL,
        timeout_s: float = TIMEOUT_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = WebClient(token=token, base_url=base_url, timeout=max(1, round(timeout_s)))
        self._client.proxy = proxy_for(base_url)  # the client's own choice overlooks NO_PROXY
        self._clock = clock
        self._lock = threading.Lock()
        self._people: dict[str, bool] = {}  # everybody in the workspace; whether they are insiders
        self._people_until = float("-inf")

    def identity(self) -> SlackIdentity:
        """Who we are. Raises LookupFailed."""
        answer, headers = self._ask("auth.test")
        scopes = headers.get("x-oauth-scopes", "")
        return SlackIdentity(
            workspace=string(answer, "team_id"),
            url=string(answer, "url"),
            bot_user_id=string(answer, "user_id"),
            bot_id=string(answer, "bot_id"),
            name=string(answer, "team"),
            scopes=tuple(scope.strip() for scope in scopes.split(",") if scope.strip()),
        )

    def person(self, workspace: str, user: str) -> PersonFacts:
        """Raises LookupFailed."""
        answer, _ = self._ask("users.info", user=user, include_locale=True)
        found = part(answer, "user")
        profile = part(found, "profile")
        return PersonFacts(
            name=string(profile, "display_name")
            or string(profile, "real_name")
            or string(found, "real_name")
            or string(found, "name")
            or user,
            is_outsider=not is_insider(found, workspace),
            is_bot=found.get("is_bot") is True,
            org=string(found, "team_id"),
            email=string(profile, "email") or None,
            tz=_zone(string(found, "tz")),
            lang=_lang(string(found, "locale")),
        )

    def channel(self, workspace: str, channel: str) -> ChannelFacts:
        """Raises LookupFailed."""
        if channel[:1] in ("U", "W"):  # no channel at all: what somebody does on the app's home
            is_ours = not self.person(workspace, channel).is_outsider
            return ChannelFacts(name="", audience="internal" if is_ours else "shared", is_direct=True)
        answer, _ = self._ask("conversations.info", channel=channel)
        found = part(answer, "channel")
        is_direct = found.get("is_im") is True
        return ChannelFacts(
            name=string(found, "name"),
            audience="internal" if self._is_internal(workspace, channel, found) else "shared",
            is_direct=is_direct,
        )

    def message(self, workspace: str, channel: str, message_id: str) -> Original | None:
        """A message of a channel or a thread, as Slack still has it. Raises LookupFailed."""
        # Within a thread, history doesn't tell of it, but replies do, whichever of its messages is named.
        answer, _ = self._ask(
            "conversations.replies",
            channel=channel,
            ts=message_id,
            oldest=message_id,
            latest=message_id,
            inclusive=True,
        )
        found = next((one for one in parts(answer, "messages") if string(one, "ts") == message_id), None)
        if found is None:
            return None
        said = plain(source(found))
        thread = string(found, "thread_ts")
        return Original(
            text=said.text,
            author="" if string(found, "bot_id") else string(found, "user"),
            said_at=instant(message_id),
            thread=thread if thread and thread != message_id else None,
            mentions=said.mentions,
        )

    def _is_internal(self, workspace: str, channel: str, found: Payload) -> bool:
        if found.get("is_im") is True:
            return not self.person(workspace, string(found, "user")).is_outsider
        if is_connected(found, workspace):
            return False
        # A guest reads an ordinary channel, and agencies let clients in as guests.
        members = set(self._members(channel))
        if not members:  # nobody is listed, not even the bot: then Slack has to say that the channel is not shared
            return found.get("is_ext_shared") is False
        people = self._known_people(workspace, members)
        return all(people.get(user, False) for user in members)

    def _members(self, channel: str) -> Iterator[str]:
        """Who is in a channel; nobody where Slack doesn't list them."""
        for page in self._pages("conversations.members", channel=channel, limit=1000):
            listed = page.get("members")
            yield from (user for user in listed if isinstance(user, str)) if isinstance(listed, list) else ()

    def _known_people(self, workspace: str, wanted: set[str]) -> dict[str, bool]:
        """The workspace's people; asked again when that is long ago, or when somebody is missing among them."""
        with self._lock:
            if self._clock() >= self._people_until or not wanted <= self._people.keys():
                self._people = {
                    string(user, "id"): is_insider(user, workspace)
                    for page in self._pages("users.list", limit=1000)
                    for user in parts(page, "members")
                }
                self._people_until = self._clock() + _PEOPLE_LAST_S
            return self._people

    def _pages(self, method: str, **args: object) -> Iterator[Payload]:
        cursor = ""
        while True:
            answer, _ = self._ask(method, **args, **({"cursor": cursor} if cursor else {}))
            yield answer
            cursor = string(part(answer, "response_metadata"), "next_cursor")
            if not cursor:
                return

    def _ask(self, method: str, **args: object) -> tuple[Payload, dict[str, str]]:
        """The answer, and its headers with lower-case names."""
        params = {name: str(value).lower() if isinstance(value, bool) else value for name, value in args.items()}
        try:
            response = self._client.api_call(method, params=params)
        except SlackApiError as error:
            code, status = _refused(error.response)
            # Without a code it is a proxy's or a server's page.
            can_help = may_retry(code) or code == "unknown_error" or status == 429 or status >= 500
            raise LookupFailed(f"{method}: {code}", may_retry=can_help) from None
        except (SlackClientError, OSError, HTTPException) as error:
            raise LookupFailed(f"{method}: {type(error).__name__}", may_retry=True) from None
        answer = response.data
        if not isinstance(answer, dict):
            raise LookupFailed(f"{method}: not JSON", may_retry=True)
        return answer, {name.lower(): str(value) for name, value in response.headers.items()}


def is_insider(user: Payload, workspace: str) -> bool:
    """Whether a Slack user is of the agency's own people: of its workspace, and no guest there."""
    if any(user.get(name) is True for name in ("is_restricted", "is_ultra_restricted", "is_stranger")):
        return False
    teams = part(user, "enterprise_user").get("teams")
    # In an Enterprise Grid, team_id may be the organisation's; the workspaces stand in enterprise_user.
    return string(user, "team_id") == workspace or (isinstance(teams, list) and workspace in teams)


def is_connected(channel: Payload, workspace: str) -> bool:
    """Whether another organisation reads the channel, or soon may."""
    if channel.get("is_ext_shared") or channel.get("is_pending_ext_shared"):
        return True
    if channel.get("pending_shared") or channel.get("pending_connected_team_ids"):
        return True
    if channel.get("is_shared") and not channel.get("is_org_shared"):
        return True
    ours = {workspace, *_ids(channel, "internal_team_ids")}
    return not {*_ids(channel, "shared_team_ids"), *_ids(channel, "connected_team_ids")} <= ours


def _ids(channel: Payload, name: str) -> list[str]:
    listed = channel.get(name)
    return [item for item in listed if isinstance(item, str)] if isinstance(listed, list) else []


def _refused(response: Any) -> tuple[str, int]:
    """Code and HTTP status of a refusal, whatever the client hands over: an answer, or a bare dict."""
    answer = getattr(response, "data", response)
    status = getattr(response, "status_code", None)
    if status is None and isinstance(response, dict):
        status = response.get("status")
    return code_of(answer), status if isinstance(status, int) else 0


def _zone(name: str) -> str | None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
    return name


def _lang(locale: str) -> Literal["zh", "en"] | None:
    match locale.partition("-")[0].lower():
        case "zh":
            return "zh"
        case "en":
            return "en"
        case _:
            return None
