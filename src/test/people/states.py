"""The hosts whose screens are looked at: each is set up in the host of its own that ./host makes, and cleared again."""
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "observability")]
from records import failed_record, record, stamp  # noqa: E402
from terminal import at  # noqa: E402

LOG = Path("/var/log/ntp-audit/audit.log")
CONFIG = Path("/etc/ntp-audit/config.yaml")
NOW = "2026-11-23 16:05:12"
SECONDS = 1795449912  # the same moment
FIVE_MINUTES = 300
PATH = os.environ["PATH"]


def day(*, until=SECONDS - 5, host="web-07", special=lambda i: {}):
    """A day of records; special(i) gives the fields of the i-th last one, or None where it is missing."""
    lines = []
    for i in range(288, -1, -1):
        fields = special(i)
        if fields is not None:
            bound = dict(root_dispersion=2.5e-4 + 1e-5 * (i * 7 % 11), virtualization="kvm", runs=912,
                         since="2026-11-20T12:00:12.000Z", host=host)
            lines.append(record(until - i * FIVE_MINUTES, **{**bound, **fields}))
    return lines


def write(lines):
    LOG.write_bytes(b"".join(line.encode() + b"\n" if isinstance(line, str) else line for line in lines))


def cron():
    """A process by the name of cron; the audit looks no closer."""
    shutil.copy("/bin/sleep", "/tmp/cron")
    return subprocess.Popen(["/tmp/cron", "infinity"])


def applied():
    """The host's files for cron, which runs: without it, this would be an image that systemd boots one day."""
    daemon = cron()
    subprocess.run(["ntp-audit", "apply"], check=True, capture_output=True)
    return daemon


def systemd(**properties):
    """A systemctl that tells this of the timer, as systemd 252 words it."""
    Path("/run/systemd/system").mkdir(exist_ok=True)
    state = dict(LoadState="loaded", UnitFileState="enabled", ActiveState="active", NeedDaemonReload="no",
                 NextElapseUSecRealtime="Mon 2026-11-23 16:10:07 UTC")
    state.update(properties)
    script("/run/bin/systemctl", "printf '%s\\n' " + " ".join(f"'{k}={v}'" for k, v in state.items()))


def script(path, text):
    Path(path).parent.mkdir(exist_ok=True)
    Path(path).write_text(f"#!/bin/sh\n{text}\n")
    Path(path).chmod(0o755)


def writes():
    """systemd shows an active unit by a link."""
    links = Path("/run/systemd/units")
    links.mkdir(exist_ok=True)
    (links / "invocation:systemd-timesyncd.service").symlink_to("1f")


class State:
    """Sets a host up, and clears it for the next."""
    is_live = False

    def __init__(self, setup, screens):
        self.setup, self.screens, self.stops = setup, screens, []

    def __enter__(self):
        for file in (CONFIG, LOG, Path("/etc/cron.d/ntp-audit"), Path("/etc/logrotate.d/ntp-audit")):
            file.unlink(missing_ok=True)
        for folder in ("/run/bin", "/run/systemd/system", "/run/systemd/units", "/etc/alloy", "/etc/loki", "/var/lib/ntp-audit"):
            shutil.rmtree(folder, ignore_errors=True)
        os.environ["PATH"] = "/run/bin:" + PATH
        self.stops = [stop for stop in self.setup() or [] if stop]

    def __exit__(self, *_):
        for process in self.stops:
            process.kill()
            process.wait()


class Live(State):
    """With a real chronyd on loopback, where the setup has started one."""
    is_live = True

    def __exit__(self, *_):
        super().__exit__()
        end_chronyd()


# ---- a log, at a moment

def healthy():
    def special(i):
        if i in (77, 78):
            return None
        return dict(root_dispersion=4.1e-3) if i == 40 else {}
    write(day(special=special))
    return [applied()]


def timer_disabled():
    systemd(UnitFileState="disabled", ActiveState="inactive")
    writes()
    conflict = dict(reasons="competing-daemon", ntp_conflict="systemd-timesyncd_active",
                    ntp_conflicts="systemd-timesyncd_active,ntpd_enabled", runs=24, since="2026-11-23T11:55:12.000Z")
    write(day(until=SECONDS - 7800, special=lambda i: conflict if i < 24 else {}))


