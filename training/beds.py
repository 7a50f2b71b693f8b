"""Recorded accompaniments as pool `beds`, all of them `other`: the guitars of four songs and instrumentals without drums and bass,
in pieces of a minute, as they are and a little slower.

    python3 training/beds.py AUDIO
"""
import argparse
from pathlib import Path

import numpy as np

import left_out
from folders import RATE, work_folder
from pool import decode, loudness, store

# Instrumentals without voices, drums or bass.
BEDS = ("eliogu-chopin-op55-1", "novarina-minimalism-10", "bluewhales-uplifting-orchestra")
PIECE = 60 * RATE


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("material", type=Path, help="the folder with stems/sectoid and beds/")
    o = p.parse_args()
    guitars = [(d.name, d / "guitar.opus") for d in sorted((o.material / "stems/sectoid").iterdir()) if d.name not in left_out.SECTOID]
    beds = [(n, f) for n in BEDS for f in sorted((o.material / "beds").glob(f"{n}*"))]
    folder = work_folder() / "pools" / "beds"
    for name, path in guitars + beds:
        x = decode(path)
        pieces = [x[i: i + PIECE] for i in range(0, len(x) - PIECE // 2, PIECE)]
        for i, piece in enumerate(pieces):
            if loudness(piece) > 1e-3:
                store(folder, f"{name}-{i}", "other", np.asarray(piece))
        print(name, len(pieces), flush=True)


if __name__ == "__main__":
    main()
