"""Hostile messages on an agency at work: who says them where, what they may leave behind, what they may not touch."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from kit import AMY, AMY_DM, CAROL, CHANGE, CHANNELS, COMPLAINT, SHARED, TASK, TEAM, WANG, WORKSPACE, ZHAO, House
from sqlmodel import Session, SQLModel

from bot.slack.blocks import card_blocks, card_text
from bot.slack.inbound import read_event
from bot.wecom.inbound import Origin, read_callback
from bot.wecom.template_cards import draw, updated_card
from handlers import dispatch
from handlers.arrivals import Message, Place
from handlers.ports import ChannelFacts, LookupFailed, PersonFacts
from handlers.preparing import Preparation, Prepared, with_names
from handlers.replies import Reply
from prompts.grammar import parse_spoken, unknown_order
from prompts.reading.schema import Due, Reader, Reading
from prompts.reading.turns import says_yes

DATA = Path(__file__).parent / "data" / "hostile" / "messages.jsonl"
LIME = Place(platform="slack", workspace=WORKSPACE, channel="CLIME")
STRANGER = Place(platform="wecom", workspace="ww01", channel="stranger", is_direct=True)
WECOM = Origin(corp_id="ww01", agent_id=1000002)
STAFF = {"UAMY", "UWANG", "zhaoyu"}
Dump = dict[str, dict[tuple[Any, ...], dict[str, Any]]]


@dataclass(frozen=True)
class Hostile:
    """One line of the data (tests/data/hostile/README.md)."""

    id: str
    text: str  # on Slack as it comes: mrkdwn
    platform: str
    by: str  # client, member
    trick: str
    real: frozenset[str]  # the kinds that a careful reader keeps
    name: str | None  # what the speaker calls themselves

    @property
    def is_order(self) -> bool:
        """Whether it is a member's to say one-to-one: a command, or what a client said of one record by its number."""
        is_command = parse_spoken(self.text) is not None or unknown_order(self.text) is not None
        return is_command or self.trick == "others_record"


@cache
def load() -> tuple[Hostile, ...]:
    """All of them."""
    lines = [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]
    return tuple(
        Hostile(
            id=line["id"],
            text=line["text"] + (line["fill"][0] * line["fill"][1] if "fill" in line else ""),
            platform=line["platform"],
            by=line["from"],
            trick=line["trick"],
            real=frozenset(line["real"]),
            name=line.get("name"),
        )
        for line in lines
    )


# -- the agency


@dataclass
class Directory:
    """Both platforms: the client's people call themselves what a hostile line says."""

    outsider: str = "Carol"

    def person(self, workspace: str, user: str) -> PersonFacts:
        known = {"UAMY": AMY, "UWANG": WANG, "zhaoyu": PersonFacts(name="赵宇", is_outsider=False)}
        if user in known:
            return known[user]
        if user not in ("UCAROL", "UNEW", "stranger"):
            raise LookupFailed("unknown", may_retry=False)
        return CAROL.model_copy(update={"name": self.outsider})

    def channel(self, workspace: str, channel: str) -> ChannelFacts:
        shared = ChannelFacts(name="<!channel> {{ 7*7 }}", audience="shared", is_direct=channel == "stranger")
        return CHANNELS.get(channel, shared)