def stepped():
    systemd()
    write(day(special=lambda i: dict(reasons="stepped", clock_step=0.352) if i == 76 else {}))


def no_source():
    systemd()
    writes()
    silent = dict(reasons="no-usable-source,competing-daemon", ntp_conflict="systemd-timesyncd_active",
                  ntp_conflicts="systemd-timesyncd_active", sources_usable=0, reach=0, sync_age=1271.0,
                  root_dispersion=0.0391, runs=3, since="2026-11-23T15:55:12.000Z")
    write(day(special=lambda i: silent if i < 3 else {}))


def unreachable():
    systemd()
    lines = day(until=SECONDS - 5 - 4 * FIVE_MINUTES)
    failed = [failed_record(SECONDS - 5 - i * FIVE_MINUTES, "unreachable") for i in (3, 2, 1, 0)]
    write(lines + [line.replace('"host":"h"', '"host":"web-07"') for line in failed])


def still_to_come():
    systemd()
    write(day(until=SECONDS + 86400))


def no_log():
    systemd()


def systemd_hangs():
    systemd()
    script("/run/bin/systemctl", "exec sleep 60")
    write(day())


def unreadable():
    systemd()
    write(day())
    LOG.chmod(0o600)


LAST = {
    "": at(NOW, "ntp-audit status --last"),
    "-check": at(NOW, "ntp-audit check --last"),
}


def last(name, setup):
    return State(setup, {f"last-{name}{suffix}": command for suffix, command in LAST.items()})


# ---- a live chronyd

SERVERS = ("192.0.2.10", "198.51.100.7", "203.0.113.5")


def chronyd(*lines, sources=SERVERS):
    for address in SERVERS:
        subprocess.run(["ip", "address", "replace", address + "/32", "dev", "lo"], check=True)
    for folder in ("/run/chrony", "/run/private"):
        Path(folder).mkdir(mode=0o750, exist_ok=True)
    # all are alike: without a preferred one it is chance that is selected
    prefer = {SERVERS[0]: " prefer"}
    servers = [f"server {address} port SERVER iburst minpoll 0 maxpoll 0{prefer.get(address, '')}" for address in sources]
    subprocess.run([HERE.parent / "chrony/private", "/run/private", "/run/chrony/chronyd.sock", *servers, *lines],
                   check=True)


def end_chronyd(name="*"):
    for file in Path("/run/private").glob(f"{name}.pid"):
        pid = int(file.read_text())
        os.kill(pid, signal.SIGTERM)
        while Path(f"/proc/{pid}").exists():
            time.sleep(0.05)


def audited(*lines, **more):
    """A host with chronyd, all that the package sets up, and the audits of a day, the last one of this moment."""
    chronyd(*lines, **more)
    daemon = applied()
    time.sleep(8)  # eight polls
    subprocess.run(["ntp-audit", "run"], check=True)
    write(day_before(json.loads(LOG.read_text())))
    subprocess.run(["ntp-audit", "run"], check=True)
    return [daemon]


def day_before(last):
    """26 hours that end with this record, some of them less good; the clock never stepped."""
    size = 26 * 12
    end = datetime.fromisoformat(last["timestamp"]).timestamp()
    for i in range(size - 1, -1, -1):
        at = end - i * FIVE_MINUTES
        worse = last["clock_error_bound"] * (i * 7 % 11 / 15 + (8 if i == 130 else 2.5 if i % 97 in (40, 41, 42) else 0))
        yield json.dumps({**last, "timestamp": stamp(at), "since": stamp(end - (size - 1) * FIVE_MINUTES), "runs": size - i,
                          "uptime": max(0, last["uptime"] - i * FIVE_MINUTES),
                          "root_dispersion": last["root_dispersion"] + worse,
                          "clock_error_bound": last["clock_error_bound"] + worse}, separators=(",", ":"))


def hidden_log():
    stops = audited()
    LOG.chmod(0o600)
    return stops


def one_source():
    return audited(sources=SERVERS[:1])


