"""Recorded and programmed drum loops as pool `loops`: each repeated to half a minute, at its own and at two other speeds."""
import argparse
from pathlib import Path

import numpy as np

from folders import RATE, work_folder
from pool import decode, store

LOOPS = ("amen", "amen_full", "breakbeat", "compus", "electric", "industrial", "mehackit1", "mehackit2", "perc1", "perc2", "safari", "tabla")


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("folder", type=Path, help="the folder with loop_*.opus")
    folder = p.parse_args().folder
    for name in LOOPS:
        path = folder / f"loop_{name}.opus"
        if not path.exists():
            continue
        x = decode(path)
        for speed in (1.0, 0.86, 1.14):
            at = np.arange(int((len(x) - 2) / speed)) * speed
            y = x[at.astype(int)]
            times = max(1, int(30 * RATE / len(y)))
            store(work_folder() / "pools" / "loops", f"{name}-{round(speed * 100)}", "drums", np.tile(y, (times, 1)))
    print(len(list((work_folder() / "pools" / "loops").glob("*.npy"))), "loops")


if __name__ == "__main__":
    main()
