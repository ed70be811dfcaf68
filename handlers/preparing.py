"""Finding out before the transaction: who speaks, where, and what is said. May call the platform and a model."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Protocol, TypeVar

from pydantic import Field
from sqlmodel import Session

from handlers.arrivals import (
    AnyArrival,
    ChannelNews,
    Command,
    Edit,
    KfNews,
    Message,
    PersonNews,
    Place,
    Reaction,
    Shortcut,
    Tick,
    Value,
)
from handlers.minutes import Setting, read_messages
from handlers.ports import Archive, ChannelFacts, Directory, LookupFailed, Mailbox, Original, PersonFacts, Post
from handlers.recognising import Pasted, PreparedPaste, find_client, meet, pasted_in
from handlers.rules.hours import END_OF_DAY, end_of_work
from prompts.grammar import parse_command, parse_spoken
from prompts.pasting.record import ChatRecord
from prompts.quoting import parse_quote_order
from prompts.reading.bursts import read_many
from prompts.reading.schema import NOISE, Reader, Reading, Said, Utterance
from storage.agencies import find_agency, find_workspace
from storage.channels import find_channel, find_message, list_earlier
from storage.kf import find_cursor
from storage.people import find_account, list_account_names, list_members
from storage.tables import Account, Agency, Channel, Client, Member

T = TypeVar("T")
KNOWN_FOR = timedelta(hours=24)  # how long the platform's word about somebody is believed
CONTEXT = 8  # earlier messages that a reader is shown
MOST_MENTIONS = 10  # whose names are asked for: a message that names more is a call to all
_SLACK_MENTION = re.compile(r"@([UW][A-Z0-9]{5,})(?![A-Za-z0-9])")
_READ_ALOUD = {"log", "change", "task", "promise"}  # commands whose words are read for date, assignee and priority


class MustAsk(Exception):
    """The platform has to be asked first, and no unit may wait for that."""


class Prepared(Value):
    """What was found out."""

    person: PersonFacts | None = None  # None: what is known is fresh, or nobody could say
    channel: ChannelFacts | None = None
    reading: Reading = NOISE
    paste: PreparedPaste | None = None  # the arrival is a chat record: its messages, each with its reading
    post: Post | None = None  # what came in by customer service
    names: dict[str, str] = Field(default_factory=dict)  # platform id → name of those who are mentioned
    original: Original | None = None  # the message that an emoji is about, if it was said before we came

    @property
    def is_costly(self) -> bool:
        """Whether it cost money to find out: then it is kept, so that a retry doesn't pay twice."""
        read = (self.reading, *(self.paste.readings if self.paste is not None else ()))
        return any(reading.reader == "model" for reading in read)


class Reads(Protocol):
    """The store's way to run a query beside the writers."""

    def __call__(self, query: Callable[[Session], T]) -> T: ...


