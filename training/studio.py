"""The instruments, singers and spaces at hand, loaded once: for training, or those that are left out of it."""
from pathlib import Path

import left_out
from accompaniment import Players
from band import FONTS
from folders import RATE
from instruments import Sampler, SoundFonts
from kits import Kit, Percussion
from performances import Performances
from pool import decode
from singers import singers

BASSES = ("bass-growly", "bass-swag", "bass-fashion", "bass-sneaky-finger", "bass-sneaky-mute", "bass-pasta-fetuccine", "bass-pasta-spaghetti",
          "finger-bass")
INSTRUMENTS = ("tonejs-guitar-electric", "steel-guitar", "tonejs-guitar-nylon", "electric-piano", "epiano-wurlitzer", "epiano-pianet",
               "bright-piano", "tonejs-organ", "tremolo-strings", "tonejs-cello", "sax-alto-weresax", "tonejs-trumpet", "war-tuba-staccato", "ganjo")


def map_of(folder: Path):
    return next(iter(sorted(folder.glob("*.sfz"))), None)


class Studio:
    """What is at hand: for training everything that is not left out, for the left-out set nothing else."""

    def __init__(self, material: Path, left=False):
        wanted = lambda name, names: (name in names) == left
        maps = lambda names, out: {n: Sampler(map_of(material / "instruments" / n)) for n in names
                                   if wanted(n, out) and (material / "instruments" / n).is_dir() and map_of(material / "instruments" / n)}
        self.basses = list(maps(BASSES, left_out.BASSES).values())
        plates = [decode(p) for p in sorted((material / "ir").rglob("*.flac")) if wanted(p.stem, left_out.REVERBS)]
        self.plates = [p for p in plates if len(p) < 5 * RATE]
        self.fonts = None if left else SoundFonts(FONTS)
        self.players = Players(maps(INSTRUMENTS, left_out.INSTRUMENTS), self.fonts, self.plates)
        if left:
            self.kits = [Kit(material / "loops/drums" / left_out.KIT)]
            self.percussion = None
        else:
            muldjord = Kit(material / "instruments/drums-muldjord")
            self.kits = [muldjord, Kit(material / "instruments/drums-gogodze", muldjord)]
            self.percussion = Percussion(material / "instruments/drum-kit")
        self.performances = Performances(material / "midi/groove-drums.zip", left)
        self.singers = singers(material / "voices", left)
        guitars = sorted((material / "stems/sectoid").iterdir())
        self.guitars = [decode(p / "guitar.opus") for p in guitars if left and p.name in left_out.SECTOID]
