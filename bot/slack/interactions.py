"""Slash commands, pressed buttons, sent forms and shortcuts, turned into arrivals. Pure."""

import json
from datetime import datetime

from bot.slack.blocks import action_of
from bot.slack.mrkdwn import plain, source
from bot.slack.payload import Payload, UnreadablePayload, instant, part, parts, required, string
from bot.slack.places import one_to_one
from handlers.arrivals import CardRef, Command, Place, Press, Shortcut, Submission

COMMAND = "/crm"
SHORTCUTS = frozenset({"log", "change", "task"})  # on a message
GLOBAL_SHORTCUTS = frozenset({"new"})


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
    chosen = _choices(payload)
    return Press(
        key=f"slack:press:{trigger_id or where}:{pressed_at}",
        place=place,
        user=required(part(payload, "user"), "id"),
        at=instant(pressed_at) if pressed_at else now,
        action=action_of(required(action, "action_id")),
        value=_value(action),
        card=card,
        trigger_id=trigger_id or None,
        choices=chosen,
    )


def read_shortcut(payload: Payload, *, now: datetime) -> Shortcut | None:
    """A shortcut on a message, or one from anywhere; None if it is none of ours. Raises UnreadablePayload."""
    name, message = required(payload, "callback_id"), part(payload, "message")
    is_on_message = string(payload, "type") == "message_action"
    if name not in (SHORTCUTS if is_on_message else GLOBAL_SHORTCUTS):
        return None
    user = required(part(payload, "user"), "id")
    trigger_id, taken_at = required(payload, "trigger_id"), string(payload, "action_ts")
    ts = (string(payload, "message_ts") or required(message, "ts")) if is_on_message else None
    said = plain(source(message)) if is_on_message else plain("")
    return Shortcut(
        key=f"slack:shortcut:{trigger_id}",
        place=_shortcut_place(payload, message) if is_on_message else one_to_one(_installed_in(payload), user),
        user=user,
        at=instant(taken_at) if taken_at else now,
        shortcut=name,
        trigger_id=trigger_id,
        message_id=ts,
        text=said.text,
        mentions=said.mentions,
        author=string(message, "user"),
        said_at=instant(ts) if ts else None,
        response_url=string(payload, "response_url") or None,
    )


def _shortcut_place(payload: Payload, message: Payload) -> Place:
    thread = string(message, "thread_ts")
    return Place(
        platform="slack",
        workspace=_installed_in(payload),
        # A "D…" here may be two colleagues' own conversation, where the bot can't write: not called direct.
        channel=required(part(payload, "channel"), "id"),
        thread=thread if thread and thread != string(message, "ts") else None,
    )


def _installed_in(payload: Payload) -> str:
    """Shortcuts are for those in whose workspace the app is; the message's team is only its author's."""
    return required(part(payload, "team"), "id")


def read_submission(payload: Payload, *, now: datetime) -> Submission:
    """A sent form: view_submission. Raises UnreadablePayload. Where it was opened stands in private_metadata."""
    view = part(payload, "view")
    opened = _opened(string(view, "private_metadata"))
    user = required(part(payload, "user"), "id")
    return Submission(
        key=f"slack:view:{required(view, 'id')}:{string(view, 'hash')}",
        place=_form_place(opened, string(opened, "workspace") or _workspace(payload), user),
        user=user,
        at=now,
        form=required(view, "callback_id"),
        about=string(opened, "about"),
        values=_values(part(part(view, "state"), "values")),
        card=CardRef(
            message_id=string(opened, "message_id") or None,
            response_url=string(opened, "response_url") or None,
            is_home=opened.get("is_home") is True,
        ),
    )


def _form_place(opened: Payload, workspace: str, user: str) -> Place:
    """Where the form was opened; one that came from nowhere was opened between the two of us."""
    channel = string(opened, "channel")
    if channel in ("", user):
        return one_to_one(workspace, user)
    return Place(
        platform="slack",
        workspace=workspace,
        channel=channel,
        is_direct=channel.startswith("D"),
        thread=string(opened, "thread") or None,
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
    if string(container, "type") == "view":  # the app's home, or a modal: neither is in a channel
        return one_to_one(_workspace(payload), required(part(payload, "user"), "id"))
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
        is_home=string(part(payload, "view"), "type") == "home",
    )


def _choices(payload: Payload) -> dict[str, tuple[str, ...]]:
    """What stands chosen in the card's selects, by their actions."""
    return {
        action_of(name): (chosen,)
        for block in part(part(payload, "state"), "values").values()
        if isinstance(block, dict)
        for name, element in block.items()
        if (chosen := _value(element))
    }


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
