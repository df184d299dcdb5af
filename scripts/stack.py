#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Stack that a call takes at most, in bytes, by core: the deepest way through the
functions that may be called, from the compiler's frame sizes and the calls in the code.

It is a bound: not every way can be gone. A call through a pointer counts as one of the
dearest function whose address is taken. Hooks count as the library has them; what a
hook of yours takes comes on top. The code of hakmem_heap_create() is linked only where
that is called: malloc has a row for such programs. build/results/stack.json has all of
it, the functions of each way as well.

  --path    the functions on the way, and their frames
  --check   lines PASS and FAIL: is it what README says?"""

import re
import subprocess
import sys

import images
import readme
import results

HEAPS = "heap_create.o"    # the rest of the library does without
CALLS = ("hakmem_malloc", "hakmem_calloc", "hakmem_aligned_alloc", "hakmem_realloc",
         "hakmem_free", "hakmem_free_sized")
ARM = ("ARCH=arm", "arm-none-eabi-objdump")
RISCV = ("ARCH=riscv", "riscv64-unknown-elf-objdump")
COLUMNS = {"fast, M3": (*ARM, "CPU=cortex-m3", "PROFILE=fast"),
           "fast, M0": (*ARM, "CPU=cortex-m0", "PROFILE=fast"),
           "fast, M33": (*ARM, "CPU=cortex-m33", "PROFILE=fast"),
           "fast, RV32": (*RISCV, "CPU=rv32imac", "PROFILE=fast"),
           "balanced, M3": (*ARM, "CPU=cortex-m3", "PROFILE=balanced"),
           "compact, M3": (*ARM, "CPU=cortex-m3", "PROFILE=compact"),
           "tiny, M3": (*ARM, "CPU=cortex-m3", "PROFILE=tiny"),
           "tiny, M0": (*ARM, "CPU=cortex-m0", "PROFILE=tiny"),
           "bounded, M3": (*ARM, "CPU=cortex-m3", "PROFILE=bounded"),
           "fast, M3, one context": (*ARM, "CPU=cortex-m3", "PROFILE=fast",
                                     "CONFIG=HAKMEM_MODEL_SINGLE=y")}
FUNCTION = re.compile(r"^[0-9a-f]+ <(.*)>:$")
RELOCATION = re.compile(r"\s+[0-9a-f]+: R_(?:ARM|RISCV)_(\w+)\s+([\w.$]+)")
JUMPS = ("THM_JUMP24", "THM_JUMP11", "THM_JUMP19")     # the caller's frame is gone by then
ADDRESS = re.compile(r"R_(?:ARM_ABS32|RISCV_32|RISCV_HI20)\s+(\w+)")
POINTER = re.compile(r"\s(blx\s+r|bx\s+r|jalr\s+(?!ra)|jr\s+(?!ra))")


def frame_sizes(file):
    """{function of the object: bytes}; most clones without the number behind their name."""
    frames = {}
    for line in file.with_suffix(".su").read_text().splitlines():
        name, size, kind = line.split("\t")
        if "dynamic" in kind:
            raise images.Error(f"{name}: frame without a bound")
        name = name.rsplit(":", 1)[1]
        frames[name] = max(int(size), frames.get(name, 0))
    return frames


class Code:
    """The functions of a library: their frames, and whom they call."""

    def __init__(self, folder, objdump, without=""):
        self.frames = {}    # (file, function): bytes
        self.calls = {}     # (file, function): {(called, is a jump)}
        self.where = {}     # global function: its key
        self.taken = set()  # functions whose address is taken
        self.left_out = set()
        for file in sorted(folder.rglob("*.o")):
            if file.name == without:
                self.left_out = set(frame_sizes(file))
            else:
                self.read(file, objdump)
        self.taken = {self.where[n] for n in self.taken if n in self.where
                      and n.startswith("hakmem__")}
        self.known = {}

    def read(self, file, objdump):
        """An object and the frame sizes beside it."""
        frames = frame_sizes(file)
        text = subprocess.run([objdump, "-dr", "--no-show-raw-insn", file], check=True,
                              text=True, capture_output=True).stdout
        key, in_pair = None, False  # of RISC-V's auipc and jalr, only the first is relocated
        for line in text.splitlines():
            if match := FUNCTION.match(line):
                if match[1].startswith("."):
                    continue
                key = file, match[1]
                names = match[1], re.sub(r"\.\d+$", "", match[1])
                found = next((frames[name] for name in names if name in frames), None)
                if found is None:
                    raise images.Error(f"{file.name}: no frame size of {match[1]}")
                self.frames[key] = found
                self.calls[key] = set()
                self.where.setdefault(match[1], key)
            elif match := RELOCATION.match(line):
                self.relocation(key, *match.groups())
                in_pair |= match[1].startswith("CALL")
            elif key and ": R_" not in line:
                if POINTER.search(line) and not in_pair:
                    self.calls[key].add((None, bool(re.search(r"\s(bx|jr)\s", line))))
                in_pair = False
        text = subprocess.run([objdump, "-r", file], check=True, text=True,
                              capture_output=True).stdout
        self.taken |= set(ADDRESS.findall(text))

    def relocation(self, key, kind, name):
        """A call or jump of the function @key."""
        if kind in JUMPS or "CALL" in kind or kind == "JAL":
            self.calls[key].add((name.removeprefix(".text."), kind in JUMPS))

    def targets(self, key, name):
        """Keys of what @name may be, called from @key."""
        if name is None:
            return self.taken
        local = key[0], name
        if local in self.frames:
            return {local}
        if name in self.left_out:
            return set()
        if name not in self.where:
            raise images.Error(f"{key[1]} calls {name}, which has no frame size")
        return {self.where[name]}

    def depth(self, key, above=()):
        """(bytes, the way as [(function, frame)]) from @key down."""
        if key in self.known:
            return self.known[key]
        if key in above:
            raise images.Error(f"{key[1]} calls itself: there is no bound")
        frame, most = self.frames[key], (self.frames[key], [])
        for name, is_jump in self.calls[key]:
            for target in self.targets(key, name):
                below, way = self.depth(target, (*above, key))
                most = max(most, (below + (0 if is_jump else frame), way),
                           key=lambda found: found[0])
        self.known[key] = most[0], [(key[1], frame), *most[1]]
        return self.known[key]


def measure(column, opt):
    """{function: (bytes, way)} of one build."""
    arch, objdump, *variables = COLUMNS[column]
    folder = images.ROOT / "build" / "stack" / column.replace(", ", "-").replace(" ", "-")
    images.make(f"O={folder}", arch, *variables, f"OPT={opt}", "KCFLAGS=-fstack-usage",
                capture=True)
    code, heaps = Code(folder, objdump, without=HEAPS), Code(folder, objdump)
    found = {name: code.depth(code.where[name]) for name in CALLS}
    found["malloc, with heaps"] = heaps.depth(heaps.where["hakmem_malloc"])
    return found


def table(found):
    """README's."""
    lines = ["| | " + " | ".join(found) + " |", "|---|" + "--:|" * len(found)]
    for name in next(iter(found.values())):
        lines.append(f"| {name.removeprefix('hakmem_')} | " +
                     " | ".join(str(column[name][0]) for column in found.values()) + " |")
    return "\n".join(lines) + "\n"


def main():
    parser = images.parser(__doc__)
    parser.add_argument("--path", action="store_true")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--write", action="store_true", help="write README's table")
    options = parser.parse_args()
    found = {column: measure(column, options.opt) for column in COLUMNS}

    if options.write:
        readme.write("stack", table(found))
    if options.check:
        good = readme.says("stack", table(found))
        print("PASS" if good else "FAIL", "README says what stack a call takes")
        return not good
    form = "{:22}" + "{:>23}" * len(found)
    print(form.format("", *found))
    for name in next(iter(found.values())):
        print(form.format(name, *(column[name][0] for column in found.values())))
    if options.path:
        for column, calls in found.items():
            print(f"\n{column}")
            for name, (_, way) in calls.items():
                print(f"  {name}: " + ", ".join(f"{n} {f}" for n, f in way if f))
    print("bytes of stack, at most,", options.opt)
    results.save("stack", ["mps2-an385", "riscv32-virt"], unit="bytes of stack of a call",
                 opt=options.opt, rows=[
                     {"build": column, "call": name, "bytes": size,
                      "way": [{"function": n, "frame": f} for n, f in way]}
                     for column, calls in found.items() for name, (size, way) in calls.items()])
    return 0


if __name__ == "__main__":
    images.main(main)
