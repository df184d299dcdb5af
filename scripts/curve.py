#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Memory against speed: what the smallest arena and the mean costs become when options
between the profiles are changed, each setting a point of the curve.

smallest: arena over peak payload, geometric mean of the recorded traces, 32 bits (make
min-arena). malloc and free: mean instructions on random mixed 32 KB and 256 KB, on
tiny_hot and on mid_large (1 to 8 KB), on a Cortex-M3 (make bench-target). SETTINGS="PROFILE SYMBOL=VALUE ..., ..."
measures others, build/results/curve.json has all."""

import json
import os
import sys
import tempfile

import images
import results

PAGES = "HAKMEM_PAGE_BLOCKS={} HAKMEM_PAGE_FIRST_BLOCKS={} HAKMEM_CARVE_BLOCKS={}"
WORTH = "HAKMEM_PAGE_LEAST_BLOCKS={} HAKMEM_PAGE_SHARE_SHIFT={}"
SLICES = "HAKMEM_SLICE_SHIFT_MIN={} HAKMEM_SLICE_SHIFT_MAX={}"
SETTINGS = (
    "tiny", "tiny HAKMEM_SUMMARY=n", "tiny HAKMEM_RUN_CACHE=y", "tiny HAKMEM_FIT_CANDIDATES=4",
    "tiny " + SLICES.format(4, 4), "compact HAKMEM_PAGES=n",
    "bounded", "bounded HAKMEM_SLICES_SHIFT=12", "bounded HAKMEM_SLICES_SHIFT=14",
    "bounded " + SLICES.format(4, 10),
    "compact", "compact HAKMEM_RUN_CACHE=n", "compact HAKMEM_CACHED_EACH=1",
    "compact " + WORTH.format(1, 4), "compact HAKMEM_FIT_CANDIDATES=1",
    *(f"compact HAKMEM_CLASS_MAX={n}" for n in (128, 256, 1024)),
    "compact HAKMEM_CLASS_MAX=1024 " + WORTH.format(8, 7),
    "compact HAKMEM_CLASS_MAX=256 " + WORTH.format(1, 4),
    "balanced", "balanced HAKMEM_RUN_CACHE=n", "balanced HAKMEM_CACHED_EACH=1",
    "balanced HAKMEM_PAGE_SHARE_SHIFT=4", "balanced HAKMEM_DIRECT_PAGES=9",
    "balanced " + SLICES.format(4, 4), "balanced HAKMEM_SLICES_SHIFT=11 " + SLICES.format(5, 8),
    "balanced HAKMEM_CLASS_MAX=1024", "balanced HAKMEM_FULLEST_NEXT=y",
    "compact HAKMEM_FULLEST_NEXT=n",
    "balanced HAKMEM_CLASS_MAX=512 " + SLICES.format(6, 6),
    "fast " + WORTH.format(4, 5),
    f"fast {SLICES.format(6, 6)} HAKMEM_PAGE_MAP_BITS=y",
    "fast HAKMEM_CARVE_BLOCKS=1", "fast HAKMEM_PAGE_GROWTH=0 HAKMEM_CARVE_BLOCKS=4",
    "fast HAKMEM_CARVE_BLOCKS=8", "fast", "fast HAKMEM_LIFO=n", "fast HAKMEM_RUN_CACHE=n",
    "fast HAKMEM_PAGE_GROWTH=4",
    "fast HAKMEM_FIT_CANDIDATES=1", "fast HAKMEM_CLASS_MAX=8192",
    "fast " + PAGES.format(12, 0, 8), "fast " + PAGES.format(6, 0, 4),
    "fast HAKMEM_PAGE_SHARE_SHIFT=3", "fast HAKMEM_FULLEST_FIRST=y")
WORKLOADS = (("rmix32K", 32768), ("rmix256K", 262144), ("tiny_hot", 32768),
             ("mid_large", 262144))


def smallest(profile, config):
    """The geometric mean of make min-arena."""
    with tempfile.TemporaryDirectory(dir=images.ROOT / "build") as folder:
        images.make("min-arena", f"PROFILE={profile}", f"CONFIG={config}",
                    f"RESULTS={os.path.relpath(folder, images.ROOT)}", capture=True)
        with open(os.path.join(folder, "min-arena.json"), encoding="utf-8") as file:
            return json.load(file)["geomean"][profile]


def costs(options, profile, config):
    """{workload: {call: mean instructions}}."""
    options.profile, found = profile, {}
    image = images.build("bench", options, config)
    for name, arena in WORKLOADS:
        line = images.run(options.board, image, "bench", name, arena)
        found[name] = {call: float(line[f"{call}_mean"]) for call in ("malloc", "free")}
    return found


def main():
    parser = images.parser(__doc__)
    parser.add_argument("--settings", help="default: some between the profiles")
    options = parser.parse_args()
    settings = [s.strip() for s in options.settings.split(",")] if options.settings \
        else SETTINGS
    (images.ROOT / "build").mkdir(exist_ok=True)
    rows = []
    for i, setting in enumerate(settings):
        profile, _, config = setting.partition(" ")
        rows.append({"profile": profile, "config": config,
                     "smallest": smallest(profile, config),
                     "costs": costs(options, profile, config)})
        print(f"  {i + 1} of {len(settings)}", file=sys.stderr, flush=True)
    form = "{:9}" + "{:>16}" * len(WORKLOADS) + "  {}"
    print("\n" + form.format("smallest", *(name for name, _ in WORKLOADS), "setting"))
    for r in sorted(rows, key=lambda r: r["smallest"]):
        print(form.format(f"{r['smallest']:.3f}", *(
            "{malloc:.1f} / {free:.1f}".format(**r["costs"][name]) for name, _ in WORKLOADS),
            f"{r['profile']} {r['config'].replace('HAKMEM_', '')}".strip()))
    results.save("curve", [options.board], rows=rows)


images.main(main)
