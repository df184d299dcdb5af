#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""tests/smp/mutants.py [BOARD...]: does tests/smp see the bugs of tests/mutants?

Builds tests/smp for each board (default: riscv64-smp) with each of the bugs below and
runs it; prints PASS when a run fails, as it must, and FAIL when none of some runs does.
A bug that makes the program hang is seen, too: the tree without bugs has to pass within
the same time. The bug is not in the code of every machine.
"""

import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
SECONDS = 30    # without bugs it takes some three of one core
RUNS = 30       # of which one has to fail
OPERATIONS = 300000

# The bug, and the cases that see it: the others would only take time.
MUTANTS = {
    "enter-check-then-store": "hand_over",
    "collect-load-and-store": "hand_over",
    "queued-after-link": "entered",
    "core-asked-twice": "migrate_in_calls",
}


def build(tree, board):
    """Makes tests/smp of a tree; returns the image."""
    out = tree / "build" / board
    subprocess.run(["make", "-s", "-f", "scripts/Makefile.image", f"BOARD={board}",
                    "PROG=tests/smp", f"O={out}",
                    "CONFIG=HAKMEM_MODEL_CPU=y HAKMEM_NR_CPUS=2"],
                   cwd=tree, check=True, stdout=subprocess.DEVNULL)
    return out / "smp.elf"


def fails(board, image, cases, seed):
    """Runs the image; why it failed, or None."""
    done = subprocess.run([ROOT / "qemu/run", board, image, "--timeout", str(SECONDS), "--",
                           f"--filter={cases}", f"--seed={seed}",
                           f"--ops={OPERATIONS}"],
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    if not done.returncode:
        return None
    if done.returncode == 124:
        return "hangs"
    first = [line for line in done.stdout.splitlines() if "expected" in line or "FAULT" in line]
    return first[0].strip(" #") if first else f"exit code {done.returncode}"


def check(board, name, cases, folder):
    """Prints whether the bug is seen; true if so."""
    tree = pathlib.Path(folder, f"{board}-{name}")
    subprocess.run([ROOT / "scripts/mutate", name, tree], check=True)
    image = build(tree, board)
    for run in range(RUNS):
        why = fails(board, image, cases, run + 1)
        if why:
            print(f"PASS smp mutant {name} on {board}, run {run + 1}: {why}", flush=True)
            return True
    print(f"FAIL smp mutant {name} on {board}: not seen in {RUNS} runs", flush=True)
    return False


def healthy(board):
    """Without bugs: every run passes in that time."""
    image = build(ROOT, board)
    why = next(filter(None, (fails(board, image, cases, 1)
                             for cases in sorted(set(MUTANTS.values())))), None)
    print(f"FAIL smp without a mutant on {board}: {why}" if why else
          f"PASS smp without a mutant on {board}", flush=True)
    return not why


def main():
    good = True
    with tempfile.TemporaryDirectory() as folder:
        for board in sys.argv[1:] or ["riscv64-smp"]:
            good &= healthy(board)
            for name, cases in MUTANTS.items():
                good &= check(board, name, cases, folder)
    return not good


if __name__ == "__main__":
    sys.exit(main())
