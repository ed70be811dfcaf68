"""A card from its template and the facts: `cards/<name>.<lang>.j2`.

A template has the blocks title, body, quote, facts, buttons, links, footer, all but the title optional. In `facts`,
`buttons` and `links` it calls fact(), select(), button() and link(); elsewhere it writes plain words. A page's template
has the blocks title, page and footer, and calls section() and item() in `page`. Nothing is escaped here: a card holds
plain text, and the doors escape it when they draw.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from jinja2 import PackageLoader, StrictUndefined, Template, pass_context
from jinja2.runtime import Context
from jinja2.sandbox import SandboxedEnvironment

from prompts.cards import Button, ButtonStyle, Card, Choice, Fact, Item, Link, Page, Section, Select
from prompts.commands import CommandWords, example_of, form_of, name_of
from prompts.words import MONTHS_EN, WEEKDAYS, WORDS, Lang, word

MAX_WORDS = 1500  # of somebody else's words, in one place


@dataclass(frozen=True)
class Readership:
    """For whom a card is written."""

    lang: Lang
    tz: str  # IANA
    now: datetime  # aware


@dataclass
class _Parts:
    facts: list[Fact] = field(default_factory=list)
    selects: list[Select] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)


def say_day(day: date, lang: Lang, *, today: date | None = None) -> str:
    """11月27日 周五, Fri 27 Nov; with today's date, 今天 and 明天 are said as such."""
    near = {0: ("今天", "today"), 1: ("明天", "tomorrow"), -1: ("昨天", "yesterday")}
    weekday = WEEKDAYS[lang][day.weekday()]
    if lang == "zh":
        words = f"{day.month}月{day.day}日 {weekday}"
    else:
        words = f"{weekday} {day.day} {MONTHS_EN[day.month - 1]}"
    if today is not None and day.year != today.year:
        words = f"{day.year}年{words}" if lang == "zh" else f"{words} {day.year}"
    if today is not None and (day - today).days in near:
        words += f"（{near[(day - today).days][0]}）" if lang == "zh" else f" ({near[(day - today).days][1]})"
    return words


def say_due(due_on: date | None, due_at: datetime | None, reader: Readership) -> str:
    """A due date in the reader's zone: the day, and the time when one was given."""
    today = reader.now.astimezone(ZoneInfo(reader.tz)).date()
    if due_at is not None:
        local = due_at.astimezone(ZoneInfo(reader.tz))
        return f"{say_day(local.date(), reader.lang, today=today)} {local:%H:%M}"
    if due_on is not None:
        return say_day(due_on, reader.lang, today=today)
    return "未定" if reader.lang == "zh" else "no date"


def say_instant(at: datetime, reader: Readership) -> str:
    """An instant in the reader's zone: 11月22日 周日 15:04."""
    local = at.astimezone(ZoneInfo(reader.tz))
    today = reader.now.astimezone(ZoneInfo(reader.tz)).date()
    return f"{say_day(local.date(), reader.lang, today=today if local.year != today.year else None)} {local:%H:%M}"


def say_money(amount: Decimal, currency: str) -> str:
    """An amount with its currency, without decimals that say nothing: 3,000 CNY."""
    words = f"{amount:,.2f}"
    return f"{words.removesuffix('.00')} {currency}"


def say_round(number: int, included: int | None, lang: Lang) -> str:
    """第3轮/共2轮, round 3 of 2."""
    if included is None:
        return f"第{number}轮" if lang == "zh" else f"round {number}"
    return f"第{number}轮/共{included}轮" if lang == "zh" else f"round {number} of {included}"


def is_overdue(due_on: date | None, due_at: datetime | None, reader: Readership) -> bool:
    """Whether a due date has passed for the reader."""
    if due_at is not None:
        return due_at < reader.now
    return due_on is not None and due_on < reader.now.astimezone(ZoneInfo(reader.tz)).date()


def clip(text: object, length: int = MAX_WORDS) -> str:
    """At most so many characters, with … where it was cut."""
    words = str(text)
    return words if len(words) <= length else words[: length - 1].rstrip() + "…"


def one_line(text: object, length: int = 200) -> str:
    """On one line, for a fact or a title."""
    return clip(" ".join(str(text).split()), length)


def _reader_of(context: Context) -> Readership:
    reader = context["reader"]
    assert isinstance(reader, Readership)
    return reader


@pass_context
def _due(context: Context, record: object) -> str:
    return say_due(getattr(record, "due_on", None), getattr(record, "due_at", None), _reader_of(context))


@pass_context
def _is_overdue(context: Context, record: object) -> bool:
    return is_overdue(getattr(record, "due_on", None), getattr(record, "due_at", None), _reader_of(context))


@pass_context
def _when(context: Context, at: datetime) -> str:
    return say_instant(at, _reader_of(context))


@pass_context
def _round(context: Context, counted: object) -> str:
    number, included = getattr(counted, "number", 0), getattr(counted, "included", None)
    return say_round(number, included, _reader_of(context).lang)


@pass_context
def _record_word(context: Context, table: str) -> str:
    key = f"record.{table}"
    return word(key, _reader_of(context).lang) if key in WORDS else ""


@pass_context
def _form(context: Context, command: CommandWords) -> str:
    return form_of(command, _reader_of(context).lang, str(context["platform"]))


