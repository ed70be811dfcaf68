"""Small things that all processes of an installation share: an access token, say."""

from datetime import datetime

from sqlmodel import Session

from storage.tables import Shared


def find_shared(session: Session, name: str) -> Shared | None:
    """What is kept under a name."""
    return session.get(Shared, name)


def share(session: Session, name: str, value: str, *, expires_at: datetime | None = None) -> None:
    """Keep a value under a name, in the place of an earlier one."""
    session.merge(Shared(name=name, value=value, expires_at=expires_at))


def unshare(session: Session, name: str) -> None:
    """Forget what is kept under a name."""
    found = session.get(Shared, name)
    if found is not None:
        session.delete(found)
        session.flush()
