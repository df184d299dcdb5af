#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs every test of the tree, several suites at a time, and sums them up.

    scripts/test.py [--list] [--long] [--jobs N] [TEXT...]

With TEXT only the suites whose name contains one of them. A suite builds and
runs programs that print KTAP, or runs a check that prints PASS and FAIL lines.
One that prints no result, crashes or takes too long counts as a failed test.
The last line is "N passed, N failed"; the exit code says the same.
"""

import argparse
import concurrent.futures
import dataclasses
import os
import pathlib
import re
import signal
import subprocess
import sys
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD_TIMEOUT = 300  # seconds, each program
RUN_TIMEOUT = 180
COMMAND_TIMEOUT = 900
LONG_TIMEOUT = 8 * 3600  # of a suite that --long makes long

PHASES = ("DIRECT_CACHE", "SHARDED_FREE", "PACKED_FLAGS", "HINTS")
HOSTS = ("host", "host32")
TRACE = "tests/traces/coap_server.atr.xz"
BOARDS = ("mps2-an385", "microbit", "mps2-an505", "riscv32-virt")
# An M0's code runs three times as fast there, with more memory than the microbit has.
M0 = "mps2-m0"
SMP_BOARDS = ("mps2-an521", "virt-a15", "virt-arm64", "riscv32-smp", "riscv64-smp")
SMP = "CONFIG=HAKMEM_MODEL_CPU=y HAKMEM_NR_CPUS=2"
# Where states are about pages: compact has none for most blocks of a small arena.
PAGES = " HAKMEM_PAGE_LEAST_BLOCKS=1"


# ---------------------------------------------------------------------- suites

@dataclasses.dataclass
class Suite:
    """What runs as one, in one output folder."""
    name: str
    programs: tuple = ()    # folders under tests/, built for board and run
    board: str = ""
    options: tuple = ()     # VARIABLE=VALUE of make
    arguments: tuple = ()   # (program, argument) for some of them
    icount: bool = False    # run with counted instructions: always the same run
    command: tuple = ()     # instead of programs; prints KTAP or PASS and FAIL
    expect: str = ""        # regular expression: this in its output is one test
    timeout: int = 0        # seconds, of each program, or of the command; 0: the usual


def phases_off(*names):
    """Options that leave phases out."""
    return "CONFIG=" + " ".join(f"HAKMEM_{name}=n" for name in names)


def variants():
    """(name, options) of the builds that host and one board go through."""
    yield "fast", ("PROFILE=fast",)
    yield "balanced", ("PROFILE=balanced",)
    yield "compact", ("PROFILE=compact",)
    yield "tiny", ("PROFILE=tiny",)
    yield "bounded", ("PROFILE=bounded",)
    for phase in PHASES:
        yield f"no-{phase.lower()}", ("PROFILE=fast", phases_off(phase))
    yield "no-phases", ("PROFILE=fast", phases_off(*PHASES))
    for profile in ("fast", "compact"):
        yield f"{profile}-small", (f"PROFILE={profile}", "OPT=-Os")


def check_suites(more):
    """Checks that run no code of ours, or a model of it."""
    # One after the other: they look at the same libraries.
    yield Suite("check-targets", command=("make", "-sk", "check-freestanding", "check-masking",
                                          *["ALL=1"] * more))
    yield Suite("check-builds", command=("scripts/check-builds", *["--all"] * more))
    for check in ("order", "includes", "config"):
        yield Suite(f"check-{check}", command=(f"scripts/check-{check}",))
    for model in sorted((ROOT / "tests/spin").glob("*.pml")):
        yield Suite(f"check-models-{model.stem}", timeout=LONG_TIMEOUT * more,
                    command=("scripts/check-models", model.stem, *["--long"] * more))
    yield Suite("check-stack", command=("scripts/stack.py", "--check"))
    yield Suite("check-size", command=("scripts/size", "--check"))
    yield Suite("check-speed", command=("scripts/bench-target.py", "--check"))
    yield Suite("check-delays", command=("scripts/delays.py", "--check"))
    yield Suite("check-boards", command=("tests/board/check.py", *HOSTS, BOARDS[0],
                                         *[*BOARDS[1:], *SMP_BOARDS] * more))


def bench_suites():
    """The benchmarks run, do the same with each allocator, and count right."""
    yield Suite("bench", command=("tests/bench/host/check.py",))


def replay_suites():
    """A recorded trace, on a board and for the smallest arena."""
    for profile in ("fast", "compact", "tiny", "bounded"):
        yield Suite(f"replay-{profile}", expect=r"^replay .*\bfails=0\s*\Z",
                    command=("make", "-s", "replay", f"PROFILE={profile}", f"TRACE={TRACE}"))
    yield Suite("min-arena", expect=r"^coap_server .*\n(.*\n)+geomean,",
                command=("make", "-s", "min-arena", f"TRACES={TRACE}",
                         "RESULTS=build/test/min-arena"))


def report_suites():
    """Charts say what was measured, and the page what was not."""
    yield Suite("report", command=("tests/report/check.py",))


def host_builds():
    """(name, options) of the builds that hosts go through."""
    yield from variants()
    for profile in ("fast", "compact"):
        yield f"{profile}-asan", (f"PROFILE={profile}", "SAN=address")
        yield f"{profile}-cpu", (f"PROFILE={profile}", "SAN=address",
                                 "CONFIG=HAKMEM_MODEL_CPU=y")
    yield "fast-clang", ("PROFILE=fast", "CC=clang")
    yield "fast-debug", ("PROFILE=fast", "CONFIG=HAKMEM_DEBUG=y")
    yield "fast-single", ("PROFILE=fast", "SAN=address", "CONFIG=HAKMEM_MODEL_SINGLE=y")
    yield "tiny-asan", ("PROFILE=tiny", "SAN=address")
    yield "tiny-single", ("PROFILE=tiny", "SAN=address", "CONFIG=HAKMEM_MODEL_SINGLE=y")
    yield "tiny-cached", ("PROFILE=tiny", "SAN=address", "CONFIG=HAKMEM_RUN_CACHE=y")
    yield "bounded-asan", ("PROFILE=bounded", "SAN=address")
    yield "bounded-single", ("PROFILE=bounded", "SAN=address", "CONFIG=HAKMEM_MODEL_SINGLE=y")
    yield "bounded-small", ("PROFILE=bounded", "OPT=-Os")
    yield "fast-unpaged", ("PROFILE=fast", "CONFIG=HAKMEM_PAGES=n")
    yield "compact-unpaged", ("PROFILE=compact", "CONFIG=HAKMEM_PAGES=n")


# What make test leaves to the other host, or for single phases to the build without any.
LEFT_OUT = {"host": ("compact", "fast-cpu", "compact-cpu", "no-direct_cache",
                     "no-packed_flags", "no-hints", "no-phases", "no-sharded_free",
                     "fast-debug", "fast-small", "compact-small", "tiny", "tiny-single",
                     "tiny-cached", "bounded", "bounded-small", "compact-unpaged"),
            "host32": ("fast", "compact", "fast-asan", "fast-cpu", "no-direct_cache",
                       "no-packed_flags", "no-hints", "no-sharded_free", "fast-clang",
                       "fast-single", "compact-small", "tiny", "fast-unpaged", "bounded", "bounded-single")}


def host_suites(more):
    """Everything on this machine, in all models, with sanitizers."""
    for host in HOSTS:
        for name, options in host_builds():
            if more or name not in LEFT_OUT[host]:
                race = ("race",) if "single" not in name else ()
                yield Suite(f"{host}-{name}", ("unit", "model", *race, "misuse"), host, options)
    for profile in ("fast", "compact"):
        for model in ("thread", "cpu"):
            yield Suite(f"host-{profile}-{model}-tsan", ("race",), "host",
                        (f"PROFILE={profile}", "SAN=thread",
                         f"CONFIG=HAKMEM_MODEL_{model.upper()}=y"))
    for profile in ("tiny", "bounded"):
        yield Suite(f"host-{profile}-tsan", ("race",), "host",
                    (f"PROFILE={profile}", "SAN=thread"))


def mc_suites(more):
    """All interleavings of small scenes on kernel/'s own code."""
    for variant, args in (("thread", ""), ("cpu", ""), ("dense", "--short"),
                          ("unsharded", "--short"), ("thread-deletion", ""),
                          ("cpu-deletion", ""), ("runs", ""), ("runs-cached", "--short"),
                          ("runs-bare", "--short"), ("runs-index", "--short")):
        yield Suite(f"mc-{variant}", timeout=LONG_TIMEOUT * more,
                    command=("make", "-s", "check-mc", f"VARIANT={variant}",
                             f"ARGS={'--long' if more else args}"))
    yield Suite("mc-mutants", command=("make", "-s", "check-mutants"))


