#!/usr/bin/env python3
"""1,000 hosts on a real Loki with its default limits: the alerts of a fault that strikes many, a real Alertmanager that
groups and inhibits them, the recorded series in a real Prometheus, and every query of the dashboards."""
import json
import os
import random
import shutil
import time

import lab
import servers
from lab import SHARE, demand, told, until
from records import UNSYNCHRONISED, counted, record

HOSTS, SILENT, COMPETING, BAD = 1000, range(0, 300), range(450, 490), range(490, 1000)
LONE = 460  # an hour ago, too long for an alert, its clock was stepped and a line was cut off
STEP, BACK = 300, 72  # six hours, as far as the dashboards look back


def fill(loki, first, ticks):
    """The audits number `ticks` of the whole fleet; the silent hosts are heard until 40 minutes ago."""
    draw = random.Random(1)
    for at in range(0, HOSTS, 50):
        streams = {}
        for n in range(at, at + 50):
            lines = []
            for i in ticks:
                t = first + i * STEP
                if n in BAD:
                    line = record(t, "unsynchronised,no-usable-source", **UNSYNCHRONISED)
                elif n in COMPETING:
                    line = record(t, "competing-daemon,few-sources", ntp_conflict="ntpd_active")
                else:
                    line = record(t, current_correction=draw.gauss(0, 1e-4))
                if n not in SILENT or i < BACK - 8:
                    lines.append((t, counted(line, i + 1)))
            streams["ntp-audit", f"node{n:04d}"] = lines
        if LONE in range(at, at + 50) and BACK - 12 in ticks:
            t = first + (BACK - 12) * STEP
            streams["ntp-audit", f"node{LONE:04d}"] += [(t + 1, record(t + 1, clock_step=-1.5)), (t + 2, record(t + 2)[:300])]
            streams["chrony", f"node{LONE:04d}"] = [(t, "System clock was stepped by -1.500000 seconds")]
        loki.push(streams)
        if len(ticks) > 1:
            time.sleep(0.6)  # Loki takes 4 MB a second


def queries(file):
    """(panel, query, kind) of every target of a dashboard."""
    board = json.loads(file.read_text())
    for panel in board["panels"]:
        for target in panel.get("targets", []):
            yield f"{file.stem}: {panel['title']}", target["expr"], target["queryType"]


def variables(file):
    """(variable, label, stream) of every variable that asks Loki for a label's values."""
    board = json.loads(file.read_text())
    for variable in board["templating"]["list"]:
        if variable["type"] == "query":
            demand(variable["query"]["type"] == 1, f"{variable['name']}: no label's values: {variable['query']}")
            yield f"{file.stem}: ${variable['name']}", variable["query"]["label"], variable["query"]["stream"]


def ask(loki, name, query, kind):
    for variable, value in (("$__interval", "5m"), ("$interval", "5m"), ("$silent", "16m"), ("$host", f"node{LONE:04d}")):
        query = query.replace(variable, value)
    demand("$" not in query.replace("$__", ""), f"{name}: a variable is left in {query}")

    def answer(now):
        return loki.query(query, limit=200) if kind == "instant" else loki.query(query, now - 6 * 3600, now, STEP, 200)

    return timed(loki, name, answer)


def timed(loki, name, answer):
    """How long an answer takes, and how many rows it has."""
    took, busy = 99, os.getloadavg()[0] > 2
    for _ in range(3):  # the best of three counts
        began, used = time.time(), loki.cpu_seconds()
        try:
            result = answer(began)
        except lab.Failed as why:
            raise lab.Failed(f"{name}: {why}") from None
        # Where others keep the machine busy: what Loki took of the processors, whose caches it shares.
        took = min(took, loki.cpu_seconds() - used if busy else time.time() - began)
        if took <= (3 if busy else 2):
            return took, len(result)
    raise lab.Failed(f"{name}: {took:.1f} s")


def dashboards(loki):
    slowest, number, asked = (0, ""), 0, 0
    for file in sorted((SHARE / "grafana").glob("*.json")):
        for name, query, kind in queries(file):
            took, rows = ask(loki, name, query, kind)
            demand(rows, f"{name}: no data")
            slowest, number = max(slowest, (took, name)), number + 1
        for name, label, stream in variables(file):
            took, rows = timed(loki, name, lambda now: loki.label_values(label, stream, now - 6 * 3600, now))
            demand(rows == HOSTS, f"{name}: {rows} of {HOSTS} hosts")
            slowest, asked = max(slowest, (took, name)), asked + 1
    demand(asked, "no variable asks Loki")
    return f"{number} queries and {asked} of variables, the slowest {slowest[0]:.2f} s ({slowest[1]})"


