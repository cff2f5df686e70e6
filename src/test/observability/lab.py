"""What the observability tests share: where things are, how results are told, HTTP, and `apply`."""
import atexit
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
SHARE = ROOT / "src/main/dist/usr/share/ntp-audit"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
TOOLS = CACHE / "ntp-audit-tools/bin"
DEBS = CACHE / "ntp-audit-debs/usr/bin"
PROGRAM = ROOT / "target/stage/usr/bin/ntp-audit"


# ---- results: one line a test, as ./dev test adds them up

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


def work_folder(name):
    """A new folder, gone at the end; kept, and said where, if a test failed or KEEP is set."""
    path = Path(tempfile.mkdtemp(prefix=f"ntp-audit-{name}-", dir="/var/lib"))  # no log may lie in /tmp, which the unit does not see

    def clear():
        if failures or os.environ.get("KEEP"):
            print(f"{name}: logs in {path}", file=sys.stderr)
        else:
            shutil.rmtree(path, ignore_errors=True)

    atexit.register(clear)
    return path


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


def rules():
    """How many there are; counted when it is asked for, as a booted host has the tests and not the program's sources."""
    return (ROOT / "src/main/resources/io/ntpaudit/deploy/ntp-audit-rules.yaml").read_text().count("- alert: ")
