"""The whole recipe in a minute: makes material, trains, is killed and resumes, exports, and reads the model back.

    python3 training/smoke.py [OUTPUT.safetensors]
"""
import csv
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent


def run(script, *arguments):
    subprocess.run([sys.executable, str(HERE / script), *map(str, arguments)], check=True)


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.environ["UNBRAID_TRAINING"] = folder
        run("synthetic.py")
        train = ("train.py", "--run", "smoke", "--sources", "synthetic=1", "--frames", "64", "--widths", "8,12,16,24", "--every", "6")
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
        print(f"smoke: {steps[-1]} steps, loss {rows[0]['loss']} to {rows[-1]['loss']}, {output}")


if __name__ == "__main__":
    main()
