#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs whole programs on libhakmem-preload.so, and on other allocators.

    scripts/preload.py check [--rounds N] [PROGRAM...]
    scripts/preload.py bench [--rounds N] [--peer LIB.so]... [PROGRAM...]
    scripts/preload.py unit

check: each program must write the same on hakmem as on the C library's malloc:
its output, its exit code and the files named below. bench: the same programs on
Debian's mimalloc, jemalloc and tcmalloc too; medians of interleaved rounds, as
build/results/preload.json and as a table. unit: tests/preload, which is linked
without hakmem, with the library preloaded. Times and sizes are of the program and
all that it starts; peak RSS is that of its largest process.
"""

import argparse
import dataclasses
import fcntl
import hashlib
import os
import pathlib
import random
import re
import shutil
import statistics
import subprocess
import sys

import results

ROOT = pathlib.Path(__file__).resolve().parent.parent
WORK = ROOT / "build/preload/programs"
SOURCES = ROOT / "tests/preload"
DEBIAN = pathlib.Path("/usr/lib/x86_64-linux-gnu")
PEERS = {"mimalloc": DEBIAN / "libmimalloc.so.2", "jemalloc": DEBIAN / "libjemalloc.so.2",
         "tcmalloc": DEBIAN / "libtcmalloc_minimal.so.4"}
FAMILY = set("malloc calloc realloc reallocarray free cfree memalign aligned_alloc valloc pvalloc"
             " posix_memalign malloc_usable_size malloc_trim".split())
TIMEOUT = 600  # seconds, each run
PYTHON_TESTS = ("test_json test_re test_dict test_list test_set test_deque test_struct"
                " test_array test_copy test_pickle test_thread").split()


class Error(Exception):
    """What ends the script with a message."""


@dataclasses.dataclass
class Program:
    """One of those that are run."""
    name: str
    command: list
    files: tuple = ()        # in the program's folder: written by it, compared
    stdin: str = ""          # a file there
    env: dict = dataclasses.field(default_factory=dict)
    forget: str = ""         # regular expression: what differs from run to run


@dataclasses.dataclass
class Run:
    """What came of one."""
    code: int
    wall: float     # seconds
    cpu: float      # seconds, user and system
    rss: int        # KB
    said: str       # what is compared


# -------------------------------------------------------------------- programs

def sqlite_script(path):
    """Thousands of inserts, indices, joins, updates and deletions."""
    rng = random.Random(42)
    lines = ["CREATE TABLE person(id INTEGER PRIMARY KEY, name TEXT, town INT, note TEXT);",
             "CREATE TABLE visit(person INT, day INT, what TEXT);", "BEGIN;"]
    for i in range(12000):
        note = "n" * rng.randrange(200)
        lines.append(f"INSERT INTO person VALUES({i}, 'name{rng.randrange(5000)}', "
                     f"{rng.randrange(300)}, '{note}');")
    for i in range(24000):
        lines.append(f"INSERT INTO visit VALUES({rng.randrange(12000)}, {rng.randrange(366)}, "
                     f"'{'abcdefgh'[:rng.randrange(8)]}');")
    lines += ["COMMIT;", "CREATE INDEX by_name ON person(name);",
              "CREATE INDEX by_town ON person(town, name);",
              "CREATE INDEX by_person ON visit(person, day);",
              "SELECT town, count(*), sum(length(note)), group_concat(DISTINCT what) FROM person"
              " JOIN visit ON visit.person = person.id GROUP BY town ORDER BY town;",
              "SELECT a.name, count(*) n FROM person a JOIN person b ON a.name = b.name AND"
              " a.id < b.id GROUP BY a.name ORDER BY n DESC, a.name LIMIT 50;",
              "WITH RECURSIVE c(i, s) AS (SELECT 1, 'x' UNION ALL SELECT i + 1, s || i FROM c"
              " WHERE i < 700) SELECT sum(length(s)), max(length(s)) FROM c;",
              "UPDATE person SET note = note || name WHERE town % 3 = 0;",
              "DELETE FROM visit WHERE day % 5 = 1;", "VACUUM;",
              "SELECT sum(length(note)), count(*) FROM person;", "SELECT count(*) FROM visit;",
              "PRAGMA integrity_check;"]
    path.write_text("\n".join(lines) + "\n")


def git_stream(path):
    """A repository of some hundred commits, for git fast-import."""
    rng = random.Random(42)
    files = [[f"line {rng.randrange(10**9)}" for _ in range(rng.randrange(20, 400))]
             for _ in range(60)]
    with path.open("w") as out:
        for commit in range(1, 501):
            out.write(f"commit refs/heads/main\nmark :{commit}\n"
                      f"committer A Tester <a@example.com> {1700000000 + commit * 60} +0000\n"
                      f"data 10\ncommit{commit:4}\n")
            for number in rng.sample(range(60), 6):
                text = files[number]
                text[rng.randrange(len(text))] = f"changed {rng.randrange(10**9)}"
                text.insert(rng.randrange(len(text)), f"new {rng.randrange(10**9)}")
                data = "\n".join(text) + "\n"
                out.write(f"M 100644 inline dir{number % 7}/file{number}\n"
                          f"data {len(data)}\n{data}")
    return path


GIT_SCRIPT = """
set -e
rm -rf repository
git init -q -b main repository
cd repository
git fast-import --quiet <../git.stream
git reset -q --hard main
for n in 1 2 3 4 5 6; do
	echo "more $n" >>dir1/file1
	echo "file $n" >new$n
	git add -A
	git commit -q -m "commit by hand $n"
