#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""How many bytes of blocks an arena of 8 KB and of 32 KB really holds: of 16, 64 and
256 bytes each, and of a mix of 16 to 256, up to the first request that fails. Ours in
each profile beside C libraries that Debian packages, on the same arena, which begins at a
multiple of 4096; and what a heap costs in RAM. build/results/payload.json has the same.

  --write    README's table, from an mps2-an385"""

import sys

import images
import readme
import results

ARENAS, SIZES = (8192, 32768), ("16", "64", "256", "mix")
OURS = tuple((profile, model) for profile in images.PROFILES
             for model in ("single", "cpu"))
README_BOARD = "mps2-an385"
PEERS = ("newlib", "newlib-nano", "picolibc")
PEERS_OF = {"riscv32-virt": ("picolibc",), "riscv32-smp": ("picolibc",)}


def programs(options):
    """(name, profile and model, image) of each allocator."""
    for profile, model in OURS:
        options.profile = profile
        yield (f"hakmem {profile}, {model}", (profile, model),
               images.build("bench/payload", options, f"HAKMEM_MODEL_{model.upper()}=y"))
    options.profile = "fast"
    for peer in PEERS_OF.get(options.board, PEERS):
        yield peer, None, images.build("bench/payload", options, PEER=peer)


def readme_table(found, measured):
    """README's: any context, as is the default."""
    sizes = [f"{size} B" if size.isdigit() else size for size in SIZES]
    heads = [f"{arena // 1024} KB: {sizes[0]}" if size is sizes[0] else size
             for arena in ARENAS for size in sizes]
    heads += ["root object", "tables in " + ", ".join(f"{a // 1024} KB" for a in ARENAS)]
    lines = ["| | " + " | ".join(heads) + " |", "|---|" + "--:|" * len(heads)]
    for name, ours, _ in found:
        if ours and ours[1] != "cpu":
            continue
        cells = [measured[name, a, s]["bytes"] for a in ARENAS for s in SIZES]
        heaps = [measured[name, a, "heap"] for a in ARENAS] if ours else []
        cells.append(heaps[0]["root"] if heaps else "")
        cells.append(", ".join(heap["tables"] for heap in heaps))
        lines.append(f"| {name.partition(',')[0]} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def main():
    parser = images.parser(__doc__)
    parser.add_argument("--write", action="store_true", help="write README's table")
    options = parser.parse_args()
    if options.write and options.board != README_BOARD:
        raise images.Error(f"README's table is of {README_BOARD}")
    found = list(programs(options))
    jobs = [(name, image, arena, size) for name, ours, image in found for arena in ARENAS
            for size in (*SIZES, *["heap"] * bool(ours))]
    measured = {}

    def run(job):
        with images.start(options.board, *job[1:]) as process:
            text = process.communicate()[0]
        row = images.result(text, "payload")
        if process.returncode or not row:
            raise images.Error(f"{job}: {text.strip() or process.returncode}")
        return row

    for job, row in images.in_pairs(jobs, run):
        measured[job[0], job[2], job[3]] = row
        print(f"\r{len(measured)} of {len(jobs)} runs", end="", file=sys.stderr, flush=True)
    print("\r" + " " * 20, end="\r", file=sys.stderr, flush=True)

    form = "{:24}" + ("{:>8}" * len(SIZES) + "   ") * len(ARENAS)
    print(f"{options.board}: bytes of blocks that an arena holds, of its bytes in per cent\n")
    print(form.format("", *(f"{a // 1024} KB" if s == SIZES[0] else ""
                            for a in ARENAS for s in SIZES)))
    print(form.format("bytes a block", *ARENAS and SIZES * len(ARENAS)))
    rows = []
    for name, ours, _ in found:
        held = [int(measured[name, a, s]["bytes"]) for a in ARENAS for s in SIZES]
        print(form.format(name, *held))
        print(form.format("", *(f"{100 * n / a:.1f}%" for n, a in
                                zip(held, (a for a in ARENAS for _ in SIZES)))))
        for arena in ARENAS:
            row = {"board": options.board, "allocator": name, "arena": arena}
            for size in SIZES:
                row[f"bytes_{size}"] = int(measured[name, arena, size]["bytes"])
            if ours:
                heap = measured[name, arena, "heap"]
                row |= {key: int(heap[key]) for key in ("root", "tables", "heap")}
            rows.append(row)

    print("\nRAM that a heap costs, bytes: outside of the arena; tables in an arena of "
          + ", ".join(f"{a // 1024} KB" for a in ARENAS) + "; each further heap in it")
    for name, ours, _ in found:
        if ours:
            heaps = [measured[name, a, "heap"] for a in ARENAS]
            print(f"{name:24}{heaps[0]['root']:>8}" + "".join(
                f"{heap['tables']:>8}" for heap in heaps) + f"{heaps[0]['heap']:>8}")

    if options.write:
        readme.write("payload", readme_table(found, measured))
    results.save("payload", [options.board], unit="bytes", rows=rows)
    return 0


images.main(main)
