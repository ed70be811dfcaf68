"""Holds what was kept against what was said: each thing exactly once, nothing lost, nothing leaked."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from bot.demo.cast import LIME, PEOPLE
from bot.demo.player import Record
from bot.demo.script import OURS, Bilingual
from bot.demo.stage import Stage

Row = dict[str, Any]
Books = dict[str, list[Row]]

KINDS = ("messages", "clients", "members", "interactions", "changes", "tasks", "signals")
CLIENTS = {"青柠酸奶", "Harbor & Pine", "云杉科技", "Solstice Bikes"}
_AT_ONCE = 2  # exports side by side


@dataclass(frozen=True)
class Check:
    """One thing that must hold, and whether it does."""

    holds: bool
    words: Bilingual
    found: str = ""  # what was found instead


def read_books(stage: Stage) -> Books:
    """All that was kept, as `liaison export` gives it. Raises StageError."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        exported = pool.map(stage.export, KINDS)
        return {kind: [json.loads(line) for line in lines] for kind, lines in zip(KINDS, exported, strict=True)}


def check_week(stage: Stage, record: Record, books: Books, *, exit_code: int) -> list[Check]:
    """All checks; the database has been let go by the program, so nothing changes any more."""
    return [
        _every_message_once(record, books),
        _nothing_doubled(books),
        _edits_kept(record, books),
        _deletions_kept(record, books),
        _clients_and_members(books),
        _turns_heard(books),
        _nothing_visible(stage),
        _all_evidence(books),
        Check(
            exit_code == 0,
            ("程序干净地结束，队列里什么都没剩下", "the program ended cleanly, with nothing left in its queues"),
            f"exit code {exit_code}",
        ),
    ]


def _every_message_once(record: Record, books: Books) -> Check:
    said = Counter(spoken.message_id for spoken in record.spoken)
    kept = Counter(row["message_id"] for row in books["messages"] if row["message_id"] in said)
    wrong = [spoken.text for spoken in record.spoken if kept[spoken.message_id] != 1]
    words = (
        f"说过的 {len(said)} 条消息各记一次，{record.redelivered} 次重复投递什么都没改变",
        f"each of the {len(said)} messages is kept once; {record.redelivered} repeated deliveries changed nothing",
    )
    return Check(not wrong, words, "; ".join(wrong))


def _nothing_doubled(books: Books) -> Check:
    doubled = []
    for kind in ("interactions", "changes", "tasks"):
        sources = Counter((row["source"] or {}).get("message_id", row["id"]) for row in books[kind])
        doubled += [f"{kind} {source}" for source, times in sources.items() if times > 1]
    words = ("没有一条消息生成两份同样的记录", "no message made the same record twice")
    return Check(not doubled, words, "; ".join(doubled))


def _edits_kept(record: Record, books: Books) -> Check:
    kept = {row["message_id"]: row["versions"] for row in books["messages"]}
    wrong = [message for message, earlier in record.edited.items() if kept.get(message) != earlier]
    words = (
        f"{len(record.edited)} 处修改：旧的说法留作版本，新的说法生效",
        f"{len(record.edited)} edit: the earlier words stay as a version, the new ones count",
    )
    return Check(bool(record.edited) and not wrong, words, "; ".join(wrong))


def _deletions_kept(record: Record, books: Books) -> Check:
    gone = {row["message_id"] for row in books["messages"] if row["deleted_at"] and row["text"]}
    words = (
        f"{len(record.deleted)} 条被收回的消息：标明已删除，原话还在",
        f"{len(record.deleted)} deletion: marked as such, the words are still there",
    )
    return Check(bool(record.deleted) and gone == record.deleted, words, f"{len(gone)} marked")


def _clients_and_members(books: Books) -> Check:
    clients = {row["name"] for row in books["clients"]}
    members = {row["name"] for row in books["members"]}
    ours = {person.name for person in PEOPLE if person.side == OURS}
    words = (
        f"{len(CLIENTS)} 个客户、{len(ours)} 位同事，外部人员没有一个被当成同事",
        f"{len(CLIENTS)} clients, {len(ours)} members, and nobody from outside is one",
    )
    return Check(clients == CLIENTS and members == ours, words, f"{sorted(clients)}, {sorted(members)}")


def _turns_heard(books: Books) -> Check:
    """The story's turns: a complaint, a competitor, a budget cut, somebody leaving, an approval."""
    signals = {row["kind"] for row in books["signals"]}
    talk = {(row["client"], row["kind"]) for row in books["interactions"]}
    needed = {"complaint", "competitor", "budget_cut", "contact_leaving"}
    words = (
        "投诉、提到别家、削减预算、对接人离职都被听出来，认可也记下了",
        "the complaint, the other agency, the budget cut and the contact leaving were heard, and the approval too",
    )
    return Check(needed <= signals and (LIME, "approval") in talk, words, ", ".join(sorted(signals)))


def _nothing_visible(stage: Stage) -> Check:
    seen = stage.slack.visible_to_outsiders(guests_too=True)
    slack = stage.slack
    direct = [post for post in slack.posted() if slack.state.channels[post.channel].is_im]
    private = [note for note in slack.whispered() if slack.state.channels[note.channel].is_ext_shared]
    words = (
        f"共享频道里外部人员看到的 Liaison 消息：0 条；该说的都私下说了：私信 {len(direct)} 条，"
        f"仅本人可见 {len(private)} 条",
        "in the shared channels outsiders saw nothing of Liaison's: "
        f"it said {len(direct)} things in direct messages, and {len(private)} there that only one member saw",
    )
    return Check(not seen, words, "; ".join(one.text[:40] for one in seen))


def _all_evidence(books: Books) -> Check:
    bare = [
        f"{kind} {row['id']}"
        for kind in ("interactions", "changes", "tasks", "signals")
        for row in books[kind]
        if not (row["source"] and row["source"]["text"] and row["source"]["said_by"] and row["client"])
    ]
    words = (
        "每条记录都有客户、原话、说话人和时间",
        "each record has its client, the words, who said them and when",
    )
    return Check(not bare, words, "; ".join(bare))
