"""Recognising a pasted chat record among what members say; whose it is, and who speaks in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from handlers.arrivals import AnyArrival, Command, Message, Value
from handlers.rules.names import find_named, fold_name, list_similar
from handlers.rules.pasted import WECHAT, Meant, Speaker, choose_meant, identities, list_speakers
from prompts.grammar import parse_command, parse_spoken
from prompts.pasting.record import ChatRecord, is_record, read_record
from prompts.reading.schema import Reading
from storage.clients import list_client_names
from storage.pastes import list_contacts, list_known
from storage.people import list_names_of_members
from storage.tables import Agency

_TAKES_RECORDS = ("log", "paste")  # commands behind which a record may stand


class PreparedPaste(Value):
    """A record with a reading for each of its messages."""

    record: ChatRecord
    readings: tuple[Reading, ...]


@dataclass(frozen=True)
class Pasted:
    """The words of a record, and whether the member said that it is one."""

    words: str
    is_ordered: bool
    at: datetime

    def read(self, tz: str) -> ChatRecord:
        """Its messages; dates mean those of the member's zone."""
        record = read_record(self.words, pasted_at=self.at, tz=tz, is_ordered=self.is_ordered)
        assert record is not None  # pasted_in has looked
        return record


def pasted_in(arrival: AnyArrival) -> Pasted | None:
    """The chat record that an arrival is: pasted one-to-one with the bot, or behind 记录/log and 粘贴/paste."""
    if isinstance(arrival, Message) and arrival.is_to_bot:
        command = parse_spoken(arrival.text)
    elif isinstance(arrival, Command):
        command = parse_command(arrival.text)
    else:
        return None
    if command is not None and command.verb in _TAKES_RECORDS:
        words, is_ordered = command.rest, command.verb == "paste"
    elif isinstance(arrival, Message) and arrival.place.is_direct:
        words, is_ordered = arrival.text, False
    else:
        return None
    return Pasted(words, is_ordered, arrival.at) if is_record(words, arrival.at, is_ordered) else None


def find_client(session: Session, agency_id: int, record: ChatRecord, *, tied: int | None) -> int | None:
    """Whose record it is: the client named before it, that of the speakers' company or people, of this place.

    What an earlier paste had of it tells it too. None: a member has to be asked.
    """
    names = list_client_names(session, agency_id)
    owners = {name.name: name.client_id for name in names}
    named = find_named(record.before, owners) if record.before else None
    if named is not None:
        return named
    speakers = list_speakers(record)
    by_org = {owner for speaker in speakers if (owner := _find_by_org(speaker.org, owners)) is not None}
    if len(by_org) == 1:
        return by_org.pop()
    known = {channel.client_id for _, channel in list_known(session, agency_id, identities(record.messages))}
    known.discard(None)
    if len(known) == 1:
        return known.pop()
    by_person = _list_clients_of_people(session, agency_id, speakers)
    return by_person.pop() if len(by_person) == 1 else tied


def _find_by_org(org: str, owners: dict[str, int]) -> int | None:
    if not org or org.casefold() in WECHAT:
        return None
    folded = fold_name(org)
    exact = {owner for name, owner in owners.items() if fold_name(name) == folded}
    similar = exact or {owners[name] for name in list_similar(org, owners)}
    return similar.pop() if len(similar) == 1 else None


def _list_clients_of_people(session: Session, agency_id: int, speakers: Sequence[Speaker]) -> set[int]:
    """The clients whose contacts go by just these names."""
    wanted = {fold_name(speaker.name) for speaker in speakers}
    contacts = list_contacts(session, agency_id, client_id=None)
    return {one.client_id for one in contacts if one.client_id is not None and fold_name(one.name) in wanted}


def meet(
    session: Session, agency: Agency, record: ChatRecord, *, client_id: int | None, pasted_by: int | None
) -> dict[str, Meant]:
    """Folded name → who speaks under it."""
    assert agency.id is not None
    members = list_names_of_members(session, agency.id)
    contacts = {
        one.id: one.name
        for one in list_contacts(session, agency.id, client_id=client_id)
        if one.id is not None and client_id is not None
    }
    return {
        fold_name(speaker.name) or speaker.name: choose_meant(
            speaker, members=members, contacts=contacts, pasted_by=pasted_by, ours=(agency.name,)
        )
        for speaker in list_speakers(record)
    }
