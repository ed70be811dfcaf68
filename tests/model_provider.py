"""A model's provider on loopback that answers well, badly, late, or whatever it was told."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Sent = tuple[int, bytes, str]  # status, body, content type
GOOD = {
    "kinds": ["interaction", "change_request"],
    "interaction_kind": "feedback",
    "sentiment": "neutral",
    "signals": [],
    "due_words": "周五前",
    "assignees": [],
    "priority": "normal",
    "title": "放大logo",
    "confidence": 0.9,
}
NOISE = {"kinds": ["noise"], "confidence": 0.9}


def completion(content: str | None, finish_reason: str = "stop") -> bytes:
    """What an OpenAI-compatible provider sends."""
    return json.dumps(
        {
            "id": "c1",
            "object": "chat.completion",
            "created": 1,
            "model": "tiny",
            "choices": [
                {"index": 0, "finish_reason": finish_reason, "message": {"role": "assistant", "content": content}}
            ],
            "usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120},
        }
    ).encode()


def told(asked: dict[str, Any]) -> dict[str, Any]:
    """The conversation that a question holds."""
    question = next(each["content"] for each in asked["messages"] if each["role"] == "user")
    conversation: dict[str, Any] = json.loads(question.split("\n-----\n")[1])
    return conversation


def messages_of(asked: dict[str, Any]) -> list[dict[str, Any]]:
    """The messages that a question is about."""
    messages: list[dict[str, Any]] = told(asked)["messages"]
    return messages


def answers(*each: dict[str, Any]) -> str:
    """Answers for the first message, the second …"""
    return json.dumps({"answers": [{"id": number, **one} for number, one in enumerate(each, start=1)]})


@dataclass
class Provider:
    """Gives its answers in order, the last one again and again; or what `think` makes of the question."""

    answers: list[Sent] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    think: Callable[[dict[str, Any]], Sent | str] | None = None
    delay_s: float = 0.0
    drip_s: float | None = None  # between two blank lines before the answer
    url: str = ""

    def says(self, *contents: str) -> None:
        """Good completions with these words."""
        self.answers = [(200, completion(content), "application/json") for content in contents]

    def sends(self, status: int, body: bytes, content_type: str = "application/json") -> None:
        """This, whatever it is."""
        self.answers = [(status, body, content_type)]

    def answer(self, asked: dict[str, Any]) -> Sent:
        """What the next question gets."""
        self.asked.append(asked)
        if self.think is not None:
            thought = self.think(asked)
            return (200, completion(thought), "application/json") if isinstance(thought, str) else thought
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def serving() -> Iterator[Provider]:
    """A provider, listening."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status, body, content_type = provider.answer(
                json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            )
            time.sleep(provider.delay_s)
            try:
                self.send_response(status)
                self.send_header("Content-Type", content_type)
                if provider.drip_s is None:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                for _ in range(200 if provider.drip_s is not None else 0):
                    self.wfile.write(b"\n")
                    time.sleep(provider.drip_s or 0)
                self.wfile.write(body)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True  # the reader had given up waiting

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    provider.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield provider
    server.shutdown()
    server.server_close()
    thread.join()


class Watch:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s