done
git gc -q --aggressive --prune=now
git fsck --full --strict 2>&1
git log --stat -p | cksum
git log --format=%H%s -n 20
git blame dir1/file1 | cksum
git grep -c changed | cksum
git status --short
"""


def programs():
    """All programs; what they need is made in WORK."""
    WORK.mkdir(parents=True, exist_ok=True)
    sqlite_script(WORK / "sqlite.sql")
    git_stream(WORK / "git.stream")
    (WORK / "git.sh").write_text(GIT_SCRIPT)
    includes = ["-I", ROOT / "include", "-I", ROOT / "arch/x86/include", "-I",
                ROOT / "arch/asm-generic/include", "-I", ROOT / "lib/include", "-I",
                ROOT / "ports/host", "-include",
                ROOT / "build/preload/include/generated/autoconf.h"]
    names = ("alloc", "repair", "validate", "remote")
    tests = dict(PYTHONMALLOC="malloc", PYTHONHASHSEED="1", PYTHONDONTWRITEBYTECODE="1")
    when = dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), "1800000000 +0000")
    who = {f"GIT_{a}_{b}": "a@example.com" for a in ("AUTHOR", "COMMITTER")
           for b in ("NAME", "EMAIL")}
    yield Program("python3", ["/usr/bin/python3", "-m", "test", "-q", "-u", "none",
                              *PYTHON_TESTS], env=tests,
                  forget=r"Total duration.*|.*tests? ran.*|0:\d\d:\d\d .*")
    yield Program("sqlite3", ["/usr/bin/sqlite3", "-batch", ":memory:"], stdin="sqlite.sql")
    yield Program("git", ["/bin/sh", "git.sh"],
                  env={**when, **who, "HOME": str(WORK), "GIT_CONFIG_NOSYSTEM": "1",
                       "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "pack.threads",
                       "GIT_CONFIG_VALUE_0": "2"})
    yield Program("gcc", ["/usr/bin/gcc", "-O2", "-g", "-std=gnu11", *includes, "-c",
                          *(ROOT / f"kernel/{n}.c" for n in names)],
                  files=tuple(f"{n}.o" for n in names))
    yield Program("threads", [WORK / "threads"])


def build_library():
    """libhakmem-preload.so, one caller at a time; returns its path."""
    print("building", file=sys.stderr, flush=True)
    folder = ROOT / "build/preload"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        said = call(["make", "-s", "preload"])
    return ROOT / said.splitlines()[-1]


def build_programs():
    """The programs of ours, in WORK."""
    WORK.mkdir(parents=True, exist_ok=True)
    cc = ["gcc", "-std=gnu11", "-O2", "-D_GNU_SOURCE", "-pthread", "-fno-builtin",
          "-I", ROOT / "tests", "-I", ROOT / "lib/include", "-I", ROOT / "include"]
    call([*cc, SOURCES / "programs/threads.c", SOURCES / "workers.c", ROOT / "lib/rng.c",
          "-o", WORK / "threads"])
    call([*cc, SOURCES / "programs/measure.c", "-o", WORK / "measure"])


def call(command):
    """Runs a command of the build; returns what it printed."""
    done = subprocess.run([str(w) for w in command], cwd=ROOT, text=True, capture_output=True)
    if done.returncode:
        raise Error(f"{command[0]} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


# --------------------------------------------------------------------- running

def run(program, library):
    """Runs a program on an allocator; None: the C library's."""
    for name in program.files:
        (WORK / name).unlink(missing_ok=True)
    env = {**os.environ, "LC_ALL": "C", **program.env}
    env.pop("LD_PRELOAD", None)
    report = WORK / "report"
    report.unlink(missing_ok=True)
    stdin = open(WORK / program.stdin, "rb") if program.stdin else subprocess.DEVNULL
    done = subprocess.run(
        [str(w) for w in (WORK / "measure", library or "", report, *program.command)],
        cwd=WORK, env=env, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        timeout=TIMEOUT)
    if program.stdin:
        stdin.close()
    if done.returncode or not report.exists():
        raise Error(f"{program.name} could not be measured: {done.stdout.decode()}")
    if b"LD_PRELOAD cannot be preloaded" in done.stdout:
        raise Error(f"{library} cannot be preloaded")
    code, wall, cpu, rss = report.read_text().split()
    said = done.stdout.decode(errors="replace")
    if program.forget:
        said = re.sub(program.forget, "", said)
    for name in program.files:
        path = WORK / name
        said += f"{name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n" \
            if path.exists() else f"{name} is missing\n"
    return Run(int(code), float(wall), float(cpu), int(rss), said)


