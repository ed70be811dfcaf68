"""Finding out before the transaction: who speaks, where, and what is said. May call the platform and a model."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Protocol, TypeVar

from pydantic import Field
from sqlmodel import Session

from handlers.arrivals import AnyArrival, ChannelNews, Command, Edit, Message, PersonNews, Place, Tick, Value
from handlers.ports import ChannelFacts, Directory, LookupFailed, PersonFacts
from handlers.rules.hours import END_OF_DAY, end_of_work
from prompts.commands import parse_command, parse_spoken
from prompts.reading.bursts import read_many
from prompts.reading.schema import NOISE, Reader, Reading, Said, Utterance
from storage.agencies import find_agency, find_workspace
from storage.channels import find_channel, list_earlier
from storage.people import find_account, list_account_names, list_members
from storage.tables import Account, Agency, Channel, Client, Member

T = TypeVar("T")
KNOWN_FOR = timedelta(hours=24)  # how long the platform's word about somebody is believed
CONTEXT = 8  # earlier messages that a reader is shown
MOST_MENTIONS = 10  # whose names are asked for: a message that names more is a call to all
_SLACK_MENTION = re.compile(r"@([UW][A-Z0-9]{5,})(?![A-Za-z0-9])")
_READ_ALOUD = {"log", "change", "task"}  # commands whose words are read for date, assignee and priority


class MustAsk(Exception):
    """The platform has to be asked first, and no unit may wait for that."""


class Prepared(Value):
    """What was found out."""

    person: PersonFacts | None = None  # None: what is known is fresh, or nobody could say
    channel: ChannelFacts | None = None
    reading: Reading = NOISE
    names: dict[str, str] = Field(default_factory=dict)  # platform id → name of those who are mentioned

    @property
    def is_costly(self) -> bool:
        """Whether it cost money to find out: then it is kept, so that a retry doesn't pay twice."""
        return self.reading.reader == "model"


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
    colleagues: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Preparation:
    """Looks up and reads. Holds no state of its own."""

    read: Reads
    directories: Mapping[str, Directory]
    reader: Reader
    tz: str  # the agency's, where a member has none

    def prepare(self, arrival: AnyArrival, *, now: datetime, may_give_up: bool) -> Prepared:
        """Find out what serving it needs. Raises LookupFailed, unless it may give up on who and where."""
        if isinstance(arrival, Tick | ChannelNews | PersonNews):
            return Prepared()  # nobody speaks
        known, found = self._find_out(arrival, now, may_give_up)
        return found.model_copy(update={"reading": self._read(arrival, known)})

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
            heard.append(self._utterance(words_to_read(arrival) or "", arrival, known))
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
        if person is not None:
            known.name = person.name
            if not person.is_outsider:  # theirs isn't kept: the next message must mean the same dates
                known.tz = known.tz or person.tz
            known.role = "client" if person.is_outsider else (known.role if known.role != "client" else "ae")
        known.names = {**known.names, **self._ask_names(arrival, known.names)}
        return known, Prepared(person=person, channel=channel, names=dict(known.names))

    def prepare_here(self, session: Session, arrival: AnyArrival, *, now: datetime) -> Prepared:
        """The same within a unit, for a reader that is quick: it asks nobody but the database. Raises MustAsk."""
        if isinstance(arrival, Tick | ChannelNews | PersonNews):
            return Prepared()
        known = look_up(session, arrival, now)
        if not (known.person_is_fresh and known.channel_is_fresh and mentioned_in(arrival) <= known.names.keys()):
            raise MustAsk
        return Prepared(reading=self._read(arrival, known), names=dict(known.names))

    def _read(self, arrival: AnyArrival, known: Known) -> Reading:
        words = words_to_read(arrival)
        if words is None or not words.strip():
            return NOISE
        return self.reader.read(self._utterance(words, arrival, known))

    def _utterance(self, words: str, arrival: AnyArrival, known: Known) -> Utterance:
        """What the reader is given."""
        return Utterance(
            text=with_names(words, known.names),
            speaker=known.name or arrival.user,
            role=known.role,
            said_at=arrival.said_at if isinstance(arrival, Edit) else arrival.at,
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

    def _ask_names(self, arrival: AnyArrival, known: Mapping[str, str]) -> dict[str, str]:
        """The names of those who are mentioned and haven't spoken yet. Not worth waiting for: an id can be read too."""
        directory = self._directory(arrival)
        if directory is None or words_to_read(arrival) is None:
            return {}
        names = {}
        for user in sorted(mentioned_in(arrival) - known.keys())[:MOST_MENTIONS]:
            try:
                names[user] = directory.person(arrival.place.workspace, user).name
            except LookupFailed:
                continue
        return names

    def _directory(self, arrival: AnyArrival) -> Directory | None:
        return self.directories.get(arrival.place.platform)


def _ask(directory: Directory | None, question: Callable[[Directory], T], may_give_up: bool) -> T | None:
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


def words_to_read(arrival: AnyArrival) -> str | None:
    """The words whose meaning matters; None when nothing was said, or a command says it all."""
    if isinstance(arrival, Edit):
        return arrival.text
    if isinstance(arrival, Message):
        command = parse_spoken(arrival.text) if arrival.is_to_bot else None
        if command is None:
            return arrival.text
        return command.rest if command.verb in _READ_ALOUD else None
    if isinstance(arrival, Command):
        command = parse_command(arrival.text)
        return command.rest if command is not None and command.verb in _READ_ALOUD else None
    return None


def mentioned_in(arrival: AnyArrival) -> set[str]:
    """The platform ids of those who are mentioned. A slash command has only its words to tell them."""
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
    member = None
    if account is not None:
        known.name = account.name
        member = session.get(Member, account.member_id) if account.member_id else None
        if not account.is_outsider:
            known.role = member.role if member else "ae"
            known.tz = member.tz if member else None
    if words_to_read(arrival) is not None:
        is_ours = account is not None and not account.is_outsider
        known.end_of_day = end_of_work(member if is_ours else None, _find_agency(session, place))
        _look_around(session, arrival, channel, known)
    return known


def _find_agency(session: Session, place: Place) -> Agency | None:
    """Whose place it is. A workspace that isn't noted yet is the only agency's."""
    workspace = find_workspace(session, place.platform, place.workspace)
    return session.get(Agency, workspace.agency_id) if workspace else find_agency(session)


def _look_around(session: Session, arrival: AnyArrival, channel: Channel | None, known: Known) -> None:
    """The context that a reader is shown."""
    place = arrival.place
    known.names = list_account_names(session, place.platform, place.workspace, sorted(mentioned_in(arrival)))
    if channel is None or channel.id is None:
        return
    client = session.get(Client, channel.client_id) if channel.client_id else None
    known.client = client.name if client else None
    said_at = arrival.said_at if isinstance(arrival, Edit) else arrival.at
    earlier = list_earlier(session, channel.id, thread_id=arrival.place.thread, before=said_at, limit=CONTEXT)
    known.earlier = tuple(
        Said(speaker=row.said_by, role="client" if row.is_outsider else "ae", text=row.text, said_at=row.said_at)
        for row in earlier
    )
    known.colleagues = tuple(member.name for member in list_members(session, channel.agency_id))


def _is_fresh(row: Account | Channel | None, now: datetime) -> bool:
    return row is not None and row.checked_at is not None and now - row.checked_at < KNOWN_FOR
