"""The project that a record belongs to: named in its words, its thread's, or the only one that runs."""

from handlers.desk import Desk
from handlers.rules.names import find_named
from storage.projects import find_project_of_thread, list_projects_of
from storage.tables import Message


def find_project(desk: Desk, message: Message) -> int | None:
    """None where the client has no project that runs, or several and nothing tells which."""
    if message.client_id is None:
        return None
    running = {
        project.id: project
        for project in list_projects_of(desk.session, message.client_id)
        if project.status == "active" and project.id is not None
    }
    if not running:
        return None
    named = find_named(message.text, {project.name: number for number, project in running.items()})
    if named is not None:
        return named
    if message.thread_id is not None:
        of_thread = find_project_of_thread(desk.session, message.channel_id, message.thread_id)
        if of_thread in running:
            return of_thread
    return next(iter(running)) if len(running) == 1 else None
