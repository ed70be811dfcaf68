"""What Liaison says, before a platform draws it: cards, forms and pages as plain values.

Text in a card is plain: no mrkdwn, no Markdown. Doors escape it when they draw (`bot/slack/blocks.py`,
`bot/wecom/template_cards.py`) and cut it to the platform's limits.
"""

from typing import Literal

from pydantic import Field as PydanticField
from pydantic import model_validator

from prompts.reading.schema import Frozen

ButtonStyle = Literal["default", "primary", "danger"]


class Fact(Frozen):
    """A labelled line: 客户 · 青柠酸奶."""

    label: str
    value: str


class Button(Frozen):
    """Something the reader can press; comes back as a Press with the same action and value."""

    label: str
    action: str  # e.g. "confirm"; [a-z_]+
    value: str = ""  # e.g. "message:42"; at most 200 characters
    style: ButtonStyle = "default"


class Choice(Frozen):
    """One option of a choice."""

    label: str
    value: str


class Select(Frozen):
    """One of several to choose on the card itself. Choosing comes back as a Press with this action."""

    label: str
    action: str  # [a-z_]+
    choices: tuple[Choice, ...]
    chosen: str = ""  # the value that stands there at first
    value: str = ""  # what it is about: "task:7"; comes back before the choice, as "task:7=doing"
    is_many: bool = False  # those that hold are ticked and sent together; they come back in Press.choices[action]
    ticked: tuple[str, ...] = ()  # with is_many: what is ticked at first


class Link(Frozen):
    """A place to go: the message a record came from."""

    label: str
    url: str


class Card(Frozen):
    """One thing said: title, words, facts, buttons. Everything but the title may be empty."""

    name: str = "card"  # which template said it, for logs and metrics
    title: str
    body: str = ""  # paragraphs are separated by \n
    quote: str = ""  # somebody else's words, shown as a quotation
    facts: tuple[Fact, ...] = ()
    selects: tuple[Select, ...] = ()
    buttons: tuple[Button, ...] = ()
    links: tuple[Link, ...] = ()
    footer: str = ""  # small print: who did what last

    @property
    def as_text(self) -> str:
        """The same in plain text: the fallback of every platform, and what a screen reader hears."""
        lines = [self.title]
        if self.body:
            lines.append(self.body)
        if self.quote:
            lines.extend(f"> {line}" for line in self.quote.splitlines())
        lines.extend(f"{fact.label}: {fact.value}" for fact in self.facts)
        lines.extend(f"{link.label}: {link.url}" for link in self.links)
        if self.footer:
            lines.append(self.footer)
        return "\n".join(lines)


class Item(Frozen):
    """One line of a page, and what can be done with it."""

    text: str
    detail: str = ""  # small print beneath
    url: str | None = None  # where it can be read in full
    select: Select | None = None
    buttons: tuple[Button, ...] = ()


class Section(Frozen):
    """A part of a page. A long one goes on behind its own buttons."""

    heading: str
    items: tuple[Item, ...] = ()
    note: str = ""  # small print beneath the heading
    buttons: tuple[Button, ...] = ()


class Page(Frozen):
    """Much at once, as a whole drawn anew: the app's home."""

    name: str = "page"
    title: str
    sections: tuple[Section, ...] = ()
    footer: str = ""
    kind: Literal["page"] = "page"


class Field(Frozen):
    """One thing a form asks for."""

    name: str
    label: str
    kind: Literal["line", "text", "date", "choice"] = "line"
    value: str = ""  # what it holds at first; a date is ISO
    hint: str = ""
    is_required: bool = False
    choices: tuple[Choice, ...] = ()


class Form(Frozen):
    """Asks for several things at once: a modal on Slack; words and an example where no form can be drawn."""

    name: str
    title: str
    submit: str
    cancel: str
    fields: tuple[Field, ...]
    about: str = ""  # comes back with the submission: "change:12"
    intro: str = ""
    kind: Literal["form"] = "form"


class Said(Frozen):
    """What an outbox row holds: a card, a form or a page, never two of them."""

    card: Card | None = None
    form: Form | None = PydanticField(default=None)
    page: Page | None = PydanticField(default=None)

    @model_validator(mode="after")
    def _is_one_of_them(self) -> "Said":
        if sum(one is not None for one in (self.card, self.form, self.page)) != 1:
            raise ValueError("either a card, or a form, or a page")
        return self
