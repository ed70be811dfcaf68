"""Reads docs/slack-manifest.yaml, which keeps to a small part of YAML: no parser is a dependency for its sake.

Mappings, lists, and scalars on one line each; anything else is an error.
"""

import json
import re
from pathlib import Path
from typing import Any

MANIFEST = Path(__file__).parents[3] / "docs" / "slack-manifest.yaml"

_PLAIN = re.compile(r"[A-Za-z/][^#\n\"'{}\[\]&*!|>%@`]*")
_Line = tuple[int, str]


def read_yaml(text: str) -> Any:
    """The value that the text describes. Raises ValueError."""
    lines: list[_Line] = []
    for line in text.splitlines():
        bare = re.sub(r"(^|\s)#.*$", "", line) if '"' not in line else line
        if bare.strip():
            lines.append((len(bare) - len(bare.lstrip()), bare.strip()))
    value, rest = _block(lines, 0)
    if rest:
        raise ValueError(f"does not belong there: {rest[0][1]}")
    return value


def _block(lines: list[_Line], indent: int) -> tuple[Any, list[_Line]]:
    return _list(lines, indent) if lines[0][1].startswith("- ") else _mapping(lines, indent)


def _list(lines: list[_Line], indent: int) -> tuple[list[Any], list[_Line]]:
    items: list[Any] = []
    while lines and lines[0][0] == indent and lines[0][1].startswith("- "):
        item = lines[0][1][2:]
        if re.match(r"\w+:(\s|$)", item):
            mapping, lines = _mapping([(indent + 2, item), *lines[1:]], indent + 2)
            items.append(mapping)
        else:
            items.append(_scalar(item))
            lines = lines[1:]
    return items, lines


def _mapping(lines: list[_Line], indent: int) -> tuple[dict[str, Any], list[_Line]]:
    mapping: dict[str, Any] = {}
    while lines and lines[0][0] == indent:
        match = re.fullmatch(r"(\w+):(?: (.+))?", lines[0][1])
        if match is None or match[1] in mapping:
            raise ValueError(f"not understood: {lines[0][1]}")
        lines = lines[1:]
        if match[2] is not None:
            mapping[match[1]] = _scalar(match[2])
        elif lines and lines[0][0] > indent:
            mapping[match[1]], lines = _block(lines, lines[0][0])
        else:
            mapping[match[1]] = None
    return mapping, lines


def _scalar(text: str) -> Any:
    if text in ("true", "false"):
        return text == "true"
    if text.isdecimal():
        return int(text)
    if text.startswith('"'):
        return json.loads(text)
    if not _PLAIN.fullmatch(text) or ": " in text:
        raise ValueError(f"must be quoted: {text}")
    return text
