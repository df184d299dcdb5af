#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks make report with results whose charts are known: bars have their lengths, pages
and charts are well-formed, and what was not measured is named. Then each of some seeded
errors has to be seen. And pictures of the arena of a replay add up."""

import contextlib
import html.parser
import json
import math
import os
import pathlib
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
import charts  # noqa: E402 (needs the path)
import images  # noqa: E402
import report  # noqa: E402
import results  # noqa: E402
import svg  # noqa: E402

TRACE = ROOT / "tests" / "traces" / "coap_server.atr.xz"
SVG = "{http://www.w3.org/2000/svg}"


# ------------------------------------------------------------- results, canned

def canned():
    """Every result, with few rows. One name has to be escaped."""
    made = {"command": "make this", "date": "today", "machine": "one <core> & more",
            "tools": ["cc 1"]}
    spans = {f"{call}_{what}_ns": n for call in ("malloc", "free")
             for what, n in (("p50", 20), ("p95", 100), ("p99", 200), ("max", 10000))}

    def bench(who, ratio, name="mixed<1>"):
        return {"bench": name, "contestant": who, "linked": "static",
                "ratio_median": ratio, "instructions": 75, "mispredictions": .1,
                "d1_misses": 1, "atomics": 0, "resident_over_live": 2, **spans,
                "malloc_histogram": {"32": 999, "1024": 1},
                "free_histogram": {"32": 1000}}

    def target(who, cost):
        return {"board": "mps2-an385", "cpu": "Cortex-M3", "allocator": who,
                "workload": "tiny", "arena": 32768, "malloc_mean": cost, "free_mean": 60,
                "malloc_histogram": {"100": 1}, "free_histogram": {"50": 1}}

    rows = {
        "size": [{"cpu": "cortex-m3", "profile": "fast", "model": "cpu", "code": 4500,
                  "code_realloc": 6750, "ram": 400}],
        "payload": [{"allocator": "hakmem", "arena": 8192, "bytes_16": 4096,
                     "bytes_mix": 8192}],
        "min-arena": [{"name": "t", "profile": "fast", "peak": 1000, "control": 100,
                       "tables": 200, "headers": 50, "rounding": 50, "pages": 50,
                       "free": 50}],
        "arena-map": [{"name": "t", "profile": "fast", "arena": 1040, "slice": 100,
                       "slices": 10, "peak": 500, "pictures": [
                           {"allocations": 1, "live": 1, "runs": ["2p1/8", "8f"]},
                           {"allocations": 5, "live": 9, "runs": ["2p1/8", "4l", "4f"]},
                           {"allocations": 9, "live": 9, "runs": ["2p8/8", "4l", "4f"]}]}],
        "bench-target": [target("hakmem", 30), target("newlib", 600)],
        "wcet": [{"path": "free_local", "board": "mps2-an385", "profile": "fast",
                  "cost": 100, "bound": 1000},
                 {"path": "free_local", "board": "mps2-an385", "profile": "fast",
                  "cost": 200, "bound": 20000}],
        "bench-phases": [{"bench": "random_mixed_8192", "build": b, "ratio": r,
                          "instructions": 100} for b, r in (("all off", 1), ("+ direct", 2))],
        "bench": [bench("hakmem", 1), bench("glibc", 2), bench("mimalloc", .5),
                  bench("tcmalloc", 100), bench("glibc", 2, "random_mixed_8192")],
        "preload": [{"program": "git", "allocator": a, "cpu_median": c, "rss_median": c}
                    for a, c in (("hakmem", 1), ("glibc", 2))],
    }
    found = {name: {**made, "rows": rows[name]} for name in rows}
    goal = {"figure": "f", "value": 1.5, "wanted": ">= 1", "holds": True}
    found["bench"]["goals"] = found["bench-phases"]["goals"] = [goal]
    found["bench"]["rows"][0]["hit_rate"] = .9
    found["bench-phases"] |= {"code": {"cpu": {"all off": 3500}},
                              "target": {"all off": {"tiny": [50, 25]}}}
    found["min-arena"] |= {"geomean": {"fast": 1.5}, "peers": {"x": 1}}
    return found


# ------------------------------------------------------------------ well-formed

class Tags(html.parser.HTMLParser):
    """Whether every tag is closed, what is fetched, and the <svg> elements' text."""
    VOID = ("meta", "br", "link", "img")

    def __init__(self, text):
        super().__init__(convert_charrefs=False)
        self.open, self.faults, self.tags = [], [], []
        self.feed(text)
        self.faults += [f"{tag} is not closed" for tag in self.open]

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes another one")


