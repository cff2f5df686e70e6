#!/usr/bin/env python3
"""The real chain: a host's log, a real Alloy with the rendered fragment (and the module for more hosts), a real Loki, an alert.

One audit a minute (loki.interval: 1m), so that every alert can be seen to come in its documented time and to go. On the
way the log is rotated by the real logrotate, Alloy is restarted and killed, Loki is restarted: no line lost, none twice."""
import json
import os
import shutil
import signal
import subprocess
import threading
import time
from datetime import datetime

import lab
import scenario
import servers
from lab import SHARE, demand, told, until
from records import counted, failed_record, record

MINUTE = 60
BAD = 4  # audits with the fault, from the first on; then the host is healthy

# alert: audits with the fault until it fires, minutes that it stays after the last of them
TIMES = {
    "NtpUnsynchronised/critical": (3, 3), "NtpNoUsableSource/critical": (2, 3), "NtpLocalReference/critical": (2, 3),
    "NtpStaleSource/warning": (1, 3), "NtpStaleSource/critical": (2, 3), "NtpFalseticker/warning": (1, 3),
    "NtpHighOffset/warning": (1, 3), "NtpHighOffset/critical": (2, 3), "NtpHighErrorBound/warning": (1, 3),
    "NtpHighErrorBound/critical": (2, 3), "NtpHighStratum/warning": (1, 3), "NtpClockStep/info": (1, 10),
    "NtpClockStepped/warning": (1, 3), "NtpCompetingDaemon/warning": (1, 3), "NtpPHCMissing/warning": (1, 3),
    "NtpUndisciplined/warning": (1, 3), "NtpModuleMissing/warning": (1, 3), "NtpAuditFailed/warning": (2, 3),
    "NtpConfigInvalid/warning": (1, 3),
    "NtpAuditBadRecord/info": (1, 3), "NtpHostLabelShared/info": (3, 5), "NtpAuditSilent/warning": (5, 1),
}
BACK = 7  # the audit at which the silent host is heard again
FAULTS = ["ok-1", "unsynchronised", "no-source", "local-10", "stale", "falseticker", "slow", "fast-by-far", "bound", "stratum",
          "jumped", "conflict", "nobody", "no-phc", "no-module", "hung", "misconfigured", "garbage", "twin", "silent",
          "ok-2", "ok-3", "ok-4", "ok-5"]
ME = os.uname().nodename

JOURNAL = """__CURSOR=c{n}
__REALTIME_TIMESTAMP={t}
__MONOTONIC_TIMESTAMP={n}
_BOOT_ID=4f5b2a0c8d7e4f1fa1b2c3d4e5f60718
PRIORITY=4
SYSLOG_IDENTIFIER={who}
MESSAGE={what}

"""


