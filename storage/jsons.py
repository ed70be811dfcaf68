"""How JSON columns are written: the same characters on both databases, so that Chinese keys and words compare equal."""

import json


def dump_json(value: object) -> str:
    """Compact, and with its characters as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