def board_suites(more):
    """Unit and model tests on the boards with one core."""
    for board in BOARDS:
        builds = list(variants())
        for profile in ("fast", "compact", "tiny", "bounded"):
            builds.append((f"{profile}-single",
                           (f"PROFILE={profile}", "CONFIG=HAKMEM_MODEL_SINGLE=y")))
        for name, options in builds:
            single_phase = name.startswith("no-") and name != "no-phases"
            if board == BOARDS[0]:
                wanted = more or not (single_phase or name == "compact-single")
            else:
                wanted = name in ("fast", "tiny", "bounded") or (name == "compact" and more)
            if wanted:
                yield Suite(f"{board}-{name}", ("unit", "model"), board, options)


def sweep_suites(more):
    """An interrupt at each instruction."""
    timeout = LONG_TIMEOUT if more else 1200
    threads = "CONFIG=HAKMEM_MODEL_THREAD=y"
    builds = [(f"{board}-sweep", board, ())
              for board in ("mps2-an385", M0, "mps2-an505", "riscv32-virt")]
    builds += [(f"{board}-sweep-tiny", board, ("PROFILE=tiny",))
               for board in ("mps2-an385", "riscv32-virt", *(M0, "mps2-an505") * more)]
    builds += [(f"{board}-sweep-bounded", board, ("PROFILE=bounded",))
               for board in ("mps2-an385", *(M0, "mps2-an505", "riscv32-virt") * more)]
    if more:
        builds.append(("mps2-an385-sweep-tiny-cached", "mps2-an385",
                       ("PROFILE=tiny", "CONFIG=HAKMEM_RUN_CACHE=y")))
        builds += [("mps2-an385-sweep-thread", "mps2-an385", (threads,)),
                   ("riscv32-virt-sweep-thread", "riscv32-virt", (threads,)),
                   ("riscv32-virt-sweep-rv32imc", "riscv32-virt", ("CPU=rv32imc",))]
        builds += [(f"{board}-sweep-{profile}", board, (f"PROFILE={profile}", f"CONFIG={PAGES}"))
                   for board in ("mps2-an385", M0) for profile in ("balanced", "compact")]
    for name, board, options in builds:
        yield Suite(name, timeout=timeout,
                    command=("tests/sweep/sweep.py", board, *options, f"--timeout={timeout}",
                             *["--long"] * more))
    yield Suite("sweep-mutants", timeout=timeout, command=("tests/sweep/mutants.py",))


