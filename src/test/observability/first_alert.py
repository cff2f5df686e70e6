#!/usr/bin/env python3
"""Follows first-alert.md to the letter: every command of the page, as it stands, on a host with the stock packages.

The host is this machine under an overlay, with name spaces of its own: what is installed, written and started there is
gone at the end. systemctl is a stand-in that starts what the packages' units start."""
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import lab
from lab import ROOT, TOOLS, demand, told, until

PAGE = Path("/usr/share/doc/ntp-audit/first-alert.md")  # as the package has installed it

# the keys of the stock packages' files that the page's commands touch or need
LOKI = """auth_enabled: false
server: {http_listen_port: 3100, grpc_listen_port: 9096}
common:
  instance_addr: 127.0.0.1
  path_prefix: /tmp/loki
  storage:
    filesystem:
      chunks_directory: /tmp/loki/chunks
      rules_directory: /tmp/loki/rules
  replication_factor: 1
  ring: {kvstore: {store: inmemory}}
schema_config:
  configs: [{from: 2020-10-24, store: tsdb, object_store: filesystem, schema: v13, index: {prefix: index_, period: 24h}}]
ruler:
  alertmanager_url: http://localhost:9093
analytics: {reporting_enabled: false}
"""
DEFAULTS, STOCK = Path("/etc/default/alloy"), 'CONFIG_FILE="/etc/alloy/config.alloy"\nCUSTOM_ARGS=""\n'
ALLOY = 'logging {\n\tlevel = "warn"\n}\n\nprometheus.exporter.unix "default" { }\n'

SYSTEMCTL = """#!/bin/bash
# systemctl VERB UNIT: what the stock units do
verb=$1 unit=$2
case $unit in
    loki) command=(loki -config.file /etc/loki/config.yml) ready=http://localhost:3100/ready ;;
    alloy) command=(alloy run --disable-reporting --storage.path=/var/lib/alloy/data /etc/alloy/config.alloy) ready=http://localhost:12345/-/ready ;;
    prometheus-alertmanager) command=(prometheus-alertmanager --config.file=/etc/prometheus/alertmanager.yml --storage.path=/var/lib/am --cluster.listen-address=)
        ready=http://localhost:9093/-/ready ;;
    grafana-server) # there is none: its provisioning must lead to dashboards
        folder=$(sed -n 's/^ *path: //p' /etc/grafana/provisioning/dashboards/ntp-audit.yaml)
        ls "$folder"/*.json > /dev/null && for file in "$folder"/*.json; do python3 -m json.tool "$file" > /dev/null || exit 1; done; exit ;;
    *) echo "systemctl: no unit $unit" >&2; exit 5 ;;
esac
pid=/run/$unit.pid
case $verb in
    reload) kill -HUP "$(cat "$pid")" && sleep 2 ;;
    restart | start)
        [ ! -f "$pid" ] || { kill "$(cat "$pid")"; tail --pid="$(cat "$pid")" -f /dev/null; }
        setsid "${command[@]}" > "/var/log/$unit.log" 2>&1 < /dev/null &
        echo $! > "$pid" ;;
esac
for _ in $(seq 60); do curl -sf "$ready" > /dev/null && exit; sleep 1; done
tail -n 5 "/var/log/$unit.log" >&2; exit 1
"""


