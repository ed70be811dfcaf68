"""Web API methods that say something: messages, their edits and deletions, reactions; and what a response URL takes."""

import json
from typing import Any

from bot.fakes.slack.arguments import Args, is_set
from bot.fakes.slack.blocks import check_blocks
from bot.fakes.slack.shapes import show_post
from bot.fakes.slack.state import RESPONSE_URL_USES, Channel, Ephemeral, Post, Refusal, ResponseUrl, SlackState

Answer = dict[str, Any]

POST_CHARS, UPDATE_CHARS = 40_000, 4_000
METADATA_BYTES = 16 * 1024


def post_message(state: SlackState, args: Args) -> Answer:
    channel = _writable(state, args["channel"])
    text, blocks, attachments = _content(args)
    thread_ts = args.get("thread_ts") or None
    post = Post(
        channel.id,
        state.mint_ts(),
        state.bot_user,
        text[:POST_CHARS],
        blocks=blocks,
        attachments=attachments,
        thread_ts=thread_ts,
        bot_id=state.bot_id,
        metadata=_metadata(args),
        is_broadcast=bool(thread_ts) and is_set(args, "reply_broadcast"),
        is_cut=len(text) > POST_CHARS,
    )
    if post.is_broadcast:
        post.subtype = "thread_broadcast"
    state.add_post(post)
    state.note_pace(channel.id)
    answer: Answer = {"ok": True, "channel": channel.id, "ts": post.ts}
    answer["message"] = show_post(state, post, with_metadata=True)
    if post.is_cut:
        answer["response_metadata"] = {"warnings": ["message_truncated"]}
    return answer


def post_ephemeral(state: SlackState, args: Args) -> Answer:
    channel = _writable(state, args["channel"])
    if args["user"] not in channel.members:
        raise Refusal("user_not_in_channel")
    text, blocks, _ = _content(args)
    note = Ephemeral(channel.id, args["user"], state.mint_ts(), text[:POST_CHARS], blocks, args.get("thread_ts"))
    state.ephemerals.append(note)
    return {"ok": True, "message_ts": note.ts}


def update_message(state: SlackState, args: Args) -> Answer:
    post = _own_post(state, args, "cant_update_message")
    text, blocks, attachments = _content(args)
    if len(text) > UPDATE_CHARS:
        raise Refusal("msg_too_long")
    post.former.append((post.text, post.blocks))
    # Blocks that are not given again are gone; text that is not given stays.
    post.text = text if args.get("text") is not None else post.text
    post.blocks, post.attachments = blocks, attachments
    post.edited_ts = state.mint_ts()
    if args.get("metadata") is not None:
        post.metadata = _metadata(args)
    shown = show_post(state, post, with_metadata=True)
    return {"ok": True, "channel": post.channel, "ts": post.ts, "text": post.text, "message": shown}


def delete_message(state: SlackState, args: Args) -> Answer:
    post = _own_post(state, args, "cant_delete_message")
    post.deleted = True
    return {"ok": True, "channel": post.channel, "ts": post.ts}


def get_permalink(state: SlackState, args: Args) -> Answer:
    channel = state.get_channel(args["channel"])
    post = state.find_post(channel.id, args["message_ts"])
    if post is None:
        raise Refusal("message_not_found")
    return {"ok": True, "channel": channel.id, "permalink": permalink_of(state, post)}


def permalink_of(state: SlackState, post: Post) -> str:
    link = f"https://{state.domain}.slack.com/archives/{post.channel}/p{post.ts.replace('.', '')}"
    is_reply = post.thread_ts and post.thread_ts != post.ts
    return f"{link}?thread_ts={post.thread_ts}&cid={post.channel}" if is_reply else link


def add_reaction(state: SlackState, args: Args) -> Answer:
    users = _reacted(state, args).reactions.setdefault(args["name"], [])
    if state.bot_user in users:
        raise Refusal("already_reacted")
    users.append(state.bot_user)
    return {"ok": True}


def remove_reaction(state: SlackState, args: Args) -> Answer:
    if not args.get("channel") or not args.get("timestamp"):
        raise Refusal("no_item_specified")
    post = _reacted(state, args)
    if state.bot_user not in post.reactions.get(args["name"], []):
        raise Refusal("no_reaction")
    post.reactions[args["name"]].remove(state.bot_user)
    if not post.reactions[args["name"]]:
        del post.reactions[args["name"]]
    return {"ok": True}