@dataclass
class Known:
    """What the database knows about an arrival."""

    person_is_fresh: bool = False
    channel_is_fresh: bool = False
    name: str | None = None
    role: str = "client"
    tz: str | None = None
    end_of_day: time = END_OF_DAY
    client: str | None = None
    earlier: tuple[Said, ...] = ()
    has_original: bool = True  # whether the message that an emoji is about has been heard
    colleagues: tuple[str, ...] = ()
    record: ChatRecord | None = None  # that one of ours pasted
    roles: Mapping[str, str] = field(default_factory=dict)  # of those who speak in it, by folded name
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Preparation:
    """Looks up and reads. Holds no state of its own."""

    read: Reads
    directories: Mapping[str, Directory]
    reader: Reader
    tz: str  # the agency's, where a member has none
    mailboxes: Mapping[str, Mailbox] = field(default_factory=dict)  # platform → where clients' letters are fetched

    def prepare(self, arrival: AnyArrival, *, now: datetime, may_give_up: bool) -> Prepared:
        """Find out what serving it needs. Raises LookupFailed, unless it may give up on who and where."""
        if isinstance(arrival, Tick | ChannelNews | PersonNews):
            return Prepared()  # nobody speaks
        if isinstance(arrival, KfNews):
            return Prepared(post=self._fetch(arrival))
        known, found = self._find_out(arrival, now, may_give_up)
        if isinstance(arrival, Reaction):
            return found if known.has_original else self._look_back(arrival, found, now, may_give_up)
        return found.model_copy(update=self._read_all(arrival, known))

    def _look_back(self, arrival: Reaction, found: Prepared, now: datetime, may_give_up: bool) -> Prepared:
        """Fetch and read a message that was said before we came: it has become important now."""
        directory, place = self._directory(arrival), arrival.place
        if not isinstance(directory, Archive):
            return found
        number = arrival.message_id
        original = _ask(directory, lambda archive: archive.message(place.workspace, place.channel, number), may_give_up)
        if original is None:
            return found
        shown = as_shown(arrival, original)
        known, who = self._find_out(shown, now, may_give_up)
        return found.model_copy(update={"reading": self._read(shown, known), "names": who.names, "original": original})

    def prepare_many(self, arrivals: Sequence[AnyArrival], *, now: datetime, may_give_up: bool) -> list[Prepared]:
        """The same for messages of one conversation, oldest first, which are read in one go.

        Raises LookupFailed for the first; the list ends before another of which nobody can say who or where it is.
        """
        found: list[Prepared] = []
        heard: list[Utterance] = []
        for arrival in arrivals:
            try:
                known, prepared = self._find_out(arrival, now, may_give_up)
            except LookupFailed:
                if not found:
                    raise
                break
            before = tuple(_said(utterance) for utterance in heard)
            known.earlier = (*known.earlier, *before)[-CONTEXT:]
            heard.append(self._utterance(words_to_read(arrival, is_ours=known.role != "client") or "", arrival, known))
            found.append(prepared)
        readings = read_many(self.reader, heard)
        return [
            prepared.model_copy(update={"reading": reading}) for prepared, reading in zip(found, readings, strict=True)
        ]

    def _find_out(self, arrival: AnyArrival, now: datetime, may_give_up: bool) -> tuple[Known, Prepared]:
        """Who and where, from the database or the platform; nothing is read yet. Raises LookupFailed."""
        known = self.read(lambda session: look_up(session, arrival, now))
        person = None if known.person_is_fresh else self._ask_person(arrival, may_give_up)
        channel = None if known.channel_is_fresh else self._ask_channel(arrival, may_give_up)
        if person is not None and not isinstance(arrival, Shortcut):  # there, the words are somebody else's
            known.name = person.name
            if not person.is_outsider:  # theirs isn't kept: the next message must mean the same dates
                known.tz = known.tz or person.tz
            known.role = "client" if person.is_outsider else (known.role if known.role != "client" else "ae")
        known.names = {**known.names, **self._ask_names(arrival, known)}
        return known, Prepared(person=person, channel=channel, names=dict(known.names))

    def prepare_here(self, session: Session, arrival: AnyArrival, *, now: datetime) -> Prepared:
        """The same within a unit, for a reader that is quick: it asks nobody but the database. Raises MustAsk."""
        if isinstance(arrival, Tick | ChannelNews | PersonNews):
            return Prepared()
        if isinstance(arrival, KfNews):
            raise MustAsk
        known = look_up(session, arrival, now)
        is_known = known.person_is_fresh and known.channel_is_fresh and known.has_original
        if not (is_known and mentioned_in(arrival) <= known.names.keys()):
            raise MustAsk
        return Prepared(names=dict(known.names)).model_copy(update=self._read_all(arrival, known))

    def _fetch(self, news: KfNews) -> Post | None:
        """What clients wrote since it was fetched last. Raises LookupFailed."""
        mailbox, workspace = self.mailboxes.get(news.place.platform), news.place.workspace
        if mailbox is None:
            return None
        cursor = self.read(lambda session: find_cursor(session, workspace, news.account))
        return mailbox.fetch(workspace, news.account, cursor=cursor, token=news.token)

    def _read_all(self, arrival: AnyArrival, known: Known) -> dict[str, object]:
        """What the arrival says, or what each message of the record says that one of ours has pasted."""
        if known.record is not None and known.role != "client":
            setting = Setting(
                roles=known.roles,
                tz=known.tz or self.tz,
                end_of_day=known.end_of_day,
                platform=arrival.place.platform,
                client=known.client,
                colleagues=known.colleagues,
            )
            readings = read_messages(self.reader, known.record, setting, context=CONTEXT)
            return {"paste": PreparedPaste(record=known.record, readings=readings)}
        return {"reading": self._read(arrival, known)}

    def _read(self, arrival: AnyArrival, known: Known) -> Reading:
        words = words_to_read(arrival, is_ours=known.role != "client")
        if words is None and known.record is not None and isinstance(arrival, Message):
            words = arrival.text  # somebody from outside pasted it: it is what they say
        if words is None or not words.strip():
            return NOISE
        return self.reader.read(self._utterance(words, arrival, known))

    def _utterance(self, words: str, arrival: AnyArrival, known: Known) -> Utterance:
        """What the reader is given."""
        return Utterance(
            text=with_names(words, known.names),
            speaker=known.name or arrival.user,
            role=known.role,
            said_at=said_at_of(arrival),
            tz=known.tz or self.tz,
            end_of_day=known.end_of_day,
            platform=arrival.place.platform,
            client=known.client,
            earlier=known.earlier,
            names=tuple(dict.fromkeys((*known.colleagues, *known.names.values()))),
            is_relayed=known.role != "client" and (arrival.place.is_direct or isinstance(arrival, Command)),
        )

    def _ask_person(self, arrival: AnyArrival, may_give_up: bool) -> PersonFacts | None:
        workspace, user = arrival.place.workspace, arrival.user
        if not user:
            return None
        return _ask(self._directory(arrival), lambda directory: directory.person(workspace, user), may_give_up)

    def _ask_channel(self, arrival: AnyArrival, may_give_up: bool) -> ChannelFacts | None:
        workspace, channel = arrival.place.workspace, arrival.place.channel
        return _ask(self._directory(arrival), lambda directory: directory.channel(workspace, channel), may_give_up)

    def _ask_names(self, arrival: AnyArrival, known: Known) -> dict[str, str]:
        """The names of those who are mentioned and haven't spoken yet. Not worth waiting for: an id can be read too."""
        directory = self._directory(arrival)
        if directory is None:
            return {}
        names = {}
        for user in sorted(mentioned_in(arrival) - known.names.keys())[:MOST_MENTIONS]:
            try:
                names[user] = directory.person(arrival.place.workspace, user).name
            except LookupFailed:
                continue
        return names

    def _directory(self, arrival: AnyArrival) -> Directory | None:
        return self.directories.get(arrival.place.platform)


