"""What a Slack workspace holds: people, channels, messages, views, and the tickets it hands out. No HTTP here."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

Blocks = list[dict[str, Any]]

TRIGGER_LIFE_S = 3.0
RESPONSE_URL_LIFE_S = 30 * 60
RESPONSE_URL_USES = 5


class Refusal(Exception):
    """Slack says no: `error` is its code, `more` what else stands in the answer."""

    def __init__(self, error: str, *problems: str, **more: Any) -> None:
        super().__init__(error)
        self.answer: dict[str, Any] = {"ok": False, "error": error, **more}
        if problems:
            self.answer["response_metadata"] = {"messages": [f"[ERROR] {problem}" for problem in problems]}


@dataclass
class User:
    """Somebody whom the workspace knows; of another team: from the other side of a Slack Connect channel."""

    id: str
    name: str
    real_name: str
    team_id: str
    email: str | None = None
    tz: str = "Asia/Shanghai"
    locale: str = "zh-CN"
    is_bot: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    is_admin: bool = False
    deleted: bool = False

    @property
    def is_guest(self) -> bool:
        return self.is_restricted or self.is_ultra_restricted


@dataclass
class Channel:
    id: str
    name: str
    members: list[str] = field(default_factory=list)
    is_ext_shared: bool = False
    connected_team_ids: list[str] = field(default_factory=list)
    is_private: bool = False
    is_im: bool = False
    is_mpim: bool = False
    is_archived: bool = False
    user: str = ""  # the other one of a one-to-one conversation

    @property
    def kind(self) -> str:
        """As events call it: channel_type."""
        if self.is_im:
            return "im"
        if self.is_mpim:
            return "mpim"
        return "group" if self.is_private else "channel"


@dataclass
class Post:
    """A message in a channel."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: Blocks = field(default_factory=list)
    attachments: Blocks = field(default_factory=list)
    thread_ts: str | None = None
    bot_id: str | None = None
    subtype: str | None = None
    metadata: dict[str, Any] | None = None
    files: list[dict[str, Any]] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    is_broadcast: bool = False
    is_cut: bool = False  # the text was longer than Slack keeps
    client_msg_id: str = ""
    edited_ts: str | None = None
    deleted: bool = False
    former: list[tuple[str, Blocks]] = field(default_factory=list)  # text and blocks before each edit
    via: str = "chat.postMessage"


@dataclass
class Ephemeral:
    """What only one user sees, and only as long as their window is open."""

    channel: str
    user: str
    ts: str
    text: str
    blocks: Blocks = field(default_factory=list)
    thread_ts: str | None = None
    deleted: bool = False
    former: list[tuple[str, Blocks]] = field(default_factory=list)
    via: str = "chat.postEphemeral"


@dataclass
class OpenView:
    """A modal on somebody's screen, or their App Home."""

    id: str
    user: str
    view: dict[str, Any]
    hash: str
    root_id: str
    previous_id: str | None = None
    is_closed: bool = False
    former: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Trigger:
    user: str
    until: float
    view_id: str | None = None
    is_used: bool = False


@dataclass
class ResponseUrl:
    channel: str
    user: str
    until: float
    original: Post | Ephemeral | None = None
    uses: int = 0


@dataclass
class StoredFile:
    id: str
    name: str
    length: int
    content: bytes = b""
    mimetype: str = "application/octet-stream"
    title: str = ""
    user: str = ""
    is_complete: bool = False
    channels: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Seen:
    """One thing that an outsider can see on their screen."""

    kind: str  # post, ephemeral, view
    where: str  # channel id; view: user id
    text: str
    blocks: Blocks
    via: str
    item: Post | Ephemeral | OpenView


def micros(ts: str) -> int:
    """A ts as a number that compares; floats would lose digits."""
    seconds, _, rest = ts.partition(".")
    return int(seconds) * 1_000_000 + int((rest or "0").ljust(6, "0")[:6])


