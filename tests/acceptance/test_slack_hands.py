"""Slack's hands, through the running program: shortcuts, forms, emoji and the home, on screens that people see."""

import socket
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from agency import Agency, furnish
from cards import button_of
from starting import Start

from bot.fakes import FakeSlack, SlackSender
from bot.fakes.process import environment, read_export, wait_until
from bot.fakes.slack import OpenView, User

Export = Callable[[str], Sequence[dict[str, Any]]]


@pytest.fixture
def agency(slack: FakeSlack) -> Agency:
    return furnish(slack)


@pytest.fixture
def env(tmp_path: Path, slack: FakeSlack) -> dict[str, str]:
    return environment(f"sqlite:///{tmp_path}/liaison.db", slack=slack)


@pytest.fixture
def sender(env: dict[str, str], start: Start, slack: FakeSlack) -> Iterator[SlackSender]:
    program = start("run", env=env)
    with SlackSender(program.url("/slack/events"), slack) as sender:
        yield sender


@pytest.fixture
def export(env: dict[str, str], tmp_path: Path) -> Export:
    return lambda kind: read_export(kind, env=env, folder=tmp_path)


@pytest.fixture
def hanging_model() -> Iterator[str]:
    """A provider that takes every connection and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/v1"


def wait_for_form(slack: FakeSlack, user: User, name: str) -> OpenView:
    """The form of this name on somebody's screen."""

    def find() -> OpenView | None:
        return next((view for view in slack.views_of(user) if view.view["callback_id"] == name), None)

    found = slack.wait_for(find, 15)
    assert found is not None
    return found


def wait_for_home(slack: FakeSlack, user: User, words: str, *, is_there: bool = True) -> OpenView:
    """Somebody's home, as soon as it has (or hasn't) these words."""

    def find() -> OpenView | None:
        homes = [view for view in slack.views_of(user, "home") if (words in str(view.view)) is is_there]
        return homes[0] if homes else None

    found = slack.wait_for(find, 15)
    assert found is not None
    return found


def test_a_shortcut_opens_a_form_in_the_place_of_its_loading_view_and_the_message_is_the_evidence(
    slack: FakeSlack, agency: Agency, sender: SlackSender, export: Export
):
    sender.slash("/crm", "绑定 青柠酸奶", agency.amy, agency.shared)
    slack.wait_for(lambda: slack.whispered(agency.shared, agency.amy))
    said = sender.message(agency.shared, agency.carol, "谢谢大家")

    sender.shortcut("change", agency.amy, said)
    (loading,) = slack.wait_for(lambda: slack.views_of(agency.amy))
    form = wait_for_form(slack, agency.amy, "change")
    assert form is loading
    assert len(form.former) == 1  # the loading view, then the form: nothing in between
    refused = sender.submit(form, agency.amy, {"title": "x" * 121})
    assert refused.answer.json is not None
    assert list(refused.answer.json["errors"]) == ["title"]
    sender.submit(form, agency.amy, {"title": "首页 logo 放大", "due": "2027-03-05"})

    wait_until(lambda: len(export("changes")) == 1, what="the change request is filed")
    (change,) = export("changes")
    assert (change["title"], change["due_on"], change["client"]) == ("首页 logo 放大", "2027-03-05", "青柠酸奶")
    assert change["source"]["message_id"] == said.ts
    assert change["source"]["permalink"] is not None
    assert slack.visible_to_outsiders() == []


def test_an_emoji_records_at_once_and_taking_it_off_takes_it_back(
    slack: FakeSlack, agency: Agency, sender: SlackSender, export: Export
):
    said = sender.message(agency.shared, agency.carol, "Can the headline go two sizes up?")
    wait_until(lambda: len(export("messages")) == 1, what="the message is heard")

    sender.react(said, agency.tom, "repeat")
    wait_until(lambda: [one["status"] for one in export("changes")] == ["submitted"], what="it is filed")
    sender.react(said, agency.carol, "pushpin")  # a client's emoji
    sender.unreact(said, agency.tom, "repeat")
    wait_until(lambda: "undone" in [line["action"] for line in export("audit")], what="it is taken back")

    assert slack.posted(agency.shared) == []
    assert slack.visible_to_outsiders() == []


def test_the_home_shows_what_is_to_be_done_and_follows_what_is_done_elsewhere(
    slack: FakeSlack, agency: Agency, sender: SlackSender, export: Export
):
    sender.opens_home(agency.tom)
    wait_for_home(slack, agency.tom, "Nothing to do")
    sender.slash("/crm", "任务 首版海报 @Tom Baker", agency.amy, agency.inside)
    home = wait_for_home(slack, agency.tom, "首版海报")

    done = next(
        element
        for block in home.view["blocks"]
        for element in block.get("elements", [])
        if element.get("action_id", "").startswith("done.")
    )
    sender.press(home, done["action_id"], agency.tom)

    wait_for_home(slack, agency.tom, "首版海报", is_there=False)
    assert [task["status"] for task in export("tasks")] == ["done"]
    assert [post for post in slack.posted(slack.direct(agency.tom)) if "首版海报" in post.text] == []


def test_from_anywhere_a_member_chooses_what_to_make(
    slack: FakeSlack, agency: Agency, sender: SlackSender, export: Export
):
    sender.shortcut("new", agency.tom)
    first = wait_for_form(slack, agency.tom, "new")
    sender.submit(first, agency.tom, {"what": "client"})
    second = wait_for_form(slack, agency.tom, "client")
    sender.submit(second, agency.tom, {"name": "ACME", "aliases": "ACME Foods"})

    wait_until(lambda: [client["name"] for client in export("clients")] == ["ACME"], what="the client is there")
    assert export("clients")[0]["aliases"] == ["ACME Foods"]


def test_a_card_is_edited_in_its_form_though_slacks_api_answers_after_five_seconds(
    slack: FakeSlack, agency: Agency, sender: SlackSender, export: Export
):
    sender.message(agency.inside, agency.amy, "客户要求海报标题改大，周五前给")
    card = slack.wait_for(lambda: slack.posted(agency.inside), 10)[0]
    slack.slow("views.open", 5.0)

    began = time.monotonic()
    sender.press(card, button_of(card, "edit"), agency.amy)
    assert time.monotonic() - began < 3.0
    form = wait_for_form(slack, agency.amy, "edit_proposal")
    sender.submit(form, agency.amy, {"title": "标题大两号"})

    wait_until(lambda: [one["title"] for one in export("changes")] == ["标题大两号"], what="it is saved")


def test_with_a_model_that_hangs_everything_is_acknowledged_in_time_and_forms_open(
    slack: FakeSlack, agency: Agency, tmp_path: Path, start: Start, hanging_model: str
):
    more = {"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": hanging_model, "OPENAI_MODEL": "m"}
    env = environment(f"sqlite:///{tmp_path}/liaison.db", slack=slack, **more)
    program = start("run", env=env)
    with SlackSender(program.url("/slack/events"), slack) as sender:
        acted: list[Callable[[], Any]] = [
            lambda: sender.message(agency.inside, agency.amy, "客户要求海报标题改大，周五前给"),
            lambda: sender.slash("/crm", "task three posters by Friday", agency.tom, agency.inside),
            lambda: sender.slash("/crm", "task", agency.amy, agency.inside),
        ]
        for act in acted:
            began = time.monotonic()
            act()
            assert time.monotonic() - began < 3.0
        wait_for_form(slack, agency.amy, "task")
