"""Songs on recorded instruments, as pool `session`: human drum performances on recorded kits, sampled basses and guitars through
amplifiers, every singer of the material in equal shares. Song i depends on (seed, i) alone; songs that are there are skipped.

    python3 training/session.py AUDIO --count 100
    python3 training/session.py AUDIO --left-out FOLDER     # the left-out set, of sources that no pool holds
"""
import argparse
import json
import os
from pathlib import Path

import numpy as np
import soundfile

import arrange
from accompaniment import accompany, rests
from folders import RATE, STEMS, work_folder
from performances import spread
from pool import loudness, store
from rhythm import play_bass, play_drums
from studio import Studio
from vocals import sing_song

# A drummer's style -> what the others play.
STYLES = {"rock": ("rock", "rock", "hard", "ballad"), "punk": ("punk",), "funk": ("funk",), "soul": ("funk", "disco"), "jazz": ("shuffle",),
          "country": ("country",), "reggae": ("reggae",), "latin": ("funk", "ballad"), "hiphop": ("beat",), "neworleans": ("shuffle", "funk"),
          "pop": ("rock", "disco", "ballad"), "blues": ("shuffle",), "highlife": ("funk",), "afrobeat": ("funk",), "afrocuban": ("funk",),
          "gospel": ("ballad", "shuffle"), "dance": ("disco",), "middleeastern": ("ballad",)}


def make(rng, studio, seconds, singer=None):
    """Stems and what is needed to match them with others: tempo, tonic, where the beats begin."""
    samples = int(seconds * RATE)
    style, tempo, notes, length = studio.performances.draw(rng)
    factor = float(rng.uniform(0.93, 1.07))
    names = STYLES.get(style, ("rock", "country", "ballad"))
    song = arrange.new_song(rng, seconds, names[int(rng.integers(len(names)))], tempo / factor)
    late = song.time(0, 0)
    drums = [(t + late, d, k, v) for t, d, k, v in spread(notes, length, seconds, factor)]
    singer = singer or studio.singers[int(rng.integers(len(studio.singers)))]
    stems = {"drums": play_drums(rng, studio, song, drums, samples), "bass": play_bass(rng, studio, song, samples),
             "vocals": sing_song(rng, singer, song, samples, studio.plates)}
    if studio.guitars and rng.random() < 0.35:                 # a recorded guitarist, who plays his own song
        x = studio.guitars[int(rng.integers(len(studio.guitars)))]
        start = int(rng.integers(0, len(x) - samples))
        stems["other"] = x[start: start + samples]
    else:
        stems["other"] = accompany(rng, studio.players, song, samples)
    for stem in ("drums", "bass"):
        if rng.random() < 0.25:
            stems[stem] = rests(rng, song, stems[stem], 0.15)
    return stems, {"tempo": round(60 / song.beat, 3), "tonic": song.tonic % 12, "minor": song.scale is arrange.MINOR, "late": late,
                   "style": song.style, "singer": singer.name}


def write_left_out(studio, folder: Path, count, seconds):
    """Mixtures as flac, at the levels of dry multitracks, every left-out singer in turn."""
    for i in range(count):
        if (folder / f"{i:02d}").exists():
            continue
        rng = np.random.default_rng((1113, i))
        stems, _ = make(rng, studio, seconds + 6, studio.singers[i % len(studio.singers)])
        part = folder / f".{i:02d}"
        part.mkdir(parents=True, exist_ok=True)
        for stem, db in zip(STEMS, (-5, -6, -7.5, -4)):
            x = stems[stem][6 * RATE:]
            if loudness(x) > 1e-4:
                x = x / loudness(x) * 0.1 * 10 ** ((rng.normal(db, 2.5)) / 20)
                soundfile.write(part / f"{stem}.flac", np.clip(x, -1, 1), RATE)
        part.rename(folder / f"{i:02d}")
        print("left out", i, flush=True)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("material", type=Path, help="the folder with instruments/, voices/, midi/, ir/, loops/ and stems/")
    p.add_argument("--count", type=int, default=100)
    p.add_argument("--first", type=int, default=0)
    p.add_argument("--seconds", type=float, default=45)
    p.add_argument("--seed", type=int, default=13)
    p.add_argument("--left-out", type=Path, help="write 40 mixtures of left-out sources there instead")
    o = p.parse_args()
    missing = [n for n in ("instruments", "voices", "midi", "ir", "loops/drums/one-shots", "stems/sectoid") if not (o.material / n).is_dir()]
    if missing:
        p.error(f"{o.material} has no {' and no '.join(missing)}: give the folder that holds them")
    studio = Studio(o.material, left=o.left_out is not None)
    if o.left_out:
        write_left_out(studio, o.left_out, 40, 10)
        return
    # equal shares for all who sing, a fifth of one for those who speak
    deck = [s for s in studio.singers for _ in range(1 if s.kind == "spoken" else 5)]
    np.random.default_rng(o.seed).shuffle(deck)
    folder = work_folder() / "pools" / "session"
    for i in range(o.first, o.first + o.count):
        if (folder / f"{i:04d}.json").exists():
            continue
        stems, facts = make(np.random.default_rng((o.seed, i)), studio, o.seconds, deck[i % len(deck)])
        for stem, x in stems.items():
            store(folder, f"{i:04d}", stem, x)
        (folder / f"{i:04d}.json").write_text(json.dumps(facts))
        print(i, facts, flush=True)
    os.sync()


if __name__ == "__main__":
    main()
