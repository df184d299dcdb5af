#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""tests/sweep/sweep.py BOARD [--long] [OPTION=VALUE...]: an interrupt at every instruction.

Builds tests/sweep for the board and runs it twice. First without an interrupt, while
QEMU notes each instruction of the library that is executed. Then the sweep, in which
the image tells where each interrupt came. Both lists must be the same, instruction by
instruction, but for those that are executed with interrupts masked. That every action
met the same instructions as the first one, the image checks itself; in the short run
it leaves out most repetitions of an instruction.

Prints KTAP and three tables. By path: how many instructions were executed, and are
masked. By path and action: at how many of them that action came. By function: how many
of its instructions were executed, and interrupted. What no interrupt came to is listed
below. The whole table, a line an instruction, and the second one as JSON are written to
build/results. Options are those of scripts/Makefile.image.
"""

import argparse
import bisect
import dataclasses
import json
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
RESULTS = ROOT / "build" / "results"
TRACED = re.compile(r"Trace \d+: \S+ \[[0-9a-f]+/([0-9a-f]+)/")
MASKS = re.compile(r"cpsid\s+i|csrr?ci?\s+(\S+,)?mstatus,8\b")
UNMASKS = re.compile(r"msr\s+PRIMASK|csrr?s\s+(\S+,)?mstatus,[a-z]")


def output(*command):
    """What a command prints."""
    return subprocess.run([str(word) for word in command], cwd=ROOT, check=True, text=True,
                          stdout=subprocess.PIPE).stdout


@dataclasses.dataclass
class Image:
    """The program and what is known of it."""
    board: str
    path: pathlib.Path
    tools: str                  # prefix of objdump and nm
    symbols: dict = dataclasses.field(default_factory=dict)
    functions: list = dataclasses.field(default_factory=list)   # (address, name)
    code: dict = dataclasses.field(default_factory=dict)        # address: instruction

    def read(self):
        """Symbols and instructions of the library."""
        for line in output(self.tools + "nm", "-n", self.path).splitlines():
            address, kind, name = line.split()
            self.symbols[name] = int(address, 16)
            if kind in "tTW" and not name.startswith((".", "$")):
                self.functions.append((int(address, 16), name))
        self.functions = [(a, n) for a, n in self.functions if self.in_library(a)]
        for line in output(self.tools + "objdump", "-d", "--no-show-raw-insn",
                           f"--start-address={self.start}", f"--stop-address={self.end}",
                           self.path).splitlines():
            if match := re.match(r"\s*([0-9a-f]+):\t(.*)", line):
                if not match[2].startswith("."):    # .word and the like are data
                    self.code[int(match[1], 16)] = match[2]
        return self

    @property
    def start(self):
        return self.symbols["__library_start"]

    @property
    def end(self):
        return self.symbols["__library_end"]

    def in_library(self, address):
        return self.start <= address < self.end

    def function(self, address):
        """The name of the function that the instruction is in."""
        at = bisect.bisect_right(self.functions, (address, "\x7f"))
        return self.functions[at - 1][1] if at else "?"

    def run(self, *args):
        """Runs it. Returns (exit code, console)."""
        done = subprocess.run([ROOT / "qemu/run", self.board, self.path, *args], text=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, check=False)
        return done.returncode, done.stdout


def build(board, options):
    """Makes the program."""
    folder = "build/sweep/" + re.sub("[ /=]", "-", "-".join((board, *options)))
    command = ["make", "-s", "-f", "scripts/Makefile.image", f"BOARD={board}",
               "PROG=tests/sweep", f"O={folder}", *options]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    tools = subprocess.run([*command, "pass=program",
                            "--eval=tools: ; @echo $(CROSS_COMPILE)", "tools"], cwd=ROOT,
                           check=True, text=True, stdout=subprocess.PIPE).stdout.split()[-1]
    return Image(board, ROOT / folder / "sweep.elf", tools).read()


def executed(image):
    """{scenario: [address, ...]}: what each call executes, in order."""
    mark = image.symbols["engine_mark"]
    with tempfile.NamedTemporaryFile() as log:
        code, text = image.run("--trace", log.name,
                               f"{image.start:#x}..{image.end - 1:#x},{mark:#x}..{mark:#x}",
                               "--", "--trace")
        names = re.findall(r"^# trace (\w+)$", text, re.MULTILINE)
        if code or not names:
            raise SystemExit(f"not traced: exit code {code}\n{text}")
        calls, inside = [], False
        with open(log.name, encoding="ascii") as lines:
            for line in lines:
                if not (match := TRACED.match(line)):
                    continue
                address = int(match[1], 16)
                if address == mark:
                    inside = not inside
                    if inside:
                        calls.append([])
                elif inside:
                    calls[-1].append(address)
    if len(calls) != len(names) or inside:
        raise SystemExit(f"{len(calls)} calls traced, not {len(names)}")
    return dict(zip(names, calls))


@dataclasses.dataclass
class Found:
    """What the image says of a scenario."""
    addresses: list     # where its call was interrupted, in order
    actions: int = 0    # number of actions that came at each of them
    runs: int = 0
    met: dict = dataclasses.field(default_factory=dict)     # action: (how many, of)


def interrupted(image, text, suite):
    """{scenario: Found} of the suite."""
    calls, found, inside = {}, Found([]), False
    for line in text.splitlines():
        if match := re.match(r" *# Subtest: (\w+)", line):
            inside = match[1] == suite
        if not inside:
            continue
        if match := re.match(r" *# pc ([0-9a-f ]+)$", line):
            found.addresses += [image.start + int(pc, 16) for pc in match[1].split()]
        elif match := re.match(r" *# \d+ instructions, (\d+) actions, (\d+) runs", line):
            found.actions, found.runs = int(match[1]), int(match[2])
        elif match := re.match(r" *# action (\w+) met (\d+) of (\d+)", line):
            found.met[match[1]] = int(match[2]), int(match[3])
        elif match := re.match(r" *(not )?ok \d+ (\w+)", line):
            if found.addresses and not match[1]:
                calls[match[2]] = found
            found = Found([])
    return calls


def expected(image, addresses):
    """Where interrupts come to when one is due at each of @addresses.

    Returns (list, positions that are masked): an interrupt that is due there waits for
    the first instruction behind.
    """
    masked, masks = set(), False
    for i, address in enumerate(addresses):
        if masks:
            masked.add(i)
        if MASKS.search(image.code[address]):
            masks = True
        elif UNMASKS.search(image.code[address]):
            masks = False
    if masks:
        raise SystemExit("a call that ends with interrupts masked")
    result, follows = [], None
    for i in reversed(range(len(addresses))):
        if i not in masked:
            follows = addresses[i]
        result.append(follows)
    return result[::-1], masked


def stretches(masked):
    """Numbers of instructions between the one that masks and the one that unmasks."""
    lengths, last = [], None
    for i in sorted(masked):
        if last is not None and i == last + 1:
            lengths[-1] += 1
        else:
            lengths.append(0)
        last = i
    return lengths


class Ktap:
    """One level of results."""

    def __init__(self, count, indent=""):
        self.count, self.indent, self.number, self.failed = count, indent, 0, False
        print(f"{indent}KTAP version 1\n{indent}1..{count}")

    def result(self, good, name):
        self.number += 1
        self.failed |= not good
        print(f"{self.indent}{'' if good else 'not '}ok {self.number} {name}", flush=True)

    def say(self, text):
        print(f"{self.indent}# {text}")


def compare(image, wanted, found, tasks, name):
    """Prints a result for each scenario, and the tables. Returns whether all is well.

    @found: of handlers, @tasks: of tasks, by scenario.
    """
    ktap = Ktap(len(wanted), "  ")
    rows, met, masked_at, longest = [], set(), set(), 0
    for path, addresses in wanted.items():
        due, masked = expected(image, addresses)
        there = found.get(path, Found([]))
        if due != there.addresses:
            at = next((i for i, pair in enumerate(zip(due, there.addresses))
                       if pair[0] != pair[1]), min(len(due), len(there.addresses)))
            ktap.say(f"{len(addresses)} executed, {len(there.addresses)} interrupted; they"
                     f" differ from number {at + 1} on")
        ktap.result(due == there.addresses, path)
        rows.append((path, len(addresses), len(set(addresses)), len(masked),
                     there.actions, there.runs))
        met.update(there.addresses)
        masked_at.update(addresses[i] for i in masked)
        longest = max([longest, *stretches(masked)])
    table(("path", "executed", "different", "masked", "actions", "runs"), rows)
    print("  #")
    by_action(wanted, found, tasks, name)
    print("  #")
    functions(image, wanted, met, masked_at - met)
    ktap.say(f"each instruction: {each_instruction(image, wanted, found, tasks, name)}")
    for first, last in ranges(image, masked_at - met):
        ktap.say(f"masked: {image.function(first)}, {first:#x} to {last:#x}")
    ktap.say(f"longest masked stretch: {longest} instructions between masking and unmasking")
    return not ktap.failed


def table(head, rows):
    """Names and numbers, and their sums."""
    sums = ("all", *(sum(column) for column in list(zip(*rows))[1:]))
    for row in (head, *rows, sums):
        print(f"  # {row[0]:<32}" + "".join(f"{cell:>12}" for cell in row[1:]))


def by_action(wanted, found, tasks, name):
    """Prints and writes at how many instructions of each path each action came.

    Of instructions that a path executes again and again, the short run leaves most
    repetitions out.
    """
    rows = [{"path": path, "by": by, "action": action, "met": met, "of": of}
            for path in wanted for by, where in (("handler", found), ("task", tasks))
            for action, (met, of) in where.get(path, Found([])).met.items()]
    columns = list(dict.fromkeys((row["by"], row["action"]) for row in rows))
    cells = {(row["path"], row["by"], row["action"]): row for row in rows}
    print("  # instructions of the path (down) that the action came at; -: not applicable")
    for i, (by, action) in enumerate(columns):
        print(f"  #   {chr(ord('a') + i)}: {by} {action}")
    print(f"  # {'':<22}" + "".join(f"{chr(ord('a') + i):>6}" for i in range(len(columns))))
    for path in wanted:
        print(f"  # {path:<22}" + "".join(
            f"{cells[path, *column]['met'] if (path, *column) in cells else '-':>6}"
            for column in columns))
    short = [row for row in rows if row["met"] != row["of"]]
    print(f"  # {len(rows)} pairs of path and action,"
          f" {len(rows) - len(short)} of them at each instruction of the path")
    for row in short:
        print(f"  #   not all: {row['path']}, {row['by']} {row['action']}:"
              f" {row['met']} of {row['of']}")
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(
        {"name": name, "command": " ".join(("tests/sweep/sweep.py", *sys.argv[1:])),
         "unit": "instructions of the path that the action came at", "rows": rows},
        indent=1) + "\n")


def each_instruction(image, wanted, found, tasks, name):
    """Writes what came at each executed instruction, in which path. Returns the file."""
    where = {}      # address: {path: how often}
    for path, addresses in wanted.items():
        for address in addresses:
            counts = where.setdefault(address, {})
            counts[path] = counts.get(path, 0) + 1
    met = {path: set(there.addresses) for path, there in found.items()}
    file = RESULTS / f"{name}.txt"
    with open(file, "w", encoding="ascii") as out:
        for address in sorted(where):
            out.write(f"{address:#x} {image.function(address)}: {image.code[address]}\n")
            for path, count in where[address].items():
                actions = [*found.get(path, Found([])).met,
                           *(f"task:{a}" for a in tasks.get(path, Found([])).met)]
                out.write(f"    {path} x{count}: " + (", ".join(actions) if address in
                          met.get(path, ()) else "masked: none comes here") + "\n")
    return file.relative_to(ROOT)


def functions(image, wanted, met, masked):
    """Prints for each function: instructions, executed, interrupted, masked ones."""
    ran = {address for addresses in wanted.values() for address in addresses}
    rows = {}
    for address in image.code:
        row = rows.setdefault(image.function(address), [0, 0, 0, 0])
        row[0] += 1
        row[1] += address in ran
        row[2] += address in ran and address in met
        row[3] += address in ran and address in masked
    table(("function", "length", "executed", "interrupted", "masked"),
          [(name, *row) for name, row in rows.items() if row[1]])


def ranges(image, addresses):
    """Neighbours together: (first, last) of each stretch of code."""
    code = sorted(image.code)
    found, follows = [], None
    for address in sorted(addresses):
        if address == follows:
            found[-1] = found[-1][0], address
        else:
            found.append((address, address))
        at = bisect.bisect_right(code, address)
        follows = code[at] if at < len(code) else None
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--long", action="store_true", help="two interrupts in all paths, too,"
                        " with all actions")
    parser.add_argument("--pairs", type=int, metavar="N", help="likewise, with N pairs of"
                        " instructions of each path and action (1000)")
    parser.add_argument("--timeout", type=int, help="seconds (900; 8 hours for the former two)")
    parser.add_argument("board")
    parser.add_argument("options", nargs="*", metavar="OPTION=VALUE")
    args = parser.parse_args()
    timeout = args.timeout or (8 * 3600 if args.long or args.pairs else 900)

    image = build(args.board, args.options)
    wanted = executed(image)
    code, text = image.run("--icount", "--timeout", str(timeout), "--",
                           *["--long"] * args.long,
                           *[f"--pairs={args.pairs}"] * bool(args.pairs))
    ktap = Ktap(2)
    for line in text.splitlines():
        if line.strip() and "# pc " not in line:
            print(f"  {line}")
    ktap.result(code == 0, "sweep")
    if code:
        ktap.say(f"exit code {code}")
    name = "-".join(("sweep", image.path.parent.name, *["long"] * args.long))
    ktap.result(compare(image, wanted, interrupted(image, text, "calls"),
                        interrupted(image, text, "switched"), name), "coverage")
    return ktap.failed


if __name__ == "__main__":
    sys.exit(main())
