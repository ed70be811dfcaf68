"""The arguments of a Web API call: however they came, they mean the same."""

import json
from typing import Any, cast

from bot.fakes.slack.state import Refusal

Args = dict[str, Any]
STRUCTURED = ("blocks", "attachments", "metadata", "view", "files")


def unfold(args: Args) -> Args:
    """Forms carry nested values as JSON text; here they become values again. Raises Refusal."""
    unfolded = dict(args)
    for name in STRUCTURED:
        if isinstance(unfolded.get(name), str):
            unfolded[name] = _read(name, unfolded[name])
    return unfolded


def _read(name: str, text: str) -> Any:
    if not text:
        return None
    try:
        return json.loads(text)
    except ValueError:
        if name == "blocks":
            raise Refusal("invalid_blocks_format") from None
        if name == "metadata":
            raise Refusal("invalid_metadata_format") from None
        raise Refusal("invalid_arguments", f"must be valid JSON [json-pointer:/{name}]") from None


def is_set(args: Args, name: str) -> bool:
    """Whether a flag is on, as JSON or as a form writes it."""
    return args.get(name) in (True, 1, "1", "true", "True")


def count_of(args: Args, name: str, default: int) -> int:
    value = args.get(name)
    if value in (None, ""):
        return default
    try:
        return int(cast(str, value))
    except ValueError:
        raise Refusal("invalid_arguments", f"must be a number [json-pointer:/{name}]") from None


def page(items: list[dict[str, Any]], args: Args, default: int = 100) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """One page of a list, and the metadata that leads to the next."""
    cursor = str(args.get("cursor") or "")
    if cursor and not cursor.isdecimal():
        raise Refusal("invalid_cursor")
    start = int(cursor or 0)
    end = start + max(1, count_of(args, "limit", default))
    return items[start:end], {"next_cursor": str(end) if end < len(items) else ""}
