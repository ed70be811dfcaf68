"""Projects by command: made, listed, renamed, finished."""

import re

from handlers.clientwords import split_client
from handlers.desk import Desk, row_id
from handlers.errors import BadCommand, UnknownRecord
from handlers.recording import change, create
from handlers.replies import Reply
from handlers.rules.names import find_named, fold_name
from prompts.reading.schema import Reading
from prompts.render import one_line
from storage.projects import list_projects_of
from storage.tables import Client, Project

LONGEST_NAME = 80
_RENAMES = re.compile(
    r"^(?P<old>.+?)\s*(?:->|→|=>|\s(?:rename(?:d)?(?: to)?)\s|改名(?:为|成)?)\s*(?P<new>.+)$", re.IGNORECASE
)
_FINISHES = re.compile(r"^(?P<name>.+?)\s*(?:\s(?:done|finished|closed?)|\s完成|\s结束|\s结项)$", re.IGNORECASE)
_ROUNDS = re.compile(
    r"^(?P<name>.+?)\s*[,，]?\s*(?:\brounds?\s*[:：]?\s*(?P<en>\d{1,3})|\b(?P<after>\d{1,3})\s*rounds?"
    r"|(?:修改)?轮次\s*[:：]?\s*(?P<zh>\d{1,3})|(?P<lun>\d{1,3})\s*轮)\s*$",
    re.IGNORECASE,
)
_QUOTES = " \"'“”「」《》"


def on_project(desk: Desk, words: str, reading: Reading) -> list[Reply]:
    """/crm project [client] [name], … rename …, … rounds 2, … done; without a name, the client's projects."""
    client, rest = split_client(desk, words)
    counts = _ROUNDS.match(rest)
    if counts is not None:
        return [_keep_rounds(desk, client, counts["name"], int(next(filter(None, counts.groups()[1:]))))]
    renames, finishes = _RENAMES.match(rest), _FINISHES.match(rest)
    if renames is not None:
        project = _get_project(desk, client, renames["old"])
        changed = change(desk, project, "changed", by=desk.speaker, name=_name(renames["new"]))
        return [_answer(desk, client, "renamed" if changed else "listed", project)]
    if finishes is not None:
        project = _get_project(desk, client, finishes["name"])
        changed = change(desk, project, "done", by=desk.speaker, status="done")
        return [_answer(desk, client, "finished" if changed else "listed", project)]
    if not rest:
        return [_answer(desk, client, "listed", None)]
    name = _name(rest)
    known = _find_project(desk, client, name)
    if known is None:
        return [_answer(desk, client, "made", _make_project(desk, client, name))]
    reopened = change(desk, known, "changed", by=desk.speaker, status="active")
    return [_answer(desk, client, "reopened" if reopened else "listed", known)]


def _keep_rounds(desk: Desk, client: Client, name: str, rounds: int) -> Reply:
    """How many revision rounds a project includes; it is made when there is none of this name."""
    project, done = _find_project(desk, client, _name(name)), "rounds"
    if project is None:
        project, done = _make_project(desk, client, _name(name)), "made"
    changed = change(desk, project, "changed", by=desk.speaker, rounds_included=rounds)
    return _answer(desk, client, done if changed else "listed", project)


def _name(words: str) -> str:
    name = one_line(words.strip(_QUOTES), LONGEST_NAME)
    if not fold_name(name):
        raise BadCommand(verb="project")
    return name


def _find_project(desk: Desk, client: Client, name: str) -> Project | None:
    wanted = fold_name(name)
    projects = list_projects_of(desk.session, row_id(client.id))
    return next((project for project in projects if fold_name(project.name) == wanted), None)


def _get_project(desk: Desk, client: Client, name: str) -> Project:
    """The client's project of this name, or the only one whose name is nearly so. Raises UnknownRecord."""
    name = _name(name)
    found = _find_project(desk, client, name)
    if found is None:
        projects = list_projects_of(desk.session, row_id(client.id))
        number = find_named(name, {project.name: row_id(project.id) for project in projects})
        found = next((project for project in projects if project.id == number), None)
    if found is None:
        raise UnknownRecord(record=name)
    return found


def _make_project(desk: Desk, client: Client, name: str) -> Project:
    project = Project(agency_id=desk.agency_id, client_id=row_id(client.id), name=name, created_at=desk.now)
    create(desk, project, by=desk.speaker)
    return project


def _answer(desk: Desk, client: Client, done: str, project: Project | None) -> Reply:
    card = desk.record_card(
        "project",
        client=client.name,
        done=done,
        project=project,
        projects=list_projects_of(desk.session, row_id(client.id)),
        act=desk.arrival.key,
    )
    return desk.answer(card, is_record=done != "listed")
