"""Pasted chat records: which of us or of the client a speaker is, and by what a message is known again. Pure."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC
from typing import Literal, NamedTuple

from handlers.rules.names import fold_name
from handlers.rules.people import Names, list_meant
from prompts.pasting.heads import SELF
from prompts.pasting.record import ChatRecord, PastedMessage

_OUTSIDE = ("客户", "甲方", "外部", "client", "customer", "external", "guest", "微信", "wechat")
_INSIDE = ("同事", "内部", "internal")
_TITLES = re.compile(r"(?:总监?|姐|哥|工|董|老师|经理|主任|助理|太太|先生|女士|小姐)$")
_SPACE = re.compile(r"\s+")
WECHAT = ("微信", "wechat")  # the "company" of everybody who writes from ordinary WeChat


class Speaker(NamedTuple):
    """Who is written above a message. The same name of another company is somebody else."""

    name: str
    org: str = ""
    note: str = ""


class Meant(NamedTuple):
    """Whom a speaker was taken for."""

    side: Literal["ours", "theirs"]
    member_id: int | None = None
    contact_id: int | None = None


def speaker_of(message: PastedMessage) -> Speaker:
    return Speaker(message.speaker, message.org, message.note)


def list_speakers(record: ChatRecord) -> list[Speaker]:
    """Everybody who speaks, in the order of their first words; a name's company counts for all of its messages."""
    found: dict[str, Speaker] = {}
    for message in record.messages:
        key, speaker = fold_name(message.speaker) or message.speaker, speaker_of(message)
        known = found.get(key)
        if known is None or (not known.org and speaker.org):
            found[key] = speaker
    return list(found.values())


def choose_meant(
    speaker: Speaker, *, members: Names, contacts: Mapping[int, str], pasted_by: int | None, ours: Collection[str]
) -> Meant:
    """Whom a speaker is: one of ours only by their own name, else somebody from outside. When unsure, outside.

    `ours`: names of the agency itself; name@company of any other company is an outsider of that company.
    """
    if speaker.name.casefold() in SELF:
        return Meant("ours", member_id=pasted_by)
    known = list_meant(speaker.name, {person: (name,) for person, name in contacts.items()})
    contact_id = known[0] if len(known) == 1 else None
    is_foreign = bool(speaker.org) and fold_name(speaker.org) not in {fold_name(name) for name in ours if name}
    if is_foreign or any(word in speaker.note.casefold() for word in _OUTSIDE):
        return Meant("theirs", contact_id=contact_id)
    is_sure = any(word in speaker.note.casefold() for word in _INSIDE) or bool(speaker.org)
    exact = [person for person, names in members.items() if fold_name(speaker.name) in map(fold_name, names)]
    if len(exact) == 1:
        return Meant("ours", member_id=exact[0])
    is_titled = bool(_TITLES.search(speaker.name)) and len(speaker.name) <= 3  # 王总 is rather a client's
    if contact_id is None and (is_sure or not is_titled):
        found = list_meant(speaker.name, members)
        if len(found) == 1:
            return Meant("ours", member_id=found[0])
    return Meant("theirs", contact_id=contact_id)


def fold_text(text: str) -> str:
    """What two copies of the same words have in common, whatever program copied them."""
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", text)).strip()


def identities(messages: Sequence[PastedMessage]) -> list[str]:
    """By what each message is known again: speaker, minute, words, and which of several same ones it is.

    A message of which the record doesn't say when it was said is known by speaker and words alone.
    """
    seen: Counter[tuple[str, str, str]] = Counter()
    found = []
    for message in messages:
        minute = message.said_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M") if message.has_time else ""
        core = (fold_name(message.speaker) or message.speaker, minute, fold_text(message.text))
        seen[core] += 1
        digest = hashlib.sha256("\x00".join((*core, str(seen[core]))).encode("utf-8", "surrogatepass"))
        found.append("pasted-" + digest.hexdigest()[:40])
    return found
