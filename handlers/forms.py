"""Checks of a form before it is taken: the door shows the problems beside the fields. Pure."""

from datetime import date

from handlers.arrivals import Submission
from prompts.forms import LONGEST_TITLE


def check_submission(submission: Submission) -> dict[str, str]:
    """Field name → what is wrong with it; empty when the form can be taken.

    Said in both languages: at the door nobody knows yet who reads it.
    """
    problems: dict[str, str] = {}
    title = submission.values.get("title", "").strip()
    if not title:
        problems["title"] = "请填写标题 / Please give it a title"
    elif len(title) > LONGEST_TITLE:
        problems["title"] = f"最多 {LONGEST_TITLE} 字 / At most {LONGEST_TITLE} characters"
    due = submission.values.get("due", "")
    if due and not _is_date(due):
        problems["due"] = "请选日期 / Please choose a date"
    return problems


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