class Chain:
    def __init__(self, folder):
        self.folder, self.written, self.tick = folder, {}, 0
        self.manager = servers.Pager()
        self.loki = servers.Loki(folder, self.manager.url)
        log = folder / "log/audit.log"
        self.root = lab.rendered(folder, loki__interval="1m", log__file=str(log), alloy__loki_url=self.loki.url + "/loki/api/v1/push",
                                 chrony__address=str(folder / "no-chronyd.sock"),
                                 checks__competitors=[], checks__phc_devices=[], checks__kernel_modules=[])  # what else runs here is none of the test's business
        shutil.copy(lab.rules_in(self.root), self.loki.rules)
        self.logs = {ME: log} | {name: folder / "log" / f"{name}.log" for name in FAULTS}
        log.parent.mkdir()
        config = self.root / "etc/alloy/conf.d"
        fragment = config / "ntp-audit.alloy"
        # the one change to what was rendered: this machine's journal is none of the test's business
        fragment.write_text(fragment.read_text().replace('max_age    = "1h"', f'max_age    = "1h"\n\tpath       = "{folder}/journal"'))
        module = folder / "module.alloy"
        module.write_text((SHARE / "alloy/ntp-audit-module.alloy").read_text().replace('"1h"', f'"1h"\n\t\tpath = "{folder}/none"'))
        (folder / "none").mkdir()
        (config / "hosts.alloy").write_text(f'import.file "ntp_audit" {{\n\tfilename = "{module}"\n}}\n' + "".join(
            f'ntp_audit.logs "h{n}" {{\n\tforward_to = [loki.write.ntp_audit.receiver]\n\tlog_file = "{self.logs[name]}"\n\thost = "{name}"\n}}\n'
            for n, name in enumerate(FAULTS)))
        self.alloy = servers.Alloy(folder, config)
        self.first_seen, self.last_seen, self.stopped = {}, {}, threading.Event()

    def watch(self):
        """When each alert was first and last seen to fire."""
        while not self.stopped.wait(2):
            try:
                now, alerts = time.time(), self.loki.alerts()
            except (lab.Failed, OSError, ValueError):
                continue  # Loki is being restarted
            for alert, hosts in alerts.items():
                for host in hosts:
                    self.first_seen.setdefault((alert, host), now)
                    self.last_seen[alert, host] = now

    def write(self, host, lines):
        """As the program does: one write of whole lines to a log opened for it."""
        for line in lines:
            fd = os.open(self.logs[host], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
            os.write(fd, line.encode() + b"\n")
            os.close(fd)
            self.written.setdefault(host, []).append(line)

    def audit(self):
        """One minute's audits of all hosts."""
        t, bad = time.time(), self.tick < BAD
        for name in FAULTS:
            if name.startswith("ok"):
                lines = [(t, record(t))]
            elif name == "silent":
                lines = [(t, counted(record(t), self.tick + 1))] * (not 2 <= self.tick < BACK)
            elif bad and name == "twin":
                lines = [(t - s, record(t - s)) for s in (0, 15, 30)]  # a third machine makes it quicker
            elif bad:
                lines = scenario.HOSTS[name].lines(scenario.LAST if self.tick == 0 else 0, t)
            else:
                lines = [(t, record(t))]
            self.write(name, [line for _, line in lines])
        if bad and lab.PROGRAM.exists():
            self.run_program()
        else:
            self.write(ME, [failed_record(t, "unreachable") if bad else record(t)])
        self.tick += 1

    def run_program(self):
        """The real program audits this machine, for which no chronyd answers."""
        before = self.logs[ME].read_text() if self.logs[ME].exists() else ""
        subprocess.run([lab.PROGRAM, "--config", self.root / "etc/ntp-audit", "run"], check=True, capture_output=True)
        after = self.logs[ME].read_text()
        demand(after.startswith(before) and after.count("\n") == before.count("\n") + 1, "the program did not append one line")
        self.written.setdefault(ME, []).append(after[len(before):-1])

    def burst(self, number):
        """Lines whose time is long past, so that no rule counts them: only to see that none is lost."""
        base = time.time() - 2400
        self.write(ME, [record(base + n / 100, note=f"burst-{len(self.written[ME]) + n}") for n in range(number)])

    def journal(self, *lines):
        (self.folder / "journal").mkdir(exist_ok=True)
        text = "".join(JOURNAL.format(n=n, t=int(t * 1e6), who=who, what=what) for n, (t, who, what) in enumerate(lines, 1))
        subprocess.run(["/lib/systemd/systemd-journal-remote", f"--output={self.folder}/journal/system.journal", "-"],
                       input=text.encode(), check=True, capture_output=True)

    def arrived(self, *hosts):
        """Every line of these hosts (all, where none is named) is in Loki once, at the time it carries."""
        for host in hosts or self.written:
            values = [v for s in self.loki.query('{job="ntp-audit", host="%s"}' % host, start=time.time() - 7200) for v in s["values"]]
            found, sent = sorted(line for _, line in values), sorted(self.written[host])
            lost, twice = [x for x in sent if x not in found], [x for x in set(found) if found.count(x) > sent.count(x)]
            demand(found == sent, f"{host}: {len(found)} of {len(sent)} lines; lost {lost[:2]}, twice {twice[:2]}")
            for at, line in values:
                if line.startswith("{"):
                    late = abs(int(at) / 1e9 - datetime.fromisoformat(json.loads(line)["timestamp"].replace("Z", "+00:00")).timestamp())
                    demand(late < 0.002, f"{host}: a line is filed {late} s from its time")
        return f"{sum(len(self.written[h]) for h in hosts or self.written)} lines"

    def until_tick(self, number):
        """Goes on with one audit a minute until that many are done."""
        while self.tick < number:
            time.sleep(max(0, self.began + self.tick * MINUTE - time.time()))
            self.audit()


def expected():
    due = {(alert, name) for name in FAULTS if name in scenario.HOSTS for alert in scenario.HOSTS[name].alerts}
    return due | {("NtpAuditFailed/warning", ME), ("NtpClockStep/info", ME)}


def in_time(chain):
    due = expected()
    fired = {k for k in chain.first_seen if k[1] != "-"}
    demand(fired == due, f"never fired {sorted(due - fired)}, not due {sorted(fired - due)}")
    slowest = ""
    for (alert, host), seen in chain.first_seen.items():
        if host == "-":
            continue
        audits = TIMES[alert][0]
        start = chain.began + (MINUTE if alert.startswith("NtpAuditSilent") else 0)
        took, allowed = seen - start, (audits - 1) * MINUTE + MINUTE + 20  # the ruler's minute; the way there and our look
        demand(took <= allowed, f"{alert} {host} came after {took:.0f} s, {allowed} are documented")
        slowest = max(slowest, f"{took:4.0f} s {alert}")
    return f"{len(due)} alerts, the slowest after {slowest.strip()}"


def cleared(chain):
    firing = chain.loki.alerts()
    demand(not firing, f"still firing: {firing}")
    for (alert, host), seen in chain.last_seen.items():
        if host == "-":
            continue
        end = chain.began + (BACK if alert.startswith("NtpAuditSilent") else BAD - 1) * MINUTE
        took, allowed = seen - end, (TIMES[alert][1] + 1) * MINUTE + 20
        demand(took <= allowed, f"{alert} {host} went after {took:.0f} s, {allowed} are documented")


def main():
    folder = lab.work_folder("chain")
    chain = Chain(folder)
    chain.journal((time.time() - 30, "chronyd", "System clock was stepped by -1.234567 seconds"),
                  (time.time() - 20, "somebody", "System clock was stepped by 9.999999 seconds"))
    chain.loki.start()
    threading.Thread(target=chain.watch, daemon=True).start()

    chain.alloy.start()
    time.sleep(12)  # Alloy has looked for the logs once, and found none
    chain.began = time.time()
    chain.audit()
    told("chain: the first record of a new log is in Loki within 30 s", until, 30, chain.arrived)

    def labels():
        series = lab.get(chain.loki.url + "/loki/api/v1/series", **{"match[]": '{host="%s"}' % ME})["data"]
        wanted = [{"job": job, "host": ME, "service_name": job} for job in ("chrony", "ntp-audit")]
        demand(sorted(series, key=lambda labels: labels["job"]) == wanted, f"{series}")

    told("chain: the labels are job and host (and Loki's own service_name)", labels)

    chain.until_tick(2)
    chain.burst(50)
    time.sleep(8)
    chain.alloy.stop()
    chain.burst(50)
    chain.alloy.start()
    told("chain: a restart of Alloy loses nothing and brings nothing twice", until, 30, chain.arrived, ME)

    chain.until_tick(3)
    stanza = folder / "logrotate.conf"

    def rotate():
        subprocess.run(["/usr/sbin/logrotate", "-f", "-s", folder / "logrotate.state", stanza], check=True, capture_output=True)
        demand(chain.logs[ME].with_name("audit.log.1").exists(), "logrotate did not rotate")

    def rotated():
        rendered = chain.root / "etc/logrotate.d/ntp-audit"
        demand(rendered.exists(), "apply has rendered no logrotate file")
        stanza.write_text(rendered.read_text())
        stanza.chmod(0o644)
        for _ in range(3):
            chain.burst(20)
            rotate()
            chain.burst(20)
            time.sleep(1)
        return until(30, chain.arrived, ME)

    told("chain: three rotations by logrotate lose nothing and bring nothing twice", rotated)

    # What Loki forgets when it is restarted it never declares over, so each alert is there before, and the short one gone.
    chain.until_tick(BAD + 1)

    def all_there():
        missing = {(alert, host) for alert, host in expected() if host != "silent"} - set(chain.first_seen)
        demand(not missing, f"never fired {sorted(missing)}")
        demand(("NtpClockStepped/warning", "jumped") in chain.manager.resolved(0), "NtpClockStepped is not over")

    told("chain: every fault has raised its alert", until, 60, all_there)
    time.sleep(12)  # Alloy saves its positions every 10 s
    chain.alloy.stop(signal.SIGKILL)
    chain.burst(20)
    chain.alloy.start()
    told("chain: neither does a kill of Alloy", until, 30, chain.arrived, ME)

    chain.loki.stop()
    chain.loki.start()
    told("chain: a restart of Loki loses nothing", until, 60, chain.arrived)

    chain.until_tick(BACK + 1)
    told("chain: each alert fires in its documented time, for its host only", in_time, chain)
    chain.until_tick(BAD + 6)
    told("chain: each alert goes in its documented time", until, 150, cleared, chain)

    def told_of_the_end():
        over = chain.manager.resolved(0)
        demand(expected() <= over, f"not told of {sorted(expected() - over)}")

    told("chain: Alertmanager is told the end of each", told_of_the_end)
    told("chain: every line of every host is in Loki once, at its own time", until, 30, chain.arrived)

    def notices():
        """A line lost, come twice or filed at another time must not pass."""
        good = list(chain.written[ME])
        for broken in (good + [record(time.time(), note="lost")], good[1:], [good[0]] + good):
            chain.written[ME] = broken
            try:
                chain.arrived(ME)
            except lab.Failed:
                continue
            raise lab.Failed("a lost, an unknown or a doubled line was not noticed")
        chain.written[ME] = good
        shifted = record(time.time() - 100)
        chain.loki.push({("ntp-audit", "shifted"): [(time.time() - 50, shifted)]})
        chain.written["shifted"] = [shifted]
        try:
            chain.arrived("shifted")
        except lab.Failed as why:
            demand("from its time" in str(why), f"{why}")
        else:
            raise lab.Failed("a line filed at another time was not noticed")

    told("chain: a line lost, doubled or filed at another time is noticed", notices)
    told("chain: memory", lambda: f"Alloy {chain.alloy.resident_mb()} MB, Loki {chain.loki.resident_mb()} MB resident")
    chain.stopped.set()
    chain.alloy.stop()
    chain.loki.stop()


if __name__ == "__main__":
    main()
    raise SystemExit(bool(lab.failures))
