# SPDX-License-Identifier: MIT
"""The programs of tests/wcet/found.txt: what searches for dear calls have found."""

import re
import zlib

import images

FILE = images.ROOT / "tests" / "wcet" / "found.txt"
OUT = images.ROOT / "build" / "wcet"
PROGRAM = 20 * 4    # bytes, tests/wcet/fuzz.c: steps that are not written do nothing


def read():
    """{(profile, machine, arena, path): code}."""
    found = {}
    for line in FILE.read_text().splitlines():
        if line and not line.startswith("#"):
            profile, machine, arena, path, code = line.split()
            found[profile, machine, int(arena), path] = code
    return found


def write(found):
    """Puts them back, in order, below what the file says of itself."""
    head = [line for line in FILE.read_text().splitlines() if line.startswith("#")]
    lines = [" ".join(map(str, (*key, found[key]))) for key in sorted(found)]
    FILE.write_text("\n".join(head + lines) + "\n")


def arenas(found, profile):
    """Those that programs of @profile are for."""
    return sorted({arena for of, _, arena, _ in found if of == profile})


def codes(found, profile, arena):
    """The programs of @profile for @arena, found on any machine, each once."""
    return list(dict.fromkeys(found[key] for key in sorted(found)
                              if (key[0], key[2]) == (profile, arena)))


def blob(programs):
    """The data file that gives @programs to an image; None for none of them."""
    if not programs:
        return None
    for code in programs:
        if not re.fullmatch("([0-9a-f]{8})*", code) or len(code) > 2 * PROGRAM:
            raise images.Error(f"{code}: that is no program")
    data = b"".join(bytes.fromhex(code).ljust(PROGRAM, b"\0") for code in programs)
    path = OUT / f"{zlib.crc32(data):08x}.programs"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path
