#!/usr/bin/env python3
"""What is shipped and rendered, before the programs that read it: Alloy, lokitool, promtool, amtool, Grafana's types."""
import base64
import itertools
import json
import re
import shutil
import ssl
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import chain
import lab
import records
import scenario
import servers
from lab import ROOT, SHARE, TOOLS, demand, told, until

RESOURCES = ROOT / "src/main/resources/io/ntpaudit"
DOC = ROOT / "src/main/dist/usr/share/doc/ntp-audit/first-alert.md"
MODULE = SHARE / "alloy/ntp-audit-module.alloy"
METRICS = SHARE / "prometheus/ntp-audit-rules.yaml"
DASHBOARDS = sorted((SHARE / "grafana").glob("*.json"))
STOCK = 'logging {\n\tlevel = "warn"\n}\n\nprometheus.exporter.unix "default" { }\n\n'
WRITE = 'loki.write "default" {\n\tendpoint {\n\t\turl = "http://127.0.0.1:9/loki/api/v1/push"\n\t}\n}\n\n'


def run(*command):
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True)
    demand(done.returncode == 0, f"{command[0]} {command[1]}: exit {done.returncode}: {(done.stdout + done.stderr)[-600:]}")
    return done.stdout + done.stderr


def refused(what, check, *args):
    """The check must fail: it is none otherwise."""
    try:
        check(*args)
    except lab.Failed:
        return
    raise lab.Failed(f"{what} was not noticed")


# ---- Alloy

def alloy(file, format=True):
    if format:
        run(TOOLS / "alloy", "fmt", "--test", file)
    run(TOOLS / "alloy", "validate", file)


def fragments(folder):
    """The fragment with every combination of settings."""
    own = {"alloy__tenant": "team-a", "alloy__username": "u", "alloy__ca_file": "/etc/ssl/ca.pem", "alloy__cert_file": "/etc/ssl/c.pem"}
    beside = {"alloy__username": {"alloy__password_file": "/etc/alloy/pw"}, "alloy__cert_file": {"alloy__key_file": "/etc/ssl/k.pem"}}
    number = 0
    for systemd in (True, False):
        for chosen in itertools.chain([None], *(itertools.combinations(own, n) for n in range(len(own) + 1))):
            settings = {} if chosen is None else {"alloy__loki_url": "https://loki.example.net/loki/api/v1/push"}
            for key in chosen or ():
                settings |= {key: own[key]} | beside.get(key, {})
            number += 1
            work = folder / f"fragment-{number}"
            work.mkdir()
            config = lab.rendered(work, systemd, **settings) / "etc/alloy/conf.d"
            text = (config / "ntp-audit.alloy").read_text()
            demand(("loki.source.journal" in text) == systemd, f"systemd {systemd}: {text}")
            demand(all(str(v) in text for v in settings.values()), f"{settings}: not all in the fragment")
            if chosen is None:
                (config / "config.alloy").write_text(WRITE)
                run(TOOLS / "alloy", "fmt", "--test", config / "ntp-audit.alloy")
                alloy(config, format=False)
            else:
                alloy(config / "ntp-audit.alloy")
    return f"{number} settings"


def receiver(folder):
    work = folder / "receiver"
    work.mkdir()
    config = lab.rendered(work, alloy__loki_receiver="loki.write.central.receiver") / "etc/alloy/conf.d"
    (config / "config.alloy").write_text(WRITE.replace('"default"', '"central"'))
    alloy(config, format=False)
    (config / "config.alloy").write_text(WRITE)
    refused("a receiver that is not there", alloy, config, False)
    (config / "config.alloy").write_text(WRITE.replace('"default"', '"central"'))
    fragment = config / "ntp-audit.alloy"
    good = fragment.read_text()
    fragment.write_text(good.replace("path_targets", "path_target"))
    refused("a misspelt attribute", alloy, config, False)
    fragment.write_text(good.replace("\tforward_to", "forward_to"))
    refused("another format", alloy, fragment)


def certificates(folder):
    """A CA, and by it a server's and a client's certificate."""
    for name, more in (("ca", ()), ("server", ("-addext", "subjectAltName=IP:127.0.0.1")), ("client", ())):
        signed = () if name == "ca" else ("-CA", folder / "ca.pem", "-CAkey", folder / "ca.key")
        run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", 1, "-subj", f"/CN={name}",
            "-keyout", folder / f"{name}.key", "-out", folder / f"{name}.pem", *signed, *more)


