"""Every singer alone, as pool `voices`: takes of a minute, each with its own production, in equal shares; and as pool `speech` those who
speak, whisper and shout.

    python3 training/voices.py AUDIO --takes 4
"""
import argparse
import os
from pathlib import Path

import numpy as np

import arrange
import left_out
from folders import RATE, work_folder
from pool import decode, store
from singers import singers
from vocals import sing_song


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("material", type=Path, help="the folder with voices/ and ir/")
    p.add_argument("--takes", type=int, default=4)
    p.add_argument("--seconds", type=float, default=50)
    p.add_argument("--seed", type=int, default=17)
    o = p.parse_args()
    if not (o.material / "voices").is_dir():
        p.error(f"{o.material} has no voices: give the folder that holds voices/ and ir/")
    plates = [decode(f) for f in sorted((o.material / "ir").rglob("*.flac")) if f.stem not in left_out.REVERBS]
    everyone = singers(o.material / "voices")
    for take in range(o.takes):
        for n, singer in enumerate(everyone):
            folder = work_folder() / "pools" / ("speech" if singer.kind == "spoken" else "voices")
            name = f"{singer.name}-{take}"
            if (folder / f"{name}.vocals.npy").exists():
                continue
            rng = np.random.default_rng((o.seed, take, n))
            song = arrange.new_song(rng, o.seconds)
            store(folder, name, "vocals", sing_song(rng, singer, song, int(o.seconds * RATE), plates))
            print(name, flush=True)
    os.sync()


if __name__ == "__main__":
    main()
