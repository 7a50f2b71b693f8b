"""Singing made of recorded syllables: each phrase of the corpus, sung there on one pitch, is re-pitched and re-timed onto a
melody by pitch-synchronous overlap-add (Moulines and Charpentier 1990)."""
from pathlib import Path

import numpy as np

from folders import RATE
from pool import decode

HOP = 441


class Corpus:
    """The phrases of one recording: (start, end) in samples, found by the silences between them."""

    def __init__(self, path: Path, least=1.5):
        self.x = decode(path, 1)[:, 0]
        n = len(self.x) // HOP
        loud = np.sqrt((self.x[: n * HOP].reshape(n, HOP) ** 2).mean(1)) > 0.003
        self.phrases, start, quiet = [], None, 0
        for i, on in enumerate(loud):
            if on:
                start, quiet = (i if start is None else start), 0
            else:
                quiet += 1
                if start is not None and quiet >= 12:
                    if (i - quiet - start) * HOP > least * RATE:
                        self.phrases.append((start * HOP, (i - quiet) * HOP))
                    start = None

    def phrase(self, rng):
        start, end = self.phrases[int(rng.integers(len(self.phrases)))]
        return self.x[start:end]


def period(x, low=80, high=700):
    """The period in samples of a phrase of one pitch: the median over its loud parts of the shortest lag at which the
    autocorrelation comes near its highest peak (the highest itself is often at a multiple)."""
    found = []
    least, most = RATE // high, RATE // low
    for at in range(min(2048, len(x) // 4), len(x) - 4096, 4096):
        z = x[at: at + 4096]
        r = np.fft.irfft(np.abs(np.fft.rfft(z - z.mean(), 16384)) ** 2)
        inner = r[least: most]
        if inner.max() > 0.6 * r[0]:
            peaks = np.flatnonzero((inner[1:-1] > inner[:-2]) & (inner[1:-1] >= inner[2:]) & (inner[1:-1] > 0.88 * inner.max()))
            if len(peaks):
                found.append(least + 1 + int(peaks[0]))
    return float(np.median(found)) if found else 0.0


def pitch_marks(x, p):
    """One mark per period, on the largest peak near where the next is due."""
    marks, at, reach = [], int(p), int(p * 0.15)
    while at + 2 * p < len(x):
        area = x[at - reach: at + reach + 1]
        marks.append(at - reach + int(np.argmax(area)))
        at = marks[-1] + int(round(p))
    return np.array(marks)


def sing(x, notes, rng, formant=1.0, nature=1.0):
    """A phrase onto notes (start, length, hertz): its syllables spread over the notes. Mono, from the first note's start. `nature` is
    how much the pitch slides, drifts and sways: 0 is the tuning of a machine."""
    p = period(x)
    if p == 0 or len(notes) == 0:
        return np.zeros(0, np.float32)
    if np.abs(x.min()) > x.max():
        x = -x
    marks = pitch_marks(x, p)
    if len(marks) < 8:
        return np.zeros(0, np.float32)
    begin, end = notes[0][0], notes[-1][0] + notes[-1][1]
    total = int((end - begin) * RATE)
    step = 32
    t = np.arange(0, total, step) / RATE + begin
    # the pitch: notes, slid between, with scoops, drift and a vibrato that grows on long notes
    index = np.clip(np.searchsorted([n[0] for n in notes], t, side="right") - 1, 0, len(notes) - 1)
    semis = np.log2(np.array([n[2] for n in notes]))[index] * 12
    glide = max(1, int(rng.uniform(0.03, 0.09) * nature * RATE / step))
    semis = np.convolve(np.pad(semis, (glide, glide), mode="edge"), np.hanning(2 * glide + 1) / np.hanning(2 * glide + 1).sum(), "valid")
    into = t - np.array([n[0] for n in notes])[index]
    semis -= nature * rng.uniform(0, 1.2) * np.exp(-into / 0.05)
    semis += nature * np.clip((into - 0.2) / 0.3, 0, 1) * rng.uniform(0.05, 0.7) * np.sin(2 * np.pi * rng.uniform(4.8, 6.2) * t)
    semis += np.interp(t, np.arange(begin, end + 1, 0.15), rng.normal(0, 0.15 * nature, len(np.arange(begin, end + 1, 0.15))))
    hertz = 2 ** (semis / 12)
    # the time: note boundaries onto equal parts of the phrase, consonants at their natural speed as far as it goes
    syllables = np.linspace(0, len(x) - 1, len(notes) + 1)
    source, target = [0.0], [0.0]
    for i, (start, length, _) in enumerate(notes):
        natural = syllables[i + 1] - syllables[i]
        have = length * RATE
        if i:
            target.append((start - begin) * RATE), source.append(syllables[i])
        if have > natural * 1.1:
            target.append((start - begin) * RATE + natural * 0.35), source.append(syllables[i] + natural * 0.35)
            target.append((start - begin) * RATE + have - natural * 0.25), source.append(syllables[i] + natural * 0.75)
    target.append(float(total)), source.append(float(len(x) - 1))
    out = np.zeros(total + RATE, np.float32)
    window_length = int(2 * p)
    window = np.hanning(window_length).astype(np.float32)
    at = 0.0
    while at < total - 1:
        where = np.interp(at, target, source)
        k = int(np.clip(np.searchsorted(marks, where), 1, len(marks) - 2))
        m = marks[k] if abs(marks[k] - where) < abs(marks[k - 1] - where) else marks[k - 1]
        lo = m - window_length // 2
        if 0 <= lo and lo + window_length < len(x):
            grain = x[lo: lo + window_length] * window
            if formant != 1:
                n = int(window_length / formant)
                grain = np.interp(np.arange(n) * formant, np.arange(window_length), grain).astype(np.float32)
            put = int(at) + int(p) - len(grain) // 2
            if put >= 0:
                out[put: put + len(grain)] += grain
        at += RATE / hertz[min(int(at) // step, len(hertz) - 1)]
    return out[: total + RATE // 4]