D = TypeVar("D")


def _ask(directory: D | None, question: Callable[[D], T], may_give_up: bool) -> T | None:
    """The directory's answer; None when it surely has none, or when it is down for so long that work must go on."""
    if directory is None:
        return None
    try:
        return question(directory)
    except LookupFailed as failure:
        if failure.may_retry and not may_give_up:
            raise
        return None


def _said(utterance: Utterance) -> Said:
    """A message of a burst as context of the next, as the database would tell it."""
    role = "client" if utterance.is_from_client else "ae"
    return Said(speaker=utterance.speaker, role=role, text=utterance.text, said_at=utterance.said_at)


def words_to_read(arrival: AnyArrival, *, is_ours: bool = True) -> str | None:
    """The words whose meaning matters; None when nothing was said, a command says it all, or others said them.

    Only one of ours gives commands: what an outsider says to the bot is read whole, whatever it begins with.
    """
    if isinstance(arrival, Edit | Shortcut):
        return arrival.text
    if pasted_in(arrival) is not None:
        return None
    if isinstance(arrival, Message):
        if arrival.is_to_bot and parse_quote_order(arrival.text) is not None:
            return arrival.quote or arrival.text
        command = parse_spoken(arrival.text) if arrival.is_to_bot and is_ours else None
        if command is None:
            return arrival.text
        return command.rest if command.verb in _READ_ALOUD else None
    if isinstance(arrival, Command):
        command = parse_command(arrival.text)
        return command.rest if command is not None and command.verb in _READ_ALOUD else None
    return None


def said_at_of(arrival: AnyArrival) -> datetime:
    """When the words were said that are read."""
    if isinstance(arrival, Edit):
        return arrival.said_at
    return (isinstance(arrival, Shortcut) and arrival.said_at) or arrival.at


def as_shown(reaction: Reaction, original: Original) -> Shortcut:
    """An emoji on a message that was fetched, as if the member had shown us the message."""
    return Shortcut(
        key=reaction.key,
        place=reaction.place.model_copy(update={"thread": original.thread}),
        user=reaction.user,
        at=reaction.at,
        shortcut="shown",
        message_id=reaction.message_id,
        text=original.text,
        mentions=original.mentions,
        author=original.author,
        said_at=original.said_at,
    )


def mentioned_in(arrival: AnyArrival) -> set[str]:
    """The platform ids of those who are mentioned. A slash command has only its words to tell them."""
    if isinstance(arrival, Shortcut):
        return {*arrival.mentions, *filter(None, (arrival.author,))}
    if isinstance(arrival, Message | Edit):
        return set(arrival.mentions)
    if isinstance(arrival, Command) and arrival.place.platform == "slack":
        return set(_SLACK_MENTION.findall(arrival.text))
    return set()


