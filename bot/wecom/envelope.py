"""WeCom's XML as plain values. Pure: bytes or text in, dictionary out, Malformed for everything else."""

from xml.parsers.expat import ExpatError

import xmltodict

from bot.wecom.refusals import Malformed

Fields = dict[str, object]


def read_xml(document: bytes | str) -> Fields:
    """The children of <xml>. Raises Malformed, also for documents with entities.

    xmltodict from version 1 on refuses every entity declaration, so neither outside files nor a billion laughs get in.
    """
    try:
        root = xmltodict.parse(document, encoding="utf-8", disable_entities=True)
    except (ExpatError, ValueError):
        raise Malformed("the body is not plain XML") from None
    fields = root.get("xml") if isinstance(root, dict) else None
    if not isinstance(fields, dict):
        raise Malformed("the body has no <xml> with fields")
    return fields


def xml_field(fields: Fields, name: str) -> str:
    """A field that must be there, once, as text. Raises Malformed."""
    value = fields.get(name)
    if not isinstance(value, str) or not value:
        raise Malformed(f"{name} is missing or no text")
    return value


def find_xml_field(fields: Fields, name: str) -> str:
    """A field that may be missing or empty: then "". Raises Malformed for anything that is no text."""
    value = fields.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Malformed(f"{name} is no text")
    return value
