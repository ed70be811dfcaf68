"""Holds what was kept against what was said: each thing exactly once, nothing lost, nothing leaked."""

from collections import Counter
from dataclasses import dataclass

from bot.demo.cast import LIME, PEOPLE
from bot.demo.ledger import Books
from bot.demo.player import Record
from bot.demo.script import OURS, Bilingual
from bot.demo.stage import Stage

CLIENTS = {"青柠酸奶", "Harbor & Pine", "云杉科技", "Solstice Bikes"}


@dataclass(frozen=True)
class Check:
    """One thing that must hold, and whether it does."""

    holds: bool
    words: Bilingual
    found: str = ""  # what was found instead


def check_week(stage: Stage, record: Record, books: Books, *, exit_code: int) -> list[Check]:
    """All checks; the database has been let go by the program, so nothing changes any more."""
    return [
        _every_message_once(record, books),
        _nothing_doubled(books),
        _edits_kept(record, books),
        _deletions_kept(record, books),
        _clients_and_members(books),
        _turns_heard(books),
        _pastes_taken_apart(record, books),
        _quotes_are_evidence(record, books),
        _others_decided(books),
        _overrun_is_priced(books),
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


def _pastes_taken_apart(record: Record, books: Books) -> Check:
    held = sum(spoken.says.holds for spoken in record.pasted)
    kept = [row for row in books["messages"] if row["pasted_by"]]
    read = {row["source"]["message_id"] for kind in ("changes", "tasks") for row in books[kind] if row["source"]}
    found = len(read & {row["message_id"] for row in kept})
    words = (
        f"贴进来的聊天记录拆成 {held} 条，各归各的说话人，读出 {found} 张单",
        f"the pasted chat record became its {held} messages, each its speaker's, and {found} of them a record",
    )
    return Check(0 < held == len(kept) and found > 0, words, f"{len(kept)} kept")


def _quotes_are_evidence(record: Record, books: Books) -> Check:
    quoted = {spoken.says.quote for spoken in record.spoken if spoken.says.quote}
    kept = {row["source"]["text"] for row in books["changes"] if row["source"]}
    words = ("群里引用的那句话成了变更单的原话", "the words quoted in the group are the change request's evidence")
    return Check(bool(quoted) and quoted <= kept, words, "; ".join(quoted - kept))


def _others_decided(books: Books) -> Check:
    approved = [row for row in books["changes"] if row["approved_at"]]
    own = [row["number"] for row in approved if row["approved_by"] == row["submitted_by"]]
    words = (
        f"{len(approved)} 张变更单经人批准，没有一张是自己批自己的",
        f"{len(approved)} change requests were approved, none by who submitted it",
    )
    return Check(bool(approved) and not own, words, ", ".join(own))


def _overrun_is_priced(books: Books) -> Check:
    over = {
        row["number"] for row in books["changes"] if row["rounds_included"] and row["round"] > row["rounds_included"]
    }
    priced = {row["change"] for row in books["supplementary_orders"] if row["status"] == "approved"}
    words = (
        "超出合同轮次的那一轮有批准的加价单",
        "the round beyond the contract's allowance has an approved supplementary order",
    )
    return Check(bool(over) and over == priced, words, f"{sorted(over)}, {sorted(priced)}")


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
