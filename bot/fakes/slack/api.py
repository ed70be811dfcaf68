"""The gate of the Web API: who may call which method with what, before the method itself is asked."""

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from importlib.resources import files as resource_files
from typing import Any

from bot.fakes.slack import chat, files, people, views
from bot.fakes.slack.arguments import Args, unfold
from bot.fakes.slack.state import Refusal, SlackState

Method = Callable[[SlackState, Args], dict[str, Any]]

HANDLERS: dict[str, Method] = {**people.METHODS, **chat.METHODS, **views.METHODS, **files.METHODS}
CONVERSATION_SCOPES = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}


@dataclass(frozen=True)
class MethodFacts:
    """What Slack's own reference says of a method (methods.json; its licence lies beside it)."""

    required: tuple[str, ...]
    accepts_json: bool
    scopes: tuple[str, ...]  # any of them, by the kind of conversation
    tier: str  # t1 to t4; t5 is special


def read_facts() -> dict[str, MethodFacts]:
    """All methods that the fake knows."""
    text = resource_files("bot.fakes.slack").joinpath("methods.json").read_text(encoding="utf-8")
    return {
        name: MethodFacts(tuple(known["required"]), known["accepts_json"], tuple(known["scopes"]), known["tier"])
        for name, known in json.loads(text).items()
    }


@dataclass(frozen=True)
class Tokens:
    """What opens the gate, and how far."""

    bot: str
    app: str
    scopes: frozenset[str] | None = None  # None: every scope


class Gate:
    """Answers Web API calls as Slack would."""

    def __init__(self, state: SlackState, tokens: Tokens, open_socket: Callable[[], str]) -> None:
        self._state, self.tokens, self._open_socket = state, tokens, open_socket
        self._facts = read_facts()
        self.all_scopes = frozenset(scope for facts in self._facts.values() for scope in facts.scopes)

    def answer(self, name: str, args: Args, *, token: str | None, is_json: bool) -> dict[str, Any]:
        """The answer to one call; a refusal is an answer too."""
        try:
            facts = self._facts.get(name)
            if facts is None:
                raise Refusal("unknown_method", req_method=name)
            self._check_token(name, token)
            # Such methods read forms only; what stands in a JSON body does not exist for them.
            heard = unfold(args) if facts.accepts_json or not is_json else {}
            self._check_scopes(name, facts, heard)
            missing = [wanted for wanted in facts.required if heard.get(wanted) in (None, "")]
            if missing:
                raise Refusal("invalid_arguments", *(f"missing required field: {wanted}" for wanted in missing))
            if name == "apps.connections.open":
                return {"ok": True, "url": self._open_socket()}
            return HANDLERS[name](self._state, heard)
        except Refusal as refusal:
            return refusal.answer

    def _check_token(self, name: str, token: str | None) -> None:
        if not token:
            raise Refusal("not_authed")
        if token not in (self.tokens.bot, self.tokens.app):
            raise Refusal("invalid_auth")
        if (token == self.tokens.app) != (name == "apps.connections.open"):
            raise Refusal("not_allowed_token_type")

    def _check_scopes(self, name: str, facts: MethodFacts, args: Args) -> None:
        granted = self.tokens.scopes
        if granted is None or name == "apps.connections.open" or not facts.scopes:
            return
        needed = self._needed(facts.scopes, args)
        if not granted & needed:
            raise Refusal("missing_scope", needed=",".join(sorted(needed)), provided=",".join(sorted(granted)))

    def _needed(self, scopes: Collection[str], args: Args) -> set[str]:
        """One of these is needed; for a conversation that is known, the one for its kind."""
        channel = self._state.find_channel(str(args.get("channel") or ""))
        if channel is None or len(scopes) == 1:
            return set(scopes)
        kind = CONVERSATION_SCOPES[channel.kind]
        return {scope for scope in scopes if scope.startswith(f"{kind}:")} or set(scopes)