def rtos_suites(more):
    """Tasks on the Cortex-M boards; microbit has room for the compact profile."""
    builds = [("mps2-an385", "fast")]
    if more:
        builds += [("mps2-an385", "balanced"), ("mps2-an385", "compact"), ("mps2-an505", "fast"),
                   (M0, "compact"), ("microbit", "compact")]
    for board, profile in builds:
        options = (f"PROFILE={profile}", f"CONFIG={PAGES}", *["KCFLAGS=-DRTOS_LONG=1"] * more)
        yield Suite(f"{board}-rtos-{profile}", ("rtos",), board, options, icount=True,
                    timeout=LONG_TIMEOUT if more else RUN_TIMEOUT * 4)
    builds = [("mps2-an385", "fast", "cpu"), ("mps2-an385", "fast", "thread"),
              (M0, "compact", "cpu")]
    if more:
        builds += [("mps2-an385", "compact", "thread"), ("mps2-an505", "fast", "thread"),
                   ("microbit", "compact", "cpu")]
    for board, profile, config in builds:
        options = (f"PROFILE={profile}", f"CONFIG=HAKMEM_MODEL_{config.upper()}=y"
                   f" HAKMEM_TASK_DELETION=y{PAGES}", *["KCFLAGS=-DRTOS_LONG=1"] * more)
        yield Suite(f"{board}-rtos-repair-{profile}-{config}", ("rtos",), board, options,
                    (("rtos", "--filter=repair."),), icount=True,
                    timeout=LONG_TIMEOUT if more else RUN_TIMEOUT * 4)
    if more:
        yield Suite("mps2-an385-rtos-clang", ("rtos",), "mps2-an385", ("CC=clang",),
                    icount=True, timeout=RUN_TIMEOUT * 4)


