"""The other half of pack.py: Opus files back into pools and songs to score on, on all cores, without ffmpeg.

    python3 unpack.py PACK --processes 16
"""
import argparse
import shutil
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from scipy.signal import resample_poly

import sndfile
from folders import RATE, work_folder


def read(path: Path):
    """(samples, 2) float32 at the rate of the pools."""
    x, rate = sndfile.read(path)
    if rate != RATE:
        x = resample_poly(x, RATE // 300, rate // 300, axis=0).astype(np.float32)
    return np.repeat(x, 2, 1) if x.shape[1] == 1 else x


def to_pool(source: Path, target: Path):
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name("." + target.name)
    np.save(part, (np.clip(read(source), -1, 1) * 32767).astype(np.int16))
    part.rename(target)


def same_length(folder: Path):
    """The stems of a scored song, cut to the shortest: the coder may add a frame."""
    for song in (p for p in folder.iterdir() if p.is_dir()):
        stems = {f: np.load(f) for f in sorted(song.glob("[!.]*.npy"))}
        shortest = min(map(len, stems.values()))
        for f, x in stems.items():
            if len(x) > shortest:
                np.save(f, x[:shortest])


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("pack", type=Path)
    p.add_argument("--processes", type=int, default=1)
    o = p.parse_args()
    work = work_folder()
    with ProcessPoolExecutor(o.processes) as pool:
        jobs = [pool.submit(to_pool, f, (work / f.relative_to(o.pack)).with_suffix(".npy"))
                for pattern in ("pools/*/*.opus", "eval/*/*.opus", "left/*/*.opus") for f in o.pack.glob(pattern)]
        for job in jobs:
            job.result()
    for f in o.pack.glob("pools/*/*.json"):
        shutil.copy(f, work / f.relative_to(o.pack))
    for name in ("eval", "left"):
        if (work / name).is_dir():
            same_length(work / name)
    print(f"{len(jobs)} files unpacked into {work}", flush=True)


if __name__ == "__main__":
    main()
