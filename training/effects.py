"""What happens between an instrument and the mix: filters, amplifiers, rooms, dynamics. x is (samples, 2) float32."""
import numpy as np
from scipy.ndimage import maximum_filter1d, uniform_filter1d
from scipy.signal import butter, fftconvolve, lfilter, sosfilt

from folders import RATE


def cut(x, low=None, high=None, order=2):
    if low:
        x = sosfilt(butter(order, low, "highpass", fs=RATE, output="sos"), x, axis=0)
    if high:
        x = sosfilt(butter(order, high, "lowpass", fs=RATE, output="sos"), x, axis=0)
    return x.astype(np.float32)


def bell(x, hertz, db, q=1.0):
    """Peaking filter of the Audio EQ Cookbook (R. Bristow-Johnson)."""
    a, w = 10 ** (db / 40), 2 * np.pi * hertz / RATE
    alpha, c = np.sin(w) / (2 * q), np.cos(w)
    b = np.array([1 + alpha * a, -2 * c, 1 - alpha * a])
    d = np.array([1 + alpha / a, -2 * c, 1 - alpha / a])
    return lfilter(b / d[0], d / d[0], x, axis=0).astype(np.float32)


def rms(x):
    return float(np.sqrt((x.astype(np.float64) ** 2).mean()) + 1e-9)


def drive(x, db, bias=0.1):
    """A soft valve stage at a level relative to the signal's own."""
    gain = 10 ** (db / 20) / (4 * rms(x))
    y = np.tanh(x * gain + bias) - np.tanh(bias)
    return (y * rms(x) / rms(y)).astype(np.float32)


def amplifier(x, db, rng):
    """Guitar amplifier and cabinet: cut the lows, overdrive in two stages, a speaker's band and its bumps."""
    x = cut(x, low=rng.uniform(90, 220))
    x = drive(x, db, rng.uniform(0, 0.3))
    if db > 15:
        x = drive(bell(x, rng.uniform(500, 1200), 5), db * 0.6)
    x = cut(x, low=rng.uniform(70, 110), high=rng.uniform(3800, 6500), order=3)
    return bell(bell(x, rng.uniform(100, 200), rng.uniform(0, 5)), rng.uniform(1800, 3500), rng.uniform(0, 6))


def compress(x, threshold_db, ratio, attack=0.005, release=0.12):
    """Feed-forward compression against the signal's own level."""
    size = max(1, int(attack * RATE))
    envelope = np.sqrt(uniform_filter1d(maximum_filter1d((x ** 2).max(1), size), int(release * RATE / 2)) + 1e-12)
    over = np.maximum(20 * np.log10(envelope / rms(x)) - threshold_db, 0)
    return x * (10 ** (-over * (1 - 1 / ratio) / 20)).astype(np.float32)[:, None]


def room(x, seconds, wet, rng, damping=6000, early=True):
    """A stereo room: a few reflections, then noise that dies away."""
    n = int(seconds * RATE)
    t = np.arange(n) / RATE
    tail = rng.standard_normal((n, 2)) * np.exp(-6.9 * t / seconds)[:, None]
    tail = cut(tail.astype(np.float32), low=150, high=damping, order=1)
    tail[: int(rng.uniform(0.003, 0.03) * RATE)] = 0
    tail /= np.sqrt((tail ** 2).sum(0))
    if early:
        for _ in range(6):
            tail[int(rng.uniform(0.003, 0.04) * RATE)] += rng.normal(0, 0.25, 2)
    return x + (wet * fftconvolve(x, tail, axes=0)[: len(x)]).astype(np.float32)


def echo(x, seconds, feedback, wet):
    out, d = x.copy(), int(seconds * RATE)
    y = x
    for i in range(1, 4):
        y = np.pad(y, ((d, 0), (0, 0)))[: len(x)] * feedback
        out += y * wet / feedback
    return out


def chorus(x, rng, depth=0.002, base=0.012, wet=0.6):
    """A second voice, its delay swaying, opposite on the two sides."""
    n = np.arange(len(x))
    sway = depth * np.sin(2 * np.pi * rng.uniform(0.3, 1.5) * n / RATE + rng.uniform(0, 6))
    out = x.copy()
    for side, sign in ((0, 1), (1, -1)):
        at = np.clip(n - (base + sign * sway) * RATE, 0, len(x) - 1)
        out[:, side] += wet * np.interp(at, n, x[:, side]).astype(np.float32)
    return out


def pan(x, position):
    """Equal power; position from -1 (left) to 1 (right)."""
    a = (position + 1) * np.pi / 4
    return x * np.array([np.cos(a), np.sin(a)], np.float32) * np.float32(np.sqrt(2))


def mono(x):
    m = x.mean(1, keepdims=True)
    return np.concatenate([m, m], 1)