def delete_suites(more):
    """A task that is deleted at each instruction; the thread model on a target."""
    deletion = "HAKMEM_TASK_DELETION=y"
    builds = [("mps2-an385", "fast", "cpu"), ("mps2-an385", "fast", "thread")]
    if more:
        builds += [(M0, "compact", "cpu"), ("mps2-an385", "balanced", "cpu"),
                   ("mps2-an385", "compact", "cpu"), ("mps2-an385", "compact", "thread"),
                   ("mps2-an505", "fast", "thread"), ("riscv32-virt", "fast", "cpu")]
    for board, profile, model in builds:
        yield Suite(f"{board}-delete-{profile}-{model}", ("delete",), board,
                    (f"PROFILE={profile}",
                     f"CONFIG=HAKMEM_MODEL_{model.upper()}=y {deletion}{PAGES}"),
                    icount=True, timeout=LONG_TIMEOUT if more else RUN_TIMEOUT * 4)
    for model in ("cpu", "thread") if more else ():
        yield Suite(f"host-delete-{model}", ("delete",), "host",
                    (f"CONFIG=HAKMEM_MODEL_{model.upper()}=y {deletion} HAKMEM_CLASS_MAX=1024"
                     " HAKMEM_SLICE_SHIFT_MIN=7 HAKMEM_SLICE_SHIFT_MAX=7"
                     " HAKMEM_PAGE_BYTES=256 HAKMEM_CARVE_BLOCKS=8 HAKMEM_DIRECT_PAGES=33",),
                    timeout=LONG_TIMEOUT)
    yield Suite("delete-mutants", command=("tests/delete/mutants.py",))
    for profile in ("fast", "compact") if more else ("fast",):
        yield Suite(f"mps2-an385-{profile}-thread", ("unit", "model"), "mps2-an385",
                    (f"PROFILE={profile}", "CONFIG=HAKMEM_MODEL_THREAD=y"))
    yield Suite("host-fast-deletion", ("unit", "model", "race", "misuse"), "host",
                ("PROFILE=fast", "SAN=address", f"CONFIG=HAKMEM_MODEL_CPU=y {deletion}"))


def wcet_suites(more):
    """No path takes longer than its bound: states that are built for it."""
    for board in ("mps2-an385", M0, *("mps2-an505", "riscv32-virt") * more):
        yield Suite(f"wcet-{board}", timeout=LONG_TIMEOUT * more,
                    command=("scripts/wcet.py", "--check", f"--board={board}",
                             *["--quick"] * (not more)))


def smp_suites(more):
    """Two cores; on the host, two threads that share the heaps of two cores."""
    arguments = (("smp", f"--ops={1000000 if more else 100000}"),)
    timeout = LONG_TIMEOUT if more else 0
    for profile in ("fast", "compact", "tiny", "bounded"):
        options = (f"PROFILE={profile}", SMP)
        for board in SMP_BOARDS:
            whole = more or (profile == "fast" and board in ("virt-arm64", "riscv64-smp"))
            programs = ("unit", "model", "smp") if whole else ("smp",)
            if more or profile == "fast" or board in ("mps2-an521", "virt-arm64"):
                yield Suite(f"{board}-{profile}", programs, board, options, arguments,
                            timeout=timeout)
        yield Suite(f"host-{profile}-smp", ("smp",), "host", options, arguments,
                    timeout=timeout)
    yield Suite("host-fast-smp-tsan", ("smp",), "host", ("PROFILE=fast", "SAN=thread", SMP),
                (("smp", "--ops=20000"),))
    yield Suite("smp-mutants", command=("tests/smp/mutants.py",))


