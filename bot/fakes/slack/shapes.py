"""How Slack words what it holds: the JSON of a user, a channel, a message, a view, a file."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.fakes.slack.state import Channel, OpenView, Post, SlackState, StoredFile, User


def show_user(state: SlackState, user: User, *, with_locale: bool = False, with_email: bool = True) -> dict[str, Any]:
    offset = datetime.fromtimestamp(state.clock(), ZoneInfo(user.tz)).utcoffset()
    shown: dict[str, Any] = {
        "id": user.id,
        "team_id": user.team_id,
        "name": user.name,
        "deleted": user.deleted,
        "color": "9f69e7",
        "real_name": user.real_name,
        "tz": user.tz,
        "tz_label": user.tz,
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "profile": {
            "real_name": user.real_name,
            "real_name_normalized": user.real_name,
            "display_name": user.name,
            "display_name_normalized": user.name,
            "title": "",
            "team": user.team_id,
        },
        "is_admin": user.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": user.is_restricted,
        "is_ultra_restricted": user.is_ultra_restricted,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": int(state.clock()),
        "is_email_confirmed": True,
        "who_can_share_contact_card": "EVERYONE",
    }
    if user.team_id != state.team_id:
        shown["is_stranger"] = user.is_stranger
    # Addresses of people from other organisations are not told.
    if with_email and user.email and user.team_id == state.team_id:
        shown["profile"]["email"] = user.email
    if with_locale:
        shown["locale"] = user.locale
    return shown


def show_channel(state: SlackState, channel: Channel) -> dict[str, Any]:
    if channel.is_im:
        return {
            "id": channel.id,
            "created": 1700000000,
            "is_archived": channel.is_archived,
            "is_im": True,
            "is_org_shared": False,
            "context_team_id": state.team_id,
            "user": channel.user,
            "is_open": True,
            "priority": 0,
        }
    outside = [team for team in channel.connected_team_ids if team != state.team_id]
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": channel.kind == "channel",
        "is_group": channel.kind == "group",
        "is_im": False,
        "is_mpim": channel.is_mpim,
        "is_private": channel.is_private or channel.is_mpim,
        "created": 1700000000,
        "is_archived": channel.is_archived,
        "is_general": False,
        "unlinked": 0,
        "is_shared": channel.is_ext_shared,
        "is_org_shared": False,
        "is_pending_ext_shared": False,
        "pending_shared": [],
        "context_team_id": state.team_id,
        "creator": state.bot_user,
        "is_ext_shared": channel.is_ext_shared,
        "shared_team_ids": [state.team_id, *outside],
        "internal_team_ids": [],
        "connected_team_ids": outside,
        "conversation_host_id": state.team_id,
        "pending_connected_team_ids": [],
        "is_member": state.bot_user in channel.members,
        "num_members": len(channel.members),
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "previous_names": [],
    }


def show_post(state: SlackState, post: Post, *, with_metadata: bool = False) -> dict[str, Any]:
    """A message as history and events give it."""
    user = state.users.get(post.user)
    shown: dict[str, Any] = {"type": "message", "user": post.user, "text": post.text, "ts": post.ts}
    shown["team"] = user.team_id if user else state.team_id
    if post.subtype:
        shown["subtype"] = post.subtype
    if post.bot_id:
        shown |= {"bot_id": post.bot_id, "app_id": state.app_id}
        shown["bot_profile"] = {"id": post.bot_id, "app_id": state.app_id, "name": "Liaison", "team_id": state.team_id}
    if post.client_msg_id:
        shown["client_msg_id"] = post.client_msg_id
    if post.blocks:
        shown["blocks"] = post.blocks
    if post.attachments:
        shown["attachments"] = post.attachments
    if post.files:
        shown |= {"files": post.files, "upload": False}
    if post.edited_ts:
        shown["edited"] = {"user": post.user, "ts": post.edited_ts}
    if post.reactions:
        shown["reactions"] = [
            {"name": name, "users": users, "count": len(users)} for name, users in post.reactions.items()
        ]
    if with_metadata and post.metadata:
        shown["metadata"] = post.metadata
    shown |= _thread_of(state, post)
    return shown


def _thread_of(state: SlackState, post: Post) -> dict[str, Any]:
    if post.thread_ts and post.thread_ts != post.ts:
        parent = state.find_post(post.channel, post.thread_ts)
        return {"thread_ts": post.thread_ts, **({"parent_user_id": parent.user} if parent else {})}
    replies = state.find_replies(post)
    if not replies:
        return {}
    return {
        "thread_ts": post.ts,
        "reply_count": len(replies),
        "reply_users": sorted({reply.user for reply in replies}),
        "latest_reply": replies[-1].ts,
    }


def show_view(state: SlackState, view: OpenView) -> dict[str, Any]:
    given = view.view
    return {
        "id": view.id,
        "team_id": state.team_id,
        "type": given["type"],
        "blocks": given["blocks"],
        "private_metadata": given.get("private_metadata", ""),
        "callback_id": given.get("callback_id", ""),
        "external_id": given.get("external_id", ""),
        "title": given.get("title"),
        "submit": given.get("submit"),
        "close": given.get("close"),
        "state": {"values": {}},
        "hash": view.hash,
        "clear_on_close": given.get("clear_on_close", False),
        "notify_on_close": given.get("notify_on_close", False),
        "root_view_id": view.root_id,
        "previous_view_id": view.previous_id,
        "app_id": state.app_id,
        "app_installed_team_id": state.team_id,
        "bot_id": state.bot_id,
    }


def show_file(state: SlackState, file: StoredFile) -> dict[str, Any]:
    return {
        "id": file.id,
        "created": int(state.clock()),
        "timestamp": int(state.clock()),
        "name": file.name,
        "title": file.title or file.name,
        "mimetype": file.mimetype,
        "filetype": file.name.rpartition(".")[2],
        "user": file.user,
        "user_team": state.team_id,
        "size": len(file.content),
        "mode": "hosted",
        "is_external": False,
        "is_public": bool(file.channels),
        "url_private": f"{state.origin}/files-pri/{file.id}/{file.name}",
        "url_private_download": f"{state.origin}/files-pri/{file.id}/download/{file.name}",
        "permalink": f"https://{state.domain}.slack.com/files/{file.user}/{file.id}/{file.name}",
        "channels": file.channels,
        "file_access": "visible",
    }
