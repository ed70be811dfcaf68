"""The sentence encoder, if it is installed: a message's meaning as 512 numbers, alike in any language."""

import logging
from typing import Any
from zipfile import BadZipFile

import numpy as np

from prompts.reading.learned.weights import Vector

MOST_CHARACTERS = 400
_FAILURES = (OSError, ValueError, KeyError, MemoryError, EOFError, BadZipFile)  # of a file that can't be read or held

log = logging.getLogger(__name__)


class Encoder:
    """Loads its weights at the first message, so that a process that reads nothing needs no memory for them."""

    def __init__(self, model: Any) -> None:
        self._model = model

    def encode(self, text: str) -> Vector | None:
        """None when it fails, which is said once: reading goes on by words and cues."""
        if self._model is None:
            return None
        try:
            return np.asarray(self._model.encode([text[:MOST_CHARACTERS]])[0], dtype=np.float32)
        except _FAILURES as failure:
            log.warning("sentence encoder failed, reading goes on without it: %s", type(failure).__name__)
            self._model = None
            return None


def find_encoder() -> Encoder | None:
    """The encoder, or None where it isn't installed: then reading goes on without, a little less well."""
    try:
        from prompts.reading.learned.frugal import FrugalUSE
    except ImportError:
        return None
    return Encoder(FrugalUSE(threads=1))
