"""The singers and speakers of the material, one entry each, cut into clips by the silences between them."""
import subprocess
from pathlib import Path

import numpy as np

from folders import RATE
from left_out import SINGERS as LEFT_OUT
from left_out import SPEAKERS as SPEAKERS_LEFT_OUT
from pool import decode

# Sung on one pitch a clip: they can be set to any melody.
SYLLABLES = {"scottpoid": ("scottpoid",), "dorodoro": ("dorodoro",), "yuki": ("yuki",), "erithacus": ("erithacus",),
             "kawaiineko": ("kawaiineko",), "berklee": ("berklee-vowels",),
             "hitsuboku-kumi": ("hitsuboku-kumi/core", "hitsuboku-kumi/core_a4", "hitsuboku-kumi/core_d5", "hitsuboku-kumi/strong_high",
                                "hitsuboku-kumi/strong_low")}
# Sung as they are: (file, tonic as a note from C = 0, minor, beats a minute).
PHRASES = {"house-ab_124": (8, True, 124), "house-c_126": (0, False, 126), "house-e_125": (4, False, 125), "house-e_128": (4, False, 128),
           "house-f_124": (5, False, 124), "house-fs_122": (6, False, 122), "trance-am_136": (9, True, 136), "trance-dm_136": (2, True, 136),
           "trance-ebj_136": (3, False, 136), "trance-em_136": (4, True, 136), "trance-fm_136": (5, True, 136)}
SPOKEN = {"whisper": ("producer-space/whisper", "hitsuboku-kumi/whisper_high"), "spoken-quotes": ("producer-space/spoken-quotes",),
          "spoken-scifi": ("producer-space/spoken-scifi",), "spoken-hollywood": ("producer-space/spoken-hollywood",),
          "shouts": ("producer-space/shouts-1",), "noises": ("berklee-vocal-noises",), "kerstin": ("speech-kerstin-de",)}


def clips(path: Path, least=0.15, gap=0.12, floor=0.004, minutes=15):
    """The parts of a recording between silences, of its first quarter of an hour."""
    x, hop = decode(path, 1, seconds=60 * minutes)[:, 0], 441
    n = len(x) // hop
    loud = np.sqrt((x[: n * hop].reshape(n, hop) ** 2).mean(1)) > floor
    edges = np.flatnonzero(np.diff(np.concatenate([[0], loud.astype(int), [0]])))
    out, quiet = [], int(gap * RATE / hop)
    for start, end in edges.reshape(-1, 2):
        if out and start - out[-1][1] < quiet:
            out[-1][1] = end
        else:
            out.append([start, end])
    return [x[max(0, a - 1) * hop: (b + 2) * hop] for a, b in out if (b - a) * hop > least * RATE]


class Singer:
    def __init__(self, name, kind, found, key=None):
        self.name, self.kind, self.clips, self.key = name, kind, found, key

    def clip(self, rng):
        return self.clips[int(rng.integers(len(self.clips)))]


def singers(voices: Path, left_out=False):
    """Those for training, or those that are left out of it."""
    out = []

    def add(name, kind, paths, key=None):
        found = [c for p in paths if p.exists() for c in clips(p)]
        if found:
            out.append(Singer(name, kind, found, key))

    for name, files in SYLLABLES.items():
        if (name in LEFT_OUT) == left_out:
            add(name, "syllables", [voices / f"{f}.opus" for f in files])
    for name, key in PHRASES.items():
        if (name in LEFT_OUT) == left_out:
            add(name, "phrases", [voices / "producer-space" / f"{name}.opus"], key)
    if not left_out:
        for name, files in SPOKEN.items():
            add(name, "spoken", [voices / f"{f}.opus" for f in files])
    speakers = sorted((voices / "speech-nabucasa").glob("*.mp3"))
    add("speakers", "spoken", [p for p in speakers if (p.stem in SPEAKERS_LEFT_OUT) == left_out and "kerstin" not in p.stem])
    return out


def reshape(x, pitch=1.0, formant=1.0, tempo=1.0):
    """Pitch, formants and time of a mono recording, each by a factor of its own, by the Rubber Band filter of ffmpeg."""
    # shifted once with its formants to `formant`, then to the pitch with the formants kept
    chain = [f"rubberband=pitch={formant:.5f}:formant=shifted"] if abs(formant - 1) > 1e-3 else []
    chain.append(f"rubberband=pitch={pitch / formant:.5f}:tempo={tempo:.5f}:formant=preserved")
    made = subprocess.run(["ffmpeg", "-v", "error", "-f", "f32le", "-ar", str(RATE), "-ac", "1", "-i", "-", "-af", ",".join(chain),
                           "-f", "f32le", "-"], input=np.ascontiguousarray(x, np.float32).tobytes(), stdout=subprocess.PIPE, check=True)
    return np.frombuffer(made.stdout, np.float32)
