#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Does the checker catch the seeded bugs of tests/mutants?

    tests/mc/mutants.py [NAME...]

Builds the checker with each bug that has an "mc:" line and runs the scene that the
line names; when that does not fail, all others. Prints one PASS or FAIL line a bug. A
run counts as caught only if the checker found a run that is wrong.
"""

import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
WORK = ROOT / "build" / "mutants"
TIMEOUT = 120   # seconds, a run


def run(command, cwd=ROOT):
    """Output of a command, and whether it went well."""
    try:
        done = subprocess.run(command, cwd=cwd, stdout=subprocess.PIPE, timeout=TIMEOUT,
                              stderr=subprocess.STDOUT, check=False)
    except subprocess.TimeoutExpired:
        return "timed out", False
    return done.stdout.decode(errors="replace"), done.returncode == 0


def mutate(*args):
    """Output of scripts/mutate."""
    text, good = run(("scripts/mutate", *args))
    if not good:
        print(f"FAIL mutant {args[0]}: {text.strip()}", flush=True)
    return text.strip() if good else None


def build(tree, folder, variant):
    """Builds the checker in a tree. Returns what is wrong, or None."""
    text, good = run(("make", "-s", "-f", "tests/mc/Makefile", f"O={folder}",
                      f"VARIANT={variant}"), tree)
    return None if good else f"is not built:\n{text}"


def caught(tree, folder, scenes):
    """(scene, reason) of the first run that is wrong; None: there was none."""
    text, _ = run((f"{folder}/mc.elf", "--scenes", *scenes), tree)
    match = re.search(r"^# (\S+): failed: (.*)$", text, re.MULTILINE)
    return match and match.groups()


def try_mutant(name):
    """Builds and runs one. True: it was caught."""
    scene, _, variant = mutate("--get", "mc", name).partition(" ")
    variant = variant or "thread"
    folder = f"build/mc/mutants-{variant}"
    tree = WORK / name
    shutil.rmtree(tree, ignore_errors=True)
    fault = build(ROOT, folder, variant)     # once: what the bug does not change
    if not fault and mutate(name, str(tree)) is None:
        return False
    if not fault:
        shutil.copytree(ROOT / folder, tree / folder)
        fault = build(tree, folder, variant)
    if fault:
        print(f"FAIL mutant {name} {fault}", flush=True)
        return False
    found = caught(tree, folder, (scene,)) or caught(tree, folder, ())
    if found:
        print(f"PASS mutant {name} caught by {found[0]}: {found[1]}", flush=True)
        shutil.rmtree(tree)
    else:
        print(f"FAIL mutant {name} was not caught", flush=True)
    return bool(found)


def main():
    every = mutate("--list", "mc").split()
    wanted = sys.argv[1:] or every
    WORK.mkdir(parents=True, exist_ok=True)
    return 0 if all([try_mutant(name) for name in wanted]) else 1


if __name__ == "__main__":
    sys.exit(main())
