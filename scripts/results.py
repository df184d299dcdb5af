# SPDX-License-Identifier: MIT
"""Results as JSON in build/results: written by what measures, read by scripts/report.py.

Each says by which command it was made, when, on what machine and with which tools.
RESULTS=DIR, a variable of make or the environment, names another folder."""

import datetime
import json
import os
import platform
import re
import shlex
import subprocess
import sys

import images

FOLDER = images.ROOT / (os.environ.get("RESULTS") or "build/results")
# How the name of a board begins: what builds and runs its images.
TOOLS = {"host": ("gcc",), "riscv": ("riscv64-unknown-elf-gcc", "qemu-system-riscv32"),
         "": ("arm-none-eabi-gcc", "qemu-system-arm")}


def command(target, arguments, said=()):
    """The make command that stands for a script's @arguments."""
    found = ["make", target]
    for word in arguments:
        match = re.fullmatch(r"--([a-z]+)(?:=(.*))?", word, re.S)
        if match:
            found.append(f"{match[1].upper()}={match[2] if match[2] is not None else 1}")
    if config := os.environ.get("CONFIG"):
        found.append(f"CONFIG={config}")
    return " ".join(map(shlex.quote, (*found, *said)))


def words(variable, values):
    """What a script was given as @values, as make's command has it: for save()."""
    return [f"{variable}={' '.join(map(str, values))}"] * bool(values)


def machine():
    """The processor, and how many."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            names = re.findall(r"model name\s*: (.*)", file.read())
    except OSError:
        names = []
    return f"{names[0] if names else platform.machine()}, {os.cpu_count()} processors"


def version(tool):
    """The first line that it says of itself."""
    try:
        done = subprocess.run([tool, "--version"], text=True, capture_output=True)
        return done.stdout.partition("\n")[0]
    except OSError:
        return f"{tool}: not found"


def tools(boards):
    """Versions of what builds and runs for @boards."""
    found = [tool for board in boards
             for tool in next(t for start, t in TOOLS.items() if board.startswith(start))]
    return [version(tool) for tool in dict.fromkeys(found)]


def save(name, boards=("host",), made_by=None, said=(), **fields):
    """Writes a result and prints its path. @made_by: the target of make, if it is not
    @name. @said: what the command has besides, of words()."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{name}.json"
    path.write_text(json.dumps({
        "name": name, "command": command(made_by or name, sys.argv[1:], said),
        "date": datetime.datetime.now().astimezone().isoformat(" ", "minutes"),
        "machine": machine(), "tools": tools(boards), **fields}, indent=1) + "\n")
    print(f"\n{os.path.relpath(path, images.ROOT)}")
    return path


def load(name):
    """A result, or None where it was not measured."""
    path = FOLDER / f"{name}.json"
    if not path.exists():
        return None
    try:
        return json.loads(path.read_text())
    except ValueError as e:
        raise images.Error(f"{path}: {e}; make it again, or remove it") from e
