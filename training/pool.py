"""Stems on disk: `pools/<source>/<song>.<stem>.npy`, int16 (frames, 2), levelled to one loudness, read by memory map."""
import json
import subprocess
from pathlib import Path

import numpy as np

from folders import RATE, STEMS
from matching import Matches

# The level every stem is stored at: RMS of its louder half, in full scale.
STORED_RMS = 0.08


def decode(path, channels=2, rate=RATE, start=0.0, seconds=None):
    """A file as float32 (frames, channels), through ffmpeg."""
    cut = ["-ss", str(start)] + (["-t", str(seconds)] if seconds else [])
    command = ["ffmpeg", "-v", "error", *cut, "-i", str(path), "-f", "f32le", "-ar", str(rate), "-ac", str(channels), "-"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, bufsize=1 << 20) as process:
        raw = process.stdout.read()
    if process.returncode:
        raise RuntimeError(f"ffmpeg could not read {path}")
    return np.frombuffer(raw, np.float32).reshape(-1, channels)


def loudness(x):
    """RMS of the frames that sound: a stem that rests half of the time is as loud as one that does not."""
    frames = x[: len(x) // 4410 * 4410].reshape(-1, 4410 * x.shape[1])
    power = np.sort((frames.astype(np.float32) ** 2).mean(1))[::-1]
    power = power[power > power[0] * 1e-3] if len(power) else power
    return float(np.sqrt(power.mean())) if len(power) else 0.0


def store(folder: Path, song: str, stem: str, x):
    """Writes one stem, levelled; silent ones are left out. Complete under its name or not there."""
    level = loudness(x)
    if level < 1e-4:
        return
    x = x * (STORED_RMS / level)
    x = np.tanh(x / 0.95) * 0.95 if np.abs(x).max() > 0.95 else x
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{song}.{stem}.part.npy"
    np.save(part, (x * 32767).astype(np.int16))
    part.rename(folder / f"{song}.{stem}.npy")


class Pool:
    """All stems of the named sources. A song keeps its stems together, so that they can be mixed as they belong."""

    def __init__(self, folder: Path, weights: dict):
        self.songs, self.song_weights, facts = [], [], []
        self.by_stem = {s: [] for s in STEMS}
        self.stem_weights = {s: [] for s in STEMS}
        for source, weight in weights.items():
            files = sorted((folder / source).glob("[!.]*.npy"))
            songs = {}
            for file in files:
                song, stem = file.name[:-4].rsplit(".", 1)
                songs.setdefault(song, {})[stem] = np.load(file, mmap_mode="r")
            seconds = {s: sum(len(g[s]) for g in songs.values() if s in g) for s in STEMS}
            for name, group in songs.items():
                if len(group) > 1:
                    self.songs.append(group)
                    known = folder / source / f"{name}.json"
                    facts.append(json.loads(known.read_text()) if known.exists() else None)
                    self.song_weights.append(weight / len(songs))
                for stem, x in group.items():
                    self.by_stem[stem].append(x)
                    self.stem_weights[stem].append(weight * len(x) / seconds[stem])
        if not all(self.by_stem.values()):
            missing = ", ".join(s for s, v in self.by_stem.items() if not v)
            raise SystemExit(f"no material for {missing} in {folder}: make it with songs.py, loops.py and band.py (README.md)")
        if not self.songs:
            raise SystemExit(f"no song with two stems or more in {folder}: add a pool of whole songs to --sources")
        self.matches = Matches(self.songs, facts)
        normal = lambda w: np.cumsum(w) / np.sum(w)
        self.song_weights = normal(self.song_weights)
        self.stem_weights = {s: normal(w) for s, w in self.stem_weights.items()}

    def song(self, rng):
        return self.songs[int(np.searchsorted(self.song_weights, rng.random()))]

    def stem(self, rng, stem):
        return self.by_stem[stem][int(np.searchsorted(self.stem_weights[stem], rng.random()))]


def parse_weights(text: str) -> dict:
    """`songs=1,band=2` as a dictionary."""
    return {k: float(v) for k, v in (item.split("=") for item in text.split(","))}


def summary(folder: Path) -> dict:
    """Seconds of every stem of every source."""
    out = {}
    for file in sorted(folder.glob("*/[!.]*.npy")):
        stem = file.name[:-4].rsplit(".", 1)[1]
        out.setdefault(file.parent.name, dict.fromkeys(STEMS, 0.0))[stem] += len(np.load(file, mmap_mode="r")) / RATE
    return out


if __name__ == "__main__":
    from folders import work_folder
    print(json.dumps(summary(work_folder() / "pools"), indent=1))
