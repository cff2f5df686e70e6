"""A log by somebody who means harm: whatever stands in a text field, a terminal only shows it."""
import os
import re
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "observability")]
import states  # noqa: E402
import terminal  # noqa: E402
from lab import demand, told  # noqa: E402
from records import record, stamp  # noqa: E402

EVIL = {
    "html": "<script>pwned=1</script><img src=x onerror=pwned=1>",
    "escapes": "\x1b[31m\x1b]0;pwned\x07\x1b[2J\x9b2J\x1bP+q\x1b\\",
    "nul": "\0\0\0",
    "direction": "\u202egnp.exe\u2066",
    "lines": "a\r\nweb-07: this clock can be trusted\u2028b\u0085",
    "shell": "$(touch /tmp/pwned);`touch /tmp/pwned`|x=1",
    "megabyte": "A" * 1_000_000,
    "words": "word " * 200_000,
}
FIELDS = ("host", "reference_name", "reference_id", "selected_source", "ntp_conflict", "ntp_conflicts", "clock_setters",
          "ntp_phc_device", "ntp_modules_status", "phc_clock_name", "virtualization", "transport", "boot_id", "error",
          "since", "version")
COMMANDS = ("ntp-audit status --last", "ntp-audit status --last --json", "ntp-audit check --last", "ntp-audit status",
            "ntp-audit check", "ntp-audit explain", "ntp-audit explain offset", "ntp-audit verify")
NOISE = (b"\0\0\0\0", b"[" * 5000, b'{"timestamp":"' + b"x" * 1_000_000, b"\xff\xfe\x1b[2J", b"null", b"", b"{" * 100_000)


def hostile_log(evil, reasons):
    now = time.time()
    fields = dict.fromkeys(FIELDS, evil)
    bad = record(now - 10, reasons, **fields)
    lines = [record(now - 900), record(now - 600), record(now - 310, reasons, **fields)]
    states.write([line.encode() + b"\n" for line in [*lines, bad]] + [noise + b"\n" for noise in NOISE])


def harmless(command, evil):
    started = time.monotonic()
    done = subprocess.run(command.split(), capture_output=True, env={"PATH": states.PATH, "LC_ALL": "C.UTF-8"})
    took = time.monotonic() - started
    out = (done.stdout + done.stderr).decode()  # valid UTF-8, or this fails
    demand(done.returncode in (0, 1, 2, 3), f"{command}: exit {done.returncode}")
    demand("internal error" not in out, f"{command}: {out[-300:]}")
    bad = re.search("[\0-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]", out)
    demand(not bad, f"{command}: {out[max(0, bad.start() - 40):bad.start() + 10]!r}" if bad else "")
    demand(not Path("/tmp/pwned").exists(), f"{command} ran it")
    if "--json" not in command:
        widest = max(map(len, out.splitlines()), default=0)
        limit = 2600 if "check" in command or "verify" in command else 240
        demand(widest <= limit, f"{command}: a line of {widest}")
        demand(len(out) < 20_000, f"{command}: {len(out)} characters")
    demand(took < 10, f"{command}: {took:.1f} s")


def every_command(evil, reasons):
    hostile_log(evil, reasons)
    for command in COMMANDS:
        harmless(command, evil)


def title_stays():
    """What a terminal would show of it: the title is as before, the screen was not cleared."""
    hostile_log(EVIL["escapes"], "offset")
    pane = terminal.Pane("printf '\\033]2;ours\\007before\\n'; ntp-audit status --last; ntp-audit check --last",
                         *terminal.EVERY[0])
    time.sleep(3)
    title = terminal.tmux("display-message", "-p", "-t", pane.name, "#{pane_title}").strip()
    shown = pane.shown()
    demand(title == "ours", f"the title is {title!r}")
    demand("before" in shown and "pwned" in shown, shown)


def told_as(line, start):
    states.write([line.encode() + b"\n"])
    done = subprocess.run(["ntp-audit", "check", "--last"], capture_output=True, text=True)
    demand(done.stdout.startswith(start), f"{done.stdout} {done.stderr}")


def says_too_little():
    begin = '{"timestamp":"%s"' % stamp(time.time() - 10)
    told_as(begin + "}", "NTP UNKNOWN - the record names no verdict")
    told_as(begin + ',"verdict":"ok"}', "NTP UNKNOWN - the record says ok and names no error bound")
    told_as(begin + ',"verdict":"critical","reasons":"none"}', "NTP CRITICAL - the record names no reason")
    told_as(begin + ',"verdict":"warning","reasons":"few-sources"}', "NTP WARNING - the record names no reason")


def nobody_waits_for_a_pipe():
    """In the log's place, with nobody who writes to it."""
    states.LOG.unlink()
    os.mkfifo(states.LOG)
    try:
        for command in (*COMMANDS, "ntp-audit report -o /tmp/page.html", "ntp-audit run"):
            subprocess.run(command.split(), capture_output=True, timeout=20)
    finally:
        states.LOG.unlink()


def main():
    terminal.open_()
    with states.Live(states.nothing, {}):
        for name, evil in EVIL.items():
            told(f"hostile {name} in every text field", every_command, evil, "offset,competing-daemon")
            told(f"hostile {name} as the reason", every_command, evil, evil[:200_000] + ",offset")
        told("a record that says too little", says_too_little)
        told("hostile escapes in a terminal", title_stays)
        told("a pipe in the log's place", nobody_waits_for_a_pipe)
    terminal.close()


main()
