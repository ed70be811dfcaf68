"""Web API methods about the team, its people, its channels and what was said in them."""

from typing import Any

from bot.fakes.slack.arguments import Args, count_of, is_set, page
from bot.fakes.slack.shapes import show_channel, show_post, show_user
from bot.fakes.slack.state import Channel, Post, Refusal, SlackState, micros

Answer = dict[str, Any]


def auth_test(state: SlackState, args: Args) -> Answer:
    return {
        "ok": True,
        "url": f"https://{state.domain}.slack.com/",
        "team": state.team_name,
        "user": state.users[state.bot_user].name,
        "team_id": state.team_id,
        "user_id": state.bot_user,
        "bot_id": state.bot_id,
        "is_enterprise_install": False,
    }


def team_info(state: SlackState, args: Args) -> Answer:
    if args.get("team", state.team_id) != state.team_id:
        raise Refusal("team_not_found")
    team = {"id": state.team_id, "name": state.team_name, "domain": state.domain, "email_domain": "", "icon": {}}
    return {"ok": True, "team": {**team, "url": f"https://{state.domain}.slack.com/"}}


def bots_info(state: SlackState, args: Args) -> Answer:
    if args.get("bot", state.bot_id) != state.bot_id:
        raise Refusal("bot_not_found")
    bot = {"id": state.bot_id, "deleted": False, "name": "Liaison", "app_id": state.app_id, "user_id": state.bot_user}
    return {"ok": True, "bot": {**bot, "updated": int(state.clock()), "icons": {}}}


def users_info(state: SlackState, args: Args) -> Answer:
    user = state.get_user(args["user"])
    return {"ok": True, "user": show_user(state, user, with_locale=is_set(args, "include_locale"))}


def users_list(state: SlackState, args: Args) -> Answer:
    with_locale = is_set(args, "include_locale")
    ours = [user for user in state.users.values() if user.team_id == state.team_id]
    members, metadata = page([show_user(state, user, with_locale=with_locale) for user in ours], args)
    return {"ok": True, "members": members, "cache_ts": int(state.clock()), "response_metadata": metadata}


def users_lookup_by_email(state: SlackState, args: Args) -> Answer:
    for user in state.users.values():
        if user.email == args["email"] and user.team_id == state.team_id:
            return {"ok": True, "user": show_user(state, user)}
    raise Refusal("users_not_found")


def conversations_info(state: SlackState, args: Args) -> Answer:
    channel = state.get_channel(args["channel"])
    shown = show_channel(state, channel)
    if is_set(args, "include_num_members"):
        shown["num_members"] = len(channel.members)
    return {"ok": True, "channel": shown}


def conversations_list(state: SlackState, args: Args) -> Answer:
    kinds = _kinds(args)
    seen = [channel for channel in state.channels.values() if _may_list(state, channel, kinds)]
    if is_set(args, "exclude_archived"):
        seen = [channel for channel in seen if not channel.is_archived]
    channels, metadata = page([show_channel(state, channel) for channel in seen], args)
    return {"ok": True, "channels": channels, "response_metadata": metadata}


def users_conversations(state: SlackState, args: Args) -> Answer:
    user = args.get("user") or state.bot_user
    kinds = _kinds(args)
    seen = [one for one in state.channels.values() if user in one.members and _may_list(state, one, kinds)]
    channels, metadata = page([show_channel(state, channel) for channel in seen], args)
    return {"ok": True, "channels": channels, "response_metadata": metadata}


def conversations_members(state: SlackState, args: Args) -> Answer:
    channel = state.get_channel(args["channel"])
    members, metadata = page([{"id": user} for user in channel.members], args)
    return {"ok": True, "members": [member["id"] for member in members], "response_metadata": metadata}


