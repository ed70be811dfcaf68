"""What a WeCom corporation holds: apps, members, what was delivered to whom. No HTTP here."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

TEXT_BYTES = 2048
RESPONSE_CODE_LIFE_S = 72 * 3600
RECALL_LIFE_S = 24 * 3600
MEMBER_SENDS_PER_MIN = 30

MESSAGES = {
    46003: "menu no exist",
    -1: "system busy",
    40001: "invalid credential",
    40008: "invalid message type",
    40013: "invalid corpid",
    40014: "invalid access_token",
    40056: "invalid agentid",
    40058: "invalid Request Parameter",
    41001: "access_token missing",
    42001: "access_token expired",
    44004: "empty content",
    45009: "api freq out of limit",
    45033: "api concurrent out of limit",
    47001: "data format error",
    48002: "api forbidden",
    40096: "invalid external userid",
    95000: "invalid open_kfid",
    95001: "send msg count limit",
    95002: "send msg time limit",
    95007: "invalid msg token",
    60020: "not allow to access from your ip",
    60111: "userid not found",
    81013: "user & party & tag all invalid",
    301002: "not allow operate another agent with this accesstoken",
    40007: "invalid media_id",
}


class Refusal(Exception):
    """WeCom says no, with HTTP 200 and an errcode."""

    def __init__(self, errcode: int, detail: str = "") -> None:
        self.errcode = errcode
        self.detail = detail
        super().__init__(f"{errcode} {detail}")


@dataclass
class Agent:
    """One self-built app."""

    id: int
    secret: str
    name: str = "Liaison"
    token: str = ""
    token_until: float = 0.0
    menu: dict[str, Any] | None = None


@dataclass
class Member:
    userid: str
    name: str
    department: list[int] = field(default_factory=lambda: [1])
    status: int = 1  # 1 active, 2 disabled, 4 not activated, 5 left
    is_visible: bool = True  # stands in the app's visible range


@dataclass
class Delivery:
    """One message that reached one member."""

    userid: str
    agentid: int
    msgtype: str
    body: dict[str, Any]  # as sent; a text is already cut
    msgid: str
    at: float
    is_cut: bool = False  # the text was longer than 2048 bytes: WeCom says nothing about it
    is_recalled: bool = False
    updates: list[dict[str, Any]] = field(default_factory=list)  # of a card, in order

    @property
    def text(self) -> str:
        """The words of a text or markdown message, the title of a card."""
        if self.msgtype == "template_card":
            return str(self.card.get("main_title", {}).get("title", "") or self.card.get("sub_title_text", ""))
        return str(self.body.get(self.msgtype, {}).get("content", ""))

    @property
    def card(self) -> dict[str, Any]:
        """The card as it stands now."""
        whole = [update["template_card"] for update in self.updates if "template_card" in update]
        return dict(whole[-1] if whole else self.body.get("template_card", {}))

    @property
    def task_id(self) -> str:
        return str(self.body.get("template_card", {}).get("task_id", ""))


@dataclass
class ResponseCode:
    """Updates a card once."""

    msgid: str
    until: float
    is_used: bool = False


class WeComState:
    """One corporation. Whoever shares it between threads holds a lock."""

    def __init__(self, *, clock: Callable[[], float], corp_id: str, token_life_s: int) -> None:
        self.clock = clock
        self.corp_id = corp_id
        self.token_life_s = token_life_s
        self.tokens_never_work = False
        self.agents: dict[int, Agent] = {}
        self.members: dict[str, Member] = {}  # by userid in lower case
        self.deliveries: list[Delivery] = []
        self.suppressed: list[dict[str, Any]] = []  # bodies that duplicate checking held back
        self.over_limit: Counter[str] = Counter()  # per member: sends beyond 30 a minute, which WeCom would drop
        self.media: dict[str, tuple[bytes, str, str]] = {}  # content, type, name
        self.codes: dict[str, ResponseCode] = {}
        self.task_ids: set[tuple[int, str]] = set()
        self.recent: dict[str, tuple[float, str]] = {}  # body → until when it counts as a duplicate, its msgid

    def find_member(self, userid: str) -> Member | None:
        """userids are case-insensitive."""
        return self.members.get(userid.lower())

    def agent_of(self, token: str) -> Agent:
        """Whose token it is. Raises Refusal."""
        if not token:
            raise Refusal(41001)
        agent = next((agent for agent in self.agents.values() if agent.token == token), None)
        if agent is None or self.tokens_never_work:
            raise Refusal(40014)
        if self.clock() >= agent.token_until:
            raise Refusal(42001)
        return agent

    def token_for(self, agent: Agent) -> tuple[str, int]:
        """The same until it expires, and the seconds that are left."""
        now = self.clock()
        if not agent.token or now >= agent.token_until:
            agent.token, agent.token_until = f"{uuid4().hex}{uuid4().hex}-token", now + self.token_life_s
        return agent.token, max(1, int(agent.token_until - now))

    def issue_code(self, msgid: str) -> str:
        code = uuid4().hex
        self.codes[code] = ResponseCode(msgid, self.clock() + RESPONSE_CODE_LIFE_S)
        return code

    def use_code(self, code: str) -> str:
        """The msgid of the card that it updates. Raises Refusal."""
        known = self.codes.get(code)
        if known is None:
            raise Refusal(40058, "invalid response_code")
        if known.is_used:
            raise Refusal(40058, "response_code has been used")
        if self.clock() > known.until:
            raise Refusal(40058, "response_code expired")
        known.is_used = True
        return known.msgid

    def deliver(self, delivery: Delivery) -> None:
        last_minute = delivery.at - 60
        recent = [one for one in self.deliveries if one.userid == delivery.userid and one.at > last_minute]
        if len(recent) >= MEMBER_SENDS_PER_MIN:
            self.over_limit[delivery.userid] += 1
        self.deliveries.append(delivery)
