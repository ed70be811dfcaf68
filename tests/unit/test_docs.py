"""The documents say nothing that isn't there: links, files, functions, commands, variables, metrics, permissions."""

import ast
import re
import tomllib
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import click
import pytest

from bot.cli.main import COMMANDS as CLI
from bot.cli.main import liaison
from bot.config import variables
from bot.slack.scopes import SCOPES
from handlers.export_columns import COLUMNS
from prompts.commands import COMMANDS
from prompts.reading.embedded import EmbeddedReader
from prompts.reading.schema import Utterance

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ("bot", "handlers", "prompts", "storage")
DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
PAIRS = [(path, path.with_name(f"{path.stem}.zh-CN.md")) for path in DOCS if not path.stem.endswith(".zh-CN")]
PAIRS = [(english, chinese) for english, chinese in PAIRS if chinese.exists()]
READMES = (ROOT / "README.md", ROOT / "README.zh-CN.md")
ADRS = sorted((ROOT / "docs/adr").glob("[0-9]*.md"))

LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")
IN_TREE = re.compile(r"(?:bot|handlers|prompts|storage|tests|docs|requirements)/[\w./-]*")

each_document = pytest.mark.parametrize("path", DOCS, ids=lambda path: str(path.relative_to(ROOT)))
each_pair = pytest.mark.parametrize(("english", "chinese"), PAIRS, ids=lambda path: path.name)


@cache
def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def prose_of(path: Path) -> str:
    """The document without its blocks of code."""
    return FENCE.sub("", text_of(path))


def headings(path: Path) -> list[tuple[int, str]]:
    return [(len(marks), title) for marks, title in re.findall(r"^(#+) (.+)$", prose_of(path), re.MULTILINE)]


def anchors(path: Path) -> set[str]:
    """The ids that a reader's browser gives to the headings."""
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for _, title in headings(path)}


def code_of(path: Path) -> Iterator[str]:
    """Everything that is written as code: spans, and the lines of shell blocks."""
    yield from CODE.findall(prose_of(path))
    for language, block in FENCE.findall(text_of(path)):
        if language == "sh":
            yield from block.splitlines()


@each_document
def test_every_link_leads_somewhere(path: Path):
    for target in LINK.findall(prose_of(path)):
        address, _, anchor = target.partition("#")
        if address.startswith("https://"):
            continue
        found = (path.parent / address).resolve() if address else path
        assert found.exists(), f"{path.name} links to {target}"
        if anchor:
            assert anchor in anchors(found), f"{path.name} links to {target}"


@each_document
def test_every_file_that_is_named_is_there(path: Path):
    for span in CODE.findall(prose_of(path)):
        if IN_TREE.fullmatch(span.partition("::")[0]):
            assert (ROOT / span.partition("::")[0]).exists(), f"{path.name} names {span}"


def definitions(module: Path) -> set[str]:
    """The functions and classes of a module, and what it takes in from elsewhere by name."""
    tree = ast.parse(text_of(module))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}


@each_document
def test_every_function_and_class_that_is_named_is_there(path: Path):
    for span in CODE.findall(prose_of(path)):
        module, colons, name = span.partition("::")
        if module and colons:
            assert name in definitions(ROOT / module), f"{path.name} names {span}"


def test_the_architecture_walks_through_the_code():
    named = [span for span in CODE.findall(prose_of(ROOT / "ARCHITECTURE.md")) if "::" in span]

    assert len(named) > 25


@each_document
def test_every_command_line_that_is_shown_can_be_typed(path: Path):
    for line in code_of(path):
        for words in re.findall(r"(?:^|/)liaison (.+?)(?:#|$)", line):
            check_typed(words.split(), where=f"{path.name}: liaison {words}")