def pieces(text):
    """The SVGs of a page."""
    return [part.partition("</svg>")[0].join(("<svg", "</svg>"))
            for part in text.split("<svg")[1:]]


def check_page(found):
    """All charts are there, and nothing from elsewhere."""
    text, missing = report.page(found)
    tags = Tags(text)
    yield not tags.faults, f"the page is well-formed {tags.faults[:2]}"
    used = [a for tag, a in tags.tags if tag in ("script", "img", "link", "iframe", "use")
            or not a.get("href", "#").startswith("#") or "src" in a]
    yield not used and "url(" not in text and "@import" not in text, "it fetches nothing"
    yield all(ET.fromstring(p) for p in pieces(text)), "its charts are XML"
    # Absent by intent: preloaded contestants, other cores, a profile.
    yield len(pieces(text)) >= 21, f"{len(pieces(text))} charts are drawn"
    yield missing == ["make bench", "make bench-target BOARD=all", "make wcet BOARD=all"], \
        f"of parts that are missing the whole is named: {missing}"
    yield "one &lt;core&gt; &amp; more" in text and "make this" in text, \
        "how results were made is there"


def check_missing(found):
    """Each result's command is named when it is not there, and only then."""
    for name in report.COMMANDS:
        text, missing = report.page({**found, name: None})
        command = report.COMMANDS[name][0]
        yield command in missing and f"not measured: <code>{command}</code>" in text, \
            f"without {name}: {command}"
    _, missing = report.page(dict.fromkeys(report.COMMANDS))
    yield missing and set(missing) == {c for c, _ in report.COMMANDS.values()}, \
        "without anything: all commands"


def check_files(found):
    """README's charts."""
    with tempfile.TemporaryDirectory() as folder:
        written, missing = report.write_charts(found, pathlib.Path(folder))
        texts = [path.read_text() for path in written]
    yield len(texts) == len(report.README_CHARTS) and not missing, "README's charts are written"
    for text in texts:
        root = ET.fromstring(text)
        styles = root.find(f"{SVG}style")
        yield styles is not None and "prefers-color-scheme: dark" in styles.text, \
            f"a chart has its own style: {root.get('aria-label')}"
    _, missing = report.write_charts({**found, "bench": None}, pathlib.Path(tempfile.mkdtemp()))
    yield missing == ["make bench"], "a chart that cannot be drawn is named"


# ---------------------------------------------------------------------- lengths

def all_bars(drawing):
    """(title, (x, width, class)) of each."""
    return [(bar[0].text, (float(bar.get("x")), float(bar.get("width")), bar.get("class")))
            for bar in ET.fromstring(drawing.svg()).iter(f"{SVG}rect") if len(bar)]


def bars_of(drawing):
    return dict(all_bars(drawing))


def texts_of(drawing):
    return {t.text: float(t.get("x")) for t in ET.fromstring(drawing.svg()).iter(f"{SVG}text")}


def near(a, b):
    return abs(a - b) < .11


def check_bars(found):
    """Lengths of known numbers, in pixels; cells are 88 wide where three doublings are."""
    drawing = charts.host_ratio(found["bench"])
    bars, doubling = bars_of(drawing), 88 / 3
    twice, half = (bars[f"mixed<1>, {name}"] for name in ("glibc: 2.00", "mimalloc: 0.50"))
    cut = bars["mixed<1>, tcmalloc: 100.00"]
    yield near(twice[1], doubling) and twice[2] == "one", "ratio 2: one doubling, ahead"
    yield near(half[1], doubling) and half[2] == "two", "ratio 0.5: likewise, behind"
    yield near(cut[1], 2 * doubling) and "100.00»" in texts_of(drawing), \
        "ratio 100: cut where the scale ends, and it says so"
    heads = texts_of(drawing)
    yield near(twice[0], heads["glibc"] + doubling), "bars of ratios begin at 1"
    yield near(half[0], heads["mimalloc"]), "bars of ratios below 1 end there"
    yield heads["2.00"] > twice[0] + twice[1] and heads["0.50"] < half[0], \
        "numbers are behind the bars"

    bars = bars_of(charts.target_costs(found["bench-target"]))
    yield near(bars["tiny, 32 KB, hakmem: 30"][1], 12), "30 of 300 instructions"
    yield near(bars["tiny, 32 KB, newlib: 600"][1], 120), "600 of 300: the whole cell"
    yield near(bars["tiny, 32 KB, newlib: 60"][1], 24), "60 of 300"


