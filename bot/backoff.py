"""How long to wait before trying again."""

LONGEST_S = 600.0


def backoff_s(attempts: int, *, chance: float) -> float:
    """Seconds to wait after this many failed attempts: doubling from one second to ten minutes, times 0.5 to 1.5.

    `chance` is from 0 to 1: two that failed together should not come back together.
    """
    doubled = 2.0 ** min(attempts - 1, 30)
    return min(LONGEST_S, doubled) * (0.5 + chance)