def preload_suites(more):
    """malloc() itself: linked in, statically, preloaded; real programs on it."""
    for link in ("", *["-static", "-static-pie"] * more):
        yield Suite(f"host-malloc{link}", ("preload",), "host",
                    ("PROFILE=fast", "CONFIG=HAKMEM_MALLOC=y", f"PRELOAD_LINK={link}"))
    yield Suite("preload-unit", command=("scripts/preload.py", "unit"))
    yield Suite("preload-programs", command=("scripts/preload.py", "check"))


def suites(more=False):
    """The table of everything that make test runs; with more, make test-long.

    Long suites come first, so that no core is idle at the end.
    """
    yield from sweep_suites(more)
    yield from mc_suites(more)
    yield from smp_suites(more)
    yield from check_suites(more)
    yield from rtos_suites(more)
    yield from wcet_suites(more)
    yield from delete_suites(more)
    yield from bench_suites()
    yield from replay_suites()
    yield from report_suites()
    yield from preload_suites(more)
    yield from host_suites(more)
    yield from board_suites(more)


# --------------------------------------------------------------------- results

@dataclasses.dataclass
class Result:
    """What came of a suite."""
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    output: str = ""
    seconds: float = 0
    last: str = ""      # line of output

    def add(self, other):
        """Count another one in."""
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped

    def fail(self, reason):
        """Count a failure that no test line tells."""
        self.failed += 1
        self.output += f"*** {reason}\n"


KTAP_RESULT = re.compile(r"( *)(not )?ok\b[^#]*(?:# *(SKIP|XFAIL|TODO))?", re.IGNORECASE)
KTAP_PLAN = re.compile(r"( *)1\.\.(\d+)")
CHECK_RESULT = re.compile(r"(PASS|FAIL) ")


def parse_ktap(text, result):
    """Counts KTAP's leaves: a line that sums up a subtest is not a test."""
    done, plan, failed_below = {}, {}, set()    # by indentation

    def close(depth):
        """Ends the subtests deeper than depth; true if there were any."""
        short = [d for d in plan if d > depth and plan[d] != done.get(d, 0)]
        if short:   # of several, the innermost tells where it ended
            inner = max(short)
            result.fail(f"{done.get(inner, 0)} results of {plan[inner]} planned")
            failed_below.add(inner)
        deeper = [d for d in {*done, *plan} if d > depth]
        for inner in deeper:
            done.pop(inner, None)
            plan.pop(inner, None)
        return bool(deeper)

    for line in text.splitlines():
        if match := KTAP_PLAN.match(line):
            depth = len(match[1])
            close(depth - 1)
            plan[depth] = int(match[2])
        elif match := KTAP_RESULT.match(line):
            depth = len(match[1])
            sums_up = close(depth)
            failed = match[2] is not None
            if match[3] and not (failed and match[3].upper() == "SKIP"):
                result.skipped += not sums_up
            elif not sums_up:
                result.passed += not failed
                result.failed += failed
            elif failed and not any(d > depth for d in failed_below):
                result.fail(f"no subtest failed, and yet: {line.strip()}")
            failed_below = {d for d in failed_below if d <= depth}
            if failed:
                failed_below.add(depth)
            done[depth] = done.get(depth, 0) + 1
    close(-1)


def parse_check(text, result):
    """Counts PASS and FAIL lines."""
    for line in text.splitlines():
        if match := CHECK_RESULT.match(line):
            result.passed += match[1] == "PASS"
            result.failed += match[1] == "FAIL"


# --------------------------------------------------------------------- running

def call(command, timeout, result):
    """Runs a command; its output is added to the result's.

    Returns (output, exit code), the code None after a timeout.
    """
    env = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS"))}
    env["JOBS"] = "1"
    result.output += "$ " + " ".join(f"'{a}'" if " " in a else a for a in command) + "\n"
    with subprocess.Popen(command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          start_new_session=True) as process:
        # The group: the command and what it started.
        timer = threading.Timer(timeout, os.killpg, (process.pid, signal.SIGKILL))
        timer.start()
        lines = []
        for line in process.stdout:
            lines.append(line.decode(errors="replace").replace("\r", ""))
            result.last = lines[-1].strip() or result.last
        code = process.wait()
        if not timer.is_alive():
            code = None
        timer.cancel()
    text = "".join(lines)
    result.output += text
    return text, code