def with_names(text: str, names: Mapping[str, str]) -> str:
    """Mentions by name instead of by platform id."""
    if not names:
        return text
    ids = "|".join(sorted((re.escape(platform_id) for platform_id in names), key=len, reverse=True))
    return re.sub(rf"@({ids})(?![A-Za-z0-9])", lambda match: f"@{names[match[1]]}", text)


def look_up(session: Session, arrival: AnyArrival, now: datetime) -> Known:
    """What is known of who speaks, where, and what was said before."""
    place = arrival.place
    known = Known()
    account = find_account(session, place.platform, place.workspace, arrival.user) if arrival.user else None
    channel = find_channel(session, place.platform, place.workspace, place.channel)
    known.person_is_fresh = not arrival.user or _is_fresh(account, now)
    known.channel_is_fresh = _is_fresh(channel, now)
    if isinstance(arrival, Reaction):
        known.has_original = not arrival.is_added or _has_heard(session, channel, arrival.message_id)
    if isinstance(arrival, Shortcut):  # whose words they are counts for reading them, not who shows them to us
        account = find_account(session, place.platform, place.workspace, arrival.author) if arrival.author else None
    member = None
    if account is not None:
        known.name = account.name
        member = session.get(Member, account.member_id) if account.member_id else None
        if not account.is_outsider:
            known.role = member.role if member else "ae"
            known.tz = member.tz if member else None
    known.names = list_account_names(session, place.platform, place.workspace, sorted(mentioned_in(arrival)))
    pasted = pasted_in(arrival)
    is_ours = account is not None and not account.is_outsider
    if pasted is not None or words_to_read(arrival, is_ours=is_ours) is not None:
        known.end_of_day = end_of_work(member if is_ours else None, _find_agency(session, place))
        _look_around(session, arrival, channel, known)
    agency = _find_agency(session, place) if pasted is not None else None
    if pasted is not None and agency is not None:
        _recognise(session, agency, pasted, known, tied=channel.client_id if channel else None, pasted_by=member)
    return known


def _recognise(
    session: Session, agency: Agency, pasted: Pasted, known: Known, *, tied: int | None, pasted_by: Member | None
) -> None:
    """The messages of a pasted record, its client, and on whose side its speakers are."""
    assert agency.id is not None
    known.record = pasted.read(known.tz or agency.tz)
    client_id = find_client(session, agency.id, known.record, tied=tied)
    client = session.get(Client, client_id) if client_id is not None else None
    known.client = client.name if client else None
    known.colleagues = tuple(each.name for each in list_members(session, agency.id))
    roles = {each.id: each.role for each in list_members(session, agency.id)}
    met = meet(session, agency, known.record, client_id=client_id, pasted_by=pasted_by.id if pasted_by else None)
    known.roles = {
        name: roles.get(who.member_id, known.role) if who.side == "ours" else "client" for name, who in met.items()
    }


def _has_heard(session: Session, channel: Channel | None, message_id: str) -> bool:
    return channel is not None and channel.id is not None and find_message(session, channel.id, message_id) is not None


def _find_agency(session: Session, place: Place) -> Agency | None:
    """Whose place it is. A workspace that isn't noted yet is the only agency's."""
    workspace = find_workspace(session, place.platform, place.workspace)
    return session.get(Agency, workspace.agency_id) if workspace else find_agency(session)


def _look_around(session: Session, arrival: AnyArrival, channel: Channel | None, known: Known) -> None:
    """The context that a reader is shown."""
    if channel is None or channel.id is None:
        return
    client = session.get(Client, channel.client_id) if channel.client_id else None
    known.client = client.name if client else None
    said_at = said_at_of(arrival)
    earlier = list_earlier(session, channel.id, thread_id=arrival.place.thread, before=said_at, limit=CONTEXT)
    known.earlier = tuple(
        Said(speaker=row.said_by, role="client" if row.is_outsider else "ae", text=row.text, said_at=row.said_at)
        for row in earlier
    )
    known.colleagues = tuple(member.name for member in list_members(session, channel.agency_id))


def _is_fresh(row: Account | Channel | None, now: datetime) -> bool:
    return row is not None and row.checked_at is not None and now - row.checked_at < KNOWN_FOR
