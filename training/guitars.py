"""Electric guitars: riffs, and amplifiers with cabinets."""
import numpy as np
from scipy.signal import fftconvolve, resample_poly

import arrange
from effects import bell, cut, drive, rms
from folders import RATE


def cabinet(rng):
    """A loudspeaker before a microphone, as an impulse response: a steep band, cone resonances, one reflection off the floor."""
    n = 1024
    f = np.fft.rfftfreq(2 * n, 1 / RATE)
    octave = np.log2(np.maximum(f, 20) / 1000)
    low, high = rng.uniform(70, 120), rng.uniform(3500, 6500)
    db = -12 * np.log2(1 + (low / np.maximum(f, 20)) ** 2) - 18 * np.log2(1 + (f / high) ** 4) / 2
    for center, spread, depth in ((rng.uniform(100, 180), 0.4, rng.uniform(0, 6)), (rng.uniform(350, 700), 0.6, rng.uniform(-6, 2)),
                                  (rng.uniform(1800, 3500), 0.5, rng.uniform(0, 9))):
        db = db + depth * np.exp(-((octave - np.log2(center / 1000)) / spread) ** 2)
    for _ in range(6):                                        # the cone breaks up
        db = db + rng.normal(0, 3) * np.exp(-((octave - rng.uniform(0, 2.5)) / 0.08) ** 2)
    # minimum phase, by the cepstrum
    log = np.maximum(db, -80) / 20 * np.log(10)
    cepstrum = np.fft.irfft(log)
    cepstrum[1:n] *= 2
    cepstrum[n + 1:] = 0
    response = np.fft.irfft(np.exp(np.fft.rfft(cepstrum)))[:n]
    delay = int(rng.uniform(0.0005, 0.003) * RATE)
    if rng.random() < 0.5:
        response[delay:] += rng.uniform(0.1, 0.5) * response[: n - delay]
    return (response * np.hanning(2 * n)[n:]).astype(np.float32)


def amplify(x, db, rng, speaker=None):
    """One mono guitar through an amplifier: filters, stages at twice the rate, tone, speaker."""
    y = x.mean(1)
    y = cut(y[:, None], low=rng.uniform(80, 250) if db > 12 else 70)
    y = bell(y, rng.uniform(500, 1200), rng.uniform(0, 8))[:, 0]
    y = resample_poly(y, 2, 1).astype(np.float32)
    for stage in range(1 + int(db > 12) + int(db > 26)):
        y = drive(y[:, None], db * (1.0 if stage == 0 else 0.5), rng.uniform(0, 0.35))[:, 0]
    y = resample_poly(y, 1, 2)[: len(x)]
    y = bell(y[:, None], rng.uniform(400, 900), rng.uniform(-9, 4) if db > 12 else rng.uniform(-4, 4))[:, 0]
    y = fftconvolve(y, cabinet(rng) if speaker is None else speaker)[: len(x)]
    return np.stack([y, y], 1).astype(np.float32)


def riff(rng, song):
    """Palm-muted roots with power chords between: one or two bars that come back on every chord. (notes, muted notes)."""
    accents = rng.random(32) < rng.uniform(0.1, 0.3)
    accents[0] = True
    gallop = rng.random(32) < rng.uniform(0.3, 1.0)
    step = 2 if 60 / song.beat > 135 else int(rng.choice([1, 2]))
    slides = rng.choice([0, 0, 0, 2, 3, 5, 7, -2, 1], 32)
    tick = song.beat / 4
    open_notes, muted = [], []
    for bar in range(len(song.bars)):
        root = (song.chord(bar)[0] - 40) % 12 + 40
        if rng.random() < 0.04:
            continue
        for s in range(0, 16, step):
            at = (bar % 2) * 16 + s
            t = song.time(bar, s)
            if accents[at]:
                length = tick * step * rng.uniform(1, 2.5)
                open_notes += [(t, length, root + slides[at] + k, 110) for k in (0, 7, 12)]
            elif gallop[at]:
                muted += [(t, tick * step * 0.8, root, 95)] + ([(t, tick * step * 0.8, root + 7, 90)] if rng.random() < 0.3 else [])
    return arrange.jitter(rng, open_notes), arrange.jitter(rng, muted)


def damp(x, hertz):
    """Strings under the palm: the highs go, the lows thump."""
    return bell(cut(x, high=hertz, order=1), 120, 5)


def play_riff(rng, pick, song, samples, db, speaker):
    """pick(notes, muted) makes the dry strings; the amplifier hears them together."""
    open_notes, muted = riff(rng, song)
    x = np.zeros((samples, 2), np.float32)
    if open_notes:
        x += pick(open_notes, False)
    if muted:
        short = [(t, min(d, 0.14), k, v) for t, d, k, v in muted]
        x += damp(pick(short, True), rng.uniform(700, 2500)) * np.float32(rng.uniform(0.7, 1.5))
    return amplify(x, db, rng, speaker) if rms(x) > 1e-5 else x
