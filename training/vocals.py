"""A singer in a song: melodies sung by syllables, phrases laid on the beat in its key, speech as rap; then the production."""
import numpy as np

import arrange
from effects import bell, chorus, compress, cut, drive, mono, pan, rms, room
from folders import RATE
from singers import reshape
from singing import sing
from voice_effects import breath, convolved, echoes, vocoded, whispered


def hertz(key):
    return 440 * 2 ** ((key - 69) / 12)


def put(out, x, at, gain=1.0):
    begin = int(at * RATE)
    x = x[max(0, -begin): max(0, len(out) - begin)]
    begin = max(0, begin)
    out[begin: begin + len(x)] += x * np.float32(gain)


def level(x):
    return x * np.float32(0.1 / rms(x)) if len(x) and rms(x) > 1e-5 else x


def sung(rng, singer, song, samples, shift=0.0, plan=None):
    """A melody by syllables, as a mono track. The plan (melody, formants, how it is sung) is kept for doubles and harmonies."""
    if "melody" not in plan:
        low = int(rng.integers(41, 64))
        plan["melody"] = arrange.line(rng, song, low, low + int(rng.integers(5, 15)), float(rng.uniform(0.3, 1.6)))
        plan["formant"] = float(2 ** ((low - 50) / 12 * rng.uniform(0.1, 0.5)) * rng.uniform(0.86, 1.16))
        plan["nature"] = 0.0 if rng.random() < 0.1 else float(rng.uniform(0.6, 1.4))
        plan["breath"] = rng.uniform(0.01, 0.06) if rng.random() < 0.6 else 0.0
    out = np.zeros(samples + 4 * RATE, np.float32)
    for phrase in plan["melody"]:
        notes = [(t, max(0.08, d), hertz(k + shift)) for t, d, k, _ in phrase]
        clip = singer.clip(rng)
        if len(clip) > 1.4 * RATE:
            put(out, level(sing(clip, notes, rng, plan["formant"], plan["nature"])), notes[0][0], rng.uniform(0.6, 1.2))
        else:
            for note in notes:
                put(out, level(sing(singer.clip(rng), [note], rng, plan["formant"], plan["nature"])), note[0], rng.uniform(0.7, 1.1))
        if plan["breath"] and shift == 0:
            x = breath(rng)
            put(out, x, notes[0][0] - len(x) / RATE, plan["breath"])
    return out[:samples]


def laid(rng, singer, song, samples, plan):
    """Recorded phrases in the song's key and time, from a beat on."""
    out = np.zeros(samples, np.float32)
    if "clips" not in plan:
        plan["clips"], t = [], song.beat * float(rng.integers(0, 5))
        tonic, minor, tempo = singer.key or (0, False, 60 / song.beat)
        target = song.tonic + (0 if minor == (song.scale is arrange.MINOR) else 9 if minor else 3)
        steps = (target - tonic + 6) % 12 - 6 if singer.key else rng.uniform(-4, 4)
        ratio = 60 / song.beat / tempo
        ratio = ratio * 2 if ratio < 0.7 else ratio / 2 if ratio > 1.45 else ratio
        formant = 2 ** (rng.uniform(-2.5, 2.5) / 12) * 2 ** (steps / 12 * rng.uniform(0, 0.5))
        while t < samples / RATE - 1:
            x = level(reshape(singer.clip(rng)[: 12 * RATE], 2 ** (steps / 12), formant, ratio))
            plan["clips"].append((t, x, rng.uniform(0.6, 1.1)))
            t = np.ceil((t + len(x) / RATE + 0.05) / song.beat) * song.beat + song.beat * float(rng.choice([0, 0, 1, 2, 4]))
    for t, x, gain in plan["clips"]:
        put(out, x, t, gain)
    return out


def detuned(rng, x, spread=0.006):
    """The same take again, a little other in pitch and time: what a doubling is made of where there is one take only."""
    n = np.arange(len(x))
    at = np.arange(0, len(x) + RATE, RATE // 2)
    drift = np.interp(n, at, np.cumsum(rng.normal(0, spread * RATE / 8, len(at))))
    return np.interp(n - rng.uniform(0.008, 0.035) * RATE + np.clip(drift, -900, 900), n, x).astype(np.float32)


def tracks(rng, singer, song, samples):
    """The lead and what goes with it, panned, before the production."""
    plan = {}
    take = lambda shift=0.0: sung(rng, singer, song, samples, shift, plan) if singer.kind == "syllables" else laid(rng, singer, song, samples, plan)
    lead = take()
    if singer.kind != "spoken" and rng.random() < 0.04:
        lead = whispered(lead, rng)
    elif rng.random() < 0.04:
        lead = vocoded(lead, [hertz(k) for k in song.chord(0)], rng)
    out = pan(mono(np.stack([lead, lead], 1)), rng.normal(0, 0.15))
    if rng.random() < 0.35:                                    # doubled, often on both sides
        for side in (-1, 1):
            x = take() if singer.kind == "syllables" and rng.random() < 0.5 else detuned(rng, lead)
            out += pan(np.stack([x, x], 1), side * rng.uniform(0, 0.9)) * np.float32(rng.uniform(0.2, 0.8))
    if rng.random() < 0.3:                                     # two or three more voices
        shifts = [(4, 7), (-5, 3), (-8, -5), (12, 7), (3, 7, -12), (4, -5, 12)][int(rng.integers(6))]
        for shift in shifts:
            x = take(shift) if singer.kind == "syllables" else reshape(lead, 2 ** (shift / 12), 2 ** (shift / 40))
            x = np.resize(x, samples) if len(x) >= samples else np.pad(x, (0, samples - len(x)))
            out += pan(np.stack([x, x], 1), rng.uniform(-0.9, 0.9)) * np.float32(rng.uniform(0.15, 0.7))
    return out


def produce(rng, x, song, plates):
    """From microphones to the vocal stem."""
    x = cut(x, low=rng.uniform(60, 180))
    if rng.random() < 0.85:
        x = compress(x, rng.uniform(-6, 3), rng.uniform(2, 10), 0.003, rng.uniform(0.05, 0.25))
    x = bell(bell(x, rng.uniform(180, 500), rng.uniform(-6, 5)), rng.uniform(2000, 5500), rng.uniform(-4, 8))
    if rng.random() < 0.3:
        x = bell(x, rng.uniform(700, 1800), rng.uniform(-6, 8), rng.uniform(0.7, 2))
    if rng.random() < 0.06:                                    # a telephone
        x = cut(x, low=rng.uniform(300, 600), high=rng.uniform(2500, 4500))
    if rng.random() < 0.3:
        x = drive(x, rng.uniform(3, 24) if rng.random() < 0.5 else rng.uniform(0, 8))
    if rng.random() < 0.1:
        x = chorus(x, rng)
    if rng.random() < 0.25:
        x = echoes(x, song.beat, rng)
    if rng.random() < 0.45:
        x = convolved(x, plates[int(rng.integers(len(plates)))], rng.uniform(0.05, 0.6), rng.uniform(0, 0.08))
    elif rng.random() < 0.5:
        x = room(x, rng.uniform(0.2, 2.0), rng.uniform(0.05, 0.5), rng, rng.uniform(2500, 9000))
    return x


def sing_song(rng, singer, song, samples, plates):
    x = tracks(rng, singer, song, samples)
    return produce(rng, x, song, plates) if rms(x) > 1e-5 else x
