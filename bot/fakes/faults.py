"""What a fake was asked, and what is to go wrong next."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Mode = Literal[
    "500",  # an error page; nothing was done
    "502",
    "html",  # 200 with a web page, as proxies answer; nothing was done
    "timeout_before",  # nothing was done, and no answer comes
    "timeout_after",  # it was done, but no answer comes
    "disconnect",  # the connection breaks; nothing was done
    "disconnect_after",  # it was done, then the connection breaks
    "slow",  # it was done, and the answer takes `slow_s`
    "refuse",  # the platform's own way of saying no
]


@dataclass(frozen=True)
class Call:
    """One request of the bot."""

    method: str
    args: dict[str, Any]  # without the token
    at: float  # unix seconds, by the fake's clock
    answer: dict[str, Any] | None  # None: it got no answer, or an error page
    status: int | None  # HTTP; None: no answer


@dataclass
class Fault:
    """One way of failing, for the next `times` calls of a method."""

    mode: Mode
    times: int
    answer: dict[str, Any] = field(default_factory=dict)  # refuse: what is said
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    only: Mapping[str, Any] = field(default_factory=dict)  # only calls with these arguments
    slow_s: float = 0.0  # slow: seconds until the answer


class Faults:
    """The faults planned for each method, in order; "*" stands for any method."""

    def __init__(self) -> None:
        self._planned: dict[str, list[Fault]] = {}

    def plan(self, method: str, fault: Fault) -> None:
        self._planned.setdefault(method, []).append(fault)

    def clear(self) -> None:
        self._planned.clear()

    def take(self, method: str, args: Mapping[str, Any]) -> Fault | None:
        """The fault for this call, used up by one; None if it may succeed."""
        for name in (method, "*"):
            for fault in self._planned.get(name, []):
                if fault.times > 0 and all(args.get(key) == value for key, value in fault.only.items()):
                    fault.times -= 1
                    return fault
        return None
