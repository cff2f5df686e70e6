"""`check` run by a real Nagios core: state, text and performance data as it has them."""
import os
import re
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "observability")]
import states  # noqa: E402
from lab import demand, told, until  # noqa: E402
from records import failed_record, record  # noqa: E402

NAGIOS = Path(sys.argv[1]) / "usr/sbin/nagios4"
WORK = Path("/tmp/nagios")
OPTIONS = f"""
log_file={WORK}/log
cfg_file={WORK}/objects.cfg
object_cache_file={WORK}/objects.cache
status_file={WORK}/status.dat
temp_file={WORK}/temp
temp_path={WORK}
check_result_path={WORK}
lock_file={WORK}/lock
query_socket={WORK}/query
nagios_user=root
nagios_group=root
status_update_interval=1
interval_length=1
check_for_updates=0
execute_service_checks=1
service_inter_check_delay_method=n
service_interleave_factor=1
enable_notifications=0
check_external_commands=0
use_syslog=0
"""
OBJECTS = """
define timeperiod {
  timeperiod_name always
  alias always
  sunday 00:00-24:00
  monday 00:00-24:00
  tuesday 00:00-24:00
  wednesday 00:00-24:00
  thursday 00:00-24:00
  friday 00:00-24:00
  saturday 00:00-24:00
}
define command {
  command_name nobody_is_told
  command_line /bin/true
}
define contact {
  contact_name nobody
  host_notification_period always
  service_notification_period always
  host_notification_options n
  service_notification_options n
  host_notification_commands nobody_is_told
  service_notification_commands nobody_is_told
}
define host {
  host_name web-07
  contacts nobody
  address 127.0.0.1
  max_check_attempts 1
  check_period always
}
"""
SERVICE = """
define command {
  command_name check_%(name)s
  command_line %(command)s
}
define service {
  host_name web-07
  service_description %(name)s
  check_command check_%(name)s
  check_interval 60
  contacts nobody
  max_check_attempts 1
  check_period always
}
"""
# Nagios turns each semicolon of the text into a colon: it parts fields in its own files.
# the Monitoring Plugins' development guidelines, "Performance data"
NUMBER = r"-?\d+(?:\.\d+)?"
RANGE = rf"@?(?:(?:~|{NUMBER}):)?(?:{NUMBER})?"
DATUM = re.compile(rf"([^ ='\"]+)=({NUMBER})(us|ms|s|%|[KMGT]?B|c)?;({RANGE});({RANGE});({NUMBER})?;({NUMBER})?")
ALL = {"offset", "error_bound", "stratum", "sources", "sync_age"}


def logged(name, *lines):
    """A configuration folder whose log has these records; the command that judges the last."""
    folder = WORK / name
    folder.mkdir()
    (folder / "audit.log").write_text("\n".join(lines) + "\n")
    (folder / "config.yaml").write_text(f"log: {{file: {folder}/audit.log}}\n")
    return f"/usr/bin/ntp-audit check --last --config {folder}"


def hung():
    """A chronyc that never ends, and more time for it than the monitor has."""
    folder = WORK / "hung"
    folder.mkdir()
    (folder / "config.yaml").write_text("chrony: {timeout: 20s}\n")
    states.script("/run/hung/chronyc", "exec sleep 60")
    return f"/usr/bin/env PATH=/run/hung:/usr/bin:/bin /usr/bin/ntp-audit check -t 2 --config {folder}"


def commands():
    now = time.time() - 10
    return {
        "live": "/usr/bin/ntp-audit check",
        "ok": logged("ok", record(now)),
        "warning": logged("warning", record(now, "offset", current_correction=-0.25)),
        "critical": logged("critical", record(now, "no-usable-source,competing-daemon", sources_usable=0)),
        "unknown": logged("unknown", failed_record(now, "unreachable")),
        "hostile": logged("hostile", record(now, "no-such|reason", host="<b>|x=1", reference_name="a|b=9\x1b[31m\n")),
        "old": logged("old", record(now - 3600)),
        "none": logged("none"),
        "mistake": "/usr/bin/ntp-audit check --lsat",
        "hung": hung(),
        "verbose": logged("verbose", record(now)) + " -vvv",
        "version": "/usr/bin/ntp-audit check -V",
        "help": "/usr/bin/ntp-audit check -h",
    }


