"""Short-time spectra and the features the network sees, in numpy. model.md states the same in words."""
import numpy as np
from scipy.fft import irfft, rfft

N_FFT, HOP = 4096, 1024
# Bands share a mask: (bins, bins per band) from the lowest bin up; those above 16.5 kHz take the mask of the last band.
POOLING = ((128, 1), (384, 2), (1024, 8))
BINS = sum(bins for bins, _ in POOLING)
BANDS = sum(bins // size for bins, size in POOLING)
EDGES = np.cumsum([0] + [size for bins, size in POOLING for _ in range(bins // size)])[:-1]
WIDTHS = np.diff(np.append(EDGES, BINS)).astype(np.float32)
FEATURES = 6
WINDOW = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(N_FFT) / N_FFT)).astype(np.float32)
FLOOR = 1e-7


def stft(x):
    """(..., samples) -> complex (..., frames, 2049), frames = samples / HOP + 1, centred, mirrored at the ends."""
    pad = [(0, 0)] * (x.ndim - 1) + [(N_FFT // 2, N_FFT // 2)]
    x = np.ascontiguousarray(np.pad(x, pad, mode="reflect"), np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(x, N_FFT, axis=-1)[..., ::HOP, :]
    return rfft(frames * WINDOW, axis=-1) * np.float32(1 / np.sqrt(N_FFT * 0.375))


def istft(z, samples):
    """The inverse of stft, for `samples` samples."""
    frames = irfft(z, n=N_FFT, axis=-1) * (WINDOW * np.float32(np.sqrt(N_FFT * 0.375)))
    count = z.shape[-2]
    length = (count - 1) * HOP + N_FFT
    out = np.zeros(z.shape[:-2] + (length,), np.float32)
    weight = np.zeros(length, np.float32)
    for t in range(count):
        out[..., t * HOP: t * HOP + N_FFT] += frames[..., t, :]
        weight[t * HOP: t * HOP + N_FFT] += WINDOW ** 2
    out /= np.maximum(weight, 1e-3)
    return out[..., N_FFT // 2: N_FFT // 2 + samples]


def running_mean(x, half, axis):
    """Mean over 2*half+1 neighbours along an axis, over those that exist at the ends."""
    n = x.shape[axis]
    c = np.cumsum(x, axis=axis, dtype=np.float64)
    zero = np.zeros_like(np.take(c, [0], axis))
    c = np.concatenate([zero, c], axis)
    hi = np.minimum(np.arange(n) + half + 1, n)
    lo = np.maximum(np.arange(n) - half, 0)
    shape = [1] * x.ndim
    shape[axis] = n
    return ((np.take(c, hi, axis) - np.take(c, lo, axis)) / (hi - lo).reshape(shape)).astype(np.float32)


def bands(power):
    """Sums over the bins of every band: (..., frames, >= BINS) -> (..., frames, BANDS)."""
    parts, at = [], 0
    for bins, size in POOLING:
        part = power[..., at: at + bins]
        while size > 1:                                        # halving is many times faster than a sum over a short axis
            part = part[..., ::2] + part[..., 1::2]
            size //= 2
        parts.append(part)
        at += bins
    return np.concatenate(parts, -1)


def unbands(masks, bins=N_FFT // 2 + 1):
    """A value per band -> a value per bin; the bins above the last band take its value."""
    counts = WIDTHS.astype(int)
    counts[-1] += bins - BINS
    return np.repeat(masks, counts, -1)


def floats(z):
    """A complex array as floats, real and imaginary parts in turn: whole rows at a time are quicker than parts."""
    return np.ascontiguousarray(z, np.complex64).view(np.float32)


def pairs(v):
    return v[..., ::2] + v[..., 1::2]


def squared(z):
    v = floats(z)
    return pairs(v * v)


def level_of(x):
    """The level (root mean square by bin) by which spectra are divided before features are taken."""
    return np.sqrt(squared(x[..., :BINS]).mean() + 1e-12)


def features(left, right):
    """Mixture spectra (frames, >= BINS) -> (6, frames, BANDS): level, side, balance, harmonic, long harmonic, percussive."""
    left, right = left[:, :BINS], right[:, :BINS]
    power = lambda z: np.log(bands(squared(z)) / WIDTHS + np.float32(FLOOR))
    level = power((left + right) * np.float32(0.5))
    out = np.empty((FEATURES,) + level.shape, np.float32)
    out[0] = level
    out[1] = np.clip(power((left - right) * np.float32(0.5)) - level, -6, 6)
    out[2] = np.clip((power(left) - power(right)) * np.float32(0.5), -3, 3)
    out[3] = running_mean(level, 5, 0) - level
    out[4] = running_mean(level, 25, 0) - level
    out[5] = running_mean(level, 8, 1) - level
    return out


def targets(stems, mixture):
    """Stem spectra (4, 2, frames, >= BINS) and their sum -> Re(S conj X) and |X|^2 by band, and |S|^2 by band over all frames and both
    sides, all in units of the mixture's energy."""
    s = stems[..., :BINS]
    x = mixture[..., :BINS]
    p = bands(squared(x))
    energy = np.float32(p.sum() + 1e-9)
    v = floats(s)
    a = bands(pairs(v * floats(x))) / energy
    own = bands(pairs(np.einsum("sctf,sctf->sf", v, v))) / energy
    return a, p / energy, own
