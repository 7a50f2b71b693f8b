"""The learning curve of one or more runs: scores against audio seconds, as PNG.

    python3 training/plot.py OUTPUT.png RUN.csv...
"""
import csv
import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot


def main():
    output, files = sys.argv[1], [Path(p) for p in sys.argv[2:]]
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(11, 4.2))
    for n, path in enumerate(files):
        rows = [r for r in csv.DictReader(open(path)) if r.get("mean")]
        x = [float(r["audio_seconds"]) / 1000 for r in rows]
        if n == 0:
            for stem in ("vocals", "drums", "bass", "other"):
                left.plot(x, [float(r[stem]) for r in rows], label=stem)
        line, = right.plot(x, [float(r["mean"]) for r in rows], label=f"{path.stem}, {float(rows[-1]['hours']):.2f} h")
        if rows[0].get("left_mean"):
            right.plot(x, [float(r["left_mean"]) for r in rows], color=line.get_color(), linestyle="--", label=f"{path.stem}, left-out set")
    left.set_title(f"stems, {files[0].stem}")
    right.set_title("mean of the four stems")
    right.axhline(1.17, color="gray", linewidth=0.8, linestyle=":", label="mixture/4")
    for axis in (left, right):
        axis.set_xlabel("thousand seconds of audio seen")
        axis.set_ylabel("uSDR in dB")
        axis.grid(alpha=0.3)
        axis.legend(fontsize=8)
    figure.tight_layout()
    figure.savefig(output, dpi=110)


if __name__ == "__main__":
    main()
