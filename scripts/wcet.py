#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The dearest calls of the allocator on a board, in instructions (not cycles), exact.

For each path: what the adversarial states of tests/wcet have cost in arenas of several
sizes, the most that was seen in the workloads of tests/bench and in the recorded
traces, what searches for dear calls have found (tests/wcet/fuzz.h: a short one that is done
anew, and the programs of tests/wcet/found.txt), and the published bound of tests/wcet/bounds.h. Exit code 1 when one is exceeded, or a state has not
reached its path. build/results/wcet.json has all of it.

A bound is a number, or a formula in w, the words of the arena's bitmap (slices / 32)."""

import re
import sys

import images
import readme
import results
import wcet_found

BOUNDS = images.ROOT / "tests" / "wcet" / "bounds.h"
README_COLUMNS = (("fast", "M3"), ("fast", "M0"), ("fast", "M33"), ("fast", "RV32"),
                  ("balanced", "M3"), ("compact", "M3"), ("tiny", "M3"),
                  ("bounded", "M3"))
# Board: column of bounds.h. microbit has no room; the same code runs elsewhere.
MACHINES = {"mps2-an385": "M3", "mps2-m0": "M0", "mps2-an505": "M33", "riscv32-virt": "RV32"}
INSTEAD = {"microbit": "mps2-m0"}
ARENAS = {"fast": (8192, 16384, 65536, 262144), "balanced": (8192, 16384, 32768, 65536),
          "compact": (8192, 16384, 32768, 65536), "tiny": (512, 8192, 32768, 65536),
          "bounded": (8192, 65536, 262144)}
WORDS_64K = {"fast": 16, "balanced": 64, "compact": 128, "tiny": 256, "bounded": 256}
LONGEST = ("longest malloc of a small block in 64 KB, no remote frees waiting; one that is "
           "refused; Cortex-M3 -O2, instructions (`make wcet`)")
WITHOUT_PAGES = ("tiny", "bounded")   # and without heaps: a path may have no row in bounds.h
WORKLOADS = (("tiny_hot", 32768), ("rmix32K", 32768), ("rmix256K", 262144),
             ("rmix256Klog", 262144), ("mid_large", 262144), ("frag_fixed", 65536),
             ("frag_till_fail", 65536))
WORKLOADS_TINY = (("tiny_hot", 32768), ("rmix32K", 32768), ("frag_fixed", 65536),
                  ("frag_till_fail", 32768))
FUZZ = ((8192, 1, 3000), (8192, 2, 3000), (16384, 3, 3000), (65536, 4, 1500))
FUZZ_QUICK = ((8192, 1, 500),)
SEARCHED = ("fuzz", "found")
STATES = ("state", *SEARCHED)
MARGIN = 8              # an eighth

BEYOND = 2 ** 32 - 1    # of what a board can count
TABLE = re.compile(r"#define WCET_BOUNDS_(\w+)\(B\)")
ROW = re.compile(r"\tB\((\w+),((?:\s*\d+,?)+)\)")


def read_bounds():
    """{profile: {PATH: [fixed, word, ...] of the machines in turn}}."""
    found, table = {profile: {} for profile in images.PROFILES}, None
    for line in BOUNDS.read_text().splitlines():
        if match := TABLE.match(line):
            table = found[match[1].lower()]
        elif match := ROW.match(line):
            table[match[1]] = [int(n) for n in match[2].split(",")]
    return found


def write_bounds(bounds):
    """Puts the tables back."""
    lines = []
    for line in BOUNDS.read_text().splitlines():
        if not ROW.match(line):
            lines.append(line)
        if match := TABLE.match(line):
            table = bounds[match[1].lower()]
            for name, row in ((n, table[n]) for n in map(str.upper, what()) if n in table):
                lines.append(f"\tB({name + ',':18}" + ", ".join(
                    f"{n:{6 - i % 2}}" for i, n in enumerate(row)) + ") \\")
    BOUNDS.write_text("\n".join(lines) + "\n")


