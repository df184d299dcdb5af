#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Draws what was measured: one page of HTML that needs nothing else, build/report.html.

It reads what is in build/results; what is not there is named, with the command that
measures it.

  --run      measure first what is missing, in a quick form: minutes
  --run=all  measure everything anew, likewise
  --write    draw README's charts, too: Documentation/charts"""

import argparse
import dataclasses
import shlex
import subprocess
import sys
from html import escape

import charts
import images
import results
import svg

PAGE = images.ROOT / "build" / "report.html"
CHARTS = images.ROOT / "Documentation" / "charts"
# Result: its command, and the words of a quick form.
COMMANDS = {
    "size": ("make size", ("size",)),
    "payload": ("make payload", ("payload",)),
    "min-arena": ("make min-arena", ("min-arena",)),
    "arena-map": ("make arena-map", ("arena-map",)),
    "bench-target": ("make bench-target BOARD=all", ("bench-target", "BOARD=all")),
    "wcet": ("make wcet BOARD=all", ("wcet", "QUICK=1")),
    "bench-phases": ("make bench-phases",
                     ("bench-phases", "RUNS=1", "BENCH=random_mixed_8192")),
    "bench": ("make bench", ("bench", "RUNS=1",
                             "BENCH=random_mixed_1024 tiny_hot_16 fragment_stress")),
    "preload": ("make bench-preload", ("bench-preload", "ROUNDS=1", "PROGRAMS=sqlite3 git")),
}
HEAD = """\
<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>hakmem: what was measured</title>
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<style>
body { font: 15px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; max-width: 1060px;
  margin: 2em auto; padding: 0 1em; color: #1f2328; background: #ffffff; }
h1 { font-size: 1.7em; } h2 { margin-top: 2.2em; border-bottom: 1px solid #d1d9e0; }
figure { margin: 1.6em 0; overflow-x: auto; } figcaption { margin-top: .3em; max-width: 46em; }
svg { max-width: 100%; height: auto; } code { font-size: .92em; }
.made { color: #59636e; font-size: .87em; } .missing { color: #b3261e; }
table { border-collapse: collapse; font-size: .9em; } td, th { padding: .15em .9em .15em 0;
  text-align: left; border-bottom: 1px solid #d1d9e0; }
@media (prefers-color-scheme: dark) {
body { color: #e6edf3; background: #0d1117; } h2, td, th { border-color: #30363d; }
a { color: #6ea8ff; } .made { color: #9198a1; } .missing { color: #ff8a80; }
}
"""


@dataclasses.dataclass
class Figure:
    """A chart, or rows of text, of one result."""
    result: str         # its name
    draw: object        # function of the result: a drawing, rows of text, or None
    caption: str


def goals(result):
    """The figures that are wanted, as rows of text."""
    found = result.get("goals")
    return found and [("figure", "is", "wanted", ""), *(
        (g["figure"], g["value"] if isinstance(g["value"], str) else f"{g['value']:.2f}",
         g["wanted"], "holds" if g["holds"] else "does not hold") for g in found)]


def host_figures():
    cut = "» behind a number: the bar is longer than drawn."
    yield Figure("bench", charts.host_ratio, "How many times as long as on hakmem a malloc and "
                 "free pair takes, the program's own share included: above 1 hakmem is faster. "
                 f"Medians of the ratios of times of the same turn. all-off: hakmem "
                 f"without its phases. {cut}")
    yield Figure("bench", lambda r: charts.host_ratio(r, "preload"), "The same with each "
                 "allocator preloaded into one program.")
    for key, what in (("instructions", "Instructions"), ("mispredictions",
                      "Mispredicted branches"), ("d1_misses", "Data misses of a simulated "
                      "first-level cache"), ("atomics", "Atomic operations")):
        yield Figure("bench", lambda r, key=key: charts.host_counts(r, key), f"{what} a malloc "
                     "and free pair, exact, by callgrind, less those of the same program with "
                     f"an allocator that does nothing. {cut}")
    yield Figure("bench", charts.host_histograms, "How many of the calls took how long: time "
                 "to the right, the shares of malloc upwards, of free downwards, as logarithms "
                 "from a millionth. The timer's own cost is included; "
                 "calls during which another program ran are left out.")
    for call in charts.CALLS:
        yield Figure("bench", lambda r, call=call: charts.host_latency(r, call),
                     f"Latency of {call}, medians of turns, of the longest the longest of all; "
                     "the timer's own cost is included.")
    yield Figure("bench", charts.host_memory, "Most bytes resident, less those of the program "
                 "with an allocator that does nothing, over most bytes live.")
    yield Figure("bench", charts.host_hits, "Allocations to 1024 bytes that took a slow way, in "
                 "per cent; traces in 1.5 times their smallest arena.")
    yield Figure("bench", goals, "Figures that are wanted; 0.92 is level.")


