"""Which revision round a change request is, and how many its project or its client's contract includes."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from handlers.desk import Desk
from handlers.rules.rounds import COUNTED, Round, choose_running
from storage.contracts import count_rounds, list_contracts_of, lock_client
from storage.tables import ChangeRequest, Contract, Project


def find_running_contract(desk: Desk, client_id: int) -> Contract | None:
    """The client's contract that runs today, in the agency's zone."""
    today = desk.now.astimezone(ZoneInfo(desk.agency.tz)).date()
    return choose_running(list_contracts_of(desk.session, client_id), today)


def find_round(desk: Desk, change: ChangeRequest, *, is_final: bool = False) -> Round | None:
    """The round that a change request is, or would be; None where neither project nor contract counts any.

    `is_final`: it is kept from now on, so nobody else may count meanwhile.
    """
    if change.client_id is None:
        return None
    if is_final:
        lock_client(desk.session, change.client_id)
    contract = find_running_contract(desk, change.client_id)
    project = desk.session.get(Project, change.project_id) if change.project_id is not None else None
    if project is None and contract is None:
        return None
    earlier = count_rounds(
        desk.session,
        client_id=change.client_id,
        project_id=change.project_id,
        statuses=COUNTED,
        but=change.id,
        since=_begin_of(desk, contract) if project is None and contract is not None else None,
    )
    included = project.rounds_included if project is not None else None
    if included is None and contract is not None:
        included = contract.rounds_included
    return Round(earlier + 1, included)


def round_of(desk: Desk, change: ChangeRequest) -> Round | None:
    """As it was kept when it was submitted; until then as it would be."""
    if change.round is not None:
        return Round(change.round, change.rounds_included)
    return find_round(desk, change) if change.status == "proposed" else None


def _begin_of(desk: Desk, contract: Contract) -> datetime | None:
    if contract.starts_on is None:
        return None
    return datetime.combine(contract.starts_on, time.min, tzinfo=ZoneInfo(desk.agency.tz))
