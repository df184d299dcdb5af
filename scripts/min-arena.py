#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The smallest arena in which each trace runs to its end, for each profile.

In bytes: the most that the program had live at once (peak); the arena; the memory
that the allocator needs outside of it (control). ratio: (arena + control) / peak.

Then what the arena held beside the payload at that peak, in percent of the peak:
tables of the regions; headers of pages; rounding of requests to blocks; pages: blocks
that are free in pages; free: slices.

How the search works, and what "smallest" means when a larger arena can fail:
tests/replay/min_arena/min_arena.c. Progress goes to stderr, all rows to
build/results/min-arena.json."""

import math
import os
import sys

import images
import results

LOSSES = ("tables", "headers", "rounding", "pages", "free")
# geometric means of the same traces, measured with other allocators
PEERS = {"umm_malloc best-fit": 1.145, "newlib": 1.22, "Zephyr sys_heap": 1.23,
         "FreeRTOS heap_4": 1.26, "newlib-nano": 1.29, "TLSF": 1.40, "o1heap": 1.93}

FORM = "{:14}{:>8}{:>9}{:>8}{:>8}   " + "{:>9}" * (1 + len(LOSSES))


def geomean(values):
    return math.exp(sum(map(math.log, values)) / len(values))


def measure(options, profile, names, blobs):
    """A row for each trace."""
    options.profile = profile
    image = images.build("replay/min_arena", options, images.alone(profile))

    def run(i):
        with images.start(options.board, image, blob=blobs[i]) as process:
            text = process.communicate()[0]
        found = images.result(text, "min-arena")
        if process.returncode or not found:
            raise images.Error(f"{names[i]}: {text.strip() or process.returncode}")
        return found

    rows = {}
    for i, found in images.in_pairs(range(len(names)), run):
        row = {k: v if k == "name" else int(v) for k, v in found.items()}
        row["profile"] = profile
        row["ratio"] = round((row["arena"] + row["control"]) / row["peak"], 4)
        rows[i] = row
        print(f"  {row['name']}: {row['trials']} sizes tried", file=sys.stderr, flush=True)
    return [rows[i] for i in sorted(rows)]


def print_table(profile, rows):
    print(f"\n{profile}: bytes, ratio; percent of the peak")
    print(FORM.format("trace", "peak", "arena", "control", "ratio", "control", *LOSSES))
    for r in rows:
        percent = [f"{100 * r[k] / r['peak']:.1f}" for k in ("control", *LOSSES)]
        print(FORM.format(r["name"], r["peak"], r["arena"], r["control"],
                          f"{r['ratio']:.4f}", *percent))
    mean = [sum(r[k] / r["peak"] for r in rows) / len(rows) * 100
            for k in ("control", *LOSSES)]
    print(FORM.format("mean", "", "", "", "", *(f"{m:.1f}" for m in mean)))
    print(f"geomean,{geomean([r['ratio'] for r in rows]):.4f}")


def print_peers(means):
    all_means = PEERS | {f"hakmem {profile}": m for profile, m in means.items()}
    print("\nsmallest arena over peak payload, geometric mean, and other allocators:")
    for name, mean in sorted(all_means.items(), key=lambda item: item[1]):
        print(f"  {name:22}{mean:.3f}")


def main():
    parser = images.parser(__doc__, board="host32", profile=None)
    parser.add_argument("traces", nargs="*", help="default: those of tests/traces")
    options = parser.parse_args()
    names = options.traces or images.traces()
    blobs = [images.trace(name) for name in names]
    profiles = (options.profile,) if options.profile else images.PROFILES

    found = {p: measure(options, p, names, blobs) for p in profiles}
    for profile, rows in found.items():
        print_table(profile, rows)
    means = {p: geomean([r["ratio"] for r in rows]) for p, rows in found.items()}
    if not options.traces:
        print_peers(means)
    results.save(
        "min-arena", [options.board],
        said=results.words("TRACES", options.traces),
        units={k: "bytes" for k in ("peak", "arena", "control", *LOSSES)},
        config=os.environ.get("CONFIG", ""), geomean=means, peers=PEERS,
        rows=[row for rows in found.values() for row in rows])


images.main(main)