def secured(folder):
    """A server that demands TLS, a client's certificate, a password and the tenant is sent the records."""
    work, sent = folder / "secured", []
    work.mkdir()
    certificates(work)
    (work / "password").write_text("s3cret")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            asked = self.headers["Authorization"], self.headers["X-Scope-OrgID"], self.path
            well = asked == ("Basic " + base64.b64encode(b"shipper:s3cret").decode(), "team-a", "/loki/api/v1/push")
            sent.extend([asked] * well)
            self.send_response(204 if well else 401)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=work / "ca.pem")
    tls.verify_mode = ssl.CERT_REQUIRED
    tls.load_cert_chain(work / "server.pem", work / "server.key")
    server.socket = tls.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    root = lab.rendered(work, False, log__file=f"{work}/audit.log", alloy__loki_url=f"https://127.0.0.1:{server.server_port}/loki/api/v1/push", alloy__tenant="team-a",
                        alloy__username="shipper", alloy__password_file=f"{work}/password", alloy__ca_file=f"{work}/ca.pem",
                        alloy__cert_file=f"{work}/client.pem", alloy__key_file=f"{work}/client.key")
    config = root / "etc/alloy/conf.d"
    demand("s3cret" not in (config / "ntp-audit.alloy").read_text(), "the password is in the fragment")
    (work / "audit.log").write_text(records.record(time.time()) + "\n")
    shipper = servers.Alloy(work, config)
    shipper.start()
    until(60, lambda: demand(sent, "nothing has arrived: " + shipper.log.read_text()[-400:]))
    shipper.stop()


def module(folder):
    run(TOOLS / "alloy", "fmt", "--test", MODULE)
    config = folder / "config.alloy"
    usage = "\n".join(line.removeprefix("//").removeprefix("   ") for line in MODULE.read_text().split("\n\n")[0].splitlines() if line.startswith("//   "))
    demand("ntp_audit.logs" in usage and "ntp_audit.timex" in usage, "the module's head does not show how it is used")
    config.write_text(STOCK + WRITE + 'prometheus.remote_write "default" { }\n\n' + usage.replace("/usr/share/ntp-audit", str(SHARE)) + "\n")
    alloy(config, format=False)
    server = servers.Alloy(folder, config)  # what validate does not see, the start does
    server.start()
    url = server.url + "/api/v0/component/ntp_audit.timex.default/prometheus.exporter.unix.timex/metrics"
    series = [x for x in lab.until(20, lab.text, url).splitlines() if x.startswith("node_") and not x.startswith("node_scrape")]
    server.stop()
    demand(any(x.startswith("node_timex_sync_status") for x in series), "no timex series")
    demand(all(x.startswith(("node_timex", "node_exporter_build")) for x in series), "more than timex is collected")


# ---- rules

def loki_rules(file, number):
    said = run(TOOLS / "lokitool", "rules", "lint", "-n", file)
    demand(f"{number} rules found, {number} linted" in said, f"{said}, {number} are due")
    run(TOOLS / "lokitool", "rules", "check", file)


SETTINGS = [{}, {"loki__interval": "1m", "loki__lookback": "1h"}, {"loki__interval": "1h", "loki__lookback": "12h"},
            {"limits__offset": 0.0001, "limits__offset_critical": 0.001, "limits__error_bound": 0.0002, "limits__error_bound_critical": 0.002,
             "limits__stratum": 2, "loki__team": "time-keepers", "loki__max_alerts": 9000, "loki__fleet_share": 0.05,
             "loki__runbook_url": "https://wiki.example.net/ntp"}]


def rendered_rules(folder):
    for n, settings in enumerate(SETTINGS):
        work = folder / f"rules-{n}"
        work.mkdir()
        file = lab.rules_in(lab.rendered(work, **settings))
        loki_rules(file, lab.rules())
        text = file.read_text()
        demand("@" not in re.sub(r"^#.*", "", text, flags=re.M), f"{settings}: a placeholder is left")
        for key, value in settings.items():
            if key.startswith("limits") or key in ("loki__team", "loki__max_alerts", "loki__fleet_share", "loki__runbook_url"):
                plain = f"{value:.4f}".rstrip("0") if isinstance(value, float) else str(value)
                demand(re.search(rf"[ -(\"]{re.escape(plain)}\b", text), f"{key}: {plain} is not in the rules")
    return f"{len(SETTINGS)} settings, {lab.rules()} rules each"