def services():
    """What Nagios holds of each service that it has checked."""
    text = (WORK / "status.dat").read_text()
    found = {}
    for block in re.findall(r"servicestatus \{\n(.*?)\n\t\}", text, re.S):
        values = dict(line.strip().split("=", 1) for line in block.splitlines())
        if values["has_been_checked"] == "1":
            found[values["service_description"]] = values
    return found


def all_checked(names):
    found = services()
    demand(set(found) == set(names), f"not checked within 40 s: {set(names) - set(found)}")
    return found


def held(service, state, text, labels):
    demand(service["current_state"] == str(state), f"state {service['current_state']}: {service['plugin_output']}")
    demand(re.match(text, service["plugin_output"]), f"wanted {text!r}: {service['plugin_output']}")
    data = service["performance_data"].split()
    parsed = {match[1]: match for match in map(DATUM.fullmatch, data) if match}
    demand(len(parsed) == len(data), f"not performance data: {data}")
    demand(set(parsed) == labels, f"performance data of {sorted(parsed)}")
    demand("\x1b" not in str(service), "an escape")
    return f"{service['plugin_output'][:40]}..."


def numbers(service):
    data = dict(datum.split("=") for datum in service["performance_data"].split())
    demand(data["offset"] == "-0.25s;-0.1:0.1;-1:1;;", data["offset"])
    demand(data["sources"] == "4;2:;1:;0;", data["sources"])
    lines = service["long_plugin_output"]
    demand(lines.startswith("warning: offset: ") and " Do: " in lines, f"long text: {lines}")


def more(service):
    lines = service["long_plugin_output"].split("\\n")
    for line in ("asked: ", "program: ntp-audit ", "set: log.file: ", "record: stratum: 3"):
        demand(any(told.startswith(line) for told in lines), f"{line}: {lines}")


def nothing_left():
    """What was started for the look that took too long."""
    left = subprocess.run(["pgrep", "-xa", "sleep"], capture_output=True, text=True).stdout
    demand(" 60" not in left, left)


def main():
    WORK.mkdir()
    checks = commands()
    (WORK / "nagios.cfg").write_text(OPTIONS)
    (WORK / "objects.cfg").write_text(OBJECTS + "".join(SERVICE % dict(name=n, command=c) for n, c in checks.items()))
    with states.Live(states.audited, {}):
        nagios = subprocess.Popen([NAGIOS, WORK / "nagios.cfg"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        try:
            found = until(40, all_checked, checks)
        finally:
            nagios.terminate()
            said = nagios.communicate()[0].decode()
            if nagios.returncode not in (0, -15):
                print(said, file=sys.stderr)
    told("nagios: OK, live", held, found["live"], 0, "NTP OK - off by at most ", ALL)
    told("nagios: OK", held, found["ok"], 0, "NTP OK - off by at most ", ALL)
    told("nagios: WARNING", held, found["warning"], 1, "NTP WARNING - offset: ", ALL)
    told("nagios: CRITICAL", held, found["critical"], 2, "NTP CRITICAL - no-usable-source: .*, also competing-daemon", ALL)
    told("nagios: UNKNOWN", held, found["unknown"], 3, "NTP UNKNOWN - chronyd-unreachable: ", set())
    told("nagios: UNKNOWN for an old record", held, found["old"], 3, "NTP UNKNOWN - no audit for 1 h", set())
    told("nagios: UNKNOWN without a record", held, found["none"], 3, "NTP UNKNOWN - .*: no record", set())
    told("nagios: UNKNOWN for a mistake", held, found["mistake"], 3, "NTP UNKNOWN - unknown option --lsat", set())
    told("nagios: UNKNOWN after -t", held, found["hung"], 3, "NTP UNKNOWN - no answer within 2 s", set())
    told("nagios: nothing is left of what took too long", nothing_left)
    told("nagios: OK, -vvv", held, found["verbose"], 0, "NTP OK - off by at most ", ALL)
    told("nagios: -vvv tells more", more, found["verbose"])
    told("nagios: UNKNOWN for -V", held, found["version"], 3, r"ntp-audit \d", set())
    told("nagios: UNKNOWN for -h", held, found["help"], 3, "Usage: ntp-audit check ", set())
    told("nagios: a hostile record adds no data", held, found["hostile"], 1, "NTP WARNING - no-such/reason: ", ALL)
    told("nagios: the numbers", numbers, found["warning"])


main()
