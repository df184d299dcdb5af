# SPDX-License-Identifier: MIT
"""Charts of the results in build/results. Each function takes what results.load() gives,
and returns a drawing, or None where that holds nothing to draw."""

import math

import svg
import wcet

BUILDS = ("all-off", "glibc", "mimalloc", "jemalloc", "tcmalloc")
MAIN_BENCHES = ("random_mixed_256", "random_mixed_1024", "random_mixed_8192",
                "random_mixed_65536", "tiny_hot_16", "mid_large_64K", "mid_large_1M",
                "mid_large_mt", "fragment_stress", "larson_1", "larson_2", "remote_free",
                "replay_lua_json", "replay_mbedtls_tls")
HISTOGRAM_BENCHES = ("random_mixed_256", "random_mixed_8192", "tiny_hot_16",
                     "mid_large_64K", "fragment_stress", "larson_2")
BEHIND, AHEAD = "two", "one"
NANOSECONDS = {10: "10 ns", 100: "", 1000: "1 µs", 10000: "", 100000: "100 µs", 1000000: ""}
DECADES = {10: "10", 100: "100", 1000: "1000", 10000: "10⁴", 100000: "10⁵", 1000000: ""}


def table_of(rows, *keys):
    """{(value of each key): row}."""
    return {tuple(row[key] for key in keys): row for row in rows}


def names(rows, key, order=()):
    """The values of a key: those of @order first, the others as they come."""
    found = dict.fromkeys(row[key] for row in rows)
    return [n for n in order if n in found] + [n for n in found if n not in order]


# -------------------------------------------------------------------- the host

def host(result, linked, key, ours=True):
    """(rows, columns, values) of what has @key."""
    rows = [r for r in result["rows"] if r["linked"] == linked and key in r
            and r["contestant"] != "null" and (ours or r["contestant"] != "hakmem")]
    cells = table_of(rows, "bench", "contestant")
    columns = names(rows, "contestant", ("hakmem", *BUILDS))
    return (names(rows, "bench"), columns,
            lambda bench, who: [cells.get((bench, who), {}).get(key)])


def host_ratio(result, linked="static", only=()):
    """How many times as long the others take."""
    rows, columns, values = host(result, linked, "ratio_median", ours=False)
    rows = [r for r in rows if not only or r in only]
    return rows and svg.bars(
        "time of a malloc and free pair, hakmem = 1", rows, columns, values,
        svg.Log(.5, 4, (.5, 1, 2, 4)), base=1, form="{:.2f}", kinds=(AHEAD,), under=BEHIND,
        legend=((AHEAD, "hakmem is faster"), (BEHIND, "hakmem is slower")))


COUNTS = {"instructions": (150, (0, 50, 100, 150), "{:.0f}"),
          "mispredictions": (.5, (0, .25, .5), "{:.3f}"),
          "d1_misses": (5, (0, 2.5, 5), "{:.2f}"), "atomics": (4, (0, 2, 4), "{:.2f}")}


def host_counts(result, key):
    """A number a pair; what a preloaded library counts is the same library's."""
    top, ticks, form = COUNTS[key]
    rows, columns, values = host(result, "static", key)
    return rows and svg.bars(f"{key} a malloc and free pair", rows, columns, values,
                             svg.Linear(0, top, ticks), form=form, cell=70)


def host_memory(result):
    rows, columns, values = host(result, "static", "resident_over_live")
    return rows and svg.bars("most resident over most live", rows, columns, values,
                             svg.Linear(0, 4, (0, 1, 2, 3, 4)), form="{:.2f}", cell=70)


def host_hits(result):
    """Misses, so that bars begin at 0."""
    rows = {r["bench"]: 100 * (1 - r["hit_rate"]) for r in result["rows"] if "hit_rate" in r}
    return rows and svg.bars("small allocations not served by the direct page cache, %",
                             list(rows), ["%"], lambda row, _: [rows[row]],
                             svg.Linear(0, 15, (0, 5, 10, 15)), form="{:.1f}", cell=200)


