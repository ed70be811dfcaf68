"""Who may do what: every command, button, form, shortcut and emoji, for every role, wherever it is asked."""

import pytest

from handlers import dispatch
from handlers.rules.access import (
    ACTS,
    AUDIENCES,
    COMMANDS,
    EMOJI,
    FORMS,
    OURS,
    PRESSES,
    ROLES,
    SHORTCUTS,
    TABLES,
    Audience,
    judge,
    list_roles,
    may_set_role,
)
from handlers.rules.emoji import ORDERS
from prompts.commands import BY_VERB

EVERY_WAY = [(way, name) for way, table in TABLES.items() for name in table]
# Whatever else is added: these stay closed.
CLOSED = {
    ("command", "role"): {"ae", "member"},
    ("command", "team"): {"ae", "member"},
    ("command", "contract"): {"member"},
    ("command", "order"): {"member"},
    ("command", "reply"): {"member"},
    ("command", "link"): {"member"},
    ("press", "kf_send"): {"member"},
    ("press", "client_post"): {"member"},
    ("press", "order"): {"member"},
    ("press", "link"): {"member"},
    ("form", "order"): {"member"},
    ("act", "agency_hours"): {"ae", "member"},
    ("act", "agency_lang"): {"ae", "member", "manager"},
    ("act", "agency_timezone"): {"ae", "member", "manager"},
    ("act", "set_leading_role"): {"ae", "member", "manager"},
}


def test_everything_that_is_served_has_its_line_and_nothing_else_has():
    assert set(COMMANDS) == set(dispatch.COMMANDS) == set(BY_VERB)
    assert set(PRESSES) == {*dispatch.PRESSES, *dispatch.FOR_CLIENTS}
    assert set(FORMS) == set(dispatch.FORMS)
    assert set(EMOJI) == set(ORDERS.values())
    assert set(SHORTCUTS) == {"log", "change", "task", "new"}
    assert ACTS


@pytest.mark.parametrize(("way", "name"), EVERY_WAY)
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_role_may_what_is_theirs_and_no_more(way, name, role, audience: Audience):
    verdict = judge(way, name, role, audience)

    if role == "outsider":
        assert (verdict == "allowed") == (name == "client_confirm")
    elif role in CLOSED.get((way, name), ()):
        assert verdict == "forbidden"
    elif audience == "shared":
        assert verdict == "privately"
    else:
        assert verdict in ("allowed", "privately")


@pytest.mark.parametrize("verb", ["me", "link_me", "contract", "order", "help", "role"])
def test_what_is_personal_or_of_money_is_answered_to_one_person(verb: str):
    assert judge("command", verb, "admin", "internal") == "privately"
    assert judge("command", verb, "admin", "direct") == "allowed"


@pytest.mark.parametrize("way", TABLES)
@pytest.mark.parametrize("role", ROLES)
def test_what_no_table_knows_nobody_may(way, role):
    assert judge(way, "no_such_thing", role, "direct") == "forbidden"
    assert list_roles(way, "no_such_thing") == ()


@pytest.mark.parametrize(
    ("setter", "before", "after", "may"),
    [
        ("admin", "ae", "admin", True),
        ("admin", "admin", "ae", True),
        ("manager", "ae", "member", True),
        ("manager", "ae", "manager", False),
        ("manager", "manager", "ae", False),
        ("manager", "ae", "admin", False),
        ("ae", "member", "ae", False),
        ("member", "member", "admin", False),
        ("outsider", "outsider", "admin", False),
    ],
)
def test_nobody_gives_a_role_that_leads_but_an_admin(setter: str, before: str, after: str, may: bool):
    assert may_set_role(setter, before, after) is may


def test_the_roles_are_those_of_the_agency():
    assert set(OURS) | {"outsider"} == set(ROLES)
