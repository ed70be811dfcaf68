"""What went wrong, as a row and the log keep it: a short code and a cause."""

import hashlib

CAUSE_LENGTH = 1000


def make_error_code(key: str, attempts: int) -> str:
    """A short code that stands in the log and on the row."""
    return "E-" + hashlib.blake2s(f"{key}#{attempts}".encode(), digest_size=3).hexdigest()


def name_cause(error: BaseException) -> str:
    """What went wrong, short enough for a row."""
    return f"{type(error).__name__}: {error}"[:CAUSE_LENGTH]
