"""Songs by a band that does not exist: arrangements played by sound fonts, samples and sung syllables through amplifiers and
rooms, as pool `band`. Song i depends on (seed, i) alone; songs that are there already are skipped."""
import argparse
import os
from pathlib import Path

import numpy as np

import arrange
from effects import amplifier, bell, chorus, compress, cut, drive, echo, mono, pan, rms, room
from folders import RATE, work_folder
from instruments import Sampler, SoundFonts
from pool import decode, store
from singing import Corpus, sing

FONTS = ("/usr/share/sounds/sf2/FluidR3_GM.sf2", "/usr/share/sounds/sf3/MuseScore_General_Lite.sf3")
# kits of the fonts: standard, room, power, electronic, jazz, brush
KITS = {"hard": (16, 8, 0), "punk": (0, 16, 8), "rock": (0, 8, 16, 0), "country": (0, 8, 40, 32), "shuffle": (0, 32, 8),
        "ballad": (0, 8, 16, 40), "beat": (24, 25, 0), "disco": (24, 0, 8), "funk": (0, 8), "reggae": (0, 8)}
KEYBOARDS = (0, 1, 2, 4, 5, 7, 11, 16, 17, 18, 19, 21, 48, 49, 50, 51, 61, 62, 80, 81, 88, 89, 90)
LEADS = (22, 26, 27, 29, 30, 40, 56, 59, 64, 65, 66, 71, 73, 80, 81, 110)
PLUCKED = {"country": (25, 26, 105, 27), "ballad": (24, 25, 27), "funk": (27, 28), "reggae": (27, 28)}


class Studio:
    """The instruments, loaded once."""

    def __init__(self, material: Path):
        folder = material / "instruments"
        self.samplers = {n: Sampler(folder / n / f"{n}.sfz")
                         for n in ("finger-bass", "steel-guitar", "electric-piano", "tremolo-strings") if (folder / n).exists()}
        piano = next(iter((folder / "bright-piano").glob("*.sfz")), None)
        if piano:
            self.samplers["bright-piano"] = Sampler(piano)
        self.voices = [Corpus(material / "voices" / f"{n}.opus") for n in ("scottpoid", "dorodoro")
                       if (material / "voices" / f"{n}.opus").exists()]
        self.one_shots = {kind: [decode(p) for p in sorted((material / "loops/drums/one-shots" / kind).glob("*.opus"))]
                          for kind in ("kick", "snare")}
        self.fonts = SoundFonts(FONTS)


def play_drums(rng, studio, song, samples):
    """Kick, snare, cymbals and toms on tracks of their own, balanced, in one room, pressed together."""
    notes = arrange.drums(rng, song)
    kits = KITS[song.style]
    program = int(kits[int(rng.integers(len(kits)))])
    groups = {"kick": (35, 36), "snare": (37, 38, 40), "toms": arrange.TOMS}
    tracks = {}
    for name in ("kick", "snare", "toms", "metal"):
        own = [n for n in notes if (n[2] in groups[name] if name in groups else not any(n[2] in g for g in groups.values()))]
        if not own:
            continue
        x = np.zeros((samples, 2), np.float32)
        if name in ("kick", "snare") and rng.random() < 0.3:      # another drum, layered over the kit's or in its stead
            shots = studio.one_shots[name]
            shot = shots[int(rng.integers(len(shots)))]
            ratio = rng.uniform(0.8, 1.2)
            at = np.arange(int((len(shot) - 2) / ratio)) * ratio
            shot = shot[at.astype(int)]
            for start, _, _, velocity in own:
                i = int(start * RATE)
                part = shot[: max(0, samples - i)]
                x[i: i + len(part)] += part * np.float32((velocity / 127) ** 1.5)
            x *= 0.1 / rms(x)
        if rms(x) < 1e-4 or rng.random() < 0.4:
            y = studio.fonts.play(own, program, samples, rng, drums=True)
            x = x + y * np.float32(0.1 / rms(y))
        tracks[name] = x
    if "kick" in tracks:
        x = mono(tracks["kick"])
        x = bell(bell(x, rng.uniform(45, 75), rng.uniform(0, 10), 0.9), rng.uniform(250, 500), rng.uniform(-9, 0))
        tracks["kick"] = bell(x, rng.uniform(2500, 5000), rng.uniform(-4, 8))
    if "snare" in tracks:
        x = mono(tracks["snare"])
        tracks["snare"] = bell(bell(x, rng.uniform(160, 240), rng.uniform(-2, 7)), rng.uniform(3000, 6000), rng.uniform(-4, 5))
    level = {"kick": rng.normal(2, 3), "snare": rng.normal(-2, 3), "toms": rng.normal(-4, 3), "metal": rng.normal(-9, 4)}
    out = sum(x * np.float32(10 ** (level[n] / 20) * 0.1 / rms(x)) for n, x in tracks.items())
    if rng.random() < 0.75:
        out = room(out, rng.uniform(0.15, 0.9), rng.uniform(0.08, 0.5), rng, rng.uniform(3000, 9000))
    if rng.random() < 0.6:
        out = compress(out, rng.uniform(2, 10), rng.uniform(2, 6), 0.01, rng.uniform(0.05, 0.2))
    if rng.random() < 0.35:
        out = drive(out, rng.uniform(0, 10))
    return out


