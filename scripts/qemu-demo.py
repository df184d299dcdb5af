#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Replay all traces of tests/traces on an emulated Cortex-M3 and tabulate the
costs in instructions (not cycles). The last line is PASS or FAIL."""

import sys

import images

FORM = "{:14}{:>8}" + 2 * "{:>9}{:>6}{:>6}" + "{:>9}{:>8}{:>8}{:>10}"
GROUPS = ("", "", "malloc", "", "", "free", "", "", "bytes", "", "", "")
HEAD = ("trace", "calls", *2 * ("mean", "p99", "max"), "peak", "used", "arena",
        "overhead")

LEGEND = """\
peak      most bytes that the program had live at once
used      most that the allocator took of the arena, its own tables included
overhead  used beyond the peak, in per cent of the peak"""


def row(replay, memory):
    peak, used = int(memory["peak"]), int(memory["used"])
    costs = [replay[f"{call}_{what}"] for call in ("malloc", "free")
             for what in ("mean", "p99", "max")]
    return FORM.format(replay["name"], replay["ops"], *costs, peak, used,
                       memory["arena"], f"{100 * (used - peak) / peak:.1f} %")


def main():
    parser = images.parser(__doc__)
    parser.add_argument("--arena", type=images.number, default=0, metavar="BYTES")
    options = parser.parse_args()
    traces = {images.title(t): images.trace(t) for t in images.traces()}
    image = images.build("replay", options)

    def run(title):
        with images.start(options.board, image, options.arena,
                          blob=traces[title]) as process:
            return process.communicate()[0], process.returncode

    rows, failed = {}, []
    print(f"replaying {len(traces)} traces on {options.board}", flush=True)
    for done, (title, (text, code)) in enumerate(images.in_pairs(traces, run), 1):
        replay, memory = images.result(text, "replay"), images.result(text, "memory")
        good = not code and replay and memory
        print(f"  [{done:2}/{len(traces)}] {title:14} "
              f"{'every block intact' if good else 'FAILED'}", flush=True)
        if good:
            rows[title] = row(replay, memory)
        else:
            failed.append(title)
            print("".join(f"    {line}\n" for line in text.splitlines()), end="")

    print(f"\n{options.board}, profile {options.profile}, {options.opt}: "
          "instructions a call, and memory\n")
    print(FORM.format(*GROUPS).rstrip())
    print(FORM.format(*HEAD))
    for title in traces:
        print(rows.get(title, f"{title:14}  FAILED"))
    print(f"\n{LEGEND}\n")
    print("FAIL" if failed else "PASS")
    return bool(failed)


images.main(main)
