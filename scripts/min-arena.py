#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The smallest arena in which each trace runs to its end.

Prints a line for each trace,

  trace,arena,control,peak,ratio

in bytes: the arena; the memory that the allocator needs outside of it; the most
that the program had live at once; and (arena + control) / peak. The last line is
geomean,RATIO. Progress goes to stderr. How the search works, and what "smallest"
means when a larger arena can fail: tests/replay/min_arena/min_arena.c."""

import math
import sys

import images


def main():
    parser = images.parser(__doc__, board="host32", profile="compact")
    parser.add_argument("traces", nargs="*", help="default: those of tests/traces")
    options = parser.parse_args()
    names = options.traces or images.traces()
    blobs = [images.trace(name) for name in names]
    image = images.build("replay/min_arena", options, "HAKMEM_MODEL_SINGLE=y")

    def run(i):
        with images.start(options.board, image, blob=blobs[i]) as process:
            text = process.communicate()[0]
        found = images.result(text, "min-arena")
        if process.returncode or not found:
            raise images.Error(f"{names[i]}: {text.strip() or process.returncode}")
        return found

    lines, ratios = {}, {}
    for i, found in images.in_pairs(range(len(names)), run):
        arena, control, peak = (int(found[k]) for k in ("arena", "control", "peak"))
        ratios[i] = (arena + control) / peak
        lines[i] = f"{found['name']},{arena},{control},{peak},{ratios[i]:.4f}"
        print(f"{found['name']}: {found['trials']} sizes tried", file=sys.stderr,
              flush=True)
    for i in sorted(lines):
        print(lines[i])
    mean = math.exp(sum(map(math.log, ratios.values())) / len(ratios))
    print(f"geomean,{mean:.4f}")


images.main(main)
