"""What has been asked in this unit already: several steps of one unit ask for the same rows."""

from collections.abc import Callable, Hashable
from typing import TypeVar

from sqlmodel import Session

T = TypeVar("T")


def once(session: Session, key: Hashable, ask: Callable[[], T | None]) -> T | None:
    """The row that was found under this key before, in this session; nothing found is asked again."""
    known: dict[Hashable, T] = session.info.setdefault("once", {})
    if key in known:
        return known[key]
    found = ask()
    if found is not None:
        known[key] = found
    return found


def ask_again(session: Session, key: Hashable) -> None:
    """What is known under this key has changed."""
    session.info.get("once", {}).pop(key, None)