def sources_lost():
    stops = audited()
    end_chronyd("server")
    time.sleep(10)  # more than eight polls without an answer
    subprocess.run(["ntp-audit", "run"], check=True)
    return stops


def nothing():
    """No chronyd, no schedule, no log."""


def broken_configuration():
    CONFIG.write_text("limits:\n  ofset: 0.01\n  stratum: four\n")


USER = "setpriv --reuid=nobody --regid=nogroup --clear-groups "

ALL = [
    last("healthy", healthy),
    State(healthy, {
        "explain-gap-before": at(NOW, "ntp-audit explain gap"),
        "last-healthy-json": at(NOW, "ntp-audit status --last --json"),
        "last-healthy-report": "cd /tmp && " + at(NOW, "ntp-audit report"),
        "report-until": at(NOW, "ntp-audit report --since 2026-11-24 --until 2026-11-01"),
        "report-nowhere": at(NOW, "ntp-audit report -o /nowhere/page.html"),
    }),
    last("timer-disabled", timer_disabled),
    State(timer_disabled, {"explain-gap": at(NOW, "ntp-audit explain gap")}),
    State(stepped, {"explain-stepped": at(NOW, "ntp-audit explain stepped")}),
    last("no-source", no_source),
    last("unreachable", unreachable),
    last("still-to-come", still_to_come),
    last("no-log", no_log),
    State(systemd_hangs, {"last-systemd-hangs": at(NOW, "ntp-audit status --last")}),
    State(unreadable, {"last-unreadable": at(NOW, USER + "ntp-audit status --last"),
                       "last-unreadable-check": at(NOW, USER + "ntp-audit check --last")}),
    State(nothing, {
        "help": "ntp-audit --help",
        "help-status": "ntp-audit status --help",
        "help-check": "ntp-audit check --help",
        "help-explain": "ntp-audit explain --help",
        "help-verify": "ntp-audit verify --help",
        "help-report": "ntp-audit report --help",
        "help-apply": "ntp-audit apply --help",
        "help-config": "ntp-audit config --help",
        "help-run": "ntp-audit run --help",
        "version": "ntp-audit --version",
        "typo-command": "ntp-audit stauts",
        "typo-option": "ntp-audit --hep",
        "typo-status-option": "ntp-audit status --lst",
        "typo-argument": "ntp-audit status now",
        "typo-value": "ntp-audit check --max-age",
        "pipe-shut": "(ntp-audit config show; echo status $? >&2) | true",
        "typo-reason": "ntp-audit explain ofset",
        "typo-max-age": "ntp-audit check --last --max-age soon",
        "explain-competing-daemon": "ntp-audit explain competing-daemon",
        "config-show": "ntp-audit config show",
        "config-check": "ntp-audit config check",
    }),
    State(broken_configuration, {
        "broken-config-check": "ntp-audit config check",
        "broken-config-apply": "ntp-audit apply",
    }),
    Live(broken_configuration, {"broken-config-status": "ntp-audit status"}),
    Live(nothing, {
        "unreachable": "ntp-audit status",
        "unreachable-check": "ntp-audit check",
        "unreachable-explain": "ntp-audit explain",
        "unreachable-verify": "ntp-audit verify",
    }),
    Live(audited, {
        "healthy": "ntp-audit status",
        "healthy-check": "ntp-audit check",
        "healthy-check-verbose": "ntp-audit check -v",
        "healthy-explain": "ntp-audit explain",
        "healthy-explain-offset": "ntp-audit explain offset",
        "healthy-verify": "ntp-audit verify",
        "healthy-apply": "ntp-audit apply",
        "healthy-apply-check": "ntp-audit apply --check --diff --only logrotate",
        "healthy-run": "ntp-audit run --json --dry-run",
        "healthy-user": USER + "ntp-audit status",
        "healthy-user-run": USER + "ntp-audit run",
    }),
    Live(hidden_log, {"hidden-log": USER + "ntp-audit status"}),
    Live(one_source, {"one-source": "ntp-audit status"}),
    Live(sources_lost, {
        "sources-lost": "ntp-audit status",
        "sources-lost-check": "ntp-audit check",
        "sources-lost-explain": "ntp-audit explain no-usable-source",
    }),
]
