"""Every command in a real terminal, held against the text in screens/NAME: screens.py [--write] [NAME...]

A screen is one text. Of the wide terminal it asks the same lines, without colour the same words, and in the C locale
the same in ASCII. What changes from run to run is taken out of the screens of a live host by steady().
"""
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "observability")]
import states  # noqa: E402
import terminal  # noqa: E402
from lab import Failed, demand, told  # noqa: E402

ASCII = str.maketrans("µ▁▂▃▄▅▆▇█…", "u_.-:=+*#?")
LONG = re.compile(r"^(\{|NTP |[a-z ]+: [a-z-]+: |ntp-audit: )")  # lines for programs, and those that name a file


def steady(text):
    """Without the numbers of the moment, and without the line breaks, and the blanks beside them, that depend on their width."""
    text = re.sub(r"\n {9,}(?=\S)", " ", text)
    text = re.sub(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?Z", "TIME", text)
    text = re.sub(r"\b\d\d:\d\d(:\d\d)?Z", "TIME", text)
    text = re.sub(r"\b\d+(\.\d+)? (ns|µs|us|ms|s|min|h|days?)\b( \d+ (s|min|h))?( slow| fast)?", "#", text)
    text = re.sub(r"(?<==)-?\d+\.\d+s|(?<=sync_age=)\d+", "#", text)
    text = re.sub(r"\b\d+ audits?\b", "# audits", text)
    text = re.sub(r"\b\d of 8", "# of 8", text)
    text = re.sub(r"\|[ ▁▂▃▄▅▆▇█?!_.:=+*#-]{48}\|", "|BARS|", text)
    text = re.sub(r'("\w+":)(-?\d[\d.]*|"[0-9a-f]{8}(-[0-9a-f-]{27})?"|"TIME")', r"\1#", text)
    return re.sub(r"(?<=\S) {2,}(?=#|TIME|\|BARS)|(?<=[#8]) {2,}", "  ", text)


def expected(text, colour, locale):
    text = text if colour == "colour" else terminal.plain(text)
    return text.translate(ASCII) if locale == "C" else text


def difference(wanted, got):
    for number, (a, b) in enumerate(zip(wanted.splitlines() + [""], got.splitlines() + [""]), 1):
        if a != b:
            return f"line {number}: wanted {a!r}, got {b!r}"
    return f"wanted {len(wanted.splitlines())} lines, got {len(got.splitlines())}"


def screen(name, command, is_live, write):
    panes = [(how, terminal.Pane(command, *how)) for how in terminal.EVERY]
    shown = {how: pane.shown() for how, pane in panes}
    for how, text in shown.items():
        for line in terminal.plain(text).splitlines():
            demand(len(line) <= 80 or LONG.match(line), f"{how}: wider than 80: {line!r}")
    texts = {how: steady(text) if is_live else text for how, text in shown.items()}
    file = HERE / "screens" / name
    if write:
        file.write_text(f"$ {command}\n{texts[terminal.EVERY[0]]}")
    demand(file.exists(), f"no {file} (screens.py --write {name})")
    wanted = file.read_text().partition("\n")[2]
    for how, text in texts.items():
        size, colour, locale = how
        if expected(wanted, colour, locale) != text:
            raise Failed(f"{size[0]} x {size[1]}, {colour}, {locale}: {difference(expected(wanted, colour, locale), text)}")


def readme():
    """Each block of the README behind <!-- screen: NAME --> is a beginning of that screen; "..." ends a part of it."""
    text = (HERE.parents[2] / "README.md").read_text()
    blocks = re.findall(r"<!-- screen: (\S+) -->\n\n((?:(?: {4}.*)?\n)+)", text)
    demand(blocks, "no screen in the README")
    for name, block in blocks:
        shown = steady(re.sub("^ {4}", "", block, flags=re.M).strip("\n") + "\n").removesuffix("  ...\n")
        wanted = terminal.plain((HERE / "screens" / name).read_text().partition("\n")[2])
        if not wanted.startswith(shown):
            raise Failed(f"{name}: {difference(wanted, shown)}")


def main():
    write = "--write" in sys.argv
    names = [name for name in sys.argv[1:] if name != "--write"]
    known = set()
    terminal.open_()
    for state in states.ALL:
        wanted = {name: command for name, command in state.screens.items() if not names or name in names}
        known.update(state.screens)
        if wanted:
            with state:
                for name, command in wanted.items():
                    told(f"screen {name}", screen, name, command, state.is_live, write)
    demand(set(names) <= known, f"no such screen: {set(names) - known}")
    if not names:
        orphans = {file.name for file in (HERE / "screens").iterdir()} - known
        told("no screen without its command", demand, not orphans, f"screens/{orphans}")
        told("the README shows these screens", readme)
    terminal.close()


if __name__ == "__main__":  # it empties the folders of the host that it is run on
    main()
