"""A storm of events: many conversations at once on both platforms, many events delivered two or three times."""

import random
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

from bot.fakes import FakeSlack, FakeWeCom, SlackSender, WeComSender
from bot.fakes.process import ProgramProcess
from bot.fakes.slack import Channel, Sent, User
from bot.fakes.wecom import Callback

CHANNELS, SAID_IN_CHANNEL = 8, 75
MEMBERS, SAID_BY_MEMBER = 10, 40
EVENTS = CHANNELS * SAID_IN_CHANNEL + MEMBERS * SAID_BY_MEMBER
SENDERS = 4

SLACK_WORDS = (
    "第{n}版 banner 的 logo 请再改大一点，周五前给我们",
    "Please make headline {n} two sizes larger by Friday",
    "好的收到 {n}",
    "Can you send us draft {n} of the poster by Thursday?",
    "方案{n}太慢了，我们非常不满意，要投诉",
)
WECOM_WORDS = (
    "任务 出第{n}张海报初稿 周四前",
    "客户说第{n}版主视觉的标题要改大，周五前给",
    "今天天气不错 {n}",
    "记录 和马姐通了第{n}次电话，新包装方向定了",
)


@dataclass
class Conversation:
    """What is still to be said in one conversation, in order, and what was said."""

    steps: deque[Callable[["Conversation"], None]] = field(default_factory=deque)
    said: list[tuple[str, str]] = field(default_factory=list)  # message id and words, in order
    edited: dict[str, str] = field(default_factory=dict)  # message id → its last words
    deleted: set[str] = field(default_factory=set)
    sent: list[Sent] = field(default_factory=list)
    repeated: deque[Callable[[], int]] = field(default_factory=deque)
    deliveries: int = 0


class Storm:
    """All conversations, and who delivers their events."""

    def __init__(self, slack: FakeSlack, wecom: FakeWeCom, *, seed: int) -> None:
        self._random = random.Random(seed)
        self._slack, self._wecom = slack, wecom
        self.ours = [slack.add_user(f"ae{number}", real_name=f"Amy {number}") for number in range(CHANNELS)]
        theirs = [slack.add_user(f"client{number}", team_id="T0CLIENT001") for number in range(CHANNELS)]
        self.channels = [self._furnish(number, theirs[number]) for number in range(CHANNELS)]
        self.speakers = [ours if number % 2 else theirs[number] for number, ours in enumerate(self.ours)]
        self.members = [
            wecom.add_member(f"member{number}", f"小{'甲乙丙丁戊己庚辛壬癸'[number]}") for number in range(MEMBERS)
        ]
        self.conversations: dict[str, Conversation] = {}

    def _furnish(self, number: int, client: User) -> Channel:
        """Every second channel is shared with the client; the others are the agency's own."""
        people = [self.ours[number]] if number % 2 else [self.ours[number], client]
        return self._slack.add_channel(f"brand-{number}", people)

    def link(self, web: ProgramProcess) -> None:
        """Tie every channel to a client of its own."""
        with SlackSender(web.url("/slack/events"), self._slack) as sender:
            for number, channel in enumerate(self.channels):
                assert sender.slash("/crm", f"link 品牌{number}号", self.ours[number], channel).status == 200

    @contextmanager
    def delivering(self, web: ProgramProcess) -> Iterator[None]:
        """Deliver everything, in threads of its own; at the end wait for them. Raises what went wrong in them."""
        with (
            SlackSender(web.url("/slack/events"), self._slack, is_kept_alive=True) as slack,
            WeComSender(web.url("/wecom/callback"), self._wecom, is_kept_alive=True) as wecom,
            ThreadPoolExecutor(max_workers=SENDERS) as threads,
        ):
            for number, channel in enumerate(self.channels):
                self.conversations[channel.id] = self._plan_channel(slack, channel, self.speakers[number])
            for member in self.members:
                self.conversations[member.userid] = self._plan_member(wecom, member.userid)
            every = list(self.conversations.values())
            under_way = [
                threads.submit(self._deliver, every[first::SENDERS], random.Random(self._random.random()))
                for first in range(SENDERS)
            ]
            yield
            for one in under_way:
                one.result()

    @staticmethod
    def _deliver(share: list[Conversation], chance: random.Random) -> None:
        while waiting := [one for one in share if one.steps or one.repeated]:
            conversation = chance.choice(waiting)
            if conversation.steps and (not conversation.repeated or chance.random() < 0.6):
                conversation.steps.popleft()(conversation)
            else:
                assert conversation.repeated.popleft()() == 200
            conversation.deliveries += 1

    def _plan_channel(self, sender: SlackSender, channel: Channel, speaker: User) -> Conversation:
        def say(text: str, copies: int) -> Callable[[Conversation], None]:
            def step(conversation: Conversation) -> None:
                sent = sender.message(channel, speaker, text)
                conversation.said.append((sent.ts, text))
                conversation.sent.append(sent)
                _note(conversation, sent.status, copies, lambda: sender.again(sent).status)

            return step

        def edit(text: str, copies: int) -> Callable[[Conversation], None]:
            def step(conversation: Conversation) -> None:
                about = conversation.sent[-1]
                sent = sender.edit(about, text)
                conversation.edited[about.ts] = text
                _note(conversation, sent.status, copies, lambda: sender.again(sent).status)

            return step

        def delete(copies: int) -> Callable[[Conversation], None]:
            def step(conversation: Conversation) -> None:
                about = conversation.sent[-1]
                sent = sender.delete(about)
                conversation.deleted.add(about.ts)
                _note(conversation, sent.status, copies, lambda: sender.again(sent).status)

            return step

        steps: deque[Callable[[Conversation], None]] = deque()
        for number in range(SAID_IN_CHANNEL):
            words = SLACK_WORDS[number % len(SLACK_WORDS)].format(n=number)
            if number % 15 == 7:
                steps.append(edit(f"更正：{words}", _copies(number)))
            elif number % 25 == 13:
                steps.append(delete(_copies(number)))
            else:
                steps.append(say(words, _copies(number)))
        return Conversation(steps)

    def _plan_member(self, sender: WeComSender, userid: str) -> Conversation:
        def say(text: str, copies: int) -> Callable[[Conversation], None]:
            def step(conversation: Conversation) -> None:
                sent: Callback = sender.text(userid, text)
                conversation.said.append((str(sent.fields["MsgId"]), text))
                _note(conversation, sent.status, copies, lambda: sender.again(sent).status)

            return step

        return Conversation(
            deque(
                say(WECOM_WORDS[number % len(WECOM_WORDS)].format(n=number), _copies(number))
                for number in range(SAID_BY_MEMBER)
            )
        )


def _copies(number: int) -> int:
    """Every third event comes two or three times."""
    if number % 3:
        return 1
    return 2 if number % 2 else 3


def _note(conversation: Conversation, status: int, copies: int, repeat: Callable[[], int]) -> None:
    assert status == 200
    conversation.repeated.extend([repeat] * (copies - 1))
