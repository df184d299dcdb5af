# SPDX-License-Identifier: MIT
"""Builds the programs of tests/bench/host, one for each allocator.

They are compiled once; in the objects the names of the calls are then replaced by each
allocator's own. All calls are direct, but for mimalloc, which Debian packages as a
shared library only: its calls go through a pointer, which is one instruction as well.
"""

import dataclasses
import glob
import os
import pathlib
import re
import subprocess
import sys

import images

SOURCE = images.ROOT / "tests" / "bench" / "host"
OUT = images.ROOT / "build" / "bench" / "host"
CALLS = ("malloc", "calloc", "realloc", "free")
ALL_OFF = " ".join(f"HAKMEM_{phase}=n" for phase in
                   ("DIRECT_CACHE", "SHARDED_FREE", "PACKED_FLAGS", "HINTS"))
# A PC has room for classes of large blocks; make preload has them, too.
CLASSES = "HAKMEM_CLASS_MAX=1048576"
PEERS = ("glibc", "mimalloc", "jemalloc", "tcmalloc")
LIBRARIES = {"mimalloc": "libmimalloc.so", "jemalloc": "libjemalloc.so",
             "tcmalloc": "libtcmalloc_minimal.so"}


@dataclasses.dataclass
class Contestant:
    """An allocator, and the programs that use it."""
    name: str
    linked: str             # "static" or "preload"
    plain: pathlib.Path     # for times and counts
    observe: pathlib.Path   # for latency and live bytes
    env: dict = dataclasses.field(default_factory=dict)

    @property
    def title(self):
        return self.name if self.linked == "static" else f"{self.name}+preload"

    @property
    def is_peer(self):
        return self.name not in ("null", "hakmem", "all-off")


def run(*words):
    done = subprocess.run([str(w) for w in words], text=True, capture_output=True)
    if done.returncode:
        raise images.Error(f"{' '.join(map(str, words))}\n{done.stdout}{done.stderr}")
    return done.stdout


def library(*variables):
    """Builds libhakmem.a with these variables of make."""
    said = images.make(*variables, capture=True)
    return images.ROOT / said.splitlines()[-1].partition(":")[0]


def preload_library(options):
    """The complete malloc replacement, where this tree has one."""
    if not re.search(r"^preload:", (images.ROOT / "Makefile").read_text(), re.M):
        return None
    said = images.make("preload", f"PROFILE={options.profile}", f"OPT={options.opt}",
                       capture=True)
    return images.ROOT / said.splitlines()[-1].strip()


class Builder:
    """Compiles and links into one folder."""

    def __init__(self, out, flags=()):
        self.out = out
        self.flags = ("-std=gnu11", "-D_GNU_SOURCE", "-O2", "-g", "-Wall", "-Wextra",
                      "-pthread", *flags)
        self.out.mkdir(parents=True, exist_ok=True)
        sources = [f for f in sorted(SOURCE.glob("*.c"))
                   if not f.name.startswith("subject_") and f.name != "observe.c"]
        sources.append(SOURCE.parent.parent / "replay" / "trace.c")
        self.objects = {
            "plain": self._compile("plain", sources),
            "observe": self._compile("observe", [*sources, SOURCE / "observe.c"],
                                     "-DOBSERVE"),
        }

    def _compile(self, name, sources, *flags):
        """One object of many sources. Calls go through pointers, which the linker makes
        direct where it can."""
        out = self.out / f"{name}.o"
        run("gcc", *self.flags, *flags, "-fPIE", "-fno-plt", "-r", "-nostdlib",
            "-I", images.ROOT / "include", "-I", images.ROOT / "lib" / "include",
            *sources, "-o", out)
        return out

    def program(self, kind, name, prefix, subject, *rest):
        """Links the program @kind for the allocator whose calls begin with @prefix."""
        renamed = self.out / f"{name}.{kind}.o"
        run("objcopy", *(f"--redefine-sym=subject_{call}={prefix}{call}"
                         for call in CALLS), self.objects[kind], renamed)
        out = self.out / f"{name}.{kind}"
        run("gcc", *self.flags, "-I", images.ROOT / "include", renamed,
            SOURCE / f"subject_{subject}.c", *rest, "-o", out)
        return out

    def contestant(self, name, prefix, subject, *rest, linked="static", env=None):
        file = f"{name}-{linked}"
        programs = [self.program(kind, file, prefix, subject, *rest)
                    for kind in ("plain", "observe")]
        return Contestant(name, linked, *programs, env or {})


def static(options):
    """The null allocator, hakmem, hakmem without its phases, and the peers."""
    variables = [f"PROFILE={options.profile}", f"OPT={options.opt}"]
    config = f"{CLASSES} {os.environ.get('CONFIG', '')}".strip()
    b = Builder(OUT)
    yield b.contestant("null", "null_", "null", "-static")
    for name, more in (("hakmem", config), ("all-off", f"{config} {ALL_OFF}".strip())):
        yield b.contestant(name, "hakmem_", "hakmem", "-static",
                           library(*variables, f"CONFIG={more}"))
    yield b.contestant("glibc", "", "system", "-static")
    yield b.contestant("mimalloc", "mi_", "system", "-lmimalloc")
    yield b.contestant("jemalloc", "", "system", "-static", "-l:libjemalloc.a",
                       "-lstdc++", "-lm")
    yield b.contestant("tcmalloc", "", "system", "-static", "-l:libtcmalloc_minimal.a",
                       "-lstdc++", "-lm")


def find_library(name):
    found = glob.glob(f"/usr/lib/*/{name}")
    if not found:
        raise images.Error(f"{name} is not installed")
    return found[0]


def preload(options, static_ones):
    """The same programs with malloc and free, replaced when they start."""
    plain = next(c for c in static_ones if c.name == "mimalloc")
    b = Builder(plain.plain.parent)
    base = b.contestant("libc", "", "system", linked="preload")

    def replaced(name, file):
        return Contestant(name, "preload", base.plain, base.observe,
                          {"LD_PRELOAD": str(file)})

    ours = preload_library(options)
    if ours:
        yield replaced("hakmem", ours)
    if ours or options.peers:
        yield Contestant("glibc", "preload", base.plain, base.observe)
        for name, file in LIBRARIES.items():
            yield replaced(name, find_library(file))
    for peer in options.peers:
        path = pathlib.Path(peer).resolve()
        if not path.is_file():
            raise images.Error(f"PEERS={peer}: there is no such file")
        yield replaced(path.name.partition(".so")[0], path)  # with lib: no peer's name


def build(options):
    """All contestants, the static ones first."""
    print("building hakmem, hakmem with all phases off, and the programs of the peers",
          file=sys.stderr, flush=True)
    found = list(static(options))
    found += preload(options, found)
    return found
