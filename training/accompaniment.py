"""Everything beside singer, drums and bass, on recorded instruments: guitars through amplifiers, keyboards, horns, strings."""
import numpy as np

import arrange
from effects import chorus, cut, echo, mono, pan, rms, room
from folders import RATE
from guitars import amplify, cabinet, play_riff
from voice_effects import convolved

GUITARS = ("tonejs-guitar-electric", "steel-guitar", "tonejs-guitar-nylon")
KEYS = ("electric-piano", "epiano-wurlitzer", "epiano-pianet", "bright-piano", "tonejs-organ")
SUSTAINED = ("tonejs-organ", "tremolo-strings", "tonejs-cello")
LINES = {"sax-alto-weresax": (50, 79), "tonejs-trumpet": (55, 80), "tonejs-cello": (40, 64), "war-tuba-staccato": (36, 55), "ganjo": (50, 74)}
# General MIDI programs of the fonts by part.
CLEAN, DIRTY, MUTED = (24, 25, 25, 26, 26, 27, 27), (29, 30), 28
PIANOS, PADS, HORNS = (0, 1, 2, 3, 4, 5, 6, 7), (16, 17, 18, 19, 21, 48, 49, 50, 51, 52, 89, 90, 91, 95), (56, 57, 58, 59, 61, 64, 65, 66, 67, 68, 71, 73)
SOLOS = (22, 26, 27, 29, 30, 11, 40, 56, 59, 64, 65, 66, 71, 73, 80, 81)


class Players:
    """The instruments at hand: recorded ones by name, and sound fonts where there are any."""

    def __init__(self, samplers, fonts, plates):
        self.samplers, self.fonts, self.plates = samplers, fonts, plates

    def recorded(self, rng, names):
        there = [n for n in names if n in self.samplers]
        return self.samplers[there[int(rng.integers(len(there)))]] if there else None

    def play(self, rng, notes, samples, names, programs, share=0.6):
        """A part by one of the recorded instruments, or by one of the fonts' programs."""
        sampler = self.recorded(rng, names)
        if sampler and (self.fonts is None or rng.random() < share):
            return sampler.play(notes, samples, 0.12)
        if self.fonts is None:
            return np.zeros((samples, 2), np.float32)
        return self.fonts.play(notes, int(rng.choice(programs)), samples, rng)


def dirty_guitars(rng, band, song, samples):
    """Riffs or power chords, twice, left and right, each with its own hands on the same amplifier."""
    db, speaker = rng.uniform(6, 40), cabinet(rng)
    use_font = band.fonts is not None and rng.random() < 0.5
    sampler = band.recorded(rng, ("tonejs-guitar-electric", "tonejs-guitar-electric", "steel-guitar"))

    def pick(notes, muted):
        if use_font or sampler is None:
            return band.fonts.play(notes, MUTED if muted else int(rng.choice([26, 27])), samples, rng) if band.fonts else np.zeros((samples, 2), np.float32)
        return sampler.play(notes, samples)

    def take():
        if kind < 0.5:
            return play_riff(rng, pick, song, samples, db, speaker)
        notes = arrange.chords(rng, song, "power" if kind < 0.8 else str(rng.choice(["held", "strum"])), 40, 64)
        if band.fonts is not None and rng.random() < 0.15:
            return band.fonts.play(notes, int(rng.choice(DIRTY)), samples, rng)
        return amplify(pick(notes, False), db, rng, speaker)

    kind, width, state = rng.random(), rng.uniform(0.2, 1.0), rng.integers(1 << 60)
    if rng.random() < 0.3:
        return pan(take(), rng.uniform(-0.6, 0.6))
    outer, parts = rng, []
    for side in (-1, 1):                                       # the same part: one seed for what is played
        rng = np.random.default_rng(state if outer.random() < 0.5 else (state, side + 1))
        x = take()
        late = int(outer.uniform(0, 0.02) * RATE)
        parts.append(pan(np.pad(x, ((late, 0), (0, 0)))[:samples], side * width))
    return parts[0] + parts[1]


def clean_guitar(rng, band, song, samples):
    notes = arrange.chords(rng, song, str(rng.choice(["strum", "strum", "arpeggio", "stabs"])), 40, 69)
    x = band.play(rng, notes, samples, GUITARS, CLEAN)
    if rng.random() < 0.6:
        x = amplify(x, rng.uniform(-10, 14), rng)
        if rng.random() < 0.2:                                 # tremolo
            x = x * (1 - rng.uniform(0.2, 0.5) * (1 + np.sin(2 * np.pi * rng.uniform(3, 8) * np.arange(len(x)) / RATE))[:, None]).astype(np.float32)
    if rng.random() < 0.25:
        x = chorus(x, rng)
    return pan(mono(x), rng.uniform(-0.9, 0.9))


