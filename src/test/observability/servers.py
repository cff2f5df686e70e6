"""The real servers, on loopback, and a stand-in for who is told."""
import atexit
import json
import os
import re
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.request
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import lab


class Server:
    """A process that is stopped at the end, whatever happens."""

    def __init__(self, name, folder, command, cwd=None):
        self.name, self.log, self.command, self.cwd, self.process = name, Path(folder) / f"{name}.log", command, cwd, None
        atexit.register(self.stop, signal.SIGKILL)

    def start(self):
        with open(self.log, "a") as log:
            self.process = subprocess.Popen([str(c) for c in self.command], stdout=log, stderr=log, cwd=self.cwd)

    def stop(self, how=signal.SIGTERM):
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def cpu_seconds(self):
        ticks = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]  # user, system
        return sum(int(n) for n in ticks) / os.sysconf("SC_CLK_TCK")

    def resident_mb(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) // 1024

    def demand_up(self):
        lab.demand(self.process.poll() is None, f"{self.name} has exited: " + self.log.read_text()[-600:])


LOKI = """
auth_enabled: false
server: {{http_listen_address: 127.0.0.1, http_listen_port: {port}, grpc_listen_address: 127.0.0.1, grpc_listen_port: {grpc}, log_level: info}}
common:
  instance_addr: 127.0.0.1
  path_prefix: {data}
  storage: {{filesystem: {{chunks_directory: {data}/chunks, rules_directory: {rules}}}}}
  replication_factor: 1
  ring: {{kvstore: {{store: inmemory}}}}
schema_config:
  configs: [{{from: 2020-10-24, store: tsdb, object_store: filesystem, schema: v13, index: {{prefix: index_, period: 24h}}}}]
ruler:
  alertmanager_url: {alertmanager}
  enable_alertmanager_v2: true
  enable_api: true
  poll_interval: 10s
  rule_path: {data}/rules-temp
{ruler}
analytics: {{reporting_enabled: false}}
limits_config: {limits}
"""


