"""A day of an agency on both platforms: who is there, what they do, and what they see of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from cards import button_of, key_of

from bot.fakes import FakeSlack, FakeWeCom, SlackSender, WeComSender
from bot.fakes.process import wait_until
from bot.fakes.slack import Channel, Ephemeral, OpenView, Post, Sent, User
from bot.fakes.wecom import Callback, Delivery

T = TypeVar("T")
WITHIN_S = 20.0
CLIENTS_TEAM = "T0CLIENT001"
LIME = "青柠酸奶"


@dataclass(frozen=True)
class People:
    """An agency of six, of whom the manager is on both platforms, and a client."""

    chen: User  # the head, administrator
    min: User  # manager, writes Chinese; on WeCom too
    xiao: User  # account executive, writes Chinese
    amy: User  # account executive, writes English
    tom: User  # designer, writes English
    carol: User  # the client's brand manager
    inside: Channel
    shared: Channel

    min_on_wecom = "zhoumin"
    wu = "wuyue"  # the other manager, on WeCom alone
    zhao = "zhaoyu"  # account executive, on WeCom alone


def furnish(slack: FakeSlack, wecom: FakeWeCom) -> People:
    """Everybody, before the program is asked in."""
    chen = slack.add_user("陈总", locale="zh-CN")
    boss = slack.add_user("周敏", locale="zh-CN")
    xiao = slack.add_user("林晓", locale="zh-CN")
    amy = slack.add_user("Amy Chen", locale="en-US")
    tom = slack.add_user("Tom Baker", locale="en-US")
    carol = slack.add_user("Carol Ma", team_id=CLIENTS_TEAM)
    for userid, name in ((People.min_on_wecom, "周敏"), (People.wu, "吴越"), (People.zhao, "赵宇")):
        wecom.add_member(userid, name)
    inside = slack.add_channel("team-lime", [chen, boss, xiao, amy, tom])
    shared = slack.add_channel("lime", [xiao, amy, tom, carol])
    return People(chen, boss, xiao, amy, tom, carol, inside, shared)


class Day:
    """What people do, and what they are shown. Everything that is looked for is waited for."""

    def __init__(
        self,
        people: People,
        *,
        slack: FakeSlack,
        wecom: FakeWeCom,
        on_slack: SlackSender,
        on_wecom: WeComSender,
        export: Callable[[str], Sequence[dict[str, Any]]],
    ) -> None:
        self.people = people
        self.slack, self.wecom = slack, wecom
        self.on_slack, self.on_wecom = on_slack, on_wecom
        self.export = export

    # -- Slack

    def types(self, user: User, words: str, channel: Channel | None = None) -> Post | Ephemeral:
        """A slash command, among colleagues unless said otherwise, and what it is answered with."""
        where = channel or self.people.inside
        before = {id(card) for card in self._cards(user)}
        assert self.on_slack.slash("/crm", words, user, where).status == 200
        return self._wait(
            lambda: next((card for card in self._cards(user) if id(card) not in before), None), f"/crm {words}"
        )

    def card(self, user: User, words: str, *, action: str = "") -> Post | Ephemeral:
        """The newest card that they see and that says this, and has a button for the action."""
        return self._wait(
            lambda: next((card for card in self._cards(user) if words in say(card) and _offers(card, action)), None),
            f"{user.name} sees {words!r} {action}",
        )

    def presses(self, user: User, card: Post | Ephemeral | OpenView, action: str) -> Sent:
        if isinstance(card, OpenView):
            sent = self.on_slack.press(card, _action_in(card, action), user)
        else:
            sent = self.on_slack.press(card, button_of(card, action), user)
        assert sent.status == 200
        return sent

    def form(self, user: User, name: str) -> OpenView:
        """The form of this name before them."""
        return self._wait(
            lambda: next((view for view in self.slack.views_of(user) if view.view["callback_id"] == name), None),
            f"the form {name}",
        )

    def home(self, user: User, words: str, *, is_there: bool = True) -> OpenView:
        """Their home, as soon as it has (or hasn't) these words."""
        return self._wait(
            lambda: next(
                (one for one in self.slack.views_of(user, "home") if (words in str(one.view)) is is_there), None
            ),
            f"{words!r} in the home",
        )

    # -- WeCom

    def writes(self, userid: str, words: str, *, expect: str = "") -> Delivery:
        """A member writes to the app, and what it is answered with."""
        before = len(self.wecom.delivered(userid))
        assert self.on_wecom.text(userid, words).status == 200
        return self.gets(userid, expect, after=before)

    def gets(self, userid: str, words: str, *, after: int = 0) -> Delivery:
        """The newest message that reached them, among those after so many, and that says this."""
        return self._wait(
            lambda: next((one for one in self.wecom.delivered(userid)[:after-1 if after else None:-1]
                          if words in say(one)), None),
            f"{userid} gets {words!r}",
        )  # fmt: skip

    def clicks(self, card: Delivery, label: str) -> Callback:
        clicked = self.on_wecom.click(card, key_of(card, label))
        assert clicked.status == 200
        return clicked

    # -- both

    def until(self, holds: Callable[[], object], what: str) -> None:
        self._wait(lambda: holds() or None, what)

    def one(self, kind: str, number: str) -> dict[str, Any]:
        """A record as it is exported."""
        return next(row for row in self.export(kind) if row["number"] == number)

    # -- inside

    def _cards(self, user: User) -> list[Post | Ephemeral]:
        """All that they see of the bot's, the newest first."""
        posts = [post for post in self.slack.posted() if user.id in self.slack.state.channels[post.channel].members]
        cards: list[Post | Ephemeral] = [*posts, *self.slack.whispered(user=user)]
        return sorted(cards, key=lambda card: float(card.ts), reverse=True)

    def _wait(self, look: Callable[[], T | None], what: str) -> T:
        found: list[T] = []

        def holds() -> bool:
            seen = look()
            found.extend([] if seen is None else [seen])
            return bool(found)

        try:
            wait_until(holds, timeout_s=WITHIN_S, what=what)
        except TimeoutError as error:
            raise TimeoutError(f"{error}; last was said:\n{self._last_said()}") from None
        return found[0]

    def _last_said(self) -> str:
        texts = [f"{post.channel}: {post.text}" for post in self.slack.posted()[-6:]]
        texts += [f"only {note.user}: {note.text}" for note in self.slack.whispered()[-4:]]
        return "\n---\n".join([*texts, *(f"{one.userid}: {say(one)}" for one in self.wecom.delivered()[-6:])])


def say(card: Post | Ephemeral | Delivery) -> str:
    """All words of a card as it stands now."""
    if isinstance(card, Delivery):
        return f"{card.text} {card.card}"
    return f"{card.text} {card.blocks}"


def can_be_pressed(card: Delivery) -> bool:
    """Whether a WeCom card still has a button that does something."""
    return not card.card.get("replace_text") and bool(card.card.get("button_list"))


def _offers(card: Post | Ephemeral, action: str) -> bool:
    if not action:
        return True
    try:
        button_of(card, action)
    except LookupError:
        return False
    return True


def _action_in(view: OpenView, action: str) -> str:
    for block in view.view["blocks"]:
        for element in block.get("elements", []):
            if element.get("action_id", "").partition(".")[0] == action:
                return str(element["action_id"])
    raise LookupError(f"no {action!r} in this view")
