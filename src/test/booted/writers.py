"""Each clock writer of the catalogue as a real unit: active, enabled, failed, masked, off, and as a process only.

Its program is a stand-in: a script that sleeps, whose process has the writer's name and arguments. (The real daemons,
as far as Debian has them, run in molecule/competing.)
"""
import re
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from guest import NOBODY, UNITS, audit, configure, demand, differs, run, systemctl, told

PROGRAMS = Path("/opt/writers")
PTP = "/etc/linuxptp/ptp4l.conf"


@dataclass
class Writer:
    """unit: as it is enabled and started; command: program and arguments; process: its name where no unit tells it."""
    unit: str
    command: str
    process: str = ""
    enabled: bool = True  # whether its unit alone tells that it will write the clock


WRITERS = [
    Writer("systemd-timesyncd", "systemd-timesyncd", "systemd-timesyncd"),
    Writer("ntp", "ntpd -p /run/ntpd.pid -g", "ntpd"),
    Writer("ntpd", "ntpd -n", "ntpd"),
    Writer("ntpsec", "ntpd -n -c /etc/ntpsec/ntp.conf", "ntpd"),
    Writer("openntpd", "ntpd -d", "ntpd"),
    Writer("ntpd-rs", "ntp-daemon", "ntpd-rs"),
    Writer("phc2sys", "phc2sys -a -r", "phc2sys"),
    Writer("phc2sys@eth0", "phc2sys -w -s %I", "phc2sys"),
    Writer("ptp4l", "ptp4l -S -i eth0", "ptp4l"),
    Writer("ptp4l@eth0", f"ptp4l -f {PTP} -i %I", "ptp4l"),
    Writer("timemaster", "timemaster -f /etc/linuxptp/timemaster.conf", "timemaster"),
    Writer("clockbound", "clockbound", "clockbound"),
    Writer("pihole-FTL", "pihole-FTL -f", "pihole-FTL"),
    Writer("connman", "connmand -n", "connman"),
    Writer("htpdate", "htpdate -D -s www.example.com", "htpdate"),
    Writer("tlsdated", "tlsdated-setter -w", "tlsdated"),
    # what these do depends on more than their units tell, or their units have any name
    Writer("time", "busybox ntpd -n -p 192.0.2.1", "busybox-ntpd", enabled=False),
    Writer("open-vm-tools", "vmtoolsd", "vmtoolsd", enabled=False),
    Writer("vboxadd-service", "VBoxService --foreground", "VBoxService", enabled=False),
]

HARMLESS = [
    Writer("phc2sys@eth0", "phc2sys -w -s %I -E ntpshm"),
    Writer("phc2sys", "phc2sys -a"),
    Writer("ptp4l@eth0", f"ptp4l -f {PTP} -i %I --time_stamping=hardware"),
    Writer("clockbound", "clockbound --max-drift-rate 50"),
    Writer("htpdate", "htpdate -D -q www.example.com"),
    Writer("tlsdated", "tlsdated-setter -p"),
    Writer("vboxadd-service", "VBoxService --disable-timesync"),
    Writer("time", "busybox httpd -f"),
    Writer("chronyd-in-a-container", "chronyd -x -d"),
    Writer("ntpd-exporter", "ntpd-exporter"),
]


def program(writer):
    """Its path and arguments. A script's process has the script's name."""
    name, *arguments = writer.command.split()
    path = PROGRAMS / name
    path.write_text("#!/usr/bin/perl\nsleep;\n")
    path.chmod(0o755)
    return [str(path), *arguments]


class Installed:
    """The writer's unit, as its package would install it, until the end of the block."""

    def __init__(self, writer, command=None):
        self.unit = writer.unit + ".service"
        self.file = UNITS / (writer.unit.partition("@")[0] + ("@" if "@" in writer.unit else "") + ".service")
        self.text = f"[Service]\nType=exec\nExecStart={command or ' '.join(program(writer))}\n[Install]\nWantedBy=multi-user.target\n"

    def __enter__(self):
        self.before = self.file.read_text() if self.file.exists() else None
        self.file.write_text(self.text)
        systemctl("daemon-reload")
        return self.unit

    def __exit__(self, *_):
        systemctl("unmask", self.unit)
        systemctl("disable", "--quiet", "--now", self.unit)
        subprocess.run(["systemctl", "reset-failed", self.unit], stderr=subprocess.DEVNULL)
        self.file.unlink() if self.before is None else self.file.write_text(self.before)
        systemctl("daemon-reload")


