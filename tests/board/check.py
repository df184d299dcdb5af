#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""tests/board/check.py [BOARD...]: do the boards, qemu/run and ktest keep their word?

Builds tests/board and tests/ktest_selftest for each board (default: all), runs them in
every way in which a run can begin and end, and prints KTAP. Fails if one check does.
"""

import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
BLOB_BYTES = 100_001
HOSTED_CORES = 4
FAULT, STACK, TIMED_OUT, NOT_STARTED = 120, 121, 124, 125


def build(board, prog):
    """Makes a program and returns its path."""
    out = f"build/check/{board}"
    subprocess.run(["make", "-s", "-f", "scripts/Makefile.image", f"BOARD={board}",
                    f"PROG=tests/{prog}", f"O={out}"],
                   cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return ROOT / out / f"{prog}.elf"


def run(board, image, *args, **env):
    """Returns exit code and console."""
    done = subprocess.run([ROOT / "qemu/run", board, image, *args], stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, text=True, env=os.environ | env)
    return done.returncode, done.stdout


class Checks:
    """The checks of one board, each a method; what they raise is their failure."""

    def __init__(self, board, blob):
        self.board, self.blob = board, blob
        self.hosted = not (ROOT / "qemu" / board / "board.ld").exists()
        text = (ROOT / "qemu" / board / "board.mk").read_text()
        self.emulated = "\nemulator := " in text   # where the machine at hand cannot run it
        found = re.search(r"^cores := (\d+)$", text, re.MULTILINE)
        # On the host threads stand for cores: as many as tests/board/cores.c wants.
        self.cores = HOSTED_CORES if self.hosted else int(found[1]) if found else 1
        self.image = build(board, "board")
        self.selftest = build(board, "ktest_selftest")

    def run(self, *args, **env):
        return run(self.board, self.image, *args, **env)

    def expect(self, code, pattern, *args, **env):
        """Runs the image and compares exit code and console."""
        got, text = self.run(*args, **env)
        assert got == code, f"exit code {got}, not {code}"
        assert re.fullmatch(pattern, text), f"console {text!r}, not {pattern!r}"

    @staticmethod
    def died(code):
        """By a signal, or as sanitizers make it."""
        return code < 0 or code == 1

    def check_suites(self):
        code, text = self.run()
        assert code == 0, f"exit code {code}\n{text}"
        assert f"  # {'0' * 199}7|\n" in text, "a long line is broken"

    def check_suites_with_icount(self):
        code, text = self.run("--icount")
        assert code == 0, f"exit code {code}\n{text}"
        assert self.hosted or ("ok 4 cost\n" in text and "without --icount" not in text), text

    def check_failures_are_seen(self):
        code, text = run(self.board, self.selftest)
        expected = (ROOT / "tests/ktest_selftest/expected").read_text()
        assert text == expected, f"differs from tests/ktest_selftest/expected\n{text}"
        assert code == 1, f"exit code {code}"

    def check_filter_and_seed(self):
        code, text = run(self.board, self.selftest, "--filter=holds.o", "--seed=0x2a")
        assert code == 0 and "pass:3 fail:0 skip:0" in text, text
        code, text = run(self.board, self.selftest, "--filter=passes", "--seed=42")
        assert code == 0 and "seed 0x2a" in text, text
        for wrong in "--filter=nothing", "--seed=", "--seed=0xg", "--sed=1":
            code, text = run(self.board, self.selftest, wrong)
            assert code == 2, f"{wrong}: exit code {code}"

    def check_arguments(self):
        self.expect(0, r"\[.*board.elf\]\n\[arguments\]\n\[a,b\]\n\[--x=1\]\n", "--",
                    "arguments", "a,b", "--x=1")

    def check_too_many_arguments(self):
        if not self.hosted:
            self.expect(NOT_STARTED, "more than .*\n", *"x" * 16)
            self.expect(NOT_STARTED, "command line .*\n", "x" * 600)

    def check_exit_code(self):
        for code in 0, 1, 7, 99:
            self.expect(code, "no newline", "exit", f"{code:02}")

    def check_blob(self):
        self.expect(0, "none 0 0\n", "blob")
        if self.board == "microbit":
            self.expect(NOT_STARTED, "", "--blob", self.blob, "blob")
            return
        value = 0
        for byte in self.blob.read_bytes():
            value = (value * 31 + byte) & 0xffffffff
        self.expect(0, f"blob {BLOB_BYTES} {value}\n", "--blob", self.blob, "blob")

    def check_fault(self):
        if self.hosted:
            assert self.died(self.run("fault")[0])
        else:
            self.expect(FAULT, r"FAULT pc=0x[0-9a-f]+ lr=0x[0-9a-f]+ cause=0x[0-9a-f]+\n", "fault")

    def check_stack_overflow(self):
        if self.hosted:
            assert self.died(self.run("overflow")[0])
        else:
            self.expect(STACK, "FAULT stack overflow\n", "overflow")
            self.expect(STACK, "FAULT stack overflow\n", "canary")

    def check_other_core(self):
        if self.hosted or self.cores == 1:
            return
        self.expect(7, "no newline", "core", "exit", "07")
        self.expect(FAULT, r"FAULT pc=0x[0-9a-f]+ lr=0x[0-9a-f]+ cause=0x[0-9a-f]+\n",
                    "core", "fault")
        self.expect(STACK, "FAULT stack overflow\n", "core", "overflow")
        self.expect(STACK, "FAULT stack overflow\n", "core", "canary")

    def check_lines_stay_whole(self):
        code, text = self.run("print")
        lines = [f"core {core} prints line {i}" for core in range(self.cores)
                 for i in range(200)]
        assert code == 0 and sorted(text.splitlines()) == sorted(lines), text

    def check_timeout(self):
        self.expect(TIMED_OUT, "", "--timeout", "0.5", "hang")

    def check_emulated(self):
        if self.emulated:
            self.expect(7, "no newline", "exit", "07", IMAGE_EMULATE="1")
            assert self.died(self.run("fault", IMAGE_EMULATE="1")[0])

    def check_missing_qemu(self):
        if not self.hosted or self.emulated:
            with tempfile.TemporaryDirectory() as tools:
                for tool in "bash", "sh", "dirname", "readlink", "sed":
                    os.symlink(f"/bin/{tool}", f"{tools}/{tool}")
                self.expect(NOT_STARTED, "", PATH=tools, NO_INSTALL="1", IMAGE_EMULATE="1")


def main():
    boards = sys.argv[1:] or sorted(p.parent.name for p in ROOT.glob("qemu/*/board.mk"))
    names = [name for name in vars(Checks) if name.startswith("check_")]
    failed = False
    print(f"KTAP version 1\n1..{len(boards)}")
    with tempfile.TemporaryDirectory() as folder:
        blob = pathlib.Path(folder, "a,b.bin")
        blob.write_bytes(random.Random(1).randbytes(BLOB_BYTES))
        for number, board in enumerate(boards, 1):
            checks = Checks(board, blob)
            failures = 0
            print(f"  KTAP version 1\n  # Subtest: {board}\n  1..{len(names)}")
            for i, name in enumerate(names, 1):
                try:
                    getattr(checks, name)()
                    print(f"  ok {i} {name[6:]}")
                except AssertionError as error:
                    failures += 1
                    print(*(f"  # {line}" for line in str(error).splitlines()), sep="\n")
                    print(f"  not ok {i} {name[6:]}")
            print(f"{'not ' * bool(failures)}ok {number} {board}", flush=True)
            failed |= bool(failures)
    return failed


if __name__ == "__main__":
    sys.exit(main())
