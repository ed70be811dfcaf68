"""Web API methods for modals and the App Home, and what becomes of a modal when it is sent."""

import json
from typing import Any
from uuid import uuid4

from bot.fakes.slack.arguments import Args
from bot.fakes.slack.blocks import VIEW_BYTES, check_view
from bot.fakes.slack.shapes import show_view
from bot.fakes.slack.state import OpenView, Refusal, SlackState

Answer = dict[str, Any]
STACK = 3


def open_view(state: SlackState, args: Args) -> Answer:
    view = _checked(state, args, "modal")
    user = state.use_trigger(_trigger_in(args)).user
    return _shown(state, put_on_screen(state, user, view))


def push_view(state: SlackState, args: Args) -> Answer:
    view = _checked(state, args, "modal")
    trigger = state.use_trigger(_trigger_in(args))
    below = state.views.get(trigger.view_id or "")
    if below is None or below.is_closed:
        raise Refusal("not_found")
    return _shown(state, put_on_screen(state, trigger.user, view, below))


def update_view(state: SlackState, args: Args) -> Answer:
    shown = _find(state, args)
    view = _checked(state, args, shown.view["type"], shown)
    _check_hash(shown, args)
    change(shown, view)
    return _shown(state, shown)


def publish_view(state: SlackState, args: Args) -> Answer:
    user = state.get_user(args["user_id"])
    view = _checked(state, args, "home")
    home = next((one for one in state.views.values() if one.user == user.id and one.view["type"] == "home"), None)
    if home is None:
        return _shown(state, put_on_screen(state, user.id, view))
    _check_hash(home, args)
    change(home, view)
    return _shown(state, home)


def put_on_screen(state: SlackState, user: str, view: dict[str, Any], below: OpenView | None = None) -> OpenView:
    """A new view before somebody's eyes; on top of another when `below` is given. Raises Refusal."""
    view_id = state.mint_id("V")
    if below is not None and _depth(state, below) >= STACK:
        raise Refusal("push_limit_reached")
    root = below.root_id if below else view_id
    shown = OpenView(view_id, user, _with_block_ids(view), _new_hash(), root, below.id if below else None)
    state.views[view_id] = shown
    return shown


def change(shown: OpenView, view: dict[str, Any]) -> None:
    shown.former.append(shown.view)
    shown.view, shown.hash = _with_block_ids(view), _new_hash()


def follow(state: SlackState, shown: OpenView, answer: dict[str, Any] | None) -> None:
    """Do with a modal what the answer to its submission says: close it, change it, or put another on top."""
    action = (answer or {}).get("response_action")
    if action == "errors":
        return
    if action in ("update", "push"):
        assert answer is not None
        view = answer.get("view")
        if problems := check_view(view):
            raise Refusal("invalid_arguments", *problems)
        if action == "update":
            change(shown, answer["view"])
        else:
            put_on_screen(state, shown.user, answer["view"], shown)
        return
    for view in state.views.values():
        if view is shown or (action == "clear" and view.root_id == shown.root_id):
            view.is_closed = True


def _checked(state: SlackState, args: Args, kind: str, shown: OpenView | None = None) -> dict[str, Any]:
    view: dict[str, Any] = args["view"]
    if problems := check_view(view):
        if len(json.dumps(view, ensure_ascii=False).encode()) > VIEW_BYTES:
            raise Refusal("view_too_large")
        raise Refusal("invalid_arguments", *problems)
    if view["type"] != kind:
        raise Refusal("invalid_arguments", "unsupported type [json-pointer:/view/type]")
    name = view.get("external_id")
    taken = (one for one in state.views.values() if one is not shown and not one.is_closed)
    if name and any(one.view.get("external_id") == name for one in taken):
        raise Refusal("duplicate_external_id")
    return view


def _find(state: SlackState, args: Args) -> OpenView:
    view_id, name = args.get("view_id"), args.get("external_id")
    if not view_id and not name:
        raise Refusal("invalid_arguments", "missing required field: view_id")
    for view in state.views.values():
        if not view.is_closed and (view.id == view_id or (name and view.view.get("external_id") == name)):
            return view
    raise Refusal("not_found")


def _check_hash(shown: OpenView, args: Args) -> None:
    if args.get("hash") and args["hash"] != shown.hash:
        raise Refusal("hash_conflict")


def _trigger_in(args: Args) -> str:
    if not args.get("trigger_id"):
        raise Refusal("invalid_arguments", "missing required field: trigger_id")
    return str(args["trigger_id"])


def _depth(state: SlackState, view: OpenView) -> int:
    depth = 1
    while view.previous_id is not None:
        view, depth = state.views[view.previous_id], depth + 1
    return depth


def _with_block_ids(view: dict[str, Any]) -> dict[str, Any]:
    # Slack makes up the ids that are left out.
    return {**view, "blocks": [{"block_id": uuid4().hex[:5], **block} for block in view["blocks"]]}


def _new_hash() -> str:
    return f"{uuid4().int % 10**10}.{uuid4().hex[:8]}"


def _shown(state: SlackState, view: OpenView) -> Answer:
    return {"ok": True, "view": show_view(state, view)}


METHODS = {
    "views.open": open_view,
    "views.push": push_view,
    "views.update": update_view,
    "views.publish": publish_view,
}
