"""What any form's fields must fulfil, whatever it is for: there, not too long, a date, one of the choices. Pure."""

from collections.abc import Mapping
from datetime import date

from prompts.cards import Field, Form
from prompts.words import Lang, word

MOST_CHARS = 3000  # as Slack's own fields


def check_values(form: Form, values: Mapping[str, str], lang: Lang) -> dict[str, str]:
    """Field name → what is wrong with it, in the reader's language."""
    found = {field.name: _problem(field, values.get(field.name, "")) for field in form.fields}
    return {name: word(f"problem.{problem}", lang) for name, problem in found.items() if problem}


def _problem(field: Field, value: str) -> str:
    if not value:
        return "missing" if field.is_required else ""
    if len(value) > MOST_CHARS:
        return "long"
    if field.kind == "date" and not _is_date(value):
        return "date"
    # A browser sends what stood in the page; anything else was made up.
    if field.kind == "choice" and value not in {choice.value for choice in field.choices}:
        return "choice"
    return ""


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