def judge(text, code, parse, result):
    """Counts what a run printed, and the run itself if it says nothing."""
    before = dataclasses.replace(result)
    parse(text, result)
    if code is None:
        result.fail("timed out")
    elif code and result.failed == before.failed:
        result.fail(f"exit code {code} and no failed test")
    elif code:
        result.output += f"*** exit code {code}\n"
    elif (result.passed, result.failed, result.skipped) == \
            (before.passed, before.failed, before.skipped):
        result.fail("no test was run")


def run_program(suite, program, result):
    """Builds a program for the suite's board and runs it there."""
    folder = f"build/test/{suite.name}"
    _, code = call(("make", "-s", "-f", "scripts/Makefile.image", f"BOARD={suite.board}",
                    f"PROG=tests/{program}", f"O={folder}", *suite.options),
                   BUILD_TIMEOUT, result)
    if code != 0:
        result.fail(f"tests/{program} was not built")
        return
    timeout = suite.timeout or RUN_TIMEOUT
    text, code = call(("qemu/run", suite.board, f"{folder}/{program}.elf",
                       "--timeout", str(timeout), *["--icount"] * suite.icount, "--",
                       *(arg for name, arg in suite.arguments if name == program)),
                      timeout + 10, result)
    judge(text, code, parse_ktap, result)


def run_suite(suite):
    """Runs one suite."""
    start = time.monotonic()
    result = Result()
    underway[suite.name] = start, result
    for program in suite.programs:
        run_program(suite, program, result)
    if suite.command:
        text, code = call(suite.command, suite.timeout or COMMAND_TIMEOUT, result)
        if not suite.expect:
            parse = parse_ktap if "KTAP version" in text else parse_check
            judge(text, code, parse, result)
        elif code == 0 and re.search(suite.expect, text, re.MULTILINE):
            result.passed += 1
        else:
            result.fail(f"exit code {code}; expected 0 and: {suite.expect}")
    result.seconds = time.monotonic() - start
    del underway[suite.name]
    return result


underway = {}   # name: (when it began, result)


def watch(stop):
    """Tells each minute what long suites are doing."""
    while not stop.wait(60):
        for name, (start, result) in list(underway.items()):
            if (seconds := time.monotonic() - start) > 60:
                print(f"  {name}, {seconds / 60:.0f} min: {result.last[:100]}", flush=True)


def summary(result):
    """Counts as text."""
    skipped = f", {result.skipped} skipped" if result.skipped else ""
    return f"{result.passed} passed, {result.failed} failed{skipped}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--list", action="store_true", help="print the suites' names")
    parser.add_argument("--long", action="store_true", help="with larger bounds")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(),
                        help="suites at a time (one for each core)")
    parser.add_argument("text", nargs="*", help="only suites with this in their name")
    args = parser.parse_args()

    selected = [s for s in suites(args.long)
                if not args.text or any(t in s.name for t in args.text)]
    if args.list:
        print("\n".join(s.name for s in selected))
        return 0

    total, done = Result(), 0
    start = time.monotonic()
    stop = threading.Event()
    threading.Thread(target=watch, args=(stop,), daemon=True).start()
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        running = {pool.submit(run_suite, s): s for s in selected}
        try:
            for future in concurrent.futures.as_completed(running):
                result = future.result()
                total.add(result)
                done += 1
                print(f"[{done}/{len(selected)}] {running[future].name}: {summary(result)}"
                      f" ({result.seconds:.0f} s)", flush=True)
                if result.failed:
                    print(result.output, flush=True)
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    stop.set()
    print(f"{len(selected)} suites in {time.monotonic() - start:.0f} s,"
          f" {total.skipped} tests skipped")
    if not selected:
        total.fail("no suite has that name")
    print(f"{total.passed} passed, {total.failed} failed")
    return 1 if total.failed else 0


if __name__ == "__main__":
    sys.exit(main())
