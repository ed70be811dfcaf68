"""Who is admin, and how that is changed."""

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from bot.config import Settings
from bot.doctor.findings import Found, Words
from bot.doctor.local import sqlite_path
from storage.agencies import find_agency
from storage.engine import open_store
from storage.people import list_members
from storage.urls import DatabaseError

ADMINS = Words("管理员", "Admins")
_HOW = Words(
    "在聊天里发「角色 @谁 管理员」，或运行 liaison member role 姓名 admin",
    "say “role @who admin” in the chat, or run: liaison member role NAME admin",
)


def check_admins(settings: Settings) -> list[Found]:
    """Empty where there is no database to ask: another check says so."""
    path = sqlite_path(settings)
    if path is not None and not path.exists():
        return []
    try:
        store = open_store(settings.database_url)
        try:
            members, admins = store.read(_count)
        finally:
            store.close()
    except (DatabaseError, SQLAlchemyError):
        return []
    if admins:
        names = ", ".join(admins)
        return [Found(ADMINS, "ok", Words(f"{names}。改法：{_HOW.zh}", f"{names}. To change it, {_HOW.en}"))]
    if not members:
        seen = Words(
            "还没有人：第一位给我发消息的同事会成为管理员", "nobody yet: the first colleague who writes becomes admin"
        )
        return [Found(ADMINS, "ok", seen)]
    return [Found(ADMINS, "warn", Words("没有管理员", "nobody is admin"), _HOW)]


def _count(session: Session) -> tuple[int, list[str]]:
    """How many work here, and the names of those who are admin."""
    agency = find_agency(session)
    members = list_members(session, agency.id) if agency is not None and agency.id is not None else []
    return len(members), [member.name for member in members if member.role == "admin"]
