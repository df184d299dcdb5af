#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""By how many instructions an interrupt makes the call longer that it comes into, beyond
its own ones: the most, by kind of call, of all scenarios of tests/sweep, with each action
at each instruction. Where, and the published bound of tests/sweep/delay_bounds.h, which
make test compares with at every third instruction. For an arena of some 8 KB. Exit code 1
when one is exceeded. build/results/delays.json has all of it."""

import re

import images
import readme
import results
from wcet import MACHINES

BOUNDS = images.ROOT / "tests" / "sweep" / "delay_bounds.h"
KINDS = {"malloc": "malloc",
         "malloc_run": "malloc of a run (tiny, bounded: of more than 32 slices)",
         "free": "free", "realloc": "realloc", "aligned": "aligned_alloc",
         "rest": "adding a region, collecting, heaps"}
TABLE = re.compile(r"#elif defined\(CONFIG_HAKMEM_PROFILE_(\w+)\)")
ROW = re.compile(r"\tB\((\w+),([\s\d,]+)\)")
LEAST = 20  # a bound: that much at least, or a tenth above what was found
DELAY = re.compile(r"# delay of (\w+): (\d+), (\w+) at (\d+)\n(?:.*\n)*? *(?:not )?ok \d+ (\w+)")


def read_bounds():
    """{profile: {kind: [bound of each machine]}}."""
    found, table = {}, {}
    for line in BOUNDS.read_text().splitlines():
        if match := TABLE.match(line):
            table = found.setdefault(match[1].lower(), {})
        elif match := ROW.match(line):
            table[match[1].lower()] = [int(n) for n in match[2].split(",")]
    return found


def write_bounds(bounds):
    """Puts the tables back."""
    lines, table = [], {}
    for line in BOUNDS.read_text().splitlines():
        if match := TABLE.match(line):
            table = bounds[match[1].lower()]
        elif match := ROW.match(line):
            line = f"\tB({match[1] + ',':11}" + ", ".join(
                f"{n:5}" for n in table[match[1].lower()]) + ")" + line[match.end():]
        lines.append(line)
    BOUNDS.write_text("\n".join(lines) + "\n")


def worst(rows, kind):
    return max((row for row in rows if row["kind"] == kind), key=lambda row: row["delay"])


def adjust(bounds, rows, machine):
    """Makes the bounds of a profile on a machine those of what was found."""
    for kind in KINDS:
        bounds[kind][machine] = max(LEAST, -(-worst(rows, kind)["delay"] * 11 // 10))


def measure(board, profile, options):
    """A row for each scenario; whether the run was as it should be."""
    options.board, options.profile = board, profile
    image = images.build("sweep", options)
    with images.start(board, image, "--filter=delays.", "--long") as process:
        text = process.communicate()[0]
    rows = [{"board": board, "profile": profile, "kind": kind, "delay": int(most),
             "action": action, "at": int(at), "scenario": scenario}
            for kind, most, action, at, scenario in DELAY.findall(text)]
    if not rows:
        raise images.Error(f"{board}, {profile}: exit code {process.returncode}\n{text}")
    return rows, not process.returncode


def print_table(rows, bounds, board, profile):
    print(f"\n{board} ({MACHINES[board]}), profile {profile}: instructions by which an "
          "interrupt makes a call longer, at most\n")
    form = "{:12}{:>8}{:>8}  {}"
    print(form.format("", "most", "bound", "where"))
    for kind in KINDS:
        most = worst(rows, kind)
        bound = bounds.get(profile, {}).get(kind, [0] * 4)[list(MACHINES).index(board)]
        print(form.format(kind, most["delay"], bound or "-",
                          "{scenario}, {action} at {at}".format(**most)))


def readme_table(bounds):
    """What README has to say of the bounds."""
    machines = list(MACHINES.values())
    columns = [(profile, machine) for profile in bounds for machine in machines]
    lines = ["| | " + " | ".join(f"{p}, {m}" for p, m in columns) + " |",
             "|---|" + "--:|" * len(columns)]
    lines += [f"| {text} | " + " | ".join(str(bounds[p][kind][machines.index(m)])
                                          for p, m in columns) + " |"
              for kind, text in KINDS.items()]
    return "\n".join(lines) + "\n"


def options_of():
    parser = images.parser(__doc__)
    parser.add_argument("--write", action="store_true",
                        help="write tests/sweep/delay_bounds.h, and README's table, from what "
                        "was found")
    parser.add_argument("--check", action="store_true",
                        help="PASS or FAIL: does README's table say what the bounds are?")
    return parser.parse_args()


def main():
    options, bounds = options_of(), read_bounds()
    if options.check:
        good = readme.says("delays", readme_table(bounds))
        print(f"{'PASS' if good else 'FAIL'} README has the bounds of {BOUNDS.name}")
        return not good
    boards = list(MACHINES) if options.board == "all" else [options.board]
    if unknown := set(boards) - set(MACHINES):
        raise images.Error(f"{unknown.pop()}: boards are {', '.join(MACHINES)}, all")
    rows, good = [], True
    for board in boards:
        found, right = measure(board, options.profile, options)
        if options.write and options.profile in bounds:
            adjust(bounds[options.profile], found, list(MACHINES).index(board))
            write_bounds(bounds)
            readme.write("delays", readme_table(bounds))
        print_table(found, bounds, board, options.profile)
        rows, good = rows + found, good and right
    results.save("delays", boards, rows=rows)
    return not good


images.main(main)
