# SPDX-License-Identifier: MIT
"""What the scripts that build and run images share."""

import argparse
import lzma
import os
import pathlib
import subprocess
import sys
import zlib

ROOT = pathlib.Path(__file__).resolve().parent.parent
TRACES = ROOT / "tests" / "traces"
HOSTED = ("host", "host32")
TIMEOUT = 600  # seconds that a run may take
PROFILES = ("fast", "balanced", "compact", "tiny", "bounded")



class Error(Exception):
    """Something that a person has to put right; the text says what."""


def alone(profile):
    """What replays a trace is alone, but has the memory of a build that any may call."""
    return "HAKMEM_MODEL_SINGLE=y" + " HAKMEM_RUN_CACHE=y" * (profile not in ("tiny", "bounded"))


def number(text):
    """A number of bytes; 1K and 1M are understood."""
    unit = {"K": 1 << 10, "M": 1 << 20}.get(text[-1:].upper(), 1)
    value = int(text[:-1] if unit > 1 else text, 0) * unit
    if value < 0:
        raise ValueError
    return value


def parser(doc, board="mps2-an385", profile="fast"):
    """The options that all of these scripts have. @doc: the script's text."""
    p = argparse.ArgumentParser(
        description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--board", default=board, help="folder of qemu/ (%(default)s)")
    p.add_argument("--profile", default=profile, choices=PROFILES,
                   help="(%(default)s)")
    p.add_argument("--opt", default="-O2", help="(%(default)s)")
    return p


def environment():
    """Ours without what a calling make has left there for itself."""
    unwanted = ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "MAKEOVERRIDES", "O", "ARCH",
                "CPU", "BITS", "BOARD", "PROG", "PROFILE", "OPT", "CONFIG", "PEER", "pass")
    return {k: v for k, v in os.environ.items() if k not in unwanted}


def make(*args, capture=False):
    """Runs make silently. Returns what it printed, when captured."""
    done = subprocess.run(
        ["make", "-s", *args], cwd=ROOT, env=environment(), text=True,
        stdout=subprocess.PIPE if capture else sys.stderr)
    if done.returncode:
        raise Error("make failed: make " + " ".join(map(repr, args)))
    return done.stdout


def configured(config):
    """@config with the user's CONFIG, which wins where both have a symbol."""
    symbols = " ".join((config, os.environ.get("CONFIG", ""))).split()
    return " ".join({symbol.partition("=")[0]: symbol for symbol in symbols}.values())


def build(program, options, config="", **variables):
    """Builds an image of tests/@program, with further make variables. Returns its file."""
    config = configured(config)
    args = ["-f", "scripts/Makefile.image", f"PROG=tests/{program}",
            f"BOARD={options.board}", f"PROFILE={options.profile}",
            f"OPT={options.opt}", f"CONFIG={config}",
            *(f"{name}={text}" for name, text in variables.items())]
    print(f"building {program} for {options.board}, profile {options.profile}, "
          f"{' '.join((options.opt, *variables.values()))}", file=sys.stderr, flush=True)
    make(f"-j{os.cpu_count()}", *args)
    where = make(*args, "--eval=where: ; @echo $(elf)", "where", capture=True)
    return ROOT / where.split()[-1]


def holds_blob(board):
    """Whether a data file finds room in the RAM of @board."""
    try:
        text = (ROOT / "qemu" / board / "board.mk").read_text()
    except OSError as e:
        raise Error(f"{board} is no board of qemu/") from e
    return "\nblob := 0\n" not in text


def command(board, image, *args, blob=None):
    """The command that runs @image."""
    words = [ROOT / "qemu" / "run", board, image, "--timeout", TIMEOUT]
    if blob:
        words += ["--blob", blob]
    if board not in HOSTED:
        words.append("--icount")
    return [str(word) for word in (*words, "--", *args)]


def start(*args, **kwargs):
    """Starts command(...); its console is the process's stdout."""
    return subprocess.Popen(command(*args, **kwargs), text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def run(board, image, kind, *args, blob=None):
    """Runs @image to its end. Returns the values of its last line of that @kind."""
    with start(board, image, *args, blob=blob) as process:
        text = process.communicate()[0]
    values = result(text, kind)
    if process.returncode or not values:
        raise Error(f"{' '.join(map(str, args))}: {text.strip() or process.returncode}")
    return values


def trace(name):
    """The file to give to an image for the trace @name, .atr or .atr.xz."""
    path = pathlib.Path(name)
    try:
        data = path.read_bytes()
        if path.suffix == ".xz":
            data = lzma.decompress(data)
            path = ROOT / "build" / "traces" / f"{zlib.crc32(data):08x}-{path.stem}"
            path.parent.mkdir(parents=True, exist_ok=True)
            new = path.with_suffix(f".{os.getpid()}")
            new.write_bytes(data)
            new.replace(path)
    except OSError as e:
        raise Error(f"{name}: {e.strerror}") from e
    except (lzma.LZMAError, EOFError) as e:
        raise Error(f"{name}: damaged or not xz: {e}") from e
    if data[:4] != b"ATR1":
        raise Error(f"{name}: not a trace: no ATR1 at its start")
    return path


def traces():
    """The traces that come with the project."""
    found = sorted(TRACES.glob("*.atr.xz"))
    if not found:
        raise Error(f"no traces in {TRACES}")
    return found


def title(name):
    """A trace's name without its folder and endings."""
    return pathlib.Path(name).name.removesuffix(".xz").removesuffix(".atr")


def result(text, kind):
    """The values of the last line "@kind key=value ..." of @text, or None."""
    for line in reversed(text.splitlines()):
        word, *pairs = line.split() or [""]
        if word == kind and all("=" in pair for pair in pairs):
            return dict(pair.split("=", 1) for pair in pairs)
    return None


def in_pairs(jobs, run):
    """run(job) for each of @jobs, two at a time. Yields (job, what it returned)."""
    from concurrent.futures import ThreadPoolExecutor, as_completed
    with ThreadPoolExecutor(2) as pool:
        futures = {pool.submit(run, job): job for job in jobs}
        for future in as_completed(futures):
            yield futures[future], future.result()


def main(run):
    """Runs @run; an Error ends the script with its text."""
    try:
        sys.exit(run())
    except Error as e:
        sys.exit(f"{pathlib.Path(sys.argv[0]).name}: {e}")
    except KeyboardInterrupt:
        sys.exit(130)
