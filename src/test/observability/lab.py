"""What the observability tests share: records, the real servers on loopback, and how results are told."""
import atexit
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
SHARE = ROOT / "src/main/dist/usr/share/ntp-audit"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
TOOLS = CACHE / "ntp-audit-tools/bin"
DEBS = CACHE / "ntp-audit-debs/usr/bin"
PROGRAM = ROOT / "target/stage/usr/bin/ntp-audit"


# ---- telling results: one line a test, as ./dev test adds them up

class Failed(Exception):
    """Why a test failed, in words."""


failures = 0


def told(name, test, *args):
    """Runs one test and says how it went; a test fails by raising Failed."""
    global failures
    try:
        note = test(*args)
        print(f"pass  {name}" + (f" ({note})" if note else ""), flush=True)
    except (Failed, OSError, subprocess.SubprocessError, ValueError, KeyError) as why:
        failures += 1
        text = str(why) if isinstance(why, Failed) else f"{type(why).__name__}: {why}"
        print(f"FAIL  {name}: {' '.join(text.split())[:1500]}", flush=True)


def demand(condition, why):
    if not condition:
        raise Failed(why)


def until(seconds, test, *args):
    """Repeats a test until it passes; fails as it failed last."""
    end = time.time() + seconds
    while True:
        try:
            return test(*args)
        except (Failed, OSError, ValueError, KeyError):
            if time.time() > end:
                raise
        time.sleep(1)


# ---- records

CRITICAL = {"unsynchronised", "local-reference", "no-usable-source"}
INFO = {"few-sources", "phc-unused", "kernel-unsynchronised", "leap-pending"}
UNSYNCHRONISED = dict(leap_status=3, sync_status="unsynchronised", stratum=0, reference_id="00000000", reference_name="",
                      current_correction=0.0, root_delay=1.0, root_dispersion=1.0, update_interval=0.0)
LOCAL = dict(reference_id="7F7F0101", reference_name="", root_delay=0.0, root_dispersion=0.0)