def broken_rules(folder):
    good = lab.rules_in(folder / "rules-0/root").read_text()
    bad = folder / "bad.yaml"
    for what, text in (("a lost bracket", good.replace(")) >= 3", ") >= 3", 1)), ("an unknown key", good.replace("annotations:", "notes:", 1)),
                       ("an empty file", ""), ("a rule less", good[:good.rindex("      - alert:")])):
        bad.write_text(text)
        refused(what, loki_rules, bad, lab.rules())


def ruler(folder):
    """A file that is none of rules stops every rule of that Loki, as `apply` says; once it has gone they are evaluated."""
    work = folder / "ruler"
    root = lab.rendered(work, loki__interval="1m", loki__rules_dir="/rules/fake")
    rules = root / "rules/fake"
    loki = servers.Loki(work)
    shutil.copy(rules / "ntp-audit-rules.yaml", loki.rules)
    for readme in (loki.rules / "README", rules / "README"):
        readme.write_text("Rules of all teams.\n")
    done = subprocess.run([lab.PROGRAM, "apply", "--root", root, "--json", "--only", "loki"], capture_output=True, text=True)
    said = json.loads(done.stdout)
    demand(done.returncode == 1 and said["failed"] and "/rules/fake/README" in said["files"][0]["why"], f"apply: {done.returncode}, {done.stdout}")
    loki.start()

    def stopped():
        demand("unable to list rules" in loki.log.read_text(), "Loki says nothing of the README")
        demand(not loki.rule_groups(), "Loki has read rules")

    def no_data():
        loki.demand_healthy_rules(lab.rules())
        demand(loki.alerts() == {"NtpAuditNoData/critical": {"-"}}, f"firing: {loki.alerts()}")

    until(60, stopped)
    (loki.rules / "README").unlink()
    until(150, no_data)
    loki.stop()


# the keys of the stock package's file that what ruler.yaml shows stands beside
STOCK_LOKI = """auth_enabled: false
common:
  path_prefix: /tmp/loki
  replication_factor: 1
  ring: {kvstore: {store: inmemory}}
schema_config:
  configs: [{from: 2020-10-24, store: tsdb, object_store: filesystem, schema: v13, index: {prefix: index_, period: 24h}}]
"""


def settings(folder):
    """Loki takes all that ruler.yaml shows, also what stands there as a comment for some fleets."""
    shown, number = re.subn(r"^( *)# ( *[a-z_]+:(?: .*)?)$", r"\1\2", (SHARE / "loki/ruler.yaml").read_text(), flags=re.M)
    demand(number >= 15, f"ruler.yaml has {number} settings in comments")
    file, check = folder / "settings.yaml", (TOOLS / "loki", "-verify-config", f"-config.file={folder}/settings.yaml")
    file.write_text(STOCK_LOKI + shown)
    run(*check)
    for key in re.findall(r"(?:^|[{,]) *(\w+):", re.sub("#.*", "", shown), re.M):
        if key != "prometheus":  # a name that is free
            file.write_text(STOCK_LOKI + re.sub(rf"\b{key}:", f"{key}x:", shown, count=1))
            refused(f"{key}x", run, *check)
    return f"{number} lines of comments"


def alertmanager():
    run(lab.DEBS / "amtool", "check-config", SHARE / "loki/alertmanager.yml")


def metrics_rules(folder):
    promtool = lab.DEBS / "promtool"
    run(promtool, "check", "rules", METRICS)
    test = lab.HERE / "metrics-rules.test.yaml"
    run(promtool, "test", "rules", test)
    names = set(re.findall(r"alert: (\w+)", METRICS.read_text()))
    proven = set(re.findall(r'alertname="?(\w+)', test.read_text())) - {"NtpFleet"}
    demand(names == proven, f"not tested: {sorted(names ^ proven)}")
    broken, moved = folder / "metrics.yaml", folder / "metrics.test.yaml"
    moved.write_text(re.sub(r"rule_files: .*", f"rule_files: [{broken}]", test.read_text()))
    for old, new in (("for: 10m", "for: 1m"), ("for: 6m", "for: 0m"), ('reason="offset"', 'reason="stratum"'), ("> 960", "> 9600"),
                     ("[10m]))", "[1m]))"), ("> 0.2", "> 0.9"), ("team: ops", "team: dev")):
        broken.write_text(METRICS.read_text().replace(old, new))
        refused(f"{new} in place of {old}", run, promtool, "test", "rules", moved)
    return f"{len(names)} rules"


