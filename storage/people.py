"""Members, contacts, and the accounts by which platforms know them."""

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from storage.once import once
from storage.tables import Account, Contact, Member, Message

MEMBERS = "members"  # what list_members has found in this unit; a new member makes it ask again

# Asked for every message: a query is made once, since making it takes longer than running it.
# The member comes along, so that session.get finds them without asking.
_ACCOUNT = (
    select(Account, Member)
    .join(Member, col(Member.id) == col(Account.member_id), isouter=True)
    .where(
        Account.platform == bindparam("platform"),
        Account.workspace == bindparam("workspace"),
        Account.external_id == bindparam("external_id"),
    )
)
_ACCOUNTS_OF = (
    select(Account)
    .where(Account.member_id == bindparam("member_id"), col(Account.is_outsider).is_(False))
    .order_by(col(Account.id))
)
_MEMBERS = (
    select(Member)
    .where(Member.agency_id == bindparam("agency_id"), col(Member.left_on).is_(None))
    .order_by(col(Member.id))
)


def find_account(session: Session, platform: str, workspace: str, external_id: str) -> Account | None:
    """Who has this platform id."""
    found = {"platform": platform, "workspace": workspace, "external_id": external_id}
    row = once(session, ("account", *found.values()), lambda: session.execute(_ACCOUNT, found).first())
    return row[0] if row else None


def list_accounts_of(session: Session, member_id: int) -> list[Account]:
    """The platforms on which a member can be reached, oldest first."""
    key = ("accounts of", member_id)
    return list(once(session, key, lambda: list(session.scalars(_ACCOUNTS_OF, {"member_id": member_id}))) or ())


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
    found = once(session, MEMBERS, lambda: list(session.scalars(_MEMBERS, {"agency_id": agency_id})))
    return list(found or ())


def list_names_of_members(session: Session, agency_id: int) -> dict[int, tuple[str, ...]]:
    """Member → every name they go by: their own, and those of their accounts on either platform."""
    names = {member.id: [member.name] for member in list_members(session, agency_id) if member.id is not None}
    rows = session.exec(select(Account.member_id, Account.name).where(col(Account.member_id).in_(list(names))))
    for member_id, name in rows:
        if member_id is not None and name not in names[member_id]:
            names[member_id].append(name)
    return {member_id: tuple(each) for member_id, each in names.items()}


def list_members_who_spoke(session: Session, channel_id: int) -> set[int]:
    """The members who have said something in a channel."""
    rows = session.exec(
        select(Account.member_id)
        .join(Message, col(Message.account_id) == col(Account.id))
        .where(Message.channel_id == channel_id, col(Account.member_id).is_not(None))
        .distinct()
    )
    return {member_id for member_id in rows if member_id is not None}


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
