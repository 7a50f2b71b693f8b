"""Songs as notes: style, tempo, key, chords, and what each player plays. Times in seconds; keys are MIDI numbers."""
from dataclasses import dataclass, field

import numpy as np

MAJOR, MINOR = (0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10)
PENTATONIC = {MAJOR: (0, 2, 4, 7, 9), MINOR: (0, 3, 5, 7, 10)}
KICK, SNARE, STICK, CLOSED, PEDAL, OPEN, CRASH, RIDE, BELL = 36, 38, 37, 42, 44, 46, 49, 51, 53
TOMS = (50, 48, 47, 45, 43, 41)

# style: tempo range, swing, kick, snare and hat by sixteenth, drummers' habits, weight
STYLES = {
    "rock": ((95, 150), 0.0, ("x.......x.......", "x.....x.x.......", "x..x....x.x.....", "x.......x.x..x.."), "....x.......x...", "x.x.x.x.x.x.x.x.", 4),
    "hard": ((70, 130), 0.0, ("x.....x.x.x.....", "x.x....xx.......", "x..x..x..xx....."), "....x.......x...", "x...x...x...x...", 3),
    "punk": ((150, 210), 0.0, ("x...x...x...x...", "x.....x.x.....x.", "x.x.....x.x....."), "..x...x...x...x.", "x.x.x.x.x.x.x.x.", 3),
    "country": ((80, 130), 0.08, ("x.......x.......", "x......xx......."), "....x.......x...", "x.x.x.x.x.x.x.x.", 3),
    "shuffle": ((85, 140), 0.33, ("x.......x.......", "x.....x.x......."), "....x.......x...", "x..xx..xx..xx..x", 2),
    "ballad": ((60, 85), 0.0, ("x.......x.......", "x......xx.......", "x...........x..."), "....x.......x...", "x.x.x.x.x.x.x.x.", 2),
    "funk": ((88, 118), 0.06, ("x..x..x...x.....", "x.....x..xx....x", "x.x....x..x..x.."), "....x..x.x..x...", "xxxxxxxxxxxxxxxx", 2),
    "disco": ((108, 130), 0.0, ("x...x...x...x...",), "....x.......x...", "..x...x...x...x.", 2),
    "reggae": ((65, 90), 0.12, ("........x.......", "x.......x......."), "........x.......", "x.x.x.x.x.x.x.x.", 1),
    "beat": ((80, 110), 0.1, ("x.....x...x.....", "x..x......x..x.."), "....x.......x...", "x.xxx.x.x.xxx.x.", 1),
}
PROGRESSIONS = {MAJOR: ((0, 4, 5, 3), (0, 3, 4, 4), (0, 5, 3, 4), (0, 0, 3, 4), (0, 3, 0, 4), (0, 2, 3, 4), (1, 4, 0, 0), (0, 6, 3, 0)),
                MINOR: ((0, 5, 2, 6), (0, 6, 5, 6), (0, 3, 4, 0), (0, 0, 5, 6), (0, 2, 6, 3), (0, 5, 3, 4), (0, 0, 0, 6))}