def host_latency(result, call):
    """p50, p95, p99 and the dearest."""
    rows, columns, _ = host(result, "static", f"{call}_p50_ns")
    cells = table_of(result["rows"], "bench", "contestant", "linked")

    def values(bench, who):
        row = cells.get((bench, who, "static"), {})
        found = [row.get(f"{call}_{what}_ns") for what in ("p50", "p95", "p99", "max")]
        return None if None in found else found

    return rows and svg.spans(
        f"latency of {call}: p50, p95, p99, most", rows, columns, values,
        svg.Log(10, 1e6, NANOSECONDS), cell=130,
        legend=(("one", "p50 to p99"), ("mark", "p95"), ("one thin", "to the longest")))


def host_histograms(result):
    """Of calls' latencies."""
    rows, columns, _ = host(result, "static", "malloc_histogram")
    rows = [r for r in HISTOGRAM_BENCHES if r in rows] or rows[:4]
    cells = table_of(result["rows"], "bench", "contestant", "linked")

    def values(bench, who):
        row = cells.get((bench, who, "static"), {})
        return [row.get(f"{call}_histogram") for call in ("malloc", "free")]

    return rows and svg.histograms(
        "latencies of calls, shares as logarithms", rows, columns, values,
        svg.Log(10, 1e6, NANOSECONDS), lambda low: low * 2 ** .125, cell=130,
        legend=(("one", "malloc"), ("two", "free")))


# ------------------------------------------------------------------ the target

ALLOCATORS = ("hakmem", "newlib", "newlib-nano", "picolibc")
CALLS = ("malloc", "free")


def workload(row):
    return f"{row['workload']}, {row['arena'] // 1024} KB"


def of_processor(result, cpu):
    return [{**r, "job": workload(r)} for r in result["rows"] if r["cpu"] == cpu]


def target_costs(result, cpu="Cortex-M3"):
    """Means of malloc and free."""
    rows = of_processor(result, cpu)
    cells = table_of(rows, "job", "allocator")
    return rows and svg.bars(
        f"instructions of malloc and free on {cpu}, mean", names(rows, "job"),
        names(rows, "allocator", ALLOCATORS),
        lambda job, who: [cells.get((job, who), {}).get(f"{call}_mean") for call in CALLS],
        svg.Linear(0, 300, (0, 100, 200, 300)), form="{:.0f}", cell=120,
        legend=(("one", "malloc"), ("two", "free")))


def bucket_end(low):
    """scripts/bench-target.py: exact to 256, then 16 to a doubling."""
    return low + (1 if low < 256 else 2 ** (math.floor(math.log2(low)) - 4))


def target_histograms(result, cpu="Cortex-M3"):
    rows = of_processor(result, cpu)
    cells = table_of(rows, "job", "allocator")
    return rows and svg.histograms(
        f"costs of calls on {cpu}, shares as logarithms", names(rows, "job"),
        names(rows, "allocator", ALLOCATORS),
        lambda job, who: [cells.get((job, who), {}).get(f"{call}_histogram")
                          for call in CALLS],
        svg.Log(10, 10000, (10, 100, 1000)), bucket_end, cell=170,
        legend=(("one", "malloc"), ("two", "free")))


# ------------------------------------------------------------------ the phases

# Of the plan: 15 % more, then 10 % more; all of them 45 %.
PLAN = {"+ direct": 1.15, "+ sharded": 1.265, "+ packed": 1.45}
PLANNED = "random_mixed_8192"


def phases(result, key, scale, form, marks=None):
    rows = [r for r in result["rows"] if key in r]
    cells = table_of(rows, "build", "bench")
    legend = ("one", "measured"), ("mark", "planned")
    return rows and svg.bars(
        f"phases: {key}", names(rows, "build"), names(rows, "bench"),
        lambda build, bench: [cells.get((build, bench), {}).get(key)], scale, form=form,
        cell=80, marks=marks, legend=legend if marks else ())


def phases_speed(result):
    return phases(result, "ratio", svg.Linear(0, 2.5, (0, 1, 2)), "{:.2f}",
                  lambda build, bench: [PLAN[build]] if bench == PLANNED and build in PLAN
                  else ())


def phases_instructions(result):
    return phases(result, "instructions", svg.Linear(0, 200, (0, 100, 200)), "{:.0f}")