def check_typed(words: list[str], *, where: str) -> None:
    """Fails unless these words call a command with options that it has."""
    name, *rest = words
    if name.startswith("-"):
        return
    assert name in CLI, where
    command = liaison.get_command(click.Context(liaison), name)
    if isinstance(command, click.Group) and rest:
        command = command.commands.get(rest[0])
    assert command is not None, where
    options = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in rest if word.startswith("--")} <= options | {"--help"}, where


@each_document
def test_every_target_of_make_that_is_named_is_there(path: Path):
    targets = set(re.findall(r"^([a-z-]+):", text_of(ROOT / "Makefile"), re.MULTILINE))

    for line in code_of(path):
        for target in re.findall(r"^\s*make ([a-z-]+)", line):
            assert target in targets, f"{path.name}: make {target}"


@each_document
def test_every_variable_that_is_named_is_read(path: Path):
    named = set(re.findall(r"\b(?:LIAISON|SLACK|WECOM|OPENAI)_[A-Z_]*[A-Z]\b|\bDATABASE_URL\b", text_of(path)))

    assert named <= variables()


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
def test_a_readme_explains_every_variable(path: Path):
    rows = "\n".join(line for line in text_of(path).splitlines() if line.startswith("|"))

    assert {name for name in variables() if f"`{name}`" in rows} == variables()


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
def test_a_readme_names_the_two_commands_that_matter(path: Path):
    shown = "".join(block for language, block in FENCE.findall(text_of(path)) if language == "sh")

    assert "make demo" in shown
    assert "make test" in shown


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
def test_a_readme_names_the_commonest_chat_commands_in_both_languages(path: Path):
    rows = set(re.findall(r"^\| `([^`:]+)` \| `([^`:]+)` \|", text_of(path), re.MULTILINE))
    chinese_first = path.name.endswith(".zh-CN.md")

    assert len(rows) > 10
    assert rows <= {tuple(first_names(command.names)[:: -1 if chinese_first else 1]) for command in COMMANDS}


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
def test_a_readmes_examples_are_those_of_the_help(path: Path):
    rows = [line for line in text_of(path).splitlines() if line.startswith("|")]
    shown = [(command, row) for command in COMMANDS for row in rows if f"| `{command.names[0]}` |" in row]

    assert len(shown) > 10
    for command, row in shown:
        assert f"`{command.example['zh']}`" in row
        assert f"`/crm {command.example['en']}`" in row or f"`/crm {command.names[0]}`" in row


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
@pytest.mark.parametrize(
    ("sentence", "due_on"),
    [
        ("客户说logo要再改大一点，周五前给", date(2026, 11, 27)),
        ("The client asked us to make the headline shorter by Thursday", date(2026, 11, 26)),
    ],
)
@pytest.mark.parametrize("is_relayed", [False, True])  # in a channel; one-to-one with the bot
def test_the_sentences_that_a_readme_promises_to_understand_are_understood(
    path: Path, sentence: str, due_on: date, is_relayed: bool
):
    tuesday = datetime(2026, 11, 24, 10, tzinfo=ZoneInfo("Asia/Shanghai"))

    reading = EmbeddedReader().read(
        Utterance(text=sentence, speaker="Amy", role="ae", said_at=tuesday, is_relayed=is_relayed)
    )

    assert f"`{sentence}`" in text_of(path)
    assert "change_request" in reading.kinds
    assert reading.due is not None
    assert reading.due.on == due_on


def first_names(names: tuple[str, ...]) -> list[str]:
    """The name that help shows, of each language."""
    return [next(name for name in names if name.isascii()), next(name for name in names if not name.isascii())]


def test_the_readme_and_three_more_come_in_chinese_too():
    assert {english.name for english, _ in PAIRS} == {"README.md", "slack.md", "wecom.md", "operations.md"}


@each_pair
def test_both_languages_have_the_same_parts(english: Path, chinese: Path):
    assert [level for level, _ in headings(english)] == [level for level, _ in headings(chinese)]


