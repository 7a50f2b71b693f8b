"""Notes to sound: General MIDI sound fonts through fluidsynth, and sampled instruments with .sfz maps.

A note is (start, length, key, velocity) in seconds and MIDI numbers."""
import ctypes
import re
from pathlib import Path

import numpy as np

from folders import RATE
from pool import decode

_library = ctypes.CDLL("libfluidsynth.so.3")
for _name in ("new_fluid_settings", "new_fluid_synth"):
    getattr(_library, _name).restype = ctypes.c_void_p


class SoundFonts:
    """General MIDI sound fonts in libfluidsynth, dry, loaded once."""

    def __init__(self, paths):
        settings = ctypes.c_void_p(_library.new_fluid_settings())
        number = lambda key, value: _library.fluid_settings_setnum(settings, key, ctypes.c_double(value))
        number(b"synth.sample-rate", RATE)
        number(b"synth.gain", 0.6)
        _library.fluid_settings_setint(settings, b"synth.polyphony", 1024)
        for key in (b"synth.reverb.active", b"synth.chorus.active"):
            _library.fluid_settings_setint(settings, key, 0)
        self.synth = ctypes.c_void_p(_library.new_fluid_synth(settings))
        self.fonts = [_library.fluid_synth_sfload(self.synth, str(p).encode(), 0) for p in paths if Path(p).exists()]

    def play(self, notes, program, samples, rng, drums=False):
        """(samples, 2) float32 of notes by an instrument, or a kit, of one of the fonts, the first more often."""
        s, channel = self.synth, 9 if drums else 0
        font = self.fonts[0] if rng.random() < 0.65 else self.fonts[-1]
        _library.fluid_synth_all_sounds_off(s, -1)
        if _library.fluid_synth_program_select(s, channel, font, 128 if drums else 0, program):
            _library.fluid_synth_program_select(s, channel, self.fonts[0], 128 if drums else 0, 0 if drums else program)
        events = [(int(t * RATE), 1, k, v) for t, d, k, v in notes] + [(int((t + max(d, 0.02)) * RATE), 0, k, 0) for t, d, k, v in notes]
        out = np.zeros((samples, 2), np.float32)
        now = 0
        for at, on, key, velocity in sorted(events) + [(samples, 0, 0, 0)]:
            at = min(at, samples)
            if at > now:
                p = out.ctypes.data_as(ctypes.c_void_p)
                _library.fluid_synth_write_float(s, at - now, p, 2 * now, 2, p, 2 * now + 1, 2)
                now = at
            if on:
                _library.fluid_synth_noteon(s, channel, key, velocity)
            else:
                _library.fluid_synth_noteoff(s, channel, key)
        return out


class Sampler:
    """The regions of one .sfz map: sample, keys, velocities, pitch."""

    def __init__(self, sfz: Path):
        self.regions, self.samples, self.folder, self.turn = [], {}, sfz.parent, 0
        group = {}
        for line in sfz.read_text(errors="replace").splitlines():
            line = line.split("//")[0]
            for head, rest in re.findall(r"<(\w+)>([^<]*)", line):
                values = dict(re.findall(r"(\w+)=(.+?)(?=\s+\w+=|\s*$)", rest))
                if head == "group":
                    group = values
                elif head == "region":
                    self.regions.append({**group, **values})
        names = {p.stem: p for p in self.folder.glob("*.opus")}
        kept = []
        for r in self.regions:
            path = names.get(Path(r.get("sample", "").replace("\\", "/")).stem)
            if path:
                number = lambda k, d: int(float(r.get(k, d)))
                kept.append((number("lokey", r.get("key", 0)), number("hikey", r.get("key", 127)), number("lovel", 1),
                             number("hivel", 127), number("pitch_keycenter", r.get("key", 60)), path))
        self.regions = kept

    def play(self, notes, samples, release=0.08):
        out = np.zeros((samples + 4 * RATE, 2), np.float32)
        for start, length, key, velocity in notes:
            fit = [r for r in self.regions if r[0] <= key <= r[1] and r[2] <= velocity <= r[3]] \
                or sorted(self.regions, key=lambda r: abs(r[4] - key))[:1]
            self.turn += 1                                     # round robins take turns
            center, path = fit[self.turn % len(fit)][4], fit[self.turn % len(fit)][5]
            if path not in self.samples:
                self.samples[path] = decode(path)
            x = self.samples[path]
            ratio = 2 ** ((key - center) / 12)
            n = min(int((length + release) * RATE), int((len(x) - 2) / ratio), 4 * RATE)
            if n < 100:
                continue
            at = np.arange(n) * ratio
            i = at.astype(int)
            f = (at - i)[:, None].astype(np.float32)
            y = x[i] * (1 - f) + x[i + 1] * f
            fade = min(n, int(release * RATE))
            y[-fade:] *= np.linspace(1, 0, fade, dtype=np.float32)[:, None]
            begin = int(start * RATE)
            if begin + n <= len(out):
                out[begin: begin + n] += y * np.float32((velocity / 127) ** 1.3)
        return out[:samples]
