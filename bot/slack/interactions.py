"""Slash commands, pressed buttons and sent forms, turned into arrivals. Pure."""

import json
from datetime import datetime

from bot.slack.blocks import action_of
from bot.slack.mrkdwn import plain
from bot.slack.payload import Payload, UnreadablePayload, instant, part, parts, required, string
from handlers.arrivals import CardRef, Command, Place, Press, Submission

COMMAND = "/crm"


def read_command(form: Payload, *, now: datetime) -> Command:
    """A slash command. Raises UnreadablePayload. Slack sends no time with it, so `now` it is."""
    trigger_id = required(form, "trigger_id")
    return Command(
        key=f"slack:cmd:{trigger_id}",
        place=Place(
            platform="slack",
            workspace=required(form, "team_id"),
            # A "D…" here may be two colleagues' own conversation, where the bot can't write: not called direct.
            channel=required(form, "channel_id"),
        ),
        user=required(form, "user_id"),
        at=now,
        text=plain(string(form, "text")).text,  # the manifest has Slack escape it, so that mentions come as ids
        response_url=string(form, "response_url") or None,
        trigger_id=trigger_id,
    )


def read_press(payload: Payload, *, now: datetime) -> Press:
    """A pressed button, or a choice made in a message: block_actions. Raises UnreadablePayload."""
    actions = parts(payload, "actions")
    if not actions:
        raise UnreadablePayload("no actions")
    action, place, card = actions[0], _press_place(payload), _card(payload)
    pressed_at = string(action, "action_ts")
    trigger_id = string(payload, "trigger_id")
    where = f"{place.workspace}:{place.channel}:{card.message_id}"
    return Press(
        key=f"slack:press:{trigger_id or where}:{pressed_at}",
        place=place,
        user=required(part(payload, "user"), "id"),
        at=instant(pressed_at) if pressed_at else now,
        action=action_of(required(action, "action_id")),
        value=_value(action),
        card=card,
        trigger_id=trigger_id or None,
    )


def read_submission(payload: Payload, *, now: datetime) -> Submission:
    """A sent form: view_submission. Raises UnreadablePayload. Where it was opened stands in private_metadata."""
    view = part(payload, "view")
    opened = _opened(string(view, "private_metadata"))
    return Submission(
        key=f"slack:view:{required(view, 'id')}:{string(view, 'hash')}",
        place=Place(
            platform="slack",
            workspace=string(opened, "workspace") or _workspace(payload),
            channel=string(opened, "channel"),
            is_direct=string(opened, "channel").startswith("D"),
            thread=string(opened, "thread") or None,
        ),
        user=required(part(payload, "user"), "id"),
        at=now,
        form=required(view, "callback_id"),
        about=string(opened, "about"),
        values=_values(part(part(view, "state"), "values")),
        card=CardRef(
            message_id=string(opened, "message_id") or None,
            response_url=string(opened, "response_url") or None,
        ),
    )


def _workspace(payload: Payload) -> str:
    # From a shared channel, `team` is the presser's own organisation; these two name the one we are installed in.
    return (
        string(part(payload, "view"), "app_installed_team_id")
        or string(part(payload, "message"), "team")
        or required(part(payload, "team"), "id")
    )


def _press_place(payload: Payload) -> Place:
    container, message = part(payload, "container"), part(payload, "message")
    channel = string(container, "channel_id") or string(part(payload, "channel"), "id")
    thread = string(message, "thread_ts") or string(container, "thread_ts")
    return Place(
        platform="slack",
        workspace=_workspace(payload),
        channel=channel,
        is_direct=channel.startswith("D"),  # our card stands there, so it is our own conversation with them
        thread=thread if thread and thread != string(message, "ts") else None,
    )


def _card(payload: Payload) -> CardRef:
    container = part(payload, "container")
    return CardRef(
        message_id=string(container, "message_ts") or string(part(payload, "message"), "ts") or None,
        is_ephemeral=container.get("is_ephemeral") is True,
        response_url=string(payload, "response_url") or None,
    )


def _opened(metadata: str) -> Payload:
    """What `blocks.modal` wrote; an empty object if it can't be read, as no foreign form has our callback id."""
    try:
        opened = json.loads(metadata or "{}")
    except ValueError:
        return {}
    return opened if isinstance(opened, dict) else {}


def _values(state: Payload) -> dict[str, str]:
    """Each field's value under its name: one block per field, one element per block."""
    return {name: _value(next(iter(block.values()), {})) for name, block in state.items() if isinstance(block, dict)}


def _value(element: object) -> str:
    if not isinstance(element, dict):
        return ""
    chosen = string(part(element, "selected_option"), "value")
    return (string(element, "value") or chosen or string(element, "selected_date")).strip()
