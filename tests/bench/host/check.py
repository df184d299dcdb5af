#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks the benchmarks for PCs: every workload runs with every allocator and does the
same there, and what is counted is what was executed."""

import pathlib
import struct
import sys
import types

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "scripts"))
import bench  # noqa: E402 (needs the path)
import callgrind  # noqa: E402
import contestants  # noqa: E402
import images  # noqa: E402

# Cycles that take no time; larson and replay are long with one.
TINY = {"random_mixed": 2000, "mid_large": 200, "tiny_hot": 5, "fragment": 1, "larson": 1,
        "remote": 3000, "replay": 1}
# What a workload does: the same with each allocator.
SAME = ("mallocs", "frees", "reallocs", "checksum")
# Of a trace's file: tests/traces/README.md.
TRACE_HEADER, MALLOC, CALLOC = 256, 1, 2

failures = 0


def check(good, what):
    global failures
    failures += not good
    print(f"{'PASS' if good else 'FAIL'} {what}", flush=True)


def tiny(name):
    return next(n for start, n in TINY.items() if name.startswith(start))


def check_workload(b, field):
    """All contestants do the same, in both programs; the null one has but one block."""
    words = [*b.words, f"cycles={tiny(b.name)}"]
    first = None
    for c in field:
        if c.name == "null":
            continue
        plain = bench.play(c.plain, words, c.env)
        observed = bench.play(c.observe, words, c.env)
        did = tuple(plain[k] for k in SAME)
        first = first or did
        check(did == first and plain["mallocs"] and plain["checksum"],
              f"{b.name}, {c.title}: {dict(zip(SAME, did))}")
        check(tuple(observed[k] for k in SAME) == did and observed["live"] == 0 and
              observed["peak_live"] > 0, f"{b.name}, {c.title}, calls timed: the same")
    null = next(c for c in field if c.name == "null")
    did = bench.play(null.plain, words)
    check(all(did[k] == first[SAME.index(k)] for k in ("mallocs", "frees", "reallocs")),
          f"{b.name}, null: the same calls")


def loop(program, cycles):
    return callgrind.run([program, "loop", f"cycles={cycles}"], ("measured_*",))[1]


def check_counting(field):
    """A loop of known length, and an allocator that does nothing."""
    null = next(c for c in field if c.name == "null")
    one, two = loop(null.plain, 1000), loop(null.plain, 6000)
    check(two.events["Ir"] - one.events["Ir"] == 10000,
          "5000 rounds of two instructions are 10000")
    check(two.events["Bc"] - one.events["Bc"] == 5000, "and 5000 conditional branches")
    check(one.atomics == 100, f"100 locked instructions are counted ({one.atomics})")
    more = two.mispredictions() - one.mispredictions()
    check(abs(more) <= 2, f"the longer loop is predicted as well ({more} more were not)")

    mixed = next(b for b in bench.benches() if b.name == "random_mixed_256")
    first, again = (bench.count(mixed, null, 3000)[1] for _ in range(2))
    check(first == again and first["instructions"] > 0, "no net cost of the null allocator")
    check(first["atomics"] == 0, "nor an atomic operation")
    check(first["mispredictions"] > 300, "branches that chance decides are mispredicted "
          f"({first['mispredictions']} in 6000)")

    off = next(c for c in field if c.name == "all-off")
    pairs, counts = bench.count(mixed, off, 3000)
    check(counts["atomics"] >= 2 * pairs - 1,
          f"with one shared list a pair has two atomic operations "
          f"({counts['atomics']} in {pairs:.0f})")
    mimalloc = next(c for c in field if c.name == "mimalloc")
    tiny_hot = next(b for b in bench.benches() if b.name == "tiny_hot_16")
    pairs, counts = bench.count(tiny_hot, mimalloc, 10)
    _, base = bench.count(tiny_hot, null, 10)
    check(counts["instructions"] > base["instructions"] + 20 * pairs,
          "what a shared library executes is counted")


def check_hits(field):
    """The direct page cache: by name, and against the number of calls."""
    ours = next(c for c in field if c.name == "hakmem")
    symbols = contestants.run("nm", ours.observe)
    for name in bench.SLOW:
        check(f" t {name}\n" in symbols or f" T {name}\n" in symbols,
              f"{name}() is there, and not inlined")
    did = bench.play(ours.plain, ["tiny_hot_16", "cycles=10"])
    small, slow = bench.hit_rate(ours.observe, ["tiny_hot_16", "cycles=10"])
    check(small == did["mallocs"] + 150, f"each small allocation counts once ({small})")
    check(0 < slow < small / 10, f"few of them are slow ({slow})")


def check_target_hits():
    """Of a trace: as many small allocations as its file has."""
    file = images.trace(images.TRACES / "cbor_node.atr.xz")
    ops = struct.iter_unpack("<BBHI", file.read_bytes()[TRACE_HEADER:])
    wanted = sum(code & 15 in (MALLOC, CALLOC) and size <= 1024 for code, _, _, size in ops)
    small, slow = bench.target_hits(bench.target_image(), file, 65536)
    check(small == wanted, f"each small allocation of a trace counts once ({small}, {wanted})")
    check(0 < slow < small / 10, f"few of them are slow ({slow})")


def check_histograms(field):
    """Every call is in a histogram, but those that were interrupted."""
    ours = next(c for c in field if c.name == "hakmem")
    said = bench.output(ours.observe, ["random_mixed_256", "cycles=20000"])
    did, sums = bench.values(*said), {"malloc": {}, "free": {}}
    bench.add_histogram(sums, said[0])
    mallocs, frees = (sum(sums[call].values()) for call in ("malloc", "free"))
    check(mallocs + frees + did["interrupted"] == did["mallocs"] + did["frees"],
          f"{mallocs} and {frees} calls are in the histograms")
    least, most = min(sums["malloc"]), max(sums["malloc"])
    check(least <= did["malloc_p50_ns"] <= most <= did["malloc_max_ns"] + 1,
          f"from {least} to {most} ns")


def check_memory(field):
    """What is resident is at least what is live; and the null allocator has nothing."""
    fragment = next(b for b in bench.benches() if b.name == "fragment_stress")
    for c in field:
        one = bench.play(c.plain, [*fragment.words, "cycles=1"], c.env)
        if c.name == "null":
            base = one["peak_kb"]
        else:
            live = bench.play(c.observe, [*fragment.words, "cycles=1"], c.env)["peak_live"]
            resident = (one["peak_kb"] - base) * 1024
            check(live <= resident < 20 * live,
                  f"fragment_stress, {c.title}: {resident} bytes resident, {live} live")


def main():
    options = types.SimpleNamespace(profile="fast", opt="-O2", peers=[])
    field = contestants.build(options)
    check_counting(field)
    check_hits(field)
    check_target_hits()
    check_memory(field)
    check_histograms(field)
    for b in bench.benches():
        check_workload(b, field)
    return 1 if failures else 0


images.main(main)
