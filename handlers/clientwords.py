"""An order that begins with a client's name: the client, and the rest of the words."""

from handlers.desk import Desk
from handlers.errors import NoClientHere
from handlers.rules.names import fold_name
from storage.clients import list_client_names
from storage.tables import Client

_BETWEEN = " ,，:：的"


def split_client(desk: Desk, words: str) -> tuple[Client, str]:
    """The client whose name stands first, else this channel's; and the rest. Raises NoClientHere."""
    found = find_client_first(desk, words)
    if found is not None:
        return found
    client = desk.session.get(Client, desk.here.client_id) if desk.here.client_id else None
    if client is None:
        raise NoClientHere()
    return client, words.strip()


def find_client_first(desk: Desk, words: str) -> tuple[Client, str] | None:
    """The client whose name stands first, and the rest; None if none does."""
    words = words.strip()
    names = sorted(list_client_names(desk.session, desk.agency_id), key=lambda each: len(each.name), reverse=True)
    for each in names:
        rest = words[len(each.name) :]
        if fold_name(words[: len(each.name)]) == fold_name(each.name) and (not rest or not _goes_on(rest[0])):
            client = desk.session.get(Client, each.client_id)
            if client is not None:
                return client, rest.strip(_BETWEEN)
    return None


def _goes_on(letter: str) -> bool:
    return letter.isalnum()