def phases_target(result):
    """Instructions on a board, and bytes of code."""
    cells = result.get("target")
    return cells and svg.bars(
        "phases on Cortex-M3", list(cells), list(next(iter(cells.values()))),
        lambda build, job: cells[build].get(job, (None, None)),
        svg.Linear(0, 100, (0, 50, 100)), cell=120,
        legend=(("one", "malloc"), ("two", "free")))


def phases_code(result):
    code = result.get("code")
    return code and svg.bars(
        "phases: code on Cortex-M3, bytes", list(next(iter(code.values()))), list(code),
        lambda build, model: [code[model][build]], svg.Linear(0, 7000, (0, 2000, 4000, 6000)),
        form="{:.0f}", cell=200)


# -------------------------------------------------------------- the worst case

def worst_cases(result, profile):
    """Of each path the call that came nearest to its bound, and that bound."""
    rows = [r for r in result["rows"] if r["profile"] == profile and r.get("bound")]
    nearest = {}
    for r in rows:
        at = nearest.setdefault((r["path"], r["board"]), r)
        if r["cost"] * at["bound"] > at["cost"] * r["bound"]:
            nearest[r["path"], r["board"]] = r
    texts = {f"{text} ({path})": path for path, text in wcet.what().items()
             if any(path == p for p, _ in nearest)}
    boards = {m if m.startswith("RV") else f"Cortex-{m}": b for b, m in wcet.MACHINES.items()
              if any(b == at for _, at in nearest)}

    def get(text, machine, key):
        row = nearest.get((texts[text], boards[machine]))
        return [min(row[key], 650000)] if row else []

    return nearest and svg.bars(
        f"worst case, {profile} profile, instructions", list(texts), list(boards),
        lambda row, column: get(row, column, "cost"),
        svg.Log(10, 1000000, DECADES), base=10, form="{:.0f}", cell=130,
        marks=lambda row, column: get(row, column, "bound"),
        legend=(("one", "measured"), ("mark", "bound")))


# -------------------------------------------------------------- memory, code

LOSSES = {"payload": "five", "control": "one", "tables": "two", "headers": "three",
          "rounding": "four", "pages": "six", "free": "seven"}
LOSS_TEXTS = {"payload": "payload", "control": "RAM outside", "tables": "tables",
              "headers": "headers", "rounding": "rounding", "pages": "free in pages",
              "free": "free slices"}


def min_arena(result):
    """Smallest arena over peak, and what it consists of."""
    cells = table_of(result["rows"], "name", "profile")

    def values(name, profile):
        row = cells.get((name, profile))
        return [(row | {"payload": row["peak"]})[k] / row["peak"] for k in LOSSES] if row else ()

    return svg.stacks(
        "smallest arena over peak payload", names(result["rows"], "name"),
        names(result["rows"], "profile"), values, svg.Linear(0, 2.5, (0, 1, 2)),
        list(LOSSES.values()), cell=270,
        legend=[(kind, LOSS_TEXTS[loss]) for loss, kind in LOSSES.items()])


def min_arena_peers(result):
    means = result["peers"] | {f"hakmem {p}": m for p, m in result["geomean"].items()}
    means = dict(sorted(means.items(), key=lambda item: item[1]))
    return svg.bars("geometric mean of smallest arena over peak", list(means), ["mean"],
                    lambda name, _: [means[name]], svg.Linear(0, 2, (0, 1, 2)),
                    form="{:.3f}", cell=300)


def payload(result):
    """Share of an arena that is blocks when a request first fails."""
    cells = {}
    for row in result["rows"]:
        for key in row:
            if key.startswith("bytes_"):
                size = key.removeprefix("bytes_")
                column = f"{row['arena'] // 1024} KB, {size}{' B' * size.isdigit()}"
                cells[row["allocator"], column] = 100 * row[key] / row["arena"]
    columns = list(dict.fromkeys(c for _, c in cells))
    return svg.bars("blocks in an arena, % of it", names(result["rows"], "allocator"), columns,
                    lambda who, column: [cells.get((who, column))],
                    svg.Linear(0, 100, (0, 50, 100)), form="{:.0f}", cell=60)


