"""What follows from a reading: which records, and who is to see them."""

from prompts.reading.schema import Reading

# A client's own words that the owner must see at once, work or not.
_PRESSING_SIGNALS = {"complaint", "dissatisfaction", "competitor", "non_renewal", "contact_leaving", "budget_cut"}


def is_worth_showing(reading: Reading) -> bool:
    """Whether a reading is proposed at once; the rest is written down quietly."""
    pressing = any(signal.kind in _PRESSING_SIGNALS for signal in reading.signals)
    return reading.is_work or reading.interaction_kind == "complaint" or pressing


def is_promise(*, is_ours: bool, audience: str, assignees: tuple[str, ...], speaker: str) -> bool:
    """Whether a task is one that our side took on in words: said by us, of ourselves or in front of the client."""
    return is_ours and (audience == "shared" or speaker in assignees)