def get_reactions(state: SlackState, args: Args) -> Answer:
    if not args.get("channel") or not args.get("timestamp"):
        raise Refusal("no_item_specified")
    post = _reacted(state, args | {"name": "eyes"})
    return {"ok": True, "type": "message", "channel": post.channel, "message": show_post(state, post)}


def respond(state: SlackState, ticket: ResponseUrl, said: Args) -> None:
    """What a response URL does with what is posted to it. Raises Refusal."""
    if state.clock() > ticket.until:
        raise Refusal("expired_url")
    if ticket.uses >= RESPONSE_URL_USES:
        raise Refusal("used_url")
    original = ticket.original
    if is_set(said, "delete_original"):
        ticket.uses += 1
        if original is not None:
            original.deleted = True
        return
    text, blocks, _ = _content(said)
    ticket.uses += 1
    if is_set(said, "replace_original") and original is not None:
        original.former.append((original.text, original.blocks))
        original.text, original.blocks = text, blocks
        return
    say_answer(state, ticket.channel, ticket.user, said, via="response_url")


def say_answer(state: SlackState, channel: str, user: str, said: Args, *, via: str) -> None:
    """Show what answers a command or a press: to one user, or to all in the channel. Raises Refusal."""
    text, blocks, _ = _content(said)
    ts, thread_ts = state.mint_ts(), said.get("thread_ts")
    if said.get("response_type", "ephemeral") == "in_channel":
        seen = Post(channel, ts, state.bot_user, text, blocks, thread_ts=thread_ts, bot_id=state.bot_id, via=via)
        state.add_post(seen)
    else:
        state.ephemerals.append(Ephemeral(channel, user, ts, text, blocks, thread_ts, via=via))


def _writable(state: SlackState, name: str) -> Channel:
    """Where the bot may write; a user's id stands for the one-to-one conversation with them."""
    if name in state.users:
        person = state.users[name]
        if person.deleted:
            raise Refusal("channel_not_found")
        return state.open_direct(name)
    channel = state.get_channel(name)
    if channel.is_archived:
        raise Refusal("is_archived")
    if state.bot_user not in channel.members:
        raise Refusal("not_in_channel")
    return channel


def _content(args: Args) -> tuple[str, list[dict[str, Any]], list[dict[str, Any]]]:
    text, blocks = args.get("text") or "", args.get("blocks") or []
    attachments = args.get("attachments") or []
    if args.get("markdown_text"):
        if text or blocks:
            raise Refusal("markdown_text_conflict")
        text = args["markdown_text"]
        if len(text) > 12_000:
            raise Refusal("msg_too_long")
    if not isinstance(text, str):
        raise Refusal("invalid_arguments", "must be a string [json-pointer:/text]")
    if not text and not blocks and not attachments:
        raise Refusal("no_text")
    if problems := check_blocks(blocks):
        raise Refusal("invalid_blocks", *problems, errors=problems)
    return text, blocks, attachments


def _metadata(args: Args) -> dict[str, Any] | None:
    metadata = args.get("metadata")
    if metadata is None:
        return None
    if not isinstance(metadata, dict) or not isinstance(metadata.get("event_type"), str):
        raise Refusal("invalid_metadata_format")
    if not isinstance(metadata.get("event_payload"), dict):
        raise Refusal("invalid_metadata_schema")
    if len(json.dumps(metadata, ensure_ascii=False).encode()) > METADATA_BYTES:
        raise Refusal("metadata_too_large")
    return metadata


def _own_post(state: SlackState, args: Args, otherwise: str) -> Post:
    channel = state.get_channel(args["channel"])
    post = state.find_post(channel.id, str(args["ts"]))
    if post is None:
        raise Refusal("message_not_found")
    if post.bot_id != state.bot_id:
        raise Refusal(otherwise)
    return post


def _reacted(state: SlackState, args: Args) -> Post:
    channel = state.get_channel(args["channel"])
    if ":" in args["name"] or not args["name"]:
        raise Refusal("invalid_name")
    post = state.find_post(channel.id, str(args["timestamp"]))
    if post is None:
        raise Refusal("message_not_found")
    return post


METHODS = {
    "chat.postMessage": post_message,
    "chat.postEphemeral": post_ephemeral,
    "chat.update": update_message,
    "chat.delete": delete_message,
    "chat.getPermalink": get_permalink,
    "reactions.add": add_reaction,
    "reactions.remove": remove_reaction,
    "reactions.get": get_reactions,
}