# ---- one word in all places

def runbook():
    text = (RESOURCES / "people/runbook.md").read_text()
    return {m[1]: {s.strip() for s in m[2].split(",")} for m in re.finditer(r"^## (\S+)\n\nSeverity: (.*)$", text, re.M)}


def words(folder):
    rules, ids = lab.rules_in(folder / "rules-0/root").read_text(), runbook()
    for anchor in re.findall(r"#([a-z-]+)\"", rules + METRICS.read_text()):
        demand(anchor in ids or anchor == "chronyd-", f"the runbook has no section {anchor}")
    for severity, reason in re.findall(r"labels: \{severity: (\w+), .*reason: ([a-z-]+)\}", rules):
        demand(severity in ids[reason] or severity == "info", f"{reason}: {severity} in the rules, {ids[reason]} in the runbook")
    covered = set(re.findall(r"reason: ([a-z-]+)", rules)) | {i for i in ids if i.startswith("chronyd-")} | records.INFO | {"gap"}
    demand(covered == set(ids), f"without a rule: {sorted(set(ids) - covered)}, without a section: {sorted(covered - set(ids))}")
    demand(records.CRITICAL == {i for i, s in ids.items() if s == {"critical"}} and records.INFO == {i for i, s in ids.items() if s == {"info"}},
           "the test's severities are not the runbook's")
    table = re.findall(r"^\| (Ntp\w+) \| ([a-z, ]+) \|", DOC.read_text(), re.M)
    told_of = sorted(f"{name}/{s.strip()}" for name, severities in table for s in severities.split(","))
    shipped = sorted(f"{name}/{s}" for name, found in re.findall(r"alert: (\w+).*?severity: \"?([{}$. \w]+?)\"?,", rules, re.S)
                     for s in (["warning", "critical"] if "$" in found else [found]))
    demand(told_of == shipped, f"the table in {DOC.name} and the rules differ: {sorted(set(told_of) ^ set(shipped))}")
    for name, severities, after, until in re.findall(r"^\| (Ntp\w+) \| ([a-z, ]+) \|.*\| (\d)[^|]*\| (\d+) min \|$", DOC.read_text(), re.M):
        for severity in severities.split(", "):
            if f"{name}/{severity}" in chain.TIMES:
                audits, window = chain.TIMES[f"{name}/{severity}"]
                minutes = window if name == "NtpClockStep" else 5 * (window - 1) + 1
                demand((int(after), int(until)) == (audits, minutes), f"{name}: the table says {after}, {until}; the chain is held to {audits}, {minutes}")
    return f"{len(ids)} reasons"


def fits(value, schema):
    kinds = {"string": str, "integer": int, "number": (int, float), "boolean": bool}
    if "const" in schema:
        return value == schema["const"]
    if "enum" in schema:
        return value in schema["enum"]
    return (isinstance(value, kinds[schema["type"]]) and (schema["type"] == "boolean") == isinstance(value, bool)
            and (schema["type"] != "string" or re.search(schema.get("pattern", ""), value) is not None))


def recorded():
    """The records that the tests feed are ones that the program could write."""
    schema = json.loads((RESOURCES / "audit/record.schema.json").read_text())
    odd = {"ok-words", "ok-null", "stale-null", "ok-empty", "garbage", "not-a-number"}
    odd |= {name for name in scenario.HOSTS if name.startswith("torn")}
    for name, host in scenario.HOSTS.items():
        for _, line in host.lines(scenario.LAST, time.time()):
            if name not in odd:
                record = json.loads(line)
                demand(set(schema["required"]) <= set(record), f"{name}: lacks {set(schema['required']) - set(record)}")
                bad = {k: v for k, v in record.items() if k not in schema["properties"] or not fits(v, schema["properties"][k])}
                demand(not bad, f"{name}: not in the schema: {bad}")
    return f"{len(scenario.HOSTS) - len(odd)} hosts"


# ---- dashboards

