"""Every command that the README names is run, on a host that is well, and its configuration is valid."""
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "observability")]
import states  # noqa: E402
from lab import demand, told  # noqa: E402

README = (HERE.parents[2] / "README.md").read_text()
REASON = "offset"


def commands():
    """Of the table: each command, and each again with every option that its row names. Then those of the text."""
    found = []
    for names, tells in re.findall(r"^\| (`ntp-audit [^|]*) \| (.*) \|$", README, flags=re.M):
        for name in re.findall("`(.+?)`", names):
            command = "ntp-audit " + name.removeprefix("ntp-audit ")
            plain = re.sub(r" \[.*?\]", "", command)
            found += [plain, command.replace("[REASON]", REASON)]
            found += [f"{plain} {option}" for option in re.findall("`(--.+?)`", tells)]
    found += re.findall("`(ntp-audit [^`]+)`", re.sub(r"^\|.*$", "", README, flags=re.M))
    return list(dict.fromkeys(found))


def runs(command):
    done = subprocess.run(command.split(), capture_output=True, text=True, cwd="/tmp")
    demand(done.returncode == 0, f"exit {done.returncode}: {done.stdout[-300:]} {done.stderr[-300:]}")
    page = re.search(r"-o (\S+)", command)
    demand(Path("/tmp", page[1]).stat().st_size if page else done.stdout or command.startswith("ntp-audit run"),
           "it says nothing")


def configuration():
    block = re.search(r"^    # (/etc/ntp-audit/conf\.d/\S+)\n((?:    .*\n)+)", README, flags=re.M)
    demand(block, "no configuration in the README")
    Path(block[1]).write_text(re.sub("^    ", "", block[2], flags=re.M))
    runs("ntp-audit config check")
    shown = subprocess.run(["ntp-audit", "config", "show"], capture_output=True, text=True).stdout
    keys = re.findall(r"^ {6}(\w+): (\S+)", block[2], flags=re.M)
    for key, value in keys:
        demand(re.search(rf"{key}.*{re.escape(value)}.*{re.escape(Path(block[1]).name)}", shown), f"{key}: {shown}")
    demand(keys, "it sets nothing")
    Path(block[1]).unlink()


def main():
    with states.Live(states.audited, {}):
        named = commands()
        told("the README names commands", demand, len(named) >= 15, str(named))
        for command in named:
            told(f"README {command}", runs, command)
        told("the README's configuration is valid", configuration)


main()
