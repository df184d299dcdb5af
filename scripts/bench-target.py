#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Costs of malloc and free on a board, in instructions (not cycles), under the
workloads of tests/bench, and what several regions add to a free. A table, and the
same as JSON in build/bench/.

failed: calls of malloc that found no memory, which are not in its other columns.
by region: the fast path for a block in the only region, and in each of three."""

import json
import sys

import images

RUNS = (("tiny_hot", 32768), ("rmix32K", 32768), ("rmix256K", 262144),
        ("rmix256Klog", 262144), ("mid_large", 262144), ("frag_fixed", 65536),
        ("frag_till_fail", 65536), ("frag_till_fail", 262144))
RUNS_SMALL = (("mini", 6144),)  # what 16 KB of RAM hold
REGIONS, REGIONS_SMALL = ("regions", 32768), ("regions", 10240)
SMALL = ("microbit",)

FORM = "{:15}{:>7}" + 2 * "{:>10}{:>6}{:>6}{:>7}" + "{:>9}{:>7}"
GROUPS = ("", "", "malloc", "", "", "", "free", "", "", "", "failed", "")
HEAD = ("workload", "arena", *2 * ("mean", "p50", "p99", "max"), "calls", "max")


def value(text):
    for convert in (int, float):
        try:
            return convert(text)
        except ValueError:
            pass
    return text


def print_table(runs, results):
    print(FORM.format(*GROUPS).rstrip())
    print(FORM.format(*HEAD))
    for job in runs:
        r = results[job]
        if r:
            print(FORM.format(*job, *(r[f"{call}_{what}"]
                                      for call in ("malloc", "free")
                                      for what in ("mean", "p50", "p99", "max")),
                              r["failed"], r["failed_max"] if r["failed"] else "-"))


def print_regions(r):
    for call, name in (("free", "free"), ("usable", "usable_size")):
        one = r[f"{call}_one"]
        three = [r[f"{call}_{where}"] for where in ("lower", "middle", "upper")]
        print(f"{name} by region: one {one}, of three", *three,
              f"({max(three) - one:+} at most)")


def main():
    options = images.parser(__doc__).parse_args()
    image = images.build("bench", options)
    small = options.board in SMALL
    runs, regions = (RUNS_SMALL, REGIONS_SMALL) if small else (RUNS, REGIONS)

    def run(job):
        with images.start(options.board, image, *job) as process:
            return process.communicate()[0], process.returncode

    results, failed = {}, False
    for job, (text, code) in images.in_pairs((*runs, regions), run):
        found = images.result(text, "regions" if job == regions else "bench")
        results[job] = {k: value(v) for k, v in (found or {}).items()}
        if code or not found:
            failed = True
            print(f"{job[0]} in {job[1]} bytes FAILED, code {code}:\n{text}")
        print(f"  {job[0]}", file=sys.stderr, flush=True)

    print(f"{options.board}, profile {options.profile}, {options.opt}: "
          "instructions a call\n")
    print_table(runs, results)
    if results[regions]:
        print()
        print_regions(results[regions])

    name = f"{options.board}-{options.profile}{options.opt}.json"
    out = images.ROOT / "build" / "bench" / name
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps({
        "board": options.board, "profile": options.profile, "opt": options.opt,
        "unit": "instructions", "runs": [results[job] for job in runs],
        "regions": results[regions],
    }, indent=1) + "\n")
    print(f"\n{out.relative_to(images.ROOT)}")
    return failed


images.main(main)
