"""The forms that Liaison shows, in both languages.

A field for a person or a client is a choice as long as Slack's hundred options hold them all, else a line for the
name. Whoever reads a form back finds "0" where nobody was meant.
"""

from collections.abc import Sequence
from datetime import date

from prompts.cards import Choice, Field, Form
from prompts.words import Lang, word

LONGEST_TITLE = 120
LONGEST_NAME = 80
LONGEST_SUMMARY = 1500
MOST_CHOICES = 100
NOBODY = "0"

PRIORITIES = ("low", "normal", "high", "urgent")
TASK_STATUSES = ("todo", "doing", "review", "done", "cancelled")
CLIENT_STATUSES = ("active", "paused", "archived")
INTERACTION_KINDS = ("call", "meeting", "feedback", "complaint", "praise", "approval", "question", "info")
NOUNS = ("log", "change", "task", "client")

# Chinese first, then English
_WORDS: dict[str, tuple[str, str]] = {
    "cancel": ("取消", "Cancel"),
    "save": ("保存", "Save"),
    "confirm": ("保存并确认", "Save and confirm"),
    "next": ("下一步", "Next"),
    "nobody": ("（未定）", "(nobody yet)"),
    "no_client": ("（不归客户）", "(no client)"),
    "title": ("标题", "Title"),
    "due": ("截止日期", "Due date"),
    "assignee": ("负责人", "Assignee"),
    "client": ("客户", "Client"),
    "priority": ("优先级", "Priority"),
    "status": ("状态", "Status"),
    "kind": ("类型", "Kind"),
    "summary": ("发生了什么", "What happened"),
    "name": ("名称", "Name"),
    "aliases": ("别名", "Also called"),
    "owner": ("客户负责人", "Owner"),
    "tier": ("级别", "Tier"),
    "stage": ("阶段", "Stage"),
    "what": ("新建什么", "What to make"),
    "a_name": ("写同事的名字", "A colleague's name"),
    "a_client": ("写客户的名称", "The client's name"),
    "many": ("用逗号隔开", "Separated by commas"),
    "edit_record": ("修改记录", "Edit record"),
    "new_log": ("记一条沟通", "Log an interaction"),
    "new_change": ("提变更单", "New change request"),
    "new_task": ("建任务", "New task"),
    "new_client": ("新客户", "New client"),
    "new": ("新建", "New record"),
    "edit_log": ("修改沟通记录", "Edit interaction"),
    "edit_client": ("修改客户", "Edit client"),
    "noun_log": ("沟通记录", "Interaction"),
    "noun_change": ("变更单", "Change request"),
    "noun_task": ("任务", "Task"),
    "noun_client": ("客户", "Client"),
}


def edit_form(lang: Lang, *, about: str, title: str, due_on: date | None, assignee: str | None, number: str) -> Form:
    """The form in which a proposal is put right. `assignee` None: there is no task to give to anyone."""
    fields = [_title_field(lang, title), _due_field(lang, due_on)]
    if assignee is not None:
        hint = _say("a_name", lang)
        fields.append(Field(name="assignee", label=_say("assignee", lang), value=assignee, hint=hint))
    return _form("edit_proposal", lang, "edit_record", fields, about=about, intro=number, submit="confirm")


def log_form(
    lang: Lang,
    *,
    about: str = "",
    summary: str = "",
    kind: str = "info",
    client: str = NOBODY,
    clients: Sequence[Choice] = (),
    intro: str = "",
) -> Form:
    """What was said or done between client and agency. `about`: the message it was said in, or the record."""
    kinds = tuple(Choice(label=word(f"kind.{name}", lang), value=name) for name in INTERACTION_KINDS)
    fields = [
        Field(name="summary", label=_say("summary", lang), kind="text", value=summary, is_required=True),
        Field(name="kind", label=_say("kind", lang), kind="choice", value=kind, choices=kinds),
        _client_field(lang, client, clients),
    ]
    title = "edit_log" if about.startswith("interaction:") else "new_log"
    return _form("log", lang, title, fields, about=about, intro=intro)


def change_form(
    lang: Lang,
    *,
    about: str = "",
    title: str = "",
    due_on: date | None = None,
    priority: str = "normal",
    client: str = NOBODY,
    clients: Sequence[Choice] = (),
    intro: str = "",
) -> Form:
    """A change request: what, for whom, by when."""
    fields = [
        _title_field(lang, title),
        _client_field(lang, client, clients),
        _due_field(lang, due_on),
        _priority_field(lang, priority),
    ]
    return _form("change", lang, _heading("change", about), fields, about=about, intro=intro)


