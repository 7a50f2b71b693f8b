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
import left_out
from accompaniment import Players, accompany, rests
from band import FONTS
from effects import bell, compress, cut, drive, mono, rms, room
from folders import RATE, STEMS, work_folder
from guitars import cabinet
from instruments import Sampler, SoundFonts
from kits import Kit, Percussion
from performances import Performances, spread
from pool import decode, loudness, store
from singers import singers
from vocals import sing_song
from voice_effects import convolved

BASSES = ("bass-growly", "bass-swag", "bass-fashion", "bass-sneaky-finger", "bass-sneaky-mute", "bass-pasta-fetuccine", "bass-pasta-spaghetti",
          "finger-bass")
INSTRUMENTS = ("tonejs-guitar-electric", "steel-guitar", "tonejs-guitar-nylon", "electric-piano", "epiano-wurlitzer", "epiano-pianet",
               "bright-piano", "tonejs-organ", "tremolo-strings", "tonejs-cello", "sax-alto-weresax", "tonejs-trumpet", "war-tuba-staccato", "ganjo")
# A drummer's style -> what the others play.
STYLES = {"rock": ("rock", "rock", "hard", "ballad"), "punk": ("punk",), "funk": ("funk",), "soul": ("funk", "disco"), "jazz": ("shuffle",),
          "country": ("country",), "reggae": ("reggae",), "latin": ("funk", "ballad"), "hiphop": ("beat",), "neworleans": ("shuffle", "funk"),
          "pop": ("rock", "disco", "ballad"), "blues": ("shuffle",), "highlife": ("funk",), "afrobeat": ("funk",), "afrocuban": ("funk",),
          "gospel": ("ballad", "shuffle"), "dance": ("disco",), "middleeastern": ("ballad",)}


def map_of(folder: Path):
    return next(iter(sorted(folder.glob("*.sfz"))), None)


class Studio:
    """What is at hand: for training everything that is not left out, for the left-out set nothing else."""

    def __init__(self, material: Path, left=False):
        wanted = lambda name, names: (name in names) == left
        maps = lambda names, out: {n: Sampler(map_of(material / "instruments" / n)) for n in names
                                   if wanted(n, out) and (material / "instruments" / n).is_dir() and map_of(material / "instruments" / n)}
        self.basses = list(maps(BASSES, left_out.BASSES).values())
        plates = [decode(p) for p in sorted((material / "ir").rglob("*.flac")) if wanted(p.stem, left_out.REVERBS)]
        self.plates = [p for p in plates if len(p) < 5 * RATE]
        self.fonts = None if left else SoundFonts(FONTS)
        self.players = Players(maps(INSTRUMENTS, left_out.INSTRUMENTS), self.fonts, self.plates)
        if left:
            self.kits = [Kit(material / "loops/drums/one-shots")]
            self.percussion = None
        else:
            muldjord = Kit(material / "instruments/drums-muldjord")
            self.kits = [muldjord, Kit(material / "instruments/drums-gogodze", muldjord)]
            self.percussion = Percussion(material / "instruments/drum-kit")
        self.performances = Performances(material / "midi/groove-drums.zip", left)
        self.singers = singers(material / "voices", left)
        guitars = sorted((material / "stems/sectoid").iterdir())
        self.guitars = [decode(p / "guitar.opus") for p in guitars if left and p.name in left_out.SECTOID]


def play_drums(rng, studio, song, notes, samples):
    kit = studio.kits[int(rng.integers(len(studio.kits)))]
    tracks = kit.play(rng, notes, samples)
    offsets = {p: rng.normal(0, 2.5) for p in ("kick", "snare", "toms", "metal")}
    group = lambda p: p if p in ("kick", "snare") else "toms" if p.startswith("tom") else "metal"
    out = np.zeros((samples, 2), np.float32)
    for piece, x in tracks.items():
        if piece == "kick":
            x = bell(bell(mono(x) if rng.random() < 0.6 else x, rng.uniform(45, 80), rng.uniform(-2, 8), 0.9), rng.uniform(250, 500), rng.uniform(-8, 1))
        elif piece == "snare":
            x = bell(bell(x, rng.uniform(160, 240), rng.uniform(-3, 6)), rng.uniform(3000, 6000), rng.uniform(-4, 5))
        out += x * np.float32(10 ** (offsets[group(piece)] / 20))
    if rms(out) < 1e-5:
        return out
    if studio.percussion and rng.random() < 0.2:
        x = studio.percussion.play(rng, song, samples)
        out += x * np.float32(rms(out) / rms(x) * 10 ** (rng.uniform(-18, -6) / 20))
    if rng.random() < 0.4:
        out = convolved(out, studio.plates[int(rng.integers(len(studio.plates)))], rng.uniform(0.03, 0.3))
    elif rng.random() < 0.6:
        out = room(out, rng.uniform(0.15, 0.9), rng.uniform(0.08, 0.5), rng, rng.uniform(3000, 9000))
    if rng.random() < 0.35:                                    # a pressed copy beside
        out = out + compress(out, -12, 12, 0.002, 0.15) * np.float32(rng.uniform(0.3, 1.5))
    if rng.random() < 0.6:
        out = compress(out, rng.uniform(0, 8), rng.uniform(2, 5), rng.uniform(0.005, 0.03), rng.uniform(0.05, 0.2))
    return drive(out, rng.uniform(0, 8)) if rng.random() < 0.25 else out


def play_bass(rng, studio, song, samples):
    notes = arrange.bass(rng, song)
    if studio.fonts is not None and rng.random() < 0.25:
        x = studio.fonts.play(notes, int(rng.choice([32, 32, 33, 34, 35, 36, 38, 39])), samples, rng)
    else:
        x = studio.basses[int(rng.integers(len(studio.basses)))].play(notes, samples)
    if rms(x) < 1e-5:
        return x
    x = compress(mono(x), rng.uniform(-2, 5), rng.uniform(2, 8))
    if rng.random() < 0.5:                                     # an amplifier beside the direct signal
        amp = drive(bell(x, rng.uniform(300, 900), rng.uniform(0, 8)), rng.uniform(0, 28))
        wet = np.convolve(amp[:, 0], cabinet(rng))[:samples] if rng.random() < 0.5 else cut(amp, high=rng.uniform(1200, 5000))[:, 0]
        amp = mono(np.stack([wet, wet], 1).astype(np.float32))
        x = x * np.float32(rng.uniform(0, 1)) + amp * np.float32(rms(x) / rms(amp) * rng.uniform(0.3, 1))
    x = bell(bell(x, rng.uniform(55, 110), rng.uniform(-3, 6)), rng.uniform(500, 1200), rng.uniform(-6, 7))
    return cut(x, low=rng.uniform(25, 45), high=float(np.exp(rng.uniform(np.log(600), np.log(9000)))))


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
