"""A shipped file as a checkpoint to go on from: the way back from export.py.

    python3 training/unfold.py models/mini/mini.safetensors OUTPUT.pt --sources songs=1,band=2

The batch norms are folded away in the file. They come back as what leaves every value as it was: with the mean and spread that the layers
have on material of the pools, measured here, undone by their own scale and shift."""
import argparse
import json
from pathlib import Path

import numpy as np
import torch
from torch import nn

import safetensors_file
from export import folded
from folders import work_folder
from mixing import batch
from model import Net
from pool import Pool, parse_weights
from spectra import HOP


def put_back(net: Net, tensors: dict):
    """Weights as in the file; every norm the identity with the file's scale and shift."""
    w = {k: torch.from_numpy(v.astype(np.float32)) for k, v in tensors.items()}
    for module in net.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.ones_(module.weight)
            nn.init.zeros_(module.bias)
            module.running_mean.zero_()
            module.running_var.fill_(1 - module.eps)

    def conv(layer, norm, name):
        layer.weight.data.copy_(w[name + ".weight"])
        norm.bias.data.copy_(w[name + ".bias"])

    def block(b, name):
        for i, c in enumerate(b.convs):
            conv(c[0], c[1], f"{name}.conv.{i}")
        for part in ("down", "up"):
            getattr(b.dense, part).weight.data.copy_(w[f"{name}.dense.{part}.weight"])
            norm = getattr(b.dense, part + "_norm")
            norm.weight.data.copy_(w[f"{name}.dense.{part}.scale"])
            norm.bias.data.copy_(w[f"{name}.dense.{part}.shift"])

    net.feature_mean.copy_(w["feature.mean"])
    net.feature_scale.copy_(w["feature.scale"])
    for i, layer in enumerate(net.stem):
        layer.weight.data.copy_(w[f"stem.{i}.weight"])
    net.stem_norm.bias.data.copy_(w["stem.bias"])
    for kind in ("encoder", "decoder"):
        for i, b in enumerate(getattr(net, kind)):
            block(b, f"{kind}.{i}")
    for i, d in enumerate(net.down):
        conv(d[0], d[1], f"down.{i}")
    for i, u in enumerate(net.up):
        conv(u.conv, u.norm, f"up.{i}")
    for kind in ("bias", "gate"):
        for i, layer in enumerate(getattr(net, kind)):
            layer.weight.data.copy_(w[f"{kind}.{i}.weight"])
            layer.bias.data.copy_(w[f"{kind}.{i}.bias"])


def measure(net: Net, inputs):
    """Gives every norm the mean and variance of what it sees, and a scale and shift that change nothing."""
    seen = {}

    def note(module, values):
        x = values[0].detach()
        seen.setdefault(module, []).append((x.mean((0, 2, 3)), (x ** 2).mean((0, 2, 3))))

    norms = [m for m in net.modules() if isinstance(m, nn.BatchNorm2d)]
    hooks = [m.register_forward_pre_hook(note) for m in norms]
    net.eval()
    with torch.no_grad():
        for x in inputs:
            net(x)
    for hook in hooks:
        hook.remove()
    for m in norms:
        mean, power = (torch.stack(v).mean(0) for v in zip(*seen[m]))
        variance = (power - mean ** 2).clamp_min(1e-4)
        m.running_mean.copy_(mean)
        m.running_var.copy_(variance)
        m.bias.data.add_(m.weight.data * mean)
        m.weight.data.mul_(torch.sqrt(variance + m.eps))


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("file", type=Path)
    p.add_argument("output", type=Path)
    p.add_argument("--sources", default="songs=1")
    p.add_argument("--batches", type=int, default=12)
    o = p.parse_args()
    tensors, metadata = safetensors_file.read(o.file)
    net = Net(json.loads(metadata["widths"]), json.loads(metadata["depths"]))
    put_back(net, tensors)
    pool = Pool(work_folder() / "pools", parse_weights(o.sources))
    inputs = [torch.from_numpy(batch(np.random.default_rng((99, i)), pool, 127 * HOP)[0]) for i in range(o.batches)]
    measure(net, inputs)
    again = folded(net)
    difference = max(float(np.abs(again[k].astype(np.float32) - v.astype(np.float32)).max()) for k, v in tensors.items())
    state = {"step": 0, "seconds": 0.0, "audio": float(metadata["audio_seconds"]), "best": -99.0}
    torch.save({"average": net.state_dict(), "state": state, "shape": net.shape}, o.output)
    print(f"{o.output}: {len(tensors)} tensors, folded again they differ from the file by at most {difference:.5f}")


if __name__ == "__main__":
    main()
