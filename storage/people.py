"""Members, contacts, and the accounts by which platforms know them."""

from sqlmodel import Session, col, select

from storage.tables import Account, Contact, Member


def find_account(session: Session, platform: str, workspace: str, external_id: str) -> Account | None:
    """Who has this platform id."""
    return session.exec(
        select(Account).where(
            Account.platform == platform, Account.workspace == workspace, Account.external_id == external_id
        )
    ).first()


def list_accounts_of(session: Session, member_id: int) -> list[Account]:
    """The platforms on which a member can be reached, oldest first."""
    return list(session.exec(select(Account).where(Account.member_id == member_id).order_by(col(Account.id))))


def list_account_names(session: Session, platform: str, workspace: str, external_ids: list[str]) -> dict[str, str]:
    """Platform id → name, for those that are known."""
    if not external_ids:
        return {}
    rows = session.exec(
        select(Account.external_id, Account.name).where(
            Account.platform == platform, Account.workspace == workspace, col(Account.external_id).in_(external_ids)
        )
    )
    return dict(rows.all())


def list_members(session: Session, agency_id: int) -> list[Member]:
    """Everyone who works here now, oldest first."""
    return list(
        session.exec(
            select(Member).where(Member.agency_id == agency_id, col(Member.left_on).is_(None)).order_by(col(Member.id))
        )
    )


def has_members(session: Session, agency_id: int) -> bool:
    """Whether anybody works here yet."""
    return session.exec(select(Member.id).where(Member.agency_id == agency_id).limit(1)).first() is not None


def find_member_by_email(session: Session, agency_id: int, email: str) -> Member | None:
    """The member with this address, whatever its case."""
    wanted = email.casefold()
    members = session.exec(select(Member).where(Member.agency_id == agency_id, col(Member.email).is_not(None)))
    return next((member for member in members if (member.email or "").casefold() == wanted), None)


def find_contact(session: Session, agency_id: int, client_id: int | None, name: str) -> Contact | None:
    """The contact of this name at this client."""
    return session.exec(
        select(Contact).where(
            Contact.agency_id == agency_id,
            Contact.client_id == client_id,
            Contact.name == name,
            col(Contact.deleted_at).is_(None),
        )
    ).first()
