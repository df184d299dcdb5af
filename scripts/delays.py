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
DELAY = re.compile(r"# delay of (\w+): (\d+), (\w+) at (\d+)\n(?:.*\n)*? *(?:not )?ok \d+ (\w+)")


def read_bounds():
    """{profile: {kind: [bound of each machine]}}."""
    found, table = {}, {}
    for line in BOUNDS.read_text().splitlines():
        if match := re.match(r"#elif defined\(CONFIG_HAKMEM_PROFILE_(\w+)\)", line):
            table = found.setdefault(match[1].lower(), {})
        elif match := re.match(r"\tB\((\w+),([\s\d,]+)\)", line):
            table[match[1].lower()] = [int(n) for n in match[2].split(",")]
    return found


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
        most = max((r for r in rows if r["kind"] == kind), key=lambda r: r["delay"])
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
    parser.add_argument("--write", action="store_true", help="README's table, from the bounds")
    parser.add_argument("--check", action="store_true",
                        help="PASS or FAIL: does README's table say what the bounds are?")
    return parser.parse_args()


def main():
    options, bounds = options_of(), read_bounds()
    if options.check:
        good = readme.says("delays", readme_table(bounds))
        print(f"{'PASS' if good else 'FAIL'} README has the bounds of {BOUNDS.name}")
        return not good
    if options.write:
        readme.write("delays", readme_table(bounds))
        return 0
    boards = list(MACHINES) if options.board == "all" else [options.board]
    if unknown := set(boards) - set(MACHINES):
        raise images.Error(f"{unknown.pop()}: boards are {', '.join(MACHINES)}, all")
    rows, good = [], True
    for board in boards:
        found, right = measure(board, options.profile, options)
        print_table(found, bounds, board, options.profile)
        rows, good = rows + found, good and right
    results.save("delays", boards, rows=rows)
    return not good


images.main(main)