class Loki(Server):
    """A real Loki, its limits at their defaults unless given."""

    def __init__(self, folder, alertmanager="http://127.0.0.1:9", ruler="", more="", **limits):
        port = lab.free_port()
        self.url, self.rules, self.errors = f"http://127.0.0.1:{port}", Path(folder) / "rules/fake", []
        self.rules.mkdir(parents=True, exist_ok=True)
        config = Path(folder) / "loki.yaml"
        config.write_text(LOKI.format(port=port, grpc=lab.free_port(), data=Path(folder) / "loki", rules=self.rules.parent,
                                      alertmanager=alertmanager, ruler=ruler, limits=json.dumps(limits)) + more)
        super().__init__("loki", folder, [lab.TOOLS / "loki", f"-config.file={config}"])

    def start(self):
        super().start()
        lab.until(90, self.ready)

    def ready(self):
        self.demand_up()
        lab.demand(lab.text(self.url + "/ready").strip() == "ready", "Loki is not ready")

    def push(self, streams):
        """streams: {(job, host): [(time, line)]}. Lines that Loki refuses are kept in errors."""
        body = [{"stream": dict(job=job, host=host), "values": [[str(int(t * 1e9) + n), line] for n, (t, line) in enumerate(v)]}
                for (job, host), v in streams.items() if v]
        size = max(1, 3000 // max([1, *(len(s["values"]) for s in body)]))  # below Loki's message limit of 4 MiB
        for at in range(0, len(body), size):
            request = urllib.request.Request(self.url + "/loki/api/v1/push", json.dumps({"streams": body[at:at + size]}).encode(),
                                             {"Content-Type": "application/json"})
            try:
                urllib.request.urlopen(request, timeout=60).read()
            except urllib.error.HTTPError as e:
                self.errors.append((e.code, e.read().decode()[:300]))

    def query(self, expression, start=None, end=None, step=None, limit=5000, at=None):
        """An instant query, of now or of that time, or over a range where a start is given."""
        if start is None:
            when = {"time": int(at * 1e9)} if at else {}
            return lab.get(self.url + "/loki/api/v1/query", query=expression, limit=limit, **when)["data"]["result"]
        params = dict(query=expression, start=int(start * 1e9), end=int((end or time.time() + 600) * 1e9), limit=limit,
                      direction="forward", **({"step": step} if step else {}))
        return lab.get(self.url + "/loki/api/v1/query_range", **params)["data"]["result"]

    def label_values(self, label, stream, start, end):
        """As Grafana asks for a variable's values."""
        return lab.get(f"{self.url}/loki/api/v1/label/{label}/values", query=stream, start=int(start * 1e9), end=int(end * 1e9)).get("data", [])

    def alerts(self):
        """The firing alerts: {"NAME/severity": {host, or - where it has none}}."""
        found = {}
        for a in lab.get(self.url + "/prometheus/api/v1/alerts")["data"]["alerts"]:
            labels = a["labels"]
            if a["state"] == "firing":
                found.setdefault(f"{labels['alertname']}/{labels['severity']}", set()).add(labels.get("host", "-"))
        return found

    def rule_groups(self):
        return lab.get(self.url + "/prometheus/api/v1/rules")["data"]["groups"]

    def demand_healthy_rules(self, number):
        rules = [r for g in self.rule_groups() for r in g["rules"]]
        lab.demand(len(rules) == number, f"{len(rules)} rules are loaded, {number} are due")
        bad = [f"{r['name']}: {r.get('lastError')}" for r in rules if r["health"] != "ok"]
        lab.demand(not bad, "rules not healthy: " + "; ".join(bad))

    def evaluated_since(self, t, only=""):
        """Every rule, or every one of one group, was evaluated after t."""
        for group in self.rule_groups():
            for rule in group["rules"] if only in ("", group["name"]) else []:
                at = datetime.fromisoformat(re.sub(r"\.\d+", "", rule["lastEvaluation"]).replace("Z", "+00:00"))
                lab.demand(at.timestamp() > t, f"{rule['name']} was not evaluated yet")


class Alloy(Server):
    def __init__(self, folder, config):
        self.url = f"http://127.0.0.1:{lab.free_port()}"
        super().__init__("alloy", folder, [lab.TOOLS / "alloy", "run", "--disable-reporting", "--storage.path", Path(folder) / "alloy",
                                           "--server.http.listen-addr", self.url.removeprefix("http://"), config], cwd=folder)

    def start(self):
        super().start()
        lab.until(60, self.ready)

    def ready(self):
        self.demand_up()
        lab.demand("ready" in lab.text(self.url + "/-/ready"), "Alloy is not ready")


class Alertmanager(Server):
    """A real Alertmanager with the example's configuration."""

    def __init__(self, folder):
        self.url = f"http://127.0.0.1:{lab.free_port()}"
        # Debian's looks for its templates in /usr/share alone, and is not installed there
        shell = f"mount -t overlay overlay -o lowerdir={lab.DEBS.parent}/share:/usr/share /usr/share && exec \"$@\""
        super().__init__("alertmanager", folder, ["unshare", "-m", "sh", "-c", shell, "-", lab.DEBS / "prometheus-alertmanager",
                         f"--config.file={lab.SHARE}/loki/alertmanager.yml", "--cluster.listen-address=",
                         f"--storage.path={folder}/alertmanager", "--web.listen-address=" + self.url.removeprefix("http://")])


class Pager:
    """Stands in for Alertmanager and keeps what the ruler sends: received[alert key] = [(when, alert)]."""

    def __init__(self):
        received = self.received = {}

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                for alert in json.loads(self.rfile.read(int(self.headers["Content-Length"]))):
                    labels = alert["labels"]
                    key = f"{labels['alertname']}/{labels['severity']}", labels.get("host", "-")
                    received.setdefault(key, []).append((time.time(), alert))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args):
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()

    def resolved(self, since):
        """The alerts that the ruler has declared over since then."""
        return {key for key, sent in self.received.items() for when, alert in sent
                if when > since and datetime.fromisoformat(alert["endsAt"].replace("Z", "+00:00")).timestamp() <= when}
