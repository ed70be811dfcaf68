"""What Slack's refusals mean for a send."""

import re

from bot.doors import ChannelStopped, DoorError, Gone, OurBug, TryLater, WorkspaceStopped

_LATER = {
    "ratelimited",
    "rate_limited",
    "service_unavailable",
    "request_timeout",  # Slack hadn't got the whole request
    "external_channel_migrating",
    "message_limit_exceeded",
    "team_added_to_org",
    "update_failed",
}
# Slack's words on these two: some aspect of the operation may have succeeded before the error was raised.
MAYBE_DONE = {"internal_error", "fatal_error"}
_GONE = {
    "message_not_found",
    "not_found",  # a view that was closed, or never opened
    "thread_not_found",
    "edit_window_closed",
    "cant_update_message",
    "block_mismatch",
    "is_inactive",
    "cannot_reply_to_message",
    "restricted_action_thread_locked",
    "user_not_in_channel",
    "expired_trigger_id",
    "exchanged_trigger_id",
    "invalid_trigger_id",
}
_CHANNEL = {
    "channel_not_found",
    "not_in_channel",
    "is_archived",
    "messages_tab_disabled",
    "posting_to_channel_denied",
    "channel_is_limited_access",
    "user_not_found",
    "user_disabled",
    "user_not_visible",
    "users_not_found",
    "cannot_dm_bot",
    "invalid_user_combination",
}
_WORKSPACE = {
    "invalid_auth",
    "not_authed",
    "account_inactive",
    "token_revoked",
    "token_expired",
    "access_denied",
    "app_access_restricted",
    "ekm_access_denied",
    "missing_scope",  # until somebody installs the app again with the manifest's scopes
    "org_login_required",
    "team_access_not_granted",
    "team_not_found",
}
_RATE_LIMIT_S = 30.0  # when Slack doesn't say how long


def code_of(answer: object) -> str:
    """The error code of an answer; never anything that could be more than a code."""
    code = answer.get("error") if isinstance(answer, dict) else None
    return code if isinstance(code, str) and re.fullmatch(r"[a-z][a-z0-9_]{0,63}", code) else "unknown_error"


def seconds_of(retry_after: str | None) -> float | None:
    """How long Retry-After asks to wait. A date, or nonsense, counts as half a minute."""
    if retry_after is None:
        return None
    match = re.fullmatch(r"\s*(\d{1,5}(?:\.\d+)?)\s*", retry_after)
    return float(match[1]) if match else _RATE_LIMIT_S


def refusal(method: str, code: str, *, after_s: float | None = None, where: str = "") -> DoorError:
    """The error that a refusal stands for. `where` is the place in our request that Slack points at."""
    reason = f"{method}: {code}{where}"
    if code in _LATER:
        return TryLater(reason, after_s=after_s or (_RATE_LIMIT_S if code.startswith("rate") else None))
    if code in _GONE:
        return Gone(reason)
    if code in _CHANNEL or code.startswith("restricted_action"):
        # Only one person doesn't get it here: another way to them may be open.
        return Gone(reason) if method == "chat.postEphemeral" else ChannelStopped(reason)
    if code in _WORKSPACE:
        return WorkspaceStopped(reason)
    return OurBug(reason)


def may_retry(code: str) -> bool:
    """Whether asking again can help, where nothing was to be changed."""
    return code in _LATER or code in MAYBE_DONE


def pointers(answer: object) -> str:
    """Where in our request the fault lies, as JSON pointers: Slack's sentences could quote a client."""
    metadata = answer.get("response_metadata") if isinstance(answer, dict) else None
    messages = metadata.get("messages") if isinstance(metadata, dict) else None
    found = re.findall(r"\[json-pointer:([\w/]{1,80})\]", " ".join(map(str, messages))) if messages else []
    return f" at {', '.join(found[:3])}" if found else ""