def rounds(program, allocators, number):
    """{allocator: runs}, interleaved; each round begins with another one."""
    runs = {name: [] for name in allocators}
    names = list(allocators)
    for i in range(number):
        for name in names[i % len(names):] + names[:i % len(names)]:
            print(f"{program.name}: round {i + 1} of {number}, {name}", file=sys.stderr,
                  flush=True)
            runs[name].append(run(program, allocators[name]))
    return runs


def medians(runs):
    """Medians of wall clock, processor time and peak RSS."""
    return {what: statistics.median(getattr(r, what) for r in runs)
            for what in ("wall", "cpu", "rss")}


def difference(wanted, got):
    """The first line in which two texts differ; empty: none."""
    if wanted == got:
        return ""
    a, b = wanted.splitlines(), got.splitlines()
    for i in range(max(len(a), len(b))):
        pair = [t[i] if i < len(t) else "(end)" for t in (a, b)]
        if pair[0] != pair[1]:
            return f"line {i + 1}: glibc: {pair[0]}\n    hakmem: {pair[1]}"
    return "line ends differ"


# -------------------------------------------------------------------- commands

FORM = "{:<10}{:>10}{:>10}{:>10}{:>9}{:>9}{:>9}"


def check_symbols(library):
    """The library takes the family's names from programs, no others, and binds at once."""
    lines = call(["nm", "-D", library]).splitlines()
    defined = {line.split()[-1] for line in lines if " U " not in line and " w " not in line}
    wanted = {line.split()[-1].partition("@")[0] for line in lines if " U " in line}
    flags = call(["readelf", "-dW", library])
    faults = [f"defines {n}" for n in sorted(defined - FAMILY)]
    faults += [f"does not define {n}" for n in sorted(FAMILY - defined)]
    faults += [f"needs {n}" for n in sorted(wanted & {*FAMILY, "dlsym", "__tls_get_addr"})]
    if "TEXTREL" in flags or not (re.search(r"\(FLAGS\) .*BIND_NOW.*STATIC_TLS", flags) and
                                  re.search(r"\(FLAGS_1\) .*INITFIRST", flags)):
        faults.append("flags: " + flags)
    print(f"{'FAIL' if faults else 'PASS'} preload symbols {'; '.join(faults)}".rstrip())
    return not faults


