"""How acceptance tests start the program."""

from typing import Protocol

from bot.fakes.process import Environment, ProgramProcess


class Start(Protocol):
    """Starts a process and waits until it is ready."""

    def __call__(self, *arguments: str, env: Environment) -> ProgramProcess: ...
