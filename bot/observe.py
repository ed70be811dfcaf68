"""What the worker and delivery tell whoever counts (bot/metrics.py)."""

from typing import Protocol


class Observe(Protocol):
    """Somebody who counts."""

    def event_done(self, kind: str, outcome: str, seconds: float) -> None:
        """An arrival was served: done, retried or dead, this long after it was stored."""

    def sent(self, platform: str, outcome: str, seconds: float) -> None:
        """A send came to an end: sent, retried, unsure, rerouted, dropped or dead, this long after it was stored."""


class Unobserved:
    """Nobody counts."""

    def event_done(self, kind: str, outcome: str, seconds: float) -> None:
        """Nothing."""

    def sent(self, platform: str, outcome: str, seconds: float) -> None:
        """Nothing."""