def rotary(x, rng):
    """A rotary speaker: the horns' doppler and beat, opposite on the two sides."""
    speed = rng.choice([0.8, 6.5]) * rng.uniform(0.85, 1.15)
    n = np.arange(len(x))
    sway = np.sin(2 * np.pi * speed * n / RATE)
    m = x.mean(1)
    out = [np.interp(n - (0.004 + 0.0007 * s * sway) * RATE, n, m) * (1 + 0.3 * s * sway) for s in (-1, 1)]
    return np.stack(out, 1).astype(np.float32)


def keyboard(rng, band, song, samples):
    if rng.random() < 0.35:
        x = band.play(rng, arrange.chords(rng, song, "held", 48, 76), samples, SUSTAINED, PADS)
        x = rotary(x, rng) if rng.random() < 0.4 else x
        x = amplify(x, rng.uniform(0, 18), rng) if rng.random() < 0.2 else x
    else:
        notes = arrange.chords(rng, song, str(rng.choice(["held", "strum", "arpeggio", "stabs", "stabs"])), 48, 79)
        x = band.play(rng, notes, samples, KEYS, PIANOS)
        x = chorus(x, rng) if rng.random() < 0.2 else x
    return pan(x, rng.uniform(-0.6, 0.6))


def horns(rng, band, song, samples):
    """Stabs or lines by a section, two or three parts."""
    if rng.random() < 0.5:
        notes = arrange.chords(rng, song, "stabs", 55, 79)
        return pan(band.play(rng, notes, samples, ("tonejs-trumpet", "sax-alto-weresax"), HORNS, 0.4), rng.uniform(-0.5, 0.5))
    melody = [n for phrase in arrange.line(rng, song, 57, 76, 1.2) for n in phrase]
    out = np.zeros((samples, 2), np.float32)
    for shift in (0, 4, 7)[: int(rng.integers(1, 4))]:
        out += pan(band.play(rng, [(t, d, k + shift, v) for t, d, k, v in melody], samples, tuple(LINES), HORNS, 0.5), rng.uniform(-0.7, 0.7))
    return out


def solo(rng, band, song, samples):
    """A line in the singer's own range, guitar more often than not."""
    scale = arrange.PENTATONIC[song.scale] if rng.random() < 0.7 else None
    melody = [n for phrase in arrange.line(rng, song, int(rng.integers(46, 58)), int(rng.integers(70, 86)), rng.uniform(0.6, 2.4), scale) for n in phrase]
    if rng.random() < 0.5:
        bent = [(t, d * 1.15, k, v) for t, d, k, v in melody]
        x = band.play(rng, bent, samples, ("tonejs-guitar-electric",), (26, 27), 0.5)
        if rms(x) > 1e-5:
            x = amplify(x, rng.uniform(10, 42), rng)
    else:
        x = band.play(rng, melody, samples, tuple(LINES), SOLOS, 0.5)
    if rng.random() < 0.5:
        x = echo(x, song.beat * float(rng.choice([0.5, 0.75, 1])), 0.4, 0.3)
    return pan(mono(x), rng.normal(0, 0.35))


def rests(rng, song, x, share=0.2):
    """The part is silent in some of its stretches of four bars, as parts are that come and go."""
    bars = int(np.ceil(len(x) / RATE / (4 * song.beat)))
    on = np.repeat(rng.random(bars // 4 + 1) > share, 4)[:bars].astype(np.float32)
    if not on.any():
        return x
    n = np.arange(len(x))
    gain = np.interp(n / RATE, np.concatenate([[0.0]] + [[song.time(b, 0) - 0.01, song.time(b, 0)] for b in range(1, bars)]),
                     np.concatenate([[on[0]]] + [[on[b - 1], on[b]] for b in range(1, bars)]))
    return x * gain.astype(np.float32)[:, None]


def accompany(rng, band, song, samples):
    hard = song.style in ("hard", "punk") or (song.style == "rock" and rng.random() < 0.6)
    makers = [dirty_guitars] if hard or rng.random() < 0.15 else []
    if not hard or rng.random() < 0.3:
        makers.append(clean_guitar if rng.random() < 0.65 else keyboard)
    if rng.random() < 0.5:
        makers.append(keyboard if rng.random() < 0.6 else clean_guitar)
    if rng.random() < (0.4 if song.style in ("funk", "disco", "reggae", "shuffle") else 0.1):
        makers.append(horns)
    if rng.random() < 0.4:
        makers.append(solo)
    out = np.zeros((samples, 2), np.float32)
    for maker in makers:
        x = maker(rng, band, song, samples)
        if rms(x) < 1e-5:
            continue
        if rng.random() < 0.25:
            x = convolved(x, band.plates[int(rng.integers(len(band.plates)))], rng.uniform(0.05, 0.4)) if band.plates else x
        elif rng.random() < 0.3:
            x = room(x, rng.uniform(0.2, 1.5), rng.uniform(0.1, 0.5), rng, rng.uniform(2500, 8000))
        if rng.random() < 0.15:
            x = cut(x, low=rng.uniform(100, 300))
        x = rests(rng, song, x, 0.12) if len(makers) > 1 else x
        if rms(x) > 1e-5:
            out += x * np.float32(0.1 / rms(x) * 10 ** (rng.normal(0, 2.5) / 20))
    return out
