"""`report` of a long log: on a terminal it says how far it has come, elsewhere nothing."""
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "observability")]
import states  # noqa: E402
from lab import demand, told  # noqa: E402
from records import record  # noqa: E402

DAYS = 400
COMMAND = f"ntp-audit report --since {DAYS}d -o /tmp/page.html"


def long_log():
    now = time.time()
    states.write([record(now - i * 300) for i in range(DAYS * 288, 0, -1)])


def on_a_terminal():
    done = subprocess.run(["script", "-qec", COMMAND, "/dev/null"], capture_output=True, text=True)
    demand(done.returncode == 0, done.stdout[-300:])
    demand("reading audit.log, " in done.stdout and " %" in done.stdout, f"no progress: {done.stdout[-300:]!r}")
    demand(done.stdout.rstrip("\r\n").endswith(" ") or done.stdout.endswith("\r"), f"the line stays: {done.stdout[-80:]!r}")


def elsewhere():
    done = subprocess.run(COMMAND.split(), capture_output=True, text=True)
    demand((done.returncode, done.stdout, done.stderr) == (0, "", ""), str(done))


def main():
    with states.State(long_log, {}):
        told("progress: a terminal is told how far it has come", on_a_terminal)
        told("progress: nobody else is told", elsewhere)


main()
