#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What lies in the arena while recorded programs run, for each profile: pictures of it
at equal distances, taken from the allocator's own bitmaps (tests/replay/arena_map).

The arena is 1.5 times the smallest that the trace needs, which is that of make min-arena;
one that it has not found is searched for. build/results/arena-map.json has the pictures,
which make report draws; the table has what they show."""

import sys

import images
import results

SHARE = 1.5
PICTURES = 160
PROFILES = ("fast", "compact")
TRACES = ("lwip_net", "lua_json")
FORM = "{:14}{:9}{:>8}{:>8}{:>8}{:>9}{:>8}{:>8}{:>8}"


def smallest(options, profile, name, blob):
    """The smallest arena of a trace: measured before, or now."""
    for row in (results.load("min-arena") or {"rows": ()})["rows"]:
        if (row["profile"], row["name"]) == (profile, name):
            return row["arena"]
    options.profile = profile
    image = images.build("replay/min_arena", options, images.alone(profile))
    with images.start(options.board, image, blob=blob) as process:
        text = process.communicate()[0]
    found = images.result(text, "min-arena")
    if process.returncode or not found:
        raise images.Error(f"{name}: {text.strip() or process.returncode}")
    return int(found["arena"])


def picture(words):
    """A line of tests/replay/arena_map."""
    fields = dict(word.split("=") for word in words[:2])
    return {"allocations": int(fields["allocations"]), "live": int(fields["live"]),
            "runs": words[2:]}


def measure(options, profile, trace):
    """A row: the pictures of one replay."""
    name, blob = images.title(trace), images.trace(trace)
    arena = int(smallest(options, profile, name, blob) * SHARE)
    options.profile = profile
    image = images.build("replay/arena_map", options, images.alone(profile))
    with images.start(options.board, image, arena, options.pictures, blob=blob) as process:
        text = process.communicate()[0]
    found = images.result(text, "arena-map")
    if process.returncode or not found:
        raise images.Error(f"{name}: {text.strip()[-500:] or process.returncode}")
    return {"name": name, "profile": profile,
            **{k: int(found[k]) for k in ("arena", "slice", "slices", "peak")},
            "pictures": [picture(line.split()[1:]) for line in text.splitlines()
                         if line.startswith("picture ")]}


def lengths(runs, kind):
    """Slices of each run of that kind."""
    found = []
    for run in runs:
        digits = run.rstrip("flh") if run[-1] in "flh" else run.partition("p")[0]
        if run[len(digits)] == kind:
            found.append(int(digits))
    return found


def print_row(row):
    """How full it is where the payload of the pictures is largest."""
    most = max(row["pictures"], key=lambda p: p["live"])
    free = lengths(most["runs"], "f")
    print(FORM.format(row["name"], row["profile"], row["arena"], row["slice"], most["live"],
                      sum(lengths(most["runs"], "p")) * row["slice"],
                      sum(lengths(most["runs"], "l")) * row["slice"],
                      sum(free) * row["slice"], max(free, default=0) * row["slice"]))


def main():
    parser = images.parser(__doc__, board="host32", profile=None)
    parser.add_argument("traces", nargs="*", help=f"default: {' '.join(TRACES)}")
    parser.add_argument("--pictures", type=int, default=PICTURES, help="(%(default)s)")
    options = parser.parse_args()
    traces = options.traces or [images.TRACES / f"{name}.atr.xz" for name in TRACES]
    profiles = (options.profile,) if options.profile else PROFILES
    rows = [measure(options, profile, trace) for trace in traces for profile in profiles]
    print(FORM.format("trace", "profile", "arena", "slice", "live", "pages", "large", "free",
                      "largest"))
    for row in rows:
        print_row(row)
    print("bytes; at the picture with the most live: what pages and large blocks hold, what "
          "is free, the largest free run")
    results.save("arena-map", [options.board], rows=rows, units={
        "arena": "bytes, with tables", "pictures": "runs in slices: f free, l large block, "
        "pUSED/BLOCKS page, h heap"}, said=results.words("TRACES", options.traces))


images.main(main)
