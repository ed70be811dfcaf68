"""Exports: every record with its evidence, under the names that scripts rely on."""

from datetime import datetime
from typing import Any

import pytest
from kit import AMY_DM, CHANGE, COMPLAINT, FEEDBACK, INFO, NOW, SHARED, TASK, TEAM, ZHAO, House

from handlers.export_columns import COLUMNS
from handlers.exports import KINDS, NOT_KEPT_YET, Exporter
from storage.agencies import find_agency
from storage.tables import Project

# What the outside face promises: names may be added, none may go.
BASE = {"id", "client", "created_at", "source"}
PROMISED = {
    "messages": "platform channel message_id said_by said_at text kinds reader versions deleted_at pasted_by",
    "clients": "name aliases owner tier stage tags status health",
    "interactions": "kind sentiment summary contact versions source_deleted_at",
    "changes": "number title project status requested_by due_at due_on round rounds_included approved_by approved_at",
    "tasks": "number title assignee due_at due_on priority status is_promise",
    "alerts": "rule status owner evidence opened_at closed_at",
    "audit": "at who action record before after",
    "members": "name email role lang tz slack_user_id wecom_userid manager",
    "contacts": "name title role email left_on",
    "contracts": "title starts_on ends_on amount currency budget spent rounds_included status",
    "payments": "contract due_on amount currency paid_on",
    "channels": "platform channel_id name audience",
    "reminders": "text member remind_at record status",
    "projects": "",
    "signals": "",
}
SOURCE = {"platform", "channel", "message_id", "permalink", "said_by", "said_at", "text"}


def export(house: House, kind: str) -> list[dict[str, Any]]:
    def query(session):
        agency = find_agency(session)
        assert agency is not None
        return list(Exporter(session, agency).rows(kind))

    return house.store.read(query)


@pytest.fixture
def busy(acme: House) -> House:
    """An agency that has at least one record of every kind there is."""
    thread = SHARED.model_copy(update={"thread": "1795390000.000001"})
    said = acme.message("UCAROL", thread, "logo larger by Friday")
    acme.serve(said, FEEDBACK)
    acme.edit(said, "logo much larger by Friday", FEEDBACK, before="logo larger by Friday")
    acme.delete(said)
    acme.say("UCAROL", SHARED, "nobody answers", COMPLAINT)
    acme.say("zhaoyu", ZHAO, "任务 ACME 出三张海报初稿 @王小雨 周五前", TASK)
    acme.crm("UAMY", AMY_DM, "log ACME numbers", INFO)
    acme.say("UAMY", thread, "v2 is attached", INFO)

    def add_project(session):
        session.add(Project(agency_id=1, client_id=1, name="Spring", rounds_included=2, created_at=NOW))

    acme.store.write(add_project)
    acme.crm("UAMY", TEAM, "contract ACME rounds 1 until 2027-12-31 amount 50000")
    acme.crm("UWANG", SHARED, "change Smaller logo", CHANGE)
    acme.crm("UWANG", SHARED, "order CR-2 3000")
    (text,) = acme.crm("UWANG", SHARED, "confirm CR-2")
    acme.press_button("UWANG", AMY_DM, text, "发到客户频道")
    return acme


def test_every_promised_kind_and_field_is_there():
    assert set(KINDS) == set(COLUMNS) >= set(PROMISED)
    for kind, fields in PROMISED.items():
        assert BASE | set(fields.split()) <= set(COLUMNS[kind]), kind


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_yields_exactly_its_columns(busy: House, kind: str):
    rows = export(busy, kind)

    assert bool(rows) != (kind in NOT_KEPT_YET)
    for row in rows:
        assert set(row) == set(COLUMNS[kind])
        assert row["source"] is None or set(row["source"]) == SOURCE


@pytest.mark.parametrize("kind", KINDS)
def test_every_instant_has_an_offset_and_every_day_is_iso(busy: House, kind: str):
    for row in export(busy, kind):
        values = {**row, **(row["source"] or {})}
        for name, value in values.items():
            if name.endswith("_at") and value is not None:
                assert datetime.fromisoformat(value).utcoffset() is not None
                assert value.endswith("+08:00")
            if name.endswith("_on") and value is not None:
                assert len(value) == len("2026-11-27")


