"""What makes a mixture a record, done to spectra (stem, side, frame, bin) so that the stems still sum to the mixture."""
import numpy as np

from spectra import BINS, N_FFT, running_mean, squared

HERTZ = np.arange(BINS) * 44100 / N_FFT


def slope(hertz, order, above):
    """Gain of a Butterworth filter: `above` cuts what is higher."""
    ratio = np.maximum(HERTZ, 1) / hertz
    return (1 / np.sqrt(1 + (ratio if above else 1 / ratio) ** (2 * order))).astype(np.float32)


def band(rng):
    """The bandwidth of an old record, a telephone line, a worn tape."""
    gain = slope(float(np.exp(rng.uniform(np.log(3000), np.log(14000)))), int(rng.integers(2, 7)), True)
    if rng.random() < 0.5:
        gain = gain * slope(rng.uniform(40, 250), int(rng.integers(1, 4)), False)
    return gain


def width(rng, s):
    """Mono, narrower or wider."""
    mid, side = (s[:, 0] + s[:, 1]) * np.float32(0.5), (s[:, 0] - s[:, 1]) * np.float32(0.5)
    side = side * np.float32(0 if rng.random() < 0.4 else rng.uniform(0.2, 1.6))
    s[:, 0], s[:, 1] = mid + side, mid - side


def pressed(rng, x):
    """The gain of a bus compressor, frame by frame."""
    level = 10 * np.log10(squared(x).sum((0, 2)) + 1e-9)
    level = running_mean(level[None], int(rng.integers(0, 5)), 1)[0]
    over = np.maximum(level - np.median(level) + rng.uniform(0, 10), 0)
    return (10 ** (-over * (1 - 1 / rng.uniform(1.5, 5)) / 20)).astype(np.float32)


def coded(rng, x):
    """The bins that a coder of few bits keeps: those that are not far below what is around them."""
    power = squared(x)
    around = running_mean(power, 12, 2) + 1e-12
    return (power > around * np.float32(10 ** (-rng.uniform(1.0, 2.5)))).astype(np.float32)


def hiss(rng, shape, level):
    """Noise of tape, falling off towards the highs or not."""
    noise = (rng.standard_normal(shape, np.float32) + 1j * rng.standard_normal(shape, np.float32)) * np.float32(level / np.sqrt(2))
    return noise * ((HERTZ + 50) / 1000).astype(np.float32) ** np.float32(rng.uniform(-0.6, 0.2))


def recorded(rng, s):
    """Does it to the stems in place."""
    if rng.random() < 0.25:
        width(rng, s)
    if rng.random() < 0.3:
        s *= pressed(rng, s.sum(0))[:, None]
    if rng.random() < 0.08:
        s *= band(rng)
    if rng.random() < 0.06:
        s *= coded(rng, s.sum(0))
    if rng.random() < 0.06:
        s[3] += hiss(rng, s.shape[1:], np.sqrt(squared(s.sum(0)).mean()) * 10 ** (-rng.uniform(25, 45) / 20))
