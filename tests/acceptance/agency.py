"""A small agency on the fake Slack: two colleagues, a channel of their own, and one shared with a client."""

from dataclasses import dataclass

from bot.fakes import FakeSlack
from bot.fakes.slack import Channel, User

CLIENTS_TEAM = "T0CLIENT001"


@dataclass(frozen=True)
class Agency:
    """Who is there, and where."""

    slack: FakeSlack
    amy: User  # account executive, writes Chinese
    tom: User  # designer, writes English
    carol: User  # the client's brand manager
    inside: Channel
    shared: Channel

    @property
    def colleagues(self) -> tuple[User, User]:
        return self.amy, self.tom


def furnish(slack: FakeSlack) -> Agency:
    amy = slack.add_user("陈小雨", email="amy@mujin.example", locale="zh-CN")
    tom = slack.add_user("Tom Baker", email="tom@mujin.example", locale="en-US")
    carol = slack.add_user("Carol Ma", team_id=CLIENTS_TEAM)
    inside = slack.add_channel("acme-inside", [amy, tom])
    shared = slack.add_channel("acme-shared", [amy, tom, carol])
    return Agency(slack, amy, tom, carol, inside, shared)
