"""Checkpoints of one shape averaged, with weights.

    python3 training/blend.py OUTPUT.pt A.pt=0.5 B.pt=0.5
"""
import sys
from pathlib import Path

import torch


def blend(parts):
    """[(checkpoint, share)] -> one checkpoint; what is counted comes from the last."""
    total = sum(share for _, share in parts)
    last = parts[-1][0]
    for saved, _ in parts:
        if saved["shape"] != last["shape"]:
            raise SystemExit(f"networks of shape {saved['shape']} and {last['shape']} have no average")
    average = {k: sum(saved["average"][k].double() * (share / total) for saved, share in parts).to(v.dtype) if v.is_floating_point() else v
               for k, v in last["average"].items()}
    return {"average": average, "state": last["state"], "shape": last["shape"]}


def main():
    if len(sys.argv) < 3 or not all("=" in a for a in sys.argv[2:]):
        raise SystemExit(__doc__)
    parts = [a.rsplit("=", 1) for a in sys.argv[2:]]
    torch.save(blend([(torch.load(path, map_location="cpu"), float(share)) for path, share in parts]), Path(sys.argv[1]))


if __name__ == "__main__":
    main()
