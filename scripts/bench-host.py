#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Instructions of a malloc and free pair on this machine, counted by callgrind.

Batches of 150 blocks of one size are allocated and freed, last in first out
(tests/bench/pair.c), by direct calls of the statically linked library."""

import re
import subprocess
import sys

import images

SIZES = (16, 64)
BATCH = 150
BATCHES = 2000
FORM = "{:>5}{:>9}{:>10}{:>8}"
LEGEND = """\
pair          what the program executes beyond the same one with an allocator that
              does nothing
malloc, free  from the first instruction of the function to its return, included"""


def run(*words):
    try:
        done = subprocess.run([str(w) for w in words], text=True, capture_output=True)
    except FileNotFoundError as e:
        raise images.Error(f"{words[0]} is not installed") from e
    if done.returncode:
        raise images.Error(f"{words[0]} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def count(program, size, out):
    """Instructions in measured(), and those in each function called there."""
    run("valgrind", "--tool=callgrind", "--toggle-collect=measured",
        f"--callgrind-out-file={out}", program, size, BATCHES)
    total = int(re.search(r"^(?:summary|totals): (\d+)", out.read_text(), re.M)[1])
    lines = run("callgrind_annotate", "--inclusive=yes", "--threshold=100", out)
    calls = {m[2]: int(m[1].replace(",", "")) for m in re.finditer(
        r"^\s*([\d,]+) .*:(hakmem_malloc|hakmem_free)\b", lines, re.M)}
    return total, calls


def main():
    parser = images.parser(__doc__, board="host")
    options = parser.parse_args()
    print("building for this machine", file=sys.stderr, flush=True)
    said = images.make(f"PROFILE={options.profile}", f"OPT={options.opt}",
                       capture=True)
    library = images.ROOT / said.splitlines()[-1].partition(":")[0]
    folder = library.parent / "bench"
    folder.mkdir(exist_ok=True)
    source = images.ROOT / "tests" / "bench"
    for name, allocator in (("pair", library), ("null", source / "pair_null.c")):
        run("gcc", "-std=gnu11", "-O2", "-g", "-static", "-pthread",
            "-I", images.ROOT / "include", source / "pair.c", allocator,
            "-o", folder / name)

    pairs = BATCH * BATCHES
    print(f"{library.relative_to(images.ROOT)}: instructions, mean of {pairs} pairs "
          "of malloc and free\n")
    print(FORM.format("bytes", "pair", "malloc", "free"))
    for size in SIZES:
        total, calls = count(folder / "pair", size, folder / "pair.callgrind")
        null, _ = count(folder / "null", size, folder / "null.callgrind")
        costs = (total - null, calls["hakmem_malloc"], calls["hakmem_free"])
        print(FORM.format(size, *(f"{cost / pairs:.2f}" for cost in costs)))
    print(f"\n{LEGEND}")
    return 0


images.main(main)
