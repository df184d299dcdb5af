#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Costs of malloc and free on a board, in instructions (not cycles), under the
workloads of tests/bench. A table, and the same as JSON in build/bench/."""

import json
import sys

import images

RUNS = (("tiny_hot", 32768), ("rmix32K", 32768), ("rmix256K", 262144),
        ("rmix256Klog", 262144), ("mid_large", 262144), ("frag_fixed", 65536),
        ("frag_till_fail", 65536), ("frag_till_fail", 262144))
RUNS_SMALL = (("mini", 6144),)  # what 16 KB of RAM hold
SMALL = ("microbit",)

HEAD = ("workload", "arena", "malloc mean", "p50", "p99", "max", "free mean", "p50",
        "p99", "max", "failed", "its max")
FORM = "{:15}{:>7}{:>13}{:>6}{:>6}{:>6}{:>11}{:>6}{:>6}{:>6}{:>8}{:>9}"


def value(text):
    for convert in (int, float):
        try:
            return convert(text)
        except ValueError:
            pass
    return text


def main():
    options = images.parser(__doc__).parse_args()
    image = images.build("bench", options)
    runs = RUNS_SMALL if options.board in SMALL else RUNS

    def run(job):
        with images.start(options.board, image, *job) as process:
            return process.communicate()[0], process.returncode

    results, failed = {}, False
    for job, (text, code) in images.in_pairs(runs, run):
        found = images.result(text, "bench")
        results[job] = {k: value(v) for k, v in (found or {}).items()}
        if code or not found:
            failed = True
            print(f"{job[0]} in {job[1]} bytes FAILED, code {code}:\n{text}")
        print(f"  {job[0]}", file=sys.stderr, flush=True)

    print(f"{options.board}, profile {options.profile}, {options.opt}: "
          "instructions a call\n")
    print(FORM.format(*HEAD))
    for job in runs:
        r = results[job]
        if r:
            print(FORM.format(*job, *(r[f"{call}_{what}"]
                                      for call in ("malloc", "free")
                                      for what in ("mean", "p50", "p99", "max")),
                              r["failed"], r["failed_max"] if r["failed"] else "-"))

    name = f"{options.board}-{options.profile}{options.opt}.json"
    out = images.ROOT / "build" / "bench" / name
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps({
        "board": options.board, "profile": options.profile, "opt": options.opt,
        "unit": "instructions", "runs": [results[job] for job in runs],
    }, indent=1) + "\n")
    print(f"\n{out.relative_to(images.ROOT)}")
    return failed


images.main(main)
