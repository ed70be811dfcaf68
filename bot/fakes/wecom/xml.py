"""The XML of callbacks: flat, with CDATA around words, as WeCom writes it."""

from collections.abc import Mapping
from typing import Any

import xmltodict


def write_xml(fields: Mapping[str, Any]) -> str:
    """Text in CDATA, numbers bare, a list as repeated elements."""
    return f"<xml>{_inner(fields)}</xml>"


def read_xml(text: bytes | str) -> dict[str, Any]:
    """The fields of a document. Raises xml.parsers.expat.ExpatError."""
    return dict(xmltodict.parse(text)["xml"] or {})


def _inner(fields: Mapping[str, Any]) -> str:
    return "".join(_element(name, value) for name, value in fields.items())


def _element(name: str, value: Any) -> str:
    if isinstance(value, list):
        return "".join(_element(name, one) for one in value)
    if isinstance(value, Mapping):
        return f"<{name}>{_inner(value)}</{name}>"
    if isinstance(value, int | float):
        return f"<{name}>{value}</{name}>"
    return f"<{name}><![CDATA[{str(value).replace(']]>', ']]]]><![CDATA[>')}]]></{name}>"
