"""The whole evening: set the stage, play the week, read the books, say what came of it."""

import html
import io
import re
import time as stopwatch
from datetime import date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from rich.console import Console

from bot.demo.checking import check_week
from bot.demo.drawing import Drawing
from bot.demo.ledger import Ledger
from bot.demo.player import Player, Scene
from bot.demo.script import Day, Lang
from bot.demo.stage import AGENCY_TZ, Stage
from bot.demo.story import WEEK
from bot.demo.summary import Summary, Week
from bot.demo.words import say

PICTURE_COLUMNS = 116
PICTURED_DAY, PICTURED_UNTIL = 2, time(11, 30)  # Wednesday: a complaint, a promise, another agency's offer
MONOSPACE = "'Sarasa Mono SC','Noto Sans Mono CJK SC','Fira Code',Menlo,Consolas,monospace"

_GLANCE_S, _READ_S = 0.08, 0.04  # a pause after each scene, and for each thing that Liaison shows in it


def perform(console: Console, lang: Lang, *, now: datetime, is_fast: bool = False) -> tuple[bool, str]:
    """Play it, and return whether all went as it should, and a picture (SVG) of it at work. Raises StageError.

    `now` is aware; the coming week is played.
    """
    drawing, picture = Drawing(console, lang), _picture()
    began = stopwatch.monotonic()
    drawing.heading(say("title", lang))
    drawing.line(say("set_up", lang), "dim")
    monday = coming_monday(now.astimezone(ZoneInfo(AGENCY_TZ)).date())
    with Stage(lang) as stage:
        drawing.line(say("legend", lang), "dim")
        with Ledger(stage) as ledger:
            player = Player(stage, ledger, monday)
            for scene in player.play(WEEK):
                drawing.scene(scene)
                if scene.at.date() == monday + timedelta(days=PICTURED_DAY) and scene.at.time() < PICTURED_UNTIL:
                    Drawing(picture, lang).scene(scene)
                if not is_fast:
                    _let_read(scene)
            exit_code = stage.stop_program()
            books = ledger.read_books()
        checks = check_week(stage, player.record, books, exit_code=exit_code)
    friday = datetime.combine(monday + timedelta(days=4), time(18), ZoneInfo(AGENCY_TZ))
    week = Week(books, player.record, checks, friday, stopwatch.monotonic() - began)
    summary = Summary(console, lang, week)
    summary.draw()
    is_good = summary.verdict()
    if is_good:
        summary.next_steps()
    in_picture = Summary(picture, lang, week)
    in_picture.changes()
    in_picture.plates()
    return is_good, _svg(picture, say("title", lang))


def coming_monday(today: date) -> date:
    """The Monday of the week to come.

    The program lives by the real clock: were the week over, every list would call its dates overdue.
    """
    return today + timedelta(days=7 - today.weekday())


def _let_read(scene: Scene) -> None:
    if not isinstance(scene.beat, Day):
        stopwatch.sleep(_GLANCE_S + _READ_S * len(scene.answers))


def _picture() -> Console:
    return Console(
        file=io.StringIO(), record=True, width=PICTURE_COLUMNS, force_terminal=True, color_system="truecolor",
        markup=False, highlight=False, emoji=False,
    )  # fmt: skip


# rich gives a run of text the width of its characters' number, but a Chinese one takes two columns: so that all stand
# in their columns, whatever the viewer's fonts, a run is cut where narrow and wide characters meet.
_RUN = re.compile(
    r'<text class="(?P<style>[^"]*-r\d+)" x="(?P<x>[^"]*)"(?P<y>[^>]*?)'
    r' textLength="[^"]*"(?P<clip>[^>]*)>(?P<words>[^<]*)'
)
_COLUMN = 12.2  # of rich's pictures, in its units


def _aligned(run: re.Match[str]) -> str:
    x = float(run["x"])
    pieces = []
    for cells, characters in groupby(html.unescape(run["words"]), key=cell_len):
        words = "".join(characters)
        width = max(cells, 1) * len(words) * _COLUMN
        shown = html.escape(words).replace("\xa0", "&#160;")
        if words.strip("\xa0 "):
            pieces.append(
                f'<text class="{run["style"]}" x="{x:g}"{run["y"]} textLength="{width:g}"{run["clip"]}>{shown}</text>'
            )
        x += cells * len(words) * _COLUMN
    return "".join(pieces).removesuffix("</text>") or run[0]


def _svg(picture: Console, title: str) -> str:
    """Without rich's web font: a picture in a README should reach for nothing outside."""
    whole = _RUN.sub(_aligned, picture.export_svg(title=title)).replace("font-variant-east-asian: full-width;", "")
    start, end = whole.find("@font-face"), whole.rfind("}", 0, whole.find("-matrix {"))
    return (whole[:start] + whole[end + 1 :] if start >= 0 else whole).replace("Fira Code", MONOSPACE)
