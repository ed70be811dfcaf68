"""The people of a workspace at their keyboards: each verb makes the payload that Slack would send for it."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, Literal
from uuid import uuid4

from bot.fakes.slack import payloads
from bot.fakes.slack.chat import say_answer
from bot.fakes.slack.fake import FakeSlack
from bot.fakes.slack.fields import action_on, missing_in, state_of
from bot.fakes.slack.state import Channel, Ephemeral, OpenView, Post, User, micros
from bot.fakes.slack.views import follow
from bot.fakes.wire import Answer

Kind = Literal["event", "command", "interaction"]


@dataclass(frozen=True)
class Sent:
    """One delivery, and what the bot answered."""

    kind: Kind
    payload: dict[str, Any]
    answer: Answer
    post: Post | None = None  # the message that it told of

    @property
    def status(self) -> int:
        return self.answer.status

    @property
    def ts(self) -> str:
        """Of the message that it told of."""
        assert self.post is not None
        return self.post.ts


class SlackActor(ABC):
    """What happens in the workspace of a FakeSlack, told to the bot."""

    def __init__(self, slack: FakeSlack) -> None:
        self._slack = slack
        self._state = slack.state

    @abstractmethod
    def deliver(self, kind: Kind, payload: dict[str, Any]) -> Answer:
        """Bring a payload to the bot."""

    # -- talking

    def message(
        self,
        channel: str | Channel,
        user: str | User,
        text: str,
        *,
        thread: str | None = None,
        subtype: str | None = None,
        files: list[dict[str, Any]] | None = None,
        at: float | None = None,
        ts: str | None = None,
    ) -> Sent:
        """Somebody says something. `thread` is the parent's ts, `at` unix seconds (now, when left out)."""
        where, who = self._channel(channel), self._user(user)
        post = self._say(where, who, text, thread=thread, subtype=subtype, files=files, at=at, ts=ts)
        return self._tell(where, who, payloads.message_event(self._state, where, post), post)

    def mention(self, channel: str | Channel, user: str | User, text: str, **more: Any) -> tuple[Sent, Sent]:
        """Somebody speaks to the bot: Slack tells it twice, as app_mention and as message. `more` as in message."""
        said = text if self._state.bot_user in text else f"<@{self._state.bot_user}> {text}"
        where, who = self._channel(channel), self._user(user)
        post = self._say(where, who, said, **more)
        event = payloads.message_event(self._state, where, post)
        first = self._tell(where, who, payloads.mention_event(event), post)
        return first, self._tell(where, who, event, post)

    def bot_message(self, channel: str | Channel, text: str, *, own: bool = False, at: float | None = None) -> Sent:
        """Another app posts; or our own post comes back to us as an event."""
        where, state = self._channel(channel), self._state
        with self._slack.lock:
            post = Post(where.id, state.mint_ts(at), state.bot_user if own else "U0OTHERBOT1", text)
            post.bot_id, post.subtype = (state.bot_id, None) if own else ("B0OTHERBOT1", "bot_message")
            if not own:
                state.add_post(post)
        return self._tell(where, None, payloads.message_event(state, where, post), post)

    def edit(self, sent: Sent | Post, text: str, *, at: float | None = None) -> Sent:
        """Somebody changes the words of their message."""
        post, where, who = self._about(sent)
        with self._slack.lock:
            before = payloads.message_event(self._state, where, post)
            ts = self._state.mint_ts(at)
            post.former.append((post.text, post.blocks))
            post.text, post.edited_ts = text, ts
            post.blocks = [payloads.rich_text(text)]
            event = payloads.edit_event(self._state, where, post, before, ts)
        return self._tell(where, who, event, post)

    def delete(self, sent: Sent | Post, *, at: float | None = None) -> Sent:
        """Somebody takes their message away."""
        post, where, who = self._about(sent)
        with self._slack.lock:
            event = payloads.deletion_event(
                where, payloads.message_event(self._state, where, post), self._state.mint_ts(at)
            )
            post.deleted = True
        return self._tell(where, who, event, post)

    def react(self, sent: Sent | Post, user: str | User, emoji: str) -> Sent:
        """Somebody puts an emoji on a message."""
        return self._react(sent, user, emoji, "reaction_added")

    def unreact(self, sent: Sent | Post, user: str | User, emoji: str) -> Sent:
        """Somebody takes their emoji off again."""
        return self._react(sent, user, emoji, "reaction_removed")

    def _react(self, sent: Sent | Post, user: str | User, emoji: str, kind: str) -> Sent:
        post, where, _ = self._about(sent)
        who = self._user(user)
        with self._slack.lock:
            people = post.reactions.setdefault(emoji, [])
            if kind == "reaction_added":
                people.append(who.id)
            else:
                people.remove(who.id)
            item = {"type": "message", "channel": where.id, "ts": post.ts}
            event = {"type": kind, "user": who.id, "reaction": emoji, "item_user": post.user, "item": item}
            event["event_ts"] = self._state.mint_ts()
        return self._tell(where, who, event, post)

    def event(self, event: dict[str, Any], *, channel: str | Channel | None = None, user: str | User = "") -> Sent:
        """Any other event, as it stands, in its envelope."""
        where = self._channel(channel) if channel else None
        given = {"event_ts": self._state.mint_ts(), **event}
        return self._tell(where, self._user(user) if user else None, given, None)

    def opens_home(self, user: str | User) -> Sent:
        """Somebody looks at the App Home."""
        who = self._user(user)
        event = {"type": "app_home_opened", "user": who.id, "channel": self._slack.direct(who).id, "tab": "home"}
        return self.event(event, user=who)

    # -- pressing and filling in

    def slash(self, command: str, text: str, user: str | User, channel: str | Channel) -> Sent:
        """Somebody types a command; what the bot answers at once is shown."""
        where, who, state = self._channel(channel), self._user(user), self._state
        with self._slack.lock:
            trigger, response_url = state.issue_trigger(who.id), state.issue_response_url(where.id, who.id)
        payload = payloads.slash_command(state, command, text, who, where, trigger, response_url)
        answer = self.deliver("command", payload)
        self._show_answer(answer, where, who)
        return Sent("command", payload, answer)

    def press(
        self, card: Post | Ephemeral | OpenView, action_id: str, user: str | User, *, value: str | None = None
    ) -> Sent:
        """Somebody presses a button or chooses `value`. Raises LookupError if the card doesn't offer it."""
        who, state = self._user(user), self._state
        with self._slack.lock:
            action = action_on(card, action_id, value=value, at=state.mint_ts())
            trigger = state.issue_trigger(who.id, card.id if isinstance(card, OpenView) else None)
            response_url = "" if isinstance(card, OpenView) else state.issue_response_url(card.channel, who.id, card)
            payload = payloads.press(state, card, action, who, trigger, response_url)
        return Sent("interaction", payload, self.deliver("interaction", payload))

    def submit(self, view: OpenView, user: str | User, values: dict[str, Any]) -> Sent:
        """Somebody sends a form; it closes, changes or stays as the bot answers. Values by block_id or action_id."""
        who, state = self._user(user), self._state
        with self._slack.lock:
            filled = state_of(view.view, values)
            if missing := missing_in(view.view, filled):
                raise LookupError(f"Slack does not send the form without {', '.join(missing)}")
            payload = payloads.submission(state, view, filled, who, state.issue_trigger(who.id, view.id))
        answer = self.deliver("interaction", payload)
        if answer.status == 200:
            with self._slack.lock:
                follow(state, view, answer.json)
        return Sent("interaction", payload, answer)

    def dismiss(self, view: OpenView, user: str | User) -> Sent | None:
        """Somebody closes a form; the bot hears of it only if it asked to."""
        with self._slack.lock:
            view.is_closed = True
        if not view.view.get("notify_on_close"):
            return None
        payload = payloads.closing(self._state, view, self._user(user))
        return Sent("interaction", payload, self.deliver("interaction", payload))

    def shortcut(self, callback_id: str, user: str | User, on: Sent | Post | None = None) -> Sent:
        """Somebody takes a shortcut, on a message or out of nowhere."""
        who, state = self._user(user), self._state
        with self._slack.lock:
            trigger = state.issue_trigger(who.id)
            if on is None:
                payload = payloads.shortcut(state, callback_id, who, trigger)
            else:
                post, where, _ = self._about(on)
                response_url = state.issue_response_url(where.id, who.id)
                payload = payloads.message_shortcut(state, callback_id, who, post, trigger, response_url)
        return Sent("interaction", payload, self.deliver("interaction", payload))

    def again(self, sent: Sent) -> Sent:
        """The very same payload once more, as Slack sends it when the first try seemed to fail."""
        return Sent(sent.kind, sent.payload, self.deliver(sent.kind, sent.payload), sent.post)

    # -- inside

    def _say(
        self,
        where: Channel,
        who: User,
        text: str,
        *,
        thread: str | None = None,
        subtype: str | None = None,
        files: list[dict[str, Any]] | None = None,
        at: float | None = None,
        ts: str | None = None,
    ) -> Post:
        with self._slack.lock:
            post = Post(where.id, ts or self._state.mint_ts(at), who.id, text, thread_ts=thread, files=files or [])
            post.subtype = subtype or ("file_share" if files else None)
            post.is_broadcast = subtype == "thread_broadcast"
            post.client_msg_id = str(uuid4())
            post.blocks = [payloads.rich_text(text)] if text else []
            self._state.add_post(post)
            return post

    def _tell(self, where: Channel | None, who: User | None, event: dict[str, Any], post: Post | None) -> Sent:
        state = self._state
        with self._slack.lock:
            team = who.team_id if who else state.team_id
            is_shared = bool(where and where.is_ext_shared)
            at = micros(str(event["event_ts"])) / 1_000_000
            payload = payloads.envelope(state, event, author_team=team, is_shared=is_shared, at=at)
        return Sent("event", payload, self.deliver("event", payload), post)

    def _show_answer(self, answer: Answer, where: Channel, who: User) -> None:
        said = answer.json
        if answer.status != 200 or not answer.body:
            return
        if said is None:
            said = {"text": answer.text}
        if said.get("text") or said.get("blocks"):
            with self._slack.lock:
                say_answer(self._state, where.id, who.id, said, via="command_answer")
            self._slack.touched()

    def _channel(self, channel: str | Channel) -> Channel:
        return channel if isinstance(channel, Channel) else self._state.channels[channel]

    def _user(self, user: str | User) -> User:
        return user if isinstance(user, User) else self._state.users[user]

    def _about(self, sent: Sent | Post) -> tuple[Post, Channel, User]:
        post = sent if isinstance(sent, Post) else sent.post
        assert post is not None
        author = self._state.users.get(post.user) or self._state.users[self._state.bot_user]
        return post, self._channel(post.channel), author
