"""Who speaks and where: accounts, members and channels are made on first sight and kept up to date.

People of the agency's own workspace become members, guests aside; the first of them is admin. Everyone else is an
outsider: heard, recorded, never answered.
"""

from datetime import datetime

from sqlmodel import Session

from handlers.arrivals import AnyArrival, Deletion, Place
from handlers.ports import ChannelFacts, PersonFacts
from storage.agencies import lock_agency
from storage.channels import find_channel
from storage.once import ask_again
from storage.people import MEMBERS, find_account, find_member_by_email, has_members
from storage.tables import Account, Agency, Channel, Member


def ensure_channel(
    session: Session, agency: Agency, place: Place, facts: ChannelFacts | None, *, now: datetime
) -> Channel:
    """The channel's row, with what the platform said of it now. Unknown means shared."""
    channel = find_channel(session, place.platform, place.workspace, place.channel)
    if channel is None:
        lock_agency(session, agency)
        channel = find_channel(session, place.platform, place.workspace, place.channel)
    if channel is None:
        assert agency.id is not None
        channel = Channel(
            agency_id=agency.id,
            platform=place.platform,
            workspace=place.workspace,
            external_id=place.channel,
            is_direct=place.is_direct,
            audience="internal" if place.is_direct else "shared",
            created_at=now,
        )
    if facts is not None:
        channel.name, channel.audience = facts.name, facts.audience
        channel.is_direct = facts.is_direct or place.is_direct
        channel.checked_at = now
    if facts is not None or channel.id is None:
        session.add(channel)
        session.flush()
    return channel


def who_did(arrival: AnyArrival) -> str:
    """The platform id of who did it; a platform that doesn't say who deleted a message says whose it was."""
    return arrival.user or (arrival.author if isinstance(arrival, Deletion) else "")


def ensure_account(
    session: Session, agency: Agency, place: Place, user: str, facts: PersonFacts | None, *, now: datetime
) -> Account | None:
    """Who did it, with what the platform said of them now. Unknown means an outsider. None when nobody did."""
    if not user:
        return None
    account = find_account(session, place.platform, place.workspace, user)
    if account is None:
        lock_agency(session, agency)
        account = find_account(session, place.platform, place.workspace, user)
    if account is None:
        assert agency.id is not None
        account = Account(
            agency_id=agency.id,
            platform=place.platform,
            workspace=place.workspace,
            external_id=user,
            name=facts.name if facts else user,
        )
    if facts is not None:
        account.name, account.is_outsider, account.is_bot = facts.name, facts.is_outsider, facts.is_bot
        account.org, account.checked_at = facts.org, now
    if facts is not None or account.id is None:
        session.add(account)
        session.flush()
    return account


def ensure_member(
    session: Session, agency: Agency, account: Account | None, facts: PersonFacts | None, *, now: datetime
) -> Member | None:
    """The member behind an account of ours; None for outsiders, bots, and people who have left."""
    if account is None or account.is_outsider or account.is_bot:
        return None
    if account.member_id is not None:
        return _still_here(session.get(Member, account.member_id))
    lock_agency(session, agency)
    session.refresh(account)
    if account.member_id is not None:
        return _still_here(session.get(Member, account.member_id))
    assert agency.id is not None
    email = facts.email if facts else None
    member = find_member_by_email(session, agency.id, email) if email else None
    if member is None:
        member = Member(
            agency_id=agency.id,
            name=account.name,
            email=email,
            role="ae" if has_members(session, agency.id) else "admin",
            lang=facts.lang if facts else None,
            tz=facts.tz if facts else None,
            created_at=now,
        )
        session.add(member)
        session.flush()
        ask_again(session, MEMBERS)
    account.member_id = member.id
    session.add(account)
    session.flush()
    ask_again(session, ("accounts of", member.id))
    return _still_here(member)


def _still_here(member: Member | None) -> Member | None:
    return member if member is not None and member.left_on is None else None
