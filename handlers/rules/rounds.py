"""Revision rounds: the how-manieth one a change request is, and how many its project or contract includes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from storage.tables import Contract

# What stands for a round that was asked for: not what was refused, taken back, or turned out to be another.
COUNTED = ("submitted", "approved", "in_progress", "delivered", "done")


@dataclass(frozen=True)
class Round:
    """Round 3 of 2. `included` None: nobody said how many there are."""

    number: int
    included: int | None

    @property
    def is_over(self) -> bool:
        """Whether it goes beyond what is included."""
        return self.included is not None and self.number > self.included


def choose_running(contracts: Iterable[Contract], today: date) -> Contract | None:
    """The contract that runs on a day; of several, the one that began last. `contracts`: oldest first."""
    running = [
        contract
        for contract in contracts
        if contract.status == "active"
        and (contract.starts_on is None or contract.starts_on <= today)
        and (contract.ends_on is None or contract.ends_on >= today)
    ]
    return max(running, key=lambda contract: contract.starts_on or date.min, default=None)
