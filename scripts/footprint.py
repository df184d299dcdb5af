# SPDX-License-Identifier: MIT
"""Bytes of a program that calls the library and nothing else, on a small core: unused
sections are dropped by the linker."""

import re
import subprocess

import images

CORES = {"cortex-m3": ("arm", "arm-none-eabi-"), "cortex-m0plus": ("arm", "arm-none-eabi-"),
         "cortex-m33": ("arm", "arm-none-eabi-"),
         "rv32imac": ("riscv", "riscv64-unknown-elf-")}
CODE = re.compile(r"\.s?(text|rodata)")
RAM = re.compile(r"\.s?(data|bss)")
# The entry's own code is not counted: it has a section of its own.
ENTRY = """\
#include <hakmem.h>
__attribute__((section(".entry"))) int entry(void *p, size_t n);
int entry(void *p, size_t n)
{
	%s;
	return hakmem_init(p, n);
}
"""
CALLS = {"": "hakmem_free(hakmem_malloc(n))",
         "realloc": "hakmem_free(hakmem_realloc(hakmem_malloc(n), n))"}


def run(*words):
    done = subprocess.run([str(w) for w in words], cwd=images.ROOT, text=True,
                          capture_output=True)
    if done.returncode:
        raise images.Error(f"{words[0]} failed:\n{done.stderr}")
    return done.stdout


def library(core, profile, folder, config, opt="-Os"):
    """Builds it there."""
    images.make(f"ARCH={CORES[core][0]}", f"CPU={core}", f"PROFILE={profile}",
                f"OPT={opt}", f"O={folder}", f"CONFIG={config}", capture=True)


def link(folder, calls=""):
    """An image of nothing but what @calls (a key of CALLS) needs."""
    source, image = folder / "entry.c", folder / f"image{calls and '-' + calls}"
    source.write_text(ENTRY % CALLS[calls])
    run(*(folder / ".command").read_text().split(), "-nostdlib", "-static",
        "-Wl,--gc-sections,-e,entry", "-o", image, source, folder / "libhakmem.a")
    return image


def sections(image, core):
    """(bytes of code and constants, bytes of RAM)."""
    lines = run(CORES[core][1] + "size", "-A", image).splitlines()
    sizes = [line.split()[:2] for line in lines if line.startswith(".")]
    return (sum(int(n) for name, n in sizes if CODE.match(name)),
            sum(int(n) for name, n in sizes if RAM.match(name)))


def symbols(image, core):
    """{function or object: bytes}."""
    found = {}
    for line in run(CORES[core][1] + "nm", "-S", image).splitlines():
        words = line.split()
        if len(words) == 4 and words[3] != "entry":
            found[words[3]] = found.get(words[3], 0) + int(words[1], 16)
    return found
