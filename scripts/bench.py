#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""hakmem beside other allocators on this machine: time, exact counts, latency, memory.

Contestants: hakmem; hakmem with all phases off; glibc; and Debian's mimalloc, jemalloc and
tcmalloc (minimal). All are linked into the same programs (tests/bench/host), statically
but for mimalloc. Where this tree builds a preloadable library, or PEERS names some, the
same programs also run with each library preloaded. hakmem's arena is a mapping of 1 GiB,
which takes memory only where it is touched; the others take theirs from the system.

  time     of a malloc and free pair, the program's own share included; the processors'
           time, of all threads. Contestants run in turn, RUNS times; medians, and the
           median of the ratios within a turn
  count    instructions, mispredictions, cache misses and atomic operations a pair, exact,
           by callgrind, less those of the same program with an allocator that does nothing
  latency  of single calls, the timer's cost included, which is given
  memory   most bytes resident, less those of the program with an allocator that does
           nothing, over most bytes live
  hits     small allocations (to 1024 bytes) that the direct page cache served; those of the
           traces on a Cortex-M3, in 1.5 times the smallest arena of each"""

import json
import math
import os
import pathlib
import re
import statistics
import subprocess
import sys
import zlib

import callgrind
import contestants
import images
import results

RUNS = 9
LATENCY_RUNS = 3
MEASURES = ("time", "count", "latency", "memory", "hits")
# What hakmem's malloc leaves its fast path for.
SLOW = ("alloc_rest", "alloc_refill")
ARENA_SHARE = 1.5  # of a trace's smallest arena, for the hit rate
HITS_BOARD = "mps2-an385"
LEVEL = 0.92       # gaps below 8 % are ties

# Name: cycles when counting, and with latencies. Their shapes: tests/bench/host/bench.c.
SYNTHETIC = {
    "random_mixed_256": (300000, 2000000),
    "random_mixed_1024": (300000, 2000000),
    "random_mixed_8192": (1000000, 2000000),
    "random_mixed_65536": (600000, 2000000),
    "tiny_hot_16": (1000, 20000),
    "tiny_hot_64": (1000, 20000),
    "tiny_hot_128": (1000, 20000),
    "mid_large_64K": (50000, 500000),
    "mid_large_1M": (50000, 100000),
    "mid_large_mt": (25000, 300000),
    "fragment_stress": (2, 8),
    "larson_tiny_1": (4, 20),
    "larson_tiny_2": (2, 20),
    "larson_tiny_42": (1, 1),
    "larson_1": (2, 4),
    "larson_2": (1, 4),
    "remote_free": (100000, 1000000),
}
REPLAY = (2, 5)
HITS = ("random_mixed_256", "random_mixed_1024", "random_mixed_8192", "random_mixed_65536")

# Wanted instructions net a pair.
INSTRUCTIONS = {"random_mixed_8192": 36, "tiny_hot_16": 36, "tiny_hot_64": 36,
                "tiny_hot_128": 36, "random_mixed_65536": 45, "mid_large_64K": 60,
                "mid_large_1M": 60}


class Bench:
    """A workload with its arguments."""

    def __init__(self, name, cycles, file=None):
        self.name = name
        self.count_cycles, self.latency_cycles = cycles
        self.words = ["replay" if file else name, *[f"file={file}"] * bool(file)]
        self.file = file


def benches():
    """Everything, in the order of the tables."""
    found = [Bench(name, cycles) for name, cycles in SYNTHETIC.items()]
    for trace in images.traces():
        found.append(Bench(f"replay_{images.title(trace)}", REPLAY, images.trace(trace)))
    return found


def play(program, words, env=None):
    """Runs a program. Returns the values of its line of results."""
    return values(*output(program, words, env))


def output(program, words, env=None):
    """Runs a program. Returns what values() wants to know of it."""
    done = subprocess.run([str(program), *map(str, words)], text=True, capture_output=True,
                          env={**os.environ, **(env or {})})
    return done.stdout, done.returncode, program, words, done.stderr


def values(text, code, program, words, errors=""):
    found = images.result(text, "bench")
    if code or not found:
        raise images.Error(f"{program} {' '.join(words)}: {text}{errors} (code {code})")
    row = {k: float(v) if "." in v else int(v) if v.isdigit() else v
           for k, v in found.items()}
    row["pairs"] = (row["mallocs"] + row["frees"] + row["reallocs"]) / 2
    if row["failed"]:
        raise images.Error(f"{program} {' '.join(words)}: {row['failed']} calls failed")
    return row


def progress(text):
    print(f"\r\033[K{text}" if sys.stderr.isatty() else text, end="", file=sys.stderr,
          flush=True)
    if not sys.stderr.isatty():
        print(file=sys.stderr, flush=True)


# ------------------------------------------------------------------- measuring

def spread(samples):
    """Median and spread as fields."""
    low, high = min(samples), max(samples)
    quarters = statistics.quantiles(samples, n=4) if len(samples) > 1 else [low, low, high]
    return {"median": statistics.median(samples), "min": low, "max": high,
            "q1": quarters[0], "q3": quarters[2]}


def measure_time(bench, field, rows, runs):
    """Everybody in turn, @runs times."""
    times = {c.title: [] for c in field}
    resident = {c.title: [] for c in field}
    for turn in range(runs):
        progress(f"{bench.name}: turn {turn + 1} of {runs}")
        for c in field:
            one = play(c.plain, bench.words, c.env)
            times[c.title].append(one["ns"] / one["pairs"])
            resident[c.title].append(one["peak_kb"] * 1024)
    for c in field:
        row = rows[bench.name, c.title]
        row["runs"] = runs
        row.update({f"ns_{k}": v for k, v in spread(times[c.title]).items()})
        row["ns_net"] = row["ns_median"] - statistics.median(times["null"])
        row["peak_resident_bytes"] = max(
            0, statistics.median(resident[c.title]) - statistics.median(resident["null"]))
        mine = times[reference(c, field).title]
        ratios = [theirs / ours for theirs, ours in zip(times[c.title], mine)]
        row.update({f"ratio_{k}": v for k, v in spread(ratios).items()})


def reference(contestant, field):
    """The hakmem that a contestant is compared with: linked in the same way."""
    ours = [c for c in field if c.name == "hakmem"]
    return next((c for c in ours if c.linked == contestant.linked), ours[0])


def count(bench, contestant, cycles=None):
    """Counts of one run, and what the program printed."""
    words = [contestant.plain, *bench.words, f"cycles={cycles or bench.count_cycles}"]
    text, profile = callgrind.run(words, ("measured_*", "paused_*"), contestant.env)
    one = values(text, 0, contestant.plain, bench.words)
    return one["pairs"], {
        "instructions": profile.events["Ir"], "mispredictions": profile.mispredictions(),
        "d1_misses": profile.misses("D1"), "ll_misses": profile.misses("DL"),
        "atomics": profile.atomics,
    }


def measure_count(bench, field, rows):
    null = next(c for c in field if c.name == "null")
    pairs, base = count(bench, null)
    for c in field:
        progress(f"{bench.name}: counting {c.title}")
        if c is not null:
            pairs, counts = count(bench, c)
        else:
            counts = dict(base)
        row = rows[bench.name, c.title]
        row.update({k: (counts[k] - base[k]) / pairs for k in counts})
        if c is null:
            row.update({f"harness_{k}": base[k] / pairs for k in base})


LATENCIES = [f"{call}_{what}_ns" for call in ("malloc", "free")
             for what in ("p50", "p95", "p99", "max")]


def add_histogram(sums, text):
    """Adds the calls of lines "histogram CALL NS:CALLS ...", 8 buckets to a doubling."""
    for call, times in re.findall(r"^histogram (\w+)((?: \d+:\d+)*)$", text, re.M):
        for ns, calls in (pair.split(":") for pair in times.split()):
            bucket = round(2 ** (math.floor(8 * math.log2(max(1, int(ns)))) / 8), 1)
            sums[call][bucket] = sums[call].get(bucket, 0) + int(calls)


def measure_latency(bench, field, rows, runs):
    """Medians of some runs in turn; of the maxima, the largest."""
    sums = {c.title: {"malloc": {}, "free": {}} for c in field}
    found = {c.title: [] for c in field if c.name != "null"}
    for turn in range(runs):
        progress(f"{bench.name}: latency, turn {turn + 1} of {runs}")
        for c in field:
            if c.name != "null":
                said = output(c.observe, [*bench.words,
                                          f"cycles={bench.latency_cycles}"], c.env)
                found[c.title].append(values(*said))
                add_histogram(sums[c.title], said[0])
    for title, ones in found.items():
        row = rows[bench.name, title]
        for what in (*LATENCIES, "timer_ns"):
            pick = max if "max" in what else statistics.median
            row[what] = pick([one[what] for one in ones])
        row["peak_live_bytes"] = ones[0]["peak_live"]
        row.update({f"{call}_histogram": dict(sorted(calls.items()))
                    for call, calls in sums[title].items()})


def measure_live(bench, field, rows):
    """Most bytes live at a time: asked once, as everybody has the same."""
    if bench.name.endswith("_mt") or "larson" in bench.name or bench.name == "remote_free":
        return  # depends on how threads meet
    ours = next(c for c in field if c.name == "hakmem")
    cycles = bench.latency_cycles
    live = play(ours.observe, [*bench.words, f"cycles={cycles}"])["peak_live"]
    for c in field:
        if c.name != "null":
            row = rows[bench.name, c.title]
            row["peak_live_bytes"] = live
            if "peak_resident_bytes" in row:
                row["resident_over_live"] = row["peak_resident_bytes"] / live


# ------------------------------------------------------------------- hit rates

def hit_rate(program, words):
    """(small allocations, those that took the slow way), warm-up included."""
    _, profile = callgrind.run([program, *words], ("observe_small*",), simulate=False)
    small = sum(profile.calls[f"hakmem_{call}"] for call in ("malloc", "calloc"))
    if not small:
        raise images.Error(f"{program}: callgrind saw no allocation")
    return small, sum(profile.calls[f] for f in SLOW)


def smallest_arenas():
    """By trace, fast profile: what make min-arena finds. Kept until the sources change."""
    sources = [*sorted((images.ROOT / "kernel").glob("*")), images.ROOT / "Kconfig"]
    state = 0
    for source in sources:
        state = zlib.crc32(source.read_bytes(), state)
    kept = images.ROOT / "build" / "bench" / f"arenas-{state:08x}"
    if not (kept / "min-arena.json").exists():
        progress("searching the smallest arena of each trace")
        done = subprocess.run([images.ROOT / "scripts" / "min-arena.py", "--profile=fast"],
                              text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              env={**os.environ, "RESULTS": str(kept)})
        if done.returncode:
            raise images.Error(f"min-arena failed: {done.stdout}")
    rows = json.loads((kept / "min-arena.json").read_text())["rows"]
    return {row["name"]: row["arena"] for row in rows}


def hits(small, slow):
    """Of @small allocations @slow took the slow way: fields."""
    return {"small_allocations": small, "small_slow": slow, "hit_rate": 1 - slow / small}


def measure_hits(selected, field, rows):
    ours = next(c for c in field if c.name == "hakmem")
    for bench in selected:
        if bench.name in HITS:
            progress(f"{bench.name}: hit rate")
            cycles = f"cycles={bench.count_cycles}"
            small, slow = hit_rate(ours.observe, [*bench.words, cycles])
            rows[bench.name, ours.title].update(hits(small, slow))
    measure_target_hits([b for b in selected if b.file], ours, rows)


def target_image():
    """The program that counts the hits of a trace: 32 bits, and one context, as the smallest
    arenas are measured."""
    options = images.parser(__doc__, HITS_BOARD).parse_args([])
    return images.build("wcet", options, images.alone(options.profile))


def target_hits(image, file, arena):
    """(small allocations of a trace, those that took the slow way)."""
    found = images.run(HITS_BOARD, image, "hits", "trace", arena, blob=file)
    return int(found["small"]), int(found["slow"])


def measure_target_hits(traces, ours, rows):
    """Of the traces, in little memory, so on a target."""
    if not traces:
        return
    image, least = target_image(), smallest_arenas()
    arenas = {b: int(least[b.name.removeprefix("replay_")] * ARENA_SHARE) for b in traces}
    for bench, (small, slow) in images.in_pairs(
            traces, lambda b: target_hits(image, b.file, arenas[b])):
        progress(f"{bench.name}: hit rate")
        rows[bench.name, ours.title].update(hits(small, slow), hit_arena=arenas[bench])


# ---------------------------------------------------------------------- tables

NAME, COLUMN = 19, 9   # nine of them: 100 columns of the terminal


def table(title, head, lines):
    print(f"\n{title}\n")
    print(" " * NAME + "".join(f"{h:>{COLUMN}}" for h in head))
    for name, cells in lines:
        print(f"{name:{NAME}}" + "".join(f"{c:>{COLUMN}}" for c in cells))


def cell(row, key, form="{:.1f}"):
    return form.format(row[key]) if row and key in row else "-"


def group(field, linked):
    return [c for c in field if c.linked == linked and c.name != "null"]


def best_ratio(bench, field, rows, linked):
    """The median ratio to the fastest peer."""
    ratios = [rows[bench.name, c.title]["ratio_median"] for c in group(field, linked)
              if c.is_peer]
    return min(ratios) if ratios else None


def print_time(selected, field, rows, linked):
    everybody = group(field, linked)
    if not everybody:
        return
    others = [c for c in everybody if c.name != "hakmem"]
    ours = reference(everybody[0], field)
    lines = []
    for bench in selected:
        row = rows[bench.name, ours.title]
        best = best_ratio(bench, field, rows, linked)
        lines.append((bench.name, [
            cell(row, "ns_median"),
            f"{row['ns_min'] / row['ns_median'] * 100 - 100:+.0f}"
            f"{row['ns_max'] / row['ns_median'] * 100 - 100:+.0f}%",
            cell(rows[bench.name, "null"], "ns_median"),
            *(cell(rows[bench.name, c.title], "ratio_median", "{:.2f}x") for c in others),
            f"{best:.2f}x" if best else "-"]))
    runs = rows[selected[0].name, ours.title]["runs"]
    table(f"time, {linked}: ns a malloc and free pair of {ours.title}, median of {runs},"
          " least and most; the\n"
          "program's share of it; how many times as long others take in the"
          " same turn, and the best peer",
          ["hakmem", "spread", "program", *(c.name[:COLUMN - 1] for c in others), "best"],
          lines)


def print_counts(selected, field, rows):
    for key, unit in (("instructions", "instructions"),
                      ("mispredictions", "mispredicted branches"),
                      ("d1_misses", "data misses of the first-level cache"),
                      ("ll_misses", "data misses of the last-level cache"),
                      ("atomics", "atomic operations")):
        everybody = [c for c in field if c.name != "null"]
        form = "{:.1f}" if key == "instructions" else "{:.3f}"
        lines = [(b.name, [cell(rows[b.name, "null"], f"harness_{key}", form),
                           *(cell(rows[b.name, c.title], key, form) for c in everybody)])
                 for b in selected]
        heads = ["program", *((c.name if c.linked == "static" else f"+{c.name}")[:COLUMN - 1]
                              for c in everybody)]
        table(f"count: {unit} a malloc and free pair, net of the program", heads, lines)
    print(f"\n{callgrind.CACHES_TEXT}")


def print_latency(selected, field, rows, linked):
    lines, timer = [], []
    for bench in selected:
        for c in group(field, linked):
            row = rows[bench.name, c.title]
            if LATENCIES[0] in row:
                timer.append(row["timer_ns"])
                lines.append((f"{bench.name[:19]}", [c.name[:8], *(
                    f"{row[what] / 1000:.0f}us" if "max" in what else
                    cell(row, what, "{:.0f}") for what in LATENCIES)]))
    if lines:
        table(f"latency, {linked}: ns a call, of which the timer takes"
              f" {statistics.median(timer):.0f}; medians of turns; of max the largest.\n"
              "Calls during which another program ran"
              " are left out\n\n" + " " * NAME +
              f"{'malloc':>{COLUMN * 2}}{'free':>{COLUMN * 4}}",
              ["", *2 * ("p50", "p95", "p99", "max")], lines)


def print_memory(selected, field, rows, linked):
    everybody = group(field, linked)
    lines = []
    for bench in selected:
        row = rows[bench.name, "hakmem"]
        if everybody and "resident_over_live" in row:
            lines.append((bench.name, [
                f"{row['peak_live_bytes'] / 1024:.0f}",
                *(cell(rows[bench.name, c.title], "resident_over_live", "{:.2f}")
                  for c in everybody)]))
    if lines:
        table(f"memory, {linked}: most KiB live, as asked for; most memory resident over that",
              ["live KiB", *(c.name[:COLUMN - 1] for c in everybody)], lines)


def print_hits(selected, rows):
    lines = [(b.name, [row["small_allocations"], row["small_slow"],
                       f"{row['hit_rate'] * 100:.2f} %", row.get("hit_arena", "-")])
             for b in selected if "hit_rate" in (row := rows[b.name, "hakmem"])]
    if lines:
        table("hits: allocations to 1024 bytes, and those that the direct page cache did not"
              " serve;\nbytes of arena: 1.5 times the smallest, 32 bits, fast, one context",
              ["small", "slow", "hits", "arena"], lines)


# ----------------------------------------------------------------------- goals

def goals(selected, field, rows):
    """(figure, value, wanted, holds) of what was measured."""
    names = [b.name for b in selected]
    by_name = {b.name: b for b in selected}

    def get(bench, title, key):
        return rows.get((bench, title), {}).get(key)

    mixed = "random_mixed_8192"
    off, mimalloc = (get(mixed, who, "ratio_median") for who in ("all-off", "mimalloc"))
    if off:
        yield f"{mixed}: times the all-off build", off, ">= 1.45"
        yield f"{mixed}: all-off against mimalloc", mimalloc / off, ">= 0.65"
    for linked in ("static", "preload"):
        if not any(c.name == "hakmem" for c in group(field, linked)):
            continue
        for name in names:
            if get(name, "hakmem", "ratio_median"):
                wanted = 1.10 if name == mixed else LEVEL
                yield (f"{name}: times the best peer, {linked}",
                       best_ratio(by_name[name], field, rows, linked), f">= {wanted:.2f}")
    for name in names:
        value = get(name, "hakmem", "instructions")
        if value is not None and name in INSTRUCTIONS:
            yield f"{name}: instructions net a pair", value, f"<= {INSTRUCTIONS[name]}"
    value = get("fragment_stress", "hakmem", "resident_over_live")
    if value:
        yield "fragment_stress: resident over live", value, "<= 1.57"
    for name in names:
        value = get(name, "hakmem", "hit_rate")
        if value is not None:
            yield f"{name}: direct page cache hits, %", value * 100, ">= 95"
    on, without = (get(mixed, who, "atomics") for who in ("hakmem", "all-off"))
    if without:
        yield f"{mixed}: atomic operations against all-off, %", on / without * 100, "<= 20"


def holds(value, wanted):
    sign, bound = wanted.split()
    return value >= float(bound) if sign == ">=" else value <= float(bound)


def print_goals(found):
    print("\nfigures that are wanted (0.92: level, gaps below 8 % are ties)\n")
    for name, value, wanted in found:
        print(f"{name:60}{value:>9.2f}  {wanted:9}"
              f"{'' if holds(value, wanted) else '  not yet'}")


# ------------------------------------------------------------------------ main

def parse():
    parser = images.parser(__doc__, board="host")
    parser.add_argument("--bench", default="", help="only those with this in their names;"
                        " several: separated by spaces")
    parser.add_argument("--what", default=" ".join(MEASURES), help="(%(default)s)")
    parser.add_argument("--runs", type=int, default=RUNS, help="(%(default)s)")
    parser.add_argument("--peers", default="", help="libraries to preload, besides")
    options = parser.parse_args()
    options.peers = options.peers.split()
    options.what = options.what.split()
    if unknown := set(options.what) - set(MEASURES):
        raise images.Error(f"WHAT={' '.join(unknown)}: choose of {' '.join(MEASURES)}")
    return options


def choose(text):
    found = [b for b in benches() if not text or any(t in b.name for t in text.split())]
    if not found:
        raise images.Error(f"BENCH={text}: choose of\n  " +
                           "\n  ".join(b.name for b in benches()))
    return found


def save(field, rows, found):
    results.save(
        "bench",
        units={"ns_*": "nanoseconds a malloc and free pair, program included: the"
               " processors' time, of all threads",
               "ratio_*": "time of this one over that of hakmem, same turn",
               "instructions": "a pair, net of the program; likewise mispredictions,"
               " d1_misses, ll_misses, atomics",
               "malloc_*_ns": "nanoseconds a call, timer_ns included",
               "malloc_histogram": "calls by the least nanoseconds of a bucket",
               "hit_rate": "1"},
        caches=callgrind.CACHES_TEXT, region_bytes=1 << 30,
        rows=[{"bench": bench, "contestant": c.name, "linked": c.linked,
               **rows[bench, c.title]}
              for bench in dict.fromkeys(b for b, _ in rows) for c in field
              if rows.get((bench, c.title))],
        goals=[{"figure": n, "value": v, "wanted": w, "holds": holds(v, w)}
               for n, v, w in found])


def main():
    options = parse()
    selected = choose(options.bench)
    field = contestants.build(options)
    static = [c for c in field if c.linked == "static"]
    counted = static + [c for c in field if c.linked == "preload" and
                        not any(c.name == s.name for s in static)]
    rows = {(b.name, c.title): {} for b in selected for c in field}

    for bench in selected:
        if "time" in options.what or "memory" in options.what:
            measure_time(bench, field, rows, options.runs)
        if "memory" in options.what:
            measure_live(bench, field, rows)
        if "count" in options.what:
            measure_count(bench, counted, rows)
        if "latency" in options.what and not bench.file:
            measure_latency(bench, field, rows, min(LATENCY_RUNS, options.runs))
    if "hits" in options.what:
        measure_hits(selected, field, rows)
    progress("")

    if "time" in options.what:
        print_time(selected, field, rows, "static")
        print_time(selected, field, rows, "preload")
    if "count" in options.what:
        print_counts(selected, counted, rows)
    for linked in ("static", "preload"):
        print_latency(selected, field, rows, linked)
        print_memory(selected, field, rows, linked)
    print_hits(selected, rows)
    found = list(goals(selected, field, rows))
    print_goals(found)
    save(field, rows, found)
    return 0


if __name__ == "__main__":
    images.main(main)
