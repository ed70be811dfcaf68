"""docs/commands.md, written by giving every command: right, wrong, and by somebody who may not; on both platforms."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kit import CHANGE, CHANNELS, PEOPLE, TASK, House

from handlers.arrivals import Place
from handlers.ports import ChannelFacts, PersonFacts
from handlers.replies import Reply
from handlers.rules.access import judge, list_roles
from prompts.command_groups import list_commonest, list_groups
from prompts.commands import CommandWords, form_of, name_of
from prompts.reading.schema import NOISE, Reading
from prompts.words import Lang, word
from storage.store import Store
from storage.tables import Account, Member

PLATFORMS = ("slack", "wecom")
LANGS: tuple[Lang, ...] = ("en", "zh")
NAMES = {"slack": "Slack", "wecom": "WeCom"}
SPOKEN = {"en": "English", "zh": "中文"}
_CODE = re.compile(r"\b[A-HJ-NP-Z2-9]{6}\b")
# What has to be there before an example can do anything; by 赵宇, so that a manager may decide about it.
BEFORE = {
    "undo": ("task call the printer",),
    "start": ("approve CR-3",),
    "deliver": ("approve CR-3", "approve CR-12"),
    "reopen": ("done T-7",),
    "review": ("start T-7",),
}
# Words that are wrong for a command which is right without any.
WRONG = {
    "link": "", "client": "Nobody Inc", "project": "Nobody Inc X", "log": "", "change": "", "task": "", "promise": "",
    "paste": "", "tasks": "Nobody Inc", "board": "Nobody Inc", "done": "T-99", "edit": "CR-99 x",
    "reply": "Nobody Inc x", "show": "CR-99", "changes": "Nobody Inc",
    "approve": "CR-99", "reject": "CR-99 x", "start": "CR-99",
    "deliver": "CR-99", "withdraw": "CR-99", "confirm": "CR-99", "order": "CR-99 3000", "contract": "Nobody Inc",
    "lang": "klingon", "timezone": "nowhere", "hours": "whenever", "link_me": "AAAAAA", "role": "Amy", "ask": "hm",
    "help": "fly", "assign": "T-99 @Tom", "priority": "T-99 high", "review": "T-99", "cancel": "T-99", "reopen": "T-99",
}  # fmt: skip


@dataclass(frozen=True)
class Person:
    """Somebody on both platforms."""

    name: str
    role: str

    def user(self, platform: str) -> str:
        return f"U{self.name.upper()}" if platform == "slack" else self.name.lower()

    def place(self, platform: str) -> Place:
        user = self.user(platform)
        if platform == "slack":
            return Place(platform="slack", workspace="T01", channel=f"D{user}", is_direct=True)
        return Place(platform="wecom", workspace="ww01", channel=user, is_direct=True)


MANAGER, DESIGNER, WRITER, OUTSIDER = (
    Person("Mia", "manager"), Person("Dana", "member"), Person("Tom", "ae"), Person("Carla", "outsider"),
)  # fmt: skip


def furnish(store: Store) -> None:
    """The agency of the page: people, two clients, twelve change requests, seven tasks."""
    house = House(store).open()
    with _Known(house):
        for person in (MANAGER, DESIGNER, WRITER, Person("小王", "ae")):
            for platform in PLATFORMS:
                house.say(person.user(platform), person.place(platform), "hello")
        desk, slack = WRITER.user("slack"), WRITER.place("slack")
        for name in ("ACME", "青柠酸奶"):
            house.crm(desk, slack, f"link {name}")
        for number in range(12):
            house.crm(desk, slack, "change KV", CHANGE.model_copy(update={"title": f"KV {number + 1}"}))
        for number in range(7):
            house.crm(desk, slack, "task poster", TASK.model_copy(update={"title": f"Poster {number + 1}"}))
    store.write(_settle)


def _settle(session: object) -> None:
    """Roles as the page says; both accounts of one person are one member."""
    from sqlmodel import Session, select

    assert isinstance(session, Session)
    for person in (MANAGER, DESIGNER, WRITER):
        first, second = (
            session.exec(select(Account).where(Account.external_id == person.user(platform))).one()
            for platform in PLATFORMS
        )
        member = session.get(Member, first.member_id)
        other = session.get(Member, second.member_id)
        assert member is not None
        assert other is not None
        member.role, second.member_id = person.role, member.id
        session.add_all((member, second))
        session.flush()
        session.delete(other)


class _Known:
    """The platforms know these people meanwhile."""

    def __init__(self, house: House) -> None:
        self.house = house

    def __enter__(self) -> None:
        people = (MANAGER, DESIGNER, WRITER, OUTSIDER, Person("小王", "ae"))
        for person in people:
            for platform in PLATFORMS:
                user, channel = person.user(platform), person.place(platform).channel
                PEOPLE[user] = PersonFacts(name=person.name, is_outsider=person.role == "outsider")
                CHANNELS[channel] = ChannelFacts(name="", audience="internal", is_direct=True)

    def __exit__(self, *_: object) -> None:
        for person in (MANAGER, DESIGNER, WRITER, OUTSIDER, Person("小王", "ae")):
            for platform in PLATFORMS:
                PEOPLE.pop(person.user(platform), None)
                CHANNELS.pop(person.place(platform).channel, None)


def make_page(open_copy: Callable[[], Store]) -> str:
    """The whole page. `open_copy` gives a fresh copy of the furnished agency."""
    parts = [
        "# Commands",
        "",
        "Every command, as it is answered to a member one-to-one with the bot, on both platforms, in both languages:",
        "given right, given wrong, and by somebody who may not. The tests make it (`make docs`): it is what is said.",
        "",
        "On Slack, `/crm` comes first; on WeCom, and in a message to the bot, the command's word does. Outsiders",
        "get no answer to any of them.",
        "",
    ]
    commands = [*list_commonest(), *(command for group in list_groups() for command in group.commands)]
    for command in commands:
        parts += _section(command, open_copy)
    return "\n".join(parts).rstrip() + "\n"


def _section(command: CommandWords, open_copy: Callable[[], Store]) -> list[str]:
    roles = [role for role in list_roles("command", command.verb) if role != "outsider"]
    who = "everybody" if len(roles) == 4 else ", ".join(word(f"role.{role}", "en") for role in roles)
    lines = [f"## {name_of(command, 'en')} · {name_of(command, 'zh')}", ""]
    lines += [f"{command.about['en']} · {command.about['zh']}  ", f"Who may: {who}", ""]
    for lang in LANGS:
        forms = " · ".join(f"`{form_of(command, lang, platform)}`" for platform in PLATFORMS)
        lines += [f"- {SPOKEN[lang]}: {forms}"]
    lines += [""]
    lines += _answers("Right", command, MANAGER, open_copy, lambda lang: command.example[lang])
    if command.verb in WRONG:
        wrong = lambda lang: f"{name_of(command, lang)} {WRONG[command.verb]}".strip()  # noqa: E731
        lines += _answers("Wrong", command, MANAGER, open_copy, wrong)
    if judge("command", command.verb, DESIGNER.role, "direct") == "forbidden":
        lines += _answers("Not allowed", command, DESIGNER, open_copy, lambda lang: command.example[lang])
    return lines


def _answers(
    heading: str, command: CommandWords, person: Person, open_copy: Callable[[], Store], typed: Callable[[Lang], str]
) -> list[str]:
    """What is answered, once where both platforms say the same."""
    lines = [f"**{heading}**", ""]
    for lang in LANGS:
        said = {platform: _give(open_copy(), person, platform, lang, command, typed(lang)) for platform in PLATFORMS}
        same = said["slack"] == said["wecom"]
        for platform in PLATFORMS[: 1 if same else 2]:
            names = "Slack, WeCom" if same else NAMES[platform]
            shown = typed(lang).replace("\n", " ⏎ ")
            lines += [
                f"{names}: `{'/crm ' if platform == 'slack' and not same else ''}{shown}`",
                "",
                "```text",
                said[platform],
                "```",
                "",
            ]
    return lines


def _give(store: Store, person: Person, platform: str, lang: Lang, command: CommandWords, typed: str) -> str:
    """One command on a fresh copy; what an outsider would get is nothing."""
    house = House(store)
    try:
        with _Known(house):
            store.write(lambda session: [setattr(one, "lang", lang) for one in _members(session)])
            manager = (MANAGER.user("slack"), MANAGER.place("slack"))
            for order in BEFORE.get(command.verb, ()):
                house.crm(*manager, order)
            reading: Reading = {"change": CHANGE, "task": TASK, "promise": TASK}.get(command.verb, NOISE)
            replies = _type(house, person, platform, typed, reading)
            heard = _type(house, OUTSIDER, platform, typed, reading)
            assert OUTSIDER.user(platform) not in {reply.to.user for reply in heard}
            return _CODE.sub(
                "ABC234", _say([reply for reply in replies if reply.to.user in ("", person.user(platform))][:1])
            )
    finally:
        store.close()


def _members(session: object) -> list[Member]:
    from sqlmodel import Session, select

    assert isinstance(session, Session)
    return list(session.exec(select(Member)))


def _type(house: House, person: Person, platform: str, typed: str, reading: Reading) -> list[Reply]:
    user, place = person.user(platform), person.place(platform)
    return house.crm(user, place, typed, reading) if platform == "slack" else house.say(user, place, typed, reading)


def _say(replies: list[Reply]) -> str:
    """A card as its text and buttons, a form as its fields."""
    lines = []
    for reply in replies:
        if reply.card is not None:
            lines += [reply.card.as_text, " ".join(f"[{button.label}]" for button in reply.card.buttons)]
        if reply.form is not None:
            lines += [
                f"▤ {reply.form.title}: {', '.join(field.label for field in reply.form.fields)}",
                f"[{reply.form.submit}]",
            ]
    return "\n".join(line for line in "\n".join(lines).splitlines() if line.strip()) or "—"


PAGE = Path(__file__).resolve().parents[1] / "docs/commands.md"
