"""Drums and bass of a song on recorded instruments."""
import numpy as np

import arrange
from effects import bell, compress, cut, drive, mono, rms, room
from guitars import cabinet
from voice_effects import convolved


def play_drums(rng, studio, song, notes, samples):
    kit = studio.kits[int(rng.integers(len(studio.kits)))]
    tracks = kit.play(rng, notes, samples)
    offsets = {p: rng.normal(0, 2.5) for p in ("kick", "snare", "toms", "metal")}
    group = lambda p: p if p in ("kick", "snare") else "toms" if p.startswith("tom") else "metal"
    out = np.zeros((samples, 2), np.float32)
    for piece, x in tracks.items():
        if piece == "kick":
            x = bell(bell(mono(x) if rng.random() < 0.6 else x, rng.uniform(45, 80), rng.uniform(-2, 8), 0.9), rng.uniform(250, 500), rng.uniform(-8, 1))
        elif piece == "snare":
            x = bell(bell(x, rng.uniform(160, 240), rng.uniform(-3, 6)), rng.uniform(3000, 6000), rng.uniform(-4, 5))
        out += x * np.float32(10 ** (offsets[group(piece)] / 20))
    if rms(out) < 1e-5:
        return out
    if studio.percussion and rng.random() < 0.2:
        x = studio.percussion.play(rng, song, samples)
        out += x * np.float32(rms(out) / rms(x) * 10 ** (rng.uniform(-18, -6) / 20))
    if rng.random() < 0.4:
        out = convolved(out, studio.plates[int(rng.integers(len(studio.plates)))], rng.uniform(0.03, 0.3))
    elif rng.random() < 0.6:
        out = room(out, rng.uniform(0.15, 0.9), rng.uniform(0.08, 0.5), rng, rng.uniform(3000, 9000))
    if rng.random() < 0.35:                                    # a pressed copy beside
        out = out + compress(out, -12, 12, 0.002, 0.15) * np.float32(rng.uniform(0.3, 1.5))
    if rng.random() < 0.6:
        out = compress(out, rng.uniform(0, 8), rng.uniform(2, 5), rng.uniform(0.005, 0.03), rng.uniform(0.05, 0.2))
    return drive(out, rng.uniform(0, 8)) if rng.random() < 0.25 else out


def play_bass(rng, studio, song, samples):
    notes = arrange.bass(rng, song)
    if studio.fonts is not None and rng.random() < 0.25:
        x = studio.fonts.play(notes, int(rng.choice([32, 32, 33, 34, 35, 36, 38, 39])), samples, rng)
    else:
        x = studio.basses[int(rng.integers(len(studio.basses)))].play(notes, samples)
    if rms(x) < 1e-5:
        return x
    x = compress(mono(x), rng.uniform(-2, 5), rng.uniform(2, 8))
    if rng.random() < 0.5:                                     # an amplifier beside the direct signal
        amp = drive(bell(x, rng.uniform(300, 900), rng.uniform(0, 8)), rng.uniform(0, 28))
        wet = np.convolve(amp[:, 0], cabinet(rng))[:samples] if rng.random() < 0.5 else cut(amp, high=rng.uniform(1200, 5000))[:, 0]
        amp = mono(np.stack([wet, wet], 1).astype(np.float32))
        x = x * np.float32(rng.uniform(0, 1)) + amp * np.float32(rms(x) / rms(amp) * rng.uniform(0.3, 1))
    x = bell(bell(x, rng.uniform(55, 110), rng.uniform(-3, 6)), rng.uniform(500, 1200), rng.uniform(-6, 7))
    return cut(x, low=rng.uniform(25, 45), high=float(np.exp(rng.uniform(np.log(600), np.log(9000)))))
