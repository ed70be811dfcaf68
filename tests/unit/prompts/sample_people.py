"""Every card about colleagues, help, and what is asked in plain words, in every shape that it takes."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from prompts.asking.intent import Intent
from prompts.command_groups import list_commonest, list_groups
from prompts.commands import BY_VERB
from storage.tables import Member

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
URL = "https://studio.slack.com/archives/C1/p1"
Sample = tuple[str, dict[str, Any]]


def people_cards(row: Any, error: Callable[..., Sample]) -> list[Sample]:
    """`row` stands for a record."""
    name = row.name
    member = Member(id=1, agency_id=1, name=name, email="amy@studio.example", role="manager", created_at=NOW)
    other = Member(id=2, agency_id=1, name="Amy", email="a@b.example", role="ae", created_at=NOW)
    packed = Intent(verb="assign", numbers=("CR-12",), who="12", due="2026-11-26 15:00").packed()
    asked = {"client": name, "verb": "assign", "who": name, "due": "2026", "value": packed, "is_left": False}
    lines = [("CR-12", row, name, "change:7", URL), ("T-12", row, None, "task:7", None)]
    listed = {"lines": lines, "count": 9, "with_button": 4, "left": 1, "client": None, "member": None}
    more = Intent(verb="list", about="client:12", kind="changes", when="overdue").packed()
    return [
        *(("help", {"commonest": list_commonest(), "groups": list_groups(), "may": set(BY_VERB), "tied": tied})
          for tied in (True, False)),
        *(("help_with", {"command": BY_VERB[verb], "roles": roles}) for verb in BY_VERB for roles in ([], ["manager"])),
        *(("agency_set", {"what": what, "value": value, "act": "a"})
          for what, value in (("lang", "zh"), ("lang", "en"), ("tz", "Asia/Tokyo"))),
        ("timezone", {"tz": "Europe/London", "clock": "02:00", "is_own": True, "act": "a"}),
        ("timezone", {"tz": "Asia/Shanghai", "clock": "10:00", "is_own": False, "act": None}),
        *(("me", {"member": member, "lang": lang, "has_own_lang": True, "tz": "Asia/Tokyo", "has_own_tz": False,
                  "hours": None, "platforms": ["slack"], "alone": alone})
          for lang, alone in (("zh", "wecom"), ("en", ""))),
        ("members", {"lines": [(member, ["slack", "wecom"], "Asia/Tokyo"), (other, [], "UTC")], "count": 9, "left": 7}),
        ("members", {"lines": [(member, ["slack"], "Asia/Shanghai")], "count": 1, "left": 0}),
        *(("role_set", {"member": member, "act": act}) for act in ("a", None)),
        ("role_given", {"member": member, "by": "Amy"}),
        *(("link_code", {"code_word": "ABC234", "other": there, "minutes": 10}) for there in ("slack", "wecom")),
        ("join_asked", {"first": member, "second": other, "code_word": "ABC234"}),
        ("joined", {"member": member, "platforms": ["slack", "wecom"], "act": "a", "is_same": False}),
        ("joined", {"member": member, "platforms": ["slack"], "act": None, "is_same": True}),
        ("understood", {**asked, "record": f"CR-12 {name}", "others": [(packed, "T-1 KV")]}),
        ("understood", {**asked, "verb": "edit", "record": "T-1", "others": [], "client": None}),
        ("understood", {**asked, "verb": "done", "record": "T-1", "others": []}),
        ("understood", {**asked, "record": None, "others": [], "is_left": True}),
        *(("open_list", {**listed, "asked": Intent(verb="list", kind=kind, when=when), "next": f"8:{more}"})
          for kind in ("", "changes", "tasks") for when in ("", "overdue", "today", "tomorrow", "week")),
        ("open_list", {**listed, "asked": Intent(verb="list"), "lines": [], "count": 0, "left": 0, "next": f"8:{more}",
                       "client": name}),
        ("open_list", {**listed, "asked": Intent(verb="list"), "count": 1, "left": 0, "next": "", "member": name}),
        ("client_team", {"client": name, "owner": "Amy", "workers": [(name, 2), ("Tom", 1)]}),
        ("client_team", {"client": name, "owner": None, "workers": []}),
        error("wrong_code"),
        error("too_many_tries"),
        *(error("last_admin", name=name, is_joining=is_joining) for is_joining in (True, False)),
        error("not_allowed", roles=["ae", "manager", "admin"], who=[name, "Amy"]),
        error("not_allowed", roles=["admin"], who=[]),
    ]  # fmt: skip
