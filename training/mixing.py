"""One training example: four stems cut from the pool, varied, mixed."""
import numpy as np
from scipy.signal import fftconvolve

from folders import RATE, STEMS
from pool import STORED_RMS
from records import recorded
from spectra import BINS, features, level_of, stft, targets

# Level in dB against the mixture (mean, spread) and chance of silence, per stem: dry multitracks of bands.
LEVEL = {"vocals": (-5.0, 3.5, 0.25), "drums": (-6.0, 4.0, 0.08), "bass": (-7.5, 3.5, 0.10), "other": (-4.0, 3.5, 0.05)}


def cut(rng, x, start, samples, speed):
    """`samples` of x from `start`, played at `speed`, as float32 (2, samples)."""
    need = int(samples * speed) + 2
    part = x[start: start + need].astype(np.float32) * np.float32(1 / 32767 / STORED_RMS)
    if len(part) < need:
        part = np.pad(part, ((0, need - len(part)), (0, 0)))
    if speed == 1:
        return part[:samples].T
    at = np.arange(samples, dtype=np.float32) * np.float32(speed)
    index = at.astype(np.int32)
    fraction = (at - index)[:, None]
    return (part[index] * (1 - fraction) + part[index + 1] * fraction).T


def sounding(rng, x, samples):
    """A start where the stem plays, in three tries."""
    for _ in range(3):
        start = int(rng.integers(0, max(1, len(x) - samples)))
        probe = x[start: start + samples: 64].astype(np.float32)
        if np.sqrt((probe ** 2).mean()) > 0.25 * STORED_RMS * 32767:
            break
    return start


def place(rng, x):
    """Width and position: often mono in the middle, as dry tracks are; else its own image, narrowed, turned or panned."""
    mid, side = (x[0] + x[1]) * 0.5, (x[0] - x[1]) * 0.5
    kind = rng.random()
    side = side * (0.0 if kind < 0.45 else rng.uniform(0.3, 1.3))
    left, right = mid + side, mid - side
    if rng.random() < 0.5:
        left, right = right, left
    if rng.random() < 0.25:
        angle = rng.uniform(-0.7, 0.7)
        left, right = left * (1 - max(angle, 0)), right * (1 + min(angle, 0))
    return np.stack([left, right])


def saturate(rng, x):
    drive = 10 ** (rng.uniform(0, 18) / 20)
    peak = np.sqrt((x ** 2).mean() + 1e-9)
    return np.tanh(x * (drive / (4 * peak))) * (4 * peak / drive)


def room(rng, x):
    seconds = rng.uniform(0.15, 1.2)
    n = int(seconds * RATE)
    tail = rng.standard_normal((2, n)).astype(np.float32) * np.exp(-6.9 * np.arange(n, dtype=np.float32) / n)
    tail[:, 1:] = tail[:, 1:] * 0.6 + tail[:, :-1] * 0.4
    tail *= rng.uniform(0.1, 0.5) / np.sqrt((tail ** 2).sum(1, keepdims=True))
    delay = int(rng.uniform(0.001, 0.03) * RATE)
    wet = fftconvolve(x, tail, axes=1)[:, : x.shape[1]]
    x = x.copy()
    x[:, delay:] += wet[:, : x.shape[1] - delay]
    return x


def tone_curve(rng, depth):
    """A smooth gain over the bins: a tilt and two broad bells, in amplitude."""
    octave = np.log2((np.arange(BINS) + 1) / 46)
    db = rng.normal(0, 0.7 * depth / 3) * octave
    for _ in range(2):
        db = db + rng.normal(0, depth) * np.exp(-((octave - rng.uniform(-4, 4.5)) ** 2) / (2 * rng.uniform(0.4, 1.2) ** 2))
    return (10 ** (np.clip(db, -15, 12) / 20)).astype(np.float32)


def stems(rng, pool, samples):
    """Spectra (4, 2, frames, BINS) of four stems: of one song, of several at one tempo and in one key, or of any."""
    kind = rng.random()
    together = pool.song(rng) if kind < 0.45 else None
    share = 0.2 * min(1, len(pool.matches.leads) / 30)         # few songs that match would be heard too often
    matched = pool.matches.draw(rng, samples) if 0.45 <= kind < 0.45 + share else None
    speed = float(rng.uniform(0.84, 1.19)) if rng.random() < 0.4 else 1.0
    if together is not None:
        lead = together[list(together)[int(rng.integers(len(together)))]]
        start = sounding(rng, lead, samples)
    out = np.zeros((4, 2, samples), np.float32)
    for i, stem in enumerate(STEMS):
        layers = 2 if together is None and matched is None and stem in ("other", "vocals") and rng.random() < 0.2 else 1
        for layer in range(layers):
            if together is not None:
                if stem not in together:
                    continue
                x = cut(rng, together[stem], start, samples, speed)
            elif matched is not None:
                if stem not in matched:
                    continue
                source, begin, own_speed = matched[stem]
                x = cut(rng, source, begin, samples, own_speed * speed)
            else:
                source = pool.stem(rng, stem)
                own_speed = speed if rng.random() < 0.5 else float(rng.uniform(0.84, 1.19))
                x = cut(rng, source, sounding(rng, source, samples), samples, own_speed)
            if rng.random() < (0.1 if stem == "vocals" else 0.2):
                x = saturate(rng, x)
            if rng.random() < 0.15:
                x = room(rng, x)
            out[i] += place(rng, x) * np.float32(0.5 if layer else 1)
    return stft(out)[..., :BINS]


def mixture(rng, stems):
    """One mixture of four stems at fresh levels and tones -> (features, a, p, own)."""
    s = np.empty_like(stems)
    for i, stem in enumerate(STEMS):
        mean, spread, silent = LEVEL[stem]
        gain = 0.0 if rng.random() < silent else 10 ** (rng.normal(mean, spread) / 20)
        curve = tone_curve(rng, 3.0) * np.float32(gain) if rng.random() < 0.7 else np.float32(gain)
        np.multiply(stems[i], curve, out=s[i])
    recorded(rng, s)
    x = s[0] + s[1] + s[2] + s[3]
    gain = np.float32(10 ** (rng.normal(0, 3) / 20) / level_of(x))
    s *= gain
    x *= gain
    return (features(*x),) + targets(s, x)


def batch(rng, pool, samples):
    """Four mixtures of two sets of stems: each set as it is, and two with stems exchanged between the sets. The costly part,
    cutting and transforming, is paid for two."""
    first, second = stems(rng, pool, samples), stems(rng, pool, samples)
    pick = rng.random(4) < 0.5
    if pick.all() or not pick.any():
        pick = np.array([True, False, True, False])
    crossed = np.where(pick[:, None, None, None], first, second)
    swapped = np.where(pick[:, None, None, None], second, first)
    made = [mixture(rng, s) for s in (first, second, crossed, swapped)]
    return tuple(np.stack(part) for part in zip(*made))
