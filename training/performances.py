"""Human drum performances (Groove MIDI) as notes, chosen by tempo and by drummer."""
import csv
import io
import zipfile
from pathlib import Path

import midi
from left_out import DRUMMERS


class Performances:
    """The beats in 4/4 of the archive, of the drummers that are for training or of those that are left out."""

    def __init__(self, archive: Path, left_out=False):
        self.files, self.rows = zipfile.ZipFile(archive), []
        for row in csv.DictReader(io.StringIO(self.files.read("groove/info.csv").decode())):
            if row["beat_type"] == "beat" and row["time_signature"] == "4-4" and float(row["duration"]) > 12 \
                    and (row["drummer"] in DRUMMERS) == left_out:
                self.rows.append(row)

    def draw(self, rng):
        """(style, tempo, notes, length in seconds of whole bars)."""
        row = self.rows[int(rng.integers(len(self.rows)))]
        found = midi.notes(self.files.read("groove/" + row["midi_filename"]))
        notes = sorted(n for part in found.values() for n in part)
        tempo = float(row["bpm"])
        bar = 240 / tempo
        length = max(1, round(notes[-1][0] / bar)) * bar
        return row["style"].split("/")[0], tempo, [n for n in notes if n[0] < length], length


def spread(notes, length, seconds, factor):
    """The performance over and over for `seconds`, its time stretched by `factor`."""
    out, at = [], 0.0
    while at < seconds:
        out += [(at + t * factor, d * factor, k, v) for t, d, k, v in notes if at + t * factor < seconds]
        at += length * factor
    return out
