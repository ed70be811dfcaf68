"""Draws the week as it is played: who says what, and beside it what Liaison makes of it."""

from collections.abc import Iterable

from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from bot.demo.cast import PERSON, ROOM
from bot.demo.player import Scene
from bot.demo.script import OURS, WECOM, Day, Deletes, Edits, Fills, Follows, Lang, Person, Presses, Says, Types
from bot.demo.stage import slack_id
from bot.demo.watching import Seen
from bot.demo.words import INTERACTIONS, WEEKDAYS, pick, say

PLACE_COLUMNS = 16
CARD_COLUMN = 5 + 1 + PLACE_COLUMNS + 1 + 4  # where a card's words begin
MOST_LINES = 5  # of a card's words: a list of commands would fill the screen
_BY_ID = {slack_id(person.key): person for person in PERSON.values()} | PERSON


class Drawing:
    """Draws on a console; without colours and lines where it isn't a terminal."""

    def __init__(self, console: Console, lang: Lang) -> None:
        self._console = console
        self._lang: Lang = lang

    def heading(self, words: str) -> None:
        """A line across, or plain words when piped."""
        self._console.print()
        if self._console.is_terminal:
            self._console.print(Rule(Text(words, style="bold cyan"), style="cyan", align="left"))
        else:
            self._console.print(f"== {words}")

    def line(self, words: str, style: str = "") -> None:
        self._console.print(Text(words, style=style))

    def scene(self, scene: Scene) -> None:
        """One beat, with all that came of it."""
        if isinstance(scene.beat, Day):
            zh, en = WEEKDAYS[scene.beat.number]
            day = f"{scene.at.month}月{scene.at.day}日 {zh} {en}"
            self.heading(f"{day} · {scene.beat.title[0]} · {scene.beat.title[1]}")
            return
        grid = Table.grid(padding=(0, 1))
        grid.add_column(width=5)
        grid.add_column(width=PLACE_COLUMNS, no_wrap=True, overflow="ellipsis")
        grid.add_column(ratio=1)
        grid.add_row(Text(f"{scene.at:%H:%M}", style="dim"), _place(scene), Group(*self._rows(scene)))
        self._console.print(grid)

    def _rows(self, scene: Scene) -> Iterable[RenderableType]:
        yield self._deed(scene)
        if _is_paste(scene):
            yield Padding(Text(scene.text), (0, 0, 0, 2))
        if scene.quote:
            yield Padding(Text(say("quoted", self._lang, words=scene.quote), style="dim"), (0, 0, 0, 2))
        if isinstance(scene.beat, Says) and scene.beat.redelivered:
            yield Text(say("redelivered", self._lang, count=scene.beat.redelivered), style="dim italic")
        for seen in scene.answers:
            yield Padding(self._card(seen), (0, 0, 0, 2))
        if not scene.answers and isinstance(scene.beat, Says):
            yield Padding(self._quietly(scene), (0, 0, 0, 2))

    def _deed(self, scene: Scene) -> Text:
        assert scene.who is not None
        words = _name(scene.who)
        match scene.beat:
            case Says() if _is_paste(scene):
                words.append(f" {say('pasted', self._lang)}", style="dim")
            case Says() | Types():
                words.append(" ")
                words.append(scene.text, style="bold" if isinstance(scene.beat, Types) else "")
            case Edits():
                words.append(f" {say('edited', self._lang)} ", style="dim")
                words.append(scene.before, style="strike dim")
                words.append(" → " + scene.text)
            case Deletes():
                words.append(f" {say('deleted', self._lang)} ", style="dim")
                words.append(scene.before, style="strike dim")
            case Presses():
                words.append(f" {say('pressed', self._lang)} ", style="dim")
                words.append(f"[{scene.button}]", style="bold")
            case Fills():
                words.append(f" {say('pressed', self._lang)} ", style="dim")
                words.append(f"[{scene.button}]", style="bold")
                words.append(say("filled", self._lang), style="dim")
                words.append(scene.text)
            case Follows():
                words.append(f" {say('followed', self._lang)}", style="dim")
        return words

    def _card(self, seen: Seen) -> RenderableType:
        head = Text().append("» Liaison", style="bold green")
        head.append(f" → {self._for_whom(seen)}", style="dim")
        if seen.is_change:
            head.append(f"  {say('changed', self._lang)}", style="dim")
        title, details = Text(seen.title, style="bold green"), list(self._details(seen))
        if head.cell_len + 2 + title.cell_len <= self._console.width - CARD_COLUMN + 2:
            head = Text.assemble(head, "  ", title)
        else:
            details.insert(0, title)
        return Group(head, Padding(Group(*details), (0, 0, 0, 2)))

    def _details(self, seen: Seen) -> Iterable[Text]:
        """What stands below a card's title; of a card that has only changed, the first line."""
        lines = [line for line in seen.body if line.strip()]
        shown = lines[: 1 if seen.is_change else MOST_LINES]
        yield from (Text(line, style="green") for line in shown)
        if seen.is_change:
            return
        if len(lines) > len(shown):
            yield Text(say("more", self._lang, count=len(lines) - len(shown)), style="dim")
        yield from (Text(line, style="green") for line in self._pack(seen.facts))
        if seen.buttons:
            yield Text(" ".join(f"[{label}]" for label in seen.buttons), style="cyan")

    def _pack(self, facts: Iterable[tuple[str, str]]) -> list[str]:
        """As many beside each other as find room, so that none is broken where it need not be."""
        room = self._console.width - CARD_COLUMN
        lines: list[str] = []
        for fact in (f"{label} {value}" for label, value in facts):
            if lines and cell_len(lines[-1]) + 3 + cell_len(fact) <= room:
                lines[-1] += "   " + fact
            else:
                lines.append(fact)
        return lines

    def _for_whom(self, seen: Seen) -> str:
        who = _BY_ID[seen.user].name if seen.user in _BY_ID else say("everybody", self._lang)
        return f"{who} · {say(seen.way, self._lang)}"

    def _quietly(self, scene: Scene) -> Text:
        heard = scene.heard
        if heard is None or "noise" in heard.kinds:
            return Text(f"· {say('noise', self._lang)}", style="dim")
        kind = pick(INTERACTIONS[heard.interaction_kind], self._lang) if heard.interaction_kind else ""
        noted = " · ".join(part for part in (kind, *heard.labels, heard.client or "") if part)
        return Text(f"✎ {say('quiet', self._lang)} {noted}", style="green dim")


def _is_paste(scene: Scene) -> bool:
    return isinstance(scene.beat, Says) and scene.beat.holds > 0


def _place(scene: Scene) -> Text:
    """The room; nothing where a card is pressed, since that may be anywhere."""
    where = scene.beat.where if isinstance(scene.beat, Says | Types) else ""
    if isinstance(scene.beat, Follows) or where == WECOM:
        return Text("企微 WeCom", style="blue")
    if not where:
        return Text("")
    room = ROOM[where]
    if room.platform == "wecom":
        return Text(room.name, style="blue")
    is_shared = any(PERSON[key].side != OURS for key in room.people)
    return Text(f"#{room.name}{'↔' if is_shared else ''}", style="yellow" if is_shared else "blue")


def _name(person: Person) -> Text:
    """Ours in one colour, a client's people in another, with their company."""
    if person.side == OURS:
        return Text().append(person.name, style="bold cyan")
    side = f"（{person.side}）" if person.lang == "zh" else f" ({person.side})"
    return Text().append(person.name, style="bold magenta").append(side, style="dim")
