"""Songs that go together: stems of different songs at one tempo and in one key."""
import numpy as np

from folders import RATE, STEMS

NEAR, REACH = 0.4, 0.27        # semitones off key; octaves of speed either way


def speed_of(lead, other, tuned=True):
    """The speed at which `other` goes with `lead`, or None: its pitch moves with it, so that only some pairs fit. Drums have no key."""
    pitch = lambda f: f["tonic"] + (3 if f["minor"] else 0)
    for factor in (1, 2, 0.5):
        speed = lead["tempo"] * factor / other["tempo"]
        off = (pitch(other) + 12 * np.log2(speed) - pitch(lead) + 6) % 12 - 6
        if abs(np.log2(speed)) < REACH and (abs(off) < NEAR or not tuned):
            return speed
    return None


class Matches:
    """Which songs go with which, found once."""

    def __init__(self, groups, facts):
        known = [i for i, f in enumerate(facts) if f]
        self.groups, self.facts, self.partners = groups, facts, {}
        for i in known:
            found = {stem: [(j, s) for j in known if j != i and stem in groups[j] and (s := speed_of(facts[i], facts[j], stem != "drums"))]
                     for stem in STEMS}
            if any(found[stem] for stem in STEMS if stem != "drums"):
                self.partners[i] = found
        self.leads = sorted(self.partners)

    def draw(self, rng, samples):
        """{stem: (sound, start, speed)}: a song some of whose stems are played by others, beat on beat."""
        lead = self.leads[int(rng.integers(len(self.leads)))]
        facts, group = self.facts[lead], self.groups[lead]
        longest = min(map(len, group.values()))
        start = int(rng.integers(0, max(1, longest - samples)))
        beat = (start / RATE - facts["late"]) * facts["tempo"] / 60
        out = {}
        for stem in STEMS:
            if stem in group and rng.random() < 0.4:
                out[stem] = group[stem], start, 1.0
                continue
            options = self.partners[lead][stem]
            if not options:
                if stem in group:
                    out[stem] = group[stem], start, 1.0
                continue
            j, speed = options[int(rng.integers(len(options)))]
            x, other = self.groups[j][stem], self.facts[j]
            bar = 240 / other["tempo"] * RATE
            first = (other["late"] + beat % 4 * 60 / other["tempo"]) * RATE
            bars = int(max(0, len(x) - first - samples * speed) / bar)
            out[stem] = x, int(first + int(rng.integers(bars + 1)) * bar), speed
        return out