def rows_of(text, kind):
    """The values of all lines "@kind key=value ..."."""
    return [dict(pair.split("=", 1) for pair in words[1:])
            for words in map(str.split, text.splitlines())
            if words and words[0] == kind and all("=" in w for w in words[1:])]


class Measured:
    """All runs of one board and profile."""

    def __init__(self, board, profile):
        self.board, self.profile = board, profile
        self.seen = []      # {kind, path, cost, state, calls, arena, words}
        self.problems = []

    def take(self, kind, text, code):
        """What a run has printed."""
        rows = rows_of(text, "seen")
        for r in rows:
            self.seen.append({
                "kind": kind, "board": self.board, "profile": self.profile,
                "path": r["path"], "cost": int(r["cost"]), "state": r["state"],
                "calls": int(r["calls"]), "arena": int(r["arena"]),
                "words": int(r["words"])})
        if code or not rows:
            self.problems.append(f"{kind}: exit code {code}\n{text}")
        return [r["name"] for r in rows_of(text, "state") if r["missed"] == "1"]

    def worst(self, path, kinds, arena=None):
        """The dearest call, or None."""
        rows = [r for r in self.seen if r["path"] == path and r["kind"] in kinds
                and arena in (None, r["arena"])]
        return max(rows, key=lambda r: r["cost"], default=None)

    def slope(self, path):
        """Instructions a word: from the fewest words to the dearer ones of many."""
        most = {}
        for r in self.seen:
            if r["path"] == path and r["kind"] in STATES:
                most[r["words"]] = max(most.get(r["words"], 0), r["cost"])
        few = min(most, default=0)
        many = max((w for w in most if 2 * w > max(most)), key=most.get, default=0)
        if most.get(many, 0) - most.get(few, 0) < most.get(many, 0) / 8: # hardly a slope
            return 0
        return -((most[few] - most[many]) // (many - few))

    def fit(self, path):
        """(fixed, word) that hold for everything seen; with a margin where searches have found
        far dearer calls than were thought of, as longer ones find dearer ones still."""
        rows, word = [r for r in self.seen if r["path"] == path], self.slope(path)
        built = max((r["cost"] - word * r["words"] for r in rows if r["kind"] not in SEARCHED),
                    default=0)
        fixed = max(0, built)
        for r in rows:
            known = built + word * r["words"]
            far = r["cost"] > known + known // MARGIN
            fixed = max(fixed, r["cost"] + far * r["cost"] // MARGIN - word * r["words"])
        return fixed, word


def arguments(options, profile):
    """(kind, words of the image's command line, blob) of each run."""
    arenas = ARENAS[profile]
    if options.quick:
        arenas = arenas[:2]
    if options.regions > 1 or options.heaps:
        arenas = arenas[2:]
    for arena in arenas:
        yield "state", ("states", arena, "all", options.regions, options.heaps), None
    if options.regions > 1 or options.heaps:
        return
    for arena, seed, rounds in FUZZ_QUICK if options.quick else FUZZ:
        yield "fuzz", ("fuzz", seed, rounds, min(arena, arenas[-1])), None
    found = wcet_found.read()
    for arena in wcet_found.arenas(found, profile):
        yield "found", ("play", arena), wcet_found.blob(
            wcet_found.codes(found, profile, arena))
    if options.quick:
        return
    for name, arena in WORKLOADS_TINY if profile in WITHOUT_PAGES else WORKLOADS:
        yield "workload", ("workload", name, arena), None
    for trace in images.traces():
        yield "trace", ("trace",), images.trace(trace)


def measure(board, profile, options):
    """Runs all of it."""
    options.board, options.profile = board, profile
    image = images.build("wcet", options)
    measured, missed = Measured(board, profile), {}

    def run(job):
        with images.start(board, image, *job[1], blob=job[2]) as process:
            return process.communicate()[0], process.returncode

    jobs = list(arguments(options, profile))
    for done, (job, (text, code)) in enumerate(images.in_pairs(jobs, run)):
        for name in measured.take(job[0], text, code):
            missed[name] = missed.get(name, 0) + 1
        print(f"\r  {done + 1} of {len(jobs)} runs", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    runs = sum(job[0] == "state" for job in jobs)
    measured.problems += [f"state {name} has never reached its path"
                          for name, n in missed.items()
                          if n == runs and options.regions == 1 and not options.heaps]
    return measured


def is_new(program):
    """Whether the search has made it; not one of those that it began with."""
    return program["round"] != "0"


def fuzz(board, profile, options):
    """A longer search: options.fuzz rounds with each of options.runs seeds, two at a time, which
    begin with all that was found before in arenas of this size."""
    options.board, options.profile = board, profile
    image = images.build("wcet", options)
    measured, programs = Measured(board, profile), {}
    known = wcet_found.codes(wcet_found.read(), profile, options.arena)
    seeds = range(options.seed, options.seed + options.runs)

    def run(seed):
        with images.start(board, image, "fuzz", seed, options.fuzz, options.arena,
                          blob=begin) as process:
            return process.communicate()[0], process.returncode

    for pair in (seeds[i:i + 2] for i in range(0, len(seeds), 2)):
        begin = wcet_found.blob(known + [r["code"] for r in programs.values() if is_new(r)])
        for seed, (text, code) in sorted(images.in_pairs(pair, run)):
            measured.take("fuzz", text, code)
            for r in rows_of(text, "program"):
                if int(r["cost"]) > int(programs.get(r["path"], {"cost": 0})["cost"]):
                    programs[r["path"]] = r | {"seed": seed}
        print(f"\r  seeds to {pair[-1]} of {seeds[-1]}, {options.fuzz} programs each",
              end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return measured, programs


def print_programs(programs, board, profile, options):
    """What was found, and how to see it again."""
    print(f"\n{board}, profile {profile}, arena of {options.arena} bytes: dearest calls "
          "found, in instructions\n")
    print(f"{'':17}{'cost':>7}{'seed':>6}{'round':>7}  program")
    for path in what():
        if r := programs.get(path):
            where = (r["seed"], r["round"]) if is_new(r) else ("", "known")
            print(f"{path:17}{r['cost']:>7}{where[0]:>6}{where[1]:>7}  {r['code']}")
    print(f"\nOne again: make wcet-fuzz BOARD={board} PROFILE={profile} "
          f"ARENA={options.arena} PLAY=program")


def play(board, profile, options):
    """One program that fuzz() has printed."""
    options.board, options.profile = board, profile
    image = images.build("wcet", options)
    measured = Measured(board, profile)
    with images.start(board, image, "play", options.arena,
                      blob=wcet_found.blob([options.play])) as process:
        measured.take("fuzz", process.communicate()[0], process.returncode)
    print("\n".join(f"{r['path']:17}{count(r):>7}" for r in measured.seen))
    return measured


def formula(fixed, word):
    return " + ".join([str(fixed)] * bool(fixed or not word) + [f"{word} w"] * bool(word))


def what():
    """{path: its text} in the order of tests/wcet/paths.h."""
    text = (images.ROOT / "tests" / "wcet" / "paths.h").read_text()
    return {m[1]: m[2] for m in re.finditer(r'X\(\w+, (\w+), "([^"]*)"\)', text)}


def count(row):
    return "-" if not row else "> 650000" if row["cost"] == BEYOND else str(row["cost"])


def print_table(measured, bounds, options):
    board, profile = measured.board, measured.profile
    arenas = sorted({r["arena"] for r in measured.seen if r["kind"] == "state"})
    print(f"\n{board} ({MACHINES[board]}), profile {profile}, {options.opt}: most "
          "instructions of a call, by path\n")
    form = "{:17}" + "{:>9}" * len(arenas) + "  {:22}{:>9}  {:16}{:>14}"
    print(form.format("", *(f"{a / 1024:g} KB" for a in arenas), "state", "seen",
                      "in", "bound"))
    for path in what():
        state = measured.worst(path, STATES)
        program = measured.worst(path, ("workload", "trace"))
        if not state and not program and path not in bounds:
            continue
        print(form.format(
            path, *(count(measured.worst(path, STATES, a)) for a in arenas),
            state["state"] if state else "", count(program),
            program["state"].partition(":")[0] if program else "", bounds.get(path, "-")))


def check(measured, bounds):
    """(path, whether its bound holds, text) of each that has a bound, or was taken."""
    column = 2 * list(MACHINES).index(measured.board)
    for path in what():
        rows = [r for r in measured.seen if r["path"] == path]
        if path.upper() not in bounds and not rows:
            continue
        fixed, word = bounds.get(path.upper(), [0] * 8)[column:column + 2]
        for r in rows:
            r["bound"] = fixed + word * r["words"]
        worst = max(rows, key=lambda r: r["cost"] - r["bound"], default=None)
        name = f"{measured.board} {measured.profile} {path}"
        if not worst and (fixed or word):
            yield path, False, f"{name}: has a bound, and nothing took it"
        elif worst and worst["cost"] > worst["bound"]:
            yield path, False, (f"{name}: {count(worst)} instructions, bound {worst['bound']}"
                                f" ({worst['state']}, arena {worst['arena']})")
        else:
            yield path, True, f"{name}: {formula(fixed, word)}"


def tighten(measured, bounds):
    """The bounds that hold for what was measured."""
    column = 2 * list(MACHINES).index(measured.board)
    table = bounds[measured.profile]
    seen = {r["path"] for r in measured.seen}
    for path in what():
        if path in seen or path.upper() in table:
            row = table.setdefault(path.upper(), [0] * 8)
            row[column:column + 2] = measured.fit(path)


def keep(programs, measured, arena):
    """The new ones of these, in place of those that they are dearer than."""
    found = wcet_found.read()
    for path, r in programs.items():
        if is_new(r):
            found[measured.profile, MACHINES[measured.board], arena, path] = r["code"]
    wcet_found.write(found)


def widen(measured, bounds):
    """The bounds, larger where what was measured exceeds them."""
    column = 2 * list(MACHINES).index(measured.board)
    for r in measured.seen:
        row = bounds[measured.profile].setdefault(r["path"].upper(), [0] * 8)
        row[column] = max(row[column], r["cost"] - row[column + 1] * r["words"])


def readme_table(bounds):
    """What README has to say of the bounds; "-": no such path."""
    heads = [f"{profile}, {machine}" for profile, machine in README_COLUMNS]
    lines = ["| | " + " | ".join(heads) + " |", "|---|" + "---|" * len(heads)]
    for path, text in what().items():
        cells = []
        for profile, machine in README_COLUMNS:
            column = 2 * list(MACHINES.values()).index(machine)
            row = bounds[profile].get(path.upper())
            cells.append(formula(*row[column:column + 2]) if row else "-")
        lines.append(f"| {text} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def longest(bounds):
    """README's row of a malloc in 64 KB: (label, cells)."""
    def most(profile, *paths):
        rows = [bounds[profile][path][:2] for path in paths if path in bounds[profile]]
        return max(fixed + word * WORDS_64K[profile] for fixed, word in rows)

    cells = []
    for profile in images.PROFILES:
        if "MALLOC_WORD" in bounds[profile]:
            cells.append(f"**{most(profile, 'MALLOC_WORD')}; {most(profile, 'WORD_FAIL')}** "
                         "(to 256 B)")
        else:
            good = most(profile, "MALLOC_PAGE", "MALLOC_RUN", "MALLOC_RECLAIM")
            cells.append(f"{good}; {most(profile, 'MALLOC_FAIL')}")
    return LONGEST, cells


def write_readme(bounds):
    readme.write("wcet", readme_table(bounds))
    readme.write_row(*longest(bounds))


def readme_is_right(bounds):
    return readme.says("wcet", readme_table(bounds)) and readme.says_row(*longest(bounds))


def options_of():
    parser = images.parser(__doc__)
    parser.add_argument("--check", action="store_true",
                        help="lines PASS and FAIL instead of tables")
    parser.add_argument("--quick", action="store_true",
                        help="two arenas, a short search, no workloads, no traces")
    parser.add_argument("--write", action="store_true",
                        help="write tests/wcet/bounds.h, and README's table, from what was "
                        "measured; with --fuzz: only what is larger, and "
                        "tests/wcet/found.txt")
    parser.add_argument("--regions", type=int, default=1,
                        help="pieces that the arena comes in: states only, and no bounds")
    parser.add_argument("--heaps", type=int, default=0,
                        help="likewise, heaps of hakmem_heap_create(), a block in each")
    parser.add_argument("--fuzz", type=int, metavar="ROUNDS", help="search, and nothing else")
    parser.add_argument("--seed", type=int, default=1, help="the first (%(default)s)")
    parser.add_argument("--runs", type=int, default=10, help="seeds (%(default)s)")
    parser.add_argument("--arena", type=images.number, default=8192, metavar="BYTES")
    parser.add_argument("--play", metavar="PROGRAM", help="one that a search has found")
    parser.set_defaults(profile=None)
    return parser.parse_args()


def one(board, profile, options, bounds):
    """All that is to be done for a board and profile. Returns (rows, whether it failed)."""
    programs = None
    if options.play:
        measured = play(board, profile, options)
    elif options.fuzz:
        measured, programs = fuzz(board, profile, options)
    else:
        measured = measure(board, profile, options)
    if options.write:
        if options.fuzz:
            keep(programs, measured, options.arena)
        (widen if options.fuzz else tighten)(measured, bounds)
        write_bounds(bounds)
        write_readme(bounds)
    more = options.regions > 1 or options.heaps
    verdicts = [] if more else list(check(measured, bounds[profile]))
    if options.check:
        for _, good, text in verdicts:
            print("PASS" if good else "FAIL", text)
    elif programs is not None:
        print_programs(programs, board, profile, options)
    elif not options.play:
        print_table(measured, {path: text.partition(": ")[2] if good else "EXCEEDED"
                               for path, good, text in verdicts}, options)
    if not options.check:
        for _, good, text in verdicts:
            if not good:
                print("FAIL", text)
    for problem in measured.problems:
        print("FAIL", problem)
    return measured.seen, bool(measured.problems) or not all(good for _, good, _ in verdicts)


def main():
    options = options_of()
    board = INSTEAD.get(options.board, options.board)
    if board != "all" and board not in MACHINES:
        raise images.Error(f"{board} is not one of: all microbit {' '.join(MACHINES)}")
    if options.quick and options.write:
        raise images.Error("bounds are written from all that there is to measure: no --quick")
    profiles = [options.profile] if options.profile else images.PROFILES
    if options.heaps:
        profiles = [profile for profile in profiles if profile not in WITHOUT_PAGES]
    bounds, rows, failed = read_bounds(), [], False

    for name in MACHINES if board == "all" else [board]:
        for profile in profiles:
            more, wrong = one(name, profile, options, bounds)
            rows += more
            failed |= wrong

    if options.check:
        good = readme_is_right(bounds)
        print("PASS" if good else "FAIL", "README has the bounds of tests/wcet/bounds.h")
        failed |= not good
    if options.fuzz or options.play or options.check:
        return failed
    print("\nw: words of the arena's bitmap, slices / 32")
    results.save("wcet", MACHINES if board == "all" else [board],
                 unit="instructions of one call, the most seen", opt=options.opt, rows=rows)
    return failed


if __name__ == "__main__":
    images.main(main)