def furnish(house: House) -> House:
    """Two clients at work: open change requests, tasks, a promise, a delivery, a complaint, questions, signals.

    CR-1 (submitted), CR-2 (proposed) and CR-4 are ACME's, CR-3 (proposed) is 青柠酸奶's, and CR-5 nobody's.
    """
    amy, wang, carol = "UAMY", "UWANG", "UCAROL"
    house.say(amy, AMY_DM, "hello")
    house.say(wang, TEAM, "大家早")
    house.say("zhaoyu", ZHAO, "早")
    house.crm(amy, SHARED, "link ACME")
    house.crm(wang, LIME, "link 青柠酸奶")
    house.crm(amy, SHARED, "change make the KV logo 20% larger by Friday", CHANGE)
    house.say(carol, SHARED, "Please swap the hero photo on the landing page", _wants("Swap the hero photo"))
    house.say(carol, LIME, "礼盒的粉色改成莫兰迪色", _wants("礼盒改莫兰迪色"))
    house.crm(amy, SHARED, "task three poster drafts @王小雨", TASK)
    house.say(carol, SHARED, "Nobody answers", COMPLAINT)
    thread = SHARED.model_copy(update={"thread": "1795399200.000001"})
    house.say(carol, thread, "The jingle is too long", _wants("Shorten the jingle"))
    house.say(amy, SHARED, "KV logo v2 attached, please have a look", Reading(kinds=("interaction",)))
    house.say(amy, SHARED, "Amy sends the offer tomorrow", TASK.model_copy(update={"assignees": ("Amy",)}))
    house.say("zhaoyu", ZHAO, "客户说站牌的地址写错了", _wants("站牌地址改正"))
    question = Reading(kinds=("interaction",), interaction_kind="question", title="When?")
    house.say(carol, SHARED, "When do we see the jingle?", question)
    house.say(carol, LIME, "什么时候出稿？", question)
    house.now += timedelta(minutes=5)
    return house


def _wants(title: str) -> Reading:
    due = Due(on=date(2026, 11, 27))
    return Reading(kinds=("interaction", "change_request"), interaction_kind="feedback", title=title, due=due)


# -- who says it where


@dataclass(frozen=True)
class Setting:
    """Somebody who says it somewhere."""

    name: str
    user: str
    place: Place

    @property
    def is_ours(self) -> bool:
        return self.user in STAFF


CLIENT_SHARED = Setting("a client in the shared channel", "UCAROL", SHARED)
MEMBER_SHARED = Setting("a member in the shared channel", "UAMY", SHARED)
MEMBER_INTERNAL = Setting("a member in an internal channel", "UWANG", TEAM)
MEMBER_DIRECT = Setting("a member one-to-one on Slack", "UAMY", AMY_DM)
MEMBER_WECOM = Setting("a member one-to-one on WeCom", "zhaoyu", ZHAO)
STRANGER_WECOM = Setting("a stranger on WeCom", "stranger", STRANGER)


def settings_of(hostile: Hostile) -> tuple[Setting, ...]:
    """Where it is said: in all channels, and on its platform one-to-one, but for what is a member's to order."""
    direct = MEMBER_WECOM if hostile.platform == "wecom" else MEMBER_DIRECT
    strangers = (STRANGER_WECOM,) if hostile.platform == "wecom" else ()
    return (CLIENT_SHARED, MEMBER_SHARED, MEMBER_INTERNAL, *strangers, *(() if hostile.is_order else (direct,)))


def arrival_of(hostile: Hostile, setting: Setting, house: House) -> Message:
    """As the door of its platform translates it."""
    at = house.now.timestamp()
    is_named = hostile.name is not None and setting.user == "UCAROL"
    user = "UNEW" if is_named else setting.user  # somebody who has never spoken is asked for their name
    if setting.place.platform == "wecom":
        fields = {"ToUserName": "ww01", "FromUserName": setting.user, "CreateTime": str(int(at)), "MsgType": "text"}
        arrival = read_callback({**fields, "Content": hostile.text, "MsgId": f"7{hostile.id}"}, WECOM)
    else:
        event = {
            "type": "message",
            "user": user,
            "channel": setting.place.channel,
            "channel_type": "im" if setting.place.is_direct else "channel",
            "text": hostile.text,
            "ts": f"{at:.0f}.900000",
        }
        envelope = {"team_id": WORKSPACE, "event_id": f"Ev{hostile.id}", "event_time": int(at), "event": event}
        arrival = read_event(envelope, bot_user_id="UBOT")
    assert isinstance(arrival, Message)
    return arrival


# -- what comes of it


@dataclass(frozen=True)
class Outcome:
    """All rows before and after one message, what was answered, and how it was read."""

    arrival: Message
    reading: Reading
    heard: str  # its words, with mentions by name
    before: Dump
    after: Dump
    replies: list[Reply]


class _TakenBack(Exception):
    """Every message meets the same agency."""