class SlackState:
    """One workspace with our app in it. Whoever shares it between threads holds a lock."""

    def __init__(self, *, clock: Callable[[], float], team_id: str, team_name: str, domain: str) -> None:
        self.clock = clock
        self.team_id, self.team_name, self.domain = team_id, team_name, domain
        self.app_id, self.bot_id = "A0LIAISON01", "B0LIAISON01"
        self.origin = "http://127.0.0.1"
        bot = User("U0LIAISON01", "liaison", "Liaison", team_id, is_bot=True)
        self.bot_user = bot.id
        self.users: dict[str, User] = {bot.id: bot}
        self.channels: dict[str, Channel] = {}
        self.posts: list[Post] = []
        self._by_ts: dict[tuple[str, str], Post] = {}
        self._replies: dict[tuple[str, str], list[Post]] = {}
        self.ephemerals: list[Ephemeral] = []
        self.views: dict[str, OpenView] = {}
        self.files: dict[str, StoredFile] = {}
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.fast_posts: Counter[str] = Counter()  # per channel: posts within a second of the one before
        self._posted_at: dict[str, float] = {}
        self._last_micros = 0
        self._used: set[int] = set()
        self._numbers: Counter[str] = Counter()

    # -- numbers

    def mint_id(self, letter: str) -> str:
        self._numbers[letter] += 1
        return f"{letter}0{self._numbers[letter]:09d}"

    def mint_ts(self, at: float | None = None) -> str:
        """A ts that no message has; without `at` also later than all that came before."""
        wanted = round((self.clock() if at is None else at) * 1_000_000)
        if at is None:
            wanted = max(wanted, self._last_micros + 100)
            self._last_micros = wanted
        while wanted in self._used:
            wanted += 100
        self._used.add(wanted)
        return f"{wanted // 1_000_000}.{wanted % 1_000_000:06d}"

    def add_post(self, post: Post) -> None:
        self.posts.append(post)
        self._by_ts[post.channel, post.ts] = post
        if post.thread_ts and post.thread_ts != post.ts:
            self._replies.setdefault((post.channel, post.thread_ts), []).append(post)

    # -- tickets

    def issue_trigger(self, user: str, view_id: str | None = None) -> str:
        name = f"{self._numbers['trigger'] + 1}.{uuid4().hex}"
        self._numbers["trigger"] += 1
        self.triggers[name] = Trigger(user, self.clock() + TRIGGER_LIFE_S, view_id)
        return name

    def use_trigger(self, name: str) -> Trigger:
        trigger = self.triggers.get(name)
        if trigger is None:
            raise Refusal("invalid_trigger_id")
        if trigger.is_used:
            raise Refusal("exchanged_trigger_id")
        if self.clock() > trigger.until:
            raise Refusal("expired_trigger_id")
        trigger.is_used = True
        return trigger

    def issue_response_url(self, channel: str, user: str, original: Post | Ephemeral | None = None) -> str:
        name = uuid4().hex
        self.response_urls[name] = ResponseUrl(channel, user, self.clock() + RESPONSE_URL_LIFE_S, original)
        return f"{self.origin}/response/{name}"

    # -- finding

    def find_channel(self, name: str) -> Channel | None:
        """By id, or by name with or without #."""
        if channel := self.channels.get(name):
            return channel
        return next((channel for channel in self.channels.values() if channel.name == name.lstrip("#")), None)

    def get_channel(self, name: str) -> Channel:
        """Raises Refusal channel_not_found, also for what is hidden from the bot."""
        channel = self.find_channel(name)
        if channel is None or (channel.kind != "channel" and self.bot_user not in channel.members):
            raise Refusal("channel_not_found")
        return channel

    def get_user(self, user_id: str) -> User:
        user = self.users.get(user_id)
        if user is None:
            raise Refusal("user_not_found")
        return user

    def find_post(self, channel: str, ts: str) -> Post | None:
        post = self._by_ts.get((channel, ts))
        return None if post is None or post.deleted else post

    def find_replies(self, parent: Post) -> list[Post]:
        """What was said in a thread, without its parent."""
        return [reply for reply in self._replies.get((parent.channel, parent.ts), []) if not reply.deleted]

    def open_direct(self, user_id: str) -> Channel:
        """The one-to-one conversation of the bot with a user, made when there is none."""
        for channel in self.channels.values():
            if channel.is_im and channel.user == user_id:
                return channel
        channel = Channel(self.mint_id("D"), "", [user_id, self.bot_user], is_im=True, user=user_id)
        self.channels[channel.id] = channel
        return channel

    def note_pace(self, channel: str) -> None:
        """Count the posts that come faster than one a second, as Slack allows them in bursts only."""
        now = self.clock()
        if now - self._posted_at.get(channel, float("-inf")) < 1.0:
            self.fast_posts[channel] += 1
        self._posted_at[channel] = now

    # -- who sees what

    def is_outsider(self, user_id: str, *, guests_too: bool = False) -> bool:
        user = self.users.get(user_id)
        if user is None:
            return False
        return user.team_id != self.team_id or user.is_stranger or (guests_too and user.is_guest)

    def is_seen_outside(self, channel_id: str, *, guests_too: bool = False) -> bool:
        channel = self.channels.get(channel_id)
        if channel is None:
            return False
        return channel.is_ext_shared or any(self.is_outsider(user, guests_too=guests_too) for user in channel.members)

    def seen_outside(self, *, guests_too: bool = False) -> list[Seen]:
        """All that our bot put before the eyes of people from outside, deleted or edited since or not."""
        seen: list[Seen] = []
        for post in self.posts:
            if post.bot_id == self.bot_id and self.is_seen_outside(post.channel, guests_too=guests_too):
                versions = [*post.former, (post.text, post.blocks)]
                seen += [Seen("post", post.channel, text, blocks, post.via, post) for text, blocks in versions]
        for note in self.ephemerals:
            if self.is_outsider(note.user, guests_too=guests_too):
                versions = [*note.former, (note.text, note.blocks)]
                seen += [Seen("ephemeral", note.channel, text, blocks, note.via, note) for text, blocks in versions]
        for view in self.views.values():
            if self.is_outsider(view.user, guests_too=guests_too):
                every = [*view.former, view.view]
                seen += [Seen("view", view.user, "", shown.get("blocks", []), "views", view) for shown in every]
        return seen
