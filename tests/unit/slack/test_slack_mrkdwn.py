"""Slack's markup, turned into plain words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.mrkdwn import escaped, plain, unescaped, without_leading_mention


@pytest.mark.parametrize(
    ("mrkdwn", "text"),
    [
        ("<@U1> 和 <@W2|li.lei> 看一下", "@U1 和 @W2 看一下"),
        ("见 <#C1|双11> 和 <#C2>", "见 #双11 和 #C2"),
        ("<https://example.com/a?b=1&amp;c=2>", "https://example.com/a?b=1&c=2"),
        ("<https://example.com|the brief>", "the brief"),
        ("<mailto:kate@lemon.example|kate@lemon.example> <mailto:li@x.example>", "kate@lemon.example li@x.example"),
        ("<!here> <!channel|channel> <!everyone>", "@here @channel @everyone"),
        ("<!subteam^S1|@designers> <!subteam^S2>", "@designers @S2"),
        ("截止 <!date^1795312800^{date_short}|Nov 22, 2026>", "截止 Nov 22, 2026"),
        ("R&amp;D &lt;3 &amp;lt;", "R&D <3 &lt;"),
        ("3*4 海报，a < b", "3*4 海报，a < b"),
        ("", ""),
    ],
)
def test_markup_becomes_words(mrkdwn: str, text: str):
    assert plain(mrkdwn).text == text


def test_mentions_are_listed_once_each_in_order():
    assert plain("<@U2> <@U1> <@U2|again>").mentions == ("U2", "U1")


@pytest.mark.parametrize("mrkdwn", ["<@U0> tasks", "<@U0|liaison>, tasks", " <@U0>：tasks", "<@U0>tasks"])
def test_the_mention_that_addresses_the_bot_is_taken_off(mrkdwn: str):
    assert without_leading_mention(mrkdwn, "U0") == "tasks"


def test_a_mention_later_on_stays():
    assert without_leading_mention("ask <@U0> please", "U0") == "ask <@U0> please"


@given(st.text())
def test_escaping_is_undone_and_leaves_no_markup(text: str):
    assert unescaped(escaped(text)) == text
    assert plain(escaped(text)).text == text.strip()
    assert plain(escaped(text)).mentions == ()
