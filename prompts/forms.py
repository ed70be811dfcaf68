"""The forms that Liaison shows, in both languages."""

from datetime import date

from prompts.cards import Field, Form
from prompts.words import Lang

_EDIT = {
    "zh": ("修改记录", "保存并确认", "取消", "标题", "截止日期", "负责人", "写同事的名字"),
    "en": ("Edit record", "Save and confirm", "Cancel", "Title", "Due date", "Assignee", "A colleague's name"),
}
LONGEST_TITLE = 120


def edit_form(lang: Lang, *, about: str, title: str, due_on: date | None, assignee: str | None, number: str) -> Form:
    """The form in which a proposal is put right. `assignee` None: there is no task to give to anyone."""
    heading, submit, cancel, title_label, due_label, assignee_label, hint = _EDIT[lang]
    fields = [
        Field(name="title", label=title_label, value=title, is_required=True),
        Field(name="due", label=due_label, kind="date", value=due_on.isoformat() if due_on else ""),
    ]
    if assignee is not None:
        fields.append(Field(name="assignee", label=assignee_label, value=assignee, hint=hint))
    return Form(
        name="edit_proposal",
        title=heading,
        submit=submit,
        cancel=cancel,
        fields=tuple(fields),
        about=about,
        intro=number,
    )
