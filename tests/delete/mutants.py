#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Does tests/delete catch the seeded bugs of tests/mutants?

    tests/delete/mutants.py [NAME...]

Builds tests/delete with each bug that has a line "delete: CASES", and runs these cases:
without the bug they pass, with it they must fail or end in a fault. Prints one PASS or
FAIL line a bug.
"""

import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
WORK = ROOT / "build" / "mutants-delete"
BOARD = "mps2-an385"
OUT = f"build/delete/{BOARD}"
TIMEOUT = 60                    # seconds, a run
NOT_RUN = (2, 125)              # exit codes: no such case; qemu did not start


def output(*command, cwd=ROOT):
    """Exit code and output of a command."""
    done = subprocess.run([str(word) for word in command], cwd=cwd, check=False, text=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT)
    return done.returncode, done.stdout


def build(tree):
    """Makes the program in a tree."""
    code, text = output("make", "-s", "-f", "scripts/Makefile.image", f"BOARD={BOARD}",
                        "PROG=tests/delete", f"O={OUT}", "CONFIG=HAKMEM_TASK_DELETION=y",
                        cwd=tree)
    if code:
        raise RuntimeError(f"is not built:\n{text}")


def run(tree, cases):
    """Exit code, and the line that says what went wrong."""
    code, text = output("qemu/run", BOARD, f"{OUT}/delete.elf", "--icount", "--timeout",
                        TIMEOUT, "--", f"--filter={cases}", cwd=tree)
    if code in NOT_RUN:
        raise RuntimeError(f"did not run:\n{text}")
    match = re.search(r"^(FAULT.*)|failed\n *# (.*)", text, re.MULTILINE)
    return code, (match[1] or match[2]) if match else f"exit code {code}"


def mutate(*args):
    """Output of scripts/mutate."""
    code, text = output("scripts/mutate", *args)
    if code:
        raise RuntimeError(text.strip())
    return text.strip()


def try_mutant(name, good):
    """Builds and runs one. @good: cases that pass without any bug."""
    cases = mutate("--get", "delete", name)
    tree = WORK / name
    if cases not in good:
        code, why = run(ROOT, cases)
        if code:
            raise RuntimeError(f"{cases} fails without it: {why}")
        good.add(cases)
    shutil.rmtree(tree, ignore_errors=True)
    mutate(name, tree)
    shutil.copytree(ROOT / OUT, tree / OUT)
    build(tree)
    code, why = run(tree, cases)
    if not code:
        raise RuntimeError(f"was not caught by {cases}")
    shutil.rmtree(tree)
    return f"caught by {cases}: {why}"


def main():
    wanted = sys.argv[1:] or mutate("--list", "delete").split()
    WORK.mkdir(parents=True, exist_ok=True)
    failed, good = not wanted, set()
    build(ROOT)
    for name in wanted:
        try:
            print(f"PASS mutant {name} {try_mutant(name, good)}", flush=True)
        except RuntimeError as error:
            failed = True
            print(f"FAIL mutant {name} {error}", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main())
