"""What stands under a head: words, files in brackets, quotations, and what the chat itself remarks."""

import re
from dataclasses import dataclass
from typing import Literal

AttachmentKind = Literal["file", "image", "voice", "video", "link", "location"]

_KINDS: dict[str, AttachmentKind | None] = {
    "图片": "image", "photo": "image", "image": "image", "picture": "image", "动画表情": None, "表情": None,
    "sticker": None, "emoji": None, "语音": "voice", "voice": "voice", "voice message": "voice", "audio": "voice",
    "视频": "video", "video": "video", "文件": "file", "file": "file", "链接": "link", "link": "link",
    "位置": "location", "location": "location", "聊天记录": "file", "chat history": "file", "小程序": "link",
    "mini program": "link", "笔记": "file", "note": "file", "名片": "link", "contact card": "link",
}  # fmt: skip
_NAMED = ("file", "link", "location")  # the words behind these say what it is
_TOKEN = re.compile(
    r"\[(?P<kind>"
    + "|".join(sorted(map(re.escape, _KINDS), key=len, reverse=True))
    + r")(?:[:\uff1a]\s*(?P<inside>[^\]]*))?\]"
    r"(?P<behind>[^\n\[]*)",
    re.IGNORECASE,
)
_LENGTH = re.compile(r"^\s*(?:\d{1,3}\s?[\"\u201d\u2033'\u2019s秒]+|\d{1,2}:\d{2})\s*")
_QUOTED_FIRST = re.compile(
    r"^\s*[\u300c\u300e\"\u201c](?P<quote>.+?)[\u300d\u300f\"\u201d]\s*\n"
    r"[ \t]*(?:[-\u2010-\u2015\uff0d\u2500][ \t]*){3,}\n(?P<words>.*)$",
    re.DOTALL,
)
_QUOTED_BEHIND = re.compile(
    r"^(?P<words>.+?)\n\s*(?:引用|Quote[ds]?)\s*(?P<quote>[^\n]{1,60}?的?(?:消息)?\s*[:\uff1a].+)$",
    re.DOTALL | re.IGNORECASE,
)
_RECALLED = re.compile(
    r"^[\s\"\u201c\u300c]*.{0,40}?[\s\"\u201d\u300d]*"
    r"(?:撤回了一条(?:成员)?消息|recalled a message)[\s.\u3002]*(?:重新编辑|Re-?edit)?$",
    re.IGNORECASE,
)
_REMARKED = re.compile(
    r"^\s*(?:.{0,40}(?:加入了?群聊|退出了?群聊|移出了?群聊|修改群名为|拍了拍).{0,60}"
    r"|[\s\-\u2010-\u2015\u2500]*以[上下](?:是|为)(?:历史|新|打招呼的)?.{0,6}(?:消息|内容)[\s\-\u2010-\u2015\u2500]*"
    r"|.{0,40} (?:joined|left) (?:the )?(?:group|channel|group chat)\.?|\[有人@我\]|New messages?)\s*$",
    re.IGNORECASE,
)


_FORWARDED = re.compile(
    r"^\s*(?:\[(?:聊天记录|合并转发|chat (?:history|records?))\].{0,100}"
    r"|[^\n]{1,60}的聊天记录|(?:[^\n]{1,60}'s )?chat history(?: (?:for|of|with)[^\n]{1,60})?)(?:\s*\n\s*https?://\S+)?\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Attached:
    """A file that the record only names."""

    kind: AttachmentKind
    name: str = ""


@dataclass(frozen=True)
class Content:
    """What one message of a record says."""

    text: str  # as it was written, its quotation too
    words: str  # what the speaker said: without the quotation and the files in brackets
    quote: str = ""
    attached: tuple[Attached, ...] = ()


def is_recalled(text: str) -> bool:
    """Whether it only tells that somebody took a message back."""
    return bool(_RECALLED.match(text.strip())) and "\n" not in text.strip()


def is_remark(line: str) -> bool:
    """Whether the chat itself says it, and nobody in it."""
    return bool(_REMARKED.match(line)) or is_recalled(line)


def read_content(lines: list[str]) -> Content:
    """The words under a head; blank lines around them don't count."""
    text = "\n".join(line.rstrip() for line in lines).strip("\n").strip()
    words, quote = _part(text)
    attached: list[Attached] = []

    def take(found: re.Match[str]) -> str:
        kind = _KINDS[found["kind"].casefold()]
        behind = _LENGTH.sub("", found["behind"]) if kind in ("voice", "video") else found["behind"]
        name = (found["inside"] or "").strip()
        if kind in _NAMED:
            name = name or behind.strip()
            behind = "" if kind == "file" else behind
        if kind is not None:
            attached.append(Attached(kind, name[:200]))
        return behind

    words = _TOKEN.sub(take, words).strip()
    return Content(text=text, words=words, quote=quote, attached=tuple(attached))


def _part(text: str) -> tuple[str, str]:
    """A reply and what it quotes."""
    found = _QUOTED_FIRST.match(text) or _QUOTED_BEHIND.match(text)
    if found is None:
        return text, ""
    return found["words"].strip(), found["quote"].strip()


def is_forwarded(text: str) -> bool:
    """Whether this stands for a record that was forwarded as a whole (合并转发): its name came, not its words."""
    return bool(_FORWARDED.match(text))
