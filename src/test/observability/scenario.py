#!/usr/bin/env python3
"""Every fault of a host, played to a real Loki with the rules as `apply` renders them: each alert fires for exactly the
hosts that are due, also when Loki is restarted in the middle."""
import json
import re
import shutil
import time

import lab
import servers
from lab import demand, told, until
from records import LOCAL, UNSYNCHRONISED, counted, failed_record, record

STEP = 300
BACK = 12  # records that are there when the rules are first evaluated: an hour
TORN = '{"schema":1,"timestamp":"2026-11-23T00:00:00.000Z","reference_id":"A29FC801","strat'


LAST = BACK - 1  # the last audit before the rules are read; the one after it comes in real time
RECENT = (LAST - 1, LAST, BACK)


class Host:
    """A host: its line (or lines) at the i-th audit, at time t, and the alerts that it must raise. The record of one audit is
    lost of a host that must raise some: the last, or where an alert wants two or more records the one before. That ends no
    alert, and would in a window that is shorter by one audit."""

    def __init__(self, alerts, lines, whole=False):
        self.alerts = alerts.split()
        more = any(a.endswith("/critical") or a.startswith("NtpAuditFailed/") for a in self.alerts)
        self.lost = None if whole or not self.alerts else LAST - 1 if more else LAST
        self.lines = lambda i, t: [(at, counted(line, i + 1)) for at, line in lines(i, t)]

    def sent(self, i, t):
        return [] if i == self.lost else self.lines(i, t)


def steady(alerts="", reasons="none", **fields):
    return Host(alerts, lambda i, t: [(t, record(t, reasons, **fields))])


def at(when, alerts="", reasons="none", otherwise=None, **fields):
    """Only the audits for which when(i) holds; the others are healthy."""
    return Host(alerts, lambda i, t: [(t, record(t, reasons, **fields) if when(i) else record(t, **(otherwise or {})))])


OFFSET = "NtpHighOffset/warning NtpHighErrorBound/warning"
OFFSET_CRITICAL = "NtpHighOffset/critical NtpHighErrorBound/critical"


def null(line):
    """The record of a program that writes null for what it could not measure; ours leaves it out."""
    return json.dumps({k: v if isinstance(v, str) else None for k, v in json.loads(line).items()})


def cut(line, field):
    """The record as a full disk leaves it: its end is missing, from the middle of a field's value on."""
    return line[:line.index(f'"{field}":"') + len(field) + 7]


def torn(line):
    """Healthy, but for its last records: line(t) is what was written of them."""
    return Host("NtpAuditBadRecord/info", lambda i, t: [(t, line(t) if i in RECENT else record(t))])


