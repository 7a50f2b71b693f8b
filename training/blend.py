"""Networks of one shape averaged, as they are after folding: averages of what the product computes with.

    python3 training/blend.py OUTPUT.pt A.pt=0.5 B.pt=0.5

Averages of checkpoints as they are trained are worse (NOTES.md): their norms were measured on other material, and go with nothing in
between. To train on from a blend, export it and unfold the file, which measures the norms."""
import argparse
from pathlib import Path

import numpy as np
import torch

from export import folded
from model import Net
from unfold import put_back


def network(path: str):
    saved = torch.load(path, map_location="cpu")
    net = Net(saved["shape"]["widths"], saved["shape"]["depths"])
    net.load_state_dict(saved["average"])
    net.eval()
    return net, saved


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("output", type=Path)
    p.add_argument("parts", nargs="+", help="CHECKPOINT=SHARE; what is counted comes from the last")
    o = p.parse_args()
    if not all("=" in part for part in o.parts):
        p.error("every part is a checkpoint and its share, as last.pt=0.5")
    parts = [(*network(path), float(share)) for path, share in (part.rsplit("=", 1) for part in o.parts)]
    net, last, _ = parts[-1]
    for _, saved, _ in parts:
        if saved["shape"] != last["shape"]:
            p.error(f"networks of shape {saved['shape']} and {last['shape']} have no average")
    total = sum(share for _, _, share in parts)
    files = [(folded(n), share / total) for n, _, share in parts]
    put_back(net, {k: sum(f[k].astype(np.float32) * share for f, share in files) for k in files[0][0]})
    torch.save({"average": net.state_dict(), "state": last["state"], "shape": last["shape"]}, o.output)


if __name__ == "__main__":
    main()
