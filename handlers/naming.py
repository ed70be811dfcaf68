"""The names a client goes by: one name means one client, in the whole agency."""

from handlers.desk import Desk, row_id
from handlers.errors import NameTaken
from handlers.recording import note
from handlers.rules.names import fold_name
from prompts.render import one_line
from storage.clients import find_client_by_name, list_names_of
from storage.tables import Audit, Client, ClientName

NAMED = "named"  # a client's names were written anew
LONGEST_NAME = 80


def read_aliases(words: str) -> list[str]:
    """Names between commas, in the order in which they were written."""
    for comma in "，、;；\n":
        words = words.replace(comma, ",")
    return list(dict.fromkeys(one_line(part, LONGEST_NAME) for part in words.split(",") if fold_name(part)))


def write_names(desk: Desk, client: Client, name: str, aliases: list[str]) -> None:
    """Let a client go by these names and no others. Raises NameTaken."""
    before = [row.name for row in list_names_of(desk.session, row_id(client.id))]
    _set_names(desk, client, [name, *aliases])
    after = [row.name for row in list_names_of(desk.session, row_id(client.id))]
    if before and before != after:
        note(desk, client, NAMED, by=desk.speaker, before={"names": before}, after={"names": after})


def restore_names(desk: Desk, line: Audit) -> None:
    """Take a change of names back. Raises NameTaken when another client goes by one of them by now."""
    client = desk.session.get(Client, line.record_id)
    assert client is not None
    _set_names(desk, client, (line.before or {}).get("names", []))


def _set_names(desk: Desk, client: Client, names: list[str]) -> None:
    """The first is the client's own."""
    wanted = {fold_name(name): name for name in reversed(names)}
    for folded, spelled in wanted.items():
        other = find_client_by_name(desk.session, desk.agency_id, folded)
        if other is not None and other.id != client.id:
            raise NameTaken(name=spelled, client=other.name)
    known = {row.folded: row for row in list_names_of(desk.session, row_id(client.id))}
    for folded, row in known.items():
        if folded not in wanted:
            desk.session.delete(row)
    for folded, spelled in wanted.items():
        row = known.get(folded) or ClientName(
            agency_id=desk.agency_id, client_id=row_id(client.id), name=spelled, folded=folded
        )
        row.name, row.is_main = spelled, folded == fold_name(names[0])
        desk.session.add(row)
    desk.session.flush()
