"""How long the program takes to start, and how much memory it holds: idle, and when it has read a thousand messages.

    python -m benchmarks.start [--times 5] [--messages 1000]

Start to ready: from starting the process until GET /readyz answers 200, on a database that is migrated. The messages
are labelled ones of many clients, said in ten channels of Slack to one `liaison run`, which reads, records and answers
them; one comes through WeCom, so that both platforms are at work.
"""

import argparse
import http.client
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import exists, select

from bot.fakes import FakeSlack, FakeWeCom, SlackSender, WeComSender
from bot.fakes.process import Environment, ProgramProcess, environment, run_command, wait_until
from storage.engine import open_store
from storage.queue_tables import INBOX, OUTBOX

TARGET_READY_S = 2.0
TARGET_RESIDENT_MB = 200.0
TARGET_READING_MB = 250.0
IDLE_S = 3.0
CHANNELS = 10
SAID = Path(__file__).parent / "reading" / "data" / "test.jsonl"


def time_import(env: Environment) -> float:
    """Seconds to start Python and import everything that `liaison run` imports before it is set up."""
    began_at = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import bot.app, bot.roles"], env=env, check=True)
    return time.perf_counter() - began_at


def time_empty(env: Environment) -> float:
    """Seconds that Python itself takes."""
    began_at = time.perf_counter()
    subprocess.run([sys.executable, "-c", "pass"], env=env, check=True)
    return time.perf_counter() - began_at


def is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    finally:
        connection.close()


def time_ready(env: Environment, folder: Path) -> tuple[float, float]:
    """Seconds until it is ready, and MB that it then holds, idle."""
    began_at = time.perf_counter()
    with ProgramProcess("run", env=env, folder=folder) as program:
        program.wait_until_ready()
        while not is_ready(program.port):
            time.sleep(0.005)
        ready_s = time.perf_counter() - began_at
        time.sleep(IDLE_S)
        return ready_s, megabytes(program, "VmRSS")


def megabytes(program: ProgramProcess, name: str) -> float:
    """What a process holds now (VmRSS), or held at the most (VmHWM)."""
    status = Path(f"/proc/{program.process.pid}/status").read_text().splitlines()
    (kilobytes,) = [int(line.split()[1]) for line in status if line.startswith(f"{name}:")]
    return kilobytes / 1024


def measure_reading(
    env: Environment, folder: Path, slack: FakeSlack, wecom: FakeWeCom, count: int
) -> tuple[float, ...]:
    """MB that it holds when it has read so many messages, and MB that it held at the most."""
    people = [slack.add_user(f"Amy {number}") for number in range(CHANNELS)]
    places = [(slack.add_channel(f"brand-{number}", [person]), person) for number, person in enumerate(people)]
    wecom.add_member("LiLei", "李雷")
    texts = [json.loads(line)["text"] for line in SAID.read_text(encoding="utf-8").splitlines()]
    with (
        ProgramProcess("run", env=env, folder=folder) as program,
        SlackSender(program.wait_until_ready().url("/slack/events"), slack, is_kept_alive=True) as sender,
        WeComSender(program.url("/wecom/callback"), wecom) as caller,
    ):
        for number, (channel, person) in enumerate(places):
            sender.slash("/crm", f"绑定 银杏乳业{number}", person, channel)
        caller.text("LiLei", "任务 出海报初稿 周四前 @王磊")
        for number in range(count):
            sender.message(*places[number % CHANNELS], texts[number % len(texts)])
        wait_until(lambda: is_worked_off(env["DATABASE_URL"]), timeout_s=300, every_s=0.5, what="all read and answered")
        return megabytes(program, "VmRSS"), megabytes(program, "VmHWM")


def is_worked_off(url: str) -> bool:
    store = open_store(url)
    try:
        waiting = [select(exists().where(table.c.state.in_(("ready", "running")))) for table in (INBOX, OUTBOX)]
        return not any(
            store.read(lambda session, query=query: session.execute(query).scalar_one()) for query in waiting
        )
    finally:
        store.close()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--times", type=int, default=5)
    options.add_argument("--messages", type=int, default=1000, help="that are read before memory is measured again")
    given = options.parse_args()
    with FakeSlack() as slack, FakeWeCom() as wecom, tempfile.TemporaryDirectory(prefix="liaison-bench-") as name:
        folder = Path(name)
        env = environment(f"sqlite:///{folder}/liaison.db", slack=slack, wecom=wecom)
        run_command("db", "upgrade", env=env, folder=folder).check_returncode()
        imports = [time_import(env) for _ in range(given.times)]
        empty = [time_empty(env) for _ in range(given.times)]
        started = [time_ready(env, folder) for _ in range(given.times)]
        reading_mb, most_mb = measure_reading(env, folder, slack, wecom, given.messages)
    ready_s = statistics.median(seconds for seconds, _ in started)
    resident_mb = max(held_mb for _, held_mb in started)
    print(f"python alone      {statistics.median(empty):5.2f} s")
    print(f"import of bot     {statistics.median(imports):5.2f} s")
    print(f"start to ready    {ready_s:5.2f} s    target under {TARGET_READY_S:g} s")
    print(f"resident, idle    {resident_mb:5.0f} MB   target under {TARGET_RESIDENT_MB:g} MB")
    print(f"after {given.messages:5} read  {reading_mb:5.0f} MB   target under {TARGET_READING_MB:g} MB")
    print(f"at the most       {most_mb:5.0f} MB   target under {TARGET_READING_MB:g} MB")
    is_met = ready_s < TARGET_READY_S and resident_mb < TARGET_RESIDENT_MB and most_mb < TARGET_READING_MB
    print("targets: met" if is_met else "targets: MISSED")
    raise SystemExit(0 if is_met else 1)


if __name__ == "__main__":
    main()
