"""The metrics of `run`, by promtool and through a real node_exporter: textfile.py DEBS"""
import re
import subprocess
import sys
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "observability")]
import states  # noqa: E402
from lab import demand, free_port, text, told, until  # noqa: E402

BIN = Path(sys.argv[1]) / "usr/bin"
FOLDER = Path("/var/lib/prometheus/node-exporter")
FILE = FOLDER / "ntp-audit.prom"
MEASURED = {"offset_seconds", "error_bound_seconds", "stratum", "sources", "sources_usable", "sources_falseticker",
            "sync_age_seconds"}
ALWAYS = {"duration_seconds", "verdict", "last_run_timestamp_seconds", "info"}


def configured():
    FOLDER.mkdir(parents=True, exist_ok=True)
    states.CONFIG.write_text(f"prometheus: {{textfile_dir: {FOLDER}}}\n")


def synchronised():
    configured()
    return states.audited()


def down():
    configured()
    audit()


def audit():
    subprocess.run(["ntp-audit", "run"], check=True)


def lint():
    done = subprocess.run([BIN / "promtool", "check", "metrics"], input=FILE.read_bytes(), capture_output=True)
    demand(done.returncode == 0 and not done.stderr, f"exit {done.returncode}: {done.stdout} {done.stderr}")


def only_whole_files():
    audit()
    names = [file.name for file in FOLDER.iterdir()]
    demand(names == [FILE.name], f"in the folder: {names}")
    demand(FILE.stat().st_mode & 0o777 == 0o644, f"mode {FILE.stat().st_mode:o}")


class Exporter:
    """node_exporter with its textfile collector alone."""

    def __init__(self):
        self.address = f"127.0.0.1:{free_port()}"
        command = [BIN / "prometheus-node-exporter", "--collector.disable-defaults", "--collector.textfile",
                   f"--collector.textfile.directory={FOLDER}", f"--web.listen-address={self.address}"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def scraped(self):
        """Samples by series."""
        page = text(f"http://{self.address}/metrics")
        samples = dict(re.findall(r"^((?:ntp_audit|node_textfile)_[^ ]*) (\S+)$", page, re.M))
        demand(samples.get("node_textfile_scrape_error") == "0", "node_exporter refuses the file")
        return samples


def names(samples):
    return {re.sub(r"\{.*", "", series)[len("ntp_audit_"):] for series in samples if series.startswith("ntp_audit_")}


def scrape_of_a_healthy_host(exporter):
    samples = until(20, exporter.scraped)
    demand(names(samples) - {"reason"} == MEASURED | ALWAYS, f"scraped: {sorted(names(samples))}")
    demand(samples['ntp_audit_verdict{verdict="ok"}'] == "1" and samples['ntp_audit_verdict{verdict="critical"}'] == "0",
           "the verdict is not ok alone")
    age = time.time() - float(samples["ntp_audit_last_run_timestamp_seconds"])
    demand(0 <= age < 60, f"the last run is {age} s old")
    demand(f'node_textfile_mtime_seconds{{file="{FILE}"}}' in samples, "no node_textfile_mtime_seconds")
    return f"{len(samples)} samples"


def scrape_while_it_is_written(exporter):
    done = threading.Event()

    def write():
        for _ in range(8):
            audit()
        done.set()

    threading.Thread(target=write).start()
    scrapes = 0
    while not done.is_set():
        samples = exporter.scraped()
        demand(names(samples) >= MEASURED | ALWAYS, f"not whole: {sorted(names(samples))}")
        scrapes += 1
    return f"{scrapes} scrapes, 8 audits"


def scrape_without_chronyd(exporter):
    samples = exporter.scraped()
    demand(names(samples) == ALWAYS | {"reason"}, f"scraped: {sorted(names(samples))}")
    demand(samples['ntp_audit_verdict{verdict="unknown"}'] == "1", "the verdict is not unknown")
    demand(samples.get('ntp_audit_reason{reason="chronyd-unreachable",severity="unknown"}') == "1", f"reasons: {samples}")


def unwritable_folder():
    states.CONFIG.write_text("prometheus: {textfile_dir: /no/such/folder}\n")
    done = subprocess.run(["ntp-audit", "run"], capture_output=True, text=True)
    demand(done.returncode == 0, f"exit {done.returncode}")
    demand("/no/such/folder: the metrics cannot be written" in done.stderr, f"stderr: {done.stderr}")


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    exporter = Exporter()
    try:
        with states.Live(synchronised, {}):
            told("textfile: promtool check metrics", lint)
            told("textfile: nothing but the file", only_whole_files)
            told("textfile: node_exporter's scrape", scrape_of_a_healthy_host, exporter)
            told("textfile: scraped while it is written", scrape_while_it_is_written, exporter)
        with states.Live(down, {}):
            told("textfile: promtool check metrics without chronyd", lint)
            told("textfile: what was not measured has no sample", scrape_without_chronyd, exporter)
            told("textfile: a folder that is not there", unwritable_folder)
    finally:
        exporter.process.kill()


main()