NOTES = {"Cortex-M0": " All but mini: its code, executed by a Cortex-M3 with more memory."}


def target_figures():
    for cpu in ("Cortex-M3", "Cortex-M0", "Cortex-M33", "RV32IMAC"):
        yield Figure("bench-target", lambda r, cpu=cpu: charts.target_costs(r, cpu),
                     f"{cpu}: mean instructions of malloc and of free under the workloads of "
                     "tests/bench, in arenas of these sizes; exact, counted under QEMU. "
                     "hakmem may be called from interrupts and tasks at any time, the others "
                     f"may not.{NOTES.get(cpu, '')}")
    yield Figure("bench-target", charts.target_histograms, "How many of the calls had which "
                 "cost, Cortex-M3: instructions to the right, the shares of malloc upwards, "
                 "of free downwards, as logarithms from a millionth.")


def phase_figures():
    yield Figure("bench-phases", charts.phases_speed, "How many times as fast as the build with "
                 "all phases off, in the same turn, on this machine.")
    yield Figure("bench-phases", charts.phases_instructions, "Instructions a malloc and free "
                 "pair, exact, net of the program.")
    yield Figure("bench-phases", charts.phases_target, "Mean instructions of malloc and of free "
                 "on Cortex-M3, exact.")
    yield Figure("bench-phases", charts.phases_code, "Code of init, malloc and free on "
                 "Cortex-M3, -Os, by model.")
    yield Figure("bench-phases", goals, "Beside what was planned.")


def wcet_figures():
    for profile in images.PROFILES:
        yield Figure("wcet", lambda r, profile=profile: charts.worst_cases(r, profile),
                     f"{profile}: for each path the call that came nearest to its bound of "
                     "tests/wcet/bounds.h, and that bound in the same arena; exact, logarithmic.")


def memory_figures():
    yield Figure("min-arena", charts.min_arena, "The smallest arena, and RAM outside of it, in "
                 "which each recorded program runs to its end, over the most bytes it has live; "
                 "and what is in it at that moment. 32 bits, one context.")
    yield Figure("min-arena", charts.min_arena_peers, "Geometric means, beside other allocators "
                 "(their figures were found in the same way).")
    yield Figure("payload", charts.payload, "What an arena holds until the first request fails, "
                 "in per cent of it: blocks of one size, or a mix of 16 to 256 bytes.")


def size_figures():
    yield Figure("size", charts.size_code, "Code and constants that a program pays, unused "
                 "sections dropped, by profile and model.")
    yield Figure("size", charts.size_ram, "RAM outside of the arena.")


def map_figures(result):
    rows = result["rows"] if result else [None]
    for i, row in enumerate(rows):
        text = (f"{row['name']}, {row['profile']} profile, in {row['arena']} bytes: 1.5 times "
                f"its smallest arena; slices of {row['slice']} bytes, a small table below them. "
                f"{len(row['pictures'])} pictures at equal numbers of allocations, taken from "
                "the allocator's own bitmaps; addresses go upwards." if row else
                "The arena over time.")
        yield Figure("arena-map", lambda r, i=i: charts.arena_map(r["rows"][i]), text)


def program_figures():
    for what, text in (("cpu", "Processor time"), ("rss", "Peak resident memory")):
        yield Figure("preload", lambda r, what=what: charts.programs(r, what),
                     f"{text} of real programs with other allocators preloaded, over that "
                     "with hakmem.")


def sections(found):
    """(title, figures) of the page."""
    return (("On a PC, beside other allocators", host_figures()),
            ("Programs on a PC", program_figures()),
            ("On a microcontroller, beside C libraries", target_figures()),
            ("What each phase brings", phase_figures()),
            ("Worst case by path", wcet_figures()),
            ("Memory", memory_figures()),
            ("Code size", size_figures()),
            ("The arena over time", map_figures(found["arena-map"])))


# --------------------------------------------------------------------- the page

def rows_of(table):
    lines = ["".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in row)
             for tag, row in zip(["th"] + ["td"] * len(table), table)]
    return "<table>\n" + "".join(f"<tr>{line}</tr>\n" for line in lines) + "</table>\n"