def check_marks(found):
    """The worst case nearest to its bound, and where the bound is; 26 to a factor of 10."""
    drawing = charts.worst_cases(found["wcet"], "fast")
    (name, bar), = bars_of(drawing).items()
    marks = [p.get("d") for p in ET.fromstring(drawing.svg()).iter(f"{SVG}path")
             if p.get("class") == "mark"]
    yield name.endswith(": 100") and near(bar[1], 26), "the call nearest to its bound is shown"
    yield near(float(marks[0][1:].split()[0]), bar[0] + 52), "the bound is marked"


def check_stacks(found):
    """Pieces end to end; 108 is once the peak."""
    bars = [bar for _, bar in all_bars(charts.min_arena(found["min-arena"]))]
    wanted = [108 * share for share in (1, .1, .2, .05, .05, .05, .05)]
    yield all(near(bar[1], w) for bar, w in zip(bars, wanted)) and len(bars) == 7, \
        "pieces are as long as they are large"
    yield all(near(a[0] + a[1], b[0]) for a, b in zip(bars, bars[1:])), "and end to end"


def check_histograms(found):
    """32 has 999 of 1000 calls, 1024 one: half of the height, of which LEAST is nothing."""
    found["bench"]["rows"].pop()
    drawing = charts.host_histograms(found["bench"])
    paths = [p.get("d") for p in ET.fromstring(drawing.svg()).iter(f"{SVG}path")]
    up, down = [p for p in paths if p.startswith("M") and "V" in p][:2]
    tall = [part.split("V")[0:2] for part in up.split("M")[1:]]
    heights = [float(a.split()[1]) - float(b.split("H")[0]) for a, b in tall]
    yield len(heights) == 2 and near(heights[1] * 2, heights[0]), \
        f"a thousandth is half as high as all, in logarithms: {heights}"
    first = up[1:].split()
    yield float(down[1:].split("V")[1].split("H")[0]) > float(first[1].split("V")[0]), \
        "the second one is drawn downwards"
    start = texts_of(drawing)["hakmem"] + 130 * math.log10(32 / 10) / 5
    yield near(float(first[0]), start), "it begins where its cost is"


def check_spans(found):
    """p50 20, p99 200, most 10000; 26 to a factor of 10."""
    drawing = charts.host_latency(found["bench"], "malloc")
    (_, thin), (_, thick) = all_bars(drawing)[:2]
    yield near(thick[1], 26) and near(thick[0] + 26, thin[0]), "p50 to p99"
    yield near(thin[1], 26 * math.log10(50)), "p99 to the longest"


def check_map(found):
    """Ten slices in cells: pages, a large block, free above."""
    row = found["arena-map"]["rows"][0]
    cells = charts.cells_of(row["pictures"][1]["runs"], 10, 20)
    yield cells == ["page1"] * 4 + ["large"] * 8 + ["free"] * 8, "cells are what lies there"
    columns = [charts.cells_of(p["runs"], 10, 20) for p in row["pictures"]]
    merged = svg.rectangles(columns)
    yield merged["page1"] == [(0, 0, 2, 4)] and merged["page4"] == [(2, 0, 1, 4)] and \
        merged["large"] == [(1, 4, 2, 8)], f"equal neighbours are one rectangle: {merged}"
    area = sum(w * h for kind in merged.values() for _, _, w, h in kind)
    yield area == 60, f"rectangles cover the map once ({area})"
    yield "page1" in charts.arena_map(row).svg(), "and are drawn"


