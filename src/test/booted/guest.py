"""What the tests on a booted host share: units, audits, and how results are told."""
import json
import subprocess
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "observability"))
from lab import demand, told  # noqa: E402, F401

UNITS = Path("/usr/lib/systemd/system")
NOBODY = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]


def run(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    demand(done.returncode == 0, f"{' '.join(command)}: {done.returncode} {done.stdout}")
    return done.stdout


def systemctl(*words):
    return run("systemctl", *words)


def configure():
    """Every reason is given at once."""
    file = Path("/etc/ntp-audit/config.yaml")
    file.parent.mkdir(exist_ok=True)
    file.write_text("limits: {confirm_runs: 1, startup_grace: 0s, stale: 60, stale_critical: 100}\n")


def audit(*before):
    """The record of one audit; before: the words that start it as somebody else."""
    return json.loads(run(*before, "/usr/bin/ntp-audit", "run", "--json", "--dry-run"))


def differs(record, **wanted):
    got = {name: record.get(name) for name in wanted}
    demand(got == wanted, f"wanted {wanted}, got {got}: {record}")
