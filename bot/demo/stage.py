"""The stage: a fake Slack, a fake WeCom with its AI bot, and between them the program itself, as operators run it."""

import http.client
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import bot
from bot.demo.cast import PEOPLE, ROOMS
from bot.demo.script import OURS, Lang, Person
from bot.fakes import FakeSlack, FakeWeCom, SlackSender, WeComSender
from bot.fakes.wecom import FakeAiBot

AGENCY_TZ = "Asia/Shanghai"
READY_WITHIN_S = 30.0
STOPPED_WITHIN_S = 15.0
_EMPTY_ENVIRONMENT_BUT = {"PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}


class StageError(Exception):
    """The demo could not be set up or did not go as it should: what happened, in words."""


class Stage:
    """Everything that runs while the demo does. Use it in a `with` statement; it leaves nothing behind."""

    def __init__(self, lang: Lang) -> None:
        self._lang = lang
        self._life = ExitStack()
        self._program: subprocess.Popen[bytes] | None = None
        self.slack = FakeSlack()
        self.wecom = FakeWeCom()
        self.aibot = FakeAiBot()

    def __enter__(self) -> Self:
        try:
            self._set_up()
        except BaseException:
            self._life.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._life.close()

    @property
    def database_url(self) -> str:
        return f"sqlite:///{self.folder / 'demo.db'}"

    def stop_program(self) -> int:
        """Ask the program to end, as a deployment does, and return its exit code."""
        assert self._program is not None
        self._program.terminate()
        try:
            return self._program.wait(STOPPED_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._program.kill()
            return self._program.wait()

    def check_running(self) -> None:
        """Raises StageError if the program has ended by itself."""
        if self._program is None or self._program.poll() is not None:
            raise StageError(f"liaison run ended by itself; its last words:\n{self.last_words()}")

    def last_words(self, lines: int = 8) -> str:
        """The end of the program's log."""
        said = (self.folder / "liaison.log").read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(said[-lines:])

    def _set_up(self) -> None:
        self.folder = Path(self._life.enter_context(tempfile.TemporaryDirectory(prefix="liaison-demo-")))
        self._life.enter_context(self.slack)
        self._life.enter_context(self.wecom)
        self._life.enter_context(self.aibot)
        self._furnish()
        port = _free_port()
        log = self._life.enter_context((self.folder / "liaison.log").open("wb"))
        self._life.callback(self._end)
        self._program = self._start(port, log)
        self._wait_until_ready(port)
        origin = f"http://127.0.0.1:{port}"
        # A connection each time, as the platforms come: one that is kept alive would be closed while somebody reads.
        self.slack_sender = self._life.enter_context(SlackSender(f"{origin}/slack/events", self.slack))
        self.wecom_sender = self._life.enter_context(WeComSender(f"{origin}/wecom/callback", self.wecom))

    def _furnish(self) -> None:
        """People and rooms, as they stand before the program is asked in."""
        for person in PEOPLE:
            if person.platform == "wecom":
                self.wecom.add_member(person.key, person.name)
            else:
                self._add_slack_user(person)
        for room in (room for room in ROOMS if room.platform == "slack"):
            self.slack.add_channel(room.name, [slack_id(key) for key in room.people], channel_id=channel_id(room.key))

    def _add_slack_user(self, person: Person) -> None:
        is_ours = person.side == OURS
        self.slack.add_user(
            person.name,
            user_id=slack_id(person.key),
            team_id=None if is_ours else team_id(person.side),
            email=f"{person.key}@mujin.example" if is_ours else None,
            locale="zh-CN" if person.lang == "zh" else "en-US",
            tz=AGENCY_TZ,
        )

    def _start(self, port: int, log: IO[bytes]) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [sys.executable, "-m", "bot", "run"],
            env=self._environment(port),
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )

    def _environment(self, port: int) -> dict[str, str]:
        """Nothing of the caller's: somebody's real tokens, in the environment or in .env, must never be used."""
        return _EMPTY_ENVIRONMENT_BUT | {
            "PYTHONPATH": str(Path(bot.__file__).resolve().parents[1]),
            "DATABASE_URL": self.database_url,
            "PORT": str(port),
            "LIAISON_HOST": "127.0.0.1",
            "LIAISON_TZ": AGENCY_TZ,
            "LIAISON_LANG": self._lang,
            "LIAISON_LOG": "json",
            "LIAISON_PACE": "0",
            "SLACK_BOT_TOKEN": self.slack.bot_token,
            "SLACK_SIGNING_SECRET": self.slack.signing_secret,
            "SLACK_API_URL": self.slack.url,
            "WECOM_CORP_ID": self.wecom.corp_id,
            "WECOM_AGENT_ID": str(self.wecom.agent_id),
            "WECOM_SECRET": self.wecom.secret,
            "WECOM_TOKEN": self.wecom.token,
            "WECOM_AES_KEY": self.wecom.aes_key,
            "WECOM_API_URL": self.wecom.url,
            "WECOM_BOT_ID": self.aibot.bot_id,
            "WECOM_BOT_SECRET": self.aibot.secret,
            "WECOM_BOT_WS_URL": self.aibot.ws_url,
        }

    def _wait_until_ready(self, port: int) -> None:
        deadline = time.monotonic() + READY_WITHIN_S
        while time.monotonic() < deadline:
            self.check_running()
            if _is_ready(port):
                return
            time.sleep(0.05)
        raise StageError(f"liaison run was not ready after {READY_WITHIN_S:g} s:\n{self.last_words()}")

    def _end(self) -> None:
        if self._program is not None and self._program.poll() is None:
            self._program.kill()
            self._program.wait()


def slack_id(person: str) -> str:
    """The Slack user id of somebody in the story."""
    return f"U0{person.upper():0<9}"


def channel_id(room: str) -> str:
    """The Slack channel id of a room."""
    return f"C0{room.upper().replace('_', ''):0<9}"


def team_id(side: str) -> str:
    """The Slack workspace of a client."""
    return f"T0{side.encode().hex().upper()[:9]}"


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
