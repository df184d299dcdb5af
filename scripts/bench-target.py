#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Costs of malloc and free on a board, in instructions (not cycles), exact, under the
workloads of tests/bench: ours beside the C libraries that Debian packages, which are
linked with the same program, use the same arena, and see the same requests.

failed: calls of malloc that found no memory, which are not in its other columns.
by region: the fast path for a block in the only region, and in each of three.
build/results/bench-target.json has all of it, and how many calls had which cost.

  --write, --check    three rows of README's table of speeds, Cortex-M3; lines PASS and FAIL"""

import sys

import images
import readme
import results

RUNS = (("tiny_hot", 32768), ("rmix32K", 32768), ("rmix256K", 262144),
        ("rmix256Klog", 262144), ("mid_large", 262144), ("frag_fixed", 65536),
        ("frag_till_fail", 65536), ("frag_till_fail", 262144))
RUNS_SMALL = (("mini", 6144),)  # what 16 KB of RAM hold
REGIONS, REGIONS_SMALL = ("regions", 32768), ("regions", 10240)

# The same processor's code, with memory for the other workloads.
LARGER = {"microbit": "mps2-m0"}
ALL = ("mps2-an385", "microbit", "mps2-an505", "riscv32-virt")
CPUS = {"mps2-an385": "Cortex-M3", "microbit": "Cortex-M0", "mps2-m0": "Cortex-M0",
        "mps2-an505": "Cortex-M33", "riscv32-virt": "RV32IMAC"}
PEERS = ("newlib", "newlib-nano", "picolibc")
PEERS_OF = {"riscv32-virt": ("picolibc",)}
NOTES = {
    "mps2-m0": "mps2-m0 is code for Cortex-M0, executed by the Cortex-M3 of the MPS2 "
               "board: these workloads need more\nthan the 16 KB of the microbit.",
    "riscv32-virt": "For RISC-V Debian packages picolibc; there is no newlib.",
    "picolibc": "picolibc's malloc clears what it hands out: that is left out.",
}

README_BOARD = "mps2-an385"
README_JOBS = (("tiny_hot", 32768), ("rmix32K", 32768), ("rmix256K", 262144))
README_LABELS = {"hakmem": "**hakmem** malloc / free", "newlib-nano": "newlib-nano",
                 "newlib": "newlib"}

FORM = "{:16}{:>7} {:12}" + 2 * "{:>9}{:>6}{:>6}{:>7}" + "{:>8}{:>7}"
GROUPS = ("", "", "", "malloc", "", "", "", "free", "", "", "", "failed", "")
HEAD = ("workload", "arena", "", *2 * ("mean", "p50", "p99", "max"), "calls", "max")
EXACT = 256     # costs below are counted one by one, from there on 16 to a doubling


def value(text):
    for convert in (int, float):
        try:
            return convert(text)
        except ValueError:
            pass
    return text


def bucket(cost):
    """The lowest cost of its bucket."""
    step = max(0, cost.bit_length() - EXACT.bit_length() + 1)
    return cost if cost < EXACT else cost >> (step + 3) << (step + 3)


def histogram(text, call):
    """{lowest cost of a bucket: calls}."""
    found = {}
    for line in text.splitlines():
        words = line.split()
        if words[:2] == ["histogram", call]:
            for cost, calls in (map(int, word.split(":")) for word in words[2:]):
                found[bucket(cost)] = found.get(bucket(cost), 0) + calls
    return found


def images_of(board, options):
    """{allocator: its image}."""
    options.board = board
    found = {"hakmem": images.build("bench", options)}
    for peer in PEERS_OF.get(board, PEERS):
        found[peer] = images.build("bench/peer", options, PEER=peer)
    return found


