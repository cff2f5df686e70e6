"""Who may ask chronyd, by hand and in the unit's sandbox: the same facts, or a named failure and never a wrong one."""
import json
import subprocess
from pathlib import Path

from guest import NOBODY, UNITS, audit, configure, demand, differs, run, systemctl, told

CONF = Path("/etc/chrony/conf.d/booted.conf")
ANSWERED = {"sync_status": "ok", "stratum": 4, "error_kind": None, "ntp_conflict": "none"}


def chronyd(*lines, socket="/run/chrony/chronyd.sock"):
    CONF.parent.mkdir(exist_ok=True)
    CONF.write_text("\n".join(lines) + "\n")
    main = Path("/etc/chrony/chrony.conf")
    if str(CONF.parent) not in main.read_text():
        main.write_text(f"{main.read_text()}confdir {CONF.parent}\n")
    systemctl("restart", "chrony")
    run("chronyc", "-h", socket, "waitsync", "40", "0", "0", "0.5")


def by_timer():
    """What the service wrote, in its sandbox."""
    systemctl("start", "ntp-audit.service")
    return json.loads(Path("/var/log/ntp-audit/audit.log").read_text().splitlines()[-1])


def open_to_all():
    chronyd()
    differs(audit(), **ANSWERED, transport="unix")
    differs(by_timer(), **ANSWERED, transport="unix")
    differs(audit(*NOBODY), **ANSWERED, transport="udp")


def socket_only():
    chronyd("cmdport 0")
    differs(audit(), **ANSWERED, transport="unix")
    differs(by_timer(), **ANSWERED, transport="unix")
    differs(audit(*NOBODY), sync_status="unknown", error_kind="not-permitted", reasons="chronyd-not-permitted",
            verdict="unknown", transport=None, stratum=None)


def stopped():
    systemctl("stop", "chrony")
    for record in (audit(), by_timer()):
        differs(record, sync_status="unknown", error_kind="unreachable", reasons="chronyd-unreachable", verdict="unknown")
    differs(audit(*NOBODY), sync_status="unknown", error_kind="not-permitted" if Path("/run/chrony").exists() else "unreachable")


def process_of_another_user():
    """The sandbox hides nobody's processes from the audit (ProtectProc=)."""
    program = Path("/opt/ntpd")
    program.write_text("#!/usr/bin/perl\nsleep;\n")
    program.chmod(0o755)
    process = subprocess.Popen([*NOBODY, str(program)])
    try:
        run("sh", "-c", "until pgrep -x ntpd > /dev/null; do sleep 0.05; done")
        differs(by_timer(), ntp_conflict="ntpd_active", ntp_conflicts="ntpd_active")
    finally:
        process.kill()
        process.wait()


def pihole_in_a_container():
    """From the sandbox nobody's root can be looked into: the host's file tells nothing of a Pi-hole that has another root."""
    settings = Path("/etc/pihole/pihole.toml")
    settings.parent.mkdir(exist_ok=True)
    settings.write_text("[ntp.sync]\n  active = false\n")
    root = Path("/srv/pihole")
    (root / "usr").mkdir(parents=True)
    for name in ("lib", "lib64"):
        (root / name).symlink_to(f"usr/{name}")
    program = root / "pihole-FTL"
    program.write_text("#!/usr/bin/perl\nsleep;\n")
    program.chmod(0o755)
    container = f"mount --bind {root} {root} && mount --bind /usr {root}/usr && exec chroot {root} /pihole-FTL"
    for command, found in (([program], None), (["unshare", "-m", "sh", "-c", container], "pihole-FTL_active")):
        process = subprocess.Popen(command)
        try:
            run("timeout", "20", "sh", "-c", "until pgrep -x pihole-FTL > /dev/null; do sleep 0.05; done")
            differs(by_timer(), ntp_conflicts=found)
        finally:
            process.kill()
            process.wait()
    settings.unlink()


def elsewhere():
    """A socket in another folder of /run, which the unit can write to by a drop-in of `apply`."""
    socket = "/run/site/chronyd.sock"
    chronyd("cmdport 0", f"bindcmdaddress {socket}", socket=socket)
    address = Path("/etc/ntp-audit/conf.d/50-address.yaml")
    address.parent.mkdir(exist_ok=True)
    address.write_text(f"chrony: {{address: {socket}}}\n")
    try:
        run("ntp-audit", "apply")
        differs(by_timer(), **ANSWERED, transport="unix")
        can_write({*WRITABLE, "/run/site"})
    finally:
        address.unlink()
        run("ntp-audit", "apply")


# Of the host's: chronyd's folder. Of the unit's own: the log, and folders that end with it. Of PrivateDevices=: the rest.
WRITABLE = {"/run/chrony", "/var/log/ntp-audit", "/run/ntp-audit", "/tmp", "/var/tmp",
            "/dev/hugepages", "/dev/mqueue", "/dev/pts", "/dev/shm"}

# The unit's own, by which systemd from 254 on lets it say how much memory it is short of.
PRESSURE = {"/sys/fs/cgroup/system.slice/ntp-audit.service/memory.pressure"}


def can_write(wanted):
    """The topmost folders and the files that the unit can write to, /proc aside, in which a process is its own."""
    drop_in = Path("/run/systemd/system/ntp-audit.service.d/look.conf")
    drop_in.parent.mkdir(parents=True)
    look = r"find / -path /proc -prune -o ( -type d -o -type f ) -writable -print -prune"
    drop_in.write_text(f"[Service]\nExecStart=\nExecStart={look}\nStandardOutput=file:/root/writable\n")
    systemctl("daemon-reload")
    try:
        systemctl("start", "ntp-audit.service")
    finally:
        drop_in.unlink()
        drop_in.parent.rmdir()
        systemctl("daemon-reload")
    found = set(Path("/root/writable").read_text().split()) - PRESSURE
    demand(found == wanted, f"beyond the list: {sorted(found - wanted)}, not writable: {sorted(wanted - found)}")


def writes_little():
    chronyd()
    can_write(WRITABLE)
    systemctl("start", "ntp-audit.service")
    line = run("journalctl", "-u", "ntp-audit.service", "-t", "ntp-audit", "-o", "cat", "-n", "1")
    demand(line.startswith("ntp_sync=ok "), f"the line in the journal: {line}")


configure()
demand((UNITS / "ntp-audit.service").exists(), "the unit is not installed")
told("chronyd that answers all: root, the unit, another user", open_to_all)
told("the unit sees processes of other users", process_of_another_user)
told("the unit takes the host's settings for those of a Pi-hole with the host's root alone", pihole_in_a_container)
told("the unit can write to its log, beside chronyd's socket, and nowhere else", writes_little)
told("chronyd's socket in another folder of /run", elsewhere)
told("cmdport 0: root, the unit, another user", socket_only)
told("chronyd that is stopped: root, the unit, another user", stopped)
print("end  access")
