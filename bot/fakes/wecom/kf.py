"""Customer service (微信客服) of the fake corporation: accounts, clients, what was written, and what we may answer."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

Args = dict[str, Any]
Answer = dict[str, Any]

KEPT_S = 3 * 86400  # for how long messages can be fetched
TOKEN_LIFE_S = 600
WINDOW_S = 48 * 3600
MOST_SENT = 5
TEXT_BYTES = 2048
MOST_AT_ONCE = 1000
MSGID = re.compile(r"[0-9a-zA-Z_-]{1,32}")
CLIENT, EVENT, SERVICER = 3, 4, 5  # origin


class KfRefusal(Exception):
    """Customer service says no."""

    def __init__(self, errcode: int, detail: str = "") -> None:
        self.errcode = errcode
        self.detail = detail
        super().__init__(f"{errcode} {detail}")


@dataclass
class KfSent:
    """One message that we sent to a client."""

    account: str
    customer: str
    text: str
    msgid: str
    at: float


@dataclass
class KfState:
    """All customer service of one corporation. Whoever shares it between threads holds a lock."""

    clock: Callable[[], float]
    accounts: dict[str, str] = field(default_factory=dict)  # open_kfid → name
    customers: dict[str, str] = field(default_factory=dict)  # external_userid → nickname
    items: list[dict[str, Any]] = field(default_factory=list)
    sent: list[KfSent] = field(default_factory=list)
    tokens: dict[str, float] = field(default_factory=dict)  # → until when it is good
    empty_pages: int = 0  # pages without an item that come before the next ones

    def add_item(self, item: dict[str, Any]) -> dict[str, Any]:
        self.items.append(item)
        return item

    def issue_token(self) -> str:
        token = f"ENC{uuid4().hex}"
        self.tokens[token] = self.clock() + TOKEN_LIFE_S
        return token


def sync_messages(kf: KfState, args: Args) -> Answer:
    """What came behind the cursor; a cursor is the number of items before it."""
    account, cursor = str(args.get("open_kfid") or ""), str(args.get("cursor") or "")
    if account not in kf.accounts:
        raise KfRefusal(95000)
    token = args.get("token")
    if token and kf.clock() >= kf.tokens.get(str(token), 0.0):
        raise KfRefusal(95007)
    limit = int(args.get("limit") or MOST_AT_ONCE)
    if not 1 <= limit <= MOST_AT_ONCE:
        raise KfRefusal(40058, "limit")
    start = int(cursor.removeprefix("cur")) if cursor else 0
    if kf.empty_pages > 0:
        kf.empty_pages -= 1
        return {"next_cursor": f"cur{start}", "has_more": 1, "msg_list": []}
    mine = [
        (number, item)
        for number, item in enumerate(kf.items)
        if number >= start and item["_account"] == account and item["send_time"] > kf.clock() - KEPT_S
    ]
    page = mine[:limit]
    following = page[-1][0] + 1 if page else max(start, len(kf.items))
    listed = [{name: value for name, value in item.items() if name != "_account"} for _, item in page]
    return {"next_cursor": f"cur{following}", "has_more": int(len(mine) > limit), "msg_list": listed}


def send_message(kf: KfState, args: Args) -> Answer:
    """Only within 48 hours of the client's last words, and five messages at most."""
    account, customer = str(args.get("open_kfid") or ""), str(args.get("touser") or "")
    if account not in kf.accounts:
        raise KfRefusal(95000)
    if customer not in kf.customers:
        raise KfRefusal(40096)
    msgid = str(args.get("msgid") or uuid4().hex)
    if not MSGID.fullmatch(msgid):
        raise KfRefusal(40058, "msgid")
    if any(one.msgid == msgid for one in kf.sent):
        raise KfRefusal(40058, "msgid repeated")
    if args.get("msgtype") != "text":
        raise KfRefusal(40008)
    words = str((args.get("text") or {}).get("content") or "")
    if not words:
        raise KfRefusal(44004)
    if len(words.encode()) > TEXT_BYTES:
        raise KfRefusal(40058, "text.content exceeds 2048 bytes")
    theirs = [
        item["send_time"]
        for item in kf.items
        if item["_account"] == account and item.get("external_userid") == customer and item["origin"] == CLIENT
    ]
    if not theirs or kf.clock() - max(theirs) > WINDOW_S:
        raise KfRefusal(95002)
    since = [one for one in kf.sent if (one.account, one.customer) == (account, customer) and one.at >= max(theirs)]
    if len(since) >= MOST_SENT:
        raise KfRefusal(95001)
    kf.sent.append(KfSent(account, customer, words, msgid, kf.clock()))
    return {"msgid": msgid}


def list_accounts(kf: KfState, args: Args) -> Answer:
    listed = [{"open_kfid": number, "name": name, "avatar": ""} for number, name in kf.accounts.items()]
    return {"account_list": listed}


def get_customers(kf: KfState, args: Args) -> Answer:
    asked = [str(one) for one in args.get("external_userid_list") or []]
    if not 1 <= len(asked) <= 100:
        raise KfRefusal(40058, "external_userid_list")
    known = [
        {"external_userid": one, "nickname": kf.customers[one], "avatar": "", "gender": 0}
        for one in asked
        if one in kf.customers
    ]
    return {"customer_list": known, "invalid_external_userid": [one for one in asked if one not in kf.customers]}


KF_METHODS: dict[str, Callable[[KfState, Args], Answer]] = {
    "kf/sync_msg": sync_messages,
    "kf/send_msg": send_message,
    "kf/account/list": list_accounts,
    "kf/customer/batchget": get_customers,
}


class KfPeople:
    """Clients and servicers at their phones: what they write waits to be fetched."""

    def __init__(self, kf: KfState) -> None:
        self._kf = kf

    def add_account(self, account: str, name: str = "客服") -> None:
        self._kf.accounts[account] = name

    def add_customer(self, customer: str, nickname: str) -> None:
        self._kf.customers[customer] = nickname

    def says(self, account: str, customer: str, words: str, *, at: float | None = None, **more: Any) -> dict[str, Any]:
        """A client writes; `more` replaces fields of the item."""
        item = self._item(account, customer, CLIENT, at) | {"msgtype": "text", "text": {"content": words}} | more
        return self._kf.add_item(item)

    def sends(self, account: str, customer: str, kind: str, content: dict[str, Any]) -> dict[str, Any]:
        """A client sends something else: image, file, merged_msg …"""
        return self._kf.add_item(self._item(account, customer, CLIENT, None) | {"msgtype": kind, kind: content})

    def answers(self, account: str, customer: str, servicer: str, words: str) -> dict[str, Any]:
        """One of ours answers by hand, in WeCom."""
        item = self._item(account, customer, SERVICER, None)
        return self._kf.add_item(item | {"servicer_userid": servicer, "msgtype": "text", "text": {"content": words}})

    def event(self, account: str, event_type: str, **fields: Any) -> dict[str, Any]:
        """Something happened: enter_session, user_recall_msg, msg_send_fail …"""
        item = {
            "_account": account,
            "msgid": uuid4().hex,
            "send_time": int(self._kf.clock()),
            "origin": EVENT,
            "msgtype": "event",
            "event": {"event_type": event_type, "open_kfid": account, **fields},
        }
        return self._kf.add_item(item)

    def _item(self, account: str, customer: str, origin: int, at: float | None) -> dict[str, Any]:
        return {
            "_account": account,
            "msgid": uuid4().hex,
            "open_kfid": account,
            "external_userid": customer,
            "send_time": int(self._kf.clock() if at is None else at),
            "origin": origin,
        }