def size_code(result):
    cells = {(r["cpu"], f"{r['profile']}, {r['model']}"): r for r in result["rows"]}
    return svg.stacks(
        "code of init, malloc and free; of realloc, -Os, bytes", names(result["rows"], "cpu"),
        list(dict.fromkeys(c for _, c in cells)),
        lambda cpu, column: (r["code"], r["code_realloc"] - r["code"])
        if (r := cells.get((cpu, column))) else (),
        svg.Linear(0, 9000, (0, 4000, 8000)), ("one", "five"), form="{:.0f}", cell=140,
        legend=(("one", "init, malloc, free"), ("five", "realloc")))


def size_ram(result):
    cells = {(r["cpu"], f"{r['profile']}, {r['model']}"): r["ram"] for r in result["rows"]}
    return svg.bars("RAM outside of the arena, bytes", names(result["rows"], "cpu"),
                    list(dict.fromkeys(c for _, c in cells)),
                    lambda cpu, column: [cells.get((cpu, column))],
                    svg.Linear(0, 800, (0, 400, 800)), form="{:.0f}", cell=140)


# -------------------------------------------------------------------- programs

def programs(result, what):
    """Real programs on other allocators over the same on hakmem."""
    cells = table_of(result["rows"], "program", "allocator")
    rows = names(result["rows"], "program")
    columns = [c for c in names(result["rows"], "allocator") if c != "hakmem"]

    def values(program, who):
        both = [cells.get((program, name), {}).get(f"{what}_median") for name in (who, "hakmem")]
        return [both[0] / both[1]] if all(both) else [None]

    return rows and columns and svg.bars(
        f"{what} over that on hakmem", rows, columns, values, svg.Log(.5, 2, (.5, 1, 2)),
        base=1, form="{:.2f}", kinds=(AHEAD,), under=BEHIND,
        legend=((AHEAD, "hakmem has less"), (BEHIND, "hakmem has more")))


# ------------------------------------------------------------------------ maps

def slices(runs):
    """(class, slices) of each run: pages by how full they are."""
    for run in runs:
        length, at, blocks = run.partition("p")
        if not at:
            yield {"f": "free", "l": "large", "h": "tables"}[run[-1]], int(run[:-1])
        else:
            used, capacity = map(int, blocks.split("/"))
            yield f"page{min(4, 1 + 4 * used // capacity)}", int(length)


def cells_of(runs, nr_slices, height):
    """@height cells of equal length from the lowest address on: what most of each is."""
    cells, at = [{} for _ in range(height)], 0
    for kind, length in slices(runs):
        first, end = (int(height * s / nr_slices) for s in (at, at + length))
        for cell in range(first, min(end, height - 1) + 1):
            low, high = cell * nr_slices / height, (cell + 1) * nr_slices / height
            here = min(high, at + length) - max(low, at)
            cells[cell][kind] = cells[cell].get(kind, 0) + here
        at += length
    return [max(cell, key=cell.get, default="free") for cell in cells]


MAP = (760, 240)
CELLS = 240


def arena_map(row):
    """Time to the right, addresses upwards."""
    drawing = svg.Drawing(f"the arena while {row['name']} runs, {row['profile']} profile")
    left, top = 48, 6
    width, height = MAP
    columns = [cells_of(p["runs"], row["slices"], CELLS) for p in row["pictures"]]
    svg.grid_map(drawing, left, top, columns, MAP, "free")
    kb = row["slices"] * row["slice"] / 1024
    for share in (0, .5, 1):
        drawing.text(left - 6, top + height * (1 - share) + 4, f"{kb * share:.0f} KB", "small",
                     "end")
        last = row["pictures"][-1]["allocations"]
        drawing.text(left + width * share, top + height + 14,
                     f"{last * share:.0f}" + " allocations" * (share == 1), "small",
                     {0: "start", .5: "middle", 1: "end"}[share])
    drawing.legend(left, top + height + 34, (
        ("free", "free"), ("page1", "pages of blocks: up to ¼ in use"), ("page2", "½"),
        ("page3", "¾"), ("page4", "more"), ("large", "large blocks")))
    return drawing
