"""The whole recipe in a minute: makes material, trains, is killed and resumes, exports, and reads the model back; then goes on from the
exported file in a pack for another machine, as that machine would.

    python3 training/smoke.py [OUTPUT.safetensors]
"""
import csv
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
SHAPE = ("--frames", "64", "--widths", "8,12,16,24")


def run(script, *arguments):
    subprocess.run([sys.executable, str(HERE / script), *map(str, arguments)], check=True)


def scored(folder: Path):
    """A song to score on, of the pool's first."""
    import numpy as np
    import soundfile
    (folder / "song").mkdir(parents=True)
    for stem in ("vocals", "drums", "bass", "other"):
        x = np.load(Path(os.environ["UNBRAID_TRAINING"]) / "pools" / "synthetic" / f"00.{stem}.npy")[: 3 * 44100]
        soundfile.write(folder / "song" / f"{stem}.flac", x, 44100)
    return folder


def try_pack(folder: Path, model: Path):
    run("unfold.py", model, folder / "begin.pt", "--sources", "synthetic=1", "--batches", 2)
    songs = scored(folder / "scored")
    run("pack.py", folder / "pack", "--sources", "synthetic=1", "--eval", songs, "--left-out", songs, "--from", folder / "begin.pt", "--megabytes", 12)
    own = {k: v for k, v in os.environ.items() if k != "UNBRAID_TRAINING"}
    subprocess.run(["sh", str(folder / "pack/start.sh"), str(folder / "results"), "--run", "there", "--hours", str(6 / 3600), *SHAPE], env=own, check=True)
    for name in ("best.safetensors", "last.safetensors", "curve.csv"):
        if not 0 < (folder / "results" / name).stat().st_size < 16e6:
            raise SystemExit(f"the pack left no {name} of less than 16 MB")


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.environ["UNBRAID_TRAINING"] = folder
        run("synthetic.py")
        train = ("train.py", "--run", "smoke", "--sources", "synthetic=1", *SHAPE, "--every", "6")
        run(*train, "--hours", 8 / 3600)
        run(*train, "--hours", 14 / 3600)                       # resumes where the first left off
        with open(Path(folder) / "runs" / "smoke" / "curve.csv") as f:
            rows = list(csv.DictReader(f))
        steps = [int(r["step"]) for r in rows]
        if len(steps) < 2 or steps != sorted(set(steps)):
            raise SystemExit(f"the resumed run did not go on: steps {steps}")
        if float(rows[-1]["loss"]) >= float(rows[0]["loss"]):
            raise SystemExit(f"the loss did not fall: {rows[0]['loss']} to {rows[-1]['loss']}")
        output = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else Path(folder) / "smoke.safetensors"
        run("export.py", Path(folder) / "runs" / "smoke" / "last.pt", output, "--golden", output.with_name("golden.safetensors"))
        try_pack(Path(folder), output)
        print(f"smoke: {steps[-1]} steps, loss {rows[0]['loss']} to {rows[-1]['loss']}, {output}")


if __name__ == "__main__":
    main()
