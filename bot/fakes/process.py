"""The program as operators run it: a process of its own, with an environment from scratch."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from bot.fakes.slack import FakeSlack
from bot.fakes.wecom import FakeAiBot, FakeWeCom

ROOT = Path(__file__).parents[2]
# What a process needs to run at all. Everything else is given, so that nobody's real tokens are ever found.
INHERITED = ("PATH", "HOME", "LANG", "TMPDIR", "SYSTEMROOT")

Environment = dict[str, str]
LogLine = dict[str, Any]


class DidNotStart(Exception):
    """The program ended, or said nothing, before it was ready."""


def environment(
    database_url: str,
    *,
    slack: FakeSlack | None = None,
    wecom: FakeWeCom | None = None,
    aibot: FakeAiBot | None = None,
    **more: str,
) -> Environment:
    """Settings for the program, with the fakes in the platforms' place. Pauses between sends are left out."""
    env = {name: os.environ[name] for name in INHERITED if name in os.environ}
    env |= {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "DATABASE_URL": database_url, "PORT": "0"}
    env |= {"LIAISON_HOST": "127.0.0.1", "LIAISON_LOG": "json", "LIAISON_PACE": "0"}
    if slack is not None:
        env |= {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_SIGNING_SECRET": slack.signing_secret}
        env |= {"SLACK_API_URL": slack.url}
    if wecom is not None:
        env |= {"WECOM_CORP_ID": wecom.corp_id, "WECOM_AGENT_ID": str(wecom.agent_id), "WECOM_SECRET": wecom.secret}
        env |= {"WECOM_TOKEN": wecom.token, "WECOM_AES_KEY": wecom.aes_key, "WECOM_API_URL": wecom.url}
    if aibot is not None:  # over the long connection
        env |= {"WECOM_BOT_ID": aibot.bot_id, "WECOM_BOT_SECRET": aibot.secret, "WECOM_BOT_WS_URL": aibot.ws_url}
    return env | more


def run_command(
    *arguments: str, env: Environment, folder: Path, text: str | None = None, timeout_s: float = 120.0
) -> "subprocess.CompletedProcess[str]":
    """Run a command of the program to its end. `folder` is where it looks for .env; `text` is its standard input."""
    return subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-m", "bot", *arguments],
        env=env,
        cwd=folder,
        input=text,
        capture_output=True,
        encoding="utf-8",
        timeout=timeout_s,
        check=False,
    )  # fmt: skip


class ProgramProcess:
    """One running process of the program. Use it in a `with` statement; it is stopped at the end."""

    def __init__(self, *arguments: str, env: Mapping[str, str], folder: Path) -> None:
        self._arguments = arguments
        self._lines: list[str] = []
        self._heard = threading.Condition()
        self.began_at = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 - ourselves
            [sys.executable, "-m", "bot", *arguments],
            env=dict(env),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
        )  # fmt: skip
        self._reader = threading.Thread(target=self._read_log, name=f"log of {arguments}", daemon=True)
        self._reader.start()

    # -- what it says

    @property
    def log(self) -> str:
        """All that it has logged."""
        with self._heard:
            return "".join(self._lines)

    @property
    def log_lines(self) -> list[LogLine]:
        """Its log, line by line; what isn't JSON is left out."""
        return [line for line in map(_read_line, self.log.splitlines()) if line is not None]

    def wait_for_log(self, event: str, timeout_s: float = 20.0) -> LogLine:
        """The first line of this event. Raises DidNotStart when the process ends or is silent."""
        deadline = time.monotonic() + timeout_s
        seen = 0
        with self._heard:
            while True:
                for text in self._lines[seen:]:
                    line = _read_line(text)
                    if line is not None and line.get("event") == event:
                        return line
                seen = len(self._lines)
                has_ended = self.process.poll() is not None and not self._reader.is_alive()
                if has_ended or time.monotonic() > deadline:
                    raise DidNotStart(
                        f"{' '.join(self._arguments)} never said {event}:\n{''.join(self._lines)[-4000:]}"
                    )
                self._heard.wait(0.05)

    def wait_until_ready(self, timeout_s: float = 20.0) -> Self:
        """Until all its parts run. Raises DidNotStart."""
        self.wait_for_log("started", timeout_s)
        return self

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.wait_for_log("listening")["port"])

    def url(self, path: str = "") -> str:
        """An address of it."""
        return f"http://127.0.0.1:{self.port}{path}"

    # -- its end

    def kill(self) -> None:
        """SIGKILL: no farewell."""
        self.process.kill()
        self._wait(10)

    def stop(self, timeout_s: float = 30.0) -> int:
        """SIGTERM, and the exit code that it ends with."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self._wait(timeout_s)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.stop()
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    def _wait(self, timeout_s: float) -> int:
        code = self.process.wait(timeout_s)
        self._reader.join(5)
        assert self.process.stderr is not None
        self.process.stderr.close()
        return code

    def _read_log(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            with self._heard:
                self._lines.append(line)
                self._heard.notify_all()


def _read_line(text: str) -> LogLine | None:
    try:
        line = json.loads(text)
    except ValueError:
        return None
    return line if isinstance(line, dict) else None


def wait_until(holds: Callable[[], object], *, timeout_s: float = 20.0, every_s: float = 0.02, what: str = "") -> None:
    """Until it holds. Raises TimeoutError."""
    deadline = time.monotonic() + timeout_s
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {timeout_s:g} s: {what or holds}")
        time.sleep(every_s)


def read_export(kind: str, *, env: Environment, folder: Path) -> Sequence[dict[str, Any]]:
    """All records of a kind, as `liaison export` gives them. Raises CalledProcessError."""
    done = run_command("export", kind, env=env, folder=folder)
    done.check_returncode()
    return [json.loads(line) for line in done.stdout.splitlines()]
