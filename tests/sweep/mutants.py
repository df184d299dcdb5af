#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Does the sweep catch the seeded bugs of tests/mutants?

    tests/sweep/mutants.py [NAME...]

Builds tests/sweep with each bug that has a line "sweep: BOARD FILTER [OPTION=VALUE]", and
runs the cases there that the filter selects: without the bug they pass, with it they must fail,
end in a fault or not end. Prints one PASS or FAIL line a bug.
"""

import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
WORK = ROOT / "build" / "mutants-sweep"
TIMEOUT = 60    # seconds, a run; the image finds most hangs itself
TIMED_OUT, NOT_STARTED = 124, 125


def output(*command, cwd=ROOT):
    """Exit code and output of a command."""
    done = subprocess.run([str(word) for word in command], cwd=cwd, check=False, text=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT)
    return done.returncode, done.stdout


def folder(board, options):
    """Where it is made, the same in each tree: that of sweep.py."""
    return "build/sweep/" + re.sub("[ /=]", "-", "-".join((board, *options)))


def build(tree, board, options):
    """Makes the program in a tree."""
    code, text = output("make", "-s", "-f", "scripts/Makefile.image", f"BOARD={board}",
                        "PROG=tests/sweep", f"O={folder(board, options)}", *options, cwd=tree)
    if code:
        raise RuntimeError(f"is not built:\n{text}")


def sweep(tree, board, options, cases):
    """Exit code, and the line that says what went wrong."""
    code, text = output("qemu/run", board, f"{folder(board, options)}/sweep.elf", "--icount",
                        "--timeout", TIMEOUT, "--", f"--filter={cases}", cwd=tree)
    if code in (2, NOT_STARTED):
        raise RuntimeError(f"did not run:\n{text}")
    if match := re.search(r"^# (.* no end.*)|^(FAULT.*)", text, re.MULTILINE):
        return code, match[1] or match[2]
    match = re.search(r"^ *# ((?!pc ).* at .*)\n(?: *# fault: (.*)\n)?.*failed\n *# (.*)", text,
                      re.MULTILINE)
    if match:
        return code, f"{match[1]}: {match[2] or match[3]}"
    return code, "timed out" if code == TIMED_OUT else f"exit code {code}"


def mutate(*args):
    """Output of scripts/mutate."""
    code, text = output("scripts/mutate", *args)
    if code:
        raise RuntimeError(text.strip())
    return text.strip()


def try_mutant(name, good):
    """Builds and runs one. @good: (board, options, cases) that pass without any bug."""
    board, cases, *options = mutate("--get", "sweep", name).split()
    tree = WORK / name
    build(ROOT, board, options)
    if (board, options, cases) not in good:
        code, why = sweep(ROOT, board, options, cases)
        if code:
            raise RuntimeError(f"{board} {cases} fails without it: {why}")
        good.append((board, options, cases))
    shutil.rmtree(tree, ignore_errors=True)
    mutate(name, tree)
    shutil.copytree(ROOT / folder(board, options), tree / folder(board, options))
    build(tree, board, options)
    code, why = sweep(tree, board, options, cases)
    if not code:
        raise RuntimeError(f"was not caught by {cases} on {board}")
    shutil.rmtree(tree)
    return f"caught by {cases} on {board}: {why}"


def main():
    wanted = sys.argv[1:] or mutate("--list", "sweep").split()
    WORK.mkdir(parents=True, exist_ok=True)
    failed, good = not wanted, []
    for name in wanted:
        try:
            print(f"PASS mutant {name} {try_mutant(name, good)}", flush=True)
        except RuntimeError as error:
            failed = True
            print(f"FAIL mutant {name} {error}", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main())
