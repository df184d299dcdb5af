#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Replay a trace of a real program on a board.

Each call is measured in instructions where the board can do that, and every
block's contents are checked. The last line printed:

  replay name= ops= malloc_mean= malloc_p99= malloc_max=
         free_mean= free_p99= free_max= arena= fails=

Exit code 0 exactly if nothing failed. The arena's default is twice the
trace's peak of live bytes, rounded up to 4 KB, and 4 KB more."""

import sys

import images


def main():
    parser = images.parser(__doc__)
    parser.add_argument("file", nargs="?", help="trace, .atr or .atr.xz")
    parser.add_argument("--trace", help="the same")
    parser.add_argument("--arena", type=images.number, default=0, metavar="BYTES")
    options = parser.parse_args()
    name = options.trace or options.file
    if not name:
        known = "\n  ".join(str(t.relative_to(images.ROOT)) for t in images.traces())
        raise images.Error(f"which trace? TRACE=FILE; there are\n  {known}")

    blob = images.trace(name)
    if not images.holds_blob(options.board):
        raise images.Error(f"{options.board} has no room for a trace")
    image = images.build("replay", options)
    with images.start(options.board, image, options.arena, blob=blob) as run:
        text = ""
        while piece := run.stdout.read(1):
            text += piece
            sys.stdout.write(piece)
            sys.stdout.flush()
    last = text.splitlines()[-1:]
    if not images.result("".join(last), "replay"):
        raise images.Error(f"{name}: no result, code {run.returncode}")
    return run.returncode


images.main(main)