@each_pair
def test_both_languages_have_the_same_tables_steps_and_blocks(english: Path, chinese: Path):
    for shape in (r"^\|", r"^\d+\. ", r"^- ", r"^ *```"):
        counts = [len(re.findall(shape, text_of(path), re.MULTILINE)) for path in (english, chinese)]
        assert counts[0] == counts[1], shape


@each_pair
def test_both_languages_name_the_same_things(english: Path, chinese: Path):
    def names(path: Path) -> set[str]:
        spans = {span for span in CODE.findall(prose_of(path)) if span.isascii()}
        return {span for span in spans if not span.startswith(("/crm", "lang ", "task ", "@Liaison", "https://"))}

    assert names(english) ^ names(chinese) == set()


@pytest.mark.parametrize("name", ["operations.md", "operations.zh-CN.md"])
def test_every_metric_and_log_event_that_is_named_is_there(name: str):
    source = "\n".join(text_of(path) for floor in FLOORS for path in (ROOT / floor).rglob("*.py"))
    spans = set(CODE.findall(prose_of(ROOT / "docs" / name)))
    metrics = {span for span in spans if re.fullmatch(r"liaison_\w+", span)}
    events = {
        span for span in spans if re.fullmatch(r"(?:event|send|workspace|taken|platform|slack|wecom)[_.]\w+", span)
    }

    assert len(metrics) > 10
    assert len(events) > 10
    for span in metrics:
        assert f'"{span.removesuffix("_total")}"' in source, span
    for span in events:
        assert f'"{span}"' in source, span


@pytest.mark.parametrize("name", ["slack.md", "slack.zh-CN.md"])
def test_the_reasons_cover_all_permissions(name: str):
    table = re.search(r"^\| (?:scope|权限) \|.*\n(?:\|.*\n)+", text_of(ROOT / "docs" / name), re.MULTILINE)

    assert table is not None
    assert {scope for row in table[0].splitlines() for scope in CODE.findall(row.split("|")[1])} == SCOPES


def test_the_export_page_has_all_kinds_and_fields():
    page = text_of(ROOT / "docs/export.md").partition("\n## Kinds\n")[2].partition("\n\nPayments, alerts")[0]
    rows = re.findall(r"^\| (\w+) \| (.+) \|$", page, re.MULTILINE)
    told = {kind: set(CODE.findall(fields)) for kind, fields in rows}
    common = {"id", "client", "created_at", "source"}

    assert {kind: fields for kind, fields in told.items() if kind in COLUMNS} == {
        kind: set(columns) - common for kind, columns in COLUMNS.items()
    }


def test_decisions_are_numbered_without_gaps_and_listed():
    index = text_of(ROOT / "docs/adr/README.md")

    assert [int(path.name[:4]) for path in ADRS] == list(range(1, len(ADRS) + 1))
    assert re.findall(r"\((\d{4}-[\w-]+\.md)\)", index) == [path.name for path in ADRS]
    for path in ADRS:
        title = headings(path)[0][1].split(". ", 1)[1]
        assert f"| {title} |" in index


@pytest.mark.parametrize("path", ADRS, ids=lambda path: path.name)
def test_a_decision_has_its_number_context_decision_and_consequences(path: Path):
    (_, title), *parts = headings(path)

    assert title.startswith(f"{int(path.name[:4])}. ")
    assert [name for _, name in parts] == ["Context", "Decision", "Consequences"]


def test_every_decision_that_is_cited_is_there():
    places = [*DOCS, *(path for floor in FLOORS for path in (ROOT / floor).rglob("*.py"))]
    cited = {int(number) for path in places for number in re.findall(r"\bADR (\d+)", text_of(path))}

    assert cited
    assert cited <= set(range(1, len(ADRS) + 1))


def test_the_changelog_has_this_version():
    version = tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]["version"]

    assert re.search(
        rf"^## \[{re.escape(version)}\] - \d{{4}}-\d\d-\d\d$", text_of(ROOT / "CHANGELOG.md"), re.MULTILINE
    )
