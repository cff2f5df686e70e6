"""How long a person waits, with a log of 30 days: medians of several runs of the installed program.

On a busy machine the processor's time is judged instead of the clock's, which others stretch too: 1.6 times as much.
"""
import os
import statistics
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "observability"), str(HERE.parent / "bench")]
import measure  # noqa: E402
import states  # noqa: E402
from lab import demand, told  # noqa: E402
from records import record  # noqa: E402

RUNS = 15
LIMITS = {"status": 150, "status --last": 120, "check --last": 120}  # ms


def thirty_days():
    stops = states.audited()
    now = time.time()
    states.write([record(now - i * 300) for i in range(8640, 0, -1)])
    return stops


def quick(arguments, limit):
    runs = [measure.run(["/usr/bin/ntp-audit", *arguments.split()]) for _ in range(RUNS)][2:]  # two warm the caches
    demand(all(status == 0 for *_, status in runs), f"exit {[status for *_, status in runs]}")
    wall, cpu = (statistics.median(column) for column in list(zip(*runs))[:2])
    load = os.getloadavg()[0]
    busy = load > 1
    judged, limit = (cpu, round(1.6 * limit)) if busy else (wall, limit)
    said = f"{wall:.0f} ms, of the processor {cpu:.0f} ms, load {load:.1f}"
    demand(judged <= limit, f"{said}: more than {limit} ms")
    return f"{said}; at most {limit}" + (", judged by the processor's time" if busy else "")


def main():
    with states.Live(thirty_days, {}):
        for arguments, limit in LIMITS.items():
            told(f"speed {arguments}", quick, arguments, limit)


main()
