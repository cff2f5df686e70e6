"""A real terminal (tmux): what a command shows in it, with its colours in words."""
import itertools
import os
import re
import shlex
import subprocess
import time

SIZES = ((80, 24), (120, 40))
COLOURS = ("colour", "NO_COLOR")
LOCALES = ("C.UTF-8", "C")
EVERY = tuple(itertools.product(SIZES, COLOURS, LOCALES))
INKS = {1: "bold", 3: "italic", 31: "red", 32: "green", 33: "yellow", 35: "magenta"}


def tmux(*args):
    return subprocess.run(["tmux", "-u", "-L", f"people-{os.getpid()}", "-f", "/dev/null", *args], check=True,
                          capture_output=True, text=True).stdout


def close():
    tmux("kill-server")


def open_():
    tmux("new-session", "-d", "-s", "open", "sleep", "3600")  # without a session it would end, and take its time


class Pane:
    """A command that was started in a terminal of its own."""
    number = itertools.count()

    def __init__(self, command, size, colour, locale):
        self.name = f"s{next(self.number)}"
        setting = f"LC_ALL={locale}" + (" NO_COLOR=1" if colour == "NO_COLOR" else "")
        script = f"clear; export {setting}; {command}; echo \"exit $?\"; exec sleep 600"
        width, height = map(str, size)
        tmux("new-session", "-d", "-s", self.name, "-x", width, "-y", height, "sh", "-c", script)

    def shown(self):
        """All that it showed, what has scrolled away too, when it has ended."""
        for _ in range(600):
            text = tmux("capture-pane", "-p", "-e", "-J", "-S", "-", "-t", self.name)
            if re.search(r"^exit \d+$", text, re.M):
                tmux("kill-session", "-t", self.name)
                return coloured(text)
            time.sleep(0.05)
        raise TimeoutError("it did not end within 30 s: " + text)


def coloured(text):
    """SGR sequences in words, whatever a version of tmux makes of them: {bold green}OK{}."""
    inks, told, result = set(), set(), []
    for part in re.split(r"(\x1b\[[0-9;]*m)", text.rstrip("\n") + "\n"):
        if part.startswith("\x1b"):
            for code in map(int, re.findall(r"\d+", part) or [0]):
                if code in (0, 39):  # the colour of the foreground ends
                    inks = {c for c in inks if code and c < 30}
                elif code != 49:  # the background never has one
                    inks = inks | {code}
        elif part:
            if inks != told:
                result.append("{" + " ".join(INKS.get(c, str(c)) for c in sorted(inks)) + "}")
                told = inks
            result.append(part)
    return re.sub(r" +$", "", "".join(result), flags=re.M)


def plain(text):
    return re.sub(r"\{[a-z0-9 ]*\}", "", text)


def at(moment, command):
    """The command as it would run then; time goes on."""
    return "faketime -f " + shlex.quote("@" + moment) + " " + command
