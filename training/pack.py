"""Packs all that a machine with a GPU needs to train, into one folder of at most 60 MB: this code, material of the pools as Opus, the songs
to score on, a checkpoint to begin from, the library that decodes it, and the command.

    python3 training/pack.py FOLDER --sources songs=1,session=3 --eval EVAL --left-out LEFT --from CHECKPOINT
    sh FOLDER/start.sh RESULTS --run maxi --hours 0.15          # there; options are those of train.py

There it needs Python with PyTorch and SciPy, and a processor of the kind of this one, and nothing else."""
import argparse
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np

from folders import RATE, work_folder
from pool import parse_weights

HERE = Path(__file__).resolve().parent
KILOBITS = {"vocals": 56, "drums": 64, "bass": 32, "other": 64}
SCORED_KILOBITS = 64
LONGEST = 80 * RATE        # of a song: rather parts of many
START = """#!/bin/sh
# sh start.sh RESULTS [options of train.py]: unpacks, trains, leaves the weights in half precision and the curve in RESULTS.
set -e
pack=$(cd "$(dirname "$0")" && pwd)
results=$1
shift
mkdir -p "$results"
results=$(cd "$results" && pwd)
cores=$(nproc)
export UNBRAID_TRAINING="${UNBRAID_TRAINING:-$pack/work}"
export LD_LIBRARY_PATH="$pack/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
cd "$pack/code"
python3 unpack.py "$pack" --processes "$cores"
[ -e "$pack/start.pt" ] && from="--from $pack/start.pt" || from=
python3 train.py --sources SOURCES --eval "$UNBRAID_TRAINING/eval" --left-out "$UNBRAID_TRAINING/left" \\
    --workers "$((cores > 3 ? cores - 2 : 1))" --threads "$((cores > 3 ? 4 : 1))" --results "$results" "$@"
"""


def encode(x, path: Path, kilobits: int, mono=False):
    """int16 (samples, 2) or a file to Opus."""
    path.parent.mkdir(parents=True, exist_ok=True)
    given = ["-i", str(x)] if isinstance(x, Path) else ["-f", "s16le", "-ar", str(RATE), "-ac", "2", "-i", "-"]
    command = ["ffmpeg", "-v", "error", "-y", *given, *(["-ac", "1"] if mono else []), "-c:a", "libopus", "-b:a", f"{kilobits}k", str(path)]
    subprocess.run(command, check=True, input=None if isinstance(x, Path) else np.ascontiguousarray(x).tobytes())
    return path.stat().st_size


def copy_libraries(folder: Path):
    """libsndfile and what it needs beyond the C library."""
    folder.mkdir()
    listed = subprocess.run([shutil.which("ldconfig") or "/sbin/ldconfig", "-p"], capture_output=True, text=True, check=True).stdout
    found = re.findall(r"libsndfile\.so\.1 .*=> (\S+)", listed)
    if not found:
        raise SystemExit("libsndfile is not there: install libsndfile1 (python3-soundfile brings it)")
    needed = subprocess.run(["ldd", found[0]], capture_output=True, text=True, check=True).stdout
    for path in [found[0], *re.findall(r"=> (\S+)", needed)]:
        if not re.match(r"lib(c|m|pthread|dl|rt|gcc_s)\.so", Path(path).name):
            shutil.copy(path, folder / Path(path).name)


def songs_of(folder: Path) -> dict:
    """{song: its files}."""
    out = {}
    for file in sorted(folder.glob("[!.]*.npy")):
        out.setdefault(file.name[:-4].rsplit(".", 1)[0], []).append(file)
    return out


def pack_pools(folder: Path, weights: dict, room: float, seed: int):
    """Songs in turn from every source, as its weight says, until the room is full."""
    rng = np.random.default_rng(seed)
    waiting = {s: songs_of(work_folder() / "pools" / s) for s in weights}
    order = {s: list(rng.permutation(sorted(names))) for s, names in waiting.items()}
    used = dict.fromkeys(weights, 0)
    while sum(used.values()) < room and any(order.values()):
        source = min((s for s in order if order[s]), key=lambda s: used[s] / weights[s])
        name = order[source].pop()
        stems = {f.name[:-4].rsplit(".", 1)[1]: np.load(f, mmap_mode="r") for f in waiting[source][name]}
        begin = int(rng.integers(1 + max(0, min(map(len, stems.values())) - LONGEST)))
        for stem, x in stems.items():
            x = x[begin: begin + LONGEST]
            mono = stem == "bass" or not np.any(x[::97, 0] != x[::97, 1])
            used[source] += encode(x, folder / "pools" / source / f"{name}.{stem}.opus", KILOBITS[stem] * (1 if stem == "bass" or not mono else 0.75), mono)
        facts = work_folder() / "pools" / source / f"{name}.json"
        if facts.exists():
            shutil.copy(facts, folder / "pools" / source)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("folder", type=Path)
    p.add_argument("--sources", default="songs=1,session=3")
    p.add_argument("--eval", type=Path, required=True)
    p.add_argument("--left-out", type=Path, required=True)
    p.add_argument("--from", dest="start", type=Path)
    p.add_argument("--megabytes", type=float, default=60)
    p.add_argument("--seed", type=int, default=3)
    o = p.parse_args()
    if o.folder.exists():
        p.error(f"{o.folder} is there already: delete it, or give another")
    try:
        weights = parse_weights(o.sources)
    except ValueError:
        p.error(f"--sources {o.sources} is not understood: give pools and their weights, as songs=1,session=3")
    o.folder.mkdir(parents=True)
    (o.folder / "code").mkdir()
    for file in HERE.glob("*.py"):
        shutil.copy(file, o.folder / "code")
    if o.start:
        shutil.copy(o.start, o.folder / "start.pt")
    copy_libraries(o.folder / "lib")
    for name, source in (("eval", o.eval), ("left", o.left_out)):
        for file in sorted(source.glob("*/*.flac")):
            encode(file, o.folder / name / file.parent.name / f"{file.stem}.opus", SCORED_KILOBITS)
    (o.folder / "start.sh").write_text(START.replace("SOURCES", o.sources).replace('"$@"\n', ('$from ' if o.start else "") + '"$@"\n'))
    sizes = lambda: sum(f.stat().st_size for f in o.folder.rglob("*") if f.is_file())
    before = sizes()
    room = o.megabytes * 1e6 - before - 2e6
    if room < 5e6:
        raise SystemExit(f"{before / 1e6:.0f} MB without any material leave no room in {o.megabytes:.0f} MB: score on less, or give more megabytes")
    pack_pools(o.folder, weights, room, o.seed)
    print(f"{o.folder}: {sizes() / 1e6:.1f} MB, {before / 1e6:.1f} of them code, checkpoint and songs to score on")


if __name__ == "__main__":
    main()