def check(options, chosen, library):
    """Same output as on the C library's malloc; prints the table. True: all well."""
    rows, good = [], check_symbols(library)
    for program in chosen:
        runs = rounds(program, {"glibc": None, "hakmem": library}, options.rounds)
        base, ours = medians(runs["glibc"]), medians(runs["hakmem"])
        wanted = runs["glibc"][0]
        faults = [f"glibc ends with {wanted.code}:\n{wanted.said[-2000:]}"] * bool(wanted.code)
        for r in runs["glibc"][1:] + runs["hakmem"]:
            if r.code != wanted.code:
                faults.append(f"ends with {r.code}:\n{r.said[-2000:]}")
            elif text := difference(wanted.said, r.said):
                faults.append(text)
        good = good and not faults
        print(f"{'FAIL' if faults else 'PASS'} preload {program.name}", flush=True)
        for fault in faults:
            print(f"    {fault}")
        rows.append((program.name, "differs" if faults else "same", f"{ours['wall']:.2f} s",
                     *(f"{ours[w] / base[w]:.2f}" for w in ("wall", "cpu")),
                     f"{ours['rss'] / 1024:.1f} MB", f"{ours['rss'] / base['rss']:.2f}"))
    print(f"\nOn hakmem, and as a ratio to glibc's malloc; medians of {options.rounds}"
          " interleaved rounds\n")
    print(FORM.format("program", "output", "wall", "ratio", "cpu", "RSS", "ratio"))
    for row in rows:
        print(FORM.format(*row))
    return good


def bench(options, chosen, library):
    """Times and sizes on every allocator; prints tables and writes JSON."""
    allocators = {"hakmem": library, "glibc": None}
    allocators.update((n, p) for n, p in PEERS.items() if p.exists())
    allocators.update((pathlib.Path(p).name, pathlib.Path(p).resolve()) for p in options.peer)
    rows, good = [], True
    for program in chosen:
        runs = rounds(program, allocators, options.rounds)
        for name, mine in runs.items():
            good = good and not any(r.code for r in mine)
            walls = [r.wall for r in mine]
            rows.append({"program": program.name, "allocator": name,
                         "failed": sum(r.code != 0 for r in mine), "rounds": len(mine),
                         **{f"{k}_median": v for k, v in medians(mine).items()},
                         "wall_min": min(walls), "wall_max": max(walls),
                         "cpu_min": min(r.cpu for r in mine),
                         "cpu_max": max(r.cpu for r in mine)})
    for what, title in (("cpu", "processor time, s"), ("wall", "wall clock, s"),
                        ("rss", "peak RSS, MB")):
        tabulate(rows, list(allocators), what, title, options.rounds)
    results.save("preload", made_by="bench-preload", rows=rows,
                 said=results.words("PROGRAMS", options.program),
                 units={"wall": "seconds", "cpu": "seconds, user and system",
                        "rss": "KB, peak resident"})
    return good


def tabulate(rows, names, what, title, number):
    """One table: a row a program, a column an allocator."""
    print(f"\n{title}: medians of {number} interleaved rounds, (ratio to hakmem)\n")
    print(f"{'program':<10}" + "".join(f"{n:>17}" for n in names))
    scale = 1024 if what == "rss" else 1
    for program in dict.fromkeys(r["program"] for r in rows):
        of = {r["allocator"]: r[f"{what}_median"] / scale for r in rows
              if r["program"] == program}
        print(f"{program:<10}" + "".join(
            f"{of[n]:>10.2f} ({of[n] / of['hakmem']:.2f})" for n in names))


def unit(library):
    """tests/preload with the library preloaded; it prints KTAP. True: all well."""
    folder = ROOT / "build/preload/unit"
    call(["make", "-s", "-f", "scripts/Makefile.image", "BOARD=host", "PROG=tests/preload",
          f"O={folder}"])
    env = {**os.environ, "LD_PRELOAD": str(library)}
    return not subprocess.run([folder / "preload.elf"], env=env, timeout=TIMEOUT).returncode


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("check", "bench", "unit"))
    parser.add_argument("--rounds", type=int, help="of all allocators (check 1, bench 5)")
    parser.add_argument("--peer", action="append", default=[], help="another library")
    parser.add_argument("program", nargs="*", help="only these")
    options = parser.parse_intermixed_args()
    options.rounds = options.rounds or (5 if options.what == "bench" else 1)
    library = build_library()
    if options.what == "unit":
        return not unit(library)
    shutil.rmtree(WORK, ignore_errors=True)
    build_programs()
    chosen = [p for p in programs() if not options.program or p.name in options.program]
    if not chosen:
        raise Error("no program has that name")
    return not {"check": check, "bench": bench}[options.what](options, chosen, library)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Error as e:
        print(f"FAIL {e}")
        sys.exit(1)
