"""Web API methods for files: asking for a place, bringing the bytes, sharing what was brought."""

from typing import Any

from bot.fakes.slack.arguments import Args, count_of
from bot.fakes.slack.shapes import show_file
from bot.fakes.slack.state import Post, Refusal, SlackState, StoredFile

Answer = dict[str, Any]


def get_upload_url(state: SlackState, args: Args) -> Answer:
    length = count_of(args, "length", 0)
    if length <= 0:
        raise Refusal("invalid_arguments", "must be greater than 0 [json-pointer:/length]")
    file = StoredFile(state.mint_id("F"), args["filename"], length, user=state.bot_user)
    state.files[file.id] = file
    return {"ok": True, "upload_url": f"{state.origin}/upload/{file.id}", "file_id": file.id}


def take_upload(state: SlackState, file_id: str, content: bytes) -> str:
    """The bytes of a file arrive. Raises Refusal."""
    file = state.files.get(file_id)
    if file is None or file.is_complete:
        raise Refusal("file_not_found")
    if len(content) != file.length:
        raise Refusal("file_upload_size_mismatch")
    file.content = content
    return f"OK - {len(content)}"


def complete_upload(state: SlackState, args: Args) -> Answer:
    asked = args["files"]
    if not isinstance(asked, list) or not asked:
        raise Refusal("invalid_arguments", "must be a list of files [json-pointer:/files]")
    files = [_brought(state, one) for one in asked]
    channel_id = args.get("channel_id")
    if channel_id:
        if channel_id not in state.channels:
            raise Refusal("invalid_channel" if state.find_channel(channel_id) else "channel_not_found")
        if state.bot_user not in state.channels[channel_id].members:
            raise Refusal("not_in_channel")
    for file, one in zip(files, asked, strict=True):
        file.is_complete, file.title = True, one.get("title") or file.name
        if channel_id:
            file.channels.append(channel_id)
    if channel_id:
        _share(state, args, files)
    return {"ok": True, "files": [{"id": file.id, "title": file.title} for file in files]}


def files_info(state: SlackState, args: Args) -> Answer:
    file = state.files.get(args["file"])
    if file is None:
        raise Refusal("file_not_found")
    return {"ok": True, "file": show_file(state, file), "comments": [], "response_metadata": {"next_cursor": ""}}


def _brought(state: SlackState, asked: Any) -> StoredFile:
    file = state.files.get(asked.get("id", "")) if isinstance(asked, dict) else None
    if file is None or not file.content:
        raise Refusal("file_not_found")
    return file


def _share(state: SlackState, args: Args, files: list[StoredFile]) -> None:
    post = Post(
        args["channel_id"],
        state.mint_ts(),
        state.bot_user,
        args.get("initial_comment") or "",
        thread_ts=args.get("thread_ts") or None,
        bot_id=state.bot_id,
        subtype="file_share",
        files=[show_file(state, file) for file in files],
        via="files.completeUploadExternal",
    )
    state.add_post(post)


METHODS = {
    "files.getUploadURLExternal": get_upload_url,
    "files.completeUploadExternal": complete_upload,
    "files.info": files_info,
}
