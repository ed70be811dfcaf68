"""`liaison demo`, as a stranger runs it: piped, from anywhere, with somebody's real tokens in the environment."""

import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bot.demo.cast import PEOPLE, PERSON, ROOM
from bot.demo.performance import coming_monday
from bot.demo.script import OURS, WECOM, Deletes, Edits, Fills, Presses, Says, Types
from bot.demo.story import WEEK

ROOT = Path(__file__).resolve().parents[2]
ESCAPE = "\x1b["
DRAWN = re.compile("[─-╿]")  # box drawing


def run_demo(folder: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", "demo", "--fast", *options],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("somewhere")


@pytest.fixture(scope="module")
def in_chinese(folder: Path) -> subprocess.CompletedProcess[str]:
    # Whoever has these set must not have a demo talk to their agency: a half-set WeCom would even stop the start.
    (folder / ".env").write_text("DATABASE_URL=sqlite:///real.db\nWECOM_SECRET=real\n", encoding="utf-8")
    return run_demo(folder, "--svg", "picture.svg", SLACK_BOT_TOKEN="xoxb-real", SLACK_API_URL="https://slack.com/api/")


def test_the_demo_ends_well_and_says_so(in_chinese: subprocess.CompletedProcess[str]):
    assert (in_chinese.returncode, in_chinese.stderr) == (0, "")
    assert "一切如故事所说" in in_chinese.stdout
    assert "✗" not in in_chinese.stdout


def test_piped_it_is_plain_text(in_chinese: subprocess.CompletedProcess[str]):
    said = in_chinese.stdout

    assert ESCAPE not in said
    assert not DRAWN.search(said)
    assert not [line for line in said.splitlines() if line != line.rstrip()]


def test_it_shows_what_is_said_and_what_liaison_makes_of_it(in_chinese: subprocess.CompletedProcess[str]):
    said = in_chinese.stdout

    assert "logo再放大20%，周三前要" in said
    assert "请确认 · 青柠酸奶" in said
    assert "Please confirm · Harbor & Pine" in said
    assert "[确认] [修改] [忽略]" in said
    assert "⚠️ 客户投诉 · 青柠酸奶" in said
    assert "There is no command “taks”" in said
    assert "引用「the bike poster needs the new logo" in said
    assert "📋 记下 3 条聊天 · 云杉科技" in said
    assert "轮次 第3轮/共2轮 ⚠️ 超出" in said
    assert "✅ 已批准 SO-1 · 青柠酸奶" in said


def test_it_ends_with_clients_changes_tasks_plates_and_what_to_do_next(in_chinese: subprocess.CompletedProcess[str]):
    summary = in_chinese.stdout.partition("周五 18:00")[2]

    for heading in ("客户", "进行中的变更单", "任务", "每位客户经理会看到", "数一数", "逐项核对", "接下来怎么做"):
        assert f"\n{heading}\n" in summary, heading
    assert re.search(r"CR-\d+ +\S", summary)
    assert re.search(r"T-\d+ +\S.* \d+月\d+日 周.", summary)
    assert "README" in summary


def test_it_tells_the_same_in_english(tmp_path: Path):
    done = run_demo(tmp_path, LIAISON_LANG="en")

    assert (done.returncode, done.stderr) == (0, "")
    assert "All is as the story says." in done.stdout
    assert "What next" in done.stdout


def test_it_saves_a_picture_that_reaches_for_nothing(in_chinese: subprocess.CompletedProcess[str], folder: Path):
    picture = (folder / "picture.svg").read_text(encoding="utf-8")

    assert ElementTree.fromstring(picture).tag.endswith("svg")
    assert "客户投诉" in picture
    assert "url(http" not in picture.replace(" ", "")
    assert "@import" not in picture


def test_it_leaves_nothing_behind_but_the_picture(in_chinese: subprocess.CompletedProcess[str], folder: Path):
    assert {path.name for path in folder.iterdir()} == {".env", "picture.svg"}


def test_an_unknown_option_is_bad_usage(tmp_path: Path):
    assert run_demo(tmp_path, "--loud").returncode == 2


def test_the_story_is_a_whole_week_of_an_agency():
    said = [beat for beat in WEEK if isinstance(beat, Says)]
    ours = [person for person in PEOPLE if person.side == OURS]

    assert len(said) >= 40
    assert len(ours) >= 5
    assert {person.platform for person in ours} == {"slack", "wecom"}
    assert {PERSON[beat.who].lang for beat in said} == {"zh", "en"}
    assert any(beat.redelivered for beat in said if beat.where == WECOM)
    assert any(beat.redelivered for beat in said if beat.where != WECOM)
    assert any(isinstance(beat, Edits) for beat in WEEK)
    assert any(isinstance(beat, Deletes) for beat in WEEK)
    assert {beat.button for beat in WEEK if isinstance(beat, Presses)} >= {
        "confirm",
        "dismiss",
        "done",
        "link",
        "approve",
    }
    assert {beat.button for beat in WEEK if isinstance(beat, Fills)} >= {"edit", "order"}
    assert any(beat.quote for beat in said)
    assert any(beat.holds for beat in said)


def test_nobody_speaks_where_they_are_not():
    for beat in WEEK:
        if isinstance(beat, Says | Types) and beat.where != WECOM:
            assert beat.who in ROOM[beat.where].people, beat


@pytest.mark.parametrize(
    ("today", "monday"),
    [
        (date(2026, 11, 22), date(2026, 11, 23)),  # a Sunday: tomorrow
        (date(2026, 11, 23), date(2026, 11, 30)),  # a Monday: not a week that has begun
        (date(2026, 11, 27), date(2026, 11, 30)),
        (date(2026, 12, 31), date(2027, 1, 4)),
    ],
)
def test_the_week_played_is_the_one_to_come(today: date, monday: date):
    assert coming_monday(today) == monday
