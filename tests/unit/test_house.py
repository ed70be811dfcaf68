"""The house's own order: settings, dependencies, locks and templates that must agree with each other."""

import re
import tomllib
from pathlib import Path

import pytest

from bot.config import OPENAI_MODEL, read_settings, variable_of, variables
from bot.settings_words import GROUPS, WHERE_TO_FIND

ROOT = Path(__file__).resolve().parents[2]

# Operators rely on these names: they may be added to, never renamed.
PROMISED = {
    "DATABASE_URL", "PORT", "LIAISON_TZ", "LIAISON_LANG", "LIAISON_SECRET",
    "SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN", "SLACK_API_URL",
    "WECOM_CORP_ID", "WECOM_AGENT_ID", "WECOM_SECRET", "WECOM_TOKEN", "WECOM_AES_KEY", "WECOM_API_URL",
    "WECOM_BOT_ID", "WECOM_BOT_SECRET", "WECOM_BOT_WS_URL", "WECOM_BOT_TOKEN", "WECOM_BOT_AES_KEY",
    "OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL",
}  # fmt: skip

EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
NAMES = re.compile(r"^[A-Za-z0-9._-]+")


def example() -> dict[str, str]:
    """The variables of .env.example and the values that it shows."""
    return dict(found.groups() for line in EXAMPLE if (found := re.fullmatch(r"#([A-Z_]+)=(.*)", line)))  # type: ignore[misc]


def test_the_env_example_lists_exactly_what_is_read():
    assert set(example()) == variables()


def test_no_promised_variable_has_gone():
    assert variables() >= PROMISED


def test_each_variable_of_the_example_is_explained_in_the_line_above():
    for number, line in enumerate(EXAMPLE):
        if re.match(r"#[A-Z_]+=", line):
            assert EXAMPLE[number - 1].startswith("# "), line


def test_the_defaults_that_the_example_shows_are_the_real_ones():
    shown = {name: value for name, value in example().items() if value and name != "OPENAI_MODEL"}

    assert read_settings(shown) == read_settings({})
    assert example()["OPENAI_MODEL"] == OPENAI_MODEL


def test_every_variable_of_a_platform_says_where_to_find_its_value():
    needed = {variable_of(field) for group in GROUPS for field in group.needs + group.marks}

    assert needed == set(WHERE_TO_FIND)


# They hand the environment on to a process that they start, or are started by the alembic command.
HANDS_IT_ON = {"bot/fakes/process.py", "bot/demo/stage.py", "storage/backup.py", "storage/migrations/env.py"}


def test_only_the_settings_read_the_environment():
    readers = {
        path.relative_to(ROOT).as_posix()
        for floor in ("bot", "handlers", "prompts", "storage")
        for path in (ROOT / floor).rglob("*.py")
        if re.search(
            r"\bos\.(environ|getenv)\b|from os import .*\b(environ|getenv)\b", path.read_text(encoding="utf-8")
        )
    }

    assert readers <= HANDS_IT_ON


@pytest.mark.parametrize(("lock", "least"), [("runtime.txt", 40), ("dev.txt", 40), ("model.txt", 1)])
def test_a_lock_pins_by_version_and_hash_and_names_no_address(lock: str, least: int):
    text = (ROOT / "requirements" / lock).read_text(encoding="utf-8")
    pins = [entry for entry in re.split(r"\n(?=\S)", text) if not entry.startswith("#")]

    assert "://" not in text
    assert not re.search(r"^\s*(--index-url|--extra-index-url|--find-links|-i|-f|-e)\b", text, re.MULTILINE)
    assert len(pins) >= least
    for pin in pins:
        assert re.match(r"[a-z0-9._-]+(\[[a-z0-9,-]+\])?==\S+", pin), pin.splitlines()[0]
        assert "--hash=sha256:" in pin, pin.splitlines()[0]


def dependencies() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    weights = [line for line in (ROOT / "requirements/model.txt").read_text("utf-8").splitlines() if "==" in line]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"], *weights]
    return {found[0] for one in wanted if (found := NAMES.match(one))}


def test_each_dependency_has_its_reason_in_the_docs():
    rows = re.findall(
        r"^\| ([A-Za-z0-9._-]+)(?:\[\w+\])? \| (.+) \|$", (ROOT / "docs/dependencies.md").read_text("utf-8"), re.M
    )
    explained = {name: reason for name, reason in rows if name not in ("package", "---")}

    assert set(explained) == dependencies()
    assert all(reason.strip("- ") for reason in explained.values())


def test_each_dependency_is_in_the_lock():
    lock = "\n".join((ROOT / "requirements" / name).read_text(encoding="utf-8") for name in ("dev.txt", "model.txt"))

    for name in dependencies():
        assert re.search(rf"^{re.escape(name)}(\[\w+\])?==", lock, re.MULTILINE), name


def test_the_procfile_has_the_four_roles():
    roles = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text(encoding="utf-8").splitlines())

    assert roles == {
        "release": "liaison db upgrade",
        "web": "liaison web",
        "worker": "liaison worker",
        "clock": "liaison clock",
    }


def test_everything_that_is_said_is_said_in_both_languages():
    names = [path.name for path in (ROOT / "prompts/cards").glob("*.j2")]
    said = {
        lang: {name.removesuffix(f".{lang}.j2") for name in names if name.endswith(f".{lang}.j2")}
        for lang in ("zh", "en")
    }

    assert said["zh"]
    assert said["zh"] == said["en"]
    assert len(names) == 2 * len(said["zh"])