def dashboards(folder):
    check = ["node", lab.HERE / "dashboards.mjs", lab.CACHE / "ntp-audit-grafana"]
    run(*check, *DASHBOARDS)
    good, bad = DASHBOARDS[0].read_text(), folder / "bad.json"
    for old, new in (('"colorMode": "background"', '"colorMode": "backgrund"'), ('"showUnfilled"', '"showUnfiled"'), ('"timezone"', '"timezne"'),
                     ('"schemaVersion": 39', '"schemaVersion": "39"'), ('"queryType": "instant"', '"queryTyp": "instant"'), ('"lineWidth": 1', '"lineWidth": "1"')):
        demand(old in good, f"{old} is not in the dashboard")
        bad.write_text(good.replace(old, new, 1))
        refused(new, run, *check, bad)
    return f"{len(DASHBOARDS)} dashboards, Grafana 11 and 12"


def thresholds():
    """The numbers of the dashboards are the defaults of limits."""
    limits = dict(re.findall(r"^  (\w+): ([\d.]+) ", (SHARE / "config.example.yaml").read_text().split("limits:")[1], re.M))
    offset, critical = float(limits["offset"]), float(limits["offset_critical"])
    demand((offset, critical) == (float(limits["error_bound"]), float(limits["error_bound_critical"])), "offset and bound differ: see the dashboards")
    demand((offset, critical, limits["stratum"]) == (0.1, 1, "4"), "the defaults are others than the panels' words")
    seen = 0
    for file in DASHBOARDS:
        for panel in json.loads(file.read_text())["panels"]:
            words = panel.get("description", "")
            demand("Limits" not in words or "0.1 s a warning, 1 s critical" in words, f"{panel['title']}: {words}")
            demand("Above" not in words or "Above 4 is" in words, f"{panel['title']}: {words}")
            usually_empty = panel["type"] in ("table", "logs", "bargauge") or panel["title"] in ("Off by at most", "Last audit", "Jumps of the clock")
            demand(not usually_empty or panel["fieldConfig"]["defaults"].get("noValue"), f"{panel['title']}: says \"No data\" where there is nothing to show")
            steps = [s["value"] for s in panel["fieldConfig"]["defaults"].get("thresholds", {}).get("steps", [])]
            if panel["title"] in ("Off by at most", "Largest error bounds", "Largest offsets, either sign", "Error bound of the fleet"):
                demand(steps == [None, offset, critical], f"{panel['title']}: {steps}")
                seen += 1
            if panel["title"] == "Offset":
                demand(steps == [None, -critical, -offset, offset, critical], f"{panel['title']}: {steps}")
                seen += 1
            if panel["type"] == "stat" and panel["title"] == "Stratum":
                demand(steps == [None, int(limits["stratum"]) + 1], f"{panel['title']}: {steps}")
                seen += 1
    demand(seen == 6, f"{seen} panels with limits were found")


def main():
    folder = lab.work_folder("lint")
    told("lint: the Alloy fragment is well with every setting", fragments, folder)
    told("lint: a wrong receiver, attribute or format of the fragment is noticed", receiver, folder)
    told("lint: the fragment sends with tenant, password and certificate, all from files", secured, folder)
    told("lint: the Alloy module is well, imported as its head shows", module, folder)
    told("lint: the Loki rules are well with every setting", rendered_rules, folder)
    told("lint: broken Loki rules are noticed", broken_rules, folder)
    told("lint: a README stops every rule of a Loki, and apply says so; without it an empty Loki raises NtpAuditNoData alone", ruler, folder)
    told("lint: the recording rules are well", loki_rules, SHARE / "loki/ntp-audit-recording.yaml", 6)
    told("lint: Loki takes every setting that ruler.yaml shows, and a mistake is noticed", settings, folder)
    told("lint: Alertmanager's example is well", alertmanager)
    told("lint: the Prometheus rules are well, tested, and a change is noticed", metrics_rules, folder)
    told("lint: runbook, rules and documentation use the same words and times", words, folder)
    told("lint: the records of these tests fit the record's schema", recorded)
    told("lint: the dashboards are of Grafana's types, and a mistake is noticed", dashboards, folder)
    told("lint: the dashboards' limits are the defaults, and an empty panel says what that means", thresholds)


if __name__ == "__main__":
    main()
    raise SystemExit(bool(lab.failures))
