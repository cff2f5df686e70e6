"""What hangs is ended in time, and the host says why: a chronyc that never answers, and a run that never ends."""
import json
import subprocess
import time
from pathlib import Path

from guest import configure, demand, differs, run, systemctl, told

HANGS = "#!/usr/bin/perl\n$SIG{TERM} = 'IGNORE';\nsleep 1 while 1;\n"
LIMITS = Path("/run/systemd/system/ntp-audit.service.d/limits.conf")
SERVICE = "ntp-audit.service"


class Hanging:
    """A program that never ends and hears no TERM, in the place of a true one until the end of the block."""

    def __init__(self, path):
        self.path, self.true = Path(path), Path(path + ".true")

    def __enter__(self):
        self.path.rename(self.true)
        self.path.write_text(HANGS)
        self.path.chmod(0o755)

    def __exit__(self, *_):
        self.true.rename(self.path)


def start():
    """How systemctl ended, and after how long."""
    began = time.monotonic()
    code = subprocess.run(["systemctl", "start", SERVICE], stderr=subprocess.DEVNULL).returncode
    return code, time.monotonic() - began


def gone(name):
    demand(subprocess.run(["pgrep", "-f", f"perl .*{name}"], stdout=subprocess.DEVNULL).returncode == 1, f"{name} still runs")


def between(low, seconds, high):
    demand(low <= seconds <= high, f"took {seconds:.1f} s, not {low} to {high}")


def chronyc_hangs():
    """The audit's own limit: the record says it, the unit has not failed."""
    with Hanging("/usr/bin/chronyc"):
        code, took = start()
        gone("/usr/bin/chronyc")
    between(5, took, 9)
    demand(code == 0, "the unit failed")
    differs(json.loads(Path("/var/log/ntp-audit/audit.log").read_text().splitlines()[-1]),
            sync_status="unknown", error_kind="timed-out", reasons="chronyd-timed-out")


def run_hangs():
    """The unit's limits, the first of them shortened: TERM after it, KILL after the other."""
    shown = systemctl("show", "-P", "TimeoutStartUSec", "-P", "TimeoutStopUSec", SERVICE).split()
    demand(shown == ["30s", "5s"], f"limits: {shown}")
    LIMITS.parent.mkdir(parents=True, exist_ok=True)
    LIMITS.write_text("[Service]\nTimeoutStartSec=2\n")
    systemctl("daemon-reload")
    with Hanging("/usr/bin/ntp-audit"):
        code, took = start()
        gone("/usr/bin/ntp-audit")
    between(7, took, 10)
    result = systemctl("show", "-P", "Result", SERVICE).strip()
    demand(code != 0 and result == "timeout", f"systemctl start: {code}, result {result}")
    demand("start operation timed out" in run("journalctl", "--no-pager", "-u", SERVICE), "the journal does not say why")
    LIMITS.unlink()
    systemctl("daemon-reload")
    demand(start()[0] == 0, "the next run failed too")


configure()
told("a chronyc that never answers: the audit ends by itself, and says so", chronyc_hangs)
told("a run that never ends: the unit ends it, and says why", run_hangs)
print("end  bounds")