def measure(board, jobs, options):
    """Runs each allocator on @board. Returns (rows, {row of regions}, what failed)."""
    rows, regions, failed = [], None, []
    programs = images_of(board, options)
    todo = [(name, job) for job in jobs for name in programs
            if name == "hakmem" or job[0] != "regions"]

    def run(todo):
        with images.start(board, programs[todo[0]], *todo[1]) as process:
            return process.communicate()[0], process.returncode

    for (name, job), (text, code) in images.in_pairs(todo, run):
        kind = "regions" if job[0] == "regions" else "bench"
        found = {k: value(v) for k, v in (images.result(text, kind) or {}).items()}
        if code or not found:
            failed.append(f"{name}: {job[0]} in {job[1]} bytes FAILED, code {code}:\n{text}")
        elif kind == "regions":
            regions = found
        else:
            rows.append({"board": board, "cpu": CPUS[board], "allocator": name,
                         "workload": found.pop("name"), **found,
                         **{f"{call}_histogram": histogram(text, call)
                            for call in ("malloc", "free")}})
        print(f"  {board} {name} {job[0]}", file=sys.stderr, flush=True)
    return rows, regions, failed


def print_table(rows, jobs):
    print(FORM.format(*GROUPS).rstrip())
    print(FORM.format(*HEAD))
    for job in jobs:
        for name in ("hakmem", *PEERS):
            for r in rows:
                if (r["workload"], r["arena"], r["allocator"]) != (*job, name):
                    continue
                title = job if name == "hakmem" else ("", "")
                print(FORM.format(*title, name, *(
                    r[f"{call}_{what}"] for call in ("malloc", "free")
                    for what in ("mean", "p50", "p99", "max")),
                    r["failed"], r["failed_max"] if r["failed"] else "-"))


def print_regions(r):
    for call, name in (("free", "free"), ("usable", "usable_size")):
        one = r[f"{call}_one"]
        three = [r[f"{call}_{where}"] for where in ("lower", "middle", "upper")]
        print(f"{name} by region: one {one}, of three", *three,
              f"({max(three) - one:+} at most)")


def show(board, jobs, options):
    """A board's tables. Returns (rows, regions, whether something failed)."""
    rows, regions, failed = measure(board, jobs, options)
    print(f"\n{board}, {CPUS[board]}, profile {options.profile}, {options.opt}: "
          "instructions a call\n")
    print_table(rows, jobs)
    for note in (board, *sorted({r["allocator"] for r in rows})):
        if note in NOTES:
            print("\n" + NOTES[note])
    if regions:
        print()
        print_regions(regions)
    print("\n".join(failed))
    return rows, regions, bool(failed)


def readme_rows(rows):
    """(label, cells) of README's."""
    means = {(r["workload"], r["arena"], r["allocator"]): (r["malloc_mean"], r["free_mean"])
             for r in rows if r["board"] == README_BOARD}
    for name, label in README_LABELS.items():
        form = "**{:.0f} / {:.0f}**" if name == "hakmem" else "{:.0f} / {:.0f}"
        yield label, [form.format(*means[*job, name]) for job in README_JOBS]


def check_readme(options):
    """Lines PASS and FAIL."""
    rows, _, failed = measure(README_BOARD, README_JOBS, options)
    print("\n".join(f"FAIL {line}" for line in failed))
    for label, cells in () if failed else readme_rows(rows):
        good = readme.says_row(label, cells)
        print("PASS" if good else "FAIL", f"README, {label}: {', '.join(cells)}")
        failed += [label] * (not good)
    return bool(failed)


def main():
    parser = images.parser(__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    if options.check:
        return check_readme(options)
    board, rows, regions, failed = options.board, [], {}, False
    if board != "all" and board not in CPUS:
        raise images.Error(f"{board} is not one of: all {' '.join(CPUS)}")

    for name in ALL if board == "all" else (board,):
        if name in LARGER:
            shows = ((name, (*RUNS_SMALL, REGIONS_SMALL)), (LARGER[name], RUNS))
        else:
            shows = ((name, (*RUNS, REGIONS)),)
        for where, jobs in shows:
            more, found, wrong = show(where, jobs, options)
            rows += more
            failed |= wrong
            if found:
                regions[where] = found

    if options.write and not failed and board in ("all", README_BOARD):
        for label, cells in readme_rows(rows):
            readme.write_row(label, cells)
    results.save("bench-target", ALL if board == "all" else [board],
                 unit="instructions of one call", profile=options.profile,
                 opt=options.opt, histogram="calls by the lowest cost of a bucket",
                 rows=rows, regions=regions)
    return failed


images.main(main)