def prepare(house: House, reader: Reader, hostile: Hostile, arrival: Message) -> Prepared:
    """Who speaks, where, and what the reader makes of it."""
    directory = Directory(hostile.name or "Carol")
    preparation = Preparation(house.store.read, {"slack": directory, "wecom": directory}, reader, tz="Asia/Shanghai")
    return preparation.prepare(arrival, now=house.now, may_give_up=False)


def attempt(house: House, reader: Reader, hostile: Hostile, setting: Setting, before: Dump) -> Outcome:
    """Say it, see what comes of it, and take it all back."""
    arrival = arrival_of(hostile, setting, house)
    prepared = prepare(house, reader, hostile, arrival)
    seen: list[Outcome] = []

    def unit(session: Session) -> None:
        replies = dispatch.serve(session, arrival, prepared, now=house.now)
        session.flush()
        heard = with_names(arrival.text, prepared.names)
        seen.append(Outcome(arrival, prepared.reading, heard, before, dump(session), replies))
        raise _TakenBack

    with suppress(_TakenBack):
        house.store.write(unit)
    return seen[0]


def dump(session: Session) -> Dump:
    """Every row of every table of records by its key, as SQLite holds it."""
    return {
        table.name: {
            tuple(row[column.name] for column in table.primary_key): dict(row)
            for row in session.connection().exec_driver_sql(f'SELECT * FROM "{table.name}"').mappings()
        }
        for table in SQLModel.metadata.sorted_tables
    }


def touched(outcome: Outcome) -> list[str]:
    """What the message changed that isn't its own, in words."""
    found = []
    for table, rows in outcome.before.items():
        for key, row in rows.items():
            now = outcome.after[table].get(key)
            if now is None:
                found.append(f"{table} {key} is gone")
                continue
            fields = [name for name in row if row[name] != now[name] and not _may_change(table, name, row, outcome)]
            found += [f"{table} {key}.{name}: {row[name]!r} became {now[name]!r}" for name in fields]
    return found


def _may_change(table: str, name: str, row: dict[str, Any], outcome: Outcome) -> bool:
    """Counters count; whoever speaks is looked up again, and becomes a contact."""
    if table == "counter":
        return name == "value"
    if table == "enquiry" and outcome.arrival.user in STAFF:  # whatever we say in the channel answers what waits there
        return name.startswith("answer") or name == "outcome"
    is_speaker = table == "account" and row["external_id"] == outcome.arrival.user
    return is_speaker and name in ("name", "checked_at", "contact_id")


OWN = ("interaction", "change_request", "task", "signal", "record_message", "enquiry", "delivery")
STATES = {"change_request": "proposed", "task": "proposed", "interaction": "proposed", "signal": "counted"}


def strange(outcome: Outcome) -> list[str]:
    """What the message left behind that isn't a record of its own words, proposed by nobody of ours."""
    new = {
        table: {key: row for key, row in rows.items() if key not in outcome.before[table]}
        for table, rows in outcome.after.items()
    }
    found = [f"{table}: {rows}" for table, rows in new.items() if rows and table not in _EXPECTED]
    (message,) = new["message"].values()
    if message["text"] != outcome.heard:
        found.append(f"heard as {message['text'][:80]!r}")
    for table in OWN:
        found += [f"{table}: {row}" for row in new[table].values() if row["message_id"] != message["id"]]
        found += [f"{table} by {row['created_by_id']}" for row in new[table].values() if row.get("created_by_id")]
    for table, state in STATES.items():
        field = "status" if table in ("change_request", "task") else "state"
        found += [f"{table} is {row[field]}" for row in new[table].values() if row[field] != state]
    told = [row for row in new["record_message"].values() if row["state"] not in ("proposed", "asked")]
    if outcome.arrival.user in STAFF:  # what we deliver or hand on is so when we say it
        told = [row for row in told if row["kind"] not in ("delivery", "order")]
    if says_yes(outcome.heard):  # a client's own yes after a delivery is evidence; nothing moves by it
        told = [row for row in told if row["kind"] != "approval"]
    found += [f"{row['kind']} of {row['record_kind']} {row['record_id']} counts undecided" for row in told]
    own_keys = {(table, *key) for table, rows in new.items() for key in rows}
    for line in new["audit"].values():
        if (line["record_kind"], line["record_id"]) not in own_keys or line["act"] != outcome.arrival.key:
            found.append(f"audit: {line['action']} {line['record']}")
        if line["member_id"] is not None:
            found.append(f"audit: {line['who']} is said to have done it")
    found += [
        f"account of member {row['member_id']}" for row in new["account"].values() if row["member_id"] is not None
    ]
    found += [f"{words[:80]!r} is longer than a title" for words in titles_of(new) if len(words) > 120]
    found += [f"contact {row['name']!r}" for row in new["contact"].values() if row["name"] != message["said_by"]]
    return found


