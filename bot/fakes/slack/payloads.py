"""What Slack sends to an app when people talk, press and fill in forms: the payloads, whole, as the real ones look."""

import re
from typing import Any
from uuid import uuid4

from bot.fakes.slack.shapes import show_channel, show_post, show_view
from bot.fakes.slack.state import Channel, Ephemeral, OpenView, Post, SlackState, User

Payload = dict[str, Any]

MENTION = re.compile(r"<@([UW][A-Z0-9]+)>")
VERIFICATION_TOKEN = "0ldVerificationToken"  # noqa: S105 - the retired kind, which proves nothing


def envelope(state: SlackState, event: Payload, *, author_team: str, is_shared: bool, at: float) -> Payload:
    """The outer layer of an event. In a shared channel `team_id` may be the other side's; ours is in authorizations."""
    ours = {"enterprise_id": None, "team_id": state.team_id, "user_id": state.bot_user}
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": author_team if is_shared else state.team_id,
        "context_team_id": state.team_id,
        "context_enterprise_id": None,
        "api_app_id": state.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": state.mint_id("Ev"),
        "event_time": int(at),
        "authorizations": [{**ours, "is_bot": True, "is_enterprise_install": False}],
        "is_ext_shared_channel": is_shared,
        "event_context": f"4-{uuid4().hex}",
    }


def message_event(state: SlackState, channel: Channel, post: Post) -> Payload:
    """A message as the Events API tells it."""
    event = show_post(state, post, with_metadata=True)
    event |= {"channel": channel.id, "event_ts": post.ts, "channel_type": channel.kind}
    if post.subtype == "thread_broadcast" and post.thread_ts:
        root = state.find_post(channel.id, post.thread_ts)
        event["root"] = show_post(state, root) if root else {"ts": post.thread_ts}
    author = state.users.get(post.user)
    if channel.is_ext_shared and author is not None:
        event |= {"user_team": author.team_id, "source_team": author.team_id}
        if author.team_id != state.team_id:
            event["user_profile"] = {"real_name": author.real_name, "name": author.name, "team": author.team_id}
    return event


def edit_event(state: SlackState, channel: Channel, post: Post, before: Payload, ts: str) -> Payload:
    return {
        "type": "message",
        "subtype": "message_changed",
        "message": _bare(message_event(state, channel, post)),
        "previous_message": _bare(before),
        "channel": channel.id,
        "hidden": True,
        "ts": ts,
        "event_ts": ts,
        "channel_type": channel.kind,
    }


def deletion_event(channel: Channel, before: Payload, ts: str) -> Payload:
    return {
        "type": "message",
        "subtype": "message_deleted",
        "previous_message": _bare(before),
        "channel": channel.id,
        "hidden": True,
        "deleted_ts": before["ts"],
        "event_ts": ts,
        "ts": ts,
        "channel_type": channel.kind,
    }


def mention_event(message: Payload) -> Payload:
    """The second event that a mention of the bot gives: same channel and ts, no channel_type."""
    left_out = ("channel_type", "subtype", "root")
    return {**{name: value for name, value in message.items() if name not in left_out}, "type": "app_mention"}


def rich_text(text: str) -> Payload:
    """The block that stands in everything that people type."""
    elements: list[Payload] = []
    for place, part in enumerate(MENTION.split(text)):
        if place % 2:
            elements.append({"type": "user", "user_id": part})
        elif part:
            elements.append({"type": "text", "text": part})
    section = {"type": "rich_text_section", "elements": elements}
    return {"type": "rich_text", "block_id": uuid4().hex[:5], "elements": [section]}


def slash_command(
    state: SlackState, command: str, text: str, user: User, channel: Channel, trigger_id: str, response_url: str
) -> Payload:
    """The form fields of a slash command."""
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": state.team_id,
        "team_domain": state.domain,
        "channel_id": channel.id,
        "channel_name": "directmessage" if channel.is_im else channel.name,
        "user_id": user.id,
        "user_name": user.name,
        "command": command,
        "text": text,
        "api_app_id": state.app_id,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger_id,
    }


def press(
    state: SlackState,
    card: Post | Ephemeral | OpenView,
    action: Payload,
    user: User,
    trigger_id: str,
    response_url: str,
) -> Payload:
    """A block action; on an ephemeral message the payload brings no message."""
    payload = _interaction(state, "block_actions", user) | {
        "container": _container(card),
        "trigger_id": trigger_id,
        "actions": [action],
        "state": {"values": {}},
    }
    if isinstance(card, OpenView):
        return payload | {"view": show_view(state, card)}
    channel = state.channels[card.channel]
    payload |= {"channel": _channel(channel), "response_url": response_url}
    if isinstance(card, Post):
        payload["message"] = show_post(state, card)
    return payload


def submission(state: SlackState, view: OpenView, values: Payload, user: User, trigger_id: str) -> Payload:
    shown = show_view(state, view) | {"state": {"values": values}}
    return _interaction(state, "view_submission", user) | {
        "trigger_id": trigger_id,
        "view": shown,
        "response_urls": [],
    }


def closing(state: SlackState, view: OpenView, user: User) -> Payload:
    return _interaction(state, "view_closed", user) | {"view": show_view(state, view), "is_cleared": False}


def shortcut(state: SlackState, callback_id: str, user: User, trigger_id: str) -> Payload:
    return _interaction(state, "shortcut", user) | {
        "action_ts": state.mint_ts(),
        "callback_id": callback_id,
        "trigger_id": trigger_id,
    }


def message_shortcut(
    state: SlackState, callback_id: str, user: User, post: Post, trigger_id: str, response_url: str
) -> Payload:
    return _interaction(state, "message_action", user) | {
        "action_ts": state.mint_ts(),
        "callback_id": callback_id,
        "trigger_id": trigger_id,
        "response_url": response_url,
        "message_ts": post.ts,
        "channel": _channel(state.channels[post.channel]),
        "message": show_post(state, post),
    }


def channel_told(state: SlackState, channel: Channel) -> Payload:
    """A channel as events about channels carry it."""
    return {name: value for name, value in show_channel(state, channel).items() if name in ("id", "name", "created")}


def _interaction(state: SlackState, kind: str, user: User) -> Payload:
    return {
        "type": kind,
        "team": {"id": state.team_id, "domain": state.domain},
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id},
        "api_app_id": state.app_id,
        "token": VERIFICATION_TOKEN,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _container(card: Post | Ephemeral | OpenView) -> Payload:
    if isinstance(card, OpenView):
        return {"type": "view", "view_id": card.id}
    is_ephemeral = isinstance(card, Ephemeral)
    where: Payload = {
        "type": "message",
        "message_ts": card.ts,
        "channel_id": card.channel,
        "is_ephemeral": is_ephemeral,
    }
    if card.thread_ts:
        where["thread_ts"] = card.thread_ts
    return where


def _channel(channel: Channel) -> Payload:
    return {"id": channel.id, "name": "directmessage" if channel.is_im else channel.name}


def _bare(event: Payload) -> Payload:
    """A message inside another event, without what belongs to the event."""
    left_out = ("channel", "event_ts", "channel_type")
    return {name: value for name, value in event.items() if name not in left_out}
