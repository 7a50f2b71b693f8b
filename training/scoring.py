"""Global SDR (uSDR) of masks on songs with known stems."""
from pathlib import Path

import numpy as np
import torch

from folders import STEMS
from model import STEP
from spectra import BINS, bands, features, istft, level_of, squared, stft, unbands


# What the network calls full level: level_of a song whose mono sum has standard deviation one, if it is near mono.
LEVEL = float(np.sqrt(2049 / BINS))


def read_song(folder: Path) -> dict:
    """Stems as flac, or as unpack.py leaves them."""
    unpacked = {s: np.load(folder / f"{s}.npy").T.astype(np.float32) / 32767 for s in STEMS if (folder / f"{s}.npy").exists()}
    if unpacked:
        return unpacked
    import soundfile
    return {s: soundfile.read(folder / f"{s}.flac", dtype="float32", always_2d=True)[0].T
            for s in STEMS if (folder / f"{s}.flac").exists()}


def usdr(reference, estimate) -> float:
    return float(10 * np.log10(((reference ** 2).sum() + 1e-7) / (((reference - estimate) ** 2).sum() + 1e-7)))


def network_masks(net, x):
    """Masks (4, 2, frames, BANDS) of a whole song's spectrum at once; frames padded to what the network divides by."""
    level = level_of(x)
    f = features(x[0] / level, x[1] / level)
    frames = f.shape[1]
    f = np.pad(f, ((0, 0), (0, -frames % STEP), (0, 0)), mode="edge")
    with torch.no_grad():
        return net(torch.from_numpy(f)[None])[0, :, :, :frames].numpy()


def ideal_masks(stems):
    """The ideal ratio mask at the network's resolution."""
    magnitude = np.sqrt(bands(squared(stft(stems)))) + 1e-9
    return magnitude / magnitude.sum(0)


class Songs:
    """The songs of a folder, read once."""

    def __init__(self, folder: Path):
        self.songs = {p.name: read_song(p) for p in sorted(folder.iterdir()) if p.is_dir()}
        self.mixes = {n: sum(s.values()) for n, s in self.songs.items()}
        self.spectra = {n: stft(m) for n, m in self.mixes.items()}

    def score(self, masks_of) -> dict:
        """masks_of(name, spectrum, stems) -> masks; scores per song and stem, stems that are silent left out."""
        out = {}
        for name, stems in self.songs.items():
            x = self.spectra[name]
            masks = unbands(masks_of(name, x, stems))
            waves = istft(masks * x, self.mixes[name].shape[1])
            out[name] = {s: usdr(stems[s], waves[STEMS.index(s)]) for s in stems}
        return out


def means(scores) -> dict:
    out = {s: float(np.mean([v[s] for v in scores.values() if s in v])) for s in STEMS}
    out["mean"] = float(np.mean(list(out.values())))
    return out


def table(scores) -> str:
    rows = ["| song | " + " | ".join(STEMS) + " |", "|---|" + "---|" * 4]
    rows += [f"| {n} | " + " | ".join(f"{v[s]:.2f}" if s in v else "" for s in STEMS) + " |" for n, v in scores.items()]
    m = means(scores)
    return "\n".join(rows + ["| mean | " + " | ".join(f"{m[s]:.2f}" for s in STEMS) + f" | ({m['mean']:.2f})"])


def main():
    """Tables for the folder of songs named first, and for the checkpoint named second."""
    import sys
    songs = Songs(Path(sys.argv[1]))
    quarter = lambda n, x, s: np.full((4,) + bands(squared(x)).shape, 0.25, np.float32)
    ideal = lambda n, x, s: ideal_masks(np.stack([s.get(k, np.zeros_like(songs.mixes[n])) for k in STEMS]))
    print("mixture/4\n" + table(songs.score(quarter)) + "\n\nideal ratio mask\n" + table(songs.score(ideal)))
    if len(sys.argv) > 2:
        from model import Net
        saved = torch.load(sys.argv[2], map_location="cpu")
        net = Net(saved["shape"]["widths"], saved["shape"]["depths"])
        net.load_state_dict(saved["average"])
        net.eval()
        print(f"\n{sys.argv[2]}\n" + table(songs.score(lambda n, x, s: network_masks(net, x))))


if __name__ == "__main__":
    main()
