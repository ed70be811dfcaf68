"""Cards that show a record, remembered so that all copies of them can be drawn anew, wherever they stand."""

from collections.abc import Callable
from typing import Literal

from sqlmodel import SQLModel

from handlers.desk import Desk, row_id
from handlers.replies import Address, Reply, outbox_key
from prompts.cards import Card
from storage.people import list_accounts_of
from storage.shown import forget_shown, list_shown
from storage.tables import Member, ShownCard

Purpose = Literal["approval", "order_approval", "outcome", "confirmation", "source"]
Draw = Callable[[Purpose, Member | None, str], Card]  # for which purpose, for whom (None: many), on which platform


def list_addresses(desk: Desk, member: Member) -> list[Address]:
    """One-to-one with a member, on each platform that they are on; this one first."""
    found: dict[str, Address] = {}
    for account in list_accounts_of(desk.session, row_id(member.id)):
        if account.platform not in found and not account.is_outsider:
            address = {
                "platform": account.platform,
                "workspace": account.workspace,
                "where": "direct",
                "user": account.external_id,
            }
            found[account.platform] = Address.model_validate(address)
    return sorted(found.values(), key=lambda to: to.platform != desk.place.platform)


def show_to(desk: Desk, record: SQLModel, member: Member, purpose: Purpose, draw: Draw) -> list[Reply]:
    """Say it to a member on each of their platforms, and remember each copy in the place of earlier ones."""
    kind, number = str(record.__tablename__), row_id(record.id)  # type: ignore[attr-defined]
    forget_shown(desk.session, kind, number, purpose=purpose, member_id=member.id)
    return [
        remember(
            desk,
            record,
            purpose,
            Reply(
                to=to,
                card=draw(purpose, member, to.platform),
                key=f"{purpose}-{kind}-{number}-{member.id}-{to.platform}",
            ),
            member=member,
        )
        for to in list_addresses(desk, member)
    ]


def remember(desk: Desk, record: SQLModel, purpose: Purpose, reply: Reply, *, member: Member | None) -> Reply:
    """Keep where a card stands that shows a record (member None: many read it). Returns the same reply."""
    row = ShownCard(
        agency_id=desk.agency_id,
        purpose=purpose,
        record_kind=str(record.__tablename__),
        record_id=row_id(record.id),  # type: ignore[attr-defined]
        member_id=member.id if member else None,
        outbox_key=outbox_key(desk.arrival.key, reply.key),
        to=reply.to.model_dump(mode="json"),
        created_at=desk.now,
    )
    desk.session.add(row)
    desk.session.flush()
    return reply


def redraw_copies(
    desk: Desk,
    record: SQLModel,
    draw: Draw,
    *,
    pressed: Purpose | None = None,
    answers_for: Member | None = None,
) -> list[Reply]:
    """Bring every copy up to date, each in its place, for whoever reads it there.

    `pressed`: the copy of this purpose that stands where this arrival came from is left to whoever answers the press.
    `answers_for`: who is told when a card that many see can't be edited any more; it is never posted a second time.
    """
    desk.session.flush()
    kind, number = str(record.__tablename__), row_id(record.id)  # type: ignore[attr-defined]
    replies = []
    for row in list_shown(desk.session, kind, number):
        to = Address.model_validate(row.to)
        purpose: Purpose = row.purpose  # type: ignore[assignment]
        if purpose == pressed and _is_pressed(desk, row, to):
            continue
        reader = desk.session.get(Member, row.member_id) if row.member_id is not None else None
        reply = Reply(
            to=to.model_copy(update={"where": "update"}),
            card=draw(purpose, reader, to.platform),
            key=f"copy-{row.id}",
            replaces=row.outbox_key,
            fallback=to if to.where == "direct" else desk.to_member(answers_for) if answers_for else None,
        )
        row.outbox_key = outbox_key(desk.arrival.key, reply.key)
        desk.session.add(row)
        replies.append(reply)
    return replies


def _is_pressed(desk: Desk, row: ShownCard, to: Address) -> bool:
    is_mine = desk.member is not None and row.member_id == desk.member.id
    return is_mine and to.platform == desk.place.platform and to.user == desk.arrival.user
