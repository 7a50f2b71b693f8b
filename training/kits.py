"""Recorded drum kits: pieces with layers of strength and round robins, hit by performances."""
import re
from pathlib import Path

import numpy as np

from folders import RATE
from pool import decode

# General MIDI and Roland notes of drum performances -> pieces.
PIECES = {35: "kick", 36: "kick", 38: "snare", 40: "snare", 37: "stick", 39: "snare", 50: "tom1", 48: "tom1", 47: "tom2", 45: "tom2",
          43: "tom3", 58: "tom3", 41: "tom4", 42: "closed", 22: "closed", 44: "pedal", 46: "open", 26: "open", 49: "crash", 55: "crash",
          57: "crash2", 52: "china", 51: "ride", 59: "ride", 53: "bell"}
# Level in dB of a hit at full strength, as a drummer's kit is balanced in a mix.
LEVEL = {"kick": 0, "snare": -1, "stick": -6, "tom1": -3, "tom2": -3, "tom3": -2, "tom4": -2, "closed": -13, "pedal": -18, "open": -10,
         "crash": -8, "crash2": -8, "china": -8, "ride": -12, "bell": -10}
# What stands in where a kit has no such piece.
INSTEAD = {"stick": "snare", "tom4": "tom3", "tom3": "tom2", "tom2": "tom1", "pedal": "closed", "crash2": "crash", "china": "crash",
           "bell": "ride", "ride": "closed", "crash": "open", "open": "closed"}
# The pieces of the recorded kits, as patterns of file names.
PATTERNS = {
    "drums-muldjord": {"kick": "Kdrum[LR]_.*", "snare": "Snare_.*", "tom1": "Tom1_.*", "tom2": "Tom2_.*", "tom3": "Tom3_.*", "tom4": "Tom4_.*",
                       "closed": "HihatClosed_.*", "open": "HihatOpen_.*", "crash": "CrashL_.*", "crash2": "CrashR_.*", "china": "China_.*",
                       "ride": "Ride[LR]_.*", "bell": "Ride[LR]Bell_.*"},
    "drums-gogodze": {"kick": "ks_.*", "snare": "s[ce]_.*", "stick": "ss_.*", "tom1": "th_.*", "tom2": "tm_.*", "tom3": "tl_.*",
                      "closed": "h[ct]_.*", "pedal": "hf_.*", "open": "h[ol]_.*"},
    "one-shots": {"kick": "drum_(bass|heavy)_.*", "snare": "drum_snare_.*", "tom1": "drum_tom_hi_.*", "tom2": "drum_tom_mid_.*",
                  "tom3": "drum_tom_lo_.*", "closed": "drum_cymbal_closed", "open": "drum_cymbal_open", "pedal": "drum_cymbal_pedal",
                  "crash": "drum_(cymbal|splash)_(hard|soft)"}}
CYMBALS = ("crash", "crash2", "china", "ride", "bell")
# Percussion that is struck or shaken beside a kit.
PERCUSSION = ("Tamb1.*", "maraca.*", "Cabasa.*", "Conga.*", "Bongo.*", "Cowbell.*", "Clap_.*", "Claves.*", "Agogo.*", "Quinto.*", "Mid_Shaker.*")


def layers(folder: Path, pattern: str):
    """The hits of a piece from soft to strong: the loudest part tells."""
    found = [decode(p) for p in sorted(folder.rglob("*.opus")) if re.fullmatch(pattern, p.stem)]
    found = [x[: 3 * RATE] for x in found if len(x) > 400]
    return sorted(found, key=lambda x: float(np.abs(x).max()))


class Kit:
    """One kit; what it lacks is lent by another."""

    def __init__(self, folder: Path, lender=None):
        self.hits = {piece: found for piece, pattern in PATTERNS[folder.name].items() if (found := layers(folder, pattern))}
        for piece in CYMBALS:
            if piece not in self.hits and lender and piece in lender.hits:
                self.hits[piece] = lender.hits[piece]

    def piece(self, name):
        while name not in self.hits and name in INSTEAD:
            name = INSTEAD[name]
        return self.hits.get(name)

    def play(self, rng, notes, samples):
        """Tracks by piece, (samples, 2), of (start, length, key, velocity)."""
        tuning = {p: float(np.exp(rng.normal(0, 0.05))) for p in LEVEL}
        tuning["tom2"] = tuning["tom3"] = tuning["tom4"] = tuning["tom1"]
        named = [(t, PIECES[k], v) for t, _, k, v in notes if k in PIECES]
        hats = sorted(t for t, p, _ in named if p in ("closed", "pedal", "open"))
        tracks, made = {}, {}
        for start, name, velocity in named:
            options = self.piece(name)
            if not options:
                continue
            strength = (velocity / 127) * (len(options) - 1) + rng.normal(0, 0.6)
            which = int(np.clip(round(strength), 0, len(options) - 1))
            if (name, which) not in made:
                x, ratio = options[which], tuning[name]
                at = np.arange(int((len(x) - 2) / ratio)) * ratio
                i = at.astype(int)
                f = (at - i)[:, None].astype(np.float32)
                x = x[i] * (1 - f) + x[i + 1] * f
                made[name, which] = x / np.float32(np.abs(x).max() + 1e-6)
            x = made[name, which]
            begin = int(start * RATE)
            length = min(len(x), samples - begin)
            if name in ("open", "closed"):                     # the next stroke on the hat ends this one
                after = next((t for t in hats[np.searchsorted(hats, start, "right"):] if t > start + 0.02), None)
                if after is not None:
                    length = min(length, int((after - start) * RATE) + 600)
            if begin < 0 or length < 700:
                continue
            x = x[:length]
            if length < len(made[name, which]):
                x = x.copy()
                x[-600:] *= np.linspace(1, 0, 600, dtype=np.float32)[:, None]
            gain = (velocity / 127) ** 1.4 * 10 ** (LEVEL[name] / 20)
            track = tracks.setdefault(name, np.zeros((samples, 2), np.float32))
            track[begin: begin + length] += x * np.float32(gain)
        return tracks


class Percussion:
    """Tambourines, shakers, congas: one of them keeps a pattern of sixteenths."""

    def __init__(self, folder: Path):
        self.families = [found for pattern in PERCUSSION if (found := layers(folder, pattern))]

    def play(self, rng, song, samples):
        family = self.families[int(rng.integers(len(self.families)))]
        pattern = rng.random(16) < rng.uniform(0.2, 0.9)
        out = np.zeros((samples, 2), np.float32)
        for bar in range(len(song.bars)):
            for s in np.flatnonzero(pattern):
                begin = int((song.time(bar, s) + rng.normal(0, 0.005)) * RATE)
                x = family[int(rng.integers(len(family)))][: max(0, samples - begin)]
                if begin >= 0 and len(x):
                    out[begin: begin + len(x)] += x * np.float32(rng.uniform(0.4, 0.8) + 0.2 * (s % 4 == 0)) / np.abs(x).max()
        return out
