"""The commands as people type them: one grammar for both platforms and both languages."""

import re
from dataclasses import dataclass

from rapidfuzz import process

from prompts.words import Lang


@dataclass(frozen=True)
class CommandWords:
    """One command: what it is called, its right form, an example, and what it is for."""

    verb: str
    names: tuple[str, ...]  # English first, then Chinese; the first of each language is the one that help shows
    form: dict[Lang, str]
    example: dict[Lang, str]
    about: dict[Lang, str]


COMMANDS: tuple[CommandWords, ...] = (
    CommandWords(
        "link",
        ("link", "绑定"),
        {"zh": "绑定 <客户>", "en": "link <client>"},
        {"zh": "绑定 青柠酸奶", "en": "link ACME"},
        {"zh": "把这里归到一个客户名下", "en": "tie this place to a client"},
    ),
    CommandWords(
        "client",
        ("client", "客户"),
        {"zh": "客户 [名称]", "en": "client [name]"},
        {"zh": "客户 青柠酸奶", "en": "client ACME"},
        {"zh": "看一个客户的全部情况", "en": "see all about a client"},
    ),
    CommandWords(
        "project",
        ("project", "项目"),
        {"zh": "项目 [客户] [名称]", "en": "project [client] [name]"},
        {"zh": "项目 青柠酸奶 双11", "en": "project ACME Spring launch"},
        {
            "zh": "新建或查看客户的项目；后面加「改名 新名称」或「完成」",
            "en": "make or list a client's projects; add “rename <new name>” or “done”",
        },
    ),
    CommandWords(
        "log",
        ("log", "记录"),
        {"zh": "记录 <发生了什么>", "en": "log <what happened>"},
        {"zh": "记录 和马姐通了电话，新包装方向定了", "en": "log Call with Carol, she likes the new direction"},
        {"zh": "记一条沟通", "en": "write down an interaction"},
    ),
    CommandWords(
        "change",
        ("change", "变更"),
        {"zh": "变更 <改什么> [截止]", "en": "change <what> [by when]"},
        {"zh": "变更 KV 的 logo 放大 20%，周五前", "en": "change make the KV logo 20% larger by Friday"},
        {"zh": "提一张变更单", "en": "file a change request"},
    ),
    CommandWords(
        "task",
        ("task", "任务"),
        {"zh": "任务 <做什么> [@谁] [截止]", "en": "task <what> [@who] [by when]"},
        {"zh": "任务 出三张海报初稿 @小王 周四前", "en": "task first drafts of three posters @Tom by Thursday"},
        {"zh": "建一个任务", "en": "make a task"},
    ),
    CommandWords(
        "tasks",
        ("tasks", "我的任务", "任务列表"),
        {"zh": "我的任务", "en": "tasks"},
        {"zh": "我的任务", "en": "tasks"},
        {"zh": "看我的待办", "en": "see what is on your plate"},
    ),
    CommandWords(
        "done",
        ("done", "完成"),
        {"zh": "完成 <编号>", "en": "done <number>"},
        {"zh": "完成 T-7", "en": "done T-7"},
        {"zh": "任务或变更单做完了", "en": "a task or change request is finished"},
    ),
    CommandWords(
        "edit",
        ("edit", "修改"),
        {"zh": "修改 <编号> <新标题和/或截止>", "en": "edit <number> <new title and/or date>"},
        {"zh": "修改 CR-12 周四前", "en": "edit CR-12 by Thursday"},
        {"zh": "改任务或变更单的标题或截止日期", "en": "correct a task's or change request's title or date"},
    ),
    CommandWords(
        "undo",
        ("undo", "撤销", "撤回"),
        {"zh": "撤销", "en": "undo"},
        {"zh": "撤销", "en": "undo"},
        {"zh": "收回你上一次的改动", "en": "take back the last thing you wrote"},
    ),
    CommandWords(
        "lang",
        ("lang", "语言", "language"),
        {"zh": "语言 <中文|英文>", "en": "lang <zh|en>"},
        {"zh": "语言 英文", "en": "lang zh"},
        {"zh": "换一种语言和你说话", "en": "choose the language you read"},
    ),
    CommandWords(
        "hours",
        ("hours", "工时", "上班时间", "工作时间"),
        {"zh": "工时 [几点-几点]", "en": "hours [from-until]"},
        {"zh": "工时 9:30-18:30", "en": "hours 9:30-18:30"},
        {
            "zh": "看或改你的上下班时间，「下班前」按它算；经理改全公司的：前面加「公司」",
            "en": "see or set when you work, for “EOD”; managers set everybody's with “agency” in front",
        },
    ),
    CommandWords(
        "help",
        ("help", "帮助"),
        {"zh": "帮助", "en": "help"},
        {"zh": "帮助", "en": "help"},
        {"zh": "看全部命令", "en": "see all commands"},
    ),
)

BY_VERB = {command.verb: command for command in COMMANDS}
_BY_NAME = {name: command.verb for command in COMMANDS for name in command.names}
_STANDS_ALONE = {"tasks", "undo", "help"}  # nothing may follow them
_HEAD = re.compile(
    r"^\s*(?:/crm\b\s*)?(?P<name>[^\s:\uff1a,\uff0c]+)(?P<gap>[\s:\uff1a,\uff0c]*)(?P<rest>.*)$", re.DOTALL
)
_PREFIX = re.compile(r"^\s*/crm\b", re.IGNORECASE)


@dataclass(frozen=True)
class ParsedCommand:
    """A command and the words behind it."""

    verb: str
    rest: str


def parse_command(text: str) -> ParsedCommand | None:
    """The command that the text of /crm names, or None. An empty text asks for help."""
    if not text.strip():
        return ParsedCommand("help", "")
    match = _HEAD.match(text)
    if match is None:
        return None
    verb = _BY_NAME.get(match["name"].casefold())
    return ParsedCommand(verb, match["rest"].strip()) if verb else None


def parse_spoken(text: str) -> ParsedCommand | None:
    """The command that a message to the bot begins with, or None if it is plain talk.

    "记录 今天通了电话" is one, "任务完成了吗" and "help me with the deck" are not: a command that needs words needs a
    gap before them, and one that needs none stands alone.
    """
    if _PREFIX.match(text):
        return parse_command(_PREFIX.sub("", text))
    match = _HEAD.match(text)
    parsed = parse_command(text) if match and text.strip() else None
    if match is None or parsed is None:
        return None
    if not parsed.rest:
        return parsed  # the bare word: at the least its right form is answered
    if not match["gap"] or parsed.verb in _STANDS_ALONE:
        return None
    return parsed


def unknown_order(text: str) -> str | None:
    """What a message orders with /crm though there is no such command; None for everything else."""
    if not _PREFIX.match(text):
        return None
    typed = _PREFIX.sub("", text).strip()
    return typed if parse_command(typed) is None else None


def nearest_command(text: str) -> CommandWords | None:
    """The command whose name is nearest to what was typed, or None if nothing is near."""
    first = text.split()[0].casefold() if text.split() else ""
    found = process.extractOne(first, list(_BY_NAME), score_cutoff=60)
    return BY_VERB[_BY_NAME[found[0]]] if found else None


def example_of(command: CommandWords, lang: Lang, platform: str) -> str:
    """An example as it is typed on a platform: with /crm on Slack, bare on WeCom."""
    return f"/crm {command.example[lang]}" if platform == "slack" else command.example[lang]


def form_of(command: CommandWords, lang: Lang, platform: str) -> str:
    """The right form as it is typed on a platform."""
    return f"/crm {command.form[lang]}" if platform == "slack" else command.form[lang]
