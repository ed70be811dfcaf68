"""How long the program takes to start, and how much memory it holds when nothing happens.

    python -m benchmarks.start [--times 5]

Start to ready: from starting the process until GET /readyz answers 200, on a database that is migrated.
"""

import argparse
import http.client
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bot.fakes import FakeSlack, FakeWeCom
from bot.fakes.process import Environment, ProgramProcess, environment, run_command

TARGET_READY_S = 2.0
TARGET_RESIDENT_MB = 200.0
IDLE_S = 3.0


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
        status = Path(f"/proc/{program.process.pid}/status").read_text().splitlines()
        (resident_kb,) = [int(line.split()[1]) for line in status if line.startswith("VmRSS:")]
    return ready_s, resident_kb / 1024


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--times", type=int, default=5)
    given = options.parse_args()
    with FakeSlack() as slack, FakeWeCom() as wecom, tempfile.TemporaryDirectory(prefix="liaison-bench-") as name:
        folder = Path(name)
        env = environment(f"sqlite:///{folder}/liaison.db", slack=slack, wecom=wecom)
        run_command("db", "upgrade", env=env, folder=folder).check_returncode()
        imports = [time_import(env) for _ in range(given.times)]
        empty = [time_empty(env) for _ in range(given.times)]
        started = [time_ready(env, folder) for _ in range(given.times)]
    ready_s = statistics.median(seconds for seconds, _ in started)
    resident_mb = max(megabytes for _, megabytes in started)
    print(f"python alone      {statistics.median(empty):5.2f} s")
    print(f"import of bot     {statistics.median(imports):5.2f} s")
    print(f"start to ready    {ready_s:5.2f} s    target under {TARGET_READY_S:g} s")
    print(f"resident, idle    {resident_mb:5.0f} MB   target under {TARGET_RESIDENT_MB:g} MB")
    is_met = ready_s < TARGET_READY_S and resident_mb < TARGET_RESIDENT_MB
    print("targets: met" if is_met else "targets: MISSED")
    raise SystemExit(0 if is_met else 1)


if __name__ == "__main__":
    main()
