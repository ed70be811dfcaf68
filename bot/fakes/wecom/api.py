"""WeCom's API methods. Each takes the state, the app whose token came along, and the arguments."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from bot.fakes.wecom.cards import check_card, gives_code
from bot.fakes.wecom.state import RECALL_LIFE_S, TEXT_BYTES, Agent, Delivery, Refusal, WeComState

Args = dict[str, Any]
Answer = dict[str, Any]
Method = Callable[[WeComState, Agent, Args], Answer]

MESSAGE_TYPES = ("text", "markdown", "textcard", "news", "image", "file", "voice", "video", "template_card")
MOST_USERS = 1000
DUPLICATE_S, MOST_DUPLICATE_S = 1800, 4 * 3600
# Fields that are measured in bytes and refused, not cut, when they are too long.
BYTE_LIMITS = {"textcard": {"title": 128, "description": 512}}


def get_token(state: WeComState, args: Args) -> Answer:
    """The one method that needs no token. Raises Refusal."""
    if args.get("corpid") != state.corp_id:
        raise Refusal(40013)
    agent = next((agent for agent in state.agents.values() if agent.secret == args.get("corpsecret")), None)
    if agent is None:
        raise Refusal(40001)
    token, left_s = state.token_for(agent)
    return {"access_token": token, "expires_in": left_s}


def get_user(state: WeComState, agent: Agent, args: Args) -> Answer:
    member = state.find_member(str(args.get("userid", "")))
    if member is None:
        raise Refusal(60111)
    # Apps made since June 2022 get neither mobile nor e-mail nor picture.
    return {
        "userid": member.userid,
        "name": member.name,
        "department": member.department,
        "order": [0] * len(member.department),
        "position": "",
        "status": member.status,
        "isleader": 0,
        "enable": int(member.status == 1),
        "hide_mobile": 0,
        "telephone": "",
        "main_department": member.department[0],
        "extattr": {"attrs": []},
        "alias": "",
    }


def send_message(state: WeComState, agent: Agent, args: Args) -> Answer:
    _check_agent(agent, args)
    kind = args.get("msgtype")
    if kind not in MESSAGE_TYPES:
        raise Refusal(40008)
    content = args.get(kind)
    if not isinstance(content, dict):
        raise Refusal(40058, f"{kind} missing")
    reached, unknown = _recipients(state, args)
    _check_content(state, agent, kind, content)
    if not reached:
        raise Refusal(81013)
    invalid = "|".join(name.lower() for name in unknown)
    answer: Answer = {"invaliduser": invalid, "invalidparty": "", "invalidtag": "", "unlicenseduser": ""}
    identical = json.dumps(args, sort_keys=True, ensure_ascii=False)
    if args.get("enable_duplicate_check") == 1:
        until, earlier = state.recent.get(identical, (0.0, ""))
        if state.clock() < until:
            state.suppressed.append(args)
            return answer | {"msgid": earlier}
    msgid = uuid4().hex + uuid4().hex
    interval_s = min(int(args.get("duplicate_check_interval") or DUPLICATE_S), MOST_DUPLICATE_S)
    state.recent[identical] = (state.clock() + interval_s, msgid)
    body, is_cut = _as_delivered(kind, args)
    for userid in reached:
        state.deliver(Delivery(userid, agent.id, kind, body, msgid, state.clock(), is_cut))
    answer["msgid"] = msgid
    if kind == "template_card":
        if content.get("task_id"):
            state.task_ids.add((agent.id, str(content["task_id"])))
        if gives_code(content):
            answer["response_code"] = state.issue_code(msgid)
    return answer


def update_card(state: WeComState, agent: Agent, args: Args) -> Answer:
    _check_agent(agent, args)
    chosen = [str(userid) for userid in args.get("userids") or []]
    if not chosen and args.get("atall") != 1 and not args.get("partyids") and not args.get("tagids"):
        raise Refusal(40058, "userids, partyids, tagids and atall all missing")
    button, card = args.get("button"), args.get("template_card")
    if not (isinstance(button, dict) and button.get("replace_name")) and not isinstance(card, dict):
        raise Refusal(40058, "button.replace_name and template_card both missing")
    if isinstance(card, dict) and (problems := check_card(card)):
        raise Refusal(40058, "; ".join(problems))
    msgid = state.use_code(str(args.get("response_code") or ""))
    invalid = [userid.lower() for userid in chosen if state.find_member(userid) is None]
    meant = {userid.lower() for userid in chosen}
    for delivery in state.deliveries:
        if delivery.msgid == msgid and (args.get("atall") == 1 or delivery.userid.lower() in meant):
            delivery.updates.append({name: args[name] for name in ("button", "template_card") if name in args})
    return {"invaliduser": invalid}


def recall_message(state: WeComState, agent: Agent, args: Args) -> Answer:
    sent = [one for one in state.deliveries if one.msgid == args.get("msgid") and one.agentid == agent.id]
    if not sent:
        raise Refusal(40058, "invalid msgid")
    if state.clock() - sent[0].at > RECALL_LIFE_S:
        raise Refusal(40058, "the message is too old to be recalled")
    for delivery in sent:
        delivery.is_recalled = True
    return {}


def get_agent(state: WeComState, agent: Agent, args: Args) -> Answer:
    _check_agent(agent, args)
    visible = [{"userid": member.userid} for member in state.members.values() if member.is_visible]
    return {
        "agentid": agent.id,
        "name": agent.name,
        "square_logo_url": "",
        "description": "",
        "allow_userinfos": {"user": visible},
        "allow_partys": {"partyid": []},
        "allow_tags": {"tagid": []},
        "close": 0,
        "redirect_domain": "",
        "report_location_flag": 0,
        "isreportenter": 1,
        "home_url": "",
    }


def create_menu(state: WeComState, agent: Agent, args: Args) -> Answer:
    _check_agent(agent, args)
    buttons = args.get("button")
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= 3:
        raise Refusal(40058, "button must have 1 to 3 items")
    for button in buttons:
        inner = button.get("sub_button") or []
        if len(inner) > 5:
            raise Refusal(40058, "sub_button must have at most 5 items")
        _check_entry(button, 16, has_key=not inner)
        for one in inner:
            _check_entry(one, 40, has_key=True)
    agent.menu = {"button": buttons}
    return {}


def get_menu(state: WeComState, agent: Agent, args: Args) -> Answer:
    _check_agent(agent, args)
    if not agent.menu:
        raise Refusal(46003)
    return agent.menu


def _check_entry(button: Args, most_bytes: int, *, has_key: bool) -> None:
    name = str(button.get("name") or "")
    if not name or len(name.encode()) > most_bytes:
        raise Refusal(40058, "button.name missing or too long")
    if has_key and not 0 < len(str(button.get("key") or "").encode()) <= 128:
        raise Refusal(40058, "button.key missing or too long")


def get_callback_ips(state: WeComState, agent: Agent, args: Args) -> Answer:
    return {"ip_list": ["127.0.0.1"]}


def _check_agent(agent: Agent, args: Args) -> None:
    try:
        asked = int(args["agentid"])
    except (KeyError, TypeError, ValueError):
        raise Refusal(40056) from None
    if asked != agent.id:
        raise Refusal(301002)


def _recipients(state: WeComState, args: Args) -> tuple[list[str], list[str]]:
    """The userids that are reached, as the corporation writes them, and those that are not."""
    asked = [name for name in str(args.get("touser") or "").split("|") if name]
    if not asked and not args.get("toparty") and not args.get("totag"):
        raise Refusal(40058, "touser, toparty and totag all missing")
    if len(asked) > MOST_USERS:
        raise Refusal(40058, "touser too long")
    if asked == ["@all"]:
        return [member.userid for member in state.members.values() if member.is_visible], []
    reached: list[str] = []
    unknown: list[str] = []
    for name in dict.fromkeys(asked):
        member = state.find_member(name)
        if member is not None and member.is_visible and member.status == 1:
            reached.append(member.userid)
        else:
            unknown.append(name)
    return reached, unknown


def _check_content(state: WeComState, agent: Agent, kind: str, content: dict[str, Any]) -> None:
    if kind in ("text", "markdown") and not content.get("content"):
        raise Refusal(44004)
    if kind in ("image", "file", "voice", "video") and content.get("media_id") not in state.media:
        raise Refusal(40007)
    if kind == "news" and not 1 <= len(content.get("articles") or []) <= 8:
        raise Refusal(40058, "articles must have 1 to 8 items")
    if kind == "textcard":
        for name in ("title", "description", "url"):
            if not content.get(name):
                raise Refusal(40058, f"textcard.{name} missing")
    for name, most in BYTE_LIMITS.get(kind, {}).items():
        if len(str(content.get(name, "")).encode()) > most:
            raise Refusal(40058, f"{kind}.{name} exceeds {most} bytes")
    if kind == "template_card":
        if problems := check_card(content):
            raise Refusal(40058, "; ".join(problems))
        if (agent.id, str(content.get("task_id"))) in state.task_ids:
            raise Refusal(40058, "task_id repeated")


def _as_delivered(kind: str, args: Args) -> tuple[dict[str, Any], bool]:
    """What the member gets: words over the limit are cut without a word, within a character if need be."""
    if kind not in ("text", "markdown"):
        return args, False
    whole = args[kind]["content"].encode()
    if len(whole) <= TEXT_BYTES:
        return args, False
    return {**args, kind: {**args[kind], "content": whole[:TEXT_BYTES].decode(errors="ignore")}}, True


METHODS: dict[str, Method] = {
    "user/get": get_user,
    "message/send": send_message,
    "message/update_template_card": update_card,
    "message/recall": recall_message,
    "agent/get": get_agent,
    "menu/create": create_menu,
    "menu/get": get_menu,
    "getcallbackip": get_callback_ips,
}