def figure(one, found, missing):
    """HTML of a figure; what is not there is added to @missing."""
    result = found[one.result]
    drawn = result and one.draw(result)
    if not drawn:
        command, what = COMMANDS[one.result][0], one.caption.partition(". ")[0].rstrip(".")
        missing.setdefault(command)
        return (f'<p class="made">{escape(what)}: not measured: '
                f"<code>{escape(command)}</code></p>\n")
    body = drawn.svg() if isinstance(drawn, svg.Drawing) else rows_of(drawn)
    return (f"<figure>\n{body}<figcaption>{escape(one.caption)} "
            f"<code>{escape(result['command'])}</code></figcaption>\n</figure>\n")


def made(result, *keys):
    """How a result was measured: its command and what else it says of that."""
    return "; ".join([*(result[key] for key in keys if key in result), result["command"]])


def paragraphs(names, found):
    """The same of all results of a section."""
    lines = []
    for r in filter(None, (found[name] for name in names)):
        text = "; ".join([made(r, "date", "machine"), *r.get("tools", [])])
        lines.append(f'<p class="made">{escape(text)}</p>\n')
    return "".join(lines)


def page(found):
    """(the HTML, commands of what is missing)."""
    missing, parts, contents = {}, [], []
    for n, (title, figures) in enumerate(sections(found)):
        figures = list(figures)
        contents.append(f'<li><a href="#s{n}">{escape(title)}</a></li>\n')
        parts.append(f'<h2 id="s{n}">{escape(title)}</h2>\n')
        parts += [figure(one, found, missing) for one in figures]
        parts.append(paragraphs(dict.fromkeys(one.result for one in figures), found))
    absent = "".join(f"<li>not measured: <code>{escape(c)}</code></li>\n" for c in missing)
    return (f"{HEAD}{svg.STYLE}</style></head><body>\n<h1>hakmem: what was measured</h1>\n"
            f"<ul>\n{''.join(contents)}</ul>\n"
            f'<ul class="missing">\n{absent}</ul>\n{"".join(parts)}</body></html>\n'
            .replace('<ul class="missing">\n</ul>\n', "")), list(missing)


# ---------------------------------------------------------------------- charts

def map_for_readme(result):
    return charts.arena_map(next((r for r in result["rows"] if r["profile"] == "fast"),
                                 result["rows"][0]))


# File: result, and what draws it.
README_CHARTS = {
    "target": ("bench-target", charts.target_costs),
    "host": ("bench", lambda r: charts.host_ratio(r, only=charts.MAIN_BENCHES)),
    "arena-map": ("arena-map", map_for_readme),
}


def say_how(drawn, text):
    """Below the chart; no wider than that."""
    most = int(drawn.width / svg.CHARACTER / 1.2)
    drawn.text(0, drawn.height + 14, text if len(text) <= most else f"{text[:most - 1]}…",
               "small")


def write_charts(found, folder):
    """Draws README's charts. Returns (files, commands of what is missing)."""
    written, missing = [], []
    folder.mkdir(parents=True, exist_ok=True)
    for name, (source, draw) in README_CHARTS.items():
        drawn = found[source] and draw(found[source])
        if drawn:
            say_how(drawn, made(found[source], "date", "machine"))
            path = folder / f"{name}.svg"
            path.write_text(drawn.svg(alone=True))
            written.append(path)
        else:
            missing.append(COMMANDS[source][0])
    return written, missing


# ------------------------------------------------------------------- measuring

def measure(which):
    """Makes results in their quick form: what is missing, or all. False: one failed."""
    todo = [name for name in COMMANDS if which == "all" or not results.load(name)]
    logs, good = images.ROOT / "build" / "report", True
    logs.mkdir(parents=True, exist_ok=True)
    for n, name in enumerate(todo):
        words = ("make", *COMMANDS[name][1])
        log = logs / f"{name}.txt"
        print(f"[{n + 1}/{len(todo)}] {shlex.join(words)}", file=sys.stderr, flush=True)
        with log.open("w") as file:
            code = subprocess.run(words, cwd=images.ROOT, stdout=file,
                                  env=images.environment()).returncode
        if code:
            print(f"  failed, code {code}: {log.relative_to(images.ROOT)}", file=sys.stderr)
            good = False
    return good


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", nargs="?", const="1", default="", choices=("1", "all"))
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    good = measure(options.run) if options.run else True
    found = {name: results.load(name) for name in COMMANDS}
    text, missing = page(found)
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(text)
    for command in missing:
        print(f"not measured: {command}")
    if options.write:
        files, absent = write_charts(found, CHARTS)
        print("\n".join(str(file.relative_to(images.ROOT)) for file in files))
        for command in absent:
            print(f"chart not written, not measured: {command}")
            good = False
    print(PAGE.relative_to(images.ROOT))
    return not good


if __name__ == "__main__":
    images.main(main)