_EXPECTED = {*OWN, "message", "audit", "contact", "account", "channel", "counter"}


def titles_of(new: Dump) -> Iterator[str]:
    """What the records that a message left behind are called."""
    for table, name in (("interaction", "summary"), ("change_request", "title"), ("task", "title")):
        yield from (row[name] for row in new[table].values())


def problems_of(outcome: Outcome) -> list[str]:
    """All that should not have come of a message."""
    return [*touched(outcome), *strange(outcome), *leaks(outcome), *broken_out(outcome)]


# -- what is answered


def leaks(outcome: Outcome) -> list[str]:
    """Answers that somebody from outside could read."""
    found = []
    for reply in outcome.replies:
        for to in filter(None, (reply.to, reply.fallback)):
            is_to_one = to.where in ("direct", "private") and to.user in STAFF
            is_inside = to.where == "channel" and to.channel == TEAM.channel and reply.must_be_internal
            if not (is_to_one or is_inside):
                found.append(f"{to.where} {to.channel}{to.user}")
    return found


def broken_out(outcome: Outcome) -> list[str]:
    """Places in the drawn cards where a client's words could ping, link, format, or turn the writing around."""
    found = []
    for reply in outcome.replies:
        assert reply.card is not None
        drawn = [card_blocks(reply.card), {"type": "mrkdwn", "text": card_text(reply.card), "verbatim": True}]
        for text in _texts(drawn):
            found += _escapes_slack(text)
        wecom = [*draw(reply.card, key="k"), updated_card(reply.card, key="k")]
        shown = json.dumps(wecom, ensure_ascii=False)
        texts = [message["text"]["content"] for message in wecom if message.get("msgtype") == "text"]
        if any(map(_TAG.search, texts)) or _DIRECTION.search(shown):
            found.append(f"WeCom: {shown[:200]}")
        urls = re.findall(r'"url": "([^"]*)"', shown)
        found += [f"WeCom opens {url}" for url in urls if not url.startswith(OUR_LINKS)]
    return found


OUR_LINKS = "https://studio.slack.com/archives/"
_TAG = re.compile(r"<\s*/?\s*a\b", re.IGNORECASE)
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
_MARKUP = re.compile(r"(?<![a-zA-Z0-9])([*_~`])(?=\S)(?:.*?\S)??\1(?![a-zA-Z0-9])|```")


def _texts(drawn: Any) -> Iterator[dict[str, Any]]:
    if isinstance(drawn, list):
        for one in drawn:
            yield from _texts(one)
    elif isinstance(drawn, dict):
        if drawn.get("type") == "mrkdwn":
            yield drawn
        for value in drawn.values():
            yield from _texts(value)


def _escapes_slack(text: dict[str, Any]) -> list[str]:
    words = text["text"]
    opened = [token for token in re.findall(r"<([^<>]*)>?", words) if not token.startswith(OUR_LINKS)]
    found = [f"Slack opens <{token}" for token in opened]
    if not text.get("verbatim"):
        found.append("Slack makes links and mentions of plain words")
    if _DIRECTION.search(words):
        found.append("Slack turns the writing around")
    # Our own bold stands at the beginning of a line: a title, or a fact's label.
    others = re.sub(r"(?m)^\*[^*\n]+\*$", "", words)
    found += [f"Slack formats {match[0][:60]!r}" for match in _MARKUP.finditer(others)]
    return found