def main():
    folder = lab.work_folder("fleet")
    prometheus_url = f"http://127.0.0.1:{lab.free_port()}"
    (folder / "prometheus.yml").write_text("global: {}\n")
    prometheus = servers.Server("prometheus", folder, [lab.DEBS / "prometheus", f"--config.file={folder}/prometheus.yml", "--web.enable-remote-write-receiver",
                            f"--storage.tsdb.path={folder}/prometheus", "--web.listen-address=" + prometheus_url.removeprefix("http://")])
    manager = servers.Alertmanager(folder)
    loki = servers.Loki(folder, manager.url, ruler=f"  wal: {{dir: {folder}/ruler-wal}}\n  remote_write: {{enabled: true, clients: {{prometheus: {{url: '{prometheus_url}/api/v1/write'}}}}}}")
    rules = lab.rules_in(lab.rendered(folder))
    for server in (prometheus, manager, loki):
        server.start()
    first = time.time() - 5 - (BACK - 1) * STEP
    fill(loki, first, range(BACK))
    demand(not loki.errors, f"Loki refused: {loki.errors[:2]}")

    told("fleet: every dashboard query and variable answers within 2 s at 1,000 hosts", dashboards, loki)

    shutil.copy(rules, loki.rules)  # only now: what the rules take must not count as a query's processor time
    shutil.copy(SHARE / "loki/ntp-audit-recording.yaml", loki.rules)

    ticks = [BACK]

    def due():
        if time.time() > first + ticks[-1] * STEP:
            fill(loki, first, [ticks[-1]])
            ticks.append(ticks[-1] + 1)
        found = {alert: len(hosts) for alert, hosts in loki.alerts().items()}
        wanted = {"NtpUnsynchronised/critical": 400, "NtpNoUsableSource/critical": 400, "NtpCompetingDaemon/warning": len(COMPETING),
                  "NtpAuditSilent/warning": len(SILENT), "NtpFleetUnsynchronised/critical": 1, "NtpFleetSilent/critical": 1}
        demand(found == wanted, f"{found} and not {wanted}")
        loki.demand_healthy_rules(lab.rules() + 6)
        return f"{len(BAD)} hosts unsynchronised, {len(SILENT)} silent"

    told("fleet: 400 hosts of a fault are named and the fleet's alerts fire, at Loki's default limits", until, 390, due)

    def one_message():
        groups = lab.get(manager.url + "/api/v2/alerts/groups", silenced="false", inhibited="false")
        told_of = {g["labels"]["alertname"]: len(g["alerts"]) for g in groups if g["alerts"]}
        wanted = {"NtpFleetUnsynchronised": 1, "NtpFleetSilent": 1, "NtpCompetingDaemon": len(COMPETING)}
        demand(told_of == wanted, f"{told_of} and not {wanted}")

    told("fleet: Alertmanager sends the fleet's alerts and inhibits those of the single hosts", until, 60, one_message)

    def recorded():
        found = {}
        for series in lab.get(prometheus_url + "/api/v1/query", query='{__name__=~"ntp_audit:.+"}')["data"]["result"]:
            labels = series["metric"]
            found[labels["__name__"], labels.get("verdict", labels.get("reasons"))] = float(series["value"][1])
        alive = HOSTS - len(SILENT)
        for key, value in ((("ntp_audit:hosts:verdict", "critical"), len(BAD)), (("ntp_audit:hosts:verdict", "ok"), alive - len(BAD) - len(COMPETING)),
                           (("ntp_audit:hosts:reasons", "unsynchronised,no-usable-source"), len(BAD)), (("ntp_audit:hosts:untrusted", None), len(BAD) / alive)):
            demand(key in found and abs(found[key] - value) <= 0.01 * value, f"{key} is {found.get(key)} and not {value}; there are {sorted(map(str, found))}")
        demand(0.001 < found["ntp_audit:error_bound_seconds:p99", None] <= found["ntp_audit:error_bound_seconds:max", None] < 0.1, f"{found}")
        return f"{len(found)} series"

    told("fleet: the recorded series are in Prometheus", until, 330, recorded)
    for server in (loki, manager, prometheus):
        server.stop()


if __name__ == "__main__":
    main()
    raise SystemExit(bool(lab.failures))