def conversations_join(state: SlackState, args: Args) -> Answer:
    channel = state.get_channel(args["channel"])
    if channel.kind != "channel":
        raise Refusal("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise Refusal("is_archived")
    if state.bot_user not in channel.members:
        channel.members.append(state.bot_user)
    return {"ok": True, "channel": show_channel(state, channel)}


def conversations_open(state: SlackState, args: Args) -> Answer:
    if args.get("channel"):
        channel = state.get_channel(args["channel"])
    else:
        users = [user for user in str(args.get("users") or "").split(",") if user]
        if not users:
            raise Refusal("users_list_not_supplied")
        if len(users) > 8:
            raise Refusal("too_many_users")
        people = [state.get_user(user) for user in users]
        if any(person.deleted for person in people):
            raise Refusal("user_disabled")
        if any(person.is_bot for person in people):
            raise Refusal("cannot_dm_bot")
        channel = state.open_direct(users[0]) if len(users) == 1 else _open_group(state, users)
    whole = is_set(args, "return_im")
    return {"ok": True, "channel": show_channel(state, channel) if whole else {"id": channel.id}}


def conversations_history(state: SlackState, args: Args) -> Answer:
    channel = _readable(state, args)
    said = [
        post
        for post in state.posts
        if post.channel == channel.id
        and not post.deleted
        and (post.thread_ts in (None, post.ts) or post.is_broadcast)
        and _is_within(post, args)
    ]
    said.sort(key=lambda post: micros(post.ts), reverse=True)
    return _messages(state, said, args)


def conversations_replies(state: SlackState, args: Args) -> Answer:
    channel = _readable(state, args)
    asked = state.find_post(channel.id, args["ts"])
    if asked is None:
        raise Refusal("thread_not_found")
    parent = asked.thread_ts or asked.ts
    thread = [
        post
        for post in state.posts
        if post.channel == channel.id and parent in (post.ts, post.thread_ts) and not post.deleted
    ]
    # The parent comes along on every page, whatever the bounds.
    said = [post for post in thread if post.ts == parent or _is_within(post, args)]
    said.sort(key=lambda post: micros(post.ts))
    return _messages(state, said, args)


def _readable(state: SlackState, args: Args) -> Channel:
    channel = state.get_channel(args["channel"])
    if state.bot_user not in channel.members:
        raise Refusal("not_in_channel")
    return channel


def _is_within(post: Post, args: Args) -> bool:
    at = micros(post.ts)
    oldest, latest = micros(str(args.get("oldest") or "0")), args.get("latest")
    slack = 1 if is_set(args, "inclusive") else 0
    # Without `inclusive`, the messages at the very bounds are left out.
    if args.get("oldest") and at <= oldest - slack:
        return False
    return not latest or at < micros(str(latest)) + slack


def _messages(state: SlackState, said: list[Post], args: Args) -> Answer:
    with_metadata = is_set(args, "include_all_metadata")
    if count_of(args, "limit", 100) > 1000:
        raise Refusal("invalid_limit")
    shown = [show_post(state, post, with_metadata=with_metadata) for post in said]
    messages, metadata = page(shown, args)
    answer: Answer = {"ok": True, "messages": messages, "has_more": bool(metadata["next_cursor"]), "pin_count": 0}
    if metadata["next_cursor"]:
        answer["response_metadata"] = metadata
    return answer


def _kinds(args: Args) -> set[str]:
    return {kind.strip() for kind in str(args.get("types") or "public_channel").split(",")}


def _may_list(state: SlackState, channel: Channel, kinds: set[str]) -> bool:
    kind = {"channel": "public_channel", "group": "private_channel"}.get(channel.kind, channel.kind)
    return kind in kinds and (kind == "public_channel" or state.bot_user in channel.members)


def _open_group(state: SlackState, users: list[str]) -> Channel:
    wanted = {*users, state.bot_user}
    for channel in state.channels.values():
        if channel.is_mpim and set(channel.members) == wanted:
            return channel
    channel = Channel(state.mint_id("G"), f"mpdm-{'-'.join(users)}", [*users, state.bot_user], is_mpim=True)
    state.channels[channel.id] = channel
    return channel


METHODS = {
    "auth.test": auth_test,
    "team.info": team_info,
    "bots.info": bots_info,
    "users.info": users_info,
    "users.list": users_list,
    "users.lookupByEmail": users_lookup_by_email,
    "users.conversations": users_conversations,
    "conversations.info": conversations_info,
    "conversations.list": conversations_list,
    "conversations.members": conversations_members,
    "conversations.join": conversations_join,
    "conversations.open": conversations_open,
    "conversations.history": conversations_history,
    "conversations.replies": conversations_replies,
}
