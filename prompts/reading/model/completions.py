"""One question to an OpenAI-compatible provider and its answer, or the reason why there is none.

No error that leaves here carries the key, the message, or the provider's words, which may echo either.
"""

import json
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from prompts.reading.model.providers import Provider

if TYPE_CHECKING:
    from openai import APIStatusError, OpenAI

MOST_BYTES = 1_000_000  # of an answer


class ModelError(Exception):
    """The model gave no usable reading. `code` says why; may_retry whether asking later can help."""

    def __init__(self, code: str, *, may_retry: bool = True) -> None:
        super().__init__(code)
        self.code = code
        self.may_retry = may_retry


class Completion(NamedTuple):
    """What came back. When `error` is set, `content` is of no use; tokens may have been paid for all the same."""

    content: str
    tokens_in: int
    tokens_out: int
    error: str | None = None  # a ModelError's code


class Completions:
    """A provider, connected at the first question. Thread-safe; blocking."""

    def __init__(
        self, provider: Provider, *, api_key: str, base_url: str | None, model: str, monotonic: Callable[[], float]
    ) -> None:
        self._provider = provider
        self._api_key = api_key
        self._base_url = base_url
        self._model = model
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._client: OpenAI | None = None

    def ask(
        self, messages: list[dict[str, str]], *, schema: Mapping[str, Any], most_tokens: int, timeout_s: float
    ) -> Completion:
        """The answer to these messages. Raises ModelError where there is none to speak of."""
        import httpx2  # openai lets the errors of its transport out of a body that is read piece by piece
        import openai

        until = self._monotonic() + timeout_s
        client: Any = self._connected()
        try:
            with client.chat.completions.with_streaming_response.create(
                model=self._model,
                messages=messages,
                extra_body=self._provider.options(self._model, schema=schema, most_tokens=most_tokens),
                timeout=timeout_s,
            ) as response:
                body = self._read_body(response, until)
        except (openai.APITimeoutError, httpx2.TimeoutException):
            raise ModelError("timeout") from None
        except (openai.APIConnectionError, httpx2.TransportError):
            raise ModelError("unreachable") from None
        except openai.APIStatusError as error:
            raise self._status_error(error) from None
        except openai.OpenAIError:
            raise ModelError("bad_answer") from None
        return self._read_completion(body)

    def close(self) -> None:
        """Give the connections back. Asking again opens them anew."""
        with self._lock:
            client, self._client = self._client, None
        if client is not None:
            client.close()

    def _connected(self) -> "OpenAI":
        # Imported at the first call: it takes longer than the rest of the program's start.
        from openai import OpenAI

        with self._lock:
            if self._client is None:
                self._client = OpenAI(api_key=self._api_key, base_url=self._base_url, max_retries=0)
            return self._client

    def _read_body(self, response: Any, until: float) -> bytes:
        """The whole body, however slowly it drips: under load DeepSeek sends blank lines to keep the line open."""
        body = bytearray()
        for piece in response.iter_bytes():
            body += piece
            if self._monotonic() > until:
                raise ModelError("timeout")
            if len(body) > MOST_BYTES:
                raise ModelError("bad_answer")
        return bytes(body)

    def _status_error(self, error: "APIStatusError") -> ModelError:
        told = error.body if isinstance(error.body, Mapping) else {}
        codes = frozenset(str(told[name]) for name in ("code", "type") if told.get(name))
        refusal = self._provider.refusal(codes, str(told.get("message") or ""))
        if refusal in ("filtered", "too_long"):
            return ModelError(refusal, may_retry=False)
        if refusal == "refused" or error.status_code in (401, 402, 403):
            return ModelError("refused", may_retry=False)
        if error.status_code == 429:
            return ModelError("rate_limited")
        return ModelError("server_error") if error.status_code >= 500 else ModelError("bad_request", may_retry=False)

    def _read_completion(self, body: bytes) -> Completion:
        """A page of HTML, an error's body or an empty answer with status 200 is a failure."""
        try:
            told = json.loads(body)
        except ValueError:
            raise ModelError("bad_answer") from None
        choices = told.get("choices") if isinstance(told, dict) else None
        choice = choices[0] if isinstance(choices, list) and choices else None
        if not isinstance(choice, dict):
            raise ModelError("bad_answer")
        usage = told.get("usage")
        tokens = usage if isinstance(usage, dict) else {}
        reason, message = choice.get("finish_reason"), choice.get("message")
        content = message.get("content") if isinstance(message, dict) else None
        error: str | None = self._provider.ending(reason if isinstance(reason, str) else None)
        if error is None and not (isinstance(content, str) and content.strip()):
            error = "blank"
        return Completion(
            content if isinstance(content, str) else "",
            _count(tokens.get("prompt_tokens")),
            _count(tokens.get("completion_tokens")),
            error,
        )


def _count(told: object) -> int:
    return told if isinstance(told, int) and told > 0 else 0