def task_form(
    lang: Lang,
    *,
    about: str = "",
    title: str = "",
    due_on: date | None = None,
    priority: str = "normal",
    client: str = NOBODY,
    clients: Sequence[Choice] = (),
    assignee: str = NOBODY,
    colleagues: Sequence[Choice] = (),
    status: str | None = None,
    intro: str = "",
) -> Form:
    """A task: what, who, by when. `status` None: it is to be made, or confirmed."""
    fields = [
        _title_field(lang, title),
        _person_field(lang, "assignee", assignee, colleagues),
        _due_field(lang, due_on),
        _priority_field(lang, priority),
        _client_field(lang, client, clients),
    ]
    if status is not None:
        fields.append(_status_field(lang, status, TASK_STATUSES))
    return _form("task", lang, _heading("task", about), fields, about=about, intro=intro)


def client_form(
    lang: Lang,
    *,
    about: str = "",
    name: str = "",
    aliases: Sequence[str] = (),
    owner: str = NOBODY,
    colleagues: Sequence[Choice] = (),
    tier: str = "",
    stage: str = "",
    status: str | None = None,
) -> Form:
    """A client. `status` None: it is to be made."""
    comma = "，" if lang == "zh" else ", "
    fields = [
        Field(name="name", label=_say("name", lang), value=name, is_required=True),
        Field(name="aliases", label=_say("aliases", lang), value=comma.join(aliases), hint=_say("many", lang)),
        _person_field(lang, "owner", owner, colleagues),
        Field(name="tier", label=_say("tier", lang), value=tier),
        Field(name="stage", label=_say("stage", lang), value=stage),
    ]
    if status is not None:
        fields.append(_status_field(lang, status, CLIENT_STATUSES))
    return _form("client", lang, "edit_client" if status is not None else "new_client", fields, about=about)


def new_form(lang: Lang) -> Form:
    """What is to be made? The form for it follows."""
    nouns = tuple(Choice(label=_say(f"noun_{name}", lang), value=name) for name in NOUNS)
    field = Field(name="what", label=_say("what", lang), kind="choice", value="change", choices=nouns, is_required=True)
    return _form("new", lang, "new", [field], submit="next")


def _form(
    name: str,
    lang: Lang,
    title: str,
    fields: Sequence[Field],
    *,
    about: str = "",
    intro: str = "",
    submit: str = "save",
) -> Form:
    return Form(
        name=name,
        title=_say(title, lang),
        submit=_say(submit, lang),
        cancel=_say("cancel", lang),
        fields=tuple(fields),
        about=about,
        intro=intro,
    )


def _heading(noun: str, about: str) -> str:
    return f"new_{noun}" if about.partition(":")[0] in ("", "message") else "edit_record"


def _title_field(lang: Lang, title: str) -> Field:
    return Field(name="title", label=_say("title", lang), value=title, is_required=True)


def _due_field(lang: Lang, due_on: date | None) -> Field:
    return Field(name="due", label=_say("due", lang), kind="date", value=due_on.isoformat() if due_on else "")


def _priority_field(lang: Lang, priority: str) -> Field:
    levels = tuple(Choice(label=word(f"priority.{level}", lang), value=level) for level in PRIORITIES)
    return Field(name="priority", label=_say("priority", lang), kind="choice", value=priority, choices=levels)


def _status_field(lang: Lang, status: str, statuses: Sequence[str]) -> Field:
    choices = tuple(Choice(label=word(f"status.{each}", lang), value=each) for each in statuses)
    return Field(name="status", label=_say("status", lang), kind="choice", value=status, choices=choices)


def _person_field(lang: Lang, name: str, value: str, colleagues: Sequence[Choice]) -> Field:
    return _one_of(name, lang, name, value, colleagues, nobody="nobody", hint="a_name")


def _client_field(lang: Lang, value: str, clients: Sequence[Choice]) -> Field:
    return _one_of("client", lang, "client", value, clients, nobody="no_client", hint="a_client")


def _one_of(
    name: str, lang: Lang, label: str, value: str, choices: Sequence[Choice], *, nobody: str, hint: str
) -> Field:
    """A choice, with nobody as the first; a line for the name when there are too many to choose from."""
    if len(choices) < MOST_CHOICES:
        offered = (Choice(label=_say(nobody, lang), value=NOBODY), *choices)
        return Field(name=name, label=_say(label, lang), kind="choice", value=value, choices=offered)
    chosen = next((choice.label for choice in choices if choice.value == value), "")
    return Field(name=name, label=_say(label, lang), value=chosen, hint=_say(hint, lang))


def _say(key: str, lang: Lang) -> str:
    return _WORDS[key][0 if lang == "zh" else 1]
