"""Stops asking a model that keeps failing, so that a dead provider costs each message nothing."""

import threading
from collections.abc import Callable

FAILURES = 5  # in a row
OPEN_S = 60.0


class Circuit:
    """Closed: calls pass. Open: none, for a minute. Then one probe; its outcome closes or opens again. Thread-safe."""

    def __init__(self, monotonic: Callable[[], float], *, failures: int = FAILURES, open_s: float = OPEN_S) -> None:
        self._monotonic = monotonic
        self._limit = failures
        self._open_s = open_s
        self._lock = threading.Lock()
        self._failed = 0
        self._opened_at: float | None = None
        self._is_probing = False

    def may_call(self) -> bool:
        """Whether a call may start now; who is told so must report how it went."""
        with self._lock:
            if self._opened_at is None:
                return True
            if self._is_probing or self._monotonic() - self._opened_at < self._open_s:
                return False
            self._is_probing = True
            return True

    def succeeded(self) -> None:
        with self._lock:
            self._failed, self._opened_at, self._is_probing = 0, None, False

    def failed(self) -> None:
        with self._lock:
            self._failed += 1
            if self._is_probing or self._failed >= self._limit:
                self._opened_at = self._monotonic()
            self._is_probing = False

    def abandoned(self) -> None:
        """The call ended in a way that says nothing about the provider: the next one may probe."""
        with self._lock:
            self._is_probing = False
