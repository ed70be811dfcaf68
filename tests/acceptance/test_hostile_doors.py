"""Hostile messages through the real doors: signed and encrypted as the platforms send them, then all is exported."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from agency import furnish
from hostile import Hostile, load
from queue_state import is_settled, opened
from sqlmodel import Session
from starting import Start

from bot.fakes import FakeSlack, FakeWeCom, SlackSender, WeComSender
from bot.fakes.process import environment, wait_until
from handlers.exports import Exporter
from storage.agencies import find_agency

BY_SLACK = ("hz01", "hz16", "hz25", "hz28", "hz36", "he01", "he08", "he12", "he26", "he34", "he44", "he54")
BY_WECOM = ("hz04", "hz11", "hz26", "he23", "he25", "he31")
KINDS = ("clients", "changes", "tasks", "interactions", "members", "channels", "contacts")
Export = dict[str, Sequence[dict[str, Any]]]


def pick(ids: Sequence[str]) -> Iterator[Hostile]:
    known = {each.id: each for each in load()}
    return (known[each] for each in ids)


def bare(row: dict[str, Any]) -> dict[str, Any]:
    """A record without the messages that are said to be about it."""
    return {name: value for name, value in row.items() if name != "evidence"}


def test_nothing_that_was_there_has_changed_and_nobody_outside_saw_a_word(
    tmp_path: Path, slack: FakeSlack, wecom: FakeWeCom, start: Start
):
    env = environment(f"sqlite:///{tmp_path}/liaison.db", slack=slack, wecom=wecom)
    agency = furnish(slack)
    wecom.add_member("LiLei", "李雷")
    program = start("run", env=env)

    def rows_of_all_kinds(session: Session) -> Export:
        of_agency = find_agency(session)
        assert of_agency is not None
        exporter = Exporter(session, of_agency)
        return {kind: list(exporter.rows(kind)) for kind in KINDS}

    with (
        SlackSender(program.url("/slack/events"), slack) as sender,
        WeComSender(program.url("/wecom/callback"), wecom) as caller,
        opened(env["DATABASE_URL"]) as store,
    ):

        def settle() -> None:
            wait_until(lambda: is_settled(store), timeout_s=30, what="everything said and done")

        sender.slash("/crm", "绑定 青柠酸奶", agency.amy, agency.shared)
        sender.slash("/crm", "change logo 放大 周五前", agency.amy, agency.shared)
        sender.slash("/crm", "task 出初稿 周四前", agency.amy, agency.shared)
        caller.text("LiLei", "任务 出海报初稿 周四前")
        settle()
        sender.message(agency.shared, agency.carol, "请把首页主视觉换成新拍的那张")
        settle()
        before = store.read(rows_of_all_kinds)
        for hostile in pick(BY_SLACK):
            assert sender.message(agency.shared, agency.carol, hostile.text).status == 200
        for hostile in pick(BY_WECOM):
            assert caller.text("LiLei", hostile.text).status == 200
        settle()
        after = store.read(rows_of_all_kinds)

        for kind in KINDS:
            kept = {row["id"]: row for row in after[kind]}
            changed = [(row, kept[row["id"]]) for row in before[kind] if bare(kept[row["id"]]) != bare(row)]
            assert changed == [], kind
        told = [one for row in (*after["changes"], *after["tasks"]) for one in row["evidence"]]
        assert {one["kind"] for one in told if one["state"] == "counted"}.isdisjoint({"withdrawal", "date", "addition"})
        made = {row["title"] for row in after["changes"]} - {row["title"] for row in before["changes"]}
        assert any("折页" in title for title in made)
        assert any("brochure" in title for title in made)
        assert {row["status"] for row in after["changes"][len(before["changes"]) :]} == {"proposed"}
        assert slack.visible_to_outsiders() == []
        assert slack.whispered(user=agency.carol) == []
