"""The model reader against a real model server. What the tiny model says doesn't count, what comes of it does."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from prompts.reading.embedded import EmbeddedReader
from prompts.reading.model.examples import chooser, our_examples
from prompts.reading.model.providers import PROVIDERS, Provider
from prompts.reading.model.reader import FallbackReader, ModelReader, Usage
from prompts.reading.schema import Utterance

SENT_AT = datetime(2027, 3, 2, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
LOCAL = PROVIDERS["local"]


def said(text: str) -> Utterance:
    return Utterance(text=text, speaker="Carol", role="client", said_at=SENT_AT, names=("Amy",))


CHANGE = said("Could you make the logo larger? We need it by Friday.")


@contextmanager
def model_server() -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Its address, and the process."""
    script = Path(__file__).with_name("model_server.py")
    process = subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert process.stdout is not None
        address = next(line.split()[1] for line in process.stdout if line.startswith("listening "))
        yield address, process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with model_server() as (url, _):
        yield url


MakeReader = Callable[..., tuple[FallbackReader, list[Usage]]]


@pytest.fixture
def make_reader(address: str) -> Iterator[MakeReader]:
    readers: list[ModelReader] = []

    def make(provider: Provider = LOCAL, **more: Any) -> tuple[FallbackReader, list[Usage]]:
        spent: list[Usage] = []
        settings: dict[str, Any] = {"base_url": f"{address}/v1", "timeout_s": 120.0, "hint": EmbeddedReader()} | more
        model = ModelReader(
            api_key="none", model="smollm2", provider=provider, monotonic=time.monotonic, spent=spent.append, **settings
        )
        readers.append(model)
        return FallbackReader(model, EmbeddedReader()), spent

    yield make
    for reader in readers:
        reader.close()


def test_a_schema_is_kept_to_by_a_model_that_understands_nothing(make_reader: MakeReader) -> None:
    reader, spent = make_reader(examples=chooser(our_examples(), lambda: ()))

    readings = reader.read_many([CHANGE, said("haha, good one")])

    assert [reading.fell_back for reading in readings] == [None, None]
    assert [reading.reader for reading in readings] == ["model", "model"]
    assert all(reading.kinds for reading in readings)
    (usage,) = spent
    assert (usage.outcome, usage.messages) == ("ok", 2)
    assert usage.tokens_in > 500
    assert usage.tokens_out > 20


def test_a_model_that_takes_too_long_is_not_waited_for(make_reader: MakeReader) -> None:
    reader, spent = make_reader(timeout_s=0.2)
    began = time.monotonic()

    reading = reader.read(CHANGE)

    assert time.monotonic() - began < 10  # the encoder is loaded in this time, too
    assert (reading.reader, reading.fell_back) == ("embedded", "timeout")
    assert "change_request" in reading.kinds
    assert [usage.outcome for usage in spent] == ["timeout"]


def test_an_answer_that_is_cut_off_counts_for_nothing_but_its_cost(make_reader: MakeReader) -> None:
    reader, spent = make_reader(replace(LOCAL, extras={"max_tokens": 5}))

    reading = reader.read(CHANGE)

    assert (reading.reader, reading.fell_back) == ("embedded", "too_long")
    assert spent[0].outcome == "too_long"
    assert spent[0].tokens_out == 5


def test_nonsense_is_asked_about_once_more_and_then_left(make_reader: MakeReader) -> None:
    chatty = replace(LOCAL, extras={"response_format": {"type": "text"}, "max_tokens": 30, "stop": [" "]})
    reader, spent = make_reader(chatty)

    reading = reader.read(CHANGE)

    assert (reading.reader, reading.fell_back) == ("embedded", "bad_answer")
    assert (spent[0].calls, spent[0].outcome) == (2, "bad_answer")


def test_what_is_too_long_for_the_models_context_is_read_by_the_rules(make_reader: MakeReader) -> None:
    reader, spent = make_reader()

    reading = reader.read(said("Could you make the logo larger? " + "背景说明很长" * 1200))

    assert (reading.reader, reading.fell_back) == ("embedded", "too_long")
    assert spent[0].calls == 1


def test_a_server_that_is_gone_is_unreachable() -> None:
    with model_server() as (url, process):
        model = ModelReader(api_key="none", model="smollm2", base_url=f"{url}/v1", monotonic=time.monotonic)
        process.kill()
        process.wait()

        reading = FallbackReader(model, EmbeddedReader()).read(CHANGE)
        model.close()

    assert (reading.reader, reading.fell_back) == ("embedded", "unreachable")
    assert "change_request" in reading.kinds