def test_an_interaction_carries_its_evidence_with_a_link_into_its_thread(busy: House):
    interaction = export(busy, "interactions")[0]

    message_id = interaction["source"]["message_id"]
    link = f"https://studio.slack.com/archives/CSHARED/p{message_id.replace('.', '')}"
    assert interaction["source"] == {
        "platform": "slack",
        "channel": "CSHARED",
        "message_id": message_id,
        "permalink": f"{link}?thread_ts=1795390000.000001&cid=CSHARED",
        "said_by": "Carol",
        "said_at": "2026-11-23T10:00:00+08:00",
        "text": "logo much larger by Friday",
    }
    assert (interaction["client"], interaction["contact"], interaction["kind"]) == ("ACME", "Carol", "feedback")
    assert interaction["versions"] == ["logo larger by Friday"]
    assert interaction["source_deleted_at"] == "2026-11-23T10:01:30+08:00"


def test_a_task_says_who_by_when_and_how_urgent(busy: House):
    task = export(busy, "tasks")[0]

    assert {name: task[name] for name in ("number", "title", "assignee", "due_on", "priority", "status")} == {
        "number": "T-1",
        "title": "Three poster drafts",
        "assignee": "王小雨",
        "due_on": "2026-11-27",
        "priority": "high",
        "status": "todo",
    }
    assert task["is_promise"] is False
    assert task["source"]["permalink"] is None
    assert task["source"]["text"] == "任务 ACME 出三张海报初稿 @王小雨 周五前"
    assert task["client"] == "ACME"


def test_small_talk_is_among_the_messages(busy: House):
    heard = {row["text"]: row for row in export(busy, "messages")}

    assert heard["Hi all"]["kinds"] == ["noise"]
    assert heard["nobody answers"]["kinds"] == ["interaction"]
    assert heard["ACME numbers"]["reader"] == "said"
    assert heard["logo much larger by Friday"]["versions"] == ["logo larger by Friday"]
    assert heard["logo much larger by Friday"]["deleted_at"] is not None
    assert heard["Hi all"]["pasted_by"] is None


def test_a_slash_command_has_no_place_to_link_to(busy: House):
    (logged,) = [row for row in export(busy, "interactions") if row["summary"] == "ACME numbers"]

    assert logged["source"]["permalink"] is None
    assert logged["state"] == "confirmed"


def test_members_and_clients_are_named_with_their_ids_on_both_platforms(busy: House):
    amy, _, zhao = export(busy, "members")
    (client,) = export(busy, "clients")

    assert (amy["role"], amy["lang"], amy["slack_user_id"], amy["wecom_userid"]) == ("admin", "en", "UAMY", None)
    assert (zhao["lang"], zhao["tz"], zhao["wecom_userid"]) == ("zh", "Asia/Shanghai", "zhaoyu")
    assert (client["name"], client["client"], client["owner"], client["aliases"]) == ("ACME", "ACME", "Amy", [])


def test_what_lies_in_the_recycle_bin_is_not_exported(busy: House):
    (complaint,) = [row for row in export(busy, "messages") if row["text"] == "nobody answers"]
    busy.press("UAMY", AMY_DM, "dismiss", f"message:{complaint['id']}")

    assert export(busy, "signals") == []
    assert "nobody answers" in {row["text"] for row in export(busy, "messages")}


def test_the_audit_trail_leaves_in_order_with_before_and_after(busy: House):
    busy.crm("UAMY", AMY_DM, "done T-1")
    row = export(busy, "audit")[-1]

    assert (row["who"], row["action"], row["record"], row["origin"]) == ("Amy", "done", "task T-1", "slack:DAMY")
    assert row["before"] == {"status": "todo", "done_at": None}
    assert row["after"]["status"] == "done"


def test_a_change_that_waits_is_proposed_and_a_confirmed_one_submitted(acme: House):
    acme.say("UAMY", TEAM, "logo", CHANGE)
    acme.crm("UAMY", TEAM, "change logo", CHANGE)

    assert [(row["number"], row["status"]) for row in export(acme, "changes")] == [
        ("CR-1", "proposed"),
        ("CR-2", "submitted"),
    ]


def test_an_unknown_kind_is_an_error(acme: House):
    with pytest.raises(KeyError):
        export(acme, "nonsense")
