"""The five recorded songs as pool `songs`: stems aligned, decoded once."""
import argparse
from pathlib import Path

from folders import STEMS, work_folder
from pool import decode, store


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path, help="a folder of <song>/{vocals,drums,bass,other}.opus")
    folder = arguments.parse_args().folder
    for song in sorted(p for p in folder.iterdir() if p.is_dir()):
        found = {s: song / f"{s}.opus" for s in STEMS if (song / f"{s}.opus").exists()}
        stems = {s: decode(path) for s, path in found.items()}
        length = min(map(len, stems.values()))
        for stem, x in stems.items():
            store(work_folder() / "pools" / "songs", song.name, stem, x[:length])
        print(song.name, {s: len(x) for s, x in stems.items()}, flush=True)


if __name__ == "__main__":
    main()
