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
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
WORK = ROOT / "build" / "mutants-delete"
BOARD = "mps2-an385"
TIMEOUT = 60                    # seconds, a run
NOT_RUN = (2, 125)              # exit codes: no such case; qemu did not start


def output(*command, cwd=ROOT):
    """Exit code and output of a command."""
    done = subprocess.run([str(word) for word in command], cwd=cwd, check=False, text=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT)
    return done.returncode, done.stdout


def folder(program):
    """Where it is made, in each tree."""
    return f"build/delete/{BOARD}-{program}"


def build(tree, program):
    """Makes the program in a tree."""
    code, text = output("make", "-s", "-f", "scripts/Makefile.image", f"BOARD={BOARD}",
                        f"PROG=tests/{program}", f"O={folder(program)}",
                        "CONFIG=HAKMEM_TASK_DELETION=y", cwd=tree)
    if code:
        raise RuntimeError(f"is not built:\n{text}")


def run(tree, program, cases):
    """Exit code, and the line that says what went wrong."""
    code, text = output("qemu/run", BOARD, f"{folder(program)}/{program}.elf", "--icount",
                        "--timeout", TIMEOUT, "--", f"--filter={cases}", cwd=tree)
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


def try_mutant(name, program, good):
    """Builds and runs one. @good: (program, cases) that pass without any bug."""
    cases = mutate("--get", program, name)
    tree = WORK / name
    if (program, cases) not in good:
        build(ROOT, program)
        code, why = run(ROOT, program, cases)
        if code:
            raise RuntimeError(f"{cases} fails without it: {why}")
        good.add((program, cases))
    shutil.rmtree(tree, ignore_errors=True)
    mutate(name, tree)
    shutil.copytree(ROOT / folder(program), tree / folder(program))
    build(tree, program)
    code, why = run(tree, program, cases)
    if not code:
        raise RuntimeError(f"was not caught by {cases}")
    shutil.rmtree(tree)
    return f"caught by {cases}: {why}"


def main():
    wanted = [(name, program) for program in ("delete", "rtos")
              for name in mutate("--list", program).split()
              if name in sys.argv[1:] or not sys.argv[1:]]
    WORK.mkdir(parents=True, exist_ok=True)
    failed, good = not wanted, set()
    for name, program in wanted:
        try:
            print(f"PASS mutant {name} {try_mutant(name, program, good)}", flush=True)
        except RuntimeError as error:
            failed = True
            print(f"FAIL mutant {name} {error}", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main())
