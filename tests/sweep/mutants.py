#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Does the sweep catch the seeded bugs of tests/mutants?

    tests/sweep/mutants.py [NAME...]

Builds tests/sweep with each bug that has a line "sweep: BOARD FILTER [--pairs=N]
[OPTION=VALUE]", and runs the cases there that the filter selects: without the bug they
pass, with it they must fail, end in a fault or not end. Prints one PASS or FAIL line a bug.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
import seeded  # noqa: E402 (needs the path)


def find(name, key):
    """The program on that board with these options, in the folder of sweep.py; the cases."""
    board, cases, *more = seeded.mutate("--get", key, name).split()
    options = tuple(word for word in more if not word.startswith("--"))
    arguments = tuple(word for word in more if word.startswith("--"))
    folder = "build/sweep/" + re.sub("[ /=]", "-", "-".join((board, *options)))
    return seeded.Program("sweep", board, folder, options, arguments), cases


def explain(text):
    """The line that says what went wrong."""
    if match := re.search(r"^# (.* no end.*)|^(FAULT.*)", text, re.MULTILINE):
        return match[1] or match[2]
    match = re.search(r"^ *# ((?!pc ).* at .*)\n(?: *# fault: (.*)\n)?.*failed\n *# (.*)", text,
                      re.MULTILINE)
    return match and f"{match[1]}: {match[2] or match[3]}"


def main():
    wanted = sys.argv[1:] or seeded.mutate("--list", "sweep").split()
    return seeded.check([(name, "sweep") for name in wanted], find, explain,
                        ROOT / "build" / "mutants-sweep")


if __name__ == "__main__":
    sys.exit(main())