def play_bass(rng, studio, song, samples):
    notes = arrange.bass(rng, song)
    if "finger-bass" in studio.samplers and rng.random() < 0.5:
        x = studio.samplers["finger-bass"].play([(t, d, k, v) for t, d, k, v in notes], samples)
        if rms(x) < 1e-4:
            x = studio.fonts.play(notes, 33, samples, rng)
    else:
        programs = (33, 34, 34, 33, 35, 36, 32) if song.style not in ("disco", "beat") else (38, 39, 33, 36)
        x = studio.fonts.play(notes, int(rng.choice(programs)), samples, rng)
    x = mono(x)
    x = compress(x, rng.uniform(0, 5), rng.uniform(2, 6))
    if rng.random() < 0.6:
        dirty = cut(drive(x, rng.uniform(3, 24)), low=rng.uniform(40, 200), high=rng.uniform(1500, 5000))
        x = x + dirty * np.float32(rng.uniform(0.1, 1.0))
    x = bell(x, rng.uniform(60, 110), rng.uniform(-2, 6))
    return cut(bell(x, rng.uniform(500, 1200), rng.uniform(-6, 6)), high=float(np.exp(rng.uniform(np.log(500), np.log(7000)))))


def guitar(rng, studio, song, samples, manner, dirt):
    notes = arrange.chords(rng, song, manner, 40, 66)
    clean = PLUCKED.get(song.style, (25, 26, 27, 27, 24))
    if dirt > 0 and rng.random() < 0.3:
        x = studio.fonts.play(notes, int(rng.choice([29, 30])), samples, rng)
        return cut(x, low=80, high=rng.uniform(4000, 8000))
    if "steel-guitar" in studio.samplers and rng.random() < 0.4:
        x = studio.samplers["steel-guitar"].play(notes, samples)
    else:
        x = studio.fonts.play(notes, int(rng.choice((27, 27, 28, 26) if dirt > 0 else clean)), samples, rng)
    return amplifier(mono(x), dirt, rng) if dirt > 0 else cut(x, low=70)


def play_other(rng, studio, song, samples):
    """One to three guitars, keyboards, a lead: each with its place and space."""
    parts = []
    style = song.style
    loud = style in ("hard", "punk") or (style in ("rock", "shuffle") and rng.random() < 0.6)
    if style not in ("disco", "beat") or rng.random() < 0.5:
        manner = "power" if loud and rng.random() < 0.7 else str(rng.choice(["strum", "arpeggio", "stabs", "strum"]))
        dirt = rng.uniform(8, 36) if loud else rng.uniform(-12, 10)
        width = rng.uniform(0, 1)
        twice = rng.random() < (0.6 if loud else 0.35)
        if twice:
            parts += [pan(guitar(rng, studio, song, samples, manner, dirt), -width), pan(guitar(rng, studio, song, samples, manner, dirt), width)]
        else:
            parts.append(pan(mono(guitar(rng, studio, song, samples, manner, dirt)), rng.uniform(-0.7, 0.7)))
    if not loud or rng.random() < 0.3 or not parts:
        notes = arrange.chords(rng, song, str(rng.choice(["held", "strum", "arpeggio", "stabs"])), 48, 79)
        sampled = [n for n in ("electric-piano", "bright-piano", "tremolo-strings") if n in studio.samplers]
        if sampled and rng.random() < 0.4:
            x = studio.samplers[sampled[int(rng.integers(len(sampled)))]].play(notes, samples, 0.15)
        else:
            x = studio.fonts.play(notes, int(rng.choice(KEYBOARDS)), samples, rng)
        parts.append(pan(x, rng.uniform(-0.5, 0.5)) * np.float32(rng.uniform(0.3, 1.0)))
    if rng.random() < 0.5:
        melody = [n for phrase in arrange.line(rng, song, 57, 84, 1.5, arrange.PENTATONIC[song.scale] if rng.random() < 0.6 else None)
                  for n in phrase if rng.random() < 0.95]
        program = int(rng.choice(LEADS))
        x = studio.fonts.play(melody, program, samples, rng)
        if program in (22, 26, 27, 29, 30):
            x = amplifier(mono(x), rng.uniform(10, 36), rng)
        if rng.random() < 0.4:
            x = echo(x, song.beat * float(rng.choice([0.5, 0.75, 1])), 0.4, 0.3)
        parts.append(pan(x, rng.normal(0, 0.3)) * np.float32(rng.uniform(0.4, 1.1)))
    out = np.zeros((samples, 2), np.float32)
    for x in parts:
        if rms(x) < 1e-5:
            continue
        if rng.random() < 0.4:
            x = room(x, rng.uniform(0.3, 2.0), rng.uniform(0.1, 0.5), rng, rng.uniform(2500, 8000))
        if rng.random() < 0.15:
            x = chorus(x, rng)
        out += x * np.float32(0.1 / rms(x) * 10 ** (rng.normal(0, 2.5) / 20))
    return out


