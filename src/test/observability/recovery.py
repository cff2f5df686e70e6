#!/usr/bin/env python3
"""What ends the alerts of a fleet: nobody reports, then a third is silent and a third follows no server, then all is well.
One audit a minute (loki.interval: 1m), on a real Loki; what came before is back-filled, what ends an alert comes in real time."""
import shutil
import time

import lab
import servers
from lab import demand, told, until
from records import UNSYNCHRONISED, counted, record

HOSTS, MINUTE, BACK = 30, 60, 30
SILENT, BAD = range(0, 10), range(10, 20)
FLEET = {"NtpFleetSilent/critical", "NtpFleetUnsynchronised/critical"}


class Fleet:
    """Its audits up to now, in order."""

    def __init__(self, loki):
        self.loki, self.due, self.well = loki, time.time() - BACK * MINUTE, False

    def line(self, n):
        if n in BAD and not self.well:
            return record(self.due, "unsynchronised,no-usable-source", **UNSYNCHRONISED)
        return record(self.due)

    def report(self):
        while self.due <= time.time():
            silent = SILENT if not self.well and self.due > time.time() - 10 * MINUTE else ()
            self.loki.push({("ntp-audit", f"node{n:02d}"): [(self.due, counted(self.line(n), int(self.due // MINUTE) % 50 + 1))] for n in range(HOSTS) if n not in silent})
            self.due += MINUTE


def firing(loki, due, fleet=None):
    if fleet:
        fleet.report()
    found = {alert: len(hosts) for alert, hosts in loki.alerts().items()}
    demand(found == due, f"{found} and not {due}")
    loki.demand_healthy_rules(lab.rules())


def main():
    folder = lab.work_folder("recovery")
    manager = servers.Pager()
    loki = servers.Loki(folder, manager.url)
    rules = lab.rules_in(lab.rendered(folder, loki__interval="1m", loki__lookback="1h"))
    loki.start()
    shutil.copy(rules, loki.rules)
    told("recovery: a Loki that nobody sends to says so, and nothing else", until, 150, firing, loki, {"NtpAuditNoData/critical": 1})

    fleet = Fleet(loki)
    struck = {"NtpUnsynchronised/critical": len(BAD), "NtpNoUsableSource/critical": len(BAD), "NtpAuditSilent/warning": len(SILENT)}
    struck.update(dict.fromkeys(FLEET, 1))
    told("recovery: records end that, and the fleet's faults are told of", until, 180, firing, loki, struck, fleet)

    began, fleet.well = time.time(), True

    def over():
        firing(loki, {}, fleet)
        return f"after {time.time() - began:.0f} s"

    told("recovery: all alerts end when all is well", until, 8 * MINUTE, over)

    def sent():
        demand(not loki.errors, f"Loki refused: {loki.errors[:1]}")
        ended = {alert for alert, _ in manager.resolved(0)}
        demand(FLEET | {"NtpAuditNoData/critical"} <= ended, f"only {sorted(ended)} were declared over")

    told("recovery: Alertmanager is told of each end", until, 60, sent)
    loki.stop()


if __name__ == "__main__":
    main()
    raise SystemExit(bool(lab.failures))
