# SPDX-License-Identifier: MIT
"""Do programs on boards catch the seeded bugs of tests/mutants?

What the mutants.py of several tests share: without the bug the cases pass, with it they
must fail, end in a fault or not end."""

import dataclasses
import pathlib
import shutil
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent
TIMEOUT = 60                                # seconds, a run; images find most hangs
NO_SUCH_CASE, TIMED_OUT, NOT_STARTED = 2, 124, 125      # exit codes


def output(*command, cwd=ROOT):
    """Exit code and output of a command."""
    done = subprocess.run([str(word) for word in command], cwd=cwd, check=False, text=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT)
    return done.returncode, done.stdout


def mutate(*args):
    """Output of scripts/mutate."""
    code, text = output("scripts/mutate", *args)
    if code:
        raise RuntimeError(text.strip())
    return text.strip()


@dataclasses.dataclass(frozen=True)
class Program:
    """A folder of tests/, made for a board with options of scripts/Makefile.image."""
    name: str
    board: str
    folder: str             # where it is made, the same in each tree
    options: tuple = ()
    arguments: tuple = ()   # of the program, beside the cases

    def build(self, tree):
        """Makes it in a tree."""
        code, text = output("make", "-s", "-f", "scripts/Makefile.image",
                            f"BOARD={self.board}", f"PROG=tests/{self.name}",
                            f"O={self.folder}", *self.options, cwd=tree)
        if code:
            raise RuntimeError(f"is not built:\n{text}")

    def run(self, tree, cases, explain):
        """What went wrong, or None when the cases pass, and the text: explain() finds it there."""
        code, text = output("qemu/run", self.board, f"{self.folder}/{self.name}.elf", "--icount",
                            "--timeout", TIMEOUT, "--", f"--filter={cases}",
                            *self.arguments, cwd=tree)
        if code in (NO_SUCH_CASE, NOT_STARTED):
            raise RuntimeError(f"did not run:\n{text}")
        if not code:
            return None, text
        why = "timed out" if code == TIMED_OUT else f"exit code {code}"
        return explain(text) or why, text


def try_mutant(name, program, cases, explain, work, good):
    """Builds and runs one. @good: (program, cases) that pass without any bug."""
    where = f"{cases} on {program.board}"
    if (program, cases) not in good:
        program.build(ROOT)
        why, text = program.run(ROOT, cases, explain)
        if why:
            raise RuntimeError(f"{where} fails without it: {why}\n{text}")
        good.add((program, cases))
    tree = work / name
    shutil.rmtree(tree, ignore_errors=True)
    mutate(name, tree)
    shutil.copytree(ROOT / program.folder, tree / program.folder)
    program.build(tree)
    why, _ = program.run(tree, cases, explain)
    if not why:
        raise RuntimeError(f"was not caught by {where}")
    shutil.rmtree(tree)
    return f"caught by {where}: {why}"


def check(wanted, find, explain, work):
    """Prints one PASS or FAIL line for each of wanted, (name, key); True: one failed.

    find(name, key) gives the program and the cases."""
    work.mkdir(parents=True, exist_ok=True)
    failed, good = not wanted, set()
    for name, key in wanted:
        try:
            caught = try_mutant(name, *find(name, key), explain, work, good)
            print(f"PASS mutant {name} {caught}", flush=True)
        except RuntimeError as error:
            failed = True
            print(f"FAIL mutant {name} {error}", flush=True)
    return failed