CHECKS = (check_page, check_missing, check_files, check_bars, check_marks, check_stacks,
          check_histograms, check_spans, check_map)


def verdicts():
    """(good, text) of all checks; one that cannot be done has failed."""
    for check in CHECKS:
        try:
            yield from check(canned())
        except Exception as e:  # pylint: disable=broad-except
            yield False, f"{check.__name__}: {type(e).__name__}: {e}"


# ---------------------------------------------------------------- seeded errors

def wrong_position(self, value):
    return math.log(max(value, .1)) / math.log(self.high / self.low)


def wrong_rectangles(columns, right=svg.rectangles):
    return {kind: [(c + 1, r, w, h) for c, r, w, h in runs]
            for kind, runs in right(columns).items()}


def wrong_outline(table, i, bottom, height, one, upper, shares, right=svg.outline):
    return right(table, i, bottom, abs(height), one, upper, shares)


# What is wrong, and where it is put.
MUTANTS = (
    ("bars of ratios begin elsewhere", svg.Log, "position", wrong_position),
    ("nothing is cut off", svg.Linear, "share", lambda self, v: self.position(v)),
    ("what is cut off is not said", svg.Linear, "cuts", lambda self, v: False),
    ("bars are half as long", svg.Linear, "share",
     lambda self, v: min(1, max(0, self.position(v))) / 2),
    ("shares are not logarithms", svg, "Log", svg.Linear),
    ("maps are shifted", svg, "rectangles", wrong_rectangles),
    ("both histograms are upright", svg, "outline", wrong_outline),
    ("text is not escaped", svg, "escape", str),
    ("text of the page is not escaped", report, "escape", str),
    ("a full page is a quarter full", charts, "slices",
     lambda runs, right=charts.slices: (("page1" if k[0] == "p" else k, n)
                                        for k, n in right(runs))),
    ("what is missing is not listed", report, "COMMANDS",
     {name: ("make", words) for name, (_, words) in report.COMMANDS.items()}),
    ("a chart is left out", charts, "target_costs", lambda *_: None),
    ("charts have no style", svg, "STYLE", ""),
)


@contextlib.contextmanager
def seeded(where, name, wrong):
    right = getattr(where, name)
    setattr(where, name, wrong)
    try:
        yield
    finally:
        setattr(where, name, right)


def check_mutants():
    for text, *change in MUTANTS:
        with seeded(*change):
            seen = next((what for good, what in verdicts() if not good), None)
        yield seen, f"seeded: {text}; seen by: {seen}"


# ---------------------------------------------------------------------- a replay

def check_replay():
    """Pictures of a replay: all slices are there, and hold what is live."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [ROOT / "scripts" / "arena-map.py", "--profile=compact", "--pictures=9", TRACE],
            env={**os.environ, "RESULTS": folder}, text=True, capture_output=True)
        yield not done.returncode, f"make arena-map {done.stderr[-300:] if done.returncode else ''}"
        row, = json.loads(pathlib.Path(folder, "arena-map.json").read_text())["rows"]
    sums = [[(kind, n) for kind, n in charts.slices(p["runs"])] for p in row["pictures"]]
    yield len(sums) == 9 and all(sum(n for _, n in s) == row["slices"] for s in sums), \
        "runs are all of the arena's slices, in each of nine pictures"
    yield all(p["live"] <= sum(n for kind, n in s if kind != "free") * row["slice"]
              for p, s in zip(row["pictures"], sums)), "they hold what is live"
    counts = [p["allocations"] for p in row["pictures"]]
    steps = [b - a for a, b in zip(counts, counts[1:])]
    yield counts[0] == 1 and min(steps) > 0 and max(steps) - min(steps) <= 1, \
        f"pictures are equally far apart: {counts}"


def check_command():
    """What a result says it was made by."""
    with seeded(os, "environ", {}):
        said = results.command("wcet", ["--quick", "--board=all", "x"], ["TRACES=a b"])
    yield said == "make wcet QUICK=1 BOARD=all 'TRACES=a b'", said


def main():
    failures = 0
    for good, text in (*verdicts(), *check_mutants(), *check_command(), *check_replay()):
        failures += not good
        print("PASS" if good else "FAIL", text)
    return 1 if failures else 0


images.main(main)