def stamp(t):
    return datetime.fromtimestamp(t, timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def verdict(reasons):
    ids = set(reasons.split(",")) - {"none"} - INFO
    if any(i.startswith("chronyd-") for i in ids):
        return "unknown"
    return "critical" if ids & CRITICAL else "warning" if ids else "ok"


def record(t, reasons="none", **fields):
    """The line that a host writes at time t; a field set to None is absent, as what could not be measured is."""
    r = dict(schema=1, version="1.0.0", timestamp=stamp(t), host="h", verdict=verdict(reasons), reasons=reasons, runs=9,
             since=stamp(t - 2400), reference_id="A29FC801", reference_name="time.cloudflare.com", stratum=3,
             ref_time=round(t - 60.0, 3), current_correction=1.2e-05, last_offset=-3.4e-06, rms_offset=2.1e-05,
             frequency_ppm=-12.345, residual_freq=0.001, skew=0.012, root_delay=0.0032, root_dispersion=0.00028,
             update_interval=64.2, leap_status=0, sync_status="ok", selected_source="162.159.200.1", sources=4,
             sources_usable=4, sources_falseticker=0, reach=8, sync_age=23, ntp_conflict="none", ntp_phc_status="ok",
             ntp_phc_device="/dev/ptp0", ntp_modules_status="ok", phc_clock_name="KVM virtual PTP", phc_in_use=False,
             kernel_sync=True, virtualization="kvm", transport="unix", boot_id="6f2d3a54", uptime=86400, duration_ms=48)
    r.update(fields)
    if r["sync_status"] == "ok" and r["reference_id"] != "7F7F0101":
        try:
            r.setdefault("clock_error_bound", abs(r["current_correction"]) + r["root_dispersion"] + r["root_delay"] / 2)
        except TypeError:
            pass  # a case with words where numbers belong
    return json.dumps({k: v for k, v in r.items() if v is not None}, separators=(",", ":"))


MEASURED = ("reference_id", "reference_name", "stratum", "ref_time", "current_correction", "last_offset", "rms_offset",
            "frequency_ppm", "residual_freq", "skew", "root_delay", "root_dispersion", "update_interval", "leap_status",
            "selected_source", "sources", "sources_usable", "sources_falseticker", "reach", "sync_age")


def failed_record(t, kind):
    return record(t, "chronyd-" + kind, sync_status="unknown", error_kind=kind, error="chronyd does not answer",
                  **dict.fromkeys(MEASURED))


# ---- HTTP

def get(url, **params):
    if params:
        url += "?" + urllib.parse.urlencode(params)
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as e:
        raise Failed(f"HTTP {e.code}: {e.read().decode(errors='replace')[:300]}") from None


def text(url):
    with urllib.request.urlopen(url, timeout=60) as answer:
        return answer.read().decode()


def free_port():
    """A port that nobody listens on; kept apart from those already given out to this process."""
    while True:
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            port = s.getsockname()[1]
        if port not in free_port.given:
            free_port.given.add(port)
            return port


free_port.given = set()


# ---- servers

def work_folder(name):
    """A new folder, gone at the end; kept, and said where, if a test failed or KEEP is set."""
    path = Path(tempfile.mkdtemp(prefix=f"ntp-audit-{name}-"))

    def clear():
        if failures or os.environ.get("KEEP"):
            print(f"{name}: logs in {path}", file=sys.stderr)
        else:
            shutil.rmtree(path, ignore_errors=True)

    atexit.register(clear)
    return path


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

    def resident_mb(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) // 1024

    def demand_up(self):
        demand(self.process.poll() is None, f"{self.name} has exited: " + self.log.read_text()[-600:])


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

    def __init__(self, folder, alertmanager="http://127.0.0.1:9", ruler="", **limits):
        port = free_port()
        self.url, self.rules, self.errors = f"http://127.0.0.1:{port}", Path(folder) / "rules/fake", []
        self.rules.mkdir(parents=True, exist_ok=True)
        config = Path(folder) / "loki.yaml"
        config.write_text(LOKI.format(port=port, grpc=free_port(), data=Path(folder) / "loki", rules=self.rules.parent,
                                      alertmanager=alertmanager, ruler=ruler, limits=json.dumps(limits)))
        super().__init__("loki", folder, [TOOLS / "loki", f"-config.file={config}"])

    def start(self):
        super().start()
        until(90, self.ready)

    def ready(self):
        self.demand_up()
        demand(text(self.url + "/ready").strip() == "ready", "Loki is not ready")

    def push(self, streams):
        """streams: {(job, host): [(time, line)]}. Lines that Loki refuses are kept in errors."""
        body = [{"stream": dict(job=job, host=host), "values": [[str(int(t * 1e9) + n), line] for n, (t, line) in enumerate(v)]}
                for (job, host), v in streams.items() if v]
        size = max(1, 4000 // max([1, *(len(s["values"]) for s in body)]))  # below Loki's message limit of 4 MiB
        for at in range(0, len(body), size):
            request = urllib.request.Request(self.url + "/loki/api/v1/push", json.dumps({"streams": body[at:at + size]}).encode(),
                                             {"Content-Type": "application/json"})
            try:
                urllib.request.urlopen(request, timeout=60).read()
            except urllib.error.HTTPError as e:
                self.errors.append((e.code, e.read().decode()[:300]))

    def query(self, expression, start=None, end=None, step=None, limit=5000):
        """An instant query, or over a range where a start is given."""
        if start is None:
            return get(self.url + "/loki/api/v1/query", query=expression, limit=limit)["data"]["result"]
        params = dict(query=expression, start=int(start * 1e9), end=int((end or time.time() + 600) * 1e9), limit=limit,
                      direction="forward", **({"step": step} if step else {}))
        return get(self.url + "/loki/api/v1/query_range", **params)["data"]["result"]

    def alerts(self):
        """The firing alerts: {"NAME/severity": {host, or - where it has none}}."""
        found = {}
        for a in get(self.url + "/prometheus/api/v1/alerts")["data"]["alerts"]:
            labels = a["labels"]
            if a["state"] == "firing":
                found.setdefault(f"{labels['alertname']}/{labels['severity']}", set()).add(labels.get("host", "-"))
        return found

    def rule_groups(self):
        return get(self.url + "/prometheus/api/v1/rules")["data"]["groups"]

    def demand_healthy_rules(self, number):
        rules = [r for g in self.rule_groups() for r in g["rules"]]
        demand(len(rules) == number, f"{len(rules)} rules are loaded, {number} are due")
        bad = [f"{r['name']}: {r.get('lastError')}" for r in rules if r["health"] != "ok"]
        demand(not bad, "rules not healthy: " + "; ".join(bad))

    def evaluated_since(self, t):
        """Every rule was evaluated after t."""
        for group in self.rule_groups():
            for rule in group["rules"]:
                at = datetime.fromisoformat(re.sub(r"\.\d+", "", rule["lastEvaluation"]).replace("Z", "+00:00"))
                demand(at.timestamp() > t, f"{rule['name']} was not evaluated yet")


class Alloy(Server):
    def __init__(self, folder, config):
        self.url = f"http://127.0.0.1:{free_port()}"
        super().__init__("alloy", folder, [TOOLS / "alloy", "run", "--disable-reporting", "--storage.path", Path(folder) / "alloy",
                                           "--server.http.listen-addr", self.url.removeprefix("http://"), config], cwd=folder)

    def start(self):
        super().start()
        until(60, self.ready)

    def ready(self):
        self.demand_up()
        demand("ready" in text(self.url + "/-/ready"), "Alloy is not ready")


class Alertmanager(Server):
    """A real Alertmanager with the example's configuration."""

    def __init__(self, folder):
        self.url = f"http://127.0.0.1:{free_port()}"
        # Debian's looks for its templates in /usr/share alone, and is not installed there
        shell = f"mount -t overlay overlay -o lowerdir={DEBS.parent}/share:/usr/share /usr/share && exec \"$@\""
        super().__init__("alertmanager", folder, ["unshare", "-m", "sh", "-c", shell, "-", DEBS / "prometheus-alertmanager",
                         f"--config.file={SHARE}/loki/alertmanager.yml", "--cluster.listen-address=",
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


# ---- the program's own files

def rendered(folder, systemd=True, **settings):
    """Has `ntp-audit apply` render the host's files under a folder; keys are written with __ for the dot."""
    root = Path(folder) / "root"
    if systemd:
        (root / "run/systemd/system").mkdir(parents=True, exist_ok=True)
    drop_in = root / "etc/ntp-audit/conf.d/50-test.yaml"
    drop_in.parent.mkdir(parents=True, exist_ok=True)
    tree = {}
    for key, value in settings.items():
        *sections, leaf = key.split("__")
        at = tree
        for section in sections:
            at = at.setdefault(section, {})
        at[leaf] = value
    drop_in.write_text(json.dumps(tree))  # JSON is YAML
    done = subprocess.run([PROGRAM, "apply", "--root", root], capture_output=True, text=True)
    demand(done.returncode == 0, f"apply: exit {done.returncode}: {done.stdout} {done.stderr}")
    return root


def rules_in(root):
    return root / "etc/loki/rules/fake/ntp-audit-rules.yaml"


RULES = 23
