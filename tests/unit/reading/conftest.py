"""A model's provider on loopback, and readers that ask it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from model_provider import Provider, Watch, serving

from prompts.reading.model.reader import ModelReader


@pytest.fixture
def provider() -> Iterator[Provider]:
    with serving() as served:
        yield served


@pytest.fixture
def make_reader(provider: Provider) -> Iterator[Callable[..., ModelReader]]:
    readers: list[ModelReader] = []

    def make(**more: Any) -> ModelReader:
        settings: dict[str, Any] = {
            "api_key": "sk-not-for-anyones-eyes",
            "model": "tiny",
            "base_url": provider.url,
            "monotonic": Watch(),
        }
        readers.append(ModelReader(**(settings | more)))
        return readers[-1]

    yield make
    for reader in readers:
        reader.close()
