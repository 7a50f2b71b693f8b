"""A small band made of oscillators and noise, as pool `synthetic`: material without any recording, for the smoke run."""
import numpy as np
from scipy.signal import butter, sosfilt

import arrange
from folders import RATE, work_folder
from pool import store


def notes_to_sound(notes, samples, voice):
    out = np.zeros(samples + RATE, np.float32)
    for start, length, key, velocity in notes:
        n, begin = max(64, int(length * RATE)), int(start * RATE)
        t = np.arange(n) / RATE
        y = voice(t, 440 * 2 ** ((key - 69) / 12), length) * (velocity / 127)
        y[-min(n, 400):] *= np.linspace(1, 0, min(n, 400))
        part = out[begin: begin + n]
        part += y[: len(part)].astype(np.float32)
    return np.repeat(out[:samples, None], 2, 1)


def song(rng, seconds):
    samples = int(seconds * RATE)
    plan = arrange.new_song(rng, seconds)

    def drum(t, hertz, length):
        if hertz < 62:
            return np.sin(2 * np.pi * 50 * t + 6 * (1 - np.exp(-40 * t))) * np.exp(-12 * t)
        return rng.standard_normal(len(t)) * np.exp(-(18 if hertz < 80 else 60) * t)

    def plucked(t, hertz, length):
        return sum(np.sin(2 * np.pi * hertz * h * t) * np.exp(-(1 + h) * t) / h for h in range(1, 9))

    def sung(t, hertz, length):
        phase = 2 * np.pi * (hertz * t - hertz * 0.01 * np.cos(2 * np.pi * 5.5 * t) / 5.5)
        formants = rng.uniform((500, 1000, 2300), (800, 1500, 3000))
        gain = lambda f: sum(np.exp(-((f - c) / 250) ** 2) for c in formants) + 0.05
        return sum(gain(hertz * h) * np.sin(h * phase) for h in range(1, int(5000 / hertz)))

    low = butter(2, 700, fs=RATE, output="sos")
    melody = [n for phrase in arrange.line(rng, plan, 52, 66, 1.0) for n in phrase]
    return {"drums": notes_to_sound([(t, 0.4, k, v) for t, _, k, v in arrange.drums(rng, plan)], samples, drum),
            "bass": sosfilt(low, notes_to_sound(arrange.bass(rng, plan), samples, plucked), axis=0),
            "other": notes_to_sound(arrange.chords(rng, plan, "strum"), samples, plucked),
            "vocals": notes_to_sound(melody, samples, sung)}


def main(count=3, seconds=12.0, seed=5):
    for i in range(count):
        for stem, x in song(np.random.default_rng((seed, i)), seconds).items():
            store(work_folder() / "pools" / "synthetic", f"{i:02d}", stem, x)


if __name__ == "__main__":
    main()