def outside():
    """Lays the overlay and goes on inside of it."""
    folder = lab.work_folder("first-alert")
    packages = sorted((ROOT / "target/dist").glob("ntp-audit_*_amd64.deb"))
    demand(len(packages) == 1, f"one package is due in target/dist, there are {len(packages)}")
    shell = """set -e
mount -t tmpfs tmpfs "$1" && cd "$1" && mkdir up work all
mount -t overlay overlay -o lowerdir=/,upperdir="$1/up",workdir="$1/work" "$1/all"
mount -t proc proc all/proc && mount --rbind /dev all/dev && mount -t sysfs sysfs all/sys && mount -t tmpfs tmpfs all/run
ip link set lo up
exec chroot all sh -c 'INSIDE=$2 python3 -B "$1"; exit $?' - "$2" "$3"
"""  # the shell stays as process 1: somebody must reap what the servers leave
    done = subprocess.run(["unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "sh", "-c", shell, "-", folder, Path(__file__).resolve(), packages[0]])
    return done.returncode


def prepare(package):
    """The stock packages, running as they come, and ours from its file."""
    for name in ("loki", "lokitool", "logcli", "alloy"):
        Path("/usr/bin", name).symlink_to(TOOLS / name)
    subprocess.run(["cp", "-r", f"{lab.DEBS.parent}/.", "/usr"], check=True)
    for path, text in (("/etc/loki/config.yml", LOKI), ("/etc/alloy/config.alloy", ALLOY), ("/etc/prometheus/alertmanager.yml", "route: {receiver: x}\nreceivers: [{name: x}]\n"),
                       ("/usr/local/bin/systemctl", SYSTEMCTL), (DEFAULTS, STOCK), ("/etc/grafana/provisioning/dashboards/sample.yaml", "")):
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(text)
    Path("/usr/local/bin/systemctl").chmod(0o755)
    os.environ["PATH"] = "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    for unit in ("loki", "alloy", "prometheus-alertmanager"):
        sh(f"systemctl start {unit}")
    sh(f"dpkg -i {package}")


def sh(commands):
    done = subprocess.run(["bash", "-e", "-o", "pipefail", "-c", commands], capture_output=True, text=True)
    demand(done.returncode == 0, f"exit {done.returncode}: {commands.strip().splitlines()[0]}: {done.stdout[-400:]} {done.stderr[-800:]}")
    return done.stdout


def said(text, commands):
    """The commands of the page tell by their exit that it went well. What the text says to wait for is asked for again, as
    often as the page allows; a count must be the one that the text names."""
    waits = re.search(r"\b[Ww]ait for (\d+)?", text)
    if not waits:
        return sh(commands) and None

    def there():
        out = sh(commands).strip()
        demand(out == waits[1] if waits[1] else out, f"{commands.strip()} says {out}")

    began = time.time()
    until(120, there)
    return f"{time.time() - began:.0f} s"


def asked(command):
    """The exit code and the answer in JSON of ntp-audit."""
    done = subprocess.run(f"ntp-audit {command} --json", shell=True, capture_output=True, text=True)
    return done.returncode, json.loads(done.stdout)


def configured(text):
    Path("/etc/ntp-audit/conf.d/60-test.yaml").write_text(text)


def pasted():
    """What verify offers to paste is what this host's Alloy takes, and nothing is offered that would keep it from starting."""
    def look():
        return next(c["text"] for c in asked("verify")[1]["checks"] if c["name"] == "alloy")

    lacks = look()
    demand("/etc/alloy/config.alloy defines loki.write.default.receiver" in lacks and "import.file" not in lacks, f"verify says {lacks}")
    configured("alloy: {loki_url: 'http://localhost:3100/loki/api/v1/push'}\n")
    lines = look().split("systemctl reload alloy:\n")[1].replace("\n  ", "\n").removeprefix("  ") + "\n"
    Path("/tmp/pasted.alloy").write_text(lines)
    sh("alloy fmt --test /tmp/pasted.alloy")
    Path("/tmp/pasted.alloy").write_text(ALLOY + "\n" + lines)
    sh("alloy validate /tmp/pasted.alloy")
    configured("")


def left_out():
    """Where Alloy reads the folder, the fragment stands there only if Alloy starts with it."""
    folder, fragment = Path("/etc/alloy/conf.d"), Path("/etc/alloy/conf.d/ntp-audit.alloy")
    demand(fragment.exists(), "the package has rendered no fragment")
    DEFAULTS.write_text(f'CONFIG_FILE="{folder}"\n')

    def applied(state, why=""):
        code, answer = asked("apply --only alloy")
        file = answer["files"][0]
        demand((code, answer["failed"], file["state"]) == (bool(why), bool(why), state) and why in file.get("why", ""), f"apply: exit {code}, {answer}")
        demand(fragment.exists() == (state in ("changed", "unchanged")), f"{state}, and the fragment: {fragment.exists()}")

    applied("removed", "nothing in /etc/alloy/conf.d defines loki.write.default.receiver")
    applied("left_out", "nothing in /etc/alloy/conf.d defines")
    site = 'loki.write "default" {\n\tendpoint {\n\t\turl = "http://localhost:3100/loki/api/v1/push"\n\t}\n}\n'
    (folder / "site.alloy").write_text(site.replace("url", "urll"))
    applied("left_out", 'even without it: /etc/alloy/conf.d/site.alloy:3:3: unrecognized attribute name "urll"')
    (folder / "site.alloy").write_text(site + '\nloki.process "ntp_audit" {\n\tforward_to = []\n}\n')
    applied("left_out", "site.alloy has a loki.process.ntp_audit too")
    (folder / "site.alloy").write_text(site)
    applied("changed")
    sh(f"alloy validate {folder}")
    applied("unchanged")
    unseen(folder, fragment, applied)
    (folder / "site.alloy").unlink()
    DEFAULTS.write_text(STOCK)


def ends(folder):
    """Whether an Alloy that reads the folder ends at once, of itself and with a failure."""
    done = subprocess.run(["timeout", "10", "alloy", "run", "--disable-reporting", "--server.http.listen-addr=127.0.0.1:12346", "--storage.path=/tmp/ends", folder],
                          capture_output=True, text=True)
    demand(done.returncode in (1, 124), f"alloy run: exit {done.returncode}: {done.stderr[-400:]}")
    return done.returncode == 1


def unseen(folder, fragment, applied):
    """What `alloy validate` lets pass and `alloy run` ends over is left out too; with the mistake mended Alloy runs."""
    sh("openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=ca -keyout /tmp/ca.key -out /tmp/ca.pem 2> /dev/null")
    sh("openssl genrsa -out /tmp/other.key 2048 2> /dev/null")
    Path("/tmp/none.pem").write_text("no certificate\n")
    Path("/tmp/ours.alloy").write_text(fragment.read_text())
    (folder / "metrics.alloy").write_text('prometheus.remote_write "default" { }\n')
    url = "alloy: {loki_url: 'https://localhost:3100/loki/api/v1/push', "
    for bad, good, why in (
            ("ca_file: /tmp/nowhere.pem", "ca_file: /tmp/ca.pem", "alloy.ca_file: /tmp/nowhere.pem is not there"),
            ("ca_file: /tmp/none.pem", "ca_file: /tmp/ca.pem", "/tmp/none.pem holds no PEM CERTIFICATE"),
            ("cert_file: /tmp/ca.pem, key_file: /tmp/nowhere", "cert_file: /tmp/ca.pem, key_file: /tmp/ca.key", "alloy.key_file: /tmp/nowhere is not there"),
            ("cert_file: /tmp/ca.pem, key_file: /tmp/other.key", "cert_file: /tmp/ca.pem, key_file: /tmp/ca.key", "/tmp/other.key is not the key of /tmp/ca.pem")):
        configured(url + good + "}\n")
        applied("changed")
        demand(not ends(folder), f"{good}: Alloy ends")
        text = fragment.read_text()
        for well, ill in zip(good.split(", "), bad.split(", ")):
            text = text.replace(well.split()[1], ill.split()[1])
        fragment.write_text(text)
        sh(f"alloy validate {folder}")
        demand(ends(folder), f"{bad}: Alloy runs, and apply leaves it out for nothing")
        fragment.unlink()
        configured(url + bad + "}\n")
        applied("left_out", why)
    metrics = "prometheus.remote_write.default.receiver"
    fragment.write_text(Path("/tmp/ours.alloy").read_text().replace("loki.write.default.receiver", metrics))
    demand(ends(folder), f"{metrics}: Alloy runs")
    fragment.unlink()
    configured(f"alloy: {{loki_receiver: {metrics}}}\n")
    applied("left_out", f"{metrics} takes no logs")
    for bad in ("http://loki:31oo/push", "http://loki.example/%zz", "http://[::1/push"):
        (folder / "bad.alloy").write_text(f'loki.write "bad" {{\n\tendpoint {{\n\t\turl = "{bad}"\n\t}}\n}}\n')
        demand(ends(folder), f"{bad}: Alloy runs")
        configured(f"alloy: {{loki_url: '{bad}'}}\n")
        done = subprocess.run(["ntp-audit", "config", "check"], capture_output=True, text=True)
        said = done.stdout + done.stderr
        demand(done.returncode == 2 and "60-test.yaml:1:19: alloy.loki_url: expected an http or https URL" in said, f"{bad}: exit {done.returncode}, {said}")
    for file in ("bad.alloy", "metrics.alloy"):
        (folder / file).unlink()
    configured("")
    applied("changed")


def inside(package):
    told("first-alert: the package installs beside the stock packages", prepare, package)
    told("first-alert: verify prints lines that this host's Alloy takes", pasted)
    told("first-alert: apply leaves out what would keep Alloy from starting, and says so", left_out)
    page = PAGE.read_text()
    demand(f"Wait for {lab.rules()} rules" in page, f"the page does not wait for {lab.rules()} rules")
    for step, body in re.findall(r"^## (\d\. [^\n]*)\n(.*?)(?=^## )", page, re.M | re.S):
        for number, (text, commands) in enumerate(re.findall(r"(.*?)^```sh\n(.*?)^```$", body, re.M | re.S), 1):
            told(f"first-alert: {step}" + (f" ({number})" if number > 1 else ""), said, text, commands)


if __name__ == "__main__":
    if "INSIDE" in os.environ:
        inside(os.environ["INSIDE"])
        sys.stdout.flush()
        os._exit(bool(lab.failures))  # the servers end with the name space
    raise SystemExit(outside())