def sees(*words):
    """One audit that sees these writers; without any, a host that keeps its clock well."""
    record = audit()
    if words:
        differs(record, ntp_conflict=words[0], ntp_conflicts=",".join(words), verdict="warning", sync_status="ok")
        demand("competing-daemon" in record["reasons"].split(","), record)
    else:
        differs(record, ntp_conflict="none", ntp_conflicts=None, verdict="ok", sync_status="ok")


def each_state(writer):
    known = writer.unit if writer.enabled else writer.process
    with Installed(writer) as unit:
        sees()
        systemctl("enable", "--quiet", unit)
        sees(*([f"{known}_enabled"] if writer.enabled else []))
        systemctl("start", unit)
        sees(f"{known}_active")
        systemctl("disable", "--quiet", unit)
        sees(f"{known}_active")
        systemctl("stop", unit)
        sees()
        systemctl("enable", "--quiet", unit)
        systemctl("mask", unit)
        sees()
    with Installed(writer, "/bin/false") as unit:
        systemctl("start", "--no-block", unit)
        run("timeout", "20", "sh", "-c", f"until systemctl is-failed --quiet {unit}; do sleep 0.05; done")
        sees()


def as_process(writer):
    process = subprocess.Popen([word.replace("%I", "eth0") for word in program(writer)])
    try:
        time.sleep(0.1)
        sees(f"{writer.process}_active")
    finally:
        process.kill()
        process.wait()


def harmless(writer):
    with Installed(writer) as unit:
        systemctl("enable", "--quiet", "--now", unit)
        sees()


def second_chronyd():
    with Installed(Writer("time", "chronyd -n -f /etc/another.conf")) as second:
        systemctl("start", second)
        sees("second-chronyd_active")


def without_a_chronyd_that_sets():
    """Where chronyd only measures (-x), another keeps the clock, and a third competes, now or after the next boot."""
    ntpsec, phc2sys = WRITERS[3], WRITERS[6]
    sees()
    with Installed(ntpsec) as one, Installed(phc2sys) as another:
        systemctl("start", one)
        differs(audit(), ntp_conflict="ntpsec_active", verdict="ok", sync_status="ok")
        systemctl("enable", "--quiet", another)
        sees("phc2sys_enabled", "ntpsec_active")
        systemctl("start", another)
        sees("ntpsec_active", "phc2sys_active")


def guest_agent():
    with Installed(Writer("qemu-guest-agent", "qemu-ga --daemonize")) as unit:
        systemctl("start", unit)
        differs(audit(), ntp_conflict="none", clock_setters="qemu-ga_active", verdict="ok")


def several():
    timesyncd, ntpsec = WRITERS[0], WRITERS[3]
    with Installed(timesyncd) as first, Installed(ntpsec) as second:
        systemctl("start", second)
        systemctl("enable", "--quiet", first)
        sees("systemd-timesyncd_enabled", "ntpsec_active")


def settings():
    """Those that the stand-ins name, and those of VMware's that keep the clock; and chronyd's unit without those that it excludes, which no host need respect."""
    unit = (UNITS / "chrony.service").read_text()
    Path("/etc/systemd/system/chrony.service").write_text(re.sub(r"^Conflicts=.*\n", "", unit, flags=re.M))
    systemctl("daemon-reload")
    for file, text in ((PTP, "[global]\ntime_stamping\t\tsoftware\n"),
                       ("/etc/pihole/pihole.toml", "[ntp.sync]\n  active = true\n")):
        Path(file).parent.mkdir(exist_ok=True)
        Path(file).write_text(text)
    vmware("Enabled")


