"""A process that dies says why in its log, and nothing secret on its way out."""

import json
import subprocess
import sys

import pytest

SECRET = "quiet-Secret/1+2"

SET_UP = f"""
import asyncio, sys, threading, warnings
from bot.logs import catch_strays, configure_logs
configure_logs(form="json", secrets=["{SECRET}"])
catch_strays()
def fail():
    raise ConnectionError("GET https://host/gettoken?corpsecret=" + "quiet-" + "Secret/1+2")
"""


@pytest.mark.parametrize(
    ("crash", "code"),
    [
        ("fail()", 1),
        ("thread = threading.Thread(target=fail); thread.start(); thread.join()", 0),
        (
            "async def main(): asyncio.get_running_loop().call_soon(fail); await asyncio.sleep(0)\nasyncio.run(main())",
            0,
        ),
        ("warnings.warn('quiet-' + 'Secret/1+2')", 0),
    ],
    ids=["main thread", "other thread", "event loop callback", "warning"],
)
def test_whatever_ends_in_stderr_is_json_and_redacted(crash: str, code: int):
    done = subprocess.run([sys.executable, "-c", SET_UP + crash], capture_output=True, text=True, timeout=60)

    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert done.returncode == code
    assert lines
    assert SECRET not in done.stderr
    assert "[redacted]" in done.stderr
