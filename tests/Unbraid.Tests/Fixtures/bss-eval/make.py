#!/usr/bin/env python3
"""Makes bss-eval.json: what mir_eval says about signals made by a formula. Needs numpy, scipy and mir_eval (python3-mir-eval).

    python3 make.py > bss-eval.json

"whole" is mir_eval's bss_eval_images over the whole signal in one window (for mono, SIR and SAR are those of bss_eval_sources too).
"windows" are windows of 8000 samples with the filters of the whole signal (BSS Eval version 4), from mir_eval's own projections.
"framewise_sdr" are the SDRs of bss_eval_images_framewise, which do not depend on the filters.
"""
import json
import math

import mir_eval.separation as separation
import numpy as np

FRAMES = 24000
WINDOW = 8000
TAPS = 512
MASK = (1 << 64) - 1


def noise(i, seed):
    z = (i * 0x9E3779B97F4A7C15 + seed + 0x9E3779B97F4A7C15) & MASK
    z ^= z >> 30
    z = z * 0xBF58476D1CE4E5B9 & MASK
    z ^= z >> 27
    z = z * 0x94D049BB133111EB & MASK
    z ^= z >> 31
    return (z >> 40) / 2 ** 24 * 2 - 1


def source(stem, channel):
    """Stem 0 hisses in bursts, 1 sings with vibrato, 2 hums with overtones; channels differ in level, delay and noise."""
    out = []
    for i in range(FRAMES):
        t = (i - 3 * channel * stem) / 8000
        hiss = noise(i, 1000 * stem + channel)
        if stem == 0:
            value = 0.5 * hiss * math.exp(-12 * (t % 0.25))
        elif stem == 1:
            value = 0.4 * math.sin(2 * math.pi * 440 * t + 3 * math.sin(2 * math.pi * 5 * t)) + 0.02 * hiss
        else:
            value = 0.3 * math.sin(2 * math.pi * 55 * t) + 0.2 * math.sin(2 * math.pi * 110 * t + 1) + 0.01 * hiss
        out.append(value * (1 if channel == 0 else 0.5 + 0.2 * stem))
    return np.array(out, dtype=np.float32)


def estimate(sources, stem, channel):
    """The stem through a short filter, a little of its neighbour, and noise."""
    own = sources[stem, :, channel].astype(float)
    neighbour = sources[(stem + 1) % len(sources), :, channel].astype(float)
    out = 0.8 * own + 0.1 * neighbour
    out[7:] += 0.15 * own[:-7]
    out[40:] += 0.05 * neighbour[:-40]
    out += 0.03 * np.array([noise(i, 77 + 10 * stem + channel) for i in range(FRAMES)])
    return out.astype(np.float32)


def windows(references, estimates):
    """Version 4: project each window with the filters of the whole."""
    stems, frames, channels = references.shape

    def filters(group, target):
        # mir_eval returns projections only, so that the filters are fitted here by least squares on its very normal equations.
        bank = np.reshape(np.transpose(group, (2, 0, 1)), (channels * len(group), frames), order="F")
        size = 2 ** math.ceil(math.log2(frames + TAPS))
        spectra = np.fft.fft(bank, size)
        target_spectra = np.fft.fft(target.T, size)
        count = len(bank)
        gram = np.zeros((count * TAPS, count * TAPS))
        right = np.zeros((count * TAPS, channels))
        lag = np.subtract.outer(np.arange(TAPS), np.arange(TAPS))
        for a in range(count):
            for b in range(count):
                correlation = np.real(np.fft.ifft(np.conj(spectra[a]) * spectra[b]))
                gram[a * TAPS:(a + 1) * TAPS, b * TAPS:(b + 1) * TAPS] = correlation[lag]
            for c in range(channels):
                right[a * TAPS:(a + 1) * TAPS, c] = np.real(np.fft.ifft(np.conj(spectra[a]) * target_spectra[c]))[:TAPS]
        return np.linalg.solve(gram, right).reshape(count, TAPS, channels)

    def project(group, coefficients):
        bank = np.reshape(np.transpose(group, (2, 0, 1)), (channels * len(group), -1), order="F")
        return np.array([sum(np.convolve(bank[k], coefficients[k, :, c]) for k in range(len(bank))) for c in range(channels)])

    result = []
    for j in range(stems):
        own = filters(references[j:j + 1], estimates[j])
        every = filters(references, estimates[j])
        for begin in range(0, frames - WINDOW + 1, WINDOW):
            part = references[:, begin:begin + WINDOW]
            true = np.hstack((part[j].T, np.zeros((channels, TAPS - 1))))
            p = project(part[j:j + 1], own)
            q = project(part, every)
            artifacts = -q
            artifacts[:, :WINDOW] += estimates[j, begin:begin + WINDOW].T
            result.append(separation._bss_image_crit(true, p - true, q - p, artifacts))
    return np.array(result).reshape(stems, -1, 4)


def case(stems, channels):
    references = np.array([[source(s, c) for c in range(channels)] for s in range(stems)]).transpose(0, 2, 1)
    estimates = np.array([[estimate(references, s, c) for c in range(channels)] for s in range(stems)]).transpose(0, 2, 1)
    references, estimates = references.astype(float), estimates.astype(float)
    sdr, isr, sir, sar, _ = separation.bss_eval_images(references, estimates, False)
    framewise, *_ = separation.bss_eval_images_framewise(references, estimates, WINDOW, WINDOW, False)
    result = {
        "stems": stems, "channels": channels,
        "whole": [[float(x) for x in row] for row in zip(sdr, isr, sir, sar)],
        "windows": windows(references, estimates).tolist(),
        "framewise_sdr": framewise.tolist(),
    }
    if channels == 1:
        _, source_sir, source_sar, _ = separation.bss_eval_sources(references[:, :, 0], estimates[:, :, 0], False)
        assert np.allclose(source_sir, sir, atol=1e-6) and np.allclose(source_sar, sar, atol=1e-6)
    return result


print(json.dumps({"frames": FRAMES, "window": WINDOW, "cases": [case(3, 1), case(2, 2), case(3, 2)]}, indent=1))