@pass_context
def _example(context: Context, command: CommandWords) -> str:
    return example_of(command, _reader_of(context).lang, str(context["platform"]))


@pass_context
def _name(context: Context, command: CommandWords) -> str:
    return name_of(command, _reader_of(context).lang)


@pass_context
def _word(context: Context, key: str, prefix: str) -> str:
    return word(f"{prefix}.{key}", _reader_of(context).lang)


@lru_cache(maxsize=1)
def _environment() -> SandboxedEnvironment:
    environment = SandboxedEnvironment(
        loader=PackageLoader("prompts", "cards"), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(due=_due, when=_when, word=_word, clip=clip, one_line=one_line)
    environment.filters.update(money=say_money, round_words=_round)
    environment.filters.update(form=_form, example=_example, name=_name, record_word=_record_word)
    environment.tests["overdue"] = _is_overdue
    return environment


@lru_cache(maxsize=128)
def _template(name: str, lang: Lang) -> Template:
    return _environment().get_template(f"{name}.{lang}.j2")


def _collectors(parts: _Parts) -> dict[str, Callable[..., str]]:
    def fact(label: str, value: object) -> str:
        words = one_line(value, 300)
        if words:
            parts.facts.append(Fact(label=label, value=words))
        return ""

    def button(label: str, action: str, value: str = "", style: ButtonStyle = "default") -> str:
        parts.buttons.append(Button(label=one_line(label, 60), action=action, value=value, style=style))
        return ""

    def link(label: str, url: str | None) -> str:
        if url:
            parts.links.append(Link(label=one_line(label, 60), url=url))
        return ""

    def select(label: str, action: str, choices: Iterable[tuple[str, str]], value: str = "", chosen: str = "") -> str:
        parts.selects.append(_select(label, action, choices, value, chosen))
        return ""

    return {"fact": fact, "button": button, "link": link, "select": select}


def _select(label: str, action: str, choices: Iterable[tuple[str, str]], value: str, chosen: str) -> Select:
    """`choices`: value and label of each."""
    offered = tuple(Choice(label=one_line(words, 60), value=choice) for choice, words in choices)
    return Select(label=one_line(label, 60), action=action, choices=offered, chosen=chosen, value=value)


def render_card(name: str, reader: Readership, /, **facts: object) -> Card:
    """The card of this name in the reader's language. Raises jinja2.UndefinedError when a fact is missing."""
    template = _template(name, reader.lang)
    parts = _Parts()
    context = template.new_context({**facts, **_collectors(parts), "reader": reader})
    said = {block: "".join(render(context)).strip() for block, render in template.blocks.items()}
    return Card(
        name=name,
        title=one_line(said["title"]),
        body=_paragraphs(said.get("body", "")),
        quote=clip(said.get("quote", "")),
        facts=tuple(parts.facts),
        selects=tuple(parts.selects),
        buttons=tuple(parts.buttons),
        links=tuple(parts.links),
        footer=_paragraphs(said.get("footer", "")),
    )


def render_page(name: str, reader: Readership, /, **facts: object) -> Page:
    """The page of this name in the reader's language. Raises jinja2.UndefinedError when a fact is missing."""
    template = _template(name, reader.lang)
    sections: list[Section] = []
    context = template.new_context({**facts, **_page_collectors(sections), "reader": reader})
    said = {block: "".join(render(context)).strip() for block, render in template.blocks.items()}
    return Page(
        name=name,
        title=one_line(said["title"]),
        sections=tuple(sections),
        footer=_paragraphs(said.get("footer", "")),
    )


def _page_collectors(sections: list[Section]) -> dict[str, Callable[..., str]]:
    """What a page's template calls: a button or a select belongs to the item before it, more() to the section."""

    def section(heading: str, note: str = "") -> str:
        sections.append(Section(heading=one_line(heading, 140), note=one_line(note)))
        return ""

    def item(text: str, detail: str = "", url: str | None = None) -> str:
        _extend(
            sections, items=(*sections[-1].items, Item(text=clip(text, 600), detail=one_line(detail, 300), url=url))
        )
        return ""

    def button(label: str, action: str, value: str = "", style: ButtonStyle = "default") -> str:
        made = Button(label=one_line(label, 60), action=action, value=value, style=style)
        last = sections[-1].items[-1]
        _extend_item(sections, last.model_copy(update={"buttons": (*last.buttons, made)}))
        return ""

    def select(label: str, action: str, choices: Iterable[tuple[str, str]], value: str = "", chosen: str = "") -> str:
        made = _select(label, action, choices, value, chosen)
        _extend_item(sections, sections[-1].items[-1].model_copy(update={"select": made}))
        return ""

    def more(label: str, action: str, value: str = "") -> str:
        made = Button(label=one_line(label, 60), action=action, value=value)
        _extend(sections, buttons=(*sections[-1].buttons, made))
        return ""

    return {"section": section, "item": item, "button": button, "select": select, "more": more}


def _extend(sections: list[Section], **fields: object) -> None:
    sections[-1] = sections[-1].model_copy(update=fields)


def _extend_item(sections: list[Section], item: Item) -> None:
    _extend(sections, items=(*sections[-1].items[:-1], item))


def _paragraphs(words: str) -> str:
    """Without the indents and the empty lines that a template's layout leaves behind."""
    return clip("\n".join(line.strip() for line in words.splitlines() if line.strip()), 3 * MAX_WORDS)
