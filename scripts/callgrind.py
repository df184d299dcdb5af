# SPDX-License-Identifier: MIT
"""Exact counts of what a program executes, by valgrind's callgrind.

Counted is what functions whose names match a pattern do, with all that they call; caches
and branch predictor are simulated, with fixed sizes, so that any machine counts the same.
"""

import collections
import os
import re
import subprocess
import tempfile

import images

CACHES = ("--I1=32768,8,64", "--D1=32768,8,64", "--LL=8388608,16,64")
CACHES_TEXT = "L1 32 KiB 8-way each, last level 8 MiB 16-way, lines of 64 bytes"

# An instruction that changes memory atomically: with a lock prefix, or an exchange.
ATOMIC = re.compile(r"^\s*([0-9a-f]+):\s+(?:addr32 )?(?:lock\b|xchg\s+.*\()", re.M)
_atomics = {}


def atomics(program):
    """Addresses of the atomic instructions of @program, or of a shared library."""
    if program not in _atomics:
        done = subprocess.run(["objdump", "-d", "--no-show-raw-insn", program],
                              text=True, capture_output=True)
        _atomics[program] = {int(a, 16) for a in ATOMIC.findall(done.stdout)}
    return _atomics[program]


class Profile:
    """What was counted.

    events: by callgrind's short name, the sum over everything
    atomics: atomic instructions executed
    calls: by function, how often others called it
    functions: by function, instructions of its own
    """

    def __init__(self, text, want_atomics):
        self.events = collections.Counter()
        self.atomics = 0
        self.calls = collections.Counter()
        self.functions = collections.Counter()
        self._parse(text, want_atomics)

    def _parse(self, text, want_atomics):
        names, addresses, called, function, is_call = [], set(), "", "", False
        for line in text.splitlines():
            key, eq, value = line.partition("=")
            if line.startswith("events:"):
                names = line.split()[1:]
            elif eq and key == "ob":
                addresses = atomics(value) if want_atomics else set()
            elif eq and key == "fn":
                function = value.partition("'")[0]
            elif eq and key == "cfn":
                called = value.partition("'")[0]
            elif eq and key == "calls":
                self.calls[called] += int(value.split()[0])
                is_call = True  # the next line is the cost of these calls
            elif line[:2] == "0x" and is_call:
                is_call = False
            elif line[:2] == "0x":
                address, _, *costs = line.split()
                for name, cost in zip(names, costs):
                    self.events[name] += int(cost)
                if costs:
                    self.functions[function] += int(costs[0])
                    if int(address, 16) in addresses:
                        self.atomics += int(costs[0])

    def misses(self, level):
        """Data misses of a level, D1 or DL."""
        return self.events[f"{level}mr"] + self.events[f"{level}mw"]

    def mispredictions(self):
        """Of conditional and of indirect branches."""
        return self.events["Bcm"] + self.events["Bim"]


def run(words, patterns, env=None, simulate=True):
    """Runs the program @words. Returns its output and a Profile of what functions that
    match @patterns did (one inside of another: switched off again in there)."""
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "out")
        options = ["--tool=callgrind", f"--callgrind-out-file={out}", "--dump-instr=yes",
                   "--compress-strings=no", "--compress-pos=no",
                   *(f"--toggle-collect={p}" for p in patterns)]
        if simulate:
            options += ["--cache-sim=yes", "--branch-sim=yes", *CACHES]
        try:
            done = subprocess.run(["valgrind", *options, *map(str, words)], text=True,
                                  capture_output=True, env={**os.environ, **(env or {})})
        except FileNotFoundError as e:
            raise images.Error("valgrind is not installed") from e
        if done.returncode:
            raise images.Error(f"{' '.join(map(str, words))} under valgrind:\n"
                               f"{done.stdout}{done.stderr}")
        with open(out, encoding="utf-8", errors="replace") as file:
            return done.stdout, Profile(file.read(), simulate)