@dataclass
class Song:
    style: str
    beat: float
    swing: float
    tonic: int
    scale: tuple
    bars: list
    seconds: float
    tracks: dict = field(default_factory=dict)

    def time(self, bar, sixteenth):
        late = self.swing * self.beat / 4 if sixteenth % 2 else 0.0
        return 0.05 + (bar * 4 + sixteenth / 4) * self.beat + late

    def degree(self, step, octave=0):
        return self.tonic + 12 * (octave + step // 7) + self.scale[step % 7]

    def chord(self, bar):
        d = self.bars[bar]
        return [self.degree(d), self.degree(d + 2), self.degree(d + 4)]


def jitter(rng, notes, seconds=0.006, velocity=8):
    return [(max(0.0, t + rng.normal(0, seconds)), d, int(np.clip(k, 1, 127)), int(np.clip(v + rng.normal(0, velocity), 12, 127)))
            for t, d, k, v in notes]


def new_song(rng, seconds, style=None, tempo=None):
    """A song of a style and tempo, drawn if they are not given."""
    names = list(STYLES)
    weights = np.array([STYLES[n][-1] for n in names], float)
    style = style or names[int(rng.choice(len(names), p=weights / weights.sum()))]
    tempo = tempo or rng.uniform(*STYLES[style][0])
    scale = MAJOR if rng.random() < (0.85 if style == "country" else 0.5) else MINOR
    beat = 60 / tempo
    count = int(seconds / (4 * beat)) + 1
    options = PROGRESSIONS[scale]
    parts = [options[int(rng.integers(len(options)))] for _ in range(2)]
    bars = []
    while len(bars) < count:
        bars += parts[(len(bars) // 8) % 2]
    return Song(style, beat, STYLES[style][1] * rng.uniform(0.7, 1.2), int(rng.integers(40, 52)), scale, bars[:count], seconds)


def drums(rng, song):
    """A kit: pattern, habits, ghosts, fills and crashes; rests for some sections."""
    _, _, kicks, snare, hat, _ = STYLES[song.style]
    kick = kicks[int(rng.integers(len(kicks)))]
    cymbal = CLOSED if rng.random() < 0.6 else int(rng.choice([RIDE, OPEN, CRASH])) if song.style in ("hard", "punk") else RIDE
    side_stick = rng.random() < 0.15
    ghosts, hot = rng.uniform(0, 0.25), rng.uniform(0.75, 1.0)
    notes = []
    for bar in range(len(song.bars)):
        fill = bar % 4 == 3 and rng.random() < 0.5
        if bar % 8 == 0 and rng.random() < 0.6:
            notes.append((song.time(bar, 0), 1.0, CRASH if rng.random() < 0.7 else 57, 110))
        for s in range(16):
            t = song.time(bar, s)
            if fill and s >= 8 + 4 * (bar % 8 == 3):
                if rng.random() < 0.8:
                    drum = SNARE if rng.random() < 0.35 else TOMS[min(5, (s - 8) * 6 // 8)]
                    notes.append((t, 0.2, drum, 85 + 4 * (s - 8)))
                if s % 4 == 0:
                    notes.append((t, 0.2, KICK, 100))
                continue
            if kick[s] == "x" or rng.random() < 0.02:
                notes.append((t, 0.2, KICK if rng.random() < 0.95 else 35, 112 * hot if kick[s] == "x" else 80))
            if snare[s] == "x":
                notes.append((t, 0.2, STICK if side_stick else SNARE, 115 * hot))
            elif rng.random() < ghosts * 0.4:
                notes.append((t, 0.1, SNARE, 35))
            if hat[s] == "x":
                which = OPEN if cymbal == CLOSED and s in (6, 14) and rng.random() < 0.15 else cymbal
                notes.append((t, 0.15, which, (92 if s % 4 == 0 else 68) * rng.uniform(0.6, 1)))
    return jitter(rng, notes, 0.004)


def bass(rng, song):
    """Roots, fifths, octaves and passing notes in a manner that lasts for the song, low on four strings."""
    manner = {"country": "two", "shuffle": "walk", "punk": "eights", "funk": "syncopated", "disco": "octaves", "reggae": "syncopated"}.get(
        song.style, str(rng.choice(["eights", "kick", "syncopated", "long", "walk"], p=[0.35, 0.25, 0.15, 0.15, 0.1])))
    rhythm = rng.random(16) < 0.4
    rhythm[0] = True
    notes = []
    for bar in range(len(song.bars)):
        root, _, fifth = song.chord(bar)
        low = lambda k: int((k - 28) % 12 + 28 + (12 if k % 12 < 3 and rng.random() < 0.2 else 0))
        root, fifth = low(root), low(fifth)
        after = low(song.chord((bar + 1) % len(song.bars))[0])
        sixteenth = song.beat / 4
        if manner == "eights":
            steps = [(s, 2, root if s < 14 or rng.random() < 0.7 else after - 1) for s in range(0, 16, 2)]
        elif manner == "two":
            steps = [(0, 4, root), (8, 4, fifth)] + ([(12, 2, after - 2)] if rng.random() < 0.3 else [])
        elif manner == "walk":
            steps = [(0, 4, root), (4, 4, root + 4 if song.scale is MAJOR else root + 3), (8, 4, fifth), (12, 4, after + int(rng.choice([-2, -1, 1, 2])))]
        elif manner == "octaves":
            steps = [(s, 2, root if s % 4 == 0 else root + 12) for s in range(0, 16, 2)]
        elif manner == "long":
            steps = [(0, 15, root)] if rng.random() < 0.6 else [(0, 8, root), (8, 7, fifth)]
        elif manner == "kick":
            steps = [(0, 6, root), (6, 2, root), (8, 6, root if rng.random() < 0.6 else fifth), (14, 2, after - 2)]
        else:
            steps = [(s, 1 + int(rng.integers(1, 3)), root if rng.random() < 0.6 else int(rng.choice([root + 12, fifth, root + 10])))
                     for s in range(16) if rhythm[s]]
        notes += [(song.time(bar, s), n * sixteenth * rng.uniform(0.75, 0.98), k, 96 + 8 * (s % 8 == 0)) for s, n, k in steps]
    return jitter(rng, notes, 0.006, 9)


def voicing(chord, low, high):
    return sorted({k for base in chord for k in range(base % 12, 128, 12) if low <= k <= high})


def chords(rng, song, manner, low=45, high=69):
    """Accompaniment: strummed, power (root and fifth in eighths), held, arpeggio or stabs."""
    pattern = rng.random(16) < 0.35
    pattern[[0, 4 * int(rng.integers(1, 4))]] = True
    notes = []
    for bar in range(len(song.bars)):
        c = song.chord(bar)
        keys = voicing(c, low, high)
        tick = song.beat / 4
        if manner == "power":
            root = (c[0] - 40) % 12 + 40
            stack = [root, root + 7, root + 12]
            cells = [(s, 2) for s in range(0, 16, 2)] if rng.random() < 0.7 else [(0, 6), (6, 2), (8, 8)]
            notes += [(song.time(bar, s), n * tick * 0.95, k, 90 + 15 * (s % 8 == 0)) for s, n in cells for k in stack]
        elif manner == "strum":
            for s in range(16):
                if pattern[s] or (s % 4 == 0 and rng.random() < 0.6):
                    order = keys if s % 4 == 0 else keys[::-1]
                    notes += [(song.time(bar, s) + i * 0.009, tick * 3, k, 80 + 12 * (s % 4 == 0)) for i, k in enumerate(order[:6])]
        elif manner == "held":
            notes += [(song.time(bar, 0), 15.5 * tick, k, 78) for k in keys[:4]]
        elif manner == "arpeggio":
            notes += [(song.time(bar, s), tick * 5, keys[(s // 2 * 3) % len(keys)], 82) for s in range(0, 16, 2)]
        else:
            notes += [(song.time(bar, s), tick * 1.5, k, 88) for s in range(16) if pattern[s] for k in keys[:4]]
    return jitter(rng, notes, 0.007)


def line(rng, song, low, high, busy, scale=None):
    """A melody: (start, length, key, velocity), steps and leaps in the scale, with breaths between phrases."""
    steps = [song.tonic + o * 12 + s for o in range(-1, 5) for s in (scale or song.scale)]
    steps = [k for k in steps if low <= k <= high]
    at, notes, phrase = int(rng.integers(len(steps))), [], []
    t, end = song.beat * float(rng.choice([0, 2, 4])), song.seconds - 1
    while t < end:
        left = int(rng.integers(4, 12))
        while left and t < end:
            n = float(rng.choice([0.25, 0.5, 0.75, 1, 1.5, 2], p=[0.1 * busy, 0.38, 0.1, 0.32 - 0.1 * busy, 0.12, 0.08])) * song.beat
            n = max(n, 0.11)
            at = int(np.clip(at + rng.choice([-4, -2, -1, 0, 1, 2, 3], p=[0.04, 0.14, 0.26, 0.16, 0.24, 0.12, 0.04]), 0, len(steps) - 1))
            phrase.append((t + 0.05 + rng.normal(0, 0.01), n * (0.97 if left > 1 else 1.4), steps[at], 95))
            t += n
            left -= 1
        notes.append(phrase)
        phrase = []
        t = np.ceil((t + 0.3) / song.beat) * song.beat + song.beat * float(rng.choice([0, 1, 2, 4], p=[0.4, 0.3, 0.2, 0.1]))
    return notes