def mixed():
    """Of one template's instances one keeps the clock, one only measures."""
    for interface, more in (("eth0", ""), ("eth1", "free_running 1\n")):
        Path(f"/etc/linuxptp/{interface}.conf").write_text(f"[global]\ntime_stamping software\n{more}")
    with Installed(Writer("ptp4l@eth0", "ptp4l -f /etc/linuxptp/%i.conf -i %i")) as keeps:
        measures = "ptp4l@eth1.service"
        systemctl("enable", "--quiet", keeps, measures)
        sees("ptp4l@eth0_enabled")
        systemctl("start", keeps, measures)
        sees("ptp4l@eth0_active")
        systemctl("stop", keeps)
        sees("ptp4l@eth0_enabled")
        systemctl("disable", "--quiet", "--now", keeps, measures)
        sees()


def drop_in():
    """What an enabled unit will start is told by its drop-ins too."""
    with Installed(Writer("phc2sys@eth0", "phc2sys -w -s %I")) as unit:
        systemctl("enable", "--quiet", unit)
        sees("phc2sys@eth0_enabled")
        file = Path("/etc/systemd/system/phc2sys@.service.d/site.conf")
        file.parent.mkdir()
        file.write_text(f"[Service]\nExecStart=\nExecStart={PROGRAMS}/phc2sys -w -s %I -E ntpshm\n")
        try:
            sees()
            systemctl("daemon-reload")
            systemctl("start", unit)
            sees()
        finally:
            file.unlink()
            file.parent.rmdir()


def unprivileged():
    """clockbound 2 runs as chrony's user, who cannot set the clock: it tells others how far off that may be."""
    process = subprocess.Popen([*NOBODY, *program(Writer("clockbound", "clockbound"))])
    try:
        run("sh", "-c", "until pgrep -x clockbound > /dev/null; do sleep 0.05; done")
        sees()
    finally:
        process.kill()
        process.wait()


def vmware(answer):
    toolbox = Path("/usr/local/bin/vmware-toolbox-cmd")
    toolbox.write_text(f"#!/bin/sh\necho {answer}\nexit 1\n")
    toolbox.chmod(0o755)


def vmware_off():
    vmware("Disabled")
    harmless(next(writer for writer in WRITERS if writer.process == "vmtoolsd"))


def pihole_off():
    Path("/etc/pihole/pihole.toml").write_text("[ntp.sync]\n  active = false\n")
    harmless(next(writer for writer in WRITERS if writer.process == "pihole-FTL"))


def connman_off():
    settings = Path("/var/lib/connman/settings")
    settings.parent.mkdir()
    settings.write_text("[global]\nTimeUpdates=manual\n")
    harmless(next(writer for writer in WRITERS if writer.process == "connman"))


def alone():
    for _ in range(100):
        sees()


PROGRAMS.mkdir()
configure()
settings()
told("chronyd only measures: one keeps the clock, two compete", without_a_chronyd_that_sets)
# The chronyd that answers runs with -x, for nobody in a container may set the clock: beside it one that would.
sets = subprocess.Popen(program(Writer("chronyd", "chronyd -d")))
told("chronyd alone, 100 times of 100", alone)
for one in WRITERS:
    told(f"{one.unit}: enabled, active, off, masked, failed", each_state, one)
    told(f"{one.unit}: as a process", as_process, one)
for one in HARMLESS:
    told(f"no writer: {one.unit}, {one.command}", harmless, one)
told("no writer: clockbound of a user without power over the clock", unprivileged)
told("no writer: VMware's tools that leave the clock alone", vmware_off)
told("no writer: Pi-hole that leaves the clock alone", pihole_off)
told("no writer: connman that leaves the clock alone", connman_off)
told("a second chronyd", second_chronyd)
told("a guest agent is none, and is named", guest_agent)
told("several at once", several)
told("instances of one template, each by itself", mixed)
told("a drop-in that changes what a unit starts", drop_in)
sets.kill()
sets.wait()
print("end  writers")
