#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What each phase of the library brings, beside what was planned of it: all phases off;
the direct page cache; three free lists a page, too; page state in one word and branch
hints, too. And, as an experiment, all of them compiled with a profile of the same
workloads (gcc -fprofile-use).

  speed        operations a second of malloc and free pairs on this machine, the program's
               own share included: medians of RUNS turns in which each build runs once,
               and the median of the ratios within a turn to the build with all off
  counts       instructions, mispredicted branches and atomic operations a pair, exact, by
               callgrind, less those of the same program with an allocator that does nothing
  hit rate     small allocations that the direct page cache served without a slow call
  code         init, malloc and free on Cortex-M3, -Os, bytes; the single and the cpu model
  Cortex-M3    instructions of malloc and of free, mean, exact, -O2, cpu model

build/results/bench-phases.json has all of it."""

import statistics
import subprocess
import sys

import bench
import callgrind
import contestants
import footprint
import images
import results

PHASES = ("DIRECT_CACHE", "SHARDED_FREE", "PACKED_FLAGS", "HINTS")
# Name: how many of the phases are on.
BUILDS = {"all off": 0, "+ direct": 1, "+ sharded": 2, "+ packed": 4}
PGO = "+ profile"
BENCHES = ("random_mixed_8192", "random_mixed_256", "tiny_hot_16", "tiny_hot_64",
           "mid_large_64K", "fragment_stress", "larson_1", "remote_free")
MAIN = "random_mixed_8192"
TRAINING = ("random_mixed_8192", "random_mixed_256", "tiny_hot_16", "tiny_hot_64")
TARGET_RUNS = (("tiny_hot", 32768), ("rmix32K", 32768), ("rmix256K", 262144))
OUT = images.ROOT / "build" / "bench" / "phases"


def config(phases):
    """What leaves the phases behind the first @phases out."""
    return " ".join(f"HAKMEM_{name}=n" for name in PHASES[phases:])


def progress(text):
    print(f"  {text}", file=sys.stderr, flush=True)


# ---------------------------------------------------------------------- builds

def profiled(builder, variables):
    """A library that was compiled with the profile of the TRAINING workloads."""
    folder = OUT / "profiled"
    for old in folder.rglob("*.gcda"):
        old.unlink()
    library = contestants.library(*variables, f"O={folder}", "KCFLAGS=-fprofile-generate")
    train = builder.program("plain", "training", "hakmem_", "hakmem", "-static", library,
                            "-lgcov")
    for name in TRAINING:
        done = subprocess.run([train, name, "cycles=20000"], cwd=images.ROOT, text=True,
                              capture_output=True)
        if done.returncode:
            raise images.Error(f"training: {done.stdout}{done.stderr}")
    if not list(folder.rglob("*.gcda")):
        raise images.Error("training has left no profile")
    return contestants.library(*variables, f"O={folder}",
                               "KCFLAGS=-fprofile-use -Wno-missing-profile")


def build(options):
    """{name: contestant}, the null allocator first."""
    variables = (f"PROFILE={options.profile}", f"OPT={options.opt}")
    b, found = contestants.Builder(OUT), {}
    found["null"] = b.contestant("null", "null_", "null", "-static")
    for name, phases in BUILDS.items():
        library = contestants.library(*variables, f"CONFIG={config(phases)}")
        found[name] = b.contestant(name.replace(" ", ""), "hakmem_", "hakmem", "-static",
                                   library)
    found[PGO] = b.contestant("profiled", "hakmem_", "hakmem", "-static",
                              profiled(b, variables))
    return found


# ------------------------------------------------------------------- measuring

def measure_time(name, field, rows, runs):
    times = {build: [] for build in field}
    words = [name]
    for turn in range(runs):
        progress(f"{name}: turn {turn + 1} of {runs}")
        for build, contestant in field.items():
            one = bench.play(contestant.plain, words)
            times[build].append(one["ns"] / one["pairs"])
    for build, ns in times.items():
        ratios = [off / mine for off, mine in zip(times["all off"], ns)]
        rows[name, build].update({
            "ns_median": statistics.median(ns), "ns_min": min(ns), "ns_max": max(ns),
            "mops": 2000 / statistics.median(ns), "ratio": statistics.median(ratios),
            "ratio_min": min(ratios), "ratio_max": max(ratios)})


def measure_counts(workload, field, rows):
    base = None
    for build, contestant in field.items():
        progress(f"{workload.name}: counting {build}")
        pairs, counts = bench.count(workload, contestant)
        base = base or counts
        rows[workload.name, build].update(
            {key: (counts[key] - base[key]) / pairs for key in counts})


def measure_hits(workload, field, rows):
    for build, contestant in field.items():
        if build in ("null", "all off"):
            continue
        progress(f"{workload.name}: hit rate of {build}")
        small, slow = bench.hit_rate(
            contestant.observe, [*workload.words, f"cycles={workload.count_cycles}"])
        rows[workload.name, build]["hit_rate"] = 1 - slow / small


def code_size(phases, model):
    folder = OUT / f"size-{phases}-{model}"
    footprint.library("cortex-m3", "fast", folder,
                      f"HAKMEM_MODEL_{model.upper()}=y {config(phases)}")
    return footprint.sections(footprint.link(folder), "cortex-m3")[0]


def measure_target(options):
    """{build: {workload: (malloc, free)}} on Cortex-M3."""
    found = {}
    options.board = "mps2-an385"
    for name, phases in BUILDS.items():
        image = images.build("bench", options, config(phases))
        for workload, arena in TARGET_RUNS:
            row = images.run(options.board, image, "bench", workload, arena)
            found.setdefault(name, {})[workload] = (float(row["malloc_mean"]),
                                                    float(row["free_mean"]))
        progress(f"Cortex-M3: {name}")
    return found


# ---------------------------------------------------------------------- tables

NAMES = [*BUILDS, PGO]


def table(title, rows, key, form, names=NAMES):
    print(f"\n{title}\n")
    print(f"{'':20}" + "".join(f"{name:>13}" for name in names))
    for workload in dict.fromkeys(w for w, _ in rows):
        cells = [rows[workload, name].get(key) for name in names]
        if any(cell is not None for cell in cells):
            print(f"{workload:20}" + "".join(
                f"{'-' if cell is None else form.format(cell):>13}" for cell in cells))


def goals(rows, code):
    """(what, figure, wanted, whether it holds) of the plan."""
    row = {name: rows.get((MAIN, name), {}) for name in NAMES}

    def gain(name, before):
        return (row[name]["ratio"] / row[before]["ratio"] - 1) * 100

    if "ratio" in row["all off"]:
        for name, before, wanted in (
                ("+ direct", "all off", 15), ("+ sharded", "+ direct", 10),
                ("+ packed", "+ sharded", 5), ("+ packed", "all off", 45)):
            figure = gain(name, before)
            yield (f"{MAIN}, {name} over {before}", f"{figure:+.1f} %", f"+{wanted} %",
                   figure >= wanted)
    if "hit_rate" in row["+ packed"]:
        figure = row["+ packed"]["hit_rate"] * 100
        yield f"{MAIN}, hit rate", f"{figure:.2f} %", "95 %", figure > 95
    if "atomics" in row["all off"]:
        before, after = (row[n]["atomics"] for n in ("+ direct", "+ sharded"))
        change = (after / before - 1) * 100 if before else 0
        yield (f"{MAIN}, atomics of + sharded over + direct",
               f"{before:.2f} -> {after:.2f}, {change:+.0f} %", "-80 %", change <= -80)
        before, after = (row[n]["mispredictions"] for n in ("+ sharded", "+ packed"))
        yield (f"{MAIN}, mispredictions of + packed over + sharded",
               f"{before:.4f} -> {after:.4f}", "fewer", after < before)
    for model, sizes in code.items():
        yield (f"code of + packed over + sharded, {model} model",
               f"{sizes['+ sharded']} -> {sizes['+ packed']}", "no more",
               sizes["+ packed"] <= sizes["+ sharded"])


def print_goals(found):
    print("\nbeside the plan\n")
    for what, figure, wanted, holds in found:
        print(f"{what:52}{figure:>24}{wanted:>9}  {'holds' if holds else 'DOES NOT HOLD'}")


def main():
    parser = images.parser(__doc__, board="host")
    parser.add_argument("--runs", type=int, default=9, help="turns (%(default)s)")
    parser.add_argument("--bench", default="", help="only those with this in their name")
    parser.add_argument("--what", default="time,count,hits,code,target",
                        help="(%(default)s)")
    options = parser.parse_args()
    what = options.what.split(",")
    selected = [b for b in bench.benches() if b.name in BENCHES and options.bench in b.name]
    progress("building")
    field = build(options)
    rows = {(b.name, name): {} for b in selected for name in field}

    for b in selected:
        if "time" in what:
            measure_time(b.name, field, rows, options.runs)
        if "count" in what:
            measure_counts(b, field, rows)
        if "hits" in what and b.name in bench.HITS:
            measure_hits(b, field, rows)
    code = {model: {name: code_size(phases, model) for name, phases in BUILDS.items()}
            for model in ("single", "cpu")} if "code" in what else {}
    target = measure_target(options) if "target" in what else {}

    if "time" in what:
        table(f"million operations a second, median of {options.runs} turns", rows, "mops",
              "{:.1f}")
        table("times as fast as with all off, in the same turn", rows, "ratio", "{:.2f}x")
    if "count" in what:
        table("instructions a malloc and free pair, net", rows, "instructions", "{:.1f}")
        table("mispredicted branches a pair, net", rows, "mispredictions", "{:.3f}")
        table("atomic operations a pair, net", rows, "atomics", "{:.3f}")
    if "hits" in what:
        table("hit rate of the direct page cache", rows, "hit_rate", "{:.2%}")
    for model, sizes in code.items():
        table(f"code on Cortex-M3, {model} model, -Os, bytes",
              {("init, malloc, free", n): {"code": size} for n, size in sizes.items()},
              "code", "{}", list(BUILDS))
    if target:
        table("Cortex-M3, instructions of malloc + free, mean, cpu model",
              {(w, n): {"cost": sum(target[n][w])} for w, _ in TARGET_RUNS for n in BUILDS},
              "cost", "{:.1f}", list(BUILDS))
    found = list(goals(rows, code))
    print_goals(found)

    results.save(
        "bench-phases", ["host", "mps2-an385"],
        units={"mops": "million operations a second", "ns_*": "nanoseconds a pair",
               "ratio": "times as fast as with all off, same turn",
               "instructions": "a pair, net; likewise mispredictions, atomics",
               "hit_rate": "1", "code": "bytes, Cortex-M3, -Os",
               "target": "instructions of malloc and of free, mean, Cortex-M3"},
        caches=callgrind.CACHES_TEXT,
        rows=[{"bench": workload, "build": name, **row}
              for (workload, name), row in rows.items() if name != "null" and row],
        code=code, target=target,
        goals=[{"figure": w, "value": f, "wanted": n, "holds": h}
               for w, f, n, h in found])
    return 0


images.main(main)