HOSTS = {
    # nothing may fire
    "ok-1": steady(),
    "ok-negative": steady(current_correction=-8.5e-06, last_offset=2e-06),
    "ok-edge": steady(current_correction=0.0990, root_delay=0.0002, stratum=4),
    "ok-edge-negative": steady(current_correction=-0.0990, root_delay=0.0002, stratum=1, reference_id="50505300"),
    "ok-no-phc": steady(ntp_phc_status="n/a", ntp_phc_device="none", ntp_modules_status="n/a", phc_in_use=None),
    "ok-late": Host("", lambda i, t: [(t - i % 2 * 50, record(t - i % 2 * 50))]),
    "ok-information": steady(reasons="few-sources,phc-unused,kernel-unsynchronised,leap-pending", kernel_sync=False),
    "ok-pending": steady(pending="competing-daemon,offset,stale", ntp_conflict="none"),
    "ok-limits-of-its-own": steady(reasons="offset,error-bound,stratum", current_correction=-0.07, root_delay=0.0002, stratum=4),
    "ok-words": steady(reasons="offset,error-bound,stratum", current_correction="n/a", stratum="x", clock_error_bound="y", ref_time="z"),
    "ok-two-lost": Host("", lambda i, t: [(t, record(t))] if i not in (LAST - 1, LAST) else []),
    "ok-null": Host("", lambda i, t: [(t, null(record(t)))]),
    "ok-empty": Host("", lambda i, t: [(t, "{}" if i == LAST else record(t))]),
    "one-unsynchronised": at(lambda i: i == LAST - 1, reasons="unsynchronised", **UNSYNCHRONISED),
    "one-no-source": at(lambda i: i == LAST - 1, reasons="no-usable-source", sources_usable=0),
    "one-stale": at(lambda i: i == LAST - 1, reasons="stale", verdict="critical", sync_age=4000),
    "one-offset": at(lambda i: i == LAST, pending="offset", current_correction=0.9),
    "one-offset-negative": at(lambda i: i == LAST, reasons="offset,error-bound", verdict="critical", current_correction=-1.9),
    "flapping": at(lambda i: i % 3 == 0, reasons="unsynchronised", **UNSYNCHRONISED),
    "was-bad": at(lambda i: i < LAST - 5, reasons="competing-daemon,phc-missing", ntp_conflict="ntpd_active"),
    # can the clock be trusted
    "unsynchronised": steady("NtpUnsynchronised/critical NtpNoUsableSource/critical", "unsynchronised,no-usable-source", **UNSYNCHRONISED),
    "no-source": steady("NtpNoUsableSource/critical", "no-usable-source", sources_usable=0, sync_age=4000),
    "local": steady("NtpLocalReference/critical", "local-reference", stratum=2, **LOCAL),
    "local-10": steady("NtpLocalReference/critical NtpHighStratum/warning", "local-reference,stratum", stratum=10, **LOCAL),
    "stale": steady("NtpStaleSource/warning", "few-sources,stale", sync_age=1200),
    "stale-by-far": steady("NtpStaleSource/critical", "few-sources,stale", verdict="critical", sync_age=4000),
    "stale-and-fast": steady("NtpStaleSource/warning " + OFFSET_CRITICAL, "stale,offset,error-bound", verdict="critical", sync_age=1200, current_correction=-1.5),
    "stale-and-fast-alone": steady("NtpStaleSource/warning NtpHighOffset/critical NtpHighErrorBound/warning",
                                   "stale,offset,error-bound", verdict="critical", sync_age=1200, current_correction=-1.5, clock_error_bound=0.5),
    "stale-and-bound-by-far": steady("NtpStaleSource/warning NtpHighErrorBound/critical",
                                     "stale,error-bound", verdict="critical", sync_age=1200, root_delay=2.4, root_dispersion=0.9),
    "stale-by-far-and-slow": steady("NtpStaleSource/critical " + OFFSET, "stale,offset,error-bound", verdict="critical", sync_age=4000, current_correction=0.2),
    "stale-null": Host("NtpNoUsableSource/critical", lambda i, t: [(t, null(record(t, "no-usable-source,stale,falseticker,stepped,offset,error-bound,stratum")))]),
    "falseticker": steady("NtpFalseticker/warning", "falseticker,few-sources", sources_falseticker=1, sources_usable=3),
    # how far off can it be
    "slow": steady(OFFSET, "offset,error-bound", current_correction=0.25, last_offset=0.2),
    "fast": steady(OFFSET, "offset,error-bound", current_correction=-0.25, last_offset=-0.2),
    "slow-by-far": steady(OFFSET_CRITICAL, "offset,error-bound", verdict="critical", current_correction=1.5),
    "fast-by-far": steady(OFFSET_CRITICAL, "offset,error-bound", verdict="critical", current_correction=-1.5),
    "slow-within-its-own-limits": steady(OFFSET, "offset,error-bound", current_correction=2.5),
    "swinging": Host(OFFSET, lambda i, t: [(t, record(t, "offset,error-bound", current_correction=(0.3 + i / 100) * (-1) ** i))]),
    "bound": steady("NtpHighErrorBound/warning", "error-bound,few-sources", root_delay=0.3, root_dispersion=0.05),
    "bound-by-far": steady("NtpHighErrorBound/critical", "error-bound", verdict="critical", root_delay=2.4, root_dispersion=0.9),
    "stratum": steady("NtpHighStratum/warning", "stratum,phc-unused", stratum=5),
    "jumped": at(lambda i: i in RECENT, "NtpClockStepped/warning", "stepped", clock_step=-1.234),
    "stepped-by-chronyd": steady("NtpClockStep/info"),
    # what endangers it
    "conflict": steady("NtpCompetingDaemon/warning", "competing-daemon", ntp_conflict="systemd-timesyncd_active", ntp_conflicts="systemd-timesyncd_active"),
    "conflicts": steady("NtpCompetingDaemon/warning", "competing-daemon,phc-unused", ntp_conflict="ntpd_active", ntp_conflicts="ntpd_active,openntpd_active"),
    "nobody": steady("NtpUndisciplined/warning", "undisciplined,phc-unused", kernel_sync=False),
    "no-phc": steady("NtpPHCMissing/warning", "phc-missing", ntp_phc_status="missing", ntp_phc_device="none"),
    "no-module": steady("NtpModuleMissing/warning", "module-missing", ntp_modules_status="ptp_kvm_missing"),
    # the audit itself
    "hung": Host("NtpAuditFailed/warning", lambda i, t: [(t, failed_record(t, "timed-out"))]),
    "without-chrony": Host("NtpAuditFailed/warning", lambda i, t: [(t, failed_record(t, "not-installed"))]),
    "misconfigured": steady("NtpConfigInvalid/warning", "config-invalid"),
    "silent": Host("NtpAuditSilent/warning", lambda i, t: [(t, record(t))] if i < BACK // 2 else []),
    "heard-once": Host("NtpAuditSilent/warning", lambda i, t: [(t, record(t))] if i == 0 else []),
    "hour-ahead": Host("NtpAuditSilent/warning", lambda i, t: [(s := t + 3600 * (i >= BACK // 2), record(s))]),
    "hour-behind": Host("NtpAuditSilent/warning", lambda i, t: [(s := t - 3600 * (i >= BACK // 2), record(s))]),
    "torn": torn(lambda t: TORN),
    "torn-and-fast": Host(OFFSET + " NtpAuditBadRecord/info", lambda i, t: [(t, record(t, "offset,error-bound", current_correction=-0.4))]
                          + [(t, TORN)] * (i in RECENT)),
    "torn-in-conflict": torn(lambda t: cut(record(t, "competing-daemon", ntp_conflict="ntpd_active"), "ntp_conflict")),
    "torn-in-modules": torn(lambda t: cut(record(t, "module-missing", ntp_modules_status="ptp_kvm_missing"), "ntp_modules_status")),
    "torn-in-error": torn(lambda t: cut(failed_record(t, "timed-out"), "error_kind")),
    "garbage": Host("NtpAuditBadRecord/info", lambda i, t: [(t, "this is not json at all")]),
    "not-a-number": Host("NtpAuditBadRecord/info", lambda i, t: [(t, record(t, rms_offset=float("nan")))]),
    "twin": Host("NtpHostLabelShared/info", lambda i, t: [(t, record(t)), (t + 100, record(t + 100, current_correction=3e-5))], whole=True),
}


def expected():
    due = {}
    for name, host in HOSTS.items():
        for alert in host.alerts:
            due.setdefault(alert, set()).add(name)
    return due


def play(loki, i, t):
    """The i-th audit of every host. Each host is pushed alone: what Loki refuses of one must not hide another."""
    loki.push({("ntp-audit", name): host.sent(i, t) for name, host in HOSTS.items() if name != "hour-ahead"})
    loki.push({("ntp-audit", "hour-ahead"): HOSTS["hour-ahead"].sent(i, t)})
    if i in (LAST, BACK):
        loki.push({("chrony", "ok-1"): [(t, "Selected source 162.159.200.1 (time.cloudflare.com)")],
                   ("chrony", "stepped-by-chronyd"): [(t, "System clock was stepped by -1.234567 seconds")]})


def exactly(loki, due):
    found = loki.alerts()
    wrong = [f"{alert}: missing {sorted(due.get(alert, set()) - found.get(alert, set()))},"
             f" too many {sorted(found.get(alert, set()) - due.get(alert, set()))}"
             for alert in sorted(due | found) if due.get(alert) != found.get(alert)]
    demand(not wrong, "; ".join(wrong))
    return f"{len(found)} alerts for {len(set().union(*found.values()))} of {len(HOSTS)} hosts"


WHOLE_ID = (r"\(,\.\*\)\?", "")  # an id that others follow is no longer matched
ANY_LINE = (r'\| ?__error__="" ?', "")  # a line that is not whole is no longer left out
MUTATIONS = [
    ("NtpUnsynchronised/critical", r">= ?3", ">= 1"),
    ("NtpUnsynchronised/critical", r"\(\.\*,\)\?unsynchronised", ".*unsynchronised"),  # kernel-unsynchronised
    ("NtpNoUsableSource/critical", r">= ?2", ">= 1"),
    ("NtpNoUsableSource/critical", *WHOLE_ID),
    ("NtpLocalReference/critical", *WHOLE_ID),
    ("NtpStaleSource/warning", r"\(\.\*,\)\?stale", "stale"),
    ("NtpStaleSource/warning", r"\[11m\]", "[1s]"),
    ("NtpStaleSource/warning", r"off ?< ?-1\b", "off < -9"),
    ("NtpStaleSource/warning", r"bound ?> ?1\b", "bound > 9"),
    ("NtpStaleSource/critical", r"\(\.\*,\)\?stale", "stale"),
    ("NtpStaleSource/critical", ">= ?2", ">= 1"),
    ("NtpStaleSource/critical", r"off ?>= ?-1\b", "off >= -9"),
    ("NtpStaleSource/critical", r"bound ?<= ?1\b", "bound <= 9"),
    ("NtpFalseticker/warning", *WHOLE_ID),
    ("NtpHighOffset/warning", r" or off ?< ?-0\.1", ""),
    ("NtpHighOffset/warning", r"0\.1\b", "0.05"),
    ("NtpHighOffset/warning", *WHOLE_ID),
    ("NtpHighOffset/warning", r"or off ?>= ?-1\b", "or off < 0"),
    ("NtpHighOffset/warning", 'verdict="warning" or off', "off"),
    ("NtpHighOffset/warning", r"\(\.\*,\)\?offset", ".*,offset"),  # an id that no other stands before
    ("NtpHighOffset/warning", r"\(\.\*,\)\?offset", "offset"),
    ("NtpHighOffset/warning", *ANY_LINE),
    ("NtpHighOffset/critical", r" or off ?< ?-1", ""),
    ("NtpHighOffset/critical", 'verdict="critical"', 'verdict!="ok"'),
    ("NtpHighOffset/critical", r">= ?2", ">= 1"),
    ("NtpHighErrorBound/warning", r"0\.1\b", "0.05"),
    ("NtpHighErrorBound/warning", *WHOLE_ID),
    ("NtpHighErrorBound/warning", r"or bound ?<= ?1\b", "or bound > 0"),
    ("NtpHighErrorBound/warning", 'verdict="warning" or bound', "bound"),
    ("NtpHighErrorBound/critical", r">= ?2", ">= 1"),
    ("NtpHighErrorBound/critical", 'verdict="critical"', 'verdict!="ok"'),
    ("NtpHighStratum/warning", r"> ?4", ">= 4"),
    ("NtpHighStratum/warning", *WHOLE_ID),
    ("NtpHighStratum/warning", r"\(\.\*,\)\?stratum", ".*,stratum"),
    ("NtpHighStratum/warning", r"\(\.\*,\)\?stratum", "stratum"),
    ("NtpHighStratum/warning", *ANY_LINE),
    ("NtpClockStep/info", "was stepped", "was slewed"),
    ("NtpClockStepped/warning", r'unwrap step', "unwrap stepped"),
    ("NtpCompetingDaemon/warning", *WHOLE_ID),
    ("NtpCompetingDaemon/warning", *ANY_LINE),
    ("NtpCompetingDaemon/warning", r"\[11m\]", "[1h]"),
    ("NtpUndisciplined/warning", *WHOLE_ID),
    ("NtpPHCMissing/warning", "phc-missing", "phc-unused"),
    ("NtpPHCMissing/warning", r"\[11m\]", "[1h]"),
    ("NtpModuleMissing/warning", "module-missing", "modul-missing"),
    ("NtpModuleMissing/warning", *ANY_LINE),
    ("NtpAuditFailed/warning", 'verdict="unknown"', 'verdict="critical"'),
    ("NtpAuditFailed/warning", 'sync="unknown"', 'sync="ok"'),
    ("NtpAuditFailed/warning", *ANY_LINE),
    ("NtpConfigInvalid/warning", "config-invalid", "config-valid"),
    ("NtpAuditSilent/warning", r"\bunless\b", "and"),
    ("NtpAuditSilent/warning", r"\[16m\]", "[1h]"),
    ("NtpAuditSilent/warning", r'1,(?=\\?"sync)', "2,"),
    ("NtpFleetUnsynchronised/critical", r"> ?0\.2", "> 0.05"),
    ("NtpFleetSilent/critical", r"> ?0\.2", ">= 0"),
    ("NtpAuditNoData/critical", '"ntp-audit"', '"ntp-audits"'),
    ("NtpAuditBadRecord/info", '__error__!=""', '__error__=""'),
    ("NtpHostLabelShared/info", "> ?6", "> 3"),
]


FLEET = ("NtpFleetUnsynchronised/critical", "NtpFleetSilent/critical", "NtpAuditNoData/critical")  # not due here


def shorter(query):
    """With every window shorter by one audit."""
    return re.sub(r"\[(11|16|21)m\]", lambda m: f"[{int(m[1]) - 5}m]", query)


def noticed(loki, when):
    """Each rule names its hosts; changed, or with shorter windows, it names others or fails. So none can be changed without
    this test saying so."""
    due = expected()
    rules = {}
    for group in loki.rule_groups():
        for rule in group["rules"]:
            rules[rule["name"] + "/" + rule["labels"]["severity"]] = rule["query"]

    def hosts(query):
        return sorted(series["metric"].get("host", "-") for series in loki.query(query, at=when))

    def must_differ(alert, changed, how):
        try:
            found = hosts(changed)
        except lab.Failed:
            return  # Loki refuses it, or it fails on a line: noticed
        demand(found != sorted(due.get(alert, ())), f"{alert}: {how} was not noticed")

    for alert, query in rules.items():
        demand(hosts(query) == sorted(due.get(alert, ())), f"{alert}: {hosts(query)}")
    for alert, old, new in MUTATIONS:
        changed = re.sub(old, new, rules[alert])
        demand(changed != rules[alert], f"{alert}: there is no {old} in {rules[alert]}")
        must_differ(alert, changed, f"{new} in place of {old}")
    windows = [alert for alert in rules if alert not in FLEET and shorter(rules[alert]) != rules[alert]]
    for alert in windows:
        must_differ(alert, shorter(rules[alert]), "a shorter window")
    untouched = set(rules) - {alert for alert, _, _ in MUTATIONS}
    demand(not untouched, f"no change of {sorted(untouched)} was tried")
    return f"{len(MUTATIONS)} changes, {len(windows)} windows"


def main():
    folder = lab.work_folder("scenario")
    manager = servers.Pager()
    loki = servers.Loki(folder, manager.url)
    rules = lab.rules_in(lab.rendered(folder))
    loki.start()
    first = time.time() - 5
    for i in range(BACK):
        play(loki, i, first - (LAST - i) * STEP)
    shutil.copy(rules, loki.rules)  # now, or a rule would be evaluated over half of the records
    state = {"i": BACK}

    def due_now():
        if time.time() > first + (state["i"] - LAST) * STEP:
            play(loki, state["i"], first + (state["i"] - LAST) * STEP)
            state["i"] += 1
        return expected()

    def firing(since):
        due = due_now()
        loki.evaluated_since(since)
        loki.demand_healthy_rules(lab.rules())
        return exactly(loki, due)

    told("scenario: each alert fires for exactly its hosts", until, 390, firing, time.time())

    told("scenario: a change of any rule is noticed", noticed, loki, first + 90)

    def refused():
        late = [e for e in loki.errors if "too new" not in e[1] and "too far behind" not in e[1]]
        demand(not late, f"Loki refused: {late[:2]}")
        demand(any("too new" in e[1] for e in loki.errors), "a record of an hour ahead was not refused")

    told("scenario: Loki refuses nothing but the records of clocks that are an hour off", refused)

    def restarted():
        began = time.time()
        loki.stop()
        loki.start()
        until(390, firing, began)
        over = manager.resolved(began)
        demand(not over, f"resolved by the restart: {sorted(over)}")

    told("scenario: a restart of Loki ends no alert, and the same hosts fire after it", restarted)

    def notices():
        due = {(alert, host) for alert, hosts in expected().items() for host in hosts}
        demand(set(manager.received) == due, f"not as due: {sorted(set(manager.received) ^ due)}")
        for (key, _), sent in manager.received.items():
            labels, notes = sent[-1][1]["labels"], sent[-1][1]["annotations"]
            demand(labels["team"] == "ops" and notes["summary"] and notes["description"], f"{key}: {labels} {notes}")
            page, _, anchor = notes["runbook_url"].partition("#")
            demand(page.endswith("/runbook.html") and anchor == labels.get("reason", anchor), f"{key}: {notes['runbook_url']}")
            demand("<no value>" not in str(notes) and "<error" not in str(notes), f"{key}: {notes}")
        return f"{len(due)} alerts"

    told("scenario: Alertmanager is told of each, with team, severity and runbook", notices)
    loki.stop()


if __name__ == "__main__":
    main()
    raise SystemExit(bool(lab.failures))
