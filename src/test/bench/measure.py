"""Times whole processes in turn, A B C A B C ..., and prints medians and ratios to the baseline.

Usage: measure.py RUNS NAME COMMAND [NAME COMMAND ...]; the first is the baseline. A command is split at blanks.
Wall time is the clock's; CPU (user + system) and peak memory are the kernel's account of the whole process tree.
"""

import os
import statistics
import sys
import time


def run(command):
    """One run: wall in ms, CPU in ms, peak memory in MB, exit status."""
    started = time.perf_counter()
    pid = os.fork()
    if pid == 0:
        null = os.open(os.devnull, os.O_RDWR)
        for fd in (0, 1, 2):
            os.dup2(null, fd)
        os.execv(command[0], command)
    _, status, usage = os.wait4(pid, 0)
    wall = time.perf_counter() - started
    return wall * 1e3, (usage.ru_utime + usage.ru_stime) * 1e3, usage.ru_maxrss / 1024, os.waitstatus_to_exitcode(status)


def main():
    runs, pairs = int(sys.argv[1]), sys.argv[2:]
    commands = [(name, command.split()) for name, command in zip(pairs[::2], pairs[1::2])]
    results = {name: [] for name, _ in commands}
    for turn in range(runs + 2):
        for name, command in commands:
            result = run(command)
            if result[3] != 0:
                sys.exit(f"bench: {name} ended with {result[3]}")
            if turn >= 2:  # the first two warm the page cache
                results[name].append(result)
    medians = {name: [statistics.median(column) for column in list(zip(*rows))[:3]] for name, rows in results.items()}
    base = medians[commands[0][0]]
    print(f"{runs} runs each, in turn; medians (minimum to maximum), ratio to {commands[0][0]}")
    for name, (wall, cpu, memory) in medians.items():
        spread = [f"{min(column):.1f} to {max(column):.1f}" for column in list(zip(*results[name]))[:2]]
        print(f"{name:<24} wall {wall:6.1f} ms ({spread[0]}) {wall / base[0]:4.2f} x   "
              f"CPU {cpu:6.1f} ms ({spread[1]}) {cpu / base[1]:4.2f} x   memory {memory:4.1f} MB")


if __name__ == "__main__":
    main()
