"""What is done to voices alone: whispering, vocoding, breath, reverberation plates and echoes in time with the song."""
import numpy as np
from scipy.signal import fftconvolve, istft, stft

from effects import cut, rms
from folders import RATE


def envelope(x, keep=40):
    """Smooth spectra of a voice (by the cepstrum), as (spectra, envelope)."""
    _, _, z = stft(x, RATE, nperseg=1024, noverlap=768)
    cepstrum = np.fft.irfft(np.log(np.abs(z) + 1e-6), axis=0)
    cepstrum[keep: -keep + 1] = 0
    return z, np.exp(np.fft.rfft(cepstrum, axis=0).real)


def excite(x, carrier):
    """The envelope of x on another excitation, at the level of x from moment to moment."""
    z, shape = envelope(x)
    _, _, c = stft(np.resize(carrier, len(x)), RATE, nperseg=1024, noverlap=768)
    _, flat = envelope(np.resize(carrier, len(x)))
    y = c / flat * shape
    y *= np.sqrt((np.abs(z) ** 2).sum(0) + 1e-12) / np.sqrt((np.abs(y) ** 2).sum(0) + 1e-9)
    return istft(y, RATE, nperseg=1024, noverlap=768)[1][: len(x)].astype(np.float32)


def whispered(x, rng):
    y = excite(x, rng.standard_normal(len(x)))
    return cut(y[:, None], low=rng.uniform(300, 900))[:, 0]


def vocoded(x, hertz, rng):
    """A chord of sawtooths speaks."""
    t = np.arange(len(x)) / RATE
    saw = sum(2 * ((t * f * (1 + rng.normal(0, 0.002))) % 1) - 1 for f in hertz)
    return excite(x, saw + 0.05 * rng.standard_normal(len(x)))


def breath(rng):
    """A breath before a phrase: noise in two broad formants that swells and stops."""
    n = int(rng.uniform(0.18, 0.5) * RATE)
    noise = rng.standard_normal((n, 1)).astype(np.float32)
    x = cut(noise, low=rng.uniform(600, 1500), high=rng.uniform(4000, 9000), order=1)
    shape = np.linspace(0, 1, n) ** rng.uniform(0.7, 2) * np.minimum(1, np.linspace(8, 0, n))
    return (x[:, 0] * shape / rms(x)).astype(np.float32)


def convolved(x, response, wet, delay=0.0):
    """x with a recorded space behind it."""
    n = int(delay * RATE)
    response = response / np.sqrt((response ** 2).sum(0).mean())
    y = np.stack([fftconvolve(x[:, c], response[:, c])[: len(x)] for c in (0, 1)], 1).astype(np.float32)
    out = x.copy()
    out[n:] += np.float32(wet) * y[: len(x) - n]
    return out


def echoes(x, beat, rng):
    """Repeats in time with the song, darker each time, at times from side to side."""
    d = int(beat * float(rng.choice([0.25, 0.5, 0.75, 1.0, 1.5])) * RATE)
    feedback, cross, out, y = rng.uniform(0.2, 0.55), rng.random() < 0.4, x.copy(), x
    for _ in range(4):
        y = cut(np.pad(y, ((d, 0), (0, 0)))[: len(x)] * np.float32(feedback), low=200, high=5000, order=1)
        if cross:
            y = y[:, ::-1] * np.array([1, 0.3], np.float32) + y * np.array([0, 0.3], np.float32)
        out = out + y * np.float32(0.8)
    return out