def play_vocals(rng, studio, song, samples):
    """A lead, at times doubled or with a harmony, near or in a hall."""
    low = int(rng.integers(43, 57))
    melody = arrange.line(rng, song, low, low + int(rng.integers(7, 15)), 1.0)
    formant = 2 ** ((low - 49) / 12 * 0.35) * rng.uniform(0.92, 1.1)
    voice = studio.voices[0 if len(studio.voices) == 1 or rng.random() < 0.8 else 1]
    hertz = lambda k: 440 * 2 ** ((k - 69) / 12)
    out = np.zeros((samples + 2 * RATE, 2), np.float32)

    def take(shift, gain, position, detune, late):
        for phrase in melody:
            notes = [(t, max(0.08, d), hertz(k + shift + detune)) for t, d, k, _ in phrase]
            x = sing(voice.phrase(rng), notes, rng, formant)
            begin = int((notes[0][0] + late) * RATE)
            x = x[: max(0, len(out) - begin)]
            out[begin: begin + len(x)] += pan(mono(np.stack([x, x], 1)), position) * np.float32(gain * rng.uniform(0.75, 1.15))

    take(0, 1, 0, 0, 0)
    if rng.random() < 0.25:
        take(0, 0.6, rng.uniform(-0.4, 0.4), rng.normal(0, 0.1), rng.uniform(0.01, 0.04))
    if rng.random() < 0.2:
        side = rng.uniform(0, 0.9)
        take(int(rng.choice([3, 4, 7, -5, 12])), 0.5, side, 0, rng.uniform(0, 0.03))
        take(int(rng.choice([3, 4, 7, -5])), 0.4, -side, 0, rng.uniform(0, 0.03))
    x = cut(out[:samples], low=rng.uniform(60, 150))
    if rms(x) < 1e-5:
        return x
    if rng.random() < 0.8:
        x = compress(x, rng.uniform(-4, 3), rng.uniform(2, 8))
    x = bell(bell(x, rng.uniform(180, 400), rng.uniform(-5, 5)), rng.uniform(2000, 5000), rng.uniform(-3, 8))
    if rng.random() < (0.4 if song.style in ("punk", "hard") else 0.1):
        x = drive(x, rng.uniform(3, 18))
    if rng.random() < 0.6:
        x = room(x, rng.uniform(0.3, 2.5), rng.uniform(0.05, 0.45), rng, rng.uniform(2500, 8000))
    if rng.random() < 0.25:
        x = echo(x, rng.uniform(0.08, 0.4), 0.35, 0.3)
    return x


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("material", type=Path, help="the folder with instruments/, voices/ and loops/")
    p.add_argument("--count", type=int, default=100)
    p.add_argument("--first", type=int, default=0)
    p.add_argument("--seconds", type=float, default=45)
    p.add_argument("--seed", type=int, default=7)
    p.add_argument("--pool", default="band")
    o = p.parse_args()
    folder = work_folder() / "pools" / o.pool
    missing = [n for n in ("instruments", "voices", "loops/drums/one-shots") if not (o.material / n).is_dir()]
    if missing:
        p.error(f"{o.material} has no {' and no '.join(missing)}: give the folder that holds instruments/, voices/ and loops/")
    studio = Studio(o.material)
    samples = int(o.seconds * RATE)
    for i in range(o.first, o.first + o.count):
        if (folder / f"{i:04d}.done").exists():
            continue
        rng = np.random.default_rng((o.seed, i))
        song = arrange.new_song(rng, o.seconds)
        for stem, player in (("drums", play_drums), ("bass", play_bass), ("other", play_other), ("vocals", play_vocals)):
            store(folder, f"{i:04d}", stem, player(rng, studio, song, samples))
        (folder / f"{i:04d}.done").touch()
        print(i, song.style, f"{60 / song.beat:.0f} bpm", flush=True)
    os.sync()


if __name__ == "__main__":
    main()
