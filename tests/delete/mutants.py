#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Do tests/delete and tests/rtos catch the seeded bugs of tests/mutants?

    tests/delete/mutants.py [NAME...]

Builds tests/delete with each bug that has a line "delete: CASES", and tests/rtos with
each that has "rtos: CASES", and runs these cases: without the bug they pass, with it they
must fail or end in a fault. Prints one PASS or FAIL line a bug and program.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
import seeded  # noqa: E402 (needs the path)

BOARD = "mps2-an385"


def find(name, key):
    """The program that the key names, and the cases behind it."""
    program = seeded.Program(key, BOARD, f"build/delete/{BOARD}-{key}",
                             ("CONFIG=HAKMEM_TASK_DELETION=y",))
    return program, seeded.mutate("--get", key, name)


def explain(text):
    """The line that says what went wrong."""
    match = re.search(r"^(FAULT.*)|failed\n *# (.*)", text, re.MULTILINE)
    return match and (match[1] or match[2])


def main():
    wanted = [(name, key) for key in ("delete", "rtos")
              for name in seeded.mutate("--list", key).split()
              if name in sys.argv[1:] or not sys.argv[1:]]
    return seeded.check(wanted, find, explain, ROOT / "build" / "mutants-delete")


if __name__ == "__main__":
    sys.exit(main())
